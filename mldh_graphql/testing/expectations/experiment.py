"""What can be expected of an experiment."""

from __future__ import annotations

from functools import partial
from typing import Self

from mldh_graphql.entities import MLExperiment, MLTrainingRun
from mldh_graphql.testing.expectations.entity import GovernedExpectation, said
from mldh_graphql.testing.expectations.names import run_urn
from mldh_graphql.urns import ExperimentUrn

__all__ = ["ExperimentExpectation"]


# Who expects a name expects nothing of the platform.
_described = partial(MLExperiment, platform=None, sub_types=None)


class ExperimentExpectation(GovernedExpectation[ExperimentUrn]):
    """What is expected of an experiment; every call checks at once."""

    _describe = staticmethod(_described)
    _describe_governance = staticmethod(_described)

    def has_runs(self, *runs: str) -> Self:
        """Expect training runs, by id or URN, to belong to it."""
        __tracebackhide__ = True
        for each in said("runs", *runs):
            run = run_urn(each)
            self._is(MLTrainingRun(urn=run, platform=None, sub_types=None, experiment=self.urn))
        return self

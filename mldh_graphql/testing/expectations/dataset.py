"""What can be expected of a data set."""

from __future__ import annotations

from typing import Self

from mldh_graphql.entities import Dataset, MLTrainingRun
from mldh_graphql.testing.expectations.entity import GovernedExpectation, said
from mldh_graphql.testing.expectations.names import run_urn
from mldh_graphql.urns import DatasetUrn

__all__ = ["DatasetExpectation"]


class DatasetExpectation(GovernedExpectation[DatasetUrn]):
    """What is expected of a data set; every call checks at once."""

    _describe = Dataset
    _describe_governance = Dataset

    def consumed_by(self, *runs: str) -> Self:
        """Expect training runs, by id or URN, to have read it."""
        __tracebackhide__ = True
        for each in said("runs", *runs):
            run = run_urn(each)
            self._is(MLTrainingRun(urn=run, platform=None, sub_types=None, inputs=[self.urn]))
        return self

    def produced_by(self, *runs: str) -> Self:
        """Expect training runs, by id or URN, to have written it."""
        __tracebackhide__ = True
        for each in said("runs", *runs):
            run = run_urn(each)
            self._is(MLTrainingRun(urn=run, platform=None, sub_types=None, outputs=[self.urn]))
        return self

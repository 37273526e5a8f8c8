"""What can be expected of a model group."""

from __future__ import annotations

from typing import Self

from mldh_graphql.entities import MLModel, MLModelGroup
from mldh_graphql.testing.expectations.entity import GovernedExpectation, said
from mldh_graphql.testing.expectations.names import model_urn, run_urn
from mldh_graphql.urns import MLModelGroupUrn

__all__ = ["ModelGroupExpectation"]


class ModelGroupExpectation(GovernedExpectation[MLModelGroupUrn]):
    """What is expected of a model group; every call checks at once."""

    _describe = MLModelGroup
    _describe_governance = MLModelGroup

    def has_models(self, *models: str) -> Self:
        """Expect models to belong to it; a name means one of its own platform and environment."""
        __tracebackhide__ = True
        for each in said("models", *models):
            self._is(MLModel(urn=model_urn(each, self.urn), groups=[self.urn]))
        return self

    def trained_by(self, *runs: str) -> Self:
        """Expect training runs, by id or URN, to train models of it."""
        __tracebackhide__ = True
        wanted = [run_urn(each) for each in said("runs", *runs)]
        return self._is(MLModelGroup(urn=self.urn, training_runs=wanted))

"""What can be expected of a model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from mldh_graphql.entities import MLModel, MLTrainingRun
from mldh_graphql.testing.expectations.entity import (
    GovernedExpectation,
    lacking,
    said,
    unmatched,
)
from mldh_graphql.testing.expectations.measured import MeasuredExpectation
from mldh_graphql.testing.expectations.names import group_urn, run_urn
from mldh_graphql.urns import MLModelUrn, Urn

if TYPE_CHECKING:
    from mldh_graphql.client import DataHubMLClient
    from mldh_graphql.entities import Entity
    from mldh_graphql.testing.expectations.failure import Unmet

__all__ = ["ModelExpectation"]


class ModelExpectation(MeasuredExpectation[MLModelUrn], GovernedExpectation[MLModelUrn]):
    """What is expected of a model; every call checks at once.

    Example::

        def test_it(datahub):
            model = datahub.expect.model("arima_model")
            model.version("1.0").alias("champion").metrics(accuracy=0.9)
            model.in_group("airline_models").trained_by("run_4").from_datasets("iris_input")
    """

    _describe = MLModel
    _describe_governance = MLModel
    _describe_values = MLModel

    def version(self, version: str) -> Self:
        """Expect the version."""
        __tracebackhide__ = True
        return self._is(MLModel(urn=self.urn, version=version))

    def alias(self, *aliases: str) -> Self:
        """Expect aliases of the version, such as ``champion``."""
        __tracebackhide__ = True
        wanted = said("aliases", *aliases)

        async def judge(_client: object, stored: Entity) -> list[Unmet]:
            there = stored.aliases if isinstance(stored, MLModel) else None
            return lacking("aliases", wanted, there or ())

        return self._judged(judge)

    def plain_tag(self, *tags: str) -> Self:
        """Expect strings in ``mlModelProperties.tags``, which are not DataHub's tags."""
        __tracebackhide__ = True
        return self._is(MLModel(urn=self.urn, plain_tags=said("tags", *tags)))

    def in_group(self, *groups: str) -> Self:
        """Expect it to belong to groups; a name means one of its own platform and environment."""
        __tracebackhide__ = True
        wanted = [group_urn(each, self.urn) for each in said("groups", *groups)]
        return self._is(MLModel(urn=self.urn, groups=wanted))

    def trained_by(self, *runs: str) -> Self:
        """Expect training runs, by id or URN, to have made it."""
        __tracebackhide__ = True
        wanted = [run_urn(each) for each in said("runs", *runs)]
        return self._is(MLModel(urn=self.urn, training_runs=wanted))

    def from_datasets(self, *datasets: str) -> Self:
        """Expect data sets, by name or URN, to be inputs of the runs that made it."""
        __tracebackhide__ = True
        wanted = said("datasets", *datasets)

        async def judge(client: DataHubMLClient, stored: Entity) -> list[Unmet]:
            runs = stored.training_runs if isinstance(stored, MLModel) else None
            found = await client.get_many(runs or (), missing_ok=True)
            inputs: list[Urn] = []
            for each in found.values():
                if isinstance(each, MLTrainingRun):
                    inputs += each.inputs or ()
            return unmatched("datasets that its runs read", wanted, inputs)

        return self._judged(judge)

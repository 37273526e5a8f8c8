"""What can be expected of a training run."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Self

from mldh_graphql.entities import MLTrainingRun, RunResultType
from mldh_graphql.testing.expectations.entity import said, unmatched
from mldh_graphql.testing.expectations.failure import Unmet
from mldh_graphql.testing.expectations.measured import MeasuredExpectation
from mldh_graphql.testing.expectations.names import experiment_urn
from mldh_graphql.urns import TrainingRunUrn

if TYPE_CHECKING:
    from mldh_graphql.client import DataHubMLClient
    from mldh_graphql.entities import Entity

__all__ = ["TrainingRunExpectation"]


# Who expects a name expects nothing of the platform.
_described = partial(MLTrainingRun, platform=None, sub_types=None)


class TrainingRunExpectation(MeasuredExpectation[TrainingRunUrn]):
    """What is expected of a training run; every call checks at once.

    Example::

        def test_it(datahub):
            run = datahub.expect.run("run_4").in_experiment("airline_forecast").succeeded()
            run.consumed("iris_input").produced("iris_output").trained("arima_model")
    """

    _describe = staticmethod(_described)
    _describe_values = staticmethod(_described)

    def succeeded(self) -> Self:
        """Expect it to have ended well."""
        __tracebackhide__ = True
        return self.result(RunResultType.SUCCESS)

    def failed(self) -> Self:
        """Expect it to have ended badly."""
        __tracebackhide__ = True
        return self.result(RunResultType.FAILURE)

    def result(self, result: RunResultType) -> Self:
        """Expect it to have ended so."""
        __tracebackhide__ = True

        async def judge(_client: object, stored: Entity) -> list[Unmet]:
            if not isinstance(stored, MLTrainingRun) or stored.run_result is result:
                return []
            ended = stored.run_result.value if stored.run_result else None
            state = "it has not ended" if stored.events else "it has no events"
            return [Unmet("run_result", result.value, ended or state, by_index=True)]

        return self._judged(judge)

    def in_experiment(self, experiment: str) -> Self:
        """Expect it to belong to an experiment, by id or URN."""
        __tracebackhide__ = True
        urn = experiment_urn(experiment)
        return self._is(MLTrainingRun(urn=self.urn, platform=None, sub_types=None, experiment=urn))

    def consumed(self, *inputs: str) -> Self:
        """Expect it to have read data sets, models or runs, by name or URN.

        They need not exist, since a pipeline reads what others described.
        """
        __tracebackhide__ = True
        wanted = said("inputs", *inputs)

        async def judge(client: DataHubMLClient, _stored: Entity) -> list[Unmet]:
            return unmatched("inputs", wanted, await client.inputs_of_run(self.urn))

        return self._judged(judge)

    def produced(self, *outputs: str) -> Self:
        """Expect it to have written data sets, models or runs, by name or URN."""
        __tracebackhide__ = True
        wanted = said("outputs", *outputs)

        async def judge(client: DataHubMLClient, _stored: Entity) -> list[Unmet]:
            return unmatched("outputs", wanted, await client.outputs_of_run(self.urn))

        return self._judged(judge)

    def trained(self, *models: str) -> Self:
        """Expect models, by name or URN, to name it as a run that made them."""
        __tracebackhide__ = True
        wanted = said("models", *models)

        async def judge(client: DataHubMLClient, _stored: Entity) -> list[Unmet]:
            return unmatched("models", wanted, await client.models_of_run(self.urn))

        return self._judged(judge)

    def output_url(self, *urls: str) -> Self:
        """Expect results of it to lie there."""
        __tracebackhide__ = True
        wanted = said("urls", *urls)
        return self._is(
            MLTrainingRun(urn=self.urn, platform=None, sub_types=None, output_urls=wanted)
        )

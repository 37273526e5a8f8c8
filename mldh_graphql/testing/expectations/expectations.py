"""`Expectations`: where every expectation begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.testing.expectations.checker import Checker
from mldh_graphql.testing.expectations.dataset import DatasetExpectation
from mldh_graphql.testing.expectations.experiment import ExperimentExpectation
from mldh_graphql.testing.expectations.model import ModelExpectation
from mldh_graphql.testing.expectations.model_group import ModelGroupExpectation
from mldh_graphql.testing.expectations.names import dataset_urn, experiment_urn, run_urn
from mldh_graphql.testing.expectations.training_run import TrainingRunExpectation
from mldh_graphql.urns import MLModelGroupUrn, MLModelUrn, Urn

if TYPE_CHECKING:
    from mldh_graphql.testing.server import Server

__all__ = ["Expectations"]


class Expectations:
    """What is expected of a DataHub; entities are named by name, id or URN.

    Each of these expects that the entity exists and is not soft-deleted, and returns an object to
    expect more of it. In tests of every kind, sync and async, there is nothing to await: a call
    blocks until it has its answer, which the server's own thread gives. Against a real DataHub it
    waits up to a minute for its index.

    Args:
        server: The DataHub.
    """

    def __init__(self, server: Server) -> None:
        self._checker = Checker(server)

    def model(self, model: str, *, platform: str = "mlflow", env: str = "PROD") -> ModelExpectation:
        """Expect a model.

        Args:
            model: Its name or URN.
            platform: Its platform's name or URN, if it is a name.
            env: Its environment, if it is a name.
        """
        __tracebackhide__ = True
        is_urn = model.startswith("urn:")
        urn = MLModelUrn(model) if is_urn else MLModelUrn.build(model, platform, env)
        return ModelExpectation(self._checker, urn)

    def model_group(
        self, group: str, *, platform: str = "mlflow", env: str = "PROD"
    ) -> ModelGroupExpectation:
        """Expect a model group; the arguments are those of `model`."""
        __tracebackhide__ = True
        is_urn = group.startswith("urn:")
        urn = MLModelGroupUrn(group) if is_urn else MLModelGroupUrn.build(group, platform, env)
        return ModelGroupExpectation(self._checker, urn)

    def experiment(self, experiment: str) -> ExperimentExpectation:
        """Expect an experiment, by id or URN."""
        __tracebackhide__ = True
        return ExperimentExpectation(self._checker, experiment_urn(experiment))

    def run(self, run: str) -> TrainingRunExpectation:
        """Expect a training run, by id or URN."""
        __tracebackhide__ = True
        return TrainingRunExpectation(self._checker, run_urn(run))

    def dataset(
        self, dataset: str, *, platform: str | None = None, env: str = "PROD"
    ) -> DatasetExpectation:
        """Expect a data set.

        Args:
            dataset: Its name or URN.
            platform: Its platform's name or URN; a name needs one.
            env: Its environment, if it is a name.
        """
        __tracebackhide__ = True
        return DatasetExpectation(self._checker, dataset_urn(dataset, platform, env))

    def absent(self, urn: str) -> None:
        """Expect that an entity does not exist, or is soft-deleted."""
        __tracebackhide__ = True
        self._checker.absent(Urn(urn))

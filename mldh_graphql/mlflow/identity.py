"""Which URN each MLflow object has in DataHub."""

from __future__ import annotations

import functools
from enum import StrEnum
from typing import Final

from mldh_graphql.guids import guid
from mldh_graphql.urns import (
    DatasetUrn,
    ExperimentUrn,
    MLModelGroupUrn,
    MLModelUrn,
    TagUrn,
    TrainingRunUrn,
    Urn,
    VersionSetUrn,
)

__all__ = ["MLFLOW_PLATFORM", "Identity", "MLflowUrns", "is_encoded"]

MLFLOW_PLATFORM: Final = "urn:li:dataPlatform:mlflow"


class Identity(StrEnum):
    """By which rule an MLflow object gets its URN."""

    OFFICIAL = "official"
    """The URNs of DataHub's own MLflow source, so that what both write is one entity."""
    BARE = "bare"
    """The ids of DataHub's ML tutorial: names and run ids as they are in MLflow."""


class MLflowUrns:
    """The URNs of MLflow's objects.

    Names with ``,``, ``(`` or ``)`` are encoded. DataHub's own source leaves those of models as
    they are, and what it then writes is no URN.

    Args:
        identity: The rule.
        env: The environment of models and groups. Data sets are always in ``PROD``, as in DataHub's
            own source.
    """

    def __init__(self, identity: Identity, env: str = "PROD") -> None:
        self._official = identity is Identity.OFFICIAL
        self._env = env

    def experiment(self, name: str) -> ExperimentUrn:
        """Return the URN of the experiment with this name."""
        return _experiment_urn(name, official=self._official)

    def run(self, run_id: str) -> TrainingRunUrn:
        """Return the URN of a run."""
        return _run_urn(run_id, official=self._official)

    def group(self, name: str) -> MLModelGroupUrn:
        """Return the URN of a registered model."""
        return MLModelGroupUrn.build(name, "mlflow", self._env)

    def model(self, name: str, version: str) -> MLModelUrn:
        """Return the URN of a version of a registered model."""
        return MLModelUrn.build(f"{name}_{version}", "mlflow", self._env)

    def logged_model(self, model_id: str) -> MLModelUrn:
        """Return the URN of a model that a run logged; DataHub's own source knows none."""
        return MLModelUrn.build(model_id, "mlflow", self._env)

    def version_set(self, name: str) -> VersionSetUrn:
        """Return the URN of all versions of a registered model."""
        if not self._official:
            return VersionSetUrn.build(f"mlmodel_{name}_versions", "mlModel")
        return VersionSetUrn.build(guid(platform="mlflow", name=name), "mlModel")

    def stage_tag(self, stage: str) -> TagUrn:
        """Return the URN of the tag for a stage of a model version."""
        return TagUrn.build(f"mlflow_{stage.lower()}")

    def user(self, user_id: str) -> Urn:
        """Return the URN of who started a run."""
        return _user_urn(user_id)

    def dataset(self, name: str) -> DatasetUrn:
        """Return the URN of a data set as MLflow names it."""
        return DatasetUrn.build(name, "mlflow")


# A run's URN is asked for half a dozen times; its user and experiment are those of others, too.


@functools.lru_cache(maxsize=4096)
def _run_urn(run_id: str, *, official: bool) -> TrainingRunUrn:
    return TrainingRunUrn.build(guid(orchestrator="mlflow", id=run_id) if official else run_id)


@functools.lru_cache(maxsize=1024)
def _experiment_urn(name: str, *, official: bool) -> ExperimentUrn:
    return ExperimentUrn.build(guid(platform=MLFLOW_PLATFORM, id=name) if official else name)


@functools.lru_cache(maxsize=1024)
def _user_urn(user_id: str) -> Urn:
    return Urn(f"urn:li:platformResource:{guid(platform='mlflow', user=user_id)}")


def is_encoded(urn: Urn, name: str) -> bool:
    """Return whether a name could not stand in its URN as it is."""
    return name not in urn

"""Names that stand for entities in expectations."""

from __future__ import annotations

from mldh_graphql.errors import InvalidValueError
from mldh_graphql.urns import (
    DatasetUrn,
    ExperimentUrn,
    MLModelGroupUrn,
    MLModelUrn,
    TrainingRunUrn,
)

__all__ = ["dataset_urn", "experiment_urn", "group_urn", "model_urn", "run_urn"]


def model_urn(given: str, like: MLModelGroupUrn) -> MLModelUrn:
    """Return the URN of a model; a name means one where the group is."""
    if given.startswith("urn:"):
        return MLModelUrn(given)
    return MLModelUrn.build(given, like.platform, like.env)


def group_urn(given: str, like: MLModelUrn) -> MLModelGroupUrn:
    """Return the URN of a group; a name means one where the model is."""
    if given.startswith("urn:"):
        return MLModelGroupUrn(given)
    return MLModelGroupUrn.build(given, like.platform, like.env)


def dataset_urn(given: str, platform: str | None, env: str) -> DatasetUrn:
    """Return the URN of a data set.

    Raises:
        InvalidValueError: It is a name, and there is no platform.
    """
    if given.startswith("urn:"):
        return DatasetUrn(given)
    if platform is None:
        raise InvalidValueError(
            argument="platform", reason=f"the name {given!r} needs one, such as platform='s3'"
        )
    return DatasetUrn.build(given, platform, env)


def run_urn(given: str) -> TrainingRunUrn:
    """Return the URN of a training run."""
    return TrainingRunUrn.of(given)


def experiment_urn(given: str) -> ExperimentUrn:
    """Return the URN of an experiment."""
    return ExperimentUrn.of(given)

"""What people may write instead of a whole URN: the id, where it is clear what it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from mldh_graphql.urns import ExperimentUrn, MLModelGroupUrn, MLModelUrn, TrainingRunUrn

__all__ = ["asset", "by_id"]

_AssetT = TypeVar("_AssetT", "MLModelUrn", "MLModelGroupUrn")
_ByIdT = TypeVar("_ByIdT", "ExperimentUrn", "TrainingRunUrn")


def asset(kind: type[_AssetT], text: str) -> _AssetT:
    """Return the URN of a model or group that was given by its URN, or by its id on MLflow in PROD.

    Raises:
        InvalidUrnError: It is the URN of something else, or no id.
    """
    if text.startswith("urn:"):
        return kind(text)
    from mldh_graphql.urns import PlatformUrn  # noqa: PLC0415 - `mldh --help` does without

    return kind.build(text, PlatformUrn.build("mlflow"), "PROD")


def by_id(kind: type[_ByIdT], text: str) -> _ByIdT:
    """Return the URN of an experiment or run that was given by its URN or id.

    Raises:
        InvalidUrnError: It is the URN of something else, or no id.
    """
    return kind.of(text)

"""`MLflowSource`: what an MLflow store can be asked, page by page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeAlias, TypeVar
from urllib.parse import urlsplit, urlunsplit

from mldh_graphql.mlflow.report import SyncIssue, SyncKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from mldh_graphql.mlflow.records import (
        ExperimentRecord,
        LoggedModelRecord,
        RegisteredModelRecord,
        RunRecord,
        VersionRecord,
    )

__all__ = [
    "HISTORY_LIMIT",
    "MOST_LOGGED_MODELS",
    "MOST_MODELS",
    "MOST_VERSIONS",
    "EntitiesOf",
    "MLflowSource",
    "MetricValue",
    "Page",
    "RunSearch",
    "RunView",
    "converted",
    "without_credentials",
    "without_passwords",
]

_T = TypeVar("_T")
_EntityT = TypeVar("_EntityT")

MOST_MODELS: Final = 1_000
MOST_VERSIONS: Final = 10_000
MOST_LOGGED_MODELS: Final = 500
"""How many make a page."""

HISTORY_LIMIT: Final = 25_000
"""How many values MLflow's server answers at most when it is asked about many runs."""

MetricValue: TypeAlias = tuple[int, int, float]
"""Step, time and value: as MLflow puts the values of a metric in order."""


class RunView(StrEnum):
    """Whether runs are read that are in MLflow's trash; by MLflow's own names."""

    ACTIVE = "ACTIVE_ONLY"
    DELETED = "DELETED_ONLY"
    ALL = "ALL"


@dataclass(frozen=True, slots=True)
class Page(Generic[_T]):
    """Some of what was asked for.

    Attributes:
        records: What could be read.
        issues: What could not.
        token: Leads to the next page; ``None`` if this is the last.
    """

    records: list[_T]
    issues: list[SyncIssue]
    token: str | None


@dataclass(frozen=True, slots=True)
class RunSearch:
    """Which runs are asked for; new ones come last, so none is passed over between two pages.

    Attributes:
        experiments: The ids of the experiments.
        expression: MLflow's search expression.
        view: Whether those in the trash, too.
        size: How many make a page.
    """

    experiments: tuple[str, ...]
    expression: str
    view: RunView
    size: int


class MLflowSource(Protocol):
    """A tracking store and a model registry.

    Everything raises `SourceError` if MLflow cannot be asked, or refuses to answer.

    Attributes:
        requests: How many questions it was asked.
    """

    requests: int

    async def open(self) -> None:
        """Find out, soon, whether it is there."""

    async def close(self) -> None:
        """Ask nothing more."""

    async def experiments(self, token: str | None) -> Page[ExperimentRecord]:
        """Return experiments, those in the trash included."""
        ...

    async def runs(self, search: RunSearch, token: str | None) -> Page[RunRecord]:
        """Return runs, the oldest first."""
        ...

    async def run(self, run_id: str) -> RunRecord:
        """Return a run with the logged models that it read."""
        ...

    async def registered_models(self, token: str | None) -> Page[RegisteredModelRecord]:
        """Return registered models."""
        ...

    async def versions(self, token: str | None) -> Page[VersionRecord]:
        """Return versions of all registered models."""
        ...

    async def logged_models(
        self, experiments: Sequence[str], token: str | None
    ) -> Page[LoggedModelRecord]:
        """Return the models that runs logged; none if it knows no such models."""
        ...

    async def metric_values(self, run_id: str, name: str) -> list[MetricValue]:
        """Return all values of a metric of a run, in any order."""
        ...

    async def metric_values_of(
        self, run_ids: Sequence[str], name: str
    ) -> dict[str, list[MetricValue]] | None:
        """Return all values of a metric of some runs; ``None`` if that cannot be asked at once.

        At most `HISTORY_LIMIT` values are returned; as many may not be all.
        """
        ...


@dataclass(frozen=True, slots=True)
class EntitiesOf(Generic[_EntityT, _T]):
    """How the entities of one kind become records.

    Attributes:
        kind: What they are.
        convert: Makes a record of one; whatever it raises is an issue, and the others are read.
        id_field: What names one that cannot be converted, such as ``info.run_id``.
    """

    kind: SyncKind
    convert: Callable[[_EntityT], _T]
    id_field: str


def converted(
    entities: Iterable[_EntityT], how: EntitiesOf[_EntityT, _T], token: str | None
) -> Page[_T]:
    """Return a page of records; what cannot be read is an issue.

    Args:
        entities: What MLflow answered.
        how: How records are made of that.
        token: Leads to the next page.
    """
    page: Page[_T] = Page([], [], token or None)
    for entity in entities:
        try:
            page.records.append(how.convert(entity))
        except Exception as error:  # noqa: BLE001 - one odd object must not keep the others away
            reason = f"MLflow returned it in a form that cannot be read ({error!r})"
            known_as = str(_member(entity, how.id_field))
            page.issues.append(
                SyncIssue(how.kind, known_as, reason, "it was left out", failed=True)
            )
    return page


def _member(entity: object, path: str) -> object:
    value = entity
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else getattr(value, name, None)
    return value


def without_credentials(uri: str) -> str:
    """Return an address without the user and password in it."""
    try:
        parts = urlsplit(uri)
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return "the MLflow store"
    return urlunsplit(parts._replace(netloc=host, query="")) if parts.netloc != host else uri


def without_passwords(text: str, uri: str) -> str:
    """Return what somebody said about a store, without the user and password in it."""
    return re.sub(r"//[^/@\s]+@", "//", text.replace(uri, without_credentials(uri)))

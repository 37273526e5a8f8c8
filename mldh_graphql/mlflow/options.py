"""What a sync is to do, checked before anything is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final, TypeVar

from mldh_graphql.errors import InvalidValueError
from mldh_graphql.mlflow.identity import Identity
from mldh_graphql.mlflow.selection import Shard, is_chosen

__all__ = ["DeletedObjects", "MetricHistory", "SyncOptions", "checked_choice"]

LOOK_BACK: Final = timedelta(days=7)
"""How old a run may be for a later sync to look at it again: MLflow keeps no time of a change."""

FULL_AFTER: Final = timedelta(days=1)
"""After this time a sync reads all runs again."""


class DeletedObjects(StrEnum):
    """What becomes of entities whose objects were deleted in MLflow."""

    IGNORE = "ignore"
    """They stay as they are."""
    SOFT_DELETE = "soft-delete"
    """They are soft-deleted in DataHub, and restored once MLflow restores the object."""


class MetricHistory(StrEnum):
    """Which metrics MLflow is asked about for more than their last value."""

    STEPS = "steps"
    """Those whose last step is not 0."""
    ALL = "all"
    """All, also those that were logged without steps."""
    NONE = "none"
    """None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncOptions:
    """What a sync is to do.

    Attributes:
        experiments: Patterns for the names of the experiments to be read; all if empty.
        exclude: Patterns for the names of experiments to be left out.
        since: Only runs that have started or ended since then, in milliseconds since 1970.
        since_said: What the caller said about that, to know later whether it is the same.
        identity: By which rule objects get their URNs.
        env: The environment of models and groups.
        mlflow_url: Where MLflow's pages are.
        deleted: What becomes of what MLflow has no more.
        shard: Which part of the store.
        metric_history: Which metrics are asked about.
        full: Whether to read all runs; ``None``: once a day.
        rewrite: Whether to write also what has not changed.
        dry_run: Whether to write nothing.
    """

    experiments: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    since: int | None = None
    since_said: str = ""
    identity: Identity = Identity.OFFICIAL
    env: str = "PROD"
    mlflow_url: str | None = None
    deleted: DeletedObjects = DeletedObjects.IGNORE
    shard: Shard = field(default_factory=Shard)
    metric_history: MetricHistory = MetricHistory.STEPS
    full: bool | None = None
    rewrite: bool = False
    dry_run: bool = False

    @property
    def is_everything(self) -> bool:
        """Whether no experiment is left out."""
        return not self.experiments and not self.exclude

    @property
    def selection(self) -> str:
        """A text that differs when other runs are to be read, or other things of them."""
        parts = (self.experiments, self.exclude, self.since_said, self.shard, self.metric_history)
        return repr(parts)

    def chooses(self, experiment: str) -> bool:
        """Return whether an experiment is to be read."""
        return is_chosen(experiment, self.experiments, self.exclude)

    def reads_all(self, last_full: str | None) -> bool:
        """Return whether all runs are to be read.

        Args:
            last_full: When they were last read, as an ISO text.
        """
        if self.full is not None:
            return self.full
        return (
            last_full is None or datetime.now(UTC) - datetime.fromisoformat(last_full) > FULL_AFTER
        )

    def filters(self, *, reads_all: bool, now: datetime) -> list[str]:
        """Return MLflow's search expressions for the runs to be read, one after the other."""
        bounds = [] if self.since is None else [self.since]
        if not reads_all:
            bounds.append(round((now - LOOK_BACK).timestamp() * 1000))
        some = self.shard.run_filters()
        if not bounds:
            return some
        since = max(bounds)
        before = f"attributes.start_time < {since}"
        times = [
            f"attributes.start_time >= {since}",
            f"{before} and attributes.end_time >= {since}",
            f"{before} and attributes.status = 'RUNNING'",
            f"{before} and attributes.status = 'SCHEDULED'",
        ]
        return [f"{time} and {prefix}" if prefix else time for prefix in some for time in times]


_ChoiceT = TypeVar("_ChoiceT", bound=StrEnum)


def checked_choice(kind: type[_ChoiceT], argument: str, value: str) -> _ChoiceT:
    """Return one of a few words."""
    try:
        return kind(value)
    except ValueError:
        raise InvalidValueError(
            argument=argument, reason=f"{value!r} is none of {', '.join(kind)}"
        ) from None

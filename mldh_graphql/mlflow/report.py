"""What a sync did, and what it could not do."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from mldh_graphql.errors import BulkWriteError, DataHubMLError, WriteReport

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["SyncCounts", "SyncIssue", "SyncKind", "SyncReport", "SyncTally"]


class SyncKind(StrEnum):
    """What kind of MLflow object it is."""

    EXPERIMENT = "experiment"
    RUN = "run"
    REGISTERED_MODEL = "registered model"
    MODEL_VERSION = "model version"
    LOGGED_MODEL = "logged model"
    DATASET = "data set"
    USER = "user"
    STAGE = "stage"


@dataclass(frozen=True, slots=True)
class SyncIssue:
    """Something about an MLflow object that is not in DataHub as it is in MLflow.

    Attributes:
        kind: What kind of object it is.
        id: Its id or name in MLflow.
        reason: What is the matter.
        done: What was done about it.
        failed: Whether something that should be in DataHub is not there.
    """

    kind: SyncKind
    id: str
    reason: str
    done: str
    failed: bool = False

    def __str__(self) -> str:
        return f"{self.kind} {self.id!r}: {self.reason}; {self.done}"


@dataclass(frozen=True, slots=True)
class SyncCounts:
    """How many objects of one kind went which way.

    Attributes:
        read: Read from MLflow.
        written: Written to DataHub, since they were new or changed.
        unchanged: In DataHub already as they are.
        removed: Soft-deleted in DataHub, since MLflow has them no more.
        failed: Not written.
    """

    read: int = 0
    written: int = 0
    unchanged: int = 0
    removed: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did.

    Attributes:
        source: The MLflow store, without credentials.
        counts: What became of the objects, by kind.
        issues: What is not in DataHub as it is in MLflow, and why.
        everything_read: Whether all runs were read, not only those that a later sync looks at.
        dry_run: Whether nothing was written, but only counted.
        mlflow_requests: How many questions MLflow was asked.
        datahub_requests: How many HTTP requests DataHub got.
        seconds: How long it took.
    """

    source: str
    counts: dict[SyncKind, SyncCounts] = field(default_factory=dict)
    issues: tuple[SyncIssue, ...] = ()
    everything_read: bool = True
    dry_run: bool = False
    mlflow_requests: int = 0
    datahub_requests: int = 0
    seconds: float = 0.0

    @property
    def written(self) -> int:
        """How many objects were written, or would be."""
        return sum(each.written + each.removed for each in self.counts.values())

    @property
    def failed(self) -> tuple[SyncIssue, ...]:
        """The issues for which something is missing in DataHub."""
        return tuple(issue for issue in self.issues if issue.failed)

    def raise_for_failures(self) -> None:
        """Raise unless everything that was read is in DataHub.

        Raises:
            BulkWriteError: Something was not written; its report has a reason for each object.
        """
        errors = {f"{each.kind} {each.id}": DataHubMLError(str(each)) for each in self.failed}
        if errors:
            raise BulkWriteError(report=WriteReport((), errors))

    def to_json(self) -> str:
        """Return the report as JSON, for logs and for programs."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2)

    def __str__(self) -> str:
        verb = "to write" if self.dry_run else "written"
        lines = [
            f"{self.source}: {self.mlflow_requests} questions to MLflow, {self.datahub_requests} "
            f"requests to DataHub, {self.seconds:.1f} s"
        ]
        for kind, each in self.counts.items():
            said = f"  {kind}: {each.written} {verb}, {each.unchanged} unchanged"
            said += f", {each.removed} removed" if each.removed else ""
            lines.append(said + (f", {each.failed} failed" if each.failed else ""))
        if not self.everything_read:
            lines.append("  Older runs were not read again.")
        shown = [*self.failed, *(issue for issue in self.issues if not issue.failed)][:10]
        lines += [f"  ! {issue}" if issue.failed else f"  - {issue}" for issue in shown]
        if len(self.issues) > len(shown):
            lines.append(f"  and {len(self.issues) - len(shown)} more in .issues")
        return "\n".join(lines)


class SyncTally:
    """Counts while a sync goes on."""

    def __init__(self) -> None:
        self._counts: dict[SyncKind, dict[str, int]] = {}
        self._issues: dict[SyncIssue, None] = {}
        self.datahub_requests = 0

    def add(self, kind: SyncKind, what: str, count: int = 1) -> None:
        """Count objects; ``what`` is a field of `SyncCounts`."""
        counts = self._counts.setdefault(kind, {})
        counts[what] = counts.get(what, 0) + count

    def note(self, issues: Iterable[SyncIssue]) -> None:
        """Keep issues, each once."""
        self._issues.update(dict.fromkeys(issues))

    @property
    def counts(self) -> dict[SyncKind, SyncCounts]:
        """What became of the objects, by kind."""
        return {kind: SyncCounts(**self._counts[kind]) for kind in SyncKind if kind in self._counts}

    @property
    def issues(self) -> tuple[SyncIssue, ...]:
        """What was noted."""
        return tuple(self._issues)

"""What became of many changes, item by item."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mldh_graphql.errors import BulkWriteError, DataHubMLError, WriteReport

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mldh_graphql.urns import Urn

__all__ = ["BulkItem", "BulkProgress", "BulkReport", "Outcome"]


class Outcome(enum.Enum):
    """What became of changes."""

    WRITTEN = "written"
    """DataHub acknowledged them."""
    UNCHANGED = "unchanged"
    """There was nothing to send."""
    FAILED = "failed"
    """They were refused, and are not there."""
    NOT_SENT = "not sent"
    """Writing ended before it was their turn."""
    UNKNOWN = "unknown"
    """They were sent and no answer came: they may be there. Repeating them is safe."""


@dataclass(frozen=True, slots=True)
class BulkItem:
    """Changes of one entity, and what became of them.

    Attributes:
        urn: The entity.
        aspects: The aspects that were to be changed.
        outcome: What became of it.
        error: Why it was not written.
    """

    urn: Urn
    aspects: tuple[str, ...]
    outcome: Outcome
    error: DataHubMLError | None = None

    def __str__(self) -> str:
        said = f"{self.outcome.value}: {self.urn} ({', '.join(self.aspects)})"
        return f"{said}: {self.error}" if self.error is not None else said


@dataclass(frozen=True, slots=True)
class BulkReport:
    """What became of everything so far.

    An entity whose changes were sent at several times has several items, and so has one whose
    changes partly failed.

    Attributes:
        items: What became of each entity's changes, in the order in which it was decided; without
            the written ones if the writer was told not to keep them.
        written_count: How many items were written.
        unchanged_count: How many had nothing to be sent.
        requests: How many HTTP requests were sent, repetitions included.
    """

    items: tuple[BulkItem, ...] = ()
    written_count: int = 0
    unchanged_count: int = 0
    requests: int = 0

    @property
    def written(self) -> tuple[Urn, ...]:
        """The entities of which something was written, each once."""
        return self._urns(Outcome.WRITTEN)

    @property
    def unchanged(self) -> tuple[Urn, ...]:
        """The entities for which there was something that needed no request."""
        return self._urns(Outcome.UNCHANGED)

    @property
    def failed(self) -> tuple[BulkItem, ...]:
        """The items that are not known to be written, whatever the reason."""
        fine = (Outcome.WRITTEN, Outcome.UNCHANGED)
        return tuple(item for item in self.items if item.outcome not in fine)

    def _urns(self, outcome: Outcome) -> tuple[Urn, ...]:
        return tuple(dict.fromkeys(item.urn for item in self.items if item.outcome is outcome))

    def raise_for_failures(self) -> None:
        """Raise unless everything was written.

        Raises:
            BulkWriteError: An item failed, was not sent, or may or may not have been written.
        """
        failed = self.failed
        if not failed:
            return
        errors: dict[str, DataHubMLError] = {}
        for item in failed:
            error = item.error or DataHubMLError(f"{item.outcome.value}: {item.urn}")
            errors.setdefault(str(item.urn), error)
        written = tuple(str(urn) for urn in self.written)
        raise BulkWriteError(report=WriteReport(written, errors))

    def __str__(self) -> str:
        failed = self.failed
        lines = [
            f"{self.written_count} written, {self.unchanged_count} unchanged, {len(failed)} failed "
            f"in {self.requests} requests"
        ]
        lines += [f"  {item}" for item in failed[:5]]
        if len(failed) > 5:
            lines.append(f"  and {len(failed) - 5} more in .failed")
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class BulkProgress:
    """How far a bulk writer is.

    Attributes:
        written: Items that were written or needed no request.
        failed: Items that failed.
        waiting: Entities with changes that have not been sent.
        requests: HTTP requests so far, repetitions included.
        concurrency: How many chunks may be sent at once at present.
    """

    written: int
    failed: int
    waiting: int
    requests: int
    concurrency: int


class Ledger:
    """Collects items as their outcome is decided.

    Args:
        keep_written: Whether written items are kept, and not only counted.
    """

    def __init__(self, *, keep_written: bool) -> None:
        self._keep_written = keep_written
        self._items: list[BulkItem] = []
        # Those that no report has shown yet, value by value. There may be millions, and every
        # full garbage collection would visit objects of their own.
        self._urns: list[Urn] = []
        self._names: list[tuple[str, ...]] = []
        self._outcomes: list[Outcome] = []
        self._errors: list[DataHubMLError | None] = []
        # Most entities of a bulk have the same aspects, so one tuple stands in all their items.
        self._aspects: dict[tuple[str, ...], tuple[str, ...]] = {}
        self.written = 0
        self.unchanged = 0
        self.failed = 0
        self.requests = 0

    def add(
        self,
        urn: Urn,
        aspects: Iterable[str],
        outcome: Outcome,
        error: DataHubMLError | None = None,
    ) -> None:
        """Record what became of changes of an entity."""
        kept = True
        match outcome:
            case Outcome.WRITTEN:
                self.written += 1
                kept = self._keep_written
            case Outcome.UNCHANGED:
                self.unchanged += 1
                kept = self._keep_written
            case _:
                self.failed += 1
        if kept:
            said = tuple(aspects)
            names = self._aspects.get(said)
            if names is None:
                names = self._aspects[said] = tuple(dict.fromkeys(said))
            self._urns.append(urn)
            self._names.append(names)
            self._outcomes.append(outcome)
            self._errors.append(error)

    def report(self) -> BulkReport:
        """Return everything so far."""
        new = (self._urns, self._names, self._outcomes, self._errors)
        self._items += map(BulkItem, *new)
        for values in new:
            values.clear()
        return BulkReport(tuple(self._items), self.written, self.unchanged, self.requests)

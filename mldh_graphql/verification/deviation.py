"""`Deviation`: one thing that DataHub has otherwise than it was described."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from mldh_graphql.verification.wording import printable

if TYPE_CHECKING:
    from mldh_graphql.urns import Urn

__all__ = ["Deviation", "DeviationKind"]


class DeviationKind(StrEnum):
    """What is wrong."""

    MISSING = "missing"
    """DataHub does not have it, as its database says."""
    DIFFERS = "differs"
    """DataHub has something else."""
    NOT_VISIBLE = "not visible yet"
    """DataHub has it, but its index does not show it; waiting longer may help."""
    DANGLING = "dangling link"
    """The link is there, and what it leads to does not exist."""
    SOFT_DELETED = "soft-deleted"
    """It is there, and hidden from search and pages."""
    STUB = "stub"
    """DataHub knows the URN and nothing else of what was described."""
    DROPPED = "silently dropped"
    """DataHub reports success for writes to such a URN, and does not write."""
    UNREADABLE = "unreadable"
    """DataHub fails when it is asked for it."""
    NOT_DESCRIBED = "not described"
    """DataHub has it, and the description does not; only looked for with ``exact=True``."""
    NO_STATE = "no readable state"
    """A run whose description says nothing about its state, and DataHub shows none: a warning."""

    @property
    def is_failure(self) -> bool:
        """Whether the verification fails by it."""
        return self is not DeviationKind.NO_STATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """One difference between description and DataHub.

    Attributes:
        urn: The entity.
        kind: What is wrong.
        field: Where in the entity, such as ``training_metrics['accuracy']``; empty if it is about
            the whole entity.
        expected: What was described, as text; ``None`` if nothing.
        actual: What DataHub has, as text; ``None`` if nothing.
        reason: What that means, in one sentence.
        seen_from: The other end of a link, if the link is not visible from there.
    """

    urn: Urn
    kind: DeviationKind
    field: str = ""
    expected: str | None = None
    actual: str | None = None
    reason: str = ""
    seen_from: Urn | None = None

    def __str__(self) -> str:
        place = f" {printable(self.field)}" if self.field else ""
        change = ""
        is_named = self.actual is None and self.expected is not None and self.expected in self.field
        if not is_named and (self.expected is not None or self.actual is not None):
            expected = "nothing" if self.expected is None else self.expected
            actual = "nothing" if self.actual is None else self.actual
            change = f": expected {expected}, found {actual}"
        reason = f" ({printable(self.reason)})" if self.reason else ""
        return f"{self.kind.value}{place}{change}{reason}"

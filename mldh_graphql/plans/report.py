"""`ApplyReport`: what became of a plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mldh_graphql.bulk import BulkItem, BulkReport
    from mldh_graphql.plans.plan import Plan
    from mldh_graphql.urns import Urn

__all__ = ["ApplyReport"]


@dataclass(frozen=True, slots=True)
class ApplyReport:
    """What became of a plan.

    Attributes:
        plan: What was to be done.
        bulk: What became of each entity's changes.
    """

    plan: Plan
    bulk: BulkReport

    @property
    def written(self) -> tuple[Urn, ...]:
        """The entities of which something was written."""
        return self.bulk.written

    @property
    def unchanged(self) -> tuple[Urn, ...]:
        """The entities that were as described already."""
        return tuple(step.urn for step in self.plan.steps if not step.changes)

    @property
    def failed(self) -> tuple[BulkItem, ...]:
        """The changes that are not known to be written, each with its error."""
        return self.bulk.failed

    @property
    def requests(self) -> int:
        """How many requests were sent to write."""
        return self.bulk.requests

    def raise_for_failures(self) -> None:
        """Raise unless everything was written.

        Raises:
            BulkWriteError: Something failed, was not sent, or may or may not have been written.
        """
        self.bulk.raise_for_failures()

    def __str__(self) -> str:
        lines = [
            f"{len(self.written)} written, {len(self.unchanged)} unchanged, "
            f"{len(self.failed)} failed in {self.requests} requests"
        ]
        lines += [f"  {item}" for item in self.failed[:5]]
        if len(self.failed) > 5:
            lines.append(f"  and {len(self.failed) - 5} more in .failed")
        return "\n".join(lines)

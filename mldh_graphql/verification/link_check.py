"""One link: is it stored, does its target exist, and does the index show it from both ends?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.verification.deviation import Deviation, DeviationKind
from mldh_graphql.verification.links import EDGE_FIELDS, DescribedLink, links_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from mldh_graphql.entities import Entity
    from mldh_graphql.urns import Urn
    from mldh_graphql.verification.links import StoredEdges
    from mldh_graphql.verification.reader import Found, SeenLink

__all__ = ["LinkCheck"]


class LinkCheck:
    """What is known so far of one described link.

    Attributes:
        link: The link.
        stored: The entity that keeps it, as last read.
    """

    def __init__(self, link: DescribedLink, stored: Entity) -> None:
        self.link = link
        self.stored = stored
        self._wrong: Deviation | None = None
        self._is_stored = False
        self._at_source = link.field not in EDGE_FIELDS
        self._at_target = False

    @property
    def is_pending(self) -> bool:
        """Whether the index has yet to show it from one of its ends."""
        return self._wrong is None and not (self._at_source and self._at_target)

    @property
    def waits_at_source(self) -> bool:
        """Whether the entity that keeps it is to be read again."""
        return self._wrong is None and not self._at_source

    def look_at_database(self, edges: Mapping[tuple[Urn, str], StoredEdges] | None) -> None:
        """Compare with what is stored.

        Args:
            edges: The stored inputs and outputs of runs; ``None`` if they cannot be read.
        """
        link = self.link
        if link.field not in EDGE_FIELDS:
            self._is_stored = link in set(links_of(self.stored))
            if not self._is_stored:
                other = getattr(self.stored, "experiment", None)
                self._missing(
                    DeviationKind.DIFFERS if other else DeviationKind.MISSING, actual=other
                )
            return
        if edges is None:
            return
        stored = edges.get((link.source, link.field))
        self._is_stored = stored is not None and link.target in stored.edges
        if not self._is_stored:
            only_plain = stored is not None and link.target in stored.plain
            reason = (
                f"it is only in {link.field}, which DataHub does not take as lineage"
                if only_plain
                else ""
            )
            self._missing(DeviationKind.MISSING, reason=reason)

    def look_at_target(self, found: Found, described: Container[Urn]) -> None:
        """See whether the link leads somewhere; what is described itself is judged there."""
        target = self.link.target
        if self._wrong is not None:
            return
        stored = found.entities.get(target)
        if target in found.unreadable:
            # The index cannot be asked about it either.
            self._at_source = self._at_target = True
            if target not in described:
                self._wrong = self._deviation(
                    DeviationKind.UNREADABLE, reason="DataHub fails to show what it leads to"
                )
        elif target not in found.existing:
            self._at_source = self._at_target = True
            if target not in described:
                self._wrong = self._deviation(
                    DeviationKind.DANGLING, reason="DataHub does not have what it leads to"
                )
        elif stored is not None and stored.removed and target not in described:
            self._wrong = self._deviation(
                DeviationKind.SOFT_DELETED, reason="what it leads to is soft-deleted"
            )

    def look_at_index(self, seen: set[SeenLink]) -> None:
        """Note from which ends the index shows it."""
        link = self.link
        self._at_source = self._at_source or link in set(links_of(self.stored))
        self._at_target = self._at_target or (link.target, link.relationship, link.source) in seen

    def deviations(self) -> Iterator[Deviation]:
        """Return what is wrong with it; what is still pending is not visible."""
        if self._wrong is not None:
            yield self._wrong
        elif self.is_pending:
            yield self._invisible()

    def _invisible(self) -> Deviation:
        ends = []
        if not self._at_source:
            ends.append(self.link.source.noun.partition(" (")[0])
        if not self._at_target:
            ends.append(self.link.target.noun.partition(" (")[0])
        where = " nor from the ".join(ends)
        reason = f"it is stored, but the index does not show it from the {where}"
        if not self._is_stored:
            reason = (
                f"the index does not show it from the {where}, and what is stored cannot be read "
                "without DataHub's REST API"
            )
        return self._deviation(
            DeviationKind.NOT_VISIBLE,
            reason=reason,
            seen_from=None if self._at_target else self.link.target,
        )

    def _missing(self, kind: DeviationKind, *, actual: str | None = None, reason: str = "") -> None:
        self._wrong = self._deviation(kind, actual=actual, reason=reason)

    def _deviation(
        self,
        kind: DeviationKind,
        *,
        actual: str | None = None,
        reason: str = "",
        seen_from: Urn | None = None,
    ) -> Deviation:
        is_absent = kind in {DeviationKind.MISSING, DeviationKind.DIFFERS}
        return Deviation(
            urn=self.link.source,
            kind=kind,
            field=self.link.place,
            expected=str(self.link.target) if is_absent else None,
            actual=actual,
            reason=reason,
            seen_from=seen_from,
        )

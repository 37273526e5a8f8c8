"""One verification: read, compare, wait for the index, and say what remains."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mldh_graphql.entities import MLTrainingRun
from mldh_graphql.verification.deviation import Deviation, DeviationKind
from mldh_graphql.verification.entity_check import whole_entity_deviation
from mldh_graphql.verification.fields import described_fields, field_deviations
from mldh_graphql.verification.link_check import LinkCheck
from mldh_graphql.verification.links import links_of, stored_links
from mldh_graphql.verification.report import EntityVerdict, VerificationReport
from mldh_graphql.verification.run_states import RunStateCheck
from mldh_graphql.verification.wording import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mldh_graphql.changes import AnyEntity
    from mldh_graphql.entities import Entity
    from mldh_graphql.urns import Urn
    from mldh_graphql.verification.links import StoredEdges
    from mldh_graphql.verification.polling import Polling
    from mldh_graphql.verification.reader import Found, SystemReader

__all__ = ["Verification"]


@dataclass(slots=True)
class _Progress:
    """What is known so far of one described entity."""

    described: AnyEntity
    deviations: list[Deviation] = field(default_factory=list)
    links: list[LinkCheck] = field(default_factory=list)
    state: RunStateCheck | None = None
    unsearchable: bool = False

    @property
    def is_pending(self) -> bool:
        return (
            self.unsearchable
            or (self.state is not None and self.state.is_pending)
            or any(link.is_pending for link in self.links)
        )

    def verdict(self) -> EntityVerdict:
        """Say what was found; whatever is still pending is not visible."""
        found = list(self.deviations)
        for check in (*self.links, *((self.state,) if self.state else ())):
            found += check.deviations()
        if self.unsearchable:
            found.append(
                Deviation(
                    urn=self.described.urn,
                    kind=DeviationKind.NOT_VISIBLE,
                    reason="DataHub has it, but its search does not find it",
                )
            )
        return EntityVerdict(
            urn=self.described.urn,
            noun=self.described.urn.noun.partition(" (")[0],
            fields=described_fields(self.described),
            links=sum(1 for _ in links_of(self.described)),
            deviations=tuple(found),
        )


class Verification:
    """Compares descriptions with what DataHub has, from both ends of every link.

    What DataHub's database has is judged at once; for the rest, which comes through its index,
    the reads are repeated until they show what the database has, or until the deadline.

    Args:
        entities: The descriptions; of two with the same URN, the last counts.
        reader: Asks DataHub.
        polling: When to ask again, and when to stop.
        exact: Whether what DataHub has besides is a deviation, too.
        search: Whether searches must find the entities as well.
    """

    def __init__(
        self,
        entities: Iterable[AnyEntity],
        reader: SystemReader,
        polling: Polling,
        *,
        exact: bool = False,
        search: bool = False,
    ) -> None:
        self._described = {entity.urn: entity for entity in entities}
        self._reader = reader
        self._polling = polling
        self._exact = exact
        self._search = search
        self._edges: dict[tuple[Urn, str], StoredEdges] | None = {}

    async def run(self) -> VerificationReport:
        """Verify; deviations are returned, not raised."""
        targets = {link.target for each in self._described.values() for link in links_of(each)}
        found = await self._reader.entities([*self._described, *sorted(targets)])
        runs = [
            urn
            for urn, each in self._described.items()
            if isinstance(each, MLTrainingRun)
            and urn in found.entities
            and (each.inputs or each.outputs or self._exact)
        ]
        self._edges = await self._reader.stored_edges(runs) if runs else {}
        progress = [self._judge(entity, found) for entity in self._described.values()]
        await self._look_at_index(progress)
        while any(each.is_pending for each in progress) and await self._polling.wait():
            await self._read_runs_again(progress)
            await self._look_at_index(progress)
        return VerificationReport(
            entities=tuple(each.verdict() for each in progress),
            requests=self._reader.requests,
            seconds=self._polling.elapsed,
        )

    def _judge(self, described: AnyEntity, found: Found) -> _Progress:
        """Compare with the database, and note what is to be looked for in the index."""
        progress = _Progress(described)
        wrong = whole_entity_deviation(described, found)
        if wrong is not None:
            progress.deviations.append(wrong)
        stored = found.entities.get(described.urn)
        if stored is None or (wrong is not None and wrong.kind is DeviationKind.STUB):
            return progress
        progress.deviations += field_deviations(described, stored, exact=self._exact)
        for link in links_of(described):
            check = LinkCheck(link, stored)
            check.look_at_database(self._edges)
            check.look_at_target(found, self._described)
            progress.links.append(check)
        if self._exact:
            progress.deviations += self._links_besides(described, stored)
        if isinstance(described, MLTrainingRun) and isinstance(stored, MLTrainingRun):
            progress.state = RunStateCheck(described, stored)
        progress.unsearchable = self._search
        return progress

    def _links_besides(self, described: AnyEntity, stored: Entity) -> Iterator[Deviation]:
        said = set(links_of(described))
        is_placed = any(link.field == "experiment" for link in said)
        for link in stored_links(stored, self._edges):
            if link in said or (link.field == "experiment" and is_placed):
                continue
            yield Deviation(
                urn=described.urn,
                kind=DeviationKind.NOT_DESCRIBED,
                field=link.place,
                actual=shown(link.target),
            )

    async def _look_at_index(self, progress: list[_Progress]) -> None:
        wanted: dict[Urn, set[tuple[str, Urn]]] = {}
        for each in progress:
            for check in each.links:
                if check.is_pending:
                    link = check.link
                    wanted.setdefault(link.target, set()).add((link.relationship, link.source))
        seen = await self._reader.incoming(wanted) if wanted else set()
        for each in progress:
            for check in each.links:
                check.look_at_index(seen)
        unsearchable = [each.described.urn for each in progress if each.unsearchable]
        if unsearchable:
            searchable = await self._reader.searchable(unsearchable)
            for each in progress:
                each.unsearchable = each.unsearchable and each.described.urn not in searchable

    async def _read_runs_again(self, progress: list[_Progress]) -> None:
        waiting: dict[Urn, _Progress] = {
            each.described.urn: each
            for each in progress
            if (each.state is not None and each.state.is_pending)
            or any(check.waits_at_source for check in each.links)
        }
        if not waiting:
            return
        found = await self._reader.entities(waiting)
        for urn, stored in found.entities.items():
            each = waiting[urn]
            if each.state is not None and isinstance(stored, MLTrainingRun):
                each.state = RunStateCheck(each.state.described, stored)
            for check in each.links:
                check.stored = stored

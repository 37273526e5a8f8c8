"""Calls that follow lineage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mldh_graphql.client.arguments import checked_count
from mldh_graphql.client.existence import CHUNK, ExistenceCalls
from mldh_graphql.entities.strictness import checked_urn
from mldh_graphql.lineage import LineageGraph, LineageHop, LineageNode, walk
from mldh_graphql.reads.columns import columns_of
from mldh_graphql.reads.hops import hops_of
from mldh_graphql.reads.questions import PAGE, lineage_question
from mldh_graphql.urns import DatasetUrn, Urn
from mldh_graphql.verification.reader import SystemReader, chunks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LINEAGE_CHUNK: Final = 50
"""Entities whose next hop is asked for in one request: DataHub searches its index for each."""

_HOPS_OF_MANY: Final = 200
"""Neighbours of each of many entities in one answer; few have more."""

_POPULAR: Final = 10
"""Entities of which one answer shows a whole `PAGE` of neighbours each."""


class LineageCalls(ExistenceCalls):
    """Follow what was made from what.

    In DataHub's lineage a data set is upstream of the run that read it, the run is upstream of the
    models, groups and data sets that it made, and a model is upstream of its group. It comes
    through the index, so a link written just now may be missing for some seconds.
    """

    async def upstream(self, urn: Urn, *, include_missing: bool = False) -> tuple[LineageHop, ...]:
        """Return what an entity was directly made from.

        Args:
            urn: The entity.
            include_missing: Whether to show linked entities that do not exist, too.

        Raises:
            EntityNotFoundError: DataHub does not have the entity.
            InvalidUrnError: It is no URN; nothing was sent.
        """
        return await self._hops(urn, upstream=True, include_missing=include_missing)

    async def downstream(
        self, urn: Urn, *, include_missing: bool = False
    ) -> tuple[LineageHop, ...]:
        """Return what was directly made from an entity.

        Args:
            urn: The entity.
            include_missing: Whether to show linked entities that do not exist, too.

        Raises:
            EntityNotFoundError: DataHub does not have the entity.
            InvalidUrnError: It is no URN; nothing was sent.
        """
        return await self._hops(urn, upstream=False, include_missing=include_missing)

    async def lineage(
        self,
        urn: Urn,
        *,
        depth: int = 5,
        upstream: bool = True,
        downstream: bool = True,
        include_missing: bool = False,
        columns: bool = False,
    ) -> LineageGraph:
        """Walk lineage from an entity into a graph that can be drawn.

        Takes one request for each hop in each direction, or more where a hop leads to more than
        ``LINEAGE_CHUNK`` entities, and one for a hundred entities to read what they are called.

        Args:
            urn: Where to begin.
            depth: How many hops to go in each direction, from 1 to 50.
            upstream: Whether to follow what it was made from.
            downstream: Whether to follow what was made from it.
            include_missing: Whether to show linked entities that do not exist, too.
            columns: Whether to read the columns of data sets; one more request for a hundred.

        Raises:
            EntityNotFoundError: DataHub does not have the entity.
            InvalidUrnError: It is no URN; nothing was sent.
            InvalidValueError: ``depth`` is out of range; nothing was sent.

        Example:
            >>> group = await client.create_model_group("airline_models")
            >>> model = await client.create_model("arima_1", version="1.0", groups=[group])
            >>> graph = await client.lineage(model)
            >>> print(graph.text())
            arima_1 [1.0] · ML model
            └── airline_models · ML model group
        """
        checked_count("depth", depth, most=50)
        root = checked_urn(Urn, "urn", urn)
        reader = _Reader(self, include_missing=include_missing, columns=columns)
        return await walk(reader, root, depth=depth, upstream=upstream, downstream=downstream)

    async def lineage_nodes(
        self, urns: Iterable[Urn], *, columns: bool = False
    ) -> tuple[LineageNode, ...]:
        """Return entities as pictures show them: what they are called, and their fields.

        Args:
            urns: Any entities; those that do not exist are marked so.
            columns: Whether to read the columns of data sets as well.
        """
        from mldh_graphql.pictures.nodes import node_of  # noqa: PLC0415 - few need it

        wanted = list(dict.fromkeys(urns))
        found = await SystemReader(self._session).entities(wanted)
        shown = await self._columns(wanted) if columns else {}
        return tuple(
            node_of(
                urn,
                found.entities.get(urn),
                exists=urn in found.existing or urn in found.unreadable,
                columns=shown.get(urn, ()),
            )
            for urn in wanted
        )

    async def _columns(self, urns: Iterable[Urn]) -> dict[Urn, tuple[tuple[str, str], ...]]:
        datasets = [urn for urn in urns if isinstance(urn, DatasetUrn)]
        found: dict[Urn, tuple[tuple[str, str], ...]] = {}
        for chunk in chunks(datasets, CHUNK):
            with self._session.parsing("getColumns"):
                results = await self._session.operations.get_columns([str(urn) for urn in chunk])
            for result in results or ():
                if result is not None:
                    for aspect in getattr(result, "aspects", None) or ():
                        found[Urn.returned(result.urn)] = columns_of(aspect.payload or "{}")
        return found

    async def _many_hops(
        self, urns: Sequence[Urn], *, upstream: bool, include_missing: bool
    ) -> dict[Urn, tuple[LineageHop, ...]]:
        """Return the next hop of many entities; those that do not exist have none."""
        found: dict[Urn, dict[LineageHop, None]] = {urn: {} for urn in urns}
        for chunk in chunks(urns, LINEAGE_CHUNK):
            asked, start, totals = list(chunk), 0, dict.fromkeys(chunk, 0)
            while asked:
                count = PAGE if len(asked) <= _POPULAR else _HOPS_OF_MANY
                question = lineage_question(
                    upstream=upstream, start=start, count=count, include_ghosts=include_missing
                )
                with self._session.parsing("getLineages"):
                    results = await self._session.operations.get_lineages(
                        [str(urn) for urn in asked], question
                    )
                for result in results or ():
                    page = getattr(result, "lineage", None)
                    # DataHub shows links of entities that do not exist.
                    if result is None or page is None or getattr(result, "exists", None) is False:
                        continue
                    urn = Urn.returned(result.urn)
                    found[urn] |= hops_of(page)
                    totals[urn] = max(totals[urn], page.total or 0)
                start += count
                asked = [urn for urn in asked if totals[urn] > start]
        return {urn: tuple(hops) for urn, hops in found.items()}

    async def _hops(
        self, urn: str, *, upstream: bool, include_missing: bool
    ) -> tuple[LineageHop, ...]:
        checked = checked_urn(Urn, "urn", urn)
        found: dict[LineageHop, None] = {}
        start, total, known = 0, 1, False
        while start < total:
            question = lineage_question(
                upstream=upstream, start=start, include_ghosts=include_missing
            )
            with self._session.parsing("getLineage"):
                entity = await self._session.operations.get_lineage(checked, question)
            known = self._check_shown(entity, checked, "getLineage")
            # Containers and the like have no lineage field.
            page = getattr(entity, "lineage", None)
            if page is None:
                break
            found |= hops_of(page)
            start, total = start + PAGE, max(total, page.total or 0)
        if not found and not known:
            await self._check_exists(checked)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class _Reader:
    """What a walk asks the client, with what the caller wants to see."""

    client: LineageCalls
    include_missing: bool
    columns: bool

    async def lineage_hops(
        self, urns: Sequence[Urn], *, upstream: bool
    ) -> dict[Urn, tuple[LineageHop, ...]]:
        """Return the next hop of many entities."""
        return await self.client._many_hops(  # noqa: SLF001 - a part of it
            urns, upstream=upstream, include_missing=self.include_missing
        )

    async def lineage_nodes(self, urns: Iterable[Urn]) -> tuple[LineageNode, ...]:
        """Return entities as pictures show them."""
        return await self.client.lineage_nodes(urns, columns=self.columns)

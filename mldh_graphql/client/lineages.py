"""Calls that follow lineage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.client.arguments import checked_count
from mldh_graphql.client.existence import ExistenceCalls
from mldh_graphql.entities import MLModel, MLTrainingRun
from mldh_graphql.entities.strictness import checked_urn
from mldh_graphql.lineage import LineageGraph, LineageHop, LineageNode, walk
from mldh_graphql.reads.questions import PAGE, lineage_question
from mldh_graphql.urns import Urn

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mldh_graphql.entities import Entity


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
        self, urn: Urn, *, depth: int = 5, upstream: bool = True, downstream: bool = True
    ) -> LineageGraph:
        """Walk lineage from an entity into a graph, one request for each entity on the way.

        Args:
            urn: Where to begin.
            depth: How many hops to go in each direction, from 1 to 50.
            upstream: Whether to follow what it was made from.
            downstream: Whether to follow what was made from it.

        Raises:
            EntityNotFoundError: DataHub does not have the entity.
            InvalidUrnError: It is no URN; nothing was sent.
            InvalidValueError: ``depth`` is out of range; nothing was sent.

        Example:
            >>> group = await client.create_model_group("airline_models")
            >>> model = await client.create_model("arima_1", version="1.0", groups=[group])
            >>> graph = await client.lineage(model)
            >>> [node.name for node in graph.nodes.values()]
            ['arima_1', 'airline_models']
        """
        checked_count("depth", depth, most=50)
        root = checked_urn(Urn, "urn", urn)
        return await walk(self, root, depth=depth, upstream=upstream, downstream=downstream)

    async def lineage_nodes(self, urns: Iterable[Urn]) -> tuple[LineageNode, ...]:
        """Return what entities are called and what tells them apart, for pictures."""
        wanted = list(urns)
        known = await self.get_many(wanted, missing_ok=True)
        return tuple(_node(urn, known.get(urn)) for urn in wanted)

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
            for each in page.relationships:
                if each.entity is not None:
                    found[LineageHop(Urn.returned(each.entity.urn), each.type_)] = None
            start, total = start + PAGE, max(total, page.total or 0)
        if not found and not known:
            await self._check_exists(checked)
        return tuple(found)


def _node(urn: Urn, entity: Entity | None) -> LineageNode:
    badges: tuple[str, ...] = ()
    if entity is None:
        badges = ("missing",)
    elif isinstance(entity, MLModel):
        version = (entity.version,) if entity.version else ()
        badges = (*version, *(f"@{alias}" for alias in entity.aliases or ()))
    elif isinstance(entity, MLTrainingRun) and entity.run_result:
        badges = (entity.run_result.value,)
    name = entity.name if entity and entity.name else urn.display_name
    exists = entity is not None
    return LineageNode(urn, urn.noun.partition(" (")[0], name, badges, exists=exists)

"""The description of an entity that only its URN is known of: what DataHub's database has."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from mldh_graphql.entities import MLTrainingRun, returned_by_datahub
from mldh_graphql.errors import EntityNotFoundError
from mldh_graphql.verification.links import stored_links

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mldh_graphql.changes import AnyEntity
    from mldh_graphql.urns import Urn
    from mldh_graphql.verification.reader import SystemReader

__all__ = ["as_stored"]


async def as_stored(reader: SystemReader, urns: Sequence[Urn]) -> tuple[AnyEntity, ...]:
    """Return what the database has of the entities; of runs, the links.

    Raises:
        EntityNotFoundError: DataHub does not have one of them.
    """
    found = await reader.entities(urns)
    for urn in urns:
        if urn in found.unreadable:
            raise found.unreadable[urn]
        if urn not in found.entities:
            raise EntityNotFoundError(
                operation="getEntities",
                urn=urn,
                reason="DataHub does not have this entity, or it is no noun of this library",
            )
    entities = [cast("AnyEntity", found.entities[urn]) for urn in urns]
    runs = [entity.urn for entity in entities if isinstance(entity, MLTrainingRun)]
    edges = await reader.stored_edges(runs) if runs else {}
    described: list[AnyEntity] = []
    for entity in entities:
        if not isinstance(entity, MLTrainingRun):
            described.append(entity)
            continue
        links = list(stored_links(entity, edges))
        with returned_by_datahub():
            described.append(
                MLTrainingRun(
                    urn=entity.urn,
                    platform=None,
                    sub_types=None,
                    experiment=entity.experiment,
                    inputs=[link.target for link in links if link.field == "inputs"],
                    outputs=[link.target for link in links if link.field == "outputs"],
                    removed=entity.removed,
                )
            )
    return tuple(described)

"""What DataHub has of a description, in few requests."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from mldh_graphql.entities import MLTrainingRun, returned_by_datahub
from mldh_graphql.verification.reader import SystemReader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mldh_graphql.changes import AnyEntity
    from mldh_graphql.entities import Entity
    from mldh_graphql.session import Session
    from mldh_graphql.urns import Urn
    from mldh_graphql.verification.links import StoredEdges

__all__ = ["seen_of"]


async def seen_of(session: Session, wanted: Sequence[AnyEntity]) -> dict[Urn, Entity]:
    """Return what DataHub has of these entities, without those that do not exist.

    A request for a hundred entities. GraphQL shows inputs and outputs of runs only through the
    index; where some are missing there, a request for a hundred of these runs asks the database.
    """
    reader = SystemReader(session)
    found = await reader.entities(entity.urn for entity in wanted)
    for error in found.unreadable.values():
        raise error
    seen = found.entities
    behind = [
        entity.urn
        for entity in wanted
        if isinstance(entity, MLTrainingRun) and _is_behind(entity, seen.get(entity.urn))
    ]
    stored = await reader.stored_edges(behind) if behind else None
    for urn in behind if stored else ():
        run = seen[urn]
        if isinstance(run, MLTrainingRun) and stored:
            seen[urn] = _with_edges(run, stored)
    return seen


def _is_behind(wanted: MLTrainingRun, seen: Entity | None) -> bool:
    if not isinstance(seen, MLTrainingRun):
        return False
    missing_inputs = set(wanted.inputs or ()) - set(seen.inputs or ())
    return bool(missing_inputs or set(wanted.outputs or ()) - set(seen.outputs or ()))


def _with_edges(run: MLTrainingRun, stored: dict[tuple[Urn, str], StoredEdges]) -> MLTrainingRun:
    values = {each.name: getattr(run, each.name) for each in fields(run)}
    for name in ("inputs", "outputs"):
        edges = stored.get((run.urn, name))
        if edges is not None:
            known = values[name] or ()
            more = sorted(edges.edges - set(known))
            values[name] = (*known, *more)
    with returned_by_datahub():
        return MLTrainingRun(**values)

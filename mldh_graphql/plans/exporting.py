"""What exists in DataHub, as a description."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Final, cast

from mldh_graphql.entities import MLModel, default_version_set, returned_by_datahub
from mldh_graphql.errors import EntityNotFoundError, InvalidValueError
from mldh_graphql.reads.questions import PAGE, relationships_question
from mldh_graphql.system import MLSystem
from mldh_graphql.system.nouns import NOUNS
from mldh_graphql.urns import DatasetUrn, Urn
from mldh_graphql.verification.links import LINK_FIELDS, links_of
from mldh_graphql.verification.reader import CHUNK, SystemReader, chunks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from mldh_graphql.changes import AnyEntity
    from mldh_graphql.entities import Entity
    from mldh_graphql.session import Session

__all__ = ["read_system"]

_KINDS: Final = tuple(noun.urn for noun in NOUNS)
_DEEPEST: Final = 50


async def read_system(session: Session, roots: Iterable[str], *, depth: int) -> MLSystem:
    """Read what is linked to the roots; see ``client.read_system``."""
    if isinstance(depth, bool) or not isinstance(depth, int) or not 0 <= depth <= _DEEPEST:
        raise InvalidValueError(
            argument="depth", reason=f"a whole number from 0 to {_DEEPEST} is expected"
        )
    wanted = list(dict.fromkeys(Urn(root) for root in roots))
    first = frozenset(wanted)
    reader = SystemReader(session)
    found: dict[Urn, AnyEntity] = {}
    asked: set[Urn] = set()
    for hop in range(depth + 1):
        asked.update(wanted)
        answer = await reader.entities(wanted)
        for error in answer.unreadable.values():
            raise error
        if hop == 0:
            _check_roots(wanted, answer.entities)
        new = {urn: _tidy(answer.entities[urn]) for urn in wanted if urn in answer.entities}
        found |= new
        if hop == depth or not new:
            break
        following: dict[Urn, None] = {}
        for entity in new.values():
            following |= {link.target: None for link in links_of(entity)}
        entered = [urn for urn in new if urn in first or not isinstance(urn, DatasetUrn)]
        following |= dict.fromkeys(await _sources(session, entered))
        wanted = [urn for urn in following if isinstance(urn, _KINDS) and urn not in asked]
    return MLSystem.of(*found.values())


def _tidy(entity: Entity) -> AnyEntity:
    """Return an equal entity that does not say what follows by itself, or is empty."""
    values = {each.name: getattr(entity, each.name) for each in fields(entity)}
    for name, value in values.items():
        if name != "events" and isinstance(value, tuple | Mapping) and not value:
            values[name] = None
    if isinstance(entity, MLModel) and entity.version_set == default_version_set(entity.urn):
        values["version_set"] = None
    if entity.name in {entity.urn.name, entity.urn.display_name}:
        values["name"] = None
    with returned_by_datahub():
        return cast("Callable[..., AnyEntity]", type(entity))(**values)


def _check_roots(roots: Sequence[Urn], found: Iterable[Urn]) -> None:
    known = set(found)
    for urn in roots:
        if urn not in known:
            raise EntityNotFoundError(
                operation="read_system",
                urn=urn,
                reason="DataHub does not have this entity, or it is no noun of this library",
            )


async def _sources(session: Session, urns: Sequence[Urn]) -> list[Urn]:
    """Return where links to these entities come from, in the order of the answer."""
    found: dict[Urn, None] = {}
    for chunk in chunks(urns, CHUNK):
        asked: Sequence[Urn] = chunk
        start = 0
        while asked:
            question = relationships_question(
                list(LINK_FIELDS.values()), outgoing=False, start=start, count=PAGE
            )
            with session.parsing("getLinks"):
                results = await session.operations.get_links([str(urn) for urn in asked], question)
            totals: dict[str, int] = {}
            for result in results or ():
                if result is None or result.relationships is None:
                    continue
                totals[result.urn] = result.relationships.total or 0
                for each in result.relationships.relationships:
                    if each.entity is not None:
                        found[Urn.returned(each.entity.urn)] = None
            start += PAGE
            asked = [urn for urn in asked if totals.get(urn, 0) > start]
    return list(found)

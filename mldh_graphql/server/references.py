"""Taking an entity out of what other entities store about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mldh_graphql.server.aspects.schema import ArrayOf, MapOf, Record, Schema, UnionOf
from mldh_graphql.server.proposal import Proposal
from mldh_graphql.server.registry import aspect_record

if TYPE_CHECKING:
    from mldh_graphql.server.ingest import Ingest
    from mldh_graphql.server.json_types import JsonObject, JsonValue

_SAMPLE = 10
"""So many references are named in the answer."""


class _Gone:
    """Stands for what must not stay because it would refer to the entity."""


_GONE: Final = _Gone()


def delete_references(ingest: Ingest, urn: str, actor: str, *, dry_run: bool) -> JsonObject:
    """Delete the references to an entity; what cannot be without its reference goes with it.

    An element of a list and an optional field are left out. A record whose required field is
    the reference goes as a whole, up to the aspect.

    Args:
        ingest: The door to the store.
        urn: The entity; nothing is done to itself.
        actor: Who asks.
        dry_run: Only tell.

    Returns:
        ``total``, and ``relatedAspects`` with the first few of them.
    """
    rows = ingest.index.connection.execute(
        "SELECT DISTINCT text, aspect, relationship FROM edge JOIN urn ON urn.id = source_id"
        " WHERE destination_id = (SELECT id FROM urn WHERE text = ?) ORDER BY 1, 2, 3",
        (urn,),
    ).fetchall()
    if not dry_run:
        for source, aspect in dict.fromkeys((source, aspect) for source, aspect, _ in rows):
            _rewrite(ingest, source, aspect, urn, actor)
    return {
        "total": len(rows),
        "relatedAspects": [
            {"relationship": relationship, "entity": source, "aspect": aspect}
            for source, aspect, relationship in rows[:_SAMPLE]
        ],
    }


def _rewrite(ingest: Ingest, source: str, aspect: str, urn: str, actor: str) -> None:
    stored = ingest.store.aspect(source, aspect)
    if stored is None:
        return
    left = without_reference(stored.value, aspect_record(aspect), urn)
    if isinstance(left, dict):
        ingest.ingest([Proposal(source, aspect, "UPSERT", actor, value=left)])
    else:
        with ingest.store.transaction() as transaction:
            transaction.delete(source, aspect)


def without_reference(document: JsonObject, record: Record, urn: str) -> JsonObject | None:
    """A document without its references to an entity, ``None`` when nothing may stay.

    Args:
        document: The document.
        record: What it may hold.
        urn: The entity.
    """
    left = _without(document, record, urn)
    return left if isinstance(left, dict) else None


def _without(value: JsonValue, schema: Schema | None, urn: str) -> JsonValue | _Gone:
    if value == urn:
        return _GONE
    if isinstance(value, list):
        items = schema.items if isinstance(schema, ArrayOf) else None
        kept = (_without(element, items, urn) for element in value)
        return [element for element in kept if not isinstance(element, _Gone)]
    if isinstance(value, dict):
        return _object_without(value, schema, urn)
    return value


def _object_without(value: JsonObject, schema: Schema | None, urn: str) -> JsonObject | _Gone:
    left: JsonObject = {}
    for name, member in value.items():
        required, inner = _member(schema, name)
        kept = _without(member, inner, urn)
        if not isinstance(kept, _Gone):
            left[name] = kept
        elif required:
            return _GONE
    return left


def _member(schema: Schema | None, name: str) -> tuple[bool, Schema | None]:
    """Whether an object cannot be without a member, and what the member holds."""
    if isinstance(schema, Record):
        field = schema.fields.get(name)
        return (False, None) if field is None else (field.required, field.schema)
    if isinstance(schema, UnionOf):
        return True, schema.members.get(name)
    return False, schema.values if isinstance(schema, MapOf) else None

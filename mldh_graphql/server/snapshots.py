"""Snapshots: an entity with aspects in one document, as older writers send them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.aspects.record_names import aspect_of_record
from mldh_graphql.server.proposal import Proposal
from mldh_graphql.server.restli_wire import Malformed, member, text, without_nulls

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mldh_graphql.server.actor import Actor
    from mldh_graphql.server.json_types import JsonValue


def one_snapshot(body: JsonValue, actor: Actor) -> list[Proposal]:
    """What ``ingest`` asks to be written.

    Raises:
        Malformed: It is no snapshot, or holds an aspect that DataHub has not.
    """
    metadata = body.get("systemMetadata") if isinstance(body, dict) else None
    return [*_proposals(member(body, "entity"), metadata, actor)]


def many_snapshots(body: JsonValue, actor: Actor) -> list[Proposal]:
    """What ``batchIngest`` asks to be written.

    Raises:
        Malformed: One of them is no snapshot, or holds an aspect that DataHub has not.
    """
    entities = member(body, "entities")
    listed = entities if isinstance(entities, list) else [entities]
    given = body.get("systemMetadata") if isinstance(body, dict) else None
    metadata: list[JsonValue] = given if isinstance(given, list) else [None] * len(listed)
    if len(metadata) != len(listed):
        raise Malformed("There must be as many system metadata as entities")
    return [
        proposal
        for entity, one in zip(listed, metadata, strict=True)
        for proposal in _proposals(entity, one, actor)
    ]


def _proposals(entity: JsonValue, metadata: JsonValue, actor: Actor) -> Iterator[Proposal]:
    snapshot = _only(member(entity, "value"))[1]
    urn, aspects = text(snapshot, "urn"), member(snapshot, "aspects")
    if not isinstance(aspects, list):
        raise Malformed("Parameter 'aspects' is invalid")
    for one in aspects:
        record, value = _only(one)
        aspect = aspect_of_record(record)
        if aspect is None or not isinstance(value, dict):
            raise Malformed(f"{record} is not an aspect")
        yield Proposal(
            urn=urn,
            aspect=aspect,
            change="UPSERT",
            actor=actor.urn,
            value=value,
            system_metadata=without_nulls(metadata),
        )


def _only(union: JsonValue) -> tuple[str, JsonValue]:
    if not isinstance(union, dict) or len(union) != 1:
        raise Malformed("A union has exactly one member")
    return next(iter(union.items()))

"""What an OpenAPI body says of aspects: the proposals it comes down to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.openapi_wire import BadRequest, is_of
from mldh_graphql.server.proposal import Proposal
from mldh_graphql.server.registry import entity_spec
from mldh_graphql.server.restli_proposals import parsed_patch
from mldh_graphql.server.restli_wire import Malformed, without_nulls

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mldh_graphql.server.actor import Actor
    from mldh_graphql.server.json_types import JsonValue
    from mldh_graphql.server.proposal import ChangeType


def entity_proposals(
    entity: str, body: JsonValue, *, actor: Actor, change: ChangeType
) -> Iterator[Proposal]:
    """The proposals of a list of entities with their aspects.

    Args:
        entity: The type of all of them.
        body: ``[{"urn": …, "<aspect>": {"value": …}, …}, …]``.
        actor: Who asks.
        change: ``UPSERT``, or ``PATCH`` when the values are patches.

    Raises:
        BadRequest: The body is not such a list.
    """
    if not isinstance(body, list):
        raise BadRequest("The body must be a list of entities.")
    for item in body:
        if not isinstance(item, dict) or not isinstance(item.get("urn"), str):
            raise BadRequest("Every entity needs a urn.")
        for name, aspect in item.items():
            if name != "urn":
                yield aspect_proposal(
                    entity, str(item["urn"]), name, aspect, actor=actor, change=change
                )


def aspect_proposal(
    entity: str, urn: str, aspect: str, body: JsonValue, *, actor: Actor, change: ChangeType
) -> Proposal:
    """The proposal of one aspect.

    Args:
        entity: The entity's type.
        urn: The entity.
        aspect: The aspect's name.
        body: ``{"value": …}``, with ``systemMetadata`` and ``headers`` perhaps.
        actor: Who asks.
        change: What to do.

    Raises:
        BadRequest: The body is not such an object, or the aspect is none of such entities.
    """
    if not is_of(urn, entity):
        raise BadRequest(f"{urn} is not a URN of entity type {entity}.")
    spec = entity_spec(entity)
    if spec is None:
        raise BadRequest(f"Failed to find entity with name {entity} in EntityRegistry")
    if aspect not in spec.aspects and aspect != spec.key_aspect:
        raise BadRequest(f"Unknown aspect {aspect} for entity {entity}")
    value = body.get("value") if isinstance(body, dict) else None
    if not isinstance(body, dict) or not isinstance(value, dict):
        raise BadRequest(f"Aspect {aspect} needs a value, a JSON object.")
    headers, metadata = body.get("headers"), body.get("systemMetadata")
    try:
        patch = parsed_patch(value) if change == "PATCH" else None
    except Malformed as error:
        raise BadRequest("Missing `patch` field.") from error
    return Proposal(
        urn=urn,
        aspect=aspect,
        change=change,
        actor=actor.urn,
        patch=patch,
        value=None if patch is not None else value,
        headers={name: str(text) for name, text in headers.items()}
        if isinstance(headers, dict)
        else {},
        system_metadata=without_nulls(metadata),
    )

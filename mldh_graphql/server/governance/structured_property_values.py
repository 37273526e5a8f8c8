"""The mutations ``upsertStructuredProperties`` and ``removeStructuredProperties``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.exceptions import (
    AuthorizationException,
    IllegalArgumentException,
    JavaException,
    RuntimeJavaException,
)
from mldh_graphql.server.governance.resources import Resources, parsed
from mldh_graphql.server.structured_properties import applies_to, assignments_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mldh_graphql.server.actor import Actor
    from mldh_graphql.server.json_types import JsonObject, JsonValue

_ASPECT = "structuredProperties"


def upsert_structured_properties(
    resources: Resources,
    urn: str,
    values: Mapping[str, Sequence[str | float]],
    actor: Actor,
) -> JsonObject:
    """Set structured properties of an entity; those not named stay.

    Args:
        resources: The entities.
        urn: The entity.
        values: The new values by the property's URN; a number is a number value.
        actor: Who asks.

    Returns:
        The ``structuredProperties`` aspect as it is now.

    Raises:
        JavaException: The entity does not exist, a property is not defined for its type, or a value
            is not one of the property's.
    """
    failure = f"Failed to perform update against input {urn}"
    try:
        _check(resources, urn, actor, "gives")
        entity_type = parsed(urn).entity_type
        for property_urn in values:
            if not applies_to(resources.store, property_urn, entity_type):
                message = f"Property {property_urn} is not defined for entity type {entity_type}"
                raise IllegalArgumentException(message)
    except JavaException as error:
        raise RuntimeJavaException(failure) from error
    assignments = assignments_of(resources.aspect(urn, _ASPECT))
    stamp = resources.stamp(actor)
    known = {str(assignment["propertyUrn"]): assignment for assignment in assignments}
    for property_urn, new in values.items():
        assignment = known.get(property_urn)
        if assignment is None:
            assignment = {"propertyUrn": property_urn, "created": stamp}
            assignments.append(assignment)
        primitives: list[JsonValue] = [_primitive(value) for value in new]
        assignment["values"] = primitives
        assignment["lastModified"] = stamp
    resources.write([(urn, _ASPECT, {"properties": [*assignments]})], actor, failure)
    return resources.aspect(urn, _ASPECT)


def remove_structured_properties(
    resources: Resources, urn: str, property_urns: Sequence[str], actor: Actor
) -> JsonObject:
    """Remove structured properties of an entity; harmless where there are none.

    Args:
        resources: The entities.
        urn: The entity.
        property_urns: Which.
        actor: Who asks.

    Returns:
        The ``structuredProperties`` aspect as it is now.

    Raises:
        JavaException: The entity does not exist or cannot have structured properties.
    """
    failure = f"Failed to perform update against input {urn}"
    try:
        _check(resources, urn, actor, "given")
    except JavaException as error:
        raise RuntimeJavaException(failure) from error
    kept = [
        assignment
        for assignment in assignments_of(resources.aspect(urn, _ASPECT))
        if assignment["propertyUrn"] not in property_urns
    ]
    resources.write([(urn, _ASPECT, {"properties": [*kept]})], actor, failure)
    return resources.aspect(urn, _ASPECT)


def _primitive(value: str | float) -> JsonObject:
    return {"string": value} if isinstance(value, str) else {"double": float(value)}


def _check(resources: Resources, urn: str, actor: Actor, given: str) -> None:
    parsed(urn)
    if not actor.can_edit(urn):
        raise AuthorizationException(
            f"Not authorized to update properties on the {given} urn {urn}"
        )
    if not resources.exists(urn):
        raise RuntimeJavaException(f"Asset with provided urn {urn} does not exist")

"""What DataHub checks when structured properties are assigned to an entity."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from mldh_graphql.server.records import java_text
from mldh_graphql.server.urn import Urn, UrnSyntaxError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mldh_graphql.server.json_types import JsonObject
    from mldh_graphql.server.store import Store

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_STORED_AS_STRING = frozenset({"string", "rich_text", "date", "urn"})


def assignment_errors(store: Store, properties: JsonObject) -> Iterator[str]:
    """Object to assignments of a ``structuredProperties`` aspect that their definitions forbid.

    Args:
        store: Where the definitions are.
        properties: The aspect's document, valid as a record.

    Yields:
        DataHub's messages.
    """
    assignments = assignments_of(properties)
    by_property: dict[str, list[JsonObject]] = {}
    for assignment in assignments:
        by_property.setdefault(str(assignment["propertyUrn"]), []).append(assignment)
    for property_urn, several in by_property.items():
        if len(several) > 1:
            entries = ", ".join(java_text(assignment) for assignment in several)
            yield f"Property: {property_urn} has multiple entries: [{entries}]"
            return
    for assignment in assignments:
        yield from _assignment_errors(store, assignment)


def immutable_errors(store: Store, before: JsonObject | None, after: JsonObject) -> Iterator[str]:
    """Object to changed or removed values of properties that are defined as immutable.

    Args:
        store: Where the definitions are.
        before: The stored document, if there is one.
        after: The document that is to replace it.

    Yields:
        DataHub's messages.
    """
    old = {str(a["propertyUrn"]): a for a in assignments_of(before or {})}
    new = {str(a["propertyUrn"]): a for a in assignments_of(after)}
    for property_urn, assignment in old.items():
        if not (_definition(store, property_urn) or {}).get("immutable"):
            continue
        if property_urn not in new:
            yield f"Cannot delete an immutable property {property_urn}"
        elif new[property_urn] != assignment:
            yield f"Cannot mutate an immutable property: {property_urn}"


def applies_to(store: Store, property_urn: str, entity_type: str) -> bool:
    """Whether a property is defined, and defined for entities of this type."""
    definition = _definition(store, property_urn)
    if definition is None:
        return False
    entity_types = definition.get("entityTypes")
    names = [_type_name(str(t)) for t in entity_types] if isinstance(entity_types, list) else []
    return entity_type in names


def assignments_of(properties: JsonObject) -> list[JsonObject]:
    """The assignments of a ``structuredProperties`` aspect."""
    assignments = properties.get("properties")
    if not isinstance(assignments, list):
        return []
    return [assignment for assignment in assignments if isinstance(assignment, dict)]


def _assignment_errors(store: Store, assignment: JsonObject) -> Iterator[str]:
    property_urn = str(assignment["propertyUrn"])
    found_type = property_urn.split(":")[2]
    if found_type != "structuredProperty":
        yield f"Unexpected entity type. Expected: structuredProperty Found: {found_type}"
        return
    status = store.aspect(property_urn, "status")
    if status is not None and status.value.get("removed"):
        yield "Cannot apply a soft deleted Structured Property value"
    definition = _definition(store, property_urn)
    if definition is None:
        yield f"Unexpected null value found for {property_urn} Structured Property Definition."
        return
    raw_values = assignment["values"]
    values = raw_values if isinstance(raw_values, list) else []
    if definition.get("cardinality", "SINGLE") == "SINGLE" and len(values) > 1:
        yield (
            f"Property: {property_urn} has cardinality 1, but multiple values were assigned:"
            f" {java_text(values)}"
        )
    for value in values:
        if isinstance(value, dict):
            yield from _value_errors(property_urn, definition, value)


def _value_errors(property_urn: str, definition: JsonObject, value: JsonObject) -> Iterator[str]:
    subject = f"Property: {property_urn}, value: {java_text(value)}"
    value_type = str(definition["valueType"])
    logical_type = _type_name(value_type).lower()
    if logical_type in _STORED_AS_STRING:
        text = value.get("string")
        if not isinstance(text, str):
            yield f"{subject} should be a string"
        elif logical_type == "date" and not _is_date(text):
            yield f"{subject} should be a date with format YYYY-MM-DD"
        elif logical_type == "urn":
            yield from _urn_errors(subject, definition, text)
    elif logical_type == "number":
        if "double" not in value and not _is_number(str(value.get("string"))):
            yield f"{subject} should be a number"
    else:
        yield f"Validation support for type {value_type} is not yet implemented."
    allowed = definition.get("allowedValues")
    if isinstance(allowed, list):
        choices = [choice["value"] for choice in allowed if isinstance(choice, dict)]
        if value not in choices:
            yield f"{subject} should be one of {java_text(choices)}"


def _urn_errors(subject: str, definition: JsonObject, text: str) -> Iterator[str]:
    try:
        urn = Urn.parse(text)
    except UrnSyntaxError:
        yield f"{subject} should be an urn"
        return
    qualifier = definition.get("typeQualifier")
    allowed = qualifier.get("allowedTypes") if isinstance(qualifier, dict) else None
    if isinstance(allowed, list):
        names = [_type_name(str(entity_type)).lower() for entity_type in allowed]
        if urn.entity_type.lower() not in names:
            yield f"{subject} is not of any supported urn types:{java_text(allowed)}"


def _definition(store: Store, property_urn: str) -> JsonObject | None:
    stored = store.aspect(property_urn, "propertyDefinition")
    return None if stored is None else stored.value


def _type_name(type_urn: str) -> str:
    """``urn:li:entityType:datahub.mlModel`` → ``mlModel``."""
    name = type_urn.split(":", 3)[-1]
    return name.removeprefix("datahub.")


def _is_date(text: str) -> bool:
    # Python accepts more forms of ISO dates than this one.
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return "_" not in text

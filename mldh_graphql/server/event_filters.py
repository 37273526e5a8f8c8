"""Filters on timeseries events, as Rest.li's ``getTimeseriesAspectValues`` takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.restli_wire import Malformed, optional_flag, text

if TYPE_CHECKING:
    from mldh_graphql.server.json_types import JsonObject, JsonValue

_KNOWN = ("EQUAL", "IN")


def matches(event: JsonObject, given: JsonValue) -> bool:
    """Whether an event passes a filter: all criteria of one of its groups, or there are no groups.

    Args:
        event: The event's document.
        given: ``{"or": [{"and": [criterion, …]}, …]}``; an empty one lets everything pass.

    Raises:
        Malformed: It is no filter, or compares in a way that the server does not know.
    """
    if not given:
        return True
    groups = given.get("or") if isinstance(given, dict) else None
    if not isinstance(groups, list):
        raise Malformed("Parameter 'filter' is invalid")
    return not groups or any(
        all(_holds(event, one) for one in _criteria(group)) for group in groups
    )


def _criteria(group: JsonValue) -> list[JsonValue]:
    criteria = group.get("and") if isinstance(group, dict) else None
    if not isinstance(criteria, list):
        raise Malformed("Parameter 'filter' is invalid")
    return criteria


def _holds(event: JsonObject, criterion: JsonValue) -> bool:
    field = text(criterion, "field")
    given = criterion if isinstance(criterion, dict) else {}
    condition = given.get("condition") or "EQUAL"
    if condition not in _KNOWN:
        raise Malformed(f"Condition {condition} is not known for events: use {' or '.join(_KNOWN)}")
    values = given.get("values")
    wanted = values if isinstance(values, list) and values else [given.get("value")]
    found = _text_of(_value_at(event, field))
    negated = optional_flag(criterion, "negated", default=False)
    return (found is not None and found in wanted) != negated


def _value_at(event: JsonValue, path: str) -> JsonValue:
    for name in path.removesuffix(".keyword").split("."):
        event = event.get(name) if isinstance(event, dict) else None
    return event


def _text_of(value: JsonValue) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int | float) else None

"""What JSON can hold, as types."""

from typing import TypeAlias

JsonValue: TypeAlias = "None | bool | int | float | str | list[JsonValue] | dict[str, JsonValue]"
"""Any JSON value, as ``json.loads`` makes it."""

JsonObject: TypeAlias = dict[str, JsonValue]
"""A JSON object: an aspect, an event, a GraphQL input."""

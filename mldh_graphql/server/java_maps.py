"""The order in which Java's hash maps hold their entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mldh_graphql.server.json_types import JsonObject, JsonValue

_SMALLEST_TABLE = 8


def hash_ordered(document: JsonObject) -> JsonObject:
    """``document`` with its members, and those of all objects in it, in the order of a hash map.

    DataHub keeps aspects in such maps, which shows in its messages.
    """
    table = _SMALLEST_TABLE
    # A table grows when it is three quarters full.
    while len(document) * 4 > table * 3:
        table *= 2
    names = sorted(document, key=lambda name: _spread_hash(name) & (table - 1))
    return {name: _ordered(document[name]) for name in names}


def _ordered(value: JsonValue) -> JsonValue:
    if isinstance(value, dict):
        return hash_ordered(value)
    if isinstance(value, list):
        return [_ordered(element) for element in value]
    return value


def _spread_hash(text: str) -> int:
    units = text.encode("utf-16-be", "surrogatepass")
    code = 0
    for high, low in zip(units[::2], units[1::2], strict=True):
        code = (31 * code + (high << 8) + low) & 0xFFFFFFFF
    return code ^ (code >> 16)

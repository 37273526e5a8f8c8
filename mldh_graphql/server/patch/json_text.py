"""JSON texts as Java's libraries write them: no spaces, no escapes that are not needed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from mldh_graphql.server.java_numbers import double_text

if TYPE_CHECKING:
    from mldh_graphql.server.json_types import JsonValue


def json_text(value: JsonValue) -> str:
    """``value`` as JSON, the way it stands in DataHub's messages."""
    if isinstance(value, float):
        return double_text(value)
    if isinstance(value, dict):
        members = (f"{json_text(name)}:{json_text(member)}" for name, member in value.items())
        return f"{{{','.join(members)}}}"
    if isinstance(value, list):
        return f"[{','.join(map(json_text, value))}]"
    return json.dumps(value, ensure_ascii=False)

"""The field ``aspects``: stored aspects as JSON text, also those that no other field shows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from mldh_graphql.server.resolvers.reach import context_of

if TYPE_CHECKING:
    from graphql import GraphQLResolveInfo

    from mldh_graphql.server.json_types import JsonObject


def resolve_aspects(
    source: dict[str, object],
    info: GraphQLResolveInfo,
    *,
    input: JsonObject | None = None,  # noqa: A002  (the argument's name in DataHub)
) -> list[JsonObject]:
    """The stored aspects that were asked for by name, or all; absent ones are left out."""
    asked = input or {}
    names = asked.get("aspectNames")
    if asked.get("autoRenderOnly"):
        return []
    stored = context_of(info).state.store.aspects(str(source["urn"]))
    return [
        {
            "aspectName": name,
            "payload": json.dumps(aspect.value, separators=(",", ":"), ensure_ascii=False),
            "renderSpec": None,
        }
        for name, aspect in stored.items()
        if not isinstance(names, list) or name in names
    ]

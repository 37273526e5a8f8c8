"""Events of a process instance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields

if TYPE_CHECKING:
    from mldh_graphql.server.json_types import JsonObject
    from mldh_graphql.server.mappers.stub import GraphQLObject


def map_run_event(document: JsonObject) -> GraphQLObject:
    """Return a run event as ``DataProcessRunEvent``.

    Args:
        document: The event: one document of the aspect ``dataProcessInstanceRunEvent``.
    """
    result = fields.record(document, "result")
    return {
        "__typename": "DataProcessRunEvent",
        "status": fields.text(document, "status"),
        "attempt": fields.integer(document, "attempt"),
        "result": None
        if result is None
        else {
            "resultType": fields.text(result, "type"),
            "nativeResultType": fields.text(result, "nativeResultType"),
        },
        "timestampMillis": fields.integer(document, "timestampMillis"),
        "durationMillis": fields.integer(document, "durationMillis"),
    }

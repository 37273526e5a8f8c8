"""Hyper-parameters, metrics and lineage of models and training runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields

if TYPE_CHECKING:
    from mldh_graphql.server.json_types import JsonObject
    from mldh_graphql.server.mappers.stub import GraphQLObject


def measured(document: JsonObject, field: str) -> list[GraphQLObject] | None:
    """Return an array of ``MLHyperParam`` or ``MLMetric``, ``None`` if absent.

    Args:
        document: The aspect that may have the array.
        field: ``hyperParams`` or ``trainingMetrics``.
    """
    entries = fields.records(document, field)
    if entries is None:
        return None
    return [
        {
            "name": fields.text(entry, "name"),
            "description": fields.text(entry, "description"),
            "value": fields.text(entry, "value"),
            "createdAt": fields.integer(entry, "createdAt"),
        }
        for entry in entries
    ]


def model_lineage(document: JsonObject) -> GraphQLObject:
    """Return the ``MLModelLineageInfo`` of a model or a group: an object even without lineage.

    Args:
        document: ``mlModelProperties`` or ``mlModelGroupProperties``.
    """
    return {
        "trainingJobs": urn_texts(document, "trainingJobs"),
        "downstreamJobs": urn_texts(document, "downstreamJobs"),
    }


def urn_texts(document: JsonObject, field: str) -> list[str] | None:
    """Return an array of URNs as text, ``None`` if absent.

    Args:
        document: The aspect that may have the array.
        field: The array's field.
    """
    urns = fields.urns(document, field)
    return None if urns is None else [urn.text for urn in urns]

"""The older aspects of a model: intended use, factors, source code and cost."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields

if TYPE_CHECKING:
    from mldh_graphql.server.json_types import JsonObject
    from mldh_graphql.server.mappers.entity_response import EntityResponse
    from mldh_graphql.server.mappers.stub import GraphQLObject


def model_card(entity: EntityResponse) -> GraphQLObject:
    """Return the fields of a model's card; those that DataHub never fills are null.

    Args:
        entity: A model.
    """
    return {
        "intendedUse": _intended_use(entity),
        "factorPrompts": _factor_prompts(entity),
        "metrics": None,
        "evaluationData": None,
        "trainingData": None,
        "quantitativeAnalyses": None,
        "ethicalConsiderations": None,
        "caveatsAndRecommendations": None,
        "sourceCode": _source_code(entity),
        "cost": _cost(entity),
    }


def _intended_use(entity: EntityResponse) -> GraphQLObject | None:
    document = entity.aspect("intendedUse")
    if document is None:
        return None
    return {
        field: fields.texts(document, field)
        for field in ("primaryUses", "primaryUsers", "outOfScopeUses")
    }


def _factor_prompts(entity: EntityResponse) -> GraphQLObject | None:
    document = entity.aspect("mlModelFactorPrompts")
    if document is None:
        return None
    return {field: _factors(document, field) for field in ("relevantFactors", "evaluationFactors")}


def _factors(document: JsonObject, field: str) -> list[GraphQLObject] | None:
    factors = fields.records(document, field)
    if factors is None:
        return None
    return [
        {
            member: fields.texts(factor, member)
            for member in ("groups", "instrumentation", "environment")
        }
        for factor in factors
    ]


def _source_code(entity: EntityResponse) -> GraphQLObject | None:
    document = entity.aspect("sourceCode")
    if document is None:
        return None
    return {
        "sourceCode": [
            {
                "type": fields.text(url, "type"),
                "sourceCodeUrl": fields.text(url, "sourceCodeUrl"),
            }
            for url in fields.records(document, "sourceCode") or []
        ]
    }


def _cost(entity: EntityResponse) -> GraphQLObject | None:
    document = entity.aspect("cost")
    if document is None:
        return None
    value = fields.record(document, "cost") or {}
    # Only the member that the discriminator names is read.
    chosen = fields.text(value, "fieldDiscriminator")
    cost_id = fields.number(value, "costId") if chosen in (None, "costId") else None
    return {
        "costType": fields.text(document, "costType"),
        "costValue": {
            "costId": None if cost_id is None else _single_precision(cost_id),
            "costCode": fields.text(value, "costCode") if chosen in (None, "costCode") else None,
        },
    }


def _single_precision(number: float) -> float:
    """Return the number as Java's 32-bit float prints it."""
    packed = struct.pack("f", number)
    (single,) = struct.unpack("f", packed)
    # Nine digits are always enough.
    candidates = (float(f"{single:.{digits}g}") for digits in range(1, 10))
    return next(short for short in candidates if struct.pack("f", short) == packed)

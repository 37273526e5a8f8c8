"""The JSON Schema of ``ml-system.yaml``, from which editors complete and check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mldh_graphql.system.kinds import Text
from mldh_graphql.system.nouns import NOUNS, Noun
from mldh_graphql.urns import FABRIC_TYPES

if TYPE_CHECKING:
    from mldh_graphql.changes import JsonValue

__all__ = ["json_schema"]

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, JsonValue]:
    """Return the JSON Schema, draft 2020-12."""
    return {
        "$schema": _DIALECT,
        "title": "ML system",
        "description": "Model groups, models, experiments, training runs and data sets by local "
        "id, as mldh_graphql plans, applies and verifies them",
        "type": "object",
        "properties": {
            noun.section: {
                "description": f"Each {noun.name} by its local id",
                "type": ["object", "null"],
                "propertyNames": {"minLength": 1, "not": {"pattern": "^urn:"}},
                "additionalProperties": {"$ref": f"#/$defs/{noun.section}"},
            }
            for noun in NOUNS
        },
        "patternProperties": {"^x-": {"description": "Not read: a place for anchors"}},
        "additionalProperties": False,
        "$defs": {noun.section: _noun(noun) for noun in NOUNS},
    }


def _noun(noun: Noun) -> dict[str, JsonValue]:
    properties: dict[str, JsonValue] = {
        "urn": {"type": "string", "pattern": f"^urn:li:{noun.urn.kind}:"},
        noun.id_key: {
            **Text(1).schema(),
            "description": "The id in its URN; without it the local id",
        },
    }
    if noun.is_asset:
        envs: list[JsonValue] = [*sorted(FABRIC_TYPES)]
        platform: dict[str, JsonValue] = {
            **Text(1).schema(),
            "description": "The platform in its URN: its name or URN",
        }
        if noun.default_platform:
            platform["default"] = noun.default_platform
        properties |= {"platform": platform, "env": {"enum": envs, "default": "PROD"}}
    for key, kind in noun.fields.items():
        schema = kind.schema()
        properties[key] = {"anyOf": [schema, {"type": "null"}]} if key in noun.nullable else schema
    described: dict[str, JsonValue] = {
        "type": ["object", "null"],
        "properties": properties,
        "additionalProperties": False,
    }
    if noun.is_asset:
        parts: list[JsonValue] = [{"required": [each]} for each in noun.identity[1:]]
        both: dict[str, JsonValue] = {"type": "object", "required": ["urn"], "anyOf": parts}
        described["not"] = both
        if noun.default_platform is None:
            described["type"] = "object"
            described["anyOf"] = [{"required": ["urn"]}, {"required": ["platform"]}]
    else:
        described["not"] = {"type": "object", "required": ["urn", noun.id_key]}
    return described

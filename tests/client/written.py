"""What a server holds, in a form that can be compared; and properties that must be defined."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import httpx

from mldh_graphql.entities import FrozenMapping, GovernedEntity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mldh_graphql.changes import AnyEntity
    from mldh_graphql.entities import Dataset, MLExperiment, MLModel, MLModelGroup
    from mldh_graphql.local import LocalDataHub
    from mldh_graphql.server.json_types import JsonValue
    from mldh_graphql.urns import StructuredPropertyUrn

_PATCH = "mutation ($i: [PatchEntityInput!]!) { patchEntities(input: $i) { success error } }"
_EVENTS = (
    "query ($u: String!) { dataProcessInstance(urn: $u) { state(limit: 1000)"
    " { status attempt timestampMillis durationMillis result { resultType nativeResultType } } } }"
)
ENTITY_TYPES = ("mlModel", "mlModelGroup", "container", "dataset")


def stored(datahub: LocalDataHub, urn: str) -> dict[str, tuple[JsonValue, int]]:
    """Every aspect of an entity: its value and how often it was written."""
    return {name: (aspect.value, aspect.version) for name, aspect in datahub.aspects(urn).items()}


def value_of(datahub: LocalDataHub, urn: str, aspect: str) -> dict[str, JsonValue]:
    """The document of one aspect."""
    return dict(datahub.aspects(urn)[aspect].value)


async def posted(datahub: LocalDataHub, query: str, **variables: object) -> dict[str, JsonValue]:
    """Run a document as some other program would."""
    async with httpx.AsyncClient(transport=datahub.transport, base_url=datahub.url) as http:
        answer = await http.post("/api/graphql", json={"query": query, "variables": variables})
    body = answer.json()
    assert "errors" not in body, body["errors"]
    data: dict[str, JsonValue] = body["data"]
    return data


async def write(
    datahub: LocalDataHub, urn: str, aspects: Mapping[str, Mapping[str, object]]
) -> None:
    """Replace whole aspects, as some other program would."""
    inputs = [
        {
            "urn": urn,
            "aspectName": name,
            "patch": [{"op": "ADD", "path": "", "value": json.dumps(value)}],
            "forceGenericPatch": True,
        }
        for name, value in aspects.items()
    ]
    data = await posted(datahub, _PATCH, i=inputs)
    results = data["patchEntities"]
    assert isinstance(results, list)
    assert all(isinstance(each, dict) and each["success"] for each in results), results


async def events(datahub: LocalDataHub, urn: str) -> JsonValue:
    """Every event of a run, as DataHub shows it."""
    run = (await posted(datahub, _EVENTS, u=urn))["dataProcessInstance"]
    assert isinstance(run, dict)
    return run["state"]


async def define_property(datahub: LocalDataHub, urn: str, value_type: str = "string") -> None:
    """Define a structured property for everything that can have one."""
    definition = {
        "qualifiedName": "p",
        "valueType": f"urn:li:dataType:datahub.{value_type}",
        "cardinality": "MULTIPLE",
        "entityTypes": [f"urn:li:entityType:datahub.{each}" for each in ENTITY_TYPES],
    }
    await write(datahub, urn, {"propertyDefinition": definition})


async def definable(datahub: LocalDataHub, *entities: AnyEntity) -> list[AnyEntity]:
    """Define the structured properties of entities; return these with values that fit."""
    kinds: dict[str, type] = {}
    fitting = []
    for entity in entities:
        if isinstance(entity, GovernedEntity) and entity.structured_properties:
            for urn, values in entity.structured_properties.items():
                if urn not in kinds:
                    kinds[urn] = type(values[0])
                    await define_property(datahub, urn, "string" if kinds[urn] is str else "number")
            fitting.append(_fitting(entity, kinds))
        else:
            fitting.append(entity)
    return fitting


def _fitting(
    entity: MLModelGroup | MLModel | MLExperiment | Dataset, kinds: Mapping[str, type]
) -> AnyEntity:
    kept: dict[StructuredPropertyUrn, tuple[str | float, ...]] = {}
    for urn, values in (entity.structured_properties or {}).items():
        fit = tuple(value for value in values if type(value) is kinds[urn])
        if fit:
            kept[urn] = fit
    return replace(entity, structured_properties=FrozenMapping(kept))

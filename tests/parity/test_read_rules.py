"""The recorded GraphQL objects of DataHub, mapped by our rules."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLNonNull, GraphQLObjectType, build_schema, get_named_type

from mldh_graphql.server.exceptions import JavaThrowable
from mldh_graphql.server.mappers import Stub, map_entity, map_run_event
from mldh_graphql.server.stored import StoredAspect
from mldh_graphql.server.urn import Urn

VECTORS = json.loads((Path(__file__).parent / "data" / "read_vectors.json").read_text("utf-8"))
SCHEMA = build_schema(
    (Path(__file__).parents[2] / "mldh_graphql" / "schema.graphql").read_text("utf-8")
)

EVENT = "dataProcessInstanceRunEvent"
UNORDERED = {"customProperties", "sourceDetail"}

# A null of these says nothing: the server fills them from elsewhere.
RESOLVED_ELSEWHERE = {
    "MLModel": "aspects browsePaths exists lineage privileges relatedDocuments relationships",
    "MLModelGroup": "aspects browsePaths exists lineage privileges relatedDocuments relationships",
    "Container": (
        "aspects entities exists parentContainers privileges relatedDocuments relationships"
    ),
    "DataProcessInstance": "exists lineage parentContainers relationships state",
    "Dataset": (
        "aspects assertions browsePaths contract datasetProfiles exists health lineage "
        "logicalParent operations operationsStats parentContainers privileges relatedDocuments "
        "relationships runs schemaMetadata siblingsSearch statsSummary testResults "
        "timeseriesCapabilities usageStats"
    ),
    "VersionSet": "versionsSearch",
    "DataProcessRunEvent": "",
}


def mapped(vector: dict[str, Any]) -> dict[str, Any]:
    """Map a vector's entity, or its run event."""
    aspects = vector["aspects"]
    if vector["graphqlType"] == "DataProcessRunEvent" or EVENT in aspects:
        return dict(map_run_event(aspects[EVENT]))
    metadata = vector["systemMetadata"] or {}
    return dict(
        map_entity(
            Urn.parse(vector["urn"]),
            {
                name: StoredAspect(value, 1, metadata.get(name) or {}, 0, "urn:li:corpuser:unknown")
                for name, value in aspects.items()
            },
        )
    )


def recorded_form(value: object) -> object:
    """Write a mapped value in the way of the recordings."""
    if isinstance(value, Stub):
        urn = {} if value.urn is None else {"urn": value.urn}
        members = {name: recorded_form(member) for name, member in value.members.items()}
        return {"__stub": value.typename, **urn, **members}
    if isinstance(value, dict):
        return {
            name: _sorted(recorded_form(member)) if name in UNORDERED else recorded_form(member)
            for name, member in value.items()
            if name != "__typename"
        }
    if isinstance(value, list):
        return [recorded_form(member) for member in value]
    return value


def _sorted(entries: Any) -> Any:
    return sorted(entries, key=json.dumps) if isinstance(entries, list) else entries


def sorted_where_unordered(value: Any) -> Any:
    """Sort what DataHub keeps in hash maps."""
    if isinstance(value, dict):
        return {
            name: _sorted(sorted_where_unordered(member))
            if name in UNORDERED
            else sorted_where_unordered(member)
            for name, member in value.items()
        }
    if isinstance(value, list):
        return [sorted_where_unordered(member) for member in value]
    return value


def unfillable(value: object, graphql_type: GraphQLObjectType, path: str = "") -> list[str]:
    """List the paths of nulls in fields that must not be null and that nothing fills later."""
    paths: list[str] = []
    if not isinstance(value, dict):
        return paths
    elsewhere = RESOLVED_ELSEWHERE.get(graphql_type.name, "").split()
    for name, schema_field in graphql_type.fields.items():
        member, here = value.get(name), f"{path}/{name}"
        if name in elsewhere:
            continue
        if member is None and isinstance(schema_field.type, GraphQLNonNull):
            paths.append(here)
        inner = get_named_type(schema_field.type)
        if isinstance(inner, GraphQLObjectType):
            members = member if isinstance(member, list) else [member]
            for one in members:
                paths.extend(unfillable(one, inner, here))
    return paths


def outcome_of(vector: dict[str, Any]) -> str:
    """Name what became of a vector in DataHub."""
    return "object" if vector["error"] is None else "error"


MAPPED = [pytest.param(v, id=v["id"]) for v in VECTORS if outcome_of(v) == "object"]
FAILED = [pytest.param(v, id=v["id"]) for v in VECTORS if outcome_of(v) == "error"]


@pytest.mark.parametrize("vector", MAPPED)
def test_an_entity_becomes_the_object_that_datahub_made(vector: dict[str, Any]) -> None:
    """Every field that DataHub's mapper decides has its value, nulls included."""
    ours = recorded_form(mapped(vector))
    theirs = sorted_where_unordered(vector["result"])
    assert isinstance(ours, dict)
    for name in RESOLVED_ELSEWHERE[vector["graphqlType"]].split():
        ours.pop(name, None)
        theirs.pop(name, None)

    # As JSON text, because to Python 1, 1.0 and True are equal.
    assert json.dumps(ours, sort_keys=True) == json.dumps(theirs, sort_keys=True)


@pytest.mark.parametrize("vector", MAPPED)
def test_only_recorded_nulls_stand_where_no_null_may_be(vector: dict[str, Any]) -> None:
    """A required field is null exactly where DataHub leaves it null."""
    graphql_type = SCHEMA.get_type(vector["graphqlType"])
    assert isinstance(graphql_type, GraphQLObjectType)

    assert unfillable(mapped(vector), graphql_type) == vector["nullInNonNull"]


@pytest.mark.parametrize("vector", FAILED)
def test_what_datahub_cannot_map_fails_in_the_same_way(vector: dict[str, Any]) -> None:
    """The class of the exception is the recorded one."""
    with pytest.raises(JavaThrowable) as failure:
        mapped(vector)

    assert failure.value.java_name == vector["error"].partition(":")[0]

"""The recorded GraphQL objects of DataHub, asked for through the local server's HTTP door."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
    is_composite_type,
    is_non_null_type,
)

from mldh_graphql.server.resolvers import executable_schema
from tests.parity.http_door import HttpDoor, open_door, recorded

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

pytestmark = pytest.mark.asyncio(loop_scope="module")

SCHEMA = executable_schema()
EVENT = "dataProcessInstanceRunEvent"
UNORDERED = {"customProperties", "sourceDetail"}
VECTORS = [v for v in recorded("read") if v["error"] is None]
REFUSED = [v for v in recorded("read") if v["error"] is not None]
ROOTS = {
    "container": "container",
    "dataProcessInstance": "dataProcessInstance",
    "dataset": "dataset",
    "mlModel": "mlModel",
    "mlModelGroup": "mlModelGroup",
    "versionSet": "versionSet",
}
RESOLVED = {"aspects", "exists", "lineage", "parentContainers", "privileges", "relationships"} | {
    "entities",
    "state",
    "versionsSearch",
}
"""Filled by resolvers, so that the mapper's null says nothing."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def door() -> AsyncIterator[HttpDoor]:
    """One server for all cases; each starts it empty."""
    async with open_door() as opened:
        yield opened


def selection(expected: Any, field: GraphQLField) -> str:
    """What to select of a field so that the answer can be compared with ``expected``."""
    kind = get_named_type(field.type)
    if not is_composite_type(kind):
        return ""
    values = expected if isinstance(expected, list) else [expected]
    objects = [value for value in values if isinstance(value, dict)]
    if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
        parts = {
            f"... on {typename(value, kind)} {members([value], typename(value, kind))}"
            for value in objects
        }
        return f"{{ __typename {' '.join(sorted(parts))} }}"
    return members(objects, kind.name)


def members(objects: list[dict[str, Any]], type_name: str) -> str:
    """The selection set for objects of one type."""
    kind = SCHEMA.type_map[type_name]
    assert isinstance(kind, GraphQLObjectType)
    asked = {"__typename": ""}
    for name, field in kind.fields.items():
        found = [value[name] for value in objects if name in value]
        if found and not (name in RESOLVED and all(one is None for one in found)):
            merged = [one for many in found for one in (many if isinstance(many, list) else [many])]
            asked[name] = selection(merged, field)
    return "{ " + " ".join(f"{name} {inner}" for name, inner in asked.items()) + " }"


def typename(value: dict[str, Any], kind: GraphQLInterfaceType | GraphQLUnionType) -> str:
    """The type of a recorded object in an abstract position."""
    if "__stub" in value:
        return str(value["__stub"])
    fits = [
        one.name for one in SCHEMA.get_possible_types(kind) if value.keys() <= one.fields.keys()
    ]
    assert len(fits) == 1, (value, fits)
    return fits[0]


def response_form(expected: Any, type_name: str | None) -> Any:
    """A recorded value as the response shows it: without what was not asked, nulls spread."""
    if isinstance(expected, list):
        return [response_form(one, type_name) for one in expected]
    if not isinstance(expected, dict):
        return expected
    if "__stub" in expected:
        if "urn" not in expected:
            return None
        type_name = expected["__stub"]
    kind = SCHEMA.type_map[type_name or ""]
    if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
        kind = SCHEMA.type_map[typename(expected, kind)]
    assert isinstance(kind, GraphQLObjectType)
    shown: dict[str, Any] = {"__typename": kind.name}
    for name, field in kind.fields.items():
        if name not in expected or (name in RESOLVED and expected[name] is None):
            continue
        value = response_form(expected[name], get_named_type(field.type).name)
        if value is None and is_non_null_type(field.type):
            return None
        shown[name] = value
    return shown


def comparable(value: Any) -> str:
    """JSON text of a value, with the entries of hash maps in one order."""
    return json.dumps(_ordered(value), sort_keys=True)


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: sorted((_ordered(one) for one in member), key=json.dumps)
            if name in UNORDERED and member is not None
            else _ordered(member)
            for name, member in value.items()
        }
    return [_ordered(one) for one in value] if isinstance(value, list) else value


def is_event(vector: dict[str, Any]) -> bool:
    """Whether the case is about a run event."""
    return EVENT in vector["aspects"]


ENTITIES = [pytest.param(v, id=v["id"]) for v in VECTORS if not is_event(v)]
EVENTS = [pytest.param(v, id=v["id"]) for v in VECTORS if is_event(v)]


@pytest.mark.parametrize("vector", ENTITIES)
async def test_an_entity_reads_as_recorded(door: HttpDoor, vector: dict[str, Any]) -> None:
    """Every field that DataHub's mapper fills has the recorded value in the response."""
    door.datahub.reset()
    if vector["urnValid"]:
        door.seed(vector["urn"], vector["aspects"], vector["systemMetadata"])
    root = ROOTS[vector["entityType"]]
    asked = members([vector["result"]], vector["graphqlType"])

    body = await door.graphql(
        f"query ($urn: String!) {{ {root}(urn: $urn) {asked} }}", {"urn": vector["urn"]}
    )

    classes = {error["extensions"]["classification"] for error in body.get("errors", [])}
    assert classes == ({"NullValueInNonNullableField"} if vector["nullInNonNull"] else set())
    expected = response_form(vector["result"], vector["graphqlType"])
    assert comparable(body["data"][root]) == comparable(expected)


@pytest.mark.parametrize("vector", EVENTS)
async def test_a_run_event_reads_as_recorded(door: HttpDoor, vector: dict[str, Any]) -> None:
    """An event written by OpenAPI is what ``state`` shows."""
    door.datahub.reset()
    event = vector["aspects"][EVENT]
    written = await door.http.post(
        "/openapi/v3/entity/dataProcessInstance?async=false",
        json=[{"urn": vector["urn"], EVENT: {"value": event}}],
    )
    assert written.status_code == 200
    asked = members([vector["result"]], "DataProcessRunEvent")

    body = await door.graphql(
        f"query ($urn: String!) {{ dataProcessInstance(urn: $urn) {{ state {asked} }} }}",
        {"urn": vector["urn"]},
    )

    (shown,) = body["data"]["dataProcessInstance"]["state"]
    assert comparable(shown) == comparable(response_form(vector["result"], "DataProcessRunEvent"))


@pytest.mark.parametrize("vector", [pytest.param(v, id=v["id"]) for v in REFUSED])
async def test_what_cannot_be_mapped_is_an_error(door: HttpDoor, vector: dict[str, Any]) -> None:
    """The entity is null and the error names what DataHub's mapper threw."""
    door.datahub.reset()
    if vector["urnValid"]:
        door.seed(vector["urn"], vector["aspects"], vector["systemMetadata"])
    root = ROOTS[vector["entityType"]]

    body = await door.graphql(
        f"query ($urn: String!) {{ {root}(urn: $urn) {{ urn }} }}", {"urn": vector["urn"]}
    )

    assert body["data"] == {root: None}
    (error,) = body["errors"]
    assert vector["error"].partition(": ")[2] in error["message"]
    expected = 400 if "IllegalArgumentException" in vector["error"] else 500
    assert error["extensions"]["code"] == expected

"""Reading entities by GraphQL: missing ones, many at once, nested ones, raw aspects."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from mldh_graphql.server.store import Store
from tests.server.http_server import DATASET, EXPERIMENT, GROUP, MODEL, RUN, HttpServer, started

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

BAD_PARTS = "urn:li:mlModel:(urn:li:dataPlatform:mlflow,m)"
BAD_FABRIC = "urn:li:mlModel:(urn:li:dataPlatform:mlflow,m,prod)"
DEPLOYMENT = "urn:li:mlModelDeployment:(urn:li:dataPlatform:mlflow,d,PROD)"
WRONG_LENGTH = (
    "Failed to convert urn to entity key: urns parts and key fields do not have same length"
)


@pytest.fixture
async def server() -> AsyncIterator[HttpServer]:
    """A server that lets everyone in."""
    async with started() as one:
        yield one


@pytest.mark.parametrize(
    ("field", "urn", "selection", "expected"),
    [
        pytest.param(
            "mlModel",
            MODEL,
            "type name origin exists platform { urn name } properties { name }",
            {
                "type": "MLMODEL",
                "name": "m",
                "origin": "PROD",
                "exists": False,
                "platform": {"urn": "urn:li:dataPlatform:mlflow", "name": "mlflow"},
                "properties": None,
            },
            id="model",
        ),
        pytest.param(
            "mlModelGroup", GROUP, "name exists", {"name": "g", "exists": False}, id="group"
        ),
        pytest.param(
            "dataset", DATASET, "name exists", {"name": "d", "exists": False}, id="dataset"
        ),
        pytest.param(
            "container",
            EXPERIMENT,
            "exists platform { urn } properties { name } parentContainers { count }",
            {
                "exists": False,
                "platform": {"urn": "urn:li:dataPlatform:unknown"},
                "properties": None,
                "parentContainers": {"count": 0},
            },
            id="container",
        ),
        pytest.param(
            "dataProcessInstance",
            RUN,
            "exists platform { urn } state { status }",
            {"exists": False, "platform": None, "state": []},
            id="run",
        ),
        pytest.param(
            "versionSet",
            "urn:li:versionSet:(s,mlModel)",
            "type latestVersion { urn }",
            {"type": "VERSION_SET", "latestVersion": None},
            id="version set",
        ),
        pytest.param("tag", "urn:li:tag:t", "urn", {"urn": "urn:li:tag:t"}, id="tag"),
        pytest.param(
            "corpUser",
            "urn:li:corpuser:u",
            "username exists",
            {"username": "u", "exists": False},
            id="user",
        ),
    ],
)
async def test_a_missing_entity_is_a_stub(
    server: HttpServer, field: str, urn: str, selection: str, expected: dict[str, object]
) -> None:
    """It has what its URN tells, nulls, and ``exists`` false; it is never null itself."""
    data = await server.data(f"query ($u: String!) {{ {field}(urn: $u) {{ {selection} }} }}", u=urn)

    assert data[field] == expected


async def test_a_urn_of_another_type_is_null(server: HttpServer) -> None:
    """A model group is no model."""
    data = await server.data("query ($u: String!) { mlModel(urn: $u) { urn } }", u=GROUP)

    assert data == {"mlModel": None}


@pytest.mark.parametrize(
    ("urn", "message", "code"),
    [
        pytest.param(BAD_PARTS, WRONG_LENGTH, 400, id="too few parts"),
        pytest.param(
            BAD_FABRIC,
            "No enum constant com.linkedin.datahub.graphql.generated.FabricType.$UNKNOWN",
            400,
            id="unknown fabric",
        ),
        pytest.param("nonsense", "Failed to retrieve entities of type MLModel", 500, id="no urn"),
    ],
)
async def test_one_bad_urn_fails_the_whole_batch(
    server: HttpServer, urn: str, message: str, code: int
) -> None:
    """Entities that are loaded together fail together; other types are answered."""
    body = await server.graphql(
        "query ($good: String!, $bad: String!, $group: String!) {"
        " good: mlModel(urn: $good) { name } bad: mlModel(urn: $bad) { name }"
        " group: mlModelGroup(urn: $group) { name } }",
        good=MODEL,
        bad=urn,
        group=GROUP,
    )

    assert body["data"] == {"good": None, "bad": None, "group": {"name": "g"}}
    assert sorted(error["path"] for error in body["errors"]) == [["bad"], ["good"]]
    for error in body["errors"]:
        assert error["message"].startswith(message)
        assert error["extensions"]["code"] == code


async def test_a_failed_load_says_which_types_failed(server: HttpServer) -> None:
    """DataHub names the type, for some types twice, and the cause."""
    tag = await server.error('{ tag(urn: "x") { urn } }')
    model = await server.error('{ mlModel(urn: "x") { urn } }')

    assert tag["message"] == (
        "Failed to retrieve entities of type Tag."
        " Root cause: Failed to retrieve entity with urn x, invalid urn"
    )
    assert model["message"] == (
        "Failed to retrieve entities of type MLModel. Root cause: Failed to batch load MLModels."
        " Failed to retrieve entity with urn x, invalid urn"
    )


async def test_entity_finds_the_type_in_the_urn(server: HttpServer) -> None:
    """Any entity, as the type that its URN names."""
    await server.write(MODEL, mlModelProperties={"name": "Model"})

    data = await server.data(
        "query ($u: String!) { entity(urn: $u) {"
        " __typename urn type ... on MLModel { properties { name } } } }",
        u=MODEL,
    )

    assert data["entity"] == {
        "__typename": "MLModel",
        "urn": MODEL,
        "type": "MLMODEL",
        "properties": {"name": "Model"},
    }


async def test_an_entity_without_a_graphql_type_is_null(server: HttpServer) -> None:
    """DataHub has no GraphQL type for deployments."""
    await server.write(DEPLOYMENT, status={"removed": False})

    data = await server.data("query ($u: String!) { entity(urn: $u) { urn } }", u=DEPLOYMENT)

    assert data == {"entity": None}


async def test_the_case_of_an_entity_type_only_matters_to_stubs(server: HttpServer) -> None:
    """``entity`` makes nothing of such a URN, the query for the type reads it."""
    odd = MODEL.replace("mlModel", "mlmodel")
    await server.write(odd, mlModelProperties={"description": "odd"})

    data = await server.data(
        """query ($u: String!) {
          entity(urn: $u) { urn }
          mlModel(urn: $u) { urn type name description exists }
        }""",
        u=odd,
    )

    shown = {"urn": odd, "type": "MLMODEL", "name": "m", "description": "odd", "exists": True}
    assert data == {"entity": None, "mlModel": shown}


async def test_asking_for_an_entity_of_another_type(server: HttpServer) -> None:
    """Null if there are such entities at all."""
    query = "query ($u: String!) { mlModel(urn: $u) { urn } }"

    for other in (GROUP, DEPLOYMENT):
        assert await server.data(query, u=other) == {"mlModel": None}
    error = await server.error(query, u="urn:li:nothing:x")
    assert "Failed to find entity with name nothing in EntityRegistry" in error["message"]
    assert error["extensions"]["code"] == 400


async def test_the_identity_of_an_entity_needs_no_loading(server: HttpServer) -> None:
    """So a URN that cannot be mapped is no error as long as nothing else is asked."""
    query = "query ($u: String!) {{ entity(urn: $u) {{ {} }} }}"

    identity = await server.data(query.format("urn type __typename"), u=BAD_FABRIC)
    error = await server.error(query.format("urn ... on MLModel { name }"), u=BAD_FABRIC)

    assert identity["entity"]["urn"] == BAD_FABRIC
    assert error["extensions"]["code"] == 400


@pytest.mark.parametrize("field", ["entity", "entities"])
async def test_a_text_that_is_no_urn_is_an_error(server: HttpServer, field: str) -> None:
    """The message names it."""
    argument = 'urn: "x"' if field == "entity" else 'urns: ["x"]'

    error = await server.error(f"{{ {field}({argument}) {{ urn }} }}")

    assert error["message"] == "Failed to retrieve entity with urn x, invalid urn"
    assert error["extensions"]["code"] == 500


async def test_entities_keep_order_and_duplicates(server: HttpServer) -> None:
    """One answer for each URN asked for, missing ones included."""
    urns = [RUN, MODEL, RUN, GROUP]

    data = await server.data(
        "query ($u: [String!]!) { entities(urns: $u) {"
        " urn ... on MLModel { name } ... on DataProcessInstance { exists } } }",
        u=urns,
    )

    assert [found["urn"] for found in data["entities"]] == urns


async def test_missing_entities_can_be_left_out(server: HttpServer) -> None:
    """``checkForExistence`` shortens the list."""
    await server.write(MODEL, status={"removed": True})

    data = await server.data(
        "query ($u: [String!]!) { entities(urns: $u, checkForExistence: true) { urn } }",
        u=[GROUP, MODEL, RUN, MODEL],
    )

    assert data["entities"] == [{"urn": MODEL}, {"urn": MODEL}]


async def test_an_entity_without_a_graphql_type_fails_the_list(server: HttpServer) -> None:
    """DataHub stumbles over it."""
    error = await server.error(
        "query ($u: [String!]!) { entities(urns: $u) { urn } }", u=[MODEL, DEPLOYMENT]
    )

    assert error["message"] == "An unknown error occurred."
    assert error["extensions"]["code"] == 500


async def test_entity_exists_is_true_for_what_was_written(server: HttpServer) -> None:
    """Also when it was soft-deleted."""
    query = "query ($u: String!) { entityExists(urn: $u) }"
    before = await server.data(query, u=MODEL)
    await server.write(MODEL, status={"removed": True})

    assert (before, await server.data(query, u=MODEL)) == (
        {"entityExists": False},
        {"entityExists": True},
    )


@pytest.mark.parametrize(
    ("urn", "message"),
    [
        pytest.param("x", "An unknown error occurred.", id="no urn"),
        pytest.param(
            "urn:li:nothing:x",
            "Failed to check whether entity urn:li:nothing:x exists",
            id="unknown type",
        ),
    ],
)
async def test_entity_exists_fails_on_what_cannot_exist(
    server: HttpServer, urn: str, message: str
) -> None:
    """It is an error, not false."""
    error = await server.error("query ($u: String!) { entityExists(urn: $u) }", u=urn)

    assert error["message"] == message
    assert error["extensions"]["code"] == 500


async def test_nested_entities_are_loaded_in_one_go(
    server: HttpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hundred groups of a model are one read, not a hundred."""
    groups = [f"urn:li:mlModelGroup:(urn:li:dataPlatform:mlflow,g{n},PROD)" for n in range(100)]
    await server.write(MODEL, mlModelProperties={"groups": groups})
    read: list[list[str]] = []
    original = Store.aspects_of

    def counting(store: Store, urns: Iterable[str]) -> object:
        read.append(list(urns))
        return original(store, read[-1])

    monkeypatch.setattr(Store, "aspects_of", counting)

    data = await server.data(
        "query ($u: String!) { mlModel(urn: $u) { properties { groups { urn name } } } }", u=MODEL
    )

    assert [group["name"] for group in data["mlModel"]["properties"]["groups"]] == [
        f"g{n}" for n in range(100)
    ]
    assert read == [[MODEL], groups]


async def test_nested_entities_of_which_only_the_urn_is_asked_are_not_loaded(
    server: HttpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The URN is known already, in fragments, too."""
    await server.write(MODEL, mlModelProperties={"groups": [GROUP]})
    read: list[str] = []
    original = Store.aspects_of

    def counting(store: Store, urns: Iterable[str]) -> object:
        read.extend(urns)
        return original(store, [*urns])

    monkeypatch.setattr(Store, "aspects_of", counting)

    data = await server.data(
        "query ($u: String!) { mlModel(urn: $u) { properties { groups { ...G ... { urn } } } } }"
        " fragment G on MLModelGroup { __typename ...H } fragment H on MLModelGroup { urn }",
        u=MODEL,
    )

    assert data["mlModel"]["properties"]["groups"] == [{"__typename": "MLModelGroup", "urn": GROUP}]
    assert read == [MODEL]


async def test_a_platform_instance_is_null_unless_it_is_named(server: HttpServer) -> None:
    """The platform alone makes no instance."""
    instance = "urn:li:dataPlatformInstance:(urn:li:dataPlatform:mlflow,i)"
    query = "query ($u: String!) { mlModel(urn: $u) { dataPlatformInstance { urn instanceId } } }"
    await server.write(MODEL, dataPlatformInstance={"platform": "urn:li:dataPlatform:mlflow"})
    without = await server.data(query, u=MODEL)
    await server.write(
        MODEL,
        dataPlatformInstance={"platform": "urn:li:dataPlatform:mlflow", "instance": instance},
    )

    assert without["mlModel"] == {"dataPlatformInstance": None}
    assert (await server.data(query, u=MODEL))["mlModel"] == {
        "dataPlatformInstance": {"urn": instance, "instanceId": "i"}
    }


async def test_parent_containers_go_from_the_nearest_to_the_root(server: HttpServer) -> None:
    """Of runs, datasets and containers; missing containers are stubs."""
    outer = "urn:li:container:outer"
    await server.write(RUN, container={"container": EXPERIMENT})
    await server.write(EXPERIMENT, container={"container": outer})

    data = await server.data(
        "query ($u: String!) { dataProcessInstance(urn: $u) {"
        " container { urn } parentContainers { count containers { urn exists } } } }",
        u=RUN,
    )

    assert data["dataProcessInstance"] == {
        "container": {"urn": EXPERIMENT},
        "parentContainers": {
            "count": 2,
            "containers": [{"urn": EXPERIMENT, "exists": True}, {"urn": outer, "exists": False}],
        },
    }


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        pytest.param(
            '(input: {aspectNames: ["mlModelProperties", "status", "subTypes"]})',
            {"mlModelProperties", "subTypes"},
            id="by name",
        ),
        pytest.param("(input: {aspectNames: []})", set(), id="none"),
        pytest.param("(input: {autoRenderOnly: true})", set(), id="only those with a picture"),
        pytest.param(
            "(input: {})",
            {
                "browsePathsV2",
                "dataPlatformInstance",
                "mlModelKey",
                "mlModelProperties",
                "subTypes",
            },
            id="all",
        ),
        pytest.param(
            "",
            {
                "browsePathsV2",
                "dataPlatformInstance",
                "mlModelKey",
                "mlModelProperties",
                "subTypes",
            },
            id="all without input",
        ),
    ],
)
async def test_raw_aspects_are_json_texts(
    server: HttpServer, argument: str, expected: set[str]
) -> None:
    """Also those that no other field shows; absent ones are left out."""
    properties = {"deployments": [DEPLOYMENT], "description": "ü"}
    await server.write(MODEL, mlModelProperties=properties, subTypes={"typeNames": ["LLM"]})

    data = await server.data(
        f"query ($u: String!) {{ mlModel(urn: $u) {{ aspects{argument}"
        " { aspectName payload renderSpec { key } } } }",
        u=MODEL,
    )

    aspects = {one["aspectName"]: json.loads(one["payload"]) for one in data["mlModel"]["aspects"]}
    assert aspects.keys() == expected
    assert aspects.get("mlModelProperties", properties) == properties


async def test_privileges_are_those_of_the_token() -> None:
    """All or none of them."""
    query = "query ($u: String!) { mlModel(urn: $u) { privileges { canEditTags canEditLineage } } }"
    tokens = {"r": "reader", "w": "writer"}
    async with started(token=tokens, read_only_tokens=["r"]) as server:
        seen = []
        for token in tokens:
            server.http.headers["Authorization"] = f"Bearer {token}"
            data = await server.data(query, u=MODEL)
            seen.append(data["mlModel"]["privileges"])

    assert seen == [
        {"canEditTags": False, "canEditLineage": False},
        {"canEditTags": True, "canEditLineage": True},
    ]


@pytest.mark.parametrize(
    ("literal", "valid"),
    [
        pytest.param("5", True, id="integer"),
        pytest.param('"5"', True, id="text"),
        pytest.param('"five"', False, id="word"),
        pytest.param("9223372036854775807", True, id="largest"),
        pytest.param("9223372036854775808", False, id="too large"),
        pytest.param("true", False, id="boolean"),
        pytest.param("1.5", False, id="fraction"),
    ],
)
async def test_longs_are_integers_of_64_bits(
    server: HttpServer, literal: str, *, valid: bool
) -> None:
    """Or their text, in the document and in variables alike."""
    inline = await server.graphql(
        "query ($u: String!) { dataProcessInstance(urn: $u) {"
        f" state(endTimeMillis: {literal}) {{ status }} }} }}",
        u=RUN,
    )
    by_variable = await server.graphql(
        "query ($u: String!, $t: Long) {"
        " dataProcessInstance(urn: $u) { state(endTimeMillis: $t) { status } } }",
        u=RUN,
        t=json.loads(literal),
    )

    for body in (inline, by_variable):
        assert ("errors" not in body) is valid

"""Writing by GraphQL: patches, versions, and who may."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from mldh_graphql.server.resolvers import executable_schema
from tests.server.http_server import EXPERIMENT, MODEL, RUN, HttpServer, started

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

PATCH = """
mutation ($i: PatchEntityInput!) { patchEntity(input: $i) { urn name success error } }
"""
PATCHES = """
mutation ($i: [PatchEntityInput!]!) { patchEntities(input: $i) { urn name success error } }
"""
TAG = "urn:li:tag:t"
SET = "urn:li:versionSet:(s,mlModel)"
FORBIDDEN = "Unauthorized to perform this action. Please contact your DataHub administrator."


@pytest.fixture
async def server() -> AsyncIterator[HttpServer]:
    """A server that lets everyone in."""
    async with started() as one:
        yield one


def adding(
    urn: str | None = MODEL, aspect: str = "mlModelProperties", **more: Any
) -> dict[str, Any]:
    """A patch that adds a name."""
    given = {
        "aspectName": aspect,
        "patch": [{"op": "ADD", "path": "/name", "value": '"n"'}],
        "forceGenericPatch": True,
        **more,
    }
    return given if urn is None else {"urn": urn, **given}


# Patches


async def test_a_patch_echoes_urn_and_raw_name(server: HttpServer) -> None:
    """The name is the text that was sent, quotes included; without one it is null."""
    named = await server.data(PATCH, i=adding())
    unnamed = await server.data(
        PATCH, i=adding(patch=[{"op": "ADD", "path": "/description", "value": "d"}])
    )

    assert named["patchEntity"] == {"urn": MODEL, "name": '"n"', "success": True, "error": None}
    assert unnamed["patchEntity"]["name"] is None


@pytest.mark.parametrize(
    ("given", "error"),
    [
        pytest.param(
            adding(None), "type is marked non-null but is null", id="neither urn nor type"
        ),
        pytest.param(
            adding(None, entityType="mlModel"), "entity is marked non-null but is null", id="no urn"
        ),
        pytest.param(
            adding("", entityType="mlModel"),
            "Failed to create MCP for input 0: URN must be provided for patch operations."
            " Please provide a valid URN for the entity you want to patch.",
            id="empty urn",
        ),
        pytest.param(adding("x"), "type is marked non-null but is null", id="no urn at all"),
        pytest.param(
            adding("x", entityType="mlModel"),
            "Failed to create MCP for input 0: Failed to retrieve entity with urn x, invalid urn",
            id="no urn but a type",
        ),
        pytest.param(
            adding("urn:li:nothing:x"),
            "Failed to create MCP for input 0:"
            " Failed to find entity with name nothing in EntityRegistry",
            id="unknown type",
        ),
        pytest.param(
            adding(aspect="nothing"),
            "Failed to create MCP for input 0: Aspect nothing not found for entity type mlModel",
            id="unknown aspect",
        ),
        pytest.param(
            adding(RUN, "globalTags"),
            "Failed to create MCP for input 0:"
            " Aspect globalTags not found for entity type dataProcessInstance",
            id="aspect of other entities",
        ),
    ],
)
async def test_a_patch_that_names_nothing_is_a_failed_result(
    server: HttpServer, given: dict[str, Any], error: str
) -> None:
    """Not a GraphQL error; single patches and batches say the same."""
    single = await server.data(PATCH, i=given)
    batch = await server.data(PATCHES, i=[given])

    expected = {
        "urn": given.get("urn", "urn:li:unknown:error"),
        "name": None,
        "success": False,
        "error": error,
    }
    assert single["patchEntity"] == expected
    assert batch["patchEntities"] == [expected]


async def test_one_refused_patch_refuses_the_batch(server: HttpServer) -> None:
    """All results carry the same text and nothing is written."""
    bad = adding(
        EXPERIMENT, "containerProperties", patch=[{"op": "ADD", "path": "/x", "value": "1"}]
    )

    data = await server.data(PATCHES, i=[adding(), bad])

    errors = [result["error"] for result in data["patchEntities"]]
    assert errors[0] == errors[1]
    assert errors[0].startswith("Failed to apply batch patch: ")
    assert "/name :: field is required but not found" in errors[0]
    assert server.datahub._running.state.store.urns() == []


async def test_an_empty_batch_has_no_results(server: HttpServer) -> None:
    """Nothing asked, nothing done."""
    assert await server.data(PATCHES, i=[]) == {"patchEntities": []}


async def test_run_events_cannot_be_patched(server: HttpServer) -> None:
    """They have a route of their own."""
    data = await server.data(PATCH, i=adding(RUN, "dataProcessInstanceRunEvent"))

    assert data["patchEntity"]["error"] == (
        "Failed to apply patch: ChangeType not supported: PATCH for aspect"
        " dataProcessInstanceRunEvent"
    )


async def test_system_metadata_and_headers_count_on_the_template_path_only(
    server: HttpServer,
) -> None:
    """The generic path ignores both without a word."""
    given = {
        "urn": MODEL,
        "aspectName": "globalTags",
        "patch": [{"op": "ADD", "path": f"/tags/{TAG}", "value": json.dumps({"tag": TAG})}],
        "systemMetadata": {
            "runId": "me",
            "lastObserved": "5",
            "properties": [{"key": "a", "value": "b"}, {"key": "c"}],
        },
        "headers": [{"key": "If-Version-Match", "value": "-1"}],
    }

    first = await server.data(PATCH, i=given)
    kept = server.datahub.aspects(MODEL)["globalTags"].system_metadata
    again = await server.data(PATCH, i=given)
    keys = [{"arrayField": "tags", "keys": ["tag"]}]
    generic = await server.data(PATCH, i={**given, "arrayPrimaryKeys": keys})

    assert first["patchEntity"]["success"]
    assert (kept["runId"], kept["lastObserved"], kept["properties"]) == ("me", 5, {"a": "b"})
    assert "Expected version -1, actual version 1" in again["patchEntity"]["error"]
    assert generic["patchEntity"]["success"]


async def test_a_missing_member_of_the_input_is_an_error_of_the_document(
    server: HttpServer,
) -> None:
    """The schema's own rules come before everything else."""
    error = await server.error(PATCH, i={"urn": MODEL, "patch": []})

    assert error["message"].startswith("Variable 'i' has an invalid value: ")


# Versions


async def linked(server: HttpServer, model: str, version: str, **more: object) -> Any:
    """The answer of ``linkAssetVersion``."""
    data = await server.data(
        "mutation ($i: LinkVersionInput!) {"
        " linkAssetVersion(input: $i) { urn type latestVersion { urn } } }",
        i={"versionSet": SET, "linkedEntity": model, "version": version, **more},
    )
    return data["linkAssetVersion"]


async def test_linking_versions_does_nothing_unless_switched_on(server: HttpServer) -> None:
    """The answer is null without an error, as in a default installation."""
    assert await linked(server, MODEL, "1") is None
    unlinked = await server.data(
        "mutation ($i: UnlinkVersionInput!) { unlinkAssetVersion(input: $i) { urn } }",
        i={"versionSet": SET, "unlinkedEntity": MODEL},
    )
    assert unlinked == {"unlinkAssetVersion": None}
    assert server.datahub._running.state.store.urns() == []


async def test_versions_are_linked_searched_and_unlinked() -> None:
    """The latest comes first; unlinking gives that place back."""
    second = MODEL.replace(",m,", ",m2,")
    async with started(entity_versioning=True) as server:
        first_answer = await linked(
            server, MODEL, "1", comment="first", sourceTimestamp=7, sourceCreator="alice"
        )
        await linked(server, second, "2")
        linked_again = await linked(server, second, "2")
        shown = await server.data(
            "query ($s: String!, $m: String!) {"
            " versionSet(urn: $s) { latestVersion { urn } versionsSearch(input: {"
            ' query: "*", types: [MLMODEL], filters: [{field: "name", values: ["x"]}]})'
            " { total searchResults { entity { urn } } } }"
            " mlModel(urn: $m) { versionProperties { isLatest comment version { versionTag }"
            " versionSet { urn } createdInSource { time actor { urn } } } } }",
            s=SET,
            m=MODEL,
        )
        await server.data(
            "mutation ($i: UnlinkVersionInput!) { unlinkAssetVersion(input: $i) { urn } }",
            i={"versionSet": SET, "unlinkedEntity": second},
        )
        left = await server.data(
            "query ($s: String!) { versionSet(urn: $s) {"
            ' latestVersion { urn } relationships(input: {types: ["VersionOf"],'
            " direction: INCOMING}) { total } } }",
            s=SET,
        )

    assert first_answer == {"urn": SET, "type": "VERSION_SET", "latestVersion": None}
    assert linked_again is None
    assert shown["versionSet"] == {
        "latestVersion": {"urn": second},
        "versionsSearch": {
            "total": 2,
            "searchResults": [{"entity": {"urn": second}}, {"entity": {"urn": MODEL}}],
        },
    }
    assert shown["mlModel"]["versionProperties"] == {
        "isLatest": False,
        "comment": "first",
        "version": {"versionTag": "1"},
        "versionSet": {"urn": SET},
        "createdInSource": {"time": 7, "actor": {"urn": "urn:li:corpuser:alice"}},
    }
    assert left["versionSet"] == {"latestVersion": {"urn": MODEL}, "relationships": None}


def test_every_mutation_of_the_schema_is_done() -> None:
    """None answers null, which would look like success."""
    mutation = executable_schema().mutation_type

    assert mutation is not None
    assert [name for name, field in mutation.fields.items() if field.resolve is None] == []


# Who may


async def test_a_read_only_token_may_not_write() -> None:
    """Patches fail in their results, other mutations with 403."""
    reader = "urn:li:corpuser:reader"
    async with started(
        token={"r": reader},
        read_only_tokens=["r"],
        entity_versioning=True,
        headers={"Authorization": "Bearer r"},
    ) as server:
        single = await server.data(PATCH, i=adding())
        batch = await server.data(PATCHES, i=[adding(), adding(EXPERIMENT)])
        tagging = await server.error(
            f'mutation {{ addTag(input: {{tagUrn: "{TAG}", resourceUrn: "{MODEL}"}}) }}'
        )
        linking = await server.error(
            f'mutation {{ linkAssetVersion(input: {{versionSet: "{SET}",'
            f' linkedEntity: "{MODEL}", version: "1"}}) {{ urn }} }}'
        )
        reading = await server.data("query ($u: String!) { mlModel(urn: $u) { name } }", u=MODEL)

        assert server.datahub._running.state.store.urns() == []
    assert single["patchEntity"]["error"] == f"{reader} is unauthorized to update entities."
    assert [result["error"] for result in batch["patchEntities"]] == [
        f"{reader} is unauthorized to update entity {MODEL}"
    ] * 2
    assert (tagging["message"], tagging["extensions"]["code"]) == (FORBIDDEN, 403)
    assert linking["message"] == f"{reader} is unauthorized to UPDATE entities {SET} and {MODEL}"
    assert linking["extensions"]["type"] == "UNAUTHORIZED"
    assert reading == {"mlModel": {"name": "m"}}

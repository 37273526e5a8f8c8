"""LocalDataHub: start, stop, options, and what tests look at."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from mldh_graphql.errors import ConfigurationError
from mldh_graphql.local import LocalDataHub
from tests.server.http_server import GROUP, MODEL, RUN, started

if TYPE_CHECKING:
    from pathlib import Path

VERSION = {"query": "{ appConfig { appVersion featureFlags { entityVersioningEnabled } } }"}


async def posted(http: httpx.AsyncClient, body: dict[str, Any]) -> dict[str, Any]:
    """The data of a GraphQL answer."""
    response = await http.post("/api/graphql", json=body)
    assert response.status_code == 200
    data: dict[str, Any] = response.json()["data"]
    return data


async def test_the_ordinary_client_is_connected() -> None:
    """Without a socket, and the same object every time."""
    async with LocalDataHub() as datahub:
        urn = await datahub.client.create_model_group("churn", name="Churn")

        assert datahub.client is datahub.client
        assert datahub.aspects(urn)["mlModelGroupProperties"].value["name"] == "Churn"


async def test_the_client_has_the_token_that_may_write() -> None:
    """A read-only token would be of little use."""
    tokens = {"reader": "rita", "writer": "walt"}
    async with LocalDataHub(token=tokens, read_only_tokens=["reader"]) as datahub:
        urn = await datahub.client.create_model_group("churn", name="Churn")

        assert datahub.aspects(urn)["mlModelGroupProperties"].actor == "urn:li:corpuser:walt"


async def test_the_callers_environment_does_not_reach_the_client(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It speaks of another DataHub."""
    monkeypatch.setenv("DATAHUB_GMS_URL", "http://elsewhere.example:8080")
    monkeypatch.setenv("DATAHUB_GMS_TOKEN", "of another server")

    async with LocalDataHub(token="t") as datahub:
        assert datahub.client.config.server == datahub.url
        assert datahub.client.config.token == "t"


async def test_a_real_port_serves_other_programs() -> None:
    """Port 0 picks a free one; the URL is a client's ``server``."""
    async with LocalDataHub(port=0) as datahub, httpx.AsyncClient(base_url=datahub.url) as http:
        assert datahub.url.startswith("http://127.0.0.1:")
        data = await posted(http, VERSION)

        assert data["appConfig"]["appVersion"] == "v1.6.1"
        assert [request.path for request in datahub.requests] == ["/api/graphql"]


async def test_both_doors_lead_to_the_same_data() -> None:
    """What the client wrote in process is read over the socket."""
    async with LocalDataHub(port=0) as datahub, httpx.AsyncClient(base_url=datahub.url) as http:
        urn = await datahub.client.create_model_group("churn", name="Churn")
        data = await posted(
            http, {"query": f'{{ mlModelGroup(urn: "{urn}") {{ properties {{ name }} }} }}'}
        )

        assert data["mlModelGroup"]["properties"]["name"] == "Churn"


async def test_the_port_is_free_again_afterwards() -> None:
    """Leaving the context stops listening, open connections or not."""
    async with httpx.AsyncClient() as http:
        async with LocalDataHub(port=0) as datahub:
            url = datahub.url
            await http.get(f"{url}/health")
        port = int(url.rpartition(":")[2])
        async with LocalDataHub(port=port) as again:
            assert again.url == url
        with pytest.raises(httpx.ConnectError):
            await http.get(f"{url}/health")


async def test_a_port_that_is_taken_is_a_configuration_error() -> None:
    """The message names the address and the way out, and nothing is left running."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        datahub = LocalDataHub(port=port)

        with pytest.raises(ConfigurationError, match=f"127.0.0.1:{port}: .* another port"):
            await datahub.__aenter__()

    with pytest.raises(ConfigurationError, match="not running"):
        _ = datahub.url


async def test_ipv6_addresses_have_brackets_in_the_url() -> None:
    """As URLs want them."""
    async with LocalDataHub(port=0, host="::1") as datahub, httpx.AsyncClient() as http:
        assert datahub.url.startswith("http://[::1]:")
        assert (await http.get(f"{datahub.url}/health")).status_code == 200


async def test_it_runs_only_inside_its_context() -> None:
    """Before and after, everything says so; entering twice is refused; entering again is fine."""
    datahub = LocalDataHub()
    with pytest.raises(ConfigurationError, match="not running"):
        _ = datahub.client
    async with datahub:
        with pytest.raises(ConfigurationError, match="running already"):
            await datahub.__aenter__()
        await datahub.client.create_model_group("churn")
    with pytest.raises(ConfigurationError, match="not running"):
        datahub.reset()
    async with datahub:
        assert datahub.aspects(GROUP) == {}


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"read_only_tokens": ["x"]}, id="read-only token without tokens"),
        pytest.param({"token": "y", "read_only_tokens": ["x"]}, id="another read-only token"),
        pytest.param({"index_lag": -1.0}, id="negative lag"),
    ],
)
def test_contradicting_options_are_refused(options: dict[str, Any]) -> None:
    """Before anything is started."""
    with pytest.raises(ConfigurationError):
        LocalDataHub(**options)


async def test_data_in_a_file_survives_a_restart(tmp_path: Path) -> None:
    """A path keeps aspects, events and relationships."""
    file = tmp_path / "datahub.db"
    async with started(path=file) as server:
        await server.write(MODEL, mlModelProperties={"groups": [GROUP]})
        await server.write_event(RUN, timestampMillis=1, status="STARTED")

    async with started(path=str(file)) as server:
        data = await server.data(
            "query ($m: String!, $r: String!) {"
            ' mlModel(urn: $m) { relationships(input: {types: ["MemberOf"], direction: OUTGOING})'
            " { relationships { entity { urn } } } }"
            " dataProcessInstance(urn: $r) { state { timestampMillis } } }",
            m=MODEL,
            r=RUN,
        )
        assert server.datahub.aspects(MODEL)["mlModelProperties"].value == {"groups": [GROUP]}

    edges = data["mlModel"]["relationships"]["relationships"]
    assert [edge["entity"]["urn"] for edge in edges] == [GROUP]
    assert data["dataProcessInstance"]["state"] == [{"timestampMillis": 1}]


@pytest.mark.parametrize("content", [pytest.param(None, id="folder"), b"not a database" * 100])
async def test_an_unusable_file_is_a_configuration_error(
    tmp_path: Path, content: bytes | None
) -> None:
    """The message names it."""
    file = tmp_path / "data.db"
    if content is None:
        file.mkdir()
    else:
        file.write_bytes(content)

    with pytest.raises(ConfigurationError, match=r"data\.db"):
        await LocalDataHub(file).__aenter__()


async def test_reset_forgets_data_requests_and_answers_to_come() -> None:
    """The options stay."""
    async with started(server_version="v1.4.0") as server:
        await server.write(MODEL, status={"removed": True})
        server.datahub.answer_next(503)

        server.datahub.reset()

        assert server.datahub.requests == []
        data = await server.data("{ appConfig { appVersion } }")
        assert data["appConfig"]["appVersion"] == "v1.4.0"
        assert server.datahub.aspects(MODEL) == {}


async def test_a_snapshot_can_be_restored() -> None:
    """Everything is as it was, indexes included; requests stay recorded."""
    async with started() as server:
        await server.write(MODEL, mlModelProperties={"groups": [GROUP]})
        before = server.datahub.snapshot()
        await server.write(MODEL, mlModelProperties={"groups": []})
        asked = len(server.datahub.requests)

        server.datahub.restore(before)

        assert server.datahub.aspects(MODEL)["mlModelProperties"].value == {"groups": [GROUP]}
        assert len(server.datahub.requests) == asked
        data = await server.data(
            "query ($g: String!) { mlModelGroup(urn: $g) {"
            ' relationships(input: {types: ["MemberOf"], direction: INCOMING}) { total } } }',
            g=GROUP,
        )
        assert data["mlModelGroup"]["relationships"]["total"] == 1


async def test_the_index_lag_can_be_changed_and_flushed() -> None:
    """Relationships wait for the index, aspects do not."""
    query = (
        "query ($g: String!) { mlModelGroup(urn: $g) {"
        ' relationships(input: {types: ["MemberOf"], direction: INCOMING}) { total } } }'
    )
    async with started() as server:
        datahub = server.datahub
        assert datahub.index_lag == 0.0
        datahub.index_lag = 3600

        await server.write(MODEL, mlModelProperties={"groups": [GROUP]})
        waiting = await server.data(query, g=GROUP)
        datahub.flush_index()
        flushed = await server.data(query, g=GROUP)

    assert waiting["mlModelGroup"]["relationships"]["total"] == 0
    assert flushed["mlModelGroup"]["relationships"]["total"] == 1


async def test_feature_flags_are_datahubs_defaults() -> None:
    """Entity versioning is off unless switched on."""
    async with started() as plain, started(entity_versioning=True) as versioning:
        flags = [
            (await server.data(VERSION["query"]))["appConfig"]["featureFlags"]
            for server in (plain, versioning)
        ]

    assert flags == [{"entityVersioningEnabled": False}, {"entityVersioningEnabled": True}]


async def test_an_older_server_has_no_patches() -> None:
    """Neither the mutations nor their types; everything else is there."""
    async with started(patch_mutations=False) as server:
        types = await server.data('{ __type(name: "PatchEntityInput") { name } }')
        error = await server.error("mutation { patchEntities(input: []) { success } }")
        kept = await server.data('{ __type(name: "StringMapEntryInput") { name } }')

    assert types == {"__type": None}
    assert error["message"] == (
        "Validation error (FieldUndefined@[patchEntities]) :"
        " Field 'patchEntities' in type 'Mutation' is undefined"
    )
    assert kept["__type"] is not None


async def test_introspection_can_be_switched_off() -> None:
    """As some operators do."""
    async with started(introspection=False) as server:
        error = await server.error('{ __type(name: "Query") { name } }')

    assert error["extensions"] == {"classification": "ValidationError"}


@pytest.mark.parametrize("strict", [False, True])
async def test_urns_can_be_checked_strictly(*, strict: bool) -> None:
    """A comma in a plain id is only worth a warning unless the operator is strict."""
    urn = "urn:li:container:a,b"
    async with started(strict_urns=strict) as server:
        await server.write(urn, containerProperties={"name": "n"})

        assert (server.datahub.aspects(urn) == {}) is strict


async def test_servers_in_one_process_share_nothing() -> None:
    """Each has data and requests of its own."""
    async with started() as one, started() as other:
        await one.write(MODEL, status={"removed": True})

        assert other.datahub.aspects(MODEL) == {}
        assert other.datahub.requests == []


async def test_many_tasks_may_use_it_at_once() -> None:
    """Reads and writes of concurrent tasks all succeed."""
    async with started() as server:

        async def use(number: int) -> str:
            urn = f"urn:li:container:c{number}"
            await server.write(urn, containerProperties={"name": f"n{number}"})
            data = await server.data(
                "query ($u: String!) { container(urn: $u) { properties { name } } }", u=urn
            )
            return str(data["container"]["properties"]["name"])

        names = await asyncio.gather(*(use(number) for number in range(100)))

    assert names == [f"n{number}" for number in range(100)]


def run_python(code: str) -> subprocess.CompletedProcess[str]:
    """Run code in a fresh interpreter."""
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )


def test_importing_the_package_does_not_import_the_server() -> None:
    """The client alone stays light."""
    done = run_python(
        "import sys, json, mldh_graphql, mldh_graphql.client;"
        "print(json.dumps([m for m in ('graphql', 'starlette', 'ariadne', 'mldh_graphql.server',"
        " 'sqlite3', 'uvicorn') if m in sys.modules]))"
    )

    assert done.stderr == ""
    assert json.loads(done.stdout) == []


@pytest.mark.parametrize("package", ["ariadne", "starlette", "aiodataloader", "uvicorn"])
def test_a_missing_extra_is_named(package: str) -> None:
    """The error says what to install."""
    done = run_python(
        f"import sys; sys.modules[{package!r}] = None\n"
        "from mldh_graphql.errors import ConfigurationError\n"
        "try:\n    import mldh_graphql.local\n"
        "except ConfigurationError as error:\n    print(error)"
    )

    assert done.stdout.strip() == (
        f"The local server needs {package}: pip install mldh-graphql[local]"
    )


def test_a_bug_in_the_package_is_not_taken_for_a_missing_extra() -> None:
    """A missing module of our own is what it is."""
    done = run_python(
        "import sys; sys.modules['mldh_graphql.server.app'] = None\nimport mldh_graphql.local"
    )

    assert "ModuleNotFoundError" in done.stderr
    assert "ConfigurationError" not in done.stderr

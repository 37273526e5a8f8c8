"""Faults: their words, which requests they hit, and what clients see of them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeAlias

import httpx
import pytest

from mldh_graphql import ClientConfig, DataHubMLClient, GraphQLError, InvalidValueError, Retries
from mldh_graphql.errors import ConnectionFailedError, InvalidResponseError, RequestTimeoutError
from mldh_graphql.local import Fault, LocalDataHub, RecordedRequest
from tests.server.http_server import GROUP, started

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

Door: TypeAlias = "tuple[LocalDataHub, httpx.AsyncClient]"

ME = {"query": "query getMe { me { corpUser { urn } } }"}
WRITE = {
    "query": "mutation patchEntities($i: [PatchEntityInput!]!) "
    "{ patchEntities(input: $i) { success } }",
    "variables": {
        "i": [
            {
                "urn": GROUP,
                "aspectName": "status",
                "patch": [{"op": "ADD", "path": "", "value": '{"removed": false}'}],
                "forceGenericPatch": True,
            }
        ]
    },
}


@pytest.fixture(params=["in process", "port"])
async def door(
    request: pytest.FixtureRequest,
) -> AsyncIterator[Door]:
    """A server, and a client that reaches it with or without a socket."""
    in_process = request.param == "in process"
    async with (
        LocalDataHub(port=None if in_process else 0) as datahub,
        httpx.AsyncClient(
            transport=datahub.transport if in_process else None,
            base_url=datahub.url,
            timeout=0.1,
            trust_env=False,
        ) as http,
    ):
        yield datahub, http


async def _asked(datahub: LocalDataHub) -> None:
    """Let others run until the server has been asked something."""
    async with asyncio.timeout(10):
        while not datahub.requests:  # noqa: ASYNC110 - the server tells nobody when it is asked
            await asyncio.sleep(0)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("500", Fault.http(500), id="a status"),
        pytest.param("500 once", Fault.http(500), id="once"),
        pytest.param("503 twice", Fault.http(503).when(times=2), id="twice"),
        pytest.param("503 always", Fault.http(503).when(times=None), id="always"),
        pytest.param("503 times=7", Fault.http(503).when(times=7), id="seven times"),
        pytest.param("429 retry-after=1", Fault.http(429, retry_after=1), id="retry after"),
        pytest.param("429 retry-after=0.5", Fault.http(429, retry_after=0.5), id="half a second"),
        pytest.param(
            "500-after-write", Fault.http(500).when(after_write=True), id="a status after a write"
        ),
        pytest.param("200-with-errors", Fault.graphql_error(), id="errors"),
        pytest.param("login-page", Fault.login_page(), id="login page"),
        pytest.param("drop-connection", Fault.drop(), id="drop"),
        pytest.param(
            "drop-connection-after-write",
            Fault.drop().when(after_write=True),
            id="drop after a write",
        ),
        pytest.param(
            " hang   always operation=getMe ",
            Fault.hang().when(times=None, operation="getMe"),
            id="hang",
        ),
    ],
)
def test_words_say_what_objects_say(text: str, fault: Fault) -> None:
    """Both are the same fault, whichever way it is given."""
    assert Fault.parse(text) == fault
    assert Fault.of(text) == Fault.of(fault) == fault


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("", "it is empty", id="empty"),
        pytest.param("  ", "it is empty", id="blank"),
        pytest.param("600", "'600' is no HTTP status", id="no status"),
        pytest.param("5000", "'5000' is no HTTP status", id="too long"),
        pytest.param("explode", "'explode' is no HTTP status, 200-with-errors", id="unknown"),
        pytest.param("500 thrice", "'thrice' says nothing", id="unknown word"),
        pytest.param("500 times=0", "'times=0' cannot be used so", id="never"),
        pytest.param("500 times=x", "'times=x' cannot be used so", id="no number"),
        pytest.param("500 operation=", "'operation=' cannot be used so", id="no operation"),
        pytest.param("429 retry-after=soon", "'retry-after=soon' cannot be", id="no seconds"),
        pytest.param("hang retry-after=1", "'retry-after=1' cannot be used so", id="no answer"),
    ],
)
def test_other_words_are_refused(text: str, reason: str) -> None:
    """The error names the text, the word, and what there is."""
    with pytest.raises(InvalidValueError) as refused:
        Fault.parse(text)

    assert reason in str(refused.value)
    assert repr(text) in str(refused.value)


def test_impossible_faults_are_refused() -> None:
    """Objects are checked as words are."""
    with pytest.raises(InvalidValueError, match="at least once"):
        Fault.drop().when(times=0)
    with pytest.raises(InvalidValueError, match="99 is no HTTP status"):
        Fault.http(99)
    with pytest.raises(InvalidValueError, match="DataHub has no code 418"):
        Fault.graphql_error(code=418)
    with pytest.raises(InvalidValueError, match="neither a Fault nor a text"):
        Fault.of(500)  # type: ignore[arg-type]  # the point


async def test_a_text_that_is_wrong_injects_nothing() -> None:
    """All or none."""
    async with started() as server:
        with pytest.raises(InvalidValueError):
            server.datahub.inject("500", "explode")

        assert (await server.http.post("/api/graphql", json=ME)).status_code == 200


async def test_a_dropped_connection_is_one(
    door: Door,
) -> None:
    """Clients see it as they see a server that died; the next request is answered."""
    datahub, http = door
    datahub.inject("drop-connection")

    with pytest.raises(httpx.RemoteProtocolError, match="disconnected without sending"):
        await http.post("/api/graphql", json=ME)
    assert (await http.post("/api/graphql", json=ME)).status_code == 200
    assert [each.status for each in datahub.requests] == [0, 200]


async def test_a_dropped_connection_does_not_disturb_others(
    door: Door,
) -> None:
    """Only the connection of its request is closed."""
    datahub, http = door
    datahub.inject("hang operation=getMe", "drop-connection operation=getOther")

    hanging = asyncio.create_task(http.post("/api/graphql", json=ME, timeout=5))
    await _asked(datahub)
    other = {"query": "query getOther { me { corpUser { urn } } }"}
    with pytest.raises(httpx.RemoteProtocolError):
        await http.post("/api/graphql", json=other)
    assert not hanging.done()
    datahub.reset()
    with pytest.raises(httpx.RemoteProtocolError):
        await hanging


async def test_who_hangs_runs_out_of_time(door: Door) -> None:
    """The client's own limit counts, with a socket and without."""
    datahub, http = door
    datahub.inject("hang")

    with pytest.raises(httpx.ReadTimeout):
        await http.post("/api/graphql", json=ME)
    assert (await http.post("/api/graphql", json=ME)).status_code == 200


async def test_a_server_stops_while_requests_hang() -> None:
    """They are cut off; nobody waits for them."""
    async with httpx.AsyncClient(timeout=30, trust_env=False) as http:
        async with LocalDataHub(port=0) as datahub:
            datahub.inject("hang")
            hanging = asyncio.create_task(http.post(f"{datahub.url}/api/graphql", json=ME))
            await _asked(datahub)
        with pytest.raises(httpx.RemoteProtocolError):
            await hanging


async def test_after_a_write_it_is_written(
    door: Door,
) -> None:
    """Reads pass by; the write is carried out, and its client does not learn of it."""
    datahub, http = door
    datahub.inject("500-after-write")

    assert (await http.post("/api/graphql", json=ME)).status_code == 200
    assert (await http.post("/api/graphql", json=WRITE)).status_code == 500
    assert datahub.aspects(GROUP)["status"].value == {"removed": False}


async def test_before_a_write_it_is_not_written() -> None:
    """Without more words nothing is carried out."""
    async with started() as server:
        server.datahub.inject("200-with-errors", "login-page")

        failed = await server.graphql(str(WRITE["query"]), i=[])
        page = await server.http.post("/api/graphql", json=WRITE)

        assert failed["data"] is None
        assert failed["errors"][0]["message"] == "An unknown error occurred."
        assert page.headers["content-type"] == "text/html"
        assert server.datahub.aspects(GROUP) == {}


async def test_requests_are_told_apart_by_operation_and_path() -> None:
    """The first fault that fits happens; the others wait."""
    async with started() as server:
        server.datahub.inject(
            "503 operation=getMe", "502 operation=v3/entity/dataset/batchGet", "500 times=2"
        )

        statuses = [
            (await server.http.post(path, json=body)).status_code
            for path, body in (
                ("/api/graphql", WRITE),
                ("/openapi/v3/entity/dataset/batchGet", []),
                ("/api/graphql", ME),
                ("/api/graphql", ME),
                ("/api/graphql", ME),
            )
        ]

        assert statuses == [500, 502, 503, 500, 200]


@pytest.mark.parametrize(
    ("request_", "is_write"),
    [
        pytest.param(("POST", "/api/graphql", b'{"query": "{ me }"}'), False, id="query"),
        pytest.param(
            ("POST", "/api/graphql", b'{"query": "fragment f on X { a }\\n mutation m { a }"}'),
            True,
            id="mutation after a fragment",
        ),
        pytest.param(
            ("POST", "/api/graphql", b'{"query": "query mutation { me }"}'),
            False,
            id="a query of that name",
        ),
        pytest.param(("GET", "/openapi/v3/entity/dataset/x", b""), False, id="get"),
        pytest.param(("POST", "/openapi/v3/entity/dataset", b"[]"), True, id="post"),
        pytest.param(("POST", "/openapi/v3/entity/dataset/batchGet", b"[]"), False, id="batch get"),
        pytest.param(("DELETE", "/openapi/v3/entity/dataset/x", b""), True, id="delete"),
        pytest.param(("POST", "/aspects", b"{}"), True, id="rest.li"),
    ],
)
def test_writes_are_known_by_what_they_ask(
    request_: tuple[str, str, bytes], is_write: bool
) -> None:
    """By the document of GraphQL, by method and path of REST."""
    method, path, body = request_
    assert RecordedRequest(method, path, 200, (), body).is_write is is_write


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        pytest.param("drop-connection", ConnectionFailedError, id="drop"),
        pytest.param("hang", RequestTimeoutError, id="hang"),
        pytest.param("login-page", InvalidResponseError, id="login page"),
        pytest.param("200-with-errors", GraphQLError, id="errors"),
    ],
)
async def test_the_client_names_what_happened(fault: str, error: type[Exception]) -> None:
    """Each fault is the error that a broken DataHub would cause."""
    async with LocalDataHub() as datahub:
        config = ClientConfig.from_environment(server=datahub.url, environ={})
        quick = ClientConfig(
            server=config.server,
            retries=Retries(attempts=1),
            timeouts=type(config.timeouts)(read=0.05),
            trust_env=False,
        )
        datahub.inject(f"{fault} always")
        async with DataHubMLClient(config=quick, transport=datahub.transport) as client:
            with pytest.raises(error):
                await client.server_info()


async def test_an_observer_sees_past_faults_tokens_and_records() -> None:
    """It can look on while nothing works."""
    async with LocalDataHub(token="secret", read_only_tokens=["secret"]) as datahub:
        datahub.inject("500 always")

        assert await datahub.observer.server_info()
        assert datahub.observer is datahub.observer
        assert datahub.requests == []

"""Sessions: what goes over the wire, tokens, event loops, closing."""

import asyncio
import gzip
import json
import threading
from typing import TYPE_CHECKING

import httpx
import pydantic
import pytest
from pytest_httpx import HTTPXMock

from mldh_graphql.config import ConnectionLimits
from mldh_graphql.errors import (
    AuthenticationError,
    BadRequestError,
    ConfigurationError,
    InvalidResponseError,
    InvalidValueError,
)
from mldh_graphql.session import Session
from tests.wire import GRAPHQL, QUERY, SERVER, TOKEN, config, raw_server

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from mldh_graphql_api.base_client import Transport

MODEL = {"mlModel": {"urn": "urn:li:mlModel:(urn:li:dataPlatform:mlflow,m,PROD)"}}


async def test_a_query_goes_out_as_datahub_takes_it(httpx_mock: HTTPXMock) -> None:
    """Document, name and variables are posted as JSON with the token, and data comes back."""
    httpx_mock.add_response(url=GRAPHQL, method="POST", json={"data": MODEL, "extensions": {}})
    async with Session(config(headers={"X-Team": "ml", "content-type": "text/plain"})) as session:
        data = await session.send(QUERY, "getMLModel", {"urn": "é😀\ud800"})
    assert data == MODEL
    request = httpx_mock.get_requests()[0]
    assert json.loads(request.content) == {
        "query": QUERY,
        "operationName": "getMLModel",
        "variables": {"urn": "é😀\ud800"},
    }
    assert request.headers["authorization"] == f"Bearer {TOKEN}"
    assert request.headers.get_list("content-type") == ["application/json"]
    assert request.headers["x-team"] == "ml"


def test_a_session_is_the_transport_of_the_generated_operations() -> None:
    """Sessions and partial reads fit the generated protocol; mypy checks the assignments."""
    session = Session(config())
    transports: list[Transport] = [session, session.accepting_partial_data()]
    assert all(callable(transport.send) for transport in transports)
    assert session.server.root == session.config.server == SERVER
    assert repr(session) == f"Session('{SERVER}')"


async def test_no_token_sends_no_authorization(httpx_mock: HTTPXMock) -> None:
    """Servers without authentication get no header."""
    httpx_mock.add_response(json={"data": {}})
    async with Session(config(token=None)) as session:
        await session.send(QUERY, "getMLModel", {})
    assert "authorization" not in httpx_mock.get_requests()[0].headers


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"content-type": "application/json;charset=utf-8"}, id="as DataHub"),
        pytest.param({"content-type": "text/plain"}, id="plain text"),
        pytest.param({}, id="none"),
    ],
)
async def test_the_content_type_of_json_does_not_matter(
    httpx_mock: HTTPXMock, headers: dict[str, str]
) -> None:
    """An answer is judged by its content, for gateways change the header."""
    httpx_mock.add_response(content=b'{"data": {"a": 1}, "errors": []}', headers=headers)
    async with Session(config()) as session:
        assert await session.send(QUERY, "getMLModel", {}) == {"a": 1}


async def test_compressed_answers_are_read() -> None:
    """Gzip is understood."""
    body = gzip.compress(b'{"data": {}}')
    head = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: %d\r\n\r\n" % len(body)
    async with (
        raw_server(head + body) as (port, requests),
        Session(config(server=f"http://127.0.0.1:{port}")) as session,
    ):
        assert await session.send(QUERY, "getMLModel", {}) == {}
    assert b"gzip" in requests[0]


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(float("nan"), id="NaN"),
        pytest.param({1, 2}, id="set"),
        pytest.param(object(), id="object"),
    ],
)
async def test_what_is_not_json_is_refused_before_sending(value: object) -> None:
    """Variables that JSON cannot carry raise, and their value is not shown."""
    async with Session(config()) as session:
        with pytest.raises(InvalidValueError) as raised:
            await session.send(QUERY, "getMLModel", {"secret-name": value})
    assert raised.value.argument == "variables"
    assert "secret-name" not in str(raised.value)


async def test_partial_data_is_kept_where_it_is_wanted(httpx_mock: HTTPXMock) -> None:
    """A list read keeps the elements that came and reports the errors beside."""
    errors = [{"message": "boom", "path": ["entities", 1], "extensions": {"code": 400}}]
    answer = {"data": {"entities": [{"urn": "a"}, None]}, "errors": errors}
    httpx_mock.add_response(json=answer)
    httpx_mock.add_response(json=answer)
    httpx_mock.add_response(json={"data": None, "errors": errors})
    async with Session(config()) as session:
        reads = session.accepting_partial_data()
        assert await reads.send("query getEntities { x }", "getEntities", {}) == answer["data"]
        assert [(each.message, each.path) for each in reads.errors] == [("boom", ("entities", 1))]
        with pytest.raises(BadRequestError) as raised:
            await session.send("query getEntities { x }", "getEntities", {})
        assert raised.value.data == answer["data"]
        with pytest.raises(BadRequestError):
            await reads.send("query getEntities { x }", "getEntities", {})


@pytest.mark.parametrize("kind", ["plain", "async"])
async def test_auth_is_asked_once_and_again_after_a_401(httpx_mock: HTTPXMock, kind: str) -> None:
    """A token is kept until DataHub refuses it, then one new token is tried."""
    tokens = iter(["first-token", "second-token"])

    async def coming() -> str:
        return next(tokens)

    auth: Callable[[], str | Awaitable[str]] = coming if kind == "async" else lambda: next(tokens)
    httpx_mock.add_response(json={"data": {}})
    httpx_mock.add_response(status_code=401)
    httpx_mock.add_response(json={"data": {}})
    async with Session(config(token=None, auth=auth)) as session:
        await session.send(QUERY, "getMLModel", {})
        await session.send(QUERY, "getMLModel", {})
    sent = [each.headers["authorization"] for each in httpx_mock.get_requests()]
    assert sent == ["Bearer first-token", "Bearer first-token", "Bearer second-token"]


async def test_a_refreshed_token_that_is_refused_is_an_authentication_error(
    httpx_mock: HTTPXMock,
) -> None:
    """After one refresh a 401 is final."""
    httpx_mock.add_response(status_code=401)
    httpx_mock.add_response(status_code=401)
    async with Session(config(token=None, auth=lambda: "some-token")) as session:
        with pytest.raises(AuthenticationError, match="not accepted"):
            await session.send(QUERY, "getMLModel", {})


async def test_many_tasks_share_one_refresh(httpx_mock: HTTPXMock) -> None:
    """Tasks that are refused together ask for one new token, not one each."""
    asked = 0

    async def auth() -> str:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0)
        return f"token-number-{asked}"

    def answer(request: httpx.Request) -> httpx.Response:
        fresh = request.headers["authorization"] == "Bearer token-number-2"
        return httpx.Response(200, json={"data": {}}) if fresh else httpx.Response(401)

    httpx_mock.add_callback(answer, is_reusable=True)
    async with Session(config(token=None, auth=auth)) as session:
        await asyncio.gather(*(session.send(QUERY, "getMLModel", {}) for _ in range(10)))
    assert asked == 2


@pytest.mark.parametrize(
    "returned", [pytest.param(None, id="nothing"), pytest.param("a b", id="no token")]
)
async def test_auth_that_returns_no_token_is_a_configuration_error(returned: object) -> None:
    """What auth returns is checked before it is sent."""
    async with Session(config(token=None, auth=lambda: returned)) as session:
        with pytest.raises(ConfigurationError, match="auth returned"):
            await session.send(QUERY, "getMLModel", {})


async def test_an_error_of_auth_itself_is_passed_on() -> None:
    """The caller's function raises what it likes."""

    def auth() -> str:
        raise LookupError("no key ring")

    async with Session(config(token=None, auth=auth)) as session:
        with pytest.raises(LookupError, match="no key ring"):
            await session.send(QUERY, "getMLModel", {})


class _Transport(httpx.AsyncBaseTransport):
    def __init__(self) -> None:
        self.loops: list[asyncio.AbstractEventLoop] = []
        self.closed = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.loops.append(asyncio.get_running_loop())
        return httpx.Response(200, json={"data": {"method": request.method}})

    async def aclose(self) -> None:
        self.closed = True


async def test_a_given_transport_carries_requests_and_stays_open() -> None:
    """An in-process application is reached through a transport that belongs to its owner."""
    transport = _Transport()
    async with Session(config(), transport=transport) as session:
        assert await session.send(QUERY, "getMLModel", {}) == {"method": "POST"}
    assert not transport.closed


async def test_a_given_client_carries_requests_and_stays_open() -> None:
    """A client that somebody else made is theirs to close."""
    async with httpx.AsyncClient(transport=_Transport()) as http_client:
        async with Session(config(), http_client=http_client) as session:
            await session.send(QUERY, "getMLModel", {})
        assert not http_client.is_closed


def test_transport_and_client_contradict() -> None:
    """Only one thing can carry the requests."""
    with pytest.raises(ConfigurationError, match="not both"):
        Session(config(), transport=_Transport(), http_client=httpx.AsyncClient())


def test_a_session_works_in_several_event_loops_one_after_the_other() -> None:
    """Each asyncio.run gets connections of its own; those of ended loops are forgotten."""
    transport = _Transport()
    session = Session(config(), transport=transport)

    async def use() -> None:
        await session.send(QUERY, "getMLModel", {})

    for _ in range(3):
        asyncio.run(use())
    assert len(set(transport.loops)) == 3
    assert len(session._connections._of_loops) == 1
    asyncio.run(session.aclose())


async def test_closing_closes_the_clients_of_other_running_loops() -> None:
    """A loop in another thread has its client closed in that thread."""
    session = Session(config(), transport=_Transport())
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        sending = asyncio.run_coroutine_threadsafe(session.send(QUERY, "getMLModel", {}), loop)
        await asyncio.wrap_future(sending)
        await session.send(QUERY, "getMLModel", {})
        clients = [each.http for each in session._connections._of_loops.values()]
        await session.aclose()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
    assert len(clients) == 2
    assert all(client.is_closed for client in clients)


async def test_a_closed_session_says_so() -> None:
    """After closing nothing is sent, and closing again is harmless."""
    session = Session(config())
    await session.aclose()
    await session.aclose()
    with pytest.raises(ConfigurationError, match="closed"):
        await session.send(QUERY, "getMLModel", {})


async def test_connections_are_made_as_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proxy, certificates and limits reach httpx."""
    made: list[dict[str, object]] = []

    class Recorder(httpx.AsyncClient):
        def __init__(self, **options: object) -> None:
            made.append(options)
            super().__init__(transport=_Transport())

    monkeypatch.setattr(httpx, "AsyncClient", Recorder)
    limits = ConnectionLimits(connections=3, keep_alive=2, keep_alive_seconds=1)
    chosen = config(proxy="http://proxy:1", verify=False, trust_env=False, limits=limits)
    async with Session(chosen) as session:
        await session.send(QUERY, "getMLModel", {})
    assert made == [
        {
            "proxy": "http://proxy:1",
            "verify": False,
            "trust_env": False,
            "limits": httpx.Limits(
                max_connections=3, max_keepalive_connections=2, keepalive_expiry=1
            ),
        }
    ]


async def test_a_socks_proxy_without_its_package_names_the_package(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A missing extra is a configuration error with the command to run."""
    monkeypatch.setitem(__import__("sys").modules, "socksio", None)
    async with Session(config(proxy="socks5://proxy:1")) as session:
        with pytest.raises(ConfigurationError, match=r"pip install 'httpx\[socks\]'"):
            await session.send(QUERY, "getMLModel", {})


async def test_a_host_that_cannot_exist_is_a_configuration_error() -> None:
    """An error of httpx about addresses does not get out."""
    with pytest.raises(ConfigurationError, match="check its host"):
        Session(config(server="http://999.999.1.1"))


def test_a_result_of_another_shape_is_an_invalid_response() -> None:
    """A generated model's refusal becomes an error of the tree, without the values."""

    class Model(pydantic.BaseModel):
        urn: str
        name: str

    session = Session(config())
    with pytest.raises(InvalidResponseError) as raised, session.parsing("getMLModel"):
        Model.model_validate({"urn": ["private-value"]})
    assert "at urn: string_type, and 1 more" in str(raised.value)
    assert "private-value" not in str(raised.value)
    assert raised.value.operation == "getMLModel"
    with session.parsing("getMLModel"):
        Model.model_validate({"urn": "a", "name": "b"})

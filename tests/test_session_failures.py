"""Every way a server can fail to answer, and the error of the tree that it becomes."""

import pickle
import socket
from collections.abc import Callable

import httpx
import pytest
from pytest_httpx import HTTPXMock

from mldh_graphql.certificates import ssl_verification
from mldh_graphql.errors import (
    AuthenticationError,
    BadRequestError,
    ConfigurationError,
    ConflictError,
    ConnectionFailedError,
    EntityNotFoundError,
    GraphQLError,
    HTTPStatusError,
    InvalidResponseError,
    PermissionDeniedError,
    RateLimitedError,
    RequestError,
    RequestTimeoutError,
    ServerError,
    UnsupportedServerError,
)
from mldh_graphql.session import Session
from tests.wire import GRAPHQL, PATCH, QUERY, SERVER, config, raw_server

LOGIN_PAGE = b"<!DOCTYPE html>\n<html><head><title>DataHub &amp; Login</title></head></html>"


async def ask(server: str = SERVER, **options: object) -> dict[str, object]:
    """Send one query."""
    async with Session(config(server=server, **options)) as session:
        return await session.send(QUERY, "getMLModel", {})


async def test_a_server_that_is_down() -> None:
    """A refused connection is named as such, with the address."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with pytest.raises(ConnectionFailedError, match="refused") as raised:
        await ask(f"http://127.0.0.1:{port}", trust_env=False)
    assert f"127.0.0.1:{port}" in str(raised.value)
    assert raised.value.operation == "getMLModel"
    assert isinstance(raised.value.__cause__, httpx.ConnectError)


async def test_a_host_that_does_not_exist(httpx_mock: HTTPXMock) -> None:
    """A name that DNS does not know is named."""
    error = httpx.ConnectError("[Errno -2] Name or service not known")
    error.__cause__ = ExceptionGroup("attempts", [socket.gaierror(-2, "unknown")])
    error.__context__ = error
    httpx_mock.add_exception(error)
    with pytest.raises(ConnectionFailedError, match=r"'gms.example' could not be resolved"):
        await ask()


async def test_https_where_the_port_speaks_http() -> None:
    """The mistake is named, with what to write instead."""
    async with raw_server(b"HTTP/1.1 400 Bad Request\r\n\r\n") as (port, _):
        with pytest.raises(ConnectionFailedError, match="write http:// in server="):
            await ask(f"https://127.0.0.1:{port}", trust_env=False)


async def test_http_where_the_port_speaks_tls() -> None:
    """A TLS alert is not HTTP, and a polite server says so itself."""
    async with raw_server(b"\x15\x03\x01\x00\x02\x02\x46 garbage\r\n\r\n") as (port, _):
        with pytest.raises(ConnectionFailedError, match="write https:// in server="):
            await ask(f"http://127.0.0.1:{port}", trust_env=False)
    polite = (
        b"HTTP/1.1 400 Bad Request\r\ncontent-type: text/html\r\n\r\n<html><head><title>"
        b"400 The plain HTTP request was sent to HTTPS port</title></head></html>"
    )
    async with raw_server(polite) as (port, _):
        with pytest.raises(HTTPStatusError, match="write https:// in server="):
            await ask(f"http://127.0.0.1:{port}", trust_env=False)


async def test_a_certificate_that_is_not_trusted(httpx_mock: HTTPXMock) -> None:
    """The error names verify=."""
    httpx_mock.add_exception(httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed"))
    with pytest.raises(ConnectionFailedError, match="verify="):
        await ask()


def test_a_ca_bundle_is_loaded_or_refused(tmp_path: "pytest.TempPathFactory") -> None:
    """A file that holds no certificates is a configuration error; a folder is taken as it is."""
    bundle = tmp_path / "ca.pem"  # type: ignore[operator]  # a Path at run time
    bundle.write_text("nothing")
    with pytest.raises(ConfigurationError, match="not a usable CA bundle"):
        ssl_verification(bundle)
    assert ssl_verification(tmp_path) is not True  # type: ignore[arg-type]  # a Path at run time
    assert ssl_verification(False) is False


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"HTTP/1.1 200 OK\r\ncontent-le", id="half of the head"),
        pytest.param(
            b'HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n{"data": {"mlModel"',
            id="half of a body",
        ),
        pytest.param(
            b'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n12\r\n{"data": {"mlMo',
            id="half of a chunk",
        ),
    ],
)
async def test_a_connection_that_drops_in_the_middle(sent: bytes) -> None:
    """However much of the answer came, the connection failed."""
    async with raw_server(sent) as (port, _):
        with pytest.raises(ConnectionFailedError, match="ended before the answer did"):
            await ask(f"http://127.0.0.1:{port}", trust_env=False)


async def test_a_body_cut_without_notice() -> None:
    """Half a JSON document without a length is not an answer."""
    sent = b'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{"data": {"mlMo'
    async with raw_server(sent) as (port, _):
        with pytest.raises(InvalidResponseError, match="15 bytes that are not JSON"):
            await ask(f"http://127.0.0.1:{port}", trust_env=False)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        pytest.param(httpx.ConnectTimeout("x"), "within 10 s.*Nothing was sent", id="connect"),
        pytest.param(httpx.ReadTimeout("x"), "within 60 s.*may have happened", id="read"),
        pytest.param(httpx.WriteTimeout("x"), "within 60 s.*may have happened", id="write"),
        pytest.param(httpx.PoolTimeout("x"), "busy for 60 s.*Nothing was sent", id="pool"),
    ],
)
async def test_timeouts_say_whether_a_write_may_have_happened(
    httpx_mock: HTTPXMock, error: httpx.TimeoutException, said: str
) -> None:
    """The four timeouts are one error with four explanations."""
    httpx_mock.add_exception(error)
    with pytest.raises(RequestTimeoutError, match=said):
        await ask()


async def test_other_failures_of_the_transport(httpx_mock: HTTPXMock) -> None:
    """Whatever else the network does is a failed connection."""
    for error in (OSError("odd"), httpx.ReadError(""), httpx.ConnectError("")):
        httpx_mock.add_exception(error)
        with pytest.raises(ConnectionFailedError):
            await ask()


async def test_a_proxy_that_refuses(httpx_mock: HTTPXMock) -> None:
    """The error is about the proxy, not about DataHub."""
    httpx_mock.add_exception(httpx.ProxyError("407 Proxy Authentication Required"))
    with pytest.raises(ConnectionFailedError, match=r"proxy made no connection: 407.*NO_PROXY"):
        await ask()


@pytest.mark.parametrize(
    ("status", "content", "error", "said"),
    [
        pytest.param(401, b"<html>", AuthenticationError, "token was not accepted", id="401"),
        pytest.param(403, b"", HTTPStatusError, "user may not do this", id="403"),
        pytest.param(404, b"Not Found", HTTPStatusError, "no DataHub at this address", id="404"),
        pytest.param(405, b"", HTTPStatusError, "no DataHub at this address", id="405"),
        pytest.param(413, b"", HTTPStatusError, "fewer items", id="413"),
        pytest.param(
            429, b'{"error": "Rate limit exceeded"}', RateLimitedError, "Rate limit", id="429"
        ),
        pytest.param(
            400,
            b'{"error": "Invalid GraphQL syntax", "message": "line 1"}',
            HTTPStatusError,
            "HTTP 400: Invalid GraphQL syntax: line 1",
            id="syntax error of older releases",
        ),
        pytest.param(400, b"", HTTPStatusError, "HTTP 400", id="empty 400"),
        pytest.param(400, b"[1]", HTTPStatusError, r"HTTP 400: \[1\]", id="list"),
        pytest.param(500, b"\x00\xff oops\n\n!", HTTPStatusError, "oops !", id="binary 500"),
        pytest.param(502, LOGIN_PAGE, HTTPStatusError, "DataHub & Login", id="502 page"),
        pytest.param(502, b"<html></html>", HTTPStatusError, "HTTP 502", id="page without title"),
        pytest.param(
            503,
            b'{"error": "Request timed out. The operation may still be completing"}',
            HTTPStatusError,
            "may have happened",
            id="DataHub's own timeout",
        ),
        pytest.param(418, b"x" * 5000, HTTPStatusError, "xxx…", id="long"),
    ],
)
async def test_http_statuses(
    httpx_mock: HTTPXMock, status: int, content: bytes, error: type[HTTPStatusError], said: str
) -> None:
    """Each status has its error, the server's words in short, and advice."""
    httpx_mock.add_response(status_code=status, content=content)
    with pytest.raises(error, match=said) as raised:
        await ask()
    assert raised.value.status_code == status
    assert raised.value.server == SERVER
    assert len(str(raised.value)) < 600


async def test_a_missing_token_is_told_from_a_refused_one(httpx_mock: HTTPXMock) -> None:
    """Without a token the error says that none was sent; a header of one's own counts as one."""
    httpx_mock.add_response(status_code=401, is_reusable=True)
    with pytest.raises(AuthenticationError, match="no token was sent"):
        await ask(token=None)
    with pytest.raises(AuthenticationError, match="not accepted"):
        await ask(token=None, headers={"Authorization": "Basic abcdefgh"})


@pytest.mark.parametrize(
    ("content", "content_type", "said"),
    [
        pytest.param(LOGIN_PAGE, "text/html", "'DataHub & Login'.*:8080.*:9002", id="login page"),
        pytest.param(b"  <html>", "", "a web page came", id="page without type"),
        pytest.param(b"", "application/json", "empty answer", id="empty"),
        pytest.param(
            b"hello", "text/plain", r"5 bytes that are not JSON \(text/plain\)", id="text"
        ),
        pytest.param(b"\xff\xfe\xff", "image/png", "not JSON", id="binary"),
        pytest.param(b"[" * 100_000, "application/json", "not JSON", id="too deep"),
        pytest.param(b"[]", "application/json", "a JSON list", id="list"),
        pytest.param(b'"x"', "application/json", "a JSON string", id="string"),
        pytest.param(b"3", "application/json", "a JSON number", id="number"),
        pytest.param(b"true", "application/json", "a JSON boolean", id="boolean"),
        pytest.param(b"null", "application/json", "a JSON null", id="null"),
        pytest.param(b"{}", "application/json", "neither data nor errors", id="no data"),
        pytest.param(
            b'{"data": null, "errors": []}', "application/json", "neither data nor", id="null data"
        ),
        pytest.param(b'{"data": []}', "application/json", "data is a JSON list", id="data list"),
        pytest.param(
            b'{"data": {}, "errors": {}}', "application/json", "errors are a JSON", id="errors dict"
        ),
    ],
)
async def test_answers_that_are_not_graphql(
    httpx_mock: HTTPXMock, content: bytes, content_type: str, said: str
) -> None:
    """HTTP 200 with something else says what came."""
    headers = {"content-type": content_type} if content_type else {}
    httpx_mock.add_response(content=content, headers=headers)
    with pytest.raises(InvalidResponseError, match=said):
        await ask()


@pytest.mark.parametrize(
    ("location", "said"),
    [
        pytest.param("/authenticate?redirect_uri=%2F", "login page.*pass token=", id="login"),
        pytest.param(
            "https://me:pw@gms.example/api/graphql?x=1",
            "redirects to https://gms.example.* Use server='https://gms.example'",
            id="to https",
        ),
        pytest.param("", "redirects to elsewhere", id="nowhere"),
        pytest.param("http://[::1", "an address that is none", id="broken"),
    ],
)
async def test_redirects_are_not_followed_but_explained(
    httpx_mock: HTTPXMock, location: str, said: str
) -> None:
    """A token is not carried elsewhere, and a POST would lose its body."""
    httpx_mock.add_response(status_code=302, headers={"location": location})
    with pytest.raises(InvalidResponseError, match=said) as raised:
        await ask()
    assert "pw" not in str(raised.value)


def errors(**extensions: object) -> list[object]:
    """Make the errors of an answer with one error."""
    return [{"message": "It failed", "path": ["mlModel", 0], "extensions": extensions}]


@pytest.mark.parametrize(
    ("entries", "error"),
    [
        pytest.param(errors(code=400, type="BAD_REQUEST"), BadRequestError, id="400"),
        pytest.param(errors(code=403, type="UNAUTHORIZED"), PermissionDeniedError, id="403"),
        pytest.param(errors(code=404, type="NOT_FOUND"), EntityNotFoundError, id="404"),
        pytest.param(errors(code=409, type="CONFLICT"), ConflictError, id="409"),
        pytest.param(errors(code=500, type="SERVER_ERROR"), ServerError, id="500"),
        pytest.param(errors(code="403"), PermissionDeniedError, id="code as text"),
        pytest.param(errors(type="NOT_FOUND"), EntityNotFoundError, id="type only"),
        pytest.param(errors(code=418), GraphQLError, id="unknown code"),
        pytest.param(errors(code=True), GraphQLError, id="no code"),
        pytest.param(errors(classification="InvalidSyntax"), BadRequestError, id="syntax"),
        pytest.param(errors(classification="ValidationError"), BadRequestError, id="validation"),
        pytest.param(errors(classification="ExecutionAborted"), BadRequestError, id="too complex"),
        pytest.param(errors(classification="NullValueInNonNullableField"), ServerError, id="null"),
        pytest.param(errors(classification={"type": "x"}), GraphQLError, id="odd classification"),
        pytest.param(
            [{"message": "Variable 'urn' has an invalid value: 3"}], BadRequestError, id="variable"
        ),
        pytest.param(["only text"], GraphQLError, id="text"),
        pytest.param([{"message": None, "path": "x", "extensions": 3}], GraphQLError, id="odd"),
        pytest.param(
            [
                {"message": "b", "extensions": {"classification": "NullValueInNonNullableField"}},
                {"message": "a", "extensions": {"code": 403}},
            ],
            PermissionDeniedError,
            id="a code before a classification",
        ),
    ],
)
async def test_errors_in_a_200(
    httpx_mock: HTTPXMock, entries: list[object], error: type[GraphQLError]
) -> None:
    """DataHub's code decides, then graphql-java's classification."""
    httpx_mock.add_response(json={"data": {"mlModel": None}, "errors": entries})
    with pytest.raises(GraphQLError) as raised:
        await ask()
    assert type(raised.value) is error
    assert raised.value.data == {"mlModel": None}
    assert len(raised.value.errors) == len(entries)


async def test_a_graphql_error_keeps_what_datahub_said(httpx_mock: HTTPXMock) -> None:
    """Message, path, code and type are attributes."""
    httpx_mock.add_response(json={"data": None, "errors": errors(code=404, type="NOT_FOUND")})
    with pytest.raises(EntityNotFoundError, match="It failed") as raised:
        await ask()
    (detail,) = raised.value.errors
    assert (detail.message, detail.path, detail.code) == ("It failed", ("mlModel", 0), 404)
    assert detail.classification == "NOT_FOUND"
    assert raised.value.operation == "getMLModel"
    assert raised.value.data is None


@pytest.mark.parametrize(
    "status",
    [pytest.param(400, id="400"), pytest.param(422, id="422"), pytest.param(500, id="500")],
)
async def test_graphql_errors_count_whatever_the_status(httpx_mock: HTTPXMock, status: int) -> None:
    """Errors in the body say more than the HTTP status."""
    body = {"data": None, "errors": errors(code=403)}
    httpx_mock.add_response(status_code=status, json=body)
    with pytest.raises(PermissionDeniedError):
        await ask()


UNDEFINED = {
    "message": "Validation error (FieldUndefined@[patchEntities]) : "
    "Field 'patchEntities' in type 'Mutation' is undefined",
    "extensions": {"classification": "ValidationError"},
}
UNKNOWN_TYPE = {
    "message": "Validation error (UnknownType) : Unknown type 'PatchEntityInput'",
    "extensions": {"classification": "ValidationError"},
}


@pytest.mark.parametrize(
    ("entries", "needs"),
    [
        pytest.param([UNDEFINED], "v1.3.1", id="field"),
        pytest.param([UNKNOWN_TYPE, UNDEFINED], "v1.3.1", id="type first"),
        pytest.param(
            [{"message": "Cannot query field 'patchEntities' on type 'Mutation'."}],
            "v1.3.1",
            id="graphql-core",
        ),
        pytest.param(
            [{"message": "Field 'news' in type 'MLModel' is undefined"}], "MLModel.news", id="other"
        ),
        pytest.param([{"message": "Unknown type 'News'."}], "News", id="other type"),
        pytest.param([{"message": "Unknown field argument 'news'"}], "news", id="argument"),
        pytest.param(
            [{"message": "Unknown argument 'news' on field 'A.b'."}], "news", id="argument, core"
        ),
    ],
)
@pytest.mark.parametrize(
    ("version", "has"),
    [
        pytest.param(
            {"data": {"appConfig": {"appVersion": "v1.2.0"}}}, "DataHub v1.2.0", id="told"
        ),
        pytest.param({"data": {"appConfig": {"appVersion": None}}}, "a schema", id="no version"),
        pytest.param({"data": {"appConfig": None}}, "a schema", id="no configuration"),
        pytest.param({"data": None, "errors": errors(code=403)}, "a schema", id="error"),
    ],
)
async def test_a_server_that_is_too_old(
    httpx_mock: HTTPXMock, entries: list[object], needs: str, version: object, has: str
) -> None:
    """A field that the schema does not have means an older DataHub, which is asked its version."""
    httpx_mock.add_response(json={"data": None, "errors": entries})
    httpx_mock.add_response(json=version)
    async with Session(config()) as session:
        with pytest.raises(UnsupportedServerError) as raised:
            await session.send(PATCH, "patchEntities", {})
    assert needs in raised.value.needs
    assert has in raised.value.has


async def test_an_old_server_that_does_not_tell_its_version(httpx_mock: HTTPXMock) -> None:
    """If the second question fails, the first failure is still what is reported."""
    httpx_mock.add_response(json={"data": None, "errors": [UNDEFINED]})
    httpx_mock.add_response(status_code=500)
    async with Session(config()) as session:
        with pytest.raises(UnsupportedServerError, match=r"patchEntities.*a schema without it"):
            await session.send(PATCH, "patchEntities", {})


async def test_a_coded_error_that_mentions_fields_is_no_old_server(httpx_mock: HTTPXMock) -> None:
    """Only errors of the schema's validation mean that."""
    entry = {**UNDEFINED, "extensions": {"code": 400}}
    httpx_mock.add_response(json={"data": None, "errors": [entry]})
    with pytest.raises(BadRequestError):
        await ask()


def failing(httpx_mock: HTTPXMock) -> list[tuple[str, Callable[[], None]]]:
    """Every kind of failure, as something that arranges it."""
    return [
        ("connection", lambda: httpx_mock.add_exception(httpx.ConnectError("no"))),
        ("timeout", lambda: httpx_mock.add_exception(httpx.ReadTimeout("no"))),
        ("401", lambda: httpx_mock.add_response(status_code=401)),
        ("404", lambda: httpx_mock.add_response(status_code=404)),
        ("429", lambda: httpx_mock.add_response(status_code=429, headers={"retry-after": "999"})),
        ("page", lambda: httpx_mock.add_response(html="<html>")),
        ("not json", lambda: httpx_mock.add_response(text="x")),
        ("errors", lambda: httpx_mock.add_response(json={"data": {}, "errors": errors(code=409)})),
    ]


async def test_raised_errors_travel_between_processes(httpx_mock: HTTPXMock) -> None:
    """What a worker raises can be pickled with all that it says."""
    for name, arrange in failing(httpx_mock):
        arrange()
        with pytest.raises((RequestError, GraphQLError)) as raised:
            await ask()
        copy = pickle.loads(pickle.dumps(raised.value))
        assert type(copy) is type(raised.value), name
        assert str(copy) == str(raised.value)
        assert copy.args == raised.value.args
        assert vars(copy) == vars(raised.value)


async def test_a_failure_leaves_the_session_usable(httpx_mock: HTTPXMock) -> None:
    """One failed request is no reason to open another session."""
    httpx_mock.add_response(status_code=500)
    httpx_mock.add_response(url=GRAPHQL, json={"data": {}})
    async with Session(config()) as session:
        with pytest.raises(HTTPStatusError):
            await session.send(QUERY, "getMLModel", {})
        assert await session.send(QUERY, "getMLModel", {}) == {}

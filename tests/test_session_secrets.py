"""Tokens stay out of errors, logs and representations, whatever the server answers."""

import html
import json
import logging
import traceback
from collections.abc import Callable
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mldh_graphql.config import ClientConfig, Retries
from mldh_graphql.credentials import MASK, Redactor
from mldh_graphql.errors import DataHubMLError, GraphQLError
from mldh_graphql.session import Session
from tests.wire import QUERY, SERVER, TOKEN, FakeTime, raw_server

tokens = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=60).map(
    "Zq9!<&".__add__
)
"""Anything that may stand in the header, begun so that no ordinary text contains it."""

Behaviour = Callable[[str], httpx.Response]


def raising(error: Exception) -> httpx.Response:
    """Raise where an answer is expected."""
    raise error


def graphql(entry: object, data: object = None) -> httpx.Response:
    """Make a GraphQL answer with one error."""
    return httpx.Response(200, json={"data": data, "errors": [entry]})


BEHAVIOURS: dict[str, Behaviour] = {
    "text": lambda said: httpx.Response(500, text=f"bad {said} header"),
    "long text": lambda said: httpx.Response(418, text="x" * 140 + said),
    "json": lambda said: httpx.Response(400, json={"error": said, "message": f"<{said}>"}),
    "401": lambda said: httpx.Response(401, text=said),
    "429": lambda said: httpx.Response(429, text=said, headers={"retry-after": "99999"}),
    "503": lambda said: httpx.Response(503, text=said),
    "page": lambda said: httpx.Response(200, html=f"<title>{html.escape(said)}</title>"),
    "error page": lambda said: httpx.Response(502, html=f"<title>{html.escape(said)}</title>"),
    "not json": lambda said: httpx.Response(200, text=f"{{{said}"),
    "content type": lambda said: httpx.Response(200, text="?", headers={"content-type": said}),
    "redirect": lambda said: httpx.Response(302, headers={"location": f"/{quote(said, safe='')}"}),
    "redirect host": lambda _: httpx.Response(302, headers={"location": "https://x.example/a"}),
    "message": lambda said: graphql({"message": f"no {said}", "extensions": {"code": 403}}),
    "no code": lambda said: graphql({"message": said}),
    "odd error": graphql,
    "data": lambda said: graphql({"message": "no"}, {"echo": [said], said: 1}),
    "status and errors": lambda said: httpx.Response(400, json={"errors": [{"message": said}]}),
    "connect": lambda said: raising(httpx.ConnectError(f"to {said}")),
    "tls": lambda said: raising(httpx.ConnectError(f"[SSL: X] {said}")),
    "proxy": lambda said: raising(httpx.ProxyError(f"503 {said}")),
    "not http": lambda said: raising(httpx.RemoteProtocolError(f"illegal status line: {said}")),
    "read": lambda said: raising(httpx.ReadError(said)),
    "header": lambda said: raising(httpx.LocalProtocolError(f"Illegal header value b'{said}'")),
    "decoding": lambda said: raising(httpx.DecodingError(said)),
    "timeout": lambda said: raising(httpx.ReadTimeout(said)),
}


class Echo(httpx.AsyncBaseTransport):
    """Answers with what the request's Authorization header holds."""

    def __init__(self, behaviour: Behaviour) -> None:
        self._behaviour = behaviour

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        return self._behaviour(request.headers["authorization"].removeprefix("Bearer "))


def shown(error: BaseException) -> str:
    """Everything of an error that a person or a log may get to see."""
    parts = [str(error), repr(error), repr(error.args), repr(vars(error))]
    parts += traceback.format_exception(error)
    if isinstance(error, GraphQLError):
        parts.append(json.dumps(error.data))
    return "\n".join(parts)


@pytest.mark.parametrize("name", BEHAVIOURS)
@pytest.mark.parametrize("way", ["token", "auth", "header"])
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(token=tokens)
async def test_no_error_shows_the_token(
    caplog: pytest.LogCaptureFixture, name: str, way: str, token: str
) -> None:
    """A server that repeats the token in any place does not get it into an error or a log."""
    caplog.clear()
    config = {
        "token": ClientConfig(server=SERVER, token=f"Bearer {token}", retries=Retries()),
        "auth": ClientConfig(server=SERVER, auth=lambda: token, retries=Retries()),
        "header": ClientConfig(server=SERVER, headers={"Authorization": token}, retries=Retries()),
    }[way]
    with caplog.at_level(logging.DEBUG):
        clock = FakeTime().clock
        async with Session(config, transport=Echo(BEHAVIOURS[name]), clock=clock) as session:
            with pytest.raises(DataHubMLError) as raised:
                await session.send(QUERY, "getMLModel", {})
    everything = "\n".join([shown(raised.value), caplog.text, repr(config), repr(session)])
    for look in (token, html.escape(token), quote(token, safe=""), json.dumps(token)[1:-1]):
        assert look not in everything


@given(st.text(max_size=30), tokens, st.text(max_size=30))
def test_secrets_are_replaced_wherever_they_stand(before: str, token: str, after: str) -> None:
    """Redaction leaves the rest of a text in its place."""
    redactor = Redactor([token])
    assert token not in redactor.text(f"{before}{token}{after}")
    assert redactor.value({"a": [token, 1, None]}) == {"a": [MASK, 1, None]}


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        pytest.param(f"Bearer {TOKEN}", TOKEN, id="another's bearer token"),
        pytest.param("basic dXNlcjpwYXNzd29yZA==", "dXNlcjpwYXNzd29yZA", id="basic"),
        pytest.param(f"cut off: {TOKEN[:30]}", TOKEN[:30], id="half of a JSON web token"),
    ],
)
def test_what_looks_like_a_token_is_hidden_too(text: str, hidden: str) -> None:
    """Tokens that are not ours, or not whole, are recognised by their shape."""
    assert hidden not in Redactor().text(text)


def test_ordinary_words_are_not_taken_for_secrets() -> None:
    """Very short secrets and ordinary texts stay as they are."""
    text = "The bearer of an eye on basic math"
    assert Redactor(["a", "of"]).text(text) == text


async def test_debug_logs_of_the_network_do_not_show_the_token(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Neither this library nor those below it log the headers that are sent."""
    head = b"HTTP/1.1 200 OK\r\ncontent-length: 12\r\n\r\n"
    with caplog.at_level(logging.DEBUG):
        async with raw_server(head + b'{"data": {}}') as (port, requests):
            config = ClientConfig(server=f"http://127.0.0.1:{port}", token=TOKEN, trust_env=False)
            async with Session(config) as session:
                await session.send(QUERY, "getMLModel", {})
    assert TOKEN.encode() in requests[0]
    assert "send_request_headers" in caplog.text
    assert TOKEN not in caplog.text

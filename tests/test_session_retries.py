"""Retries: only of what may succeed, bounded, and never of what may be done twice by mistake."""

import asyncio
import contextlib
import logging
from email.utils import formatdate

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_httpx import HTTPXMock

from mldh_graphql.config import Retries
from mldh_graphql.errors import (
    BadRequestError,
    ConnectionFailedError,
    DataHubMLError,
    HTTPStatusError,
    InvalidResponseError,
    RateLimitedError,
    RequestTimeoutError,
)
from mldh_graphql.retries import Clock, retry_after
from mldh_graphql.session import Session
from tests.wire import LINK, PATCH, QUERY, RUN_EVENTS, FakeTime, config

OPERATIONS = {"getMLModel": QUERY, "patchEntities": PATCH, "linkAssetVersion": LINK}


def answer(httpx_mock: HTTPXMock, what: int | Exception) -> None:
    """Let the next request fail with a status or an exception."""
    if isinstance(what, int):
        httpx_mock.add_response(status_code=what, text="busy")
    else:
        httpx_mock.add_exception(what)


TRANSIENT: list[tuple[int | Exception, bool, type[DataHubMLError]]] = [
    (429, True, RateLimitedError),
    (httpx.ConnectError("refused"), True, ConnectionFailedError),
    (httpx.ConnectTimeout("late"), True, RequestTimeoutError),
    (httpx.ProxyError("503 Service Unavailable"), True, ConnectionFailedError),
    (502, False, HTTPStatusError),
    (503, False, HTTPStatusError),
    (504, False, HTTPStatusError),
    (httpx.ReadTimeout("late"), False, RequestTimeoutError),
    (httpx.WriteTimeout("late"), False, RequestTimeoutError),
    (httpx.ReadError("reset"), False, ConnectionFailedError),
    (httpx.WriteError("reset"), False, ConnectionFailedError),
    (httpx.RemoteProtocolError("Server disconnected"), False, ConnectionFailedError),
]
FINAL: list[tuple[int | Exception, type[DataHubMLError]]] = [
    (400, HTTPStatusError),
    (401, HTTPStatusError),
    (403, HTTPStatusError),
    (404, HTTPStatusError),
    (500, HTTPStatusError),
    (501, HTTPStatusError),
    (302, InvalidResponseError),
    (httpx.PoolTimeout("busy"), RequestTimeoutError),
    (httpx.ProxyError("407 Proxy Authentication Required"), ConnectionFailedError),
    (httpx.LocalProtocolError("Illegal header value"), ConnectionFailedError),
    (httpx.DecodingError("zlib"), InvalidResponseError),
    (httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED]"), ConnectionFailedError),
    (httpx.ConnectError("[SSL: WRONG_VERSION_NUMBER]"), ConnectionFailedError),
    (httpx.RemoteProtocolError("illegal status line: b'SSH-2.0'"), ConnectionFailedError),
]


def named(what: int | Exception) -> str:
    """Name a failure for a test's id."""
    return str(what) if isinstance(what, int) else f"{type(what).__name__} {what}"


@pytest.mark.parametrize(
    ("what", "operation"),
    [
        pytest.param(what, operation, id=f"{named(what)} {operation}")
        for what, always, _ in TRANSIENT
        for operation in OPERATIONS
        if always or operation != "linkAssetVersion"
    ],
)
async def test_what_may_succeed_is_sent_again(
    httpx_mock: HTTPXMock, what: int | Exception, operation: str
) -> None:
    """After a passing failure the second attempt's data is returned."""
    answer(httpx_mock, what)
    httpx_mock.add_response(json={"data": {"ok": True}})
    time = FakeTime()
    async with Session(config(retries=Retries()), clock=time.clock) as session:
        assert await session.send(OPERATIONS[operation], operation, {}) == {"ok": True}
    assert len(time.sleeps) == 1


@pytest.mark.parametrize(
    ("what", "error"),
    [pytest.param(what, error, id=named(what)) for what, always, error in TRANSIENT if not always],
)
async def test_what_may_have_happened_is_not_repeated_unless_harmless(
    httpx_mock: HTTPXMock, what: int | Exception, error: type[DataHubMLError]
) -> None:
    """A mutation that is not idempotent is sent once when DataHub may have executed it."""
    answer(httpx_mock, what)
    async with Session(config(retries=Retries()), clock=FakeTime().clock) as session:
        with pytest.raises(error):
            await session.send(LINK, "linkAssetVersion", {})


async def test_a_caller_may_say_what_is_idempotent(httpx_mock: HTTPXMock) -> None:
    """What the caller says counts more than the operation's name."""
    answer(httpx_mock, 503)
    httpx_mock.add_response(json={"data": {}})
    answer(httpx_mock, 503)
    async with Session(config(retries=Retries()), clock=FakeTime().clock) as session:
        await session.send(LINK, "linkAssetVersion", {}, idempotent=True)
        with pytest.raises(HTTPStatusError):
            await session.send(PATCH, "patchEntities", {}, idempotent=False)


@pytest.mark.parametrize(
    ("what", "error"), [pytest.param(what, error, id=named(what)) for what, error in FINAL]
)
async def test_what_cannot_succeed_is_not_sent_again(
    httpx_mock: HTTPXMock, what: int | Exception, error: type[DataHubMLError]
) -> None:
    """A failure that stays the same is reported at once."""
    answer(httpx_mock, what)
    time = FakeTime()
    async with Session(config(retries=Retries()), clock=time.clock) as session:
        with pytest.raises(error):
            await session.send(QUERY, "getMLModel", {})
    assert time.sleeps == []


async def test_graphql_errors_are_not_sent_again(httpx_mock: HTTPXMock) -> None:
    """An answer with errors is an answer."""
    errors = [{"message": "no", "extensions": {"code": 400}}]
    httpx_mock.add_response(json={"data": None, "errors": errors})
    httpx_mock.add_response(status_code=400, json={"errors": errors})
    async with Session(config(retries=Retries()), clock=FakeTime().clock) as session:
        for _ in range(2):
            with pytest.raises(BadRequestError):
                await session.send(QUERY, "getMLModel", {})


async def test_an_error_at_a_later_attempt_ends_the_retries(httpx_mock: HTTPXMock) -> None:
    """What DataHub says in the end counts, not what failed before."""
    answer(httpx_mock, 503)
    errors = [{"message": "no", "extensions": {"code": 400}}]
    httpx_mock.add_response(status_code=400, json={"errors": errors})
    async with Session(config(retries=Retries()), clock=FakeTime().clock) as session:
        with pytest.raises(BadRequestError):
            await session.send(QUERY, "getMLModel", {})


async def test_run_events_are_sent_again(httpx_mock: HTTPXMock) -> None:
    """The same event twice is one event, so it may be repeated."""
    httpx_mock.add_exception(httpx.ReadTimeout("late"))
    echo = [{"urn": "urn:li:dataProcessInstance:r", "dataProcessInstanceRunEvent": {"value": {}}}]
    httpx_mock.add_response(url=RUN_EVENTS, json=echo)
    async with Session(config(retries=Retries()), clock=FakeTime().clock) as session:
        await session.post_events([("urn:li:dataProcessInstance:r", {"timestampMillis": 1})])


async def test_attempts_are_bounded_and_waits_grow(
    httpx_mock: HTTPXMock, caplog: pytest.LogCaptureFixture
) -> None:
    """Waits double with a random part, and the last failure is raised with a note."""
    httpx_mock.add_response(status_code=503, is_reusable=True)
    time = FakeTime()
    retries = Retries(attempts=5, first_wait=1, longest_wait=3, deadline=60)
    with caplog.at_level(logging.INFO, "mldh_graphql"):
        async with Session(config(retries=retries), clock=time.clock) as session:
            with pytest.raises(HTTPStatusError) as raised:
                await session.send(QUERY, "getMLModel", {})
    assert len(httpx_mock.get_requests()) == 5
    for sleep, least in zip(time.sleeps, [1, 2, 3, 3], strict=True):
        assert least <= sleep <= least + 1
    assert raised.value.__notes__[1:] == [f"5 attempts in {sum(time.sleeps):.1f} s"]
    assert "attempt 1 of 5 failed with HTTPStatusError" in caplog.text


async def test_jitter_differs(httpx_mock: HTTPXMock) -> None:
    """Clients that failed together come back at different times."""
    httpx_mock.add_response(status_code=503, is_reusable=True)
    time = FakeTime()
    async with Session(config(retries=Retries(attempts=2)), clock=time.clock) as session:
        for _ in range(5):
            with contextlib.suppress(HTTPStatusError):
                await session.send(QUERY, "getMLModel", {})
    assert len(set(time.sleeps)) > 1


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("form", ["seconds", "date", "date by the server's clock"])
async def test_retry_after_is_obeyed(httpx_mock: HTTPXMock, status: int, form: str) -> None:
    """The server's own wait counts, in seconds or as a date."""
    time = FakeTime()
    headers = {
        "seconds": {"retry-after": "30"},
        "date": {"retry-after": formatdate(time.now + 30, usegmt=True)},
        "date by the server's clock": {
            "date": formatdate(77_000, usegmt=True),
            "retry-after": formatdate(77_030, usegmt=True),
        },
    }[form]
    httpx_mock.add_response(status_code=status, headers=headers)
    httpx_mock.add_response(json={"data": {}})
    async with Session(config(retries=Retries(first_wait=0.5)), clock=time.clock) as session:
        await session.send(PATCH, "patchEntities", {})
    assert 30 <= time.sleeps[0] <= 30.5


async def test_a_wait_beyond_the_deadline_is_not_begun(httpx_mock: HTTPXMock) -> None:
    """If the server asks for more time than there is, the error comes at once and says how much."""
    httpx_mock.add_response(
        status_code=429, headers={"retry-after": "3600"}, json={"error": "slow"}
    )
    time = FakeTime()
    async with Session(config(retries=Retries(deadline=60)), clock=time.clock) as session:
        with pytest.raises(RateLimitedError, match="slow") as raised:
            await session.send(QUERY, "getMLModel", {})
    assert raised.value.retry_after == 3600
    assert time.sleeps == []


async def test_an_answer_that_never_ends_meets_the_deadline() -> None:
    """Whatever the server does, the call ends, and says that a write may have happened."""

    class Silent(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            del request
            await asyncio.Event().wait()
            raise AssertionError

    session = Session(config(retries=Retries(deadline=0.01)), transport=Silent())
    async with session:
        with pytest.raises(RequestTimeoutError, match=r"within 0.01 s.*may have happened"):
            await session.send(PATCH, "patchEntities", {})


async def test_a_timeout_error_of_auth_is_not_taken_for_the_deadline() -> None:
    """What auth raises comes out as it is."""

    def auth() -> str:
        raise TimeoutError("key server")

    async with Session(config(token=None, auth=auth)) as session:
        with pytest.raises(TimeoutError, match="key server"):
            await session.send(QUERY, "getMLModel", {})


@pytest.mark.parametrize("moment", ["sending", "waiting"])
async def test_cancellation_is_not_swallowed(moment: str) -> None:
    """A cancelled task ends at once, in the middle of a request or between two attempts."""
    reached = asyncio.Event()
    count = 0

    async def hang() -> None:
        reached.set()
        await asyncio.Event().wait()

    class Hanging(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            nonlocal count
            del request
            count += 1
            if moment == "sending":
                await hang()
            return httpx.Response(503)

    clock = Clock(sleep=lambda _: hang())
    async with Session(config(retries=Retries()), transport=Hanging(), clock=clock) as session:
        task = asyncio.create_task(session.send(QUERY, "getMLModel", {}))
        await reached.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert count == 1


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        pytest.param("", None, id="absent"),
        pytest.param("soon", None, id="text"),
        pytest.param("inf", None, id="infinity"),
        pytest.param("nan", None, id="NaN"),
        pytest.param("-5", 0, id="negative"),
        pytest.param(" 1.5 ", 1.5, id="fraction"),
        pytest.param("Thu, 01 Jan 1970 00:00:00 GMT", 0, id="past"),
    ],
)
def test_odd_retry_after_headers(value: str, seconds: float | None) -> None:
    """What is no time is no wait."""
    assert retry_after({"retry-after": value}, FakeTime().clock) == seconds


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_retry_after_is_a_sane_wait(value: str, date: str) -> None:
    """No header text makes reading it fail or the wait negative."""
    wait = retry_after({"retry-after": value, "date": date}, FakeTime().clock)
    assert wait is None or 0 <= wait < float("inf")

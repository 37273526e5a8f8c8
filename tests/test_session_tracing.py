"""OpenTelemetry: a span per request when its API is installed, nothing otherwise."""

import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode
from pytest_httpx import HTTPXMock

from mldh_graphql.config import Retries
from mldh_graphql.errors import ConnectionFailedError, HTTPStatusError, PermissionDeniedError
from mldh_graphql.session import Session
from tests.wire import PATCH, QUERY, TOKEN, FakeTime, config

EVENTS = [("urn:li:dataProcessInstance:r", {"timestampMillis": 1})]


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    """Collect the spans that are made during a test."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "get_tracer", provider.get_tracer)
    yield exporter
    provider.shutdown()


def only(exporter: InMemorySpanExporter) -> ReadableSpan:
    """Return the one span that there is."""
    (span,) = exporter.get_finished_spans()
    return span


async def test_a_request_is_a_span(httpx_mock: HTTPXMock, spans: InMemorySpanExporter) -> None:
    """The span is named by the operation and says where it went and what came."""
    httpx_mock.add_response(json={"data": {}})
    async with Session(config()) as session:
        await session.send(QUERY, "getMLModel", {"urn": "private-value"})
    span = only(spans)
    assert (span.name, span.kind) == ("getMLModel", SpanKind.CLIENT)
    assert dict(span.attributes or {}) == {
        "server.address": "gms.example",
        "server.port": 8080,
        "http.request.method": "POST",
        "graphql.operation.name": "getMLModel",
        "graphql.operation.type": "query",
        "http.response.status_code": 200,
    }
    assert span.status.status_code is StatusCode.UNSET
    assert "private-value" not in span.to_json()
    assert TOKEN not in span.to_json()


async def test_retries_are_counted(httpx_mock: HTTPXMock, spans: InMemorySpanExporter) -> None:
    """All attempts are one span, which counts the further ones."""
    httpx_mock.add_response(status_code=503)
    httpx_mock.add_exception(httpx.ReadError("reset"))
    httpx_mock.add_response(json={"data": {}})
    async with Session(config(retries=Retries()), clock=FakeTime().clock) as session:
        await session.send(PATCH, "patchEntities", {})
    attributes = only(spans).attributes or {}
    assert attributes["http.request.resend_count"] == 2
    assert attributes["http.response.status_code"] == 200
    assert attributes["graphql.operation.type"] == "mutation"


async def test_a_failure_is_told_by_its_class_only(
    httpx_mock: HTTPXMock, spans: InMemorySpanExporter
) -> None:
    """Texts of errors may quote what users wrote, so spans do not have them."""
    httpx_mock.add_response(status_code=500, text="private-value")
    httpx_mock.add_exception(httpx.ConnectError("private-value"))
    errors = [{"message": "private-value", "extensions": {"code": 403}}]
    httpx_mock.add_response(json={"data": None, "errors": errors})
    async with Session(config()) as session:
        with pytest.raises(HTTPStatusError):
            await session.send(QUERY, "getMLModel", {})
        with pytest.raises(ConnectionFailedError):
            await session.post_events(EVENTS)
        with pytest.raises(PermissionDeniedError):
            await session.send(QUERY, "getMLModel", {})
    status, connection, graphql = spans.get_finished_spans()
    for span in (status, connection, graphql):
        assert span.status.status_code is StatusCode.ERROR
        assert "private-value" not in span.to_json()
        assert not span.events
    assert (status.attributes or {})["error.type"] == "HTTPStatusError"
    assert (status.attributes or {})["http.response.status_code"] == 500
    assert connection.name == "postRunEvents"
    assert "graphql.operation.name" not in (connection.attributes or {})
    assert "http.response.status_code" not in (connection.attributes or {})
    assert (graphql.attributes or {})["error.type"] == "PermissionDeniedError"


async def test_spans_are_children_of_the_callers(
    httpx_mock: HTTPXMock, spans: InMemorySpanExporter
) -> None:
    """The caller's own span is the parent."""
    httpx_mock.add_response(json={"data": {}})
    async with Session(config()) as session:
        with trace.get_tracer("caller").start_as_current_span("outer") as outer:
            await session.send(QUERY, "getMLModel", {})
    inner = next(span for span in spans.get_finished_spans() if span.name == "getMLModel")
    assert inner.parent is not None
    assert inner.parent.span_id == outer.get_span_context().span_id


async def test_everything_works_without_opentelemetry(
    httpx_mock: HTTPXMock, monkeypatch: pytest.MonkeyPatch, spans: InMemorySpanExporter
) -> None:
    """Without the package there are no spans, and nothing else changes."""
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    httpx_mock.add_response(status_code=503)
    httpx_mock.add_response(json={"data": {}})
    httpx_mock.add_response(status_code=500)
    async with Session(config(retries=Retries()), clock=FakeTime().clock) as session:
        assert await session.send(QUERY, "getMLModel", {}) == {}
        with pytest.raises(HTTPStatusError):
            await session.send(QUERY, "getMLModel", {})
    assert spans.get_finished_spans() == ()


def test_importing_the_session_needs_neither_opentelemetry_nor_tenacity() -> None:
    """Both cost more time than the rest, so they are loaded when they are used."""
    code = (
        "import sys; sys.modules['opentelemetry'] = None; import mldh_graphql.session\n"
        "print('tenacity' in sys.modules, 'opentelemetry.trace' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False", "False"]

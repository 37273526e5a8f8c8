"""OpenTelemetry spans, when its API is installed; nothing otherwise."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from mldh_graphql.errors import HTTPStatusError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opentelemetry.trace import Span

    from mldh_graphql.server_url import ServerURL


class RequestTrace:
    """What happens to one request, to be told on its span."""

    def __init__(self, span: Span | None = None) -> None:
        self._span = span
        self._attempts = 0

    def attempt(self) -> None:
        """The request goes out once more."""
        self._attempts += 1
        if self._span is not None and self._attempts > 1:
            self._span.set_attribute("http.request.resend_count", self._attempts - 1)

    def status(self, status_code: int) -> None:
        """An answer came."""
        if self._span is not None:
            self._span.set_attribute("http.response.status_code", status_code)


class Tracer:
    """Makes a span for every request to one server.

    The names are OpenTelemetry's semantic conventions. There are no variables, headers, tokens
    or texts of errors in a span.
    """

    def __init__(self, server: ServerURL) -> None:
        self._server = server
        try:
            from opentelemetry import trace  # noqa: PLC0415  # an extra
        except ImportError:
            self._tracer = None
        else:
            self._trace = trace
            self._tracer = trace.get_tracer("mldh_graphql")

    @contextmanager
    def request(self, operation: str, *, kind: str | None = None) -> Iterator[RequestTrace]:
        """Trace one request, with all its attempts.

        Args:
            operation: The operation's name, which names the span.
            kind: ``query`` or ``mutation``; ``None`` for what is not GraphQL.
        """
        if self._tracer is None:
            yield RequestTrace()
            return
        attributes: dict[str, str | int] = {
            "server.address": self._server.host,
            "server.port": self._server.port,
            "http.request.method": "POST",
        }
        if kind is not None:
            attributes |= {"graphql.operation.name": operation, "graphql.operation.type": kind}
        with self._tracer.start_as_current_span(
            operation,
            kind=self._trace.SpanKind.CLIENT,
            attributes=attributes,
            # An exception's text and traceback may quote what users wrote.
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            try:
                yield RequestTrace(span)
            except Exception as error:
                span.set_attribute("error.type", type(error).__name__)
                if isinstance(error, HTTPStatusError):
                    span.set_attribute("http.response.status_code", error.status_code)
                span.set_status(self._trace.StatusCode.ERROR)
                raise

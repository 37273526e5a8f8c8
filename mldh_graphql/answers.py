"""What an HTTP answer means: the data that was asked for, or an error of the tree."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mldh_graphql.errors import (
    AuthenticationError,
    ErrorDetail,
    HTTPStatusError,
    InvalidResponseError,
    RateLimitedError,
)
from mldh_graphql.graphql_errors import document_error, error_details, graphql_error
from mldh_graphql.retries import Again, Clock, Failure, retry_after

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pydantic

    from mldh_graphql.credentials import Redactor
    from mldh_graphql.server_url import ServerURL

_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_ADDRESS = re.compile(r"(?P<scheme>https?)://(?:[^/@?#]*@)?(?P<host>[^/@?#]*)(?P<path>.*)")
_LOGIN_PATHS = ("login", "authenticate", "sso", "oauth", "signin", "sign-in")
_LONGEST_EXCERPT = 150
_MAY_HAVE_HAPPENED = "A write may have happened: repeating it is safe, or read the entity to see it"
_BUSY = (502, 503, 504)


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer.

    Attributes:
        status: The HTTP status.
        headers: The headers, names in lower case.
        body: The whole body, decompressed.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def content_type(self) -> str:
        """The media type without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def is_html(self) -> bool:
        """Whether it is a web page."""
        return "html" in self.content_type or self.body.lstrip()[:100].lower().startswith(
            (b"<!doctype html", b"<html")
        )

    def json(self) -> object:
        """Decode the body.

        Raises:
            ValueError: It is not JSON, not text, or nested too deeply.
        """
        try:
            decoded: object = json.loads(self.body)
        except RecursionError as error:
            raise ValueError("it is nested too deeply") from error
        return decoded


class AnswerReader:
    """Reads the answers of one server.

    Args:
        server: The server, for messages.
        redactor: Knows what must not be repeated.
        clock: Tells the time, for ``Retry-After``.
    """

    def __init__(self, server: ServerURL, redactor: Redactor, clock: Clock) -> None:
        self._server = server
        self._redactor = redactor
        self._clock = clock

    def failure(self, answer: Answer, operation: str, *, authorized: bool) -> Failure | None:
        """Return why the HTTP status is no success, or ``None`` if it is one.

        Args:
            answer: The answer.
            operation: What was asked.
            authorized: Whether the request carried a token.

        Raises:
            GraphQLError: The status is no success, but the body is a GraphQL answer with errors.
        """
        status, root = answer.status, self._server.root
        if 200 <= status < 300:
            return None
        wait = retry_after(answer.headers, self._clock)
        if 300 <= status < 400:
            return Failure(self._redirected(answer, operation))
        if status == 401:
            reason = "the token was not accepted" if authorized else "no token was sent"
            return Failure(
                AuthenticationError(
                    operation=operation, status_code=status, reason=reason, server=root
                )
            )
        reason = self._reason(answer)
        if status == 429:
            return Failure(
                RateLimitedError(operation=operation, reason=reason, retry_after=wait, server=root),
                Again.ALWAYS,
                wait,
            )
        if status not in _BUSY:
            self._raise_graphql_errors(answer, operation)
        return Failure(
            HTTPStatusError(
                operation=operation,
                status_code=status,
                reason=reason,
                server=root,
                advice=self._advice(status, reason),
            ),
            Again.IF_IDEMPOTENT if status in _BUSY else Again.NEVER,
            wait if status in _BUSY else None,
        )

    def graphql_data(
        self,
        answer: Answer,
        operation: str,
        on_errors: Callable[[Sequence[ErrorDetail]], None] | None = None,
    ) -> dict[str, object]:
        """Return the ``data`` of a successful GraphQL answer.

        Args:
            answer: The answer.
            operation: What was asked.
            on_errors: Accepts data that comes with errors, and is told the errors.

        Raises:
            GraphQLError: There are errors, and no data or nobody who accepts partial data.
            UnsupportedServerError: The errors say that the server's schema is too old.
            InvalidResponseError: It is not a GraphQL answer.
        """
        data, errors = self.graphql_answer(answer, operation)
        if errors:
            if data is None or on_errors is None:
                raise graphql_error(operation, errors, self._shown(data))
            on_errors(errors)
        if data is None:
            raise self._not_graphql(operation, "it has neither data nor errors")
        return data

    def graphql_answer(
        self, answer: Answer, operation: str
    ) -> tuple[dict[str, object] | None, tuple[ErrorDetail, ...]]:
        """Return the ``data`` and the ``errors`` of a GraphQL answer, whatever they say.

        Raises:
            InvalidResponseError: It is not a GraphQL answer.
        """
        content = self._json(answer, operation)
        if not isinstance(content, dict):
            raise self._not_graphql(operation, f"it is a JSON {_json_kind(content)}")
        data, raw_errors = content.get("data"), content.get("errors")
        if data is not None and not isinstance(data, dict):
            raise self._not_graphql(operation, f"its data is a JSON {_json_kind(data)}")
        if raw_errors is not None and not isinstance(raw_errors, list):
            raise self._not_graphql(operation, f"its errors are a JSON {_json_kind(raw_errors)}")
        return data, error_details(raw_errors or (), self._redactor)

    def document_data(self, answer: Answer, operation: str) -> dict[str, object]:
        """Return the ``data`` for a document that is not ours.

        A field that the server does not know is then a mistake in the document, and not a reason
        to upgrade DataHub.

        Raises:
            GraphQLError: There are errors; it has the data that came with them.
            InvalidResponseError: It is not a GraphQL answer.
        """
        data, errors = self.graphql_answer(answer, operation)
        if errors:
            raise document_error(operation, errors, self._shown(data))
        if data is None:
            raise self._not_graphql(operation, "it has neither data nor errors")
        return data

    def json_list(self, answer: Answer, operation: str) -> list[object]:
        """Return the list that a successful REST answer holds.

        Raises:
            InvalidResponseError: It holds something else.
        """
        content = self._json(answer, operation)
        if not isinstance(content, list):
            raise self.invalid(operation, f"a JSON {_json_kind(content)} came instead of a list")
        return content

    def invalid(
        self, operation: str, reason: str, *, advice: str | None = None
    ) -> InvalidResponseError:
        """Make the error for an answer that is not DataHub's."""
        return InvalidResponseError(
            operation=operation,
            reason=self._redactor.text(reason),
            server=self._server.root,
            advice=advice,
        )

    def unexpected_shape(
        self, operation: str, refusal: pydantic.ValidationError
    ) -> InvalidResponseError:
        """Make the error for an answer that a generated model refuses."""
        # Neither values nor texts: they would quote what users wrote.
        first = refusal.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(step) for step in first["loc"]) or "the answer"
        more = refusal.error_count() - 1
        also = f", and {more} more" if more else ""
        return self.invalid(
            operation,
            f"the answer does not have the shape expected, at {place}: {first['type']}{also}",
            advice="DataHub's release may be too old or too new for this library",
        )

    def _not_graphql(self, operation: str, what: str) -> InvalidResponseError:
        return self.invalid(operation, f"the answer is not one of GraphQL: {what}")

    def _shown(self, data: dict[str, object] | None) -> dict[str, object] | None:
        shown = self._redactor.value(data)
        return shown if isinstance(shown, dict) else None

    def _json(self, answer: Answer, operation: str) -> object:
        if answer.is_html:
            raise self._web_page(answer, operation)
        try:
            return answer.json()
        except ValueError as error:
            kind = f" ({answer.content_type})" if answer.content_type else ""
            size = len(answer.body)
            what = f"{size} bytes that are not JSON{kind}" if size else "an empty answer came"
            reason = self.invalid(operation, f"{what}, HTTP {answer.status}")
            # A JSON error holds the whole body, which may repeat the token.
            raise reason from (None if isinstance(error, json.JSONDecodeError) else error)

    def _raise_graphql_errors(self, answer: Answer, operation: str) -> None:
        try:
            content = answer.json()
        except ValueError:
            return
        if isinstance(content, dict) and content.get("errors"):
            self.graphql_data(answer, operation)

    def _web_page(self, answer: Answer, operation: str) -> InvalidResponseError:
        title = _TITLE.search(answer.body.decode("utf-8", "replace"))
        called = f" called {_one_line(html.unescape(title[1]))!r}" if title else ""
        return self.invalid(
            operation, f"a web page{called} came instead of JSON", advice=self._addresses()
        )

    def _redirected(self, answer: Answer, operation: str) -> InvalidResponseError:
        origin, path = "", answer.headers.get("location", "")
        if target := _ADDRESS.match(path):
            origin, path = f"{target['scheme']}://{target['host']}", target["path"]
        if any(word in path.partition("?")[0].lower() for word in _LOGIN_PATHS):
            return self.invalid(
                operation,
                f"HTTP {answer.status} redirects to a login page",
                advice=f"The frontend wants a token: pass token=. {self._addresses()}",
            )
        return self.invalid(
            operation,
            f"HTTP {answer.status} redirects to {origin or 'elsewhere'}",
            advice=f"Use server={origin!r} if that is your DataHub" if origin else None,
        )

    def _addresses(self) -> str:
        host = f"{self._server.scheme}://{self._server.host}"
        return (
            "That is a web site or DataHub's frontend without a login, not DataHub's GraphQL: "
            f"server= takes GMS (usually {host}:8080) or the frontend (usually {host}:9002 or "
            f"{host}:9002/api/gms, with a token), without a page's path"
        )

    def _advice(self, status: int, reason: str) -> str | None:
        if "HTTPS port" in reason or "HTTPS server" in reason:
            return f"That port speaks TLS: write https:// in server={self._server.root!r}"
        if status == 403:
            return "The token's user may not do this, or a proxy in between forbids it"
        if status in (404, 405):
            return (
                "There is no DataHub at this address: server= takes the address of GMS (usually "
                "port 8080), of the frontend (usually port 9002), or the frontend's /api/gms"
            )
        if status == 413:
            return "The request is too large: write fewer items at once"
        if status in (500, *_BUSY):
            return _MAY_HAVE_HAPPENED
        return None

    def _reason(self, answer: Answer) -> str:
        if answer.is_html:
            title = _TITLE.search(answer.body.decode("utf-8", "replace"))
            text = html.unescape(title[1]) if title else ""
        else:
            text = _said_in_json(answer) or answer.body.decode("utf-8", "replace")
        # Redacted while whole: half a token would not be recognised.
        return _one_line(self._redactor.text(text))


def _said_in_json(answer: Answer) -> str:
    try:
        content = answer.json()
    except ValueError:
        return ""
    if not isinstance(content, dict):
        return ""
    said = [content.get(name) for name in ("error", "message", "detail")]
    return ": ".join(each for each in said if isinstance(each, str) and each)


def _one_line(text: str) -> str:
    line = " ".join("".join(each if each.isprintable() else " " for each in text).split())
    return line if len(line) <= _LONGEST_EXCERPT else f"{line[:_LONGEST_EXCERPT]}…"


def _json_kind(value: object) -> str:
    if value is None:
        return "null"
    kinds = {dict: "object", list: "list", str: "string", bool: "boolean"}
    return kinds.get(type(value), "number")

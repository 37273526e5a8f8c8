"""What was asked of the server, and what a test put in the way of it."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mldh_graphql.server.faults import Faults
from mldh_graphql.server.wire import parsed_json

if TYPE_CHECKING:
    from mldh_graphql.server.json_types import JsonObject, JsonValue


KEPT_REQUESTS = 10_000
KEPT_BYTES = 32 * 2**20
"""A server that runs for weeks must not fill the memory with what it was asked."""

_NAMED_OPERATION = re.compile(r"\b(?:query|mutation)\s+(\w+)")
_MUTATION = re.compile(r"^\s*mutation\b", re.MULTILINE)
_READING_POSTS = ("/batchGet", "/scroll")


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """One HTTP request as the server saw it, without headers and tokens.

    Attributes:
        method: The HTTP method.
        path: The path, without host and query string.
        status: The HTTP status of the answer; 0 if a fault left the client without one.
        errors: The messages of the answer's GraphQL errors.
        body: What was sent.
    """

    method: str
    path: str
    status: int
    errors: tuple[str, ...] = ()
    body: bytes = field(default=b"", repr=False)

    @property
    def operation(self) -> str | None:
        """The name of the GraphQL operation, ``None`` when there is none."""
        name = self._member("operationName")
        if isinstance(name, str) and name:
            return name
        found = _NAMED_OPERATION.search(self.query)
        return found.group(1) if found else None

    @property
    def is_write(self) -> bool:
        """Whether it changes what DataHub has, if it is carried out."""
        if query := self.query:
            return _MUTATION.search(query) is not None
        return self.method not in {"GET", "HEAD"} and not self.path.endswith(_READING_POSTS)

    @property
    def query(self) -> str:
        """The GraphQL document, empty when the request is not GraphQL."""
        query = self._member("query")
        return query if isinstance(query, str) else ""

    @property
    def variables(self) -> JsonObject:
        """The GraphQL variables as they came; empty when there are none."""
        variables = self._member("variables")
        return variables if isinstance(variables, dict) else {}

    def _member(self, name: str) -> JsonValue:
        # Parsed when somebody looks: most requests are never looked at, and some are large.
        body = parsed_json(self.body)
        return body.get(name) if isinstance(body, dict) else None


@dataclass(slots=True)
class Recorder:
    """Keeps the last requests, oldest first, and the faults that are still to come."""

    requests: deque[RecordedRequest] = field(default_factory=deque)
    faults: Faults = field(default_factory=Faults)
    _bytes: int = 0

    def add(self, request: RecordedRequest) -> None:
        """Keep a request; the oldest are forgotten when they become too many or too large."""
        self.requests.append(request)
        self._bytes += len(request.body)
        while len(self.requests) > KEPT_REQUESTS or (
            self._bytes > KEPT_BYTES and len(self.requests) > 1
        ):
            self._bytes -= len(self.requests.popleft().body)

    def clear(self) -> None:
        """Forget the requests and the faults."""
        self.requests.clear()
        self.faults.clear()
        self._bytes = 0

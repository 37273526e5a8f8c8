"""What was asked of the server, and answers that a test put in its way."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mldh_graphql.server.json_types import JsonObject


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """One HTTP request as the server saw it, without headers and tokens.

    Attributes:
        method: The HTTP method.
        path: The path, without host and query string.
        operation: The name of the GraphQL operation; ``None`` when it has no name or the
            request is not GraphQL.
        query: The GraphQL document, empty when the request is not GraphQL.
        variables: The GraphQL variables as they came; empty when the request is not GraphQL.
        status: The HTTP status of the answer.
        errors: The messages of the answer's GraphQL errors.
    """

    method: str
    path: str
    operation: str | None
    query: str
    variables: JsonObject
    status: int
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CannedAnswer:
    """An answer given instead of the server's own; nothing is executed.

    Attributes:
        status: The HTTP status.
        body: The text of the answer.
        headers: Its headers, the content type included.
    """

    status: int
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Recorder:
    """Keeps the requests, oldest first, and the canned answers that are still to be given."""

    requests: list[RecordedRequest] = field(default_factory=list)
    canned: deque[CannedAnswer] = field(default_factory=deque)

    def clear(self) -> None:
        """Forget the requests and the canned answers."""
        self.requests.clear()
        self.canned.clear()

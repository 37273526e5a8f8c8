"""Tracing of asynchronous writes: the id of each, and what became of it.

A write is in the database when it is answered, so what is left to wait for is the index.
"""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING

from mldh_graphql.server.openapi_wire import flag, problem
from mldh_graphql.server.registry import TIMESERIES
from mldh_graphql.server.wire import json_response, read_json

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from starlette.requests import Request
    from starlette.responses import Response

    from mldh_graphql.server.actor import Actor
    from mldh_graphql.server.context import ServerState
    from mldh_graphql.server.json_types import JsonObject


def trace_headers() -> dict[str, str]:
    """The header ``traceparent`` of a new trace.

    As in DataHub the first half of the trace's id are the microseconds of its beginning.
    """
    trace = f"{time.time_ns() // 1000:016x}{secrets.token_hex(8)}"
    return {"traceparent": f"00-{trace}-{secrets.token_hex(8)}-01"}


class Traces:
    """The trace routes of one server.

    Args:
        state: The server.
    """

    def __init__(self, state: ServerState) -> None:
        self._state = state

    def routes(
        self,
    ) -> Iterator[tuple[str, str, Callable[[Request, Actor], Awaitable[Response]]]]:
        """Method, path and handler of each route."""
        yield "POST", "/openapi/v1/trace/write/{trace}", self._statuses

    async def _statuses(self, request: Request, _actor: Actor) -> Response:
        """The status of each aspect that the body names by URN."""
        asked = await read_json(request)
        if not isinstance(asked, dict) or not all(isinstance(one, list) for one in asked.values()):
            return problem(400, "The body must have URNs as members, and lists of aspects.")
        only_errors = flag(request, "onlyIncludeErrors", default=True)
        answer: JsonObject = {}
        for urn, aspects in asked.items():
            statuses: JsonObject = {
                str(name): status
                for name in (aspects if isinstance(aspects, list) else ())
                for status in [self._status(urn, str(name))]
                if not (only_errors and status["success"])
            }
            if statuses or not only_errors:
                answer[urn] = statuses
        return json_response(answer)

    def _status(self, urn: str, aspect: str) -> JsonObject:
        index = self._state.index
        waiting = index.is_pending(urn, aspect)
        if aspect in TIMESERIES:
            stored = waiting or bool(index.events(urn, aspect, limit=1))
            primary = "NO_OP"
        else:
            stored = self._state.store.aspect(urn, aspect) is not None
            primary = "ACTIVE_STATE" if stored else "UNKNOWN"
        search = "PENDING" if waiting else "ACTIVE_STATE" if stored else "UNKNOWN"
        return {
            "success": stored,
            "primaryStorage": {"writeStatus": primary},
            "searchStorage": {"writeStatus": search},
        }

"""Reading requests and writing answers as JSON, as strictly as DataHub's parser does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Never

from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from mldh_graphql.server.json_types import JsonValue


async def read_json(request: Request) -> JsonValue:
    """The request's body; ``None`` when it is not JSON (or the JSON ``null``)."""
    return parsed_json(await request.body())


def parsed_json(text: str | bytes) -> JsonValue:
    """``text`` as JSON; ``None`` when it is not. ``NaN`` and ``Infinity`` are not JSON."""
    try:
        value: JsonValue = json.loads(text, parse_constant=_not_json)
    except (ValueError, RecursionError):
        return None
    return value


def _not_json(constant: str) -> Never:
    raise ValueError(f"{constant} is not JSON")


def json_response(
    value: JsonValue, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """An answer with ``value`` as its JSON body."""
    return Response(json.dumps(value), status, headers, media_type="application/json")

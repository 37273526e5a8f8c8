"""Rest.li on the wire: what is asked in bodies and query strings, and how it is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from mldh_graphql.server.wire import json_response

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from mldh_graphql.server.json_types import JsonObject, JsonValue


class Malformed(Exception):  # noqa: N818  (an answer, not a fault of the server)
    """The request is not one; answered with 400."""


def member(given: JsonValue, name: str) -> JsonValue:
    """What a body, or a part of one, says about ``name``.

    Raises:
        Malformed: It says nothing.
    """
    if not isinstance(given, dict) or given.get(name) is None:
        raise Malformed(f"Parameter '{name}' is required")
    return given[name]


def text(given: JsonValue, name: str) -> str:
    """The text under ``name``.

    Raises:
        Malformed: There is none.
    """
    value = member(given, name)
    if not isinstance(value, str):
        raise Malformed(f"Parameter '{name}' is invalid")
    return value


def optional_text(given: JsonValue, name: str) -> str | None:
    """The text under ``name``; ``None`` when nothing is there.

    Raises:
        Malformed: Something else is there.
    """
    return None if not _has(given, name) else text(given, name)


def optional_integer(given: JsonValue, name: str) -> int | None:
    """The integer under ``name``; ``None`` when nothing is there.

    Raises:
        Malformed: Something else is there.
    """
    if not _has(given, name):
        return None
    value = member(given, name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Malformed(f"Parameter '{name}' is invalid")
    return value


def optional_flag(given: JsonValue, name: str, *, default: bool) -> bool:
    """The boolean under ``name``.

    Raises:
        Malformed: Something else is there.
    """
    if not _has(given, name):
        return default
    value = member(given, name)
    if not isinstance(value, bool):
        raise Malformed(f"Parameter '{name}' is invalid")
    return value


def without_nulls(given: JsonValue) -> JsonObject | None:
    """An object without its members that are null, which DataHub takes for absent ones."""
    if not isinstance(given, dict):
        return None
    return {name: value for name, value in given.items() if value is not None}


def query_list(request: Request, name: str) -> list[str] | None:
    """The elements of a Rest.li list in the query string, such as ``aspects=List(a,b)``.

    Read from the query string as it came: what is encoded within the list separates nothing.

    Returns:
        ``None`` when the query string has no such parameter.

    Raises:
        Malformed: It is not a list.
    """
    for part in str(request.url.query).split("&"):
        key, _, value = part.partition("=")
        if unquote(key) != name:
            continue
        listed = value if value.startswith("List(") else unquote(value)
        if not listed.startswith("List(") or not listed.endswith(")"):
            raise Malformed(f"Parameter '{name}' is invalid")
        inner = listed.removeprefix("List(").removesuffix(")")
        return [unquote(element) for element in inner.split(",") if element]
    return None


def answer(body: JsonValue, status: int = 200) -> Response:
    """An answer in version 2.0.0 of the protocol."""
    response = json_response(body, status)
    response.headers["X-RestLi-Protocol-Version"] = "2.0.0"
    return response


def problem(status: int, message: str) -> Response:
    """An error as Rest.li writes one."""
    return answer(
        {
            "exceptionClass": "com.linkedin.restli.server.RestLiServiceException",
            "message": message,
            "status": status,
        },
        status,
    )


def _has(given: JsonValue, name: str) -> bool:
    return isinstance(given, dict) and given.get(name) is not None

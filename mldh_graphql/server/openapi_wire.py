"""OpenAPI on the wire: paths, flags of the query string, and refusals."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from mldh_graphql.server.urn import Urn, UrnSyntaxError
from mldh_graphql.server.wire import json_response

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


class BadRequest(Exception):  # noqa: N818  (an answer, not a fault of the server)
    """The request is not one; answered with 400."""


def segments(request: Request, prefix: str) -> list[str]:
    """What stands between the slashes after ``prefix``; an encoded slash separates nothing."""
    raw: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    rest = raw.decode("latin-1").partition("?")[0].partition(prefix)[2]
    return [unquote(segment) for segment in rest.rstrip("/").split("/")]


def is_of(urn: str, entity: str) -> bool:
    """Whether a text is the URN of an entity of this type."""
    try:
        return Urn.parse(urn).entity_type.lower() == entity.lower()
    except UrnSyntaxError:
        return False


def flag(request: Request, name: str, *, default: bool) -> bool:
    """A boolean of the query string."""
    text = request.query_params.get(name)
    return default if text is None else text.lower() == "true"


def number(request: Request, name: str, *, default: int) -> int:
    """An integer of the query string.

    Raises:
        BadRequest: It is none.
    """
    text = request.query_params.get(name)
    try:
        return default if text is None else int(text)
    except ValueError as error:
        raise BadRequest(f"Parameter '{name}' is not a number: {text}") from error


def names(request: Request, *parameters: str) -> list[str]:
    """The names in parameters that may be repeated, or hold several between commas."""
    listed = [text for name in parameters for text in request.query_params.getlist(name)]
    return [name for text in listed for name in text.split(",") if name]


def problem(status: int, message: str) -> Response:
    """A refusal."""
    return json_response({"error": message}, status)

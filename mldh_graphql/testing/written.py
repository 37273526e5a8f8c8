"""Which entities a request writes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from mldh_graphql.server.wire import parsed_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mldh_graphql.local import RecordedRequest
    from mldh_graphql.server.json_types import JsonValue

__all__ = ["written_urns"]

_IN_PATH: Final = re.compile(r"/openapi/v\d/entity/[^/]+/(urn:.+?)(?:/\w+)?$")

_WRITTEN: Final = {
    "patchEntities": ("urn",),
    "batchUpdateSoftDeleted": ("urns",),
    "linkAssetVersion": ("linkedEntity", "versionSet"),
    "unlinkAssetVersion": ("unlinkedEntity", "versionSet"),
}
"""Where the mutations of this library name what they write; other members are what it links to."""


def written_urns(request: RecordedRequest) -> list[str]:
    """Return the URNs of the entities that a request writes, each once.

    Of a request that this library does not send, they are all URNs in it.
    """
    if not request.is_write:
        return []
    if request.query:
        given: JsonValue = request.variables.get("input")
        members = _WRITTEN.get(request.operation or "")
        found = _all(request.variables) if members is None else _members(given, members)
    else:
        in_path = _IN_PATH.search(unquote(request.path))
        body = parsed_json(request.body)
        found = iter([in_path.group(1)]) if in_path else _members(body, ("urn", "entityUrn"))
    return list(dict.fromkeys(found))


def _members(value: JsonValue, names: tuple[str, ...]) -> Iterator[str]:
    items = value if isinstance(value, list) else [value]
    for item in items:
        if isinstance(item, dict):
            for name in names:
                yield from _all(item.get(name))
            yield from _members(item.get("proposal"), names)


def _all(value: JsonValue) -> Iterator[str]:
    match value:
        case str() if value.startswith("urn:li:"):
            yield value
        case list():
            for each in value:
                yield from _all(each)
        case dict():
            for each in value.values():
                yield from _all(each)

"""A request as it goes over the wire, and whether it may go twice."""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from mldh_graphql.errors import InvalidValueError
from mldh_graphql.timeseries_events import event_operation, event_path, event_request
from mldh_graphql.tracing import RequestTrace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mldh_graphql.json_text import JSONText
    from mldh_graphql.server_url import ServerURL
    from mldh_graphql.timeseries_events import TimeseriesEvents
    from mldh_graphql.urns import Urn

ASPECT_DELETE_OPERATION = "deleteAspect"
DOCUMENT_OPERATION = "execute"
ENTITY_DELETE_OPERATION = "deleteEntity"
PROBE_OPERATION = "probe"
ASPECTS_OPERATION = "batchGetAspects"

_ENCODER: Final = json.JSONEncoder(allow_nan=False, separators=(",", ":"))

IDEMPOTENT_MUTATIONS = frozenset({"patchEntities", "patchEntity", "batchUpdateSoftDeleted"})
"""Mutations that may be sent twice: the second changes nothing."""


@dataclass(slots=True)
class Request:
    """One HTTP request.

    Attributes:
        url: Where it goes.
        body: What it carries.
        operation: What errors and spans call it.
        idempotent: Whether doing it twice is the same as doing it once.
        kind: ``query`` or ``mutation``, ``None`` if it is not GraphQL.
        method: The HTTP method.
        trace: Is told what happens to it.
    """

    url: str
    body: bytes = field(repr=False)
    operation: str
    idempotent: bool
    kind: str | None = None
    method: str = "POST"
    trace: RequestTrace = field(default_factory=RequestTrace)

    @classmethod
    def graphql(
        cls,
        server: ServerURL,
        query: str,
        operation: str,
        variables: Mapping[str, object] | JSONText,
        *,
        idempotent: bool | None = None,
    ) -> Request:
        """Make the request for a GraphQL operation.

        Raises:
            InvalidValueError: The variables are not JSON.
        """
        kind = "mutation" if query.lstrip().startswith("mutation") else "query"
        if idempotent is None:
            idempotent = kind == "query" or operation in IDEMPOTENT_MUTATIONS
        named: dict[str, object] = {"query": query, "operationName": operation}
        if isinstance(variables, str):
            start = _encoded(named, argument="variables")
            body = b'%b,"variables":%b}' % (start.removesuffix(b"}"), variables.encode())
        else:
            body = _encoded({**named, "variables": variables}, argument="variables")
        return cls(server.graphql, body, operation, idempotent, kind)

    @classmethod
    def document(
        cls,
        server: ServerURL,
        query: str,
        operation: str | None,
        variables: Mapping[str, object],
    ) -> Request:
        """Make the request for a document that somebody wrote by hand.

        It is sent again only if the word ``mutation`` is nowhere in it.

        Raises:
            InvalidValueError: The variables are not JSON.
        """
        is_query = re.search(r"\bmutation\b", query) is None
        content: dict[str, object] = {"query": query, "variables": variables}
        if operation is not None:
            content["operationName"] = operation
        body = _encoded(content, argument="variables")
        kind = "query" if is_query else "mutation"
        return cls(server.graphql, body, operation or DOCUMENT_OPERATION, is_query, kind)

    @classmethod
    def events(cls, server: ServerURL, entity_type: str, events: TimeseriesEvents) -> Request:
        """Make the request that writes events of one type of entity; repeating it changes nothing.

        Raises:
            InvalidValueError: The events are not JSON.
        """
        text = event_request(events, functools.partial(_text, argument="events"))
        return cls(
            server.openapi(event_path(entity_type)),
            text.encode(),
            event_operation(entity_type),
            idempotent=True,
        )

    @classmethod
    def aspects(
        cls, server: ServerURL, entity_type: str, urns: Sequence[Urn], aspects: Sequence[str]
    ) -> Request:
        """Make the request that reads aspects of entities of one type as they are stored."""
        asked = [{"urn": str(urn), **{aspect: {} for aspect in aspects}} for urn in urns]
        url = server.openapi(f"v3/entity/{entity_type}/batchGet")
        return cls(url, _encoded(asked, argument="urns"), ASPECTS_OPERATION, idempotent=True)

    @classmethod
    def probe(cls, server: ServerURL, path: str) -> Request:
        """Make a request that only looks at what answers at a path such as ``/config``."""
        return cls(f"{server.root}{path}", b"", PROBE_OPERATION, idempotent=True, method="GET")

    @classmethod
    def entity_delete(cls, server: ServerURL, urn: Urn) -> Request:
        """Make the request that removes an entity for good; removing it twice is as well."""
        url = server.openapi(f"v3/entity/{urn.entity_type}/{quote(urn, safe='')}")
        return cls(url, b"", ENTITY_DELETE_OPERATION, idempotent=True, method="DELETE")

    @classmethod
    def aspect_delete(cls, server: ServerURL, urn: Urn, aspect: str) -> Request:
        """Make the request that removes an aspect; removing it twice is removing it once."""
        path = f"v3/entity/{urn.entity_type}/{quote(urn, safe='')}/{aspect}"
        url = server.openapi(path)
        return cls(url, b"", ASPECT_DELETE_OPERATION, idempotent=True, method="DELETE")


def _encoded(content: object, *, argument: str) -> bytes:
    return _text(content, argument=argument).encode()


def _text(content: object, *, argument: str) -> str:
    try:
        return _ENCODER.encode(content)
    except (TypeError, ValueError, RecursionError):
        # The cause would show the value.
        raise InvalidValueError(
            argument=argument, reason="only JSON can be sent, without NaN and infinity"
        ) from None

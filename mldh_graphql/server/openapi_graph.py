"""OpenAPI's routes for relationships and lineage: edges of the graph index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from mldh_graphql.server.edges import EdgeEnd, EdgeScroll, entity_type
from mldh_graphql.server.exceptions import JavaThrowable
from mldh_graphql.server.lineage import is_upstream_edge
from mldh_graphql.server.openapi_scroll import filter_groups
from mldh_graphql.server.openapi_wire import BadRequest, flag, names, number, problem, segments
from mldh_graphql.server.urn import Urn, UrnSyntaxError
from mldh_graphql.server.wire import json_response, read_json

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence

    from starlette.requests import Request

    from mldh_graphql.server.actor import Actor
    from mldh_graphql.server.context import ServerState
    from mldh_graphql.server.edges import EdgePage, GraphEdge
    from mldh_graphql.server.graph import RelationshipDirection
    from mldh_graphql.server.json_types import JsonObject, JsonValue

    Handler = Callable[[Request, Actor], Awaitable[Response]]

_V3 = "/openapi/v3/relationship/"
_DEFAULT_COUNT = 10
_DEFAULT_COUNT_V1 = 200
_LINEAGE = ("UPSTREAM", "DOWNSTREAM")


class OpenAPIGraph:
    """The routes of one server.

    Args:
        state: The server.
    """

    def __init__(self, state: ServerState) -> None:
        self._state = state
        self._edges = EdgeScroll(state.index)

    def routes(self) -> Iterator[tuple[str, str, Handler]]:
        """Method, path and handler of each route."""
        yield "GET", "/openapi/relationships/v1/", _guarded(self._related)
        yield "GET", "/openapi/relationships/v1", _guarded(self._related)
        yield "POST", f"{_V3}scroll", _guarded(self._scroll)
        yield "GET", _V3 + "{rest:path}", _guarded(self._of_type_or_entity)
        yield "POST", "/openapi/v3/lineage/scroll", _guarded(self._lineage)

    async def _related(self, request: Request, _actor: Actor) -> Response:
        """The other ends of the edges of some types that begin or end at an entity."""
        urn = _urn(request.query_params.get("urn", ""))
        direction = _direction(request.query_params.get("direction", ""))
        start = number(request, "start", default=0)
        count = number(request, "count", default=_DEFAULT_COUNT_V1)
        related = self._state.graph.related(urn, names(request, "relationshipTypes"), direction)
        page = related[start : start + count]
        entities: list[JsonValue] = [
            {"relationshipType": name, "urn": other, "via": None} for name, other in page
        ]
        return json_response(
            {"start": start, "count": len(page), "total": len(related), "entities": entities}
        )

    async def _scroll(self, request: Request, _actor: Actor) -> Response:
        """Edges by their types and ends; ``direction`` says which end is meant by source."""
        body = await read_json(request)
        source = _end(body, "sourceFilter", names(request, "sourceTypes"))
        destination = _end(body, "destinationFilter", names(request, "destinationTypes"))
        _refuse_edge_filter(body)
        forward, backward = (source, destination), (destination, source)
        direction = request.query_params.get("direction", "OUTGOING").upper()
        ways = {
            "OUTGOING": [forward],
            "INCOMING": [backward],
            "UNDIRECTED": [forward, backward],
        }.get(direction)
        if ways is None:
            raise BadRequest(
                f"Direction must be INCOMING, OUTGOING, or UNDIRECTED, got: {direction}"
            )
        return self._answer(self._page(request, ways))

    async def _of_type_or_entity(self, request: Request, _actor: Actor) -> Response:
        """All edges of one type, or the edges of one entity."""
        match segments(request, _V3):
            case [relationship] if relationship:
                page = self._page(request, [(EdgeEnd(), EdgeEnd())], (relationship,))
            case [_, given]:
                anchor = EdgeEnd({_urn(given)})
                direction = _direction(request.query_params.get("direction", "OUTGOING"))
                way = (anchor, EdgeEnd()) if direction == "OUTGOING" else (EdgeEnd(), anchor)
                wanted = [name for name in names(request, "relationshipType[]") if name != "*"]
                page = self._page(request, [way], wanted)
            case _:
                return Response(status_code=404)
        return self._answer(page)

    async def _lineage(self, request: Request, _actor: Actor) -> Response:
        """Edges that carry lineage, at some entities or all.

        The members ``urns``, ``upstream`` and ``downstream`` are those that acryl-datahub
        1.7.0.17 sends and reads. As there, the direction is applied to a page after it was
        found, so a page may be short.
        """
        body = await read_json(request)
        given = body.get("urns") if isinstance(body, dict) else None
        anchors = {_urn(str(one)) for one in given} if isinstance(given, list) else set[str]()
        direction = request.query_params.get("direction")
        if direction is not None and direction not in _LINEAGE:
            raise BadRequest(f"Direction must be UPSTREAM or DOWNSTREAM, got: {direction}")
        anchor = EdgeEnd(anchors or None)
        page = self._page(request, [(anchor, EdgeEnd()), (EdgeEnd(), anchor)])
        results: list[JsonValue] = []
        for edge in page.edges:
            upward = is_upstream_edge(
                edge.relationship, entity_type(edge.source), entity_type(edge.destination)
            )
            if upward is None:
                continue
            above, below = edge.destination, edge.source
            if not upward:
                above, below = below, above
            near = below if direction == "UPSTREAM" else above
            if direction is None or not anchors or near in anchors:
                results.append({**_edge(edge), "upstream": above, "downstream": below})
        return json_response({"scrollId": page.next_scroll_id, "results": results})

    def _page(
        self,
        request: Request,
        ways: Sequence[tuple[EdgeEnd, EdgeEnd]],
        relationships: Collection[str] | None = None,
    ) -> EdgePage:
        wanted = names(request, "relationshipTypes") if relationships is None else relationships
        return self._edges.page(
            ways,
            relationships=wanted,
            count=number(request, "count", default=_DEFAULT_COUNT),
            scroll_id=request.query_params.get("scrollId"),
            include_soft_deleted=flag(request, "includeSoftDelete", default=False),
        )

    @staticmethod
    def _answer(page: EdgePage) -> Response:
        results: list[JsonValue] = [_edge(edge) for edge in page.edges]
        return json_response({"scrollId": page.next_scroll_id, "results": results})


def _edge(edge: GraphEdge) -> JsonObject:
    return {
        "relationshipType": edge.relationship,
        "source": {"entityType": entity_type(edge.source), "urn": edge.source},
        "destination": {"entityType": entity_type(edge.destination), "urn": edge.destination},
    }


def _end(body: JsonValue, name: str, entity_types: Sequence[str]) -> EdgeEnd:
    given = body.get(name) if isinstance(body, dict) else None
    urns: set[str] | None = None
    for group in filter_groups(given):
        allowed: set[str] | None = None
        for criterion in group:
            if criterion.field != "urn" or criterion.condition not in {"EQUAL", "IN"}:
                raise BadRequest(f"The local server filters edges by EQUAL urn only: see {name}")
            values = {*criterion.values}
            allowed = values if allowed is None else allowed & values
        urns = (urns or set()) | (allowed or set())
    return EdgeEnd(urns, entity_types)


def _refuse_edge_filter(body: JsonValue) -> None:
    given = body.get("edgeFilter") if isinstance(body, dict) else None
    if filter_groups(given):
        raise BadRequest("The local server has no edgeFilter: edges have no properties there")


def _direction(text: str) -> RelationshipDirection:
    match text.upper():
        case "INCOMING":
            return "INCOMING"
        case "OUTGOING":
            return "OUTGOING"
        case _:
            raise BadRequest("Direction must be INCOMING or OUTGOING")


def _urn(text: str) -> str:
    try:
        return Urn.parse(text).text
    except UrnSyntaxError as error:
        raise BadRequest(f"Invalid urn {text}: {error}") from error


def _guarded(handler: Handler) -> Handler:
    """``handler``, with its refusals as answers."""

    async def guarded(request: Request, actor: Actor) -> Response:
        try:
            return await handler(request, actor)
        except (BadRequest, JavaThrowable) as error:
            return problem(400, str(error))

    return guarded

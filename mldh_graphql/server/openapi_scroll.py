"""OpenAPI's scrolling through entities, with or without their aspects."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from mldh_graphql.server.entity_answers import entity_answer
from mldh_graphql.server.ingest import known_entity
from mldh_graphql.server.openapi_wire import BadRequest, flag, names, number
from mldh_graphql.server.registry import entity_specs
from mldh_graphql.server.restli_search import facet_filter
from mldh_graphql.server.restli_wire import Malformed
from mldh_graphql.server.search import SearchFlags, SearchQuery
from mldh_graphql.server.search_hits import SortCriterion
from mldh_graphql.server.wire import json_response, read_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from mldh_graphql.server.context import ServerState
    from mldh_graphql.server.json_types import JsonObject, JsonValue
    from mldh_graphql.server.search_filters import FacetFilter
    from mldh_graphql.server.search_hits import SortOrder

_DEFAULT_COUNT = 10


class EntityScroll:
    """Scrolling in one server.

    Args:
        state: The server.
    """

    def __init__(self, state: ServerState) -> None:
        self._state = state

    async def get(self, request: Request, entity: str) -> Response:
        """A page of entities of one type; without names all aspects are read."""
        wanted = names(request, "aspects", "aspectNames")
        return self._page(request, (entity,), (), _sort(request, None), wanted)

    async def post(self, request: Request) -> Response:
        """A page of entities of some types or all.

        The body's ``aspects`` are read: none when it has no such member, all when that is empty.
        """
        body = await read_json(request)
        if not isinstance(body, dict):
            raise BadRequest("The body must be an object.")
        asked = body.get("entities")
        types = (
            tuple(known_entity(str(name)).name for name in asked)
            if isinstance(asked, list)
            else tuple(spec.name for spec in entity_specs())
        )
        aspects = body.get("aspects")
        wanted = [str(name) for name in aspects] if isinstance(aspects, list) else None
        filters = filter_groups(body.get("filter"))
        return self._page(request, types, filters, _sort(request, body.get("sortCriteria")), wanted)

    def _page(
        self,
        request: Request,
        types: tuple[str, ...],
        filters: tuple[tuple[FacetFilter, ...], ...],
        sort: tuple[SortCriterion, ...],
        wanted: Sequence[str] | None,
    ) -> Response:
        query = SearchQuery(
            query=request.query_params.get("query", "*"),
            types=types,
            or_filters=filters,
            sort=sort,
            flags=SearchFlags(
                include_soft_deleted=flag(request, "includeSoftDelete", default=False),
                skip_aggregates=True,
            ),
        )
        page = self._state.search.scroll(
            query,
            scroll_id=request.query_params.get("scrollId"),
            count=number(request, "count", default=_DEFAULT_COUNT),
        )
        with_metadata = flag(request, "systemMetadata", default=False)
        entities: list[JsonValue] = []
        for urn in page.urns:
            found: JsonObject | None = {"urn": urn}
            if wanted is not None:
                found = entity_answer(self._state, urn, wanted, with_metadata=with_metadata)
            if found is not None:
                entities.append(found)
        answer: JsonObject = {"entities": entities, "totalCount": page.total}
        if page.next_scroll_id is not None:
            answer["scrollId"] = page.next_scroll_id
        return json_response(answer)


def filter_groups(given: JsonValue) -> tuple[tuple[FacetFilter, ...], ...]:
    """The groups of a v3 filter, of one of which all criteria must match.

    Args:
        given: ``{"and": [{"criteria": [criterion, …]}, …]}``; in spite of its name ``and`` lists
            alternatives.

    Raises:
        BadRequest: It is none.
    """
    if given is None:
        return ()
    groups = given.get("and") if isinstance(given, dict) else None
    if not isinstance(groups, list):
        raise BadRequest("The filter must have a list `and`.")
    try:
        return tuple(tuple(facet_filter(one) for one in _criteria(group)) for group in groups)
    except Malformed as error:
        raise BadRequest(str(error)) from error


def _criteria(group: JsonValue) -> list[JsonValue]:
    criteria = group.get("criteria") if isinstance(group, dict) else None
    if not isinstance(criteria, list):
        raise BadRequest("A clause of the filter must have a list `criteria`.")
    return criteria


def _sort(request: Request, criteria: JsonValue) -> tuple[SortCriterion, ...]:
    order = cast("SortOrder", request.query_params.get("sortOrder", "ASCENDING"))
    if isinstance(criteria, list) and criteria:
        return tuple(
            SortCriterion(str(one.get("field")), cast("SortOrder", one.get("order") or "ASCENDING"))
            for one in criteria
            if isinstance(one, dict)
        )
    fields = names(request, "sortCriteria") or [request.query_params.get("sort") or "urn"]
    return tuple(SortCriterion(field, order) for field in fields)

"""The queries ``searchAcrossLineage`` and ``scrollAcrossLineage``."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from ariadne import QueryType

from mldh_graphql.server.exceptions import IllegalArgumentException
from mldh_graphql.server.lineage import TimeWindow
from mldh_graphql.server.lineage_search import DEGREES, LineageQuestion
from mldh_graphql.server.mappers.entity_types import entity_stub
from mldh_graphql.server.registry import entity_specs
from mldh_graphql.server.resolvers.reach import context_of, parsed_urn
from mldh_graphql.server.resolvers.search import facet_result, hit, search_query

if TYPE_CHECKING:
    from graphql import GraphQLResolveInfo

    from mldh_graphql.server.json_types import JsonObject
    from mldh_graphql.server.lineage import LineageDirection
    from mldh_graphql.server.lineage_search import Reached

query = QueryType()

_TRANSIENT = frozenset({"query"})
"""What a search across lineage does not look for unless it is named."""

_ABSENT_FLAGS = ("ignoreAsHops", "entitiesExploredPerHopLimit")


@query.field("searchAcrossLineage")
def resolve_search_across_lineage(
    _root: object,
    info: GraphQLResolveInfo,
    *,
    input: JsonObject,  # noqa: A002  (the argument's name in DataHub)
) -> dict[str, object]:
    """A page of what is up or down the lineage, of any type."""
    every = tuple(spec.name for spec in entity_specs() if spec.name not in _TRANSIENT)
    types = None if input.get("types") else every
    page, reached = context_of(info).state.lineage_search.search(
        _question(input, types=types),
        start=cast("int | None", input.get("start")),
        count=cast("int | None", input.get("count")),
    )
    return {
        "start": page.start,
        "count": page.count,
        "total": page.total,
        "searchResults": [_result(reached[urn]) for urn in page.urns],
        "facets": [facet_result(facet) for facet in (DEGREES, *page.facets)],
        "freshness": _FRESH,
        "isPartial": False,
        "lineageSearchPath": "TORTOISE",
    }


@query.field("scrollAcrossLineage")
def resolve_scroll_across_lineage(
    _root: object,
    info: GraphQLResolveInfo,
    *,
    input: JsonObject,  # noqa: A002  (the argument's name in DataHub)
) -> dict[str, object]:
    """Any number of entities up or down the lineage, of the default types of a search."""
    page, reached = context_of(info).state.lineage_search.scroll(
        _question(input),
        scroll_id=cast("str | None", input.get("scrollId")),
        count=cast("int | None", input.get("count")),
    )
    return {
        "nextScrollId": page.next_scroll_id,
        "count": page.count,
        "total": page.total,
        "searchResults": [_result(reached[urn]) for urn in page.urns],
        "facets": [facet_result(facet) for facet in (DEGREES, *page.facets)],
        "freshness": _FRESH,
        "isPartial": False,
    }


_FRESH: dict[str, object] = {"cached": False, "systemFreshness": []}


def _question(asked: JsonObject, *, types: tuple[str, ...] | None = None) -> LineageQuestion:
    urn = parsed_urn(str(asked.get("urn") or ""))
    given = asked.get("lineageFlags")
    flags = given if isinstance(given, dict) else {}
    for name in _ABSENT_FLAGS:
        if flags.get(name) is not None:
            raise IllegalArgumentException(f"The local server has no lineage flag {name}")
    return LineageQuestion(
        urn=urn.text,
        direction=cast("LineageDirection", asked["direction"]),
        query=search_query(asked, types=types),
        window=_window({**asked, **{name: v for name, v in flags.items() if v is not None}}),
    )


def _window(given: JsonObject) -> TimeWindow | None:
    start, end = given.get("startTimeMillis"), given.get("endTimeMillis")
    if not isinstance(start, int) or not isinstance(end, int):
        return None  # half a window is none
    return TimeWindow(start, end)


def _result(reached: Reached) -> dict[str, object]:
    return {
        **hit(reached.urn),
        "degree": reached.degree,
        "degrees": [reached.degree],
        "paths": [
            {"path": [entity_stub(parsed_urn(urn)) for urn in path]} for path in reached.paths
        ],
        "explored": False,
        "ignoredAsHop": False,
        "truncatedChildren": False,
    }

"""Searching and scrolling: across entities, in a container, among the versions of a set."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from ariadne import ObjectType, QueryType

from mldh_graphql.server.mappers.entity_types import entity_stub
from mldh_graphql.server.resolvers.reach import context_of, parsed_urn
from mldh_graphql.server.search import SearchFlags, SearchQuery
from mldh_graphql.server.search_filters import FacetFilter
from mldh_graphql.server.search_hits import SortCriterion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphql import GraphQLResolveInfo

    from mldh_graphql.server.json_types import JsonObject, JsonValue
    from mldh_graphql.server.search import Facet, SearchPage
    from mldh_graphql.server.search_filters import FilterOperator
    from mldh_graphql.server.search_hits import SortOrder

query = QueryType()
container = ObjectType("Container")

_LISTED_BY_CONTAINERS = ("DATASET", "CHART", "DASHBOARD", "CONTAINER")
"""A container lists nothing else, so neither runs nor models."""

_LISTED_AT_ONCE = 20


@query.field("search")
def resolve_search(
    _root: object,
    info: GraphQLResolveInfo,
    *,
    input: JsonObject,  # noqa: A002  (the argument's name in DataHub)
) -> dict[str, object]:
    """Entities of one type."""
    return search(info, input, types=(str(input["type"]),))


@query.field("searchAcrossEntities")
def resolve_search_across_entities(
    _root: object,
    info: GraphQLResolveInfo,
    *,
    input: JsonObject,  # noqa: A002  (the argument's name in DataHub)
) -> dict[str, object]:
    """Entities of some types, or of DataHub's default ones."""
    return search(info, input)


@query.field("scrollAcrossEntities")
def resolve_scroll_across_entities(
    _root: object,
    info: GraphQLResolveInfo,
    *,
    input: JsonObject,  # noqa: A002  (the argument's name in DataHub)
) -> dict[str, object]:
    """Any number of entities, page by page."""
    page = context_of(info).state.search.scroll(
        search_query(input),
        scroll_id=cast("str | None", input.get("scrollId")),
        count=cast("int | None", input.get("count")),
    )
    return {
        "nextScrollId": page.next_scroll_id,
        "count": page.count,
        "total": page.total,
        "searchResults": [hit(urn) for urn in page.urns],
        "facets": [facet_result(facet) for facet in page.facets],
    }


@container.field("entities")
def resolve_container_entities(
    source: dict[str, object],
    info: GraphQLResolveInfo,
    *,
    input: JsonObject | None = None,  # noqa: A002  (the argument's name in DataHub)
) -> dict[str, object]:
    """The datasets, charts, dashboards and containers in a container; filters are ignored."""
    asked = input or {}
    inside = FacetFilter("container", (str(source["urn"]),))
    count = asked.get("count")
    page = context_of(info).state.search.search(
        SearchQuery(
            query=str(asked.get("query") or "*"), types=_LISTED_BY_CONTAINERS, filters=(inside,)
        ),
        start=cast("int | None", asked.get("start")),
        count=_LISTED_AT_ONCE if count is None else cast("int", count),
    )
    return _results(page)


def search(
    info: GraphQLResolveInfo,
    asked: JsonObject,
    *,
    types: tuple[str, ...] | None = None,
    filters: tuple[FacetFilter, ...] | None = None,
    sort: tuple[SortCriterion, ...] = (),
    all_versions: bool = False,
) -> dict[str, object]:
    """Answer a search.

    Args:
        info: Where the question was asked.
        asked: The input of the search.
        types: Search these instead of those asked for.
        filters: These must match, instead of the deprecated ``filters`` of the input.
        sort: Sort by these after what was asked for.
        all_versions: Keep what is not the latest version, whatever was asked for.
    """
    page = context_of(info).state.search.search(
        search_query(asked, types=types, filters=filters, sort=sort, all_versions=all_versions),
        start=cast("int | None", asked.get("start")),
        count=cast("int | None", asked.get("count")),
    )
    return _results(page)


def search_query(
    asked: JsonObject,
    *,
    types: tuple[str, ...] | None = None,
    filters: tuple[FacetFilter, ...] | None = None,
    sort: tuple[SortCriterion, ...] = (),
    all_versions: bool = False,
) -> SearchQuery:
    """What the input of a search asks for; see :func:`search` for the arguments."""
    flags = _object(asked.get("searchFlags"))
    return SearchQuery(
        query="*" if asked.get("query") is None else str(asked["query"]),
        types=tuple(cast("list[str]", asked.get("types") or ())) if types is None else types,
        filters=tuple(_filter(one) for one in _objects(asked.get("filters")))
        if filters is None
        else filters,
        or_filters=tuple(
            tuple(_filter(one) for one in _objects(group.get("and")))
            for group in _objects(asked.get("orFilters"))
        ),
        sort=(*_sort(_object(asked.get("sortInput"))), *sort),
        flags=SearchFlags(
            filter_non_latest_versions=not all_versions
            and flags.get("filterNonLatestVersions") is not False,
            include_soft_deleted=flags.get("includeSoftDeleted") is True,
            skip_aggregates=flags.get("skipAggregates") is True,
        ),
    )


def _filter(given: JsonObject) -> FacetFilter:
    return FacetFilter(
        field=str(given["field"]),
        values=tuple(cast("list[str]", given.get("values") or ())),
        condition=cast("FilterOperator", given.get("condition") or "EQUAL"),
        negated=given.get("negated") is True,
    )


def _sort(given: JsonObject) -> tuple[SortCriterion, ...]:
    single = given.get("sortCriterion")
    criteria = _objects(given.get("sortCriteria")) or ([single] if isinstance(single, dict) else [])
    return tuple(
        SortCriterion(str(one["field"]), cast("SortOrder", one["sortOrder"])) for one in criteria
    )


def _results(page: SearchPage) -> dict[str, object]:
    return {
        "start": page.start,
        "count": page.count,
        "total": page.total,
        "searchResults": [hit(urn) for urn in page.urns],
        "facets": [facet_result(facet) for facet in page.facets],
        "suggestions": [],
    }


def hit(urn: str) -> dict[str, object]:
    """An entity that was found, as the searches answer it."""
    return {
        "entity": entity_stub(parsed_urn(urn)),
        "insights": [],
        "matchedFields": [],
        "extraProperties": [],
    }


def facet_result(facet: Facet) -> dict[str, object]:
    """A facet, as the searches answer it."""
    return {
        "field": facet.field,
        "displayName": facet.display_name,
        "aggregations": [
            {
                "value": value,
                "count": count,
                "entity": entity_stub(parsed_urn(value)) if value.startswith("urn:") else None,
            }
            for value, count in facet.counts
        ],
    }


def _object(value: JsonValue) -> JsonObject:
    return value if isinstance(value, dict) else {}


def _objects(values: JsonValue) -> Sequence[JsonObject]:
    return cast("Sequence[JsonObject]", values or ())

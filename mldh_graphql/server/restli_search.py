"""Searches as Rest.li asks for them, and pages of hits as it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast, get_args

from mldh_graphql.server.restli_wire import Malformed, optional_text, text
from mldh_graphql.server.search import SearchFlags, SearchQuery
from mldh_graphql.server.search_filters import FacetFilter, FilterOperator
from mldh_graphql.server.search_hits import SortCriterion

if TYPE_CHECKING:
    from mldh_graphql.server.json_types import JsonObject, JsonValue
    from mldh_graphql.server.search import SearchPage
    from mldh_graphql.server.search_hits import SortOrder


def search_query(body: JsonValue, *, types: tuple[str, ...]) -> SearchQuery:
    """What a body asks to look for.

    Args:
        body: With ``input``, and perhaps ``filter``, ``sort``, ``sortCriteria``, ``searchFlags``.
        types: Where to look.

    Raises:
        Malformed: A part of it is not what it must be.
    """
    given = body if isinstance(body, dict) else {}
    flags = given.get("searchFlags")
    chosen = flags if isinstance(flags, dict) else {}
    return SearchQuery(
        query=optional_text(body, "input") or "*",
        types=types,
        or_filters=filter_groups(given.get("filter")),
        sort=sort_criteria(given.get("sortCriteria"), given.get("sort")),
        flags=SearchFlags(
            filter_non_latest_versions=chosen.get("filterNonLatestVersions") is not False,
            include_soft_deleted=chosen.get("includeSoftDeleted") is True,
            skip_aggregates=chosen.get("skipAggregates") is True,
        ),
    )


def filter_groups(given: JsonValue) -> tuple[tuple[FacetFilter, ...], ...]:
    """The groups of a Rest.li filter, of one of which all criteria must match.

    Args:
        given: ``{"or": [{"and": [criterion, …]}, …]}``, or the older ``{"criteria": […]}``.

    Raises:
        Malformed: It is neither.
    """
    if not given:
        return ()
    groups = _listed(given, "or")
    if groups is not None:
        return tuple(
            tuple(facet_filter(one) for one in _listed(group, "and") or ()) for group in groups
        )
    criteria = _listed(given, "criteria")
    if criteria is None:
        raise Malformed("Parameter 'filter' is invalid")
    return (tuple(facet_filter(one) for one in criteria),) if criteria else ()


def facet_filter(given: JsonValue) -> FacetFilter:
    """One criterion of a filter.

    Raises:
        Malformed: It names no field, or compares in a way that the server does not know.
    """
    criterion = given if isinstance(given, dict) else {}
    values = criterion.get("values")
    single = criterion.get("value")
    listed = values if isinstance(values, list) and values else [single] if single else []
    condition = criterion.get("condition") or "EQUAL"
    if condition not in get_args(FilterOperator):
        raise Malformed(f"Condition {condition} is not known")
    return FacetFilter(
        field=text(given, "field"),
        values=tuple(str(one) for one in listed),
        condition=cast("FilterOperator", condition),
        negated=criterion.get("negated") is True,
    )


def sort_criteria(many: JsonValue, one: JsonValue = None) -> tuple[SortCriterion, ...]:
    """What to sort by, the most important first."""
    listed = many if isinstance(many, list) else [one] if one is not None else []
    return tuple(
        SortCriterion(
            text(criterion, "field"),
            cast("SortOrder", optional_text(criterion, "order") or "ASCENDING"),
        )
        for criterion in listed
    )


def search_result(page: SearchPage) -> JsonObject:
    """A page of hits with the facets of all."""
    return {
        "from": page.start,
        "pageSize": page.count,
        "numEntities": page.total,
        "entities": [{"entity": urn, "matchedFields": []} for urn in page.urns],
        "metadata": {
            "aggregations": [
                {
                    "name": facet.field,
                    "displayName": facet.display_name,
                    "aggregations": dict(facet.counts),
                    "filterValues": [
                        {"value": value, "facetCount": count} for value, count in facet.counts
                    ],
                }
                for facet in page.facets
            ]
        },
    }


def _listed(given: JsonValue, name: str) -> list[JsonValue] | None:
    value = given.get(name) if isinstance(given, dict) else None
    if value is not None and not isinstance(value, list):
        raise Malformed(f"Parameter '{name}' is invalid")
    return value

"""Search: full text, filters, sorting, pages and scrolling over the search documents.

Full text is simpler than DataHub's: every word of a query must begin a word of
the entity's names, descriptions, custom properties, URLs or URN; what stands in
double quotes must occur as it is. Entities with a better matching name come
first, then those with the smaller URN.
"""

from __future__ import annotations

import bisect
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mldh_graphql.server.documents import split_words
from mldh_graphql.server.exceptions import IllegalArgumentException
from mldh_graphql.server.mappers.entity_types import entity_type_enum, entity_type_of
from mldh_graphql.server.paging import checked_page
from mldh_graphql.server.search_filters import (
    Condition,
    FacetFilter,
    all_of,
    any_of,
    condition_of,
)
from mldh_graphql.server.search_hits import (
    Hit,
    SortCriterion,
    hit_of,
    order,
    scroll_id_of,
)

if TYPE_CHECKING:
    from mldh_graphql.server.index import Index


_DEFAULT_TYPES = (
    "dataset",
    "dashboard",
    "chart",
    "mlModel",
    "mlModelGroup",
    "mlFeatureTable",
    "mlFeature",
    "mlPrimaryKey",
    "dataFlow",
    "dataJob",
    "glossaryTerm",
    "glossaryNode",
    "tag",
    "role",
    "corpuser",
    "corpGroup",
    "container",
    "domain",
    "dataProduct",
    "notebook",
    "businessAttribute",
    "schemaField",
    "dataPlatformInstance",
)
"""Where a search looks that names no types: neither among runs nor among version sets."""

_DEFAULT_COUNT = 10
_RESULT_WINDOW = 10_000
_FACETS = {
    "_entityType": "Type",
    "platform": "Platform",
    "origin": "Environment",
    "typeNames": "Sub Type",
    "container": "Container",
    "tags": "Tagged With",
    "glossaryTerms": "Glossary Term",
    "domains": "Domain",
    "owners": "Owned By",
}
_PHRASE = re.compile(r'"([^"]*)"|(\S+)')


@dataclass(frozen=True, slots=True)
class SearchFlags:
    """Those of GraphQL's search flags that change what is found.

    Attributes:
        filter_non_latest_versions: Leave out versions that are known not to be their set's latest.
        include_soft_deleted: Keep what is soft-deleted.
        skip_aggregates: Count no facets.
    """

    filter_non_latest_versions: bool = True
    include_soft_deleted: bool = False
    skip_aggregates: bool = False


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What to look for.

    Attributes:
        query: Words, phrases in quotes, or ``*``.
        types: Entity types, as GraphQL's symbols or the registry's names; none: DataHub's default
            list, which has neither runs nor version sets.
        filters: All of these must match.
        or_filters: Of one of these groups all must match; none demands nothing.
        sort: What to sort by, the most important first; none: what matches best first.
        flags: What else is left out.
        urns: Only these entities; ``None``: all.
    """

    query: str = "*"
    types: tuple[str, ...] = ()
    filters: tuple[FacetFilter, ...] = ()
    or_filters: tuple[tuple[FacetFilter, ...], ...] = ()
    sort: tuple[SortCriterion, ...] = ()
    flags: SearchFlags = field(default_factory=SearchFlags)
    urns: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Facet:
    """How often each value of a field occurs among all that was found.

    Attributes:
        field: The field.
        display_name: What DataHub's user interface calls it.
        counts: Value and number of entities, the most frequent first.
    """

    field: str
    display_name: str
    counts: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A page of what was found.

    Attributes:
        start: The place of the page's first entity among all.
        count: How many were asked for.
        total: How many were found.
        urns: The page; what was hard deleted meanwhile is missing.
        facets: Counted over all that was found.
    """

    start: int
    count: int
    total: int
    urns: list[str]
    facets: list[Facet]


@dataclass(frozen=True, slots=True)
class ScrollPage:
    """A page of what was found, and where the next one begins.

    Attributes:
        next_scroll_id: Leads to the next page; ``None`` on the last one.
        count: How many were asked for.
        total: How many were found.
        urns: The page; what was hard deleted meanwhile is missing.
        facets: Counted over all that was found.
    """

    next_scroll_id: str | None
    count: int
    total: int
    urns: list[str]
    facets: list[Facet]


class Search:
    """Finds entities; as stale as the index is.

    Args:
        index: Where the search documents are.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        # Scrolling asks the same question again and again.
        self._known: tuple[SearchQuery, tuple[int, int], list[Hit], list[Facet]] | None = None

    def search(
        self, query: SearchQuery, *, start: int | None = None, count: int | None = None
    ) -> SearchPage:
        """A page by its place.

        Args:
            query: What to look for.
            start: How many to skip, none by default.
            count: How many to give at most, 10 by default.

        Raises:
            IllegalArgumentException: ``start + count`` is beyond DataHub's window of 10,000, or
                one of them is negative.
        """
        start, count = checked_page(start, count, default_count=_DEFAULT_COUNT)
        if start + count > _RESULT_WINDOW:
            raise IllegalArgumentException(
                "Result window is too large, from + size must be less than or equal to:"
                f" [{_RESULT_WINDOW}] but was [{start + count}]"
            )
        hits, facets = self._found(query)
        urns = [hit.urn for hit in hits[start : start + count]]
        return SearchPage(start, count, len(hits), self._existing(urns), facets)

    def scroll(
        self, query: SearchQuery, *, scroll_id: str | None = None, count: int | None = None
    ) -> ScrollPage:
        """A page by what came before it: entities that come and go meanwhile shift nothing.

        Args:
            query: What to look for; must be the same for all pages.
            scroll_id: Where to go on, from the page before; ``None`` begins.
            count: How many to give at most, 10 by default.

        Raises:
            IllegalArgumentException: ``count`` is negative.
            IllegalStateException: The scroll id is none.
        """
        _, count = checked_page(None, count, default_count=_DEFAULT_COUNT)
        hits, facets = self._found(query)
        first = 0
        if scroll_id is not None:
            after = order(query.sort, hit_of(scroll_id, len(query.sort)))
            first = bisect.bisect_right(hits, after, key=lambda hit: order(query.sort, hit))
        page = hits[first : first + count]
        last_page = not page or first + count >= len(hits)
        return ScrollPage(
            None if last_page else scroll_id_of(page[-1]),
            count,
            len(hits),
            self._existing([hit.urn for hit in page]),
            facets,
        )

    def _found(self, query: SearchQuery) -> tuple[list[Hit], list[Facet]]:
        connection = self._index.connection
        if self._known is not None and self._known[:2] == (query, self._index.state):
            return self._known[2:]
        condition = _condition(query)
        columns = [
            "text"
            if criterion.field == "urn"
            else "(SELECT min(value) FROM search_field AS f WHERE f.urn_id = document.urn_id"
            " AND f.name = ?)"
            for criterion in query.sort
        ]
        rows = connection.execute(
            f"SELECT {', '.join(['text', *columns])} FROM document JOIN urn ON urn.id = urn_id"  # noqa: S608  (constant texts and question marks)
            f" WHERE {condition.sql}",
            [*(c.field for c in query.sort if c.field != "urn"), *condition.parameters],
        ).fetchall()
        scores = self._scores(query)
        hits = [Hit(scores.get(urn, 0), tuple(values), urn) for urn, *values in rows]
        hits.sort(key=lambda hit: order(query.sort, hit))
        facets = [] if query.flags.skip_aggregates else self._facets(condition)
        self._known = (query, self._index.state, hits, facets)
        return hits, facets

    def _scores(self, query: SearchQuery) -> dict[str, int]:
        """2 for names that are what was asked for, 1 for names that contain it."""
        asked = " ".join(split_words(query.query))
        if not asked or query.sort:
            return {}
        rows = self._index.connection.execute(
            "SELECT text, max(1 + (instr(char(10) || name_words || char(10), ?) > 0))"
            " FROM search_text JOIN urn ON urn.id = urn_id WHERE instr(name_words, ?) > 0"
            " GROUP BY text",
            (f"\n {asked} \n", f" {asked}"),
        )
        return dict(rows)

    def _facets(self, condition: Condition) -> list[Facet]:
        found = (
            "SELECT urn_id FROM document JOIN urn ON urn.id = urn_id"  # noqa: S608  (constant texts and question marks)
            f" WHERE {condition.sql}"
        )
        counts: dict[str, list[tuple[str, int]]] = {name: [] for name in _FACETS}
        for name, number in self._index.connection.execute(
            f"SELECT entity_type, count(*) FROM document WHERE urn_id IN ({found})"  # noqa: S608  (constant texts and question marks)
            " GROUP BY entity_type ORDER BY 2 DESC, 1",
            condition.parameters,
        ):
            counts["_entityType"].append((entity_type_enum(name), number))
        for name, value, number in self._index.connection.execute(
            "SELECT name, value, count(DISTINCT urn_id) FROM search_field"  # noqa: S608  (constant texts and question marks)
            f" WHERE name IN ({', '.join('?' * len(_FACETS))}) AND urn_id IN ({found})"
            " GROUP BY name, value ORDER BY 3 DESC, 2",
            [*_FACETS, *condition.parameters],
        ):
            counts[name].append((str(value), number))
        return [Facet(name, _FACETS[name], values) for name, values in counts.items()]

    def _existing(self, urns: list[str]) -> list[str]:
        return [urn for urn in urns if self._index.store.exists(urn)]


def _condition(query: SearchQuery) -> Condition:
    types = [entity_type_of(name) or name for name in query.types] or [*_DEFAULT_TYPES]
    conditions = [
        Condition(f"entity_type IN ({', '.join('?' * len(types))})", [*types]),
        _text_condition(query.query),
        *(condition_of(criterion) for criterion in query.filters),
    ]
    if query.or_filters:
        groups = [all_of([condition_of(c) for c in group]) for group in query.or_filters]
        conditions.append(any_of(groups))
    if query.urns is not None:
        # One parameter, however many they are: SQLite refuses statements with too many.
        urns = json.dumps(sorted(query.urns))
        conditions.append(Condition("text IN (SELECT value FROM json_each(?))", [urns]))
    if query.flags.filter_non_latest_versions:
        conditions.append(condition_of(FacetFilter("isLatest", ("false",), negated=True)))
    if not query.flags.include_soft_deleted:
        conditions.append(condition_of(FacetFilter("removed", ("true",), negated=True)))
    return all_of(conditions)


def _text_condition(query: str) -> Condition:
    query = query.strip()
    if query in {"", "*"}:
        return all_of([])
    if query.startswith("urn:"):
        return Condition("text = ?", [query])
    conditions: list[Condition] = []
    for phrase, word in _PHRASE.findall(query):
        words = " ".join(split_words(phrase or word))
        if words:
            conditions.append(
                Condition(
                    "urn_id IN (SELECT urn_id FROM search_text WHERE instr(words, ?) > 0)",
                    [f" {words} " if phrase else f" {words}"],
                )
            )
    return all_of(conditions) if conditions else any_of([])

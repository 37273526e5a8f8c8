"""Searching and scrolling."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mldh_graphql.server.exceptions import IllegalArgumentException, IllegalStateException
from mldh_graphql.server.search import SearchFlags, SearchQuery
from mldh_graphql.server.search_filters import FacetFilter, FilterOperator
from mldh_graphql.server.search_hits import SortCriterion
from tests.server.desk import (
    DATASET,
    EXPERIMENT,
    GROUP,
    MLFLOW,
    MODEL,
    MODEL_2,
    MODEL_3,
    RUN,
    Desk,
    version_of,
)

if TYPE_CHECKING:
    from mldh_graphql.server.json_types import JsonObject

SET = "urn:li:versionSet:(churn,mlModel)"
PROPERTY = "urn:li:structuredProperty:team.size"


@pytest.fixture
def desk() -> Desk:
    """A group, three models (two of them versions), an experiment, a run and a dataset."""
    desk = Desk()
    desk.write(GROUP, "mlModelGroupProperties", {"name": "Churn Models", "description": "all"})
    for number, urn in enumerate((MODEL, MODEL_2, MODEL_3), start=1):
        properties: JsonObject = {
            "name": f"Churn Model {number}",
            "description": f"The best_of {number}",
            "customProperties": {"team": "growth" if number < 3 else "risk", "n": str(number)},
        }
        desk.write(urn, "mlModelProperties", properties)
    desk.write(MODEL, "versionProperties", version_of(SET, "1"))
    desk.write(MODEL_2, "versionProperties", version_of(SET, "2"))
    desk.write(MODEL_3, "globalTags", {"tags": [{"tag": "urn:li:tag:t"}]})
    desk.write(EXPERIMENT, "containerProperties", {"name": "churn experiment"})
    desk.write(
        RUN,
        "dataProcessInstanceProperties",
        {"name": "run", "created": {"time": 1, "actor": "urn:li:corpuser:x"}},
    )
    desk.write(RUN, "container", {"container": EXPERIMENT})
    desk.write(DATASET, "datasetProperties", {"name": "Raw data"})
    return desk


def models(*filters: FacetFilter, query: str = "*", **flags: bool) -> SearchQuery:
    """A query for models, all versions of them unless said otherwise."""
    flags.setdefault("filter_non_latest_versions", False)
    return SearchQuery(query, types=("MLMODEL",), filters=filters, flags=SearchFlags(**flags))


def test_without_types_runs_and_version_sets_are_not_searched(desk: Desk) -> None:
    """As in DataHub; the rest comes in the order of the URNs."""
    assert desk.found(SearchQuery()) == sorted({GROUP, MODEL_2, MODEL_3, EXPERIMENT, DATASET})


@pytest.mark.parametrize("name", ["DATA_PROCESS_INSTANCE", "dataProcessInstance"])
def test_types_are_named_by_symbol_or_name(desk: Desk, name: str) -> None:
    """GraphQL's and the registry's."""
    assert desk.found(SearchQuery(types=(name,))) == [RUN]
    assert desk.found(SearchQuery(types=("versionSet",))) == [SET]


def test_versions_that_are_not_the_latest_are_hidden_by_default(desk: Desk) -> None:
    """Only those known not to be; what has no version is not hidden."""
    assert desk.found(models(filter_non_latest_versions=True)) == [MODEL_2, MODEL_3]
    assert desk.found(models()) == [MODEL, MODEL_2, MODEL_3]


def test_soft_deleted_entities_are_hidden_by_default(desk: Desk) -> None:
    """And shown on demand."""
    desk.write(MODEL_3, "status", {"removed": True})
    desk.write(MODEL_2, "status", {"removed": False})
    assert desk.found(models()) == [MODEL, MODEL_2]
    assert desk.found(models(include_soft_deleted=True)) == [MODEL, MODEL_2, MODEL_3]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param("", [MODEL, MODEL_2, MODEL_3], id="empty"),
        pytest.param("churn", [MODEL, MODEL_2, MODEL_3], id="word-of-all"),
        pytest.param("CHURN mod", [MODEL, MODEL_2, MODEL_3], id="beginnings-any-case"),
        pytest.param("model 2", [MODEL_2], id="every-word-must-match"),
        pytest.param("odel", [], id="not-the-middle-of-a-word"),
        pytest.param("growth", [MODEL, MODEL_2], id="custom-property"),
        pytest.param("best of 3", [MODEL_3], id="description"),
        pytest.param("best_of", [MODEL, MODEL_2, MODEL_3], id="underscore-separates"),
        pytest.param('"churn model"', [MODEL, MODEL_2, MODEL_3], id="phrase"),
        pytest.param('"model churn"', [], id="phrase-in-wrong-order"),
        pytest.param('"churn mod"', [], id="phrase-of-whole-words"),
        pytest.param("churn_2", [MODEL_2], id="name-in-the-urn"),
        pytest.param(MODEL_2, [MODEL_2], id="urn"),
        pytest.param("urn:li:nothing", [], id="unknown-urn"),
        pytest.param("---", [], id="no-words"),
        pytest.param("Churn*", [MODEL, MODEL_2, MODEL_3], id="star-at-the-end"),
    ],
)
def test_words_are_looked_for_in_texts(desk: Desk, query: str, found: list[str]) -> None:
    """Names, descriptions, custom properties and parts of the URN."""
    assert desk.found(models(query=query)) == found


def test_better_names_come_first(desk: Desk) -> None:
    """The very name, then names with the words, then other texts."""
    desk.write(MODEL_3, "mlModelProperties", {"name": "growth"})
    desk.write(MODEL_2, "mlModelProperties", {"name": "growth two"})
    assert desk.found(models(query="growth")) == [MODEL_3, MODEL_2, MODEL]


def one(field: str, *values: str, condition: FilterOperator = "EQUAL") -> FacetFilter:
    """A filter."""
    return FacetFilter(field, values, condition)


@pytest.mark.parametrize(
    ("criterion", "found"),
    [
        pytest.param(one("customProperties", "team=growth"), [MODEL, MODEL_2], id="custom"),
        pytest.param(one("name.keyword", "Churn Model 1"), [MODEL], id="keyword-suffix"),
        pytest.param(one("name", "churn model 1"), [], id="case-matters"),
        pytest.param(
            one("name", "churn model 1", condition="IEQUAL"), [MODEL], id="case-does-not-matter"
        ),
        pytest.param(one("_entityName", "Churn Model 1"), [MODEL], id="alias"),
        pytest.param(one("env", "PROD"), [MODEL, MODEL_2, MODEL_3], id="env-is-origin"),
        pytest.param(one("version", "v1", "v2", condition="IN"), [MODEL, MODEL_2], id="in"),
        pytest.param(one("version"), [], id="no-values"),
        pytest.param(one("description", "OF 2", condition="CONTAIN"), [MODEL_2], id="contain"),
        pytest.param(
            one("description", "the best", condition="START_WITH"),
            [MODEL, MODEL_2, MODEL_3],
            id="start",
        ),
        pytest.param(one("description", "_OF 3", condition="END_WITH"), [MODEL_3], id="end"),
        pytest.param(one("tags", condition="EXISTS"), [MODEL_3], id="exists"),
        pytest.param(one("urn", condition="EXISTS"), [MODEL, MODEL_2, MODEL_3], id="urn-exists"),
        pytest.param(one("urn", MODEL), [MODEL], id="urn"),
        pytest.param(one("urn", "churn_2", condition="CONTAIN"), [MODEL_2], id="urn-contain"),
        pytest.param(one("hasTags", "true"), [MODEL_3], id="boolean"),
        pytest.param(one("isLatest", "true"), [MODEL_2], id="latest"),
        pytest.param(one("versionSet", SET), [MODEL, MODEL_2], id="version-set"),
        pytest.param(one("versionSortId", "2", condition="LESS_THAN"), [], id="text-is-no-number"),
        pytest.param(
            one("description", "The best_of 2", condition="GREATER_THAN_OR_EQUAL_TO"),
            [MODEL_2, MODEL_3],
            id="texts-have-an-order-too",
        ),
        pytest.param(one("_entityType", "MLMODEL"), [MODEL, MODEL_2, MODEL_3], id="type"),
        pytest.param(one("_entityType", "dataset"), [], id="other-type"),
        pytest.param(one("platform", MLFLOW), [MODEL, MODEL_2, MODEL_3], id="platform"),
        pytest.param(
            one("platform", MLFLOW, condition="DESCENDANTS_INCL"),
            [MODEL, MODEL_2, MODEL_3],
            id="hierarchies-are-not-followed",
        ),
        pytest.param(one("noSuchField", "x"), [], id="unknown-field"),
    ],
)
def test_filters_let_through_what_matches(
    desk: Desk, criterion: FacetFilter, found: list[str]
) -> None:
    """And negated exactly the others."""
    assert desk.found(models(criterion)) == found
    negated = FacetFilter(criterion.field, criterion.values, criterion.condition, negated=True)
    assert desk.found(models(negated)) == [
        urn for urn in (MODEL, MODEL_2, MODEL_3) if urn not in found
    ]


def test_a_filter_takes_thousands_of_values(desk: Desk) -> None:
    """SQLite's limits do not show."""
    many = tuple(f"urn:li:container:{number}" for number in range(5000))
    assert desk.found(models(FacetFilter("urn", (*many, MODEL)))) == [MODEL]
    assert desk.found(models(FacetFilter("version", (*many, "v2"), "IN"))) == [MODEL_2]


def test_groups_of_filters_are_alternatives(desk: Desk) -> None:
    """Within a group all must match."""
    growth, first = one("customProperties", "team=growth"), one("version", "v1")
    risk = one("customProperties", "team=risk")
    query = SearchQuery(
        types=("MLMODEL",),
        or_filters=((growth, first), (risk,)),
        flags=SearchFlags(filter_non_latest_versions=False),
    )
    assert desk.found(query) == [MODEL, MODEL_3]


def test_runs_of_an_experiment_are_found_by_its_container(desk: Desk) -> None:
    """The way that always works."""
    query = SearchQuery(types=("DATA_PROCESS_INSTANCE",), filters=(one("container", EXPERIMENT),))
    assert desk.found(query) == [RUN]


def test_structured_properties_can_be_filtered(desk: Desk) -> None:
    """By the property's id."""
    desk.write(
        PROPERTY,
        "propertyDefinition",
        {
            "qualifiedName": "team.size",
            "valueType": "urn:li:dataType:datahub.number",
            "entityTypes": ["urn:li:entityType:datahub.mlModel"],
        },
    )
    desk.write(
        MODEL,
        "structuredProperties",
        {"properties": [{"propertyUrn": PROPERTY, "values": [{"double": 7}]}]},
    )
    assert desk.found(models(one("structuredProperties.team.size", "7"))) == [MODEL]


def sorted_by(*criteria: SortCriterion) -> SearchQuery:
    """Models in an order."""
    return SearchQuery(
        types=("MLMODEL",), sort=criteria, flags=SearchFlags(filter_non_latest_versions=False)
    )


EXPERIMENTS = [f"urn:li:container:{number}" for number in (1, 2, 3)]


@pytest.mark.parametrize(
    ("condition", "value", "expected"),
    [
        pytest.param("EQUAL", "2000", EXPERIMENTS[1:2], id="number-as-text"),
        pytest.param("EQUAL", "2000.0", EXPERIMENTS[1:2], id="same-number"),
        pytest.param("EQUAL", "1999.5", [], id="other-number"),
        pytest.param("GREATER_THAN", "2000", EXPERIMENTS[2:], id="greater"),
        pytest.param("LESS_THAN_OR_EQUAL_TO", "2000", EXPERIMENTS[:2], id="less-or-equal"),
    ],
)
def test_numbers_are_compared_as_numbers(
    desk: Desk, condition: FilterOperator, value: str, expected: list[str]
) -> None:
    """Experiments are found by when they were created, and sorted by it; models are not."""
    for number, urn in enumerate(EXPERIMENTS, start=1):
        stamp: JsonObject = {"time": number * 1000}
        desk.write(urn, "containerProperties", {"name": f"e{number}", "created": stamp})
        desk.write(MODEL, "mlModelProperties", {"name": "m", "created": stamp})
    found = FacetFilter("createdAt", (value,), condition=condition)

    assert desk.found(SearchQuery(filters=(found,))) == expected
    newest = SearchQuery(types=("CONTAINER",), sort=(SortCriterion("createdAt", "DESCENDING"),))
    assert desk.found(newest)[:3] == EXPERIMENTS[::-1]


def test_results_are_sorted_as_asked(desk: Desk) -> None:
    """What lacks the field comes last in either direction; the URN decides what is equal."""
    assert desk.found(sorted_by(SortCriterion("versionSortId", "DESCENDING"))) == [
        MODEL_2,
        MODEL,
        MODEL_3,
    ]
    assert desk.found(sorted_by(SortCriterion("version"))) == [MODEL, MODEL_2, MODEL_3]
    assert desk.found(sorted_by(SortCriterion("platform"))) == [MODEL, MODEL_2, MODEL_3]
    by_urn = sorted_by(SortCriterion("platform"), SortCriterion("urn", "DESCENDING"))
    assert desk.found(by_urn) == [MODEL_3, MODEL_2, MODEL]


def test_pages_are_ten_by_default_and_end_at_datahubs_window(desk: Desk) -> None:
    """Beyond ten thousand one must scroll."""
    page = desk.searching.search(models(), start=1)
    assert (page.start, page.count, page.total, page.urns) == (1, 10, 3, [MODEL_2, MODEL_3])
    assert desk.searching.search(models(), start=9_990).urns == []
    with pytest.raises(IllegalArgumentException, match="Result window is too large"):
        desk.searching.search(models(), start=9_991)


def test_facets_count_all_that_was_found(desk: Desk) -> None:
    """Not only the page; unless nobody wants them."""
    page = desk.searching.search(SearchQuery(), count=1)
    facets = {facet.field: facet.counts for facet in page.facets}
    assert facets["_entityType"] == [
        ("MLMODEL", 2),
        ("CONTAINER", 1),
        ("DATASET", 1),
        ("MLMODEL_GROUP", 1),
    ]
    assert facets["platform"] == [(MLFLOW, 3), ("urn:li:dataPlatform:s3", 1)]
    assert facets["tags"] == [("urn:li:tag:t", 1)]
    assert facets["domains"] == []
    quiet = SearchQuery(flags=SearchFlags(skip_aggregates=True))
    assert desk.searching.search(quiet).facets == []


def test_what_was_hard_deleted_is_dropped_from_a_stale_page() -> None:
    """The total still counts it."""
    desk = Desk()
    desk.write(MODEL, "status", {"removed": False})
    desk.index.lag = 60
    with desk.store.transaction() as transaction:
        for name in desk.store.aspects(MODEL):
            transaction.delete(MODEL, name)
    page = desk.searching.search(SearchQuery())
    assert (page.urns, page.total) == ([], 1)
    assert desk.searching.scroll(SearchQuery()).urns == []


def test_asking_again_after_a_change_gives_the_new_answer(desk: Desk) -> None:
    """What was found is only remembered while nothing changes."""
    before = desk.found(models())
    assert desk.found(models()) == before
    desk.write(MODEL_3, "status", {"removed": True})
    assert desk.found(models()) == before[:2]
    snapshot = desk.store.snapshot()
    desk.store.reset()
    assert desk.found(models()) == []
    desk.store.restore(snapshot)
    assert desk.found(models()) == before[:2]


def test_scrolling_visits_everything_once(desk: Desk) -> None:
    """The last page has no next one."""
    first = desk.searching.scroll(models(), count=2)
    assert (first.urns, first.total, first.count) == ([MODEL, MODEL_2], 3, 2)
    assert first.next_scroll_id is not None
    last = desk.searching.scroll(models(), scroll_id=first.next_scroll_id, count=2)
    assert (last.urns, last.next_scroll_id, last.total) == ([MODEL_3], None, 3)
    assert desk.searching.scroll(models(), count=3).next_scroll_id is None
    assert desk.searching.scroll(models(one("version", "none"))).next_scroll_id is None
    assert len(desk.searching.scroll(models()).facets) > 0


@settings(max_examples=25, deadline=None)
@given(
    numbers=st.lists(st.integers(0, 40), min_size=1, max_size=15, unique=True),
    inserts=st.lists(st.integers(41, 80), max_size=5, unique=True),
    count=st.integers(1, 4),
    order=st.sampled_from(["ASCENDING", "DESCENDING", None]),
)
def test_scrolling_is_not_disturbed_by_entities_that_come_meanwhile(
    numbers: list[int], inserts: list[int], count: int, order: str | None
) -> None:
    """Each entity of the beginning is seen exactly once, in order."""
    desk = Desk()

    def write(number: int) -> str:
        urn = f"urn:li:container:{number * 37 % 100:02}"
        name = {"name": str(number % 3)}
        desk.write(urn, "containerProperties", {**name} if number % 5 else {"name": ""})
        return urn

    at_first = {write(number) for number in numbers}
    sort = () if order is None else (SortCriterion("name", "ASCENDING"),)
    if order == "DESCENDING":
        sort = (SortCriterion("name", "DESCENDING"),)
    query = SearchQuery(types=("CONTAINER",), sort=sort)
    seen: list[str] = []
    scroll_id: str | None = None
    for _ in range(100):
        page = desk.searching.scroll(query, scroll_id=scroll_id, count=count)
        seen.extend(page.urns)
        scroll_id = page.next_scroll_id
        if scroll_id is None:
            break
        if inserts:
            write(inserts.pop())
    assert scroll_id is None
    assert len(seen) == len(set(seen))
    assert at_first <= set(seen)
    assert seen == [urn for urn in desk.found(query) if urn in set(seen)]


@pytest.mark.parametrize(
    "scroll_id",
    [
        pytest.param("%%%", id="not-base64"),
        pytest.param(base64.b64encode(b"nonsense").decode(), id="not-json"),
        pytest.param(base64.b64encode(b"[]").decode(), id="not-an-object"),
        pytest.param(base64.b64encode(b'{"sort": []}').decode(), id="too-short"),
        pytest.param(base64.b64encode(b'{"sort": [0, "x", "urn"]}').decode(), id="another-sort"),
        pytest.param(base64.b64encode(b'{"sort": ["0", "urn"]}').decode(), id="no-score"),
    ],
)
def test_what_is_no_scroll_id_is_refused(desk: Desk, scroll_id: str) -> None:
    """With DataHub's text."""
    with pytest.raises(IllegalStateException) as raised:
        desk.searching.scroll(models(), scroll_id=scroll_id)
    assert raised.value.message == f"Invalid scroll Id cannot be mapped: {scroll_id}"
    listed = base64.b64encode(b'{"sort": [0, [], "urn"]}').decode()
    with pytest.raises(IllegalStateException):
        desk.searching.scroll(sorted_by(SortCriterion("name")), scroll_id=listed)


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        pytest.param("EQUAL", {"inner"}, id="equal"),
        pytest.param("DESCENDANTS_INCL", {"inner", "innermost"}, id="below"),
        pytest.param("ANCESTORS_INCL", {"inner", "outer"}, id="above"),
        pytest.param("RELATED_INCL", {"inner", "innermost", "outer"}, id="both"),
    ],
)
def test_hierarchies_of_containers_are_followed(condition: FilterOperator, found: set[str]) -> None:
    """A run is in one container; asked for is the one in the middle."""
    desk = Desk()
    parents = {"inner": "outer", "innermost": "inner", "outer": "world"}
    for child, parent in parents.items():
        desk.write(
            f"urn:li:container:{child}", "container", {"container": f"urn:li:container:{parent}"}
        )
        run = f"urn:li:dataProcessInstance:in_{child}"
        desk.write(run, "container", {"container": f"urn:li:container:{child}"})
    middle = FacetFilter("container", ("urn:li:container:inner",), condition)

    runs = desk.found(SearchQuery(types=("DATA_PROCESS_INSTANCE",), or_filters=((middle,),)))

    assert {run.rpartition("_")[2] for run in runs} == found


def test_pages_cannot_be_negative(desk: Desk) -> None:
    """The search engine says so, wherever pages are asked for."""
    size, start = r"\[size\] parameter cannot be negative", r"\[from\] parameter cannot be"
    with pytest.raises(IllegalArgumentException, match=size):
        desk.searching.search(SearchQuery(), count=-1)
    with pytest.raises(IllegalArgumentException, match=start):
        desk.searching.search(SearchQuery(), start=-1)
    with pytest.raises(IllegalArgumentException, match=size):
        desk.searching.scroll(SearchQuery(), count=-2)
    with pytest.raises(IllegalArgumentException, match=start):
        desk.graph.relationships(MODEL, ["MemberOf"], "OUTGOING", start=-1)
    with pytest.raises(IllegalArgumentException, match=size):
        desk.graph.lineage(MODEL, "UPSTREAM", count=-1)

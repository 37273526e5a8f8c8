"""Lineage: one step up or down."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mldh_graphql.server.lineage import TimeWindow
from tests.server.desk import (
    DATASET,
    DATASET_2,
    GROUP,
    ME,
    MODEL,
    MODEL_2,
    RUN,
    Desk,
)

if TYPE_CHECKING:
    from mldh_graphql.server.json_types import JsonObject
    from mldh_graphql.server.lineage import LineageDirection

FEATURE = "urn:li:mlFeature:(ns,f)"
NEXT = "urn:li:dataProcessInstance:next"


@pytest.fixture
def desk() -> Desk:
    """Dataset → run → (dataset, model) → group; the run also feeds another one."""
    desk = Desk()
    for urn in (DATASET, DATASET_2, GROUP):
        desk.write(urn, "status", {"removed": False})
    desk.write(FEATURE, "mlFeatureProperties", {"sources": [DATASET]})
    desk.write(
        RUN,
        "dataProcessInstanceInput",
        {"inputs": [], "inputEdges": [{"destinationUrn": DATASET}]},
    )
    desk.write(
        RUN,
        "dataProcessInstanceOutput",
        {"outputs": [], "outputEdges": [{"destinationUrn": DATASET_2}, {"destinationUrn": MODEL}]},
    )
    desk.write(
        NEXT,
        "dataProcessInstanceInput",
        {"inputs": [], "inputEdges": [{"destinationUrn": RUN}, {"destinationUrn": MODEL}]},
    )
    desk.write(
        MODEL,
        "mlModelProperties",
        {"trainingJobs": [RUN], "groups": [GROUP], "mlFeatures": [FEATURE]},
    )
    return desk


def near(desk: Desk, urn: str, direction: LineageDirection) -> dict[str, str]:
    """The neighbours, and what leads there."""
    page = desk.graph.lineage(urn, direction)
    assert all(edge.degree == 1 and edge.path == (urn, edge.urn) for edge in page.relationships)
    return {edge.urn: edge.type for edge in page.relationships}


@pytest.mark.parametrize(
    ("urn", "upstream", "downstream"),
    [
        pytest.param(DATASET, set(), {RUN, FEATURE}, id="input"),
        pytest.param(DATASET_2, {RUN}, set(), id="output"),
        pytest.param(RUN, {DATASET}, {DATASET_2, MODEL, NEXT}, id="run"),
        pytest.param(MODEL, {RUN, FEATURE}, {GROUP, NEXT}, id="model"),
        pytest.param(GROUP, {MODEL}, set(), id="group"),
        pytest.param(FEATURE, {DATASET}, {MODEL}, id="feature"),
        pytest.param(NEXT, {RUN, MODEL}, set(), id="next-run"),
        pytest.param("urn:li:tag:t", set(), set(), id="no-lineage"),
    ],
)
def test_every_noun_knows_what_it_was_made_from_and_what_was_made_from_it(
    desk: Desk, urn: str, upstream: set[str], downstream: set[str]
) -> None:
    """Whichever end stores the edge."""
    assert {*near(desk, urn, "UPSTREAM")} == upstream
    assert {*near(desk, urn, "DOWNSTREAM")} == downstream


def test_the_type_is_that_of_the_edge(desk: Desk) -> None:
    """Also when it is followed backwards."""
    assert near(desk, GROUP, "UPSTREAM") == {MODEL: "MemberOf"}
    assert near(desk, RUN, "UPSTREAM") == {DATASET: "DataProcessInstanceConsumes"}


def test_plain_inputs_and_outputs_are_no_lineage(desk: Desk) -> None:
    """A run's Consumes is not a model's Consumes."""
    other = "urn:li:dataProcessInstance:plain"
    desk.write(other, "dataProcessInstanceInput", {"inputs": [DATASET, MODEL]})
    assert near(desk, other, "UPSTREAM") == {}
    assert other not in near(desk, DATASET, "DOWNSTREAM")


def test_a_neighbour_by_two_edges_is_one_neighbour(desk: Desk) -> None:
    """The model was trained by the run that also produced it."""
    page = desk.graph.lineage(MODEL, "UPSTREAM")
    assert [edge.urn for edge in page.relationships].count(RUN) == 1
    assert page.total == 2


def test_an_entity_is_not_its_own_neighbour(desk: Desk) -> None:
    """Even if an edge says so."""
    desk.write(DATASET, "upstreamLineage", {"upstreams": [{"dataset": DATASET, "type": "COPY"}]})
    assert near(desk, DATASET, "UPSTREAM") == {}


def test_what_does_not_exist_or_is_soft_deleted_is_filtered_out(desk: Desk) -> None:
    """It is counted, and shown when ghosts are wanted."""
    desk.write(MODEL_2, "mlModelProperties", {"trainingJobs": [RUN], "groups": [GROUP]})
    desk.write(MODEL_2, "status", {"removed": True})
    desk.write(MODEL, "mlModelProperties", {"groups": [GROUP, GROUP.replace("churn", "ghost")]})
    page = desk.graph.lineage(GROUP, "UPSTREAM")
    assert [edge.urn for edge in page.relationships] == [MODEL]
    assert (page.count, page.total, page.filtered) == (2, 2, 1)
    page = desk.graph.lineage(MODEL, "DOWNSTREAM")
    assert (page.total, page.filtered) == (3, 1)
    page = desk.graph.lineage(GROUP, "UPSTREAM", include_ghosts=True)
    assert {edge.urn for edge in page.relationships} == {MODEL, MODEL_2}
    assert page.filtered == 0


def test_pages_follow_each_other(desk: Desk) -> None:
    """Start and count cut before ghosts are left out."""
    everyone = desk.graph.lineage(RUN, "DOWNSTREAM").relationships
    pages = [desk.graph.lineage(RUN, "DOWNSTREAM", start=n, count=1) for n in range(4)]
    assert [edge for page in pages for edge in page.relationships] == everyone
    assert [(page.start, page.count, page.total) for page in pages] == [
        (0, 1, 3),
        (1, 1, 3),
        (2, 1, 3),
        (3, 0, 3),
    ]


def test_stamps_of_an_edge_come_along(desk: Desk) -> None:
    """When and by whom it was made and changed, and whether by hand."""
    edge: JsonObject = {
        "destinationUrn": DATASET,
        "created": {"time": 5, "actor": ME},
        "lastModified": {"time": 6, "actor": "urn:li:corpuser:you"},
        "properties": {"source": "UI"},
    }
    desk.write(NEXT, "dataProcessInstanceInput", {"inputs": [], "inputEdges": [edge]})
    (found,) = desk.graph.lineage(NEXT, "UPSTREAM").relationships
    assert (found.created_on, found.created_actor) == (5, ME)
    assert (found.updated_on, found.updated_actor) == (6, "urn:li:corpuser:you")
    assert found.is_manual
    (plain,) = desk.graph.lineage(RUN, "UPSTREAM").relationships
    assert (plain.created_on, plain.created_actor, plain.is_manual) == (None, None, False)


@pytest.mark.parametrize(
    ("edge", "shown"),
    [
        pytest.param({}, True, id="no times"),
        pytest.param({"created": {"time": 0, "actor": ME}}, True, id="time unknown"),
        pytest.param({"created": {"time": 10, "actor": ME}}, True, id="made at the beginning"),
        pytest.param({"created": {"time": 20, "actor": ME}}, True, id="made at the end"),
        pytest.param({"created": {"time": 9, "actor": ME}}, False, id="made before"),
        pytest.param({"created": {"time": 21, "actor": ME}}, False, id="made after"),
        pytest.param(
            {"created": {"time": 1, "actor": ME}, "lastModified": {"time": 15, "actor": ME}},
            True,
            id="changed meanwhile",
        ),
        pytest.param(
            {"created": {"time": 1, "actor": ME}, "properties": {"source": "UI"}},
            True,
            id="drawn by hand",
        ),
    ],
)
def test_a_time_window_shows_what_was_made_or_changed_in_it(
    desk: Desk, edge: JsonObject, shown: bool
) -> None:
    """Edges that do not say when are always shown."""
    desk.write(
        RUN,
        "dataProcessInstanceInput",
        {"inputs": [], "inputEdges": [{"destinationUrn": DATASET, **edge}]},
    )

    page = desk.graph.lineage(RUN, "UPSTREAM", window=TimeWindow(10, 20))

    assert (DATASET in [one.urn for one in page.relationships]) is shown
    assert page.total == len(page.relationships)

"""Relationships and parents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.server.desk import (
    DATASET,
    EXPERIMENT,
    GROUP,
    ME,
    MODEL,
    MODEL_2,
    RUN,
    Desk,
)

if TYPE_CHECKING:
    from mldh_graphql.server.graph import RelationshipDirection
    from mldh_graphql.server.json_types import JsonObject

INNER = "urn:li:container:inner"


@pytest.fixture
def desk() -> Desk:
    """A server with an experiment, a run in it, and a sub-container."""
    desk = Desk()
    desk.write(EXPERIMENT, "containerProperties", {"name": "experiment"})
    desk.write(RUN, "container", {"container": EXPERIMENT})
    desk.write(INNER, "container", {"container": EXPERIMENT})
    return desk


def others(
    desk: Desk, urn: str, types: list[str], way: RelationshipDirection = "OUTGOING"
) -> set[str]:
    """The other ends of an entity's edges."""
    page = desk.graph.relationships(urn, types, way)
    assert page.count == page.total == len(page.relationships)
    assert all(edge.direction == way and edge.type in types for edge in page.relationships)
    return {edge.urn for edge in page.relationships}


def test_edges_are_found_from_both_ends(desk: Desk) -> None:
    """Targets need not exist."""
    desk.write(MODEL, "mlModelProperties", {"groups": [GROUP], "trainingJobs": [RUN]})
    desk.write(MODEL_2, "mlModelProperties", {"groups": [GROUP]})
    assert others(desk, MODEL, ["MemberOf", "TrainedBy"]) == {GROUP, RUN}
    assert others(desk, GROUP, ["MemberOf"], "INCOMING") == {MODEL, MODEL_2}
    assert others(desk, RUN, ["TrainedBy"], "INCOMING") == {MODEL}
    assert others(desk, GROUP, ["MemberOf"]) == set()
    assert not desk.store.exists(GROUP)


def test_plain_inputs_and_edges_are_different_relationships(desk: Desk) -> None:
    """Only the edges carry lineage."""
    desk.write(
        RUN,
        "dataProcessInstanceInput",
        {"inputs": [DATASET], "inputEdges": [{"destinationUrn": MODEL}]},
    )
    assert others(desk, RUN, ["Consumes"]) == {DATASET}
    assert others(desk, RUN, ["DataProcessInstanceConsumes"]) == {MODEL}


def test_governance_makes_edges_too(desk: Desk) -> None:
    """Tags, terms, owners and domains."""
    desk.write(MODEL, "globalTags", {"tags": [{"tag": "urn:li:tag:t"}]})
    desk.write(MODEL, "ownership", {"owners": [{"owner": ME, "type": "NONE"}]})
    desk.write(MODEL, "domains", {"domains": ["urn:li:domain:d"]})
    assert others(desk, MODEL, ["TaggedWith"]) == {"urn:li:tag:t"}
    assert others(desk, MODEL, ["OwnedBy"]) == {ME}
    assert others(desk, MODEL, ["AssociatedWith"]) == {"urn:li:domain:d"}


def test_the_same_edge_twice_is_one(desk: Desk) -> None:
    """DataHub's graph knows it once."""
    desk.write(MODEL, "mlModelProperties", {"trainingJobs": [RUN, RUN]})
    assert others(desk, MODEL, ["TrainedBy"]) == {RUN}


def test_no_types_find_nothing(desk: Desk) -> None:
    """As in DataHub, an empty list is not everything."""
    assert others(desk, RUN, []) == set()


def test_pages_follow_each_other(desk: Desk) -> None:
    """Start and count cut; the total stays."""
    runs = [f"urn:li:dataProcessInstance:{number}" for number in range(7)]
    desk.write(MODEL, "mlModelProperties", {"trainingJobs": [*runs]})
    pages = [
        desk.graph.relationships(MODEL, ["TrainedBy"], "OUTGOING", start=start, count=3)
        for start in (0, 3, 6, 9)
    ]
    assert [page.count for page in pages] == [3, 3, 1, 0]
    assert {page.total for page in pages} == {7}
    assert [edge.urn for page in pages for edge in page.relationships] == runs


def test_a_page_holds_a_hundred_by_default(desk: Desk) -> None:
    """More must be asked for."""
    runs = [f"urn:li:dataProcessInstance:{number}" for number in range(101)]
    desk.write(MODEL, "mlModelProperties", {"trainingJobs": [*runs]})
    page = desk.graph.relationships(MODEL, ["TrainedBy"], "OUTGOING")
    assert (page.start, page.count, page.total) == (0, 100, 101)


def test_other_entity_types_are_left_out_of_the_page(desk: Desk) -> None:
    """And taken off the total."""
    both = ["IsPartOf", "_"]
    page = desk.graph.relationships(
        EXPERIMENT, both, "INCOMING", related_entity_types=["dataProcessInstance"]
    )
    assert [edge.urn for edge in page.relationships] == [RUN]
    assert (page.count, page.total) == (1, 1)


def test_of_a_container_is_part_of_alone_knows_sub_containers_only(desk: Desk) -> None:
    """A second type in the list lifts that."""
    assert others(desk, EXPERIMENT, ["IsPartOf"], "INCOMING") == {INNER}
    assert others(desk, EXPERIMENT, ["IsPartOf", "_"], "INCOMING") == {INNER, RUN}
    assert others(desk, INNER, ["IsPartOf"]) == {EXPERIMENT}


def test_leaving_out_the_soft_deleted_only_works_for_containers(desk: Desk) -> None:
    """Elsewhere the wish is ignored."""
    desk.write(RUN, "status", {"removed": True})
    both = ["IsPartOf", "_"]
    page = desk.graph.relationships(EXPERIMENT, both, "INCOMING", include_soft_delete=False)
    assert ([edge.urn for edge in page.relationships], page.total) == ([INNER], 1)
    desk.write(MODEL, "mlModelProperties", {"trainingJobs": [RUN]})
    page = desk.graph.relationships(MODEL, ["TrainedBy"], "OUTGOING", include_soft_delete=False)
    assert page.total == 1


def test_stamped_edges_say_when_they_were_made(desk: Desk) -> None:
    """Others do not."""
    created: JsonObject = {"time": 5, "actor": ME}
    edge: JsonObject = {"destinationUrn": DATASET, "created": created}
    desk.write(RUN, "dataProcessInstanceInput", {"inputs": [DATASET], "inputEdges": [edge]})
    stamped = desk.graph.relationships(RUN, ["DataProcessInstanceConsumes"], "OUTGOING")
    plain = desk.graph.relationships(RUN, ["Consumes"], "OUTGOING")
    assert [one.created for one in stamped.relationships] == [created]
    assert [one.created for one in plain.relationships] == [None]


def test_parents_are_read_from_sql_the_nearest_first() -> None:
    """However late the index is."""
    desk = Desk(lag=60)
    desk.write(RUN, "container", {"container": INNER})
    desk.write(INNER, "container", {"container": EXPERIMENT})
    assert desk.graph.parents(RUN) == [INNER, EXPERIMENT]
    assert desk.graph.parents(MODEL) == []


def test_parents_in_a_circle_come_to_an_end(desk: Desk) -> None:
    """After DataHub's fifty."""
    desk.write(EXPERIMENT, "container", {"container": INNER})
    assert len(desk.graph.parents(RUN)) == 50

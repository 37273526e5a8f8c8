"""Edges of lineage that people draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mldh_graphql.server.exceptions import (
    AuthorizationException,
    IllegalArgumentException,
    RuntimeJavaException,
    UnsupportedOperationException,
)
from mldh_graphql.server.governance.lineage_edges import LineageEdge, update_lineage
from tests.server.desk import DATASET, DATASET_2, ME, MODEL, RUN, Desk

if TYPE_CHECKING:
    from mldh_graphql.server.actor import Actor

DATASET_3 = DATASET.replace("raw", "other")
JOB = "urn:li:dataJob:(urn:li:dataFlow:(airflow,f,PROD),j)"


@pytest.fixture
def drawn(desk: Desk) -> Desk:
    """Two datasets, the second made from the first; a third, a model, a run and a job."""
    for urn in (DATASET, DATASET_2, DATASET_3, MODEL, RUN, JOB):
        desk.write(urn, "status", {"removed": False})
    update_lineage(desk.resources, [LineageEdge(DATASET_2, DATASET)], [], desk.actor)
    return desk


def upstreams(desk: Desk) -> list[object]:
    """What the second dataset is made from."""
    listed = desk.value(DATASET_2, "upstreamLineage")["upstreams"]
    assert isinstance(listed, list)
    return [one["dataset"] for one in listed if isinstance(one, dict)]


def test_an_edge_says_who_drew_it(drawn: Desk) -> None:
    """And lineage knows it for a manual one."""
    stamp = {"time": drawn.clock.milliseconds(), "actor": ME}
    assert drawn.value(DATASET_2, "upstreamLineage")["upstreams"] == [
        {
            "dataset": DATASET,
            "type": "TRANSFORMED",
            "auditStamp": stamp,
            "created": stamp,
            "properties": {"source": "UI"},
        }
    ]
    (neighbour,) = drawn.graph.lineage(DATASET_2, "UPSTREAM").relationships
    assert (neighbour.urn, neighbour.is_manual) == (DATASET, True)


def test_edges_are_drawn_once_and_erased(drawn: Desk) -> None:
    """What is there stays as it is; what is both drawn and erased is gone."""
    version = drawn.version(DATASET_2, "upstreamLineage")
    update_lineage(drawn.resources, [LineageEdge(DATASET_2, DATASET)], [], drawn.actor)
    assert drawn.version(DATASET_2, "upstreamLineage") == version

    third = LineageEdge(DATASET_2, DATASET_3)
    update_lineage(drawn.resources, [third, third], [], drawn.actor)
    assert upstreams(drawn) == [DATASET, DATASET_3]
    update_lineage(drawn.resources, [], [LineageEdge(DATASET_2, DATASET)], drawn.actor)
    assert upstreams(drawn) == [DATASET_3]
    update_lineage(drawn.resources, [third], [third], drawn.actor)
    assert upstreams(drawn) == []


@pytest.mark.parametrize(
    "downstream", [pytest.param(MODEL, id="model"), pytest.param(RUN, id="run")]
)
def test_nothing_happens_to_ml_entities(drawn: Desk, downstream: str) -> None:
    """DataHub takes the edge and does nothing with it."""
    before = drawn.store.aspects(downstream)

    assert update_lineage(drawn.resources, [LineageEdge(downstream, DATASET)], [], drawn.actor)
    assert drawn.store.aspects(downstream) == before
    assert drawn.graph.lineage(downstream, "UPSTREAM").total == 0


def test_what_cannot_be_drawn_is_refused(drawn: Desk, stranger: Actor) -> None:
    """Missing ends, ends of the wrong type, and who may not."""
    ghost = DATASET.replace("raw", "ghost")
    for edge in (LineageEdge(ghost, DATASET), LineageEdge(MODEL, ghost)):
        with pytest.raises(IllegalArgumentException, match="Cannot upsert lineage as downstream"):
            update_lineage(drawn.resources, [edge], [], drawn.actor)
    for upstream, cause in [
        (MODEL, "Tried to add lineage edge with non-dataset node"),
        (ghost, "Error: urn does not exist"),
    ]:
        with pytest.raises(RuntimeJavaException, match="Failed to update lineage") as refused:
            update_lineage(drawn.resources, [LineageEdge(DATASET, upstream)], [], drawn.actor)
        assert cause in str(refused.value.__cause__)
    with pytest.raises(UnsupportedOperationException, match="dataJob"):
        update_lineage(drawn.resources, [LineageEdge(JOB, DATASET)], [], drawn.actor)
    with pytest.raises(AuthorizationException, match="Unauthorized to edit dataset lineage"):
        update_lineage(drawn.resources, [LineageEdge(DATASET_2, DATASET)], [], stranger)

"""What is hard deleted is gone."""

from __future__ import annotations

import pytest

from mldh_graphql.server.deletion import delete_aspect, delete_entity
from mldh_graphql.server.exceptions import IllegalArgumentException
from tests.server.desk import GROUP, MODEL, RUN, RUN_EVENT, Desk


@pytest.fixture
def desk() -> Desk:
    """A model in a group, trained by a run that has an event."""
    desk = Desk()
    desk.write(RUN, RUN_EVENT, {"timestampMillis": 1, "status": "STARTED"})
    desk.write(MODEL, "mlModelProperties", {"trainingJobs": [RUN], "groups": [GROUP]})
    desk.write(MODEL, "mlModelProperties", {"trainingJobs": [RUN], "groups": [GROUP], "name": "n"})
    return desk


def test_an_entity_goes_with_everything_it_stored(desk: Desk) -> None:
    """History, edges, search document; others still point at it."""
    assert delete_entity(desk.store, MODEL)
    assert not desk.store.exists(MODEL)
    assert desk.store.history(MODEL, "mlModelProperties") == []
    assert desk.graph.relationships(MODEL, ["TrainedBy"], "OUTGOING").total == 0
    assert desk.graph.relationships(RUN, ["TrainedBy"], "INCOMING").total == 0
    assert desk.index.find("mlModel", {}) == []
    assert not delete_entity(desk.store, MODEL)


def test_a_run_goes_with_its_events(desk: Desk) -> None:
    """Edges that others store stay."""
    assert delete_entity(desk.store, RUN)
    assert desk.index.events(RUN, RUN_EVENT) == []
    assert desk.graph.relationships(RUN, ["TrainedBy"], "INCOMING").total == 1


def test_an_aspect_goes_alone(desk: Desk) -> None:
    """With the next write it starts at version one."""
    assert delete_aspect(desk.store, MODEL, "mlModelProperties")
    assert desk.store.exists(MODEL)
    assert not delete_aspect(desk.store, MODEL, "mlModelProperties")
    desk.write(MODEL, "mlModelProperties", {"name": "new"})
    assert desk.version(MODEL, "mlModelProperties") == 1
    assert delete_aspect(desk.store, RUN, RUN_EVENT)
    assert desk.store.exists(RUN)


def test_without_its_key_an_entity_is_gone(desk: Desk) -> None:
    """As in DataHub."""
    assert delete_aspect(desk.store, MODEL, "mlModelKey")
    assert not desk.store.exists(MODEL)


def test_unknown_types_cannot_be_deleted(desk: Desk) -> None:
    """They cannot be there."""
    with pytest.raises(IllegalArgumentException, match="Failed to find entity with name martian"):
        delete_entity(desk.store, "urn:li:martian:x")
    with pytest.raises(IllegalArgumentException, match="Failed to find entity with name martian"):
        delete_aspect(desk.store, "urn:li:martian:x", "status")

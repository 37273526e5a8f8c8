"""The index follows the aspects, as late as it is told to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mldh_graphql.server.proposal import SYNC_INDEX_HEADER, UI_SOURCE
from mldh_graphql.server.search import SearchQuery
from tests.server.desk import EXPERIMENT, MODEL, RUN, RUN_EVENT, Desk

if TYPE_CHECKING:
    from pathlib import Path

    from mldh_graphql.server.json_types import JsonObject

OTHER = "urn:li:dataProcessInstance:other"


def trained_by(desk: Desk) -> list[str]:
    """The runs that the graph says trained the model."""
    page = desk.graph.relationships(MODEL, ["TrainedBy"], "OUTGOING")
    return [edge.urn for edge in page.relationships]


def train(desk: Desk, *runs: str) -> None:
    """Write the model's training jobs."""
    desk.write(MODEL, "mlModelProperties", {"trainingJobs": [*runs]})


def event(time: int, message: str | None = None) -> JsonObject:
    """A run event."""
    value: JsonObject = {"timestampMillis": time, "status": "STARTED"}
    if message is not None:
        value["messageId"] = message
    return value


def times(desk: Desk) -> list[int]:
    """When the visible events of the run were."""
    return [one.timestamp_ms for one in desk.index.events(RUN, RUN_EVENT)]


def test_without_lag_changes_are_visible_at_once() -> None:
    """Nothing is ever pending."""
    desk = Desk()
    train(desk, RUN)
    assert trained_by(desk) == [RUN]
    assert desk.index.pending == 0


def test_writing_an_aspect_again_replaces_its_edges() -> None:
    """The old ones are gone, those of other aspects stay."""
    desk = Desk()
    train(desk, RUN)
    desk.write(MODEL, "container", {"container": EXPERIMENT})
    train(desk, OTHER)
    assert trained_by(desk) == [OTHER]
    assert desk.graph.relationships(MODEL, ["IsPartOf"], "OUTGOING").total == 1


def test_a_change_becomes_visible_after_the_lag() -> None:
    """Not before, and without anybody doing anything."""
    desk = Desk(lag=2)
    train(desk, RUN)
    assert trained_by(desk) == []
    assert desk.found(SearchQuery()) == []
    desk.clock.now += 1.9
    assert trained_by(desk) == []
    desk.clock.now += 0.1
    assert trained_by(desk) == [RUN]
    assert desk.found(SearchQuery()) == [MODEL]


def test_each_change_has_its_own_lag() -> None:
    """Until the second is due, the first is what is visible."""
    desk = Desk(lag=2)
    train(desk, RUN)
    desk.clock.now += 1
    train(desk, OTHER)
    desk.clock.now += 1
    assert trained_by(desk) == [RUN]
    desk.clock.now += 1
    assert trained_by(desk) == [OTHER]


def test_flushing_makes_everything_visible() -> None:
    """Events too."""
    desk = Desk(lag=60)
    train(desk, RUN)
    desk.write(RUN, RUN_EVENT, event(1))
    assert desk.index.pending > 0
    desk.index.flush()
    assert (trained_by(desk), times(desk), desk.index.pending) == ([RUN], [1], 0)


@pytest.mark.parametrize("way", ["header", "ui"])
def test_a_synchronous_write_is_visible_at_once(way: str) -> None:
    """And is not undone when an older change becomes due."""
    desk = Desk(lag=2)
    train(desk, RUN)
    value: JsonObject = {"trainingJobs": [OTHER]}
    if way == "header":
        desk.write(MODEL, "mlModelProperties", value, headers={SYNC_INDEX_HEADER: "true"})
    else:
        desk.write(MODEL, "mlModelProperties", value, system_metadata={**UI_SOURCE})
    assert trained_by(desk) == [OTHER]
    desk.clock.now += 10
    assert trained_by(desk) == [OTHER]


def test_shortening_the_lag_does_not_reorder_changes() -> None:
    """What is written without lag replaces what is pending."""
    desk = Desk(lag=10)
    train(desk, RUN)
    desk.index.lag = 0
    train(desk, OTHER)
    assert trained_by(desk) == [OTHER]
    desk.clock.now += 20
    assert trained_by(desk) == [OTHER]


def test_events_lag_too_and_an_overwritten_one_shows_until_then() -> None:
    """The newest version of an event appears when its own time has come."""
    desk = Desk(lag=2)
    desk.write(RUN, RUN_EVENT, event(1, "m"))
    assert times(desk) == []
    desk.clock.now += 2
    assert times(desk) == [1]
    desk.write(RUN, RUN_EVENT, event(5, "m"))
    assert times(desk) == [1]
    desk.clock.now += 2
    assert times(desk) == [5]
    desk.write(RUN, RUN_EVENT, event(7, "m"), headers={SYNC_INDEX_HEADER: "true"})
    assert times(desk) == [7]


def test_events_are_told_apart_by_message_or_time_and_partition() -> None:
    """The same again overwrites; naming the default partition makes no difference."""
    desk = Desk()
    desk.write(RUN, RUN_EVENT, event(1))
    spec: JsonObject = {"type": "FULL_TABLE", "partition": "FULL_TABLE_SNAPSHOT"}
    desk.write(RUN, RUN_EVENT, {**event(1), "partitionSpec": spec, "attempt": 2})
    assert [one.value.get("attempt") for one in desk.index.events(RUN, RUN_EVENT)] == [2]
    desk.write(RUN, RUN_EVENT, event(1, "a"))
    desk.write(RUN, RUN_EVENT, event(1, "b"))
    desk.write(RUN, RUN_EVENT, {**event(1), "eventGranularity": {"unit": "DAY", "multiple": 1}})
    assert times(desk) == [1, 1, 1, 1]


def test_deleted_events_do_not_come_back() -> None:
    """Neither visible nor pending ones."""
    desk = Desk(lag=2)
    desk.write(RUN, RUN_EVENT, event(1))
    desk.index.flush()
    desk.write(RUN, RUN_EVENT, event(2))
    with desk.store.transaction() as transaction:
        transaction.delete(RUN, RUN_EVENT)
    desk.clock.now += 5
    assert times(desk) == []


def test_after_a_restart_everything_is_visible(tmp_path: Path) -> None:
    """The clock of the process before means nothing."""
    first = Desk(tmp_path / "datahub.db", lag=100)
    train(first, RUN)
    assert trained_by(first) == []
    first.store.close()
    second = Desk(tmp_path / "datahub.db", lag=100)
    assert trained_by(second) == [RUN]


def test_a_snapshot_holds_the_index_with_what_is_pending() -> None:
    """Restored, it goes on as it would have."""
    desk = Desk(lag=2)
    train(desk, RUN)
    snapshot = desk.store.snapshot()
    desk.store.reset()
    assert desk.index.pending == 0
    desk.store.restore(snapshot)
    assert trained_by(desk) == []
    desk.clock.now += 2
    assert trained_by(desk) == [RUN]


def test_a_failed_batch_leaves_no_trace_in_the_index() -> None:
    """Edges and documents belong to the transaction."""
    desk = Desk()
    train(desk, RUN)
    before = desk.store.snapshot()

    def write_and_fail() -> None:
        with desk.store.transaction() as transaction:
            transaction.delete(MODEL, "mlModelProperties")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert desk.store.snapshot() == before
    assert trained_by(desk) == [RUN]


def test_aspects_of_unknown_entity_types_are_not_indexed() -> None:
    """They can only come from a database of another version."""
    desk = Desk()
    train(desk, RUN)
    stored = desk.store.aspect(MODEL, "mlModelProperties")
    assert stored is not None
    with desk.store.transaction() as transaction:
        transaction.put("urn:li:martian:x", "martianKey", stored)
    assert desk.store.exists("urn:li:martian:x")
    assert desk.index.find("martian", {}) == []


runs = st.lists(st.sampled_from([RUN, OTHER]), max_size=2, unique=True)


@settings(max_examples=30, deadline=None)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["jobs", "tags", "delete"]), runs, st.booleans()), max_size=8
    ),
    lag=st.sampled_from([0.0, 3.0]),
)
def test_the_index_is_what_rebuilding_it_gives(
    steps: list[tuple[str, list[str], bool]], lag: float
) -> None:
    """Whatever was written, deleted and waited for: nothing is missing and nothing is left over."""
    desk = Desk(lag=lag)
    for step, trained, synchronous in steps:
        desk.clock.now += 1
        headers = {SYNC_INDEX_HEADER: "true"} if synchronous else {}
        if step == "jobs":
            jobs: JsonObject = {"trainingJobs": [*trained], "name": "n"}
            desk.write(MODEL, "mlModelProperties", jobs, headers=headers)
        elif step == "tags":
            tags: JsonObject = {"tags": [{"tag": f"urn:li:tag:{len(trained)}"}]}
            desk.write(MODEL, "globalTags", tags, headers=headers)
        else:
            with desk.store.transaction() as transaction:
                transaction.delete(MODEL, "mlModelProperties", synchronous=synchronous)
    desk.index.flush()

    def dump() -> list[list[str]]:
        tables = ("edge", "document", "search_field", "search_text")
        rows = (desk.store.connection.execute(f"SELECT * FROM {table}") for table in tables)
        return [sorted(map(repr, table)) for table in rows]

    derived = dump()
    desk.index.rebuild()
    assert dump() == derived

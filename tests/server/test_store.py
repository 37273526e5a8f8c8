"""The store keeps what was committed and nothing else."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from mldh_graphql.server.store import AspectChange, EventChange, Store, StoredAspect, StoredEvent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mldh_graphql.server.json_types import JsonObject
    from mldh_graphql.server.store import Change

TAG = "urn:li:tag:a"
RUN = "urn:li:dataProcessInstance:r"


def version(number: int, **value: str) -> StoredAspect:
    """A version of some aspect."""
    document: JsonObject = {**value}
    return StoredAspect(document, number, {"runId": "x"}, 1000 + number, "urn:li:corpuser:me")


def event(identity: str, time: int) -> StoredEvent:
    """An event at some time."""
    return StoredEvent(identity, time, {"timestampMillis": time}, {})


@pytest.fixture(params=["memory", "disk"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store, in memory and on disk."""
    opened = Store(None if request.param == "memory" else tmp_path / "datahub.db")
    yield opened
    opened.close()


def test_a_written_aspect_is_read_back_with_all_that_is_known_about_it(store: Store) -> None:
    """Everything given to put comes back."""
    with store.transaction() as transaction:
        transaction.put(TAG, "tagProperties", version(1, name="ü \ud800 \u2028"))
    assert store.aspects(TAG) == {"tagProperties": version(1, name="ü \ud800 \u2028")}
    assert store.aspect(TAG, "tagProperties") == version(1, name="ü \ud800 \u2028")


def test_what_was_never_written_is_empty_and_does_not_exist(store: Store) -> None:
    """Reads of unknown URNs give empty answers, not errors."""
    assert store.aspects(TAG) == {}
    assert store.aspects_of([TAG, RUN]) == {TAG: {}, RUN: {}}
    assert store.aspect(TAG, "tagProperties") is None
    assert store.history(TAG, "tagProperties") == []
    assert store.events(RUN, "dataProcessInstanceRunEvent") == []
    assert not store.exists(TAG)


def test_many_entities_are_read_at_once_whatever_their_number(store: Store) -> None:
    """More URNs than SQLite takes parameters in one statement."""
    urns = [f"urn:li:tag:{number}" for number in range(1200)]
    with store.transaction() as transaction:
        for urn in urns:
            transaction.put(urn, "tagKey", version(1, name=urn))
    found = store.aspects_of(urns)
    assert [found[urn]["tagKey"].value["name"] for urn in urns] == urns
    assert store.urns("tag") == urns
    assert store.urns() == urns
    assert store.urns("mlModel") == []


def test_older_versions_stay_as_history(store: Store) -> None:
    """The current version is one, history has them all in order."""
    for number in (1, 2, 3):
        with store.transaction() as transaction:
            transaction.put(TAG, "tagProperties", version(number, name=str(number)))
    assert store.aspect(TAG, "tagProperties") == version(3, name="3")
    assert store.history(TAG, "tagProperties") == [
        version(number, name=str(number)) for number in (1, 2, 3)
    ]


def test_touching_replaces_the_system_metadata_only(store: Store) -> None:
    """No new version appears."""
    with store.transaction() as transaction:
        transaction.put(TAG, "tagProperties", version(1, name="a"))
        transaction.touch(TAG, "tagProperties", {"lastObserved": 5})
    touched = store.aspect(TAG, "tagProperties")
    assert touched is not None
    assert (touched.version, touched.system_metadata) == (1, {"lastObserved": 5})


def test_deleting_an_aspect_deletes_its_history(store: Store) -> None:
    """Written again it starts with nothing behind it."""
    for number in (1, 2):
        with store.transaction() as transaction:
            transaction.put(TAG, "tagProperties", version(number))
    with store.transaction() as transaction:
        assert transaction.delete(TAG, "tagProperties")
        assert not transaction.delete(TAG, "tagProperties")
        assert not transaction.delete("urn:li:tag:never", "tagProperties")
    assert store.history(TAG, "tagProperties") == []
    assert not store.exists(TAG)


def test_events_come_newest_first_within_a_range_that_includes_its_ends(store: Store) -> None:
    """Start, end and limit each cut."""
    with store.transaction() as transaction:
        for time in (3, 1, 4, 2):
            transaction.put_event(RUN, "dataProcessInstanceRunEvent", event(str(time), time))

    def times(**cut: int) -> list[int]:
        found = store.events(RUN, "dataProcessInstanceRunEvent", **cut)
        return [one.timestamp_ms for one in found]

    assert times() == [4, 3, 2, 1]
    assert times(start_ms=2, end_ms=3) == [3, 2]
    assert times(limit=1) == [4]


def test_an_event_with_the_same_id_is_overwritten(store: Store) -> None:
    """Only the later one remains."""
    with store.transaction() as transaction:
        transaction.put_event(RUN, "e", event("same", 1))
        transaction.put_event(RUN, "e", event("same", 2))
    assert store.events(RUN, "e") == [event("same", 2)]


def test_a_failed_transaction_leaves_nothing(store: Store) -> None:
    """Neither aspects nor events of it are there, and the next transaction works."""

    def write_and_fail() -> None:
        with store.transaction() as transaction:
            transaction.put(TAG, "tagProperties", version(1))
            transaction.put_event(RUN, "e", event("e", 1))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert not store.exists(TAG)
    assert store.events(RUN, "e") == []
    with store.transaction() as transaction:
        transaction.put(TAG, "tagProperties", version(1))
    assert store.exists(TAG)


def test_a_transaction_within_a_transaction_is_refused(store: Store) -> None:
    """The inner one raises, the outer one goes on."""
    with store.transaction() as transaction:
        with pytest.raises(RuntimeError, match="under way"), store.transaction():
            pass
        transaction.put(TAG, "tagProperties", version(1))
    assert store.exists(TAG)


def test_reset_forgets_everything(store: Store) -> None:
    """Nothing that was written can be read."""
    with store.transaction() as transaction:
        transaction.put(TAG, "tagProperties", version(1))
        transaction.put_event(RUN, "e", event("e", 1))
    store.reset()
    assert store.urns() == []
    assert store.events(RUN, "e") == []


def test_restoring_a_snapshot_brings_back_what_was_there_then(store: Store) -> None:
    """Later writes are gone, earlier ones are back, and writing goes on."""
    with store.transaction() as transaction:
        transaction.put(TAG, "tagProperties", version(1, name="then"))
    snapshot = store.snapshot()
    store.reset()
    with store.transaction() as transaction:
        transaction.put("urn:li:tag:later", "tagProperties", version(1))
    for _ in range(2):
        store.restore(snapshot)
        assert store.urns() == [TAG]
    with store.transaction() as transaction:
        transaction.put(TAG, "tagProperties", version(2, name="now"))
    assert len(store.history(TAG, "tagProperties")) == 2


def test_a_snapshot_fits_any_other_store(store: Store, tmp_path: Path) -> None:
    """From memory to disk and back."""
    with store.transaction() as transaction:
        transaction.put(TAG, "tagProperties", version(1))
    for path in (None, tmp_path / "other.db"):
        other = Store(path)
        other.restore(store.snapshot())
        assert other.aspects(TAG) == store.aspects(TAG)
        other.close()


def test_what_was_committed_survives_reopening(tmp_path: Path) -> None:
    """A second store on the same file sees it, without the first having been closed."""
    first = Store(tmp_path / "datahub.db")
    with first.transaction() as transaction:
        transaction.put(TAG, "tagProperties", version(1))
    second = Store(tmp_path / "datahub.db")
    assert second.exists(TAG)
    first.close()
    first.close()
    second.close()


class Listener:
    """Remembers what it is told."""

    def __init__(self, *, failing: bool = False) -> None:
        self.changes: list[Change] = []
        self.restorations = 0
        self.failing = failing

    def committing(self, changes: list[Change]) -> None:
        """Remember, and fail when asked to."""
        self.changes.extend(changes)
        if self.failing:
            raise ZeroDivisionError

    def restored(self) -> None:
        """Count."""
        self.restorations += 1


def test_listeners_hear_of_every_change_before_it_is_committed(store: Store) -> None:
    """Writes, deletions and events, in order."""
    listener = Listener()
    store.listen(listener)
    with store.transaction() as transaction:
        transaction.put(TAG, "tagProperties", version(1, name="a"), synchronous=True)
        transaction.put_event(RUN, "e", event("e", 1))
        transaction.delete(TAG, "tagProperties")
        transaction.delete(RUN, "e")
    assert listener.changes == [
        AspectChange(TAG, "tagProperties", {"name": "a"}, synchronous=True),
        EventChange(RUN, "e", event("e", 1), synchronous=False),
        AspectChange(TAG, "tagProperties", None, synchronous=False),
        EventChange(RUN, "e", None, synchronous=False),
    ]
    store.restore(store.snapshot())
    store.reset()
    assert listener.restorations == 2


def test_a_failing_listener_rolls_the_transaction_back(store: Store) -> None:
    """What is derived and what it is derived from stay together."""
    store.listen(Listener(failing=True))
    with pytest.raises(ZeroDivisionError), store.transaction() as transaction:
        transaction.put(TAG, "tagProperties", version(1))
    assert not store.exists(TAG)


def test_a_deferred_event_is_left_to_the_listener(store: Store) -> None:
    """The store announces it and does not keep it."""
    listener = Listener()
    store.listen(listener)
    with store.transaction() as transaction:
        transaction.put_event(RUN, "e", event("e", 1), deferred=True)
    assert store.events(RUN, "e") == []
    assert len(listener.changes) == 1


def test_another_thread_waits_for_the_transaction_under_way(store: Store) -> None:
    """Its reset comes after, not in the middle."""
    started = threading.Event()

    def reset() -> None:
        started.set()
        store.reset()

    other = threading.Thread(target=reset)
    with store.transaction() as transaction:
        transaction.put(TAG, "tagKey", version(1))
        other.start()
        started.wait()
        transaction.put(TAG, "tagProperties", version(1))
        assert [*store.aspects(TAG)] == ["tagKey", "tagProperties"]
    other.join()
    assert not store.exists(TAG)

"""The bulk writer: what it sends, in how many requests, and what it reports."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import TYPE_CHECKING

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mldh_graphql import (
    BulkItem,
    BulkProgress,
    BulkWriteError,
    ConfigurationError,
    ConflictError,
    EntityNotFoundError,
    ExperimentUrn,
    InvalidValueError,
    LocalDataHub,
    MLModelUrn,
    Outcome,
    RunStatus,
    TrainingRunUrn,
    WriteRejectedError,
)
from mldh_graphql.bulk.queue import MOST_PATCHES
from mldh_graphql.changes import AspectPatch, Operation, links
from tests.bulk.faults import FaultyTransport
from tests.bulk.servers import client_through

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

MODEL = MLModelUrn.build("model")


def patch_of(urn: str, value: str, aspect: str = "mlModelProperties") -> AspectPatch:
    """Return a patch of a model with this JSON as its name."""
    return AspectPatch(
        urn=MLModelUrn(urn),
        aspect=aspect,
        operations=(Operation("ADD", "/name", value),),
    )


def inputs(bodies: list[bytes]) -> list[list[dict[str, object]]]:
    """Return the patches of each ``patchEntities`` request."""
    documents = [json.loads(body) for body in bodies]
    return [
        document["variables"]["input"]
        for document in documents
        if isinstance(document, dict) and document["operationName"] == "patchEntities"
    ]


async def test_nothing_is_sent_before_a_chunk_is_full() -> None:
    """Calls return without a request; `flush` sends what waits."""
    async with LocalDataHub() as datahub:
        async with datahub.client.bulk(chunk_size=3) as bulk:
            await bulk.create_dataset("a", platform="hive")
            await bulk.create_dataset("b", platform="hive")
            await asyncio.sleep(0)
            assert datahub.requests == []
            report = await bulk.flush()
            assert report.written_count == 2
        assert len(datahub.requests) == 1
        assert bulk.report == report


async def test_links_to_one_model_become_one_patch() -> None:
    """A hundred links to a model are one patch of one aspect, and each run's aspects one each."""
    async with LocalDataHub() as datahub:
        recording = FaultyTransport(datahub.transport, rate=0.0)
        async with client_through(datahub, recording) as client, client.bulk() as bulk:
            for number in range(50):
                run = TrainingRunUrn.build(f"run_{number}")
                await bulk.add_run_to_model(model_urn=MODEL, run_urn=run)
                await bulk.set_custom_property(run, "a", "1")
                await bulk.set_custom_property(run, "b", "2")
        (sent,) = inputs(recording.bodies)
        assert [(each["urn"], len(each["patch"])) for each in sent] == [(MODEL, 50)]  # type: ignore[arg-type]  # JSON
        assert len(await datahub.client.runs_of_model(MODEL)) == 50
        assert len(bulk.report.failed) == 100


async def test_guarded_calls_need_one_question_per_chunk() -> None:
    """Creating runs again takes a question, a patch and nothing else per chunk."""
    async with LocalDataHub() as datahub:
        for _ in range(2):
            async with datahub.client.bulk(chunk_size=50) as bulk:
                for number in range(100):
                    await bulk.create_training_run(f"run_{number}")
            assert bulk.report.failed == ()
        names = [request.operation for request in datahub.requests]
        assert names.count("getExisting") == 4
        assert names.count("patchEntities") == 4
        assert len(names) == 10
        assert bulk.report.requests == 4
        events = await datahub.client.events_of_run(TrainingRunUrn.build("run_0"))
        assert [event.status for event in events] == [RunStatus.STARTED]


async def test_an_entity_is_never_in_two_chunks_at_once() -> None:
    """While an entity's changes are under way, later ones wait, and go out in order."""
    under_way: set[str] = set()

    class Watching(httpx.AsyncBaseTransport):
        def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
            self.inner = inner

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            sent = {str(each["urn"]) for chunk in inputs([request.content]) for each in chunk}
            assert under_way.isdisjoint(sent)
            under_way.update(sent)
            for _ in range(5):
                await asyncio.sleep(0)
            response = await self.inner.handle_async_request(request)
            under_way.difference_update(sent)
            return response

    async with LocalDataHub() as datahub:
        async with (
            client_through(datahub, Watching(datahub.transport)) as client,
            client.bulk(chunk_size=2, concurrency=4) as bulk,
        ):
            for number in range(60):
                await bulk.submit([patch_of(MLModelUrn.build(f"m{number % 5}"), f'"{number}"')])
        assert bulk.report.failed == ()
        for number in range(5):
            model = await datahub.client.get_model(MLModelUrn.build(f"m{number}"))
            assert model.name == str(55 + number)


async def test_feeding_waits_when_too_many_entities_wait() -> None:
    """However many runs come, only so many are in memory."""
    most = 0

    async def runs() -> AsyncIterator[int]:
        for number in range(600):
            yield number

    async with LocalDataHub() as datahub:
        async with datahub.client.bulk(chunk_size=10, concurrency=3, keep_written=False) as bulk:
            async for number in runs():
                await bulk.create_dataset(f"table_{number}", platform="hive")
                most = max(most, len(bulk._waiting))
        assert most <= 30
        assert bulk.report.written_count == 600
        assert bulk.report.items == ()


async def test_one_hot_entity_is_sent_before_its_changes_pile_up() -> None:
    """Changes of a single entity fill a chunk, too, though it is but one entity."""
    async with LocalDataHub() as datahub:
        async with datahub.client.bulk() as bulk:
            for number in range(MOST_PATCHES + 100):
                run = TrainingRunUrn.build(f"run_{number}")
                await bulk.submit(links.add_run_to_model(MODEL, run))
                await asyncio.sleep(0)
            assert len(datahub.requests) >= 1
        assert len(await datahub.client.runs_of_model(MODEL)) == MOST_PATCHES + 100


async def test_progress_is_told_after_every_chunk() -> None:
    """The callback hears of every chunk, and the numbers add up in the end."""
    heard: list[BulkProgress] = []
    async with LocalDataHub() as datahub:
        async with datahub.client.bulk(chunk_size=5, on_progress=heard.append) as bulk:
            for number in range(20):
                await bulk.create_dataset(f"table_{number}", platform="hive")
            await bulk.set_name(MODEL, "missing")
        assert len(heard) == 5
        assert heard[-1] == BulkProgress(
            written=20, failed=1, waiting=0, requests=bulk.report.requests, concurrency=4
        )


async def test_the_report_tells_item_by_item() -> None:
    """Written, unchanged and failed entities, each failure with its reason; raising lists them."""
    async with LocalDataHub() as datahub:
        await datahub.client.create_model("model", version="1")
        async with datahub.client.bulk() as bulk:
            await bulk.create_model("model", version="2")
            await bulk.update_model(MODEL)
            await bulk.create_dataset("table", platform="hive")
            await bulk.set_name(ExperimentUrn.build("missing"), "x")
        failed = {item.urn: item for item in bulk.report.failed}
        conflict, missing = failed[MODEL], failed[ExperimentUrn.build("missing")]
        assert isinstance(conflict.error, ConflictError)
        assert "versionProperties" in conflict.aspects
        assert isinstance(missing.error, EntityNotFoundError)
        assert missing.aspects == ("containerProperties",)
        assert bulk.report.unchanged == (MODEL,)
        assert len(bulk.report.written) == 1
        assert "1 written, 1 unchanged, 2 failed" in str(bulk.report)
        with pytest.raises(BulkWriteError) as raised:
            bulk.report.raise_for_failures()
        assert raised.value.report.failed.keys() == failed.keys()


async def test_an_update_after_a_create_in_the_same_chunk_finds_its_entity() -> None:
    """What exists only because of an earlier call in the bulk exists for the later one."""
    async with LocalDataHub() as datahub:
        async with datahub.client.bulk() as bulk:
            model = await bulk.create_model("model", version="1")
            await bulk.set_description(model, "x")
            await bulk.add_tag(model, "gold")
            await bulk.soft_delete(model)
        assert bulk.report.failed == ()
        read = await datahub.client.get_model(model)
        assert read.description == "x"
        assert read.removed


async def test_what_was_collected_is_written_when_the_block_raises() -> None:
    """An exception of the caller's goes on, and the calls before it have had their effect."""
    async with LocalDataHub() as datahub:
        bulk = datahub.client.bulk()

        async def fail() -> None:
            async with bulk:
                await bulk.create_model("model", version="1")
                raise KeyError

        with pytest.raises(KeyError):
            await fail()
        assert bulk.report.written == (MODEL,)
        assert await datahub.client.exists(MODEL)


async def test_cancelling_leaves_a_truthful_report() -> None:
    """What was under way is unknown, what waited was not sent, and nothing is left open."""
    hanging = asyncio.Event()

    class Hanging(httpx.AsyncBaseTransport):
        def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
            self.inner = inner
            self.open = 0

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if b"table_5" not in request.content:
                return await self.inner.handle_async_request(request)
            response = await self.inner.handle_async_request(request)
            self.open += 1
            hanging.set()
            try:
                await asyncio.Event().wait()
            finally:
                self.open -= 1
            return response

    async with LocalDataHub() as datahub:
        transport = Hanging(datahub.transport)
        async with client_through(datahub, transport) as client:
            bulk = client.bulk(chunk_size=3, concurrency=1)

            async def write() -> None:
                async with bulk:
                    for number in range(9):
                        await bulk.create_dataset(f"table_{number}", platform="hive")

            task = asyncio.create_task(write())
            await hanging.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert transport.open == 0
            outcomes = [item.outcome for item in bulk.report.items]
            assert outcomes[:6] == [Outcome.WRITTEN] * 3 + [Outcome.UNKNOWN] * 3
            assert set(outcomes[6:]) <= {Outcome.NOT_SENT}
            for urn in bulk.report.written:
                assert await datahub.client.exists(urn)
            for item in bulk.report.items:
                if item.outcome is Outcome.NOT_SENT:
                    assert not await datahub.client.exists(item.urn)
            with pytest.raises(ConfigurationError, match="closed"):
                await bulk.create_dataset("late", platform="hive")


async def test_what_was_cancelled_before_it_began_is_reported() -> None:
    """Chunks whose task has not run yet are in the report, too: none of it was sent."""
    async with LocalDataHub() as datahub:
        bulk = datahub.client.bulk(chunk_size=3)

        async def write() -> None:
            async with bulk:
                for number in range(8):
                    call = bulk.create_dataset(f"table_{number}", platform="hive")
                    # A call that fills a chunk lets others run, and is interrupted there.
                    with suppress(StopIteration):
                        call.send(None)
                        call.close()
                raise asyncio.CancelledError

        with pytest.raises(asyncio.CancelledError):
            await write()
        assert [item.outcome for item in bulk.report.items] == [Outcome.NOT_SENT] * 8
        assert datahub.requests == []


async def test_a_failing_event_leaves_its_run_written() -> None:
    """Run events that DataHub does not take are an item of their own."""
    async with LocalDataHub() as datahub:

        class NoEvents(httpx.AsyncBaseTransport):
            async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
                if request.url.path.startswith("/openapi") and b"run_3" in request.content:
                    return httpx.Response(422, text="no", request=request)
                return await datahub.transport.handle_async_request(request)

        async with client_through(datahub, NoEvents()) as client, client.bulk() as bulk:
            for number in range(8):
                await bulk.create_training_run(f"run_{number}")
        (failed,) = bulk.report.failed
        assert failed.urn == TrainingRunUrn.build("run_3")
        assert failed.aspects == ("dataProcessInstanceRunEvent",)
        assert bulk.report.written_count == 8
        for number in range(8):
            run = TrainingRunUrn.build(f"run_{number}")
            assert len(await datahub.client.events_of_run(run)) == (number != 3)


@given(
    guilty=st.sets(st.integers(0, 29), max_size=8),
    chunk_size=st.sampled_from([1, 7, 30]),
    tells=st.booleans(),
)
@settings(max_examples=40, deadline=None, database=None)
def test_exactly_the_guilty_are_reported(guilty: set[int], chunk_size: int, tells: bool) -> None:
    """Bisection finds every entity that DataHub refuses, and writes all the others."""

    async def check() -> None:
        async with LocalDataHub() as datahub:
            async with datahub.client.bulk(chunk_size=chunk_size) as bulk:
                for number in range(30):
                    urn = MLModelUrn.build(f"m{number}")
                    good, aspect = patch_of(urn, '"fine"'), "noSuchAspect"
                    # DataHub tells which input an unknown aspect is in, but not which value it
                    # could not read.
                    bad = patch_of(urn, "1", aspect) if tells else patch_of(urn, '{"an": 1}')
                    await bulk.submit([bad if number in guilty else good])
            failed = {item.urn.name for item in bulk.report.failed}
            assert failed == {f"m{number}" for number in guilty}
            written = {urn.name for urn in bulk.report.written}
            assert written == {f"m{number}" for number in range(30)} - failed
            for item in bulk.report.failed:
                assert isinstance(item.error, WriteRejectedError)
                assert item.aspects == ("noSuchAspect" if tells else "mlModelProperties",)
            for urn in bulk.report.written:
                assert (await datahub.client.get_model(MLModelUrn(urn))).name is not None

    asyncio.run(check())


@pytest.mark.parametrize(
    ("chunk_size", "concurrency"), [pytest.param(0, 1, id="chunk"), pytest.param(1, 0, id="tasks")]
)
async def test_numbers_out_of_range_are_refused(chunk_size: int, concurrency: int) -> None:
    """A bulk needs at least one entity per chunk and one chunk at a time."""
    async with LocalDataHub() as datahub:
        with pytest.raises(InvalidValueError):
            datahub.client.bulk(chunk_size=chunk_size, concurrency=concurrency)


def test_an_item_reads_as_a_sentence() -> None:
    """An item prints its outcome, entity and aspects."""
    item = BulkItem(MODEL, ("status",), Outcome.NOT_SENT)
    assert str(item) == f"not sent: {MODEL} (status)"

"""`client.wait_until_visible`: the wait after a single write."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mldh_graphql.entities import Dataset, MLExperiment, MLModel, MLModelGroup, MLTrainingRun
from mldh_graphql.errors import (
    EntityNotFoundError,
    GraphQLError,
    InvalidUrnError,
    VerificationError,
)
from mldh_graphql.local import LocalDataHub
from mldh_graphql.urns import (
    DatasetUrn,
    ExperimentUrn,
    MLModelGroupUrn,
    MLModelUrn,
    TrainingRunUrn,
)
from mldh_graphql.verification import DeviationKind
from mldh_graphql.verification.polling import Polling
from tests.verification.systems import FakeTime, GraphQLOnly, put

EXPERIMENT = MLExperiment(urn=ExperimentUrn.build("e"), name="E")
DATASET = Dataset(urn=DatasetUrn.build("d", "s3"))
RUN = MLTrainingRun(
    urn=TrainingRunUrn.build("r"),
    experiment=EXPERIMENT.urn,
    inputs=[DATASET.urn],
    outputs=[DATASET.urn],
    start_timestamp=datetime(2024, 1, 1, tzinfo=UTC),
)
GROUP = MLModelGroup(urn=MLModelGroupUrn.build("g"))
MODEL = MLModel(urn=MLModelUrn.build("m"), groups=[GROUP.urn])
SYSTEM = (EXPERIMENT, DATASET, RUN, GROUP, MODEL)


@pytest.mark.parametrize(
    ("written", "visible"),
    [
        pytest.param(RUN, 1, id="run"),
        pytest.param(RUN.urn, 1, id="URN of a run"),
        pytest.param(str(MODEL.urn), 1, id="URN of a model, as text"),
        pytest.param(GROUP, 1, id="what nothing but a search shows"),
    ],
)
async def test_it_returns_when_the_index_shows_what_was_written(
    written: MLTrainingRun | MLModelGroup | str, visible: int
) -> None:
    """Links from both ends, searches, and the events of an entity that says them."""
    time = FakeTime()
    async with LocalDataHub(index_lag=3600) as datahub:
        for entity in SYSTEM:
            await datahub.client.create(entity)
        time.after_nap = lambda count: datahub.flush_index() if count == 2 else None
        report = await datahub.client.wait_until_visible(written, clock=time.clock)

    assert report.ok
    assert len(report.entities) == visible
    assert len(time.naps) == 2


async def test_several_writes_are_waited_for_together() -> None:
    """Entities and URNs in one call; nothing to wait for is no wait."""
    time = FakeTime()
    async with LocalDataHub() as datahub:
        for entity in SYSTEM:
            await datahub.client.create(entity)
        report = await datahub.client.wait_until_visible(RUN, MODEL.urn, clock=time.clock)

    assert [each.urn for each in report.entities] == [RUN.urn, MODEL.urn]
    assert not time.naps


async def test_the_items_of_a_bulk_report_are_receipts() -> None:
    """Whatever the bulk writer wrote can be waited for."""
    async with LocalDataHub() as datahub:
        async with datahub.client.bulk() as bulk:
            for entity in SYSTEM:
                await bulk.create(entity)
        items = [item for item in bulk.report.items if item.urn == MODEL.urn]
        report = await datahub.client.wait_until_visible(*items, deadline=0)

    assert items
    assert {each.urn for each in report.entities} == {MODEL.urn}


async def test_what_does_not_show_in_time_is_an_error() -> None:
    """It names what is invisible; a URN is invisible to searches as well."""
    async with LocalDataHub(index_lag=3600) as datahub:
        for entity in SYSTEM:
            await datahub.client.create(entity)
        with pytest.raises(VerificationError, match="search does not find it") as caught:
            await datahub.client.wait_until_visible(GROUP.urn, deadline=0)

    [failure] = caught.value.report.failures  # type: ignore[attr-defined]  # any report
    assert (failure.kind, failure.urn, failure.field) == (DeviationKind.NOT_VISIBLE, GROUP.urn, "")


async def test_what_was_never_written_is_not_waited_for() -> None:
    """A URN that DataHub does not have, and a text that is no URN."""
    async with LocalDataHub() as datahub:
        with pytest.raises(EntityNotFoundError, match="does not have this entity"):
            await datahub.client.wait_until_visible(GROUP.urn)
        with pytest.raises(InvalidUrnError):
            await datahub.client.wait_until_visible("g")


async def test_what_datahub_cannot_show_is_an_error() -> None:
    """Nobody can know what to wait for."""
    async with LocalDataHub() as datahub:
        await datahub.client.create(DATASET)
        stamp = {"time": 0, "actor": "urn:li:corpuser:unknown"}
        terms = {"terms": [{"urn": "urn:li:glossaryTerm:."}], "auditStamp": stamp}
        await put(datahub, DATASET.urn, "glossaryTerms", terms)
        with pytest.raises(GraphQLError):
            await datahub.client.wait_until_visible(DATASET.urn)


async def test_without_rest_the_links_that_the_index_shows_are_taken() -> None:
    """Nothing else can be known of a run's inputs then."""
    from mldh_graphql.client import DataHubMLClient  # noqa: PLC0415 - only here

    async with LocalDataHub() as datahub:
        for entity in SYSTEM:
            await datahub.client.create(entity)
        transport = GraphQLOnly(datahub.transport)
        async with DataHubMLClient(datahub.url, transport=transport) as client:
            report = await client.wait_until_visible(RUN.urn, deadline=0)

    assert report.entities[0].links == 3


async def test_pauses_grow_are_jittered_and_end_at_the_deadline() -> None:
    """From a quarter of a second on, to five; half to one and a half of that."""
    naps = []
    for jitter in (0.0, 0.5, 1.0):
        time = FakeTime()
        polling = Polling(time.clock, 100.0, lambda jitter=jitter: jitter)  # type: ignore[misc]
        while await polling.wait():
            pass
        naps.append(time.naps)
        assert polling.elapsed == pytest.approx(100)

    assert [each[0] for each in naps] == [0.125, 0.25, 0.375]
    assert max(naps[1]) == 5.0
    assert max(naps[2]) == 7.5
    assert naps[1][:4] == pytest.approx([0.25, 0.4, 0.64, 1.024])

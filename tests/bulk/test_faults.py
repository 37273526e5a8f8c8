"""Whatever breaks on the way: what is reported written is there, and all else is reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mldh_graphql import BulkWriteError, LocalDataHub, Outcome, RunResultType
from tests.bulk.faults import KINDS, FaultyTransport
from tests.bulk.servers import client_through

if TYPE_CHECKING:
    from mldh_graphql import BulkReport, BulkWriter, TrainingRunUrn

START = 1_700_000_000_000
RUNS = 120


async def register(bulk: BulkWriter) -> list[TrainingRunUrn]:
    """Describe runs with all that a run can have."""
    experiment = await bulk.create_experiment("experiment")
    model = await bulk.create_model("model", version="1")
    urns = []
    for number in range(RUNS):
        urn = await bulk.create_training_run(
            f"run_{number}",
            created=START,
            start_timestamp=START,
            end_timestamp=START + number + 1,
            run_result=RunResultType.SUCCESS,
            hyper_params={"number": number},
        )
        await bulk.add_run_to_experiment(run_urn=urn, experiment_urn=experiment)
        await bulk.add_run_to_model(model_urn=model, run_urn=urn)
        urns.append(urn)
    return urns


async def missing(datahub: LocalDataHub, urns: list[TrainingRunUrn]) -> set[tuple[str, str]]:
    """Return what of the runs is not exactly there, as pairs of entity and aspect."""
    found: set[tuple[str, str]] = set()
    model = "urn:li:mlModel:(urn:li:dataPlatform:mlflow,model,PROD)"
    trained = datahub.aspects(model).get("mlModelProperties")
    jobs = trained.value.get("trainingJobs") if trained else None
    for number, urn in enumerate(urns):
        aspects = datahub.aspects(urn)
        params = aspects.get("mlTrainingRunProperties")
        if params is None or params.value.get("hyperParams") != [
            {"name": "number", "value": str(number)}
        ]:
            found.add((urn, "mlTrainingRunProperties"))
        container = aspects.get("container")
        if container is None or container.value != {"container": "urn:li:container:experiment"}:
            found.add((urn, "container"))
        if not isinstance(jobs, list) or urn not in jobs:
            found.add((model, "mlModelProperties"))
        events = await datahub.client.events_of_run(urn) if aspects else ()
        if [event.timestamp.timestamp() * 1000 for event in events] != [START + number + 1, START]:
            found.add((urn, "dataProcessInstanceRunEvent"))
    return found


def reported(report: BulkReport) -> set[tuple[str, str]]:
    """Return what the report says may not be there."""
    return {(item.urn, aspect) for item in report.failed for aspect in item.aspects}


@pytest.mark.parametrize("seed", range(4))
async def test_five_percent_of_faults_lose_nothing(seed: int) -> None:
    """With repetitions, every kind of fault at 5 % leaves everything written exactly once."""
    async with LocalDataHub() as datahub:
        faulty = FaultyTransport(datahub.transport, rate=0.05, seed=seed)
        async with (
            client_through(datahub, faulty) as client,
            client.bulk(chunk_size=5) as bulk,
        ):
            urns = await register(bulk)
        assert sum(faulty.faults.values()) > 0
        assert await missing(datahub, urns) <= reported(bulk.report)
        assert bulk.report.failed == ()


@pytest.mark.parametrize("kind", KINDS)
async def test_without_repetitions_every_loss_is_reported(kind: str) -> None:
    """Where nothing is sent twice, what is missing is reported, and why."""
    async with LocalDataHub() as datahub:
        faulty = FaultyTransport(datahub.transport, rate=0.2, kinds=[kind], seed=1)
        async with (
            client_through(datahub, faulty, attempts=1) as client,
            client.bulk(chunk_size=5) as bulk,
        ):
            urns = await register(bulk)
        assert faulty.faults[kind] > 0
        assert await missing(datahub, urns) <= reported(bulk.report)
        assert all(item.error is not None for item in bulk.report.failed)


async def test_a_server_that_is_away_is_reported_for_every_entity() -> None:
    """If nothing gets through, every entity is reported, and raising tells so."""
    async with LocalDataHub() as datahub:
        faulty = FaultyTransport(datahub.transport, rate=1.0, kinds=["dropped before"])
        async with (
            client_through(datahub, faulty, attempts=2) as client,
            client.bulk(chunk_size=50) as bulk,
        ):
            urns = await register(bulk)
        assert bulk.report.written == ()
        assert {item.urn for item in bulk.report.failed} >= set(urns)
        assert {item.outcome for item in bulk.report.failed} == {Outcome.UNKNOWN}
        with pytest.raises(BulkWriteError, match="122 failed"):
            bulk.report.raise_for_failures()


async def test_a_refused_token_ends_everything() -> None:
    """After 401 nothing else is sent, and what waited is reported as not sent."""
    async with LocalDataHub(token="right-token") as datahub:
        faulty = FaultyTransport(datahub.transport, rate=0.0)
        async with (
            client_through(datahub, faulty) as client,
            client.bulk(chunk_size=5, concurrency=1) as bulk,
        ):
            await register(bulk)
        outcomes = {item.outcome for item in bulk.report.failed}
        assert bulk.report.written_count == 0
        assert outcomes == {Outcome.FAILED, Outcome.NOT_SENT}
        assert len(faulty.bodies) <= 3


async def test_overload_halves_the_concurrency_and_success_restores_it() -> None:
    """429 makes the writer send fewer chunks at once; later it sends as many as before."""
    seen: list[int] = []
    async with LocalDataHub() as datahub:
        faulty = FaultyTransport(datahub.transport, rate=1.0, kinds=["429"], most=20)
        async with (
            client_through(datahub, faulty, attempts=40) as client,
            client.bulk(
                chunk_size=1, concurrency=8, on_progress=lambda p: seen.append(p.concurrency)
            ) as bulk,
        ):
            for number in range(400):
                await bulk.create_dataset(f"table_{number}", platform="hive")
        assert bulk.report.failed == ()
        assert min(seen) < 8
        assert seen[-1] == 8

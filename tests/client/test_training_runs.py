"""Training runs: created once or again, their events, what they read and wrote."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from mldh_graphql.entities import (
    AuditStamp,
    MLTrainingRun,
    RunEvent,
    RunResultType,
    RunStatus,
)
from mldh_graphql.errors import EntityNotFoundError, HTTPStatusError
from mldh_graphql.urns import DatasetUrn, ExperimentUrn, MLModelUrn, TrainingRunUrn
from tests.client.written import events, stored, value_of, write

if TYPE_CHECKING:
    from mldh_graphql_api.input_types import PatchEntityInput

    from mldh_graphql.client import DataHubMLClient
    from mldh_graphql.local import LocalDataHub

RUN = TrainingRunUrn.build("simple_training_run")
START = datetime(2021, 8, 10, 7, 20, tzinfo=UTC)
END = START + timedelta(milliseconds=1000)
DATASET = DatasetUrn.build("iris_input", "snowflake")


async def test_a_simple_run(client: DataHubMLClient) -> None:
    """It is called by its id, was created just now and started just now."""
    before = datetime.now(UTC) - timedelta(milliseconds=1)
    urn = await client.create_training_run("simple_training_run")
    assert urn == RUN
    run = await client.get_training_run(urn)
    assert run.name == "simple_training_run"
    assert run.sub_types == ("ML Training Run",)
    assert run.platform == "urn:li:dataPlatform:mlflow"
    (event,) = run.events
    assert event.status is RunStatus.STARTED
    assert before <= event.timestamp <= datetime.now(UTC)
    assert run.created is not None
    assert run.created.time == run.start_timestamp == event.timestamp
    assert run.run_result is None


async def test_creating_a_run_again_changes_nothing(
    client: DataHubMLClient, datahub: LocalDataHub
) -> None:
    """Neither name nor creation, and it does not start again."""
    await client.create_training_run("simple_training_run", name="Simple", created=START)
    before, happened = stored(datahub, RUN), await events(datahub, RUN)
    for _ in range(3):
        await client.create_training_run("simple_training_run")
    assert stored(datahub, RUN) == before
    assert await events(datahub, RUN) == happened
    run = await client.get_training_run(RUN)
    assert (run.name, run.created) == ("Simple", AuditStamp(START))


async def test_a_detailed_run(client: DataHubMLClient, datahub: LocalDataHub) -> None:
    """Everything of the tutorial's example reads back, twice created or not."""
    experiment = ExperimentUrn.build("airline_forecast_experiment")
    for _ in range(2):
        await client.create_training_run(
            "simple_training_run",
            name="Simple Training Run",
            created=AuditStamp(1628580000000, "datahub"),
            id="simple_training_run",
            run_result="FAILURE",
            start_timestamp=1628580000000,
            end_timestamp=1628580001000,
            attempt=2,
            native_result_type="OOM",
            training_metrics={"accuracy": 0.9, "precision": 0.8},
            hyper_params={"learning_rate": 0.01, "optimizer": "adam"},
            output_urls=["s3://my-bucket/output"],
            custom_properties={"team": "forecasting"},
            external_url="https:localhost:5000",
            experiment=experiment,
            inputs=[DATASET],
            outputs=[MLModelUrn.build("m"), TrainingRunUrn.build("next")],
        )
    run = await client.get_training_run(RUN)
    assert run == MLTrainingRun(
        urn=RUN,
        name="Simple Training Run",
        created=AuditStamp(1628580000000, "datahub"),
        id="simple_training_run",
        run_result=RunResultType.FAILURE,
        start_timestamp=1628580000000,
        end_timestamp=1628580001000,
        attempt=2,
        native_result_type="OOM",
        training_metrics={"accuracy": 0.9, "precision": 0.8},
        hyper_params={"learning_rate": 0.01, "optimizer": "adam"},
        output_urls=["s3://my-bucket/output"],
        custom_properties={"team": "forecasting"},
        external_url="https:localhost:5000",
        experiment=experiment,
        inputs=[DATASET],
        outputs=[MLModelUrn.build("m"), TrainingRunUrn.build("next")],
    )
    assert [event.status for event in run.events] == [RunStatus.STARTED, RunStatus.COMPLETE]
    assert run.events[1].duration == timedelta(seconds=1)
    assert value_of(datahub, RUN, "mlTrainingRunProperties")["externalUrl"] == (
        "https:localhost:5000"
    )
    state = await events(datahub, RUN)
    assert isinstance(state, list)
    assert state[0] == {
        "status": "COMPLETE",
        "attempt": 2,
        "timestampMillis": 1628580001000,
        "durationMillis": 1000,
        "result": {"resultType": "FAILURE", "nativeResultType": "OOM"},
    }
    assert len(state) == 2


async def test_a_run_is_created_when_it_started(client: DataHubMLClient) -> None:
    """Unless somebody says something else."""
    await client.create_training_run("simple_training_run", start_timestamp=START)
    run = await client.get_training_run(RUN)
    assert run.created == AuditStamp(START, client.config.actor)
    assert run.events == (RunEvent("STARTED", START),)


async def test_a_run_that_only_ended_has_no_start(client: DataHubMLClient) -> None:
    """Nothing is made up."""
    await client.create_training_run("simple_training_run", end_timestamp=END, run_result="SKIPPED")
    run = await client.get_training_run(RUN)
    assert (run.start_timestamp, run.end_timestamp) == (None, END)
    assert run.run_result is RunResultType.SKIPPED


async def test_a_described_run_without_times_gets_no_event(client: DataHubMLClient) -> None:
    """`create` writes what is described, and nothing else."""
    await client.create(MLTrainingRun(urn=RUN, name="A"))
    assert (await client.get_training_run(RUN)).events == ()


async def test_a_run_goes_its_way(client: DataHubMLClient) -> None:
    """Started when created, ended by an update; every event stays."""
    await client.create_training_run("simple_training_run", start_timestamp=START)
    await client.update_training_run(
        RUN, run_result="SUCCESS", start_timestamp=START, end_timestamp=END
    )
    run = await client.get_training_run(RUN)
    assert (run.start_timestamp, run.end_timestamp) == (START, END)
    assert run.run_result is RunResultType.SUCCESS
    assert len(run.events) == 2


async def test_update(client: DataHubMLClient) -> None:
    """What is not passed stays; platform and sub-type of other programs do, too."""
    await client.create_training_run(
        "simple_training_run",
        platform="sagemaker",
        name="A",
        created=START,
        training_metrics={"accuracy": 0.9, "recall": 1},
        custom_properties={"team": "a"},
    )
    await client.update_training_run(
        RUN,
        name="B",
        training_metrics={"accuracy": 0.95},
        hyper_params={"depth": 3},
        output_urls=["s3://x"],
        custom_properties={"tier": "1"},
        external_url="u",
    )
    run = await client.get_training_run(RUN)
    assert run == MLTrainingRun(
        urn=RUN,
        platform="sagemaker",
        name="B",
        created=START,
        training_metrics={"accuracy": 0.95, "recall": 1},
        hyper_params={"depth": 3},
        output_urls=["s3://x"],
        custom_properties={"team": "a", "tier": "1"},
        external_url="u",
        events=run.events,
    )


async def test_inputs_and_outputs(client: DataHubMLClient) -> None:
    """Data sets, models and runs, in both directions, with and without the run itself."""
    model = MLModelUrn.build("m")
    other = TrainingRunUrn.build("other")
    await client.create_training_run("simple_training_run", inputs=[DATASET, other])
    await client.create_training_run("simple_training_run", outputs=[model])
    assert set(await client.inputs_of_run(RUN)) == {DATASET, other}
    assert await client.outputs_of_run(RUN) == (model,)
    trained = await client.create_model("trained", version="1", training_runs=[RUN])
    group = await client.create_model_group("g", training_runs=[RUN])
    assert set(await client.models_of_run(RUN)) == {trained, group}


async def test_events_of_a_run(client: DataHubMLClient) -> None:
    """Newest first, cut by time and number."""
    for hour in range(4):
        at = START + timedelta(hours=hour)
        status = "COMPLETE" if hour % 2 else "STARTED"
        await client.create(MLTrainingRun(urn=RUN, events=[RunEvent(status, at, attempt=hour)]))
    found = await client.events_of_run(RUN)
    assert [event.attempt for event in found] == [3, 2, 1, 0]
    assert found[0] == RunEvent("COMPLETE", START + timedelta(hours=3), attempt=3)
    assert [event.attempt for event in await client.events_of_run(RUN, limit=2)] == [3, 2]
    middle = await client.events_of_run(
        RUN, start=START + timedelta(hours=1), end=START + timedelta(hours=2)
    )
    assert [event.attempt for event in middle] == [2, 1]


async def test_two_events_of_the_same_time_stay_two(client: DataHubMLClient) -> None:
    """A start and an end in the same millisecond do not erase each other."""
    both = [RunEvent("STARTED", START), RunEvent("COMPLETE", START, result="SUCCESS")]
    await client.create(MLTrainingRun(urn=RUN, events=both))
    run = await client.get_training_run(RUN)
    assert set(run.events) == set(both)
    assert run.run_result is RunResultType.SUCCESS


async def test_events_of_other_programs_read(
    client: DataHubMLClient, datahub: LocalDataHub
) -> None:
    """A run that another program wrote without name, result type or platform reads all the same."""
    await write(datahub, RUN, {"status": {"removed": False}})
    run = await client.get_training_run(RUN)
    assert run == MLTrainingRun(urn=RUN, platform=None, sub_types=None)
    await client.create_training_run("simple_training_run", name="A")
    run = await client.get_training_run(RUN)
    assert run.name == "A"
    assert [event.status for event in run.events] == ["STARTED"]


async def test_refused_events_do_not_undo_the_run(
    client: DataHubMLClient, datahub: LocalDataHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The entity is written before its events; repeating the call completes it."""
    operations = client._session.operations
    patch = operations.patch_entities

    async def patched(inputs: list[PatchEntityInput]) -> object:
        results = await patch(inputs)
        datahub.answer_next(422, '{"message": "no"}')
        return results

    with monkeypatch.context() as broken:
        broken.setattr(operations, "patch_entities", patched)
        with pytest.raises(HTTPStatusError, match="422"):
            await client.create_training_run("simple_training_run", end_timestamp=END)
    assert await client.exists(RUN)
    assert await client.events_of_run(RUN) == ()
    await client.create_training_run("simple_training_run", end_timestamp=END)
    assert await client.events_of_run(RUN) == (RunEvent("COMPLETE", END),)


async def test_a_missing_run(client: DataHubMLClient, datahub: LocalDataHub) -> None:
    """Reading and changing it say so, and create no stub, though others link to it."""
    await client.create_model("m", version="1", training_runs=[RUN])
    for call in (
        client.get_training_run(RUN),
        client.inputs_of_run(RUN),
        client.outputs_of_run(RUN),
        client.models_of_run(RUN),
        client.events_of_run(RUN),
        client.update_training_run(RUN, name="x"),
    ):
        with pytest.raises(EntityNotFoundError) as raised:
            await call
        assert raised.value.urn == RUN
    assert datahub.aspects(RUN) == {}


async def test_events_follow_the_index(client: DataHubMLClient, datahub: LocalDataHub) -> None:
    """What comes through the index appears when it is flushed; the rest at once."""
    datahub.index_lag = 3600.0
    await client.create_training_run("simple_training_run", name="A", inputs=[DATASET])
    run = await client.get_training_run(RUN)
    assert run.name == "A"
    assert (run.events, run.inputs) == ((), ())
    assert await client.inputs_of_run(RUN) == ()
    datahub.flush_index()
    run = await client.get_training_run(RUN)
    assert len(run.events) == 1
    assert run.inputs == (DATASET,)

"""How many requests the calls take: as many as their docstrings say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mldh_graphql.entities import MLTrainingRun, RunEvent
from mldh_graphql.urns import DatasetUrn, MLModelGroupUrn, MLModelUrn, TrainingRunUrn

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from mldh_graphql.client import DataHubMLClient
    from mldh_graphql.local import LocalDataHub

    Call = Callable[[DataHubMLClient], Awaitable[Any]]

MODEL = MLModelUrn.build("m")
GROUP = MLModelGroupUrn.build("g")
RUN = TrainingRunUrn.build("r")
PATCH, EVENTS = "patchEntities", "/openapi/v3/entity/dataProcessInstance"


async def asked(datahub: LocalDataHub, call: Call) -> list[str]:
    """The operations, or REST paths, of the requests that a call takes."""
    before = len(datahub.requests)
    await call(datahub.client)
    return [request.operation or request.path for request in datahub.requests[before:]]


def detailed_run(client: DataHubMLClient) -> Awaitable[Any]:
    """A run with everything."""
    return client.create_training_run(
        "r",
        name="Run",
        created=1,
        run_result="SUCCESS",
        start_timestamp=1000,
        end_timestamp=2000,
        training_metrics={"accuracy": 0.9, "precision": 0.8},
        hyper_params={"learning_rate": 0.01},
        output_urls=["s3://x"],
        custom_properties={"team": "forecasting"},
        experiment="urn:li:container:e",
        inputs=[DatasetUrn.build("a", "s3")],
        outputs=[DatasetUrn.build("b", "s3")],
    )


async def test_a_run_with_everything_takes_two(datahub: LocalDataHub) -> None:
    """One GraphQL request and one for its events, the first time and every other time."""
    assert await asked(datahub, detailed_run) == [PATCH, EVENTS]
    assert await asked(datahub, detailed_run) == [PATCH, EVENTS]
    for request in datahub.requests:
        assert request.errors == ()


async def test_a_simple_run_takes_two(datahub: LocalDataHub) -> None:
    """A known one takes a second attempt, and no event."""
    assert await asked(datahub, lambda c: c.create_training_run("r")) == [PATCH, EVENTS]
    assert await asked(datahub, lambda c: c.create_training_run("r")) == [PATCH, PATCH]


@pytest.mark.parametrize(
    ("call", "again"),
    [
        pytest.param(lambda c: c.create_model_group("g", tags=["t"]), 1, id="group"),
        pytest.param(lambda c: c.create_dataset("d", platform="s3", tags=["t"]), 1, id="data set"),
        pytest.param(
            lambda c: c.create_model("m", version="1", alias="a", tags=["t"]), 2, id="model"
        ),
        pytest.param(lambda c: c.create_experiment("e", tags=["t"]), 2, id="experiment"),
        pytest.param(lambda c: c.create_experiment("e", name="E"), 1, id="experiment with a name"),
    ],
)
async def test_creating_takes_one(datahub: LocalDataHub, call: Call, again: int) -> None:
    """Whatever is said at once; what is known already may take a second attempt."""
    assert await asked(datahub, call) == [PATCH]
    assert await asked(datahub, call) == [PATCH] * again


@pytest.mark.parametrize(
    "call",
    [
        pytest.param(
            lambda c: c.add_model_to_model_group(model_urn=MODEL, group_urn=GROUP), id="group"
        ),
        pytest.param(lambda c: c.add_run_to_model(model_urn=MODEL, run_urn=RUN), id="model"),
        pytest.param(
            lambda c: c.remove_run_from_model(model_urn=MODEL, run_urn=RUN), id="unlinked"
        ),
        pytest.param(
            lambda c: c.add_input_datasets_to_run(
                run_urn=RUN, dataset_urns=[DatasetUrn.build(str(n), "s3") for n in range(50)]
            ),
            id="fifty inputs",
        ),
    ],
)
async def test_a_link_takes_one(datahub: LocalDataHub, call: Call) -> None:
    """Nothing is read first."""
    assert await asked(datahub, call) == [PATCH]


async def test_fields_take_two(datahub: LocalDataHub) -> None:
    """One asks whether the entity exists."""
    await datahub.client.create_model("m", version="1")
    calls: list[Call] = [
        lambda c: c.set_name(MODEL, "x"),
        lambda c: c.set_training_metric(MODEL, "x", 1),
        lambda c: c.add_tag(MODEL, "x"),
        lambda c: c.update_model(MODEL, name="x", custom_properties={"k": "v"}),
        lambda c: c.set_version(MODEL, "2", version_set="set"),
    ]
    for call in calls:
        assert await asked(datahub, call) == ["entityExists", PATCH]


async def test_leaving_an_experiment_takes_two(datahub: LocalDataHub) -> None:
    """One checks that the run is in it, one removes the aspect."""
    client = datahub.client
    experiment = await client.create_experiment("e")
    await client.create_training_run("r", experiment=experiment)
    operations = await asked(
        datahub,
        lambda c: c.remove_run_from_experiment(run_urn=RUN, experiment_urn=experiment),
    )
    assert operations[0] == PATCH
    assert operations[1].endswith("/container")
    assert len(operations) == 2


async def test_reading_takes_one(datahub: LocalDataHub) -> None:
    """Each entity with all of its fields, each list of links, each hop."""
    client = datahub.client
    await detailed_run(client)
    await client.create_model("m", version="1", groups=[GROUP], training_runs=[RUN])
    await client.create_model_group("g")
    calls: list[Call] = [
        lambda c: c.get_training_run(RUN),
        lambda c: c.get_model(MODEL),
        lambda c: c.get_model_group(GROUP),
        lambda c: c.get_many([RUN, MODEL, GROUP]),
        lambda c: c.exists(RUN),
        lambda c: c.models_of_group(GROUP),
        lambda c: c.runs_of_model_group(GROUP),
        lambda c: c.runs_of_model(MODEL),
        lambda c: c.inputs_of_run(RUN),
        lambda c: c.events_of_run(RUN),
        lambda c: c.upstream(MODEL),
        lambda c: c.downstream(GROUP),
        lambda c: c.server_info(),
        lambda c: c.me(),
    ]
    for call in calls:
        assert len(await asked(datahub, call)) == 1


async def test_a_conflict_takes_three(datahub: LocalDataHub) -> None:
    """Two attempts, and one question about what is there."""
    await datahub.client.create_model("m", version="1")
    outcome: list[BaseException] = []

    async def conflicting(client: DataHubMLClient) -> None:
        try:
            await client.create_model("m", version="2")
        except Exception as error:  # noqa: BLE001 - looked at below
            outcome.append(error)

    assert await asked(datahub, conflicting) == [PATCH, PATCH, "getMLModel"]
    assert [type(error).__name__ for error in outcome] == ["ConflictError"]


async def test_all_events_of_a_run_go_at_once(datahub: LocalDataHub) -> None:
    """However many there are."""
    many = [RunEvent("STARTED", time) for time in range(1, 200)]
    run = MLTrainingRun(urn=RUN, name="r", created=1, events=many)
    assert await asked(datahub, lambda c: c.create(run)) == [PATCH, EVENTS]

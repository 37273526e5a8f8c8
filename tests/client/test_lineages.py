"""Lineage through the client: hops in both directions, ghosts, whole graphs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mldh_graphql.errors import EntityNotFoundError
from mldh_graphql.lineage import LineageEdge, LineageHop
from mldh_graphql.urns import (
    DatasetUrn,
    ExperimentUrn,
    MLModelGroupUrn,
    MLModelUrn,
    TrainingRunUrn,
    Urn,
)
from tests.client.written import write

if TYPE_CHECKING:
    from mldh_graphql.client import DataHubMLClient
    from mldh_graphql.local import LocalDataHub

RAW = DatasetUrn.build("iris_input", "snowflake")
OUT = DatasetUrn.build("iris_output", "snowflake")
RUN = TrainingRunUrn.build("simple_training_run")
MODEL = MLModelUrn.build("arima_model")
GROUP = MLModelGroupUrn.build("airline_models")
RUN_PREFIX = "urn:li:dataProcessInstance:"
CONSUMES, PRODUCES = "DataProcessInstanceConsumes", "DataProcessInstanceProduces"


async def create_system(client: DataHubMLClient) -> None:
    """The tutorial's picture: data → run → model → group, run → group, run → data."""
    await client.create_dataset("iris_input", platform="snowflake", name="Iris Input")
    await client.create_dataset("iris_output", platform="snowflake")
    await client.create_model_group("airline_models", training_runs=[RUN])
    await client.create_model(
        "arima_model", version="1.0", alias="champion", groups=[GROUP], training_runs=[RUN]
    )
    await client.create_training_run(
        "simple_training_run",
        name="Simple [bold]Run",
        run_result="SUCCESS",
        end_timestamp=1000,
        inputs=[RAW],
        outputs=[OUT],
    )


async def test_hops(client: DataHubMLClient) -> None:
    """Every link is seen from both of its ends."""
    await create_system(client)
    assert await client.upstream(RAW) == ()
    assert await client.downstream(RAW) == (LineageHop(RUN, CONSUMES),)
    assert await client.upstream(RUN) == (LineageHop(RAW, CONSUMES),)
    assert set(await client.downstream(RUN)) == {
        LineageHop(OUT, PRODUCES),
        LineageHop(MODEL, "TrainedBy"),
        LineageHop(GROUP, "TrainedBy"),
    }
    assert await client.upstream(OUT) == (LineageHop(RUN, PRODUCES),)
    assert await client.upstream(MODEL) == (LineageHop(RUN, "TrainedBy"),)
    assert await client.downstream(MODEL) == (LineageHop(GROUP, "MemberOf"),)
    assert set(await client.upstream(GROUP)) == {
        LineageHop(RUN, "TrainedBy"),
        LineageHop(MODEL, "MemberOf"),
    }
    assert await client.downstream(GROUP) == ()


async def test_neighbours_have_their_own_type(client: DataHubMLClient) -> None:
    """A hop's URN can be passed on to the call of its noun."""
    await create_system(client)
    (hop,) = await client.upstream(MODEL)
    assert isinstance(hop.urn, TrainingRunUrn)
    assert (await client.get_training_run(hop.urn)).name == "Simple [bold]Run"


async def test_ghosts_only_when_asked(client: DataHubMLClient) -> None:
    """What is linked to but does not exist is left out, or shown."""
    await client.create_training_run("simple_training_run", inputs=[RAW])
    assert await client.upstream(RUN) == ()
    assert await client.upstream(RUN, include_missing=True) == (LineageHop(RAW, CONSUMES),)
    assert await client.downstream(RUN, include_missing=True) == ()


async def test_lineage_of_what_is_missing(client: DataHubMLClient) -> None:
    """An entity that others link to is missing all the same."""
    await client.create_training_run("simple_training_run", inputs=[RAW])
    for call in (
        client.upstream(RAW),
        client.downstream(RAW),
        client.downstream(RAW, include_missing=True),
        client.downstream(MODEL),
        client.lineage(RAW),
    ):
        with pytest.raises(EntityNotFoundError):
            await call


async def test_what_has_no_lineage(client: DataHubMLClient) -> None:
    """Experiments have none; missing ones are missing."""
    experiment = await client.create_experiment("e")
    assert await client.upstream(experiment) == ()
    graph = await client.lineage(experiment)
    assert list(graph.nodes) == [experiment]
    with pytest.raises(EntityNotFoundError):
        await client.downstream(ExperimentUrn.build("none"))


async def test_lineage_of_other_entities(client: DataHubMLClient, datahub: LocalDataHub) -> None:
    """Jobs train models as well, and have lineage of their own."""
    job = "urn:li:dataJob:(urn:li:dataFlow:(airflow,f,PROD),train)"
    await client.create_model("arima_model", version="1", training_runs=[job])
    assert await client.upstream(MODEL) == ()
    await write(datahub, job, {"status": {"removed": False}})
    assert await client.upstream(MODEL) == (LineageHop(Urn(job), "TrainedBy"),)
    assert await client.downstream(Urn(job)) == (LineageHop(MODEL, "TrainedBy"),)
    with pytest.raises(EntityNotFoundError):
        await client.upstream(Urn(job.replace("train", "none")))


async def test_lineage_lags(client: DataHubMLClient, datahub: LocalDataHub) -> None:
    """It comes through the index, for a missing entity just as for one without links."""
    await client.create_model("arima_model", version="1")
    await client.create_model_group("airline_models")
    datahub.index_lag = 3600.0
    await client.add_model_to_model_group(model_urn=MODEL, group_urn=GROUP)
    assert await client.downstream(MODEL) == ()
    datahub.flush_index()
    assert await client.downstream(MODEL) == (LineageHop(GROUP, "MemberOf"),)


async def test_a_whole_graph(client: DataHubMLClient) -> None:
    """From any entity of a chain; names and facts are for pictures."""
    await create_system(client)
    graph = await client.lineage(MODEL)
    assert graph.root == MODEL
    assert set(graph.edges) == {
        LineageEdge(RAW, RUN, CONSUMES),
        LineageEdge(RUN, MODEL, "TrainedBy"),
        LineageEdge(MODEL, GROUP, "MemberOf"),
    }
    model = graph.nodes[MODEL]
    assert (model.urn, model.kind, model.name) == (MODEL, "ML model", "arima_model")
    assert model.badges == ("1.0", "@champion")
    assert model.exists
    assert graph.nodes[RUN].facts == "SUCCESS"
    assert graph.nodes[RUN].name == "Simple [bold]Run"
    assert graph.nodes[RUN].kind == "training run"
    assert graph.nodes[RAW].name == "Iris Input"
    assert set((await client.lineage(RUN)).nodes) == {RAW, RUN, MODEL, GROUP, OUT}


async def test_directions_and_depth(client: DataHubMLClient) -> None:
    """Only as far and in the directions that were asked for."""
    await create_system(client)
    assert set((await client.lineage(MODEL, downstream=False)).nodes) == {MODEL, RUN, RAW}
    assert set((await client.lineage(MODEL, upstream=False)).nodes) == {MODEL, GROUP}
    assert set((await client.lineage(MODEL, depth=1)).nodes) == {MODEL, GROUP, RUN}
    alone = await client.lineage(MODEL, upstream=False, downstream=False)
    assert (list(alone.nodes), alone.edges) == ([MODEL], ())


async def test_what_is_linked_to_and_missing_can_be_shown(client: DataHubMLClient) -> None:
    """With its name and a mark; what others lead to is followed, and a missing root is an error."""
    other = DatasetUrn.build("other", "s3")
    await client.create_training_run("simple_training_run", inputs=[RAW])
    await client.create_dataset("other", platform="s3")
    await client.create_training_run("later", inputs=[OUT, other])
    await client.add_output_datasets_to_run(run_urn=RUN, dataset_urns=[OUT])
    later = TrainingRunUrn.build("later")
    assert set((await client.lineage(RUN)).nodes) == {RUN}
    graph = await client.lineage(RUN, include_missing=True)
    assert set(graph.nodes) == {RUN, RAW, OUT}
    assert graph.nodes[RAW].badges == ("missing",)
    assert not graph.nodes[RAW].exists
    assert graph.nodes[RUN].exists
    assert "missing" in graph.svg()
    assert set((await client.lineage(later, include_missing=True)).nodes) == {later, OUT, other}
    with pytest.raises(EntityNotFoundError):
        await client.lineage(RAW, include_missing=True)


async def test_other_nouns_are_not_missing(client: DataHubMLClient, datahub: LocalDataHub) -> None:
    """Nothing is known of a job but that it exists."""
    job = Urn("urn:li:dataJob:(urn:li:dataFlow:(airflow,f,PROD),train)")
    await write(datahub, job, {"status": {"removed": False}})
    await client.create_model("arima_model", version="1", training_runs=[job])
    node = (await client.lineage(MODEL)).nodes[job]
    assert (node.kind, node.name, node.badges, node.exists) == ("data job", "train", (), True)


async def test_columns_of_data_sets(client: DataHubMLClient, datahub: LocalDataHub) -> None:
    """When asked for: how many, and in the fields which ones; nested ones by their own names."""
    await create_system(client)
    field = {"type": {"type": {"com.linkedin.schema.NumberType": {}}}}
    schema = {
        "schemaName": "iris",
        "platform": "urn:li:dataPlatform:snowflake",
        "version": 0,
        "hash": "",
        "platformSchema": {"com.linkedin.schema.OtherSchema": {"rawSchema": ""}},
        "fields": [
            {**field, "fieldPath": "sepal_length", "nativeDataType": "NUMBER(4,1)"},
            {**field, "fieldPath": "[version=2.0].[type=long].petal", "nativeDataType": "NUMBER"},
            {**field, "fieldPath": "species[0]", "nativeDataType": "TEXT"},
        ],
    }
    await write(datahub, RAW, {"schemaMetadata": schema})
    assert (await client.lineage(RUN)).nodes[RAW].badges == ()
    nodes = (await client.lineage(RUN, columns=True)).nodes
    assert nodes[RAW].badges == ("3 columns",)
    assert [tuple(each) for each in nodes[RAW].fields if each.section == "Columns"] == [
        ("sepal_length", "NUMBER(4,1)", "Columns"),
        ("petal", "NUMBER", "Columns"),
        ("species[0]", "TEXT", "Columns"),
    ]
    assert nodes[OUT].badges == ()


async def test_a_wide_graph_takes_few_requests(
    client: DataHubMLClient, datahub: LocalDataHub
) -> None:
    """As many as it is deep, and one for fifty entities that are equally far."""
    async with client.bulk() as bulk:
        await bulk.create_model_group("airline_models")
        for number in range(120):
            await bulk.create_training_run(f"r{number}", inputs=[RAW])
            await bulk.create_model(
                f"m{number}", version="1", groups=[GROUP], training_runs=[f"{RUN_PREFIX}r{number}"]
            )
    await client.create_dataset("iris_input", platform="snowflake")
    before = len(datahub.requests)
    graph = await client.lineage(RAW)
    assert len(graph.nodes) == 242
    assert len(graph.edges) == 360
    asked = [request.operation for request in datahub.requests[before:]]
    # Up: 1. Down: 1 for the data set, 3 for the runs, 3 for the models, 1 for the group.
    assert asked == ["getLineages"] * 9 + ["getEntities"] * 3


async def test_entities_with_many_neighbours_show_them_all(
    client: DataHubMLClient, datahub: LocalDataHub
) -> None:
    """Page by page, where one page of many entities has no room for them."""
    async with client.bulk() as bulk:
        await bulk.create_training_run("simple_training_run", inputs=[RAW])
        for number in range(12):
            await bulk.create_model(f"m{number}", version="1", training_runs=[RUN])
        popular = MLModelUrn.build("m7")
        for number in range(230):
            await bulk.create_training_run(f"r{number}", inputs=[popular])
    graph = await client.lineage(RUN, depth=2)
    assert len(graph.downstream_of(popular)) == 230
    asked = [each.operation for each in datahub.requests].count("getLineages")
    assert asked == 4  # Up, down, the models, and a second page of one of them.


async def test_the_picture_of_a_system(client: DataHubMLClient) -> None:
    """As the tutorial's last picture, in text."""
    await create_system(client)
    picture = (await client.lineage(MODEL)).text()
    assert picture.splitlines() == [
        "Iris Input · dataset",
        "└── Simple [bold]Run [SUCCESS] · training run",
        "    └── arima_model [1.0 @champion] · ML model",
        "        └── airline_models · ML model group",
    ]

"""Links: made, made again, undone; those of others stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mldh_graphql.errors import WriteRejectedError
from mldh_graphql.urns import (
    DatasetUrn,
    ExperimentUrn,
    MLModelGroupUrn,
    MLModelUrn,
    TrainingRunUrn,
)
from tests.client.written import stored, value_of, write

if TYPE_CHECKING:
    from mldh_graphql.client import DataHubMLClient
    from mldh_graphql.local import LocalDataHub

MODEL = MLModelUrn.build("a/b~c%2C")
GROUP = MLModelGroupUrn.build("g")
OTHER_GROUP = MLModelGroupUrn.build("g/2")
RUN = TrainingRunUrn.build("r")
OTHER_RUN = TrainingRunUrn.build("r~1/,")
EXPERIMENT = ExperimentUrn.build("e")
DATASETS = [DatasetUrn.build("a", "s3"), DatasetUrn.build("b/~", "s3"), DatasetUrn.build("c", "s3")]


async def test_a_model_in_groups(client: DataHubMLClient, datahub: LocalDataHub) -> None:
    """A model joins and leaves groups one by one; both ends need not exist."""
    for group in (GROUP, OTHER_GROUP, GROUP):
        await client.add_model_to_model_group(model_urn=MODEL, group_urn=group)
    assert value_of(datahub, MODEL, "mlModelProperties")["groups"] == [GROUP, OTHER_GROUP]
    await client.create_model_group("g")
    assert await client.models_of_group(GROUP) == (MODEL,)
    for _ in range(2):
        await client.remove_model_from_model_group(model_urn=MODEL, group_urn=GROUP)
    assert value_of(datahub, MODEL, "mlModelProperties")["groups"] == [OTHER_GROUP]
    assert await client.models_of_group(GROUP) == ()


async def test_runs_of_a_model(client: DataHubMLClient, datahub: LocalDataHub) -> None:
    """Runs are added and removed one by one; repeating changes nothing."""
    await client.add_run_to_model(model_urn=MODEL, run_urn=RUN)
    await client.add_run_to_model(model_urn=MODEL, run_urn=OTHER_RUN)
    before = stored(datahub, MODEL)
    await client.add_run_to_model(model_urn=MODEL, run_urn=RUN)
    assert stored(datahub, MODEL) == before
    assert set(await client.runs_of_model(MODEL)) == {RUN, OTHER_RUN}
    for _ in range(2):
        await client.remove_run_from_model(model_urn=MODEL, run_urn=OTHER_RUN)
    assert await client.runs_of_model(MODEL) == (RUN,)


async def test_runs_of_a_group(client: DataHubMLClient) -> None:
    """The same for a group."""
    await client.add_run_to_model_group(model_group_urn=GROUP, run_urn=RUN)
    await client.add_run_to_model_group(model_group_urn=GROUP, run_urn=OTHER_RUN)
    assert set(await client.runs_of_model_group(GROUP)) == {RUN, OTHER_RUN}
    for _ in range(2):
        await client.remove_run_from_model_group(model_group_urn=GROUP, run_urn=RUN)
    assert await client.runs_of_model_group(GROUP) == (OTHER_RUN,)


async def test_a_run_is_in_one_experiment(client: DataHubMLClient, datahub: LocalDataHub) -> None:
    """It moves to the one that was said last."""
    first = await client.create_experiment("first")
    second = await client.create_experiment("second")
    run = await client.create_training_run("r", experiment=first)
    assert await client.runs_of_experiment(first) == (run,)
    await client.add_run_to_experiment(run_urn=run, experiment_urn=second)
    assert await client.runs_of_experiment(first) == ()
    assert await client.runs_of_experiment(second) == (run,)
    before = stored(datahub, run)
    await client.add_run_to_experiment(run_urn=run, experiment_urn=second)
    assert stored(datahub, run) == before


async def test_a_run_leaves_its_experiment(client: DataHubMLClient, datahub: LocalDataHub) -> None:
    """Only the one that it is in; the run itself stays."""
    experiment = await client.create_experiment("e")
    run = await client.create_training_run("r", name="A", experiment=experiment)
    before = stored(datahub, run)
    with pytest.raises(WriteRejectedError) as raised:
        await client.remove_run_from_experiment(
            run_urn=run, experiment_urn=ExperimentUrn.build("other")
        )
    assert (raised.value.urn, raised.value.aspect) == (run, "container")
    assert stored(datahub, run) == before
    await client.remove_run_from_experiment(run_urn=run, experiment_urn=experiment)
    read = await client.get_training_run(run)
    assert (read.experiment, read.name) == (None, "A")
    assert await client.runs_of_experiment(experiment) == ()
    with pytest.raises(WriteRejectedError):
        await client.remove_run_from_experiment(run_urn=run, experiment_urn=experiment)


async def test_a_missing_run_is_in_no_experiment(
    client: DataHubMLClient, datahub: LocalDataHub
) -> None:
    """Taking it out is refused, and creates nothing."""
    with pytest.raises(WriteRejectedError):
        await client.remove_run_from_experiment(run_urn=RUN, experiment_urn=EXPERIMENT)
    assert datahub.aspects(RUN) == {}


@pytest.mark.parametrize("side", ["input", "output"])
async def test_datasets_of_a_run(client: DataHubMLClient, datahub: LocalDataHub, side: str) -> None:
    """Both lists are kept, so that lineage and DataHub's pages agree."""
    run = await client.create_training_run("r")
    add = getattr(client, f"add_{side}_datasets_to_run")
    remove = getattr(client, f"remove_{side}_datasets_from_run")
    linked = getattr(client, f"{side}s_of_run")
    aspect = f"dataProcessInstance{side.capitalize()}"
    await add(run_urn=run, dataset_urns=DATASETS[:2])
    await add(run_urn=run, dataset_urns=DATASETS[1:])
    before = stored(datahub, run)
    await add(run_urn=run, dataset_urns=iter(DATASETS))
    assert stored(datahub, run) == before
    assert set(await linked(run)) == set(DATASETS)
    assert value_of(datahub, run, aspect)[f"{side}s"] == DATASETS
    for _ in range(2):
        await remove(run_urn=run, dataset_urns=[DATASETS[0], DATASETS[2]])
    assert await linked(run) == (DATASETS[1],)
    document = value_of(datahub, run, aspect)
    assert document[f"{side}s"] == [DATASETS[1]]
    assert document[f"{side}Edges"] == [{"destinationUrn": DATASETS[1]}]


async def test_edges_of_other_programs_stay(client: DataHubMLClient, datahub: LocalDataHub) -> None:
    """What they say about an edge is not lost when others are added."""
    edge = {"destinationUrn": DATASETS[0], "properties": {"via": "query"}}
    await write(
        datahub,
        RUN,
        {"dataProcessInstanceInput": {"inputs": [DATASETS[0]], "inputEdges": [edge]}},
    )
    await client.add_input_datasets_to_run(run_urn=RUN, dataset_urns=[DATASETS[1]])
    edges = value_of(datahub, RUN, "dataProcessInstanceInput")["inputEdges"]
    assert isinstance(edges, list)
    assert edge in edges
    assert len(edges) == 2


async def test_links_through_the_index_wait_for_it(
    client: DataHubMLClient, datahub: LocalDataHub
) -> None:
    """The model knows its group at once, the group its model after the lag."""
    await client.create_model_group("g")
    datahub.index_lag = 3600.0
    await client.add_model_to_model_group(model_urn=MODEL, group_urn=GROUP)
    assert (await client.get_model(MODEL)).groups == (GROUP,)
    assert await client.models_of_group(GROUP) == ()
    datahub.flush_index()
    assert await client.models_of_group(GROUP) == (MODEL,)


async def test_many_links_are_all_returned(client: DataHubMLClient, datahub: LocalDataHub) -> None:
    """More than fit on a page of relationships."""
    group = await client.create_model_group("g")
    await write(
        datahub,
        RUN,
        {
            "dataProcessInstanceInput": {
                "inputs": [],
                "inputEdges": [
                    {"destinationUrn": DatasetUrn.build(f"d{number}", "s3")}
                    for number in range(2100)
                ],
            }
        },
    )
    assert len(await client.inputs_of_run(RUN)) == 2100
    assert await client.models_of_group(group) == ()

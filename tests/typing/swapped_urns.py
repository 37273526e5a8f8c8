"""Checked by mypy and pyright, never run: URNs of different nouns cannot be swapped.

Each line with an ignore must be an error: a type checker complains about an ignore that it does
not need.
"""
# pyright: strict, reportUnnecessaryTypeIgnoreComment=true, reportUnusedCoroutine=false

from datetime import UTC, datetime
from typing import assert_type

import mldh_graphql
from mldh_graphql import (
    DataHubMLClient,
    DatasetUrn,
    Entity,
    ExperimentUrn,
    LineageGraph,
    LineageHop,
    LocalDataHub,
    MLModel,
    MLModelGroup,
    MLModelGroupUrn,
    MLModelUrn,
    MLTrainingRun,
    RunResultType,
    TrainingRunUrn,
    Urn,
    parse_urn,
)


async def right(client: DataHubMLClient) -> None:
    """The tutorial, as it is meant."""
    group_urn = await client.create_model_group("g", created=datetime.now(UTC), tags=["t"])
    assert_type(group_urn, MLModelGroupUrn)
    model_urn = await client.create_model(
        "m",
        version="1.0",
        training_metrics={"accuracy": 0.9, "note": "good", "epochs": 3, "early": True},
        hyper_params={"optimizer": "adam", "rate": 0.01},
        structured_properties={"p": [1, "x"], "q": 2.5},
        links={"https://wiki": "Wiki"},
    )
    assert_type(model_urn, MLModelUrn)
    experiment_urn = await client.create_experiment("e", created=1628580000000)
    assert_type(experiment_urn, ExperimentUrn)
    run_urn = await client.create_training_run("r", run_result=RunResultType.SUCCESS)
    assert_type(run_urn, TrainingRunUrn)
    dataset_urn = await client.create_dataset("d", platform="s3")
    assert_type(dataset_urn, DatasetUrn)
    await client.add_model_to_model_group(model_urn=model_urn, group_urn=group_urn)
    await client.add_run_to_experiment(run_urn=run_urn, experiment_urn=experiment_urn)
    await client.add_run_to_model(model_urn=model_urn, run_urn=run_urn)
    await client.add_run_to_model_group(model_group_urn=group_urn, run_urn=run_urn)
    await client.add_input_datasets_to_run(run_urn=run_urn, dataset_urns=[dataset_urn])
    await client.add_tag(model_urn, "t")
    await client.set_training_metric(run_urn, "accuracy", 0.9)
    await client.upstream(dataset_urn)


async def types_of_answers(client: DataHubMLClient, model_urn: MLModelUrn) -> None:
    """What comes back has a type of its own."""
    model = await client.get_model(model_urn)
    assert_type(model, MLModel)
    assert_type(model.groups, tuple[MLModelGroupUrn, ...] | None)
    assert_type(model.version, str | None)
    assert_type(await client.runs_of_model(model_urn), tuple[Urn, ...])
    assert_type(await client.get_many([model_urn]), dict[Urn, Entity])
    assert_type(await client.upstream(model_urn), tuple[LineageHop, ...])
    assert_type(await client.lineage(model_urn), LineageGraph)
    async for run in client.find_training_runs():
        assert_type(run, MLTrainingRun)
    async for group in client.find_model_groups():
        assert_type(group, MLModelGroup)


async def wrong(client: DataHubMLClient, model: MLModelUrn, run: TrainingRunUrn) -> None:
    """Each line is an error."""
    group = MLModelGroupUrn.build("g")
    experiment = ExperimentUrn.build("e")
    dataset = DatasetUrn.build("d", "s3")
    await client.add_run_to_model(model_urn=run, run_urn=run)  # type: ignore[arg-type]
    await client.add_run_to_model(model_urn=model, run_urn=model)  # type: ignore[arg-type]
    await client.add_run_to_model(model_urn=group, run_urn=run)  # type: ignore[arg-type]
    await client.add_model_to_model_group(model_urn=model, group_urn=model)  # type: ignore[arg-type]
    await client.add_model_to_model_group(model_urn=group, group_urn=group)  # type: ignore[arg-type]
    await client.add_run_to_experiment(run_urn=run, experiment_urn=run)  # type: ignore[arg-type]
    await client.add_run_to_experiment(run_urn=experiment, experiment_urn=experiment)  # type: ignore[arg-type]
    await client.add_run_to_model_group(model_group_urn=model, run_urn=run)  # type: ignore[arg-type]
    await client.add_input_datasets_to_run(run_urn=dataset, dataset_urns=[dataset])  # type: ignore[arg-type]
    await client.add_input_datasets_to_run(run_urn=run, dataset_urns=5)  # type: ignore[arg-type]
    await client.get_model(run)  # type: ignore[arg-type]
    await client.get_model_group(model)  # type: ignore[arg-type]
    await client.get_experiment(run)  # type: ignore[arg-type]
    await client.get_training_run(experiment)  # type: ignore[arg-type]
    await client.get_dataset(model)  # type: ignore[arg-type]
    await client.get_model("urn:li:mlModel:(urn:li:dataPlatform:mlflow,m,PROD)")  # type: ignore[arg-type]
    await client.set_version(run, "1")  # type: ignore[arg-type]
    await client.set_training_metric(group, "accuracy", 0.9)  # type: ignore[arg-type]
    await client.create_model("m")  # type: ignore[call-arg]
    await client.create_model("m", version=1.0)  # type: ignore[arg-type]
    await client.create_model("m", version="1", training_metrics={"accuracy": None})  # type: ignore[dict-item]
    await client.create_training_run("r", start_timestamp="2021-08-10")  # type: ignore[arg-type]
    await client.update_model(run, name="x")  # type: ignore[arg-type]
    client.find_models(group=model)  # type: ignore[arg-type]
    _ = mldh_graphql.Nothing  # type: ignore[attr-defined]


def urns() -> None:
    """A parsed text has the type that was asked for."""
    assert_type(parse_urn("urn:li:tag:t"), Urn)
    assert_type(MLModelUrn.parse("urn:li:mlModel:(urn:li:dataPlatform:mlflow,m,PROD)"), MLModelUrn)
    assert_type(LocalDataHub().client, DataHubMLClient)

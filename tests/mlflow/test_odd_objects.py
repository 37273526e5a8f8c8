"""Objects that MLflow allows, and on which DataHub's own source breaks off."""

from __future__ import annotations

import json
import math
import os
import shutil
import sqlite3
from typing import TYPE_CHECKING

import pytest

from mldh_graphql import LocalDataHub, SourceError, sync_mlflow
from mldh_graphql.mlflow.identity import Identity, MLflowUrns
from mldh_graphql.mlflow.report import SyncKind

if TYPE_CHECKING:
    from pathlib import Path

    from mldh_graphql import SyncIssue, SyncReport
    from tools.mlflow_store import Store

URNS = MLflowUrns(Identity.OFFICIAL)


def about(report: SyncReport, kind: SyncKind) -> list[SyncIssue]:
    """The issues about one kind of object."""
    return [issue for issue in report.issues if issue.kind is kind]


@pytest.mark.parametrize(
    "schema",
    [
        pytest.param(None, id="none"),
        pytest.param("", id="empty"),
        pytest.param("null", id="null"),
        pytest.param("{", id="no json"),
        pytest.param('{"mlflow_colspec": [1]}', id="strange columns"),
        pytest.param('{"mlflow_tensorspec": {}}', id="tensor"),
    ],
)
async def test_a_data_set_without_columns_is_told_and_written(
    datahub: LocalDataHub, bare_store: Store, state: Path, schema: str | None
) -> None:
    """Whatever its schema is; the run keeps its input, and other objects are written."""
    run = bare_store.run(bare_store.experiment("odd"), "reads")
    bare_store.read(run, "odd", schema=schema)
    bare_store.version("model", run)
    report = await sync_mlflow(datahub.client, bare_store.uri, state=state)
    assert [issue.id for issue in about(report, SyncKind.DATASET)] == ["odd"]
    assert report.failed == ()
    read = await datahub.client.get_training_run(URNS.run(run))
    assert read.inputs == (URNS.dataset("odd"),)
    assert "schemaMetadata" not in datahub.aspects(URNS.dataset("odd"))
    assert await datahub.client.exists(URNS.model("model", "1"))


@pytest.mark.parametrize(
    "name", [pytest.param("O'Brien's", id="single"), pytest.param('say "so"', id="double")]
)
async def test_a_model_with_quotes_in_its_name(
    datahub: LocalDataHub, bare_store: Store, state: Path, name: str
) -> None:
    """It is a model like any other."""
    bare_store.client.create_registered_model(name)
    bare_store.client.create_model_version(name, "s3://x", await_creation_for=0)
    report = await sync_mlflow(datahub.client, bare_store.uri, state=state)
    assert report.issues == ()
    assert (await datahub.client.get_model(URNS.model(name, "1"))).version == "1"


async def test_a_version_whose_run_is_gone_for_good(
    datahub: LocalDataHub, bare_store: Store, state: Path
) -> None:
    """It is written without a link to nowhere; what it came from is a custom property."""
    run = bare_store.run(bare_store.experiment("odd"), "gone")
    bare_store.version("orphan", run)
    path = bare_store.uri.removeprefix("sqlite:///")
    with sqlite3.connect(path) as database:
        for table in ("tags", "metrics", "latest_metrics", "params", "runs"):
            database.execute(f"DELETE FROM {table}")
    database.close()
    report = await sync_mlflow(datahub.client, bare_store.uri, state=state)
    (issue,) = about(report, SyncKind.MODEL_VERSION)
    assert run in issue.reason
    model = await datahub.client.get_model(URNS.model("orphan", "1"))
    assert not model.training_runs
    assert model.custom_properties is not None
    assert model.custom_properties["mlflow.run_id"] == run


async def test_a_version_whose_run_is_in_the_trash(
    datahub: LocalDataHub, bare_store: Store, state: Path
) -> None:
    """It keeps the run's parameters, as DataHub's own source has it."""
    run = bare_store.run(bare_store.experiment("odd"), "deleted", params={"k": "v"})
    bare_store.version("orphan", run)
    bare_store.client.delete_run(run)
    await sync_mlflow(datahub.client, bare_store.uri, state=state)
    model = await datahub.client.get_model(URNS.model("orphan", "1"))
    assert not model.training_runs
    assert [(each.name, each.value) for each in model.hyper_params or ()] == [("k", "v")]


async def test_a_store_of_another_release_is_told(
    datahub: LocalDataHub, bare_store: Store, state: Path
) -> None:
    """With what MLflow says about it; nothing is written."""
    with sqlite3.connect(bare_store.uri.removeprefix("sqlite:///")) as database:
        database.execute("UPDATE alembic_version SET version_num = 'ffffffffffff'")
    database.close()
    # MLflow keeps a store that it has opened.
    copy = bare_store.uri + "2"
    shutil.copy(bare_store.uri.removeprefix("sqlite:///"), copy.removeprefix("sqlite:///"))
    with pytest.raises(SourceError, match=r"ffffffffffff|out-of-date"):
        await sync_mlflow(datahub.client, copy, state=state)


async def test_what_cannot_be_written_keeps_nothing_else_away(
    datahub: LocalDataHub, bare_store: Store, state: Path
) -> None:
    """A name that is too long for any URN is a failure in the report, and a reason to complain."""
    experiment = bare_store.experiment("odd")
    bare_store.client.create_registered_model("я" * 200)
    run = bare_store.run(experiment, "good")
    bare_store.read(run, "\ttabs")
    report = await sync_mlflow(datahub.client, bare_store.uri, state=state)
    assert {issue.kind for issue in report.failed} == {SyncKind.REGISTERED_MODEL, SyncKind.RUN}
    assert report.counts[SyncKind.RUN].written == 1
    with pytest.raises(Exception, match="registered model"):
        report.raise_for_failures()


async def test_a_run_that_somebody_wrote_before_keeps_what_they_wrote(
    datahub: LocalDataHub, bare_store: Store, state: Path
) -> None:
    """Long lists are written whole only where there are none."""
    params = {f"p{number}": number for number in range(10)}
    run = bare_store.run(bare_store.experiment("odd"), "run", params=params)
    urn = URNS.run(run)
    await datahub.client.create_training_run(urn.id, name="before", hyper_params={"theirs": 1})
    report = await sync_mlflow(datahub.client, bare_store.uri, state=state)
    assert report.failed == ()
    read = await datahub.client.get_training_run(urn)
    assert read.name == "run"
    assert {each.name for each in read.hyper_params or ()} == {*params, "theirs"}


async def test_values_arrive_as_mlflow_has_them(
    datahub: LocalDataHub, bare_store: Store, state: Path
) -> None:
    """Not-a-number, huge and tiny numbers, and floats to the last digit."""
    values = {"nan": math.nan, "tiny": 5e-324, "big": 1e300, "third": 1 / 3, "int": 3.0}
    run = bare_store.run(bare_store.experiment("values"), "odd", metrics=values)
    await sync_mlflow(datahub.client, bare_store.uri, state=state)
    read = await datahub.client.get_training_run(URNS.run(run))
    assert {each.name: each.value for each in read.training_metrics or ()} == {
        name: repr(value) for name, value in values.items()
    }


async def test_five_hundred_parameters_arrive_and_change_one_by_one(
    datahub: LocalDataHub, bare_store: Store, state: Path
) -> None:
    """Long ones and unicode, too; a tag that changes later leaves what people added."""
    params = {f"p/{number:03d}": "я" * number for number in range(500)}
    run = bare_store.run(bare_store.experiment("many"), "run", params=params)
    await sync_mlflow(datahub.client, bare_store.uri, state=state)
    urn = URNS.run(run)
    read = await datahub.client.get_training_run(urn)
    assert {each.name: each.value for each in read.hyper_params or ()} == params
    await datahub.client.set_hyper_param(urn, "mine", 1)
    bare_store.client.log_param(run, "p/new", "x")
    await sync_mlflow(datahub.client, bare_store.uri, state=state, full=True)
    names = {each.name for each in (await datahub.client.get_training_run(urn)).hyper_params or ()}
    assert names == {*params, "mine", "p/new"}


async def test_a_hundred_thousand_steps_become_a_summary(
    datahub: LocalDataHub, bare_store: Store, state: Path
) -> None:
    """Exact, however long the history is, and also of what is not a number."""
    run = bare_store.run(bare_store.experiment("long"), "run", metrics={"once": 1.0})
    with sqlite3.connect(bare_store.uri.removeprefix("sqlite:///")) as database:
        # MLflow itself takes a minute for so many.
        rows = [
            ("loss", -1.0 if step == 77_777 else 1 / (step + 1), step, run, step)
            for step in range(100_000)
        ]
        database.executemany(
            "INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) "
            "VALUES (?, ?, ?, ?, ?, 0)",
            rows,
        )
        database.execute(
            "INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid) "
            "VALUES ('loss', 1e-05, 99999, 99999, 0, ?)",
            (run,),
        )
    database.close()
    await sync_mlflow(datahub.client, bare_store.uri, state=state)
    properties = (await datahub.client.get_training_run(URNS.run(run))).custom_properties
    assert properties is not None
    assert json.loads(properties["mlflow.metric.loss"]) == {
        "count": 100_000,
        "first": 1.0,
        "last": 1e-05,
        "min": -1.0,
        "max": 1.0,
        "steps": [0, 99_999],
    }
    assert "mlflow.metric.once" not in properties


async def test_metrics_without_steps_are_summed_up_on_request(
    datahub: LocalDataHub, bare_store: Store, state: Path
) -> None:
    """Many log all values of a metric at step 0."""
    run = bare_store.run(bare_store.experiment("odd"), "run")
    for number, value in enumerate((1.0, math.nan, 3.0)):
        bare_store.client.log_metric(run, "loss", value, timestamp=number + 1, step=0)
    await sync_mlflow(datahub.client, bare_store.uri, state=state)
    urn = URNS.run(run)
    before = (await datahub.client.get_training_run(urn)).custom_properties or {}
    assert "mlflow.metric.loss" not in before
    await sync_mlflow(datahub.client, bare_store.uri, state=state, full=True, metric_history="all")
    after = (await datahub.client.get_training_run(urn)).custom_properties or {}
    assert json.loads(after["mlflow.metric.loss"]) == {
        "count": 3,
        "first": 1.0,
        "last": 3.0,
        "min": 1.0,
        "max": 3.0,
        "steps": [0, 0],
    }


async def test_logged_models_and_who_read_them(
    datahub: LocalDataHub, bare_store: Store, state: Path
) -> None:
    """MLflow 3: models of their own, linked to the runs that made and read them."""
    entities = pytest.importorskip("mlflow.entities", reason="needs mldh-graphql[mlflow]")
    if not hasattr(bare_store.client, "create_logged_model"):
        pytest.skip("needs MLflow 3")
    experiment = bare_store.experiment("agents")
    trains = bare_store.run(experiment, "trains")
    reads = bare_store.run(experiment, "reads")
    client = bare_store.client
    model = client.create_logged_model(
        experiment, "agent", source_run_id=trains, params={"t": "0.2"}, model_type="agent"
    )
    client.log_outputs(trains, models=[entities.LoggedModelOutput(model.model_id, step=0)])
    client.log_inputs(reads, models=[entities.LoggedModelInput(model.model_id)])
    await sync_mlflow(datahub.client, bare_store.uri, state=state)
    urn = URNS.logged_model(model.model_id)
    read = await datahub.client.get_model(urn)
    assert (read.name, read.type) == ("agent", "agent")
    assert read.training_runs == (URNS.run(trains),)
    assert (await datahub.client.get_training_run(URNS.run(trains))).outputs == (urn,)
    assert (await datahub.client.get_training_run(URNS.run(reads))).inputs == (urn,)


async def test_a_store_of_files(
    datahub: LocalDataHub,
    tmp_path: Path,
    state: Path,
    monkeypatch: pytest.MonkeyPatch,
    bare_store: Store,
) -> None:
    """With the numbers that a database cannot hold; MLflow 3 need not be asked for permission."""
    uri = f"file:{tmp_path}/mlruns"
    with monkeypatch.context() as context:
        context.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
        store = type(bare_store)(uri)
        values = {"inf": math.inf, "ninf": -math.inf, "zero": -0.0}
        run = store.run(store.experiment("files"), "run", metrics=values, history={"l": [2.0, 1.0]})
        store.version("model", run)
    report = await sync_mlflow(datahub.client, uri, state=state)
    assert report.failed == ()
    read = await datahub.client.get_training_run(URNS.run(run))
    found = {each.name: each.value for each in read.training_metrics or ()}
    assert found == {"inf": "inf", "ninf": "-inf", "zero": "-0.0", "l": "1.0"}
    assert (await sync_mlflow(datahub.client, uri, state=state, full=True)).written == 0
    assert "MLFLOW_ALLOW_FILE_STORE" not in os.environ

"""A sync from a real MLflow store into a local DataHub."""

from __future__ import annotations

import asyncio
import gc
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mldh_graphql import (
    ConfigurationError,
    InvalidValueError,
    LocalDataHub,
    SourceError,
    SyncReport,
    sync_mlflow,
)
from mldh_graphql.mlflow.identity import Identity, MLflowUrns
from mldh_graphql.mlflow.report import SyncKind
from mldh_graphql.mlflow.selection import Shard

if TYPE_CHECKING:
    from pathlib import Path

    from mldh_graphql import Urn
    from tools.mlflow_store import Store

URNS = MLflowUrns(Identity.OFFICIAL)
CHURN = URNS.experiment("churn/xgboost sweep")
READ_ONLY = frozenset({"getEntities", "getExisting", "batchGetAspects"})


def value(datahub: LocalDataHub, urn: Urn, aspect: str) -> dict[str, object]:
    """What is stored."""
    return datahub.aspects(urn)[aspect].value


def everything(datahub: LocalDataHub) -> dict[str, dict[str, object]]:
    """All that a DataHub has, by URN and aspect."""
    urns = datahub._running.state.store.urns()
    return {
        str(urn): {name: aspect.value for name, aspect in datahub.aspects(urn).items()}
        for urn in urns
    }


async def test_an_experiment_keeps_its_note_tags_and_key(
    datahub: LocalDataHub, store: Store, state: Path
) -> None:
    """A tag called as a part of the key does not shadow it."""
    await sync_mlflow(datahub.client, store.uri, state=state, mlflow_url="http://mlflow/")
    stored = value(datahub, CHURN, "containerProperties")
    properties = stored["customProperties"]
    assert stored["name"] == "churn/xgboost sweep"
    assert stored["description"] == "## Churn"
    assert str(stored["externalUrl"]).startswith("http://mlflow/#/experiments/")
    assert isinstance(properties, dict)
    assert properties["id"] == "churn/xgboost sweep"
    assert properties["mlflow.tag.id"] == "shadow"
    assert properties["team"] == "growth"
    assert properties["artifacts_location"] == "s3://acme/19"


async def test_a_run_keeps_everything_that_mlflow_knows(
    datahub: LocalDataHub, store: Store, runs: dict[str, str], state: Path
) -> None:
    """Tags, note, parameters, metrics, history, parent, inputs, all its models, and its page."""
    await sync_mlflow(datahub.client, store.uri, state=state, mlflow_url="http://mlflow")
    urn = URNS.run(runs["child"])
    run = await datahub.client.get_training_run(urn)
    assert run.name == "child"
    assert run.id == runs["child"]
    assert run.experiment == CHURN
    assert run.platform == "urn:li:dataPlatform:mlflow"
    assert run.custom_properties is not None
    assert run.custom_properties["git.branch"] == "main"
    assert run.custom_properties["mlflow.note.content"] == "a note"
    assert json.loads(run.custom_properties["mlflow.metric.loss"]) == {
        "count": 3,
        "first": 1.0,
        "last": 0.25,
        "min": 0.25,
        "max": 1.0,
        "steps": [0, 2],
    }
    assert {(p.name, p.value) for p in run.hyper_params or ()} == {
        ("lr", "0.1"),
        ("data/path", "s3://x"),
        ("empty", ""),
    }
    assert {(m.name, m.value) for m in run.training_metrics or ()} == {
        ("val/auc", "0.81"),
        ("loss", "0.25"),
    }
    assert set(run.inputs or ()) == {URNS.dataset("train.parquet"), URNS.dataset("valid.parquet")}
    assert set(run.outputs or ()) == {URNS.model("churn", "2"), URNS.model("also-churn", "1")}
    assert run.external_url == f"http://mlflow/#/experiments/1/runs/{runs['child']}"
    relations = value(datahub, urn, "dataProcessInstanceRelationships")
    assert relations["parentInstance"] == URNS.run(runs["sweep"])


@pytest.mark.parametrize(
    ("name", "result", "native", "events"),
    [
        pytest.param("child", "SUCCESS", "FINISHED", 2, id="finished"),
        pytest.param("failed", "FAILURE", "FAILED", 2, id="failed"),
        pytest.param("killed", "SKIPPED", "KILLED", 2, id="killed"),
        pytest.param("running", None, None, 1, id="running"),
        pytest.param("scheduled", None, None, 0, id="scheduled"),
    ],
)
async def test_how_far_a_run_has_got(
    datahub: LocalDataHub,
    store: Store,
    runs: dict[str, str],
    state: Path,
    name: str,
    result: str | None,
    native: str | None,
    events: int,
) -> None:
    """Its start and end are events, with MLflow's own word for how it ended."""
    await sync_mlflow(datahub.client, store.uri, state=state)
    urn = URNS.run(runs[name])
    run = await datahub.client.get_training_run(urn)
    assert (run.run_result, run.native_result_type) == (result, native)
    assert len(await datahub.client.events_of_run(urn)) == events
    assert run.custom_properties is not None
    assert run.custom_properties["mlflow.status"] in ("FINISHED", name.upper())


async def test_a_version_keeps_aliases_stage_and_order(
    datahub: LocalDataHub, store: Store, runs: dict[str, str], state: Path
) -> None:
    """In the version set and order of DataHub's own source."""
    await sync_mlflow(datahub.client, store.uri, state=state)
    first, second = URNS.model("churn", "1"), URNS.model("churn", "2")
    model = await datahub.client.get_model(first)
    assert model.version == "1"
    assert model.aliases == ("champion",)
    assert model.tags == (URNS.stage_tag("Production"),)
    assert model.groups == (URNS.group("churn"),)
    assert model.training_runs == (URNS.run(runs["sweep"]),)
    assert model.plain_tags == ("validation:passed",)
    assert {p.name for p in model.hyper_params or ()} == {"strategy"}
    stored = value(datahub, second, "versionProperties")
    assert stored["sortId"] == "0000000002"
    assert stored["versionSet"] == URNS.version_set("churn")
    assert (await datahub.client.get_model(second)).is_latest
    group = await datahub.client.get_model_group(URNS.group("churn"))
    assert (group.description, group.version) == ("Predicts churn.", "2")
    assert group.custom_properties == {
        "tier": "1",
        "mlflow.alias.champion": "1",
        "mlflow.alias.challenger": "2",
    }


async def test_a_data_set_is_as_the_newest_run_knew_it(
    datahub: LocalDataHub, store: Store, state: Path
) -> None:
    """With its true source, columns that may be empty, digest and profile."""
    await sync_mlflow(datahub.client, store.uri, state=state)
    valid = URNS.dataset("valid.parquet")
    properties = value(datahub, valid, "datasetProperties")["customProperties"]
    assert isinstance(properties, dict)
    assert properties["mlflow.dataset.digest"] == "d1"
    assert json.loads(properties["mlflow.dataset.profile"]) == {"num_rows": 3}
    (profile,) = datahub._running.state.store.events(valid, "datasetProfile")
    assert profile.value == {
        "timestampMillis": profile.timestamp_ms,
        "messageId": f"{valid}/profile/{profile.timestamp_ms}",
        "rowCount": 3,
        "columnCount": 2,
    }
    assert properties["mlflow.dataset.seen_by"].startswith(f"{profile.timestamp_ms:015d}/")
    fields = value(datahub, valid, "schemaMetadata")["fields"]
    assert isinstance(fields, list)
    assert [(each["fieldPath"], each["nullable"]) for each in fields] == [
        ("id", False),
        ("country", True),
    ]
    (upstream,) = value(datahub, valid, "upstreamLineage")["upstreams"]  # type: ignore[misc]  # a list
    assert upstream["dataset"] == (
        "urn:li:dataset:(urn:li:dataPlatform:s3,acme/valid.parquet,PROD)"
    )
    train = value(datahub, URNS.dataset("train.parquet"), "datasetProperties")["customProperties"]
    assert isinstance(train, dict)
    assert train["mlflow.dataset.digest"] == "d2"


async def test_a_second_sync_writes_nothing(
    datahub: LocalDataHub, store: Store, state: Path
) -> None:
    """Neither one that looks at everything, nor one that looks at what may have changed."""
    await sync_mlflow(datahub.client, store.uri, state=state, deleted="soft-delete")
    before = everything(datahub)
    for full in (True, None):
        asked = len(datahub.requests)
        report = await sync_mlflow(
            datahub.client, store.uri, state=state, full=full, deleted="soft-delete"
        )
        assert report.written == 0
        operations = {each.operation for each in datahub.requests[asked:]}
        assert operations <= READ_ONLY
    assert everything(datahub) == before


async def test_what_people_did_in_datahub_survives(
    datahub: LocalDataHub, store: Store, runs: dict[str, str], state: Path
) -> None:
    """Tags, properties, owners and links, even when the same aspects are written again."""
    client = datahub.client
    await sync_mlflow(client, store.uri, state=state)
    model, run = URNS.model("churn", "1"), URNS.run(runs["child"])
    await client.add_tag(model, "reviewed")
    await client.set_custom_property(model, "cost", "12")
    await client.set_custom_property(run, "ticket", "ML-7")
    await client.add_version_alias(model, "mine")
    store.client.set_model_version_tag("churn", "1", "validation", "failed")
    store.client.transition_model_version_stage("churn", "1", "Archived")
    store.client.set_tag(runs["child"], "git.branch", "fix")
    await sync_mlflow(client, store.uri, state=state, full=True)
    after = await client.get_model(model)
    assert set(after.tags or ()) == {"urn:li:tag:reviewed", URNS.stage_tag("Archived")}
    assert after.custom_properties is not None
    assert after.custom_properties["cost"] == "12"
    assert after.custom_properties["validation"] == "failed"
    assert set(after.aliases or ()) == {"champion", "mine"}
    assert after.plain_tags == ("validation:failed",)
    properties = (await client.get_training_run(run)).custom_properties
    assert properties is not None
    assert (properties["ticket"], properties["git.branch"]) == ("ML-7", "fix")


async def test_what_vanished_from_mlflow_vanishes(
    datahub: LocalDataHub, store: Store, runs: dict[str, str], state: Path
) -> None:
    """An alias that moved, tags that were deleted, a description that was taken away."""
    client = datahub.client
    await sync_mlflow(client, store.uri, state=state)
    store.client.set_registered_model_alias("churn", "champion", "2")
    store.client.delete_registered_model_tag("churn", "tier")
    store.client.update_registered_model("churn", "")
    store.client.delete_tag(runs["child"], "git.branch")
    store.client.delete_model_version("also-churn", "1")
    await sync_mlflow(client, store.uri, state=state, full=True)
    assert (await client.get_model(URNS.model("churn", "1"))).aliases in (None, ())
    moved = await client.get_model(URNS.model("churn", "2"))
    assert set(moved.aliases or ()) == {"champion", "challenger"}
    group = await client.get_model_group(URNS.group("churn"))
    assert group.description is None
    assert group.custom_properties == {
        "mlflow.alias.champion": "2",
        "mlflow.alias.challenger": "2",
    }
    run = await client.get_training_run(URNS.run(runs["child"]))
    assert run.custom_properties is not None
    assert "git.branch" not in run.custom_properties
    assert run.outputs == (URNS.model("churn", "2"),)


async def test_deleted_objects_are_hidden_and_come_back(
    datahub: LocalDataHub, store: Store, runs: dict[str, str], state: Path
) -> None:
    """If that is asked for; what MLflow restores is restored."""
    client = datahub.client
    await sync_mlflow(client, store.uri, state=state)
    store.client.delete_run(runs["killed"])
    store.client.delete_model_version("also-churn", "1")
    store.client.delete_registered_model("a, (b)")
    await sync_mlflow(client, store.uri, state=state, full=True)
    assert not (await client.get_training_run(URNS.run(runs["killed"]))).removed
    report = await sync_mlflow(client, store.uri, state=state, full=True, deleted="soft-delete")
    gone = [
        URNS.run(runs["killed"]),
        URNS.model("also-churn", "1"),
        URNS.group("a, (b)"),
        URNS.model("a, (b)", "1"),
    ]
    found = await client.get_many(gone)
    assert all(each.removed for each in found.values())
    assert sum(each.removed for each in report.counts.values()) == len(gone)
    store.client.restore_run(runs["killed"])
    await sync_mlflow(client, store.uri, state=state, full=True, deleted="soft-delete")
    assert not (await client.get_training_run(URNS.run(runs["killed"]))).removed


async def test_a_deleted_experiment_is_hidden_with_its_runs(
    datahub: LocalDataHub, store: Store, runs: dict[str, str], state: Path
) -> None:
    """MLflow puts them into the trash together."""
    client = datahub.client
    await sync_mlflow(client, store.uri, state=state)
    store.client.delete_experiment("1")
    await sync_mlflow(client, store.uri, state=state, deleted="soft-delete")
    assert (await client.get_experiment(CHURN)).removed
    assert (await client.get_training_run(URNS.run(runs["child"]))).removed
    again = await sync_mlflow(client, store.uri, state=state, deleted="soft-delete")
    assert again.written == 0


async def test_a_renamed_experiment_takes_its_runs_along(
    datahub: LocalDataHub, store: Store, runs: dict[str, str], state: Path
) -> None:
    """Its URN follows from its name, so the old one is hidden."""
    client = datahub.client
    await sync_mlflow(client, store.uri, state=state)
    store.client.rename_experiment("1", "renamed")
    await sync_mlflow(client, store.uri, state=state, full=True, deleted="soft-delete")
    assert (await client.get_experiment(CHURN)).removed
    run = await client.get_training_run(URNS.run(runs["child"]))
    assert run.experiment == URNS.experiment("renamed")


async def test_a_later_sync_finds_what_is_new(
    datahub: LocalDataHub, store: Store, runs: dict[str, str], state: Path
) -> None:
    """A run that began, and one that ended, without reading all others again."""
    client = datahub.client
    await sync_mlflow(client, store.uri, state=state)
    fresh = store.run("1", "fresh", start=4_000_000_000_000)
    store.client.set_terminated(runs["running"], status="FAILED", end_time=4_000_000_000_000)
    report = await sync_mlflow(client, store.uri, state=state)
    assert not report.everything_read
    assert report.counts[SyncKind.RUN].read == 3
    assert report.counts[SyncKind.RUN].written == 2
    assert (await client.get_training_run(URNS.run(fresh))).name == "fresh"
    ended = await client.get_training_run(URNS.run(runs["running"]))
    assert ended.run_result == "FAILURE"


@pytest.mark.parametrize("count", [pytest.param(2, id="two"), pytest.param(5, id="five")])
async def test_shards_together_are_the_whole(store: Store, state: Path, count: int) -> None:
    """In any order, and each with a memory of its own or a common one."""
    async with LocalDataHub() as whole, LocalDataHub() as parts:
        await sync_mlflow(whole.client, store.uri, state=":memory:")
        for index in reversed(range(count)):
            kept = state if index % 2 else ":memory:"
            await sync_mlflow(parts.client, store.uri, state=kept, shard=f"{index}/{count}")
        assert everything(parts) == everything(whole)


@pytest.mark.parametrize(
    "count", [pytest.param(count, id=f"of {count}") for count in (1, 2, 5, 16, 17, 40, 256)]
)
@given(run_id=st.from_regex(r"[a-zA-Z0-9][\w\-]{0,255}", fullmatch=True))
def test_every_run_is_in_one_shard_and_that_shard_asks_for_it(count: int, run_id: str) -> None:
    """Whatever its id is: stores that were imported have others than MLflow makes."""
    shards = [Shard(index, count) for index in range(count)]
    (owner,) = [shard for shard in shards if shard.has_run(run_id)]
    begins = [f"attributes.run_id ILIKE '{run_id[0].lower()}%'"]
    assert [each for each in owner.run_filters() if each in ("", *begins)] != []


async def test_a_sync_that_was_cut_off_goes_on(
    datahub: LocalDataHub, store: Store, state: Path
) -> None:
    """What was acknowledged is not written again, and nothing is forgotten."""
    datahub.answer_next(401, times=1)
    with pytest.raises(Exception, match="401"):
        await sync_mlflow(datahub.client, store.uri, state=state)
    report = await sync_mlflow(datahub.client, store.uri, state=state)
    report.raise_for_failures()
    async with LocalDataHub() as whole:
        await sync_mlflow(whole.client, store.uri, state=":memory:")
        assert everything(datahub) == everything(whole)


async def test_a_datahub_that_lost_everything_gets_everything(
    datahub: LocalDataHub, store: Store, state: Path
) -> None:
    """Although an earlier sync remembers that it wrote it."""
    first = await sync_mlflow(datahub.client, store.uri, state=state)
    before = everything(datahub)
    datahub.reset()
    second = await sync_mlflow(datahub.client, store.uri, state=state)
    assert second.written == first.written
    assert everything(datahub) == before


async def test_a_dry_run_writes_nothing(datahub: LocalDataHub, store: Store, state: Path) -> None:
    """Neither to DataHub nor to disk, and it counts what there is to do."""
    dry = await sync_mlflow(datahub.client, store.uri, state=state, dry_run=True)
    assert everything(datahub) == {}
    assert not state.exists()  # noqa: ASYNC240 - nothing else runs in this loop
    real = await sync_mlflow(datahub.client, store.uri, state=state)
    assert dry.written == real.written
    assert "to write" in str(dry)


async def test_only_chosen_experiments_are_read(
    datahub: LocalDataHub, store: Store, runs: dict[str, str], state: Path
) -> None:
    """Models stay, without what comes from runs of others."""
    client = datahub.client
    report = await sync_mlflow(client, store.uri, state=state, experiments="Прогноз*")
    assert report.counts[SyncKind.EXPERIMENT].read == 1
    assert report.counts[SyncKind.RUN].read == 1
    assert not await client.exists(URNS.run(runs["child"]))
    model = await client.get_model(URNS.model("churn", "2"))
    assert not model.training_runs
    assert not model.hyper_params
    report = await sync_mlflow(client, store.uri, state=state, exclude=["churn*", "Default"])
    assert report.counts[SyncKind.EXPERIMENT].read == 1


async def test_runs_of_models_are_read_whatever_their_age(
    datahub: LocalDataHub, store: Store, runs: dict[str, str], state: Path
) -> None:
    """A bound on age leaves out only runs that made no model, and have ended."""
    report = await sync_mlflow(datahub.client, store.uri, state=state, since=4_000_000_000_000)
    versions = report.counts[SyncKind.MODEL_VERSION]
    assert versions.read == versions.written == len(store.client.search_model_versions())
    client = datahub.client
    assert await client.exists(URNS.run(runs["child"]))
    assert await client.exists(URNS.run(runs["running"]))
    assert not await client.exists(URNS.run(runs["failed"]))


async def test_versions_keep_their_order(
    datahub: LocalDataHub, bare_store: Store, state: Path
) -> None:
    """Even if the run of a later one is read first: DataHub notes which was the latest before."""
    experiment = bare_store.experiment("order")
    older, newer = bare_store.run(experiment, "older"), bare_store.run(experiment, "newer")
    bare_store.version("late", newer)
    bare_store.version("late", older)
    await sync_mlflow(datahub.client, bare_store.uri, state=state, page_size=1)
    latest = [
        value(datahub, URNS.model("late", version), "versionProperties").get("isLatest")
        for version in ("1", "2")
    ]
    assert latest == [False, True]


async def test_any_number_at_once_gives_the_same(
    datahub: LocalDataHub, store: Store, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages of one run, and more versions of a run than are taken at once."""
    monkeypatch.setattr("mldh_graphql.mlflow.state._ROWS", 1)
    one_by_one = await sync_mlflow(datahub.client, store.uri, state=state, page_size=1)
    monkeypatch.undo()
    async with LocalDataHub() as other:
        together = await sync_mlflow(other.client, store.uri, state=":memory:")
        assert everything(datahub) == everything(other)
    assert one_by_one.counts == together.counts


async def test_the_tutorial_s_identity(datahub: LocalDataHub, store: Store, state: Path) -> None:
    """Experiments and runs are found by their names and ids."""
    await sync_mlflow(datahub.client, store.uri, state=state, identity="bare")
    experiment = await datahub.client.get_experiment(
        MLflowUrns(Identity.BARE).experiment("churn/xgboost sweep")
    )
    assert experiment.name == "churn/xgboost sweep"


async def test_names_that_are_no_urn_are_told(
    datahub: LocalDataHub, store: Store, state: Path
) -> None:
    """With the form in which they were written; nothing is missing."""
    report = await sync_mlflow(datahub.client, store.uri, state=state)
    said = [issue for issue in report.issues if issue.kind is SyncKind.REGISTERED_MODEL]
    assert [issue.id for issue in said] == ["a, (b)"]
    assert "a%2C %28b%29" in said[0].done
    assert report.failed == ()


async def test_progress_is_told(datahub: LocalDataHub, store: Store, state: Path) -> None:
    """As reports that grow."""
    told: list[SyncReport] = []
    report = await sync_mlflow(datahub.client, store.uri, state=state, on_progress=told.append)
    assert told[0].written < told[-1].written <= report.written
    assert json.loads(report.to_json())["source"] == store.uri


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        pytest.param({"identity": "mine"}, InvalidValueError, id="identity"),
        pytest.param({"deleted": "purge"}, InvalidValueError, id="deleted"),
        pytest.param({"shard": "4/4"}, InvalidValueError, id="shard"),
        pytest.param({"shard": "half"}, InvalidValueError, id="no shard"),
        pytest.param({"experiments": [""]}, InvalidValueError, id="pattern"),
        pytest.param({"page_size": 0}, InvalidValueError, id="page"),
        pytest.param({"env": "nowhere"}, ValueError, id="env"),
        pytest.param({"state": "/proc/no/where"}, ConfigurationError, id="state"),
    ],
)
async def test_wrong_arguments_are_refused_before_anything_is_read(
    datahub: LocalDataHub, store: Store, arguments: dict[str, str], error: type[Exception]
) -> None:
    """With a typed error."""
    with pytest.raises(error):
        await sync_mlflow(datahub.client, store.uri, **arguments)  # type: ignore[arg-type]  # on purpose
    assert everything(datahub) == {}


async def test_a_store_that_is_not_there_is_not_made(
    datahub: LocalDataHub, tmp_path: Path, state: Path
) -> None:
    """MLflow itself would make an empty one."""
    for uri in (f"sqlite:///{tmp_path}/no.db", str(tmp_path / "mlruns"), f"file:{tmp_path}/runs"):
        with pytest.raises(SourceError, match="there is no"):
            await sync_mlflow(datahub.client, uri, state=state)
    assert not (tmp_path / "no.db").exists()


@pytest.mark.parametrize(
    "shared", [pytest.param(True, id="one memory"), pytest.param(False, id="two")]
)
async def test_two_syncs_at_once_are_as_good_as_one(
    datahub: LocalDataHub, store: Store, tmp_path: Path, shared: bool
) -> None:
    """Of the same store into the same DataHub: nothing is lost, and nothing is there twice."""
    states = [tmp_path / "state", tmp_path / ("state" if shared else "other")]
    reports = await asyncio.gather(
        *(sync_mlflow(datahub.client, store.uri, state=state, page_size=2) for state in states)
    )
    for report in reports:
        report.raise_for_failures()
    async with LocalDataHub() as whole:
        await sync_mlflow(whole.client, store.uri, state=":memory:")
        assert everything(datahub) == everything(whole)


async def test_the_garbage_collector_is_as_it_was(
    datahub: LocalDataHub, store: Store, state: Path
) -> None:
    """While a sync runs it leaves alone what was there before; whoever wants that for good may."""
    frozen: list[bool] = []
    await sync_mlflow(
        datahub.client,
        store.uri,
        state=state,
        on_progress=lambda _: frozen.append(gc.get_freeze_count() > 1_000),
    )
    assert frozen
    assert all(frozen)
    assert gc.get_freeze_count() < 1_000
    gc.freeze()
    try:
        await sync_mlflow(datahub.client, store.uri, state=state)
        assert gc.get_freeze_count() > 1_000
    finally:
        gc.unfreeze()

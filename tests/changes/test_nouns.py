"""Entities to patches: what is written reads back, adds to what is there, and can be repeated."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from mldh_graphql.changes import (
    AnyEntity,
    AspectPatch,
    RunEventWrite,
    create_changes,
    update_changes,
)
from mldh_graphql.entities import (
    UNKNOWN_ACTOR,
    Dataset,
    MLExperiment,
    MLModel,
    MLModelGroup,
    MLTrainingRun,
    sort_id,
)
from mldh_graphql.server.patch import PatchFailed
from mldh_graphql.urns import DatasetUrn, ExperimentUrn, MLModelGroupUrn, MLModelUrn, TrainingRunUrn
from tests.changes.aspects import Aspects, entity_of
from tests.strategies import (
    datasets,
    entities,
    experiments,
    model_groups,
    models,
    training_runs,
)

MODEL = MLModelUrn.build("arima_model")
GROUP = MLModelGroupUrn.build("g")
RUN = TrainingRunUrn.build("a,b")
EXPERIMENT = ExperimentUrn.build("e")
DATASET = DatasetUrn.build("d", "s3")
LAW = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])


def _write_and_read(entity: AnyEntity) -> AnyEntity:
    aspects = Aspects()
    assert aspects.write(create_changes(entity)) == 1
    read: AnyEntity = entity_of(entity.urn, aspects)
    return read


@given(model_groups())
@LAW
def test_a_group_reads_back_as_it_was_written(group: MLModelGroup) -> None:
    """The law for groups, with hostile values."""
    assert _write_and_read(group) == group


@given(models())
@LAW
def test_a_model_reads_back_as_it_was_written(model: MLModel) -> None:
    """The law for models, with hostile values."""
    assert _write_and_read(model) == model


@given(experiments())
@LAW
def test_an_experiment_reads_back_as_it_was_written(experiment: MLExperiment) -> None:
    """The law for experiments, with hostile values."""
    assert _write_and_read(experiment) == experiment


@given(training_runs())
@LAW
def test_a_run_reads_back_as_it_was_written(run: MLTrainingRun) -> None:
    """The law for runs, with hostile values and every state."""
    assert _write_and_read(run) == run


@given(datasets())
@LAW
def test_a_dataset_reads_back_as_it_was_written(dataset: Dataset) -> None:
    """The law for data sets, with hostile values."""
    assert _write_and_read(dataset) == dataset


@given(entities())
@LAW
def test_creating_twice_changes_nothing(entity: AnyEntity) -> None:
    """The second time every stored aspect and event stays as it is."""
    aspects = Aspects()
    aspects.write(create_changes(entity))
    before = (aspects.documents, aspects.events)
    aspects.write(create_changes(entity))
    assert (aspects.documents, aspects.events) == before


@given(entities())
@LAW
def test_every_patch_is_sound(entity: AnyEntity) -> None:
    """Values are JSON, lists are keyed only where they are patched, and no path comes twice."""
    for change in create_changes(entity):
        if isinstance(change, RunEventWrite):
            continue
        assert isinstance(change, AspectPatch)
        for operations in (change.first_attempt, change.second_attempt):
            patched = {each.path.split("/")[1] for each in operations if each.path.count("/") > 1}
            assert set(change.array_primary_keys) <= patched | {"inputs", "outputs"}
            adds = [each.path for each in operations if each.op == "ADD"]
            assert len(adds) == len(set(adds))
            for each in operations:
                assert (each.value is None) == (each.op == "REMOVE")
                assert each.value is None or json.loads(each.value) is not None


@pytest.mark.parametrize(
    ("entity", "aspect", "document"),
    [
        pytest.param(MLModelGroup(urn=GROUP), "mlModelGroupProperties", {}, id="group"),
        pytest.param(MLModel(urn=MODEL), "mlModelProperties", {}, id="model"),
        pytest.param(MLExperiment(urn=EXPERIMENT), "containerProperties", {"name": "e"}, id="exp"),
        pytest.param(
            MLTrainingRun(urn=RUN),
            "dataProcessInstanceProperties",
            {"name": "a,b", "created": {"time": 0, "actor": UNKNOWN_ACTOR}},
            id="run",
        ),
    ],
)
def test_an_entity_without_fields_is_created(
    entity: AnyEntity, aspect: str, document: dict[str, Any]
) -> None:
    """Its properties aspect is there, with what DataHub demands and no more."""
    aspects = Aspects()
    aspects.write(create_changes(entity))
    assert aspects.of(entity.urn)[aspect] == document


def test_a_dataset_without_fields_is_created() -> None:
    """Its properties aspect is there."""
    aspects = Aspects()
    aspects.write(create_changes(Dataset(urn=DATASET)))
    assert "datasetProperties" in aspects.of(DATASET)


@pytest.mark.parametrize(
    "first",
    [
        pytest.param({"name": "Said", "created": 5}, id="both said"),
        pytest.param({"name": "Said"}, id="only the name"),
        pytest.param({"created": 5}, id="only the time"),
    ],
)
@pytest.mark.parametrize(
    "second",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"name": "New"}, id="a new name"),
        pytest.param({"created": 9}, id="a new time"),
        pytest.param({"custom_properties": {"a": "b"}}, id="something else"),
    ],
)
def test_defaults_do_not_overwrite_what_is_there(
    first: dict[str, Any], second: dict[str, Any]
) -> None:
    """What is not said in a second creation stays as the first one left it."""
    aspects = Aspects()
    aspects.write(create_changes(MLTrainingRun(urn=RUN, **first)))
    aspects.write(create_changes(MLTrainingRun(urn=RUN, **second)))
    assert entity_of(RUN, aspects) == MLTrainingRun(urn=RUN, **{**first, **second})


def test_the_name_of_an_experiment_is_not_overwritten_by_its_id() -> None:
    """An experiment's name is demanded, but only the first creation makes one up."""
    aspects = Aspects()
    aspects.write(create_changes(MLExperiment(urn=EXPERIMENT, name="Airline")))
    assert aspects.write(create_changes(MLExperiment(urn=EXPERIMENT, description="d"))) == 2
    expected = MLExperiment(urn=EXPERIMENT, name="Airline", description="d")
    assert entity_of(EXPERIMENT, aspects) == expected


def test_entries_of_two_writers_are_both_there() -> None:
    """Lists and maps are merged by key; the later value of the same key holds."""
    aspects = Aspects()
    for metrics, tags, properties in (
        ({"a": 1, "b": 1}, ["x"], {"k": "1", "l": "1"}),
        ({"b": 2, "c/d": 2}, ["y"], {"l": "2"}),
    ):
        model = MLModel(
            urn=MODEL, training_metrics=metrics, tags=tags, custom_properties=properties
        )
        aspects.write(create_changes(model))
    assert entity_of(MODEL, aspects) == MLModel(
        urn=MODEL,
        training_metrics={"a": 1, "b": 2, "c/d": 2},
        tags=["x", "y"],
        custom_properties={"k": "1", "l": "2"},
    )


def test_a_model_keeps_its_version() -> None:
    """Another version is refused in both attempts, and nothing of it is written."""
    aspects = Aspects()
    aspects.write(create_changes(MLModel(urn=MODEL, version="1.0", aliases=["champion"])))
    before = aspects.documents
    with pytest.raises(PatchFailed):
        aspects.write(create_changes(MLModel(urn=MODEL, version="2.0", name="changed")))
    assert aspects.documents == before
    same = MLModel(urn=MODEL, version="1.0", aliases=["challenger"])
    assert aspects.write(create_changes(same)) == 2
    assert entity_of(MODEL, aspects).aliases == ("champion", "challenger")


def test_a_model_keeps_its_version_set_only_when_one_is_asked_for() -> None:
    """The set that is made up when none is given does not contradict the one that is there."""
    aspects = Aspects()
    shared = "urn:li:versionSet:(shared,mlModel)"
    aspects.write(create_changes(MLModel(urn=MODEL, version="1.0", version_set=shared)))
    assert aspects.write(create_changes(MLModel(urn=MODEL, version="1.0"))) == 2
    assert entity_of(MODEL, aspects).version_set == shared
    other = MLModel(urn=MODEL, version="1.0", version_set="urn:li:versionSet:(other,mlModel)")
    with pytest.raises(PatchFailed):
        aspects.write(create_changes(other))


def test_a_version_that_another_program_attributed_is_the_same_version() -> None:
    """DataHub adds an attribution to the version when a user links it."""
    aspects = Aspects()
    aspects.write(create_changes(MLModel(urn=MODEL, version="1.0")))
    stored = aspects.of(MODEL)["versionProperties"]
    stored["version"]["metadataAttribution"] = {"time": 1, "actor": "urn:li:corpuser:x"}
    assert aspects.write(create_changes(MLModel(urn=MODEL, version="1.0"))) == 2
    assert "metadataAttribution" in aspects.of(MODEL)["versionProperties"]["version"]


def test_a_version_is_written_with_everything_that_a_set_needs() -> None:
    """Tag, sort id and scheme are explicit, and the model's properties have the tag as well."""
    aspects = Aspects()
    aspects.write(create_changes(MLModel(urn=MODEL, version="1.0")))
    version = aspects.of(MODEL)["versionProperties"]
    assert version["version"] == {"versionTag": "1.0"}
    assert version["sortId"] == sort_id("1.0")
    assert version["versioningScheme"] == "LEXICOGRAPHIC_STRING"
    assert aspects.of(MODEL)["mlModelProperties"]["version"] == {"versionTag": "1.0"}


@given(entities())
@LAW
def test_an_update_is_content_with_what_is_there(entity: AnyEntity) -> None:
    """It gives the same as creating, at once unless a model must stay in its version set."""
    aspects = Aspects()
    aspects.write(create_changes(entity))
    before = aspects.documents
    stays = isinstance(entity, MLModel) and entity.version and not entity.version_set
    assert aspects.write(update_changes(entity)) == (2 if stays else 1)
    assert aspects.documents == before


def test_an_update_overwrites_the_version() -> None:
    """Setting another version is meant there."""
    aspects = Aspects()
    aspects.write(create_changes(MLModel(urn=MODEL, version="1.0", aliases=["champion"])))
    aspects.write(update_changes(MLModel(urn=MODEL, version="2.0")))
    expected = MLModel(urn=MODEL, version="2.0", aliases=["champion"])
    assert entity_of(MODEL, aspects) == expected


def test_an_update_of_nothing_is_nothing() -> None:
    """No request is needed for it."""
    assert update_changes(MLModel(urn=MODEL)) == ()
    assert update_changes(MLTrainingRun(urn=RUN, platform=None, sub_types=None)) == ()


def test_runs_are_edges_only() -> None:
    """The plain lists take no runs, but DataHub demands them."""
    aspects = Aspects()
    aspects.write(create_changes(MLTrainingRun(urn=RUN, inputs=[RUN], outputs=[DATASET, RUN])))
    assert aspects.of(RUN)["dataProcessInstanceInput"] == {
        "inputs": [],
        "inputEdges": [{"destinationUrn": RUN}],
    }
    assert aspects.of(RUN)["dataProcessInstanceOutput"] == {
        "outputs": [DATASET],
        "outputEdges": [{"destinationUrn": DATASET}, {"destinationUrn": RUN}],
    }


def test_events_of_the_same_time_do_not_erase_each_other() -> None:
    """Message ids differ, and are the same when the same run is written again."""
    aspects = Aspects()
    run = MLTrainingRun(urn=RUN, start_timestamp=1, end_timestamp=2, run_result="SUCCESS")
    aspects.write(create_changes(run))
    aspects.write(create_changes(run))
    assert [event["status"] for event in aspects.events.values()] == ["STARTED", "COMPLETE"]
    assert list(aspects.events.values())[1] == {
        "timestampMillis": 2,
        "messageId": f"{RUN}/COMPLETE/2",
        "status": "COMPLETE",
        "result": {"type": "SUCCESS", "nativeResultType": "SUCCESS"},
        "durationMillis": 1,
    }

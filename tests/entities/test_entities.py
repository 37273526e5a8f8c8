"""The nouns: equality as a reader of DataHub sees it, and what may be left unsaid."""

import copy
import dataclasses
import pickle
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings

from mldh_graphql.changes import AnyEntity
from mldh_graphql.entities import (
    Dataset,
    MLExperiment,
    MLModel,
    MLModelGroup,
    MLTrainingRun,
    RunEvent,
    RunResultType,
    default_version_set,
)
from mldh_graphql.errors import InvalidUrnError, InvalidValueError
from mldh_graphql.urns import DatasetUrn, ExperimentUrn, MLModelGroupUrn, MLModelUrn, TrainingRunUrn
from tests.strategies import entities

MODEL = MLModelUrn.build("a,b")
RUN = TrainingRunUrn.build("r")
LATER = datetime(2021, 8, 11, tzinfo=UTC)
NOUNS = [
    pytest.param(MLModel, MODEL, id="model"),
    pytest.param(MLModelGroup, MLModelGroupUrn.build("g"), id="group"),
    pytest.param(MLExperiment, ExperimentUrn.build("e"), id="experiment"),
    pytest.param(MLTrainingRun, RUN, id="run"),
    pytest.param(Dataset, DatasetUrn.build("d", "s3"), id="dataset"),
]


@given(entities())
@settings(max_examples=60)
def test_an_entity_survives_pickle_copy_and_replace(entity: AnyEntity) -> None:
    """Every noun with any values is the same on the other side, and hashes the same."""
    for again in (
        pickle.loads(pickle.dumps(entity)),
        copy.deepcopy(entity),
        dataclasses.replace(entity),
    ):
        assert again == entity
        assert hash(again) == hash(entity)
        assert repr(again) == repr(entity)


@pytest.mark.parametrize(("noun", "urn"), NOUNS)
def test_an_entity_is_frozen_and_shows_only_what_is_said(noun: type[Any], urn: str) -> None:
    """Nothing can be changed, added or hidden in an entity."""
    entity = noun(urn=urn)
    with pytest.raises(dataclasses.FrozenInstanceError):
        entity.name = "x"
    assert not hasattr(entity, "__dict__")
    assert repr(entity) == f"{noun.__name__}(urn={urn!r})"
    assert entity != urn


@pytest.mark.parametrize(("noun", "urn"), NOUNS)
def test_what_cannot_be_told_apart_is_equal(noun: type[Any], urn: Any) -> None:
    """No name and the id as a name; nothing and an empty mapping; removed or not."""
    entity = noun(urn=urn)
    assert noun(urn=urn, name=urn.display_name) == entity
    assert noun(urn=urn, name=urn.name) == entity
    assert noun(urn=urn, custom_properties={}) == entity
    assert noun(urn=urn, removed=True) == entity
    assert hash(noun(urn=urn, custom_properties={})) == hash(entity)
    assert noun(urn=urn, name="another") != entity
    assert noun(urn=urn, external_url="") != entity


def test_the_order_of_lists_does_not_count() -> None:
    """DataHub keeps the order in which entries were added, by whomever."""
    one = MLModel(urn=MODEL, training_metrics={"a": 1, "b": 2}, tags=["x", "y"])
    other = MLModel(urn=MODEL, training_metrics={"b": 2, "a": 1}, tags=["y", "x"])
    assert one == other
    assert hash(one) == hash(other)
    assert one != MLModel(urn=MODEL, training_metrics={"a": 1, "b": 3}, tags=["x", "y"])


def test_nouns_with_the_same_values_differ() -> None:
    """A model is not a group, whatever they say."""
    assert MLModelGroup(urn=MLModelGroupUrn.build("a")) != MLModel(urn=MLModelUrn.build("a"))


def test_the_version_set_that_follows_from_the_urn_need_not_be_said() -> None:
    """A model that was read shows it; the one that was written left it out."""
    said = MLModel(urn=MODEL, version="1", version_set=default_version_set(MODEL))
    assert said == MLModel(urn=MODEL, version="1")
    other = MLModel(urn=MODEL, version="1", version_set="urn:li:versionSet:(s,mlModel)")
    assert other != said


def test_what_datahub_computes_is_not_compared() -> None:
    """Whether a version is the latest depends on the others."""
    assert MLModel(urn=MODEL, version="1", is_latest=True) == MLModel(urn=MODEL, version="1")


def test_events_and_result_say_the_same() -> None:
    """A run described by its result equals the run read from its events."""
    run = MLTrainingRun(
        urn=RUN,
        run_result=RunResultType.FAILURE,
        start_timestamp=1628580000000,
        end_timestamp=1628580001000,
    )
    assert run.native_result_type == "FAILURE"
    assert [event.status for event in run.events] == ["STARTED", "COMPLETE"]
    assert MLTrainingRun(urn=RUN, events=reversed(run.events)) == run
    assert dataclasses.replace(run, end_timestamp=LATER).events[-1].duration is not None


def test_events_of_others_are_kept() -> None:
    """A history that says the same as the fields stays as it is."""
    history = [RunEvent("STARTED", 1000), RunEvent("STARTED", 2000)]
    run = MLTrainingRun(urn=RUN, start_timestamp=2000, events=history)
    assert run.events == tuple(history)


@pytest.mark.parametrize(
    ("fields", "argument"),
    [
        pytest.param({"run_result": "SUCCESS"}, "end_timestamp", id="result without an end"),
        pytest.param({"run_result": "DONE", "end_timestamp": 5}, "run_result", id="unknown result"),
        pytest.param(
            {"start_timestamp": 5, "end_timestamp": 4}, "end_timestamp", id="negative duration"
        ),
        pytest.param({"attempt": 1}, "attempt", id="attempt without a time"),
        pytest.param({"start_timestamp": 5, "attempt": -1}, "attempt", id="negative attempt"),
        pytest.param({"native_result_type": "x"}, "native_result_type", id="native result alone"),
        pytest.param({"description": "x"}, "description", id="description"),
        pytest.param({"output_urls": [""]}, "output_urls", id="empty url"),
        pytest.param({"output_urls": ["x" * 9000]}, "output_urls", id="long url"),
        pytest.param({"sub_types": [""]}, "sub_types", id="empty sub-type"),
    ],
)
def test_a_contradictory_run_is_refused(fields: dict[str, Any], argument: str) -> None:
    """The error names the argument."""
    with pytest.raises(InvalidValueError) as caught:
        MLTrainingRun(urn=RUN, **fields)
    assert caught.value.argument == argument


def test_a_run_reads_data_sets_models_and_runs_only() -> None:
    """DataHub takes no model group as the output of a run."""
    allowed = [DatasetUrn.build("d", "s3"), MODEL, RUN]
    assert MLTrainingRun(urn=RUN, inputs=allowed, outputs=allowed).inputs == tuple(allowed)
    with pytest.raises(InvalidUrnError, match="for outputs"):
        MLTrainingRun(urn=RUN, outputs=[MLModelGroupUrn.build("g")])

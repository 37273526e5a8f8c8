"""Entities as nodes of pictures: names, badges, and every field."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from mldh_graphql.entities import Dataset, Metric, MLExperiment, MLModel, MLTrainingRun
from mldh_graphql.lineage import NodeField
from mldh_graphql.pictures.nodes import node_of
from mldh_graphql.urns import (
    DataJobUrn,
    DatasetUrn,
    ExperimentUrn,
    MLModelUrn,
    TrainingRunUrn,
    Urn,
)
from tests.strategies import entities

if TYPE_CHECKING:
    from mldh_graphql.changes import AnyEntity

MODEL = MLModelUrn.build("m")
RUN = TrainingRunUrn.build("r")
DATA = DatasetUrn.build("d", "s3")


@given(entity=entities())
@settings(max_examples=50)
def test_every_field_is_shown(entity: AnyEntity) -> None:
    """Under its name, or in a section of its own; texts as they are."""
    node = node_of(entity.urn, entity)
    assert node.name == (entity.name or entity.urn.display_name)
    shown = {field.name.lower() for field in node.fields if not field.section}
    elsewhere = {"urn", "name", "events", "is_latest", "removed", "version_set"}
    sections = {"custom_properties", "structured_properties", "hyper_params", "training_metrics"}
    usual = (("ML Training Run",), ("ML Experiment",))
    for each in fields(entity):
        value = getattr(entity, each.name)
        if value and value not in usual and each.name not in elsewhere | sections:
            assert each.name.replace("_", " ").removesuffix(" timestamp") in shown
    pairs = {(field.name, field.value) for field in node.fields}
    for key, text in (entity.custom_properties or {}).items():
        assert (key, text) in pairs
    for named in (
        *(getattr(entity, "training_metrics", None) or ()),
        *(getattr(entity, "hyper_params", None) or ()),
    ):
        assert (named.name, named.value or "") in pairs
    if entity.description:
        assert ("description", entity.description) in pairs
    # What has no section comes first, so that no section is torn in two.
    order = [bool(field.section) for field in node.fields]
    assert order == sorted(order)


def test_a_model() -> None:
    """Version and aliases are badges; the set that follows from the URN says nothing."""
    model = MLModel(
        urn=MODEL, version="1.0", aliases=["champion"], training_metrics=[Metric("accuracy", 0.9)]
    )
    node = node_of(MODEL, model)
    assert (node.kind, node.name, node.badges) == ("ML model", "m", ("1.0", "@champion"))
    assert node.fields == (
        NodeField("platform", "mlflow"),
        NodeField("env", "PROD"),
        NodeField("version", "1.0"),
        NodeField("aliases", "champion"),
        NodeField("accuracy", "0.9", "Training metrics"),
    )


def test_a_run() -> None:
    """Times are readable, and the duration is computed."""
    run = MLTrainingRun(
        urn=RUN,
        run_result="FAILURE",
        start_timestamp=1628580000000,
        end_timestamp=1628580001500,
        experiment="urn:li:container:e",
        inputs=[DATA],
        attempt=0,
    )
    node = node_of(RUN, run)
    assert node.badges == ("FAILURE",)
    assert [(field.name, field.value) for field in node.fields] == [
        ("platform", "mlflow"),
        ("run result", "FAILURE"),
        ("start", "2021-08-10 07:20:00 UTC"),
        ("end", "2021-08-10 07:20:01 UTC"),
        ("duration", "1.5 s"),
        ("attempt", "0"),
        ("native result type", "FAILURE"),
        ("experiment", "e"),
        ("inputs", "d"),
    ]


@pytest.mark.parametrize(
    ("columns", "badge"),
    [
        pytest.param((), (), id="none"),
        pytest.param((("id", "INT"),), ("1 column",), id="one"),
        pytest.param((("id", "INT"), ("x", "")), ("2 columns",), id="two"),
    ],
)
def test_columns(columns: tuple[tuple[str, str], ...], badge: tuple[str, ...]) -> None:
    """How many is a badge, which ones are a section."""
    node = node_of(DATA, Dataset(urn=DATA), columns=columns)
    assert node.badges == badge
    section = [(field.name, field.value) for field in node.fields if field.section == "Columns"]
    assert tuple(section) == columns


def test_what_is_missing_or_removed_says_so() -> None:
    """Missing is not the same as unknown: other nouns exist, and nothing is known of them."""
    assert node_of(MODEL, None, exists=False).badges == ("missing",)
    assert not node_of(MODEL, None, exists=False).exists
    job = DataJobUrn.build("j", "urn:li:dataFlow:(airflow,f,PROD)")
    assert node_of(job, None).badges == ()
    assert node_of(job, None).kind == "data job"
    assert node_of(Urn("urn:li:chart:(looker,x)"), None).kind == "chart"
    experiment = ExperimentUrn.build("e")
    removed = node_of(experiment, MLExperiment(urn=experiment, removed=True))
    assert removed.badges == ("removed",)

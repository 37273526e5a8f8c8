"""Described systems as pictures: the tutorial's concept, and everything with all links."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mldh_graphql.entities import (
    Dataset,
    MLExperiment,
    MLModel,
    MLModelGroup,
    MLTrainingRun,
)
from mldh_graphql.errors import InvalidValueError
from mldh_graphql.system import MLSystem
from mldh_graphql.urns import (
    DatasetUrn,
    ExperimentUrn,
    MLModelGroupUrn,
    MLModelUrn,
    TrainingRunUrn,
)
from tests.strategies import entities
from tools.pictures.systems import airline

if TYPE_CHECKING:
    from mldh_graphql.changes import AnyEntity
    from mldh_graphql.pictures import Picture
    from mldh_graphql.pictures.systems import PictureKind

RUN = TrainingRunUrn.build("r")
MODEL = MLModelUrn.build("m")
GROUPS = [MLModelGroupUrn.build(name) for name in ("g", "h")]
EXPERIMENT = ExperimentUrn.build("e")
DATA = [DatasetUrn.build(name, "s3") for name in ("in", "out")]


def links(picture: Picture) -> set[tuple[str, str, str]]:
    """The arrows, by the names in the URNs."""
    return {(edge.upstream.name, edge.relationship, edge.downstream.name) for edge in picture.edges}


def frames(picture: Picture) -> dict[str, list[str]]:
    """The frames and what lies in them."""
    return {urn.name: [each.name for each in inside] for urn, inside in picture.frames.items()}


def test_the_concept_of_the_tutorial() -> None:
    """An experiment around its runs, a group around the versions, and who made which."""
    picture = airline().picture("concept")
    assert frames(picture) == {
        "airline_forecast_experiment": ["run_1", "run_2", "run_3"],
        "airline_forecast_models_group": ["arima_1", "arima_2"],
    }
    assert links(picture) == {("run_1", "TrainedBy", "arima_1"), ("run_3", "TrainedBy", "arima_2")}
    assert not [urn for urn in picture.nodes if isinstance(urn, DatasetUrn)]


def test_the_overview_has_all_entities_and_links() -> None:
    """Data flows along the arrows; groups are where models lead to."""
    run = MLTrainingRun(urn=RUN, experiment=EXPERIMENT, inputs=DATA[:1], outputs=DATA[1:])
    model = MLModel(urn=MODEL, groups=GROUPS[:1], training_runs=[RUN])
    group = MLModelGroup(urn=GROUPS[0], training_runs=[RUN])
    system = MLSystem.of(run, model, group, *(Dataset(urn=urn) for urn in DATA))
    picture = system.picture()
    assert links(picture) == {
        ("in", "DataProcessInstanceConsumes", "r"),
        ("r", "DataProcessInstanceProduces", "out"),
        ("r", "TrainedBy", "m"),
        ("r", "TrainedBy", "g"),
        ("m", "MemberOf", "g"),
    }
    assert frames(picture) == {"e": ["r"]}
    assert set(picture.nodes) == {*system.urns(), EXPERIMENT}


def test_a_model_lies_in_its_first_group_and_leads_to_the_others() -> None:
    """A box has one place."""
    picture = MLSystem.of(MLModel(urn=MODEL, groups=GROUPS)).picture("concept")
    assert frames(picture) == {"g": ["m"]}
    assert links(picture) == {("m", "MemberOf", "h")}


def test_a_run_leads_to_a_group_only_where_no_model_says_more() -> None:
    """A line to the model in the group would say the same."""
    group = MLModelGroup(urn=GROUPS[0], training_runs=[RUN])
    assert links(MLSystem.of(group).picture("concept")) == {("r", "TrainedBy", "g")}
    model = MLModel(urn=MODEL, groups=GROUPS[:1], training_runs=[RUN])
    assert links(MLSystem.of(group, model).picture("concept")) == {("r", "TrainedBy", "m")}


def test_what_is_linked_to_is_drawn_by_the_name_in_its_urn() -> None:
    """Nothing else is known of it."""
    node = MLSystem.of(MLModel(urn=MODEL, groups=GROUPS)).picture().nodes[GROUPS[0]]
    assert (node.name, node.kind, node.badges) == ("g", "ML model group", ())


def test_there_are_two_kinds() -> None:
    """Another one is refused by name."""
    with pytest.raises(InvalidValueError, match="'map' is neither 'concept' nor 'overview'"):
        MLSystem({}).picture(cast("PictureKind", "map"))
    assert MLSystem({}).picture().svg()


@given(
    found=st.lists(entities(), max_size=4, unique_by=lambda entity: entity.urn),
    kind=st.sampled_from(["concept", "overview"]),
)
@settings(max_examples=15)
def test_any_system_can_be_drawn(found: list[AnyEntity], kind: PictureKind) -> None:
    """In every form, with a box for each of its entities."""
    picture = MLSystem.of(*found).picture(kind)
    if kind == "overview":
        assert {entity.urn for entity in found} <= set(picture.nodes)
    experiments = {entity.urn for entity in found if isinstance(entity, MLExperiment)}
    assert experiments <= set(picture.nodes)
    for form in (picture.svg, picture.html, picture.text, picture.mermaid, picture.dot):
        assert form()

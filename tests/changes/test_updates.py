"""Links and single fields: made, undone, and refused on what does not have them."""

from collections.abc import Callable
from typing import Any

import pytest

from mldh_graphql.changes import (
    AspectDelete,
    AspectPatch,
    Change,
    create_changes,
    fields,
    governance,
    links,
    versions,
)
from mldh_graphql.entities import (
    Dataset,
    Link,
    MLExperiment,
    MLModel,
    MLModelGroup,
    MLTrainingRun,
    Owner,
)
from mldh_graphql.errors import InvalidUrnError, InvalidValueError
from mldh_graphql.server.patch import PatchFailed
from mldh_graphql.urns import (
    DatasetUrn,
    ExperimentUrn,
    MLModelGroupUrn,
    MLModelUrn,
    TagUrn,
    TrainingRunUrn,
)
from tests.changes.aspects import Aspects, entity_of

MODEL = MLModelUrn.build("m")
GROUP = MLModelGroupUrn.build("g")
RUN = TrainingRunUrn.build("r")
EXPERIMENT = ExperimentUrn.build("e")
DATASET = DatasetUrn.build("d/1", "s3")
OTHER = DatasetUrn.build("d~2", "s3")
ENTITIES: dict[str, Any] = {
    MODEL: MLModel(urn=MODEL, version="1"),
    GROUP: MLModelGroup(urn=GROUP),
    RUN: MLTrainingRun(urn=RUN, name="Run", created=5),
    EXPERIMENT: MLExperiment(urn=EXPERIMENT, name="Experiment"),
    DATASET: Dataset(urn=DATASET),
}

Changes = tuple[Change, ...]


@pytest.mark.parametrize(
    ("do", "undo", "said"),
    [
        pytest.param(
            links.add_model_to_model_group(MODEL, GROUP),
            links.remove_model_from_model_group(MODEL, GROUP),
            {"groups": [GROUP]},
            id="model to group",
        ),
        pytest.param(
            links.add_run_to_model(MODEL, RUN),
            links.remove_run_from_model(MODEL, RUN),
            {"training_runs": [RUN]},
            id="run to model",
        ),
        pytest.param(
            links.add_run_to_model_group(GROUP, RUN),
            links.remove_run_from_model_group(GROUP, RUN),
            {"training_runs": [RUN]},
            id="run to group",
        ),
        pytest.param(
            links.add_run_to_experiment(RUN, EXPERIMENT),
            links.remove_run_from_experiment(RUN, EXPERIMENT),
            {"experiment": EXPERIMENT},
            id="run to experiment",
        ),
        pytest.param(
            links.add_input_datasets_to_run(RUN, [DATASET, OTHER]),
            links.remove_input_datasets_from_run(RUN, [OTHER, DATASET]),
            {"inputs": [DATASET, OTHER]},
            id="inputs",
        ),
        pytest.param(
            links.add_output_datasets_to_run(RUN, [DATASET]),
            links.remove_output_datasets_from_run(RUN, [DATASET]),
            {"outputs": [DATASET]},
            id="outputs",
        ),
        pytest.param(
            governance.add_tags(MODEL, ["a/b", TagUrn.build("~")]),
            governance.remove_tags(MODEL, ["a/b", "~"]),
            {"tags": ["a/b", "~"]},
            id="tags",
        ),
        pytest.param(
            governance.add_terms(GROUP, ["t"]),
            governance.remove_terms(GROUP, ["t"]),
            {"terms": ["t"]},
            id="terms",
        ),
        pytest.param(
            governance.add_owners(DATASET, ["ada", Owner("urn:li:corpGroup:ml", "DATA_STEWARD")]),
            (
                *governance.remove_owner(DATASET, "ada"),
                *governance.remove_owner(DATASET, "urn:li:corpGroup:ml", "DATA_STEWARD"),
            ),
            {"owners": [Owner("ada"), Owner("urn:li:corpGroup:ml", "DATA_STEWARD")]},
            id="owners",
        ),
        pytest.param(
            governance.add_owners(MODEL, [Owner("ada", "urn:li:ownershipType:reviewer")]),
            governance.remove_owner(MODEL, "ada", "urn:li:ownershipType:reviewer"),
            {"owners": [Owner("ada", "urn:li:ownershipType:reviewer")]},
            id="owner in a role of one's own",
        ),
        pytest.param(
            governance.set_domain(EXPERIMENT, "d"),
            governance.unset_domain(EXPERIMENT),
            {"domain": "d"},
            id="domain",
        ),
        pytest.param(
            governance.add_links(MODEL, [Link("https://x/", "label", 5)]),
            governance.remove_links(MODEL, ["https://x/", "https://x/"]),
            {"links": [Link("https://x/", "label", 5)]},
            id="links",
        ),
        pytest.param(
            governance.set_structured_properties(MODEL, {"p": [1.5, "x"]}),
            governance.remove_structured_properties(MODEL, ["p"]),
            {"structured_properties": {"p": [1.5, "x"]}},
            id="structured properties",
        ),
        pytest.param(
            versions.add_aliases(MODEL, ["champion"]),
            versions.remove_aliases(MODEL, ["champion"]),
            {"aliases": ["champion"]},
            id="aliases",
        ),
        pytest.param(
            versions.set_version(MODEL, "2"),
            versions.set_version(MODEL, "1"),
            {"version": "2"},
            id="version",
        ),
        pytest.param(
            fields.set_name(GROUP, "Name"), fields.unset_name(GROUP), {"name": "Name"}, id="name"
        ),
        pytest.param(
            fields.set_name(EXPERIMENT, "New"),
            fields.set_name(EXPERIMENT, "Experiment"),
            {"name": "New"},
            id="name of an experiment",
        ),
        pytest.param(
            fields.set_description(DATASET, ""),
            fields.unset_description(DATASET),
            {"description": ""},
            id="description",
        ),
        pytest.param(
            fields.set_external_url(RUN, "https:localhost:5000"),
            fields.unset_external_url(RUN),
            {"external_url": "https:localhost:5000"},
            id="url of a run",
        ),
        pytest.param(
            fields.set_external_url(MODEL, "x"),
            fields.unset_external_url(MODEL),
            {"external_url": "x"},
            id="url",
        ),
        pytest.param(
            fields.set_custom_properties(RUN, {"a/b": "1", "~": "2"}),
            fields.remove_custom_properties(RUN, ["a/b", "~", "a/b", "missing"]),
            {"custom_properties": {"a/b": "1", "~": "2"}},
            id="custom properties",
        ),
        pytest.param(
            fields.set_training_metrics(RUN, {"val/loss": 0.5}),
            fields.remove_training_metrics(RUN, ["val/loss", "missing"]),
            {"training_metrics": {"val/loss": 0.5}},
            id="metrics of a run",
        ),
        pytest.param(
            fields.set_hyper_params(MODEL, {"lr": 0.5}),
            fields.remove_hyper_params(MODEL, ["lr"]),
            {"hyper_params": {"lr": 0.5}},
            id="hyper-parameters of a model",
        ),
        pytest.param(
            fields.add_plain_tags(MODEL, ["a/b"]),
            fields.remove_plain_tags(MODEL, ["a/b"]),
            {"plain_tags": ["a/b"]},
            id="plain tags",
        ),
        pytest.param(
            fields.add_output_urls(RUN, ["s3://b/"]),
            fields.remove_output_urls(RUN, ["s3://b/"]),
            {"output_urls": ["s3://b/"]},
            id="output urls",
        ),
        pytest.param(
            fields.set_created(RUN, 9), fields.set_created(RUN, 5), {"created": 9}, id="created"
        ),
    ],
)
def test_what_is_done_can_be_undone(do: Changes, undo: Changes, said: dict[str, Any]) -> None:
    """Doing shows, doing it again changes nothing, undoing leaves the entity as it was."""
    first = do[0]
    assert isinstance(first, AspectPatch)
    entity = ENTITIES[first.urn]
    aspects = Aspects()
    aspects.write(create_changes(entity))
    aspects.write(do)
    once = aspects.documents
    expected = type(entity)(**{**_fields(entity), **said})
    assert entity_of(first.urn, aspects) == expected
    aspects.write(do)
    assert aspects.documents == once
    aspects.write(undo)
    assert entity_of(first.urn, aspects) == entity


def _fields(entity: Any) -> dict[str, Any]:
    names = ("urn", "name", "created", "version")
    return {name: getattr(entity, name) for name in names if hasattr(entity, name)}


def test_only_one_link_is_undone() -> None:
    """The links of others survive, whatever characters they have."""
    aspects = Aspects()
    aspects.write(links.add_input_datasets_to_run(RUN, [DATASET, OTHER]))
    aspects.write(links.remove_input_datasets_from_run(RUN, [DATASET]))
    assert aspects.of(RUN)["dataProcessInstanceInput"] == {
        "inputs": [OTHER],
        "inputEdges": [{"destinationUrn": OTHER}],
    }


def test_a_run_leaves_only_the_experiment_that_it_is_in() -> None:
    """Removing it from another one is refused before anything is deleted."""
    aspects = Aspects()
    aspects.write(links.add_run_to_experiment(RUN, EXPERIMENT))
    changes = links.remove_run_from_experiment(RUN, ExperimentUrn.build("other"))
    assert changes[1] == AspectDelete(RUN, "container")
    with pytest.raises(PatchFailed):
        aspects.write(changes)
    assert aspects.of(RUN)["container"] == {"container": EXPERIMENT}


def test_the_demanded_name_becomes_the_id_again() -> None:
    """Experiments and runs cannot be without a name."""
    aspects = Aspects()
    aspects.write(create_changes(ENTITIES[EXPERIMENT]))
    aspects.write(fields.unset_name(EXPERIMENT))
    assert aspects.of(EXPERIMENT)["containerProperties"] == {"name": "e"}


def test_soft_delete_and_restore_touch_the_status_only() -> None:
    """Any entity can be removed and brought back."""
    aspects = Aspects()
    aspects.write(fields.set_removed(RUN, removed=True))
    assert aspects.of(RUN) == {"status": {"removed": True}}
    aspects.write(fields.set_removed(RUN, removed=False))
    assert aspects.of(RUN) == {"status": {"removed": False}}


def test_last_modified_can_be_set() -> None:
    """Models, groups, experiments and data sets have it."""
    aspects = Aspects()
    for urn in (MODEL, GROUP, DATASET):
        aspects.write(fields.set_last_modified(urn, 5))
        assert entity_of(urn, aspects).last_modified is not None


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda: links.add_run_to_model(RUN, MODEL), id="swapped"),
        pytest.param(lambda: links.add_input_datasets_to_run(RUN, [MODEL]), id="no dataset"),
        pytest.param(lambda: governance.add_tags(RUN, ["x"]), id="tag on a run"),
        pytest.param(lambda: fields.set_training_metrics(GROUP, {"a": 1}), id="metric of a group"),
        pytest.param(lambda: fields.set_name("urn:li:tag:x", "n"), id="name of a tag"),
        pytest.param(lambda: fields.unset_name("urn:li:tag:x"), id="no name of a tag"),
        pytest.param(lambda: versions.add_aliases(GROUP, ["x"]), id="alias of a group"),
        pytest.param(lambda: fields.set_removed("x", removed=True), id="no URN"),
    ],
)
def test_a_change_of_the_wrong_kind_of_entity_is_refused(change: Callable[[], Changes]) -> None:
    """The kinds of entities are checked before anything is sent."""
    with pytest.raises(InvalidUrnError):
        change()


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda: fields.set_last_modified(RUN, 5), id="last modified of a run"),
        pytest.param(lambda: fields.set_description(RUN, "x"), id="description of a run"),
        pytest.param(lambda: fields.remove_training_metrics(MODEL, "acc"), id="lone text"),
        pytest.param(lambda: governance.add_links(MODEL, [""]), id="empty link"),
        pytest.param(lambda: versions.set_version(MODEL, ""), id="empty version"),
    ],
)
def test_a_change_that_datahub_cannot_keep_is_refused(change: Callable[[], Changes]) -> None:
    """The values are checked before anything is sent."""
    with pytest.raises(InvalidValueError):
        change()


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(governance.add_tags(MODEL, []), id="tags"),
        pytest.param(governance.add_terms(MODEL, []), id="terms"),
        pytest.param(links.add_input_datasets_to_run(RUN, []), id="inputs"),
        pytest.param(fields.remove_custom_properties(MODEL, []), id="custom properties"),
    ],
)
def test_nothing_to_do_is_no_change(change: Changes) -> None:
    """An empty list does not even create the aspect."""
    assert change == ()

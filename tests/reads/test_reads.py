"""Generated results to entities: stubs, gaps, and what only other programs write."""

from __future__ import annotations

from typing import Any

import pytest
from mldh_graphql_api.get_entities import GetEntities
from mldh_graphql_api.input_types import FacetFilterInput

from mldh_graphql.entities import (
    AuditStamp,
    Dataset,
    Entity,
    Link,
    Metric,
    MLExperiment,
    MLModel,
    MLModelGroup,
    MLTrainingRun,
    Owner,
)
from mldh_graphql.reads.nouns import entity_of
from mldh_graphql.reads.questions import (
    lineage_question,
    relationships_question,
    scroll_question,
    soft_delete_question,
)
from mldh_graphql.urns import (
    DatasetUrn,
    ExperimentUrn,
    MLModelGroupUrn,
    MLModelUrn,
    OwnershipTypeUrn,
    TrainingRunUrn,
)

MODEL = MLModelUrn.build("m")
GROUP = MLModelGroupUrn.build("g")
EXPERIMENT = ExperimentUrn.build("e")
RUN = TrainingRunUrn.build("r")
DATASET = DatasetUrn.build("d", "s3")
PLATFORM = {"__typename": "DataPlatform", "urn": "urn:li:dataPlatform:mlflow", "name": "mlflow"}

NOUNS: dict[str, dict[str, Any]] = {
    "model": {"__typename": "MLModel", "urn": MODEL, "type": "MLMODEL", "name": "m"},
    "group": {"__typename": "MLModelGroup", "urn": GROUP, "type": "MLMODEL_GROUP", "name": "g"},
    "experiment": {"__typename": "Container", "urn": EXPERIMENT, "type": "CONTAINER"},
    "run": {"__typename": "DataProcessInstance", "urn": RUN, "type": "DATA_PROCESS_INSTANCE"},
    "dataset": {"__typename": "Dataset", "urn": DATASET, "type": "DATASET", "name": "d"},
}


def read(noun: str, *, exists: bool | None = True, **fields: Any) -> Any:
    """The entity of an answer, with nulls where nothing is said."""
    answer = {"exists": exists, "platform": PLATFORM, "origin": "PROD", **NOUNS[noun], **fields}
    results = GetEntities.model_validate({"entities": [answer]}).entities
    assert results
    return entity_of(results[0])


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("exists", [False, None])
def test_a_stub_is_no_entity(noun: str, exists: bool | None) -> None:
    """DataHub makes one for any URN that is asked for or linked to."""
    assert read(noun, exists=exists) is None


@pytest.mark.parametrize("other", [None, object(), "text"])
def test_what_is_no_noun_is_no_entity(other: object) -> None:
    """Charts and the like."""
    assert entity_of(other) is None


@pytest.mark.parametrize(
    ("noun", "expected"),
    [
        ("model", MLModel(urn=MODEL)),
        ("group", MLModelGroup(urn=GROUP)),
        ("experiment", MLExperiment(urn=EXPERIMENT, sub_types=None)),
        ("run", MLTrainingRun(urn=RUN, platform=None, sub_types=None)),
        ("dataset", Dataset(urn=DATASET)),
    ],
)
def test_an_entity_of_which_nothing_is_known(noun: str, expected: Entity) -> None:
    """Every aspect may be missing."""
    found = read(noun)
    assert found == expected
    assert found.name is None
    assert not found.removed


def test_an_experiment_without_a_platform() -> None:
    """DataHub fills the gap with a platform called unknown."""
    unknown = PLATFORM | {"urn": "urn:li:dataPlatform:unknown"}
    assert read("experiment", platform=unknown).platform is None


def aspect(payload: str | None) -> dict[str, Any]:
    """The raw properties of an experiment."""
    return {
        "__typename": "RawAspect",
        "aspectName": "containerProperties",
        "payload": payload,
        "renderSpec": None,
    }


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        pytest.param('{"name": "E", "created": {"time": 5}}', AuditStamp(5), id="time"),
        pytest.param(
            '{"created": {"time": 5, "actor": "urn:li:corpuser:x"}}', AuditStamp(5, "x"), id="actor"
        ),
        pytest.param('{"name": "E"}', None, id="none"),
        pytest.param('{"created": null}', None, id="null"),
        pytest.param(None, None, id="no payload"),
    ],
)
def test_creation_of_an_experiment(payload: str | None, expected: AuditStamp | None) -> None:
    """GraphQL shows it only in the stored aspect."""
    assert read("experiment", containerAspects=[aspect(payload)]).created == expected
    assert read("experiment", containerAspects=[]).created is None


def test_a_version_of_a_program_without_version_sets() -> None:
    """It stands in the properties alone."""
    properties = {"__typename": "MLModelProperties", "version": "3"}
    model = read("model", mlModelProperties=properties)
    assert (model.version, model.version_set, model.aliases) == ("3", None, None)


def test_tags_and_terms_that_stand_several_times() -> None:
    """Once for each that attached them; they are one."""
    tag = {"tag": {"__typename": "Tag", "urn": "urn:li:tag:a(b)", "type": "TAG", "name": "a"}}
    term = {"term": {"__typename": "GlossaryTerm", "urn": "urn:li:glossaryTerm:t"}}
    term["term"] |= {"type": "GLOSSARY_TERM", "name": "t", "hierarchicalName": "t"}
    dataset = read("dataset", tags={"tags": [tag, tag]}, glossaryTerms={"terms": [term, term]})
    assert dataset.tags == ("urn:li:tag:a(b)",)
    assert dataset.terms == ("urn:li:glossaryTerm:t",)
    empty = read("dataset", tags={"tags": None}, glossaryTerms={"terms": None})
    assert (empty.tags, empty.terms) == ((), ())


def test_owners_of_all_kinds() -> None:
    """A role that nobody knows is read; an owner that only a newer DataHub has is left out."""
    user = {"__typename": "CorpUser", "urn": "urn:li:corpuser:u", "type": "CORP_USER"}
    user["username"] = "u"
    role = {"urn": "urn:li:ownershipType:steward", "type": "CUSTOM_OWNERSHIP_TYPE"}
    owners = [
        {"owner": user, "ownershipType": role, "type": "CUSTOM", "associatedUrn": DATASET},
        {"owner": user, "ownershipType": None, "type": "NONE", "associatedUrn": DATASET},
        {"owner": {"__typename": "Robot"}, "type": "NONE", "associatedUrn": DATASET},
    ]
    dataset = read("dataset", ownership={"owners": owners, "lastModified": {"time": 0}})
    assert dataset.owners == (
        Owner("u", OwnershipTypeUrn.build("steward")),
        Owner("u", "NONE"),
    )


def test_links_with_stamps_that_say_nothing() -> None:
    """DataHub demands a stamp; 1970 and an unknown user are no news."""
    created = {"time": 0, "actor": "urn:li:corpuser:unknown"}
    page = {"url": "u", "label": "l", "description": "l", "created": created}
    page["associatedUrn"] = DATASET
    dataset = read("dataset", institutionalMemory={"elements": [page]})
    assert dataset.links == (Link("u", "l"),)


def test_structured_values_of_unknown_kinds_are_left_out() -> None:
    """A newer DataHub may have more than texts and numbers."""
    urn = "urn:li:structuredProperty:p"
    prop = {"__typename": "StructuredPropertyEntity", "urn": urn, "type": "STRUCTURED_PROPERTY"}
    values = [
        {"__typename": "StringValue", "stringValue": "x"},
        {"__typename": "NumberValue", "numberValue": 2.5},
        {"__typename": "ColourValue"},
        None,
    ]
    entry = {"structuredProperty": prop, "values": values, "associatedUrn": DATASET}
    dataset = read("dataset", structuredProperties={"properties": [entry]})
    assert dataset.structured_properties == {urn: ("x", 2.5)}
    empty = read("dataset", structuredProperties={"properties": None})
    assert empty.structured_properties == {}


def test_values_of_other_programs() -> None:
    """Metrics without values, names, or twice; nulls in lists."""
    values = [{"name": None, "value": None}, None, {"name": "a", "value": "1"}] * 2
    properties = {"trainingMetrics": values, "hyperParams": [None], "groups": [None]}
    model = read("model", mlModelProperties={"__typename": "MLModelProperties", **properties})
    assert Metric("a", "1") in model.training_metrics
    assert [metric.name for metric in model.training_metrics] == ["", "a", "", "a"]
    assert (model.hyper_params, model.groups) == ((), ())


@pytest.mark.parametrize(
    "status", [pytest.param("PAUSED", id="newer"), pytest.param(None, id="missing")]
)
def test_events_of_unknown_status_are_left_out(status: str | None) -> None:
    """The known ones tell where the run stands."""
    events = [
        {"status": status, "timestampMillis": 2, "attempt": None, "result": None},
        {"status": "STARTED", "timestampMillis": 1, "attempt": None, "result": None},
        None,
    ]
    run = read("run", state=events)
    assert [event.status for event in run.events] == ["STARTED"]


def test_an_unknown_result_is_read_as_none() -> None:
    """The run is complete all the same."""
    outcome = {"resultType": "EXPLODED", "nativeResultType": "boom"}
    event = {"status": "COMPLETE", "timestampMillis": 2, "attempt": None, "result": outcome}
    run = read("run", state=[event])
    assert run.run_result is None
    assert run.end_timestamp is not None


def test_hidden_entities_say_so() -> None:
    """Through their status."""
    assert read("dataset", status={"removed": True}).removed
    assert not read("dataset", status={"removed": False}).removed


def test_a_lone_is_part_of_gets_company() -> None:
    """Newer servers answer it from a cache that knows no runs; other questions stay as they are."""
    assert relationships_question(["IsPartOf"], outgoing=False).types == ["IsPartOf", "_"]
    assert relationships_question(["IsPartOf"], outgoing=True).types == ["IsPartOf"]
    assert relationships_question(["MemberOf"], outgoing=False).types == ["MemberOf"]


def test_searches_ask_for_all_versions_of_one_type() -> None:
    """DataHub's defaults leave runs and old versions out."""
    question = scroll_question(
        "dataProcessInstance",
        query="*",
        filters={"platform": "p", "container": "c"},
        scroll_id="next",
        count=7,
        include_soft_deleted=True,
    )
    assert question.types == ["DATA_PROCESS_INSTANCE"]
    assert (question.scroll_id, question.count) == ("next", 7)
    flags = question.search_flags
    assert flags
    assert flags.filter_non_latest_versions is False
    assert flags.include_soft_deleted is True
    assert question.or_filters
    (alternative,) = question.or_filters
    assert alternative
    filters = [each for each in alternative.and_ or () if isinstance(each, FacetFilterInput)]
    assert [(each.field, each.values) for each in filters] == [
        ("platform", ["p"]),
        ("container", ["c"]),
    ]


def test_lineage_and_hiding_are_asked_for_as_said() -> None:
    """Directions, ghosts and pages; texts, not URN objects."""
    question = lineage_question(upstream=False, start=5, count=6, include_ghosts=True)
    assert (question.direction, question.start, question.count) == ("DOWNSTREAM", 5, 6)
    assert question.include_ghost_entities is True
    hiding = soft_delete_question([MODEL], deleted=True)
    assert (hiding.urns, hiding.deleted) == ([MODEL], True)
    assert type(hiding.urns[0]) is str

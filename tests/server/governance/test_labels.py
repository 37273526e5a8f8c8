"""Tags and glossary terms come and go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mldh_graphql.server.exceptions import (
    AuthorizationException,
    IllegalArgumentException,
    RuntimeJavaException,
    UnsupportedOperationException,
    graphql_error,
)
from mldh_graphql.server.governance.labels import TAGS, TERMS, LabelKind, add_labels, remove_labels
from mldh_graphql.server.governance.resources import ResourceRef
from mldh_graphql.server.governance.tags import create_tag
from tests.server.desk import DATASET, EXPERIMENT, ME, MODEL, RUN, Desk

if TYPE_CHECKING:
    from mldh_graphql.server.actor import Actor
    from mldh_graphql.server.json_types import JsonObject

A, B = "urn:li:tag:a", "urn:li:tag:b"
X, Y = "urn:li:glossaryTerm:x", "urn:li:glossaryTerm:y"
KINDS = [pytest.param(TAGS, A, B, id="tags"), pytest.param(TERMS, X, Y, id="terms")]


def labels(desk: Desk, kind: LabelKind, urn: str) -> list[object]:
    """The labels of an entity."""
    listed = desk.value(urn, kind.aspect)[kind.array]
    assert isinstance(listed, list)
    return [one[kind.member] for one in listed if isinstance(one, dict)]


@pytest.mark.parametrize(("kind", "one", "two"), KINDS)
def test_labels_are_added_once_and_removed(desk: Desk, kind: LabelKind, one: str, two: str) -> None:
    """To several entities at a time; what was there stays."""
    targets = [ResourceRef(MODEL), ResourceRef(EXPERIMENT)]
    assert add_labels(desk.resources, kind, [one], targets[:1], desk.actor)
    assert add_labels(desk.resources, kind, [one, two, two], targets, desk.actor)
    assert labels(desk, kind, MODEL) == labels(desk, kind, EXPERIMENT) == [one, two]
    assert desk.graph.relationships(one, ["TaggedWith", "TermedWith"], "INCOMING").total == 2
    assert remove_labels(desk.resources, kind, [one, "urn:li:tag:ghost"], targets, desk.actor)
    assert labels(desk, kind, MODEL) == [two]


def test_terms_say_who_changed_them_last(desk: Desk) -> None:
    """Tags do not."""
    add_labels(desk.resources, TERMS, [X], [ResourceRef(MODEL)], desk.actor)
    assert desk.value(MODEL, "glossaryTerms") == {
        "terms": [{"urn": X}],
        "auditStamp": {"time": desk.clock.milliseconds(), "actor": ME},
    }
    add_labels(desk.resources, TAGS, [A], [ResourceRef(MODEL)], desk.actor)
    assert desk.value(MODEL, "globalTags") == {"tags": [{"tag": A}]}


def test_what_is_no_label_is_refused(desk: Desk) -> None:
    """Wrong type, or not there."""
    target = [ResourceRef(MODEL)]
    with pytest.raises(IllegalArgumentException) as raised:
        add_labels(desk.resources, TAGS, [X], target, desk.actor)
    assert raised.value.message == (
        f"Failed to validate label with urn {X}. Urn type does not match entity type tag.."
    )
    with pytest.raises(IllegalArgumentException) as raised:
        add_labels(desk.resources, TAGS, ["urn:li:tag:ghost"], target, desk.actor)
    assert raised.value.message == (
        "Failed to validate label with urn urn:li:tag:ghost. Urn does not exist."
    )


def test_what_is_labelled_must_exist(desk: Desk) -> None:
    """For adding and for removing."""
    ghost = ResourceRef("urn:li:container:ghost")
    text = f"Failed to update resource with urn {ghost.urn}. Entity does not exist."
    for change in (add_labels, remove_labels):
        with pytest.raises(IllegalArgumentException) as raised:
            change(desk.resources, TAGS, [A], [ghost], desk.actor)
        assert raised.value.message == text


def test_a_run_cannot_be_labelled(desk: Desk) -> None:
    """The aspect is unknown for it."""
    with pytest.raises(RuntimeJavaException) as raised:
        add_labels(desk.resources, TAGS, [A], [ResourceRef(RUN)], desk.actor)
    assert (
        "Unknown aspect globalTags for entity dataProcessInstance" in graphql_error(raised.value)[0]
    )


def test_whoever_may_not_edit_is_refused(desk: Desk, stranger: Actor) -> None:
    """Adding, removing and creating."""
    for change in (add_labels, remove_labels):
        with pytest.raises(AuthorizationException):
            change(desk.resources, TAGS, [A], [ResourceRef(MODEL)], stranger)
    with pytest.raises(AuthorizationException):
        create_tag(desk.resources, "t", stranger)


@pytest.mark.parametrize(
    ("target", "message"),
    [
        pytest.param(
            ResourceRef(DATASET, "", "DATASET_FIELD"), "provided without a subResource.", id="half"
        ),
        pytest.param(
            ResourceRef(DATASET, "f"), "provided without a subResourceType.", id="other-half"
        ),
        pytest.param(ResourceRef(DATASET, "f", "DATASET_FIELD"), "has no schema.", id="no-schema"),
    ],
)
def test_fields_of_a_schema_need_a_schema(desk: Desk, target: ResourceRef, message: str) -> None:
    """And both halves of their name."""
    with pytest.raises(IllegalArgumentException) as raised:
        add_labels(desk.resources, TAGS, [A], [target], desk.actor)
    assert raised.value.message is not None
    assert raised.value.message.endswith(message)


def test_fields_of_a_schema_cannot_be_governed_here(desk: Desk) -> None:
    """This server says so instead of pretending."""
    schema: JsonObject = {
        "schemaName": "s",
        "platform": "urn:li:dataPlatform:s3",
        "version": 0,
        "hash": "",
        "platformSchema": {"com.linkedin.schema.OtherSchema": {"rawSchema": ""}},
        "fields": [],
    }
    desk.write(DATASET, "schemaMetadata", schema)
    target = ResourceRef(DATASET, "f", "DATASET_FIELD")
    with pytest.raises(UnsupportedOperationException, match="cannot change fields"):
        add_labels(desk.resources, TAGS, [A], [target], desk.actor)


def test_tags_can_be_created(desk: Desk) -> None:
    """With an id of one's own or a random one, but not twice."""
    assert create_tag(desk.resources, "T", desk.actor, identity="t", description="d") == (
        "urn:li:tag:t"
    )
    assert desk.value("urn:li:tag:t", "tagProperties") == {"name": "T", "description": "d"}
    random = {create_tag(desk.resources, "T", desk.actor) for _ in range(2)}
    assert len(random) == 2
    with pytest.raises(RuntimeJavaException) as raised:
        create_tag(desk.resources, "T", desk.actor, identity="t")
    assert graphql_error(raised.value)[0].startswith("This Tag already exists!")

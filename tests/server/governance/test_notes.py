"""Descriptions, deprecation, soft deletion and lifecycle stages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mldh_graphql.server.exceptions import (
    AuthorizationException,
    IllegalArgumentException,
    RuntimeJavaException,
)
from mldh_graphql.server.governance.deprecation import (
    Deprecation,
    batch_update_deprecation,
    update_deprecation,
)
from mldh_graphql.server.governance.descriptions import update_description
from mldh_graphql.server.governance.names import update_name
from mldh_graphql.server.governance.resources import ResourceRef
from mldh_graphql.server.governance.soft_deletion import (
    batch_update_soft_deleted,
    set_lifecycle_stage,
)
from mldh_graphql.server.search import SearchQuery
from tests.server.desk import DATASET, EXPERIMENT, GROUP, ME, MODEL, RUN, Desk

if TYPE_CHECKING:
    from mldh_graphql.server.actor import Actor

GHOST = "urn:li:container:ghost"
STAGE = "urn:li:lifecycleStageType:retired"


@pytest.mark.parametrize(
    ("urn", "aspect"),
    [
        pytest.param(MODEL, "editableMlModelProperties", id="model"),
        pytest.param(GROUP, "editableMlModelGroupProperties", id="group"),
        pytest.param(EXPERIMENT, "editableContainerProperties", id="container"),
    ],
)
def test_people_describe_beside_the_machine(desk: Desk, urn: str, aspect: str) -> None:
    """The editable aspect has it, the other one is as it was."""
    assert update_description(desk.resources, ResourceRef(urn), "mine", desk.actor)
    assert desk.value(urn, aspect) == {"description": "mine"}


def test_people_describe_and_name_a_dataset(desk: Desk) -> None:
    """Both are in one aspect, and neither takes the place of the other."""
    desk.write(DATASET, "datasetProperties", {"name": "machine", "description": "machine"})

    assert update_description(desk.resources, ResourceRef(DATASET), "mine", desk.actor)
    assert update_name(desk.resources, DATASET, "My name", desk.actor)

    stamp = {"time": desk.clock.milliseconds(), "actor": ME}
    editable = {"description": "mine", "name": "My name", "lastModified": stamp}
    assert desk.value(DATASET, "editableDatasetProperties") == editable
    assert desk.value(DATASET, "datasetProperties")["name"] == "machine"


def test_vocabulary_is_renamed_in_its_own_aspect(desk: Desk) -> None:
    """A domain keeps what else is said of it; one that says nothing cannot be renamed."""
    domain, bare = "urn:li:domain:renamed", "urn:li:domain:bare"
    desk.write(domain, "domainProperties", {"name": "old", "description": "kept"})
    desk.write(bare, "ownership", {"owners": []})

    assert update_name(desk.resources, domain, "new", desk.actor)
    assert desk.value(domain, "domainProperties") == {"name": "new", "description": "kept"}
    with pytest.raises(RuntimeJavaException) as refused:
        update_name(desk.resources, bare, "new", desk.actor)
    assert str(refused.value.__cause__) == "Domain does not exist"


@pytest.mark.parametrize(
    "urn",
    [pytest.param(urn, id=urn.split(":")[2]) for urn in (MODEL, GROUP, RUN, EXPERIMENT)],
)
def test_ml_entities_cannot_be_renamed(desk: Desk, urn: str) -> None:
    """DataHub says so, with code 500."""
    desk.write(urn, "status", {"removed": False})

    with pytest.raises(RuntimeJavaException) as refused:
        update_name(desk.resources, urn, "x", desk.actor)
    assert refused.value.message == (
        f"Failed to update name. Unsupported resource type {urn} provided."
    )


def test_only_what_exists_can_be_renamed_by_who_may(desk: Desk, stranger: Actor) -> None:
    """Existence is looked at first."""
    with pytest.raises(IllegalArgumentException, match=f"{GHOST} does not exist"):
        update_name(desk.resources, GHOST, "x", desk.actor)
    desk.write(DATASET, "status", {"removed": False})
    with pytest.raises(AuthorizationException):
        update_name(desk.resources, DATASET, "x", stranger)


def test_a_tag_keeps_its_name_when_described(desk: Desk) -> None:
    """What else the aspect says stays."""
    update_description(desk.resources, ResourceRef("urn:li:tag:a"), "mine", desk.actor)
    properties = desk.value("urn:li:tag:a", "tagProperties")
    assert properties == {"name": "t", "description": "mine"}


def test_what_cannot_be_described_is_refused(desk: Desk, stranger: Actor) -> None:
    """Runs, fields of a dataset without a schema, what does not exist."""
    with pytest.raises(RuntimeJavaException) as refused:
        update_description(desk.resources, ResourceRef(RUN), "x", desk.actor)
    assert refused.value.message == (
        f"Failed to update description. Unsupported resource type {RUN} provided."
    )
    field = ResourceRef(DATASET, "f", "DATASET_FIELD")
    with pytest.raises(IllegalArgumentException, match="has no schema"):
        update_description(desk.resources, field, "x", desk.actor)
    with pytest.raises(IllegalArgumentException, match=f"{GHOST} does not exist"):
        update_description(desk.resources, ResourceRef(GHOST), "x", desk.actor)
    with pytest.raises(AuthorizationException):
        update_description(desk.resources, ResourceRef(MODEL), "x", stranger)


def test_deprecation_says_everything_that_was_given(desk: Desk) -> None:
    """Written again it forgets what is not given again."""
    given = Deprecation(deprecated=True, decommission_time=5, note="old", replacement=GROUP)
    assert update_deprecation(desk.resources, MODEL, given, desk.actor)
    assert desk.value(MODEL, "deprecation") == {
        "deprecated": True,
        "note": "old",
        "actor": ME,
        "decommissionTime": 5,
        "replacement": GROUP,
    }
    targets = [ResourceRef(MODEL), ResourceRef(GROUP)]
    undone = Deprecation(deprecated=False)
    assert batch_update_deprecation(desk.resources, undone, targets, desk.actor)
    plain = {"deprecated": False, "note": "", "actor": ME}
    assert desk.value(MODEL, "deprecation") == desk.value(GROUP, "deprecation") == plain


def test_what_cannot_be_deprecated_is_refused(desk: Desk, stranger: Actor) -> None:
    """Runs, and what does not exist."""
    given = Deprecation(deprecated=True)
    with pytest.raises(IllegalArgumentException) as raised:
        update_deprecation(desk.resources, GHOST, given, desk.actor)
    assert raised.value.message == (
        f"Failed to update deprecation for Entity {GHOST}. Entity does not exist."
    )
    with pytest.raises(RuntimeJavaException, match="Failed to update Deprecation"):
        update_deprecation(desk.resources, RUN, given, desk.actor)
    with pytest.raises(IllegalArgumentException, match="Entity does not exist"):
        batch_update_deprecation(desk.resources, given, [ResourceRef(GHOST)], desk.actor)
    with pytest.raises(AuthorizationException):
        update_deprecation(desk.resources, MODEL, given, stranger)
    with pytest.raises(AuthorizationException):
        batch_update_deprecation(desk.resources, given, [ResourceRef(MODEL)], stranger)


def test_soft_deleted_entities_exist_but_are_not_found(desk: Desk) -> None:
    """Until they are restored; the index knows at once."""
    query = SearchQuery(types=("MLMODEL", "DATA_PROCESS_INSTANCE"))
    assert desk.found(query) == [RUN, MODEL]
    assert batch_update_soft_deleted(desk.resources, [MODEL, RUN], desk.actor, deleted=True)
    assert desk.value(MODEL, "status") == {"removed": True}
    assert desk.store.exists(MODEL)
    assert desk.found(query) == []
    assert batch_update_soft_deleted(desk.resources, [MODEL], desk.actor, deleted=False)
    assert desk.found(query) == [MODEL]


def test_only_what_exists_can_be_soft_deleted(desk: Desk, stranger: Actor) -> None:
    """Otherwise nothing of the batch is."""
    with pytest.raises(IllegalArgumentException) as raised:
        batch_update_soft_deleted(desk.resources, [MODEL, GHOST], desk.actor, deleted=True)
    assert raised.value.message == (
        f"Failed to soft delete entity with urn {GHOST}. Entity does not exist."
    )
    assert desk.value(MODEL, "status") == {"removed": False}
    with pytest.raises(AuthorizationException):
        batch_update_soft_deleted(desk.resources, [MODEL], stranger, deleted=True)


def test_lifecycle_stages_are_set_and_taken_back(desk: Desk, stranger: Actor) -> None:
    """Beside soft deletion."""
    batch_update_soft_deleted(desk.resources, [MODEL], desk.actor, deleted=True)
    assert set_lifecycle_stage(desk.resources, MODEL, STAGE, desk.actor)
    stamp = {"time": desk.clock.milliseconds(), "actor": ME}
    assert desk.value(MODEL, "status") == {
        "removed": True,
        "lifecycleStage": STAGE,
        "lifecycleLastUpdated": stamp,
    }
    assert set_lifecycle_stage(desk.resources, MODEL, None, desk.actor)
    assert "lifecycleStage" not in desk.value(MODEL, "status")
    with pytest.raises(IllegalArgumentException, match="Entity does not exist"):
        set_lifecycle_stage(desk.resources, GHOST, STAGE, desk.actor)
    with pytest.raises(AuthorizationException):
        set_lifecycle_stage(desk.resources, MODEL, STAGE, stranger)

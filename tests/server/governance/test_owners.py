"""Owners come and go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mldh_graphql.server.exceptions import (
    AuthorizationException,
    IllegalArgumentException,
    RuntimeJavaException,
    graphql_error,
)
from mldh_graphql.server.governance.owners import (
    OwnerInput,
    add_owners,
    checked_targets,
    remove_owners,
)
from mldh_graphql.server.governance.resources import ResourceRef
from tests.server.desk import EXPERIMENT, GROUP, ME, MODEL, RUN, Desk

if TYPE_CHECKING:
    from mldh_graphql.server.actor import Actor

TECHNICAL = "urn:li:ownershipType:__system__technical_owner"
STEWARD = "urn:li:ownershipType:__system__data_steward"


def owners(desk: Desk, urn: str) -> list[tuple[object, object, object]]:
    """Owner, type and type URN of each."""
    listed = desk.value(urn, "ownership")["owners"]
    assert isinstance(listed, list)
    rows = [owner for owner in listed if isinstance(owner, dict)]
    return [(owner["owner"], owner["type"], owner["typeUrn"]) for owner in rows]


def test_adding_an_owner_says_how_when_and_in_which_index(desk: Desk) -> None:
    """The types are derived, and the index knows at once."""
    owner = OwnerInput(ME, "CORP_USER", type="TECHNICAL_OWNER")
    assert add_owners(desk.resources, [owner], [MODEL, GROUP, EXPERIMENT], desk.actor)
    stamp = {"time": desk.clock.milliseconds(), "actor": ME}
    for urn in (MODEL, GROUP, EXPERIMENT):
        assert desk.value(urn, "ownership") == {
            "owners": [
                {
                    "owner": ME,
                    "type": "TECHNICAL_OWNER",
                    "typeUrn": TECHNICAL,
                    "source": {"type": "MANUAL"},
                }
            ],
            "ownerTypes": {TECHNICAL: [ME]},
            "lastModified": stamp,
        }
    assert desk.graph.relationships(MODEL, ["OwnedBy"], "OUTGOING").total == 1


def test_an_owner_of_the_same_kind_is_there_once(desk: Desk) -> None:
    """Of another kind it is another entry."""
    technical = OwnerInput(ME, "CORP_USER", type="TECHNICAL_OWNER")
    steward = OwnerInput(ME, "CORP_USER", ownership_type_urn=STEWARD)
    add_owners(desk.resources, [technical], [MODEL], desk.actor)
    add_owners(desk.resources, [technical, steward], [MODEL], desk.actor)
    assert owners(desk, MODEL) == [
        (ME, "TECHNICAL_OWNER", TECHNICAL),
        (ME, "NONE", STEWARD),
    ]


def test_owners_are_removed_by_kind_or_altogether(desk: Desk) -> None:
    """Removing who is none is harmless."""
    inputs = [
        OwnerInput(ME, "CORP_USER", type="TECHNICAL_OWNER"),
        OwnerInput(ME, "CORP_USER", type="DATA_STEWARD"),
        OwnerInput("urn:li:corpGroup:team", "CORP_GROUP", type="DATA_STEWARD"),
    ]
    add_owners(desk.resources, inputs, [MODEL], desk.actor)
    remove_owners(desk.resources, [ME], [MODEL], desk.actor, ownership_type_urn=STEWARD)
    assert [owner[2] for owner in owners(desk, MODEL)] == [TECHNICAL, STEWARD]
    remove_owners(desk.resources, [ME, "urn:li:corpuser:nobody"], [MODEL], desk.actor)
    assert [owner[0] for owner in owners(desk, MODEL)] == ["urn:li:corpGroup:team"]
    assert desk.value(MODEL, "ownership")["ownerTypes"] == {STEWARD: ["urn:li:corpGroup:team"]}
    remove_owners(desk.resources, [ME], [GROUP], desk.actor)
    assert owners(desk, GROUP) == []


@pytest.mark.parametrize(
    ("owner", "message"),
    [
        pytest.param(
            OwnerInput(ME, "CORP_GROUP", type="NONE"),
            f"Expected a corp group urn, found {ME}",
            id="no-group",
        ),
        pytest.param(
            OwnerInput("urn:li:corpGroup:team", "CORP_USER", type="NONE"),
            "Expected a corp user urn, found urn:li:corpGroup:team.",
            id="no-user",
        ),
        pytest.param(
            OwnerInput("urn:li:corpuser:ghost", "CORP_USER", type="NONE"),
            "Owner with urn urn:li:corpuser:ghost does not exist.",
            id="no-such-owner",
        ),
        pytest.param(
            OwnerInput(ME, "CORP_USER", ownership_type_urn="urn:li:ownershipType:odd"),
            "Custom Ownership type with urn urn:li:ownershipType:odd does not exist.",
            id="no-such-kind",
        ),
        pytest.param(
            OwnerInput(ME, "CORP_USER"),
            "Expected either type or ownershipTypeUrn to be specified.",
            id="no-kind",
        ),
    ],
)
def test_owners_that_cannot_be_are_refused(desk: Desk, owner: OwnerInput, message: str) -> None:
    """With a reason each, and nothing is written."""
    with pytest.raises(IllegalArgumentException) as raised:
        add_owners(desk.resources, [owner], [MODEL], desk.actor)
    assert raised.value.message == f"Failed to change ownership for resource(s). {message}"
    assert desk.store.aspect(MODEL, "ownership") is None


def test_what_is_owned_must_exist(desk: Desk) -> None:
    """For adding and for removing."""
    ghost = MODEL.replace("churn", "ghost")
    owner = OwnerInput(ME, "CORP_USER", type="NONE")
    text = f"Failed to change ownership for resource {ghost}. Resource does not exist."
    with pytest.raises(IllegalArgumentException) as raised:
        add_owners(desk.resources, [owner], [MODEL, ghost], desk.actor)
    assert raised.value.message == text
    with pytest.raises(IllegalArgumentException) as raised:
        remove_owners(desk.resources, [ME], [ghost], desk.actor)
    assert raised.value.message == text


def test_a_run_cannot_have_owners(desk: Desk) -> None:
    """The aspect is unknown for it; a batch with one writes nothing."""
    owner = OwnerInput(ME, "CORP_USER", type="NONE")
    with pytest.raises(RuntimeJavaException) as raised:
        add_owners(desk.resources, [owner], [MODEL, RUN], desk.actor)
    message, extensions = graphql_error(raised.value)
    assert "Unknown aspect ownership for entity dataProcessInstance" in message
    assert extensions["code"] == 500
    assert desk.store.aspect(MODEL, "ownership") is None


def test_whoever_may_not_edit_is_refused(desk: Desk, stranger: Actor) -> None:
    """Before anything is looked at."""
    with pytest.raises(AuthorizationException, match="Unauthorized to perform this action"):
        add_owners(desk.resources, [], ["urn:li:tag:ghost"], stranger)
    with pytest.raises(AuthorizationException, match="Unauthorized to perform this action"):
        remove_owners(desk.resources, [], ["urn:li:tag:ghost"], stranger)


def test_fields_of_a_schema_cannot_have_owners() -> None:
    """A batch of whole entities is fine."""
    assert checked_targets([ResourceRef(MODEL), ResourceRef(GROUP)]) == [MODEL, GROUP]
    with pytest.raises(IllegalArgumentException, match="cannot be applied to subresources"):
        checked_targets([ResourceRef(MODEL, "field", "DATASET_FIELD")])


def test_everybody_knows_datahub_itself(desk: Desk) -> None:
    """Its own user and kinds of ownership exist from the start."""
    owner = OwnerInput("urn:li:corpuser:datahub", "CORP_USER", ownership_type_urn=TECHNICAL)
    assert add_owners(desk.resources, [owner], [MODEL], desk.actor)
    with pytest.raises(RuntimeJavaException, match="entity with urn nonsense, invalid urn"):
        add_owners(desk.resources, [OwnerInput("nonsense", "CORP_USER")], [MODEL], desk.actor)

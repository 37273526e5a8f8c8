"""Domains: one at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mldh_graphql.server.exceptions import (
    AuthorizationException,
    IllegalArgumentException,
    RuntimeJavaException,
)
from mldh_graphql.server.governance.domains import batch_set_domain, set_domain, unset_domain
from mldh_graphql.server.governance.resources import ResourceRef
from tests.server.desk import GROUP, MODEL, RUN, Desk

if TYPE_CHECKING:
    from mldh_graphql.server.actor import Actor
    from mldh_graphql.server.json_types import JsonObject

ONE, TWO, GHOST = "urn:li:domain:one", "urn:li:domain:two", "urn:li:domain:ghost"


def test_setting_a_domain_replaces_all_others(desk: Desk) -> None:
    """The associations follow."""
    assert set_domain(desk.resources, MODEL, ONE, desk.actor)
    assert set_domain(desk.resources, MODEL, TWO, desk.actor)
    assert desk.value(MODEL, "domains") == {
        "domains": [TWO],
        "domainAssociations": [{"domain": TWO}],
    }
    assert desk.graph.relationships(TWO, ["AssociatedWith"], "INCOMING").total == 1


def test_unsetting_leaves_none(desk: Desk) -> None:
    """Also where there was none."""
    set_domain(desk.resources, MODEL, ONE, desk.actor)
    assert unset_domain(desk.resources, MODEL, desk.actor)
    assert unset_domain(desk.resources, GROUP, desk.actor)
    nothing: JsonObject = {"domains": [], "domainAssociations": []}
    assert desk.value(MODEL, "domains") == desk.value(GROUP, "domains") == nothing


def test_a_batch_sets_or_unsets_for_several(desk: Desk) -> None:
    """Null unsets."""
    targets = [ResourceRef(MODEL), ResourceRef(GROUP)]
    assert batch_set_domain(desk.resources, ONE, targets, desk.actor)
    assert [desk.value(t.urn, "domains")["domains"] for t in targets] == [[ONE], [ONE]]
    assert batch_set_domain(desk.resources, None, targets, desk.actor)
    assert [desk.value(t.urn, "domains")["domains"] for t in targets] == [[], []]


def test_both_must_exist(desk: Desk) -> None:
    """Each mutation has its own words for it."""
    ghost = MODEL.replace("churn", "ghost")
    with pytest.raises(IllegalArgumentException) as raised:
        set_domain(desk.resources, MODEL, GHOST, desk.actor)
    assert raised.value.message == (
        f"Failed to add Entity {MODEL} to Domain {GHOST}. Domain does not exist."
    )
    with pytest.raises(IllegalArgumentException) as raised:
        set_domain(desk.resources, ghost, ONE, desk.actor)
    assert raised.value.message == (
        f"Failed to add Entity {ghost} to Domain {ONE}. Entity does not exist."
    )
    with pytest.raises(IllegalArgumentException) as raised:
        unset_domain(desk.resources, ghost, desk.actor)
    assert raised.value.message == "Format specifier '%s'"
    with pytest.raises(IllegalArgumentException) as raised:
        batch_set_domain(desk.resources, GHOST, [], desk.actor)
    assert raised.value.message == (
        f"Failed to validate Domain with urn {GHOST}. Urn does not exist."
    )
    with pytest.raises(IllegalArgumentException) as raised:
        batch_set_domain(desk.resources, ONE, [ResourceRef(ghost)], desk.actor)
    assert raised.value.message == (
        f"Failed to update resource with urn {ghost}. Entity does not exist."
    )


def test_a_run_has_no_domain(desk: Desk) -> None:
    """The aspect is unknown for it."""
    with pytest.raises(RuntimeJavaException) as raised:
        set_domain(desk.resources, RUN, ONE, desk.actor)
    assert raised.value.message == (
        f"Failed to set Domain to resource with entity urn {RUN}, domain urn {ONE}"
    )
    cause = raised.value.__cause__
    assert str(cause) == "Unknown aspect domains for entity dataProcessInstance"


def test_whoever_may_not_edit_is_refused(desk: Desk, stranger: Actor) -> None:
    """All three."""
    with pytest.raises(AuthorizationException):
        set_domain(desk.resources, MODEL, ONE, stranger)
    with pytest.raises(AuthorizationException):
        unset_domain(desk.resources, MODEL, stranger)
    with pytest.raises(AuthorizationException):
        batch_set_domain(desk.resources, ONE, [ResourceRef(MODEL)], stranger)

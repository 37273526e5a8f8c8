"""What is computed into ownership and domains."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mldh_graphql.server.exceptions import EntityValidationException
from tests.server.desk import ME, MODEL, Desk, adding

if TYPE_CHECKING:
    from mldh_graphql.server.json_types import JsonObject, JsonValue

ONE, TWO, THREE = (f"urn:li:domain:{number}" for number in (1, 2, 3))


def by_hand(domain: str) -> JsonObject:
    """An association that somebody made."""
    return {"domain": domain}


def propagated(domain: str) -> JsonObject:
    """An association that was inherited."""
    attribution: JsonObject = {"time": 1, "actor": ME, "sourceDetail": {"propagated": "true"}}
    return {"domain": domain, "attribution": attribution}


def put(desk: Desk, domains: list[str], *associations: JsonObject) -> JsonObject:
    """Upsert the model's domains; what became of them."""
    value: JsonObject = {"domains": [*domains]}
    if associations:
        value["domainAssociations"] = [*associations]
    desk.write(MODEL, "domains", value)
    return desk.value(MODEL, "domains")


def test_owners_are_grouped_by_kind() -> None:
    """By the kind's URN, else by that of the old-fashioned type; each owner once."""
    desk = Desk()
    you, custom = "urn:li:corpuser:you", "urn:li:ownershipType:custom"
    owners: list[JsonValue] = [
        {"owner": ME, "type": "TECHNICAL_OWNER"},
        {"owner": you, "type": "TECHNICAL_OWNER"},
        {"owner": ME, "type": "TECHNICAL_OWNER", "source": {"type": "MANUAL"}},
        {"owner": ME, "type": "CUSTOM", "typeUrn": custom},
    ]
    desk.write(MODEL, "ownership", {"owners": owners})
    assert desk.value(MODEL, "ownership")["ownerTypes"] == {
        "urn:li:ownershipType:__system__technical_owner": [ME, you],
        custom: [ME],
    }
    desk.write(MODEL, "ownership", {"owners": owners[:1]})
    assert desk.value(MODEL, "ownership")["ownerTypes"] == {
        "urn:li:ownershipType:__system__technical_owner": [ME]
    }


def test_a_list_of_domains_becomes_associations() -> None:
    """Known ones keep what is known of them, the inherited ones come last."""
    desk = Desk()
    assert put(desk, [ONE])["domainAssociations"] == [by_hand(ONE)]
    put(desk, [], propagated(ONE), by_hand(TWO))
    assert put(desk, [ONE, THREE]) == {
        "domains": [ONE, THREE],
        "domainAssociations": [by_hand(THREE), propagated(ONE)],
    }


def test_associations_become_the_list_of_domains() -> None:
    """Those made by hand first."""
    assert put(Desk(), [], propagated(ONE), by_hand(TWO), propagated(TWO)) == {
        "domains": [TWO, ONE],
        "domainAssociations": [by_hand(TWO), propagated(ONE), propagated(TWO)],
    }
    assert put(Desk(), [ONE], by_hand(ONE))["domains"] == [ONE]


def test_both_at_once_must_not_contradict_each_other() -> None:
    """Unless the list is the stored one."""
    desk = Desk()
    with pytest.raises(EntityValidationException, match="Cannot update both 'domains' and"):
        put(desk, [ONE], by_hand(TWO))
    put(desk, [ONE])
    assert put(desk, [ONE], by_hand(TWO))["domains"] == [TWO]


def test_a_patch_of_the_list_alone_carries_the_associations_along() -> None:
    """So a domain can be replaced by a patch as often as one likes."""
    desk = Desk()
    for domain in (ONE, TWO):
        assert desk.patch(MODEL, "domains", {"/domains": [domain]}).error is None
        assert desk.value(MODEL, "domains") == {
            "domains": [domain],
            "domainAssociations": [by_hand(domain)],
        }
    keyed = adding(MODEL, "domains", {f"/domains/{ONE}": ONE}, keys={"domains": []})
    assert desk.patch_all(keyed)[0].success
    assert desk.value(MODEL, "domains")["domains"] == [TWO, ONE]

"""Linking entities to version sets and taking them out again."""

from __future__ import annotations

import pytest

from mldh_graphql.server.actor import Actor
from mldh_graphql.server.asset_versions import (
    LinkVersionInput,
    link_asset_version,
    unlink_asset_version,
)
from mldh_graphql.server.exceptions import (
    AuthorizationException,
    IllegalArgumentException,
    IllegalStateException,
    RuntimeJavaException,
)
from tests.server.desk import DATASET, ME, MODEL, MODEL_2, MODEL_3, Desk, version_of

SET = "urn:li:versionSet:(churn,mlModel)"


@pytest.fixture
def desk() -> Desk:
    """An empty server without doors."""
    return Desk()


def link(desk: Desk, urn: str, version: str = "v", version_set: str = SET) -> str | None:
    """Link, as the desk's actor."""
    asked = LinkVersionInput(version_set, urn, version)
    return link_asset_version(desk.ingest, asked, desk.actor)


def unlink(desk: Desk, urn: str | None, version_set: str | None = SET) -> str | None:
    """Unlink, as the desk's actor."""
    return unlink_asset_version(desk.ingest, version_set, urn, desk.actor)


def latest(desk: Desk) -> object:
    """The set's latest version."""
    return desk.value(SET, "versionSetProperties")["latest"]


def test_the_first_link_makes_set_and_entity(desk: Desk) -> None:
    """Even one that does not exist; everything given is stored."""
    asked = LinkVersionInput(
        SET, MODEL, "1.0", comment="first", source_timestamp=7, source_creator="jane"
    )
    assert link_asset_version(desk.ingest, asked, desk.actor) == SET
    stamp = {"time": desk.clock.milliseconds(), "actor": ME}
    assert desk.value(MODEL, "versionProperties") == {
        "versionSet": SET,
        "version": {"versionTag": "1.0", "metadataAttribution": stamp},
        "sortId": "AAAAAAAA",
        "versioningScheme": "ALPHANUMERIC_GENERATED_BY_DATAHUB",
        "comment": "first",
        "metadataCreatedTimestamp": stamp,
        "sourceCreatedTimestamp": {"time": 7, "actor": "urn:li:corpuser:jane"},
        "isLatest": True,
    }
    assert desk.store.exists(MODEL)
    assert latest(desk) == MODEL


def test_an_unnamed_source_creator_is_unknown(desk: Desk) -> None:
    """Only when there is a source time."""
    asked = LinkVersionInput(SET, MODEL, "1.0", source_timestamp=7)
    link_asset_version(desk.ingest, asked, desk.actor)
    created = desk.value(MODEL, "versionProperties")["sourceCreatedTimestamp"]
    assert created == {"time": 7, "actor": "urn:li:corpuser:unknown"}


def test_each_link_is_the_latest(desk: Desk) -> None:
    """Sort ids count on."""
    for number, urn in enumerate((MODEL, MODEL_2, MODEL_3)):
        link(desk, urn, str(number))
    assert latest(desk) == MODEL_3
    assert desk.value(MODEL_3, "versionProperties")["sortId"] == "AAAAAAAC"
    assert desk.value(MODEL_2, "versionProperties")["isLatest"] is False


def test_after_the_last_sort_id_they_start_over(desk: Desk) -> None:
    """So the new version is not the latest."""
    version = version_of(SET, "ZZZZZZZZ", versioningScheme="ALPHANUMERIC_GENERATED_BY_DATAHUB")
    desk.write(MODEL, "versionProperties", version)
    assert link(desk, MODEL_2) == SET
    assert desk.value(MODEL_2, "versionProperties")["sortId"] == "AAAAAAAA"
    assert latest(desk) == MODEL


def test_linking_twice_writes_nothing(desk: Desk) -> None:
    """The answer is null."""
    link(desk, MODEL)
    assert link(desk, MODEL, "other") is None
    assert desk.version(MODEL, "versionProperties") == 1


def test_versioning_switched_off_does_nothing(desk: Desk) -> None:
    """Not even look at the input."""
    asked = LinkVersionInput("nonsense", "nonsense", "v")
    assert link_asset_version(desk.ingest, asked, desk.actor, enabled=False) is None
    assert unlink_asset_version(desk.ingest, None, None, desk.actor, enabled=False) is None


def test_links_show_in_the_index_at_once() -> None:
    """However much it lags."""
    desk = Desk(lag=100)
    link(desk, MODEL)
    assert desk.index.find("mlModel", {"versionSet": SET}) == [MODEL]


def test_what_does_not_fit_is_refused_with_its_own_text(desk: Desk) -> None:
    """Kinds of URNs, other sets, other schemes."""
    with pytest.raises(RuntimeJavaException, match="entity with urn nonsense, invalid urn"):
        link(desk, MODEL, version_set="nonsense")
    with pytest.raises(RuntimeJavaException, match="entity with urn null, invalid urn"):
        unlink(desk, None)
    with pytest.raises(IllegalArgumentException) as raised:
        link(desk, MODEL, version_set=MODEL_2)
    assert raised.value.message == f"Version Set urn {MODEL_2} must be of type Version Set."
    with pytest.raises(IllegalArgumentException) as raised:
        link(desk, DATASET)
    assert raised.value.message == (
        "Entity type must match Version Set's specified type: mlModel invalid type: dataset"
    )
    link(desk, MODEL)
    with pytest.raises(IllegalStateException) as wrong:
        link(desk, MODEL, version_set="urn:li:versionSet:(other,mlModel)")
    assert wrong.value.message == (
        f"Version already exists for specified entity: {MODEL} for a different Version Set: {SET}"
    )
    manual = "urn:li:versionSet:(manual,mlModel)"
    desk.write(MODEL_2, "versionProperties", version_of(manual, "1"))
    with pytest.raises(IllegalArgumentException) as raised:
        link(desk, MODEL_3, version_set=manual)
    assert raised.value.message == (
        "Only versioning scheme supported is ALPHANUMERIC_GENERATED_BY_DATAHUB"
    )


def test_both_set_and_entity_must_be_editable() -> None:
    """The message names both."""
    desk = Desk(actor=Actor(ME, lambda urn: urn != SET))
    with pytest.raises(AuthorizationException) as raised:
        link(desk, MODEL)
    assert raised.value.message == f"{ME} is unauthorized to UPDATE entities {SET} and {MODEL}"


def test_unlinking_the_latest_makes_the_one_before_it_the_latest(desk: Desk) -> None:
    """Its flag is set again."""
    for number, urn in enumerate((MODEL, MODEL_2, MODEL_3)):
        link(desk, urn, str(number))
    assert unlink(desk, MODEL_3) == SET
    assert desk.store.aspect(MODEL_3, "versionProperties") is None
    assert latest(desk) == MODEL_2
    assert desk.value(MODEL_2, "versionProperties")["isLatest"] is True


def test_unlinking_another_one_leaves_the_latest(desk: Desk) -> None:
    """Only its own version is gone."""
    link(desk, MODEL, "1")
    link(desk, MODEL_2, "2")
    assert unlink(desk, MODEL) == SET
    assert latest(desk) == MODEL_2
    assert desk.store.aspect(MODEL, "versionProperties") is None


def test_unlinking_the_only_one_deletes_the_set(desk: Desk) -> None:
    """The entity itself stays."""
    link(desk, MODEL)
    assert unlink(desk, MODEL) == SET
    assert not desk.store.exists(SET)
    assert desk.store.exists(MODEL)


def test_a_stale_index_costs_the_whole_set() -> None:
    """An earlier version that it does not know yet cannot become the latest."""
    desk = Desk(lag=100)
    scheme = {"versioningScheme": "ALPHANUMERIC_GENERATED_BY_DATAHUB"}
    desk.write(MODEL, "versionProperties", version_of(SET, "AAAAAAAA", **scheme))
    desk.write(MODEL_2, "versionProperties", version_of(SET, "AAAAAAAB", **scheme))
    unlink(desk, MODEL_2)
    assert not desk.store.exists(SET)


def test_unlinking_what_is_not_linked(desk: Desk) -> None:
    """Nothing happens without a version; another set is an error."""
    assert unlink(desk, MODEL) is None
    link(desk, MODEL)
    other = "urn:li:versionSet:(other,mlModel)"
    with pytest.raises(IllegalArgumentException) as raised:
        unlink(desk, MODEL, other)
    assert raised.value.message == (
        f"Version is not linked to specified version set: {other} but is linked to: {SET}"
    )


def test_linking_goes_on_when_the_latest_lost_its_version(desk: Desk) -> None:
    """The count starts over."""
    link(desk, MODEL)
    with desk.store.transaction() as transaction:
        transaction.delete(MODEL, "versionProperties")
    assert link(desk, MODEL_2) == SET
    assert desk.value(MODEL_2, "versionProperties")["sortId"] == "AAAAAAAA"

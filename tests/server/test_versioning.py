"""Version sets come into being and move on as versions are written."""

from __future__ import annotations

import pytest

from mldh_graphql.server.exceptions import (
    EntityValidationException,
    IllegalArgumentException,
    JavaException,
    NullPointerException,
    UnsupportedOperationException,
)
from mldh_graphql.server.proposal import Proposal
from tests.server.desk import MODEL, MODEL_2, MODEL_3, RUN, Desk, adding, version_of

SET = "urn:li:versionSet:(churn,mlModel)"
GENERATED = "ALPHANUMERIC_GENERATED_BY_DATAHUB"


@pytest.fixture
def desk() -> Desk:
    """An empty server without doors."""
    return Desk()


def put_version(desk: Desk, urn: str, sort_id: str, scheme: str | None = None) -> None:
    """Patch a version onto an entity; must succeed."""
    version = version_of(SET, sort_id)
    members = {f"/{name}": value for name, value in version.items()}
    if scheme is not None:
        members["/versioningScheme"] = scheme
    result = desk.patch(urn, "versionProperties", members)
    assert result.error is None


def is_latest(desk: Desk, urn: str) -> object:
    """The flag as stored, ``None`` when unset."""
    return desk.value(urn, "versionProperties").get("isLatest")


def test_the_first_version_makes_the_set(desk: Desk) -> None:
    """With its scheme, its key, and itself as the latest."""
    put_version(desk, MODEL, "1")
    assert desk.value(SET, "versionSetKey") == {"id": "churn", "entityType": "mlModel"}
    assert desk.value(SET, "versionSetProperties") == {
        "versioningScheme": "LEXICOGRAPHIC_STRING",
        "latest": MODEL,
    }
    assert is_latest(desk, MODEL) is True


def test_a_greater_sort_id_becomes_the_latest(desk: Desk) -> None:
    """The one before it is told so."""
    put_version(desk, MODEL, "1")
    put_version(desk, MODEL_2, "2")
    assert desk.value(SET, "versionSetProperties")["latest"] == MODEL_2
    assert (is_latest(desk, MODEL), is_latest(desk, MODEL_2)) == (False, True)


def test_sort_ids_are_compared_as_text(desk: Desk) -> None:
    """So 10 comes before 9, and its flag stays unset."""
    put_version(desk, MODEL, "9")
    put_version(desk, MODEL_2, "10")
    assert desk.value(SET, "versionSetProperties")["latest"] == MODEL
    assert (is_latest(desk, MODEL), is_latest(desk, MODEL_2)) == (True, None)


def test_sort_ids_are_compared_by_utf16_units(desk: Desk) -> None:
    """As Java does: a character beyond the first plane sorts before the last ones of it."""
    put_version(desk, MODEL, "\uff5e")
    put_version(desk, MODEL_2, "\U0001f600")
    assert desk.value(SET, "versionSetProperties")["latest"] == MODEL


def test_writing_the_latest_again_changes_nothing(desk: Desk) -> None:
    """The flag survives a patch of something else."""
    put_version(desk, MODEL, "1")
    put_version(desk, MODEL, "1")
    assert desk.version(MODEL, "versionProperties") == 1
    desk.patch(MODEL, "versionProperties", {"/comment": "c"})
    assert is_latest(desk, MODEL) is True
    assert desk.version(SET, "versionSetProperties") == 1


def test_versions_of_one_batch_follow_each_other(desk: Desk) -> None:
    """Only the greatest is the latest."""
    batch = [
        adding(urn, "versionProperties", {f"/{k}": v for k, v in version_of(SET, sort_id).items()})
        for urn, sort_id in ((MODEL, "1"), (MODEL_2, "3"), (MODEL_3, "2"))
    ]
    assert all(result.success for result in desk.patch_all(*batch))
    assert desk.value(SET, "versionSetProperties")["latest"] == MODEL_2
    flags = [is_latest(desk, urn) for urn in (MODEL, MODEL_2, MODEL_3)]
    assert flags == [False, True, None]


def test_a_set_whose_latest_lost_its_version_stays_as_it_is(desk: Desk) -> None:
    """There is nothing to compare with."""
    put_version(desk, MODEL, "1")
    with desk.store.transaction() as transaction:
        transaction.delete(MODEL, "versionProperties")
    put_version(desk, MODEL_2, "2")
    assert desk.value(SET, "versionSetProperties")["latest"] == MODEL
    assert is_latest(desk, MODEL_2) is None


def test_the_entity_type_must_be_that_of_the_set(desk: Desk) -> None:
    """The message names the type expected."""
    other = "urn:li:versionSet:(churn,dataset)"
    result = desk.patch(
        MODEL, "versionProperties", {f"/{k}": v for k, v in version_of(other, "1").items()}
    )
    assert result.error == (
        "Failed to apply patch: ValidationExceptionCollection{EntityAspect:"
        f"({MODEL},versionProperties) Exceptions: [com.linkedin.metadata.aspect.plugins.validation"
        ".AspectValidationException: Version Set specified entity type does not match, expected"
        " type: dataset]}"
    )
    assert desk.store.urns() == []


def refusal(desk: Desk, urn: str, sort_id: str, scheme: str | None = None) -> str:
    """The error of a version that must be refused."""
    members = {f"/{name}": value for name, value in version_of(SET, sort_id).items()}
    if scheme is not None:
        members["/versioningScheme"] = scheme
    error = desk.patch(urn, "versionProperties", members).error
    assert error is not None
    return error


def test_the_scheme_must_be_that_of_an_existing_set(desk: Desk) -> None:
    """And generated sort ids must look generated."""
    put_version(desk, MODEL, "not checked for the first", GENERATED)
    assert (
        "Versioning Scheme does not match Version Set properties. Expected Scheme:"
        f" {GENERATED} Provided Scheme: LEXICOGRAPHIC_STRING"
    ) in refusal(desk, MODEL_2, "AAAAAAAB")
    assert f"Invalid sortID for Versioning Scheme. ID: 2 Scheme: {GENERATED}" in refusal(
        desk, MODEL_2, "2", GENERATED
    )
    put_version(desk, MODEL_2, "AAAAAAAB", GENERATED)


def test_sort_id_and_label_are_unique_as_far_as_the_index_knows(desk: Desk) -> None:
    """With a lagging index a duplicate passes."""
    put_version(desk, MODEL, "1")
    assert "Sort Id and Version label must be unique: sort ID: 1 version label: v1" in refusal(
        desk, MODEL_2, "1"
    )
    lagging = Desk(lag=10)
    put_version(lagging, MODEL, "1")
    put_version(lagging, MODEL_2, "1")


def test_is_latest_cannot_be_given_in_an_upsert(desk: Desk) -> None:
    """But a patch may carry it."""
    with pytest.raises(IllegalArgumentException) as raised:
        desk.write(MODEL, "versionProperties", version_of(SET, "1", isLatest=False))
    assert raised.value.message is not None
    assert raised.value.message.startswith("Failed to validate MCP due to: ")
    assert "IsLatest should not be specified, this is a computed field." in raised.value.message
    version = version_of(SET, "1", isLatest=False)
    assert desk.patch(MODEL, "versionProperties", {f"/{k}": v for k, v in version.items()}).success
    assert is_latest(desk, MODEL) is True


def test_an_existing_version_set_cannot_be_patched(desk: Desk) -> None:
    """DataHub stumbles over it."""
    put_version(desk, MODEL, "1")
    error = desk.patch(SET, "versionSetProperties", {"/customProperties/a": "b"}).error
    assert error is not None
    assert "VersionSetProperties.getVersioningScheme()" in error
    with pytest.raises(NullPointerException):
        desk.ingest.ingest([Proposal(SET, "versionSetProperties", "PATCH", "urn:li:corpuser:x")])


def test_a_version_set_can_be_pointed_at_another_version(desk: Desk) -> None:
    """Both flags follow."""
    put_version(desk, MODEL, "1")
    put_version(desk, MODEL_2, "2")
    properties = {"versioningScheme": "LEXICOGRAPHIC_STRING", "latest": MODEL}
    desk.write(SET, "versionSetProperties", {**properties})
    assert (is_latest(desk, MODEL), is_latest(desk, MODEL_2)) == (True, False)
    desk.write(SET, "versionSetProperties", {**properties, "customProperties": {"a": "b"}})
    assert (is_latest(desk, MODEL), is_latest(desk, MODEL_2)) == (True, False)


def test_a_version_set_cannot_be_pointed_at_what_has_no_version(desk: Desk) -> None:
    """Nor can its scheme change."""
    put_version(desk, MODEL, "1")
    properties = {"versioningScheme": "LEXICOGRAPHIC_STRING", "latest": MODEL_2}
    with pytest.raises(UnsupportedOperationException) as raised:
        desk.write(SET, "versionSetProperties", {**properties})
    assert raised.value.message == f"Cannot set latest version to unversioned entity: {MODEL_2}"
    with pytest.raises(JavaException, match="Versioning Scheme cannot change"):
        desk.write(SET, "versionSetProperties", {"versioningScheme": GENERATED, "latest": MODEL})


def test_a_new_version_set_may_be_written_for_an_existing_version(desk: Desk) -> None:
    """The set is then pointed at the version by hand."""
    put_version(desk, MODEL, "1")
    other = "urn:li:versionSet:(other,mlModel)"
    desk.write(
        other, "versionSetProperties", {"versioningScheme": "LEXICOGRAPHIC_STRING", "latest": MODEL}
    )
    assert desk.value(other, "versionSetProperties")["latest"] == MODEL


def test_validation_errors_of_several_aspects_come_together(desk: Desk) -> None:
    """Sorted by entity, separated by semicolons."""
    put_version(desk, MODEL, "1")
    batch = [
        adding(urn, "versionProperties", {f"/{k}": v for k, v in version_of(SET, "1").items()})
        for urn in (MODEL_3, MODEL_2)
    ]
    error = desk.patch_all(*batch)[0].error
    assert error is not None
    assert error.index(MODEL_2) < error.index("; ") < error.index(MODEL_3)


def test_a_run_has_no_versions(desk: Desk) -> None:
    """The aspect is not registered for it."""
    with pytest.raises(JavaException, match="Unknown aspect versionProperties"):
        desk.write(RUN, "versionProperties", version_of(SET, "1"))


def test_an_optimistic_write_of_a_version_is_refused_when_it_exists(desk: Desk) -> None:
    """The condition of linking."""
    put_version(desk, MODEL, "1")
    with pytest.raises(EntityValidationException, match="Expected version -1, actual version 1"):
        desk.write(
            MODEL, "versionProperties", version_of(SET, "1"), headers={"If-Version-Match": "-1"}
        )

"""Writes on condition."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mldh_graphql.server.exceptions import EntityValidationException, RuntimeJavaException
from tests.server.desk import MODEL, MODEL_2, Desk, adding

if TYPE_CHECKING:
    from mldh_graphql.server.json_types import JsonObject

OWN = "globalTags"
TAGS: JsonObject = {"tags": [{"tag": "urn:li:tag:a"}]}


@pytest.fixture
def desk() -> Desk:
    """A server with one model that has tags; it is 1970, 1000 seconds in."""
    desk = Desk()
    desk.write(MODEL, OWN, {**TAGS})
    return desk


def attempt(desk: Desk, urn: str, **headers: str) -> None:
    """Upsert on condition."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    desk.write(urn, OWN, {"tags": []}, headers=named)


@pytest.mark.parametrize(
    ("urn", "headers"),
    [
        pytest.param(MODEL, {"If_Version_Match": "1"}, id="version-matches"),
        pytest.param(MODEL_2, {"If_Version_Match": "-1"}, id="does-not-exist"),
        pytest.param(MODEL, {"If_Modified_Since": "1970-01-01T00:16:39Z"}, id="modified-since"),
        pytest.param(MODEL, {"If_Unmodified_Since": "1970-01-01T00:16:40Z"}, id="not-since"),
        pytest.param(MODEL_2, {"If_Unmodified_Since": "1970-01-01T00:00:00Z"}, id="never"),
    ],
)
def test_a_condition_that_holds_lets_the_write_through(
    desk: Desk, urn: str, headers: dict[str, str]
) -> None:
    """The aspect has the new value."""
    attempt(desk, urn, **headers)
    assert desk.value(urn, OWN) == {"tags": []}


@pytest.mark.parametrize(
    ("urn", "headers", "message"),
    [
        pytest.param(
            MODEL, {"If_Version_Match": "2"}, "Expected version 2, actual version 1", id="version"
        ),
        pytest.param(
            MODEL, {"If_Version_Match": "-1"}, "Expected version -1, actual version 1", id="exists"
        ),
        pytest.param(
            MODEL_2, {"If_Version_Match": "1"}, "Expected version 1, actual version -1", id="absent"
        ),
        pytest.param(
            MODEL,
            {"If_Modified_Since": "1970-01-01T00:16:40Z"},
            "Item last modified 1000000 <= 1000000 (epoch ms)",
            id="not-modified-since",
        ),
        pytest.param(
            MODEL,
            {"If_Unmodified_Since": "1970-01-01T00:16:39.999Z"},
            "Item last modified 1000000 > 999999 (epoch ms)",
            id="modified-since",
        ),
    ],
)
def test_a_condition_that_does_not_hold_stops_the_whole_batch(
    desk: Desk, urn: str, headers: dict[str, str], message: str
) -> None:
    """The message says what was expected and what is."""
    with pytest.raises(EntityValidationException) as raised:
        attempt(desk, urn, **headers)
    assert raised.value.message is not None
    assert message in raised.value.message
    assert not desk.store.exists(MODEL_2)
    assert desk.value(MODEL, OWN) == TAGS


@pytest.mark.parametrize("instant", ["yesterday", "1970-01-01T00:00:00"], ids=["no-time", "naive"])
def test_a_condition_must_be_an_instant(desk: Desk, instant: str) -> None:
    """Anything else is refused."""
    with pytest.raises(RuntimeJavaException, match="could not be parsed"):
        attempt(desk, MODEL, If_Modified_Since=instant)


def test_only_the_template_path_of_a_patch_listens_to_headers(desk: Desk) -> None:
    """On the generic path they are dropped without a word."""
    headers = {"If-Version-Match": "7"}
    tag: JsonObject = {"/tags/urn:li:tag:b": {"tag": "urn:li:tag:b"}}
    template = adding(MODEL, OWN, tag, generic=False, headers=headers)
    generic = adding(MODEL, OWN, tag, keys={"tags": ["tag"]}, headers=headers)
    refused = desk.patch_all(template)[0].error
    assert refused is not None
    assert "Expected version 7, actual version 1" in refused
    assert desk.patch_all(generic)[0].success


def test_only_the_template_path_of_a_patch_listens_to_system_metadata(desk: Desk) -> None:
    """There exactly what is given is kept; elsewhere the defaults are."""
    metadata: JsonObject = {"runId": "mine"}
    tag: JsonObject = {"/tags/urn:li:tag:b": {"tag": "urn:li:tag:b"}}
    desk.patch_all(adding(MODEL, OWN, tag, generic=False, system_metadata={**metadata}))
    stored = desk.store.aspect(MODEL, OWN)
    assert stored is not None
    assert stored.system_metadata == {
        "runId": "mine",
        "lastRunId": "no-run-id-provided",
        "version": "2",
    }
    desk.patch_all(
        adding(MODEL_2, OWN, {**tag}, keys={"tags": ["tag"]}, system_metadata={**metadata})
    )
    stored = desk.store.aspect(MODEL_2, OWN)
    assert stored is not None
    assert stored.system_metadata == {
        "runId": "no-run-id-provided",
        "lastObserved": 1_000_000,
        "version": "1",
    }


def test_create_demands_that_the_aspect_is_not_there(desk: Desk) -> None:
    """CREATE_ENTITY that the entity is not."""
    with pytest.raises(EntityValidationException, match="CREATE since the aspect already exists"):
        desk.write(MODEL, OWN, {"tags": []}, change="CREATE")
    with pytest.raises(EntityValidationException, match="the entity key already exists"):
        desk.write(MODEL, "status", {}, change="CREATE_ENTITY")
    desk.write(MODEL, "status", {}, change="CREATE")
    desk.write(MODEL_2, OWN, {"tags": []}, change="CREATE_ENTITY")
    assert desk.value(MODEL_2, OWN) == {"tags": []}

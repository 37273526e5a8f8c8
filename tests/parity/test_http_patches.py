"""The recorded patches of DataHub, sent through the local server's HTTP door."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio

from tests.parity.http_door import HttpDoor, open_door, recorded

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

pytestmark = pytest.mark.asyncio(loop_scope="module")

VECTORS = [v for v in recorded("patch") if v["valid"] != "unknown"]

# What the version side effect adds after the recorded step.
SIDE_EFFECTS = {"versionProperties": {"isLatest"}}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def door() -> AsyncIterator[HttpDoor]:
    """One server for all cases; each starts it empty."""
    async with open_door() as opened:
        yield opened


def patch_input(vector: dict[str, Any]) -> dict[str, Any]:
    """The GraphQL input of a case."""
    given: dict[str, Any] = {
        "urn": vector["urn"],
        "aspectName": vector["aspectName"],
        "patch": [
            {"op": op["op"].upper(), "path": op["path"], "value": op["value"]}
            for op in vector["ops"]
        ],
        "forceGenericPatch": vector["forceGenericPatch"],
    }
    if vector["arrayPrimaryKeys"] is not None:
        keys = vector["arrayPrimaryKeys"]
        given["arrayPrimaryKeys"] = (
            [{"arrayField": field, "keys": names} for field, names in keys.items()]
            if isinstance(keys, dict)
            else keys
        )
    return given


def comparable(aspect: str, document: dict[str, Any] | None, expected: object) -> str:
    """A document as JSON text: for Python 1, 1.0 and True are equal."""
    added = SIDE_EFFECTS.get(aspect, set())
    if document is not None and isinstance(expected, dict):
        document = {
            name: member
            for name, member in document.items()
            if name not in added or name in expected
        }
    return json.dumps(document, sort_keys=True)


@pytest.mark.parametrize("vector", [pytest.param(v, id=v["id"]) for v in VECTORS])
async def test_a_patch_has_the_recorded_outcome(door: HttpDoor, vector: dict[str, Any]) -> None:
    """It is accepted or refused as recorded, and the stored aspect is the recorded one."""
    door.datahub.reset()
    aspect, initial = vector["aspectName"], vector["initial"]
    if initial is not None:
        door.seed(vector["urn"], {aspect: initial})

    (result,) = await door.patch(patch_input(vector))

    accepted = vector["engine"]["ok"] and vector["valid"] is True
    assert result["success"] is accepted, result["error"]
    assert (result["error"] is None) is accepted
    stored = door.datahub.aspects(vector["urn"]).get(aspect)
    expected = vector["stored"] if accepted else initial
    found = None if stored is None else stored.value
    assert comparable(aspect, found, expected) == json.dumps(expected, sort_keys=True)


@pytest.mark.parametrize(
    "vector",
    [pytest.param(v, id=v["id"]) for v in VECTORS if v["valid"] is True][::10],
)
async def test_an_accepted_patch_reads_back_as_stored(
    door: HttpDoor, vector: dict[str, Any]
) -> None:
    """The OpenAPI route shows the recorded document."""
    door.datahub.reset()
    aspect, urn = vector["aspectName"], vector["urn"]
    if vector["initial"] is not None:
        door.seed(urn, {aspect: vector["initial"]})
    await door.patch(patch_input(vector))

    answer = await door.http.get(
        f"/openapi/v3/entity/{vector['entityType']}/{urn.replace('/', '%2F')}/{aspect}"
    )

    assert answer.status_code == 200
    found = answer.json()["value"]
    expected = json.dumps(vector["stored"], sort_keys=True)
    assert comparable(aspect, found, vector["stored"]) == expected

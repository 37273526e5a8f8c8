"""The recorded verdicts of DataHub on URNs, asked for by patching through the HTTP door."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio

from mldh_graphql.server.registry import entity_spec
from tests.parity.http_door import HttpDoor, open_door, recorded

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

pytestmark = pytest.mark.asyncio(loop_scope="module")

# An aspect that nearly every entity type has; the others are patched in their key aspect, which
# is computed from the URN whatever the patch says.
HARMLESS = {"status": ("/removed", "false"), "subTypes": ("/typeNames", "[]")}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def door() -> AsyncIterator[HttpDoor]:
    """One server for all cases; each starts it empty."""
    async with open_door() as opened:
        yield opened


def patch_of(vector: dict[str, Any]) -> dict[str, Any]:
    """A patch of the case's URN that is fine but for the URN."""
    spec = entity_spec(vector["entityType"] or "")
    key_aspect = "status" if spec is None else spec.key_aspect
    known = frozenset[str]() if spec is None else spec.aspects
    aspect = next((name for name in HARMLESS if name in known), key_aspect)
    path, value = HARMLESS.get(aspect, ("/ignored", "1"))
    return {
        "urn": vector["urn"],
        "entityType": "mlModel",
        "aspectName": aspect,
        "patch": [{"op": "ADD", "path": path, "value": value}],
        "forceGenericPatch": True,
    }


@pytest.mark.parametrize("vector", [pytest.param(v, id=v["id"]) for v in recorded("urn")])
async def test_a_urn_has_the_recorded_fate(door: HttpDoor, vector: dict[str, Any]) -> None:
    """Refused with an error, left out in silence, or written under its canonical form."""
    door.datahub.reset()

    (result,) = await door.patch(patch_of(vector))

    written = door.datahub._running.state.store.urns()
    if vector["stage"] in ("parse", "entityType"):
        assert result["success"] is False
        assert result["error"]
        assert result["urn"] == vector["urn"]
        assert written == []
        return
    assert (result["success"], result["error"]) == (True, None)
    assert result["urn"] == vector["canonical"]
    if vector["stage"] == "validate":
        assert written == []
    else:
        assert vector["canonical"] in written
        spec = entity_spec(vector["entityType"])
        assert spec is not None
        key = door.datahub.aspects(vector["canonical"])[spec.key_aspect]
        assert key.value == vector["key"]


@pytest.mark.parametrize(
    "vector", [pytest.param(v, id=v["id"]) for v in recorded("urn") if not v["ok"]][::5]
)
async def test_a_single_patch_never_hides_a_bad_urn(door: HttpDoor, vector: dict[str, Any]) -> None:
    """``patchEntity`` reports what ``patchEntities`` leaves out in silence."""
    door.datahub.reset()

    body = await door.graphql(
        "mutation ($input: PatchEntityInput!) { patchEntity(input: $input) { success error } }",
        {"input": patch_of(vector)},
    )

    result = body["data"]["patchEntity"]
    assert result["success"] is False
    if vector["stage"] == "validate":
        assert result["error"] == "Failed to apply patch: ingestProposal returned null"

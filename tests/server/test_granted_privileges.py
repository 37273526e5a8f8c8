"""What DataHub tells users about their privileges."""

from __future__ import annotations

from typing import Any

import pytest

from tests.server.http_server import MODEL, started

ASK = """
query ($actor: String!, $resource: ResourceSpec) {
  getGrantedPrivileges(input: {actorUrn: $actor, resourceSpec: $resource}) { privileges }
}
"""
RESOURCE = {"resourceType": "MLMODEL", "resourceUrn": MODEL}
TOKENS: dict[str, Any] = {
    "token": {"writer": "jane", "reader": "joe"},
    "read_only_tokens": ["reader"],
}


@pytest.mark.parametrize(
    ("token", "user", "edits"),
    [
        pytest.param("writer", "jane", True, id="writer"),
        pytest.param("reader", "joe", False, id="reader"),
    ],
)
async def test_users_are_told_what_they_may_do(token: str, user: str, edits: bool) -> None:
    """Whoever may edit has EDIT_ENTITY; the entity need not exist."""
    async with started(headers={"Authorization": f"Bearer {token}"}, **TOKENS) as server:
        data = await server.data(ASK, actor=f"urn:li:corpuser:{user}", resource=RESOURCE)
        platform = await server.data(ASK, actor=f"urn:li:corpuser:{user}", resource=None)

    granted = data["getGrantedPrivileges"]["privileges"]
    assert "VIEW_ENTITY_PAGE" in granted
    assert ("EDIT_ENTITY" in granted) is edits
    assert bool(platform["getGrantedPrivileges"]["privileges"]) is edits


async def test_of_others_nobody_is_told() -> None:
    """DataHub answers only about the user who asks."""
    async with started(headers={"Authorization": "Bearer writer"}, **TOKENS) as server:
        error = await server.error(ASK, actor="urn:li:corpuser:joe", resource=RESOURCE)

    assert error["message"] == "Unauthorized to get privileges for the given author."
    assert error["extensions"]["code"] == 403

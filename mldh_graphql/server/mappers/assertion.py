"""Assertions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields
from mldh_graphql.server.mappers.stub import GraphQLObject, Stub

if TYPE_CHECKING:
    from mldh_graphql.server.mappers.entity_response import EntityResponse


def map_assertion(entity: EntityResponse) -> GraphQLObject:
    """Return an assertion as ``Assertion``.

    Args:
        entity: The assertion.
    """
    platform = fields.urn(entity.aspect("dataPlatformInstance") or {}, "platform")
    return {
        "platform": Stub(
            "DataPlatform", "urn:li:dataPlatform:unknown" if platform is None else platform.text
        )
    }

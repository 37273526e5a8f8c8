"""Version sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields
from mldh_graphql.server.mappers.entity_types import entity_stub

if TYPE_CHECKING:
    from mldh_graphql.server.mappers.entity_response import EntityResponse
    from mldh_graphql.server.mappers.stub import GraphQLObject


def map_version_set(entity: EntityResponse) -> GraphQLObject:
    """Return a version set as ``VersionSet``.

    Args:
        entity: The version set.
    """
    latest = fields.urn(entity.aspect("versionSetProperties") or {}, "latest")
    return {
        "relationships": None,
        "latestVersion": None if latest is None else entity_stub(latest),
        "versionsSearch": None,
    }

"""The platform that an entity lives on, and its instance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields
from mldh_graphql.server.mappers.stub import GraphQLObject, Stub

if TYPE_CHECKING:
    from mldh_graphql.server.mappers.entity_response import EntityResponse
    from mldh_graphql.server.urn import Urn


def data_platform_instance(entity: EntityResponse) -> Stub | None:
    """Return the entity's ``DataPlatformInstance``, ``None`` if nothing is known of it.

    Args:
        entity: Any entity.

    Returns:
        A stub without URN if only the platform is known.
    """
    document = entity.aspect("dataPlatformInstance")
    if document is None:
        return None
    instance = fields.urn(document, "instance")
    members: GraphQLObject = {"platform": instance_platform(entity)}
    if instance is None:
        return Stub("DataPlatformInstance", None, members)
    return Stub(
        "DataPlatformInstance", instance.text, {"type": "DATA_PLATFORM_INSTANCE", **members}
    )


def instance_platform(entity: EntityResponse) -> Stub | None:
    """Return the platform that the aspect ``dataPlatformInstance`` names, ``None`` if absent.

    Args:
        entity: Any entity.
    """
    platform = fields.urn(entity.aspect("dataPlatformInstance") or {}, "platform")
    return None if platform is None else typed_platform(platform)


def typed_platform(platform: Urn) -> Stub:
    """Return a platform whose type is known.

    Args:
        platform: The platform's URN.
    """
    return Stub("DataPlatform", platform.text, {"type": "DATA_PLATFORM"})

"""The mutation ``createTag``."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from mldh_graphql.server.exceptions import IllegalArgumentException, RuntimeJavaException

if TYPE_CHECKING:
    from mldh_graphql.server.actor import Actor
    from mldh_graphql.server.governance.resources import Resources
    from mldh_graphql.server.json_types import JsonObject


def create_tag(
    resources: Resources,
    name: str,
    actor: Actor,
    *,
    identity: str | None = None,
    description: str | None = None,
) -> str:
    """Create a tag.

    Args:
        resources: The entities.
        name: What it is called.
        actor: Who asks.
        identity: The end of its URN; ``None``: a random one.
        description: What it means.

    Returns:
        Its URN.

    Raises:
        JavaException: There is such a tag, or it cannot be written.
    """
    urn = f"urn:li:tag:{identity if identity is not None else uuid.uuid4()}"
    resources.authorize(actor, urn)
    failure = f"Failed to create Tag with id: {identity}, name: {name}"
    if resources.exists(urn):
        raise RuntimeJavaException(failure) from IllegalArgumentException(
            "This Tag already exists!"
        )
    properties: JsonObject = {"name": name}
    if description is not None:
        properties["description"] = description
    resources.write([(urn, "tagProperties", properties)], actor, failure)
    return urn

"""Hiding entities, and the mutation ``setLifecycleStage``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.exceptions import IllegalArgumentException
from mldh_graphql.server.governance.resources import java_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mldh_graphql.server.actor import Actor
    from mldh_graphql.server.governance.resources import Resources
    from mldh_graphql.server.json_types import JsonObject


def batch_update_soft_deleted(
    resources: Resources, urns: Sequence[str], actor: Actor, *, deleted: bool
) -> bool:
    """Hide entities from searches, or show them again; nothing of them is lost.

    Args:
        resources: The entities.
        urns: Which.
        actor: Who asks.
        deleted: Whether to hide them.

    Returns:
        ``True``.

    Raises:
        JavaException: An entity does not exist or cannot be hidden.
    """
    for urn in urns:
        resources.authorize(actor, urn)
        if not resources.exists(urn):
            raise IllegalArgumentException(
                f"Failed to soft delete entity with urn {urn}. Entity does not exist."
            )
    changes: list[tuple[str, str, JsonObject]] = [
        (urn, "status", {**resources.aspect(urn, "status"), "removed": deleted}) for urn in urns
    ]
    failure = f"Failed to batch update soft deleted status entities with urns {java_list(urns)}!"
    resources.write(changes, actor, failure)
    return True


def set_lifecycle_stage(resources: Resources, urn: str, stage: str | None, actor: Actor) -> bool:
    """Put an entity into a lifecycle stage, or into none.

    Args:
        resources: The entities.
        urn: The entity.
        stage: The stage's URN; ``None`` takes the entity out of its stage.
        actor: Who asks.

    Returns:
        ``True``.

    Raises:
        JavaException: The entity does not exist or has no lifecycle.
    """
    resources.authorize(actor, urn)
    if not resources.exists(urn):
        raise IllegalArgumentException(
            f"Failed to update resource with urn {urn}. Entity does not exist."
        )
    status = resources.aspect(urn, "status")
    status.setdefault("removed", False)
    status.pop("lifecycleStage", None)
    if stage is not None:
        status["lifecycleStage"] = stage
    status["lifecycleLastUpdated"] = resources.stamp(actor)
    failure = f"Failed to set lifecycle stage of resource with urn {urn}"
    resources.write([(urn, "status", status)], actor, failure)
    return True

"""The mutations ``updateDeprecation`` and ``batchUpdateDeprecation``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mldh_graphql.server.exceptions import IllegalArgumentException
from mldh_graphql.server.governance.resources import java_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mldh_graphql.server.actor import Actor
    from mldh_graphql.server.governance.resources import ResourceRef, Resources
    from mldh_graphql.server.json_types import JsonObject


@dataclass(frozen=True, slots=True)
class Deprecation:
    """What to say about entities.

    Attributes:
        deprecated: Whether they should not be used any more.
        decommission_time: When they will be gone, epoch milliseconds.
        note: Why.
        replacement: The entity to use instead.
    """

    deprecated: bool
    decommission_time: int | None = None
    note: str | None = None
    replacement: str | None = None


def update_deprecation(
    resources: Resources, urn: str, deprecation: Deprecation, actor: Actor
) -> bool:
    """Deprecate an entity, or take that back.

    Raises:
        JavaException: The entity does not exist or its type cannot be deprecated.
    """
    resources.authorize(actor, urn)
    if not resources.exists(urn):
        raise IllegalArgumentException(
            f"Failed to update deprecation for Entity {urn}. Entity does not exist."
        )
    failure = f"Failed to update Deprecation for resource with entity urn {urn}"
    resources.write([_change(resources, urn, deprecation, actor)], actor, failure)
    return True


def batch_update_deprecation(
    resources: Resources, deprecation: Deprecation, targets: Sequence[ResourceRef], actor: Actor
) -> bool:
    """Deprecate entities, or take that back.

    Raises:
        JavaException: A target does not exist or its type cannot be deprecated.
    """
    for target in targets:
        resources.authorize(actor, target.urn)
        resources.check(target)
    urns = [target.urn for target in targets]
    failure = f"Failed to update deprecation for resources with urns {java_list(urns)}!"
    changes = [_change(resources, urn, deprecation, actor) for urn in urns]
    resources.write(changes, actor, failure)
    return True


def _change(
    resources: Resources, urn: str, deprecation: Deprecation, actor: Actor
) -> tuple[str, str, JsonObject]:
    aspect = resources.aspect(urn, "deprecation")
    aspect.pop("decommissionTime", None)
    aspect.pop("replacement", None)
    aspect["deprecated"] = deprecation.deprecated
    aspect["note"] = deprecation.note or ""
    aspect["actor"] = actor.urn
    if deprecation.decommission_time is not None:
        aspect["decommissionTime"] = deprecation.decommission_time
    if deprecation.replacement is not None:
        aspect["replacement"] = deprecation.replacement
    return urn, "deprecation", aspect

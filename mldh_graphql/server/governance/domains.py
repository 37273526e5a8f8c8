"""The mutations ``setDomain``, ``unsetDomain`` and ``batchSetDomain``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.exceptions import IllegalArgumentException
from mldh_graphql.server.governance.resources import java_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mldh_graphql.server.actor import Actor
    from mldh_graphql.server.governance.resources import ResourceRef, Resources
    from mldh_graphql.server.json_types import JsonObject


def set_domain(resources: Resources, urn: str, domain: str, actor: Actor) -> bool:
    """Put an entity into one domain and out of all others.

    Raises:
        JavaException: The domain or the entity does not exist, or the write is refused.
    """
    resources.authorize(actor, urn)
    for what, needed in (("Domain", domain), ("Entity", urn)):
        if not resources.exists(needed):
            raise IllegalArgumentException(
                f"Failed to add Entity {urn} to Domain {domain}. {what} does not exist."
            )
    failure = f"Failed to set Domain to resource with entity urn {urn}, domain urn {domain}"
    resources.write([_change(urn, domain)], actor, failure)
    return True


def unset_domain(resources: Resources, urn: str, actor: Actor) -> bool:
    """Take an entity out of its domains.

    Raises:
        JavaException: The entity does not exist, or the write is refused.
    """
    resources.authorize(actor, urn)
    if not resources.exists(urn):
        # DataHub's own message has one placeholder too many, and that is what clients see.
        raise IllegalArgumentException("Format specifier '%s'")
    failure = f"Failed to unset Domains for resource with entity urn {urn}"
    resources.write([_change(urn, None)], actor, failure)
    return True


def batch_set_domain(
    resources: Resources, domain: str | None, targets: Sequence[ResourceRef], actor: Actor
) -> bool:
    """Put entities into one domain and out of all others, or out of all.

    Args:
        resources: The entities.
        domain: Where to put them; ``None``: nowhere.
        targets: What to move.
        actor: Who asks.

    Returns:
        ``True``.

    Raises:
        JavaException: The domain or a target does not exist, or the write is refused.
    """
    if domain is not None and not resources.exists(domain):
        raise IllegalArgumentException(
            f"Failed to validate Domain with urn {domain}. Urn does not exist."
        )
    for target in targets:
        resources.authorize(actor, target.urn)
        resources.check(target)
    urns = [target.urn for target in targets]
    failure = f"Failed to batch set Domain {domain} to resources with urns {java_list(urns)}!"
    resources.write([_change(urn, domain) for urn in urns], actor, failure)
    return True


def _change(urn: str, domain: str | None) -> tuple[str, str, JsonObject]:
    # Associations are not carried over: they are derived from the list.
    return urn, "domains", {"domains": [] if domain is None else [domain]}

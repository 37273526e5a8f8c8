"""The mutation ``updateName``: names that people give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.exceptions import IllegalArgumentException, RuntimeJavaException
from mldh_graphql.server.governance.resources import Resources, parsed

if TYPE_CHECKING:
    from mldh_graphql.server.actor import Actor

_ASPECTS = {
    "dataset": ("editableDatasetProperties", "name", None),
    "domain": ("domainProperties", "name", "Domain"),
    "glossaryTerm": ("glossaryTermInfo", "name", "Glossary Term"),
    "glossaryNode": ("glossaryNodeInfo", "name", "Glossary Node"),
    "corpGroup": ("corpGroupInfo", "displayName", "Group"),
    "dataProduct": ("dataProductProperties", "name", "Data Product"),
}
"""Aspect and member that hold the name, and what is missing when the aspect is."""


def update_name(resources: Resources, urn: str, name: str, actor: Actor) -> bool:
    """Rename an entity; what else its aspect says stays.

    Args:
        resources: The entities.
        urn: Which: a dataset, domain, glossary term or node, group, or data product.
        name: What to call it.
        actor: Who asks.

    Returns:
        ``True``.

    Raises:
        JavaException: The entity does not exist or its type cannot be renamed, as models, runs
            and containers cannot.
    """
    entity_type = parsed(urn).entity_type
    if not resources.exists(urn):
        raise IllegalArgumentException(f"Failed to update {urn}. {urn} does not exist.")
    if entity_type not in _ASPECTS:
        raise RuntimeJavaException(
            f"Failed to update name. Unsupported resource type {urn} provided."
        )
    resources.authorize(actor, urn)
    aspect, member, needed = _ASPECTS[entity_type]
    value = resources.aspect(urn, aspect)
    failure = f"Failed to perform update against input {urn}"
    if needed is not None and not value:
        missing = IllegalArgumentException(f"{needed} does not exist")
        raise RuntimeJavaException(failure) from missing
    value[member] = name
    if entity_type == "dataset":
        value["lastModified"] = resources.stamp(actor)
    resources.write([(urn, aspect, value)], actor, failure)
    return True

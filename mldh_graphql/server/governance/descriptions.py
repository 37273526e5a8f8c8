"""The mutation ``updateDescription``: people's descriptions, beside those of machines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.exceptions import IllegalArgumentException, RuntimeJavaException
from mldh_graphql.server.governance.resources import ResourceRef, Resources, parsed

if TYPE_CHECKING:
    from mldh_graphql.server.actor import Actor

_ASPECTS = {
    "dataset": ("editableDatasetProperties", "description"),
    "container": ("editableContainerProperties", "description"),
    "mlModel": ("editableMlModelProperties", "description"),
    "mlModelGroup": ("editableMlModelGroupProperties", "description"),
    "mlFeature": ("editableMlFeatureProperties", "description"),
    "mlFeatureTable": ("editableMlFeatureTableProperties", "description"),
    "mlPrimaryKey": ("editableMlPrimaryKeyProperties", "description"),
    "domain": ("domainProperties", "description"),
    "tag": ("tagProperties", "description"),
    "glossaryTerm": ("glossaryTermInfo", "definition"),
    "corpGroup": ("corpGroupEditableInfo", "description"),
}
"""The aspect and member that hold the description, for each entity type that can have one."""


def update_description(
    resources: Resources, target: ResourceRef, description: str, actor: Actor
) -> bool:
    """Replace the description that people gave an entity; the machine's own one stays.

    Raises:
        JavaException: The entity does not exist or its type cannot be described here.
    """
    urn = parsed(target.urn)
    if urn.entity_type == "dataset" and target.sub_resource_type is not None:
        resources.authorize(actor, target.urn)
        resources.check(target)
    if urn.entity_type not in _ASPECTS:
        raise RuntimeJavaException(
            f"Failed to update description. Unsupported resource type {target.urn} provided."
        )
    resources.authorize(actor, target.urn)
    if not resources.exists(target.urn):
        raise IllegalArgumentException(
            f"Failed to update {target.urn}. {target.urn} does not exist."
        )
    aspect, member = _ASPECTS[urn.entity_type]
    value = {**resources.aspect(target.urn, aspect), member: description}
    if urn.entity_type == "dataset":
        value["lastModified"] = resources.stamp(actor)
    failure = f"Failed to perform update against input {target.urn}"
    resources.write([(target.urn, aspect, value)], actor, failure)
    return True

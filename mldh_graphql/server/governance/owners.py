"""The mutations ``addOwner``, ``addOwners``, ``batchAddOwners``, and their opposites."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from mldh_graphql.server.exceptions import IllegalArgumentException
from mldh_graphql.server.governance.resources import ResourceRef, Resources, java_list, parsed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mldh_graphql.server.actor import Actor
    from mldh_graphql.server.json_types import JsonObject

OwnerEntityType: TypeAlias = Literal["CORP_USER", "CORP_GROUP"]


@dataclass(frozen=True, slots=True)
class OwnerInput:
    """GraphQL's input type of the same name.

    Attributes:
        urn: The owner.
        entity_type: What the owner is.
        type: The old-fashioned kind of ownership.
        ownership_type_urn: The kind of ownership; this or ``type`` is needed.
    """

    urn: str
    entity_type: OwnerEntityType
    type: str | None = None
    ownership_type_urn: str | None = None


def add_owners(
    resources: Resources, owners: Sequence[OwnerInput], targets: Sequence[str], actor: Actor
) -> bool:
    """Make people and groups owners; who is one already in the same way stays one once.

    Args:
        resources: The entities.
        owners: Who and how.
        targets: Of what.
        actor: Who asks.

    Returns:
        ``True``.

    Raises:
        JavaException: An owner, kind of ownership or target does not exist, or the write is
            refused.
    """
    for urn in targets:
        resources.authorize(actor, urn)
    for urn in targets:
        _check_exists(resources, urn)
    for owner in owners:
        _check_owner(resources, owner)
    changes = [(urn, "ownership", _with_owners(resources, urn, owners, actor)) for urn in targets]
    resources.write(
        changes, actor, f"Failed to add owners to resource with input {java_list(targets)}"
    )
    return True


def remove_owners(
    resources: Resources,
    owner_urns: Sequence[str],
    targets: Sequence[str],
    actor: Actor,
    *,
    ownership_type_urn: str | None = None,
) -> bool:
    """Make people and groups owners no more; harmless where they are none.

    Args:
        resources: The entities.
        owner_urns: Who.
        targets: Of what.
        actor: Who asks.
        ownership_type_urn: Only this kind of ownership; ``None``: every kind.

    Returns:
        ``True``.

    Raises:
        JavaException: A target does not exist, or the write is refused.
    """
    for urn in targets:
        resources.authorize(actor, urn)
    for urn in targets:
        _check_exists(resources, urn)
    changes: list[tuple[str, str, JsonObject]] = []
    for urn in targets:
        ownership = resources.aspect(urn, "ownership")
        ownership["owners"] = [
            owner
            for owner in _owners(ownership)
            if owner["owner"] not in owner_urns or not _is_of_type(owner, ownership_type_urn)
        ]
        ownership["lastModified"] = resources.stamp(actor)
        changes.append((urn, "ownership", ownership))
    resources.write(changes, actor, f"Failed to remove owners from resource {java_list(targets)}")
    return True


def checked_targets(targets: Sequence[ResourceRef]) -> list[str]:
    """The entities of a batch of owner mutations.

    Raises:
        IllegalArgumentException: One of them is a field of a schema, which cannot have owners.
    """
    if any(target.sub_resource is not None for target in targets):
        raise IllegalArgumentException(
            "Malformed input provided: owners cannot be applied to subresources."
        )
    return [target.urn for target in targets]


def _with_owners(
    resources: Resources, urn: str, owners: Sequence[OwnerInput], actor: Actor
) -> JsonObject:
    ownership = resources.aspect(urn, "ownership")
    kept = _owners(ownership)
    for owner in owners:
        type_urn = owner.ownership_type_urn or _system_type(owner.type or "NONE")
        kept = [k for k in kept if k["owner"] != owner.urn or not _is_of_type(k, type_urn)]
        kept.append(
            {
                "owner": owner.urn,
                "type": owner.type or "NONE",
                "typeUrn": type_urn,
                "source": {"type": "MANUAL"},
            }
        )
    return {**ownership, "owners": [*kept], "lastModified": resources.stamp(actor)}


def _check_exists(resources: Resources, urn: str) -> None:
    if not resources.exists(urn):
        raise IllegalArgumentException(
            f"Failed to change ownership for resource {urn}. Resource does not exist."
        )


def _check_owner(resources: Resources, owner: OwnerInput) -> None:
    failure = "Failed to change ownership for resource(s)."
    found = parsed(owner.urn).entity_type
    if owner.entity_type == "CORP_GROUP" and found != "corpGroup":
        raise IllegalArgumentException(f"{failure} Expected a corp group urn, found {owner.urn}")
    if owner.entity_type == "CORP_USER" and found != "corpuser":
        raise IllegalArgumentException(f"{failure} Expected a corp user urn, found {owner.urn}.")
    if not resources.exists(owner.urn):
        raise IllegalArgumentException(f"{failure} Owner with urn {owner.urn} does not exist.")
    type_urn = owner.ownership_type_urn
    if type_urn is not None and not resources.exists(type_urn):
        raise IllegalArgumentException(
            f"{failure} Custom Ownership type with urn {type_urn} does not exist."
        )
    if owner.type is None and type_urn is None:
        raise IllegalArgumentException(
            f"{failure} Expected either type or ownershipTypeUrn to be specified."
        )


def _owners(ownership: JsonObject) -> list[JsonObject]:
    owners = ownership.get("owners")
    return [o for o in owners if isinstance(o, dict)] if isinstance(owners, list) else []


def _is_of_type(owner: JsonObject, type_urn: str | None) -> bool:
    return type_urn is None or type_urn == (
        owner.get("typeUrn") or _system_type(str(owner.get("type")))
    )


def _system_type(ownership_type: str) -> str:
    return f"urn:li:ownershipType:__system__{ownership_type.lower()}"

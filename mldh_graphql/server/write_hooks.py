"""What DataHub computes into an aspect when it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.exceptions import EntityValidationException

if TYPE_CHECKING:
    from mldh_graphql.server.batch import Batch, Write
    from mldh_graphql.server.json_types import JsonObject, JsonValue


def apply_write_hooks(batch: Batch) -> None:
    """Complete the ownership and domains aspects that the batch writes.

    Raises:
        EntityValidationException: ``domains`` and ``domainAssociations`` contradict each other.
    """
    for write in batch.writes:
        if write.aspect == "ownership":
            write.value = {**write.value, "ownerTypes": _owner_types(write.value)}
        elif write.aspect == "domains":
            write.value = _synced_domains(write)


def _owner_types(ownership: JsonObject) -> JsonObject:
    owner_types: dict[str, list[JsonValue]] = {}
    for owner in _objects(ownership.get("owners")):
        system_type = f"urn:li:ownershipType:__system__{str(owner['type']).lower()}"
        owners = owner_types.setdefault(str(owner.get("typeUrn") or system_type), [])
        if owner["owner"] not in owners:
            owners.append(owner["owner"])
    return dict(owner_types)


def _synced_domains(write: Write) -> JsonObject:
    domains = _unique(write.value.get("domains"))
    before = {} if write.stored is None else write.stored.value
    if "domainAssociations" in write.value and not _only_carried_over(write):
        associations = _objects(write.value["domainAssociations"])
        associated = _unique([association["domain"] for association in associations])
        contradiction = bool(domains) and set(domains) != set(associated)
        if contradiction and set(domains) != set(_unique(before.get("domains"))):
            raise EntityValidationException(
                "Cannot update both 'domains' and 'domainAssociations' in the same write. Use"
                " 'domainAssociations' for rich metadata or 'domains' for legacy compatibility,"
                f" but not both. Entity: {write.urn}"
            )
        associations = _manual_first(associations)
        ordered = _unique([association["domain"] for association in associations])
        return {**write.value, "domains": [*ordered], "domainAssociations": [*associations]}
    kept = [a for a in _objects(before.get("domainAssociations")) if a["domain"] in domains]
    known = [association["domain"] for association in kept]
    new: list[JsonObject] = [{"domain": domain} for domain in domains if domain not in known]
    kept += new
    return {**write.value, "domainAssociations": [*_manual_first(kept)]}


def _only_carried_over(write: Write) -> bool:
    """Whether a patch changed ``domains`` alone and merely kept the stored associations."""
    if write.stored is None or write.item.change != "PATCH":
        return False
    before = write.stored.value
    same_associations = before.get("domainAssociations") == write.value.get("domainAssociations")
    return same_associations and before.get("domains") != write.value.get("domains")


def _manual_first(associations: list[JsonObject]) -> list[JsonObject]:
    return sorted(associations, key=_propagated)


def _propagated(association: JsonObject) -> bool:
    attribution = association.get("attribution")
    detail = attribution.get("sourceDetail") if isinstance(attribution, dict) else None
    return isinstance(detail, dict) and str(detail.get("propagated")).lower() == "true"


def _objects(value: JsonValue) -> list[JsonObject]:
    return (
        [member for member in value if isinstance(member, dict)] if isinstance(value, list) else []
    )


def _unique(value: JsonValue) -> list[str]:
    return list(dict.fromkeys(str(member) for member in value)) if isinstance(value, list) else []

"""What can be wrong with an entity as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.errors import InvalidUrnError
from mldh_graphql.urns import Urn
from mldh_graphql.verification.deviation import Deviation, DeviationKind
from mldh_graphql.verification.fields import is_stub

if TYPE_CHECKING:
    from mldh_graphql.changes import AnyEntity
    from mldh_graphql.verification.reader import Found

__all__ = ["whole_entity_deviation"]


def whole_entity_deviation(described: AnyEntity, found: Found) -> Deviation | None:
    """Return why the entity cannot be compared or used; ``None`` if all is well."""
    urn = described.urn
    stored = found.entities.get(urn)
    if stored is not None:
        if stored.removed and not described.removed:
            reason = "restore() shows it again"
            return Deviation(urn=urn, kind=DeviationKind.SOFT_DELETED, reason=reason)
        if is_stub(described, stored):
            reason = "DataHub has nothing of it but its URN"
            return Deviation(urn=urn, kind=DeviationKind.STUB, reason=reason)
        return None
    refused = _refusal(urn)
    if refused is not None:
        reason = f"DataHub drops writes to such a URN without an error: {refused}"
        return Deviation(urn=urn, kind=DeviationKind.DROPPED, reason=reason)
    if urn in found.unreadable:
        error = found.unreadable[urn]
        return Deviation(urn=urn, kind=DeviationKind.UNREADABLE, reason=str(error))
    reason = "DataHub does not have the entity; what it shows for the URN is an empty stub"
    return Deviation(urn=urn, kind=DeviationKind.MISSING, reason=reason)


def _refusal(urn: Urn) -> str | None:
    try:
        Urn(str(urn))
    except InvalidUrnError as error:
        return error.reason
    return None

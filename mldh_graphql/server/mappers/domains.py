"""The domain of an entity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields
from mldh_graphql.server.mappers.attribution import attribution
from mldh_graphql.server.mappers.stub import GraphQLObject, Stub

if TYPE_CHECKING:
    from mldh_graphql.server.mappers.entity_response import EntityResponse


def domain_association(entity: EntityResponse) -> GraphQLObject | None:
    """Return the entity's ``DomainAssociation``, ``None`` if it has none.

    Only the first of ``domainAssociations`` is read; the list ``domains`` is not.

    Args:
        entity: Any entity.
    """
    associations = fields.records(entity.aspect("domains") or {}, "domainAssociations")
    if not associations:
        return None
    domain = fields.urn(associations[0], "domain")
    return {
        "domain": None if domain is None else Stub("Domain", domain.text, {"type": "DOMAIN"}),
        "associatedUrn": entity.urn.text,
        "attribution": attribution(associations[0]),
    }

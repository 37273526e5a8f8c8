"""What people attach to entities, out of generated results."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mldh_graphql_api.open_types import UnknownType

from mldh_graphql.entities import Link, Owner
from mldh_graphql.reads.stamps import stamp_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mldh_graphql_api.fragments import (
        CustomPropertiesEntryFields,
        DomainAssociationFields,
        GlobalTagsFields,
        GlossaryTermsFields,
        InstitutionalMemoryFields,
        OwnershipFields,
        StatusFields,
        StructuredPropertiesFields,
    )

__all__ = ["Attachments", "attachments_of", "custom_properties_of", "is_removed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachments:
    """Tags, terms, owners, domain, links and structured properties, as entities take them."""

    tags: tuple[str, ...] | None
    terms: tuple[str, ...] | None
    owners: tuple[Owner, ...] | None
    domain: str | None
    links: tuple[Link, ...] | None
    structured_properties: dict[str, tuple[str | float, ...]] | None


def attachments_of(
    *,
    tags: GlobalTagsFields | None,
    terms: GlossaryTermsFields | None,
    ownership: OwnershipFields | None,
    domain: DomainAssociationFields | None,
    links: InstitutionalMemoryFields | None,
    structured_properties: StructuredPropertiesFields | None,
) -> Attachments:
    """Return what is attached; an aspect that DataHub does not have is ``None``."""
    return Attachments(
        tags=_tags(tags),
        terms=_terms(terms),
        owners=_owners(ownership),
        domain=None if domain is None else domain.domain.urn,
        links=_links(links),
        structured_properties=_structured_properties(structured_properties),
    )


def custom_properties_of(
    entries: Sequence[CustomPropertiesEntryFields] | None,
) -> dict[str, str] | None:
    """Return custom properties as a mapping."""
    if entries is None:
        return None
    return {entry.key: entry.value or "" for entry in entries}


def is_removed(status: StatusFields | None) -> bool:
    """Return whether the entity is soft-deleted."""
    return status is not None and status.removed


def _tags(result: GlobalTagsFields | None) -> tuple[str, ...] | None:
    if result is None:
        return None
    # DataHub lets one tag stand several times, once for each that attached it.
    return tuple(dict.fromkeys(each.tag.urn for each in result.tags or ()))


def _terms(result: GlossaryTermsFields | None) -> tuple[str, ...] | None:
    if result is None:
        return None
    return tuple(dict.fromkeys(each.term.urn for each in result.terms or ()))


def _owners(result: OwnershipFields | None) -> tuple[Owner, ...] | None:
    if result is None:
        return None
    owners = []
    for each in result.owners or ():
        # A kind of owner that only a newer DataHub knows has no URN here.
        if isinstance(each.owner, UnknownType):
            continue
        role = each.ownership_type.urn if each.ownership_type else "NONE"
        owners.append(Owner(each.owner.urn, role))
    return tuple(owners)


def _links(result: InstitutionalMemoryFields | None) -> tuple[Link, ...] | None:
    if result is None:
        return None
    return tuple(Link(each.url, each.label, stamp_of(each.created)) for each in result.elements)


def _structured_properties(
    result: StructuredPropertiesFields | None,
) -> dict[str, tuple[str | float, ...]] | None:
    if result is None:
        return None
    found: dict[str, tuple[str | float, ...]] = {}
    for each in result.properties or ():
        values: list[str | float] = []
        for value in each.values:
            if value is None or isinstance(value, UnknownType):
                continue
            values.append(
                value.string_value if value.typename__ == "StringValue" else value.number_value
            )
        found[each.structured_property.urn] = tuple(values)
    return found

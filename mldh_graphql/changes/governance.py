"""Tags, terms, owners, domain, links and structured properties: attach and detach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.changes.draft import Draft
from mldh_graphql.changes.records import (
    UNKNOWN_STAMP,
    audit_stamp,
    link_record,
    owner_record,
    structured_property_record,
)
from mldh_graphql.entities.entity import checked_id_urns
from mldh_graphql.entities.link import Link, LinksLike, checked_links
from mldh_graphql.entities.owner import Owner, OwnershipType, OwnersLike, checked_owners
from mldh_graphql.entities.strictness import checked_id_urn, checked_urn
from mldh_graphql.entities.structured_properties import (
    StructuredPropertiesLike,
    checked_structured_properties,
)
from mldh_graphql.entities.texts import checked_list
from mldh_graphql.errors import InvalidUrnError
from mldh_graphql.urns import (
    DomainUrn,
    GlossaryTermUrn,
    StructuredPropertyUrn,
    TagUrn,
    TrainingRunUrn,
    Urn,
)

if TYPE_CHECKING:
    from mldh_graphql.changes.change import AspectPatch
    from mldh_graphql.entities.entity import GovernedEntity, UrnsLike

__all__ = [
    "add_links",
    "add_owners",
    "add_tags",
    "add_terms",
    "governance_changes",
    "remove_links",
    "remove_owner",
    "remove_structured_properties",
    "remove_tags",
    "remove_terms",
    "set_domain",
    "set_structured_properties",
    "unset_domain",
]


def governance_changes(entity: GovernedEntity) -> tuple[AspectPatch, ...]:
    """Attach everything that the entity says; what others attached stays."""
    urn = entity.urn
    return (
        *add_tags(urn, entity.tags or ()),
        *add_terms(urn, entity.terms or ()),
        *add_owners(urn, entity.owners or ()),
        *(() if entity.domain is None else set_domain(urn, entity.domain)),
        *add_links(urn, entity.links or ()),
        *set_structured_properties(urn, entity.structured_properties or {}),
    )


def add_tags(urn: str, tags: UrnsLike) -> tuple[AspectPatch, ...]:
    """Attach DataHub tags, given as URNs or names; they need not exist yet."""
    draft = Draft(_governed(urn), "globalTags")
    for tag in checked_id_urns(TagUrn, "tags", tags):
        draft.put_record("tags", {"tag": str(tag)})
    return draft.patches()


def remove_tags(urn: str, tags: UrnsLike) -> tuple[AspectPatch, ...]:
    """Detach tags; those that are not attached are skipped."""
    draft = Draft(_governed(urn), "globalTags")
    for tag in checked_id_urns(TagUrn, "tags", tags):
        draft.remove_from_list("tags", tag)
    return draft.patches()


def add_terms(urn: str, terms: UrnsLike) -> tuple[AspectPatch, ...]:
    """Attach glossary terms, given as URNs or ids; they need not exist yet."""
    draft = Draft(_governed(urn), "glossaryTerms")
    for term in checked_id_urns(GlossaryTermUrn, "terms", terms):
        draft.put_record("terms", {"urn": str(term)})
    return _terms_patches(draft)


def remove_terms(urn: str, terms: UrnsLike) -> tuple[AspectPatch, ...]:
    """Detach glossary terms; those that are not attached are skipped."""
    draft = Draft(_governed(urn), "glossaryTerms")
    for term in checked_id_urns(GlossaryTermUrn, "terms", terms):
        draft.remove_from_list("terms", term)
    return _terms_patches(draft)


def add_owners(urn: str, owners: OwnersLike) -> tuple[AspectPatch, ...]:
    """Make users or groups responsible; a bare URN or user name is a technical owner."""
    draft = Draft(_governed(urn), "ownership")
    for owner in checked_owners("owners", owners):
        draft.put_record("owners", owner_record(owner))
    return draft.patches()


def remove_owner(
    urn: str,
    owner: str,
    type: str = OwnershipType.TECHNICAL_OWNER,  # noqa: A002 - DataHub's word
) -> tuple[AspectPatch, ...]:
    """End the responsibility of a user or group in one role."""
    former = Owner(owner, type)
    draft = Draft(_governed(urn), "ownership")
    draft.remove_from_list("owners", former.urn, former.type_name)
    return draft.patches()


def set_domain(urn: str, domain: str) -> tuple[AspectPatch, ...]:
    """Put the entity into one domain instead of those that it is in."""
    draft = Draft(_governed(urn), "domains")
    draft.set("domains", [str(checked_id_urn(DomainUrn, "domain", domain))])
    return draft.patches()


def unset_domain(urn: str) -> tuple[AspectPatch, ...]:
    """Take the entity out of every domain."""
    draft = Draft(_governed(urn), "domains")
    draft.set("domains", [])
    return draft.patches()


def add_links(urn: str, links: LinksLike) -> tuple[AspectPatch, ...]:
    """Attach pages; one with the same address is replaced."""
    draft = Draft(_governed(urn), "institutionalMemory")
    for link in checked_links("links", links):
        draft.put_record("elements", link_record(link))
    return draft.patches()


def remove_links(urn: str, urls: UrnsLike) -> tuple[AspectPatch, ...]:
    """Detach the pages with these addresses; those that are not attached are skipped."""
    draft = Draft(_governed(urn), "institutionalMemory")
    for url in dict.fromkeys(checked_list("urls", urls)):
        draft.remove_from_list("elements", Link(url).url)
    return draft.patches()


def set_structured_properties(
    urn: str, properties: StructuredPropertiesLike
) -> tuple[AspectPatch, ...]:
    """Give structured properties their values instead of those that they have."""
    draft = Draft(_governed(urn), "structuredProperties")
    checked = checked_structured_properties("structured_properties", properties)
    for property_urn, values in checked.items():
        draft.put_record("properties", structured_property_record(property_urn, values))
    return draft.patches()


def remove_structured_properties(urn: str, properties: UrnsLike) -> tuple[AspectPatch, ...]:
    """Take all values of structured properties away."""
    draft = Draft(_governed(urn), "structuredProperties")
    for each in checked_id_urns(StructuredPropertyUrn, "structured_properties", properties):
        draft.remove_from_list("properties", each)
    return draft.patches()


def _terms_patches(draft: Draft) -> tuple[AspectPatch, ...]:
    if draft.patches():
        # DataHub up to 1.5 demands the stamp together with the first term.
        draft.set("auditStamp", audit_stamp(UNKNOWN_STAMP))
    return draft.patches()


def _governed(urn: str) -> Urn:
    checked = checked_urn(Urn, "urn", urn)
    if isinstance(checked, TrainingRunUrn):
        raise InvalidUrnError(
            value=urn,
            expected="the URN of a model, group, experiment or dataset for urn",
            reason="DataHub keeps no tags, terms, owners, domain, links or structured "
            "properties for a training run; use custom properties",
        )
    return checked

"""The URNs of people and of what is attached to entities: tags, terms, domains, owners."""

from __future__ import annotations

from mldh_graphql.urns.urn import IdUrn

__all__ = [
    "CorpGroupUrn",
    "CorpUserUrn",
    "DomainUrn",
    "GlossaryTermUrn",
    "OwnershipTypeUrn",
    "StructuredPropertyUrn",
    "TagUrn",
]


class CorpUserUrn(IdUrn):
    """``urn:li:corpuser:datahub``."""

    __slots__ = ()
    kind = "corpuser"
    noun = "user"


class CorpGroupUrn(IdUrn):
    """``urn:li:corpGroup:forecasting``."""

    __slots__ = ()
    kind = "corpGroup"
    noun = "group of users"


class TagUrn(IdUrn):
    """``urn:li:tag:forecasting``."""

    __slots__ = ()
    kind = "tag"
    noun = "tag"


class GlossaryTermUrn(IdUrn):
    """``urn:li:glossaryTerm:Forecasting.Model``."""

    __slots__ = ()
    kind = "glossaryTerm"
    noun = "glossary term"


class DomainUrn(IdUrn):
    """``urn:li:domain:operations``."""

    __slots__ = ()
    kind = "domain"
    noun = "domain"


class OwnershipTypeUrn(IdUrn):
    """``urn:li:ownershipType:__system__technical_owner``."""

    __slots__ = ()
    kind = "ownershipType"
    noun = "ownership type"


class StructuredPropertyUrn(IdUrn):
    """``urn:li:structuredProperty:io.acme.retention``."""

    __slots__ = ()
    kind = "structuredProperty"
    noun = "structured property"

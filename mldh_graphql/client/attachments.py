"""Calls that attach tags, terms, owners, domains, links and structured properties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.changes import governance
from mldh_graphql.client.fields import FieldCalls
from mldh_graphql.entities import Link, Owner, OwnershipType

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mldh_graphql.entities import StampLike
    from mldh_graphql.urns import OwnershipTypeUrn, Urn


class AttachmentCalls(FieldCalls):
    """Attach what DataHub governs with, to anything but training runs.

    As with single fields, each call first asks whether the entity exists, and doing it twice
    changes nothing. What is attached (a tag, a term, a user) need not exist. Errors are those of
    `FieldCalls`.
    """

    async def add_tag(self, urn: Urn, tag: str) -> None:
        """Attach a DataHub tag, given by URN or name (``globalTags``)."""
        await self._change(urn, governance.add_tags(urn, [tag]))

    async def remove_tag(self, urn: Urn, tag: str) -> None:
        """Detach a tag; one that is not attached is no error."""
        await self._change(urn, governance.remove_tags(urn, [tag]))

    async def add_term(self, urn: Urn, term: str) -> None:
        """Attach a glossary term, given by URN or id (``glossaryTerms``)."""
        await self._change(urn, governance.add_terms(urn, [term]))

    async def remove_term(self, urn: Urn, term: str) -> None:
        """Detach a glossary term; one that is not attached is no error."""
        await self._change(urn, governance.remove_terms(urn, [term]))

    async def add_owner(
        self,
        urn: Urn,
        owner: str,
        type: OwnershipType | OwnershipTypeUrn = OwnershipType.TECHNICAL_OWNER,  # noqa: A002 - DataHub's word
    ) -> None:
        """Make a user (URN or name) or a group (URN) responsible (``ownership``)."""
        await self._change(urn, governance.add_owners(urn, [Owner(owner, type)]))

    async def remove_owner(
        self,
        urn: Urn,
        owner: str,
        type: OwnershipType | OwnershipTypeUrn = OwnershipType.TECHNICAL_OWNER,  # noqa: A002 - DataHub's word
    ) -> None:
        """End the responsibility of a user or group in this role; none is no error."""
        await self._change(urn, governance.remove_owner(urn, owner, type))

    async def set_domain(self, urn: Urn, domain: str) -> None:
        """Put the entity into one domain, given by URN or id, instead of those that it is in."""
        await self._change(urn, governance.set_domain(urn, domain))

    async def unset_domain(self, urn: Urn) -> None:
        """Take the entity out of every domain."""
        await self._change(urn, governance.unset_domain(urn))

    async def add_link(
        self, urn: Urn, url: str, label: str | None = None, *, created: StampLike | None = None
    ) -> None:
        """Attach a page (``institutionalMemory``); one with the same address is replaced.

        Args:
            urn: The entity.
            url: The page's address.
            label: What DataHub shows; without one the address.
            created: When and by whom it was added, if that is to be known.
        """
        await self._change(urn, governance.add_links(urn, [Link(url, label, created)]))

    async def remove_link(self, urn: Urn, url: str) -> None:
        """Detach the page with this address; one that is not attached is no error."""
        await self._change(urn, governance.remove_links(urn, [url]))

    async def set_structured_property(
        self, urn: Urn, structured_property: str, values: str | float | Iterable[str | float]
    ) -> None:
        """Give a structured property these values instead of those that it has.

        An administrator must have defined it: DataHub refuses one that it does not know.

        Args:
            urn: The entity.
            structured_property: The property's URN or id.
            values: One value, or several.
        """
        await self._change(
            urn, governance.set_structured_properties(urn, {structured_property: values})
        )

    async def remove_structured_property(self, urn: Urn, structured_property: str) -> None:
        """Take all values of a structured property away; none is no error."""
        await self._change(urn, governance.remove_structured_properties(urn, [structured_property]))

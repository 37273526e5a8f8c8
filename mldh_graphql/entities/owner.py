"""`Owner`: who is responsible for an entity, and in which role."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from mldh_graphql.entities.strictness import checked_id_urn, checked_urn, is_returned
from mldh_graphql.entities.texts import checked_list, unique
from mldh_graphql.errors import InvalidUrnError, InvalidValueError
from mldh_graphql.urns import CorpGroupUrn, CorpUserUrn, OwnershipTypeUrn, Urn

__all__ = ["Owner", "OwnersLike", "OwnershipType", "checked_owners"]


class OwnershipType(StrEnum):
    """The roles that every DataHub has; others are entities of their own, with a URN."""

    TECHNICAL_OWNER = "TECHNICAL_OWNER"
    BUSINESS_OWNER = "BUSINESS_OWNER"
    DATA_STEWARD = "DATA_STEWARD"
    NONE = "NONE"
    CONSUMER = "CONSUMER"
    DATAOWNER = "DATAOWNER"
    DELEGATE = "DELEGATE"
    DEVELOPER = "DEVELOPER"
    PRODUCER = "PRODUCER"
    STAKEHOLDER = "STAKEHOLDER"


_SYSTEM: Final = {
    f"urn:li:ownershipType:__system__{role.value.lower()}": role for role in OwnershipType
}
"""DataHub has the built-in roles as entities too, and shows either."""


@dataclass(frozen=True, slots=True, init=False)
class Owner:
    """Someone who is responsible.

    Attributes:
        urn: A user or a group of users.
        type: The role: built in, or the URN of one that an administrator made.
    """

    urn: CorpUserUrn | CorpGroupUrn
    type: OwnershipType | OwnershipTypeUrn = OwnershipType.TECHNICAL_OWNER

    def __init__(
        self,
        urn: str,
        type: str = OwnershipType.TECHNICAL_OWNER,  # noqa: A002 - DataHub's word
    ) -> None:
        """Take a user's or group's URN or a user's name, and a role's name or URN."""
        object.__setattr__(self, "urn", _checked_who(urn))
        object.__setattr__(self, "type", _checked_role(type))

    @property
    def type_name(self) -> str:
        """The role as DataHub's enum has it: ``CUSTOM`` for all that are not built in."""
        return self.type.value if isinstance(self.type, OwnershipType) else "CUSTOM"


OwnersLike: TypeAlias = Iterable[Owner | str]
"""Owners; a bare URN or user name is a technical owner."""


def checked_owners(argument: str, values: OwnersLike) -> tuple[Owner, ...]:
    """Return the owners; the same one twice in the same role is refused.

    DataHub keys owners by role, and takes all roles that are not built in as one.
    """
    owners = [
        value if isinstance(value, Owner) else Owner(value)
        for value in checked_list(argument, values)
    ]
    return unique(argument, owners, lambda owner: f"{owner.urn} as {owner.type_name}")


def _checked_who(text: str) -> CorpUserUrn | CorpGroupUrn:
    if isinstance(text, str) and not text.startswith("urn:"):
        return checked_id_urn(CorpUserUrn, "owner", text)
    urn = checked_urn(Urn, "owner", text)
    if not isinstance(urn, CorpUserUrn | CorpGroupUrn):
        raise InvalidUrnError(
            value=text,
            expected="a user's or a group's URN (urn:li:corpuser:<id>, urn:li:corpGroup:<id>) "
            "for owner",
            reason=f"it is a {urn.entity_type} URN",
        )
    return urn


def _checked_role(text: str) -> OwnershipType | OwnershipTypeUrn:
    if isinstance(text, str) and text.startswith("urn:"):
        return _SYSTEM.get(text) or checked_urn(OwnershipTypeUrn, "owner type", text)
    try:
        return OwnershipType(text)
    except ValueError:
        if is_returned():
            return OwnershipTypeUrn.returned(f"urn:li:ownershipType:__system__{text.lower()}")
        raise InvalidValueError(
            argument="owner type",
            reason=f"{text!r} is none of {', '.join(OwnershipType)}, "
            "nor the URN of an ownership type",
        ) from None

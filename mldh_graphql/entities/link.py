"""`Link`: a page about an entity (DataHub's institutional memory)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias, cast

from mldh_graphql.entities.audit_stamp import AuditStamp, StampLike, checked_stamp
from mldh_graphql.entities.texts import (
    LONGEST_URL,
    checked_key,
    checked_list,
    checked_text,
    unique,
)
from mldh_graphql.errors import InvalidValueError

__all__ = ["Link", "LinksLike", "checked_links"]


@dataclass(frozen=True, slots=True, init=False)
class Link:
    """A page about an entity.

    Attributes:
        url: The address.
        description: The label that DataHub shows.
        created: When and by whom it was added.
    """

    url: str
    description: str
    created: AuditStamp | None = None

    def __init__(
        self, url: str, description: str | None = None, created: StampLike | None = None
    ) -> None:
        """Take an address, a label (else the address is shown) and a stamp or time."""
        object.__setattr__(self, "url", checked_key("url", url, longest=LONGEST_URL))
        label = self.url if description is None else checked_text("description", description)
        object.__setattr__(self, "description", label)
        stamp = None if created is None else checked_stamp("created", created)
        object.__setattr__(self, "created", stamp)


LinksLike: TypeAlias = Mapping[str, str] | Iterable[Link | str]
"""Links, bare addresses, or a mapping from address to label."""


def checked_links(argument: str, values: LinksLike) -> tuple[Link, ...]:
    """Return the links; two to the same address are refused, since the address is their key."""
    if isinstance(values, Mapping):
        links = [Link(*entry) for entry in cast("Mapping[str, str]", values).items()]
    else:
        links = [_checked_link(argument, value) for value in checked_list(argument, values)]
    return unique(argument, links, lambda link: link.url)


def _checked_link(argument: str, value: Link | str) -> Link:
    if isinstance(value, Link):
        return value
    if isinstance(value, str):
        return Link(value)
    raise InvalidValueError(
        argument=argument, reason=f"a Link or a URL is expected, not a {type(value).__name__}"
    )

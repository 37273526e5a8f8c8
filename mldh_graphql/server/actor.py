"""Who is asking, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

SYSTEM_ACTOR = "urn:li:corpuser:__datahub_system"
"""Who writes what nobody asked for."""


def everything(_urn: str) -> bool:
    """Allow every edit."""
    return True


@dataclass(frozen=True, slots=True)
class Actor:
    """A user of the server.

    Attributes:
        urn: The user, as a ``corpuser`` URN.
        can_edit: Tells whether the user may edit the entity with this URN.
    """

    urn: str
    can_edit: Callable[[str], bool] = everything

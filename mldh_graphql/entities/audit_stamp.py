"""`AuditStamp`: when, and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias

from mldh_graphql.entities.strictness import checked_id_urn, checked_urn
from mldh_graphql.entities.times import EPOCH, TimeLike, checked_time
from mldh_graphql.urns import CorpUserUrn, Urn

__all__ = ["UNKNOWN_ACTOR", "AuditStamp", "StampLike", "checked_stamp"]

UNKNOWN_ACTOR: Final = CorpUserUrn("urn:li:corpuser:unknown")
"""How DataHub says that it does not know who."""


@dataclass(frozen=True, slots=True, init=False)
class AuditStamp:
    """When something was done, and who did it.

    Attributes:
        time: In UTC, cut to whole milliseconds.
        actor: Who; ``None`` if nobody knows.
    """

    time: datetime
    actor: Urn | None = None

    def __init__(self, time: TimeLike, actor: str | None = None) -> None:
        """Take an aware ``datetime`` or milliseconds since 1970, and a user's URN or name."""
        object.__setattr__(self, "time", checked_time("time", time))
        if isinstance(actor, str) and not actor.startswith("urn:"):
            actor = checked_id_urn(CorpUserUrn, "actor", actor)
        urn = None if actor is None else checked_urn(Urn, "actor", actor)
        object.__setattr__(self, "actor", None if urn == UNKNOWN_ACTOR else urn)

    @property
    def is_unknown(self) -> bool:
        """Whether it says nothing: DataHub fills gaps with 1970 and an unknown user."""
        return self.time == EPOCH and self.actor is None


StampLike: TypeAlias = AuditStamp | datetime | int
"""A stamp, or just its time."""


def checked_stamp(argument: str, value: StampLike) -> AuditStamp | None:
    """Return the stamp; ``None`` for the one that DataHub fills gaps with."""
    stamp = value if isinstance(value, AuditStamp) else AuditStamp(checked_time(argument, value))
    return None if stamp.is_unknown else stamp

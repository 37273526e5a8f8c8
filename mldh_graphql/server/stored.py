"""What the store's rows are: versions of aspects, timeseries events, and changes of either."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from mldh_graphql.server.json_types import JsonObject


@dataclass(frozen=True, slots=True)
class StoredAspect:
    """One version of an aspect.

    Attributes:
        value: The aspect's document.
        version: 1 for the first write, one more for every write that changed something.
        system_metadata: DataHub's system metadata (``runId``, ``lastObserved``, …).
        created_ms: When this version was written, epoch milliseconds.
        actor: Who wrote this version.
    """

    value: JsonObject
    version: int
    system_metadata: JsonObject
    created_ms: int
    actor: str


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One event of a timeseries aspect.

    Attributes:
        id: What makes the event unique within its URN and aspect; writing it again overwrites.
        timestamp_ms: The event's ``timestampMillis``.
        value: The event's document.
        system_metadata: DataHub's system metadata.
    """

    id: str
    timestamp_ms: int
    value: JsonObject
    system_metadata: JsonObject


@dataclass(frozen=True, slots=True)
class AspectChange:
    """An aspect was written or deleted in the transaction that is about to commit.

    Attributes:
        urn: The entity.
        aspect: The aspect's name.
        value: The new document, ``None`` when the aspect was deleted.
        synchronous: Whether indexes must show the change at once.
        first: Whether there was no such aspect before.
    """

    urn: str
    aspect: str
    value: JsonObject | None
    synchronous: bool
    first: bool = False


@dataclass(frozen=True, slots=True)
class EventChange:
    """A timeseries event was written, or all of an aspect's events were deleted.

    Attributes:
        urn: The entity.
        aspect: The timeseries aspect's name.
        event: The event, ``None`` when all were deleted.
        synchronous: Whether indexes must show the change at once.
        deferred: Whether the store left it to a listener to write the event later.
    """

    urn: str
    aspect: str
    event: StoredEvent | None
    synchronous: bool
    deferred: bool = False


Change = AspectChange | EventChange


class CommitListener(Protocol):
    """Derives its own tables from what is about to be committed, in the same transaction."""

    def committing(self, changes: list[Change]) -> None:
        """Take note of ``changes``; whatever is written belongs to the same transaction."""

    def restored(self) -> None:
        """Forget anything held outside the database: its content was replaced."""


_ENCODER = json.JSONEncoder(separators=(",", ":"))


def json_text(document: JsonObject) -> str:
    """``document`` as compact JSON that any database takes, unpaired surrogates included."""
    return _ENCODER.encode(document)

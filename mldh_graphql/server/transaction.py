"""`Transaction`: what is written to the store at once, or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mldh_graphql.server.stored import (
    AspectChange,
    Change,
    EventChange,
    StoredAspect,
    StoredEvent,
    json_text,
)

if TYPE_CHECKING:
    import sqlite3

    from mldh_graphql.server.identities import UrnIdentities
    from mldh_graphql.server.json_types import JsonObject


@dataclass(slots=True)
class Transaction:
    """Writes of one transaction; made by `Store.transaction` only."""

    _connection: sqlite3.Connection
    _identities: UrnIdentities
    changes: list[Change] = field(default_factory=list)

    def put(
        self,
        urn: str,
        aspect: str,
        stored: StoredAspect,
        *,
        synchronous: bool = False,
        first: bool = False,
    ) -> None:
        """Make ``stored`` the current version; a current one with another number becomes history.

        Args:
            urn: The entity.
            aspect: The aspect's name.
            stored: What to keep.
            synchronous: Whether indexes must show the change at once.
            first: Whether there is no current version, as the caller knows.
        """
        urn_id = self._identities.of(urn)
        if not first:
            self._connection.execute(
                "INSERT OR REPLACE INTO aspect_history SELECT * FROM aspect"
                " WHERE urn_id = ? AND name = ? AND version <> ?",
                (urn_id, aspect, stored.version),
            )
        self._connection.execute(
            "INSERT INTO aspect VALUES (?, ?, ?, ?, ?, ?, ?)"
            if first
            else "INSERT OR REPLACE INTO aspect VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                urn_id,
                aspect,
                stored.version,
                json_text(stored.value),
                json_text(stored.system_metadata),
                stored.created_ms,
                stored.actor,
            ),
        )
        self.changes.append(AspectChange(urn, aspect, stored.value, synchronous, first))

    def touch(self, urn: str, aspect: str, system_metadata: JsonObject) -> None:
        """Replace the system metadata of the current version; nothing else changes."""
        self._connection.execute(
            "UPDATE aspect SET system_metadata = ? WHERE name = ?"
            " AND urn_id = (SELECT id FROM urn WHERE text = ?)",
            (json_text(system_metadata), aspect, urn),
        )

    def delete(self, urn: str, aspect: str, *, synchronous: bool = False) -> bool:
        """Delete an aspect with its whole history, and its events when it is a timeseries one.

        Returns:
            Whether there was anything.
        """
        row = self._connection.execute("SELECT id FROM urn WHERE text = ?", (urn,)).fetchone()
        if row is None:
            return False
        where = "WHERE urn_id = ? AND name = ?"
        current = self._connection.execute(f"DELETE FROM aspect {where}", (row[0], aspect))  # noqa: S608  (constant text)
        self._connection.execute(f"DELETE FROM aspect_history {where}", (row[0], aspect))  # noqa: S608  (constant text)
        events = self._connection.execute(
            "DELETE FROM event WHERE urn_id = ? AND aspect = ?", (row[0], aspect)
        )
        if current.rowcount:
            self.changes.append(AspectChange(urn, aspect, None, synchronous))
        if events.rowcount:
            self.changes.append(EventChange(urn, aspect, None, synchronous))
        return bool(current.rowcount or events.rowcount)

    def delete_events(
        self, urn: str, aspect: str, *, start_ms: int | None = None, end_ms: int | None = None
    ) -> int:
        """Delete the events of a timeseries aspect, of some time or all.

        Args:
            urn: The entity.
            aspect: The timeseries aspect's name.
            start_ms: Only events at this time or later.
            end_ms: Only events at this time or earlier.

        Returns:
            How many there were.
        """
        deleted = self._connection.execute(
            "DELETE FROM event WHERE urn_id = (SELECT id FROM urn WHERE text = :urn)"
            " AND aspect = :aspect AND (:start IS NULL OR timestamp_ms >= :start)"
            " AND (:end IS NULL OR timestamp_ms <= :end)",
            {"urn": urn, "aspect": aspect, "start": start_ms, "end": end_ms},
        )
        if deleted.rowcount and start_ms is None and end_ms is None:
            self.changes.append(EventChange(urn, aspect, None, synchronous=False))
        return deleted.rowcount

    def put_event(
        self,
        urn: str,
        aspect: str,
        event: StoredEvent,
        *,
        synchronous: bool = False,
        deferred: bool = False,
    ) -> None:
        """Keep a timeseries event; one with the same id is overwritten.

        Args:
            urn: The entity.
            aspect: The timeseries aspect's name.
            event: What to keep.
            synchronous: Whether indexes must show the event at once.
            deferred: Whether a listener keeps the event for now and writes it later.
        """
        if not deferred:
            write_event(self._connection, self._identities.of(urn), aspect, event)
        self.changes.append(EventChange(urn, aspect, event, synchronous, deferred))


def write_event(
    connection: sqlite3.Connection, urn_id: int, aspect: str, event: StoredEvent
) -> None:
    """Insert or overwrite a timeseries event."""
    connection.execute(
        "INSERT OR REPLACE INTO event VALUES (?, ?, ?, ?, ?, ?)",
        (
            urn_id,
            aspect,
            event.id,
            event.timestamp_ms,
            json_text(event.value),
            json_text(event.system_metadata),
        ),
    )

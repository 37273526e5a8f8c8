"""What the local DataHub keeps: aspects with their history, and timeseries events, in SQLite.

The store knows URNs, aspect names and JSON documents; it knows nothing of HTTP,
GraphQL or what an aspect means. Rules live in ``ingest``; what is derived from
aspects (relationships, search documents) lives in ``index``, in tables of its own.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mldh_graphql.server.identities import UrnIdentities
from mldh_graphql.server.sql_texts import TolerantConnection, sql_text
from mldh_graphql.server.stored import (
    AspectChange,
    Change,
    CommitListener,
    EventChange,
    StoredAspect,
    StoredEvent,
)
from mldh_graphql.server.transaction import Transaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = [
    "AspectChange",
    "Change",
    "CommitListener",
    "EventChange",
    "Snapshot",
    "Store",
    "StoredAspect",
    "StoredEvent",
    "Transaction",
]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS urn (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS aspect (
    urn_id INTEGER NOT NULL, name TEXT NOT NULL, version INTEGER NOT NULL, value TEXT NOT NULL,
    system_metadata TEXT NOT NULL, created_ms INTEGER NOT NULL, actor TEXT NOT NULL,
    PRIMARY KEY (urn_id, name)
);
CREATE TABLE IF NOT EXISTS aspect_history (
    urn_id INTEGER NOT NULL, name TEXT NOT NULL, version INTEGER NOT NULL, value TEXT NOT NULL,
    system_metadata TEXT NOT NULL, created_ms INTEGER NOT NULL, actor TEXT NOT NULL,
    PRIMARY KEY (urn_id, name, version)
);
CREATE TABLE IF NOT EXISTS event (
    urn_id INTEGER NOT NULL, aspect TEXT NOT NULL, id TEXT NOT NULL, timestamp_ms INTEGER NOT NULL,
    value TEXT NOT NULL, system_metadata TEXT NOT NULL,
    PRIMARY KEY (urn_id, aspect, id)
);
CREATE INDEX IF NOT EXISTS event_by_time ON event (urn_id, aspect, timestamp_ms);
"""

_URNS_PER_STATEMENT = 500
"""SQLite refuses statements with too many parameters."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything a store held at one moment; see `LocalDataHub.snapshot`."""

    database: bytes


class Store:
    """The state of one local DataHub.

    Everything goes through one SQLite connection, usually from the thread of the
    event loop. Another thread may write, reset or restore too: it waits for the
    end of the transaction that is under way.

    With a path, what was committed survives the end of the process, however it
    ends (write-ahead log; a power cut may cost the last transactions but never
    leaves half of one).

    Args:
        path: The database file, made when missing; ``None`` keeps everything in memory.

    Attributes:
        identities: The numbers that stand for URNs in all tables.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._lock = threading.RLock()
        self._in_transaction = False
        self._listeners: list[CommitListener] = []
        # The server may be started from one thread and serve from another.
        self._connection = sqlite3.connect(
            ":memory:" if path is None else path,
            isolation_level=None,
            check_same_thread=False,
            factory=TolerantConnection,
        )
        self.identities = UrnIdentities(self._connection)
        try:
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = NORMAL")
            self.define(_SCHEMA)
        except sqlite3.Error:
            self._connection.close()
            raise

    @property
    def connection(self) -> sqlite3.Connection:
        """The database, for reading, and for tables that are derived from aspects."""
        return self._connection

    def define(self, script: str) -> None:
        """Add tables that are derived from aspects; ``script`` must be repeatable."""
        self._connection.executescript(script)

    def listen(self, listener: CommitListener) -> None:
        """Tell ``listener`` of every change just before it is committed."""
        self._listeners.append(listener)

    def close(self) -> None:
        """Close the database; a store in memory is gone. Harmless when closed already."""
        self._connection.close()

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is under way."""
        return self._in_transaction

    # Writing

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Write all or nothing: commits when the block ends, rolls back when it raises.

        Raises:
            RuntimeError: A transaction is under way already.
        """
        with self._lock:
            if self._in_transaction:
                raise RuntimeError("A transaction is under way already.")
            self._in_transaction = True
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                transaction = Transaction(self._connection, self.identities)
                yield transaction
                for listener in self._listeners:
                    listener.committing(transaction.changes)
                self._connection.execute("COMMIT")
            except BaseException:
                self._connection.execute("ROLLBACK")
                self.identities.forget()
                raise
            finally:
                self._in_transaction = False

    def reset(self) -> None:
        """Forget everything."""
        tables = self._connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
        script = ";".join(definition for (definition,) in tables.fetchall())
        # Taking over an empty database costs a tenth of emptying a full one.
        with self._lock, closing(sqlite3.connect(":memory:")) as empty:
            empty.executescript(script)
            empty.backup(self._connection)
            self.identities.forget()
        for listener in self._listeners:
            listener.restored()

    def snapshot(self) -> Snapshot:
        """Copy everything, to come back to with :meth:`restore`."""
        with self._lock:
            image = bytearray(self._connection.serialize())
        # A database in memory cannot be opened while its header asks for a write-ahead log.
        image[18:20] = b"\x01\x01"
        return Snapshot(bytes(image))

    def restore(self, snapshot: Snapshot) -> None:
        """Replace everything by what ``snapshot`` holds."""
        with self._lock, closing(sqlite3.connect(":memory:")) as source:
            source.deserialize(snapshot.database)
            source.backup(self._connection)
            self.identities.forget()
        for listener in self._listeners:
            listener.restored()

    # Reading

    def aspects(self, urn: str) -> dict[str, StoredAspect]:
        """All current aspects of ``urn`` by name; empty when it does not exist."""
        return self.aspects_of((urn,))[urn]

    def aspects_of(self, urns: Iterable[str]) -> dict[str, dict[str, StoredAspect]]:
        """All current aspects of each of ``urns``; every URN asked for is a key of the answer."""
        found: dict[str, dict[str, StoredAspect]] = {urn: {} for urn in urns}
        asked = {sql_text(urn): urn for urn in found}
        texts = list(asked)
        for first in range(0, len(texts), _URNS_PER_STATEMENT):
            page = texts[first : first + _URNS_PER_STATEMENT]
            rows = self._connection.execute(
                "SELECT urn.text, name, value, version, system_metadata, created_ms, actor"  # noqa: S608  (only question marks are inserted)
                " FROM urn JOIN aspect ON aspect.urn_id = urn.id"
                f" WHERE urn.text IN ({', '.join('?' * len(page))})",
                page,
            )
            for urn, name, *row in rows:
                found[asked[urn]][name] = _stored_aspect(*row)
        return found

    def aspect(self, urn: str, name: str) -> StoredAspect | None:
        """The current version of one aspect, ``None`` when there is none."""
        row = self._connection.execute(
            "SELECT value, version, system_metadata, created_ms, actor FROM aspect"
            " WHERE urn_id = (SELECT id FROM urn WHERE text = ?) AND name = ?",
            (urn, name),
        ).fetchone()
        return None if row is None else _stored_aspect(*row)

    def history(self, urn: str, name: str) -> list[StoredAspect]:
        """All versions of an aspect, oldest first, the current one last."""
        columns = "value, version, system_metadata, created_ms, actor"
        rows = self._connection.execute(
            f"SELECT {columns} FROM aspect_history WHERE urn_id = (SELECT id FROM urn WHERE text = :urn)"  # noqa: E501, S608  (constant text)
            f" AND name = :name UNION ALL SELECT {columns} FROM aspect"
            " WHERE urn_id = (SELECT id FROM urn WHERE text = :urn) AND name = :name ORDER BY 2",
            {"urn": urn, "name": name},
        )
        return [_stored_aspect(*row) for row in rows]

    def exists(self, urn: str) -> bool:
        """Whether ``urn`` was ever written and not hard deleted; a soft-deleted one exists."""
        return (
            self._connection.execute(
                "SELECT 1 FROM aspect WHERE urn_id = (SELECT id FROM urn WHERE text = ?) LIMIT 1",
                (urn,),
            ).fetchone()
            is not None
        )

    def urns(self, entity_type: str | None = None) -> list[str]:
        """The URNs that exist, of one entity type or all, in the order they were first seen."""
        pattern = "urn:" if entity_type is None else f"urn:li:{entity_type}:"
        rows = self._connection.execute(
            "SELECT text FROM urn WHERE substr(text, 1, ?) = ?"
            " AND EXISTS (SELECT 1 FROM aspect WHERE urn_id = urn.id) ORDER BY id",
            (len(pattern), pattern),
        )
        return [text for (text,) in rows]

    def count_aspects(self, name: str, urn_like: str | None = None) -> int:
        """How many entities have an aspect.

        Args:
            name: The aspect's name.
            urn_like: Only those whose URN fits this pattern of SQL's ``LIKE``.
        """
        row = self._connection.execute(
            "SELECT count(*) FROM aspect JOIN urn ON urn.id = urn_id"
            " WHERE name = :name AND (:like IS NULL OR text LIKE :like)",
            {"name": name, "like": urn_like},
        ).fetchone()
        count: int = row[0]
        return count

    def events(
        self,
        urn: str,
        aspect: str,
        *,
        start_ms: int | None = None,
        end_ms: int | None = None,
        limit: int | None = None,
    ) -> list[StoredEvent]:
        """The events of a timeseries aspect, newest first.

        Args:
            urn: The entity.
            aspect: The timeseries aspect's name.
            start_ms: Only events at this time or later.
            end_ms: Only events at this time or earlier.
            limit: At most so many.
        """
        rows = self._connection.execute(
            "SELECT id, timestamp_ms, value, system_metadata FROM event"
            " WHERE urn_id = (SELECT id FROM urn WHERE text = :urn) AND aspect = :aspect"
            " AND (:start IS NULL OR timestamp_ms >= :start)"
            " AND (:end IS NULL OR timestamp_ms <= :end)"
            " ORDER BY timestamp_ms DESC, rowid DESC LIMIT :limit",
            {
                "urn": urn,
                "aspect": aspect,
                "start": start_ms,
                "end": end_ms,
                "limit": -1 if limit is None else limit,
            },
        )
        return [
            StoredEvent(identity, timestamp_ms, json.loads(value), json.loads(system_metadata))
            for identity, timestamp_ms, value, system_metadata in rows
        ]


def _stored_aspect(
    value: str, version: int, system_metadata: str, created_ms: int, actor: str
) -> StoredAspect:
    return StoredAspect(json.loads(value), version, json.loads(system_metadata), created_ms, actor)

"""What DataHub keeps outside SQL: relationships, search documents, run events.

All of it is derived from aspects, aspect by aspect, so that writing an aspect
again replaces exactly what it had contributed. A change becomes visible after
``lag`` seconds, when the index is next read: there is no background task.
"""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from mldh_graphql.server.documents import document_entries, words
from mldh_graphql.server.records import Edge, edges
from mldh_graphql.server.registry import entity_spec
from mldh_graphql.server.store import AspectChange, EventChange, StoredEvent
from mldh_graphql.server.stored import json_text
from mldh_graphql.server.transaction import write_event
from mldh_graphql.server.urn import Urn

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping

    from mldh_graphql.server.json_types import JsonObject
    from mldh_graphql.server.store import Change, Store

_SCHEMA = """
CREATE TABLE IF NOT EXISTS edge (
    source_id INTEGER NOT NULL, aspect TEXT NOT NULL, ordinal INTEGER NOT NULL,
    relationship TEXT NOT NULL, destination_id INTEGER NOT NULL, audit TEXT,
    PRIMARY KEY (source_id, aspect, ordinal)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS edge_incoming ON edge (destination_id, relationship);
CREATE TABLE IF NOT EXISTS document (urn_id INTEGER PRIMARY KEY, entity_type TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS document_by_type ON document (entity_type);
CREATE TABLE IF NOT EXISTS search_field (urn_id INTEGER NOT NULL, aspect TEXT, name TEXT, value);
CREATE INDEX IF NOT EXISTS search_field_of ON search_field (urn_id);
CREATE INDEX IF NOT EXISTS search_field_by_value ON search_field (name, value);
CREATE TABLE IF NOT EXISTS search_text (
    urn_id INTEGER NOT NULL, aspect TEXT NOT NULL, name_words TEXT NOT NULL, words TEXT NOT NULL,
    PRIMARY KEY (urn_id, aspect)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pending (
    id INTEGER PRIMARY KEY, due REAL NOT NULL, urn_id INTEGER NOT NULL, aspect TEXT NOT NULL,
    event TEXT NOT NULL, value TEXT
);
"""


class Index:
    """Everything that DataHub reads from its indexes instead of SQL.

    Args:
        store: The aspects it is derived from. Whatever a transaction of the store changes is taken
            note of in the same transaction.
        lag: Seconds until a change becomes visible.
        clock: Tells the seconds; must never go back.
    """

    def __init__(
        self, store: Store, *, lag: float = 0.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.store = store
        self.lag = lag
        self._clock = clock
        self._connection = store.connection
        self._restorations = 0
        store.define(_SCHEMA)
        store.listen(self)
        # Times of another process mean nothing here: what it left behind is due.
        self.flush()

    @property
    def connection(self) -> sqlite3.Connection:
        """The database, once everything that is due is visible in it."""
        self._apply_due(self._clock())
        return self._connection

    @property
    def state(self) -> tuple[int, int]:
        """Differs after whatever could change an answer."""
        return self._restorations, self._connection.total_changes

    @property
    def pending(self) -> int:
        """How many changes are not visible yet, whether due or not."""
        count: int = self._connection.execute("SELECT count(*) FROM pending").fetchone()[0]
        return count

    def is_pending(self, urn: str, aspect: str) -> bool:
        """Whether a change of an aspect is not visible yet."""
        row = self.connection.execute(
            "SELECT 1 FROM pending WHERE urn_id = (SELECT id FROM urn WHERE text = ?)"
            " AND aspect = ? LIMIT 1",
            (urn, aspect),
        ).fetchone()
        return row is not None

    def flush(self) -> None:
        """Make every change visible now."""
        self._apply_due(float("inf"))

    def rebuild(self) -> None:
        """Derive everything again from the stored aspects; events stay as they are."""
        self.flush()
        with self.store.transaction():
            for table in ("edge", "document", "search_field", "search_text"):
                self._connection.execute(f"DELETE FROM {table}")  # noqa: S608  (our own tables' names)
            rows = self._connection.execute(
                "SELECT urn.text, urn.id, name, value FROM aspect JOIN urn ON urn.id = urn_id"
            )
            for urn, urn_id, aspect, value in rows.fetchall():
                self._derive(urn, urn_id, aspect, json.loads(value))

    # Reads that are of use to writers

    def find(self, entity_type: str, fields: Mapping[str, str]) -> list[str]:
        """The entities of one type whose search fields have these values, by URN.

        Args:
            entity_type: The type as the registry spells it.
            fields: Name and value of each field that must match.
        """
        conditions = "".join(
            " AND urn_id IN (SELECT urn_id FROM search_field WHERE name = ? AND value = ?)"
            for _ in fields
        )
        parameters = [text for pair in fields.items() for text in pair]
        rows = self.connection.execute(
            "SELECT text FROM document JOIN urn ON urn.id = urn_id"  # noqa: S608  (constant texts)
            f" WHERE entity_type = ?{conditions} ORDER BY text",
            [entity_type, *parameters],
        )
        return [text for (text,) in rows]

    def field(self, urn: str, name: str) -> str:
        """The first value of an entity's search field, ``""`` when it has none."""
        row = self.connection.execute(
            "SELECT value FROM search_field WHERE name = ?"
            " AND urn_id = (SELECT id FROM urn WHERE text = ?)",
            (name, urn),
        ).fetchone()
        return "" if row is None else str(row[0])

    def events(
        self,
        urn: str,
        aspect: str,
        *,
        start_ms: int | None = None,
        end_ms: int | None = None,
        limit: int | None = None,
    ) -> list[StoredEvent]:
        """The visible events of a timeseries aspect, newest first; see :meth:`Store.events`."""
        self._apply_due(self._clock())
        return self.store.events(urn, aspect, start_ms=start_ms, end_ms=end_ms, limit=limit)

    # What the store tells

    def committing(self, changes: list[Change]) -> None:
        """Show ``changes`` now or remember to show them later."""
        if self.lag <= 0 and not self.pending:
            self._show(changes)
            return
        for change in changes:
            urn_id = self.store.identities.of(change.urn)
            if isinstance(change, EventChange):
                self._take_event(urn_id, change)
            else:
                self._take_aspect(urn_id, change)

    def _show(self, changes: list[Change]) -> None:
        """Show changes at once; nothing from before is waiting to be shown."""
        for change in changes:
            # The store itself has written events, or deleted all of them.
            if isinstance(change, AspectChange):
                urn_id = self.store.identities.of(change.urn)
                self._derive(
                    change.urn, urn_id, change.aspect, change.value, replaces=not change.first
                )

    def _take_aspect(self, urn_id: int, change: AspectChange) -> None:
        if change.synchronous or self.lag <= 0:
            # What is shown at once must not be undone by what was written before.
            self._connection.execute(
                "DELETE FROM pending WHERE urn_id = ? AND aspect = ?", (urn_id, change.aspect)
            )
            self._derive(change.urn, urn_id, change.aspect, change.value)
        else:
            self._postpone(urn_id, change.aspect, "", change.value)

    def _take_event(self, urn_id: int, change: EventChange) -> None:
        if change.event is not None and change.deferred:
            document = _event_document(change.event)
            self._postpone(urn_id, change.aspect, change.event.id, document)
            return
        # The store has written the event, or deleted all of them.
        event = None if change.event is None else change.event.id
        self._connection.execute(
            "DELETE FROM pending WHERE urn_id = :urn AND aspect = :aspect"
            " AND (:event IS NULL OR event = :event)",
            {"urn": urn_id, "aspect": change.aspect, "event": event},
        )

    def _postpone(self, urn_id: int, aspect: str, event: str, value: JsonObject | None) -> None:
        text = None if value is None else json_text(value)
        self._connection.execute(
            "INSERT INTO pending (due, urn_id, aspect, event, value) VALUES (?, ?, ?, ?, ?)",
            (self._clock() + self.lag, urn_id, aspect, event, text),
        )

    def restored(self) -> None:
        """Count: whoever remembers what the database held must forget it."""
        self._restorations += 1

    def _apply_due(self, now: float) -> None:
        due = self._connection.execute(
            "SELECT pending.id, text, urn_id, aspect, event, value FROM pending"
            " JOIN urn ON urn.id = urn_id WHERE due <= ? ORDER BY pending.id",
            (now,),
        ).fetchall()
        if not due:
            return
        if self.store.in_transaction:
            self._apply(due)
        else:
            with self.store.transaction():
                self._apply(due)

    def _apply(self, due: list[tuple[int, str, int, str, str, str | None]]) -> None:
        for identity, urn, urn_id, aspect, event, text in due:
            value: JsonObject | None = None if text is None else json.loads(text)
            if event:
                write_event(self._connection, urn_id, aspect, _event(event, value or {}))
            else:
                self._derive(urn, urn_id, aspect, value)
            self._connection.execute("DELETE FROM pending WHERE id = ?", (identity,))

    def _derive(
        self,
        urn: str,
        urn_id: int,
        aspect: str,
        value: JsonObject | None,
        *,
        replaces: bool = True,
    ) -> None:
        """Keep what an aspect contributes, in place of what it has contributed before."""
        execute = self._connection.execute
        key = (urn_id, aspect)
        if replaces:
            execute("DELETE FROM edge WHERE source_id = ? AND aspect = ?", key)
            execute("DELETE FROM search_field WHERE urn_id = ? AND aspect = ?", key)
            execute("DELETE FROM search_text WHERE urn_id = ? AND aspect = ?", key)
        parsed = Urn.parse(urn)
        spec = entity_spec(parsed.entity_type)
        if spec is None:
            return
        if aspect == spec.key_aspect:
            if value is None:
                execute("DELETE FROM document WHERE urn_id = ?", (urn_id,))
            else:
                execute("INSERT OR REPLACE INTO document VALUES (?, ?)", (urn_id, spec.name))
        if value is None:
            return
        for ordinal, edge in enumerate(edges(spec.name, aspect, value)):
            execute(
                "INSERT INTO edge VALUES (?, ?, ?, ?, ?, ?)",
                (
                    *key,
                    ordinal,
                    edge.relationship,
                    self.store.identities.of(edge.destination),
                    _audit(edge),
                ),
            )
        entries = document_entries(spec.name, aspect, value)
        if aspect == spec.key_aspect:
            # Queries find an entity by the parts of its URN, whatever its aspects say.
            parts = words([*parsed.parts])
            entries = replace(entries, words="\n".join(filter(None, (entries.words, parts))))
        if entries.fields:
            self._connection.executemany(
                "INSERT INTO search_field VALUES (?, ?, ?, ?)",
                [(*key, name, entry) for name, entry in entries.fields],
            )
        if entries.words:
            execute(
                "INSERT INTO search_text VALUES (?, ?, ?, ?)",
                (*key, entries.name_words, entries.words),
            )


def _event_document(event: StoredEvent) -> JsonObject:
    return {
        "timestamp": event.timestamp_ms,
        "value": event.value,
        "systemMetadata": event.system_metadata,
    }


def _event(identity: str, document: JsonObject) -> StoredEvent:
    timestamp, value, metadata = (
        document.get(member) for member in ("timestamp", "value", "systemMetadata")
    )
    return StoredEvent(
        id=identity,
        timestamp_ms=timestamp if isinstance(timestamp, int) else 0,
        value=value if isinstance(value, dict) else {},
        system_metadata=metadata if isinstance(metadata, dict) else {},
    )


def _audit(edge: Edge) -> str | None:
    """What is known of an edge beyond its ends, as JSON text."""
    audit: JsonObject = {}
    if edge.created_ms is not None:
        audit["created"] = {"time": edge.created_ms, "actor": edge.created_actor}
    if edge.updated_ms is not None:
        audit["updated"] = {"time": edge.updated_ms, "actor": edge.updated_actor}
    if edge.properties is not None:
        audit["properties"] = edge.properties
    return json_text(audit) if audit else None

"""What earlier syncs did, in a file of its own: a small SQLite database."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sqlite3
import threading
import time
import zlib
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mldh_graphql.errors import ConfigurationError
from mldh_graphql.mlflow.datasets import SeenDataset
from mldh_graphql.mlflow.difference import WrittenEntity
from mldh_graphql.mlflow.models import RunValues
from mldh_graphql.mlflow.records import DatasetInput, MetricPoint, VersionRecord
from mldh_graphql.mlflow.report import SyncKind
from mldh_graphql.urns import Urn

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mldh_graphql.mlflow.described import Described

__all__ = ["SyncState", "default_state_path"]

_FORMAT: Final = 1
_ROWS: Final = 500

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS entity (
    urn TEXT PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL,
    pass INTEGER NOT NULL, removed INTEGER NOT NULL, seen_as TEXT NOT NULL, written BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS entity_by_kind ON entity (kind, pass);
CREATE TABLE IF NOT EXISTS run (id TEXT PRIMARY KEY, known BLOB NOT NULL) WITHOUT ROWID;
CREATE TEMP TABLE version (name TEXT, run TEXT, due INTEGER NOT NULL, known BLOB NOT NULL);
CREATE INDEX version_by_run ON version (run);
CREATE INDEX version_by_name ON version (name);
CREATE TEMP TABLE dataset (name TEXT PRIMARY KEY, seen_by TEXT NOT NULL, known BLOB NOT NULL);
"""


class SyncState:
    """What earlier syncs wrote, and what this one has to remember for later.

    Several shards may use the same file at once. Memory does not grow with what is in it.

    Args:
        path: The file; ``:memory:`` keeps nothing.

    Raises:
        ConfigurationError: The file cannot be used.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = os.fspath(path)
        self.this_pass = time.time_ns()
        # One thread keeps what was written while another asks for what comes next; a transaction
        # belongs to the connection, so nobody may ask in the middle of one.
        self._alone = threading.Lock()
        try:
            if self._path != ":memory:":
                Path(self._path).parent.mkdir(parents=True, exist_ok=True)
                # It tells what parameters and tags are called, which is nobody else's business.
                os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
            self._db = sqlite3.connect(
                self._path, timeout=60, isolation_level=None, check_same_thread=False
            )
            self._check_format()
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.execute("PRAGMA temp_store = FILE")
            self._db.executescript(_TABLES)
        except (OSError, sqlite3.Error) as error:
            raise ConfigurationError(
                f"Cannot keep the state of the sync in {self._path}: {error}"
            ) from error

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def fact(self, name: str) -> str | None:
        """Return what was kept under a name."""
        row = self._row("SELECT value FROM fact WHERE name = ?", name)
        return None if row is None else row[0]

    def keep_fact(self, name: str, value: str) -> None:
        """Keep a text under a name."""
        self._many("INSERT OR REPLACE INTO fact VALUES (?, ?)", [(name, value)])

    def written(self, urns: Iterable[Urn]) -> dict[str, tuple[WrittenEntity, bool]]:
        """Return what was written of these entities, and whether they were then removed."""
        found = {}
        wanted = [str(urn) for urn in urns]
        for start in range(0, len(wanted), _ROWS):
            some = wanted[start : start + _ROWS]
            marks = ",".join("?" * len(some))
            query = f"SELECT urn, written, removed FROM entity WHERE urn IN ({marks})"  # noqa: S608 - only marks
            for urn, kept, removed in self._rows(query, *some):
                found[urn] = (WrittenEntity.from_bytes(kept), bool(removed))
        return found

    def keep_written(self, written: Iterable[tuple[Described, WrittenEntity]]) -> None:
        """Keep what was written, of entities that are there."""
        self._many(
            "INSERT OR REPLACE INTO entity VALUES (?, ?, ?, ?, 0, ?, ?)",
            (
                (*self._key(each.urn, each.kind, each.id), each.seen_as, now.to_bytes())
                for each, now in written
            ),
        )

    def keep_seen(self, urns: Iterable[Urn]) -> None:
        """Keep that these entities are still in MLflow."""
        self._many(
            "UPDATE entity SET pass = ? WHERE urn = ?", ((self.this_pass, str(u)) for u in urns)
        )

    def keep_removed(self, removed: Iterable[tuple[Urn, SyncKind, str]]) -> None:
        """Keep that these entities were removed, or never were in DataHub."""
        self._many(
            "INSERT INTO entity VALUES (?, ?, ?, ?, 1, '', ?) ON CONFLICT (urn) DO UPDATE SET "
            "removed = 1, pass = excluded.pass",
            ((*self._key(*each), WrittenEntity({}).to_bytes()) for each in removed),
        )

    def seen_as(self, urns: Iterable[Urn]) -> dict[str, str]:
        """Return the digests of what MLflow said about these entities; removed ones have none."""
        query = "SELECT seen_as FROM entity WHERE urn = ? AND removed = 0"
        found = {}
        for urn in urns:
            row = self._row(query, str(urn))
            if row is not None:
                found[str(urn)] = row[0]
        return found

    def removed(self, urns: Iterable[Urn]) -> set[str]:
        """Return those of these entities that are known to be removed."""
        query = "SELECT 1 FROM entity WHERE urn = ? AND removed = 1"
        return {str(urn) for urn in urns if self._row(query, str(urn))}

    def forget(self, urns: Iterable[Urn]) -> None:
        """Forget that these entities were written."""
        self._many("DELETE FROM entity WHERE urn = ?", ((str(urn),) for urn in urns))

    def forget_everything(self) -> None:
        """Forget all earlier syncs."""
        for table in ("entity", "run", "fact"):
            self._many(f"DELETE FROM {table}", [()])  # noqa: S608 - names from here

    def samples(self, count: int) -> list[Urn]:
        """Return some entities that were written and not removed."""
        query = "SELECT urn FROM entity WHERE removed = 0 AND kind IN (?, ?, ?) LIMIT ?"
        kinds = (SyncKind.EXPERIMENT, SyncKind.RUN, SyncKind.REGISTERED_MODEL)
        return [Urn(row[0]) for row in self._rows(query, *kinds, count)]

    def not_seen(self, kind: SyncKind) -> Iterator[tuple[Urn, str]]:
        """Yield the entities of a kind that are there, but were not seen in this pass."""
        yield from self._entities(
            "removed = 0 AND kind = ? AND pass <> ?", kind.value, self.this_pass
        )

    def keep_runs(self, values: Iterable[tuple[str, RunValues]]) -> None:
        """Keep what models have from their runs."""
        self._many(
            "INSERT OR REPLACE INTO run VALUES (?, ?)",
            ((run_id, _packed(asdict(each))) for run_id, each in values),
        )

    def run_values(self, run_ids: Iterable[str]) -> dict[str, RunValues]:
        """Return what models have from these runs."""
        found = {}
        for run_id in dict.fromkeys(run_ids):
            row = self._row("SELECT known FROM run WHERE id = ?", run_id)
            if row is not None:
                said = json.loads(zlib.decompress(row[0]))
                points = tuple(MetricPoint(**each) for each in said["metrics"])
                found[run_id] = RunValues(said["params"], points, said["linked"])
        return found

    def add_versions(self, versions: Iterable[VersionRecord]) -> None:
        """Put versions aside until their runs have been read."""
        self._many(
            "INSERT INTO version VALUES (?, ?, ?, ?)",
            ((v.name, v.run_id, not v.run_id, _packed(asdict(v))) for v in versions),
        )

    def take_due_versions(self, run_ids: Iterable[str]) -> list[VersionRecord]:
        """Return some of the versions that need not wait any longer, now that runs were read.

        Versions of the same model are taken in the order in which they were put aside: DataHub
        keeps which of them was the latest in between.

        Args:
            run_ids: The runs that were read.
        """
        self._many("UPDATE version SET due = 1 WHERE run = ?", ((each,) for each in run_ids))
        return self._taken(
            "due AND NOT EXISTS (SELECT 1 FROM version AS earlier WHERE earlier.name = version.name"
            " AND earlier.rowid < version.rowid AND NOT earlier.due)"
        )

    def take_versions(self) -> list[VersionRecord]:
        """Return some of the versions that are still put aside; none if there are none."""
        return self._taken("1")

    def _taken(self, condition: str) -> list[VersionRecord]:
        query = f"SELECT rowid, known FROM version WHERE {condition} ORDER BY rowid LIMIT ?"  # noqa: S608 - conditions from here
        rows = self._rows(query, _ROWS)
        self._many("DELETE FROM version WHERE rowid = ?", ((row[0],) for row in rows))
        return [VersionRecord(**json.loads(zlib.decompress(row[1]))) for row in rows]

    def add_dataset(self, seen: SeenDataset) -> None:
        """Put a data set aside, unless a newer run knew it."""
        self._many(
            "INSERT INTO dataset VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET "
            "seen_by = excluded.seen_by, known = excluded.known "
            "WHERE excluded.seen_by > dataset.seen_by",
            [(seen.dataset.name, seen.seen_by, _packed(asdict(seen.dataset)))],
        )

    def datasets(self) -> Iterator[list[SeenDataset]]:
        """Yield the data sets that were put aside, some at a time."""
        last = ""
        first = True
        while True:
            query = (
                "SELECT name, seen_by, known FROM dataset WHERE name > ? OR ? ORDER BY name LIMIT ?"
            )
            rows = self._rows(query, last, first, _ROWS)
            if not rows:
                return
            last, first = rows[-1][0], False
            yield [
                SeenDataset(DatasetInput(**json.loads(zlib.decompress(kept))), seen_by)
                for _, seen_by, kept in rows
            ]

    def _key(self, urn: Urn, kind: SyncKind, known_as: str) -> tuple[str, str, str, int]:
        return str(urn), kind.value, known_as, self.this_pass

    def _entities(self, condition: str, *values: str | int) -> Iterator[tuple[Urn, str]]:
        last = ""
        while True:
            query = f"SELECT urn, id FROM entity WHERE urn > ? AND {condition} ORDER BY urn LIMIT ?"  # noqa: S608 - conditions from here
            rows = self._rows(query, last, *values, _ROWS)
            if not rows:
                return
            last = rows[-1][0]
            for urn, known_as in rows:
                yield Urn(urn), known_as

    def _rows(self, query: str, *values: str | int) -> list[tuple[Any, ...]]:
        with self._alone:
            return self._db.execute(query, values).fetchall()

    def _row(self, query: str, *values: str | int) -> tuple[Any, ...] | None:
        rows = self._rows(query, *values)
        return rows[0] if rows else None

    def _many(self, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        packed = list(rows)  # takes longer than writing them, and nobody has to wait for it
        with self._alone:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                self._db.executemany(statement, packed)
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def _check_format(self) -> None:
        (found,) = self._db.execute("PRAGMA user_version").fetchone()
        if found not in (0, _FORMAT):
            raise ConfigurationError(
                f"{self._path} was made by another version of mldh-graphql; remove it to write "
                "everything once more"
            )
        self._db.execute(f"PRAGMA user_version = {_FORMAT}")


def default_state_path(source: str, target: str, *options: str) -> Path:
    """Return the file for syncs from one store to one DataHub (``XDG_STATE_HOME``)."""
    home = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    digest = hashlib.sha256("\0".join((source, target, *options)).encode()).hexdigest()
    readable = re.sub(r"[^A-Za-z0-9.]+", "-", source).strip("-")[-60:]
    return Path(home) / "mldh" / "mlflow" / f"{readable}-{digest[:12]}.sqlite"


def _packed(value: object) -> bytes:
    return zlib.compress(json.dumps(value).encode(), 1)

"""`UrnIdentities`: the numbers that stand for URNs in all tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import sqlite3

_REMEMBERED: Final = 2_000


class UrnIdentities:
    """Gives every URN a number when it is first seen.

    Numbers are remembered: a write needs the same one for every row that it touches.

    Args:
        connection: The database with the table ``urn``.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._known: dict[str, int] = {}

    def of(self, urn: str) -> int:
        """Return the number of ``urn``."""
        known = self._known.get(urn)
        if known is not None:
            return known
        execute = self._connection.execute
        row = execute("SELECT id FROM urn WHERE text = ?", (urn,)).fetchone()
        if row is None:
            row = execute("INSERT INTO urn (text) VALUES (?) RETURNING id", (urn,)).fetchone()
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        identity: int = row[0]
        self._known[urn] = identity
        return identity

    def forget(self) -> None:
        """Look again: what was written since is undone, or the database holds something else."""
        self._known.clear()

"""Texts that SQL cannot hold: JSON allows half of a surrogate pair, a database does not."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from sqlite3 import _Parameters


def sql_text(text: str) -> str:
    """``text`` as a column holds it: unpaired surrogates are question marks, as in DataHub."""
    return text.encode(errors="replace").decode()


class TolerantConnection(sqlite3.Connection):
    """A connection that takes any text, see :func:`sql_text`.

    Only what stands alone in a column is concerned (URNs, words, values to search by):
    aspects are kept as JSON, where such a text can be escaped.
    """

    def execute(self, sql: str, parameters: _Parameters = (), /) -> sqlite3.Cursor:
        """Run a statement."""
        try:
            return super().execute(sql, parameters)
        except UnicodeEncodeError:
            return super().execute(sql, _writable(parameters))

    def executemany(self, sql: str, parameters: Iterable[_Parameters], /) -> sqlite3.Cursor:
        """Run a statement once for each of ``parameters``."""
        return super().executemany(sql, [_writable(one) for one in parameters])


def _writable(parameters: _Parameters) -> _Parameters:
    if isinstance(parameters, Mapping):
        return {name: _value(value) for name, value in parameters.items()}
    return tuple(_value(parameters[place]) for place in range(len(parameters)))


def _value(value: object) -> object:
    return sql_text(value) if isinstance(value, str) else value

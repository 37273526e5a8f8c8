"""What goes to standard output and standard error: tables, lines, JSON, progress."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from mldh_graphql.changes import JsonValue

__all__ = [
    "Laid",
    "note",
    "printable",
    "progress",
    "text",
    "write",
    "write_json",
    "write_text",
]

_WIDE = 100_000
"""Columns where nobody looks: into a file or a pipe, a line stays a line."""


@runtime_checkable
class Laid(Protocol):
    """Something that is laid out to the terminal's width."""

    def lines(self, console: Console) -> Iterable[Text]:
        """Return the lines for a console."""
        ...


def write_json(document: JsonValue) -> None:
    """Write one JSON document to standard output."""
    shown = json.dumps(document, indent=2, ensure_ascii=False)
    # What a terminal would obey stands inside texts, where JSON has an escape for it.
    shown = "".join(
        char if char.isprintable() or char == "\n" else json.dumps(char)[1:-1] for char in shown
    )
    try:
        shown.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        shown = json.dumps(document, indent=2)
    click.echo(shown)


def write_text(shown: str) -> None:
    """Write text of our own making, or of a file's content, as it is."""
    click.echo(shown)


def write(*parts: str | Text | Table | Laid) -> None:
    """Write to standard output; with colours only on a terminal, and without NO_COLOR.

    Lines are not broken but where a layout says so: the terminal wraps what is too long.

    Args:
        parts: Texts, tables and layouts.
    """
    console = _console(is_terminal=sys.stdout.isatty())
    # Captured, so that a reader who goes away is noticed in one place.
    with console.capture() as capture:
        for part in parts:
            if isinstance(part, Laid):
                for line in part.lines(console):
                    console.print(line, soft_wrap=True)
            else:
                console.print(part, soft_wrap=not hasattr(part, "columns"))
    lines = "\n".join(line.rstrip() for line in capture.get().split("\n"))
    click.echo(lines, nl=False, color=console.color_system is not None)


def note(message: str) -> None:
    """Write a line to standard error: not part of the answer."""
    click.echo(message, err=True)


def text(shown: str, style: str = "") -> Text:
    """Return text that came from outside: without markup and control characters."""
    from rich.text import Text  # noqa: PLC0415 - an extra

    return Text(printable(shown), style=style)


def printable(shown: str) -> str:
    """Return a text on one line, with everything escaped that a terminal would obey."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in shown
    )


@contextmanager
def progress(doing: str) -> Iterator[Callable[[str], None]]:
    """Show on standard error that something takes its time, if that is a terminal.

    Yields:
        A function that says how far it is.
    """
    if not sys.stderr.isatty():
        yield lambda _said: None
        return
    from rich.console import Console  # noqa: PLC0415 - an extra

    with Console(stderr=True).status(f"{doing} …") as status:
        yield lambda said: status.update(f"{doing} … {said}")


def _console(*, is_terminal: bool) -> Console:
    from rich.console import Console  # noqa: PLC0415 - an extra

    return Console(
        file=sys.stdout,
        highlight=False,
        markup=False,
        emoji=False,
        width=None if is_terminal else _WIDE,
    )

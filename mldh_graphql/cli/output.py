"""What goes to standard output and standard error: tables, lines, JSON, progress."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

import click

from mldh_graphql.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rich.console import Console, RenderableType
    from rich.text import Text

    from mldh_graphql.changes import JsonValue

__all__ = [
    "Cell",
    "Line",
    "note",
    "page",
    "progress",
    "table",
    "text",
    "write",
    "write_json",
    "write_text",
]

Cell: TypeAlias = "str | Text"
"""A text as DataHub has it, or one with styles."""

Line: TypeAlias = "tuple[Cell, Sequence[Cell]]"
"""A label and what belongs to it, one below the other."""

_WIDE = 100_000
"""Columns where nobody looks: into a file or a pipe, a line stays a line."""


def write_json(document: JsonValue) -> None:
    """Write one JSON document to standard output."""
    shown = json.dumps(document, indent=2, ensure_ascii=False)
    try:
        shown.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        shown = json.dumps(document, indent=2)
    click.echo(shown)


def write_text(shown: str) -> None:
    """Write text of our own making, or of a file's content, as it is."""
    click.echo(shown)


def write(*renderables: RenderableType) -> None:
    """Write to standard output; with colours only on a terminal, and without NO_COLOR."""
    console = _console(sys.stdout.isatty())
    # Captured, so that a reader who goes away is noticed in one place.
    with console.capture() as capture:
        for each in renderables:
            console.print(each)
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


def table(headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> RenderableType:
    """Return a table; columns in which nothing stands are left out."""
    from rich.table import Table  # noqa: PLC0415 - an extra

    used = [index for index in range(len(headings)) if any(len(row[index]) for row in rows)]
    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for index in used:
        made.add_column(headings[index], overflow="fold")
    for row in rows:
        cells = (row[index] for index in used)
        made.add_row(*(text(each) if isinstance(each, str) else each for each in cells))
    return made


def page(lines: Sequence[Line]) -> RenderableType:
    """Return labels at the left, and what belongs to them at the right."""
    from rich.table import Table  # noqa: PLC0415 - an extra

    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    made.add_column(style="bold", no_wrap=True)
    made.add_column(overflow="fold")
    for label, values in lines:
        for index, each in enumerate(values):
            made.add_row("" if index else label, text(each) if isinstance(each, str) else each)
    return made


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


def _console(is_terminal: bool) -> Console:  # noqa: FBT001 - its only argument
    try:
        from rich.console import Console  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as missing:
        raise ConfigurationError(
            "mldh needs rich, which is not installed: pip install 'mldh-graphql[cli]'"
        ) from missing
    return Console(
        file=sys.stdout,
        highlight=False,
        markup=False,
        emoji=False,
        width=None if is_terminal else _WIDE,
    )

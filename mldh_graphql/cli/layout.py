"""Tables and pages that fit the terminal, in which a URN stays in one piece.

A URN is there to be copied, so it is never broken into lines: where it is too long, the terminal
itself wraps it, and a copy of it is whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from rich.text import Text

from mldh_graphql.cli.output import text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console

__all__ = ["Cell", "Listing", "Page"]

Cell: TypeAlias = str | Text
"""A text as DataHub has it, or one of our own with styles."""

_GAP = 2
_NARROW = 30
"""With fewer columns than these, wrapping makes things worse."""


class Listing:
    """Rows of cells, each with a URN: behind the cells if the terminal is wide enough, else below.

    Args:
        headings: The names of the columns, without that of the URNs. A column in which nothing
            stands is left out.
        rows: The cells of each row, and its URN; without any URN there is no column of them.
    """

    def __init__(
        self, headings: Sequence[str], rows: Sequence[tuple[Sequence[Cell], str | None]]
    ) -> None:
        texts = [([_text(cell) for cell in cells], text(urn or "")) for cells, urn in rows]
        used = [index for index in range(len(headings)) if any(cells[index] for cells, _ in texts)]
        self._headings = [headings[index] for index in used]
        self._rows = [([cells[index] for index in used], urn) for cells, urn in texts]

    def lines(self, console: Console) -> Iterator[Text]:
        """Return the lines."""
        widths = [
            max([len(heading), *(cells[index].cell_len for cells, _ in self._rows)])
            for index, heading in enumerate(self._headings)
        ]
        longest = max((urn.cell_len for _, urn in self._rows), default=0)
        beside = longest > 0 and sum(widths) + _GAP * len(widths) + longest <= console.width
        headings = [*self._headings, *(["URN"] if beside else [])]
        yield _joined([Text(each, "bold") for each in headings], widths)
        for cells, urn in self._rows:
            yield _joined([*cells, urn] if beside else cells, widths)
            if urn and not beside:
                yield Text.assemble("  ", (urn.plain, "dim"))


class Page:
    """Labels at the left, and what belongs to them at the right.

    Args:
        lines: Each label with its values, one below the other. What has ``no_wrap`` set stays in
            one piece.
    """

    def __init__(self, lines: Sequence[tuple[Cell, Sequence[Cell]]]) -> None:
        self._lines = [
            (_text(label), [_text(value) for value in values]) for label, values in lines
        ]

    def lines(self, console: Console) -> Iterator[Text]:
        """Return the lines."""
        indent = max((label.cell_len for label, _ in self._lines), default=0) + _GAP
        room = max(console.width - indent, _NARROW)
        for label, values in self._lines:
            before = _padded(label, indent)
            before.stylize_before("bold")
            for value in values:
                for line in [value] if value.no_wrap else value.wrap(console, room):
                    line.rstrip()
                    if line.no_wrap and indent + line.cell_len > console.width:
                        # Further to the left it may still be on one line.
                        before.truncate(max(console.width - line.cell_len, 0))
                    yield Text.assemble(before, line)
                    before = Text(" " * indent)


def _text(cell: Cell) -> Text:
    return text(cell) if isinstance(cell, str) else cell


def _padded(cell: Text, width: int) -> Text:
    return Text.assemble(cell, " " * (width - cell.cell_len))


def _joined(cells: Sequence[Text], widths: Sequence[int]) -> Text:
    padded = [
        _padded(cell, widths[index] + _GAP) if index + 1 < len(cells) else cell
        for index, cell in enumerate(cells)
    ]
    return Text.assemble(*padded)

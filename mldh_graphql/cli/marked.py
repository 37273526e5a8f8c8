"""Reports whose lines begin with a mark, in the colours that people know from diffs."""

from __future__ import annotations

from typing import Final

from rich.text import Text

from mldh_graphql.cli.output import printable

__all__ = ["marked"]

_STYLES: Final = {"+": "green", "~": "yellow", "-": "red", "!": "bold red", "=": "dim"}


def marked(report: str) -> Text:
    """Return a report, each line coloured by the mark that it begins with."""
    lines = [
        Text(printable(line), style=_STYLES.get(line.lstrip()[:1], ""))
        for line in report.split("\n")
    ]
    return Text("\n").join(lines)

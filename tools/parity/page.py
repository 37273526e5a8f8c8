"""The page that tells how acryl-datahub and mldh_graphql agree."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tools.parity.differences import NOTHING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tools.parity.acryl import Check
    from tools.parity.differences import Difference, Reason

_SHOWN = 60


@dataclass(slots=True)
class Section:
    """A part of the page, and what in it is not as it should be.

    Attributes:
        title: Its heading.
        text: What it says.
        tables: Its tables as Markdown.
        problems: What was not expected; the page is not written when there are any.
    """

    title: str
    text: str
    tables: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def markdown(self) -> str:
        """The section."""
        return "\n\n".join([f"## {self.title}", self.text, *self.tables])


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [_row(head), _row(["---"] * len(head)), *(_row([*map(_cell, row)]) for row in rows)]
    return "\n".join(lines)


def reasons_table(reasons: Iterable[Reason], ours: str, theirs: str) -> str:
    """What differs and why: one row for the fields of a reason that differ in the same way."""
    rows: dict[tuple[str, str, str], list[str]] = {}
    for reason in reasons:
        for place, first in _by_place(reason.explained).items():
            sides = (_value(first, first.ours), _value(first, first.theirs), reason.text)
            rows.setdefault(sides, []).append(f"`{place}`")
    return table(
        ("field", ours, theirs, "why"), [(", ".join(rows[sides]), *sides) for sides in rows]
    )


def checks_table(checks: Iterable[Check]) -> str:
    """What was checked, by subject."""
    subjects: dict[str, dict[str, list[str]]] = {}
    for check in checks:
        # "reads back .name" and "reads back .description" are told in one.
        what, dot, detail = check["check"].partition(" .")
        details = subjects.setdefault(check["subject"], {}).setdefault(what, [])
        details += [f"`.{detail}`"] if dot else []
    return table(
        ("about", "checks"),
        [
            (
                subject,
                "; ".join(
                    " ".join([name, ", ".join(details)]).strip() for name, details in whats.items()
                ),
            )
            for subject, whats in subjects.items()
        ],
    )


def problems_of(checks: Iterable[Check], where: str) -> list[str]:
    """The checks that did not hold, as text."""
    return [
        f"{where}: {check['subject']}: {check['check']}\n"
        f"  expected {check['expected']}\n  found    {check['actual']}"
        for check in checks
        if not check["held"]
    ]


def _by_place(differences: Iterable[Difference]) -> dict[str, Difference]:
    """The first difference in each place."""
    places: dict[str, Difference] = {}
    for difference in differences:
        places.setdefault(_generic(difference.place), difference)
    return places


def _generic(place: str) -> str:
    """A place without the key of a list's element."""
    head, bracket, rest = place.partition("[")
    return place if not bracket else f"{head}[…]{rest.rpartition(']')[2]}"


def _value(difference: Difference, text: str) -> str:
    if text in {NOTHING, "now"}:
        return text
    if not difference.path:
        return "an aspect"
    return f"`{text if len(text) <= _SHOWN else text[: _SHOWN - 1] + '…'}`"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")

"""What the tutorial expects, compared with what it reads back."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final, TypeVar

from rich.table import Table
from rich.text import Text

from mldh_graphql.entities import AuditStamp, HyperParam, Metric, RunEvent
from mldh_graphql.urns import Urn

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from mldh_graphql.lineage import LineageGraph

__all__ = ["Check", "Checks", "shown"]

INDEX_DEADLINE: Final = 60.0
"""Seconds to wait for DataHub's index, which shows some links later than they are written."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Check:
    """One expectation.

    Attributes:
        what: What was looked at.
        actual: What was read back.
        expected: What the tutorial expects.
    """

    what: str
    actual: object
    expected: object

    @property
    def held(self) -> bool:
        """Whether a person could not tell the two apart."""
        return same(self.actual, self.expected)


class Checks:
    """The expectations of the tutorial, each compared with what was read back.

    Args:
        say: Is given what there is to see, as the tutorial goes on; without it, nothing is shown.
    """

    def __init__(self, say: Callable[[str | Text], None] | None = None) -> None:
        self._say = say or (lambda _shown: None)
        self._subject = ""
        self.done: list[Check] = []

    def step(self, title: str, *urns: str) -> None:
        """Say what was done, and what it made."""
        self._say("")
        self._say(Text(title, style="bold"))
        for urn in urns:
            self._say(Text(f"    {urn}"))

    def about(self, subject: str) -> None:
        """Say what the next checks are about."""
        self._subject = subject

    def equal(self, what: str, actual: object, expected: object) -> None:
        """Note what was expected and what is there, and show the latter."""
        check = Check(f"{self._subject}: {what}", actual, expected)
        self.done.append(check)
        self._say(Text.assemble("    ", _mark(check), f" {what}: {shown(actual)}"))

    def picture(self, graph: LineageGraph) -> None:
        """Show a lineage graph."""
        self._say(Text(graph.text()))

    async def soon(self, read: Callable[[], Awaitable[_T]], expected: object) -> _T:
        """Read until DataHub's index shows what is expected, or the deadline has passed."""
        clock = asyncio.get_running_loop().time
        deadline = clock() + INDEX_DEADLINE
        while True:
            value = await read()
            if same(value, expected) or clock() > deadline:
                return value
            await asyncio.sleep(1.0)

    @property
    def held(self) -> bool:
        """Whether there were checks, and each found what it expected."""
        return bool(self.done) and all(check.held for check in self.done)

    def table(self) -> Table:
        """Return all checks as a table; of URNs it shows the names."""
        held = sum(check.held for check in self.done)
        table = Table(title=f"{held} of {len(self.done)} checks held", title_justify="left")
        table.add_column("")
        table.add_column("check", overflow="fold")
        table.add_column("read back", overflow="fold")
        if not self.held:
            table.add_column("expected", overflow="fold")
        for check in self.done:
            cells = [_mark(check), Text(check.what), Text(shown(check.actual, brief=True))]
            if not check.held:
                cells.append(Text(shown(check.expected, brief=True), style="red"))
            table.add_row(*cells)
        return table


def _mark(check: Check) -> Text:
    """Return a green hook where the check held, a red cross where not."""
    return Text("✓", "green") if check.held else Text("✗", "red")


def same(actual: object, expected: object) -> bool:
    """Whether a person could not tell them apart."""
    return shown(actual) == shown(expected)


def shown(value: object, *, brief: bool = False) -> str:  # noqa: PLR0911 - a table
    """Return a value as a person reads it; lists have no order here."""
    match value:
        case None:
            return "nothing"
        case Urn():
            return value.display_name if brief else str(value)
        case str():
            return value
        case datetime():
            return f"{value:%Y-%m-%d %H:%M:%S}"
        case AuditStamp():
            return f"{shown(value.time)} by {shown(value.actor, brief=True)}"
        case Metric() | HyperParam():
            return f"{value.name}={value.value}"
        case RunEvent():
            result = f" {value.result}" if value.result else ""
            return f"{value.status}{result} at {shown(value.timestamp)}"
        case Mapping():
            return ", ".join(sorted(f"{key}={shown(item)}" for key, item in value.items()))
        case Iterable():
            return ", ".join(sorted(shown(item, brief=brief) for item in value)) or "nothing"
        case _:
            return str(value)

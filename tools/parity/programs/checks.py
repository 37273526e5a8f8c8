"""Expectations of a program, handed back as JSON on its last line."""

from __future__ import annotations

import json
import traceback
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Checks:
    """Collects what was expected and what was found; a call that raises is a failed check."""

    def __init__(self) -> None:
        self._rows: list[dict[str, object]] = []
        self._subject = ""

    def about(self, subject: str) -> None:
        """Say what the next checks are about."""
        self._subject = subject

    def equal(self, what: str, call: Callable[[], object], expected: object) -> None:
        """Call, and expect this answer."""
        try:
            actual = call()
        except Exception:  # noqa: BLE001  (whatever goes wrong is what the check found)
            actual = traceback.format_exc(limit=-3)
        self._rows.append(
            {
                "subject": self._subject,
                "check": what,
                "expected": repr(expected),
                "actual": repr(actual),
                "held": actual == expected,
            }
        )

    def holds(self, what: str, call: Callable[[], object]) -> None:
        """Call, and expect that it is so."""
        self.equal(what, lambda: bool(call()), True)  # noqa: FBT003  (what is expected)

    def fails(self, what: str, call: Callable[[], object]) -> None:
        """Call, and expect that it is not so."""
        self.equal(what, lambda: bool(call()), False)  # noqa: FBT003  (what is expected)

    def passes(self, what: str, call: Callable[[], object]) -> None:
        """Call, and expect no error."""

        def outcome() -> str:
            call()
            return "passed"

        self.equal(what, outcome, "passed")

    def raises(self, what: str, call: Callable[[], object], error: str) -> None:
        """Call, and expect an error of this class."""

        def outcome() -> str:
            try:
                return f"returned {call()!r}"
            except Exception as raised:  # noqa: BLE001  (its class is what is checked)
                return type(raised).__name__

        self.equal(what, outcome, error)

    def report(self) -> None:
        """Print everything."""
        print(json.dumps(self._rows))

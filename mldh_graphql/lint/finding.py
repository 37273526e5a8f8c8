"""`Finding`: something in a system that will trouble somebody, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from mldh_graphql.verification.wording import printable

if TYPE_CHECKING:
    from mldh_graphql.urns import Urn

__all__ = ["Finding", "Rule", "Severity"]


class Severity(StrEnum):
    """How bad it is; the words are those of SARIF."""

    ERROR = "error"
    """Somebody is misled, or something does not work."""
    WARNING = "warning"
    """It works, and somebody will miss something."""
    NOTE = "note"
    """Worth a look."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What is looked for.

    Attributes:
        code: Its name in reports, such as ``ML001``; it never changes its meaning.
        name: What it is about, in a few words joined by hyphens.
        severity: How bad a finding is.
        summary: The rule, in one sentence.
        fix: How to mend a finding.
    """

    code: str
    name: str
    severity: Severity
    summary: str
    fix: str

    def found(self, urn: Urn, message: str, *, fix: str | None = None) -> Finding:
        """Return a finding of this rule."""
        return Finding(self.code, self.severity, urn, message, fix or self.fix)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a rule found.

    Attributes:
        code: The rule's code, such as ``ML001``.
        severity: How bad it is.
        urn: The entity.
        message: What is wrong with it.
        fix: How to mend it.
    """

    code: str
    severity: Severity
    urn: Urn
    message: str
    fix: str

    def __str__(self) -> str:
        return (
            f"{self.code} {self.severity.value}: {printable(self.urn)}: {printable(self.message)}\n"
            f"    fix: {printable(self.fix)}"
        )

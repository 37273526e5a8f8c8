"""`LintReport`: what the rules found, as objects, a list, JSON and SARIF."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mldh_graphql.lint.finding import Finding, Severity
from mldh_graphql.lint.sarif import sarif_log
from mldh_graphql.verification.wording import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["LintReport"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LintReport:
    """What the rules found. ``print`` shows it, iterating gives the findings.

    Attributes:
        findings: In the order of the description, then by code.
        entities: How many entities were looked at.
        requests: How many requests it took.
        skipped: Why rules about what is stored (``ML005`` and ``ML006``) could not be applied in
            full; ``None`` if they were, or if no server was asked.
    """

    findings: tuple[Finding, ...]
    entities: int = 0
    requests: int = 0
    skipped: str | None = None

    @property
    def ok(self) -> bool:
        """Whether no finding is an error."""
        return not self.errors

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that are errors."""
        return tuple(each for each in self.findings if each.severity is Severity.ERROR)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)

    def __str__(self) -> str:
        lines = [str(each) for each in self.findings]
        counts = Counter(each.severity for each in self.findings)
        found = ", ".join(
            f"{counts[severity]} {severity.value}{'s' if counts[severity] > 1 else ''}"
            for severity in Severity
            if counts[severity]
        )
        if self.skipped is not None:
            lines.append(f"not looked at in full: what is stored: {printable(self.skipped)}")
        noun = "entity" if self.entities == 1 else "entities"
        lines.append(f"{self.entities:,} {noun}: {found or 'nothing found'}")
        return "\n".join(lines)

    def to_json(self) -> str:
        """Return the report as JSON text, with the attributes' names."""
        document = {
            "ok": self.ok,
            "entities": self.entities,
            "requests": self.requests,
            "skipped": self.skipped,
            "findings": [
                {
                    "code": each.code,
                    "severity": each.severity.value,
                    "urn": str(each.urn),
                    "message": each.message,
                    "fix": each.fix,
                }
                for each in self.findings
            ],
        }
        return json.dumps(document, indent=2)

    def to_sarif(self, *, file: str | None = None) -> str:
        """Return the report as SARIF 2.1.0 text, as code scanning reads it.

        Args:
            file: The file of the description, relative to the repository: code scanning shows
                findings only in a file.
        """
        return json.dumps(sarif_log(self.findings, file), indent=2)

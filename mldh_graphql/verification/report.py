"""What a verification found: as objects, a table, JSON and JUnit XML."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mldh_graphql.errors import VerificationError
from mldh_graphql.verification.deviation import Deviation, DeviationKind
from mldh_graphql.verification.junit import junit_xml
from mldh_graphql.verification.wording import counted, printable

if TYPE_CHECKING:
    from mldh_graphql.urns import Urn

__all__ = ["EntityVerdict", "VerificationReport"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityVerdict:
    """What was found about one described entity.

    Attributes:
        urn: The entity.
        noun: What it is: ``model``, ``model group``, ``experiment``, ``training run``, ``dataset``.
        fields: How many values its description says.
        links: How many links its description says.
        deviations: What DataHub has otherwise, warnings included.
    """

    urn: Urn
    noun: str
    fields: int
    links: int
    deviations: tuple[Deviation, ...] = ()

    @property
    def failures(self) -> tuple[Deviation, ...]:
        """The deviations by which the verification fails."""
        return tuple(each for each in self.deviations if each.kind.is_failure)

    @property
    def ok(self) -> bool:
        """Whether DataHub has all that was described; warnings do not count."""
        return not self.failures

    @property
    def counts(self) -> str:
        """How much its description says, in words."""
        return f"{counted(self.fields, 'field')}, {counted(self.links, 'link')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationReport:
    """Whether DataHub has what was described. ``print`` shows it as a table.

    Attributes:
        entities: One verdict for each described entity, in the order of the description.
        requests: How many requests it took.
        seconds: How long it took, waiting for the index included.
    """

    entities: tuple[EntityVerdict, ...]
    requests: int = 0
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether DataHub has all that was described; warnings do not count."""
        return all(each.ok for each in self.entities)

    @property
    def deviations(self) -> tuple[Deviation, ...]:
        """Everything that was found, warnings included."""
        return tuple(found for each in self.entities for found in each.deviations)

    @property
    def failures(self) -> tuple[Deviation, ...]:
        """The deviations by which the verification fails."""
        return tuple(each for each in self.deviations if each.kind.is_failure)

    @property
    def warnings(self) -> tuple[Deviation, ...]:
        """What is odd, but as described."""
        return tuple(each for each in self.deviations if not each.kind.is_failure)

    @property
    def not_visible(self) -> tuple[Deviation, ...]:
        """What is stored, or may be, and the index did not show before the deadline."""
        return tuple(each for each in self.failures if each.kind is DeviationKind.NOT_VISIBLE)

    def raise_for_failures(self) -> None:
        """Raise if the verification failed; warnings do not count.

        Raises:
            VerificationError: It did; the error has this report.
        """
        if not self.ok:
            raise VerificationError(report=self)

    def __str__(self) -> str:
        rows = [
            (
                each.noun,
                printable(each.urn),
                each.counts,
                "ok" if each.ok else f"{len(each.failures)} wrong",
            )
            for each in self.entities
        ]
        widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
        lines = []
        for row, each in zip(rows, self.entities, strict=True):
            cells = [cell.ljust(width) for cell, width in zip(row[:3], widths, strict=True)]
            lines.append("  ".join((*cells, row[3])))
            lines += [f"    {deviation}" for deviation in each.deviations]
        lines.append(self.summary)
        return "\n".join(lines)

    @property
    def summary(self) -> str:
        """The last line of the table."""
        fields = sum(each.fields for each in self.entities)
        links = sum(each.links for each in self.entities)
        found = f"{len(self.failures)} wrong" if self.failures else "all as described"
        if self.not_visible:
            found += f", {len(self.not_visible)} of it not visible yet"
        if self.warnings:
            found += f", {counted(len(self.warnings), 'warning')}"
        return (
            f"{counted(len(self.entities), 'entity', 'entities')}, {counted(fields, 'field')}, "
            f"{counted(links, 'link')} from both ends: "
            f"{found} ({counted(self.requests, 'request')}, {self.seconds:.1f} s)"
        )

    def to_json(self) -> str:
        """Return the report as JSON text, with the attributes' names."""
        document = {
            "ok": self.ok,
            "requests": self.requests,
            "seconds": round(self.seconds, 3),
            "entities": [
                {
                    "urn": str(each.urn),
                    "noun": each.noun,
                    "ok": each.ok,
                    "fields": each.fields,
                    "links": each.links,
                    "deviations": [_as_json(deviation) for deviation in each.deviations],
                }
                for each in self.entities
            ],
        }
        return json.dumps(document, indent=2)

    def to_junit_xml(self, *, suite: str = "mldh verify") -> str:
        """Return the report as JUnit XML, one test case for each entity.

        Args:
            suite: The name of the test suite.
        """
        return junit_xml(self, suite)


def _as_json(deviation: Deviation) -> dict[str, str | None]:
    return {
        "kind": deviation.kind.value,
        "severity": "failure" if deviation.kind.is_failure else "warning",
        "field": deviation.field or None,
        "expected": deviation.expected,
        "actual": deviation.actual,
        "reason": deviation.reason or None,
        "seen_from": None if deviation.seen_from is None else str(deviation.seen_from),
    }

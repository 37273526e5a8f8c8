"""What verifying and linting found, as people read it in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text

from mldh_graphql.cli.output import text
from mldh_graphql.lint import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mldh_graphql.lint import LintReport
    from mldh_graphql.verification import VerificationReport

__all__ = ["findings", "verdicts"]

_SEVERITIES: Final = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


def verdicts(report: VerificationReport) -> Iterator[Text]:
    """Return a line for each entity, with what is wrong below it, and a summary."""
    for each in report.entities:
        mark = Text("✓ ", "green") if each.ok else Text("✗ ", "red")
        yield Text.assemble(mark, f"{each.noun} ", text(each.urn), (f"  {each.counts}", "dim"))
        for deviation in each.deviations:
            style = "red" if deviation.kind.is_failure else "yellow"
            yield Text.assemble("    ", text(str(deviation), style))
    yield Text(report.summary, "green" if report.ok else "red")


def findings(report: LintReport) -> Iterator[Text]:
    """Return what was found, each with its fix, and a summary."""
    for each in report.findings:
        style = _SEVERITIES[each.severity]
        yield Text.assemble((f"{each.code} {each.severity.value} ", style), text(each.urn, "dim"))
        yield Text.assemble("    ", text(each.message))
        yield Text.assemble("    fix: ", text(each.fix))
    summary = str(report).rsplit("\n", 1)[-1]
    if report.skipped is not None:
        yield text(f"not looked at in full: what is stored: {report.skipped}", "yellow")
    yield Text(summary, "red" if report.errors else "yellow" if report.findings else "green")

"""A verification report as JUnit XML, in the dialect that all CI systems read.

One ``testcase`` for each entity with at most one ``failure`` or ``error``, since some readers take
only the first; warnings are in ``system-out``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from mldh_graphql.verification.deviation import DeviationKind
from mldh_graphql.verification.wording import printable

if TYPE_CHECKING:
    from mldh_graphql.verification.report import EntityVerdict, VerificationReport

__all__ = ["junit_xml"]

_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit_xml(report: VerificationReport, suite: str) -> str:
    """Return the report as an XML document."""
    errors = sum(_is_error(each) for each in report.entities)
    counts = {
        "tests": str(len(report.entities)),
        "failures": str(sum(not each.ok for each in report.entities) - errors),
        "errors": str(errors),
    }
    time = f"{report.seconds:.3f}"
    root = ET.Element("testsuites", {"name": _xml(suite), **counts, "time": time})
    attributes = {"name": _xml(suite), **counts, "skipped": "0", "time": time}
    testsuite = ET.SubElement(root, "testsuite", attributes)
    for each in report.entities:
        _add_case(testsuite, each)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=False).join(
        ('<?xml version="1.0" encoding="UTF-8"?>\n', "\n")
    )


def _add_case(testsuite: ET.Element, verdict: EntityVerdict) -> None:
    case = ET.SubElement(
        testsuite,
        "testcase",
        {"classname": _xml(verdict.noun), "name": _xml(printable(verdict.urn)), "time": "0"},
    )
    failures = verdict.failures
    if failures:
        message = str(failures[0])
        if len(failures) > 1:
            message += f"; and {len(failures) - 1} more"
        kinds = ", ".join(dict.fromkeys(each.kind.value for each in failures))
        wrong = ET.SubElement(
            case,
            "error" if _is_error(verdict) else "failure",
            {"message": _xml(message), "type": _xml(kinds)},
        )
        wrong.text = _xml("\n".join(str(each) for each in failures))
    warnings = [str(each) for each in verdict.deviations if not each.kind.is_failure]
    if warnings:
        ET.SubElement(case, "system-out").text = _xml("\n".join(warnings))


def _is_error(verdict: EntityVerdict) -> bool:
    """Return whether nothing could be compared because DataHub failed."""
    return any(each.kind is DeviationKind.UNREADABLE for each in verdict.failures)


def _xml(text: str) -> str:
    """Escape what no XML document may contain, not even escaped as an entity."""
    return _NOT_XML.sub(lambda match: f"\\u{ord(match[0]):04x}", text)

"""Lint reports: for people, for programs, and for code scanning."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from mldh_graphql.lint import RULES, Finding, LintReport, Severity
from mldh_graphql.lint.rules import DUPLICATE_SORT_ID, RUN_WITHOUT_STATE
from mldh_graphql.urns import TrainingRunUrn
from tests.strategies import HOSTILE

RUN = TrainingRunUrn.build("r")
HOSTILE_TEXT = "".join(HOSTILE) + "\ud800"


def report(*findings: Finding) -> LintReport:
    """A report about one entity."""
    return LintReport(findings=findings, entities=1)


ERROR = DUPLICATE_SORT_ID.found(RUN, "two of them")
NOTE = RUN_WITHOUT_STATE.found(RUN, HOSTILE_TEXT, fix="say\nit")


def test_it_prints_each_finding_with_its_fix() -> None:
    """Code, severity, URN, message and fix, and how many there are; nothing escapes a line."""
    lines = str(report(ERROR, NOTE)).split("\n")

    assert lines[0] == f"ML005 error: {RUN}: two of them"
    assert lines[1] == f"    fix: {DUPLICATE_SORT_ID.fix}"
    assert lines[3] == "    fix: say\\nit"
    assert lines[4] == "1 entity: 1 error, 1 note"
    assert len(lines) == 5
    assert all(line.isprintable() for line in lines)


def test_only_errors_make_it_fail() -> None:
    """Notes and warnings are advice."""
    assert report(NOTE).ok
    assert not report(ERROR, NOTE).ok
    assert report(ERROR, NOTE).errors == (ERROR,)
    assert len(report(ERROR, NOTE)) == 2


def test_json_has_everything() -> None:
    """With the attributes' names."""
    document = json.loads(report(ERROR).to_json())

    assert document["ok"] is False
    assert document["entities"] == 1
    assert document["findings"] == [
        {
            "code": "ML005",
            "severity": "error",
            "urn": RUN,
            "message": "two of them",
            "fix": DUPLICATE_SORT_ID.fix,
        }
    ]


@pytest.fixture
def log() -> dict[str, Any]:
    """A SARIF log of two findings in a file."""
    parsed: dict[str, Any] = json.loads(report(ERROR, NOTE).to_sarif(file="ml\\a b.yaml"))
    return parsed


def test_sarif_is_version_2_1_0_with_one_run(log: dict[str, Any]) -> None:
    """The two members that SARIF demands of a log, and the schema that editors look for."""
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    assert len(log["runs"]) == 1
    assert log.keys() == {"$schema", "version", "runs"}


def test_sarif_describes_every_rule(log: dict[str, Any]) -> None:
    """With ids, names, a level, and a fix as help."""
    driver = log["runs"][0]["tool"]["driver"]

    assert driver["name"] == "mldh lint"
    assert re.fullmatch(r"\d+\.\d+\.\d+.*", driver["semanticVersion"])
    assert [rule["id"] for rule in driver["rules"]] == [rule.code for rule in RULES]
    for rule in driver["rules"]:
        assert rule["name"].isalnum()
        assert rule["shortDescription"]["text"].endswith(".")
        assert rule["help"]["text"]
        assert rule["defaultConfiguration"]["level"] in {"error", "warning", "note"}


def test_sarif_results_point_to_rule_entity_and_file(log: dict[str, Any]) -> None:
    """Each result has a message, a level, a location and a fingerprint of its own."""
    results = log["runs"][0]["results"]
    rules = log["runs"][0]["tool"]["driver"]["rules"]

    assert [result["level"] for result in results] == ["error", "note"]
    for result in results:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        [location] = result["locations"]
        assert location["logicalLocations"] == [
            {"name": "r", "fullyQualifiedName": RUN, "kind": "resource"}
        ]
        assert location["physicalLocation"] == {
            "artifactLocation": {"uri": "ml/a%20b.yaml"},
            "region": {"startLine": 1},
        }
    assert results[0]["message"]["text"].startswith(f"{RUN}: two of them. ")
    prints = [result["partialFingerprints"]["finding/v1"] for result in results]
    assert len(set(prints)) == 2


def test_sarif_without_a_file_has_no_physical_location() -> None:
    """An entity is no file."""
    log = json.loads(report(ERROR).to_sarif())

    assert log["runs"][0]["results"][0]["locations"][0].keys() == {"logicalLocations"}


def test_sarif_of_nothing_has_an_empty_list() -> None:
    """Code scanning closes old findings when it sees an empty list."""
    assert json.loads(report().to_sarif())["runs"][0]["results"] == []


def test_severities_are_those_of_sarif() -> None:
    """Worst first."""
    assert list(Severity) == ["error", "warning", "note"]


@pytest.mark.parametrize("file", ["ml-system.yaml", None])
def test_sarif_is_what_the_standard_allows(file: str | None) -> None:
    """Models that were generated from the standard's own schema take it, and no unknown member."""
    sarif = pytest.importorskip("fluidattacks_core.sarif")
    log = json.loads(report(ERROR, NOTE).to_sarif(file=file))

    read = sarif.SarifLog.model_validate(log)
    assert [result.rule_id for result in read.runs[0].results] == ["ML005", NOTE.code]
    log["runs"][0]["results"][0]["severity"] = "error"
    with pytest.raises(ValueError, match="severity"):
        sarif.SarifLog.model_validate(log)

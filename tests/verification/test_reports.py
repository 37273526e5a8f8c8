"""Verification reports: for people, for programs, and for CI."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings

from mldh_graphql.entities import AuditStamp, HyperParam, Link, Metric, Owner, RunResultType
from mldh_graphql.errors import VerificationError
from mldh_graphql.urns import MLModelUrn, TagUrn, TrainingRunUrn
from mldh_graphql.verification import Deviation, DeviationKind, EntityVerdict, VerificationReport
from mldh_graphql.verification.wording import printable, shown
from tests.strategies import HOSTILE, hostile_texts

RUN = TrainingRunUrn.build("r")
MODEL = MLModelUrn.build("m")
T = datetime(2024, 1, 1, tzinfo=UTC)
MISSING = Deviation(urn=MODEL, kind=DeviationKind.MISSING, field="tags['t']", expected="t")
DIFFERS = Deviation(
    urn=MODEL, kind=DeviationKind.DIFFERS, field="name", expected="'a'", actual="'b'", reason="oh"
)
INVISIBLE = Deviation(urn=RUN, kind=DeviationKind.NOT_VISIBLE, field="inputs[x]", seen_from=MODEL)
WARNING = Deviation(urn=RUN, kind=DeviationKind.NO_STATE, field="events")
UNREADABLE = Deviation(urn=MODEL, kind=DeviationKind.UNREADABLE, reason="500")


def report(*deviations: Deviation) -> VerificationReport:
    """A report about a model and a run."""
    return VerificationReport(
        entities=tuple(
            EntityVerdict(
                urn=urn,
                noun=noun,
                fields=3,
                links=1,
                deviations=tuple(each for each in deviations if each.urn == urn),
            )
            for urn, noun in ((MODEL, "ML model"), (RUN, "training run"))
        ),
        requests=4,
        seconds=1.25,
    )


def test_the_table_has_a_line_for_each_entity_and_each_deviation() -> None:
    """And a last line that says it all."""
    assert str(report(MISSING, DIFFERS, WARNING)).split("\n") == [
        f"ML model      {MODEL}  3 fields, 1 link  2 wrong",
        "    missing tags['t']",
        "    differs name: expected 'a', found 'b' (oh)",
        f"training run  {str(RUN).ljust(len(MODEL))}  3 fields, 1 link  ok",
        "    no readable state events",
        "2 entities, 6 fields, 2 links from both ends: 2 wrong, 1 warning (4 requests, 1.2 s)",
    ]


def test_the_table_of_nothing() -> None:
    """It is one line."""
    assert str(VerificationReport(entities=())) == (
        "0 entities, 0 fields, 0 links from both ends: all as described (0 requests, 0.0 s)"
    )


def test_warnings_do_not_fail() -> None:
    """They are listed apart."""
    warned = report(WARNING)

    assert warned.ok
    assert warned.failures == ()
    assert warned.warnings == (WARNING,)
    assert "1 warning" in warned.summary
    warned.raise_for_failures()


def test_what_is_not_visible_is_counted_apart() -> None:
    """Waiting longer may help there, and nowhere else."""
    mixed = report(MISSING, INVISIBLE)

    assert mixed.not_visible == (INVISIBLE,)
    assert "2 wrong, 1 of it not visible yet" in mixed.summary


def test_an_error_with_the_report_survives_pickling() -> None:
    """As all errors of this library do."""
    with pytest.raises(VerificationError) as caught:
        report(MISSING).raise_for_failures()
    again = pickle.loads(pickle.dumps(caught.value))

    assert again.report == report(MISSING)
    assert str(again) == str(caught.value)


def test_json_has_everything() -> None:
    """With the attributes' names."""
    document = json.loads(report(DIFFERS, INVISIBLE, WARNING).to_json())

    assert (document["ok"], document["requests"], document["seconds"]) == (False, 4, 1.25)
    model, run = document["entities"]
    assert (model["urn"], model["noun"], model["ok"]) == (MODEL, "ML model", False)
    assert model["deviations"] == [
        {
            "kind": "differs",
            "severity": "failure",
            "field": "name",
            "expected": "'a'",
            "actual": "'b'",
            "reason": "oh",
            "seen_from": None,
        }
    ]
    assert [each["severity"] for each in run["deviations"]] == ["failure", "warning"]
    assert run["deviations"][0]["seen_from"] == MODEL


def test_junit_has_a_test_case_for_each_entity() -> None:
    """The counts are those of the cases, and each case has at most one failure."""
    root = ET.fromstring(report(MISSING, DIFFERS, WARNING).to_junit_xml(suite="s"))

    [suite] = root
    assert (root.tag, suite.tag) == ("testsuites", "testsuite")
    for element in (root, suite):
        counts = [element.get(name) for name in ("name", "tests", "failures", "errors", "time")]
        assert counts == ["s", "2", "1", "0", "1.250"]
    failed, passed = suite
    assert (failed.tag, failed.get("classname"), failed.get("name")) == (
        "testcase",
        "ML model",
        MODEL,
    )
    [failure] = failed
    assert (failure.tag, failure.get("type")) == ("failure", "missing, differs")
    assert failure.get("message") == "missing tags['t']; and 1 more"
    assert failure.text == "missing tags['t']\ndiffers name: expected 'a', found 'b' (oh)"
    assert [(each.tag, each.text) for each in passed] == [
        ("system-out", "no readable state events")
    ]


def test_junit_tells_errors_from_failures() -> None:
    """Where DataHub failed, nothing was compared."""
    root = ET.fromstring(report(UNREADABLE, INVISIBLE).to_junit_xml())

    assert (root.get("failures"), root.get("errors")) == ("1", "1")
    assert [each[0].tag for each in root[0]] == ["error", "failure"]


@given(hostile_texts(), hostile_texts())
@settings(max_examples=60)
def test_any_text_makes_readable_reports(field: str, reason: str) -> None:
    """JSON and XML parse, and no text breaks a line of the table."""
    hostile = Deviation(
        urn=TagUrn.returned(f"urn:li:tag:{field}"),
        kind=DeviationKind.DIFFERS,
        field=field,
        expected=shown(reason),
        actual=shown(field),
        reason=reason,
    )
    verdict = EntityVerdict(
        urn=hostile.urn, noun="tag", fields=1, links=0, deviations=(hostile, hostile)
    )
    made = VerificationReport(entities=(verdict,))

    assert len(str(made).split("\n")) == 4
    assert all(line.isprintable() for line in str(made).split("\n"))
    assert json.loads(made.to_json())["entities"][0]["deviations"][0]["actual"] == shown(field)
    case = ET.fromstring(made.to_junit_xml())[0][0]
    assert case.get("name") == printable(f"urn:li:tag:{field}")
    assert case[0].text == "\n".join([str(hostile)] * 2)


def test_xml_has_no_character_that_xml_forbids() -> None:
    """Not even escaped: readers refuse the whole file."""
    forbidden = "\x00\x0b\ufffe\ud800"
    text = report(WARNING).to_junit_xml(suite=forbidden + "".join(HOSTILE))

    name = ET.fromstring(text).get("name", "")
    assert name.startswith("\\u0000\\u000b\\ufffe\\ud800")
    text.encode()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(None, None, id="nothing"),
        pytest.param("a\nb", r"'a\nb'", id="text"),
        pytest.param(MODEL, str(MODEL), id="URN"),
        pytest.param(3, "3", id="number"),
        pytest.param(RunResultType.SUCCESS, "SUCCESS", id="enum"),
        pytest.param(T, "2024-01-01T00:00:00+00:00", id="time"),
        pytest.param(AuditStamp(T), "2024-01-01T00:00:00+00:00", id="stamp"),
        pytest.param(
            AuditStamp(T, "me"), "2024-01-01T00:00:00+00:00 by urn:li:corpuser:me", id="actor"
        ),
        pytest.param(Metric("m", 0.5), "'0.5'", id="metric"),
        pytest.param(
            HyperParam("m", 1, "d", T),
            "'1', description 'd', created at 2024-01-01T00:00:00+00:00",
            id="hyper-parameter",
        ),
        pytest.param(Link("u", "l"), "'l'", id="link"),
        pytest.param(
            Link("u", "l", T), "'l', created 2024-01-01T00:00:00+00:00", id="link with a stamp"
        ),
        pytest.param(Owner("me"), "urn:li:corpuser:me as TECHNICAL_OWNER", id="owner"),
        pytest.param(("a", 1.0), "['a', 1.0]", id="list"),
        pytest.param({"a": ("b",)}, "{'a': ['b']}", id="mapping"),
        pytest.param("x" * 300, "'" + "x" * 199 + "… (302 characters)", id="long text"),
    ],
)
def test_values_are_shown_in_words(value: object, expected: str | None) -> None:
    """Short, on one line, and with what tells them apart."""
    assert shown(value) == expected


def test_programs_that_read_junit_read_it() -> None:
    """What a reader of CI reports finds is what the report says."""
    junitparser = pytest.importorskip("junitparser")
    made = report(MISSING, DIFFERS, WARNING)

    read = junitparser.JUnitXml.fromstring(made.to_junit_xml(suite="s").encode())
    (suite,) = read if isinstance(read, junitparser.JUnitXml) else [read]
    cases = list(suite)
    assert (suite.name, suite.tests, suite.failures, suite.errors) == ("s", 2, 1, 0)
    assert [case.name for case in cases] == [MODEL, RUN]
    assert [[type(each).__name__ for each in case.result] for case in cases] == [["Failure"], []]

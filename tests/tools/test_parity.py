"""The comparison with acryl-datahub: it must see every difference, and explain none by chance."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tools.parity.differences import NOTHING, Difference, Reason, differences, unexplained
from tools.parity.page import checks_table, problems_of, reasons_table
from tools.parity.reasons import ingestion_reasons, tutorial_reasons

if TYPE_CHECKING:
    from tools.parity.acryl import Check
    from tools.parity.differences import Aspects, Json

URN = "urn:li:mlModel:(urn:li:dataPlatform:mlflow,m,PROD)"


def one(value: Json) -> Aspects:
    """A store with one aspect."""
    return {URN: {"mlModelProperties": value}}


@pytest.mark.parametrize(
    ("ours", "theirs", "found"),
    [
        pytest.param({"name": "a"}, {"name": "a"}, [], id="nothing"),
        pytest.param({"name": "a"}, {"name": "b"}, [("name", "a", "b")], id="a text"),
        pytest.param({"n": 1}, {"n": "1"}, [], id="a number is compared as text"),
        pytest.param({"n": 1}, {"n": 1.0}, [("n", "1", "1.0")], id="but not as a number"),
        pytest.param({}, {"name": "a"}, [("", "{}", NOTHING), ("name", NOTHING, "a")], id="absent"),
        pytest.param(
            {"groups": ["a"]},
            {"groups": []},
            [("groups", NOTHING, "[]"), ("groups[a]", "a", "—")],
            id="an element",
        ),
        pytest.param(
            {"hyperParams": [{"name": "a", "value": "1"}, {"name": "b", "value": "2"}]},
            {"hyperParams": [{"name": "b", "value": "2"}, {"name": "a", "value": "3"}]},
            [("hyperParams[a].value", "1", "3")],
            id="named elements have no order",
        ),
        pytest.param({"n": None}, {}, [("", NOTHING, "{}")], id="null and absent"),
    ],
)
def test_every_field_is_compared(
    ours: Json, theirs: Json, found: list[tuple[str, str, str]]
) -> None:
    """By its path within the aspect."""
    seen = differences(one(ours), one(theirs))

    assert [(each.path, each.ours, each.theirs) for each in seen] == found


def test_absent_aspects_and_entities_differ_as_a_whole() -> None:
    """On whichever side they are missing."""
    (aspect,) = differences({URN: {"status": {}}}, {URN: {}})
    (entity,) = differences({}, {URN: {"status": {"removed": True}}})

    assert aspect == Difference(URN, "status", "", "{}", NOTHING)
    assert (entity.path, entity.ours, entity.theirs) == ("", NOTHING, '{"removed": true}')


def test_moments_of_today_are_all_the_same() -> None:
    """Also within texts; other times are not."""
    now = time.time_ns() // 1_000_000

    assert not differences(
        one({"time": now, "id": f"a/{now}"}), one({"time": now - 9, "id": f"a/{now + 5}"})
    )
    assert differences(one({"time": 1628580000000}), one({"time": 1628580000001}))


def test_what_no_reason_takes_is_left() -> None:
    """A reason must fit the place and both sides, as wholes."""
    (seen,) = differences(one({"name": "ab"}), one({"name": "cd"}))

    assert unexplained([seen], [Reason("mlModel", "the type is not the place")]) == [seen]
    assert unexplained([seen], [Reason(".*", "one side", ours="a")]) == [seen]
    assert unexplained([seen], [Reason(".*", "the other side", theirs=NOTHING)]) == [seen]
    fitting = Reason(r"mlModel\.mlModelProperties\.name", "it fits", ours="ab", theirs="cd")
    assert unexplained([seen], [fitting]) == []
    assert fitting.explained == [seen]


@pytest.mark.parametrize(
    "difference",
    [
        pytest.param(Difference(URN, "mlModelProperties", "name", "a", "b"), id="name"),
        pytest.param(Difference(URN, "mlModelProperties", "groups[g]", "g", NOTHING), id="link"),
        pytest.param(
            Difference(URN, "mlModelProperties", "customProperties.team", "a", NOTHING),
            id="property",
        ),
        pytest.param(Difference(URN, "mlModelProperties", "", "{}", NOTHING), id="aspect"),
        pytest.param(
            Difference(
                "urn:li:dataProcessInstance:r",
                "dataProcessInstanceOutput",
                "outputEdges[d].destinationUrn",
                "d",
                NOTHING,
            ),
            id="edge",
        ),
    ],
)
def test_real_losses_have_no_reason(difference: Difference) -> None:
    """What would be a fault of either side is not explained away."""
    assert unexplained([difference], [*tutorial_reasons(), *ingestion_reasons()]) == [difference]


def test_rows_of_a_reason_are_told_together() -> None:
    """Fields that differ in the same way share a row; a bar in a value ends no cell."""
    reason = Reason(".*", "because")
    ours: Json = {"a": "x|y", "b": "x|y", "c": [{"name": "n", "value": "1"}]}
    assert not unexplained(
        differences(one(ours), one({"c": [{"name": "n", "value": "2"}]})), [reason]
    )

    assert reasons_table([reason], "ours", "theirs").splitlines()[2:] == [
        "| `mlModel.mlModelProperties.a`, `mlModel.mlModelProperties.b` | `x\\|y` | — | because |",
        "| `mlModel.mlModelProperties.c[…].value` | `1` | `2` | because |",
    ]


def test_failed_checks_are_problems() -> None:
    """With what was expected and what was found."""
    good: Check = {
        "subject": "s",
        "check": "reads .a",
        "expected": "1",
        "actual": "1",
        "held": True,
    }
    bad: Check = {**good, "check": "reads .b", "actual": "2", "held": False}

    assert problems_of([good], "here") == []
    assert problems_of([good, bad], "here") == ["here: s: reads .b\n  expected 1\n  found    2"]
    assert checks_table([good, bad]).splitlines()[2:] == ["| s | reads `.a`, `.b` |"]

"""Reading the ``value`` of a patch operation."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mldh_graphql.server.patch.values import patch_value, writable

_SCALARS = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text()
_JSON = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def _exact(value: object) -> str:
    return json.dumps(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("abc", "abc", id="text"),
        pytest.param('"abc"', "abc", id="quoted"),
        pytest.param('"1.0"', "1.0", id="quoted-number"),
        pytest.param("123", 123, id="integer"),
        pytest.param("-0", 0, id="negative-zero"),
        pytest.param("-0.0", 0.0, id="negative-zero-with-point"),
        pytest.param("1.10", 1.1, id="decimals"),
        pytest.param("1e3", 1000.0, id="exponent"),
        pytest.param("1e-400", 0.0, id="too-small"),
        pytest.param("1e400", "Infinity", id="too-big"),
        pytest.param("[-1e400]", ["-Infinity"], id="too-big-inside"),
        pytest.param("99999999999999999999", 99999999999999999999, id="beyond-long"),
        pytest.param("7 ", 7, id="number-and-space"),
        pytest.param("7\tx", 7, id="number-tab-text"),
        pytest.param("1 2", 1, id="two-numbers"),
        pytest.param("true story", True, id="true-and-more"),
        pytest.param("true/false", True, id="true-slash"),
        pytest.param("true$", True, id="true-dollar"),
        pytest.param("true😀", True, id="true-emoji"),
        pytest.param("false.", False, id="false-dot"),
        pytest.param("[1] note", [1], id="array-and-more"),
        pytest.param('{"a":"b"} trailing', {"a": "b"}, id="object-and-more"),
        pytest.param('"quoted" tail', "quoted", id="quoted-and-more"),
        pytest.param('"a"b', "a", id="quoted-and-letter"),
        pytest.param(' \n"x"\n', "x", id="space-around"),
        pytest.param("", "", id="nothing"),
        pytest.param('""', "", id="empty-text"),
        pytest.param('{"k":"v","k":"w"}', {"k": "w"}, id="last-of-duplicates"),
        pytest.param('{"k":null,"l":[null,{"m":null}]}', {"l": [None, {}]}, id="null-members"),
        pytest.param('"\\u00e9\\ud83d\\ude00"', "é😀", id="escapes"),
        pytest.param('"\\ud800x"', "?x", id="half-a-character-escaped"),
        pytest.param('{"\\udc00":["\\ud800"]}', {"?": ["?"]}, id="half-a-character-inside"),
        pytest.param("\ud800", "?", id="half-a-character"),
    ],
)
def test_the_first_json_value_counts(text: str, value: object) -> None:
    """What can be read as JSON is, and the rest of the text does not matter."""
    assert _exact(patch_value(text)) == _exact(value)


@pytest.mark.parametrize(
    "text",
    [
        "007",
        "+5",
        "-",
        ".5",
        "5.",
        "1e",
        "1/2",
        "12:30",
        "50%",
        "1,2",
        "12abc",
        "0x1F",
        "1_000",
        "2024-01-01",
        "5\u00a0",
        "5\x0b",
        "\u00a05",
        "\x00",
        "\ufeff1",
        "truex",
        "true1",
        "true_",
        "true€",
        "truę",
        "true\u0301",
        "true\x7f",
        "falsehood",
        "nul",
        "NULL",
        "nullable",
        "True",
        "NaN",
        "Infinity",
        "-Infinity",
        "[NaN]",
        "[",
        "[1,]",
        '{"a":1',
        "{a:1}",
        "'x'",
        '"unterminated',
        '"tab\there"',
        '"\\x41"',
        "// c",
        "/* c */ 1",
        "# c",
        "9" * 1001,
        "1." + "0" * 1000,
        "[" * 1001 + "]" * 1001,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_what_is_not_json_stays_a_text(text: str) -> None:
    """Jackson refuses these, so DataHub takes them as they are."""
    assert patch_value(text) == text


@pytest.mark.parametrize(
    "text", [None, "null", " \t\r\n", "null hypothesis", "null-hypothesis", "null,"]
)
def test_null_is_no_value(text: str | None) -> None:
    """Absent, null and blank are all the same: no value is sent along."""
    assert patch_value(text) is None


def test_brackets_in_strings_are_not_depth() -> None:
    """Only real nesting counts against the limit of a thousand levels."""
    text = json.dumps(["[" * 1500])
    assert patch_value(text) == ["[" * 1500]


def test_what_follows_the_first_value_is_not_depth() -> None:
    """Nesting after the end of the first value does not count."""
    assert patch_value("[1] " + "[" * 1500) == [1]


def _without_null_members(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_null_members(v) for k, v in value.items() if v is not None}
    return [_without_null_members(v) for v in value] if isinstance(value, list) else value


@given(_JSON)
def test_json_is_read_back(value: Any) -> None:
    """Whatever is sent as JSON arrives, without null members; this is the client's way to write."""
    expected = _without_null_members(value)
    assert _exact(patch_value(json.dumps(value))) == _exact(expected)
    assert _exact(patch_value(json.dumps(value, ensure_ascii=False))) == _exact(expected)


@given(st.text())
def test_any_text_has_a_value(text: str) -> None:
    """Reading never fails, and the result can be written as UTF-8."""
    json.dumps(patch_value(text), ensure_ascii=False).encode()


def test_half_characters_are_written_as_question_marks() -> None:
    """Java writes a lone surrogate as a question mark."""
    assert writable("/a\ud800b") == "/a?b"
    assert writable("/a😀b") == "/a😀b"

"""Requests are as large as DataHub counts them, and refused in its words."""

from __future__ import annotations

import pytest
from graphql import parse
from hypothesis import given
from hypothesis import strategies as st

from mldh_graphql.server.limits import (
    MAX_CHARACTERS,
    MAX_COMPLEXITY,
    MAX_DEPTH,
    MAX_TOKENS,
    MAX_WHITESPACE_TOKENS,
    Cost,
    cost,
    refused_operation,
    refused_text,
)

CANCELLED = "To prevent Denial Of Service attacks, parsing has been cancelled."
PAGE = "query($n: Int) { search(input: {count: $n}) { searchResults { entity { %s } } } }"


def nested(levels: int) -> str:
    """Write a query of that many nested fields."""
    return "{ f " * levels + "}" * levels


@pytest.mark.parametrize(
    ("text", "variables", "expected"),
    [
        pytest.param("{ a }", {}, Cost(1, 1), id="one field"),
        pytest.param("{ a b { c d } }", {}, Cost(4, 2), id="nested fields"),
        pytest.param("{ a __typename }", {}, Cost(1, 1), id="typename costs nothing"),
        pytest.param("{ a { __typename } }", {}, Cost(1, 2), id="typename is a level"),
        pytest.param("{ x: a y: a }", {}, Cost(2, 1), id="each alias"),
        pytest.param("{ ... on Query { a { b } } }", {}, Cost(2, 2), id="inline fragment"),
        pytest.param(
            "{ a { ...F } b { ...F } } fragment F on X { c { d } }",
            {},
            Cost(6, 3),
            id="fragment counts each time it is spread",
        ),
        pytest.param("{ a @skip(if: true) b }", {}, Cost(1, 1), id="skipped"),
        pytest.param("{ a @include(if: false) { c } b }", {}, Cost(1, 1), id="not included"),
        pytest.param(
            "query($x: Boolean!) { a @skip(if: $x) }", {"x": False}, Cost(1, 1), id="kept"
        ),
        pytest.param(
            "query($x: Boolean!) { ...F @include(if: $x) } fragment F on X { a }",
            {"x": False},
            Cost(0, 0),
            id="fragment left out by a variable",
        ),
        pytest.param(
            "query($x: Boolean = true) { a @skip(if: $x) b }", {}, Cost(1, 1), id="variable default"
        ),
        pytest.param("mutation { p(input: [{}, {}, {}]) { urn } }", {}, Cost(5, 2), id="list"),
        pytest.param(
            "mutation($i: [I!]!) { p(input: $i) { urn } }",
            {"i": [{}] * 7},
            Cost(9, 2),
            id="list in a variable",
        ),
        pytest.param("{ p(urns: [1, 2, 3]) }", {}, Cost(1, 1), id="other lists are free"),
        pytest.param("{ p(input: {a: [1, 2]}) }", {}, Cost(1, 1), id="lists inside are free"),
        pytest.param("query($i: I) { p(input: $i) }", {}, Cost(1, 1), id="variable not given"),
        pytest.param(PAGE % "urn", {"n": 10}, Cost(4, 4), id="pages are free"),
        pytest.param(
            PAGE % "...searchResultFields" + "fragment searchResultFields on E { urn }",
            {"n": 10},
            Cost(24, 4),
            id="except the frontend's",
        ),
        pytest.param(
            PAGE % "...searchResultFields" + "fragment searchResultFields on E { urn }",
            {"n": 1},
            Cost(4, 4),
            id="of more than one result",
        ),
    ],
)
def test_cost_of(text: str, variables: dict[str, object], expected: Cost) -> None:
    """Complexity and depth are those of the expanded operation."""
    assert cost(parse(text), None, variables) == expected


def test_only_the_chosen_operation_counts() -> None:
    """The other operations of a document are free, and so is one that is not there."""
    document = parse("query one { a } query two { a { b } }")
    assert cost(document, "one", {}) == Cost(1, 1)
    assert cost(document, "two", {}) == Cost(2, 2)
    assert cost(document, "three", {}) == Cost(0, 0)


def test_fragments_that_double_are_measured_at_once() -> None:
    """A document that expands to 2^60 fields is measured without expanding it."""
    fragments = [f"fragment F{n} on X {{ ...F{n + 1} ...F{n + 1} }}" for n in range(60)]
    document = parse(" ".join(["{ ...F0 }", *fragments, "fragment F60 on X { a }"]))
    assert cost(document, None, {}) == Cost(2**60, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(nested(MAX_DEPTH), None, id="as deep as allowed"),
        pytest.param(nested(MAX_DEPTH + 1), "maximum query depth exceeded 51 > 50", id="too deep"),
        pytest.param("{" + "a " * MAX_COMPLEXITY + "}", None, id="as complex as allowed"),
        pytest.param(
            "{" + "a " * (MAX_COMPLEXITY + 1) + "}",
            "maximum query complexity exceeded 2001 > 2000",
            id="too complex",
        ),
        pytest.param(
            nested(MAX_DEPTH + 1)[:-1] + "a " * MAX_COMPLEXITY + "}",
            "maximum query depth exceeded 51 > 50",
            id="both",
        ),
    ],
)
def test_operations_are_aborted_in_datahubs_words(text: str, expected: str | None) -> None:
    """An operation one above a limit is refused, one at the limit is not; depth comes first."""
    assert refused_operation(parse(text), None, {}) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("{ a }", None, id="small"),
        pytest.param("{a" + " a" * (MAX_TOKENS - 4) + "}", None, id="as many tokens as allowed"),
        pytest.param(
            "{a" + " a" * (MAX_TOKENS - 3) + "}",
            f"More than 15,000 'grammar' tokens have been presented. {CANCELLED}",
            id="too many tokens",
        ),
        pytest.param(
            "#\n" * (MAX_TOKENS + 1) + "{a}",
            f"More than 15,000 'comments' tokens have been presented. {CANCELLED}",
            id="too many comments",
        ),
        pytest.param("{a" + ", \n" * (MAX_WHITESPACE_TOKENS // 3) + "}", None, id="much space"),
        pytest.param(
            "{a" + " " * (MAX_WHITESPACE_TOKENS + 1) + "}",
            f"More than 200,000 'whitespace' tokens have been presented. {CANCELLED}",
            id="too much space",
        ),
        pytest.param(
            '{a(b: "' + "x" * (MAX_CHARACTERS - 10) + '")}', None, id="as long as allowed"
        ),
        pytest.param(
            '{a(b: "' + "x" * (MAX_CHARACTERS - 9) + '")}',
            f"More than 1,048,576 characters have been presented. {CANCELLED}",
            id="too long",
        ),
        pytest.param(nested(165), None, id="nested as far as the parser goes"),
        pytest.param(
            nested(166),
            f"More than 500 deep 'grammar' rules have been entered. {CANCELLED}",
            id="nested too far",
        ),
        pytest.param(
            "{a(b: " + "[" * 300 + "]" * 300 + ")}",
            f"More than 500 deep 'grammar' rules have been entered. {CANCELLED}",
            id="lists nested too far",
        ),
        pytest.param("{ a } " * 400, None, id="much nesting side by side"),
        pytest.param("}" * 200 + "{ a }" * 200, None, id="closed too often"),
        pytest.param('"' + "\n" + "a " * MAX_TOKENS * 2, None, id="another syntax error first"),
    ],
)
def test_texts_are_refused_in_datahubs_words(text: str, expected: str | None) -> None:
    """A text one above a limit is refused, one at the limit is not."""
    assert refused_text(text) == expected


@given(st.text(alphabet='{}[]()!:$@ \n,#"ab1.', max_size=200))
def test_small_texts_are_never_refused(text: str) -> None:
    """Whatever 200 characters say, no limit stands in their way, and none of them breaks it."""
    refused = refused_text(text)
    assert refused is None or "rules have been entered" in refused


@given(st.integers(1, 165))
def test_whatever_is_not_refused_can_be_parsed(levels: int) -> None:
    """The nesting that is let through does not exhaust the parser."""
    assert refused_text(nested(levels)) is None
    assert parse(nested(levels)).definitions

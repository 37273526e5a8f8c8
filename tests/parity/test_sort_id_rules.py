"""The recorded sort ids of DataHub, and the laws that they follow."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mldh_graphql.server.exceptions import IllegalArgumentException
from mldh_graphql.server.sort_ids import INITIAL_SORT_ID, AlphanumericSortIdGenerator

VECTORS = json.loads((Path(__file__).parent / "data" / "sortid_vectors.json").read_text("utf-8"))
LAST = "ZZZZZZZZ"
sort_ids = st.text("ABYZ", min_size=8, max_size=8) | st.from_regex(r"\A[A-Z]{8}\Z")


@pytest.mark.parametrize("vector", [pytest.param(v, id=v["id"]) for v in VECTORS])
def test_the_next_sort_id_is_that_of_datahub(vector: dict[str, Any]) -> None:
    """The recorded text follows, or the recorded refusal is raised."""
    if vector["error"] is None:
        assert AlphanumericSortIdGenerator.increment(vector["sortId"]) == vector["result"]
    else:
        with pytest.raises(IllegalArgumentException) as refusal:
            AlphanumericSortIdGenerator.increment(vector["sortId"])
        assert refusal.value.message == vector["error"]


@given(sort_ids.filter(lambda text: text != LAST))
def test_the_next_sort_id_is_greater(sort_id: str) -> None:
    """Text order is the order of versions, until the last sort id."""
    following = AlphanumericSortIdGenerator.increment(sort_id)

    assert len(following) == len(sort_id)
    assert sort_id < following


@given(sort_ids.filter(lambda text: text != LAST))
def test_nothing_lies_between_a_sort_id_and_the_next(sort_id: str) -> None:
    """As numbers of base 26 the two differ by one."""

    def number(text: str) -> int:
        return sum(
            (ord(letter) - ord("A")) * 26**place for place, letter in enumerate(reversed(text))
        )

    assert number(AlphanumericSortIdGenerator.increment(sort_id)) == number(sort_id) + 1


def test_the_last_sort_id_starts_over() -> None:
    """The one exception to the order."""
    assert AlphanumericSortIdGenerator.increment(LAST) == INITIAL_SORT_ID


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("AAAAAAA", id="too short"),
        pytest.param("AAAAAAAAA", id="too long"),
        pytest.param("AAAAAAA😀", id="nine UTF-16 units"),
    ],
)
def test_another_length_is_refused(text: str) -> None:
    """Only eight characters, as Java counts them, are a sort id."""
    with pytest.raises(IllegalArgumentException, match="exactly 8 characters"):
        AlphanumericSortIdGenerator.increment(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("AAAA$AAA", "$", id="a sign before letters that would not change"),
        pytest.param("AAAAAAAa", "a", id="a small letter"),
        pytest.param("1AAAAA2A", "1", id="the first of two"),
        pytest.param("AAAAAA😀", "?", id="half of a pair"),
    ],
)
def test_a_character_that_is_no_letter_is_refused_wherever_it_stands(text: str, shown: str) -> None:
    """Every character is looked at, the leftmost wrong one is named."""
    with pytest.raises(IllegalArgumentException) as refusal:
        AlphanumericSortIdGenerator.increment(text)
    assert refusal.value.message == f"Invalid character in input string: {shown}"

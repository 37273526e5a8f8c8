"""Tables and pages, in terminals of any width."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.text import Text

from mldh_graphql.cli.layout import Listing, Page
from mldh_graphql.cli.output import printable

URN = "urn:li:mlModel:(urn:li:dataPlatform:mlflow,a_model_with_a_long_name,PROD)"
PROSE = "Forecasts how many passengers fly, month by month, from the numbers of the years before."


def drawn(part: Listing | Page, width: int) -> list[str]:
    """The lines in a terminal of this width."""
    console = Console(file=io.StringIO(), width=width)
    return [line.plain for line in part.lines(console)]


@pytest.mark.parametrize("width", [20, 40, 80, 120, 100_000])
def test_a_urn_stays_in_one_piece_at_any_width(width: int) -> None:
    """Behind the cells, or below them."""
    listing = Listing(("NAME", "VERSION"), [(("A model", "1.0"), URN)])
    value = Text(URN)
    value.no_wrap = True

    assert any(URN in line for line in drawn(listing, width))
    assert any(URN in line for line in drawn(Page([("groups", [value])]), width))


def test_a_wide_listing_has_a_line_for_each() -> None:
    """Columns are as wide as what stands in them; one in which nothing stands is left out."""
    listing = Listing(
        ("NAME", "HIDDEN", "V"), [(("Model of 2024", "", "1"), URN), (("B", "", "10"), URN)]
    )

    assert drawn(listing, 200) == [
        "NAME           V   URN",
        f"Model of 2024  1   {URN}",
        f"B              10  {URN}",
    ]


def test_a_narrow_listing_puts_the_urn_below() -> None:
    """The other columns keep their places."""
    listing = Listing(("NAME", "V"), [(("Model", "1"), URN)])

    assert drawn(listing, 60) == ["NAME   V", "Model  1", f"  {URN}"]


def test_prose_is_wrapped_beside_its_label() -> None:
    """Words stay whole, and under each other."""
    lines = drawn(Page([("description", [PROSE]), ("type", ["ARIMA"])]), 60)

    assert lines[0].startswith("description  Forecasts")
    assert all(line.startswith(" " * 13) for line in lines[1:-1])
    assert " ".join(line[13:] for line in lines[:-1]) == PROSE
    assert lines[-1] == "type         ARIMA"
    assert max(map(len, lines)) <= 60


def test_wide_characters_count_as_two() -> None:
    """Names in other scripts do not shift the columns."""
    listing = Listing(("NAME", "V"), [(("模型", "1"), URN), (("abcd", "2"), URN)])

    _, first, second = drawn(listing, 200)
    assert first.index("1") == second.index("2") - 2


@given(st.text())
def test_what_is_shown_has_no_control_characters(name: str) -> None:
    """Whatever stands in DataHub: nothing that a terminal obeys, and nothing lost."""
    shown = printable(name)

    assert shown.isprintable()
    if name.isprintable():
        assert shown == name

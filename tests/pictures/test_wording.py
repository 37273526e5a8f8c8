"""Names on one line, as wide as there is room."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mldh_graphql.pictures.wording import printable, shortened, width_of
from tests.pictures.graphs import any_text


@pytest.mark.parametrize(
    ("text", "width"),
    [
        pytest.param("", 0.0, id="nothing"),
        pytest.param("ARIMA Model", 64.44, id="Latin"),
        pytest.param("日本", 21.0, id="wide"),
        pytest.param("e\u0301", 5.56, id="accent"),
        pytest.param("\u200b", 0.0, id="no width"),
        pytest.param("👩‍👩‍👧‍👦🇩🇪👍🏽", 31.5, id="emoji of several characters"),
    ],
)
def test_widths(text: str, width: float) -> None:
    """Latin letters as in Helvetica, wide ones twice as wide, accents not at all."""
    assert width_of(text, 10.0) == pytest.approx(width)


@given(text=any_text, room=st.floats(20, 300))
def test_what_is_shortened_fits_and_begins_the_same(text: str, room: float) -> None:
    """And what fits is left alone."""
    shown = shortened(text, 12.0, room)
    assert width_of(shown, 12.0) <= room
    if width_of(text, 12.0) <= room:
        assert shown == text
    else:
        assert shown.endswith("…")
        assert text.startswith(shown[:-1])


@pytest.mark.parametrize(
    "unit",
    [
        pytest.param("👩‍👩‍👧‍👦", id="family"),
        pytest.param("🇩🇪", id="flag"),
        pytest.param("👍🏽", id="skin"),
        pytest.param("a\u0302\u0323", id="accents"),
    ],
)
def test_what_is_one_character_to_the_eye_is_kept_whole(unit: str) -> None:
    """Wherever there is no more room."""
    for room in range(10, 200, 3):
        shown = shortened(unit * 20, 10.0, room)
        assert shown.removesuffix("…").replace(unit, "") == ""


@given(text=st.text(st.characters(exclude_categories=()), max_size=30))
def test_printable_text_is_one_line_of_characters_that_xml_has(text: str) -> None:
    """As long as the text was, and printing it again changes nothing."""
    shown = printable(text)
    assert len(shown) == len(text)
    assert len(shown.splitlines()) <= 1
    assert printable(shown) == shown
    shown.encode()

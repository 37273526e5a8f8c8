"""The page in a real browser: details open, and names are text whatever they look like."""

from __future__ import annotations

import re
import shutil
import subprocess
from html import unescape
from typing import TYPE_CHECKING

import pytest

from mldh_graphql.pictures.wording import printable
from tests.pictures.graphs import odd_picture
from tools.pictures.__main__ import BROWSERS, QUIET
from tools.pictures.systems import airline

if TYPE_CHECKING:
    from pathlib import Path

    from mldh_graphql.pictures import Picture

BROWSER = next((found for name in BROWSERS if (found := shutil.which(name))), None)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="there is no Chromium here")


def shown(picture: Picture, place: str, folder: Path) -> str:
    """The page as it is after its script ran."""
    page = folder / "picture.html"
    page.write_text(picture.html(), encoding="utf-8")
    ran = subprocess.run(
        [
            str(BROWSER),
            *QUIET,
            f"--user-data-dir={folder / 'profile'}",
            "--virtual-time-budget=2000",
            "--dump-dom",
            f"{page.as_uri()}{place}",
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=100,
    )
    return ran.stdout


def part(html: str, name: str) -> str:
    """What stands in the first element of this name."""
    found = re.search(rf"<{name}\b[^>]*>(.*?)</{name}>", html, re.DOTALL)
    assert found, name
    return found[1]


def test_details_open_and_show_the_fields(tmp_path: Path) -> None:
    """Of the entity that the address names, with the entities around it."""
    picture = airline().picture("overview")
    number = [node.name for node in picture.nodes.values()].index("Training Run 3")
    html = shown(picture, f"#n{number}", tmp_path)
    details = part(html, "aside")
    assert part(details, "h2") == "Training Run 3"
    texts = re.sub(r"<[^>]+>", "|", details)
    for said in (
        "SUCCESS",
        "|duration||1 s|",
        "Made from",
        "Airline Passengers",
        "Leads to",
        "Passenger Forecast",
        "Lies in",
        "Airline Forecast Experiment",
    ):
        assert said in texts
    assert "mldh-chosen" in html
    assert 'class="tools"' in html
    assert "hidden" not in re.search(r"<aside[^>]*>", html)[0]  # type: ignore[index]  # it is there


def test_nothing_is_open_at_first(tmp_path: Path) -> None:
    """An address without an entity shows the picture alone."""
    html = shown(airline().picture("concept"), "", tmp_path)
    assert re.search(r"<aside[^>]* hidden", html)
    assert 'id="view" class="live"' in html


def test_names_never_run(tmp_path: Path) -> None:
    """Neither in the picture nor in the details, which are opened here."""
    picture = odd_picture()
    html = shown(picture, "#n1", tmp_path)
    first, second = (printable(node.name) for node in list(picture.nodes.values())[:2])
    assert unescape(part(html, "title")) == first
    assert unescape(part(html, "h2")) == second
    assert html.count("<script") == 2
    assert "<img" not in html

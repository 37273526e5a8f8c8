"""The pictures in docs/pictures are what the library draws today."""

from __future__ import annotations

from tools.pictures.__main__ import FOLDER
from tools.pictures.systems import pictures


async def test_the_pictures_are_drawn_anew_to_the_letter() -> None:
    """`make pictures` writes them; nothing else may change them, and none is left over."""
    drawn = {f"{name}.svg": picture.svg() for name, picture in (await pictures()).items()}
    stored = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.svg")}
    assert sorted(stored) == sorted(drawn)
    for name, svg in drawn.items():
        assert stored[name] == svg, f"{name} is out of date: make pictures"

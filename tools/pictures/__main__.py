"""Draw docs/pictures; where there is a Chromium, photograph them as well."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.pictures.page import photographs
from tools.pictures.systems import pictures

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)


def photograph(browser: str, page: str, target: Path, size: tuple[int, int], *flags: str) -> None:
    """Write what a browser shows of a page as a PNG."""
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [
                browser,
                *QUIET,
                *flags,
                f"--user-data-dir={profile}",
                f"--window-size={size[0]},{size[1]}",
                f"--screenshot={target}",
                page,
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )


async def main() -> int:
    """Write everything; say what was left out."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    drawn = await pictures()
    for name, picture in drawn.items():
        (FOLDER / f"{name}.svg").write_text(picture.svg(), encoding="utf-8")
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        print("There is no Chromium: the photographs stay as they are.")
        return 0
    sharp = "--force-device-scale-factor=2"
    for name in ("lineage", "concept", "overview"):
        picture = FOLDER / f"{name}.svg"
        size = drawing_size(picture.read_text(encoding="utf-8"))
        photograph(browser, picture.as_uri(), FOLDER / f"{name}.png", size, sharp)
    with tempfile.TemporaryDirectory() as folder:
        for name, entity, flags in (
            ("lineage", "ARIMA Model", ()),
            ("large", "ARIMA 08", ("--force-dark-mode",)),
        ):
            page = Path(folder) / f"{name}.html"
            page.write_text(drawn[name].html(), encoding="utf-8")
            names = [node.name for node in drawn[name].nodes.values()]
            place = f"{page.as_uri()}#n{names.index(entity)}"
            photograph(browser, place, FOLDER / f"{name}-page.png", (1280, 760), *flags)
    await photographs(browser, FOLDER)
    return 0


def drawing_size(svg: str) -> tuple[int, int]:
    """Return width and height that an SVG asks for."""
    _, _, width, height = svg.split('viewBox="', 1)[1].split('"', 1)[0].split()
    return round(float(width)), round(float(height))


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))

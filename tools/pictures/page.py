"""Photographs of the page, with the tutorial's data; `make pictures` takes them."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from playwright.async_api import async_playwright

from mldh_graphql import LocalDataHub
from mldh_graphql.demo.airline import tutorial
from mldh_graphql.demo.checks import Checks
from mldh_graphql.page.addresses import entity_address

if TYPE_CHECKING:
    from playwright.async_api import Page

FOLDER: Final = Path(__file__).resolve().parents[2] / "docs" / "pictures"

_MLFLOW: Final = "urn:li:dataPlatform:mlflow"
_GROUP: Final = f"urn:li:mlModelGroup:({_MLFLOW},airline_forecast_models_group,PROD)"
_MODEL: Final = f"urn:li:mlModel:({_MLFLOW},arima_model,PROD)"
_RUN: Final = "urn:li:dataProcessInstance:simple_training_run_4"
_EXPERIMENT: Final = "urn:li:container:airline_forecast_experiment"

_SHOWN: Final = {
    "entities": "/",
    "group": entity_address(_GROUP),
    "model": entity_address(_MODEL),
    "experiment": entity_address(_EXPERIMENT),
    "run": entity_address(_RUN),
    "lineage": entity_address(_RUN, "lineage"),
    "explorer": "/api/graphiql?example=model",
}
"""What is photographed, and where it is shown."""

_FLAGS: Final = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)

_SAME_EVERY_TIME: Final = """url => {
  for (const said of document.querySelectorAll(".head code"))
    said.textContent = said.textContent.replace(url, "http://localhost:8080");
  for (const took of document.querySelectorAll("#result .id")) took.remove();
  for (const time of document.querySelectorAll("time"))
    if (!time.dateTime.startsWith("2021")) time.textContent = "2021-08-10 07:20:00 UTC";
}"""
"""Only what is drawn anew each time would make the photographs differ: port, speed, today."""


async def photographs(browser: str, folder: Path = FOLDER) -> None:
    """Write a PNG of every page worth showing, and one in the dark.

    Args:
        browser: The Chromium to use.
        folder: Where to write.
    """
    async with LocalDataHub(port=0) as datahub, async_playwright() as driver:
        await tutorial(datahub.client, Checks())
        running = await driver.chromium.launch(
            executable_path=browser, args=list(_FLAGS), chromium_sandbox=os.geteuid() != 0
        )
        page = await running.new_page(viewport={"width": 1200, "height": 300})
        for name, address in _SHOWN.items():
            await _photograph(page, datahub.url, address, folder / f"page-{name}.png")
        await page.emulate_media(color_scheme="dark")
        dark = folder / "page-lineage-dark.png"
        await _photograph(page, datahub.url, _SHOWN["lineage"], dark)
        await running.close()


async def _photograph(page: Page, url: str, address: str, target: Path) -> None:
    await page.goto(url + address)
    run = page.get_by_role("button", name="Run", exact=True)
    if await run.count():
        await run.click()
        await page.locator("#answer pre").wait_for()
        await page.mouse.move(0, 0)
        await page.evaluate("document.activeElement.blur()")
    await page.evaluate(_SAME_EVERY_TIME, url)
    await page.screenshot(path=target, full_page=True)


if __name__ == "__main__":
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        sys.exit("There is no Chromium: the photographs of the page stay as they are.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    asyncio.run(photographs(found))

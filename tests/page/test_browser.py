"""The page in a real browser: what is seen, pressed and loaded, and what must not run."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import pytest_asyncio

from mldh_graphql.local import LocalDataHub
from mldh_graphql.page.addresses import entity_address
from tests.page.airline import SCHEMA, Airline, write_airline

playwright = pytest.importorskip("playwright.async_api")
axe = pytest.importorskip("axe_playwright_python.async_playwright")

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)
WIDE: Any = {"width": 1280, "height": 800}
SANDBOX = os.geteuid() != 0
SCRIPT = "<script>document.title='ran'</script><img src=x onerror=\"document.title='ran'\">"

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium: apt-get install chromium"),
    pytest.mark.asyncio(loop_scope="module"),
]


@dataclass(slots=True)
class Tab:
    """A tab of the browser, and everything that it should not have done.

    Attributes:
        page: The tab.
        origin: The server.
        wrong: Errors, requests to other places, and files that are missing.
    """

    page: Page
    origin: str
    wrong: list[str] = field(default_factory=list)

    async def open(self, address: str) -> None:
        """Open a page of the server."""
        await self.page.goto(self.origin + address)

    async def violations(self, **options: object) -> list[str]:
        """Return what a checker of accessibility finds on the page as it is now."""
        results = await axe.Axe().run(self.page, options=options)
        return [
            f"{each['id']}: {node['html']}"
            for each in results.response["violations"]
            for node in each["nodes"]
        ]

    async def obstacles(self) -> list[str]:
        """Return what keeps people from reading the page: wide and light, narrow and dark."""
        found = await self.violations() + await self._too_wide()
        await self.page.emulate_media(color_scheme="dark")
        await self.page.set_viewport_size({"width": 400, "height": 800})
        found += await self.violations(runOnly=["color-contrast", "target-size"])
        found += await self._too_wide()
        await self.page.emulate_media(color_scheme="light")
        await self.page.set_viewport_size(WIDE)
        return found

    async def _too_wide(self) -> list[str]:
        wider = await self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        return [f"{wider} pixels wider than the window"] if wider else []

    def watch(self) -> None:
        """Note what goes wrong from now on."""
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on(
            "console",
            lambda said: (
                self.wrong.append(said.text) if said.type in ("error", "warning") else None
            ),
        )
        self.page.on(
            "request",
            lambda request: (
                None if request.url.startswith(self.origin) else self.wrong.append(request.url)
            ),
        )


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """A headless Chromium."""
    async with playwright.async_playwright() as driver:
        running = await driver.chromium.launch(
            executable_path=CHROMIUM, args=list(FLAGS), chromium_sandbox=SANDBOX
        )
        yield running
        await running.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def datahub() -> AsyncIterator[LocalDataHub]:
    """A server with the tutorial's data, on a port."""
    async with LocalDataHub(port=0) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def airline(datahub: LocalDataHub) -> Airline:
    """The tutorial's data."""
    written = await write_airline(datahub.client)
    await write_aspect(datahub, written.source, "schemaMetadata", SCHEMA)
    return written


async def write_aspect(datahub: LocalDataHub, urn: str, name: str, value: object) -> None:
    """Replace an aspect as a whole."""
    async with httpx.AsyncClient(transport=datahub.transport, base_url=datahub.url) as http:
        body = [{"urn": urn, name: {"value": value}}]
        answer = await http.post("/openapi/v3/entity/dataset?async=false", json=body)
    assert answer.status_code == 200, answer.text


@pytest_asyncio.fixture(loop_scope="module")
async def tab(
    request: pytest.FixtureRequest, browser: Browser, datahub: LocalDataHub
) -> AsyncIterator[Tab]:
    """A fresh tab, in which nothing may go wrong."""
    options: dict[str, Any] = getattr(request, "param", {})
    context = await browser.new_context(**{"viewport": WIDE, **options})
    opened = Tab(await context.new_page(), datahub.url)
    opened.watch()
    yield opened
    await context.close()
    assert opened.wrong == []


EVERY_TAB = [
    ("group", "models", "ARIMA Model"),
    ("group", "documentation", "passenger forecasting"),
    ("group", "lineage", "Upstream"),
    ("group", "properties", "External URL"),
    ("group", "aspects", "mlModelGroupProperties"),
    ("model", "summary", "Training metrics"),
    ("model", "documentation", "ARIMA model for airline"),
    ("model", "lineage", "Downstream"),
    ("model", "properties", "team"),
    ("model", "group", "Airline Forecast Models Group"),
    ("model", "aspects", "versionProperties"),
    ("experiment", "contents", "Simple Training Run 4"),
    ("experiment", "documentation", "passenger numbers"),
    ("experiment", "properties", "team"),
    ("experiment", "aspects", "containerProperties"),
    ("run", "summary", "s3://my-bucket/output"),
    ("run", "lineage", "Downstream"),
    ("run", "properties", "team"),
    ("run", "aspects", "mlTrainingRunProperties"),
    ("source", "columns", "sepal_length"),
    ("source", "documentation", "No description yet"),
    ("source", "lineage", "Simple Training Run 4"),
    ("source", "properties", "Custom properties"),
    ("source", "aspects", "schemaMetadata"),
]


@pytest.mark.parametrize("noun", ["group", "model", "experiment", "run", "source"])
async def test_every_tab_of_the_tutorials_entities_can_be_opened(
    tab: Tab, airline: Airline, noun: str
) -> None:
    """By its link; it shows what it is for, fits the window, and everybody can read it."""
    await tab.open(entity_address(getattr(airline, noun)))
    for _, name, said in (each for each in EVERY_TAB if each[0] == noun):
        await (
            tab.page.get_by_role("navigation", name="Parts of this page")
            .get_by_role("link", name=name.capitalize(), exact=True)
            .click()
        )
        current = tab.page.locator(".tabs [aria-current=page]")
        await current.get_by_text(name.capitalize(), exact=True).wait_for()
        await tab.page.locator(".content").get_by_text(said).filter(visible=True).first.wait_for()
        assert await tab.obstacles() == []


@pytest.mark.usefixtures("airline")
@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/?q=airline",
        "/?q=zebra",
        "/browse/models",
        "/browse/training-runs?removed=1",
        "/api/graphiql",
        "/api/graphiql/schema",
        "/api/graphiql/schema/MLModel",
        "/api/graphiql/schema/EntityType",
    ],
)
async def test_every_other_page_fits_and_can_be_read(tab: Tab, address: str) -> None:
    """Wide and narrow, light and dark."""
    await tab.open(address)

    assert await tab.obstacles() == []


async def test_a_search_leads_to_an_entity(tab: Tab, airline: Airline) -> None:
    """As people do it: a key, some letters, a link."""
    await tab.open("/")
    await tab.page.keyboard.press("/")
    await tab.page.keyboard.type("arima")
    await tab.page.keyboard.press("Enter")
    await tab.page.get_by_role("heading", name="Results for “arima”").wait_for()

    await tab.page.get_by_role("link", name="ARIMA Model").click()

    await tab.page.get_by_role("heading", name="ARIMA Model 1.0").wait_for()
    assert tab.page.url == tab.origin + entity_address(airline.model)


async def test_the_picture_is_seen_and_leads_on(tab: Tab, airline: Airline) -> None:
    """The tutorial's full lineage; a click on the run opens its page."""
    await tab.open(entity_address(airline.model, "lineage"))
    picture = tab.page.locator(".picture svg")
    names = await picture.locator("a").evaluate_all("all => all.map(a => a.ariaLabel)")
    colours = await picture.locator(".mldh-shape").evaluate_all(
        "all => all.map(shape => getComputedStyle(shape).fill)"
    )
    box = await picture.bounding_box()

    assert box is not None
    assert box["width"] > 300
    assert box["height"] > 50
    for name in ("Iris Training Input", "Simple Training Run 4", "ARIMA Model", "Airline Forecast"):
        assert any(name in each for each in names)
    assert len(set(colours)) == 4, "each noun has its colour, so the picture's style counts"

    await picture.locator("a", has_text="Simple Training Run 4").first.click()

    await tab.page.get_by_role("heading", name="Simple Training Run 4").wait_for()


async def test_the_page_can_be_walked_with_the_keyboard(tab: Tab, airline: Airline) -> None:
    """The first key skips what is on every page, and every stop can be seen."""
    await tab.open(entity_address(airline.model))
    await tab.page.keyboard.press("Tab")
    assert await tab.page.evaluate("document.activeElement.textContent") == "Skip to content"
    await tab.page.keyboard.press("Enter")
    assert await tab.page.evaluate("document.activeElement.id") == "main"

    stops: list[str] = []
    for _ in range(60):
        await tab.page.keyboard.press("Tab")
        stop = await tab.page.evaluate(
            """() => {
              const at = document.activeElement, style = getComputedStyle(at);
              const name = at.ariaLabel || at.textContent.trim().replace(/\\s+/g, " ");
              return at === document.body ? null : [name, style.outlineStyle, style.outlineWidth];
            }"""
        )
        if stop is None:
            break
        assert stop[1:] == ["solid", "3px"], stop
        stops.append(stop[0])

    for name in ("Models", "View in MLflow ↗", "Lineage", "Group", "Simple Training Run 4", "Copy"):
        assert name in stops


async def test_stored_scripts_stay_text(tab: Tab, datahub: LocalDataHub) -> None:
    """In names, descriptions, properties, tags, addresses, metrics and columns."""
    client = datahub.client
    source = await client.create_dataset(
        f"in {SCRIPT}".replace(",", ""), platform="s3", name=SCRIPT, description=SCRIPT
    )
    fields = [{**SCHEMA["fields"][0], "fieldPath": SCRIPT, "nativeDataType": SCRIPT}]  # type: ignore[index,dict-item]
    await write_aspect(datahub, source, "schemaMetadata", {**SCHEMA, "fields": fields})
    experiment = await client.create_experiment("x", name=SCRIPT, description=SCRIPT)
    run = await client.create_training_run(
        "x",
        name=SCRIPT,
        id=SCRIPT,
        output_urls=["javascript:document.title='ran'", SCRIPT],
        training_metrics={SCRIPT: SCRIPT},
        hyper_params={SCRIPT: SCRIPT},
        experiment=experiment,
        inputs=[source],
    )
    group = await client.create_model_group(
        "x",
        name=SCRIPT,
        description=f"{SCRIPT} [link](javascript:document.title='ran')",
        external_url="javascript:document.title='ran'",
        links={"javascript:document.title='ran'": SCRIPT},
        tags=[SCRIPT],
        owners=[SCRIPT],
    )
    model = await client.create_model(
        "x",
        version=SCRIPT,
        alias=SCRIPT,
        name=SCRIPT,
        description=SCRIPT,
        custom_properties={SCRIPT: SCRIPT},
        plain_tags=[SCRIPT],
        groups=[group],
        training_runs=[run],
    )
    addresses = [
        "/",
        f"/?q={SCRIPT}",
        f"/browse/models?q={SCRIPT}",
        f"/api/graphiql?query={SCRIPT}",
    ]
    for urn in (source, experiment, run, group, model):
        addresses.append(entity_address(urn))
        await tab.open(entity_address(urn))
        hrefs = tab.page.locator(".tabs a")
        addresses += [
            href for each in await hrefs.all() if (href := await each.get_attribute("href"))
        ]

    for address in dict.fromkeys(addresses):
        await tab.open(address)
        assert "local DataHub" in await tab.page.title()
        assert await tab.page.locator("main script, main img, [onerror]").count() == 0
        assert await tab.page.locator("[href^=javascript]").count() == 0
    await client.soft_delete(source, experiment, run, group, model)


@pytest.mark.usefixtures("airline")
async def test_an_operation_is_run_without_leaving_the_page(tab: Tab) -> None:
    """Ctrl and Enter, as in other explorers; the result says so to screen readers."""
    await tab.open("/api/graphiql?example=model")
    await tab.page.evaluate("window.stayed = true")
    await tab.page.get_by_label("Operation", exact=True).focus()
    await tab.page.keyboard.press("Control+Enter")
    await tab.page.locator("#answer pre").wait_for()

    assert '"name": "ARIMA Model"' in await tab.page.locator("#answer").inner_text()
    assert await tab.page.locator("#answer").get_attribute("aria-live") == "polite"
    assert await tab.page.evaluate("window.stayed") is True
    assert await tab.violations() == []


async def test_a_mistake_leads_the_cursor_to_its_place(tab: Tab) -> None:
    """The letter that is meant is selected."""
    await tab.open("/api/graphiql")
    editor = tab.page.get_by_label("Operation", exact=True)
    await editor.fill("{\n  me {\n    nothing\n  }\n}")
    await tab.page.get_by_role("button", name="Run").click()
    await tab.page.get_by_role("link", name="Line 3, column 5").click()

    place = await editor.evaluate("e => [e.selectionStart, e.value.slice(e.selectionStart)]")
    assert place == [13, "nothing\n  }\n}"]
    assert await tab.violations() == []


async def test_what_fits_is_suggested_and_inserted(tab: Tab) -> None:
    """With the keyboard alone; what was typed of the name already is completed."""
    await tab.open("/api/graphiql")
    editor = tab.page.get_by_label("Operation", exact=True)
    await editor.fill("")
    await editor.press_sequentially("{ mlModelGr")
    await tab.page.get_by_role("button", name="mlModelGroup").wait_for()
    assert await tab.violations() == []
    await tab.page.keyboard.press("Control+Space")
    await tab.page.keyboard.press("Enter")
    await tab.page.keyboard.type("(urn: $u)")

    assert await editor.input_value() == "{ mlModelGroup(urn: $u)"


async def test_formatting_changes_the_document_in_place(tab: Tab) -> None:
    """The cursor's history stays: nothing is loaded anew."""
    await tab.open("/api/graphiql")
    editor = tab.page.get_by_label("Operation", exact=True)
    await editor.fill("{me{corpUser{urn}}}")
    await tab.page.get_by_role("button", name="Format").click()
    await tab.page.wait_for_function("document.getElementById('query').value.includes('\\n')")

    assert await editor.input_value() == "{\n  me {\n    corpUser {\n      urn\n    }\n  }\n}\n"


@pytest.mark.parametrize(
    "tab", [pytest.param({"java_script_enabled": False}, id="no scripts")], indirect=True
)
async def test_everything_works_without_scripts(tab: Tab, airline: Airline) -> None:
    """Searching, tabs, and running an operation."""
    await tab.open("/")
    await tab.page.get_by_role("searchbox").fill("arima")
    await tab.page.get_by_role("button", name="Search").click()
    await tab.page.get_by_role("link", name="ARIMA Model").click()
    await tab.page.get_by_role("link", name="Lineage", exact=True).click()
    await tab.page.locator(".picture svg").wait_for()
    await tab.page.get_by_role("link", name="GraphQL").click()
    await tab.page.get_by_role("button", name="Run").click()

    assert str(airline.model) in await tab.page.locator("#answer").inner_text()


async def test_a_urn_can_be_copied(
    browser: Browser, airline: Airline, datahub: LocalDataHub
) -> None:
    """What is most often needed elsewhere."""
    context = await browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = await context.new_page()
    await page.goto(datahub.url + entity_address(airline.model))
    await page.get_by_role("button", name="Copy").click()
    await page.get_by_role("button", name="Copied").wait_for()

    assert await page.evaluate("navigator.clipboard.readText()") == airline.model
    await context.close()


async def test_a_visitor_signs_in_and_out(browser: Browser) -> None:
    """With the keyboard alone, since the field has the focus; the address shows no token."""
    async with LocalDataHub(port=0, token="s3cret") as guarded:
        await guarded.client.create_model("m", version="1", name="Mine")
        context = await browser.new_context()
        opened = Tab(await context.new_page(), guarded.url)
        await opened.open("/browse/models")
        assert await opened.violations() == []
        await opened.page.keyboard.type("wrong")
        await opened.page.keyboard.press("Enter")
        await opened.page.get_by_role("alert").wait_for()
        assert await opened.violations() == []
        await opened.page.keyboard.type("s3cret")
        await opened.page.keyboard.press("Enter")
        await opened.page.get_by_role("link", name="Mine").click()

        assert opened.page.url.endswith(",m,PROD)")
        assert await opened.page.evaluate("document.cookie") == ""
        await opened.page.get_by_role("button", name="Sign out").click()
        await opened.page.get_by_label("Token").wait_for()
        await context.close()

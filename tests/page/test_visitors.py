"""Who may look: tokens, cookies, and the names by which a server is called."""

from __future__ import annotations

import logging
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING

import httpx
import pytest

from mldh_graphql.local import LocalDataHub
from mldh_graphql.page.addresses import own_address
from tests.page.browsing import Shown, visiting

if TYPE_CHECKING:
    from tests.page.browsing import Visitor

ME = b'{"query": "{ me { __typename } }"}'
TOKEN = "s3cret-token;=+"
PAGES = ["/", "/browse/models", "/entity/urn:li:container:e", "/api/graphiql"]


async def sign_in(visitor: Visitor, token: str, leads_to: str = "/") -> httpx.Response:
    """Send the form."""
    return await visitor.http.post("/sign-in", data={"token": token, "next": leads_to})


@pytest.mark.parametrize("address", PAGES)
async def test_without_a_token_there_is_nothing_but_a_form(address: str) -> None:
    """Not even counts, and no search."""
    async with visiting(token=TOKEN) as visitor:
        await visitor.datahub.client.create_experiment("e", name="Secret plan")

        page = await visitor.see(address, status=401)

    assert "Sign in" in page.text
    assert "Secret plan" not in page.response.text
    assert "Search" not in page.text


async def test_a_token_opens_the_page_and_leads_back() -> None:
    """Who signs in sees what was asked for in the first place."""
    async with visiting(token=TOKEN) as visitor:
        await visitor.datahub.client.create_experiment("e", name="Secret plan")
        form = (await visitor.see("/entity/urn:li:container:e?tab=properties", status=401)).response
        assert 'value="/entity/urn:li:container:e?tab=properties"' in form.text

        answer = await sign_in(visitor, TOKEN, "/entity/urn:li:container:e?tab=properties")

        assert answer.status_code == 303
        page = await visitor.see(answer.headers["location"])
    assert "Secret plan" in page.text
    assert "Sign out" in page.text


async def test_the_cookie_is_no_token_and_only_for_the_server() -> None:
    """Scripts cannot read it, other sites cannot send it, and it says nothing."""
    async with visiting(token=TOKEN) as visitor:
        answer = await sign_in(visitor, TOKEN)

    (cookie,) = SimpleCookie(answer.headers["set-cookie"]).values()
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "strict"
    assert cookie["path"] == "/"
    assert "s3cret" not in answer.headers["set-cookie"]


@pytest.mark.parametrize("token", ["", "wrong", TOKEN + "x"])
async def test_a_wrong_token_is_refused_and_not_repeated(token: str) -> None:
    """The form says so, and keeps where the visitor was going."""
    async with visiting(token=TOKEN) as visitor:
        answer = await sign_in(visitor, token, "/browse/models")

    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers
    assert "This token is not known here." in Shown(answer).text
    assert 'value="/browse/models"' in answer.text
    assert not token or f'"{token}"' not in answer.text


async def test_signing_out_ends_it() -> None:
    """Even for somebody who kept the cookie."""
    async with visiting(token=TOKEN) as visitor:
        await sign_in(visitor, TOKEN)
        kept = dict(visitor.http.cookies)

        await visitor.http.post("/sign-out")
        visitor.http.cookies.update(kept)

        await visitor.see("/", status=401)


async def test_programs_may_send_their_token_instead() -> None:
    """As to the API."""
    async with visiting(token=TOKEN) as visitor:
        headers = {b"Authorization": f"Bearer {TOKEN}".encode()}
        right = await visitor.http.get("/", headers=headers)
        wrong = await visitor.http.get("/", headers={"Authorization": "Bearer x"})

    assert (right.status_code, wrong.status_code) == (200, 401)


async def test_a_cookie_opens_no_api() -> None:
    """So no form of another site can write by it."""
    async with visiting(token=TOKEN) as visitor:
        await sign_in(visitor, TOKEN)

        answer = await visitor.http.post("/api/graphql", json={"query": "{ me { __typename } }"})

    assert answer.status_code == 401


async def test_the_token_is_in_no_log_and_no_record(caplog: pytest.LogCaptureFixture) -> None:
    """Neither when it is right nor when it is wrong."""
    caplog.set_level(logging.DEBUG)
    async with visiting(token=TOKEN) as visitor:
        await sign_in(visitor, TOKEN)
        await sign_in(visitor, "almost-" + TOKEN)
        await visitor.see("/")
        records = repr([(each.path, each.body) for each in visitor.datahub.requests])

    assert "s3cret" not in caplog.text
    assert "s3cret" not in records


async def test_without_tokens_there_is_no_form(visitor: Visitor) -> None:
    """Nobody is asked for what does not exist."""
    answer = await visitor.http.get("/sign-in")

    assert (answer.status_code, answer.headers["location"]) == (303, "/")


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("/browse/models?q=a", "/browse/models?q=a"),
        ("https://evil.example", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/\n/evil.example", "/"),
        ("", "/"),
        (None, "/"),
    ],
)
def test_nobody_is_led_elsewhere(address: str | None, leads_to: str) -> None:
    """A link to the form cannot send visitors to another site."""
    assert own_address(address) == leads_to


@pytest.mark.parametrize("path", ["/sign-in", "/sign-out"])
async def test_other_sites_cannot_send_the_forms(path: str) -> None:
    """A browser says where a form comes from."""
    async with visiting(token=TOKEN) as visitor:
        headers = {"Origin": "https://evil.example"}
        answer = await visitor.http.post(path, data={"token": TOKEN}, headers=headers)

    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("host", "status"),
    [
        pytest.param("localhost:8080", 200, id="localhost"),
        pytest.param("127.0.0.1:8080", 200, id="IPv4"),
        pytest.param("[::1]:8080", 200, id="IPv6"),
        pytest.param("datahub.localhost", 200, id="below localhost"),
        pytest.param("evil.example", 421, id="a site's own name"),
        pytest.param("localhost.evil.example", 421, id="a name that only begins well"),
        pytest.param("[", 421, id="no name"),
    ],
)
@pytest.mark.parametrize("address", [*PAGES, "/sign-in"])
async def test_a_site_cannot_make_its_name_lead_here(
    visitor: Visitor, address: str, host: str, status: int
) -> None:
    """A server for this computer is shown under this computer's names only."""
    answer = await visitor.http.get(address, headers={"Host": host})

    assert (answer.status_code == 421) is (status == 421)


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"token": TOKEN}, id="with a token"),
        pytest.param({"host": "0.0.0.0"}, id="for other computers"),
    ],
)
async def test_other_servers_may_have_any_name(options: dict[str, str]) -> None:
    """A server in a cluster does not know what it is called."""
    async with visiting(**options) as visitor:
        answer = await visitor.http.get("/", headers={"Host": "datahub.example.com"})

    assert answer.status_code in (200, 401)


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        pytest.param(None, 200, id="a program"),
        pytest.param("http://localhost:3000", 200, id="an application on this computer"),
        pytest.param("http://[::1]", 200, id="IPv6"),
        pytest.param("https://evil.example", 403, id="a site"),
        pytest.param("http://localhost.evil.example", 403, id="a name that only begins well"),
        pytest.param("null", 403, id="a page that does not say which"),
    ],
)
async def test_sites_cannot_ask_a_server_that_is_for_this_computer(
    origin: str | None, status: int
) -> None:
    """Neither the API nor the page, however the request is made."""
    headers = {} if origin is None else {"Origin": origin}
    async with LocalDataHub(port=0) as datahub, httpx.AsyncClient(base_url=datahub.url) as http:
        asked = await http.post("/api/graphql", content=ME, headers=headers)
        seen = await http.get("/", headers=headers)
        count = len(datahub.requests)

    assert (asked.status_code, seen.status_code, count) == (status, status, int(status == 200))


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"token": TOKEN}, id="with a token"),
        pytest.param({"host": "0.0.0.0"}, id="for other computers"),
    ],
)
async def test_other_servers_leave_it_to_the_token(options: dict[str, str]) -> None:
    """Applications of other computers may ask them."""
    headers = {"Origin": "https://app.example.com", "Authorization": f"Bearer {TOKEN}"}
    async with LocalDataHub(port=0, **options) as datahub:  # type: ignore[arg-type]
        address = datahub.url.replace("0.0.0.0", "127.0.0.1")
        async with httpx.AsyncClient(base_url=address) as http:
            answer = await http.post("/api/graphql", content=ME, headers=headers)

    assert answer.status_code == 200


async def test_the_api_takes_any_name(visitor: Visitor) -> None:
    """Clients come through tunnels and containers."""
    body = {"query": "{ me { __typename } }"}
    answer = await visitor.http.post("/api/graphql", json=body, headers={"Host": "datahub"})

    assert answer.status_code == 200


@pytest.mark.parametrize("address", [*PAGES, "/nothing-here", "/page/page.css", "/browse/none"])
async def test_browsers_are_told_to_be_careful(visitor: Visitor, address: str) -> None:
    """Nothing from elsewhere is loaded or run, and no frame shows the page."""
    answer = await visitor.http.get(address)
    if address == "/nothing-here":
        assert answer.content == b""
        return
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    if address != "/page/page.css":
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("name", ["site.py", "..%2Fsite.py", "templates", "nothing.css"])
async def test_only_the_pages_own_files_are_given_out(visitor: Visitor, name: str) -> None:
    """Names are not paths."""
    assert (await visitor.http.get(f"/page/{name}")).status_code == 404

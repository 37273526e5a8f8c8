"""``client.diagnose``: whatever is at an address, it says what, and what to do."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import httpx
import pytest
from graphql import parse, validate

from mldh_graphql import ClientConfig, DataHubMLClient, LocalDataHub
from mldh_graphql.config import Retries, Timeouts
from mldh_graphql.diagnosis import ServerKind, Subject, Verdict
from mldh_graphql.diagnosis.abilities import PATCH_QUESTION, RIGHTS_QUESTION
from mldh_graphql.diagnosis.examining import WHO_QUESTION
from mldh_graphql.diagnosis.releases import has_patches, release_number
from mldh_graphql.diagnosis.tokens import accepted, expiry_of, refused
from tests.datahub_schemas import RELEASES, datahub_schema, slice_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NOW = datetime(2026, 1, 10, tzinfo=UTC)
GMS_CONFIG = {"noCode": "true", "versions": {"acryldata/datahub": {"version": "v1.4.0"}}}
FRONTEND_CONFIG = {"config": {"application": "datahub-frontend"}, "status": "ok"}
LOGIN = "<!doctype html><html><title>Sign in</title></html>"


def page(status: int = 200, *, location: str | None = None) -> httpx.Response:
    """A web page, or a redirect to one."""
    headers = {"content-type": "text/html"} | ({"location": location} if location else {})
    return httpx.Response(status, text=LOGIN, headers=headers)


def client_of(
    answer: Callable[[httpx.Request], httpx.Response],
    server: str = "http://datahub.example.com:9002",
    token: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> DataHubMLClient:
    """A client of a server that answers like this."""
    config = ClientConfig(
        server=server,
        token=token,
        headers=headers or {},
        retries=Retries(attempts=1),
        timeouts=Timeouts(connect=0.2),
        trust_env=False,
    )
    return DataHubMLClient(config=config, transport=httpx.MockTransport(answer))


def by_path(**answers: httpx.Response) -> Callable[[httpx.Request], httpx.Response]:
    """Answer ``/…/config`` and ``/…/graphql``; everything else is not there."""

    def answer(request: httpx.Request) -> httpx.Response:
        return answers.get(request.url.path.rpartition("/")[2], httpx.Response(404))

    return answer


async def test_the_local_server_is_well() -> None:
    """Everything is examined, nothing is wrong, and nothing is written."""
    async with LocalDataHub(token="secret", entity_versioning=True) as datahub:
        diagnosis = await datahub.client.diagnose()
        written = [each for each in datahub.requests if each.is_write]

    assert diagnosis.ok
    assert diagnosis.kind is ServerKind.LOCAL
    assert diagnosis.release == "v1.6.1"
    assert diagnosis.user == "urn:li:corpuser:datahub"
    assert diagnosis.entity_versioning is True
    assert diagnosis.index_lag is None
    assert [each.subject for each in diagnosis.examinations] == [
        Subject.ADDRESS,
        Subject.TOKEN,
        Subject.RELEASE,
        Subject.PATCHES,
        Subject.RIGHTS,
        Subject.REST,
        Subject.VERSIONING,
    ]
    assert {each.verdict for each in diagnosis.examinations} == {Verdict.OK}
    assert written == []


@pytest.mark.parametrize(
    ("server", "answers", "kind"),
    [
        pytest.param(
            "http://gms:8080",
            {"config": httpx.Response(200, json=GMS_CONFIG)},
            ServerKind.GMS,
            id="GMS",
        ),
        pytest.param(
            "http://frontend:9002",
            {"config": httpx.Response(200, json=FRONTEND_CONFIG)},
            ServerKind.FRONTEND,
            id="frontend",
        ),
        pytest.param(
            "http://frontend:9002",
            {"config": httpx.Response(200, json={"config": {"shouldShowDatasetLineage": False}})},
            ServerKind.FRONTEND,
            id="old frontend",
        ),
        pytest.param(
            "http://frontend:9002/api/gms",
            {"config": httpx.Response(200, json=GMS_CONFIG)},
            ServerKind.FRONTEND_GMS,
            id="the frontend's /api/gms",
        ),
        pytest.param(
            "http://proxy",
            {"config": page(), "graphql": httpx.Response(200, json={"data": {}})},
            ServerKind.DATAHUB,
            id="DataHub behind a proxy that keeps /config back",
        ),
        pytest.param(
            "http://proxy",
            {"config": page(), "graphql": httpx.Response(401)},
            ServerKind.DATAHUB,
            id="DataHub behind a proxy, without a token",
        ),
        pytest.param(
            "http://proxy", {"config": page(), "graphql": page()}, ServerKind.LOGIN_PAGE, id="login"
        ),
        pytest.param(
            "http://proxy",
            {"config": page(302), "graphql": page(302, location="https://sso.example.com/login?x")},
            ServerKind.LOGIN_PAGE,
            id="redirect",
        ),
        pytest.param("http://nginx", {}, ServerKind.OTHER, id="another server"),
        pytest.param(
            "http://api",
            {"config": httpx.Response(200, json=[]), "graphql": httpx.Response(200, json={"a": 1})},
            ServerKind.OTHER,
            id="another API",
        ),
    ],
)
async def test_what_is_at_an_address_is_told(
    server: str, answers: dict[str, httpx.Response], kind: ServerKind
) -> None:
    """GMS, the frontend, a login page, or something else; the latter two with what to do."""
    async with client_of(by_path(**answers), server) as client:
        diagnosis = await client.diagnose()

    assert diagnosis.kind is kind
    address = diagnosis[Subject.ADDRESS]
    assert (address.verdict is Verdict.OK) == kind.is_datahub
    if not kind.is_datahub:
        assert not diagnosis.ok
        assert "http://" in (address.fix or "")
        assert diagnosis.examinations == (address,)


async def test_a_login_page_names_where_it_leads_without_the_query() -> None:
    """What stands behind the ? may be a secret."""
    redirect = page(302, location="https://sso.example.com/login?state=secret")
    async with client_of(by_path(config=redirect, graphql=redirect)) as client:
        found = str(await client.diagnose())

    assert "https://sso.example.com/login" in found
    assert "secret" not in found


async def test_nobody_there_is_a_diagnosis_too() -> None:
    """Nothing is raised."""
    async with DataHubMLClient(
        config=ClientConfig(server="http://127.0.0.1:1", retries=Retries(attempts=1))
    ) as client:
        diagnosis = await client.diagnose(write=True)

    assert diagnosis.kind is ServerKind.NOTHING
    assert diagnosis.problems[0].subject is Subject.ADDRESS
    assert "refused" in diagnosis.problems[0].found


@pytest.mark.parametrize(
    ("token", "said"),
    [
        pytest.param(None, "no token was sent", id="no token"),
        pytest.param("wrong", "does not accept", id="a wrong token"),
    ],
)
async def test_a_refused_token_is_told_with_the_release(token: str | None, said: str) -> None:
    """GMS tells its release without a token."""
    async with (
        LocalDataHub(port=0, token="secret") as datahub,
        DataHubMLClient(config=ClientConfig(server=datahub.url, token=token)) as client,
    ):
        diagnosis = await client.diagnose()

    found = diagnosis[Subject.TOKEN]
    assert found.verdict is Verdict.PROBLEM
    assert said in found.found
    assert "DATAHUB_GMS_TOKEN" in (found.fix or "")
    assert diagnosis.release == "v1.6.1"
    assert diagnosis.user is None


async def test_a_reader_is_told_that_writing_is_not_allowed() -> None:
    """As DataHub's policies have it, without writing anything."""
    async with LocalDataHub(
        token={"writer": "jane", "reader": "joe"}, read_only_tokens=["reader"]
    ) as datahub:
        config = replace(datahub.client.config, token="reader")
        async with DataHubMLClient(config=config, transport=datahub.transport) as client:
            diagnosis = await client.diagnose()
            tried = await client.diagnose(write=True)

    rights = diagnosis[Subject.RIGHTS]
    assert rights.verdict is Verdict.WARNING
    assert "urn:li:corpuser:joe" in rights.found
    assert "EDIT_ENTITY" in (rights.fix or "")
    assert not diagnosis.ok
    assert tried[Subject.RIGHTS].verdict is Verdict.PROBLEM
    assert tried.index_lag is None


async def test_an_old_release_cannot_write() -> None:
    """Both the release and the missing patches say so; nothing is tried."""
    async with LocalDataHub(server_version="v1.3.0", patch_mutations=False) as datahub:
        diagnosis = await datahub.client.diagnose(write=True)

    assert [each.subject for each in diagnosis.problems] == [Subject.RELEASE, Subject.PATCHES]
    assert diagnosis.index_lag is None


@pytest.mark.parametrize(
    ("release", "verdict"),
    [
        pytest.param("v1.4.0", Verdict.OK, id="new"),
        pytest.param("v1.2.0", Verdict.PROBLEM, id="old"),
        pytest.param("unknown", Verdict.UNKNOWN, id="a build of one's own"),
    ],
)
async def test_without_introspection_the_release_decides(release: str, verdict: Verdict) -> None:
    """An operator may have switched it off."""
    async with LocalDataHub(introspection=False, server_version=release) as datahub:
        diagnosis = await datahub.client.diagnose()

    assert diagnosis[Subject.PATCHES].verdict is verdict


async def test_a_rest_api_that_is_kept_back_is_a_warning() -> None:
    """Run events would be lost; everything else works."""
    async with LocalDataHub() as datahub:
        datahub.inject("404 always operation=batchGet")
        diagnosis = await datahub.client.diagnose()

    assert diagnosis[Subject.REST].verdict is Verdict.WARNING
    assert "/openapi" in (diagnosis[Subject.REST].fix or "")


async def test_writing_is_tried_and_leaves_nothing_behind() -> None:
    """The index lag is measured; what was written is gone for good."""
    async with LocalDataHub(index_lag=0.4) as datahub:
        diagnosis = await datahub.client.diagnose(write=True)
        datahub.flush_index()
        left = [each async for each in datahub.client.find_models(include_soft_deleted=True)]
        left += [each async for each in datahub.client.find_model_groups()]  # type: ignore[misc]

    assert diagnosis.ok
    assert diagnosis.index_lag is not None
    assert 0.3 < diagnosis.index_lag < 30
    assert "writing was tried" in diagnosis[Subject.RIGHTS].found
    assert left == []


async def test_an_index_that_stays_late_is_a_problem() -> None:
    """It is told apart from what was not measured."""
    async with LocalDataHub(index_lag=1000) as datahub:
        diagnosis = await datahub.client.diagnose(write=True, deadline=0.2)

    assert diagnosis[Subject.INDEX].verdict is Verdict.PROBLEM
    assert diagnosis.index_lag is None


async def test_what_could_not_be_removed_is_named() -> None:
    """Somebody has to clean up, and is told how."""
    async with LocalDataHub() as datahub:
        original = datahub.client

        class Stubborn(httpx.AsyncBaseTransport):
            async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
                if request.method == "DELETE":
                    return httpx.Response(403)
                return await datahub.transport.handle_async_request(request)

        async with DataHubMLClient(config=original.config, transport=Stubborn()) as client:
            diagnosis = await client.diagnose(write=True)

    left = [each for each in diagnosis.examinations if "could not be removed" in each.found]
    assert len(left) == 2
    assert all("mldh delete" in (each.fix or "") for each in left)
    assert not diagnosis.ok


async def test_a_datahub_that_fails_is_told() -> None:
    """It is there, and of no use."""
    answers = by_path(
        config=httpx.Response(200, json=GMS_CONFIG),
        graphql=httpx.Response(200, json={"data": None, "errors": [{"message": "boom"}]}),
    )
    async with client_of(answers) as client:
        diagnosis = await client.diagnose()

    assert any("boom" in each.found for each in diagnosis.problems)


def token_until(ends: datetime | None) -> str:
    """A token as DataHub makes them."""
    claims: dict[str, object] = {"actorId": "jane"} | (
        {"exp": int(ends.timestamp())} if ends else {}
    )
    return f"e30.{base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip('=')}.sig"


@pytest.mark.parametrize(
    ("left", "verdict"),
    [
        pytest.param(timedelta(days=30), Verdict.OK, id="a month"),
        pytest.param(timedelta(days=2), Verdict.WARNING, id="two days"),
        pytest.param(None, Verdict.OK, id="for ever"),
    ],
)
def test_a_token_that_will_end_soon_is_a_warning(left: timedelta | None, verdict: Verdict) -> None:
    """DataHub's tokens tell when they end."""
    token = token_until(None if left is None else NOW + left)

    found = accepted("urn:li:corpuser:jane", token, given=True, now=NOW)

    assert found.verdict is verdict
    assert token not in str(found)


def test_a_token_that_has_ended_is_refused_for_that() -> None:
    """Better than “not accepted”."""
    found = refused(token_until(NOW - timedelta(days=1)), given=True, now=NOW)

    assert "ended on 2026-01-09" in found.found


@pytest.mark.parametrize("token", [None, "", "plain", "a.b.c", "e30.e30.x", "a.W10.c", "a.é.c"])
def test_other_tokens_tell_nothing(token: str | None) -> None:
    """What is no JSON web token, or says no end."""
    assert expiry_of(token) is None


def test_a_token_in_a_header_counts() -> None:
    """Whoever sends Authorization himself has sent a token."""
    assert accepted(None, None, given=True, now=NOW).verdict is Verdict.OK


@pytest.mark.parametrize(
    ("release", "number", "patches"),
    [
        ("v1.3.1", (1, 3, 1), True),
        ("v1.3.0", (1, 3, 0), False),
        ("1.10.0-rc1", (1, 10, 0), True),
        ("v0.15.0.1", (0, 15, 0), False),
        ("unknown", None, True),
    ],
)
def test_releases_are_compared_as_numbers(
    release: str, number: tuple[int, int, int] | None, patches: bool
) -> None:
    """10 comes after 9."""
    assert release_number(release) == number
    assert has_patches(release) is patches


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("question", [RIGHTS_QUESTION, WHO_QUESTION, PATCH_QUESTION])
def test_every_supported_datahub_understands_the_questions(question: str, release: str) -> None:
    """They are valid in the schemas of all releases."""
    assert validate(datahub_schema(release), parse(question)) == []


@pytest.mark.parametrize("question", [RIGHTS_QUESTION, WHO_QUESTION, PATCH_QUESTION])
def test_the_local_server_understands_the_questions(question: str) -> None:
    """So that tests against it mean something."""
    assert validate(slice_schema(), parse(question)) == []


async def test_the_json_says_the_same() -> None:
    """The attributes by their names."""
    async with LocalDataHub() as datahub:
        diagnosis = await datahub.client.diagnose()

    document = json.loads(diagnosis.to_json())
    assert document["kind"] == "local server"
    assert document["ok"] is True
    assert [each["subject"] for each in document["examinations"]] == [
        each.subject.value for each in diagnosis.examinations
    ]
    with pytest.raises(KeyError):
        diagnosis[Subject.INDEX]

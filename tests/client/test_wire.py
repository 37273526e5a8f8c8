"""What goes wrong on the wire comes out of the calls as the matching error."""

from __future__ import annotations

import json
import traceback
from typing import TYPE_CHECKING

import httpx
import pytest

from mldh_graphql.client import DataHubMLClient
from mldh_graphql.config import ClientConfig, Retries
from mldh_graphql.errors import (
    AuthenticationError,
    BadRequestError,
    ConnectionFailedError,
    DataHubMLError,
    EntityNotFoundError,
    HTTPStatusError,
    InvalidResponseError,
    PermissionDeniedError,
    RateLimitedError,
    RequestTimeoutError,
    ServerError,
    UnsupportedServerError,
    WriteRejectedError,
)
from mldh_graphql.local import LocalDataHub
from mldh_graphql.urns import MLModelGroupUrn, MLModelUrn, TrainingRunUrn

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Call = Callable[[DataHubMLClient], Awaitable[object]]

TOKEN = "eyJhbGciOiJIUzI1NiJ9.secret-claims.secret-signature"
MODEL = MLModelUrn.build("m")
GROUP = MLModelGroupUrn.build("g")
RUN = TrainingRunUrn.build("r")

WRITES = [
    pytest.param(lambda c: c.create_model_group("g"), id="create"),
    pytest.param(lambda c: c.add_run_to_model(model_urn=MODEL, run_urn=RUN), id="link"),
]
READS = [
    pytest.param(lambda c: c.get_model(MODEL), id="read"),
    pytest.param(lambda c: c.get_many([MODEL, GROUP], missing_ok=True), id="read many"),
    pytest.param(lambda c: c.exists(MODEL), id="ask"),
    pytest.param(lambda c: c.upstream(MODEL), id="lineage"),
    pytest.param(lambda c: c.models_of_group(GROUP), id="links"),
    pytest.param(lambda c: anext(c.find_models()), id="search"),
    pytest.param(lambda c: c.events_of_run(RUN), id="events"),
    pytest.param(lambda c: c.server_info(), id="server"),
]
PAGE = "<!doctype html><html><title>DataHub</title><body>Log in</body></html>"


def connected(datahub: LocalDataHub, token: str | None = None) -> DataHubMLClient:
    """A client that does not repeat what failed."""
    config = ClientConfig(
        server=datahub.url, token=token, retries=Retries(attempts=1), trust_env=False
    )
    return DataHubMLClient(config=config, transport=datahub.transport)


async def failing(client: DataHubMLClient, call: Call) -> DataHubMLError:
    """The error of a call; no token in it, however it is shown."""
    with pytest.raises(DataHubMLError) as raised:
        await call(client)
    shown = "".join(traceback.format_exception(raised.value)) + repr(vars(raised.value))
    assert "secret" not in shown
    return raised.value


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        pytest.param(200, PAGE, InvalidResponseError, id="web page"),
        pytest.param(200, "", InvalidResponseError, id="empty"),
        pytest.param(200, "{", InvalidResponseError, id="half a document"),
        pytest.param(200, "[]", InvalidResponseError, id="a list"),
        pytest.param(200, '{"data": 5}', InvalidResponseError, id="no object"),
        pytest.param(200, '{"data": null}', InvalidResponseError, id="no data"),
        pytest.param(401, "", AuthenticationError, id="401"),
        pytest.param(403, "", HTTPStatusError, id="403"),
        pytest.param(404, PAGE, HTTPStatusError, id="404"),
        pytest.param(429, "", RateLimitedError, id="429"),
        pytest.param(502, PAGE, HTTPStatusError, id="502"),
        pytest.param(302, "", DataHubMLError, id="redirect"),
    ],
)
@pytest.mark.parametrize("call", [*WRITES, *READS])
async def test_answers_that_are_none(
    datahub: LocalDataHub, call: Call, status: int, body: str, error: type[DataHubMLError]
) -> None:
    """Every call fails alike, and none takes such an answer for "not found"."""
    client = connected(datahub, TOKEN)
    datahub.answer_next(status, body, headers={"location": "/login"})
    raised = await failing(client, call)
    assert isinstance(raised, error)
    assert not isinstance(raised, EntityNotFoundError)


@pytest.mark.parametrize(
    ("code", "kind", "error"),
    [
        (400, "BAD_REQUEST", BadRequestError),
        (403, "UNAUTHORIZED", PermissionDeniedError),
        (404, "NOT_FOUND", EntityNotFoundError),
        (500, "SERVER_ERROR", ServerError),
    ],
)
@pytest.mark.parametrize("call", [*WRITES, *READS])
async def test_errors_with_status_200(
    datahub: LocalDataHub, call: Call, code: int, kind: str, error: type[DataHubMLError]
) -> None:
    """DataHub's own errors, with its text."""
    said = {"message": "DataHub's words", "extensions": {"code": code, "type": kind}}
    datahub.answer_next(200, json.dumps({"data": None, "errors": [said]}))
    raised = await failing(connected(datahub), call)
    assert type(raised) is error
    assert "DataHub's words" in str(raised)


async def test_errors_beside_data_are_errors(datahub: LocalDataHub) -> None:
    """A model whose half could not be loaded is not returned as a whole one."""
    model = {"__typename": "MLModel", "urn": MODEL, "exists": True, "name": "m"}
    said = {"message": "failed to load", "path": ["mlModel", "properties"], "extensions": {}}
    datahub.answer_next(200, json.dumps({"data": {"mlModel": model}, "errors": [said]}))
    raised = await failing(connected(datahub), lambda c: c.get_model(MODEL))
    assert "failed to load" in str(raised)


async def test_an_answer_about_nothing_is_not_found(datahub: LocalDataHub) -> None:
    """DataHub answers null, or a stub, for what it does not have."""
    datahub.answer_next(200, '{"data": {"mlModel": null}}')
    raised = await failing(connected(datahub), lambda c: c.get_model(MODEL))
    assert isinstance(raised, EntityNotFoundError)
    datahub.answer_next(200, '{"data": {"scrollAcrossEntities": null}}')
    assert [each async for each in connected(datahub).find_models()] == []
    datahub.answer_next(200, '{"data": {"appConfig": null}}')
    info = await connected(datahub).server_info()
    assert (info.version, info.entity_versioning) == (None, False)
    datahub.answer_next(200, '{"data": {"me": null}}')
    assert await connected(datahub).me() is None


LINKS: list[tuple[Call, str]] = [
    (lambda c: c.models_of_group(GROUP), "relationships"),
    (lambda c: c.upstream(GROUP), "lineage"),
]


@pytest.mark.parametrize(("call", "field"), LINKS, ids=["links", "lineage"])
async def test_links_of_what_datahub_does_not_resolve(
    datahub: LocalDataHub, call: Call, field: str
) -> None:
    """Null for the entity, its links or a neighbour: one more question tells whether it exists."""
    client = connected(datahub)
    group = {"__typename": "MLModelGroup", "urn": GROUP, "type": "MLMODEL_GROUP"}
    links = [{"type": "MemberOf", "direction": "INCOMING", "degree": 1, "entity": None}]
    page = {"start": 0, "count": 1000, "total": 1, "filtered": 0, "relationships": links}
    for entity in (None, group | {field: None}, group | {field: page}):
        answer = json.dumps({"data": {"entity": entity}})
        datahub.reset()
        datahub.answer_next(200, answer)
        assert isinstance(await failing(client, call), EntityNotFoundError)
        await client.create_model_group("g")
        datahub.answer_next(200, answer)
        assert await call(client) == ()


async def test_pages_that_repeat_an_entity(datahub: LocalDataHub) -> None:
    """It comes once; what is no model, or a stub, does not come at all."""
    hit: dict[str, object] = {"urn": MODEL, "type": "MLMODEL", "name": "m", "origin": "PROD"}
    hit["platform"] = {"urn": "urn:li:dataPlatform:mlflow", "name": "mlflow"}
    model = hit | {"__typename": "MLModel", "exists": True}
    other = hit | {"__typename": "Chart", "type": "CHART"}
    pages = [[model, other], [model, model | {"exists": False}]]
    for number, hits in enumerate(pages):
        page = {
            "nextScrollId": "more" if number == 0 else None,
            "count": 2,
            "total": 4,
            "searchResults": [{"entity": hit} for hit in hits],
        }
        datahub.answer_next(200, json.dumps({"data": {"scrollAcrossEntities": page}}))
    found = [each.urn async for each in connected(datahub).find_models()]
    assert found == [MODEL]


def results(*items: tuple[str, bool, str | None]) -> str:
    """The answer to `patchEntities`."""
    shown = [
        {"__typename": "PatchEntityResult", "urn": urn, "success": success, "error": error}
        for urn, success, error in items
    ]
    return json.dumps({"data": {"patchEntities": shown}})


@pytest.mark.parametrize("call", WRITES)
async def test_refused_writes(datahub: LocalDataHub, call: Call) -> None:
    """HTTP 200, no errors, and nothing written."""
    urn = GROUP if call is WRITES[0].values[0] else MODEL
    datahub.answer_next(200, results((urn, False, "Failed to apply batch patch: odd")))
    raised = await failing(connected(datahub), call)
    assert isinstance(raised, WriteRejectedError)
    assert raised.reason == "Failed to apply batch patch: odd"
    assert raised.urn == urn


@pytest.mark.parametrize(
    "items",
    [
        pytest.param([], id="nothing"),
        pytest.param([(GROUP, True, None)], id="half of the batch"),
        pytest.param([(GROUP, True, None)] * 3, id="too many"),
        pytest.param([(GROUP, True, None), (MODEL, True, None)], id="about something else"),
    ],
)
async def test_success_with_other_results_is_none(
    datahub: LocalDataHub, items: list[tuple[str, bool, str | None]]
) -> None:
    """What was not acknowledged was not written."""
    datahub.answer_next(200, results(*items))
    raised = await failing(
        connected(datahub), lambda c: c.create_model_group("g", name="G", tags=["t"])
    )
    assert isinstance(raised, InvalidResponseError)


async def test_half_of_a_batch_refused(datahub: LocalDataHub) -> None:
    """The refused patch is the one that is named."""
    datahub.answer_next(200, results((GROUP, True, None), (GROUP, False, "no tags")))
    raised = await failing(
        connected(datahub), lambda c: c.create_model_group("g", name="G", tags=["t"])
    )
    assert isinstance(raised, WriteRejectedError)
    assert (raised.aspect, raised.reason) == ("globalTags", "no tags")


async def test_an_older_server() -> None:
    """Reads work; a write says what is missing, and which version there is."""
    async with LocalDataHub(patch_mutations=False, server_version="v1.2.0") as datahub:
        client = datahub.client
        assert not await client.exists(MODEL)
        for param in WRITES:
            raised = await failing(client, param.values[0])  # type: ignore[arg-type]  # a call
            assert isinstance(raised, UnsupportedServerError)
            assert "patchEntities" in raised.needs
            assert "v1.2.0" in raised.has
        raised = await failing(client, lambda c: c.create_training_run("r"))
        assert isinstance(raised, UnsupportedServerError)
        assert datahub.aspects(RUN) == {}


async def test_a_token_that_may_only_read() -> None:
    """Writes are refused in DataHub's words; reads work."""
    async with LocalDataHub(
        token={TOKEN: "rita", "writer": "walt"}, read_only_tokens=[TOKEN]
    ) as datahub:
        await datahub.client.create_model("m", version="1")
        await datahub.client.create_training_run("r")
        reader = connected(datahub, TOKEN)
        assert (await reader.get_model(MODEL)).version == "1"
        assert await reader.me() == "urn:li:corpuser:rita"
        calls: list[Call] = [
            lambda c: c.create_model_group("g"),
            lambda c: c.create_experiment("e"),
            lambda c: c.add_run_to_model(model_urn=MODEL, run_urn=RUN),
            lambda c: c.set_name(MODEL, "x"),
        ]
        for call in calls:
            raised = await failing(reader, call)
            assert isinstance(raised, WriteRejectedError)
            assert "urn:li:corpuser:rita is unauthorized" in raised.reason
        raised = await failing(reader, lambda c: c.soft_delete(MODEL))
        assert isinstance(raised, PermissionDeniedError)
        raised = await failing(reader, lambda c: c.create_model("m", version="1"))
        assert isinstance(raised, WriteRejectedError)
        await reader.aclose()


@pytest.mark.parametrize("token", [None, "wrong-secret"])
async def test_a_token_that_is_not_accepted(token: str | None) -> None:
    """Everything fails with 401, and the error does not repeat the token."""
    async with LocalDataHub(token=TOKEN) as datahub:
        client = connected(datahub, token)
        for param in (*WRITES, *READS):
            raised = await failing(client, param.values[0])  # type: ignore[arg-type]  # a call
            assert isinstance(raised, AuthenticationError)
        await client.aclose()


@pytest.mark.parametrize(
    ("failure", "error"),
    [
        pytest.param(httpx.ConnectError("refused"), ConnectionFailedError, id="refused"),
        pytest.param(httpx.RemoteProtocolError("cut"), ConnectionFailedError, id="cut off"),
        pytest.param(httpx.ReadTimeout("slow"), RequestTimeoutError, id="too slow"),
    ],
)
@pytest.mark.parametrize("call", [*WRITES, *READS])
async def test_no_answer_at_all(
    datahub: LocalDataHub, call: Call, failure: httpx.HTTPError, error: type[DataHubMLError]
) -> None:
    """A server that is down, slow, or drops the connection."""

    def fail(_: httpx.Request) -> httpx.Response:
        raise failure

    config = connected(datahub, TOKEN).config
    client = DataHubMLClient(config=config, transport=httpx.MockTransport(fail))
    assert type(await failing(client, call)) is error
    await client.aclose()


async def test_run_events_that_are_not_echoed(datahub: LocalDataHub) -> None:
    """A 200 that leaves the run out means that its events were dropped; the run is there."""
    client = connected(datahub)
    await client.create_training_run("r", start_timestamp=1)
    datahub.answer_next(200, results((RUN, True, None), (RUN, True, None), (RUN, True, None)))
    datahub.answer_next(200, "[]")
    raised = await failing(
        client, lambda c: c.create_training_run("r", name="R", created=1, end_timestamp=2)
    )
    assert isinstance(raised, WriteRejectedError)
    assert raised.aspect == "dataProcessInstanceRunEvent"

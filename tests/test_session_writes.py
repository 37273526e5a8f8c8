"""Writes that DataHub answers with success and that are none: refused and dropped items."""

import json
import pickle
from dataclasses import dataclass

import pytest
from pytest_httpx import HTTPXMock

from mldh_graphql.errors import (
    DataHubMLError,
    HTTPStatusError,
    InvalidResponseError,
    WriteRejectedError,
)
from mldh_graphql.patch_results import check_patch_results
from mldh_graphql.session import Session
from tests.wire import RUN_EVENTS, TOKEN, config

RUN = "urn:li:dataProcessInstance:run"
OTHER = "urn:li:dataProcessInstance:run-2"
EVENT: dict[str, object] = {"timestampMillis": 1_700_000_000_000, "status": "STARTED"}


def echo(urn: str) -> dict[str, object]:
    """Make what DataHub repeats of a run."""
    return {"urn": urn, "dataProcessInstanceRunEvent": {"value": EVENT}}


async def test_events_of_each_type_take_a_request(httpx_mock: HTTPXMock) -> None:
    """DataHub has a path for each type of entity."""
    dataset = "urn:li:dataset:(urn:li:dataPlatform:s3,a,PROD)"
    profile: dict[str, object] = {"timestampMillis": 1, "rowCount": 3}
    httpx_mock.add_response(url=RUN_EVENTS, method="POST", json=[echo(RUN)])
    httpx_mock.add_response(
        url=RUN_EVENTS.replace("dataProcessInstance", "dataset"),
        match_json=[{"urn": dataset, "datasetProfile": {"value": profile}}],
        json=[{"urn": dataset, "datasetProfile": {"value": profile}}],
    )
    async with Session(config()) as session:
        await session.post_events([(dataset, profile), (RUN, EVENT)])
    assert len(httpx_mock.get_requests()) == 2


async def test_profiles_that_are_dropped_are_noticed(httpx_mock: HTTPXMock) -> None:
    """DataHub leaves them out of its answer."""
    dataset = "urn:li:dataset:(urn:li:dataPlatform:s3,a,PROD)"
    httpx_mock.add_response(json=[])
    async with Session(config()) as session:
        with pytest.raises(WriteRejectedError, match="datasetProfile"):
            await session.post_events([(dataset, {"timestampMillis": 1})])


async def test_run_events_are_posted_synchronously(httpx_mock: HTTPXMock) -> None:
    """All events go in one request, which waits for the result; a run is echoed once."""
    httpx_mock.add_response(url=RUN_EVENTS, method="POST", json=[echo(OTHER), echo(RUN)])
    later = {**EVENT, "status": "COMPLETE"}
    async with Session(config()) as session:
        await session.post_events([(RUN, EVENT), (RUN, later), (OTHER, EVENT)])
    request = httpx_mock.get_requests()[0]
    assert request.headers["authorization"] == f"Bearer {TOKEN}"
    assert json.loads(request.content) == [
        {"urn": RUN, "dataProcessInstanceRunEvent": {"value": EVENT}},
        {"urn": RUN, "dataProcessInstanceRunEvent": {"value": later}},
        {"urn": OTHER, "dataProcessInstanceRunEvent": {"value": EVENT}},
    ]


async def test_no_events_send_nothing() -> None:
    """An empty list is no request."""
    async with Session(config()) as session:
        await session.post_events([])


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param([echo(RUN)], id="half of the batch"),
        pytest.param([echo(RUN), {"urn": OTHER}], id="without the event"),
        pytest.param([echo(RUN), {"urn": OTHER, "dataProcessInstanceKey": {}}], id="only the key"),
        pytest.param([echo(RUN), "x", None], id="odd items"),
    ],
)
async def test_events_that_are_not_echoed_were_not_written(
    httpx_mock: HTTPXMock, answer: object
) -> None:
    """A 200 that leaves a run out is a refusal of that run."""
    httpx_mock.add_response(url=RUN_EVENTS, json=answer)
    async with Session(config()) as session:
        with pytest.raises(WriteRejectedError) as raised:
            await session.post_events([(RUN, EVENT), (OTHER, EVENT)])
    assert raised.value.urn == OTHER
    assert raised.value.aspect == "dataProcessInstanceRunEvent"


@pytest.mark.parametrize(
    ("status", "content", "error", "said"),
    [
        pytest.param(200, b"{}", InvalidResponseError, "instead of a list", id="object"),
        pytest.param(202, b"", InvalidResponseError, "empty answer", id="accepted only"),
        pytest.param(200, b"<html>", InvalidResponseError, "web page", id="page"),
        pytest.param(422, b'{"message": "result"}', HTTPStatusError, "result", id="invalid"),
        pytest.param(403, b"", HTTPStatusError, "may not", id="forbidden"),
    ],
)
async def test_other_answers_to_run_events(
    httpx_mock: HTTPXMock, status: int, content: bytes, error: type[DataHubMLError], said: str
) -> None:
    """Run events fail as everything else does."""
    httpx_mock.add_response(status_code=status, content=content)
    async with Session(config()) as session:
        with pytest.raises(error, match=said) as raised:
            await session.post_events([(RUN, EVENT)])
    assert "postRunEvents" in str(raised.value)


@dataclass(frozen=True)
class Sent:
    """A patch, as far as the check looks at it."""

    urn: str | None
    aspect_name: str = "mlModelProperties"


@dataclass(frozen=True)
class Result:
    """A result, as far as the check looks at it."""

    urn: str
    success: bool = True
    error: str | None = None


def refused(*urns: str, error: str | None) -> list[Result]:
    """Make the answer of a batch that failed: the same error on every item."""
    return [Result(urn, success=False, error=error) for urn in urns]


def test_results_that_match_are_accepted() -> None:
    """Success for every patch, in order, raises nothing."""
    check_patch_results([], [])
    check_patch_results([Sent("urn:a"), Sent(None)], [Result("urn:a"), Result("urn:b")])


@pytest.mark.parametrize(
    ("error", "urn", "aspect"),
    [
        pytest.param("Failed to create MCP for input 1: bad", "urn:b", "status", id="by index"),
        pytest.param(
            "Failed to apply batch patch: ValidationExceptionCollection"
            "{EntityAspect:(urn:bb,tags) Exceptions: []}",
            "urn:bb",
            "tags",
            id="by the longest URN and its aspect",
        ),
        pytest.param("urn:li:corpuser:x is unauthorized for urn:b", "urn:b", "status", id="by URN"),
        pytest.param("Failed to apply batch patch: odd", "urn:a", "mlModelProperties", id="first"),
        pytest.param(
            "Failed to create MCP for input 9: ?", "urn:a", "mlModelProperties", id="no 9"
        ),
        pytest.param(None, "urn:a", "mlModelProperties", id="no text"),
    ],
)
def test_a_refused_batch_names_the_patch_to_blame(error: str | None, urn: str, aspect: str) -> None:
    """Every item carries the same error; its text tells which one is meant."""
    inputs = [Sent("urn:a"), Sent("urn:b", "status"), Sent("urn:bb"), Sent("urn:bb", "tags")]
    results = refused("urn:a", "urn:b", "urn:bb", "urn:bb", error=error)
    with pytest.raises(WriteRejectedError, match="Nothing of this request was written") as raised:
        check_patch_results(inputs, results)
    assert (raised.value.urn, raised.value.aspect) == (urn, aspect)
    assert error is None or raised.value.reason == error
    assert str(pickle.loads(pickle.dumps(raised.value))) == str(raised.value)


def test_half_of_a_batch_is_a_refusal() -> None:
    """One refused item among good ones is reported as that item."""
    inputs = [Sent("urn:a"), Sent("urn:b", "status")]
    results = [Result("urn:a"), Result("urn:b", success=False, error="no")]
    with pytest.raises(WriteRejectedError) as raised:
        check_patch_results(inputs, results)
    assert (raised.value.urn, raised.value.aspect) == ("urn:b", "status")


def test_a_dropped_patch_explains_the_urn() -> None:
    """DataHub's cryptic text for a URN that it drops comes with what to check."""
    error = "Failed to apply patch: ingestProposal returned null"
    with pytest.raises(WriteRejectedError, match="drops an item whose URN") as raised:
        check_patch_results([Sent("urn:a")], refused("urn:a", error=error))
    assert "Nothing of this request" not in str(raised.value)


def test_a_refusal_of_an_input_without_urn_has_datahubs_urn() -> None:
    """What DataHub calls the entity is used when the patch does not name one."""
    with pytest.raises(WriteRejectedError) as raised:
        check_patch_results([Sent(None)], refused("urn:li:unknown:error", error="no urn"))
    assert raised.value.urn == "urn:li:unknown:error"
    with pytest.raises(WriteRejectedError) as raised:
        check_patch_results([], refused("urn:li:unknown:error", error="why"))
    assert raised.value.aspect is None


@pytest.mark.parametrize(
    ("results", "said"),
    [
        pytest.param([Result("urn:a")], "1 results came for 2 patches", id="fewer"),
        pytest.param([Result("urn:a")] * 3, "3 results came for 2 patches", id="more"),
        pytest.param([Result("urn:b"), Result("urn:a")], "result 0 is about 'urn:b'", id="order"),
    ],
)
def test_results_about_something_else_are_no_answer(results: list[Result], said: str) -> None:
    """Results must be about the patches that were sent, in their order."""
    with pytest.raises(InvalidResponseError, match=said):
        check_patch_results([Sent("urn:a"), Sent("urn:b")], results)


def test_generated_inputs_and_results_fit() -> None:
    """The check takes what the generated operations take and return."""
    from mldh_graphql_api.input_types import PatchEntityInput  # noqa: PLC0415  # slow to import
    from mldh_graphql_api.patch_entities import PatchEntitiesPatchEntities  # noqa: PLC0415

    sent = PatchEntityInput(urn="urn:a", aspect_name="status", patch=[])
    result = PatchEntitiesPatchEntities.model_validate(
        {"__typename": "PatchEntityResult", "urn": "urn:a", "success": False, "error": "no"}
    )
    with pytest.raises(WriteRejectedError, match="status of urn:a: no"):
        check_patch_results([sent], [result])

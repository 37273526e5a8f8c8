"""Reading aspects as DataHub stores them: the request, and odd answers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from mldh_graphql.errors import InvalidResponseError
from mldh_graphql.session import Session
from mldh_graphql.stored_aspects import aspect_values
from mldh_graphql.urns import TrainingRunUrn
from tests.wire import SERVER, TOKEN, config

if TYPE_CHECKING:
    from pytest_httpx import HTTPXMock

RUN, OTHER = TrainingRunUrn.build("r"), TrainingRunUrn.build("o")
URL = f"{SERVER}/openapi/v3/entity/dataProcessInstance/batchGet"


async def test_many_entities_are_asked_for_at_once(httpx_mock: HTTPXMock) -> None:
    """Each with the aspects that are wanted; those without any are not in the answer."""
    httpx_mock.add_response(url=URL, method="POST", json=[{"urn": RUN, "a": {"value": {"x": 1}}}])
    async with Session(config()) as session:
        found = await session.stored_aspects("dataProcessInstance", [RUN, OTHER], ["a", "b"])

    request = httpx_mock.get_requests()[0]
    assert request.headers["authorization"] == f"Bearer {TOKEN}"
    assert json.loads(request.content) == [{"urn": urn, "a": {}, "b": {}} for urn in (RUN, OTHER)]
    assert found == {RUN: {"a": {"x": 1}}}


async def test_an_answer_that_is_no_list_is_refused(httpx_mock: HTTPXMock) -> None:
    """It is not DataHub's."""
    httpx_mock.add_response(url=URL, method="POST", json={"urn": RUN})
    async with Session(config()) as session:
        with pytest.raises(InvalidResponseError):
            await session.stored_aspects("dataProcessInstance", [RUN], ["a"])


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(["x", None, 1], id="no objects"),
        pytest.param([{"a": {"value": {}}}], id="no urn"),
        pytest.param([{"urn": 1, "a": {"value": {}}}], id="urn is no text"),
    ],
)
def test_what_is_no_entity_is_left_out(answer: list[object]) -> None:
    """Instead of failing."""
    assert aspect_values(answer) == {}


def test_what_is_no_aspect_is_left_out() -> None:
    """An entity may have other members."""
    answer = [{"urn": RUN, "a": {"value": {}}, "b": {"value": 1}, "c": 2}]
    assert aspect_values(answer) == {RUN: {"a": {}}}

"""``client.execute``: any GraphQL document."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mldh_graphql.errors import BadRequestError, GraphQLError, InvalidValueError, RateLimitedError

if TYPE_CHECKING:
    from mldh_graphql.client import DataHubMLClient
    from mldh_graphql.local import LocalDataHub

TWO = "query a { me { corpUser { urn } } } query b { appConfig { appVersion } }"
HIDE = """
# There is a comment before it.
mutation { batchUpdateSoftDeleted(input: {urns: ["urn:li:container:x"], deleted: true}) }
"""


async def test_a_document_returns_its_data(client: DataHubMLClient) -> None:
    """With variables, and without an operation name if there is one operation."""
    urn = await client.create_model_group("g", name="G")

    data = await client.execute(
        "query ($u: String!) { mlModelGroup(urn: $u) { properties { name } } }", {"u": str(urn)}
    )

    assert data == {"mlModelGroup": {"properties": {"name": "G"}}}


async def test_one_of_several_operations_is_chosen(client: DataHubMLClient) -> None:
    """By its name."""
    data = await client.execute(TWO, operation_name="b")

    assert list(data) == ["appConfig"]


async def test_errors_come_with_the_data_besides(client: DataHubMLClient) -> None:
    """What DataHub could answer is in the error."""
    document = '{ me { corpUser { urn } } bad: mlModel(urn: "urn:li:mlModel:(x)") { name } }'

    with pytest.raises(GraphQLError) as raised:
        await client.execute(document)

    assert raised.value.errors[0].path == ("bad",)
    assert raised.value.data is not None
    assert list(raised.value.data) == ["me", "bad"]


@pytest.mark.parametrize(
    "document",
    [
        pytest.param("{ nonsense }", id="no such field"),
        pytest.param("{", id="no GraphQL"),
        pytest.param(TWO, id="several operations and no name"),
    ],
)
async def test_a_wrong_document_is_a_bad_request(document: str, client: DataHubMLClient) -> None:
    """It is the document's fault, and never that DataHub is too old."""
    with pytest.raises(BadRequestError):
        await client.execute(document)


@pytest.mark.parametrize("document", ["", "  ", None])
async def test_nothing_is_sent_without_a_document(
    document: str, client: DataHubMLClient, datahub: LocalDataHub
) -> None:
    """An empty text is no document."""
    with pytest.raises(InvalidValueError, match="query"):
        await client.execute(document)

    assert datahub.requests == []


async def test_variables_must_be_json(client: DataHubMLClient) -> None:
    """The error does not show them."""
    with pytest.raises(InvalidValueError) as raised:
        await client.execute("{ __typename }", {"secret": float("nan")})

    assert "secret" not in str(raised.value)


async def test_a_query_is_sent_again_where_that_may_help(
    client: DataHubMLClient, datahub: LocalDataHub
) -> None:
    """As all reads are."""
    datahub.inject("503 retry-after=0")

    assert await client.execute("{ __typename }") == {"__typename": "Query"}


async def test_a_mutation_is_not_sent_again_when_it_may_have_happened(
    client: DataHubMLClient, datahub: LocalDataHub
) -> None:
    """A comment before it does not make it a query."""
    await client.create_experiment("x")
    datahub.inject("500-after-write retry-after=0")
    before = len(datahub.requests)

    with pytest.raises(Exception, match="500"):
        await client.execute(HIDE)

    assert len(datahub.requests) == before + 1


async def test_a_mutation_that_was_turned_away_is_sent_again(
    client: DataHubMLClient, datahub: LocalDataHub
) -> None:
    """With 429, DataHub has not done it."""
    await client.create_experiment("x")
    datahub.inject("429 retry-after=0")

    try:
        data = await client.execute(HIDE)
    except RateLimitedError:  # pragma: no cover - it was not sent again
        pytest.fail("a mutation that had not happened was given up")

    assert data == {"batchUpdateSoftDeleted": True}

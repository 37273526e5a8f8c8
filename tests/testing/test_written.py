"""Which entities a request writes."""

from __future__ import annotations

import json

import pytest

from mldh_graphql.local import RecordedRequest
from mldh_graphql.testing.written import written_urns

A = "urn:li:mlModel:(urn:li:dataPlatform:mlflow,a,PROD)"
B = "urn:li:mlModel:(urn:li:dataPlatform:mlflow,b,PROD)"
SET = "urn:li:versionSet:(s,mlModel)"
ENTITY = "/openapi/v3/entity"
QUOTED = "urn%3Ali%3AmlModel%3A%28urn%3Ali%3AdataPlatform%3Amlflow%2Ca%2CPROD%29"


def graphql(document: str, given: object) -> RecordedRequest:
    """A GraphQL request with one variable."""
    body = {"query": document, "variables": {"input": given}}
    return RecordedRequest("POST", "/api/graphql", 0, (), json.dumps(body).encode())


def rest(method: str, path: str, body: object = None) -> RecordedRequest:
    """A REST request."""
    return RecordedRequest(method, path, 0, (), json.dumps(body).encode())


@pytest.mark.parametrize(
    ("request_", "urns"),
    [
        pytest.param(
            graphql(
                "mutation patchEntities { x }",
                [
                    {"urn": A, "patch": [{"op": "ADD", "value": json.dumps(B)}]},
                    {"urn": A},
                    {"urn": SET},
                ],
            ),
            [A, SET],
            id="patches, not what they link to",
        ),
        pytest.param(
            graphql("mutation batchUpdateSoftDeleted { x }", {"urns": [A, B], "deleted": True}),
            [A, B],
            id="hiding",
        ),
        pytest.param(
            graphql("mutation linkAssetVersion { x }", {"versionSet": SET, "linkedEntity": A}),
            [A, SET],
            id="linking a version",
        ),
        pytest.param(
            graphql("mutation addTag { x }", {"tagUrn": "urn:li:tag:t", "deep": [{"x": A}]}),
            ["urn:li:tag:t", A],
            id="any URN of an unknown mutation",
        ),
        pytest.param(graphql("query getMLModel { x }", {"urn": A}), [], id="a query"),
        pytest.param(
            rest("POST", f"{ENTITY}/mlModel", [{"urn": A, "status": {"value": {"x": B}}}]),
            [A],
            id="posted entities",
        ),
        pytest.param(
            rest("POST", "/aspects", {"proposal": {"entityUrn": A, "aspect": {"value": B}}}),
            [A],
            id="a proposal",
        ),
        pytest.param(rest("DELETE", f"{ENTITY}/mlModel/{A}"), [A], id="a deleted entity"),
        pytest.param(rest("DELETE", f"{ENTITY}/mlModel/{A}/status"), [A], id="a deleted aspect"),
        pytest.param(rest("DELETE", f"{ENTITY}/mlModel/{QUOTED}/status"), [A], id="quoted"),
        pytest.param(rest("POST", f"{ENTITY}/mlModel/batchGet", [{"urn": A}]), [], id="a read"),
        pytest.param(rest("POST", "/aspects", "nonsense"), [], id="no request at all"),
    ],
)
def test_what_is_written_is_known_from_the_request(
    request_: RecordedRequest, urns: list[str]
) -> None:
    """Each entity once; what is linked to does not count."""
    assert written_urns(request_) == urns

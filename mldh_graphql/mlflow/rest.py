"""A page of what MLflow's server answers, as JSON, where MLflow's client takes too long."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mldh_graphql.changes import JsonValue

__all__ = ["JsonPage", "rest_page"]


class JsonPage:
    """A page of records.

    Args:
        records: What is on it.
        token: Leads to the next page, if there is one.
    """

    def __init__(self, records: list[Mapping[str, JsonValue]], token: str | None) -> None:
        self._records = records
        self.token = token

    def __iter__(self) -> Iterator[Mapping[str, JsonValue]]:
        return iter(self._records)


def rest_page(
    uri: str, route: str, field: str, body: Mapping[str, JsonValue], token: str | None
) -> JsonPage:
    """Ask MLflow's server, logged in and repeated as MLflow's own client would.

    Args:
        uri: The server.
        route: What is asked.
        field: Where the records are in the answer.
        body: The question.
        token: The page; ``None`` is the first.
    """
    from mlflow.utils.credentials import get_default_host_creds  # noqa: PLC0415 - only a sync
    from mlflow.utils.rest_utils import (  # noqa: PLC0415 - as above
        http_request,
        verify_rest_response,
    )

    asked = dict(body) if token is None else {**body, "page_token": token}
    endpoint = f"/api/2.0/mlflow/{route}"
    response = http_request(get_default_host_creds(uri), endpoint, "POST", json=asked)
    answer = _object(response.content) if response.status_code == 200 else None
    if answer is None:
        # That guesses the encoding and reads a page twice, but knows what else may come.
        answer = verify_rest_response(response, endpoint).json()
    return JsonPage(answer.get(field, []), answer.get("next_page_token") or None)


def _object(content: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(content)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None

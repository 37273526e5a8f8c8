"""The recorded exceptions of DataHub, mapped by our rules."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mldh_graphql.server import exceptions
from mldh_graphql.server.exceptions import (
    DataHubGraphQLException,
    ErrorCode,
    JavaError,
    JavaException,
    JavaThrowable,
    RuntimeJavaException,
    caused_by,
    graphql_error,
)

VECTORS = json.loads((Path(__file__).parent / "data" / "error_vectors.json").read_text("utf-8"))

RENAMED = {"Exception": JavaException, "RuntimeException": RuntimeJavaException, "Error": JavaError}


def throwable(short_name: str, message: str | None) -> JavaThrowable:
    """Build the Python exception that stands for the Java class of this name."""
    name, _, code = short_name.partition(":")
    if code:
        return DataHubGraphQLException(message, ErrorCode[code])
    kind = RENAMED.get(name) or getattr(exceptions, name)
    built = kind(message)
    assert isinstance(built, JavaThrowable)
    return built


def chained(chain: list[dict[str, Any]]) -> JavaThrowable:
    """Build the outermost exception of a recorded chain."""
    outer: JavaThrowable | None = None
    for link in reversed(chain):
        cause, outer = outer, throwable(link["class"], link["message"])
        if cause is not None and link.get("causeOnly"):
            caused_by(outer, cause)
        else:
            outer.__cause__ = cause
    assert outer is not None
    return outer


def messages(exc: BaseException | None) -> list[str | None]:
    """List the messages of a chain, outermost first."""
    found: list[str | None] = []
    while exc is not None:
        assert isinstance(exc, JavaThrowable)
        found.append(exc.message)
        exc = exc.__cause__
    return found


@pytest.mark.parametrize("vector", [pytest.param(v, id=v["id"]) for v in VECTORS])
def test_clients_see_the_message_and_code_that_datahub_gave(vector: dict[str, Any]) -> None:
    """The chain's messages, the shown message and the extensions equal the recorded ones."""
    outer = chained(vector["chain"])

    message, extensions = graphql_error(outer)

    assert messages(outer) == vector["javaMessages"]
    assert (message, extensions["code"], extensions) == (
        vector["message"],
        vector["code"],
        vector["extensions"],
    )

"""The explorer: GraphQL operations that a visitor types, sent to the very API as they are."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import httpx
from graphql import GraphQLSyntaxError, parse, print_ast

from mldh_graphql.page.catalogue import SERVER
from mldh_graphql.page.examples import BY_SLUG, EXAMPLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mldh_graphql.session import HTTPTransport

_FIRST = EXAMPLES[0]


@dataclass(frozen=True, slots=True)
class Location:
    """A place in the visitor's document, from 1.

    Attributes:
        line: The line.
        column: The column.
        text: What the line says.
    """

    line: int
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with an operation.

    Attributes:
        message: What the server says about it.
        locations: The places that it means.
    """

    message: str
    locations: tuple[Location, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What came of an operation.

    Attributes:
        problems: What is wrong with it.
        answer: The server's answer, indented; empty when nothing was sent.
        status: The HTTP status of the answer.
        millis: How long the answer took.
    """

    problems: tuple[Problem, ...] = ()
    answer: str = ""
    status: int = 0
    millis: float = 0.0


@dataclass(frozen=True, slots=True)
class Operation:
    """What stands in the explorer's fields.

    Attributes:
        document: The GraphQL document.
        variables: Its variables, as JSON; may be empty.
        name: Which of the document's operations; may be empty when there is just one.
    """

    document: str
    variables: str = ""
    name: str = ""

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> Operation:
        """Return what an address or a form says; an example where it says nothing."""
        chosen = BY_SLUG.get(fields.get("example", ""), _FIRST)
        if "query" not in fields:
            return cls(chosen.document, chosen.variables)
        document = fields["query"].replace("\r\n", "\n")
        variables = fields.get("variables", "").replace("\r\n", "\n")
        return cls(document, variables, fields.get("operationName", "").strip())


async def run(transport: HTTPTransport, token: str | None, operation: Operation) -> Result:
    """Send an operation to the API and return what came of it.

    Args:
        transport: Leads to the API; the server records the request as anyone's.
        token: What the visitor signed in with.
        operation: What to send.
    """
    try:
        variables = json.loads(operation.variables) if operation.variables.strip() else None
    except ValueError as error:
        return Result((Problem(f"The variables are not JSON: {error}"),))
    body = {"query": operation.document, "variables": variables}
    if operation.name:
        body["operationName"] = operation.name
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with httpx.AsyncClient(transport=transport, base_url=SERVER, trust_env=False) as http:
        begun = time.perf_counter()
        answer = await http.post("/api/graphql", json=body, headers=headers)
        millis = (time.perf_counter() - begun) * 1000
    try:
        said = answer.json()
    except ValueError:
        # As DataHub does: what is no request is answered without a word.
        said, text = None, answer.text
        problem = f"The server answers with status {answer.status_code}"
        problem += ": variables are a JSON object." if variables is not None else "."
        return Result((Problem(problem),), text, answer.status_code, millis)
    problems = _problems(said, operation.document)
    return Result(
        problems, json.dumps(said, indent=2, ensure_ascii=False), answer.status_code, millis
    )


def formatted(operation: Operation) -> tuple[Operation, Result | None]:
    """Return an operation as GraphQL is usually written, or what keeps it from being so."""
    if "#" in operation.document:
        refusal = Problem("Not formatted: the comments (#) would be lost.")
        return operation, Result((refusal,))
    try:
        document = print_ast(parse(operation.document)) + "\n"
    except GraphQLSyntaxError as error:
        places = tuple(
            _location(at.line, at.column, operation.document) for at in error.locations or ()
        )
        return operation, Result((Problem(error.message, places),))
    return Operation(document, operation.variables, operation.name), None


def _problems(said: object, document: str) -> tuple[Problem, ...]:
    errors = said.get("errors") if isinstance(said, dict) else None
    if not isinstance(errors, list):
        return ()
    return tuple(_problem(each, document) for each in errors if isinstance(each, dict))


def _problem(error: Mapping[str, object], document: str) -> Problem:
    places = cast("list[dict[str, int]] | None", error.get("locations")) or []
    return Problem(
        str(error.get("message", "")),
        tuple(_location(at["line"], at["column"], document) for at in places),
    )


def _location(line: int, column: int, document: str) -> Location:
    lines = document.splitlines()
    return Location(line, column, lines[line - 1] if 0 < line <= len(lines) else "")

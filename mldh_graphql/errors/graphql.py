"""Answers of DataHub that are errors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from mldh_graphql.errors.root import DataHubMLError
from mldh_graphql.errors.wording import sentences, shortened

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "BadRequestError",
    "ConflictError",
    "EntityNotFoundError",
    "ErrorDetail",
    "GraphQLError",
    "PermissionDeniedError",
    "ServerError",
]


@dataclass(frozen=True, slots=True)
class ErrorDetail:
    """One entry of a GraphQL answer's ``errors``.

    Attributes:
        message: What DataHub said.
        path: Where in the answer, such as ``("mlModel", "properties")``.
        code: DataHub's ``extensions.code`` (400, 403, 404, 409, 500), ``None`` if there is none.
        classification: DataHub's ``extensions.type`` or graphql-java's
            ``extensions.classification``.
    """

    message: str
    path: tuple[str | int, ...] = ()
    code: int | None = None
    classification: str | None = None

    def __str__(self) -> str:
        notes = []
        if self.code is not None:
            notes.append(f"code {self.code}")
        if self.path:
            notes.append("at " + ".".join(str(step) for step in self.path))
        said = shortened(self.message) or "no message"
        return f"{said} ({', '.join(notes)})" if notes else said


class GraphQLError(DataHubMLError):
    """DataHub answered, and the answer is an error.

    Attributes:
        operation: What was asked, for example ``getMLModel``.
        errors: The entries of ``errors``; empty where the client itself came to the conclusion.
        data: What the answer held besides the errors; ``None`` if nothing.
        urn: The entity that it is about, if it is about one.
        reason: Why, in one line.
    """

    advice: ClassVar[str] = ""

    def __init__(
        self,
        *,
        operation: str,
        errors: Sequence[ErrorDetail] = (),
        data: Mapping[str, object] | None = None,
        urn: str | None = None,
        reason: str | None = None,
        advice: str | None = None,
    ) -> None:
        if reason is None:
            reason = str(errors[0]) if errors else "DataHub reported an error without details"
            if len(errors) > 1:
                reason += f"; and {len(errors) - 1} more in .errors"
        failed = f"{operation} failed for {shortened(urn)}" if urn else f"{operation} failed"
        super().__init__(
            sentences(f"{failed}: {reason}", self.advice if advice is None else advice)
        )
        self.operation = operation
        self.errors = tuple(errors)
        self.data = data
        self.urn = urn
        self.reason = reason


class BadRequestError(GraphQLError):
    """Code 400: DataHub did not accept the question or the values in it."""


class PermissionDeniedError(GraphQLError):
    """Code 403: the token's user may not do this."""

    advice = "Ask an administrator for the privilege, or use another token"


class EntityNotFoundError(GraphQLError):
    """DataHub does not have the entity that was asked for."""

    advice = "Check the name, platform and env in the URN, or create the entity first"


class ConflictError(GraphQLError):
    """What is stored contradicts what was asked for, such as another version on the same URN."""


class ServerError(GraphQLError):
    """Code 500: DataHub failed while answering."""

    advice = "DataHub's own log has the details"

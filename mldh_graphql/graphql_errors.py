"""The ``errors`` of a GraphQL answer, as errors of the tree."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mldh_graphql.errors import (
    BadRequestError,
    ConflictError,
    DataHubMLError,
    EntityNotFoundError,
    ErrorDetail,
    GraphQLError,
    PermissionDeniedError,
    ServerError,
    UnsupportedServerError,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mldh_graphql.credentials import Redactor

UNKNOWN_VERSION = "a schema without it"

_CODES: dict[int, type[GraphQLError]] = {
    400: BadRequestError,
    403: PermissionDeniedError,
    404: EntityNotFoundError,
    409: ConflictError,
    500: ServerError,
}
_TYPE_CODES = {
    "BAD_REQUEST": 400,
    # DataHub's name for "you may not"; a missing token is HTTP 401 and never gets here.
    "UNAUTHORIZED": 403,
    "NOT_FOUND": 404,
    "CONFLICT": 409,
    "SERVER_ERROR": 500,
}
_CLASSIFICATIONS: dict[str, type[GraphQLError]] = {
    "InvalidSyntax": BadRequestError,
    "ValidationError": BadRequestError,
    # The query is too deep or too expensive.
    "ExecutionAborted": BadRequestError,
    "NullValueInNonNullableField": ServerError,
    "DataFetchingException": ServerError,
}

# graphql-java and graphql-core say it differently.
_MISSING = (
    re.compile(r"Field '(?P<name>\w+)' in type '(?P<owner>\w+)' is undefined"),
    re.compile(r"Cannot query field '(?P<name>\w+)' on type '(?P<owner>\w+)'"),
    re.compile(r"Unknown (?:field )?argument '?(?P<name>\w+)'?"),
    re.compile(r"Unknown type '?(?P<name>\w+)'?"),
)
_PATCH_NAMES = (
    "patchEntities",
    "patchEntity",
    "PatchEntityInput",
    "PatchOperationInput",
    "PatchOperationType",
    "ArrayPrimaryKeyInput",
)
_FIRST_VERSIONS: dict[str, str] = dict.fromkeys(
    _PATCH_NAMES, "patchEntities, which DataHub has from v1.3.1"
)


def error_details(errors: Sequence[object], redactor: Redactor) -> tuple[ErrorDetail, ...]:
    """Understand the entries of ``errors``, whatever is missing in them."""
    return tuple(_detail(entry, redactor) for entry in errors)


def _detail(entry: object, redactor: Redactor) -> ErrorDetail:
    if not isinstance(entry, dict):
        return ErrorDetail(message=redactor.text(str(entry)))
    message = entry.get("message")
    path = entry.get("path")
    extensions = entry.get("extensions")
    extensions = extensions if isinstance(extensions, dict) else {}
    kind = extensions.get("type") or extensions.get("classification")
    kind = kind if isinstance(kind, str) else None
    return ErrorDetail(
        message=redactor.text(message) if isinstance(message, str) else "",
        path=tuple(step for step in path if isinstance(step, str | int))
        if isinstance(path, list)
        else (),
        code=_code(extensions.get("code")) or _TYPE_CODES.get(kind or ""),
        classification=kind,
    )


def _code(value: object) -> int | None:
    if isinstance(value, str) and value.isdecimal():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def graphql_error(
    operation: str, errors: Sequence[ErrorDetail], data: dict[str, object] | None
) -> DataHubMLError:
    """Choose the error for an answer with ``errors``.

    A field or type that the server does not know counts most, then DataHub's own codes, then
    graphql-java's classifications.
    """
    for each in errors:
        if (needs := _missing(each)) is not None:
            return UnsupportedServerError(needs=needs, has=UNKNOWN_VERSION)
    return document_error(operation, errors, data)


def document_error(
    operation: str, errors: Sequence[ErrorDetail], data: dict[str, object] | None
) -> GraphQLError:
    """Choose the error for an answer with ``errors`` to a document that is not ours."""
    # The decisive error comes first in the message.
    ordered = sorted(errors, key=_weight)
    return _class_for(ordered[0])(operation=operation, errors=ordered, data=data)


def _missing(error: ErrorDetail) -> str | None:
    if error.code is not None or error.classification not in (None, "ValidationError"):
        return None
    for pattern in _MISSING:
        if match := pattern.search(error.message):
            name = match["name"]
            owner = match.groupdict().get("owner")
            return _FIRST_VERSIONS.get(name) or (f"{owner}.{name}" if owner else name)
    return None


def _weight(error: ErrorDetail) -> int:
    if error.code in _CODES:
        return 0
    return 1 if error.classification in _CLASSIFICATIONS else 2


def _class_for(error: ErrorDetail) -> type[GraphQLError]:
    if error.code in _CODES:
        return _CODES[error.code]
    if error.classification in _CLASSIFICATIONS:
        return _CLASSIFICATIONS[error.classification]
    # A variable that does not fit its type has no classification in some releases.
    return BadRequestError if error.message.startswith("Variable ") else GraphQLError

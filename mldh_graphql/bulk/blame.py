"""What a failed request tells about the items in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from mldh_graphql.bulk.report import Outcome
from mldh_graphql.errors import (
    AuthenticationError,
    BadRequestError,
    ConfigurationError,
    ConnectionFailedError,
    HTTPStatusError,
    InvalidResponseError,
    PermissionDeniedError,
    RateLimitedError,
    RequestTimeoutError,
    ServerError,
    UnsupportedServerError,
    WriteRejectedError,
)

if TYPE_CHECKING:
    from mldh_graphql.bulk.work import EntityWork
    from mldh_graphql.errors import DataHubMLError

__all__ = ["ends_everything", "is_of_the_server", "may_be_of_one", "outcome_of", "parts"]

_NUMBERED: Final = re.compile(r"Failed to create MCP for input \d+:")
_UNAVAILABLE: Final = frozenset({502, 503, 504})


def may_be_of_one(error: DataHubMLError) -> bool:
    """Whether a single item can be to blame, so that the others may get through without it."""
    if isinstance(error, HTTPStatusError):
        return error.status_code not in {401, 404, 429, *_UNAVAILABLE}
    return isinstance(
        error, WriteRejectedError | BadRequestError | PermissionDeniedError | ServerError
    )


def is_of_the_server(error: DataHubMLError) -> bool:
    """Whether the server broke, so that the same may succeed the next time."""
    return isinstance(error, ServerError) or (
        isinstance(error, HTTPStatusError) and error.status_code >= 500
    )


def is_overload(error: DataHubMLError) -> bool:
    """Whether DataHub had too much to do."""
    return isinstance(error, RateLimitedError | RequestTimeoutError) or (
        isinstance(error, HTTPStatusError) and error.status_code in _UNAVAILABLE
    )


def ends_everything(error: DataHubMLError) -> bool:
    """Whether nothing else can succeed either."""
    return isinstance(error, AuthenticationError | UnsupportedServerError | ConfigurationError)


def outcome_of(error: DataHubMLError) -> Outcome:
    """Return whether what failed so is known not to be there."""
    unknown = (ConnectionFailedError, RequestTimeoutError, InvalidResponseError)
    if isinstance(error, unknown) or is_of_the_server(error):
        return Outcome.UNKNOWN
    return Outcome.FAILED


def parts(works: list[EntityWork], error: DataHubMLError) -> list[list[EntityWork]]:
    """Divide what failed together: all others and the one that is named, else halves."""
    named = _named(works, error)
    if named is not None:
        return [[work for work in works if work is not named], [named]]
    middle = len(works) // 2
    return [works[:middle], works[middle:]]


def _named(works: list[EntityWork], error: DataHubMLError) -> EntityWork | None:
    if not isinstance(error, WriteRejectedError):
        return None
    if _NUMBERED.search(error.reason):
        return next((work for work in works if work.urn == error.urn), None)
    # One URN can be the beginning of another, so the longest that is mentioned is meant.
    mentioned = [work for work in works if work.urn in error.reason]
    return max(mentioned, key=lambda work: len(work.urn), default=None)

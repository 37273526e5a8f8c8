"""Requests that got no usable answer."""

from __future__ import annotations

from typing import ClassVar

from mldh_graphql.errors.root import DataHubMLError
from mldh_graphql.errors.wording import sentences, shortened

__all__ = [
    "AuthenticationError",
    "ConnectionFailedError",
    "HTTPStatusError",
    "InvalidResponseError",
    "RateLimitedError",
    "RequestError",
    "RequestTimeoutError",
]


class RequestError(DataHubMLError):
    """The server gave no usable answer.

    Attributes:
        operation: What was asked, for example ``getMLModel``.
        server: The address that was asked, without credentials; ``None`` if unknown.
        reason: What went wrong, in the words of whoever noticed.
    """

    advice: ClassVar[str] = ""

    def __init__(
        self, *, operation: str, reason: str, server: str | None = None, advice: str | None = None
    ) -> None:
        asked = f"{operation} failed at {server}" if server else f"{operation} failed"
        super().__init__(
            sentences(f"{asked}: {shortened(reason)}", self.advice if advice is None else advice)
        )
        self.operation = operation
        self.server = server
        self.reason = reason


class ConnectionFailedError(RequestError):
    """The server could not be reached, or the connection ended before the answer did."""

    advice = (
        "Check the address, that DataHub is running and that no proxy is in between; "
        "repeating a write is safe"
    )


class RequestTimeoutError(RequestError):
    """No answer came in time. A write may have happened all the same."""

    advice = (
        "If it was a write, it may have happened: repeating it is safe, "
        "or read the entity to see. A longer timeout helps a slow server"
    )


class HTTPStatusError(RequestError):
    """The server answered with an HTTP status that is not success.

    Attributes:
        status_code: The HTTP status.
    """

    def __init__(
        self,
        *,
        operation: str,
        status_code: int,
        reason: str,
        server: str | None = None,
        advice: str | None = None,
    ) -> None:
        said = f"HTTP {status_code}: {reason}" if reason else f"HTTP {status_code}"
        super().__init__(operation=operation, reason=said, server=server, advice=advice)
        self.reason = reason
        self.status_code = status_code


class AuthenticationError(HTTPStatusError):
    """HTTP 401: there is no token, or DataHub does not accept it."""

    advice = (
        "Pass token=, set DATAHUB_GMS_TOKEN or create a new personal access token in "
        "DataHub's settings"
    )


class RateLimitedError(HTTPStatusError):
    """HTTP 429: the server asks for fewer requests, and waiting did not help.

    Attributes:
        retry_after: Seconds to wait as the server said, or ``None`` if it did not say.
    """

    advice = "Ask for less at once or wait before trying again"

    def __init__(
        self,
        *,
        operation: str,
        status_code: int = 429,
        reason: str,
        retry_after: float | None = None,
        server: str | None = None,
        advice: str | None = None,
    ) -> None:
        super().__init__(
            operation=operation,
            status_code=status_code,
            reason=reason,
            server=server,
            advice=advice,
        )
        self.retry_after = retry_after


class InvalidResponseError(RequestError):
    """The answer is not DataHub's: HTML, a login page, no JSON, or not the shape expected."""

    advice = (
        "Check that the address is DataHub's GMS (usually port 8080) or its frontend's "
        "/api/gms with a token"
    )

"""Why no answer came, as an error of the tree and whether trying again makes sense."""

from __future__ import annotations

import socket
import ssl
from typing import TYPE_CHECKING

from mldh_graphql.errors import ConnectionFailedError, InvalidResponseError, RequestTimeoutError
from mldh_graphql.retries import Again, Failure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mldh_graphql.credentials import Redactor
    from mldh_graphql.server_url import ServerURL

_NOT_SENT = "Nothing was sent"


class ConnectionFailures:
    """Explains the failures of connections to one server.

    Args:
        server: The server, for messages.
        redactor: Knows what must not be repeated.
    """

    def __init__(self, server: ServerURL, redactor: Redactor) -> None:
        self._server = server
        self._redactor = redactor

    def unreachable(self, error: BaseException, operation: str) -> Failure:
        """No connection could be made, so nothing was sent."""
        causes = list(_causes(error))
        if any(isinstance(each, ssl.SSLError) or _speaks_of_tls(each) for each in causes):
            return self._tls(error, causes, operation)
        if any(isinstance(each, socket.gaierror) for each in causes):
            reason = f"the name {self._server.host!r} could not be resolved"
        elif any(isinstance(each, ConnectionRefusedError) for each in causes):
            reason = f"nothing answers on port {self._server.port}: the connection was refused"
        else:
            reason = f"no connection: {self._said(error)}"
        return self._failed(error, operation, reason, again=Again.ALWAYS)

    def _tls(self, error: BaseException, causes: list[BaseException], operation: str) -> Failure:
        if any(
            isinstance(each, ssl.SSLCertVerificationError)
            or "CERTIFICATE_VERIFY_FAILED" in str(each)
            for each in causes
        ):
            advice = "Pass the CA bundle that signed it as verify=, or check the host's name"
            reason = f"the server's certificate was not accepted: {self._said(error)}"
        else:
            advice = (
                "If that port does not speak TLS (GMS on port 8080 does not by itself), "
                f"write http:// in server={self._server.root!r}"
            )
            reason = f"no TLS connection: {self._said(error)}"
        return self._failed(error, operation, reason, advice=advice)

    def proxy_refused(self, error: BaseException, operation: str) -> Failure:
        """The proxy in between did not make the connection."""
        said = self._said(error)
        return self._failed(
            error,
            operation,
            f"the proxy made no connection: {said}",
            advice="Check proxy=, HTTP_PROXY, HTTPS_PROXY and NO_PROXY, and the proxy's password",
            # A proxy that says 4xx says so every time.
            again=Again.NEVER if said[:1] == "4" else Again.ALWAYS,
        )

    def dropped(self, error: BaseException, operation: str) -> Failure:
        """The connection ended before the answer did."""
        if "illegal status line" in str(error):
            advice = (
                "If that port speaks TLS, write https:// in "
                f"server={self._server.root!r}; otherwise it is another service's port"
            )
            reason = "what came is not HTTP"
            return self._failed(error, operation, reason, advice=advice)
        if "location header" in str(error):
            return Failure(
                InvalidResponseError(
                    operation=operation,
                    reason="it redirects to an address that is none",
                    server=self._server.root,
                ),
                cause=self._shown_cause(error),
            )
        return self._failed(
            error,
            operation,
            f"the connection ended before the answer did: {self._said(error)}",
            again=Again.IF_IDEMPOTENT,
        )

    def connect_timeout(self, error: BaseException, operation: str, seconds: float) -> Failure:
        """No connection could be made in time, so nothing was sent."""
        reason = f"no connection was made within {seconds:g} s"
        return self._late(error, operation, reason, Again.ALWAYS, advice=_NOT_SENT)

    def pool_timeout(self, error: BaseException, operation: str, seconds: float) -> Failure:
        """All connections were busy, so nothing was sent."""
        return self._late(
            error,
            operation,
            f"all connections were busy for {seconds:g} s",
            Again.NEVER,
            advice=f"{_NOT_SENT}. Send less at once, or allow more connections",
        )

    def timeout(self, error: BaseException, operation: str, seconds: float) -> Failure:
        """The answer stayed away after something was sent."""
        reason = f"nothing came within {seconds:g} s"
        return self._late(error, operation, reason, Again.IF_IDEMPOTENT)

    def unreadable(self, error: BaseException, operation: str) -> Failure:
        """The answer's compression is broken."""
        failure = InvalidResponseError(
            operation=operation,
            reason=f"the answer could not be decompressed: {self._said(error)}",
            server=self._server.root,
        )
        return Failure(failure, cause=self._shown_cause(error))

    def unsendable(self, operation: str) -> Failure:
        """HTTP does not allow the request; its text would quote the header, so it is not used."""
        failure = ConnectionFailedError(
            operation=operation,
            reason="the request is not valid HTTP",
            server=self._server.root,
            advice="Check the headers that were configured",
        )
        return Failure(failure)

    def _late(
        self,
        error: BaseException,
        operation: str,
        reason: str,
        again: Again,
        *,
        advice: str | None = None,
    ) -> Failure:
        failure = RequestTimeoutError(
            operation=operation, reason=reason, server=self._server.root, advice=advice
        )
        return Failure(failure, again, cause=self._shown_cause(error))

    def _failed(
        self,
        error: BaseException,
        operation: str,
        reason: str,
        *,
        advice: str | None = None,
        again: Again = Again.NEVER,
    ) -> Failure:
        failure = ConnectionFailedError(
            operation=operation, reason=reason, server=self._server.root, advice=advice
        )
        return Failure(failure, again, cause=self._shown_cause(error))

    def _shown_cause(self, error: BaseException) -> BaseException | None:
        # A traceback prints the texts of all causes.
        texts = [str(each) for each in _causes(error)]
        return error if texts == [self._redactor.text(text) for text in texts] else None

    def _said(self, error: BaseException) -> str:
        return self._redactor.text(str(error)) or type(error).__name__


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Walk to what is behind an exception, also through groups."""
    waiting, seen = [error], set[int]()
    while waiting:
        each = waiting.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        if isinstance(each, BaseExceptionGroup):
            waiting += each.exceptions
        waiting += [other for other in (each.__cause__, each.__context__) if other is not None]


def _speaks_of_tls(error: BaseException) -> bool:
    # Transports other than httpx's own do not always keep the cause.
    return str(error).startswith("[SSL")

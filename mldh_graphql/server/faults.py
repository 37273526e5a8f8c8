"""What can go wrong between a client and DataHub, put in the way of requests on purpose."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from mldh_graphql.errors import InvalidValueError
from mldh_graphql.server.exceptions import DEFAULT_MESSAGE, ErrorCode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mldh_graphql.server.recording import RecordedRequest

__all__ = ["Fault", "FaultKind", "Faults"]

_AFTER_WRITE: Final = "-after-write"
_TIMES: Final = {"once": 1, "twice": 2, "always": None}
_LOGIN_PAGE: Final = "<!doctype html><title>Sign in</title><form>Please sign in</form>"


class FaultKind(StrEnum):
    """What becomes of a request."""

    ANSWER = "answer"
    """It is answered with something else."""
    DROP = "drop-connection"
    """The connection is closed without an answer."""
    HANG = "hang"
    """There is no answer, until the client gives up or the fault is taken away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that goes wrong, for the next request that it fits.

    Make it with `http`, `graphql_error`, `login_page`, `drop` or `hang`, and `when`; or from a
    text, which `parse` reads.

    Attributes:
        kind: What becomes of the request.
        times: For how many requests; ``None`` for all.
        after_write: Whether the request is a write, and is carried out first. Then the client
            cannot know that it was.
        operation: For which requests: the name of a GraphQL operation, or the end of a REST path;
            ``None`` for all. Health checks and ``/config`` are always answered.
        status: The HTTP status of the answer; 0 if there is none.
        body: The text of the answer.
        headers: The headers of the answer.

    Example:
        >>> from mldh_graphql.local import Fault
        >>> Fault.parse("429 twice retry-after=1") == Fault.http(429, retry_after=1).when(times=2)
        True
    """

    kind: FaultKind
    times: int | None = 1
    after_write: bool = False
    operation: str | None = None
    status: int = 0
    body: str = field(default="", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.times is not None and self.times < 1:
            raise InvalidValueError(argument="times", reason="a fault happens at least once")
        if self.kind is FaultKind.ANSWER and not 200 <= self.status <= 599:
            raise InvalidValueError(
                argument="status", reason=f"{self.status} is no HTTP status from 200 to 599"
            )

    @classmethod
    def http(
        cls,
        status: int,
        body: str = "",
        *,
        headers: Mapping[str, str] | None = None,
        retry_after: float | None = None,
    ) -> Fault:
        """Answer with an HTTP status.

        Args:
            status: The HTTP status.
            body: The text to answer with.
            headers: The headers to answer with.
            retry_after: Seconds that the client is asked to wait (``Retry-After``).

        Raises:
            InvalidValueError: It is no HTTP status.
        """
        sent = dict(headers or {})
        if retry_after is not None:
            sent["Retry-After"] = f"{retry_after:g}"
        return cls(kind=FaultKind.ANSWER, status=status, body=body, headers=sent)

    @classmethod
    def graphql_error(cls, message: str = DEFAULT_MESSAGE, *, code: int = 500) -> Fault:
        """Answer with status 200 and GraphQL's ``errors``.

        Args:
            message: What DataHub says.
            code: One of DataHub's codes: 400, 403, 404, 409, 500.

        Raises:
            InvalidValueError: DataHub has no such code.
        """
        if code not in {each.value for each in ErrorCode}:
            raise InvalidValueError(argument="code", reason=f"DataHub has no code {code}")
        extensions = {
            "code": code,
            "type": ErrorCode(code).name,
            "classification": "DataFetchingException",
        }
        errors = [{"message": message, "extensions": extensions}]
        body = json.dumps({"data": None, "extensions": {}, "errors": errors})
        return cls.http(200, body, headers={"content-type": "application/json;charset=utf-8"})

    @classmethod
    def login_page(cls) -> Fault:
        """Answer with status 200 and a page of HTML, as a proxy does that wants a login."""
        return cls.http(200, _LOGIN_PAGE, headers={"content-type": "text/html"})

    @classmethod
    def drop(cls) -> Fault:
        """Close the connection without an answer."""
        return cls(kind=FaultKind.DROP)

    @classmethod
    def hang(cls) -> Fault:
        """Give no answer."""
        return cls(kind=FaultKind.HANG)

    def when(
        self,
        *,
        times: int | None = 1,
        after_write: bool = False,
        operation: str | None = None,
    ) -> Fault:
        """Return the same fault for other requests; the arguments are those of the class.

        Raises:
            InvalidValueError: ``times`` is below 1.

        Example:
            >>> from mldh_graphql.local import Fault
            >>> datahub.inject(Fault.drop().when(after_write=True, operation="patchEntities"))
        """
        return replace(self, times=times, after_write=after_write, operation=operation)

    @classmethod
    def parse(cls, text: str) -> Fault:
        """Read a fault from words: what happens, how often, and to which requests.

        * What: an HTTP status (``500``), ``200-with-errors``, ``login-page``,
          ``drop-connection``, ``hang``; each also with ``-after-write``.
        * How often: ``once`` (if nothing is said), ``twice``, ``always``, or ``times=5``.
        * ``retry-after=1`` goes with an HTTP status.
        * ``operation=patchEntities`` waits for such a request.

        Raises:
            InvalidValueError: The text says something else.
        """
        if not isinstance(text, str):
            raise _unknown(text, "it is neither a Fault nor a text")
        words = text.split()
        if not words:
            raise _unknown(text, "it is empty")
        name, after_write = words[0], words[0].endswith(_AFTER_WRITE)
        fault = cls._named(text, name.removesuffix(_AFTER_WRITE))
        fault = replace(fault, after_write=after_write)
        for word in words[1:]:
            fault = _changed(fault, text, word)
        return fault

    @classmethod
    def of(cls, given: Fault | str) -> Fault:
        """Return the fault, or the one that the text says.

        Raises:
            InvalidValueError: It is neither.
        """
        return given if isinstance(given, Fault) else cls.parse(given)

    @classmethod
    def _named(cls, text: str, name: str) -> Fault:
        match name:
            case "200-with-errors":
                return cls.graphql_error()
            case "login-page":
                return cls.login_page()
            case "drop-connection":
                return cls.drop()
            case "hang":
                return cls.hang()
        if re.fullmatch(r"[2-5]\d\d", name):
            return cls.http(int(name))
        raise _unknown(
            text,
            f"{name!r} is no HTTP status, 200-with-errors, login-page, drop-connection or hang",
        )

    def fits(self, request: RecordedRequest) -> bool:
        """Whether it happens to a request like this."""
        if self.after_write and not request.is_write:
            return False
        wanted = self.operation
        return (
            wanted is None
            or wanted == request.operation
            or request.path.endswith(f"/{wanted.lstrip('/')}")
        )


class Faults:
    """The faults that are still to come, in order. It belongs to the server's event loop."""

    def __init__(self) -> None:
        self._coming: list[Fault] = []
        self._cleared = asyncio.Event()

    def __bool__(self) -> bool:
        return bool(self._coming)

    def add(self, faults: Iterable[Fault]) -> None:
        """Put faults behind those that are still to come."""
        self._coming += faults

    def next_for(self, request: RecordedRequest) -> Fault | None:
        """Take the first fault that fits a request."""
        for place, fault in enumerate(self._coming):
            if fault.fits(request):
                if fault.times == 1:
                    del self._coming[place]
                elif fault.times is not None:
                    self._coming[place] = replace(fault, times=fault.times - 1)
                return fault
        return None

    @property
    def cleared(self) -> asyncio.Event:
        """Is set when the faults of this moment are taken away."""
        return self._cleared

    def clear(self) -> None:
        """Take all faults away; whoever hangs is cut off."""
        self._coming.clear()
        self._cleared.set()
        self._cleared = asyncio.Event()


def _changed(fault: Fault, text: str, word: str) -> Fault:
    if word in _TIMES:
        return replace(fault, times=_TIMES[word])
    name, equals, value = word.partition("=")
    match name:
        case "times" if value.isdecimal() and int(value) > 0:
            return replace(fault, times=int(value))
        case "operation" if value:
            return replace(fault, operation=value)
        case "retry-after" if fault.kind is FaultKind.ANSWER and _is_seconds(value):
            return replace(fault, headers={**fault.headers, "Retry-After": value})
    why = "cannot be used so" if equals else "says nothing"
    raise _unknown(
        text, f"{word!r} {why}; there are once, twice, always, times=, retry-after=, operation="
    )


def _is_seconds(value: str) -> bool:
    return re.fullmatch(r"\d+(\.\d+)?", value) is not None


def _unknown(text: object, reason: str) -> InvalidValueError:
    return InvalidValueError(argument=f"fault {text!r}", reason=reason)

"""Every error this library raises, as one tree.

::

    DataHubMLError
    ├── ConfigurationError              no server, contradictory options, missing extra
    ├── InvalidValueError (ValueError)  an argument cannot be written    .argument .reason
    ├── InvalidUrnError (ValueError)    not the URN that is needed       .value .expected .reason
    ├── SystemFileError (ValueError)    an ml-system.yaml is wrong       .file .line .column .reason
    ├── SourceError                     MLflow cannot be read            .source .reason
    ├── RequestError                    no usable answer                 .operation .server .reason
    │   ├── ConnectionFailedError       refused, unreachable, cut off in the middle
    │   ├── RequestTimeoutError         no answer in time; a write may have happened
    │   ├── HTTPStatusError             an HTTP status that is no success       .status_code
    │   │   ├── AuthenticationError     401
    │   │   └── RateLimitedError        429                                     .retry_after
    │   └── InvalidResponseError        HTML, a login page, not the shape we generated for
    ├── GraphQLError                    200 with errors[]
    │   │                               .operation .errors .data .urn .reason
    │   ├── BadRequestError             400
    │   ├── PermissionDeniedError       403
    │   ├── EntityNotFoundError         404, or an answer about an entity that does not exist
    │   ├── ConflictError               409, or what is stored contradicts what was asked for
    │   └── ServerError                 500
    ├── WriteRejectedError              200, no errors[], success false         .urn .aspect .reason
    ├── BulkWriteError                  some items failed, the rest are written .report
    ├── VerificationError               read-back differs                       .report
    └── UnsupportedServerError          this DataHub is too old                 .needs .has

A message says what failed, on what, what the server said and what to do next. It never holds
variables, headers or tokens. Errors survive ``pickle`` and ``copy`` with all their attributes; the
cause (``raise … from``) belongs to the traceback and does not travel.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Self

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "AuthenticationError",
    "BadRequestError",
    "BulkWriteError",
    "ConfigurationError",
    "ConflictError",
    "ConnectionFailedError",
    "DataHubMLError",
    "EntityNotFoundError",
    "ErrorDetail",
    "GraphQLError",
    "HTTPStatusError",
    "InvalidResponseError",
    "InvalidUrnError",
    "InvalidValueError",
    "PermissionDeniedError",
    "RateLimitedError",
    "RequestError",
    "RequestTimeoutError",
    "ServerError",
    "SourceError",
    "SystemFileError",
    "UnsupportedServerError",
    "VerificationError",
    "WriteRejectedError",
    "WriteReport",
]

_LONGEST_QUOTE = 200
"""A text of the caller or the server is cut here, so that a message stays readable in a log."""


_LONGEST_REFUSAL = 1000
"""What DataHub refuses it explains at the end of a long chain of its own classes."""


def _shortened(text: str, longest: int = _LONGEST_QUOTE) -> str:
    if len(text) <= longest:
        return text
    return f"{text[:longest]}… ({len(text)} characters)"


def _sentences(*parts: str | None) -> str:
    """Join the parts that say something, each closed by a full stop."""
    said = [part.strip() for part in parts if part and part.strip()]
    return " ".join(part if part[-1] in ".!?" else f"{part}." for part in said)


class DataHubMLError(Exception):
    """The root: catch it to catch everything that this library raises on purpose.

    Attributes:
        manual: Where the manual says what the class means and what to do, as a path in the
            repository. A traceback ends with it.

    Explained in ``docs/errors.md#datahubmlerror``.
    """

    manual: ClassVar[str] = "docs/errors.md#datahubmlerror"

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        # The manual has the classes of this library; one that a caller derives is explained where
        # its parent is.
        if cls.__module__.partition(".")[0] == __name__.partition(".")[0]:
            cls.manual = f"docs/errors.md#{cls.__name__.lower()}"
            if cls.__doc__:  # not with python -OO
                cls.__doc__ = f"{cls.__doc__.rstrip()}\n\n    Explained in ``{cls.manual}``.\n"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.add_note(f"See {self.manual}")

    def __reduce__(self) -> tuple[object, ...]:
        # The default calls the class with `args`, which subclasses with keyword-only
        # attributes do not accept.
        return (_restored, (type(self), self.args), self.__dict__.copy())

    @classmethod
    def _bare(cls, args: tuple[object, ...]) -> Self:
        return cls.__new__(cls, *args)


def _restored(cls: type[DataHubMLError], args: tuple[object, ...]) -> DataHubMLError:
    return cls._bare(args)


class ConfigurationError(DataHubMLError):
    """The client cannot be set up: no server, contradictory options, or a missing extra."""


class InvalidValueError(DataHubMLError, ValueError):
    """An argument cannot be written to DataHub; nothing was sent.

    Attributes:
        argument: The argument's name, with the place inside it where that helps
            (``training_metrics['accuracy']``).
        reason: What is wrong and what is accepted.
    """

    def __init__(self, *, argument: str, reason: str) -> None:
        super().__init__(_sentences(f"{argument}: {reason}"))
        self.argument = argument
        self.reason = reason


class InvalidUrnError(DataHubMLError, ValueError):
    """A text is not the kind of URN that is needed; nothing was sent.

    Attributes:
        value: The text as it was given.
        expected: What was needed, for example ``urn:li:mlModel:(<platform urn>,<name>,<env>)``.
        reason: The part that is wrong and what is accepted there.
    """

    def __init__(self, *, value: str, expected: str, reason: str) -> None:
        super().__init__(_sentences(f"{_shortened(value)!r} is not {expected}: {reason}"))
        self.value = value
        self.expected = expected
        self.reason = reason


class SystemFileError(DataHubMLError, ValueError):
    """A description of an ML system, such as ``ml-system.yaml``, is wrong; nothing was sent.

    Attributes:
        file: The file's name.
        line: The line, counted from 1.
        column: The column, counted from 1.
        reason: What is wrong and what is accepted.
    """

    def __init__(self, *, file: str, line: int, column: int, reason: str) -> None:
        super().__init__(_sentences(f"{file}, line {line}, column {column}: {reason}"))
        self.file = file
        self.line = line
        self.column = column
        self.reason = reason


class SourceError(DataHubMLError):
    """A system from which metadata is taken, such as MLflow, cannot be read.

    What was written before stays; repeating the call goes on from there.

    Attributes:
        source: The system's address, without credentials.
        reason: What it said, and what to do.
    """

    def __init__(self, *, source: str, reason: str) -> None:
        super().__init__(_sentences(f"{source}: {_shortened(reason, _LONGEST_REFUSAL)}"))
        self.source = source
        self.reason = reason


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
            _sentences(f"{asked}: {_shortened(reason)}", self.advice if advice is None else advice)
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
        said = _shortened(self.message) or "no message"
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
        failed = f"{operation} failed for {_shortened(urn)}" if urn else f"{operation} failed"
        super().__init__(
            _sentences(f"{failed}: {reason}", self.advice if advice is None else advice)
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


class WriteRejectedError(DataHubMLError):
    """DataHub refused a write: HTTP 200, no ``errors``, ``success: false``.

    Attributes:
        urn: The entity.
        aspect: The aspect that was patched, or ``None`` if the refusal is not about one.
        reason: What DataHub said.
    """

    def __init__(
        self, *, urn: str, aspect: str | None, reason: str | None, advice: str | None = None
    ) -> None:
        said = reason or "DataHub gave no reason"
        target = f"{aspect} of {_shortened(urn)}" if aspect else _shortened(urn)
        super().__init__(
            _sentences(
                f"DataHub refused to write {target}: {_shortened(said, _LONGEST_REFUSAL)}", advice
            )
        )
        self.urn = urn
        self.aspect = aspect
        self.reason = said


@dataclass(frozen=True, slots=True)
class WriteReport:
    """What became of the items of a write that took several requests.

    Attributes:
        written: The URNs that DataHub has acknowledged.
        failed: The error of every URN that failed.
    """

    written: tuple[str, ...] = ()
    failed: Mapping[str, DataHubMLError] = field(default_factory=dict)

    def __str__(self) -> str:
        lines = [f"{len(self.written)} written, {len(self.failed)} failed"]
        lines += [f"  {_shortened(urn)}: {error}" for urn, error in list(self.failed.items())[:5]]
        if len(self.failed) > 5:
            lines.append(f"  and {len(self.failed) - 5} more in .report.failed")
        return "\n".join(lines)


class BulkWriteError(DataHubMLError):
    """Some items of a write failed; the rest were written and stay written.

    Attributes:
        report: Which were written, and why the others were not.
    """

    def __init__(self, *, report: WriteReport) -> None:
        super().__init__(f"{report}\nRepeat the failed ones; what was written stays written.")
        self.report = report


class VerificationError(DataHubMLError):
    """What DataHub has differs from what was described.

    Attributes:
        report: The differences; ``str(report)`` lists them.
    """

    def __init__(self, *, report: object) -> None:
        super().__init__(f"DataHub has something else than was described:\n{report}")
        self.report = report


class UnsupportedServerError(DataHubMLError):
    """This DataHub is too old for what was asked.

    Attributes:
        needs: What is needed, for example ``patchEntities (DataHub 1.3.1)``.
        has: What the server has, for example ``DataHub 1.2.0``.
    """

    def __init__(self, *, needs: str, has: str) -> None:
        super().__init__(f"This needs {needs}, but the server has {has}. Upgrade DataHub.")
        self.needs = needs
        self.has = has

"""DataHub's Java exceptions as Python exceptions, and what GraphQL clients see of them.

What a client is told depends on Java classes and on cause chains, so both are kept:
a Python class stands for each Java class, and ``__cause__`` for its cause.

    JavaThrowable
    ├── JavaError
    └── JavaException
        ├── IOException, ExecutionException, URISyntaxException, RemoteInvocationException
        └── RuntimeJavaException
            ├── CompletionException, NullPointerException, ClassCastException,
            │   UnsupportedOperationException, IndexOutOfBoundsException,
            │   TemplateOutputCastException, EntityValidationException
            ├── IllegalStateException
            ├── IllegalArgumentException ── NumberFormatException
            └── GraphQLException
                ├── AuthenticationException
                ├── ValidationException
                └── DataHubGraphQLException ── AuthorizationException
"""
# ruff: noqa: N818 - the names are those of the Java classes, which end in Exception

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, ClassVar, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mldh_graphql.server.json_types import JsonObject

DEFAULT_MESSAGE = "An unknown error occurred."
"""What clients read when an exception has nothing to say."""


class ErrorCode(IntEnum):
    """DataHub's error codes: the name is ``extensions.type``, the number ``extensions.code``."""

    BAD_REQUEST = 400
    UNAUTHORIZED = 403
    NOT_FOUND = 404
    CONFLICT = 409
    SERVER_ERROR = 500


class JavaThrowable(Exception):
    """Anything that Java can throw.

    Attributes:
        message: Java's ``getMessage()``: ``None`` and ``""`` are different things.
        java_name: The Java class with its package.
    """

    java_name: ClassVar[str] = "java.lang.Throwable"
    message: str | None

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return self.message or ""

    def java_text(self) -> str | None:
        """Return Java's ``toString()``: the class, and the message if there is one."""
        return self.java_name if self.message is None else f"{self.java_name}: {self.message}"


class JavaError(JavaThrowable):
    """Java's ``Error``: not an exception, so no class of exception matches it."""

    java_name = "java.lang.Error"


class JavaException(JavaThrowable):
    """Java's ``Exception``."""

    java_name = "java.lang.Exception"


class IOException(JavaException):
    """A checked exception: its text is never shown, except as a root cause."""

    java_name = "java.io.IOException"


class ExecutionException(JavaException):
    """A checked exception: its text is never shown, except as a root cause."""

    java_name = "java.util.concurrent.ExecutionException"


class URISyntaxException(JavaException):
    """A text is not a URN."""

    java_name = "java.net.URISyntaxException"


class RemoteInvocationException(JavaException):
    """An internal call failed."""

    java_name = "com.linkedin.r2.RemoteInvocationException"


class RuntimeJavaException(JavaException):
    """Java's ``RuntimeException``: its text is shown, with code 500."""

    java_name = "java.lang.RuntimeException"


class CompletionException(RuntimeJavaException):
    """An asynchronous resolver failed."""

    java_name = "java.util.concurrent.CompletionException"


class NullPointerException(RuntimeJavaException):
    """DataHub met an absent value that it relies on."""

    java_name = "java.lang.NullPointerException"


class ClassCastException(RuntimeJavaException):
    """A value is not of the class that DataHub relies on."""

    java_name = "java.lang.ClassCastException"


class IndexOutOfBoundsException(RuntimeJavaException):
    """A list or a URN has fewer parts than DataHub relies on."""

    java_name = "java.lang.IndexOutOfBoundsException"


class ArrayIndexOutOfBoundsException(IndexOutOfBoundsException):
    """An array has fewer elements than DataHub relies on."""

    java_name = "java.lang.ArrayIndexOutOfBoundsException"


class UnsupportedOperationException(RuntimeJavaException):
    """DataHub does not do this."""

    java_name = "java.lang.UnsupportedOperationException"


class TemplateOutputCastException(RuntimeJavaException):
    """A stored value is not of its field's type."""

    java_name = "com.linkedin.data.template.TemplateOutputCastException"


class EntityValidationException(RuntimeJavaException):
    """An entity or aspect was refused; unlike `ValidationException` this is a 500."""

    java_name = "com.linkedin.metadata.entity.validation.ValidationException"


class IllegalStateException(RuntimeJavaException):
    """Something is not as it must be: code 500."""

    java_name = "java.lang.IllegalStateException"


class IllegalArgumentException(RuntimeJavaException):
    """An argument is not as it must be: code 400."""

    java_name = "java.lang.IllegalArgumentException"


class NumberFormatException(IllegalArgumentException):
    """A text is not a number: code 400."""

    java_name = "java.lang.NumberFormatException"


class GraphQLException(RuntimeJavaException):
    """An exception of the GraphQL engine."""

    java_name = "graphql.GraphQLException"

    def java_text(self) -> str | None:
        """Return the message alone, as graphql-java's ``toString()`` does."""
        return self.message


class AuthenticationException(GraphQLException):
    """The actor is unknown."""

    java_name = "com.linkedin.datahub.graphql.exception.AuthenticationException"


class ValidationException(GraphQLException):
    """GraphQL input was refused: code 400, stronger than every other class."""

    java_name = "com.linkedin.datahub.graphql.exception.ValidationException"


class DataHubGraphQLException(GraphQLException):
    """An exception that carries its own code.

    Attributes:
        code: What clients read as ``extensions.code`` and ``extensions.type``.
    """

    java_name = "com.linkedin.datahub.graphql.exception.DataHubGraphQLException"
    code: ErrorCode

    def __init__(self, message: str | None, code: ErrorCode) -> None:
        super().__init__(message)
        self.code = code


class AuthorizationException(DataHubGraphQLException):
    """The actor may not do this: code 403."""

    java_name = "com.linkedin.datahub.graphql.exception.AuthorizationException"

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message, ErrorCode.UNAUTHORIZED)


ExceptionT = TypeVar("ExceptionT", bound=JavaThrowable)


def caused_by(exception: ExceptionT, cause: BaseException) -> ExceptionT:
    """Return the exception as Java's ``new X(cause)`` makes it: its text is that of the cause.

    Args:
        exception: The outer exception; its message is replaced.
        cause: What it wraps; becomes ``__cause__``.
    """
    exception.__cause__ = cause
    if isinstance(cause, JavaThrowable):
        exception.message = cause.java_text()
    else:
        exception.message = f"{type(cause).__name__}: {cause}"
    return exception


def graphql_error(exc: BaseException) -> tuple[str, JsonObject]:
    """Return what a GraphQL client sees of an exception: the message, and the error's extensions.

    The strongest class anywhere in the cause chain decides. An exception that has nothing
    to say never decides: a refusal without text is a 500 like any other.

    Args:
        exc: The outermost exception; its causes are those of ``__cause__``.

    Returns:
        The message, and ``{"code": ..., "type": ...}``.
    """
    message = DEFAULT_MESSAGE
    code = ErrorCode.SERVER_ERROR
    if invalid := _first(exc, IllegalArgumentException):
        message, code = _text(invalid), ErrorCode.BAD_REQUEST
    if coded := _first(exc, DataHubGraphQLException):
        message, code = _text(coded), coded.code
    if refused := _first(exc, ValidationException):
        message, code = _text(refused), ErrorCode.BAD_REQUEST
    for weaker in (IllegalStateException, RuntimeJavaException):
        found = _first(exc, weaker)
        if message == DEFAULT_MESSAGE and found is not None:
            message, code = _text(found), ErrorCode.SERVER_ERROR
    return message, {"code": code.value, "type": code.name}


def _chain(exc: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    link: BaseException | None = exc
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.__cause__


def _first(exc: BaseException, kind: type[ExceptionT]) -> ExceptionT | None:
    return next((link for link in _chain(exc) if isinstance(link, kind)), None)


def _text(exc: JavaThrowable) -> str:
    causes: dict[str, None] = {}
    for link in _chain(exc):
        said = link.message if isinstance(link, JavaThrowable) else str(link)
        if said and said != exc.message:
            causes[said] = None
    parts = [exc.message] if exc.message else []
    if causes:
        parts.append("Root cause: " + ". ".join(causes))
    return ". ".join(parts) or DEFAULT_MESSAGE

"""What is wrong with what the library was given; nothing was sent."""

from __future__ import annotations

from mldh_graphql.errors.root import DataHubMLError
from mldh_graphql.errors.wording import LONGEST_REFUSAL, sentences, shortened

__all__ = [
    "ConfigurationError",
    "InvalidUrnError",
    "InvalidValueError",
    "SourceError",
    "SystemFileError",
]


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
        super().__init__(sentences(f"{argument}: {reason}"))
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
        super().__init__(sentences(f"{shortened(value)!r} is not {expected}: {reason}"))
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
        super().__init__(sentences(f"{file}, line {line}, column {column}: {reason}"))
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
        super().__init__(sentences(f"{source}: {shortened(reason, LONGEST_REFUSAL)}"))
        self.source = source
        self.reason = reason

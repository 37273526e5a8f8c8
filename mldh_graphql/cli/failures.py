"""What a failure means to whoever started ``mldh``: an exit code and one sentence."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from mldh_graphql import errors

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ExitCode", "exit_code_of", "sentence_of"]


class ExitCode(IntEnum):
    """How ``mldh`` ends."""

    OK = 0
    """It is as asked."""
    FINDINGS = 1
    """It is not as asked: differences, findings, something missing, or a write that was refused."""
    USAGE = 2
    """The command, a file or a value cannot be used; nothing was sent."""
    CONNECTION = 3
    """DataHub could not be reached, did not answer as DataHub does, or does not allow it."""
    BUG = 70
    """A bug in mldh; ``--debug`` shows where."""
    INTERRUPTED = 130
    """The user pressed Ctrl-C."""
    BROKEN_PIPE = 141
    """Whoever read the output stopped reading."""


_CODES: Mapping[type[errors.DataHubMLError], ExitCode] = {
    errors.ConfigurationError: ExitCode.USAGE,
    errors.InvalidUrnError: ExitCode.USAGE,
    errors.InvalidValueError: ExitCode.USAGE,
    errors.SystemFileError: ExitCode.USAGE,
    errors.RequestError: ExitCode.CONNECTION,
    errors.PermissionDeniedError: ExitCode.CONNECTION,
    errors.ServerError: ExitCode.CONNECTION,
    errors.SourceError: ExitCode.CONNECTION,
    errors.UnsupportedServerError: ExitCode.CONNECTION,
}

_IN_OPTIONS = (
    ("Pass token=, set DATAHUB_GMS_TOKEN", "Set DATAHUB_GMS_TOKEN, give --token-file"),
    ("pass token=", "give --token-file"),
    ("server=", "--server "),
    ("as verify=", "with --ca-bundle"),
    ("Check proxy=", "Check --proxy"),
    ("missing_ok=True leaves such entities out", "`mldh find` finds what there is"),
    ("client.restore shows it again", "`mldh restore` shows it again"),
    ("prune=True removes them", "--prune removes them"),
    (" in .errors", ""),
)
"""What the library says about its arguments, and what it is called here."""


def exit_code_of(error: Exception) -> ExitCode:
    """Return how ``mldh`` ends after an error."""
    if isinstance(error, errors.BulkWriteError):
        return max(map(exit_code_of, error.report.failed.values()), default=ExitCode.FINDINGS)
    if isinstance(error, errors.WriteRejectedError) and "unauthorized" in error.reason.lower():
        # DataHub reports missing rights as a refusal of the write.
        return ExitCode.CONNECTION
    if isinstance(error, errors.DataHubMLError):
        for kind, code in _CODES.items():
            if isinstance(error, kind):
                return code
        return ExitCode.FINDINGS
    usage = isinstance(error, OSError) or _missing_package(error) is not None
    return ExitCode.USAGE if usage else ExitCode.BUG


def in_options(text: str) -> str:
    """Return what the library says, in terms of options instead of arguments."""
    for said, meant in _IN_OPTIONS:
        text = text.replace(said, meant)
    return text


def sentence_of(error: Exception) -> str:
    """Return what went wrong and what to do next."""
    if isinstance(error, errors.DataHubMLError):
        notes = [str(each) for each in getattr(error, "__notes__", ())]
        return in_options(" ".join([str(error), *(f"({note})" for note in notes)]))
    if (package := _missing_package(error)) is not None:
        return f"this needs {package}, which is not installed: pip install 'mldh-graphql[cli]'"
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    if isinstance(error, OSError):
        return str(error)
    return (
        f"this is a bug in mldh: {type(error).__name__}: {error}. "
        "Please report it with what --debug shows."
    )


def _missing_package(error: Exception) -> str | None:
    """Return the package without which this installation cannot do what was asked."""
    if not isinstance(error, ModuleNotFoundError) or error.name is None:
        return None
    package = error.name.partition(".")[0]
    return None if package == "mldh_graphql" else package

"""Runs the program: errors become one sentence and an exit code."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING

import click

from mldh_graphql.cli.program import mldh
from mldh_graphql.cli.settings import Interrupted, Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["run"]


def run(arguments: Sequence[str]) -> int:
    """Run ``mldh`` and return its exit code.

    Args:
        arguments: The arguments, without the program's name.
    """
    settings = Settings()
    # Names in DataHub may hold what the terminal's encoding does not have.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _run(arguments, settings)
        sys.stdout.flush()
    except BrokenPipeError:
        # What is still buffered goes nowhere, and must not fail again when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    return code


def _run(arguments: Sequence[str], settings: Settings) -> int:
    try:
        result: object = mldh.main(
            list(arguments), prog_name="mldh", standalone_mode=False, obj=settings
        )
    except click.ClickException as error:
        return _misused(error, settings, arguments)
    except (Interrupted, KeyboardInterrupt, click.Abort):
        if sys.stderr.isatty():
            sys.stderr.write("\n")  # behind the ^C
        _complain(settings.on_interrupt() if settings.on_interrupt else "interrupted")
        return 130
    except SystemExit as end:
        # So click ends after completing words, with 0, and when its reader has gone away.
        return 141 if end.code else 0
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, it ends here
        return _failed(error, settings)
    return result if isinstance(result, int) else 0


def _misused(error: click.ClickException, settings: Settings, arguments: Sequence[str]) -> int:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        if settings.json or "--json" in arguments:
            _answer_error("UsageError", "a command is missing", 2)
        sys.stderr.write(f"{error.format_message()}\n")
        return 2
    context = error.ctx if isinstance(error, click.UsageError) else None
    said = error.format_message().rstrip(".")
    advice = f" See {context.command_path} --help." if context else ""
    message = f"{said}.{advice}"
    # The option may stand behind what could not be understood.
    if settings.json or "--json" in arguments:
        _answer_error("UsageError", message, 2)
    _complain(message)
    return 2


def _failed(error: Exception, settings: Settings) -> int:
    from mldh_graphql.cli.failures import (  # noqa: PLC0415 - `mldh --help` does without
        exit_code_of,
        sentence_of,
    )

    code, message = exit_code_of(error), sentence_of(error)
    if settings.debug:
        import traceback  # noqa: PLC0415 - seldom needed

        traceback.print_exception(error)
    if settings.json:
        _answer_error(type(error).__name__, message, code)
    _complain(message)
    return code


def _answer_error(kind: str, message: str, code: int) -> None:
    from mldh_graphql.cli.output import write_json  # noqa: PLC0415 - `mldh --help` does without

    write_json({"error": {"type": kind, "message": message, "exit_code": int(code)}})


def _complain(message: str) -> None:
    # It may quote what came from a server.
    shown = "".join(
        char if char.isprintable() or char == "\n" else char.encode("unicode_escape").decode()
        for char in message
    )
    sys.stderr.write(f"mldh: {shown}\n")

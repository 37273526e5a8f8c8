"""Files that commands write."""

from __future__ import annotations

from pathlib import Path

__all__ = ["write_file"]


def write_file(name: str, content: str) -> None:
    """Write a text as UTF-8, or to standard output if the name is ``-``.

    Raises:
        OSError: The file cannot be written.
    """
    if name == "-":
        from mldh_graphql.cli.output import write_text  # noqa: PLC0415 - only needed here

        write_text(content)
        return
    Path(name).write_bytes(content.encode("utf-8", "backslashreplace"))

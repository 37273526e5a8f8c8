"""What a run recorded, on disk until DataHub has acknowledged it."""

from __future__ import annotations

import json
import logging
import os
import re
import uuid
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mldh_graphql.recording import file_lock
from mldh_graphql.recording.lines import changes_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mldh_graphql.changes import Change, JsonValue

__all__ = ["RunBuffer", "default_buffer_dir"]

_log = logging.getLogger(__name__)

_FORMAT: Final = 1
_WRITING: Final = os.O_RDWR | os.O_APPEND | getattr(os, "O_BINARY", 0)
_HELD: Final[set[Path]] = set()
"""The buffers that recorders of this process write to: a file lock does not tell within one."""


def default_buffer_dir() -> Path:
    """Return where buffers are without ``buffer_dir``: in the user's folder for state."""
    state = os.environ.get("XDG_STATE_HOME") or Path("~/.local/state").expanduser()
    return Path(state) / "mldh_graphql" / "runs"


class RunBuffer:
    """A file of JSON lines, each on the disk before `append` returns.

    It is locked as long as its recorder lives, so that what a dead one left behind can be told
    from what is being written.

    Args:
        path: The file.
        descriptor: The file, open and locked.
        run: The run's URN.
    """

    def __init__(self, path: Path, descriptor: int, run: str) -> None:
        self.path = path
        self.run = run
        self._descriptor = descriptor
        _HELD.add(path)

    @classmethod
    def create(cls, folder: Path, run: str, server: str) -> RunBuffer:
        """Make the buffer of a run, and the folder if need be; only its owner can read it.

        Raises:
            OSError: The disk does not allow it.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = re.sub(r"[^A-Za-z0-9_.-]+", "_", run.removeprefix("urn:li:dataProcessInstance:"))
        path = folder / f"{name[:80]}-{uuid.uuid4().hex[:12]}.jsonl"
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | _WRITING, 0o600)
        file_lock.try_lock(descriptor)
        buffer = cls(path, descriptor, run)
        buffer._append({"format": _FORMAT, "run": run, "server": server})
        _sync_folder(folder)
        return buffer

    @classmethod
    def left_behind(cls, folder: Path, server: str) -> Iterator[RunBuffer]:
        """Take over the buffers for this server whose recorders are gone, the oldest first."""
        for path in sorted(folder.glob("*.jsonl"), key=_age):
            if path in _HELD:
                continue
            try:
                descriptor = os.open(path, _WRITING)
            except OSError as error:
                _log.warning("%s cannot be read: %s", path, error.strerror)
                continue
            # Whoever held it may have removed it in between.
            if not file_lock.try_lock(descriptor) or not path.exists():
                os.close(descriptor)
                continue
            header = next(_lines(path), None)
            if isinstance(header, dict) and header.get("server") == server:
                yield cls(path, descriptor, str(header.get("run")))
            else:
                os.close(descriptor)

    def append(self, lines: Sequence[JsonValue]) -> None:
        """Write changes; they survive this process, and a loss of power, once this returns.

        Raises:
            OSError: The disk does not take them.
        """
        self._append({"changes": list(lines)})

    def changes(self) -> list[tuple[Change, ...]]:
        """Return all changes, as they were appended; what was cut off in the middle is dropped."""
        found = []
        for line in _lines(self.path):
            if isinstance(line, dict) and "changes" in line:
                try:
                    found.append(changes_of(line["changes"]))
                except (KeyError, TypeError, ValueError) as error:
                    _log.warning(
                        "%s holds a line that is no change: %s", self.path, type(error).__name__
                    )
        return found

    def release(self) -> None:
        """Let another recorder take it over."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
            _HELD.discard(self.path)

    def discard(self) -> None:
        """Remove it: DataHub has everything."""
        if file_lock.OPEN_FILES_CAN_MOVE:
            self.path.unlink(missing_ok=True)
            self.release()
        else:
            self.release()
            # Whoever took it over in between sends it again, and removes it.
            with suppress(PermissionError):
                self.path.unlink(missing_ok=True)

    def set_aside(self) -> Path:
        """Keep it, but do not replay it again: DataHub does not want it. Return where it is."""
        kept = self.path.with_suffix(".refused")
        if not file_lock.OPEN_FILES_CAN_MOVE:
            self.release()
        self.path.rename(kept)
        self.release()
        return kept

    def _append(self, line: JsonValue) -> None:
        text = json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"
        rest = memoryview(text.encode())
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]
        os.fsync(self._descriptor)


def _lines(path: Path) -> Iterator[object]:
    for line in path.read_bytes().split(b"\n"):
        if not line:
            continue
        try:
            yield json.loads(line)
        except ValueError:
            _log.warning("%s ends in the middle of a line", path)


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _sync_folder(folder: Path) -> None:
    """Make the new file's name survive a loss of power."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:  # pragma: no cover - Windows opens no folders
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

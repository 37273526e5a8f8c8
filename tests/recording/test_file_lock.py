"""Locks on files: one holder at a time, on both kinds of systems."""

from __future__ import annotations

import errno
import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from mldh_graphql import LocalDataHub
from mldh_graphql.recording import buffer, file_lock
from tests.recording.test_recorder import left_in


class WindowsLocks(ModuleType):
    """What Python has for locks on Windows: byte ranges, at the position of the descriptor."""

    LK_NBLCK = 2

    def __init__(self) -> None:
        super().__init__("msvcrt")
        self.held: dict[tuple[int, int], int] = {}

    def locking(self, descriptor: int, mode: int, count: int) -> None:
        """Lock bytes, or say at once that somebody else holds them."""
        assert (mode, count) == (self.LK_NBLCK, 1)
        place = os.fstat(descriptor).st_ino, os.lseek(descriptor, 0, os.SEEK_CUR)
        if self.held.setdefault(place, descriptor) != descriptor:
            raise OSError(errno.EACCES, "Permission denied")


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module of locks as Windows would run it."""
    with monkeypatch.context() as patched:
        patched.setitem(sys.modules, "msvcrt", WindowsLocks())
        patched.setattr(sys, "platform", "win32")
        spec = importlib.util.spec_from_file_location("windows_lock", file_lock.__file__)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("system", ["posix", "windows"])
def test_a_file_has_one_holder(tmp_path: Path, windows: SimpleNamespace, system: str) -> None:
    """A second descriptor of a locked file gets no lock, and does not wait for it."""
    locks = windows if system == "windows" else file_lock
    path = tmp_path / "file"
    path.write_text("some lines\n")
    first, second = (os.open(path, os.O_RDWR | os.O_APPEND) for _ in range(2))
    try:
        assert locks.try_lock(first)
        assert not locks.try_lock(second)
        # The lock is far behind the text, and appending goes to the end all the same.
        os.write(first, b"more\n")
        assert path.read_text() == "some lines\nmore\n"
    finally:
        os.close(first)
        os.close(second)


async def test_buffers_are_closed_before_they_are_moved_where_they_must(
    tmp_path: Path, windows: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows removes and renames no open file: recording and replaying get along with that."""
    monkeypatch.setattr(buffer, "file_lock", windows)
    closed: list[int] = []
    unlink, close = Path.unlink, os.close

    def noting(descriptor: int) -> None:
        closed.append(descriptor)
        close(descriptor)

    def strict(self: Path, *, missing_ok: bool = False) -> None:
        assert held in closed
        unlink(self, missing_ok=missing_ok)

    async with (
        LocalDataHub() as datahub,
        datahub.client.training_run("run_4", buffer_dir=tmp_path) as run,
    ):
        assert run._buffer is not None
        held = run._buffer._descriptor
        monkeypatch.setattr(os, "close", noting)
        monkeypatch.setattr(Path, "unlink", strict)
        run.log_metrics(accuracy=0.9)
    assert run.report.failed == ()
    assert left_in(tmp_path) == []

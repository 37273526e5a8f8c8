"""A terminal, and a DataHub that has the tutorial's data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.terminal import ServerThread, Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def tutorial_server() -> Iterator[ServerThread]:
    """A DataHub with the tutorial's data, for all tests of a module."""
    with ServerThread() as server:
        server.tell_tutorial()
        yield server


@pytest.fixture
def server(tutorial_server: ServerThread) -> Iterator[ServerThread]:
    """A DataHub with the tutorial's data, whatever other tests write."""
    before = tutorial_server.do(lambda datahub: datahub.snapshot())
    yield tutorial_server
    tutorial_server.do(lambda datahub: datahub.restore(before))


@pytest.fixture
def bare_mldh(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Terminal:
    """``mldh`` in an empty folder, where no server is named."""
    for name in ("URL", "TOKEN", "HOST", "PORT", "PROTOCOL"):
        monkeypatch.delenv(f"DATAHUB_GMS_{name}", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return Terminal(capsys, monkeypatch)


@pytest.fixture
def mldh(bare_mldh: Terminal, server: ServerThread, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """``mldh`` in an empty folder, with a server that has the tutorial's data."""
    monkeypatch.setenv("DATAHUB_GMS_URL", server.url)
    return bare_mldh

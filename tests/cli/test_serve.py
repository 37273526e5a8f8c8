"""``mldh serve`` in this process: what it says, and how it ends."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mldh_graphql.cli import output

if TYPE_CHECKING:
    from tests.cli.terminal import Terminal


@pytest.fixture
def ending(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The signals that come as soon as the server has said where it is, in this order."""
    signals: list[int] = []

    def said(write: str) -> None:
        original = getattr(output, write)

        def then(shown: object) -> None:
            original(shown)
            for number in signals:
                os.kill(os.getpid(), number)

        monkeypatch.setattr(output, write, then)

    said("write_text")
    said("write_json")
    return signals


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_when_it_is_told_to_and_gives_the_signals_back(
    number: signal.Signals, bare_mldh: Terminal, ending: list[int]
) -> None:
    """Ctrl-C is its ordinary end, so the exit code is 0."""
    ending.append(number)
    before = signal.getsignal(number)

    ran = bare_mldh("serve", "--port", "0")

    assert (ran.code, ran.err) == (0, "stopped; the data, which were in memory, are gone\n")
    assert "export DATAHUB_GMS_URL=http://127.0.0.1:" in ran.out
    assert signal.getsignal(number) is before


def test_it_says_what_it_is_as_json(bare_mldh: Terminal, ending: list[int]) -> None:
    """With the file that keeps the data, and never with the token."""
    ending.append(signal.SIGTERM)
    Path("token").write_text("very-secret")

    ran = bare_mldh(
        *("serve", "--port", "0", "--path", "d.sqlite", "--token-file", "token", "--json"),
        *("--index-lag", "0.5", "--entity-versioning", "--strict-urns"),
    )

    assert ran.code == 0
    assert json.loads(ran.out) == {
        "url": json.loads(ran.out)["url"],
        "token": True,
        "data": "d.sqlite",
    }
    assert "very-secret" not in ran.out + ran.err
    assert Path("d.sqlite").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param(("--path", "nowhere/d.sqlite"), "nowhere", id="no such folder"),
        pytest.param(("--port", "70000"), "--port", id="no such port"),
        pytest.param(("--token", "a b"), "token", id="no token"),
        pytest.param(("--token-file", "nowhere"), "nowhere", id="no such file"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    options: tuple[str, ...], said: str, bare_mldh: Terminal
) -> None:
    """And exit code 2."""
    ran = bare_mldh("serve", *options)

    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1

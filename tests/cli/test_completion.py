"""``mldh completion``: the scripts, and what shells get from them."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.terminal import Terminal


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_shell_has_a_script(shell: str, bare_mldh: Terminal) -> None:
    """It asks the program itself what fits."""
    ran = bare_mldh("completion", shell)

    assert (ran.code, ran.err) == (0, "")
    assert f"_MLDH_COMPLETE={shell}_complete" in ran.out
    assert bare_mldh("completion", shell, "--json").json == {
        "shell": shell,
        "script": ran.out.removesuffix("\n"),
    }


def test_another_shell_is_refused(bare_mldh: Terminal) -> None:
    """With the ones that there are."""
    ran = bare_mldh("completion", "tcsh")

    assert ran.code == 2
    assert "'bash', 'zsh', 'fish'" in ran.err


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        pytest.param("mldh fi", {"find"}, id="a command"),
        pytest.param("mldh find m", {"models"}, id="a command in a group"),
        pytest.param("mldh find models --gr", {"--group"}, id="an option"),
        pytest.param("mldh lineage x --format m", {"mermaid"}, id="a word of an option"),
        pytest.param("mldh completion ", {"bash", "zsh", "fish"}, id="a word of an argument"),
    ],
)
def test_words_are_completed(
    typed: str, found: set[str], bare_mldh: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As bash asks for them."""
    monkeypatch.setenv("_MLDH_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", typed)
    monkeypatch.setenv("COMP_CWORD", str(len(typed.split(" ")) - 1))

    ran = bare_mldh()

    assert ran.code == 0
    assert {line.partition(",")[2] for line in ran.lines} == found


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_bash_understands_its_script(bare_mldh: Terminal, tmp_path: Path) -> None:
    """It is sourced without complaint, and registers itself for mldh."""
    script = tmp_path / "mldh.bash"
    script.write_text(bare_mldh("completion", "bash").out)

    ran = subprocess.run(
        ["bash", "--norc", "-c", f"source {script} && complete -p mldh"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.endswith("mldh\n")

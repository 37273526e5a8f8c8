"""The README's programs run as pasted and print what it says."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from pathlib import Path

import pytest

from mldh_graphql import LocalDataHub
from tests.docs.shell import Shell

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()

PROGRAMS = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", README, re.DOTALL)
TESTS = re.findall(r"```python\n(async def test_.*?)```", README, re.DOTALL)
COMMANDS = re.findall(r"^\$ (.+?)(?:\s+# .*)?$", README, re.MULTILINE)


def test_every_program_of_the_readme_is_run() -> None:
    """A Python block has its output below it, or is a test."""
    blocks = len(re.findall(r"^```python", README, re.MULTILINE))

    assert (len(PROGRAMS), len(TESTS)) == (blocks - 1, 1)


def test_commands_of_the_readme_end_well_in_this_order(tmp_path: Path) -> None:
    """Pasted from top to bottom in a clone, none fails, and all that talk to a server find it."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")

    with Shell(tmp_path) as shell:
        for command in COMMANDS:
            runs = command.startswith("mldh ") and not command.startswith("mldh serve")
            shown = shell.run(f"{command} && echo ended well" if runs else command)

            assert not runs or shown.endswith("ended well\n"), f"{command}: {shown}"

    assert {command.partition(" ")[0] for command in COMMANDS} == {"pip", "export", "mldh"}
    assert "ARIMA Model" in (tmp_path / "lineage.html").read_text()


@pytest.mark.parametrize(
    "real", [pytest.param(False, id="a DataHub of its own"), pytest.param(True, id="--datahub-url")]
)
async def test_the_test_of_the_readme_passes(tmp_path: Path, *, real: bool) -> None:
    """With nothing beside it but async tests switched on, on a DataHub of its own and another's."""
    (tmp_path / "test_readme.py").write_text(TESTS[0])

    async with LocalDataHub(port=0) as datahub:
        with Shell(tmp_path) as shell:
            command = (
                "pytest -q -o asyncio_mode=auto -o asyncio_default_fixture_loop_scope=function"
            )
            where = f" --datahub-url {datahub.url}" if real else ""
            shown = await asyncio.to_thread(shell.run, command + where)

        assert "1 passed" in shown, shown
        assert bool(datahub.requests) is real


@pytest.mark.parametrize(
    ("program", "output"),
    [pytest.param(*program, id=f"program {number}") for number, program in enumerate(PROGRAMS, 1)],
)
def test_programs_print_what_the_readme_shows(program: str, output: str, tmp_path: Path) -> None:
    """Pasted into a file and run from anywhere, a program prints the text block below it."""
    script = tmp_path / "pasted.py"
    script.write_text(program)

    ran = subprocess.run(
        [sys.executable, "-W", "error", str(script)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ran.stderr == ""
    assert ran.stdout == output
    assert ran.returncode == 0


def test_the_readme_stays_short() -> None:
    """The README has at most 150 lines; the manual is elsewhere."""
    assert len(README.splitlines()) <= 150

"""The README's programs run as pasted and print what it says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

README = (Path(__file__).parent.parent / "README.md").read_text()

PROGRAMS = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", README, re.DOTALL)


def test_every_program_of_the_readme_is_run() -> None:
    """A Python block either has its output below it, or is marked as an excerpt."""
    assert len(PROGRAMS) == len(re.findall(r"^```python\n", README, re.MULTILINE)) > 0


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

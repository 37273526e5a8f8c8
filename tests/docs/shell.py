"""A terminal in an empty folder, that runs the commands a page shows."""

from __future__ import annotations

import functools
import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from types import TracebackType

ROOT: Final = Path(__file__).parent.parent.parent

PROGRAMS: Final = Path(sys.executable).parent

ADDRESS: Final = "http://127.0.0.1:8080"
"""Where a page says that its server is; the real one takes whichever port is free."""


class Shell:
    """One terminal: what it exports stays, and a server that it starts runs until the end.

    Attributes:
        folder: Where commands run.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._environment = environment(folder)
        self._server: subprocess.Popen[str] | None = None
        self._address = ADDRESS

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._server is not None:
            self._server.terminate()
            self._server.communicate(timeout=20)

    def run(self, line: str) -> str:
        """Run a line and return what the terminal shows then."""
        line = line.replace(ADDRESS, self._address)
        words = shlex.split(line, comments=True)
        if words[0] in {"pip", "make"}:
            return check_command(words)
        if words[0] == "export":
            name, _, value = words[1].partition("=")
            self._environment[name] = value
            return ""
        if words[:2] == ["mldh", "serve"]:
            return self._serve(words)
        ran = subprocess.run(
            line,
            shell=True,
            cwd=self.folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=60,
            check=False,
        )
        return ran.stdout.replace(self._address, ADDRESS)

    def _serve(self, words: list[str]) -> str:
        self._server = subprocess.Popen(
            [*words, "--port", "0"],
            cwd=self.folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self._server.stdout is not None
        shown = ""
        for line in self._server.stdout:
            shown += line
            if line.startswith("export "):
                break
        found = re.search(r"http://[\d.]+:\d+", shown)
        assert found is not None, shown
        self._address = found.group()
        return shown.replace(self._address, ADDRESS)


def environment(folder: Path) -> dict[str, str]:
    """Return the variables of somebody who has just logged in."""
    kept = ("LANG", "SYSTEMROOT", "VIRTUAL_ENV")
    mine = {name: os.environ[name] for name in kept if name in os.environ}
    return {
        **mine,
        "COLUMNS": "100",
        "HOME": str(folder),
        "NO_COLOR": "1",
        "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}",
        # What is installed in editable form is imported before pytest can rewrite it.
        "PYTEST_ADDOPTS": "-W 'ignore:Module already imported:pytest.PytestAssertRewriteWarning'",
        "PYTHONUTF8": "1",
    }


@functools.cache
def extras() -> set[str]:
    """Return what can be installed besides the client."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return set(project["optional-dependencies"])


def check_command(words: list[str]) -> str:
    """Check, without running it, that an installation or a make target can be had."""
    if words[0] == "make":
        targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
        assert next(word for word in words[1:] if "=" not in word) in targets, words
    else:
        wanted = re.fullmatch(r"\.(?:\[([\w,]+)\])?", words[-1])
        assert words[:2] == ["pip", "install"], words
        assert wanted is not None, words
        assert set((wanted.group(1) or "all").split(",")) <= extras(), words
    return ""

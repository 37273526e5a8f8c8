"""acryl-datahub, unmodified, in an environment of its own."""

from __future__ import annotations

import asyncio
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

PROGRAMS = Path(__file__).parent / "programs"


class Check(TypedDict):
    """What a program expected, and what it found."""

    subject: str
    check: str
    expected: str
    actual: str
    held: bool


class ProgramFailed(Exception):  # noqa: N818  (named for what happened)
    """A program ended with another status than 0."""


@dataclass(frozen=True, slots=True)
class Acryl:
    """The environment.

    Attributes:
        python: Its interpreter.
        home: A directory that its programs take for the user's home.
        turns: How many programs may run at the same time.
    """

    python: Path
    home: Path
    turns: asyncio.Semaphore

    def at(self, home: Path) -> Acryl:
        """The same environment with another home, which is made.

        Args:
            home: The directory.
        """
        home.mkdir(parents=True)
        return Acryl(self.python, home, self.turns)

    async def run(self, program: str, *arguments: str, **variables: str) -> str:
        """The output of a program of ours.

        Args:
            program: A file beside this one, in ``programs``.
            arguments: Its arguments.
            variables: Its environment variables, on top of what all programs have.

        Raises:
            ProgramFailed: It failed.
        """
        return await self.execute(str(PROGRAMS / program), *arguments, **variables)

    async def execute(self, *arguments: str, **variables: str) -> str:
        """The output of the interpreter with these arguments.

        Raises:
            ProgramFailed: It failed.
        """
        environment = {
            name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ
        } | {
            "HOME": str(self.home),
            "DATAHUB_TELEMETRY_ENABLED": "false",
            "GIT_PYTHON_REFRESH": "quiet",
            "PYTHONWARNINGS": "ignore",
            "TZ": "UTC",
            **variables,
        }
        async with self.turns:
            process = await asyncio.create_subprocess_exec(
                str(self.python),
                *arguments,
                env=environment,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
            output, errors = await process.communicate()
        if process.returncode != 0:
            raise ProgramFailed(
                f"{' '.join(arguments)} ended with {process.returncode}:\n"
                f"{output.decode()[-4000:]}{errors.decode()[-4000:]}"
            )
        return output.decode()

    async def checks(self, program: str, *arguments: str, **variables: str) -> list[Check]:
        """The checks that a program reports on its last line.

        Raises:
            ProgramFailed: It failed.
        """
        output = await self.run(program, *arguments, **variables)
        checks: list[Check] = json.loads(output.strip().splitlines()[-1])
        return checks

    async def version(self) -> str:
        """The release of acryl-datahub."""
        code = "import datahub; print(datahub.__version__)"
        return (await self.execute("-c", code)).strip().splitlines()[-1]

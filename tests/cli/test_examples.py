"""The examples in the help work as they stand."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mldh_graphql.cli.commands import Command
from mldh_graphql.urns import MLModelUrn
from tests.cli.terminal import MODEL as MODEL_URN
from tests.cli.test_help import COMMANDS

if TYPE_CHECKING:
    from tests.cli.terminal import ServerThread, Terminal

SYSTEM = Path(__file__).parents[2] / "examples" / "ml-system.yaml"
QUERY = "{ me { corpUser { urn } } }"
GROUP_QUERY = "query ($urn: String!) { mlModelGroup(urn: $urn) { properties { name } } }"

ELSEWHERE = {
    "serve",  # does not end: test_serve.py
    "sync",  # needs an MLflow store: test_sync.py
}

EXAMPLES = list(
    dict.fromkeys(
        example
        for path, command in COMMANDS
        if path[0] not in ELSEWHERE
        for example in command.examples  # type: ignore[attr-defined]
    )
)
MODEL = MLModelUrn(MODEL_URN)
ODD = {
    # The tutorial's model has a run that failed.
    "lint": 1
}


@pytest.fixture
def folder(mldh: Terminal, tmp_path: Path) -> Path:
    """The files that examples speak of."""
    del mldh  # it went into the folder
    shutil.copy(SYSTEM, tmp_path / "ml-system.yaml")
    (tmp_path / "query.graphql").write_text(QUERY)
    (tmp_path / "group.graphql").write_text(GROUP_QUERY)
    return tmp_path


def typed(example: str, server: ServerThread) -> tuple[list[str], str]:
    """Return the arguments of an example, and what goes through a pipe to it."""
    stdin = ""
    command = example.replace("http://localhost:8080", server.url)
    if command.startswith("echo"):
        echo, _, command = command.partition(" | ")
        stdin = shlex.split(echo)[1]
    words = shlex.split(command.partition(" > ")[0])
    assert words.pop(0) == "mldh"
    return words, stdin


@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.usefixtures("folder")
def test_the_example_works(example: str, mldh: Terminal, server: ServerThread) -> None:
    """Typed into a shell that has the tutorial's data, it does what it says."""
    words, stdin = typed(example, server)

    ran = mldh(*words, stdin=stdin)

    assert ran.code == ODD.get(words[0], 0), ran.out + ran.err
    assert ran.err.count("\n") <= 1
    assert "Traceback" not in ran.err
    written = [words[index + 1] for index, word in enumerate(words) if word in {"-o", "--junit"}]
    assert all(Path(name).stat().st_size for name in written)


@pytest.mark.parametrize(
    ("path", "command"),
    [
        pytest.param(path, command, id=" ".join(path))
        for path, command in COMMANDS
        if isinstance(command, Command) and path[0] not in ELSEWHERE
    ],
)
@pytest.mark.usefixtures("folder")
def test_the_document_of_json_is_as_the_help_says(
    path: tuple[str, ...], command: Command, mldh: Terminal, server: ServerThread
) -> None:
    """Every example answers with one document, which has the keys that the help lists."""
    del path  # it is part of the example
    for example in command.examples:
        words, stdin = typed(example, server)

        ran = mldh(*words, "--json", stdin=stdin)

        told = set(command.answer)
        assert ran.code == ODD.get(words[0], 0), ran.out + ran.err
        if "…" in told:
            assert told - {"…"} <= set(ran.json)
        else:
            assert set(ran.json) == told


def test_the_demo_brings_its_own_datahub(bare_mldh: Terminal) -> None:
    """Without a server that is named, whatever ~/.datahubenv says."""
    Path("~/.datahubenv").expanduser().write_text("gms:\n  server: http://127.0.0.1:1\n")

    ran = bare_mldh("demo")

    assert ran.code == 0
    assert ran.lines[0] == "Local DataHub, in this process"
    assert "56 of 56 checks held" in ran.out


def test_the_demo_fails_when_a_check_does_not_hold(mldh: Terminal, server: ServerThread) -> None:
    """It says which, and what was expected."""
    server.do(lambda datahub: datahub.client.add_version_alias(MODEL, "challenger"))

    ran = mldh("demo")
    checks = mldh("demo", "--json").json

    assert ran.code == 1
    assert "55 of 56 checks held" in ran.out
    assert [each for each in checks["checks"] if not each["held"]] == [
        {
            "what": "model: aliases",
            "held": False,
            "actual": "challenger, champion",
            "expected": "champion",
        }
    ]

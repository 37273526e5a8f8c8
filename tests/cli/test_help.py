"""The help of every command, and what it costs."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import click
import pytest

from mldh_graphql.cli.commands import Command, LazyGroup
from mldh_graphql.cli.failures import ExitCode
from mldh_graphql.cli.program import EXIT_CODES, mldh

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cli.terminal import Terminal


def commands(
    group: click.Group = mldh, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command, with what is typed to reach it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None
        yield (*path, name), found
        if isinstance(found, click.Group):
            yield from commands(found, (*path, name))


COMMANDS = list(commands())


def test_there_is_a_command_for_everything_that_was_promised() -> None:
    """The commands, whole."""
    assert [" ".join(path) for path, _ in COMMANDS] == [
        *("demo", "serve", "doctor", "show", "find"),
        *(f"find {noun}" for noun in ("models", "groups", "experiments", "runs", "datasets")),
        *("lineage", "query", "create"),
        *(f"create {noun}" for noun in ("group", "model", "experiment", "run", "dataset")),
        *(
            " ".join(path).strip()
            for verb in ("link", "unlink")
            for path in (
                (verb, ""),
                (verb, "model-to-group"),
                (verb, "run-to-experiment"),
                (verb, "run-to-model"),
                (verb, "run-to-group"),
                (verb, "run-to-inputs"),
                (verb, "run-to-outputs"),
            )
        ),
        *("delete", "restore", "plan", "apply", "verify", "lint", "export"),
        *("sync", "sync mlflow", "completion"),
    ]


@pytest.mark.parametrize(
    ("path", "command"), [pytest.param(*each, id=" ".join(each[0])) for each in COMMANDS]
)
def test_every_help_says_what_it_does_and_shows_an_example(
    path: tuple[str, ...], command: click.Command, bare_mldh: Terminal
) -> None:
    """``--help`` has a sentence, the example and ``--json``; ``-h`` is the same."""
    ran = bare_mldh(*path, "--help")

    assert ran.code == 0
    assert ran.err == ""
    examples: tuple[str, ...] = command.examples  # type: ignore[attr-defined]
    assert examples
    for example in examples:
        assert f"mldh {' '.join(path)}" in example
        assert f"\n  {example}\n" in ran.out
    if isinstance(command, Command):
        assert command.answer
        assert all(f"\n  {key} " in ran.out for key in command.answer)
    assert "--json" in ran.out
    assert bare_mldh(*path, "-h").out == ran.out


@pytest.mark.parametrize(
    ("path", "command"), [pytest.param(*each, id=" ".join(each[0])) for each in COMMANDS]
)
def test_every_option_is_explained(path: tuple[str, ...], command: click.Command) -> None:
    """An option without help text is a riddle."""
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.opts
            assert parameter.help[0].isupper(), parameter.help
            assert parameter.help.endswith("repeatable." if parameter.multiple else "."), path


def test_the_list_of_commands_is_kept_apart_and_still_true() -> None:
    """What the list says about a command does not contradict the command's own help."""
    assert isinstance(mldh, LazyGroup)
    listed = {
        name: lazy.short_help for part in mldh.sections.values() for name, lazy in part.items()
    }
    for path, command in COMMANDS:
        if len(path) == 1:
            assert command.help
            assert listed[path[0]].endswith(".")
            assert len(listed[path[0]]) < 50


def test_the_help_names_every_exit_code() -> None:
    """The help's exit codes are those that the program uses; a bug's is not advertised."""
    shown = {int(code) for code, _ in EXIT_CODES}

    assert shown == set(ExitCode) - {ExitCode.BUG, ExitCode.BROKEN_PIPE}


def modules_after(program: str) -> set[str]:
    """The modules that are loaded when a program with ``--help`` has ended."""
    ran = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys; sys.argv = ['mldh', '--help']\ntry:\n    {program}\n"
            "except SystemExit: pass\nprint('MODULES', *sys.modules)",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(ran.stdout.rpartition("MODULES")[2].split())


def test_the_help_loads_nothing_but_click() -> None:
    """``mldh --help`` costs what an empty program with click costs: start-up is imports."""
    empty = modules_after("import click; click.Group('empty')()")
    ours = modules_after("from mldh_graphql.cli import main; main()")

    assert "click" in empty
    assert ours - empty - set(sys.builtin_module_names) == {
        "mldh_graphql",
        "mldh_graphql.cli",
        "mldh_graphql.cli.commands",
        "mldh_graphql.cli.program",
        "mldh_graphql.cli.running",
        "mldh_graphql.cli.settings",
    }


@pytest.mark.parametrize(
    "program",
    [
        pytest.param("mldh_graphql.cli.create", id="create"),
        pytest.param("mldh_graphql.cli.find", id="find"),
        pytest.param("mldh_graphql.cli.serve", id="serve"),
        pytest.param("mldh_graphql.cli.systems", id="systems"),
    ],
)
def test_the_help_of_a_command_loads_no_client(program: str) -> None:
    """Completion and help of single commands are quick, too."""
    loaded = modules_after(f"import {program}")

    assert loaded.isdisjoint({"httpx", "pydantic", "rich", "graphql", "mldh_graphql.client"})


def test_the_module_is_the_program() -> None:
    """``python -m mldh_graphql`` is ``mldh``."""
    ran = subprocess.run(
        [sys.executable, "-m", "mldh_graphql", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert ran.stdout.startswith("mldh, version ")

"""How the commands look: with examples and shared options, and not imported before they run."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

import click

from mldh_graphql.cli.settings import shared_options

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__ = ["Command", "Group", "LazyCommand", "LazyGroup", "command"]

_HELP = ["-h", "--help"]


class Command(click.Command):
    """A command with examples, which takes the options that all commands take.

    Attributes:
        examples: What one might type, without prompt; the help shows them, and the tests run them.
        answer: What ``--json`` answers with: the keys of the document, and what each of them
            holds. The key ``…`` stands for keys that are told elsewhere.
    """

    def __init__(
        self,
        name: str | None,
        *,
        examples: Sequence[str],
        answer: Mapping[str, str],
        callback: Callable[..., object] | None = None,
        params: list[click.Parameter] | None = None,
        help: str | None = None,  # noqa: A002 - click's word
        short_help: str | None = None,
    ) -> None:
        super().__init__(
            name,
            context_settings={"help_option_names": _HELP},
            callback=callback,
            params=[*(params or []), *shared_options()],
            help=help,
            short_help=short_help,
        )
        self.examples = tuple(examples)
        self.answer = dict(answer)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what ``--json`` answers, and the examples."""
        with formatter.section("The document of --json"):
            formatter.write_dl(list(self.answer.items()))
        _write_examples(formatter, self.examples)
        formatter.write_paragraph()
        formatter.write_text(
            f"{ctx.find_root().info_name} --help lists options that all commands take, "
            "such as --server."
        )


class Group(click.Group):
    """A command that only has commands of its own.

    Attributes:
        examples: What one might type.
    """

    def __init__(
        self,
        name: str | None,
        *,
        examples: Sequence[str] = (),
        help: str | None = None,  # noqa: A002 - click's word
    ) -> None:
        super().__init__(
            name,
            context_settings={"help_option_names": _HELP},
            params=list(shared_options()),
            help=help,
        )
        self.examples = tuple(examples)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, in the order in which they were added."""
        del ctx
        return list(self.commands)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples."""
        del ctx
        _write_examples(formatter, self.examples)


class LazyCommand(NamedTuple):
    """Where a command is, and what the list of commands says about it."""

    place: str
    """The module and the name in it, ``package.module:name``."""
    short_help: str
    """The first line of its help."""


class LazyGroup(Group):
    """A group whose commands are imported when they run.

    Args:
        name: What it is called.
        sections: The commands by name, under the headings of the list of commands.
        examples: What one might type.
        help: What it is for.
    """

    def __init__(
        self,
        name: str | None,
        *,
        sections: Mapping[str, Mapping[str, LazyCommand]],
        examples: Sequence[str] = (),
        help: str | None = None,  # noqa: A002 - click's word
    ) -> None:
        super().__init__(name, examples=examples, help=help)
        self.sections = sections
        self._lazy = {key: each for part in sections.values() for key, each in part.items()}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        del ctx
        return list(self._lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        del ctx
        lazy = self._lazy.get(cmd_name)
        if lazy is None:
            return None
        module, _, name = lazy.place.partition(":")
        found: object = getattr(import_module(module), name)
        assert isinstance(found, click.Command)  # noqa: S101 - a mistake in the table
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands without importing them."""
        del ctx
        width = max(map(len, self._lazy))
        for heading, part in self.sections.items():
            with formatter.section(heading):
                formatter.write_dl(
                    [(name.ljust(width), each.short_help) for name, each in part.items()]
                )


def command(
    name: str,
    *,
    examples: Sequence[str],
    answer: Mapping[str, str],
    short_help: str | None = None,
) -> Callable[[Callable[..., None]], Command]:
    """Make a command of a function; its docstring is the help.

    Args:
        name: What the command is called.
        examples: What one might type.
        answer: What ``--json`` answers with.
        short_help: What lists of commands say, if not the first sentence of the help.
    """

    def decorate(function: Callable[..., None]) -> Command:
        made = click.command(
            name, cls=Command, examples=examples, answer=answer, short_help=short_help
        )(function)
        assert isinstance(made, Command)  # noqa: S101 - it was asked for
        return made

    return decorate


def _write_examples(formatter: click.HelpFormatter, examples: Sequence[str]) -> None:
    if examples:
        with formatter.section("Examples"):
            for each in examples:
                # Not wrapped: it is there to be copied.
                formatter.write(f"{'':>{formatter.current_indent}}{each}\n")

"""The directive ``mldh``: what a command says with ``--help``, as a terminal shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from click.testing import CliRunner
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from mldh_graphql.cli.program import mldh

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

_WIDTHS = {"terminal_width": 88, "max_content_width": 88}


def commands(group: click.Group = mldh, before: tuple[str, ...] = ()) -> Iterator[str]:
    """Return the commands by all the words that one types, groups included."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield " ".join((*before, name))
        if isinstance(command, click.Group):
            yield from commands(command, (*before, name))


class CommandHelp(SphinxDirective):
    """Show the help of a command and of those below it; without an argument, of the program."""

    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Ask the commands."""
        top = self.arguments[0] if self.arguments else ""
        below = [name for name in commands() if name.startswith(f"{top} ")] if top else []
        return [self._help(name) for name in (top, *below)]

    def _help(self, name: str) -> nodes.Node:
        ran = CliRunner().invoke(mldh, [*name.split(), "--help"], prog_name="mldh", **_WIDTHS)
        if ran.exit_code != 0:
            raise self.error(f"mldh {name} --help failed: {ran.output}")
        shown = f"$ {' '.join(['mldh', *name.split(), '--help'])}\n{ran.output}"
        return nodes.literal_block(shown, shown, language="console")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive."""
    app.add_directive("mldh", CommandHelp)
    return {"parallel_read_safe": True}

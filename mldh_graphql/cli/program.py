"""The program ``mldh``: its commands, and where each of them is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from mldh_graphql import __version__
from mldh_graphql.cli.commands import LazyCommand, LazyGroup
from mldh_graphql.cli.settings import shared_options

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["EXIT_CODES", "mldh"]

_HERE: Final = "mldh_graphql.cli"

_SECTIONS: Final[Mapping[str, Mapping[str, LazyCommand]]] = {
    "Begin": {
        "demo": LazyCommand(f"{_HERE}.demo:demo", "Run DataHub's ML tutorial and check it."),
        "serve": LazyCommand(f"{_HERE}.serve:serve", "Start a DataHub of your own."),
        "doctor": LazyCommand(f"{_HERE}.doctor:doctor", "Find out what is wrong with a server."),
    },
    "Look": {
        "show": LazyCommand(f"{_HERE}.show:show", "Show everything about an entity."),
        "find": LazyCommand(f"{_HERE}.find:find", "Find models, runs, groups and more."),
        "lineage": LazyCommand(f"{_HERE}.lineage:lineage", "Draw what was made from what."),
        "query": LazyCommand(f"{_HERE}.query:query", "Send a GraphQL document."),
    },
    "Write": {
        "create": LazyCommand(f"{_HERE}.create:create", "Create an entity, or add to it."),
        "link": LazyCommand(f"{_HERE}.link:link", "Link two entities."),
        "unlink": LazyCommand(f"{_HERE}.link:unlink", "Undo a link."),
        "delete": LazyCommand(f"{_HERE}.deletion:delete", "Hide entities; restore shows them."),
        "restore": LazyCommand(f"{_HERE}.deletion:restore", "Show hidden entities again."),
    },
    "Whole systems": {
        "plan": LazyCommand(f"{_HERE}.systems:plan", "Show what apply would change."),
        "apply": LazyCommand(f"{_HERE}.systems:apply", "Make DataHub as a file describes."),
        "verify": LazyCommand(f"{_HERE}.judgements:verify", "Prove that DataHub is as described."),
        "lint": LazyCommand(f"{_HERE}.judgements:lint", "Look for trouble in a description."),
        "export": LazyCommand(f"{_HERE}.systems:export", "Write what exists into a file."),
        "sync": LazyCommand(f"{_HERE}.sync:sync", "Bring what MLflow knows to DataHub."),
    },
    "More": {
        "completion": LazyCommand(
            f"{_HERE}.completion:completion", "Print the completion script of a shell."
        ),
    },
}
"""Every command: where it is, and what its help begins with, so that nothing else is imported."""

EXIT_CODES: Final = (
    ("0", "as asked"),
    ("1", "differences, findings, something missing or a write refused"),
    ("2", "the command, a file or a value cannot be used; nothing was sent"),
    ("3", "DataHub cannot be reached, or does not allow it"),
    ("130", "interrupted with Ctrl-C"),
)
"""What the help says about how ``mldh`` ends."""


class _Program(LazyGroup):
    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Exit codes"):
            formatter.write_dl([(code.ljust(10), meaning) for code, meaning in EXIT_CODES])
        super().format_epilog(ctx, formatter)


mldh = _Program(
    "mldh",
    sections=_SECTIONS,
    examples=(
        "mldh demo",
        "mldh find models --tag forecasting",
        "mldh --server http://localhost:8080 doctor",
    ),
    help="DataHub's machine-learning metadata from a terminal.\n\n"
    "The server is --server, else DATAHUB_GMS_URL, else that of ~/.datahubenv; the token is "
    "--token-file, else DATAHUB_GMS_TOKEN, else that of the file. Options of this list may stand "
    "behind a command, too.",
)
mldh.params = [
    *shared_options(everywhere=True),
    *click.version_option(__version__, prog_name="mldh")(mldh).params[-1:],
]

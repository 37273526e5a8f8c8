"""``mldh completion``: the script that makes a shell complete ``mldh``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mldh_graphql.cli.commands import command

if TYPE_CHECKING:
    from mldh_graphql.cli.settings import Settings

__all__ = ["completion"]


@command(
    "completion",
    examples=(
        "mldh completion bash > ~/.local/share/bash-completion/completions/mldh",
        "mldh completion zsh > ~/.zfunc/_mldh",
        "mldh completion fish > ~/.config/fish/completions/mldh.fish",
    ),
    answer={"shell": "the shell", "script": "the script"},
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_obj
def completion(settings: Settings, shell: str) -> None:
    """Print the script that makes a shell complete mldh's commands and options."""
    from click.shell_completion import get_completion_class  # noqa: PLC0415 - only needed here

    from mldh_graphql.cli.output import write_json, write_text  # noqa: PLC0415 - needs more
    from mldh_graphql.cli.program import mldh  # noqa: PLC0415 - it imports this module

    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101 - click has these three
    script = kind(mldh, {}, "mldh", "_MLDH_COMPLETE").source()
    if settings.json:
        write_json({"shell": shell, "script": script})
    else:
        write_text(script)

"""``mldh delete`` and ``restore``: hide entities, and show them again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mldh_graphql.cli.commands import command

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mldh_graphql.cli.settings import Settings

__all__ = ["delete", "restore"]

_MODEL = "'urn:li:mlModel:(urn:li:dataPlatform:mlflow,arima_model_simple,PROD)'"


@command(
    "delete",
    examples=(f"mldh delete {_MODEL}",),
    answer={"hidden": "the URNs"},
    short_help="Hide entities softly.",
)
@click.argument("urns", nargs=-1, required=True, metavar="URN...")
@click.pass_obj
def delete(settings: Settings, urns: tuple[str, ...]) -> None:
    """Hide entities from search and pages (soft deletion); nothing that they hold is lost.

    All or none: nothing happens if one of them does not exist. mldh restore undoes it.
    """
    settings.ask(lambda client: client.soft_delete(*urns))
    _done(settings, urns, "hidden")


@command("restore", examples=(f"mldh restore {_MODEL}",), answer={"restored": "the URNs"})
@click.argument("urns", nargs=-1, required=True, metavar="URN...")
@click.pass_obj
def restore(settings: Settings, urns: tuple[str, ...]) -> None:
    """Show entities again that were hidden with mldh delete.

    All or none: nothing happens if one of them does not exist.
    """
    settings.ask(lambda client: client.restore(*urns))
    _done(settings, urns, "restored")


def _done(settings: Settings, urns: Sequence[str], what: str) -> None:
    from mldh_graphql.cli.output import note, write_json  # noqa: PLC0415 - needs more

    if settings.json:
        write_json({what: list(urns)})
    else:
        note(f"{what}: {len(urns)}")

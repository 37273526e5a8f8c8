"""``mldh demo``: DataHub's ML tutorial, whole."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from mldh_graphql.cli.commands import command

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.text import Text

    from mldh_graphql.changes import JsonValue
    from mldh_graphql.cli.settings import Settings
    from mldh_graphql.client import DataHubMLClient
    from mldh_graphql.demo.checks import Checks

__all__ = ["demo"]


@command(
    "demo",
    examples=("mldh demo", "mldh demo --json"),
    answer={
        "held": "whether every check held",
        "checks": "each with what, held, actual and expected",
    },
)
@click.pass_obj
def demo(settings: Settings) -> None:
    """Run DataHub's ML tutorial: create everything, link it, read it back, check it.

    It runs in a DataHub of its own, or in the one that --server or DATAHUB_GMS_URL names; the
    server of ~/.datahubenv is left alone. The exit code is 1 if a check does not hold. Running it
    again changes nothing.
    """
    from mldh_graphql.cli.output import write, write_json  # noqa: PLC0415 - needs more
    from mldh_graphql.demo.checks import Checks  # noqa: PLC0415 - as above

    def say(shown: str | Text) -> None:
        if not settings.json:
            write(shown)

    checks = Checks(say)
    if settings.server or os.environ.get("DATAHUB_GMS_URL"):
        settings.ask(lambda client: _run(client, checks, say, f"DataHub at {client.config.server}"))
    else:
        _run_locally(checks, say)
    if settings.json:
        write_json(_document(checks))
    else:
        write("", checks.table())
    if not checks.held:
        raise click.exceptions.Exit(1)


async def _run(
    client: DataHubMLClient, checks: Checks, say: Callable[[str | Text], None], where: str
) -> None:
    from mldh_graphql.demo.airline import tutorial  # noqa: PLC0415 - needs more

    say(where)
    await tutorial(client, checks)


def _run_locally(checks: Checks, say: Callable[[str | Text], None]) -> None:
    import asyncio  # noqa: PLC0415 - `mldh --help` does without

    from mldh_graphql.local import LocalDataHub  # noqa: PLC0415 - needs an extra

    async def run() -> None:
        async with LocalDataHub() as datahub:
            await _run(datahub.client, checks, say, "Local DataHub, in this process")

    asyncio.run(run())


def _document(checks: Checks) -> JsonValue:
    from mldh_graphql.demo.checks import shown  # noqa: PLC0415 - needs more

    return {
        "held": checks.held,
        "checks": [
            {
                "what": check.what,
                "held": check.held,
                "actual": shown(check.actual),
                "expected": shown(check.expected),
            }
            for check in checks.done
        ],
    }

"""``mldh doctor``: what is wrong with a server, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from mldh_graphql.cli.commands import command

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.text import Text

    from mldh_graphql.changes import JsonValue
    from mldh_graphql.cli.layout import Page
    from mldh_graphql.cli.settings import Settings
    from mldh_graphql.diagnosis import Diagnosis

__all__ = ["doctor"]

_MARKS: Final = {
    "ok": ("✓", "green"),
    "warning": ("!", "yellow"),
    "problem": ("✗", "red"),
    "unknown": ("?", "cyan"),
}


@command(
    "doctor",
    examples=("mldh doctor", "mldh doctor --write --wait 30", "mldh doctor --json"),
    answer={
        "server": "the address",
        "kind": "what is there: GMS, frontend, frontend's /api/gms, local server, DataHub, "
        "login page, something else, nothing",
        "ok": "whether all is well",
        "release": "DataHub's release, or null",
        "user": "the URN of the token's user, or null",
        "entity_versioning": "whether linkAssetVersion works, or null",
        "index_lag": "seconds until a write showed, or null",
        "examinations": "each with subject, verdict (ok, warning, problem, unknown), found and fix",
    },
)
@click.option(
    "--write", is_flag=True, help="Try writing, too: a model in a group, which is removed again."
)
@click.option(
    "--wait",
    default=60,
    show_default=True,
    type=click.FloatRange(min=0),
    metavar="SECONDS",
    help="With --write: how long to wait for the index.",
)
@click.pass_obj
def doctor(settings: Settings, write: bool, wait: float) -> None:  # noqa: FBT001 - click's way
    """Find out what is at the address, whether the token is good, and what DataHub can do.

    Nothing is written without --write. The exit code is 3 if DataHub cannot be used as it is, 1 if
    there is something to look at, and 0 if all is well.
    """
    from mldh_graphql.cli.output import (  # noqa: PLC0415 - needs more
        progress,
        write_json,
    )
    from mldh_graphql.cli.output import write as write_out  # noqa: PLC0415 - as above

    with progress("examining"):
        found = settings.ask(lambda client: client.diagnose(write=write, deadline=wait))
    if settings.json:
        write_json(_document(found))
    else:
        write_out(*_rendered(found))
    if not found.ok:
        raise click.exceptions.Exit(3 if found.problems else 1)


def _rendered(found: Diagnosis) -> Iterator[Text | Page]:
    from rich.text import Text  # noqa: PLC0415 - an extra

    from mldh_graphql.cli.failures import in_options  # noqa: PLC0415 - needs more
    from mldh_graphql.cli.layout import Page  # noqa: PLC0415 - as above
    from mldh_graphql.cli.output import text  # noqa: PLC0415 - as above

    yield text(found.server, "bold")
    lines = []
    for each in found.examinations:
        mark, style = _MARKS[each.verdict.value]
        said = [text(in_options(each.found))]
        if each.fix:
            said.append(Text.assemble(("→ ", style), text(in_options(each.fix))))
        lines.append((Text.assemble((mark, style), f" {each.subject.value}"), said))
    yield Page(lines)


def _document(found: Diagnosis) -> JsonValue:
    import json  # noqa: PLC0415 - `mldh --help` does without

    document: JsonValue = json.loads(found.to_json())
    return document

"""``mldh plan``, ``apply`` and ``export``: a file that describes a system, and DataHub."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mldh_graphql.cli.commands import command

if TYPE_CHECKING:
    from mldh_graphql.bulk import BulkProgress
    from mldh_graphql.changes import JsonValue
    from mldh_graphql.cli.settings import Settings
    from mldh_graphql.plans import ApplyReport, Plan

__all__ = ["apply", "export", "plan"]

_prune = click.option(
    "--prune",
    is_flag=True,
    help="Remove what lists of FILE do not have, such as links, tags and metrics.",
)


@command(
    "plan",
    examples=("mldh plan ml-system.yaml", "mldh plan ml-system.yaml --prune"),
    answer={
        "is_empty": "whether DataHub is as described",
        "prune": "whether entries are removed",
        "steps": "each with key, urn, noun, action (create, change, unchanged, conflict), "
        "differences, kept, conflicts and is_hidden",
    },
)
@click.argument("file")
@_prune
@click.pass_obj
def plan(settings: Settings, file: str, prune: bool) -> None:  # noqa: FBT001 - click passes by name
    """Show what would have to change for DataHub to be as FILE describes; nothing is written.

    The exit code is 1 if something would, 0 if DataHub is as described.
    """
    from mldh_graphql.cli.output import progress, write_json  # noqa: PLC0415 - needs more
    from mldh_graphql.system import MLSystem  # noqa: PLC0415 - as above

    system = MLSystem.load(file)
    with progress("comparing"):
        made = settings.ask(lambda client: client.plan(system, prune=prune))
    if settings.json:
        write_json(_plan_document(made))
    else:
        _write_plan(made)
    if made:
        raise click.exceptions.Exit(1)


@command(
    "apply",
    examples=("mldh apply ml-system.yaml", "mldh apply ml-system.yaml --prune --yes"),
    answer={
        "written": "the URNs of which something was written",
        "unchanged": "the URNs that were as described",
        "failed": "each with urn, aspects, outcome (failed, not sent, unknown) and error",
        "requests": "how many requests were sent to write",
    },
)
@click.argument("file")
@_prune
@click.option("--yes", is_flag=True, help="Do not ask before something is removed.")
@click.pass_obj
def apply(
    settings: Settings,
    file: str,
    prune: bool,  # noqa: FBT001 - click passes by name
    yes: bool,  # noqa: FBT001 - as above
) -> None:
    """Make DataHub as FILE describes: what differs is written, and nothing else.

    Applying again writes nothing. With --prune, what would be removed is shown first, and asked
    about; without a terminal to ask at, --yes is needed. The exit code is 1 if something could not
    be written.
    """
    from mldh_graphql.cli.output import note, progress, write_json  # noqa: PLC0415 - needs more
    from mldh_graphql.system import MLSystem  # noqa: PLC0415 - as above

    system = MLSystem.load(file)

    with progress("comparing"):
        made = settings.ask(lambda client: client.plan(system, prune=prune))
    settings.on_interrupt = lambda: "interrupted: nothing was written"
    if not yes and not _may_prune(made, settings):
        note("mldh: nothing was written")
        raise click.exceptions.Exit(1)
    steps = sum(bool(step.changes) for step in made.steps)
    settings.on_interrupt = lambda: (
        "interrupted while writing; `mldh plan` shows what is still to be written"
    )
    with progress("writing") as say:

        def on_progress(now: BulkProgress) -> None:
            settings.on_interrupt = lambda: (
                f"interrupted: {now.written:,} of {steps:,} entities are known to be written; "
                "apply again to write the rest"
            )
            say(f"{now.written:,} of {steps:,}")

        report = settings.ask(lambda client: client.apply(made, on_progress=on_progress))
    if settings.json:
        write_json(_apply_document(report))
    else:
        _write_report(report)
    failed = report.failed
    for each in failed:
        note(f"mldh: {each}")
    if failed:
        from mldh_graphql.cli.failures import (  # noqa: PLC0415 - only needed here
            ExitCode,
            exit_code_of,
        )

        codes = [exit_code_of(each.error) for each in failed if each.error is not None]
        raise click.exceptions.Exit(max(codes, default=ExitCode.FINDINGS))


@command(
    "export",
    examples=(
        "mldh export 'urn:li:mlModel:(urn:li:dataPlatform:mlflow,arima_model,PROD)'",
        "mldh export urn:li:container:airline_forecast_experiment --depth 1 -o system.yaml",
    ),
    answer={
        "file": "where the file was written, or null",
        "entities": "by local id, each with kind and every field by its name",
    },
)
@click.argument("urns", nargs=-1, required=True, metavar="URN...")
@click.option(
    "--depth",
    default=3,
    show_default=True,
    type=click.IntRange(0, 50),
    metavar="N",
    help="How many links to follow.",
)
@click.option("-o", "--output", metavar="FILE", help="Where to write it, instead of to the screen.")
@click.pass_obj
def export(settings: Settings, urns: tuple[str, ...], depth: int, output: str | None) -> None:
    """Write what exists around some entities as a file for plan, apply and verify."""
    from mldh_graphql.cli.files import write_file  # noqa: PLC0415 - needs more
    from mldh_graphql.cli.output import progress, write_json  # noqa: PLC0415 - as above
    from mldh_graphql.cli.shapes import document_of  # noqa: PLC0415 - as above

    with progress("reading"):
        system = settings.ask(lambda client: client.read_system(*urns, depth=depth))
    if output is not None or not settings.json:
        write_file(output or "-", system.dump())
    if settings.json:
        entities: dict[str, JsonValue] = {
            key: document_of(each) for key, each in system.entities.items()
        }
        write_json({"file": output, "entities": entities})


def _may_prune(made: Plan, settings: Settings) -> bool:
    """Ask before something is removed.

    Raises:
        click.UsageError: There is nobody to be asked.
    """
    removed = sum(each.mark == "-" for step in made.steps for each in step.differences)
    if not removed:
        return True
    entries = "1 entry" if removed == 1 else f"{removed:,} entries"
    import sys  # noqa: PLC0415 - only needed here

    if settings.json or not sys.stdin.isatty():
        raise click.UsageError(f"this would remove {entries}; give --yes to go on")
    _write_plan(made)
    return click.confirm(f"Remove {entries} and write the rest?", err=True)


def _write_plan(made: Plan) -> None:
    from mldh_graphql.cli.failures import in_options  # noqa: PLC0415 - needs more
    from mldh_graphql.cli.marked import marked  # noqa: PLC0415 - as above
    from mldh_graphql.cli.output import write  # noqa: PLC0415 - as above

    write(marked(in_options(str(made))))


def _write_report(report: ApplyReport) -> None:
    from mldh_graphql.cli.marked import marked  # noqa: PLC0415 - needs more
    from mldh_graphql.cli.output import write  # noqa: PLC0415 - as above

    written = frozenset(report.written)
    lines = [
        f"{step.action.mark} {step.noun} {step.key}  {step.urn}"
        for step in report.plan.steps
        if step.urn in written
    ]
    lines.append(
        f"{len(report.written):,} written, {len(report.unchanged):,} unchanged, "
        f"{len(report.failed):,} failed in {report.requests:,} requests"
    )
    write(marked("\n".join(lines)))


def _plan_document(made: Plan) -> JsonValue:
    import json  # noqa: PLC0415 - `mldh --help` does without

    document: JsonValue = json.loads(made.to_json())
    return document


def _apply_document(report: ApplyReport) -> JsonValue:
    return {
        "written": [str(urn) for urn in report.written],
        "unchanged": [str(urn) for urn in report.unchanged],
        "failed": [
            {
                "urn": str(each.urn),
                "aspects": list(each.aspects),
                "outcome": each.outcome.value,
                "error": None if each.error is None else str(each.error),
            }
            for each in report.failed
        ],
        "requests": report.requests,
    }

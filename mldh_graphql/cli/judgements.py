"""``mldh verify`` and ``lint``: whether DataHub is as described, and whether that is good."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mldh_graphql.cli.commands import command

if TYPE_CHECKING:
    from mldh_graphql.changes import JsonValue
    from mldh_graphql.cli.settings import Settings

__all__ = ["lint", "verify"]


@command(
    "verify",
    examples=(
        "mldh verify ml-system.yaml",
        "mldh verify ml-system.yaml --wait 60 --junit verify.xml",
    ),
    answer={
        "ok": "whether DataHub has all that is described",
        "requests": "how many requests it took",
        "seconds": "how long it took",
        "entities": "each with urn, noun, ok, fields, links and deviations (kind, severity, "
        "field, expected, actual, reason, seen_from)",
    },
)
@click.argument("file")
@click.option(
    "--wait",
    default=60,
    show_default=True,
    type=click.FloatRange(min=0),
    metavar="SECONDS",
    help="How long to wait for DataHub's index; 0 asks once.",
)
@click.option("--exact", is_flag=True, help="What FILE does not describe is wrong, too.")
@click.option("--junit", metavar="FILE", help="Write the report as JUnit XML, too.")
@click.pass_obj
def verify(
    settings: Settings,
    file: str,
    wait: float,
    exact: bool,  # noqa: FBT001 - click passes by name
    junit: str | None,
) -> None:
    """Compare every field and link that FILE describes with what DataHub has.

    The exit code is 1 if anything is otherwise.
    """
    from mldh_graphql.cli.files import write_file  # noqa: PLC0415 - needs more
    from mldh_graphql.cli.output import progress, write, write_json  # noqa: PLC0415 - as above
    from mldh_graphql.cli.verdicts import verdicts  # noqa: PLC0415 - as above
    from mldh_graphql.system import MLSystem  # noqa: PLC0415 - as above

    system = MLSystem.load(file)
    with progress("comparing"):
        report = settings.ask(lambda client: client.verify(system, deadline=wait, exact=exact))
    if junit is not None:
        write_file(junit, report.to_junit_xml())
    if settings.json:
        write_json(_parsed(report.to_json()))
    elif junit != "-":
        write(*verdicts(report))
    if not report.ok:
        raise click.exceptions.Exit(1)


@command(
    "lint",
    examples=(
        "mldh lint ml-system.yaml",
        "mldh lint ml-system.yaml --offline --ignore ML011",
        "mldh lint ml-system.yaml --sarif lint.sarif",
    ),
    answer={
        "ok": "whether nothing found is an error",
        "entities": "how many entities were looked at",
        "requests": "how many requests it took",
        "skipped": "what could not be looked at, or null",
        "findings": "each with code, severity (error, warning, note), urn, message and fix",
    },
)
@click.argument("file")
@click.option("--offline", is_flag=True, help="Look at FILE alone, without asking DataHub.")
@click.option("--ignore", multiple=True, metavar="CODE", help="Not this rule; repeatable.")
@click.option("--sarif", metavar="FILE", help="Write the report as SARIF for code scanning, too.")
@click.pass_obj
def lint(
    settings: Settings,
    file: str,
    offline: bool,  # noqa: FBT001 - click passes by name
    ignore: tuple[str, ...],
    sarif: str | None,
) -> None:
    """Look for trouble in what DataHub will have once FILE is applied; nothing is written.

    The exit code is 1 if anything is found, even if it is only a note.
    """
    from mldh_graphql.cli.files import write_file  # noqa: PLC0415 - needs more
    from mldh_graphql.cli.output import progress, write, write_json  # noqa: PLC0415 - as above
    from mldh_graphql.cli.verdicts import findings  # noqa: PLC0415 - as above
    from mldh_graphql.lint import lint_description  # noqa: PLC0415 - as above
    from mldh_graphql.system import MLSystem  # noqa: PLC0415 - as above

    system = MLSystem.load(file)
    if offline:
        report = lint_description(system, ignore=ignore)
    else:
        with progress("reading"):
            report = settings.ask(lambda client: client.lint(system, ignore=ignore))
    if sarif is not None:
        write_file(sarif, report.to_sarif(file=file))
    if settings.json:
        write_json(_parsed(report.to_json()))
    elif sarif != "-":
        write(*findings(report))
    if report.findings:
        raise click.exceptions.Exit(1)


def _parsed(text: str) -> JsonValue:
    import json  # noqa: PLC0415 - `mldh --help` does without

    document: JsonValue = json.loads(text)
    return document

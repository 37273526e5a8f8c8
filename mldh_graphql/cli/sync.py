"""``mldh sync``: bring what another system knows to DataHub."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from mldh_graphql.cli.commands import Group, command

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import timedelta

    from rich.table import Table

    from mldh_graphql.changes import JsonValue
    from mldh_graphql.cli.settings import Settings
    from mldh_graphql.client import DataHubMLClient
    from mldh_graphql.mlflow import SyncReport

__all__ = ["sync"]

_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_SHOWN: Final = 20

sync = Group(
    "sync",
    examples=("mldh sync mlflow --tracking-uri sqlite:///mlflow.db",),
    help="Bring what another system knows to DataHub.",
)


class _Duration(click.ParamType["timedelta"]):
    """A length of time, such as ``60s`` or ``7d``."""

    name = "duration"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        """Return it."""
        from datetime import timedelta  # noqa: PLC0415 - `mldh --help` does without

        text = str(value).strip()
        unit = _UNITS.get(text[-1:])
        if unit is None or not text[:-1].isdecimal():
            self.fail(f"{text!r} is no length of time such as 60s, 15m, 12h, 7d or 2w", param, ctx)
        try:
            return timedelta(**{unit: int(text[:-1])})
        except OverflowError:
            self.fail(f"{text!r} is too long", param, ctx)


@command(
    "mlflow",
    examples=(
        "mldh sync mlflow --tracking-uri http://mlflow:5000 --dry-run",
        "mldh sync mlflow --tracking-uri sqlite:///mlflow.db --experiments 'churn/*'",
        "mldh sync mlflow --since 7d --deleted soft-delete --watch 60s",
    ),
    answer={
        "source": "the MLflow store",
        "counts": "what became of the objects, by kind",
        "issues": "what is not in DataHub as it is in MLflow",
        "everything_read": "whether all runs were read",
        "dry_run": "whether nothing was written",
        "mlflow_requests": "how many questions MLflow was asked",
        "datahub_requests": "how many requests DataHub got",
        "seconds": "how long it took",
    },
    short_help="Bring an MLflow store to DataHub.",
)
@click.option(
    "--tracking-uri",
    envvar="MLFLOW_TRACKING_URI",
    required=True,
    metavar="URI",
    help="The store: a server, a database, or a directory. [MLFLOW_TRACKING_URI]",
)
@click.option("--registry-uri", metavar="URI", help="The model registry, if it is elsewhere.")
@click.option(
    "--experiments", multiple=True, metavar="GLOB", help="Only these experiments; repeatable."
)
@click.option("--exclude", multiple=True, metavar="GLOB", help="Not these; repeatable.")
@click.option(
    "--since", type=_Duration(), metavar="7d", help="Only runs that started or ended since then."
)
@click.option("--dry-run", is_flag=True, help="Count only; write nothing.")
@click.option("--watch", type=_Duration(), metavar="60s", help="Do it again and again, so often.")
@click.option(
    "--identity",
    type=click.Choice(["official", "bare"]),
    default="official",
    show_default=True,
    help="The URNs of DataHub's own MLflow source, or the ids of its tutorial.",
)
@click.option("--env", default="PROD", show_default=True, help="Where models and groups are.")
@click.option("--mlflow-url", metavar="URL", help="Where people see MLflow's pages.")
@click.option(
    "--deleted",
    type=click.Choice(["ignore", "soft-delete"]),
    default="ignore",
    show_default=True,
    help="What becomes of what MLflow has deleted.",
)
@click.option(
    "--metric-history",
    type=click.Choice(["steps", "all", "none"]),
    default="steps",
    show_default=True,
    help="Which metrics to sum up over their steps.",
)
@click.option("--shard", metavar="I/N", help="Only part I of N equal parts; the first is 0.")
@click.option("--full", is_flag=True, help="Read all runs again, not only recent ones.")
@click.option("--rewrite", is_flag=True, help="Write also what has not changed.")
@click.option("--state", metavar="FILE", help="Where to remember what was written.")
@click.option("--report", "report_file", metavar="FILE", help="Write the whole report as JSON.")
@click.pass_obj
def mlflow(
    settings: Settings,
    tracking_uri: str,
    registry_uri: str | None,
    experiments: tuple[str, ...],
    exclude: tuple[str, ...],
    since: timedelta | None,
    dry_run: bool,  # noqa: FBT001 - click passes by name
    watch: timedelta | None,
    identity: str,
    env: str,
    mlflow_url: str | None,
    deleted: str,
    metric_history: str,
    shard: str | None,
    full: bool,  # noqa: FBT001 - as above
    rewrite: bool,  # noqa: FBT001 - as above
    state: str | None,
    report_file: str | None,
) -> None:
    """Bring experiments, runs, models, versions and data sets of an MLflow store to DataHub.

    They get the URNs of DataHub's own MLflow source. What people added in DataHub stays, doing it
    again writes only what has changed, and what cannot be written is a line of the report. The exit
    code is 1 if something is missing in DataHub.
    """
    from mldh_graphql.mlflow import sync_mlflow  # noqa: PLC0415 - needs an extra

    def once(say: Callable[[str], None]) -> Callable[[DataHubMLClient], Awaitable[SyncReport]]:
        def on_progress(now: SyncReport) -> None:
            settings.on_interrupt = lambda: (
                f"interrupted: {now.written:,} objects are written; the same command goes on there"
            )
            say(f"{now.written:,} written")

        return lambda client: sync_mlflow(
            client,
            tracking_uri,
            registry_uri=registry_uri,
            experiments=experiments,
            exclude=exclude,
            since=since,
            identity=identity,
            env=env,
            mlflow_url=mlflow_url,
            deleted=deleted,
            metric_history=metric_history,
            shard=shard,
            full=full or None,
            rewrite=rewrite,
            dry_run=dry_run,
            state=state,
            on_progress=on_progress,
        )

    if watch is not None:
        _watch(settings, once, watch, report_file)
    if _sync(settings, once, report_file).failed:
        raise click.exceptions.Exit(1)


def _sync(
    settings: Settings,
    once: Callable[[Callable[[str], None]], Callable[[DataHubMLClient], Awaitable[SyncReport]]],
    report_file: str | None,
) -> SyncReport:
    from mldh_graphql.cli.files import write_file  # noqa: PLC0415 - needs more
    from mldh_graphql.cli.output import (  # noqa: PLC0415 - as above
        note,
        progress,
        text,
        write,
        write_json,
    )

    settings.on_interrupt = lambda: "interrupted; nothing was written"
    with progress("syncing") as say:
        report = settings.ask(once(say))
    if report_file is not None:
        write_file(report_file, report.to_json())
    if settings.json:
        write_json(_document(report))
    else:
        write(_shown(report))
        write(text(_summary(report)))
    for issue in report.failed[:_SHOWN]:
        note(f"mldh: {issue}")
    if len(report.failed) > _SHOWN:
        note(f"mldh: and {len(report.failed) - _SHOWN:,} more; --report FILE writes them all")
    return report


def _watch(
    settings: Settings,
    once: Callable[[Callable[[str], None]], Callable[[DataHubMLClient], Awaitable[SyncReport]]],
    every: timedelta,
    report_file: str | None,
) -> None:
    """Sync until Ctrl-C; a system that is away for a while is asked again."""
    import time  # noqa: PLC0415 - only needed here

    from mldh_graphql.cli.failures import sentence_of  # noqa: PLC0415 - needs more
    from mldh_graphql.cli.output import note  # noqa: PLC0415 - as above
    from mldh_graphql.errors import RequestError, SourceError  # noqa: PLC0415 - as above

    while True:
        try:
            _sync(settings, once, report_file)
        except (RequestError, SourceError) as error:
            note(f"mldh: {sentence_of(error)}")
        settings.on_interrupt = lambda: "stopped watching"
        time.sleep(every.total_seconds())


def _document(report: SyncReport) -> JsonValue:
    import json  # noqa: PLC0415 - `mldh --help` does without

    document: JsonValue = json.loads(report.to_json())
    return document


def _shown(report: SyncReport) -> Table:
    from rich.table import Table  # noqa: PLC0415 - an extra

    counts = report.counts.values()
    columns = {
        "to write" if report.dry_run else "written": [each.written for each in counts],
        "unchanged": [each.unchanged for each in counts],
        "hidden": [each.removed for each in counts],
        "failed": [each.failed for each in counts],
    }
    columns = {heading: column for heading, column in columns.items() if any(column)}
    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for heading in ("MLflow", *columns):
        made.add_column(heading)
    for row, kind in enumerate(report.counts):
        numbers = (column[row] for column in columns.values())
        made.add_row(str(kind), *(f"{number:,}" if number else "" for number in numbers))
    return made


def _summary(report: SyncReport) -> str:
    notes = len(report.issues) - len(report.failed)
    parts = [
        f"{report.mlflow_requests:,} questions to MLflow",
        f"{report.datahub_requests:,} requests to DataHub",
        f"{report.seconds:.1f} s",
    ]
    if not report.everything_read:
        parts.append("older runs were not read again (--full does)")
    if notes:
        parts.append(f"{notes:,} notes (--report FILE writes them)")
    return ", ".join(parts)


sync.add_command(mlflow)

"""``mldh sync mlflow``: its options, its report, its exit codes; tests/mlflow tests the rest."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest

from mldh_graphql.cli.commands import Command
from mldh_graphql.cli.sync import sync
from mldh_graphql.mlflow import SyncReport
from mldh_graphql.mlflow.report import SyncCounts, SyncIssue, SyncKind

if TYPE_CHECKING:
    from tests.cli.terminal import Terminal

KIND = next(iter(SyncKind))
REPORT = SyncReport(
    source="sqlite:///mlflow.db",
    counts={KIND: SyncCounts(read=3, written=2, unchanged=1)},
    mlflow_requests=4,
    datahub_requests=5,
    seconds=0.5,
)
FAILED = SyncReport(
    source="sqlite:///mlflow.db",
    counts={KIND: SyncCounts(read=1, failed=1)},
    issues=(SyncIssue(KIND, "a", "it has no name", "left out", failed=True),),
)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the library was asked; its answer is under ``report``."""
    seen: dict[str, Any] = {"report": REPORT}

    async def sync_mlflow(_client: object, uri: str, **options: object) -> SyncReport:
        seen.update(options, tracking_uri=uri)
        report: SyncReport = seen["report"]
        return report

    monkeypatch.setattr("mldh_graphql.mlflow.sync_mlflow", sync_mlflow)
    return seen


@pytest.mark.usefixtures("asked")
def test_what_was_synced_is_a_table(mldh: Terminal) -> None:
    """A line for each kind of object; no column in which nothing stands."""
    ran = mldh("sync", "mlflow", "--tracking-uri", "sqlite:///mlflow.db")

    assert ran.code == 0
    assert ran.lines == [
        "MLFLOW" + " " * (max(len(KIND), 6) - 6) + "  WRITTEN  UNCHANGED",
        KIND.ljust(6) + "  2        1",
        "4 questions to MLflow, 5 requests to DataHub, 0.5 s",
    ]


@pytest.mark.usefixtures("asked")
def test_the_document_of_json_is_as_the_help_says(mldh: Terminal) -> None:
    """The report by its fields; a file may have it, too."""
    command = sync.get_command(click.Context(sync), "mlflow")
    assert isinstance(command, Command)

    ran = mldh("sync", "mlflow", "--tracking-uri", "x", "--json", "--report", "report.json")

    assert set(ran.json) == set(command.answer)
    assert json.loads(Path("report.json").read_text()) == ran.json


def test_what_could_not_be_written_is_1_and_told(mldh: Terminal, asked: dict[str, Any]) -> None:
    """One line for each on standard error."""
    asked["report"] = FAILED

    ran = mldh("sync", "mlflow", "--tracking-uri", "x")

    assert ran.code == 1
    assert ran.err == f"mldh: {KIND} 'a': it has no name; left out\n"


def test_the_options_reach_the_library(mldh: Terminal, asked: dict[str, Any]) -> None:
    """By the names of its arguments."""
    ran = mldh(
        *("sync", "mlflow", "--tracking-uri", "u", "--experiments", "a/*", "--experiments", "b"),
        *("--exclude", "c", "--since", "7d", "--deleted", "soft-delete", "--identity", "bare"),
        *("--env", "DEV", "--shard", "0/4", "--full", "--dry-run", "--state", "s.json"),
    )

    assert ran.code == 0
    assert {
        "tracking_uri": "u",
        "experiments": ("a/*", "b"),
        "exclude": ("c",),
        "since": timedelta(days=7),
        "deleted": "soft-delete",
        "identity": "bare",
        "env": "DEV",
        "shard": "0/4",
        "full": True,
        "dry_run": True,
        "state": "s.json",
    }.items() <= asked.items()


@pytest.mark.parametrize("since", ["7", "d", "7y", "-1d", "99999999999d"])
@pytest.mark.usefixtures("asked")
def test_a_length_of_time_has_a_unit(since: str, mldh: Terminal) -> None:
    """Or it is refused with examples."""
    ran = mldh("sync", "mlflow", "--tracking-uri", "u", "--since", since)

    assert ran.code == 2
    assert "--since" in ran.err

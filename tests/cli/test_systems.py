"""``mldh plan``, ``apply``, ``verify``, ``lint`` and ``export``."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from mldh_graphql.bulk import BulkProgress
from mldh_graphql.system import MLSystem
from tests.cli.terminal import GROUP, MODEL, RUN, ServerThread

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.terminal import Terminal

EXAMPLE = Path(__file__).parents[2] / "examples" / "ml-system.yaml"

NEW = """
model_groups: {new_group: {name: New Group}}
models: {new_model: {version: "1", groups: [new_group]}}
"""
NEW_GROUP = GROUP.replace("airline_forecast_models", "new")
OTHER = 'models: {arima_model: {version: "1.0", name: Better, aliases: [challenger]}}\n'


@pytest.fixture
def file(mldh: Terminal, tmp_path: Path) -> Path:
    """The tutorial's system as a file."""
    del mldh  # it went into the folder
    return Path(shutil.copy(EXAMPLE, tmp_path / "ml-system.yaml"))


def test_a_plan_without_differences_is_0(file: Path, mldh: Terminal) -> None:
    """The tutorial's data is what the example file describes."""
    ran = mldh("plan", file.name)

    assert ran.code == 0
    assert ran.lines[-1] == "Plan: 0 to create, 0 to change, 10 unchanged."


def test_a_plan_with_differences_is_1(mldh: Terminal, server: ServerThread) -> None:
    """What would be written is shown, and nothing is."""
    Path("new.yaml").write_text(NEW)

    ran = mldh("plan", "new.yaml")
    document = mldh("plan", "new.yaml", "--json")

    assert ran.code == document.code == 1
    assert "+ model new_model" in ran.out
    assert ran.lines[-1] == "Plan: 2 to create, 0 to change, 0 unchanged."
    assert [step["action"] for step in document.json["steps"]] == ["create", "create"]
    assert server.do(lambda datahub: datahub.aspects(NEW_GROUP)) == {}


def test_applying_writes_what_differs_and_then_nothing(mldh: Terminal) -> None:
    """Apply, plan and verify agree."""
    Path("new.yaml").write_text(NEW)

    first = mldh("apply", "new.yaml")
    second = mldh("apply", "new.yaml", "--json")

    assert first.code == second.code == 0
    assert first.lines[-1].startswith("2 written, 0 unchanged, 0 failed in ")
    assert len(second.json["unchanged"]) == 2
    assert second.json["written"] == second.json["failed"] == []
    assert mldh("plan", "new.yaml").code == 0
    assert mldh("verify", "new.yaml", "--wait", "10").code == 0


def test_pruning_needs_a_yes_where_nobody_can_be_asked(
    mldh: Terminal, server: ServerThread
) -> None:
    """Without a terminal, what would remove something is refused, and nothing is written."""
    Path("other.yaml").write_text(OTHER)

    refused = mldh("apply", "other.yaml", "--prune")
    name = server.do(lambda datahub: datahub.client.get_model(MODEL)).name
    agreed = mldh("apply", "other.yaml", "--prune", "--yes")
    model = server.do(lambda datahub: datahub.client.get_model(MODEL))

    assert refused.code == 2
    assert "--yes" in refused.err
    assert name == "ARIMA Model"
    assert agreed.code == 0
    assert (model.name, model.aliases) == ("Better", ("challenger",))


@pytest.mark.parametrize(
    ("answer", "code", "aliases", "said"),
    [
        pytest.param("y\n", 0, ("challenger",), "", id="yes"),
        pytest.param("n\n", 1, ("champion",), "mldh: nothing was written\n", id="no"),
        pytest.param("\n", 1, ("champion",), "mldh: nothing was written\n", id="only Enter"),
        pytest.param("", 130, ("champion",), "interrupted: nothing was written\n", id="Ctrl-D"),
    ],
)
def test_in_a_terminal_pruning_is_asked_about(
    answer: str,
    code: int,
    aliases: tuple[str, ...],
    said: str,
    mldh: Terminal,
    server: ServerThread,
) -> None:
    """The plan is shown first; only a yes removes anything."""
    Path("other.yaml").write_text(OTHER)

    ran = mldh("apply", "other.yaml", "--prune", typed=answer)

    assert ran.code == code
    assert "    - aliases: 'champion'" in ran.lines
    assert "Remove 1 entry" in ran.err
    assert ran.err.endswith(said)
    assert server.do(lambda datahub: datahub.client.get_model(MODEL)).aliases == aliases


def test_without_pruning_what_the_file_lacks_stays(mldh: Terminal, server: ServerThread) -> None:
    """The plan says that there is more, and how to remove it, in the words of the program."""
    Path("other.yaml").write_text(OTHER)

    plan = mldh("plan", "other.yaml")
    mldh("apply", "other.yaml")

    assert "--prune removes them" in plan.out
    aliases = server.do(lambda datahub: datahub.client.get_model(MODEL)).aliases
    assert set(aliases or ()) == {"champion", "challenger"}


@pytest.mark.parametrize(
    ("progress", "said"),
    [
        pytest.param(
            BulkProgress(written=100, failed=0, waiting=50, requests=1, concurrency=4),
            "interrupted: 100 of 2 entities are known to be written; apply again to write the rest",
            id="after a chunk",
        ),
        pytest.param(
            None,
            "interrupted while writing; `mldh plan` shows what is still to be written",
            id="before any answer",
        ),
    ],
)
def test_interrupting_tells_what_was_written(
    progress: BulkProgress | None, said: str, mldh: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C while writing: what is known, and how to go on."""

    async def interrupted(
        _client: object, _plan: object, *, on_progress: Callable[[BulkProgress], None]
    ) -> None:
        if progress is not None:
            on_progress(progress)
        raise KeyboardInterrupt

    monkeypatch.setattr("mldh_graphql.client.DataHubMLClient.apply", interrupted)
    Path("new.yaml").write_text(NEW)

    ran = mldh("apply", "new.yaml")

    assert (ran.code, ran.out, ran.err) == (130, "", f"mldh: {said}\n")


def test_what_could_not_be_written_is_told_and_the_rest_is_written(
    mldh: Terminal, server: ServerThread
) -> None:
    """One entity that DataHub refuses; the exit code says so, and JSON has it by outcome."""
    Path("new.yaml").write_text(
        "model_groups: {new_group: {name: New Group}}\n"
        "models: {other: {version: '2', structured_properties: {not_defined: 1}}}\n"
    )

    ran = mldh("apply", "new.yaml")
    document = mldh("apply", "new.yaml", "--json")

    assert ran.code == document.code == 1
    assert "1 written, 0 unchanged, 1 failed" in ran.out
    assert "mldh: failed: urn:li:mlModel:(urn:li:dataPlatform:mlflow,other,PROD)" in ran.err
    assert [each["outcome"] for each in document.json["failed"]] == ["failed"]
    assert server.do(
        lambda datahub: datahub.aspects(GROUP.replace("airline_forecast_models", "new"))
    )


def test_a_conflict_is_told_and_nothing_is_written(mldh: Terminal) -> None:
    """A model that has another version cannot be as described."""
    Path("conflict.yaml").write_text('models: {arima_model: {version: "9.9"}}\n')

    ran = mldh("apply", "conflict.yaml")

    assert ran.code == 1
    assert "Nothing was written" in ran.err


def test_verifying_tells_what_is_otherwise(mldh: Terminal) -> None:
    """A line for each entity, what is wrong below it; JUnit XML and JSON say the same."""
    Path("other.yaml").write_text(OTHER)

    ran = mldh("verify", "other.yaml", "--wait", "0", "--junit", "junit.xml")
    document = mldh("verify", "other.yaml", "--wait", "0", "--json")

    assert ran.code == document.code == 1
    assert ran.lines[0].startswith("✗ ")
    assert MODEL in ran.lines[0]
    assert "expected 'Better', found 'ARIMA Model'" in ran.out
    assert ET.parse("junit.xml").getroot().get("failures") == "1"
    assert document.json["ok"] is False


def test_verifying_with_junit_to_standard_output_prints_nothing_else(
    file: Path, mldh: Terminal
) -> None:
    """The XML stays readable for whoever reads it there."""
    ran = mldh("verify", file.name, "--junit", "-")

    assert ran.code == 0
    assert ET.fromstring(ran.out).get("tests") == "10"


def test_linting_finds_trouble_and_how_to_mend_it(file: Path, mldh: Terminal) -> None:
    """The tutorial links a run that failed; SARIF has it for code scanning."""
    ran = mldh("lint", file.name, "--sarif", "lint.sarif")

    assert ran.code == 1
    assert any(line.startswith("ML003 error") for line in ran.lines)
    assert "    fix: " in ran.out
    results = json.loads(Path("lint.sarif").read_text())["runs"][0]["results"]
    assert "ML003" in {each["ruleId"] for each in results}


def test_linting_offline_needs_no_server(bare_mldh: Terminal, tmp_path: Path) -> None:
    """What the file alone tells is told; rules may be left out."""
    shutil.copy(EXAMPLE, tmp_path / "s.yaml")
    codes = {
        each["code"] for each in bare_mldh("lint", "s.yaml", "--offline", "--json").json["findings"]
    }

    ignored = [word for code in codes for word in ("--ignore", code)]
    ran = bare_mldh("lint", "s.yaml", "--offline", *ignored)

    assert codes
    assert ran.code == 0


def test_what_was_exported_plans_as_unchanged(mldh: Terminal) -> None:
    """Export, then plan: nothing to do."""
    ran = mldh("export", MODEL, RUN, "-o", "system.yaml")

    assert (ran.code, ran.out) == (0, "")
    assert len(MLSystem.load("system.yaml")) >= 5
    assert mldh("plan", "system.yaml").code == 0


def test_exporting_prints_the_file_or_its_json(mldh: Terminal) -> None:
    """Without ``-o`` it goes to standard output."""
    system = MLSystem.parse(mldh("export", MODEL, "--depth", "0").out)
    document = mldh("export", MODEL, "--depth", "0", "--json").json

    assert system.urns() == (MODEL,)
    assert document["file"] is None
    assert document["entities"]["arima_model"]["urn"] == MODEL


@pytest.mark.parametrize("command", ["plan", "apply", "verify", "lint"])
@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param("models: {a: {versoin: '1'}}\n", "line 1, column 14", id="a wrong key"),
        pytest.param("models: [\n", "bad.yaml, line", id="no YAML"),
    ],
)
def test_a_file_that_is_wrong_is_told_with_line_and_column(
    command: str, content: str, said: str, bare_mldh: Terminal
) -> None:
    """No server is asked, so none is needed."""
    Path("bad.yaml").write_text(content)

    ran = bare_mldh(command, "bad.yaml")

    assert ran.code == 2
    assert said in ran.err

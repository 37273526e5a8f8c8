"""Commands of acryl-datahub's ``datahub``. Runs in its environment, with a home of its own.

The store must hold what ``tutorial.py`` writes.

    HOME=$(mktemp -d) python cli.py http://127.0.0.1:8080
"""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path

from checks import Checks
from click.testing import CliRunner
from datahub.entrypoints import datahub

MLFLOW = "urn:li:dataPlatform:mlflow"
GROUP = f"urn:li:mlModelGroup:({MLFLOW},airline_forecast_models_group,PROD)"
MODEL = f"urn:li:mlModel:({MLFLOW},arima_model,PROD)"
SIMPLE_MODEL = f"urn:li:mlModel:({MLFLOW},arima_model_simple,PROD)"
EXPERIMENT = "urn:li:container:airline_forecast_experiment"
RUN = "urn:li:dataProcessInstance:simple_training_run_4"
SOURCE = "urn:li:dataset:(urn:li:dataPlatform:snowflake,iris_input,PROD)"
RESULT = "urn:li:dataset:(urn:li:dataPlatform:snowflake,iris_output,PROD)"
PROPERTY = """
- id: retention
  type: number
  entity_types: [mlModel, dataset]
  cardinality: SINGLE
"""
DATASET = """
- id: made
  platform: snowflake
  name: Made
  description: by the command line
  schema:
    fields:
      - id: a
        type: int
"""


class CommandFailed(Exception):  # noqa: N818  (named for what happened)
    """A command ended with another status than 0."""


def run(*arguments: str) -> str:
    """The output of a command.

    Raises:
        CommandFailed: It failed.
    """
    done = CliRunner(mix_stderr=False) if _mixes() else CliRunner()
    result = done.invoke(datahub, [*arguments])
    if result.exit_code != 0:
        raise CommandFailed(f"{arguments}: {result.output}{result.exception!r}")
    return result.stdout


def _mixes() -> bool:
    """Whether this release of click mixes the two outputs unless told otherwise."""
    return "mix_stderr" in CliRunner.__init__.__code__.co_varnames


def document(*arguments: str) -> object:
    """The output of a command as JSON, without what is printed before it."""
    text = run(*arguments)
    return json.loads(text[min(place for place in map(text.find, "{[") if place >= 0) :])


def written(name: str, text: str) -> str:
    """A file with this text."""
    path = Path.home() / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def configuration(server: str, checks: Checks) -> None:
    """Where the server is, and what it says."""
    checks.about("configuration")
    checks.holds(
        "init",
        lambda: "Configuration written" in run("init", "--host", server, "--token", "t", "--force"),
    )
    checks.holds("check server-config", lambda: "noCode" in run("check", "server-config"))


def reads(checks: Checks) -> None:
    """``get`` and ``exists``."""
    checks.about("get, exists")
    checks.equal(
        "get an aspect",
        lambda: document("get", "--urn", MODEL, "-a", "mlModelProperties")["mlModelProperties"][
            "name"
        ],
        "ARIMA Model",
    )
    checks.equal(
        "get everything",
        lambda: sorted(document("get", "--urn", RUN)),
        [
            "container",
            "dataProcessInstanceInput",
            "dataProcessInstanceKey",
            "dataProcessInstanceOutput",
            "dataProcessInstanceProperties",
            "mlTrainingRunProperties",
            "subTypes",
        ],
    )
    checks.equal(
        "get the details",
        lambda: sorted(document("get", "--urn", RUN, "--details")["subTypes"]),
        ["created", "systemMetadata", "value"],
    )
    checks.equal(
        "get the newest event",
        lambda: document("get", "--urn", RUN, "-a", "dataProcessInstanceRunEvent")[
            "dataProcessInstanceRunEvent"
        ]["status"],
        "COMPLETE",
    )
    checks.raises("get nothing", lambda: run("get", "--urn", f"{RUN}0"), "CommandFailed")
    checks.holds("exists", lambda: document_of_exists(EXPERIMENT))
    checks.fails("exists not", lambda: document_of_exists(f"{EXPERIMENT}0"))


def document_of_exists(urn: str) -> object:
    """What ``exists`` says."""
    return json.loads(run("exists", "--urn", urn).splitlines()[-1])


def writes(checks: Checks) -> None:
    """``put``, ``properties``, ``dataset``, ``container``."""
    checks.about("put, properties, dataset, container")
    path = written("aspect.json", '{"description": "put"}')
    put = ("put", "--urn", MODEL, "--aspect", "editableMlModelProperties", "--aspect-data", path)
    checks.holds("put", lambda: "status 200" in run(*put))
    checks.equal(
        "and it is there",
        lambda: document("get", "--urn", MODEL, "-a", "editableMlModelProperties"),
        {"editableMlModelProperties": {"description": "put"}},
    )
    # The command sends text where DataHub takes an object, which both refuse.
    checks.raises("put --run-id", lambda: run(*put, "--run-id", "me"), "CommandFailed")
    checks.holds(
        "put platform",
        lambda: "Success" in run("put", "platform", "--name", "mlflow", "--logo", "https://l/o"),
    )
    path = written("property.yaml", PROPERTY)
    checks.passes("properties upsert", lambda: run("properties", "upsert", "-f", path))
    retention = "urn:li:structuredProperty:retention"
    checks.equal(
        "properties get",
        lambda: document("properties", "get", "--urn", retention)["cardinality"],
        "SINGLE",
    )
    checks.holds("properties list", lambda: retention in run("properties", "list"))
    path = written("dataset.yaml", DATASET)
    checks.holds(
        "dataset upsert", lambda: "Update succeeded" in run("dataset", "upsert", "-f", path)
    )
    checks.equal(
        "dataset get",
        lambda: document("dataset", "get", "--urn", SOURCE)["name"],
        "Iris Training Input",
    )
    checks.passes(
        "container tag",
        lambda: run("container", "tag", "--container-urn", EXPERIMENT, "--tag-urn", "urn:li:tag:x"),
    )


def questions(checks: Checks) -> None:
    """``graphql``, ``search``, ``lineage``."""
    checks.about("graphql, search, lineage")
    query = f'query {{ mlModel(urn: "{MODEL}") {{ properties {{ name }} }} }}'
    checks.equal(
        "graphql --query",
        lambda: document("graphql", "--query", query),
        {"mlModel": {"properties": {"name": "ARIMA Model"}}},
    )
    checks.holds(
        "graphql --list-operations",
        lambda: "searchAcrossLineage" in run("graphql", "--list-operations"),
    )
    checks.holds(
        "graphql --describe", lambda: "urn: String!" in run("graphql", "--describe", "mlModel")
    )
    checks.holds("graphql --operation", lambda: "corpUser" in run("graphql", "--operation", "me"))
    checks.equal(
        "search",
        lambda: [one["entity"]["urn"] for one in document("search", "arima")["searchResults"]],
        [MODEL, SIMPLE_MODEL],
    )
    checks.equal(
        "search with a filter",
        lambda: sorted(
            line
            for line in run(
                "search", "*", "--filter", "platform=mlflow", "--urns-only"
            ).splitlines()
            if line.startswith("urn:li:mlModel:")
        ),
        [MODEL, SIMPLE_MODEL],
    )
    checks.holds("search diagnose", lambda: "Search is working" in run("search", "diagnose"))
    lineage = ("lineage", "--urn", SOURCE, "--direction", "downstream", "--format", "json")
    checks.equal(
        "lineage",
        lambda: sorted((one["hops"], one["urn"]) for one in document(*lineage)["results"]),
        sorted([(2, MODEL), (2, GROUP), (2, RESULT)]),
    )
    checks.holds(
        "lineage path",
        lambda: "Path found (2 hops)" in run("lineage", "path", "--from", SOURCE, "--to", MODEL),
    )


def deletions(checks: Checks) -> None:
    """``delete`` in its forms."""
    checks.about("delete")
    checks.holds(
        "references, dry run",
        lambda: "TrainedBy" in run("delete", "references", "--urn", RUN, "--dry-run"),
    )
    checks.holds(
        "soft",
        lambda: "Soft deleted 1 entities" in run("delete", "--urn", MODEL, "--soft", "--force"),
    )
    checks.passes("undo", lambda: run("delete", "undo-by-filter", "--urn", MODEL, "--force"))
    checks.holds("and it is back", lambda: "ARIMA" in run("search", "arima", "--format", "json"))
    checks.holds(
        "by a filter",
        lambda: (
            "Found 3 dataset urn(s)"
            in run(
                "delete", "--platform", "snowflake", "--entity-type", "dataset", "--soft", "--force"
            )
        ),
    )
    checks.equal(
        "and all are hidden",
        lambda: document("get", "--urn", SOURCE, "-a", "status"),
        {"status": {"removed": True}},
    )
    times = ("--start-time", "2021-08-10T00:00:00Z", "--end-time", "2021-08-11T00:00:00Z")
    events = ("-a", "dataProcessInstanceRunEvent", *times)
    checks.holds(
        "events of a time",
        lambda: (
            "2 timeseries aspect rows" in run("delete", "--urn", RUN, *events, "--hard", "--force")
        ),
    )
    checks.holds(
        "hard",
        lambda: "Hard deleted 1 entities" in run("delete", "--urn", MODEL, "--hard", "--force"),
    )
    checks.fails("and it is gone", lambda: document_of_exists(MODEL))


def main(server: str) -> None:
    """Run everything and report."""
    warnings.simplefilter("ignore")
    checks = Checks()
    configuration(server, checks)
    reads(checks)
    writes(checks)
    questions(checks)
    deletions(checks)
    checks.report()


if __name__ == "__main__":
    main(sys.argv[1])

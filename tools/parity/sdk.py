"""acryl-datahub as a client of the local server: writes, reads, ingestion, command line.

    python -m tools.parity.sdk --python .venv-acryl/bin/python --page docs/acryl-parity.md

Ends with status 1 when anything is not as expected; the page is then left as it was.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

from mldh_graphql import LocalDataHub, MLSystem
from tools.parity.acryl import Acryl
from tools.parity.contents import contents
from tools.parity.differences import Aspects, Reason, differences, unexplained
from tools.parity.ingestion import SINKS, Ingestion, readable
from tools.parity.page import Section, checks_table, problems_of, reasons_table, table
from tools.parity.reasons import ingestion_reasons, tutorial_reasons
from tools.parity.tutorial import write_tutorial

ROOT = Path(__file__).resolve().parents[2]
ENDPOINTS = ("RESTLI", "OPENAPI")
DEVIATIONS = {
    ("simple_training_run", "platform"): "Its runs have no platform.",
    ("simple_training_run_4", "platform"): "Its runs have no platform.",
    ("simple_training_run_4", "external_url"): (
        "Its address is where GraphQL does not show it: in `mlTrainingRunProperties` alone."
    ),
}
"""What verifying the tutorial's system finds in what the SDK wrote."""
_INTRODUCTION = """\
---
orphan: true
---

# acryl-datahub as a client of the local server

`make parity-sdk` runs acryl-datahub {version}, unmodified, against the local server, and made this
page. It fails when anything differs that is not explained here."""


async def tutorial(acryl: Acryl) -> Section:
    """The tutorial's calls: what both leave, compared aspect by aspect, and verified."""
    section = Section("The tutorial's calls", "")
    system = MLSystem.load(ROOT / "examples" / "ml-system.yaml")
    async with LocalDataHub() as ours, LocalDataHub(port=0) as theirs:
        await write_tutorial(ours.client)
        await acryl.run("tutorial.py", theirs.url)
        mine, other = await contents(ours), await contents(theirs)
        report = await theirs.client.verify(system)
    reasons = tutorial_reasons()
    section.problems += _compared(mine, other, reasons)
    shared = [(urn, name) for urn in mine for name in mine[urn] if name in other.get(urn, {})]
    different = {(one.urn, one.aspect) for reason in reasons for one in reason.explained}
    same = len([pair for pair in shared if pair not in different])
    section.text = (
        f"Both leave {len(shared)} aspects of {len(mine.keys() & other.keys())} entities, of which "
        f"{same} are the same in every field. The rest:"
    )
    section.tables.append(reasons_table(reasons, "mldh_graphql", "acryl-datahub"))
    found = {
        (str(one.urn).rpartition(":")[2], one.field): (one.expected, one.actual)
        for one in report.failures
    }
    section.problems += [
        f"verify: {urn} {name}: expected {found[urn, name][0]}, found {found[urn, name][1]}"
        for urn, name in found.keys() - DEVIATIONS.keys()
    ]
    section.problems += [f"verify did not find {one}" for one in DEVIATIONS.keys() - found.keys()]
    section.tables += [
        f"`client.verify` reads all {len(report.entities)} entities of the tutorial's system from "
        "what acryl-datahub wrote, and finds wrong:",
        table(
            ("entity", "field", "why"),
            [(f"`{urn}`", f"`{name}`", why) for (urn, name), why in DEVIATIONS.items()],
        ),
    ]
    return section


async def program(
    acryl: Acryl, title: str, text: str, name: str, *, tutorial_first: bool = False
) -> Section:
    """Checks of a program, through each of the SDK's interfaces."""
    section = Section(title, text)
    for endpoint in ENDPOINTS:
        variables = {"DATAHUB_REST_EMITTER_DEFAULT_ENDPOINT": endpoint}
        async with LocalDataHub(port=0) as datahub:
            if tutorial_first:
                await acryl.run("tutorial.py", datahub.url, **variables)
            checks = await acryl.checks(name, datahub.url, **variables)
        section.problems += problems_of(checks, f"{name} by {endpoint}")
        if not section.tables:
            section.tables.append(checks_table(checks))
    return section


async def ingestion(acryl: Acryl, directory: Path) -> Section:
    """The official MLflow source: what it sends is stored, whichever way the sink writes."""
    section = Section("The official MLflow source", "")
    store = directory / "store"
    await acryl.run("mlflow_store.py", str(store))
    runs = Ingestion(acryl, store, directory)
    sent = await runs.into_file()
    rows: list[tuple[str, str, str]] = []
    reasons: list[Reason] = []
    for mode, endpoint in SINKS:
        async with LocalDataHub(port=0) as datahub:
            await runs.into_server(datahub.url, mode, endpoint)
            stored = await contents(datahub)
            counts = await readable(datahub, [*stored])
        reasons = ingestion_reasons()
        section.problems += [
            f"{mode} {endpoint}: {one}" for one in _compared(stored, sent, reasons)
        ]
        read = ", ".join(f"{count} {kind}" for kind, count in counts.items())
        rows.append((f"{mode}, {endpoint}", str(sum(map(len, sent.values()))), read))
    section.text = "What it sends to a file is what its REST sink leaves in the local server."
    section.tables += [
        table(("sink", "aspects sent and stored", "entities that mldh_graphql reads"), rows),
        "The server has more than was sent:",
        reasons_table(reasons, "stored", "sent"),
    ]
    await _stateful(runs, section)
    return section


async def _stateful(runs: Ingestion, section: Section) -> None:
    """With a state, a model that vanished from MLflow is soft-deleted."""
    gone = "urn:li:mlModelGroup:(urn:li:dataPlatform:mlflow,baseline,PROD)"
    async with LocalDataHub(port=0) as datahub:
        await runs.into_server(datahub.url, "ASYNC_BATCH", "RESTLI", stateful=True)
        before = datahub.aspects(gone)["status"].value
        await runs.delete_model("baseline")
        await runs.into_server(datahub.url, "ASYNC_BATCH", "RESTLI", stateful=True)
        after = datahub.aspects(gone)["status"].value
        found = await contents(datahub)
    checkpoints = [urn for urn in found if "datahubIngestionCheckpoint" in found[urn]]
    if (before, after) != ({"removed": False}, {"removed": True}) or len(checkpoints) != 1:
        section.problems.append(f"stateful ingestion: {before} then {after}, {checkpoints}")
    section.tables.append(
        "With `stateful_ingestion` its checkpoints are kept and found again: a model that is "
        "deleted in MLflow is soft-deleted by the next run."
    )


def _compared(ours: Aspects, theirs: Aspects, reasons: list[Reason]) -> list[str]:
    left = unexplained(differences(ours, theirs), reasons)
    return [
        *(f"{one.urn} {one.aspect} {one.path}: {one.ours} / {one.theirs}" for one in left),
        *(f"explains nothing: {one.place}" for one in reasons if not one.explained),
    ]


async def sections(acryl: Acryl, directory: Path) -> list[Section]:
    """All parts of the page, which are made at the same time."""
    parts = await asyncio.gather(
        tutorial(acryl.at(directory / "tutorial")),
        program(
            acryl.at(directory / "entities"),
            "Entities of the SDK",
            "`entities.upsert`, `get`, `update`, `create` and `delete` of `MLModel`, "
            "`MLModelGroup`, `Container` and `Dataset`, by Rest.li and by OpenAPI. A model that "
            "was read back with its version cannot be written back as it is: `isLatest` is "
            "computed, and DataHub refuses it, as the local server does.",
            "round_trip.py",
        ),
        program(
            acryl.at(directory / "graph"),
            "Search, lineage and the graph client",
            "On what the tutorial's calls wrote, by Rest.li and by OpenAPI.",
            "smoke.py",
            tutorial_first=True,
        ),
        ingestion(acryl.at(directory / "ingestion"), directory),
        program(
            acryl.at(directory / "commands"),
            "The command line",
            "`datahub`, on what the tutorial's calls wrote. `datahub put --run-id` sends text "
            "where DataHub takes an object, which the local server refuses, too.",
            "cli.py",
            tutorial_first=True,
        ),
    )
    return [*parts]


async def run(python: Path, directory: Path) -> tuple[str, list[Section]]:
    """The release of acryl-datahub, and all parts of the page."""
    acryl = Acryl(python, directory, asyncio.Semaphore(os.cpu_count() or 1))
    return await acryl.version(), await sections(acryl, directory)


def main(python: Path, page: Path) -> int:
    """Run everything, write the page, return the exit status."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as temporary:
        version, parts = asyncio.run(run(python.absolute(), Path(temporary)))
    problems = [problem for part in parts for problem in part.problems]
    if problems:
        print(*problems, f"{len(problems)} unexpected differences", sep="\n")
        return 1
    introduction = _INTRODUCTION.format(version=version)
    text = "\n\n".join([introduction, *(part.markdown() for part in parts)]) + "\n"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(text, encoding="utf-8")
    print(f"As expected in {time.monotonic() - begun:.0f} s: see {page}")
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", type=Path, required=True, help="of acryl-datahub")
    parser.add_argument("--page", type=Path, required=True, help="the page to write")
    given = parser.parse_args()
    sys.exit(main(given.python, given.page))

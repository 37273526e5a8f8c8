"""DataHub's own MLflow source and our sync, on the same store.

    python -m tools.parity.mlflow_source --python PYTHON --page docs/mlflow-parity.md

The source writes what it sends into a file, our sync writes into the local server; both are
compared aspect by aspect. Ends with status 1 when anything differs that has no reason, a reason
explains nothing, or when the page was out of date.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import sys
import tempfile
from pathlib import Path
from typing import cast

from mldh_graphql import LocalDataHub, sync_mlflow
from mldh_graphql.urns.rules import encode_part
from tools.mlflow_server import serving
from tools.mlflow_store import Store, fill_more, repeatable, their_warnings
from tools.parity.acryl import Acryl
from tools.parity.contents import contents
from tools.parity.differences import Aspects, Json, differences, unexplained
from tools.parity.mlflow_reasons import mlflow_reasons
from tools.parity.page import reasons_table

_TIMESERIES = "dataProcessInstanceRunEvent"
_MODEL = re.compile(r"urn:li:(mlModel|mlModelGroup):\((urn:li:dataPlatform:mlflow),(.*),(\w+)\)")
_INTRODUCTION = """\
---
orphan: true
---

# The sync and DataHub's own MLflow source

`make parity-mlflow` runs the MLflow source of acryl-datahub {version}, unmodified, and our sync on
the same MLflow store, and made this page. It fails when anything differs that is not explained.

The source sends {theirs} aspects of {entities} entities. All of these entities are in DataHub after
our sync, under the same URNs{encoded}. {same} aspects are the same in every field. The rest:
"""


async def main() -> int:
    """Compare, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", type=Path, required=True)
    parser.add_argument("--page", type=Path, required=True)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        with their_warnings(), repeatable():
            fill_more(Store.sqlite(directory / "mlflow.db"))
        uri = f"sqlite:///{directory}/mlflow.db"
        with serving(uri, directory / "server.log") as url:
            acryl = Acryl(arguments.python.absolute(), directory, asyncio.Semaphore(1))
            theirs = await _official(acryl, url, directory)
            version = await acryl.version()
            async with LocalDataHub() as datahub:
                with their_warnings():
                    (await sync_mlflow(datahub.client, url, state=":memory:")).raise_for_failures()
                ours = await contents(datahub)
    encoded = {urn: _encoded(urn) for urn in theirs if _encoded(urn) != urn}
    theirs = cast("Aspects", json.loads(_replaced(json.dumps(theirs, ensure_ascii=False), encoded)))
    problems, page = _judge(_by_status(ours), _by_status(theirs), version, len(encoded))
    # Addresses and ids differ from run to run.
    page = page.replace(url, "http://mlflow:5000")
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        return 1
    before = arguments.page.read_text() if arguments.page.exists() else ""
    arguments.page.write_text(page)
    if before != page:
        print(f"{arguments.page} was out of date; it has been written again", file=sys.stderr)
        return 1
    return 0


async def _official(acryl: Acryl, url: str, directory: Path) -> Aspects:
    """What the source sends: of each aspect the last value."""
    sent = directory / "sent.json"
    recipe = directory / "recipe.json"
    recipe.write_text(
        json.dumps(
            {
                "source": {"type": "mlflow", "config": {"tracking_uri": url}},
                "sink": {"type": "file", "config": {"filename": str(sent)}},
            }
        )
    )
    await acryl.execute("-m", "datahub", "ingest", "run", "--config", str(recipe))
    text = sent.read_text(encoding="utf-8").replace(".pegasus2avro.", ".")
    found: Aspects = {}
    for proposal in cast("list[dict[str, dict[str, Json]]]", json.loads(text)):
        urn, aspect = str(proposal["entityUrn"]), str(proposal["aspectName"])
        value = proposal["aspect"]["json"]
        if aspect == _TIMESERIES:
            events = found.setdefault(urn, {}).setdefault(aspect, [])
            cast("list[Json]", events).append(value)
        elif str(proposal["changeType"]) != "PATCH":
            found.setdefault(urn, {})[aspect] = value
    return found


def _judge(ours: Aspects, theirs: Aspects, version: str, encoded: int) -> tuple[list[str], str]:
    reasons = mlflow_reasons()
    shared = {urn: aspects for urn, aspects in ours.items() if urn in theirs}
    problems = [f"not there after our sync: {urn}" for urn in theirs if urn not in ours]
    found = differences(shared, theirs)
    problems += [
        f"not explained: {one.place} of {one.urn}\n  ours   {one.ours}\n  theirs {one.theirs}"
        for one in unexplained(found, reasons)
    ]
    problems += [f"explains nothing: {reason.place}" for reason in reasons if not reason.explained]
    different = {(one.urn, one.aspect) for one in found}
    pairs = {(urn, aspect) for urn, aspects in theirs.items() for aspect in aspects}
    note = (
        f" ({encoded} of them had to be encoded: what the source sends there is no URN)"
        if encoded
        else ""
    )
    head = _INTRODUCTION.format(
        version=version,
        theirs=len(pairs),
        entities=len(theirs),
        encoded=note,
        same=len(pairs - different),
    )
    return problems, f"{head}\n{reasons_table(reasons, 'sync', 'source')}\n{_new(ours, theirs)}"


def _new(ours: Aspects, theirs: Aspects) -> str:
    """What only our sync writes, as a sentence."""
    kinds: dict[str, int] = {}
    for urn in ours:
        if urn not in theirs and ours[urn].keys() - {"status"}:
            kind = urn.split(":")[2]
            kinds[kind] = kinds.get(kind, 0) + 1
    said = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    return (
        f"\nOnly the sync leaves these entities: {said}. The models are those that MLflow 3 calls "
        "logged models; DataHub's server makes the version sets.\n"
    )


def _by_status(aspects: Aspects) -> Aspects:
    """The same, with events as a mapping by their status: a run has at most one of each."""
    for values in aspects.values():
        events = values.get(_TIMESERIES)
        if isinstance(events, list):
            values[_TIMESERIES] = {
                f"[{event['status']}]": event for event in events if isinstance(event, dict)
            }
    return aspects


def _encoded(urn: str) -> str:
    match = _MODEL.fullmatch(urn)
    if match is None:
        return urn
    kind, platform, name, env = match.groups()
    return f"urn:li:{kind}:({platform},{encode_part(name)},{env})"


def _replaced(text: str, encoded: dict[str, str]) -> str:
    for urn in sorted(encoded, key=len, reverse=True):
        text = text.replace(urn, encoded[urn])
    return text


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))

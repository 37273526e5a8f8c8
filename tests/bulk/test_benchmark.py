"""What the benchmark compares does the same."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mldh_graphql import LocalDataHub

if TYPE_CHECKING:
    from types import ModuleType

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "bulk.py"


@pytest.fixture
def benchmark() -> ModuleType:
    """The benchmark as a module."""
    if not SCRIPT.exists():
        pytest.skip("benchmarks/ is not part of the source distribution")
    spec = importlib.util.spec_from_file_location("bulk_benchmark", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def sent(datahub: LocalDataHub) -> tuple[dict[tuple[str, str], dict[str, str]], list[object]]:
    """Return what was sent: operations by path of every entity's aspects, and the events."""
    patches: dict[tuple[str, str], dict[str, str]] = {}
    events: list[object] = []
    for request in datahub.requests:
        if request.operation is None:
            events += json.loads(request.body)
            continue
        for patch in request.variables.get("input", ()):  # type: ignore[union-attr]  # JSON
            settings = {name: patch[name] for name in patch if name not in {"urn", "aspectName"}}  # type: ignore[call-overload,index,union-attr]  # JSON
            for operation in settings.pop("patch"):
                rest = {**settings, "op": operation["op"], "value": operation["value"]}
                aspect = patches.setdefault((patch["urn"], patch["aspectName"]), {})  # type: ignore[call-overload,index]  # JSON
                aspect[operation["path"]] = json.dumps(rest, sort_keys=True)
    return patches, sorted(events, key=json.dumps)


async def test_the_hand_written_loop_sends_what_the_bulk_writer_sends(
    benchmark: ModuleType,
) -> None:
    """Both sides of the comparison of CPU time make the same patches and the same events."""
    async with LocalDataHub(port=0) as datahub:
        await benchmark.ours(datahub.url, 120)
        ours, our_events = sent(datahub)
        datahub.reset()
        await benchmark.loop(datahub.url, 120)
        loops, its_events = sent(datahub)

    # An experiment that is created has a type and a platform; one more is of no weight.
    additions = {key for key in ours if key[0] == benchmark.EXPERIMENT} - loops.keys()
    assert {aspect for _, aspect in additions} == {"subTypes", "dataPlatformInstance"}
    assert {key: ours[key] for key in ours.keys() - additions} == loops
    assert our_events == its_events
    assert len(our_events) == 240

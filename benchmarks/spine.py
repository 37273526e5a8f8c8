"""Measure what the library costs: imports, the local server, memory, requests, lost links.

Prints what was measured on this machine, with versions; asserts nothing. Run by ``make bench``.
"""

import asyncio
import gc
import os
import platform
import statistics
import subprocess
import sys
import time
from importlib.metadata import version

import psutil

from mldh_graphql import (
    LocalDataHub,
    MLModel,
    MLModelGroup,
    MLModelGroupUrn,
    MLModelUrn,
    MLSystem,
    RunResultType,
)

ROUNDS = 15
ENTITIES = 10_000
LINKERS = 50
PLANNED = 1_000
RUN_START = 1_628_580_000_000


def import_seconds(statement: str) -> float:
    """How long a fresh interpreter takes to start and run ``statement``."""
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], check=True)
    return time.perf_counter() - started


def measure_imports() -> None:
    """Compare ``import mldh_graphql`` with ``import httpx, pydantic``, interleaved."""
    sides = {
        "python -c pass": "pass",
        "import httpx, pydantic": "import httpx, pydantic",
        "import mldh_graphql": "import mldh_graphql",
        "from mldh_graphql import DataHubMLClient": "from mldh_graphql import DataHubMLClient",
    }
    seconds: dict[str, list[float]] = {side: [] for side in sides}
    for statement in sides.values():
        import_seconds(statement)  # warm the file cache and the byte code
    for _ in range(ROUNDS):
        for side, statement in sides.items():
            seconds[side].append(import_seconds(statement))
    base = statistics.median(seconds["import httpx, pydantic"])
    for side, samples in seconds.items():
        median = statistics.median(samples)
        print(
            f"{side:<44}{median * 1000:8.1f} ms median {min(samples) * 1000:8.1f} ms min"
            f" {median / base:6.2f} x"
        )


READY_PROGRAM = """
import asyncio, time
started = time.perf_counter()
from mldh_graphql import LocalDataHub
async def main():
    async with LocalDataHub() as datahub:
        imported = time.perf_counter()
        await datahub.client.exists("urn:li:container:nothing")
        print((time.perf_counter() - started) * 1000)
asyncio.run(main())
"""


def measure_start() -> None:
    """Time from a fresh interpreter's first import to the first answer of an in-process server."""
    samples = [
        float(
            subprocess.run(
                [sys.executable, "-c", READY_PROGRAM], check=True, capture_output=True, text=True
            ).stdout
        )
        for _ in range(5)
    ]
    print(
        f"{'imports + start + first answer':<44}{statistics.median(samples):8.1f} ms median"
        f" {min(samples):8.1f} ms min"
    )


async def measure_server() -> None:
    """Start, reset, memory with many entities, requests per run, links kept under concurrency."""
    process = psutil.Process(os.getpid())
    started = time.perf_counter()
    async with LocalDataHub() as datahub:
        print(f"{'LocalDataHub ready':<44}{(time.perf_counter() - started) * 1000:8.1f} ms")
        client = datahub.client

        before = len(datahub.requests)
        await client.create_training_run(
            "measured",
            training_metrics={"accuracy": 0.9},
            hyper_params={"learning_rate": 0.01},
            run_result=RunResultType.SUCCESS,
            start_timestamp=RUN_START,
            end_timestamp=RUN_START + 1000,
        )
        print(f"{'requests of one create_training_run':<44}{len(datahub.requests) - before:8d}")

        model = await client.create_model("model", version="1")
        started = time.perf_counter()

        async def link(number: int) -> None:
            run = await client.create_training_run(f"linked_{number}")
            await client.add_run_to_model(model_urn=model, run_urn=run)

        await asyncio.gather(*(link(number) for number in range(LINKERS)))
        kept = len((await client.get_model(model)).training_runs)
        print(
            f"{'links kept of concurrent tasks':<44}{kept:8d} of {LINKERS}"
            f" in {(time.perf_counter() - started) * 1000:.0f} ms"
        )

        started = time.perf_counter()
        datahub.reset()
        print(f"{'reset':<44}{(time.perf_counter() - started) * 1000:8.1f} ms")

        started = time.perf_counter()
        for number in range(ENTITIES):
            await client.create_model_group(f"group_{number}", description="one of many")
        seconds = time.perf_counter() - started
        gc.collect()
        print(
            f"{f'resident memory with {ENTITIES:,} entities':<44}"
            f"{process.memory_info().rss / 2**20:8.1f} MiB"
            f" (written in {seconds:.1f} s, {seconds / ENTITIES * 1e6:.0f} µs each)"
        )

        started = time.perf_counter()
        datahub.reset()
        print(f"{'reset with that many':<44}{(time.perf_counter() - started) * 1000:8.1f} ms")

        await measure_plan(datahub)


async def measure_plan(datahub: LocalDataHub) -> None:
    """Count the requests of a plan that finds nothing to do."""
    group = MLModelGroup(urn=MLModelGroupUrn.build("planned"), name="planned")
    models = [
        MLModel(urn=MLModelUrn.build(f"planned_{number}"), version="1", groups=[group.urn])
        for number in range(PLANNED - 1)
    ]
    system = MLSystem.of(group, *models)
    (await datahub.client.apply(system)).raise_for_failures()
    asked = len(datahub.requests)
    started = time.perf_counter()
    plan = await datahub.client.plan(system)
    seconds = time.perf_counter() - started
    print(
        f"{f'requests of a plan of {PLANNED:,} applied entities':<44}"
        f"{len(datahub.requests) - asked:8d}    ({seconds:.2f} s)"
    )
    print(str(plan).splitlines()[-1])


def main() -> None:
    """Print versions, then every measurement."""
    names = ("mldh-graphql", "httpx", "pydantic", "ariadne", "graphql-core", "starlette")
    print(f"Python {platform.python_version()} on {platform.machine()}, {os.cpu_count()} cores")
    print(", ".join(f"{name} {version(name)}" for name in names))
    print()
    measure_imports()
    measure_start()
    asyncio.run(measure_server())


if __name__ == "__main__":
    main()

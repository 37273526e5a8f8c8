"""Measure the bulk writer against a hand-written loop and against acryl-datahub's REST emitter.

Registers runs with 10 parameters, 5 metrics, start and end events, and links to an experiment and
a model, in a local server of its own process, with 0 and 20 ms of added latency per request. Each
side runs in a process of its own. Prints what was measured on this machine; asserts nothing.

    make bench      # makes the environment for acryl-datahub, too
    python benchmarks/bulk.py --long        # also 100,000 runs: is the cost per run flat?
"""

import argparse
import asyncio
import json
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from urllib.request import urlopen

import httpx
import mldh_graphql_api.get_existing
import mldh_graphql_api.patch_entities  # noqa: F401 - both are imported on first use otherwise

from mldh_graphql import BulkWriter, DataHubMLClient, ExperimentUrn, MLModelUrn, RunResultType

START = 1_700_000_000_000
PLATFORM = "urn:li:dataPlatform:mlflow"
EXPERIMENT = "urn:li:container:bench_experiment"
RUNS_PER_MODEL = 100
CHUNK = 100
CONCURRENCY = 4

SERVER_PROGRAM = """
import asyncio, json, sys, time
import mldh_graphql.local as local

counts = {"requests": 0, "received": 0, "sent": 0, "latency": 0.0}
build = local.build_app

def build_counting(state, **options):
    app = build(state, **options)

    async def counting(scope, receive, send):
        if scope["type"] != "http":
            return await app(scope, receive, send)
        if scope["path"] == "/__bench":
            for pair in scope["query_string"].decode().split("&"):
                name, _, value = pair.partition("=")
                if name == "latency":
                    counts["latency"] = float(value)
                elif name == "reset":
                    state.reset()
                    counts.update(requests=0, received=0, sent=0)
            body = json.dumps(counts | {"server_cpu": time.process_time()}).encode()
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": body})
            return
        counts["requests"] += 1

        async def counted_receive():
            message = await receive()
            counts["received"] += len(message.get("body", b""))
            return message

        async def counted_send(message):
            counts["sent"] += len(message.get("body", b""))
            await send(message)

        if counts["latency"]:
            await asyncio.sleep(counts["latency"])
        await app(scope, counted_receive, counted_send)

    return counting

local.build_app = build_counting

async def main():
    async with local.LocalDataHub(port=0) as datahub:
        print(datahub.url, flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)

asyncio.run(main())
"""


@contextmanager
def server() -> Iterator[str]:
    """Run a local DataHub in a process of its own; give its address."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER_PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.communicate("")


def bench(url: str, query: str = "") -> dict[str, float]:
    """Ask the server for its counts, or to change something."""
    with urlopen(f"{url}/__bench?{query}") as answer:
        counts: dict[str, float] = json.load(answer)
    return counts


async def ours(url: str, runs: int) -> None:
    """Write the runs with the bulk writer."""
    experiment = ExperimentUrn(EXPERIMENT)
    async with DataHubMLClient(url) as client:
        async with client.bulk(chunk_size=CHUNK, concurrency=CONCURRENCY) as bulk:
            await bulk.create_experiment("bench_experiment", name="bench")
            for number in range(runs):
                run = await bulk.create_training_run(
                    f"bench_{number}",
                    name=f"run {number}",
                    created=START,
                    start_timestamp=START + number,
                    end_timestamp=START + number + 60_000,
                    run_result=RunResultType.SUCCESS,
                    hyper_params={f"param_{i}": i for i in range(10)},
                    training_metrics={f"metric_{i}": number + i / 8 for i in range(5)},
                )
                await bulk.add_run_to_experiment(run_urn=run, experiment_urn=experiment)
                model = MLModelUrn.build(f"bench_{number // RUNS_PER_MODEL}")
                await bulk.add_run_to_model(model_urn=model, run_urn=run)
        bulk.report.raise_for_failures()


PATCH = """
mutation patchEntities($input: [PatchEntityInput!]!) {
  patchEntities(input: $input) {
    urn
    name
    success
    error
  }
}
"""


def patch(
    urn: str, aspect: str, operations: list[tuple[str, object]], keys: dict[str, list[str]]
) -> dict[str, object]:
    """One patch as the bulk writer sends it."""
    document: dict[str, object] = {
        "urn": urn,
        "aspectName": aspect,
        "patch": [
            {"op": "ADD", "path": path, "value": json.dumps(value, ensure_ascii=False)}
            for path, value in operations
        ],
    }
    if keys:
        document["arrayPrimaryKeys"] = [
            {"arrayField": name, "keys": members} for name, members in keys.items()
        ]
    document["forceGenericPatch"] = True
    return document


def run_patches(number: int) -> list[dict[str, object]]:
    """The patches of one run."""
    urn = f"urn:li:dataProcessInstance:bench_{number}"
    params = [(f"param_{i}", str(i)) for i in range(10)]
    metrics = [(f"metric_{i}", repr(number + i / 8)) for i in range(5)]
    created = {"time": START, "actor": "urn:li:corpuser:unknown"}
    return [
        patch(
            urn,
            "dataProcessInstanceProperties",
            [("/name", f"run {number}"), ("/created", created)],
            {},
        ),
        patch(
            urn,
            "mlTrainingRunProperties",
            [(f"/hyperParams/{name}", {"name": name, "value": value}) for name, value in params]
            + [
                (f"/trainingMetrics/{name}", {"name": name, "value": value})
                for name, value in metrics
            ],
            {"hyperParams": ["name"], "trainingMetrics": ["name"]},
        ),
        patch(
            urn,
            "subTypes",
            [("/typeNames/ML Training Run", "ML Training Run")],
            {"typeNames": []},
        ),
        patch(urn, "dataPlatformInstance", [("/platform", PLATFORM)], {}),
        patch(urn, "container", [("/container", EXPERIMENT)], {}),
    ]


def run_events(number: int) -> list[dict[str, object]]:
    """The events of one run."""
    urn = f"urn:li:dataProcessInstance:bench_{number}"
    start, end = START + number, START + number + 60_000
    result = {"type": "SUCCESS", "nativeResultType": "SUCCESS"}
    events: list[dict[str, object]] = [
        {"timestampMillis": start, "messageId": f"{urn}/STARTED/{start}", "status": "STARTED"},
        {
            "timestampMillis": end,
            "messageId": f"{urn}/COMPLETE/{end}",
            "status": "COMPLETE",
            "result": result,
            "durationMillis": 60_000,
        },
    ]
    return [{"urn": urn, "dataProcessInstanceRunEvent": {"value": event}} for event in events]


async def loop(url: str, runs: int) -> None:
    """Write the runs with json and httpx, as somebody would who needs nothing else."""
    slots = asyncio.Semaphore(CONCURRENCY)

    async def send(http: httpx.AsyncClient, numbers: range) -> None:
        async with slots:
            documents = [document for number in numbers for document in run_patches(number)]
            for model in sorted({number // RUNS_PER_MODEL for number in numbers}):
                jobs = [
                    f"urn:li:dataProcessInstance:bench_{number}"
                    for number in numbers
                    if number // RUNS_PER_MODEL == model
                ]
                documents.append(
                    patch(
                        f"urn:li:mlModel:({PLATFORM},bench_{model},PROD)",
                        "mlModelProperties",
                        [(f"/trainingJobs/{job}", job) for job in jobs],
                        {"trainingJobs": []},
                    )
                )
            body = {
                "query": PATCH,
                "operationName": "patchEntities",
                "variables": {"input": documents},
            }
            await post(http, "/api/graphql", body)
            events = [event for number in numbers for event in run_events(number)]
            await post(http, "/openapi/v3/entity/dataProcessInstance?async=false", events)

    async def post(http: httpx.AsyncClient, path: str, body: object) -> None:
        answer = await http.post(
            url + path,
            content=json.dumps(body, separators=(",", ":")).encode(),
            headers={"Content-Type": "application/json"},
        )
        answer.raise_for_status()
        said = answer.json()
        if isinstance(said, dict):
            assert all(item["success"] for item in said["data"]["patchEntities"])

    async with httpx.AsyncClient(timeout=60) as http:
        name = patch(EXPERIMENT, "containerProperties", [("/name", "bench")], {})
        body = {"query": PATCH, "operationName": "patchEntities", "variables": {"input": [name]}}
        await post(http, "/api/graphql", body)
        starts = range(0, runs, CHUNK)
        await asyncio.gather(
            *(send(http, range(start, min(runs, start + CHUNK))) for start in starts)
        )


SIDES = {"ours": ours, "loop": loop}


def run_side(side: str, url: str, runs: int) -> None:
    """Write the runs and print what it cost as JSON, without what the first request costs."""
    assert BulkWriter
    write: Callable[[str, int], object] = SIDES[side]
    # What is imported and opened on first use is not what a change costs.
    asyncio.run(write(url, 1))  # type: ignore[arg-type]  # both are coroutine functions
    bench(url, "reset=1")
    started, cpu = time.perf_counter(), time.process_time()
    asyncio.run(write(url, runs))  # type: ignore[arg-type]  # both are coroutine functions
    print(
        json.dumps(
            {
                "seconds": time.perf_counter() - started,
                "cpu": time.process_time() - cpu,
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )


def measure(url: str, command: list[str], runs: int) -> dict[str, float | str]:
    """Run one side on an empty server; return what it cost, per side and on the wire."""
    before = bench(url, "reset=1")
    ran = subprocess.run(
        [*command, "--server", url, "--runs", str(runs)],
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        raise RuntimeError(ran.stderr[-2000:])
    cost: dict[str, float | str] = json.loads(ran.stdout.splitlines()[-1])
    after = bench(url)
    return cost | after | {"server_cpu": after["server_cpu"] - before["server_cpu"]}


def show(label: str, cost: dict[str, float | str], runs: int) -> None:
    """Print one line."""
    seconds, cpu, received = (float(cost[name]) for name in ("seconds", "cpu", "received"))
    print(
        f"{label:<44}{runs:8,d} runs {seconds:8.2f} s {seconds / runs * 1e3:8.3f} ms/run"
        f" {cpu / runs * 1e3:7.3f} ms CPU/run {int(cost['requests']):7,d} requests"
        f" {received / 1e6:7.2f} MB sent {float(cost['peak_mb']):6.1f} MB peak"
    )


def main() -> None:
    """Measure all sides at both latencies."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=1_000)
    parser.add_argument("--peer-python", help="the Python of an environment with acryl-datahub")
    parser.add_argument("--peer-runs", type=int, default=100, help="runs for its slowest mode")
    parser.add_argument("--long", action="store_true", help="also 10,000 and 100,000 runs")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--side", choices=SIDES)
    parser.add_argument("--server")
    arguments = parser.parse_args()
    if arguments.side:
        run_side(arguments.side, arguments.server, arguments.runs)
        return
    runs = arguments.runs
    print(
        f"Python {platform.python_version()}, httpx {version('httpx')}, "
        f"pydantic {version('pydantic')}, mldh-graphql {version('mldh-graphql')}"
    )
    own = {side: [sys.executable, __file__, "--side", side] for side in SIDES}
    with server() as url:
        for latency in (0.0, 0.02):
            bench(url, f"latency={latency}")
            print(f"\nlatency {latency * 1000:.0f} ms")
            best: dict[str, dict[str, float | str]] = {}
            # In turns, so that what else the machine does falls on both.
            for _ in range(arguments.rounds):
                for side, command in own.items():
                    cost = measure(url, command, runs)
                    if side not in best or float(cost["cpu"]) < float(best[side]["cpu"]):
                        best[side] = cost
            for side, cost in best.items():
                show(f"{side} (best CPU of {arguments.rounds})", cost, runs)
            ratio = float(best["ours"]["cpu"]) / float(best["loop"]["cpu"])
            print(f"our CPU per change / the loop's: {ratio:.2f}")
            if arguments.peer_python:
                compare_peer(url, arguments.peer_python, best["ours"], runs, arguments.peer_runs)
        bench(url, "latency=0")
    if arguments.long:
        measure_growth(own["ours"])


def compare_peer(
    url: str, python: str, ours_cost: dict[str, float | str], runs: int, peer_runs: int
) -> None:
    """Measure the other library in its modes."""
    asked = [python, "-c", "import datahub"]
    if (
        not Path(python).exists()
        or subprocess.run(asked, capture_output=True, check=False).returncode
    ):
        print(f"acryl-datahub is not measured: {python} does not have it")
        return
    program = str(Path(__file__).with_name("peer_emitter.py"))
    mine = float(ours_cost["seconds"]) / runs
    for mode, count in (
        ("batch", runs),
        ("batch-openapi", runs),
        ("aspect", peer_runs),
        ("aspect-nodelay", peer_runs),
    ):
        try:
            cost = measure(url, [python, program, "--mode", mode], count)
        except RuntimeError as error:
            print(f"acryl-datahub, {mode}: failed: {str(error).strip().splitlines()[-1][:200]}")
            continue
        show(f"{cost['version']}, {mode}", cost, count)
        print(f"    {float(cost['seconds']) / count / mine:.1f} x our time per run")


def measure_growth(command: list[str]) -> None:
    """See whether the cost per run and the memory stay flat; a fresh server each time."""
    print("\ngrowth, no latency")
    first: dict[str, float] = {}
    for runs in (1_000, 10_000, 100_000):
        with server() as url:
            cost = measure(url, command, runs)
        show("ours", cost, runs)
        ours_cpu, server_cpu = (float(cost[name]) / runs for name in ("cpu", "server_cpu"))
        peak = float(cost["peak_mb"])
        first = first or {"ours": ours_cpu, "server": server_cpu, "peak": peak}
        print(
            f"    CPU per run: ours {ours_cpu / first['ours'] - 1:+.0%}, the server's "
            f"{server_cpu * 1e3:.3f} ms, {server_cpu / first['server'] - 1:+.0%}; "
            f"our peak memory {peak - first['peak']:+.1f} MB"
        )


if __name__ == "__main__":
    main()

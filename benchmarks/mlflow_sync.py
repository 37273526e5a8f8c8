"""Measure the MLflow sync beside DataHub's own MLflow source.

Makes a store with 2,000 runs (10 parameters, 10 metrics) and 200 registered models of two versions,
serves it with MLflow's own server, and brings it once with DataHub's own source into a file, and
before and after that with ``mldh sync`` into ``mldh serve``. Each side is a program of its own, and
its start is counted. Prints what was measured on this machine; asserts nothing.

    python -m benchmarks.mlflow_sync --peer-python PYTHON --mlflow-python PYTHON
    python -m benchmarks.mlflow_sync --long    # also: does memory stay flat over 50,000 runs?
"""

import argparse
import json
import os
import platform
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from urllib.request import urlopen

from tools.mlflow_server import free_port, serving

RUNS, MODELS = 2_000, 200
PEER = Path(__file__).with_name("peer_mlflow.py")

MLDH = Path(sys.executable).with_name("mldh")


def program(text: str) -> Path:
    """Return a program's place, from anywhere.

    Links are kept: an environment's Python is one, and what it leads to has no packages.
    """
    return Path(text).absolute()


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--peer-python", type=program, help="has acryl-datahub with its MLflow source"
    )
    parser.add_argument("--mlflow-python", type=program, help="has all of MLflow")
    parser.add_argument("--long", action="store_true", help="also 50,000 runs")
    arguments = parser.parse_args()
    # Not through the logger: MLflow sets it up again whenever a store is opened.
    os.environ["MLFLOW_LOGGING_LEVEL"] = "ERROR"
    python = sys.version.split()[0]
    print(f"MLflow sync, {platform.machine()}, {os.cpu_count()} processors, Python {python}")
    print(
        f"MLflow {version('mlflow-skinny')}: {RUNS:,} runs, {MODELS} models of 2 versions, by HTTP"
    )
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        # Elsewhere: Linux counts the memory of who starts a program as that program's, too.
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as elsewhere:
            template = elsewhere.submit(make_store, directory).result()
        compare(directory, template, arguments.peer_python, arguments.mlflow_python)
        if arguments.long:
            memory(directory, template)


def make_store(directory: Path) -> Path:
    """Make the store with MLflow's own client; return its file."""
    from tools.mlflow_store import Store  # noqa: PLC0415 - imports MLflow

    path = directory / "mlflow.db"
    store = Store.sqlite(path)
    experiment = store.experiment("bulk")
    runs = [
        store.run(
            experiment,
            f"bulk-{number}",
            params={f"p{index}": index * number for index in range(10)},
            metrics={f"m{index}": number / (index + 1) for index in range(10)},
        )
        for number in range(RUNS)
    ]
    for model in range(MODELS):
        for each in range(2):
            store.version(f"bulk_model_{model}", runs[(2 * model + each) % len(runs)])
    return path


def compare(directory: Path, store: Path, peer: Path | None, mlflow_python: Path | None) -> None:
    """Bring the store with both, from one server; ours before and after the other."""
    with mlflow_server(store, directory, mlflow_python) as (url, log):
        ours = [first_syncs(directory / "before", url, log)]
        theirs = None
        if peer is not None and peer.exists():
            asked = requests_in(log)
            began = time.monotonic()
            run(peer, str(PEER), url, str(directory / "sent.json"))
            theirs = time.monotonic() - began
            sent = len(json.loads((directory / "sent.json").read_text()))
            print(
                f"  DataHub's own source, into a file:  {theirs:6.1f} s  "
                f"{requests_in(log) - asked:5,} requests to MLflow, {sent:,} aspects",
                flush=True,
            )
        ours.append(first_syncs(directory / "after", url, log))
    if theirs is not None:
        for what, times in zip(("first", "later"), zip(*ours, strict=True), strict=True):
            said = " and ".join(f"{theirs / seconds:.1f}" for seconds in times)
            print(f"  The {what} syncs were {said} times as fast as DataHub's own source.")


def first_syncs(directory: Path, url: str, log: Path) -> tuple[float, float]:
    """Sync into an empty DataHub, and then once more; return how long each took."""
    directory.mkdir()
    found = []
    with datahub_server() as datahub:
        for what in ("first sync, into a server", "again, everything read"):
            asked = requests_in(log)
            done = sync(datahub, url, directory / "state.sqlite")
            print(
                f"  {what + ':':35} {done.seconds:5.1f} s  {requests_in(log) - asked:5,} requests "
                f"to MLflow, {done.datahub_requests:,} to DataHub, {done.written:,} objects "
                f"written, {done.mb:.0f} MB",
                flush=True,
            )
            found.append(done.seconds)
    first, again = found
    return first, again


def memory(directory: Path, template: Path) -> None:
    """Compare the peak memory of syncs of a few and of many runs."""
    for count in (5_000, 50_000):
        path = directory / f"{count}.db"
        shutil.copy(template, path)
        multiply(path, count)
        with datahub_server() as datahub:
            done = sync(datahub, f"sqlite:///{path}", Path(f"{path}.state"))
        print(
            f"  {count:,} runs from a database: {done.seconds:6.1f} s, {done.mb:.0f} MB at most",
            flush=True,
        )


@dataclass(frozen=True)
class Done:
    """What a sync did."""

    seconds: float
    mb: float
    datahub_requests: int
    written: int


def sync(datahub: str, mlflow: str, state: Path) -> Done:
    """Sync as a user does; the time is that of the whole program."""
    program = [str(MLDH), "--server", datahub, "--json", "sync", "mlflow", "--full"]
    program += ["--tracking-uri", mlflow, "--state", str(state)]
    began = time.monotonic()
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True, env=quiet()) as process:
        assert process.stdout is not None
        answer = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"the sync failed: {answer}")
    said = json.loads(answer)
    written = sum(counts["written"] for counts in said["counts"].values())
    return Done(seconds, used.ru_maxrss / 1024, said["datahub_requests"], written)


def multiply(path: Path, count: int) -> None:
    """Copy runs until there are so many; MLflow's client would take half an hour."""
    with sqlite3.connect(path) as database:
        database.execute("CREATE TEMP TABLE old AS SELECT run_uuid FROM runs")
        (had,) = database.execute("SELECT count(*) FROM old").fetchone()
        for number in range(1, count // had):
            for table in ("runs", "params", "tags", "metrics", "latest_metrics"):
                names = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
                new = [
                    f"substr(run_uuid, 1, 27) || printf('%05d', {number})"
                    if name == "run_uuid"
                    else name
                    for name in names
                ]
                database.execute(
                    f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(new)} "
                    f"FROM {table} WHERE run_uuid IN (SELECT run_uuid FROM old)"
                )
    database.close()


@contextmanager
def mlflow_server(store: Path, directory: Path, python: Path | None) -> Iterator[tuple[str, Path]]:
    """Serve a store with ``mlflow server``, or with its REST API alone where there is no more."""
    log = directory / "mlflow.log"
    uri = f"sqlite:///{store}"
    if python is None or not python.exists():
        with serving(uri, log) as url:
            yield url, log
        return
    port = free_port()
    program = [str(python), "-m", "mlflow", "server", "--backend-store-uri", uri]
    program += ["--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    environment = {**os.environ, "MLFLOW_DISABLE_TELEMETRY": "true"}
    # Its log of requests is counted.
    environment.pop("MLFLOW_LOGGING_LEVEL", None)
    with (
        log.open("w") as output,
        subprocess.Popen(
            program, stdout=output, stderr=subprocess.STDOUT, cwd=directory, env=environment
        ) as process,
    ):
        try:
            wait_for(f"http://127.0.0.1:{port}/health")
            # It starts programs of its own, which keep the processors busy for ten seconds.
            time.sleep(20)
            yield f"http://127.0.0.1:{port}", log
        finally:
            process.terminate()


@contextmanager
def datahub_server() -> Iterator[str]:
    """Serve an empty DataHub."""
    port = free_port()
    with subprocess.Popen(
        [str(MLDH), "serve", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            url = f"http://127.0.0.1:{port}"
            wait_for(f"{url}/config")
            yield url
        finally:
            process.terminate()


def wait_for(url: str) -> None:
    """Wait until something answers."""
    for _ in range(1_200):
        try:
            with urlopen(url) as answer:
                answer.read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{url} does not answer")


def requests_in(log: Path) -> int:
    """Return how many requests a server has logged."""
    return log.read_text().count(" /api/2.0/") + log.read_text().count(" /ajax-api/")


def quiet() -> dict[str, str]:
    """Return the environment of programs that only do what is measured."""
    return {**os.environ, "DATAHUB_TELEMETRY_ENABLED": "false", "PYTHONWARNINGS": "ignore"}


def run(python: Path, *arguments: str) -> str:
    """Run a program; return the last line that it prints."""
    done = subprocess.run(
        [str(python), *arguments], capture_output=True, text=True, env=quiet(), check=False
    )
    if done.returncode:
        sys.exit(f"{arguments[0][:60]} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return (done.stdout.strip().splitlines() or [""])[-1]


if __name__ == "__main__":
    main()

"""MLflow's own server, in a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROGRAM = """
import sys
from werkzeug.serving import run_simple
from mlflow.server import app
run_simple("127.0.0.1", int(sys.argv[1]), app, threaded=True)
"""
"""MLflow's REST API alone: its launcher wants packages of its gateway, too."""

_PATIENCE = 60


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@contextmanager
def serving(store_uri: str, log: Path, python: str = sys.executable) -> Iterator[str]:
    """Serve a store over HTTP; yields the address.

    Args:
        store_uri: The store.
        log: Where the server writes what it is asked.
        python: An interpreter that has MLflow, Flask and Flask-CORS.
    """
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "_MLFLOW_SERVER_FILE_STORE": store_uri,
        "_MLFLOW_SERVER_REGISTRY_STORE": store_uri,
        "_MLFLOW_SERVER_ARTIFACT_ROOT": str(log.parent),
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "PYTHONWARNINGS": "ignore",
    }
    with log.open("w") as output:
        process = subprocess.Popen(
            [python, "-c", PROGRAM, str(port)],
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            # MLflow leaves a database of its own where it is started.
            cwd=log.parent,
        )
        try:
            _wait(url, process, log)
            yield url
        finally:
            process.terminate()
            process.wait()


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            with urlopen(f"{url}/health") as answer:
                answer.read()
        except URLError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"MLflow's server does not answer: {log.read_text()[-2000:]}")

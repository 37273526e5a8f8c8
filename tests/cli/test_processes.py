"""``mldh`` as a process: servers, signals, pipes, terminals, and an installation without extras."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.cli.terminal import GROUP, MODEL, ServerThread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")

MLDH = [sys.executable, "-m", "mldh_graphql"]


def environment(**more: str) -> dict[str, str]:
    """The environment without anything that would name a DataHub or a colour."""
    hidden = ("DATAHUB_", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "CLICOLOR")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
    return {**kept, "TERM": "xterm-256color", **more}


class Serving:
    """``mldh serve`` as a process."""

    def __init__(self, *options: str, stdin: str = "") -> None:
        self.process = subprocess.Popen(
            [*MLDH, "serve", "--port", "0", *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(),
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        with self.process.stdin as typed:
            typed.write(stdin)
        self.greeting = ""
        found = None
        while found is None:
            line = self.process.stdout.readline()
            assert line, self.greeting
            self.greeting += line
            found = re.search(r"http://[\d.]+:\d+", line)
        self.url: str = found[0]

    def end(self, number: int) -> tuple[int, str, str]:
        """Send a signal; return the exit code and what was printed since the greeting."""
        self.process.send_signal(number)
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        # Not communicate(), which does not see what readline() has taken into its buffer.
        with self.process.stdout as out, self.process.stderr as err:
            said = out.read(), err.read()
        return self.process.wait(20), *said

    def kill(self) -> None:
        """Make sure that nothing of it is left."""
        self.process.kill()
        self.process.wait(20)
        for stream in (self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()


@pytest.fixture
def served() -> Iterator[list[Serving]]:
    """Collects servers, which are gone when the test has ended."""
    running: list[Serving] = []
    yield running
    for each in running:
        each.kill()


def test_serve_runs_until_it_is_told_to_end(served: list[Serving]) -> None:
    """It prints what to paste, answers, and ends without complaint."""
    server = Serving("--demo")
    served.append(server)

    answer = httpx.post(
        f"{server.url}/api/graphql",
        json={"query": f'{{ mlModel(urn: "{MODEL}") {{ properties {{ name }} }} }}'},
    )
    code, out, err = server.end(signal.SIGINT)

    assert answer.json()["data"]["mlModel"]["properties"]["name"] == "ARIMA Model"
    assert f"export DATAHUB_GMS_URL={server.url}\n" in out
    assert (code, err) == (0, "stopped; the data, which were in memory, are gone\n")


def test_serve_keeps_its_data_and_wants_the_token(served: list[Serving], tmp_path: Path) -> None:
    """A second server on the same file has them; the token is printed nowhere."""
    options = ("--path", str(tmp_path / "datahub.sqlite"), "--token-file", "-")
    first = Serving(*options, stdin="very-secret")
    served.append(first)
    written = httpx.post(
        f"{first.url}/openapi/v3/entity/mlModelGroup?async=false",
        json=[{"urn": GROUP, "mlModelGroupProperties": {"value": {"name": "Kept"}}}],
        headers={"Authorization": "Bearer very-secret"},
    )
    code, out, err = first.end(signal.SIGTERM)
    second = Serving(*options, stdin="very-secret")
    served.append(second)
    show = [*MLDH, "show", GROUP, "--json", "--server", second.url]

    refused = subprocess.run(show, capture_output=True, text=True, env=environment(), check=False)
    allowed = subprocess.run(
        show,
        capture_output=True,
        text=True,
        env=environment(DATAHUB_GMS_TOKEN="very-secret"),
        check=False,
    )

    assert written.status_code == 200
    assert (code, err) == (0, "stopped\n")
    assert "DATAHUB_GMS_TOKEN" in out
    assert "very-secret" not in first.greeting + out + err
    assert refused.returncode == 3
    assert json.loads(allowed.stdout)["name"] == "Kept"


def test_serve_on_a_port_that_is_taken_is_one_sentence() -> None:
    """And exit code 2: choose another."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ran = subprocess.run(
            [*MLDH, "serve", "--port", str(taken.getsockname()[1])],
            capture_output=True,
            text=True,
            timeout=30,
            env=environment(),
            check=False,
        )

    assert (ran.returncode, ran.stdout) == (2, "")
    assert "Take another port" in ran.stderr
    assert ran.stderr.count("\n") == 1


def test_serve_is_an_old_release_when_asked(served: list[Serving]) -> None:
    """Before v1.3.1 there is no ``patchEntities``, and doctor says so."""
    server = Serving("--server-version", "v1.3.0", "--json")
    # The greeting is a JSON document of several lines.
    served.append(server)
    assert '"url"' in server.greeting

    ran = subprocess.run(
        [*MLDH, "doctor", "--json", "--server", server.url],
        capture_output=True,
        text=True,
        env=environment(),
        check=False,
    )

    verdicts = {each["subject"]: each["verdict"] for each in json.loads(ran.stdout)["examinations"]}
    assert ran.returncode == 3
    assert verdicts["release"] == verdicts["patches"] == "problem"


@pytest.fixture(scope="module")
def tutorial_url() -> Iterator[str]:
    """The address of a DataHub with the tutorial's data."""
    with ServerThread() as server:
        server.tell_tutorial()
        yield server.url


def test_a_reader_who_goes_away_is_no_error(tutorial_url: str) -> None:
    """``mldh … | head`` prints no traceback and no complaint."""
    process = subprocess.Popen(
        [*MLDH, "show", MODEL],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(DATAHUB_GMS_URL=tutorial_url),
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    complaint = process.stderr.read()
    process.stderr.close()

    assert process.wait(30) == 141
    assert complaint == b""


def in_terminal(*words: str, columns: int = 100, **variables: str) -> tuple[int, str]:
    """Run a command in a terminal of its own; return its exit code and what it shows."""
    master, terminal = pty.openpty()
    process = subprocess.Popen(
        [*MLDH, *words],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        env=environment(COLUMNS=str(columns), **variables),
    )
    os.close(terminal)
    shown = b""
    while True:
        try:
            more = os.read(master, 65536)
        except OSError:  # Linux's way to say that the other side is closed
            break
        if not more:
            break
        shown += more
    os.close(master)
    return process.wait(30), shown.decode()


def test_a_terminal_gets_colours(tutorial_url: str) -> None:
    """A failed run is red there."""
    code, shown = in_terminal("find", "runs", DATAHUB_GMS_URL=tutorial_url)

    assert code == 0
    assert "\x1b[31mFAILURE" in shown


@pytest.mark.parametrize(
    "variables",
    [
        pytest.param({"NO_COLOR": "1"}, id="NO_COLOR"),
        pytest.param({"TERM": "dumb"}, id="a dumb terminal"),
    ],
)
def test_colours_can_be_switched_off(variables: dict[str, str], tutorial_url: str) -> None:
    """https://no-color.org, and terminals without colours."""
    _, shown = in_terminal("find", "runs", DATAHUB_GMS_URL=tutorial_url, **variables)

    assert "FAILURE" in shown
    assert "\x1b[31m" not in shown


def test_a_urn_is_in_one_piece_in_a_narrow_terminal(tutorial_url: str) -> None:
    """The terminal wraps it, so that a copy of it is whole."""
    _, shown = in_terminal("find", "models", columns=40, DATAHUB_GMS_URL=tutorial_url, NO_COLOR="1")

    assert MODEL in shown


def test_interrupting_ends_with_130_and_says_so() -> None:
    """A server that never answers, and a user who has enough of it."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        process = subprocess.Popen(
            [*MLDH, "find", "models", "--server", f"http://127.0.0.1:{silent.getsockname()[1]}"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(),
        )
        connection, _ = silent.accept()  # it has asked, so it is waiting
        with connection:
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=20)

    assert process.returncode == 130
    assert (out, err) == ("", "mldh: interrupted\n")


@pytest.mark.parametrize("missing", [pytest.param("click"), pytest.param("rich")])
def test_without_the_extra_there_is_one_sentence(missing: str, tutorial_url: str) -> None:
    """The script is installed with the client alone, too; it names the pip install."""
    program = (
        f"import sys; sys.modules[{missing!r}] = None; "
        f"sys.argv = ['mldh', 'find', 'models', '--server', {tutorial_url!r}]; "
        "from mldh_graphql.cli import main; main()"
    )

    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )

    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith("mldh")
    assert ran.stderr.endswith(
        f"{missing}, which is not installed: pip install 'mldh-graphql[cli]'\n"
    )
    assert ran.stderr.count("\n") == 1

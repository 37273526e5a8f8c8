"""A run that is recorded while it happens: what DataHub has in the end, whatever goes wrong."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import httpx
import pytest

from mldh_graphql import (
    ConfigurationError,
    InvalidValueError,
    LocalDataHub,
    MLModelUrn,
    RunResultType,
    RunStatus,
    TrainingRunUrn,
)
from tests.bulk.faults import FaultyTransport
from tests.bulk.servers import client_through

if TYPE_CHECKING:
    from pathlib import Path

RUN = TrainingRunUrn.build("run_4")
EXPERIMENT = "urn:li:container:experiment"
TABLE = "urn:li:dataset:(urn:li:dataPlatform:hive,table,PROD)"
MODEL = MLModelUrn.build("model")


def left_in(folder: Path) -> list[Path]:
    """Return what recorders have left behind."""
    return sorted(folder.iterdir())


class Away(httpx.AsyncBaseTransport):
    """A server that is away until it comes back."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self.inner = inner
        self.away = True

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Refuse the connection, or carry the request out."""
        if self.away:
            raise httpx.ConnectError("All connection attempts failed", request=request)
        return await self.inner.handle_async_request(request)


async def test_a_run_is_recorded_from_start_to_success(tmp_path: Path) -> None:
    """All that was logged is there in the end, and nothing is left on the disk."""
    async with LocalDataHub() as datahub:
        client = datahub.client
        async with client.training_run(
            "run_4", experiment=EXPERIMENT, inputs=[TABLE], name="Run 4", buffer_dir=tmp_path
        ) as run:
            run.log_metrics(accuracy=0.9)
            run.log_metrics({"val/loss": 1.5}, accuracy=0.95)
            run.log_params({"layers": 3}, lr=0.01)
            run.add_output(MODEL)
            run.add_output_url("s3://bucket/model")
            run.add_input("urn:li:dataset:(urn:li:dataPlatform:hive,other,PROD)")
            run.set_custom_property("owner", "team")

        assert run.report.failed == ()
        assert left_in(tmp_path) == []
        read = await client.get_training_run(run.urn)
        assert read.name == "Run 4"
        assert read.experiment == EXPERIMENT
        assert {m.name: m.value for m in read.training_metrics or ()} == {
            "accuracy": "0.95",
            "val/loss": "1.5",
        }
        assert {p.name: p.value for p in read.hyper_params or ()} == {"layers": "3", "lr": "0.01"}
        assert len(read.inputs or ()) == 2
        assert read.outputs == (MODEL,)
        assert read.output_urls == ("s3://bucket/model",)
        assert read.custom_properties == {"owner": "team"}
        assert read.run_result is RunResultType.SUCCESS
        assert read.start_timestamp == run.started
        assert await client.models_of_run(run.urn) == (MODEL,)


async def test_the_start_is_told_at_once(tmp_path: Path) -> None:
    """Inside the block DataHub knows that the run has started, and nothing else is sent yet."""
    async with (
        LocalDataHub() as datahub,
        datahub.client.training_run("run_4", buffer_dir=tmp_path) as run,
    ):
        before = len(datahub.requests)
        run.log_metrics(accuracy=0.9)
        assert len(datahub.requests) == before
        (event,) = await datahub.client.events_of_run(run.urn)
        assert event.status is RunStatus.STARTED


async def test_an_exception_makes_a_failure_with_its_text(tmp_path: Path) -> None:
    """The exception goes on; the run is a failure, and says why, without secrets."""
    async with LocalDataHub(token="secret-token-1") as datahub:

        async def train() -> None:
            async with datahub.client.training_run("run_4", buffer_dir=tmp_path) as run:
                run.log_metrics(accuracy=0.1)
                raise ValueError("no such column (secret-token-1)")

        with pytest.raises(ValueError, match="no such column"):
            await train()
        read = await datahub.client.get_training_run(RUN)
        assert read.run_result is RunResultType.FAILURE
        assert read.native_result_type == "ValueError"
        assert read.custom_properties == {"failure": "ValueError: no such column ([hidden])"}
        assert read.training_metrics is not None


async def test_a_cancelled_run_is_a_failure(tmp_path: Path) -> None:
    """Cancelling the task that trains does not leave the run as if it went on."""
    async with LocalDataHub() as datahub:
        entered = asyncio.Event()

        async def train() -> None:
            async with datahub.client.training_run("run_4", buffer_dir=tmp_path):
                entered.set()
                await asyncio.Event().wait()

        task = asyncio.create_task(train())
        await entered.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        read = await datahub.client.get_training_run(RUN)
        assert read.run_result is RunResultType.FAILURE
        assert read.native_result_type == "CancelledError"


async def test_a_nested_run_is_a_child_of_its_parent(tmp_path: Path) -> None:
    """The parent is recorded as DataHub has it, and readable as a relationship."""
    async with LocalDataHub() as datahub:
        async with (
            datahub.client.training_run("parent", buffer_dir=tmp_path) as parent,
            datahub.client.training_run("child", parent=parent, buffer_dir=tmp_path) as child,
        ):
            pass
        aspect = datahub.aspects(child.urn)["dataProcessInstanceRelationships"]
        assert aspect.value == {"parentInstance": parent.urn, "upstreamInstances": []}
        related = await datahub.client._related(child.urn, ["ChildOf"], outgoing=True)
        assert related == (parent.urn,)


async def test_a_server_that_is_away_costs_nothing_but_time(tmp_path: Path) -> None:
    """Neither entering nor leaving fails; the next recorder sends what is on the disk."""
    async with LocalDataHub() as datahub:
        transport = Away(datahub.transport)
        async with client_through(datahub, transport) as client:
            async with client.training_run("run_4", buffer_dir=tmp_path) as run:
                run.log_metrics(accuracy=0.9)
            assert run.report.failed != ()
            assert datahub.aspects(run.urn) == {}
            assert len(left_in(tmp_path)) == 1

            transport.away = False
            async with client.training_run("run_5", buffer_dir=tmp_path):
                pass
            assert left_in(tmp_path) == []
            read = await client.get_training_run(run.urn)
            assert read.run_result is RunResultType.SUCCESS
            assert read.start_timestamp == run.started
            assert read.training_metrics is not None


async def test_replaying_is_idempotent_and_for_this_server_only(tmp_path: Path) -> None:
    """What is left behind is sent once to the server it was meant for; the rest stays."""
    async with LocalDataHub() as datahub:
        transport = Away(datahub.transport)
        async with client_through(datahub, transport) as client:
            async with client.training_run("run_4", buffer_dir=tmp_path):
                pass
            (left,) = left_in(tmp_path)
            other = tmp_path / "other.jsonl"
            other.write_text(left.read_text().replace("local-datahub", "elsewhere.example"))
            transport.away = False
            report = await client.replay_recordings(tmp_path)
            assert report.written == (RUN,)
            assert left_in(tmp_path) == [other]
            assert (await client.replay_recordings(tmp_path)).items == ()


@pytest.mark.parametrize("seed", range(3))
async def test_nothing_is_lost_to_faults_on_the_way(tmp_path: Path, seed: int) -> None:
    """Whatever a third of requests meets, recording and replaying ends with all of it there."""
    async with LocalDataHub() as datahub:
        faulty = FaultyTransport(datahub.transport, rate=0.33, seed=seed)
        async with client_through(datahub, faulty) as client:
            for number in range(10):
                async with client.training_run(f"run_{number}", buffer_dir=tmp_path) as run:
                    run.log_metrics(number=number)
            for _ in range(20):
                await client.replay_recordings(tmp_path)
        assert left_in(tmp_path) == []
        for number in range(10):
            read = await datahub.client.get_training_run(TrainingRunUrn.build(f"run_{number}"))
            assert read.run_result is RunResultType.SUCCESS
            assert [m.value for m in read.training_metrics or ()] == [str(number)]
            assert len(read.events) == 2


KILLED = """
import asyncio, os, signal, sys
from mldh_graphql import ClientConfig, DataHubMLClient, Retries

async def main():
    config = ClientConfig(server=sys.argv[1], token="secret-token-1", retries=Retries(attempts=1))
    async with DataHubMLClient(config=config) as client:
        async with client.training_run("run_4", buffer_dir=sys.argv[2]) as run:
            run.log_params(lr=0.01, note="secret-token-1")
            run.log_metrics(accuracy=0.9)
            os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
async def test_a_killed_process_loses_nothing_that_it_logged(tmp_path: Path) -> None:
    """After kill -9 in the middle of training, the next start sends what was logged."""
    async with LocalDataHub(port=0, token="secret-token-1") as datahub:
        killed = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-c", KILLED, datahub.url, str(tmp_path)],
            check=False,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert killed.returncode == -signal.SIGKILL
        (left,) = left_in(tmp_path)
        assert "secret-token" not in left.read_text()
        assert left.stat().st_mode & 0o077 == 0
        # The last line may have been cut off in the middle.
        with left.open("ab") as file:
            file.write(b'{"changes":[{"urn":"urn:li:dataPro')

        report = await datahub.client.replay_recordings(tmp_path)
        assert report.failed == ()
        assert left_in(tmp_path) == []
        read = await datahub.client.get_training_run(RUN)
        assert [m.value for m in read.training_metrics or ()] == ["0.9"]
        assert {p.name: p.value for p in read.hyper_params or ()} == {
            "lr": "0.01",
            "note": "[hidden]",
        }
        assert [event.status for event in read.events] == [RunStatus.STARTED]


async def test_a_living_recorders_buffer_is_left_alone(tmp_path: Path) -> None:
    """Replaying while a run goes on does not take its buffer away."""
    async with (
        LocalDataHub() as datahub,
        datahub.client.training_run("run_4", buffer_dir=tmp_path),
    ):
        assert (await datahub.client.replay_recordings(tmp_path)).items == ()
        assert len(left_in(tmp_path)) == 1


async def test_what_datahub_refuses_is_set_aside(tmp_path: Path) -> None:
    """A refused recording is kept for people to look at, and not replayed for ever."""
    async with LocalDataHub() as datahub:
        async with datahub.client.training_run("run_4", buffer_dir=tmp_path) as run:
            (path,) = left_in(tmp_path)
            bad = {
                "urn": RUN,
                "aspect": "dataProcessInstanceProperties",
                "operations": [["ADD", "/created", '"never"']],
                "create_only": [],
                "otherwise": [],
                "keys": {},
            }
            run.log_metrics(accuracy=0.9)
        assert run.report.failed == ()
        lines = [
            {"format": 1, "run": RUN, "server": "http://local-datahub"},
            {"changes": [bad]},
            {"changes": "nonsense"},
        ]
        path.write_text("".join(json.dumps(line) + "\n" for line in lines))
        report = await datahub.client.replay_recordings(tmp_path)
        assert [item.urn for item in report.failed] == [RUN]
        assert [each.suffix for each in left_in(tmp_path)] == [".refused"]
        assert (await datahub.client.replay_recordings(tmp_path)).items == ()


async def test_logging_needs_an_open_recorder(tmp_path: Path) -> None:
    """Before entering and after leaving, logging is an error, and so is entering twice."""
    async with LocalDataHub() as datahub:
        recorder = datahub.client.training_run("run_4", buffer_dir=tmp_path)
        with pytest.raises(ConfigurationError, match="inside"):
            recorder.log_metrics(accuracy=0.9)
        async with recorder:
            with pytest.raises(InvalidValueError):
                recorder.log_metrics({"": 1})
        with pytest.raises(ConfigurationError, match="inside"):
            recorder.log_params(lr=0.1)
        with pytest.raises(ConfigurationError, match="another recorder"):
            await recorder.__aenter__()
        with pytest.raises(InvalidValueError, match="patience"):
            datahub.client.training_run("run_4", patience=-1)


async def test_a_buffer_that_cannot_be_written_is_an_error_only_if_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A folder of the user's choice must work; the default one only protects from crashes."""
    blocked = tmp_path / "file"
    blocked.write_text("")
    async with LocalDataHub() as datahub:
        with pytest.raises(ConfigurationError, match="cannot hold"):
            await datahub.client.training_run("run_4", buffer_dir=blocked).__aenter__()
        monkeypatch.setenv("XDG_STATE_HOME", str(blocked))
        async with datahub.client.training_run("run_5") as run:
            run.log_metrics(accuracy=0.9)
        assert run.report.failed == ()
        assert "cannot hold" in caplog.text

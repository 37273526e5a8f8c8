"""What was acknowledged over HTTP survives the server's end, however it ends."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from mldh_graphql.local import LocalDataHub
from mldh_graphql.urns import TrainingRunUrn

if TYPE_CHECKING:
    from collections.abc import Iterator

_SERVER = """
import asyncio, sys
from mldh_graphql.local import LocalDataHub
from mldh_graphql.urns import TrainingRunUrn

async def serve():
    async with LocalDataHub(sys.argv[1], port=0) as datahub:
        print(datahub.url, flush=True)
        await asyncio.Event().wait()

asyncio.run(serve())
"""
_ROOT = Path(__file__).parents[2]
_IN_A_BATCH = 50
_WRITERS = 4
_EVENT = "dataProcessInstanceRunEvent"
_PATCH = """
mutation patchEntities($input: [PatchEntityInput!]!) {
  patchEntities(input: $input) { success error }
}
"""


def batch(writer: int, number: int) -> list[str]:
    """The URNs that one batch writes."""
    return [f"urn:li:container:w{writer}-b{number}-{part}" for part in range(_IN_A_BATCH)]


def patches(urns: list[str]) -> Iterator[dict[str, object]]:
    """One patch for each URN."""
    for urn in urns:
        yield {
            "urn": urn,
            "aspectName": "containerProperties",
            "patch": [{"op": "ADD", "path": "/name", "value": json.dumps(urn)}],
            "forceGenericPatch": True,
        }


async def write_until_cut_off(http: httpx.AsyncClient, writer: int, written: list[str]) -> None:
    """Write batch after batch; note those that the server acknowledged."""
    number = 0
    while True:
        number += 1
        urns = batch(writer, number)
        run = f"urn:li:dataProcessInstance:w{writer}-b{number}"
        try:
            answer = await http.post(
                "/api/graphql", json={"query": _PATCH, "variables": {"input": [*patches(urns)]}}
            )
            results = answer.json()["data"]["patchEntities"]
            assert all(result["success"] for result in results)
            written.extend(urns)
            event = {"timestampMillis": number, "status": "STARTED"}
            answer = await http.post(
                "/openapi/v3/entity/dataProcessInstance?async=false",
                json=[{"urn": run, _EVENT: {"value": event}}],
            )
        except httpx.TransportError:
            return
        assert answer.status_code == 200
        written.append(run)


async def test_kill_nine_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    """Of every batch all or nothing is there afterwards, and all that was acknowledged."""
    path = tmp_path / "datahub.db"
    written: list[str] = []
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _SERVER, str(path), cwd=_ROOT, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        url = (await process.stdout.readline()).decode().strip()
        async with httpx.AsyncClient(base_url=url) as http:
            writers = [
                asyncio.create_task(write_until_cut_off(http, writer, written))
                for writer in range(_WRITERS)
            ]
            while len(written) < 10 * _IN_A_BATCH:
                await http.get("/health")
            # The writers have requests under way, so this is in the middle of a batch.
            process.send_signal(signal.SIGKILL)
            await asyncio.gather(*writers)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()

    async with LocalDataHub(path) as datahub:
        for urn in written:
            found = datahub.aspects(urn)
            if urn.startswith("urn:li:container:"):
                assert found["containerProperties"].value == {"name": urn}
            else:
                answer = await datahub.client.events_of_run(TrainingRunUrn(urn))
                assert len(answer) == 1
        half = await half_written(datahub)

    assert half == []


async def half_written(datahub: LocalDataHub) -> list[str]:
    """Batches of which some entities are there and others are not."""
    half = []
    for writer in range(_WRITERS):
        number = 1
        while datahub.aspects(batch(writer, number)[0]):
            missing = [urn for urn in batch(writer, number) if not datahub.aspects(urn)]
            half.extend(missing)
            number += 1
        half.extend(urn for urn in batch(writer, number) if datahub.aspects(urn))
    return half

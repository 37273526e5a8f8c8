"""What was acknowledged survives the end of the process, however it ends."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from tests.server.desk import Desk

_WRITER = """
import sys
from pathlib import Path
from tests.server.desk import Desk, adding

desk = Desk(Path(sys.argv[1]))
number = 0
while True:
    number += 1
    urns = [f"urn:li:dataProcessInstance:{number}-{part}" for part in range(20)]
    created = {"time": 1, "actor": "urn:li:corpuser:me"}
    members = {"/name": "x", "/created": created}
    patches = [adding(urn, "dataProcessInstanceProperties", members) for urn in urns]
    assert all(result.success for result in desk.patch_all(*patches))
    print(number, flush=True)
"""


def test_a_killed_process_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    """And no batch is there in half, nor is an aspect without its index entry."""
    path = tmp_path / "datahub.db"
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(path)],
        cwd=root,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        for acknowledged in process.stdout:
            if int(acknowledged) >= 25:
                break
        process.send_signal(signal.SIGKILL)
        rest = [int(line) for line in process.stdout if line.endswith("\n")]
    last = max([25, *rest])
    desk = Desk(path)
    runs = desk.store.urns("dataProcessInstance")
    assert len(runs) % 20 == 0
    assert len(runs) in {last * 20, (last + 1) * 20}
    expected = {
        f"urn:li:dataProcessInstance:{n}-{part}" for n in range(1, last + 1) for part in range(20)
    }
    assert expected <= set(runs)
    assert desk.index.find("dataProcessInstance", {"name": "x"}) == sorted(runs)
    assert all(
        {*aspects} == {"dataProcessInstanceKey", "dataProcessInstanceProperties"}
        for aspects in desk.store.aspects_of(runs).values()
    )
    desk.store.close()

"""The tutorial's script checks what it wrote, against any DataHub."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from mldh_graphql import LocalDataHub

SCRIPT = Path(__file__).parent.parent / "examples" / "airline.py"


async def run_script(**variables: str) -> tuple[int, str]:
    """Run the script and return its exit status and output."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("DATAHUB_")}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-W",
        "error",
        str(SCRIPT),
        env={**environment, **variables},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    return process.returncode or 0, output.decode()


async def test_the_tutorial_holds_against_the_local_server() -> None:
    """Without an address the script brings its own DataHub, and every check holds."""
    status, output = await run_script()

    assert "✗" not in output
    assert "checks held" in output
    assert "└── ARIMA Model [1.0 @champion]" in output
    assert status == 0


async def test_the_tutorial_holds_twice_against_a_server_whose_index_is_late() -> None:
    """A DataHub elsewhere, with tokens and a lag, gives the same; a second run changes nothing."""
    async with LocalDataHub(port=0, token="secret", index_lag=0.3) as datahub:
        first = await run_script(DATAHUB_GMS_URL=datahub.url, DATAHUB_GMS_TOKEN="secret")
        model = "urn:li:mlModel:(urn:li:dataPlatform:mlflow,arima_model,PROD)"
        stored = {name: each.value for name, each in datahub.aspects(model).items()}
        second = await run_script(DATAHUB_GMS_URL=datahub.url, DATAHUB_GMS_TOKEN="secret")

        assert first[0] == second[0] == 0, first[1] + second[1]
        assert {name: each.value for name, each in datahub.aspects(model).items()} == stored


@pytest.mark.parametrize(
    "token", [pytest.param("wrong", id="wrong token"), pytest.param("", id="no token")]
)
async def test_the_tutorial_fails_without_the_right_token(token: str) -> None:
    """What goes wrong is one sentence, and the status is that of missing rights."""
    async with LocalDataHub(port=0, token="secret") as datahub:
        status, output = await run_script(DATAHUB_GMS_URL=datahub.url, DATAHUB_GMS_TOKEN=token)

    assert status == 3
    assert "HTTP 401" in output
    assert "Traceback" not in output


async def test_the_tutorial_fails_when_a_check_does_not_hold() -> None:
    """A value that somebody else overwrote is found, and the status says so."""
    async with LocalDataHub(port=0) as datahub:
        await datahub.client.create_model_group(
            "airline_forecast_models_group_simple", description="written by somebody else"
        )
        status, output = await run_script(DATAHUB_GMS_URL=datahub.url)

    assert status == 1
    assert "✗ description: written by somebody else" in output

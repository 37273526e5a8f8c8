"""Ctrl-C ends a command, whatever is under way."""

import asyncio

import pytest

from mldh_graphql.cli import settings


async def test_work_that_does_not_listen_is_told_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Libraries may take the first cancellation for one of their own."""
    monkeypatch.setattr(settings, "_SECONDS_TO_END", 0.0)
    told = 0

    async def deaf() -> None:
        nonlocal told
        while told < 3:
            try:
                await asyncio.get_running_loop().create_future()
            except asyncio.CancelledError:
                told += 1
        raise ValueError("of no interest")

    task = asyncio.create_task(settings._insisting(deaf()))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert told == 3


async def test_what_comes_out_is_passed_on() -> None:
    """Results and errors are those of the work."""

    async def fails() -> None:
        raise LookupError("here")

    async def works() -> int:
        return 7

    assert await settings._insisting(works()) == 7
    with pytest.raises(LookupError, match="here"):
        await settings._insisting(fails())

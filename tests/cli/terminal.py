"""``mldh`` as tests type it: in this process, against a server in another thread."""

from __future__ import annotations

import asyncio
import io
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self, TypeVar

from mldh_graphql.cli.running import run
from mldh_graphql.demo.airline import tutorial
from mldh_graphql.demo.checks import Checks
from mldh_graphql.local import LocalDataHub

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine
    from types import TracebackType

    import pytest

_T = TypeVar("_T")

MODEL = "urn:li:mlModel:(urn:li:dataPlatform:mlflow,arima_model,PROD)"
SIMPLE_MODEL = "urn:li:mlModel:(urn:li:dataPlatform:mlflow,arima_model_simple,PROD)"
GROUP = "urn:li:mlModelGroup:(urn:li:dataPlatform:mlflow,airline_forecast_models_group,PROD)"
EXPERIMENT = "urn:li:container:airline_forecast_experiment"
RUN = "urn:li:dataProcessInstance:simple_training_run_4"
SIMPLE_RUN = "urn:li:dataProcessInstance:simple_training_run"
DATASET = "urn:li:dataset:(urn:li:dataPlatform:snowflake,iris_input,PROD)"


class ServerThread:
    """A `LocalDataHub` on a port, in a thread of its own: ``mldh`` has its own event loop."""

    def __init__(self, **options: Any) -> None:
        self._options = options
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._main()))

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopped = asyncio.Event()
        async with LocalDataHub(port=0, **self._options) as self.datahub:
            self.url = self.datahub.url
            self._ready.set()
            await self._stopped.wait()

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(20), "the server did not start"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join(20)

    def do(self, work: Callable[[LocalDataHub], Awaitable[_T] | _T]) -> _T:
        """Do something in the server's event loop."""

        async def there() -> _T:
            result = work(self.datahub)
            return (
                await result
                if isinstance(result, asyncio.Future | asyncio.Task) or hasattr(result, "__await__")
                else result
            )  # type: ignore[return-value]

        return asyncio.run_coroutine_threadsafe(there(), self._loop).result(30)

    def tell_tutorial(self) -> None:
        """Write the tutorial's data."""
        self.do(lambda datahub: tutorial(datahub.client, Checks()))


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a command."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        """The lines of standard output."""
        return self.out.splitlines()


_run_here = asyncio.run


def _run_elsewhere(main: Coroutine[object, object, _T]) -> _T:
    """Run a coroutine in another thread.

    CPython 3.11 tells coverage no more lines of whoever has run one that used httpx.
    """
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(_run_here, main).result()


class _Keyboard(io.StringIO):
    def isatty(self) -> bool:
        return True


class Terminal:
    """Runs ``mldh``; neither standard output nor standard error is a terminal."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys = capsys
        self._monkeypatch = monkeypatch

    def __call__(self, *arguments: str, stdin: str = "", typed: str | None = None) -> Ran:
        """Run a command to its end.

        Args:
            arguments: What stands behind ``mldh``.
            stdin: What comes through a pipe.
            typed: What somebody types; without it, nobody is there to be asked.
        """
        keyboard = io.StringIO(stdin) if typed is None else _Keyboard(typed)
        self._monkeypatch.setattr("sys.stdin", keyboard)
        if arguments[:1] != ("serve",):
            self._monkeypatch.setattr("asyncio.run", _run_elsewhere)
        self._capsys.readouterr()
        code = run(arguments)
        out, err = self._capsys.readouterr()
        return Ran(code, out, err)

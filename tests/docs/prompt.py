"""A prompt that takes lines as ``python -m asyncio`` does, and returns what they print."""

from __future__ import annotations

import ast
import asyncio
import codeop
import contextlib
import inspect
import io
from typing import TYPE_CHECKING, Self, TypeVar

from mldh_graphql import LocalDataHub

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from types import TracebackType

_T = TypeVar("_T")


class Prompt:
    """One session at a prompt: names stay, and so does the event loop.

    Lines are compiled as soon as they are complete, one statement at a time. A block of code that
    a reader cannot paste into a prompt (a loop without an empty line after it) fails here, too.
    """

    def __init__(self) -> None:
        self.names: dict[str, object] = {"__name__": "__console__"}
        self._runner = asyncio.Runner()
        self._compiled = codeop.CommandCompiler()
        self._compiled.compiler.flags |= ast.PyCF_ALLOW_TOP_LEVEL_AWAIT

    def __enter__(self) -> Self:
        self._runner.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for value in list(self.names.values()):
            if isinstance(value, LocalDataHub):
                self._runner.run(value.stop())
        self._runner.__exit__(kind, error, traceback)

    def paste(self, source: str) -> str:
        """Run the lines and return what they print, values of expressions included."""
        printed = io.StringIO()
        waiting: list[str] = []
        with contextlib.redirect_stdout(printed):
            for line in [*source.splitlines(), ""]:
                waiting.append(line)
                code = self._compiled("\n".join(waiting), "<page>", "single")
                if code is not None:
                    waiting.clear()
                    self._runner.run(self._evaluate(code))
        if waiting:
            raise SyntaxError(f"this never ends: {waiting}")
        return printed.getvalue()

    def run(self, work: Coroutine[object, object, _T]) -> _T:
        """Let the event loop of this prompt do something else."""
        return self._runner.run(work)

    async def _evaluate(self, code: object) -> None:
        result = eval(code, self.names)
        if inspect.iscoroutine(result):
            await result

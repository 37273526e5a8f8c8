"""The examples in docstrings run and print what they show."""

from __future__ import annotations

import ast
import contextlib
import doctest
import importlib
import inspect
import io
import pkgutil
from typing import TYPE_CHECKING

import pytest

import mldh_graphql
from mldh_graphql import LocalDataHub

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def examples() -> Iterator[doctest.DocTest]:
    """The examples of every module, class and function of the package, each once."""
    finder = doctest.DocTestFinder(exclude_empty=True)
    for found in pkgutil.walk_packages(mldh_graphql.__path__, "mldh_graphql."):
        if found.name.endswith(".__main__"):
            continue  # a program: importing it runs it
        module = importlib.import_module(found.name)
        yield from (test for test in finder.find(module, found.name) if test.examples)


EXAMPLES = list(examples())


def test_there_are_examples() -> None:
    """The parametrised test below has something to run."""
    assert {test.name.rpartition(".")[2] for test in EXAMPLES} >= {
        "DataHubMLClient",
        "LocalDataHub",
        "json_pointer",
    }


@pytest.mark.parametrize("example", [pytest.param(test, id=test.name) for test in EXAMPLES])
async def test_examples_print_what_they_show(
    example: doctest.DocTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An example sees the public names and a client, and may await."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    async with LocalDataHub() as datahub:
        names = {name: getattr(mldh_graphql, name) for name in mldh_graphql.__all__}
        names |= {**example.globs, "datahub": datahub, "client": datahub.client}
        for step in example.examples:
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                await run(step.source, names)
            checker = doctest.OutputChecker()
            assert checker.check_output(step.want, printed.getvalue(), doctest.ELLIPSIS), (
                f"{example.name}: {step.source}printed {printed.getvalue()}instead of {step.want}"
            )


async def run(source: str, names: dict[str, object]) -> None:
    """Run a statement as a prompt would: a value other than ``None`` is printed."""
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    code = compile(source, "<example>", "single", flags, dont_inherit=True)
    result = eval(code, names)
    if inspect.iscoroutine(result):
        await result

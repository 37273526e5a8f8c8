"""Running pytest inside pytest, in a project that uses the plugin."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

INI = """
[pytest]
{asyncio}
addopts = --strict-markers -p no:cacheprovider
filterwarnings =
    error
    ignore:Module already imported so cannot be rewritten:pytest.PytestAssertRewriteWarning
"""

ASYNCIO = """\
asyncio_mode = {mode}
asyncio_default_fixture_loop_scope = function"""

HEAD = """
import asyncio
import urllib.request

import pytest

from mldh_graphql import ClientConfig, DataHubMLClient, Retries, Timeouts
"""


def project(pytester: pytest.Pytester, tests: str, *, mode: str = "auto") -> None:
    """Make a project with one file of tests; a warning is an error in it.

    Args:
        pytester: Where.
        tests: The file's text, after some imports.
        mode: The mode of pytest-asyncio; empty if the project does not use that.
    """
    asyncio = ASYNCIO.format(mode=mode) if mode else ""
    pytester.makefile(".ini", pytest=INI.format(asyncio=asyncio))
    pytester.makepyfile(test_pipeline=HEAD + tests)


def run(
    pytester: pytest.Pytester, tests: str, *options: str, mode: str = "auto"
) -> pytest.RunResult:
    """Run such a project in this process."""
    project(pytester, tests, mode=mode)
    return pytester.runpytest_inprocess(*options)

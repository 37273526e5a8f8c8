"""The example runs as its first lines say, locally and against a DataHub that others use."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

    from mldh_graphql.testing import DataHubFixture

pytest_plugins = ["pytester"]

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "test_my_pipeline.py"
OPTIONS = ("--asyncio-mode=auto", "-o", "asyncio_default_fixture_loop_scope=function")


def test_the_example_needs_no_datahub(pytester: pytest.Pytester) -> None:
    """Every test of it passes as it stands."""
    shutil.copy(EXAMPLE, pytester.path)

    pytester.runpytest_inprocess(*OPTIONS).assert_outcomes(passed=5)


def test_the_example_runs_against_a_real_one(
    pytester: pytest.Pytester, datahub: DataHubFixture
) -> None:
    """What only a local server can do is skipped."""
    shutil.copy(EXAMPLE, pytester.path)

    ran = pytester.runpytest_inprocess(*OPTIONS, f"--datahub-url={datahub.url}")

    ran.assert_outcomes(passed=3, skipped=2)

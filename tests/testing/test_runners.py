"""Whatever runs the tests: pytest-asyncio in both modes, anyio with both backends, xdist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.testing.inner import project, run

if TYPE_CHECKING:
    import pytest

pytest_plugins = ["pytester"]


def test_pytest_asyncio_in_strict_mode(pytester: pytest.Pytester) -> None:
    """Loops of functions, of modules, and fixtures of the project's own that use the client."""
    ran = run(
        pytester,
        """
import pytest_asyncio

@pytest_asyncio.fixture
async def group(datahub_client):
    return await datahub_client.create_model_group("g", name="G")

@pytest.mark.asyncio
async def test_function(datahub, datahub_client, group):
    assert (await datahub_client.get_model_group(group)).name == "G"
    datahub.expect.model_group("g").name("G")

@pytest.mark.asyncio(loop_scope="module")
async def test_module(datahub, datahub_client):
    await datahub_client.create_model_group("h")
    datahub.expect.model_group("h")
    assert len(datahub.requests) == 1

@pytest.mark.asyncio(loop_scope="module")
async def test_module_again(datahub, datahub_client):
    await datahub_client.create_model_group("h")
    assert len(datahub.requests) == 1
""",
        mode="strict",
    )

    ran.assert_outcomes(passed=3)


def test_anyio_with_asyncio_and_trio(pytester: pytest.Pytester) -> None:
    """In trio there are the URL and expectations; the client says that it cannot."""
    ran = run(
        pytester,
        """
import httpx

pytestmark = pytest.mark.anyio

QUERY = {"query": "{ appConfig { appVersion } }"}

@pytest.fixture
async def version(datahub_url):
    async with httpx.AsyncClient() as client:
        answer = await client.post(datahub_url + "/api/graphql", json=QUERY)
    return answer.json()["data"]["appConfig"]["appVersion"]

async def test_url(datahub, version):
    assert version.startswith("v")
    assert len(datahub.requests) == 1
    with pytest.raises(AssertionError, match="no model 'm'"):
        datahub.expect.model("m")

async def test_client(datahub, datahub_client):
    await datahub_client.create_model_group("g")
    datahub.expect.model_group("g")
""",
        "-p",
        "no:asyncio",
        "-v",
        mode="",
    )

    ran.assert_outcomes(passed=3, errors=1)
    ran.stdout.fnmatch_lines(
        [
            "*test_client[[]asyncio] PASSED*",
            "*test_client[[]trio] ERROR*",
            "*datahub_client works in asyncio only*",
        ]
    )


def test_xdist_gives_each_worker_servers_of_its_own(pytester: pytest.Pytester) -> None:
    """Tests on two workers write the same names at the same time."""
    project(
        pytester,
        """
@pytest.mark.parametrize("n", range(6))
async def test_it(datahub, datahub_client, n, worker_id):
    assert worker_id in {"gw0", "gw1"}
    for name in range(5):
        await datahub_client.create_model_group(f"g{name}", description=str(n))
    for name in range(5):
        datahub.expect.model_group(f"g{name}").description(str(n))
    assert len(datahub.requests) == 5
""",
    )

    ran = pytester.runpytest_subprocess("-n", "2")

    ran.assert_outcomes(passed=6)


def test_unittest_classes_and_sync_tests_get_it_by_name(pytester: pytest.Pytester) -> None:
    """`usefixtures` and `request.getfixturevalue` work as with any fixture."""
    ran = run(
        pytester,
        """
import unittest

class TestIt(unittest.TestCase):
    @pytest.fixture(autouse=True)
    def given(self, datahub, datahub_client):
        self.datahub, self.client = datahub, datahub_client

    def test_it(self):
        asyncio.run(self.client.create_model_group("g"))
        self.datahub.expect.model_group("g")

class TestAsync(unittest.IsolatedAsyncioTestCase):
    @pytest.fixture(autouse=True)
    def given(self, datahub, datahub_client):
        self.datahub, self.client = datahub, datahub_client

    async def test_it(self):
        await self.client.create_model_group("g")
        self.datahub.expect.model_group("g")
        assert len(self.datahub.requests) == 1

def test_by_name(request):
    assert request.getfixturevalue("datahub_url").startswith("http://127.0.0.1:")
""",
    )

    ran.assert_outcomes(passed=3)

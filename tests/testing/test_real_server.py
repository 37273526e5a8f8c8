"""`--datahub-url`: the same tests against a DataHub that others use, too.

The real one is played by a local server on a port, which this file looks into.
"""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING

import pytest

from mldh_graphql import DataHubMLClient, MLModelGroupUrn
from mldh_graphql.local import Fault
from tests.testing.inner import project

if TYPE_CHECKING:
    from mldh_graphql.testing import DataHubFixture

pytest_plugins = ["pytester"]

TESTS = """
from tests.testing.pipeline import train

async def test_pipeline(datahub, datahub_client):
    await train(datahub_client, datahub.prefix)
    model = datahub.expect.model(datahub.unique("arima_model")).version("1.0")
    model.in_group(datahub.unique("airline_models")).trained_by(datahub.unique("run_4"))
    model.from_datasets(datahub.unique("iris_input"))
    datahub.flush_index()
    assert datahub.unique(datahub.unique("x")) == datahub.unique("x")
    assert datahub.requests[0].operation == "patchEntities"
    assert {each.status for each in datahub.requests} == {200}
    datahub.assert_max_requests(50)
"""


@pytest.fixture
def inner(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, datahub: DataHubFixture
) -> pytest.Pytester:
    """A project whose tests run against ``datahub``."""
    for name in ("DATAHUB_GMS_URL", "DATAHUB_GMS_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    if datahub.token:
        monkeypatch.setenv("DATAHUB_GMS_TOKEN", datahub.token)
    return pytester


def entities(datahub: DataHubFixture) -> dict[str, bool]:
    """Whether each entity that the inner tests wrote is hidden, by name."""
    found = datahub._server.inside("", lambda local: local.urns())
    hidden = {}
    for urn in found:
        if "mldh_test_" in urn:
            status = datahub.aspects(urn).get("status")
            hidden[urn] = status is not None and status.value.get("removed") is True
    return hidden


@pytest.mark.datahub(token="secret")
def test_the_same_tests_run_and_what_they_wrote_is_hidden(
    inner: pytest.Pytester, datahub: DataHubFixture
) -> None:
    """With the token of the environment; its name is in no output."""
    project(inner, TESTS)

    ran = inner.runpytest_inprocess(f"--datahub-url={datahub.url}", "-v")

    ran.assert_outcomes(passed=1)
    ran.stdout.fnmatch_lines([f"datahub: a real one at {datahub.url}; what tests write: soft"])
    ran.stdout.no_fnmatch_line("*secret*")
    written = entities(datahub)
    assert len(written) == 5
    assert all(written.values())


def test_the_same_tests_run_without_it(inner: pytest.Pytester, datahub: DataHubFixture) -> None:
    """On a local server names need no prefix."""
    project(inner, TESTS)

    inner.runpytest_inprocess().assert_outcomes(passed=1)

    assert entities(datahub) == {}
    assert datahub.requests == []


@pytest.mark.parametrize(
    ("cleanup", "left"),
    [pytest.param("hard", 0, id="deleted"), pytest.param("keep", 5, id="kept")],
)
def test_what_tests_wrote_can_be_deleted_for_good_or_kept(
    inner: pytest.Pytester, datahub: DataHubFixture, cleanup: str, left: int
) -> None:
    """As the ini file says, which also names the server."""
    project(inner, TESTS)
    ini = inner.path / "pytest.ini"
    ini.write_text(f"{ini.read_text()}\ndatahub_url = {datahub.url}\ndatahub_cleanup = {cleanup}\n")

    inner.runpytest_inprocess().assert_outcomes(passed=1)

    written = entities(datahub)
    assert len(written) == left
    assert not any(written.values())


def test_what_is_not_the_tests_own_cannot_be_written(
    inner: pytest.Pytester, datahub: DataHubFixture
) -> None:
    """Neither created, changed, hidden nor given events; the error says how to name it."""
    asyncio.run(_create(datahub.url))
    before = datahub.requests
    project(
        inner,
        """
from mldh_graphql import ConfigurationError, MLModelGroupUrn

GROUP = MLModelGroupUrn.build("shared")
REFUSED = "call it datahub.unique"

async def test_it(datahub, datahub_client):
    with pytest.raises(ConfigurationError, match="datahub.unique[(]'shared'[)]"):
        await datahub_client.create_model_group("shared", name="Mine")
    with pytest.raises(ConfigurationError, match=REFUSED):
        await datahub_client.set_name(GROUP, "Mine")
    with pytest.raises(ConfigurationError, match=REFUSED):
        await datahub_client.soft_delete(GROUP)
    model = await datahub_client.create_model(datahub.unique("m"), version="1")
    with pytest.raises(ConfigurationError, match=REFUSED):
        await datahub_client.link_asset_version(
            model_urn=model, version="2", version_set="shared"
        )
    with pytest.raises(ConfigurationError, match=REFUSED):
        await datahub_client.create_training_run("shared", run_result="SUCCESS",
                                                 start_timestamp=1, end_timestamp=2)
    assert (await datahub_client.get_model_group(GROUP)).name == "Theirs"
    datahub.expect.model_group("shared").name("Theirs")
""",
    )

    inner.runpytest_inprocess(f"--datahub-url={datahub.url}").assert_outcomes(passed=1)

    datahub.expect.model_group("shared").name("Theirs")
    written = [each.operation for each in datahub.requests[len(before) :] if each.is_write]
    assert written == ["patchEntities", "batchUpdateSoftDeleted"]  # the test's own model


async def _create(url: str) -> None:
    async with DataHubMLClient(url) as client:
        await client.create_model_group("shared", name="Theirs")


def test_what_other_clients_write_is_cleaned_up_if_it_is_named(
    inner: pytest.Pytester, datahub: DataHubFixture
) -> None:
    """The plugin cannot see it; ``track`` names it. What was never written is no error."""
    project(
        inner,
        """
async def test_it(datahub, datahub_url):
    async with DataHubMLClient(datahub_url) as client:
        urn = await client.create_model_group(datahub.unique("tracked"))
        await client.create_model_group(datahub.unique("forgotten"))
    datahub.track(urn)
    datahub.track("urn:li:dataProcessInstance:never_written")
    assert datahub.requests == []
""",
    )

    inner.runpytest_inprocess(f"--datahub-url={datahub.url}").assert_outcomes(passed=1)

    hidden = {urn.split(",")[1].rpartition("_")[2]: gone for urn, gone in entities(datahub).items()}
    assert hidden == {"tracked": True, "forgotten": False}


def test_what_only_a_local_server_can_do_skips_the_test(
    inner: pytest.Pytester, datahub: DataHubFixture
) -> None:
    """With the reason; nothing is reported as passed that was not tested."""
    project(
        inner,
        """
@pytest.mark.datahub(index_lag=1, faults=["500"])
def test_marker(datahub): ...

@pytest.mark.parametrize("look", [
    lambda datahub: datahub.aspects("urn:li:tag:x"),
    lambda datahub: datahub.inject("500"),
    lambda datahub: datahub.index_lag,
    lambda datahub: setattr(datahub, "index_lag", 1),
    lambda datahub: datahub.reset(),
    lambda datahub: datahub.snapshot(),
    lambda datahub: datahub.restore(None),
])
def test_call(datahub, look):
    look(datahub)
    raise AssertionError("it went on")
""",
    )

    ran = inner.runpytest_inprocess(f"--datahub-url={datahub.url}", "-rs")

    ran.assert_outcomes(skipped=8)
    ran.stdout.fnmatch_lines(
        [
            "*a real DataHub (--datahub-url) cannot be told its index_lag, faults",
            "*datahub.aspects() needs the local server; this test runs against a real DataHub*",
        ]
    )
    assert datahub.requests == []


@pytest.mark.datahub(index_lag=0.3)
def test_expectations_wait_for_the_index(inner: pytest.Pytester, datahub: DataHubFixture) -> None:
    """A real index is late; what is on its way is not missing."""
    project(inner, TESTS)

    inner.runpytest_inprocess(f"--datahub-url={datahub.url}").assert_outcomes(passed=1)


@pytest.mark.datahub(index_lag=3600)
def test_an_index_that_stays_late_is_a_failure_that_says_so(
    inner: pytest.Pytester, datahub: DataHubFixture
) -> None:
    """The ini file says how long to wait; flushing fails as expecting does."""
    project(
        inner,
        """
@pytest.fixture
async def model(datahub, datahub_client):
    group = await datahub_client.create_model_group(datahub.unique("g"))
    return await datahub_client.create_model(datahub.unique("m"), version="1", groups=[group])

async def test_expecting(datahub, model):
    datahub.expect.model(model).in_group(datahub.unique("g"))

async def test_flushing(datahub, model):
    datahub.flush_index()

async def test_misspelling(datahub, model):
    datahub.expect.model(datahub.unique("n"))
""",
    )

    ran = inner.runpytest_inprocess(f"--datahub-url={datahub.url}", "-o", "datahub_deadline=0.01")

    ran.assert_outcomes(failed=3)
    ran.stdout.fnmatch_lines(
        [
            "E*not visible yet*",
            "E*It did not show within 0.01 s (datahub_deadline in the ini file).",
            "E*VerificationError*",
            "E*no model 'mldh_test_*_n'; did you mean 'mldh_test_*_m'?",
        ]
    )


@pytest.mark.parametrize(
    ("cleanup", "operation"),
    [
        pytest.param("soft", "batchUpdateSoftDeleted", id="hidden"),
        pytest.param("hard", MLModelGroupUrn.build("mldh_test_0123abcd_g"), id="deleted"),
    ],
)
def test_a_failed_cleanup_is_an_error_that_lists_what_is_left(
    inner: pytest.Pytester,
    datahub: DataHubFixture,
    monkeypatch: pytest.MonkeyPatch,
    cleanup: str,
    operation: str,
) -> None:
    """Nobody has to search for it."""
    monkeypatch.setattr(secrets, "token_hex", lambda _size: "0123abcd")
    datahub.inject(Fault.http(403).when(operation=operation))
    project(
        inner,
        """
async def test_it(datahub, datahub_client):
    await datahub_client.create_model_group(datahub.unique("g"))
""",
    )

    ran = inner.runpytest_inprocess(f"--datahub-url={datahub.url}", f"--datahub-cleanup={cleanup}")

    ran.assert_outcomes(passed=1, errors=1)
    ran.stdout.fnmatch_lines(["*could not be cleaned up*403*", "*mldh_test_0123abcd_g*"])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        pytest.param(["--datahub-url=localhost"], "has no scheme", id="address"),
        pytest.param(["--datahub-cleanup=never"], "invalid choice", id="choice"),
        pytest.param(
            ["--datahub-url=http://x", "-o", "datahub_cleanup=never"],
            "datahub_cleanup is soft, hard, keep, not 'never'",
            id="choice of the ini file",
        ),
        pytest.param(
            ["--datahub-url=http://x", "-o", "datahub_deadline=soon"],
            "datahub_deadline is a number of seconds, not 'soon'",
            id="deadline",
        ),
    ],
)
def test_options_that_cannot_be_used_are_refused(
    inner: pytest.Pytester, options: list[str], message: str
) -> None:
    """In words, before anything is sent."""
    project(inner, "def test_it(datahub): ...\n")

    ran = inner.runpytest_inprocess(*options)

    assert ran.ret != pytest.ExitCode.OK
    assert message in f"{ran.stdout}{ran.stderr}"

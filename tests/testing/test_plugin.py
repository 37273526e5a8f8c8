"""The plugin, as projects that install it see it: pytest is run inside pytest."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.testing.inner import project, run

pytest_plugins = ["pytester"]

HEAVY = ["httpx", "pydantic", "starlette", "sqlite3", "anyio", "graphql", "uvicorn", "asyncio"]


def test_the_module_imports_nothing_heavy() -> None:
    """Beyond pytest itself, only the package's empty beginning."""
    program = (
        "import sys, pytest; before = set(sys.modules); import mldh_graphql.pytest_plugin;"
        "print(*sorted(set(sys.modules) - before))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )

    assert ran.stdout.split() == ["mldh_graphql", "mldh_graphql.pytest_plugin"]


def test_a_project_that_does_not_use_it_pays_nothing(pytester: pytest.Pytester) -> None:
    """A whole run loads neither server nor client, and starts no thread."""
    project(
        pytester,
        f"""
def test_nothing(pytestconfig):
    import sys, threading
    assert pytestconfig.pluginmanager.has_plugin("mldh")
    assert [name for name in {HEAVY} if name in sys.modules] == []
    assert threading.active_count() == 1
""",
    )
    # Only what is looked at: other plugins load asyncio, and the head loads the client.
    test = pytester.path / "test_pipeline.py"
    test.write_text(test.read_text().partition("Timeouts\n")[2])
    pytester.makefile(".ini", pytest="[pytest]\n")
    blocked = ["asyncio", "anyio", "xdist", "hypothesispytest", "pytest_httpx", "timeout", "sybil"]
    options = [each for name in blocked for each in ("-p", f"no:{name}")]

    ran = pytester.runpytest_subprocess(*options)

    ran.assert_outcomes(passed=1)


def test_every_test_begins_with_an_empty_datahub(pytester: pytest.Pytester) -> None:
    """Data, requests, faults and the lag of one test are unknown to the next."""
    ran = run(
        pytester,
        """
@pytest.mark.parametrize("time", [1, 2])
async def test_it(datahub, datahub_client, time):
    assert datahub.requests == []
    assert datahub.index_lag == 0
    urn = await datahub_client.create_model_group("g")
    assert len(datahub.requests) == 1
    assert datahub.requests[0].operation == "patchEntities"
    assert datahub.requests[0].status == 200
    assert datahub.requests[0].variables["input"][0]["urn"] == urn
    assert set(datahub.aspects(urn)) > {"mlModelGroupKey"}
    datahub.index_lag = 5
    datahub.inject("500 always")
""",
    )

    ran.assert_outcomes(passed=2)


def test_any_client_can_use_the_url(pytester: pytest.Pytester) -> None:
    """A blocking client in a sync test and an async one in its own loop see the same data."""
    ran = run(
        pytester,
        """
def test_blocking(datahub, datahub_url):
    body = b'{"query": "{ appConfig { appVersion } }"}'
    request = urllib.request.Request(datahub_url + "/api/graphql", data=body)
    with urllib.request.urlopen(request) as answer:
        assert b"appVersion" in answer.read()
    assert len(datahub.requests) == 1

def test_async(datahub, datahub_url, datahub_client):
    async def main():
        async with DataHubMLClient(datahub_url) as client:
            await client.create_model_group("g", name="G")
        await datahub_client.create_model_group("h")
    asyncio.run(main())
    asyncio.run(datahub_client.create_model_group("i"))
    datahub.expect.model_group("g").name("G")
    datahub.expect.model_group("h")
    datahub.expect.model_group("i")
""",
    )

    ran.assert_outcomes(passed=2)


def test_a_client_ends_with_its_test(pytester: pytest.Pytester) -> None:
    """What a test leaves running cannot write into the DataHub of the next one."""
    ran = run(
        pytester,
        """
kept = []

def test_first(datahub_client):
    kept.append(datahub_client)

async def test_second(datahub):
    with pytest.raises(Exception, match="the test that this client was made for is over"):
        await kept[0].create_model_group("g")
    assert datahub.requests == []
""",
    )

    ran.assert_outcomes(passed=2)


def test_what_a_test_leaves_waiting_is_told_that_it_is_over(pytester: pytest.Pytester) -> None:
    """A thread that still hangs in a request when its test ends does not hang for ever."""
    ran = run(
        pytester,
        """
import threading
from mldh_graphql import ConfigurationError

left = []

@pytest.mark.datahub(faults=["hang always"])
def test_first(datahub, datahub_client):
    def ask():
        try:
            asyncio.run(datahub_client.server_info())
        except ConfigurationError as error:
            left.append(str(error))
    thread = threading.Thread(target=ask)
    left.append(thread)
    thread.start()
    while not datahub.requests:
        pass

def test_second(datahub):
    left[0].join(10)
    assert left[1:] == ["the test that this client was made for is over"]
    assert datahub.requests == []
""",
    )

    ran.assert_outcomes(passed=2)


def test_markers_say_what_the_datahub_is_like(pytester: pytest.Pytester) -> None:
    """Tokens, releases, lag; the closest mark wins, option by option."""
    ran = run(
        pytester,
        """
from mldh_graphql import AuthenticationError, UnsupportedServerError

pytestmark = pytest.mark.datahub(token="secret", index_lag=60)

async def test_module(datahub, datahub_client):
    assert (datahub.token, datahub.index_lag) == ("secret", 60)
    group = await datahub_client.create_model_group("g")
    model = await datahub_client.create_model("m", version="1", groups=[group])
    assert await datahub_client.models_of_group(group) == ()
    datahub.flush_index()
    assert await datahub_client.models_of_group(group) == (model,)
    async with DataHubMLClient(datahub.url, "wrong") as stranger:
        with pytest.raises(AuthenticationError):
            await stranger.server_info()

@pytest.mark.datahub(server_version="v1.2.0")
class TestOld:
    async def test_class(self, datahub, datahub_client):
        assert (datahub.token, datahub.index_lag) == ("secret", 60)
        with pytest.raises(UnsupportedServerError, match="v1.2.0"):
            await datahub_client.create_model_group("g")

    @pytest.mark.datahub(server_version="v1.5.0", index_lag=0)
    async def test_function(self, datahub, datahub_client):
        assert (datahub.token, datahub.index_lag) == ("secret", 0)
        await datahub_client.create_model_group("g")
        assert (await datahub_client.server_info()).version == "v1.5.0"

@pytest.mark.datahub(token={"w": "jdoe", "r": "guest"}, read_only_tokens=["r"])
async def test_tokens(datahub, datahub_client):
    assert datahub.token == "w"
    assert await datahub_client.me() == "urn:li:corpuser:jdoe"
""",
    )

    ran.assert_outcomes(passed=4)


def test_faults_happen_in_order(pytester: pytest.Pytester) -> None:
    """They hit clients of the port and of the process, and end with the test."""
    ran = run(
        pytester,
        """
from mldh_graphql import ConnectionFailedError, RateLimitedError, RequestTimeoutError

@pytest.mark.datahub(faults=["429 retry-after=0", "drop-connection-after-write", "503 once"])
async def test_repeated(datahub, datahub_client):
    await datahub_client.create_model_group("g")
    assert [each.status for each in datahub.requests] == [429, 0, 503, 200]
    datahub.expect.model_group("g")

@pytest.mark.datahub(faults=["429 always"])
async def test_given_up(datahub):
    client = datahub.new_client(retries=Retries(attempts=2, first_wait=0.01))
    with pytest.raises(RateLimitedError):
        await client.create_model_group("g")
    assert len(datahub.requests) == 2

@pytest.mark.datahub(faults=["hang-after-write"])
async def test_hanging(datahub):
    client = datahub.new_client(timeouts=Timeouts(read=0.05), retries=Retries(attempts=1))
    with pytest.raises(RequestTimeoutError):
        await client.create_model_group("g")
    datahub.expect.model_group("g")

@pytest.mark.datahub(faults=["hang always"])
async def test_left_hanging(datahub, datahub_client):
    async with DataHubMLClient(datahub.url) as other:
        left = [asyncio.create_task(client.server_info()) for client in (datahub_client, other)]
        while len(datahub.requests) < 2:
            await asyncio.sleep(0)
        for each in left:
            each.cancel()
        await asyncio.gather(*left, return_exceptions=True)

@pytest.mark.datahub(faults=["hang always"])
def test_hanging_in_a_thread(datahub, datahub_url):
    import threading
    def ask():
        with pytest.raises(Exception):
            urllib.request.urlopen(datahub_url + "/api/graphql", data=b"{}")
    thread = threading.Thread(target=ask)
    thread.start()
    while not datahub.requests:
        pass
    datahub.reset()
    thread.join()
""",
    )

    ran.assert_outcomes(passed=5)


@pytest.mark.parametrize(
    ("mark", "message"),
    [
        pytest.param(
            "index_lagg=1", "there is no option 'index_lagg'; did you mean 'index_lag'?", id="typo"
        ),
        pytest.param("index_lag='1'", "index_lag takes seconds, 0 or more, not '1'", id="text"),
        pytest.param("index_lag=-1", "index_lag takes seconds", id="negative"),
        pytest.param("1", "options have names", id="no name"),
        pytest.param("token=5", "token takes a text", id="token"),
        pytest.param("strict_urns=1", "strict_urns takes True or False, not 1", id="switch"),
        pytest.param("faults='500'", "faults takes a list", id="no list"),
        pytest.param("faults=['600']", "'600' is no HTTP status", id="no fault"),
        pytest.param("read_only_tokens=['x']", "read-only token is not among", id="contradiction"),
    ],
)
def test_a_wrong_mark_is_an_error_of_its_test(
    pytester: pytest.Pytester, mark: str, message: str
) -> None:
    """Before the test runs, in one line; other tests are not touched."""
    ran = run(
        pytester,
        f"""
@pytest.mark.datahub({mark})
def test_wrong(datahub):
    raise AssertionError("it ran")

def test_right(datahub):
    pass
""",
    )

    ran.assert_outcomes(passed=1, errors=1)
    ran.stdout.fnmatch_lines([f"*{message.replace('[', '[[]')}*"])
    ran.stdout.no_fnmatch_line("*Traceback*")
    ran.stdout.no_fnmatch_line("*During handling*")


def test_a_failure_shows_the_line_of_the_test_and_nothing_of_the_plugin(
    pytester: pytest.Pytester,
) -> None:
    """No frame of the library stands between the test and the explanation."""
    ran = run(
        pytester,
        """
async def test_wrong(datahub, datahub_client):
    await datahub_client.create_model("arima_model", version="1.0")
    datahub.expect.model("arima_model").version("2.0").in_group("never reached")

async def test_chatty(datahub, datahub_client):
    with datahub.max_requests(1):
        await datahub_client.create_model_group("g")
        await datahub_client.server_info()

async def test_chatty_so_far(datahub, datahub_client):
    await datahub_client.create_model_group("g")
    datahub.assert_max_requests(1)
    datahub.assert_max_requests(0)

async def test_not_hidden(datahub, datahub_client):
    with datahub.max_requests(0):
        await datahub_client.create_model_group("g")
        raise RuntimeError("what really happened")
""",
    )

    ran.assert_outcomes(failed=4)
    ran.stdout.fnmatch_lines(
        [
            '>*datahub.expect.model("arima_model").version("2.0").in_group("never reached")',
            "E*AssertionError: model 'arima_model' is not as expected",
            "E*- version: '2.0'",
            "E*+ version: '1.0'",
            "E*DataHub has:",
            "E*name: 'arima_model'",
            "E*It has no lineage.",
            "test_pipeline.py:*: AssertionError",
            ">*with datahub.max_requests(1):",
            "E*AssertionError: 2 requests were sent, at most 1 are allowed:",
            "E*1 patchEntities",
            "E*1 getServer",
            ">*datahub.assert_max_requests(0)",
            "E*AssertionError: 1 request was sent, at most 0 are allowed:",
            "E*RuntimeError: what really happened",
        ]
    )
    ran.stdout.no_fnmatch_line("*mldh_graphql/testing/*")


def test_a_snapshot_is_a_starting_point(pytester: pytest.Pytester) -> None:
    """A test can come back to what it had, as often as it likes."""
    ran = run(
        pytester,
        """
async def test_it(datahub, datahub_client):
    await datahub_client.create_model_group("kept")
    snapshot = datahub.snapshot()
    await datahub_client.create_model_group("lost")
    datahub.restore(snapshot)
    datahub.expect.model_group("kept")
    datahub.expect.absent("urn:li:mlModelGroup:(urn:li:dataPlatform:mlflow,lost,PROD)")
    assert datahub.unique("name") == "name"
    datahub.reset()
    datahub.expect.absent("urn:li:mlModelGroup:(urn:li:dataPlatform:mlflow,kept,PROD)")
""",
    )

    ran.assert_outcomes(passed=1)


def test_differently_set_up_servers_are_kept_and_the_oldest_stopped(
    pytester: pytest.Pytester,
) -> None:
    """Tests that agree share one server; more than a handful of them do not pile up."""
    ran = run(
        pytester,
        """
urls = {}

@pytest.mark.parametrize("token", [pytest.param(f"t{n}", marks=pytest.mark.datahub(token=f"t{n}"))
                                   for n in [*range(10), 9]])
async def test_it(datahub, datahub_client, token):
    assert datahub.token == token
    await datahub_client.create_model_group("g")
    assert urls.setdefault(token, datahub.url) == datahub.url

def test_the_first_is_gone(datahub):
    with pytest.raises(OSError):
        urllib.request.urlopen(urls["t0"] + "/health")
    assert urllib.request.urlopen(urls["t9"] + "/health").status == 200
""",
    )

    ran.assert_outcomes(passed=12)


def test_the_missing_extra_is_named(pytester: pytest.Pytester) -> None:
    """Without the server's packages the tests that need them say what to install; others run."""
    pytester.makeconftest(
        "import sys\nfor name in ('ariadne', 'starlette'): sys.modules[name] = None"
    )
    project(
        pytester,
        """
def test_needs_it(datahub):
    raise AssertionError("it ran")

@pytest.mark.datahub(index_lag=1)
def test_says_it():
    raise AssertionError("it ran")

def test_does_not():
    pass
""",
    )

    ran = pytester.runpytest_subprocess()

    ran.assert_outcomes(passed=1, errors=2)
    ran.stdout.fnmatch_lines(["*pip install 'mldh-graphql[[]pytest]'*"])


def test_help_and_markers_say_what_there_is(pytester: pytest.Pytester) -> None:
    """As pytest's own lists show them."""
    project(pytester, "")
    pytester.runpytest_inprocess("--markers").stdout.fnmatch_lines(
        ["@pytest.mark.datahub(*index_lag*faults*"]
    )
    pytester.runpytest_inprocess("--help").stdout.fnmatch_lines(
        ["DataHub:", "*--datahub-url=URL*", "*--datahub-cleanup=*"]
    )
    fixtures = pytester.runpytest_inprocess("--fixtures").stdout
    fixtures.fnmatch_lines(["datahub -- *", "datahub_client -- *", "datahub_url -- *"])
    fixtures.no_fnmatch_line("_datahub_servers*")


def test_it_can_be_switched_off(pytester: pytest.Pytester) -> None:
    """`-p no:mldh` leaves nothing of it."""
    project(pytester, "def test_it(datahub):\n    pass\n")

    ran = pytester.runpytest_inprocess("-p", "no:mldh")

    ran.assert_outcomes(errors=1)
    ran.stdout.fnmatch_lines(["*fixture 'datahub' not found*"])

"""An MLflow server as it may answer, log in and fail."""

from __future__ import annotations

import math
import ssl
from base64 import b64encode
from typing import TYPE_CHECKING

import httpx
import pytest

from mldh_graphql import ConfigurationError, SourceError
from mldh_graphql.mlflow.client_source import MLflowClientSource
from mldh_graphql.mlflow.metric_history import HistoryReader
from mldh_graphql.mlflow.records import MetricPoint, RunRecord
from mldh_graphql.mlflow.server_login import ServerLogin
from mldh_graphql.mlflow.server_source import MLflowServerSource
from mldh_graphql.mlflow.source import RunSearch, RunView
from mldh_graphql.mlflow.store import MLflowStore
from tests.mlflow.conftest import HAS_MLFLOW
from tests.wire import FakeTime

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from pytest_httpx import HTTPXMock

SERVER = "http://mlflow.test:5000"
API = f"{SERVER}/api/2.0/mlflow"
SECRET = "s3cret-enough"
VARIABLES = (
    "MLFLOW_TRACKING_USERNAME",
    "MLFLOW_TRACKING_PASSWORD",
    "MLFLOW_TRACKING_TOKEN",
    "MLFLOW_TRACKING_CLIENT_CERT_PATH",
    "MLFLOW_TRACKING_SERVER_CERT_PATH",
    "MLFLOW_TRACKING_INSECURE_TLS",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "NETRC",
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home without anybody's credentials."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def time() -> FakeTime:
    """Passes only when somebody waits."""
    return FakeTime()


@pytest.fixture
async def source(httpx_mock: HTTPXMock, time: FakeTime) -> AsyncIterator[MLflowServerSource]:
    """An open source; its server has one experiment."""
    httpx_mock.add_response(
        url=f"{API}/experiments/search",
        json={"experiments": [{"experiment_id": "1", "name": "one"}]},
    )
    source = MLflowServerSource(SERVER, time.clock)
    await source.open()
    yield source
    await source.close()


def header(name: str, password: str) -> str:
    """What logs a user in."""
    return f"Basic {b64encode(f'{name}:{password}'.encode()).decode()}"


@pytest.mark.parametrize(
    ("uri", "variables", "files", "expected"),
    [
        pytest.param(SERVER, {}, {}, None, id="nobody"),
        pytest.param(
            SERVER,
            {"USERNAME": "ada", "PASSWORD": SECRET, "TOKEN": "another"},
            {},
            header("ada", SECRET),
            id="a user before a token",
        ),
        pytest.param(SERVER, {"TOKEN": SECRET}, {}, f"Bearer {SECRET}", id="a token"),
        pytest.param(
            SERVER, {"USERNAME": "ada", "TOKEN": SECRET}, {}, f"Bearer {SECRET}", id="half a user"
        ),
        pytest.param(
            f"http://ada:s3cret%2Denough@{SERVER[7:]}",
            {},
            {},
            header("ada", SECRET),
            id="in the address",
        ),
        pytest.param(
            f"http://bob:else@{SERVER[7:]}",
            {"TOKEN": SECRET},
            {},
            f"Bearer {SECRET}",
            id="a variable before the address",
        ),
        pytest.param(
            SERVER,
            {"USERNAME": "ada"},
            {
                ".mlflow/credentials": "[mlflow]\nmlflow_tracking_username = bob\n"
                f"mlflow_tracking_password = {SECRET}\n"
            },
            header("ada", SECRET),
            id="in MLflow's file",
        ),
        pytest.param(SERVER, {}, {".mlflow/credentials": "[other]\n"}, None, id="not in the file"),
        pytest.param(
            SERVER,
            {},
            {".netrc": f"machine mlflow.test login ada password {SECRET}\n"},
            header("ada", SECRET),
            id="in netrc",
        ),
    ],
)
async def test_logging_in_is_as_in_mlflow(
    httpx_mock: HTTPXMock,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    uri: str,
    variables: dict[str, str],
    files: dict[str, str],
    expected: str | None,
) -> None:
    """By MLflow's variables, its file, the address, or netrc; no error and no URL tells it."""
    for name, value in variables.items():
        monkeypatch.setenv(f"MLFLOW_TRACKING_{name}", value)
    for name, content in files.items():
        (home / name).parent.mkdir(exist_ok=True)
        (home / name).write_text(content)
    httpx_mock.add_response(status_code=400, text=f"no {SECRET}", is_reusable=True)
    source = MLflowServerSource(uri)

    with pytest.raises(SourceError) as caught:
        await source.open()

    await source.close()
    (request,) = httpx_mock.get_requests()
    assert request.headers.get("Authorization") == expected
    assert request.url.userinfo == b""
    assert SECRET not in str(caught.value)
    assert SECRET not in repr(ServerLogin.of(uri))
    assert caught.value.source == SERVER


@pytest.mark.parametrize(
    ("name", "value", "needed"),
    [
        pytest.param("MLFLOW_TRACKING_AWS_SIGV4", "true", True, id="signed requests"),
        pytest.param("MLFLOW_TRACKING_AWS_SIGV4", "false", False, id="switched off"),
        pytest.param("MLFLOW_TRACKING_AUTH", "kubernetes", True, id="a plugin"),
        pytest.param("MLFLOW_WORKSPACE", "team", True, id="a workspace"),
        pytest.param("MLFLOW_TRACKING_TOKEN", "token", False, id="a token"),
    ],
)
def test_what_only_mlflow_can_do_is_left_to_it(name: str, value: str, needed: bool) -> None:
    """Its client knows every way to log in."""
    assert ServerLogin.needs_mlflow({name: value}) is needed


@pytest.mark.skipif(not HAS_MLFLOW, reason="needs mldh-graphql[mlflow]")
@pytest.mark.parametrize(
    ("tracking", "registry", "client"),
    [
        pytest.param(SERVER, None, False, id="a server"),
        pytest.param(SERVER, SERVER, False, id="the same server"),
        pytest.param(SERVER, "sqlite:///registry.db", True, id="a registry elsewhere"),
        pytest.param("sqlite:///mlflow.db", None, True, id="a database"),
    ],
)
def test_a_server_needs_no_client(tracking: str, registry: str | None, client: bool) -> None:
    """Everything else is read by MLflow's own."""
    store = MLflowStore(tracking, registry)
    assert isinstance(store._source, MLflowClientSource) is client
    assert (store.uri, store.registry_uri) == (tracking, registry or tracking)


@pytest.mark.parametrize(
    "variable",
    ["MLFLOW_TRACKING_SERVER_CERT_PATH", "REQUESTS_CA_BUNDLE", "MLFLOW_TRACKING_CLIENT_CERT_PATH"],
)
def test_a_certificate_that_is_none_is_refused(variable: str, home: Path) -> None:
    """Before anything is asked."""
    (home / "none.pem").write_text("nothing")
    with pytest.raises(ConfigurationError, match=r"none\.pem"):
        ServerLogin.of(SERVER, {variable: str(home / "none.pem")})


@pytest.mark.parametrize(
    ("variables", "verify"),
    [
        pytest.param({}, True, id="those that everybody trusts"),
        pytest.param({"MLFLOW_TRACKING_INSECURE_TLS": "true"}, False, id="any"),
        pytest.param({"MLFLOW_TRACKING_INSECURE_TLS": "false"}, True, id="not any"),
    ],
)
def test_which_certificates_are_trusted(variables: dict[str, str], verify: bool) -> None:
    """As MLflow's variables say."""
    assert ServerLogin.of(SERVER, variables).verify is verify


def test_a_bundle_of_one_s_own_is_trusted() -> None:
    """Instead of those that everybody trusts."""
    bundle = ssl.get_default_verify_paths().openssl_cafile
    login = ServerLogin.of(SERVER, {"MLFLOW_TRACKING_SERVER_CERT_PATH": bundle})
    assert isinstance(login.verify, ssl.SSLContext)


async def test_a_question_is_asked_again(
    httpx_mock: HTTPXMock, source: MLflowServerSource, time: FakeTime
) -> None:
    """After a lost connection, and when the server says that it cannot answer now."""
    httpx_mock.add_exception(httpx.ReadError("gone"))
    httpx_mock.add_response(status_code=503, headers={"Retry-After": "7"})
    httpx_mock.add_response(json={"registered_models": [{"name": "churn"}]})

    page = await source.registered_models(None)

    assert [each.name for each in page.records] == ["churn"]
    assert time.now >= 7
    assert source.requests == 4


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        pytest.param(
            401,
            {"error_code": "UNAUTHENTICATED", "message": "no"},
            "MLFLOW_TRACKING_TOKEN",
            id="401",
        ),
        pytest.param(403, None, "may not read", id="403"),
        pytest.param(
            400,
            {"error_code": "INVALID_PARAMETER_VALUE", "message": "odd"},
            "INVALID_PARAMETER_VALUE: odd",
            id="a refusal",
        ),
        pytest.param(404, None, "answered with HTTP 404", id="another server"),
        pytest.param(200, None, "check the tracking URI", id="a web page"),
        pytest.param(200, [1], "check the tracking URI", id="other JSON"),
    ],
)
async def test_what_the_server_says_is_told(
    httpx_mock: HTTPXMock, source: MLflowServerSource, status: int, body: object, said: str
) -> None:
    """With what to do, and without asking again."""
    if body is None:
        httpx_mock.add_response(status_code=status, html="<title>Sign in</title>")
    else:
        httpx_mock.add_response(status_code=status, json=body)
    with pytest.raises(SourceError, match=said):
        await source.versions(None)


async def test_pages_are_turned(httpx_mock: HTTPXMock, source: MLflowServerSource) -> None:
    """With the token of the page before, for questions in the address and in the body."""
    httpx_mock.add_response(
        url=f"{API}/model-versions/search?max_results=10000&page_token=next",
        json={"model_versions": [{"name": "m", "version": "2"}]},
    )
    httpx_mock.add_response(
        url=f"{API}/runs/search",
        match_json={
            "experiment_ids": ["1"],
            "filter": "",
            "run_view_type": "ACTIVE_ONLY",
            "max_results": 5,
            "order_by": ["attributes.start_time ASC"],
            "page_token": "next",
        },
        json={"runs": [{"info": {"run_id": "r"}}, {"info": {"run_id": "odd", "end_time": "?"}}]},
    )

    (version,) = (await source.versions("next")).records
    runs = await source.runs(RunSearch(("1",), "", RunView.ACTIVE, 5), "next")

    assert (version.version, version.stage, version.created) == ("2", "None", None)
    assert [run.id for run in runs.records] == ["r"]
    assert [issue.id for issue in runs.issues] == ["odd"]
    assert runs.token is None


@pytest.mark.parametrize("uri", ["http://[::1", "http://mlflow.test:port", "http://a\x00b"])
def test_what_is_no_address_is_refused(uri: str) -> None:
    """Before anything is asked."""
    with pytest.raises(SourceError, match="address"):
        MLflowServerSource(uri)


def test_a_proxy_that_takes_a_package_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """As for DataHub."""
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:1")
    with pytest.raises(ConfigurationError, match=r"httpx\[socks\]"):
        MLflowServerSource(SERVER)


async def test_a_server_below_a_path_is_asked_there(httpx_mock: HTTPXMock) -> None:
    """As behind a gateway."""
    httpx_mock.add_response(
        url="http://gate.test/mlflow/api/2.0/mlflow/experiments/search", json={}
    )
    source = MLflowServerSource("http://gate.test/mlflow/")
    await source.open()
    assert (await source.experiments(None)).records == []
    await source.close()


async def test_a_server_of_mlflow_2_has_no_logged_models(
    httpx_mock: HTTPXMock, source: MLflowServerSource
) -> None:
    """It does not know the question."""
    httpx_mock.add_response(status_code=404, html="Not Found")
    assert (await source.logged_models(["1"], None)).records == []


async def test_histories_come_together(httpx_mock: HTTPXMock, source: MLflowServerSource) -> None:
    """Of all runs in one answer, where ``null`` is a number that JSON has no word for."""
    httpx_mock.add_response(
        json={
            "metrics": [
                {"run_id": "a", "key": "loss", "value": None, "timestamp": 1, "step": 0},
                {"run_id": "b", "key": "loss", "value": 1, "timestamp": 1, "step": 0},
                {"run_id": "a", "key": "loss", "value": 0.5, "timestamp": 2, "step": 1},
            ]
        }
    )

    found = await HistoryReader(source).summaries([_run("a"), _run("b")], every_metric=False)

    assert list(found) == ["a"]
    assert math.isnan(found["a"]["loss"].first)
    assert (found["a"]["loss"].last, found["a"]["loss"].least) == (0.5, 0.5)


@pytest.mark.parametrize(
    "status", [pytest.param(404, id="it has no such route"), pytest.param(200, id="it is too many")]
)
async def test_histories_that_do_not_come_together_come_one_by_one(
    httpx_mock: HTTPXMock, source: MLflowServerSource, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    """With every page of each; numbers may be texts or missing."""
    monkeypatch.setattr("mldh_graphql.mlflow.metric_history.HISTORY_LIMIT", 1_010)
    bulk = [{"run_id": "a", "key": "loss", "value": None, "timestamp": 1, "step": 0}] * 1_010
    httpx_mock.add_response(
        url=httpx.URL(f"{SERVER}/ajax-api/2.0/mlflow/metrics/get-history-bulk").copy_merge_params(
            {"run_id": ["a", "b"], "metric_key": "loss", "max_results": "25000"}
        ),
        status_code=status,
        json={"metrics": bulk},
    )
    asked = f"{API}/metrics/get-history?run_id={{}}&metric_key=loss&max_results=25000"
    httpx_mock.add_response(
        url=asked.format("a"),
        json={
            "metrics": [{"key": "loss", "value": "Infinity", "timestamp": 1, "step": 0}],
            "next_page_token": "t",
        },
    )
    httpx_mock.add_response(
        url=f"{asked.format('a')}&page_token=t",
        json={"metrics": [{"key": "loss", "value": 0.5, "timestamp": "2", "step": "1"}]},
    )
    httpx_mock.add_response(
        url=asked.format("b"),
        json={"metrics": [{"key": "loss", "value": 1, "timestamp": 1, "step": 1}]},
    )
    runs = [_run("a"), _run("b")]

    found = await HistoryReader(source).summaries(runs, every_metric=False)

    assert list(found) == ["a"]
    assert (found["a"]["loss"].count, found["a"]["loss"].first) == (2, math.inf)


def _run(run_id: str) -> RunRecord:
    point = MetricPoint("loss", 0.5, 2, 1)
    return RunRecord(run_id, "", "1", "FINISHED", False, "", 1, 2, "", {}, (point,), {})

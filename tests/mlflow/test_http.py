"""A sync from MLflow's own server."""

from __future__ import annotations

import json
import shutil
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from mldh_graphql import LocalDataHub, SourceError, sync_mlflow
from mldh_graphql.mlflow.identity import Identity, MLflowUrns
from mldh_graphql.mlflow.server_login import ServerLogin
from tests.mlflow.test_sync import everything

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(
    find_spec("flask") is None or find_spec("flask_cors") is None,
    reason="MLflow's server needs Flask and Flask-CORS",
)

URNS = MLflowUrns(Identity.OFFICIAL)


@pytest.fixture(scope="module")
def database(empty: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A database with more of everything, and the ids of its runs."""
    from tools.mlflow_store import Store, fill_more, their_warnings  # noqa: PLC0415 - the extra

    path = tmp_path_factory.mktemp("server") / "mlflow.db"
    shutil.copy(empty, path)
    store = Store.sqlite(path)
    with their_warnings():
        runs = fill_more(store)
        if hasattr(store.client, "create_logged_model"):
            experiment = store.experiment("measured")
            model = store.client.create_logged_model(
                experiment, "measured", params={"t": "0.2"}, model_type="agent"
            )
            run = store.run(experiment, "measures")
            for value in (0.25, 0.5):
                store.client.log_metric(
                    run, "f1", value, step=int(4 * value), model_id=model.model_id
                )
            store.client.finalize_logged_model(model.model_id, "READY")
    return path, runs


@pytest.fixture(scope="module")
def server(database: tuple[Path, dict[str, str]]) -> Iterator[str]:
    """A server of that database."""
    from tools.mlflow_server import serving  # noqa: PLC0415 - needs the extra

    path = database[0]
    with serving(f"sqlite:///{path}", path.with_name("log")) as url:
        yield url


async def test_the_server_gives_what_the_database_gives(
    datahub: LocalDataHub, database: tuple[Path, dict[str, str]], server: str
) -> None:
    """All of it, and the addresses of its pages besides; without MLflow's client."""
    path, runs = database
    report = await sync_mlflow(datahub.client, server, state=":memory:", deleted="soft-delete")
    report.raise_for_failures()
    async with LocalDataHub() as other:
        expected = await sync_mlflow(
            other.client,
            f"sqlite:///{path}",
            state=":memory:",
            deleted="soft-delete",
            mlflow_url=server,
        )
        assert everything(datahub) == everything(other)
    assert report.counts == expected.counts
    child = await datahub.client.get_training_run(URNS.run(runs["child"]))
    assert child.external_url == f"{server}/#/experiments/1/runs/{runs['child']}"
    assert child.custom_properties is not None
    assert json.loads(child.custom_properties["mlflow.metric.loss"])["count"] == 3


async def test_mlflow_s_client_logs_in_where_nobody_else_can(
    datahub: LocalDataHub, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it reads is the same."""
    await sync_mlflow(datahub.client, server, state=":memory:")
    monkeypatch.setattr(ServerLogin, "needs_mlflow", lambda: True)
    async with LocalDataHub() as other:
        report = await sync_mlflow(other.client, server, state=":memory:")
        report.raise_for_failures()
        assert everything(datahub) == everything(other)


async def test_the_server_is_asked_few_questions(
    datahub: LocalDataHub, server: str, state: Path
) -> None:
    """They do not depend on how many runs and versions there are.

    Only which logged models a run read has to be asked of each run.
    """
    without = ("data sets", "measured")
    report = await sync_mlflow(datahub.client, server, state=state, exclude=without)
    assert report.mlflow_requests <= 10
    again = await sync_mlflow(datahub.client, server, state=state, exclude=without)
    assert (again.written, again.mlflow_requests <= 9) == (0, True)


async def test_a_server_that_is_not_there_is_told_soon_and_without_secrets(
    datahub: LocalDataHub, state: Path, filled: tuple[Path, dict[str, str]]
) -> None:
    """MLflow itself would try again for minutes."""
    assert filled
    with pytest.raises(SourceError) as caught:
        await sync_mlflow(datahub.client, "http://user:s3cret@127.0.0.1:1", state=state)
    assert "s3cret" not in str(caught.value)
    assert caught.value.source == "http://127.0.0.1:1"

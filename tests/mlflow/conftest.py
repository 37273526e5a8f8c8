from __future__ import annotations

import shutil
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from mldh_graphql import LocalDataHub

HAS_MLFLOW = all(find_spec(name) is not None for name in ("mlflow", "alembic", "sqlalchemy"))

if HAS_MLFLOW:
    from tools.mlflow_store import Store, fill, their_warnings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

THEIR_WARNINGS = [
    # Of MLflow and what it is made of: about themselves, not about us.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
    pytest.mark.filterwarnings("ignore::PendingDeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let MLflow warn, and do without it where it is not installed."""
    for item in items:
        if "tests/mlflow/" in item.path.as_posix():
            for mark in THEIR_WARNINGS:
                item.add_marker(mark)
            needs = {"filled", "empty"} & set(getattr(item, "fixturenames", ()))
            if needs and not HAS_MLFLOW:
                item.add_marker(pytest.mark.skip(reason="needs mldh-graphql[mlflow]"))


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A database with a little of everything, and the ids of its runs; made once."""
    path = tmp_path_factory.mktemp("mlflow") / "filled.db"
    with their_warnings():
        return path, fill(Store.sqlite(path))


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with nothing in it but its tables; making them takes MLflow seconds."""
    path = tmp_path_factory.mktemp("mlflow") / "empty.db"
    with their_warnings():
        Store.sqlite(path).client.search_experiments()
    return path


@pytest.fixture
def store(filled: tuple[Path, dict[str, str]], tmp_path: Path) -> Store:
    """A filled store that a test may change."""
    shutil.copy(filled[0], tmp_path / "mlflow.db")
    return Store.sqlite(tmp_path / "mlflow.db")


@pytest.fixture
def runs(filled: tuple[Path, dict[str, str]]) -> dict[str, str]:
    """The ids of the filled store's runs, by name."""
    return filled[1]


@pytest.fixture
def bare_store(empty: Path, tmp_path: Path) -> Store:
    """An empty store."""
    shutil.copy(empty, tmp_path / "bare.db")
    return Store.sqlite(tmp_path / "bare.db")


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """Where syncs remember what they wrote."""
    return tmp_path / "state" / "sync.sqlite"


@pytest.fixture
async def datahub() -> AsyncIterator[LocalDataHub]:
    """A DataHub of one's own."""
    async with LocalDataHub() as local:
        yield local


@pytest.fixture(autouse=True)
def state_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test touches the user's own state."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "xdg"))
    # MLflow leaves a database of its own where it is used.
    monkeypatch.chdir(tmp_path)
    return

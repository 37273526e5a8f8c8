"""The public names: complete, sorted, documented, and cheap to import."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import mldh_graphql
from mldh_graphql import DataHubMLClient, DataHubMLError, errors

SOURCE = Path(mldh_graphql.__file__)


def type_checkers_names() -> set[str]:
    """What type checkers see: the imports under ``if TYPE_CHECKING``."""
    found: set[str] = set()
    for node in ast.parse(SOURCE.read_text()).body:
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING":
            for each in node.body:
                assert isinstance(each, ast.ImportFrom)
                found |= {alias.asname or alias.name for alias in each.names}
    return found


def test_the_names_are_sorted_and_unique() -> None:
    """One sorted list."""
    assert mldh_graphql.__all__ == sorted(set(mldh_graphql.__all__))


def test_type_checkers_and_python_see_the_same_names() -> None:
    """`__all__`, the lazy imports and the imports for type checkers agree."""
    assert type_checkers_names() == set(mldh_graphql.__all__)
    assert set(mldh_graphql._MODULE_OF) == set(mldh_graphql.__all__)
    assert set(mldh_graphql.__all__) <= set(dir(mldh_graphql))


@pytest.mark.parametrize("name", mldh_graphql.__all__)
def test_every_name_can_be_imported_and_is_documented(name: str) -> None:
    """From where it says that it is, with a docstring of its own."""
    value = getattr(mldh_graphql, name)
    assert value.__name__ == name
    assert value.__module__.startswith("mldh_graphql.")
    assert inspect.getdoc(value)
    if inspect.isclass(value):
        assert "__doc__" in vars(value)
        for method, member in vars(value).items():
            if not method.startswith("_") and (
                inspect.isroutine(member) or isinstance(member, property)
            ):
                assert inspect.getdoc(getattr(value, method)), f"{name}.{method}"


def test_every_call_of_the_client_is_documented() -> None:
    """Those of its nouns as well."""
    for name, member in inspect.getmembers(DataHubMLClient):
        if not name.startswith("_") and inspect.isroutine(member):
            assert inspect.getdoc(member), name


def test_every_error_is_public_and_has_one_root() -> None:
    """Catching `DataHubMLError` catches them all."""
    named = {
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, BaseException)
    }
    assert named <= set(mldh_graphql.__all__)
    assert set(errors.__all__) <= set(mldh_graphql.__all__)
    for name in named:
        assert issubclass(getattr(mldh_graphql, name), DataHubMLError)


def test_an_unknown_name_is_an_attribute_error() -> None:
    """As in any module."""
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = mldh_graphql.nothing  # type: ignore[attr-defined]  # the point


def run(code: str) -> str:
    """Run code in a fresh interpreter; return what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout.strip()


def test_importing_the_package_imports_little() -> None:
    """Neither httpx nor pydantic, nor the server, nor the generated client."""
    heavy = ["httpx", "pydantic", "mldh_graphql_api", "mldh_graphql.server", "ariadne", "graphql"]
    loaded = run(f"import mldh_graphql, sys; print([m for m in {heavy} if m in sys.modules])")
    assert loaded == "[]"


def test_the_client_does_without_the_server() -> None:
    """What only the local server needs is an extra."""
    server = ["mldh_graphql.server", "ariadne", "graphql", "starlette", "uvicorn"]
    loaded = run(
        "from mldh_graphql import DataHubMLClient, MLModel; import sys;"
        f"print([m for m in {server} if m in sys.modules])"
    )
    assert loaded == "[]"


def test_the_package_is_typed_and_has_a_version() -> None:
    """Type checkers look for the marker."""
    assert (SOURCE.parent / "py.typed").exists()
    assert mldh_graphql.__version__[0].isdecimal()

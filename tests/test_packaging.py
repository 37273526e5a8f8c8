"""What is installed: two packages, typed, light, and whole without the extras."""

from __future__ import annotations

import email
import subprocess
import sys
import zipfile
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

ROOT = Path(__file__).parent.parent
EXTRAS = (
    "aiodataloader",
    "ariadne",
    "graphlay",
    "graphql",
    "jinja2",
    "markdown_it",
    "opentelemetry",
    "rich",
    "starlette",
    "uvicorn",
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that pip would build from this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_two_typed_packages_and_the_schema(wheel: Path) -> None:
    """Nothing called generated, queries or tests becomes importable; the page has its files."""
    names = zipfile.ZipFile(wheel).namelist()
    top = {name.split("/")[0] for name in names if not name.split("/")[0].endswith(".dist-info")}

    assert top == {"mldh_graphql", "mldh_graphql_api"}
    for needed in (
        "mldh_graphql/py.typed",
        "mldh_graphql/schema.graphql",
        "mldh_graphql/page/static/page.css",
        "mldh_graphql/page/templates/layout.html",
        "mldh_graphql_api/py.typed",
    ):
        assert needed in names


def test_the_client_works_without_any_extra(wheel: Path, tmp_path: Path) -> None:
    """The client imports without the server's packages, and the server names its extra."""
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    program = f"""
import sys
sys.path[:0] = [{str(tmp_path / "installed")!r}]
for missing in {EXTRAS}:
    sys.modules[missing] = None
import mldh_graphql
assert mldh_graphql.__file__.startswith({str(tmp_path)!r})
client = mldh_graphql.DataHubMLClient("http://localhost:8080", "secret")
print(client)
try:
    mldh_graphql.LocalDataHub
except mldh_graphql.ConfigurationError as error:
    print(error)
"""
    ran = subprocess.run(
        [sys.executable, "-I", "-c", program],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )

    assert ran.stderr == ""
    first, second = ran.stdout.splitlines()
    assert first == "DataHubMLClient('http://localhost:8080')"
    assert "pip install" in second
    assert "mldh-graphql[local]" in second


def test_the_client_brings_at_most_twelve_packages(wheel: Path) -> None:
    """The client's dependencies and theirs are at most twelve packages."""
    archive = zipfile.ZipFile(wheel)
    metadata = next(name for name in archive.namelist() if name.endswith("dist-info/METADATA"))
    declared = email.message_from_bytes(archive.read(metadata)).get_all("Requires-Dist") or []
    wanted = [Requirement(text).name for text in declared if "extra ==" not in text]

    assert sorted(wanted) == ["httpx", "pydantic", "tenacity"]
    found: set[NormalizedName] = set()
    while wanted:
        name = canonicalize_name(wanted.pop())
        if name in found:
            continue
        found.add(name)
        for text in requires(name) or ():
            needed = Requirement(text)
            if needed.marker is None or needed.marker.evaluate({"extra": ""}):
                wanted.append(needed.name)
    assert len(found) <= 12, sorted(found)


def test_importing_the_package_imports_nothing_heavy() -> None:
    """``import mldh_graphql`` brings neither httpx nor pydantic nor the server."""
    program = "import sys, mldh_graphql; print(*sorted(sys.modules))"
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )

    loaded = set(ran.stdout.split())
    assert "mldh_graphql" in loaded
    assert loaded.isdisjoint({"httpx", "pydantic", "graphql", "mldh_graphql.client", "asyncio"})

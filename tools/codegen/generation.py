"""Generates the package of typed operations into any folder."""

from __future__ import annotations

import contextlib
import io
import tomllib
import warnings
from pathlib import Path

from ariadne_codegen.main import client

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "generated" / "mldh_graphql_api"


def generate(folder: Path) -> Path:
    """Generate the package into an existing folder and return the package's path.

    Raises:
        DeprecationWarning: a query selects a field that DataHub has deprecated.
    """
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    config["tool"]["ariadne-codegen"]["target_package_path"] = str(folder)
    # The generator writes the paths of its sources into its output: they must be relative.
    with (
        contextlib.chdir(ROOT),
        contextlib.redirect_stdout(io.StringIO()),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("error", DeprecationWarning)
        # Inputs are generated whole, so these are no choice of ours.
        warnings.filterwarnings("ignore", "Input field", DeprecationWarning)
        client(config)  # type: ignore[no-untyped-call]  # the generator has no annotations here
    return folder / PACKAGE.name


def texts(package: Path) -> dict[str, str]:
    """Read all files of a package, by their paths inside it."""
    return {
        str(path.relative_to(package)): path.read_text(encoding="utf-8")
        for path in sorted(package.rglob("*"))
        if path.is_file() and path.suffix != ".pyc"
    }

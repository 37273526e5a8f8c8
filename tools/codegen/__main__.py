"""Regenerate generated/mldh_graphql_api, or check that it is what would be generated.

    python -m tools.codegen            writes the package anew; stale files vanish
    python -m tools.codegen --check    exits with status 1 and a unified diff if it differs

Works offline: its only sources are pyproject.toml, mldh_graphql/schema.graphql and queries/.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from difflib import unified_diff
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tools.codegen.generation import PACKAGE, generate, texts

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None, package: Path = PACKAGE) -> int:
    """Run the command on a package and return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.codegen", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, and write nothing")
    check = bool(parser.parse_args(arguments).check)
    with TemporaryDirectory() as folder:
        made = generate(Path(folder))
        if check:
            difference = diff(texts(package), texts(made))
            sys.stdout.write(difference)
            return 1 if difference else 0
        shutil.rmtree(package, ignore_errors=True)
        shutil.copytree(made, package)
        return 0


def diff(committed: dict[str, str], expected: dict[str, str]) -> str:
    """Show as a unified diff what regenerating would change; empty if nothing."""
    lines: list[str] = []
    for name in sorted(committed.keys() | expected.keys()):
        lines += unified_diff(
            committed.get(name, "").splitlines(keepends=True),
            expected.get(name, "").splitlines(keepends=True),
            f"committed/{name}" if name in committed else "/dev/null",
            f"regenerated/{name}" if name in expected else "/dev/null",
        )
        if (name in committed) != (name in expected):
            lines.append(f"# {name} is {'stale' if name in committed else 'missing'}\n")
    return "".join(lines)


if __name__ == "__main__":
    sys.exit(main())

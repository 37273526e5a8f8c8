"""What contributors are told is so."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / ".github" / "CONTRIBUTING.md").read_text()
PACKAGE = ROOT / "mldh_graphql"


def test_the_guide_lists_what_can_be_made() -> None:
    """Every target that ``make help`` shows is in the table, and no others."""
    targets = re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE)

    listed = re.findall(r"^\| `make ([a-z-]+)` \|", GUIDE, re.MULTILINE)

    assert sorted([*listed, "help"]) == sorted(targets)


def test_the_guide_says_what_lies_where() -> None:
    """Every package has its place in the table, and what the table names is there."""
    rows = re.findall(r"^\| (`[^|]+`) \| [^|]+ \|$", GUIDE.partition("## What lies where")[2], re.M)
    named = set(re.findall(r"`([^`]+)`", " ".join(rows)))

    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}

    assert packages <= named
    assert [name for name in sorted(named) if not (PACKAGE / name).exists()] == []

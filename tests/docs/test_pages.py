"""Every block of code in the manual runs and shows what it says."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from typing import TYPE_CHECKING

import pytest

from mldh_graphql.cli.program import EXIT_CODES
from mldh_graphql.lint import RULES
from mldh_graphql.testing.marker import MarkerOptions
from tests.docs.page import EXCERPT, MANUAL, ROOT, Reading, blocks_of
from tests.docs.prompt import Prompt
from tests.docs.shell import Shell

if TYPE_CHECKING:
    from pathlib import Path

PAGES = sorted(path for path in MANUAL.rglob("*.md") if "_build" not in path.parts)

EXCERPTS = {
    "datahub.md": 2,  # the addresses and tokens of a DataHub that readers have
    "start.md": 1,  # likewise
}
"""Blocks that do not run, by page; each needs a reason."""


def name_of(page: Path) -> str:
    """The page as the manual calls it."""
    return page.relative_to(MANUAL).as_posix()


@pytest.mark.parametrize("page", [pytest.param(page, id=name_of(page)) for page in PAGES])
def test_a_page_does_what_it_shows(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pasted from top to bottom, its blocks run and print what stands below them."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("DATAHUB_GMS_URL", raising=False)
    monkeypatch.delenv("DATAHUB_GMS_TOKEN", raising=False)

    with Prompt() as prompt, Shell(tmp_path) as shell:
        Reading(prompt, shell).go_through(blocks_of(page))


def test_the_page_on_describing_lists_the_rules_of_lint() -> None:
    """With code, name, severity and summary, in the order of the codes."""
    rows = [f"| {rule.code} | `{rule.name}` | {rule.severity} | {rule.summary} |" for rule in RULES]

    listed = [
        line
        for line in (MANUAL / "describing.md").read_text().splitlines()
        if line.startswith("| ML")
    ]

    assert listed == rows


def test_the_page_on_the_command_line_lists_the_exit_codes() -> None:
    """As the program's own help does."""
    page = (MANUAL / "command-line.md").read_text()

    rows = "".join(f"| {code} | {meaning} |\n" for code, meaning in EXIT_CODES)

    assert f"| exit code | meaning |\n|---|---|\n{rows}" in page


def test_the_page_on_testing_lists_the_options_of_the_marker() -> None:
    """All of them, and no others."""
    page = (MANUAL / "testing.md").read_text()

    listed = re.findall(r"^\| `(\w+)=.*` \|", page, re.MULTILINE)

    assert sorted(listed) == sorted(option.name for option in fields(MarkerOptions))


@pytest.mark.parametrize(
    ("data", "what"),
    [
        pytest.param("patch", "patches: operations, keys, values, refusals", id="patches"),
        pytest.param("read", "reads of stored aspects", id="reads"),
        pytest.param("urn", "URNs: accepted, refused, dropped", id="URNs"),
        pytest.param("error", "errors: codes, types, texts", id="errors"),
        pytest.param("sortid", "sort ids of versions", id="sort ids"),
    ],
)
def test_the_page_on_how_it_works_counts_the_recorded_cases(data: str, what: str) -> None:
    """The numbers are those of the recorded data."""
    recorded = json.loads((ROOT / "tests" / "parity" / "data" / f"{data}_vectors.json").read_text())

    assert f"| {what} | {len(recorded)} |" in (MANUAL / "how-it-works.md").read_text()


def test_what_does_not_run_is_counted() -> None:
    """A block is left out only where the page of a real DataHub needs it."""
    left_out = {
        name_of(page): sum(EXCERPT in block.notes for block in blocks_of(page)) for page in PAGES
    }

    assert {name: count for name, count in left_out.items() if count} == EXCERPTS


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        pytest.param(
            "```python\nprint(1)\n```\n```text\n2\n```\n", "is printed", id="wrong output"
        ),
        pytest.param("```python\nprint(1)\n```\n", "does not show", id="output not shown"),
        pytest.param("```text\n1\n```\n", "nothing that prints", id="output of nothing"),
        pytest.param(
            "```python\nfor _ in [1]:\n    pass\nx = 1\n```\n",
            "invalid syntax",
            id="cannot be pasted",
        ),
        pytest.param("```python\n1 / 0\n```\n", "division", id="raises"),
        pytest.param("```bash\nls\n```\n", "nobody knows", id="unknown language"),
        pytest.param("```console\n$ make nothing\n```\n", "nothing", id="no such target"),
        pytest.param(
            "```console\n$ pip install '.[nothing]'\n```\n", "nothing", id="no such extra"
        ),
        pytest.param(
            "```console\n$ python -c 'print(1)'\n2\n```\n",
            "is printed",
            id="wrong answer of a command",
        ),
        pytest.param(
            "```yaml\nmodels: {m: {verison: 1}}\n```\n", "verison", id="wrong description"
        ),
        pytest.param(
            "```python\nfrom mldh_graphql import LocalDataHub\n"
            "datahub = await LocalDataHub().start()\n```\n"
            "```graphql\n{ me { corpUser { urn } } }\n```\n```json\n{}\n```\n",
            "the answer is",
            id="wrong answer of a query",
        ),
    ],
)
def test_a_page_that_is_wrong_fails(text: str, complaint: str, tmp_path: Path) -> None:
    """The test above can fail, in each of these ways."""
    page = tmp_path / "page.md"
    page.write_text(text)

    shell = Shell(tmp_path)
    with Prompt() as prompt, pytest.raises(Exception, match=complaint) as caught:
        Reading(prompt, shell).go_through(blocks_of(page))

    assert "page.md:" in "".join([str(caught.value), *getattr(caught.value, "__notes__", [])])

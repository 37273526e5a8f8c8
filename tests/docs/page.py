"""Run a page of the manual from top to bottom, as a reader would."""

from __future__ import annotations

import doctest
import json
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Final

import httpx
from sybil.document import Document
from sybil.parsers.markdown.lexers import FencedCodeBlockLexer

from mldh_graphql import LocalDataHub, MLSystem
from tests.system.test_schema import VALIDATOR, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.docs.prompt import Prompt
    from tests.docs.shell import Shell

ROOT: Final = Path(__file__).parent.parent.parent
MANUAL: Final = ROOT / "docs"

FILE_NAME: Final = re.compile(r"# ([\w-]+\.\w+)\n")
"""The first line of a block that is a file."""

SHOWN: Final = "text"
EXCERPT: Final = "no-run"
"""Written behind the language of what cannot run, with the reason on the page."""


class Block:
    """A fenced block of a page."""

    def __init__(self, page: Path, line: int, language: str, source: str) -> None:
        self.place = f"{page.name}:{line}"
        self.language, *self.notes = language.split()
        self.source = source

    @property
    def is_directive(self) -> bool:
        """Whether it is a word to Sphinx, not code."""
        return self.language.startswith("{")

    @property
    def file_name(self) -> str | None:
        """The file that it is, if it is one."""
        found = FILE_NAME.match(self.source)
        return found.group(1) if found else None


def blocks_of(page: Path) -> list[Block]:
    """Return the fenced blocks of a page that say their language."""
    document = Document(page.read_text(), str(page))
    regions = sorted(FencedCodeBlockLexer(".+")(document), key=lambda region: region.start)
    return [
        Block(
            page,
            document.text.count("\n", 0, region.start) + 1,
            region.lexemes["language"],
            str(region.lexemes["source"]),
        )
        for region in regions
    ]


class Reading:
    """Somebody who goes through a page with a prompt, a shell and an empty folder."""

    def __init__(self, prompt: Prompt, shell: Shell) -> None:
        self._prompt = prompt
        self._shell = shell
        self._folder = shell.folder
        self._printed: str | None = None
        self._answer: object = None

    def go_through(self, blocks: Iterable[Block]) -> None:
        """Do what every block says; the first that does not do what the page says fails."""
        place = "the page"
        for block in blocks:
            if block.is_directive or EXCERPT in block.notes:
                continue
            do = getattr(self, f"_do_{block.language}", None)
            assert do is not None, f"{block.place}: nobody knows what to do with {block.language}"
            if block.language != SHOWN:
                self._end(place)
            place = block.place
            try:
                do(block)
            except Exception as error:
                error.add_note(f"at {place}")
                raise
        self._end(place)

    def _end(self, place: str) -> None:
        assert not self._printed, f"{place}: the page does not show {self._printed!r}"
        self._printed = None

    def _save(self, block: Block) -> bool:
        if block.file_name is None:
            return False
        (self._folder / block.file_name).write_text(block.source)
        return True

    def _do_python(self, block: Block) -> None:
        if not self._save(block):
            self._printed = self._prompt.paste(block.source)

    def _do_text(self, block: Block) -> None:
        assert self._printed is not None, f"{block.place}: there is nothing that prints this"
        check_shown(block.place, block.source, self._printed)
        self._printed = None

    def _do_console(self, block: Block) -> None:
        command, shown = "", ""
        for line in [*block.source.splitlines(keepends=True), "$ "]:
            if line.startswith("$ "):
                if command:
                    check_shown(block.place, shown, self._shell.run(command))
                command, shown = line[2:].strip(), ""
            else:
                shown += line

    def _do_yaml(self, block: Block) -> None:
        MLSystem.parse(block.source, name=block.place)
        VALIDATOR.validate(plain(block.source))
        self._save(block)

    def _do_graphql(self, block: Block) -> None:
        datahub = self._prompt.names["datahub"]
        assert isinstance(datahub, LocalDataHub)
        self._answer = self._prompt.run(answer(datahub, block.source))

    def _do_json(self, block: Block) -> None:
        assert self._answer is not None, f"{block.place}: no query was asked"
        shown, answer, self._answer = json.loads(block.source), self._answer, None
        assert shown == answer, f"{block.place}: the answer is {json.dumps(answer, indent=2)}"

    def _do_toml(self, block: Block) -> None:
        tomllib.loads(block.source)
        self._save(block)


async def answer(datahub: LocalDataHub, query: str) -> object:
    """Ask as DataHub's own explorer does."""
    async with httpx.AsyncClient(transport=datahub.transport, base_url=datahub.url) as http:
        response = await http.post("/api/graphql", json={"query": query})
    said = response.json()
    return {key: said[key] for key in ("data", "errors") if key in said}


def check_shown(place: str, shown: str, printed: str) -> None:
    """Compare what a page shows with what was printed; ``...`` stands for anything."""
    checker = doctest.OutputChecker()
    assert checker.check_output(shown, printed, doctest.ELLIPSIS), (
        f"{place} shows\n{shown}\nbut this is printed:\n{printed}"
    )

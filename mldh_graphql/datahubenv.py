"""``~/.datahubenv``: the server and token that ``datahub init`` wrote.

The file is YAML. Only what ``datahub init`` and people write there is understood, which needs no
YAML library: block mappings with one ``key: value`` a line, of which ``server`` and ``token``
directly below ``gms`` are read::

    gms:
      server: http://localhost:8080
      token: "eyJ..."      # or plain, or in single quotes, or null

Everything else in it is passed over.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

from mldh_graphql.errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path

_ENTRY = re.compile(r"""(?P<quote>["']?)(?P<key>[\w.-]+)(?P=quote)\s*:(?:\s+(?P<value>.*))?""")
_SINGLE_QUOTED = re.compile(r"'((?:[^']|'')*)'\s*(?:#.*)?")
_DOUBLE_QUOTED = re.compile(r'("(?:[^"\\]|\\.)*")\s*(?:#.*)?')
_NULL = ("", "~", "null", "Null", "NULL")
_SPECIAL = ("|", ">", "{", "[", "&", "*", "!", "@", "`", "%")
"""Characters that begin something else than a plain YAML scalar."""


@dataclass(frozen=True, slots=True)
class DataHubEnv:
    """What the file says about GMS."""

    server: str | None = None
    token: str | None = field(default=None, repr=False)


def read_datahubenv(path: Path) -> DataHubEnv:
    """Read the server and token from a file; both are ``None`` if there is no file.

    Raises:
        ConfigurationError: The file cannot be read or understood. The message names the file and
            the line, never what stands there, for that may be the token.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return DataHubEnv()
    except UnicodeDecodeError:
        raise ConfigurationError(f"{path} is not a text file in UTF-8") from None
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}") from error
    return parse_datahubenv(text, path)


def parse_datahubenv(text: str, path: Path) -> DataHubEnv:
    """Find the server and token in the text of a file.

    Raises:
        ConfigurationError: As for ``read_datahubenv``.
    """
    found = _Reader(path).read(text)
    return DataHubEnv(server=found.get("server"), token=found.get("token"))


class _Reader:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._line = 0
        self._section: str | None = None
        self._depth: int | None = None
        self._found: dict[str, str | None] = {}

    def read(self, text: str) -> dict[str, str | None]:
        for self._line, line in enumerate(text.splitlines(), start=1):
            content = line.strip()
            if not content or content.startswith("#") or line.startswith(("---", "%")):
                continue
            if line.startswith("..."):
                break
            indent = len(line) - len(line.lstrip(" "))
            if line[indent] == "\t":
                self._refuse("a tab indents it; YAML wants spaces")
            if indent > 0:
                self._below_section(indent, content)
            elif not _is_list_item(content):
                self._begin_section(content)
        return self._found

    def _begin_section(self, content: str) -> None:
        self._section, value = self._entry(content)
        self._depth = None
        if self._section == "gms" and value not in _NULL and not value.startswith("#"):
            self._refuse("write server and token on lines of their own below gms:")

    def _below_section(self, indent: int, content: str) -> None:
        if self._section is None:
            self._refuse("it is not inside a section such as gms:")
        if self._section != "gms":
            return
        if self._depth is None:
            self._depth = indent
        if indent < self._depth:
            self._refuse("it is indented less than the lines before it")
        if indent == self._depth and not _is_list_item(content):
            self._keep(*self._entry(content))

    def _entry(self, content: str) -> tuple[str, str]:
        match = _ENTRY.fullmatch(content)
        if match is None:
            self._refuse("it is not of the form key: value")
        return match["key"], (match["value"] or "").strip()

    def _keep(self, key: str, value: str) -> None:
        if key not in ("server", "token"):
            return
        if key in self._found:
            self._refuse(f"{key} appears twice")
        self._found[key] = self._scalar(value)

    def _scalar(self, value: str) -> str | None:
        if value.startswith("'"):
            single = _SINGLE_QUOTED.fullmatch(value)
            if single is None:
                self._refuse("the closing quote is missing or misplaced")
            return single[1].replace("''", "'")
        if value.startswith('"'):
            double = _DOUBLE_QUOTED.fullmatch(value)
            try:
                return str(json.loads(double[1])) if double else self._refuse("the quote is open")
            except ValueError:
                self._refuse("it has an escape that is not understood; use single quotes")
        if value.startswith(_SPECIAL):
            self._refuse("write the value plainly on the same line, in quotes if need be")
        plain = re.split(r"(?:^|\s)#", value, maxsplit=1)[0].strip()
        return None if plain in _NULL else plain

    def _refuse(self, why: str) -> NoReturn:
        # Not even the cause is kept: a JSON error carries the text it stumbled over.
        raise ConfigurationError(f"{self._path}, line {self._line}: {why}") from None


def _is_list_item(content: str) -> bool:
    return content == "-" or content.startswith("- ")

"""YAML text to nodes that know where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from mldh_graphql.errors import ConfigurationError, SystemFileError
from mldh_graphql.system.places import Place, nearest

if TYPE_CHECKING:
    from collections.abc import Collection

    from ruamel.yaml import YAML
    from ruamel.yaml import nodes as yaml_nodes

__all__ = ["Listing", "Node", "Record", "Scalar", "parse_document", "yaml_module"]

_TAG: Final = "tag:yaml.org,2002:"
_TRUE: Final = frozenset({"true", "yes", "on", "y"})


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value.

    Attributes:
        place: Where it stands.
        value: A text, number or boolean; ``None`` for nothing. Dates are texts here.
        source: The value as it is written.
    """

    place: Place
    value: str | int | float | bool | None
    source: str

    @property
    def noun(self) -> str:
        """What it is, for messages."""
        if self.value is None:
            return "nothing"
        if isinstance(self.value, bool):
            return f"the boolean {self.source}"
        if isinstance(self.value, str):
            return "text"
        return f"the number {self.source}"


@dataclass(frozen=True, slots=True)
class Listing:
    """A list."""

    place: Place
    items: tuple[Node, ...]
    noun: str = "a list"


@dataclass(frozen=True, slots=True)
class Record:
    """A mapping from texts; merge keys (``<<``) are resolved."""

    place: Place
    entries: dict[str, Node]
    key_places: dict[str, Place]
    noun: str = "a mapping"

    def check_keys(self, valid: Collection[str]) -> None:
        """Raise at the first key that is unknown."""
        for key in self.entries:
            if key not in valid:
                raise self.key_places[key].error(
                    f"unknown key {key!r}; {nearest(key, valid, what='valid keys')}"
                )


Node: TypeAlias = Scalar | Listing | Record


def yaml_module() -> type[YAML]:
    """Return ruamel.yaml's ``YAML``.

    Raises:
        ConfigurationError: It is not installed.
    """
    try:
        from ruamel.yaml import YAML  # noqa: PLC0415 - an extra
    except ImportError:
        raise ConfigurationError(
            "reading and writing ml-system.yaml needs ruamel.yaml: pip install 'mldh-graphql[yaml]'"
        ) from None
    return YAML


def parse_document(text: str, file: str) -> Node | None:
    """Return the one document of a YAML text; ``None`` if it is empty.

    Raises:
        SystemFileError: It is no YAML, or uses what has no meaning here.
        ConfigurationError: ruamel.yaml is not installed.
    """
    yaml = yaml_module()
    from ruamel.yaml.error import MarkedYAMLError, YAMLError  # noqa: PLC0415 - an extra
    from ruamel.yaml.reader import ReaderError  # noqa: PLC0415 - an extra

    try:
        root = yaml(typ="safe", pure=True).compose(text)
        return None if root is None else _Reader(file).node(root)
    except SystemFileError:
        raise
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1, 1)
        said = "; ".join(part for part in (error.context, error.problem) if part)
        raise place.error(f"this is no YAML: {said or error}") from None
    except ReaderError as error:
        before = text[: error.position]
        place = Place(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
        raise place.error(
            f"the character {error.character!a} cannot stand in YAML; write an escape "
            'in double quotes, such as "\\x00"'
        ) from None
    except RecursionError:
        raise Place(file, 1, 1).error("it is nested too deeply") from None
    except (YAMLError, ValueError, AssertionError, KeyError, IndexError, TypeError) as error:
        # ruamel.yaml lets several of Python's own errors through on malformed tags and directives.
        raise Place(file, 1, 1).error(f"this is no YAML: {error}") from None


class _Reader:
    """Turns the nodes of one document into ours; what an alias repeats is read once."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._known: dict[int, Node] = {}
        self._open: set[int] = set()

    def node(self, source: yaml_nodes.Node) -> Node:
        if id(source) in self._known:
            return self._known[id(source)]
        place = self._place(source)
        if id(source) in self._open:
            raise place.error("an anchor contains itself")
        self._open.add(id(source))
        tag = str(source.tag)
        if tag == f"{_TAG}map":
            found: Node = self._record(source, place)
        elif tag == f"{_TAG}seq":
            found = Listing(place, tuple(self.node(each) for each in source.value))
        else:
            found = _scalar(tag, source.value, place)
        self._open.remove(id(source))
        self._known[id(source)] = found
        return found

    def _record(self, source: yaml_nodes.Node, place: Place) -> Record:
        entries: dict[str, Node] = {}
        places: dict[str, Place] = {}
        merged: list[Record] = []
        for key_source, value in source.value:
            if str(key_source.tag) == f"{_TAG}merge":
                merged += self._merged(value)
                continue
            key = self._key(key_source)
            key_place = self._place(key_source)
            if key in entries:
                raise key_place.error(
                    f"{key!r} is there twice; the first is in line {places[key].line}"
                )
            entries[key] = self.node(value)
            places[key] = key_place
        # What is said here goes before what is merged in, and earlier before later.
        for record in merged:
            for key, node in record.entries.items():
                if key not in entries:
                    entries[key] = node
                    places[key] = record.key_places[key]
        return Record(place, entries, places)

    def _merged(self, source: yaml_nodes.Node) -> list[Record]:
        node = self.node(source)
        several = node.items if isinstance(node, Listing) else (node,)
        records = []
        for each in several:
            if not isinstance(each, Record):
                raise self._place(source).error(f"<< takes mappings, not {each.noun}")
            records.append(each)
        return records

    def _key(self, source: yaml_nodes.Node) -> str:
        node = self.node(source)
        if isinstance(node, Scalar) and isinstance(node.value, str):
            return node.value
        if isinstance(node, Scalar):
            raise node.place.error(f'a key is text, not {node.noun}; quote it: "{node.source}"')
        raise node.place.error(f"a key is text, not {node.noun}")

    def _place(self, source: yaml_nodes.Node) -> Place:
        mark = source.start_mark
        return Place(self._file, mark.line + 1, mark.column + 1)


def _scalar(tag: str, source: str, place: Place) -> Scalar:
    value: str | int | float | bool | None
    match tag.removeprefix(_TAG):
        case "str" | "timestamp" | "value":
            value = source
        case "null":
            value = None
        case "bool":
            value = source.lower() in _TRUE
        case "int":
            value = _whole(source, place)
        case "float":
            value = _number(source, place)
        case _:
            raise place.error(f"the tag {tag} has no meaning here")
    return Scalar(place, value, source)


def _whole(source: str, place: Place) -> int:
    text = source.replace("_", "").lower()
    try:
        return int(text, 0) if "0x" in text or "0o" in text or "0b" in text else int(text)
    except ValueError:
        raise place.error(f"{source[:40]!r} is no number that Python can read") from None


def _number(source: str, place: Place) -> float:
    text = source.replace("_", "").lower()
    text = text.replace(".inf", "inf").replace(".nan", "nan")
    try:
        return float(text)
    except ValueError:
        raise place.error(f"{source[:40]!r} is no number that Python can read") from None

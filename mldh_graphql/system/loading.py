"""A file's nodes to entities."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from mldh_graphql.entities.texts import checked_text
from mldh_graphql.errors import InvalidUrnError, InvalidValueError
from mldh_graphql.system.documents import Record, Scalar, parse_document
from mldh_graphql.system.kinds import Names, as_text, checked
from mldh_graphql.system.nouns import NOUNS, Noun
from mldh_graphql.system.places import Place, nearest
from mldh_graphql.urns import FABRIC_TYPES, IdUrn, MLModelUrn, PlatformUrn

if TYPE_CHECKING:
    from mldh_graphql.changes import AnyEntity
    from mldh_graphql.system.documents import Node
    from mldh_graphql.urns import Urn

__all__ = ["entities_of"]

_ARGUMENT: Final = re.compile(r"(?P<field>\w+)")


@dataclass(frozen=True, slots=True)
class _Entry:
    noun: Noun
    key: str
    place: Place
    record: Record
    urn: Urn


def entities_of(text: str, file: str) -> dict[str, AnyEntity]:
    """Return the entities that a file describes, by local id.

    Raises:
        SystemFileError: Something in it is wrong.
    """
    root = parse_document(text, file)
    if root is None:
        return {}
    if not isinstance(root, Record):
        sections = ", ".join(noun.section for noun in NOUNS)
        raise root.place.error(f"a mapping with {sections} is expected, not {root.noun}")
    entries = _entries(root)
    names = Names({entry.key: entry.urn for entry in entries})
    return {entry.key: _entity(entry, names) for entry in entries}


def _entries(root: Record) -> list[_Entry]:
    nouns = {noun.section: noun for noun in NOUNS}
    found: dict[str, _Entry] = {}
    urns: dict[str, _Entry] = {}
    for section, node in root.entries.items():
        if section.startswith("x-"):
            continue
        if section not in nouns:
            advice = nearest(section, nouns, what="sections")
            raise root.key_places[section].error(f"unknown section {section!r}; {advice}")
        if isinstance(node, Scalar) and node.value is None:
            continue
        if not isinstance(node, Record):
            raise node.place.error(
                f"a mapping from local id to {nouns[section].name} is expected, not {node.noun}"
            )
        for key, each in node.entries.items():
            entry = _entry(nouns[section], key, node.key_places[key], each)
            if key in found:
                raise entry.place.error(
                    f"the local id {key!r} is there twice; the first is in line "
                    f"{found[key].place.line}"
                )
            if entry.urn in urns:
                other = urns[entry.urn]
                raise entry.place.error(
                    f"{key!r} is the same entity as {other.key!r} in line {other.place.line}: "
                    f"both are {entry.urn}"
                )
            found[key] = urns[entry.urn] = entry
    return list(found.values())


def _entry(noun: Noun, key: str, place: Place, node: Node) -> _Entry:
    if isinstance(node, Scalar) and node.value is None:
        node = Record(node.place, {}, {})
    if not isinstance(node, Record):
        raise node.place.error(f"a mapping with the keys of a {noun.name} is expected")
    if not key or key.startswith("urn:"):
        raise place.error(f"{key!r} is no local id: it must not be empty nor start with urn:")
    try:
        checked_text("the local id", key)
    except InvalidValueError as error:
        raise place.error(str(error)) from None
    node.check_keys(dict.fromkeys((*noun.identity, *noun.fields)))
    return _Entry(noun, key, place, node, _urn(noun, key, place, node))


def _urn(noun: Noun, key: str, place: Place, record: Record) -> Urn:
    entries = record.entries
    if "urn" in entries:
        for other in noun.identity[1:]:
            if other in entries:
                raise record.key_places[other].error(
                    f"{other} is a part of the urn; give one or the other"
                )
        text = as_text(entries["urn"])
        return cast("Urn", checked(entries["urn"], lambda: noun.urn(text)))
    id_node: Node = entries.get(noun.id_key) or Scalar(place, key, key)
    entity_id = as_text(id_node)
    if not noun.is_asset:
        kind = cast("type[IdUrn]", noun.urn)
        return cast("Urn", checked(id_node, lambda: kind.build(entity_id)))
    platform = noun.default_platform
    if "platform" in entries:
        node = entries["platform"]
        named = as_text(node)
        platform = cast("PlatformUrn", checked(node, lambda: PlatformUrn.of(named)))
    if platform is None:
        raise place.error(f"a {noun.name} needs a platform (or a urn)")
    env = "PROD"
    if "env" in entries:
        env = as_text(entries["env"])
        if env not in FABRIC_TYPES:
            advice = nearest(env, FABRIC_TYPES, what="environments")
            raise entries["env"].place.error(f"there is no env {env!r}; {advice}")
    asset = cast("type[MLModelUrn]", noun.urn)
    return cast("Urn", checked(id_node, lambda: asset.build(entity_id, platform, env)))


def _entity(entry: _Entry, names: Names) -> AnyEntity:
    values: dict[str, object] = {"urn": entry.urn}
    for key, kind in entry.noun.fields.items():
        node = entry.record.entries.get(key)
        if node is None:
            continue
        if key in entry.noun.nullable and isinstance(node, Scalar) and node.value is None:
            values[key] = None
            continue
        values[key] = kind.read(node, names)
    try:
        return entry.noun.make(**values)
    except InvalidValueError as error:
        raise _place_of(entry, error.argument).error(str(error)) from None
    except InvalidUrnError as error:
        raise entry.place.error(str(error)) from None


def _place_of(entry: _Entry, argument: str) -> Place:
    """Return where the value of an argument stands: its own line in a map, or its key's."""
    match = _ARGUMENT.match(argument)
    name = match["field"] if match else ""
    node = entry.record.entries.get(name)
    if node is None:
        return entry.place
    if isinstance(node, Record):
        for key, each in node.entries.items():
            if argument == f"{name}[{key!r}]":
                return each.place
            if argument == f"{name} key" and not key:
                return node.key_places[key]
    return node.place

"""Entities to YAML text."""

from __future__ import annotations

import io
from dataclasses import MISSING, fields
from datetime import datetime
from typing import TYPE_CHECKING, Final, cast

from mldh_graphql.system.documents import yaml_module
from mldh_graphql.system.kinds import Names, YamlValue, short_id
from mldh_graphql.system.nouns import NOUNS, Noun, noun_of
from mldh_graphql.urns import MLModelUrn, PlatformUrn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ruamel.yaml import nodes as yaml_nodes

    from mldh_graphql.changes import AnyEntity

__all__ = ["yaml_of"]

_TAG: Final = "tag:yaml.org,2002:"
_SCHEMA_HINT: Final = "# yaml-language-server: $schema="


def yaml_of(entities: Mapping[str, AnyEntity], *, schema: str | None = None) -> str:
    """Return the YAML text that describes the entities.

    Args:
        entities: The entities by local id.
        schema: Where editors find the JSON Schema.

    Raises:
        ConfigurationError: ruamel.yaml is not installed.
    """
    names = Names({}, {entity.urn: key for key, entity in entities.items()})
    document: dict[str, YamlValue] = {}
    for noun in NOUNS:
        described: dict[str, YamlValue] = {
            key: _record(noun, key, entity, names)
            for key, entity in entities.items()
            if noun_of(entity) is noun
        }
        if described:
            document[noun.section] = described
    hint = f"{_SCHEMA_HINT}{schema}\n" if schema else ""
    return hint + _text(document)


def _record(noun: Noun, key: str, entity: AnyEntity, names: Names) -> YamlValue:
    record = _identity(noun, key, entity)
    defaults = {
        each.name: None if each.default is MISSING else each.default for each in fields(entity)
    }
    for name, kind in noun.fields.items():
        value = getattr(entity, name)
        if value == defaults[name]:
            continue
        if name == "native_result_type" and value == getattr(entity, "run_result", None):
            continue
        record[name] = None if value is None else kind.write(value, names)
    return record


def _identity(noun: Noun, key: str, entity: AnyEntity) -> dict[str, YamlValue]:
    urn = entity.urn
    name = urn.display_name
    named: dict[str, YamlValue] = {} if name == key else {noun.id_key: name}
    if not noun.is_asset:
        return named if short_id(noun.urn, urn) == name else {"urn": str(urn)}
    asset = cast("MLModelUrn", urn)
    if len(asset.parts) != 3 or not isinstance(asset.platform, PlatformUrn):
        return {"urn": str(urn)}
    platform = short_id(PlatformUrn, asset.platform)
    try:
        same = type(asset).build(name, platform, asset.env) == asset
    except ValueError:
        same = False
    if not same:
        return {"urn": str(urn)}
    if platform != noun.default_platform:
        named["platform"] = platform
    if asset.env != "PROD":
        named["env"] = asset.env
    return named


def _text(document: dict[str, YamlValue]) -> str:
    yaml = yaml_module()(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = 1_000_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = io.StringIO()
    yaml.serialize(_node(document), stream)
    return stream.getvalue()


def _node(value: YamlValue) -> yaml_nodes.Node:  # noqa: PLR0911 - a table
    from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode  # noqa: PLC0415 - an extra

    match value:
        case None:
            return ScalarNode(f"{_TAG}null", "null")
        case bool():
            return ScalarNode(f"{_TAG}bool", "true" if value else "false")
        case int():
            return ScalarNode(f"{_TAG}int", str(value))
        case float():
            return ScalarNode(f"{_TAG}float", _float(value))
        case datetime():
            return ScalarNode(f"{_TAG}timestamp", _time(value))
        case str():
            return ScalarNode(f"{_TAG}str", value, style=_style(value))
        case list():
            return SequenceNode(f"{_TAG}seq", [_node(each) for each in value], flow_style=not value)
        case dict():
            pairs = [(_node(key), _node(each)) for key, each in value.items()]
            return MappingNode(f"{_TAG}map", pairs, flow_style=not value)


def _float(value: float) -> str:
    text = repr(value)
    # YAML takes a number without a point as text for some readers.
    return text.replace("e", ".0e") if "e" in text and "." not in text else text


def _time(value: datetime) -> str:
    text = value.isoformat(timespec="milliseconds" if value.microsecond else "seconds")
    return text.replace("+00:00", "Z")


def _style(text: str) -> str | None:
    """Return the block style for a text of several lines that has nothing odd."""
    lines = text.removesuffix("\n").split("\n")
    if len(lines) < 2 or not all(line.isprintable() and line == line.strip() for line in lines):
        return '"' if "\n" in text or not text.isprintable() else None
    return "|" if lines[0] and lines[-1] else '"'

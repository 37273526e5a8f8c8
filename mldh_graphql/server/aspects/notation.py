"""The notation in which aspects are declared, and its compiler.

    aspect mlModelProperties: MLModelProperties
      name: string?; search WORD_GRAM
      customProperties: {string} = {}; search /* TEXT
      groups: [Urn]?; edge /* MemberOf mlModelGroup lineage downstream
      hyperParameters: {<string|int|float|double|boolean>}?

    record MLMetric
      name: string

    enum DataProcessType: BATCH_SCHEDULED BATCH_AD_HOC STREAMING

Types are the primitives, ``…Urn`` for URNs, names of records and enums, ``[…]`` for arrays,
``{…}`` for maps and ``<a|b>`` or ``<package:A|B>`` for
unions, whose members are named after their types. ``?``
marks an optional member, ``=`` a default. ``search [path] TYPE [as name] [has name] [num name]``
is DataHub's ``@Searchable``, ``edge [path] Name destination,… [lineage] [downstream] [stamped]``
its ``@Relationship``; their paths start at the field. Long lines continue with a deeper indent.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from importlib import import_module

from mldh_graphql.server.aspects.schema import (
    ArrayOf,
    EdgeRule,
    Enumeration,
    Field,
    MapOf,
    Primitive,
    Record,
    Schema,
    SearchRule,
    UnionOf,
    UrnType,
)

_MODULES = (
    "datasets",
    "governance",
    "keys",
    "ml_features",
    "ml_models",
    "people",
    "pipelines",
    "placement",
    "process_instances",
    "schemas",
    "shared",
    "vocabulary",
)
_PRIMITIVES = {
    name: Primitive(name)
    for name in ("string", "int", "long", "float", "double", "boolean", "bytes")
}
_CONTINUATION = re.compile(r"(?<=[|,])\n {6}|\n {5}(?= )")
_FIELD = re.compile(r"(?P<name>\w+): (?P<type>[^ ?]+)(?P<optional>\?)?(?: = (?P<default>.*))?")


@cache
def _blocks() -> dict[str, str]:
    """Every declared aspect, record and enum by name, not compiled yet."""
    blocks: dict[str, str] = {}
    # Aspects lead to their record's name, records to their lines, enums to ``enum`` and symbols.
    for module in _MODULES:
        text: str = import_module(f"mldh_graphql.server.aspects.{module}").DECLARATIONS
        for block in _CONTINUATION.sub("", text).strip().split("\n\n"):
            head, _, body = block.partition("\n")
            kind, _, name = head.partition(" ")
            if kind == "aspect":
                aspect, _, name = name.partition(": ")
                blocks[f"aspect {aspect}"] = name
            elif kind == "enum":
                name, _, symbols = name.partition(": ")
                body = f"enum {symbols}"
            blocks[name] = body
    return blocks


@cache
def declared_aspect(aspect: str) -> Record | None:
    """The record of an aspect, compiled when first asked for; ``None`` if none is declared."""
    name = _blocks().get(f"aspect {aspect}")
    return None if name is None else _record(name)


_records: dict[str, Record] = {}


def _record(name: str) -> Record:
    record = _records.get(name)
    if record is None:
        # Known before its fields are, because they may lead back to it.
        record = _records[name] = Record(name)
        for line in _blocks()[name].splitlines():
            member = _field(line.strip())
            record.fields[member.name] = member
    return record


def _field(line: str) -> Field:
    declaration, *annotations = line.split("; ")
    match = _FIELD.fullmatch(declaration)
    if match is None:
        raise ValueError(f"Not a declaration of a field: {line}")
    name = match["name"]
    search: list[SearchRule] = []
    edges: list[EdgeRule] = []
    for annotation in annotations:
        kind, *words = annotation.split(" ")
        path: tuple[str, ...] = ()
        if words[0].startswith("/"):
            path = tuple(words.pop(0)[1:].split("/"))
        if kind == "search":
            search.append(_search_rule(name, path, words))
        else:
            edges.append(_edge_rule(path, words))
    return Field(
        name,
        _schema(match["type"]),
        optional=match["optional"] is not None,
        default=match["default"],
        search=tuple(search),
        edges=tuple(edges),
    )


def _search_rule(field_name: str, path: tuple[str, ...], words: list[str]) -> SearchRule:
    rule = SearchRule(path, words[0], field_name)
    for word, value in zip(words[1::2], words[2::2], strict=True):
        match word:
            case "as":
                rule = replace(rule, name=value)
            case "has":
                rule = replace(rule, has_values=value)
            case _:
                rule = replace(rule, num_values=value)
    return rule


def _edge_rule(path: tuple[str, ...], words: list[str]) -> EdgeRule:
    relationship, destinations, *flags = words
    return EdgeRule(
        path,
        relationship,
        frozenset(destinations.split(",")),
        lineage="lineage" in flags,
        upstream="downstream" not in flags,
        stamped="stamped" in flags,
    )


def _schema(text: str) -> Schema:  # noqa: PLR0911 - one return for every kind of type
    primitive = _PRIMITIVES.get(text)
    if primitive is not None:
        return primitive
    if text.startswith("["):
        return ArrayOf(_schema(text[1:-1]))
    if text.startswith("{"):
        return MapOf(_schema(text[1:-1]))
    if text.startswith("<"):
        package, colon, names = text[1:-1].rpartition(":")
        prefix = f"{package}." if colon else ""
        return UnionOf({prefix + name: _schema(name) for name in names.split("|")})
    name = text.rpartition(".")[2]
    block = _blocks().get(name)
    if block is None:
        if not name.endswith("Urn"):
            raise ValueError(f"Not the name of a type: {name}")
        return UrnType(name)
    if block.startswith("enum "):
        return Enumeration(name, frozenset(block.split()[1:]))
    return _record(name)

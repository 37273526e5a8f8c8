"""Validation of aspect documents, as DataHub does it on every write."""

from __future__ import annotations

from contextlib import suppress
from functools import cache, lru_cache
from typing import TYPE_CHECKING, cast

from mldh_graphql.server.aspects.annotations import Edge, edge_rules, edges, search_fields
from mldh_graphql.server.aspects.schema import (
    ArrayOf,
    Enumeration,
    MapOf,
    Primitive,
    Record,
    Schema,
    UnionOf,
    UrnType,
)
from mldh_graphql.server.java_numbers import (
    CONVERSIONS,
    LONG_MAX,
    LONG_MIN,
    double_text,
    to_int,
)
from mldh_graphql.server.plain_records import NotPlain, plain_copy
from mldh_graphql.server.registry import entity_spec
from mldh_graphql.server.urn_syntax import Urn
from mldh_graphql.server.urn_types import entity_type_of, urn_problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mldh_graphql.server.json_types import JsonObject, JsonValue

__all__ = ["AspectInvalid", "Edge", "Record", "edges", "search_fields", "validated"]

_JAVA_CLASSES = {"int": "Integer", "bytes": "ByteString"}


class AspectInvalid(Exception):  # noqa: N818 - named for what it says of the aspect
    """A document is not what its aspect may hold.

    Attributes:
        java_name: The Java class that DataHub throws.
    """

    java_name: str

    def __init__(
        self,
        message: str,
        java_name: str = "com.linkedin.metadata.entity.validation.ValidationException",
    ) -> None:
        super().__init__(message)
        self.java_name = java_name


def validated(record: Record, document: JsonObject, entity_type: str) -> JsonObject:
    """Check a document, and make it what DataHub would store.

    Members that the record does not know are dropped at any depth, and so are nulls and
    integers beyond 64 bits; numbers are converted to their field's type. Defaults are not
    filled in. The document itself is left alone.

    Args:
        record: What the document may hold.
        document: The document.
        entity_type: The type of the entity it belongs to; decides where relationships may lead.

    Returns:
        The document to store.

    Raises:
        AspectInvalid: DataHub refuses it.
    """
    problems: list[str] = []
    stored = checked(record, document, entity_type, problems)
    if problems:
        lines = "".join(problems)
        raise AspectInvalid(f"Invalid format for aspect: {entity_type}\n Cause: {lines}")
    return stored


def checked(
    record: Record, document: JsonObject, entity_type: str, problems: list[str]
) -> JsonObject:
    """Like `validated`, but collects the lines of the message instead of raising them."""
    with suppress(NotPlain):
        return cast("JsonObject", _plain_copy(record, entity_type)(document))
    read = _as_read(document)
    if record.open or not isinstance(read, dict):
        return read if isinstance(read, dict) else {}
    check = _Check(_destinations(record, entity_type), problems)
    return check.members_of(record, read, (), ())


def java_text(value: JsonValue) -> str:
    """``value`` as Java prints it."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case float():
            return double_text(value)
        case list():
            return f"[{', '.join(map(java_text, value))}]"
        case dict():
            members = (f"{name}={java_text(member)}" for name, member in value.items())
            return f"{{{', '.join(members)}}}"
        case _:
            return str(value)


Path = tuple[str, ...]


class _Check:
    """One validation.

    Args:
        destinations: Where the relationships of a schema path may lead.
        problems: Collects the lines of the message.
    """

    __slots__ = ("_destinations", "_problems")

    def __init__(
        self, destinations: Mapping[Path, list[frozenset[str]]], problems: list[str]
    ) -> None:
        self._destinations = destinations
        self._problems = problems

    def members_of(
        self, record: Record, value: dict[str, JsonValue], path: Path, spec: Path
    ) -> dict[str, JsonValue]:
        """The known members of ``value``, checked."""
        fields = record.fields
        kept: dict[str, JsonValue] = {}
        for name, member in value.items():
            declared = fields.get(name)
            if declared is not None:
                kept[name] = self.value(declared.schema, member, (*path, name), (*spec, name))
        for name in _required_names(record):
            if name not in value:
                self._report(
                    (*path, name), "field is required but not found and has no default value"
                )
        return kept

    def value(self, schema: Schema, value: JsonValue, path: Path, spec: Path) -> JsonValue:  # noqa: C901, PLR0911 - one case for every kind of schema
        """``value`` as it is stored."""
        match schema:
            case UrnType():
                return self._urn(schema, value, path, spec)
            case Record():
                if isinstance(value, dict):
                    return value if schema.open else self.members_of(schema, value, path, spec)
                return self._report(path, "record type is not backed by a DataMap")
            case MapOf():
                if isinstance(value, dict):
                    values = schema.values
                    every = (*spec, "*")
                    return {
                        key: self.value(values, member, (*path, key), every)
                        for key, member in value.items()
                    }
                return self._report(path, "map type is not backed by a DataMap")
            case UnionOf():
                return self._union(schema, value, path, spec)
        if isinstance(value, dict) and value:
            raise AspectInvalid(
                f"Unknown dereferenced type {_dereferenced(schema)} for DataMap's schema"
                f" {_schema_text(schema)}",
                "java.lang.IllegalStateException",
            )
        match schema:
            case ArrayOf():
                if isinstance(value, list):
                    items = schema.items
                    every = (*spec, "*")
                    return [
                        self.value(items, element, (*path, str(index)), every)
                        for index, element in enumerate(value)
                    ]
                return self._report(path, "array type is not backed by a DataList")
            case Enumeration():
                if isinstance(value, str):
                    if value in schema.symbols:
                        return value
                    return self._report(path, f'"{value}" is not an enum symbol')
                return self._report(path, "enum type is not backed by a String")
        return self._primitive(schema.name, value, path)

    def _urn(self, schema: UrnType, value: JsonValue, path: Path, spec: Path) -> JsonValue:
        if not isinstance(value, str):
            if isinstance(value, dict) and value:
                raise AspectInvalid(
                    f"Unknown dereferenced type STRING for DataMap's schema {_schema_text(schema)}",
                    "java.lang.IllegalStateException",
                )
            raise AspectInvalid(_cast_to_string(value), "java.lang.ClassCastException")
        problem = urn_problem(schema.name, value)
        if problem is None:
            for destinations in self._destinations.get(spec, ()):
                if entity_type_of(value) not in destinations:
                    problem = (
                        f"Entity type for urn: {Urn.parse(value).text} is not a valid destination"
                        f" for field path: /{'/'.join(spec)}"
                    )
                    break
        if problem is not None:
            self._report(path, f'"Provided urn {value}" is invalid: {problem}')
        return value

    def _union(self, schema: UnionOf, value: JsonValue, path: Path, spec: Path) -> JsonValue:
        if not isinstance(value, dict):
            return self._report(path, "union type is not backed by a DataMap or null")
        if len(value) > 1:
            return self._report(path, "DataMap should have no more than one entry for a union type")
        for key, member in value.items():
            member_schema = schema.members.get(key)
            if member_schema is None:
                names = ", ".join(f'"{name}"' for name in schema.members)
                return self._report(path, f'"{key}" is not a member type of union [ {names} ]')
            return {key: self.value(member_schema, member, (*path, key), (*spec, key))}
        return value

    def _primitive(self, name: str, value: JsonValue, path: Path) -> JsonValue:
        if isinstance(value, str):
            if name == "string" or (name == "bytes" and _is_latin(value)):
                return value
        elif isinstance(value, bool):
            if name == "boolean":
                return value
        elif isinstance(value, int | float) and name in CONVERSIONS:
            return CONVERSIONS[name](value)
        java_class = _JAVA_CLASSES.get(name, name.capitalize())
        return self._report(path, f"{java_text(value)} cannot be coerced to {java_class}")

    def _report(self, path: Path, problem: str) -> JsonValue:
        """Note a problem; nothing is going to be stored."""
        self._problems.append(f"ERROR :: /{'/'.join(path)} :: {problem}\n")
        return None


def _is_latin(text: str) -> bool:
    return all(character < "\u0100" for character in text)


def _as_read(value: JsonValue) -> JsonValue:
    """``value`` as the codec reads it: without nulls in objects and without too big integers."""
    if isinstance(value, dict):
        return {
            name: _as_read(member)
            for name, member in value.items()
            if member is not None and not _is_too_big(member)
        }
    if isinstance(value, list):
        return [_as_read(element) for element in value if not _is_too_big(element)]
    return value


def _is_too_big(value: JsonValue) -> bool:
    return isinstance(value, int) and not LONG_MIN <= value <= LONG_MAX


@cache
def _required_names(record: Record) -> tuple[str, ...]:
    return record.required_names()


@lru_cache(maxsize=1024)
def _plain_copy(record: Record, entity_type: str) -> Callable[[JsonValue], JsonValue]:
    return plain_copy(record, _destinations(record, entity_type))


@lru_cache(maxsize=1024)
def _destinations(record: Record, entity_type: str) -> dict[Path, list[frozenset[str]]]:
    # DataHub looks a path up among the relationships of all aspects of the entity type. The
    # only two aspects that have a path in common are an aspect and the key.
    found: dict[Path, list[frozenset[str]]] = {}
    spec = entity_spec(entity_type)
    for holder in (record,) if spec is None else (record, spec.key_record):
        for rule in edge_rules(holder):
            found.setdefault(rule.path, []).append(rule.destinations)
    return found


def _dereferenced(schema: ArrayOf | Enumeration | Primitive) -> str:
    if isinstance(schema, Primitive):
        return schema.name.upper()
    return "ARRAY" if isinstance(schema, ArrayOf) else "ENUM"


def _schema_text(schema: Schema) -> str:
    match schema:
        case ArrayOf():
            return f'{{ "type" : "array", "items" : {_schema_text(schema.items)} }}'
        case Primitive():
            return f'"{schema.name}"'
        case Enumeration() | UrnType() | Record():
            return f'"{schema.name}"'
        case _:
            return "{ … }"


def _cast_to_string(value: JsonValue) -> str:
    match value:
        case bool():
            name = "java.lang.Boolean"
        case int():
            name = "java.lang.Integer" if to_int(value) == value else "java.lang.Long"
        case float():
            name = "java.lang.Double"
        case list():
            name = "com.linkedin.data.DataList"
        case dict():
            name = "com.linkedin.data.DataMap"
        case _:
            name = "com.linkedin.data.Null"
    message = f"class {name} cannot be cast to class java.lang.String"
    if name.startswith("java.lang."):
        both = f"{name} and java.lang.String are"
        return f"{message} ({both} in module java.base of loader 'bootstrap')"
    return message

"""URNs of entities: syntax, and the check before anything is written under one."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote_plus

from mldh_graphql.server.records import checked
from mldh_graphql.server.registry import EntitySpec, entity_spec
from mldh_graphql.server.urn_syntax import Urn, UrnSyntaxError
from mldh_graphql.server.urn_types import part_count_problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mldh_graphql.server.json_types import JsonObject

__all__ = ["InvalidUrn", "UnknownEntityType", "Urn", "UrnSyntaxError", "check_urn", "key_aspect"]

_SEPARATOR = "\u241f"
_MAX_ENCODED = 512
_JAVA_WHITESPACE = "".join(map(chr, range(0x21)))


class UnknownEntityType(ValueError):  # noqa: N818 - named for what is wrong
    """There is no such entity type in DataHub's registry."""

    def __init__(self, entity_type: str) -> None:
        super().__init__(f"Failed to find entity with name {entity_type} in EntityRegistry")


class InvalidUrn(ValueError):  # noqa: N818 - named for what is wrong
    """A URN of a known type that nothing can be stored under (``IllegalArgumentException``).

    DataHub's batches leave such an item out in silence.
    """


@lru_cache(maxsize=1024)
def check_urn(urn: Urn, *, strict: bool = False) -> None:
    """Check that DataHub would store something under this URN.

    Args:
        urn: The URN.
        strict: Also refuse what DataHub only warns of, as with ``STRICT_URN_VALIDATION_ENABLED``.

    Raises:
        UnknownEntityType: The type is not registered.
        InvalidUrn: The parts do not fit the type, or the text is too long or has characters
            that may not be there.
    """
    spec = _spec(urn)
    problems: list[str] = []
    checked(spec.key_record, _key(urn, spec), spec.name, problems)
    if problems:
        raise InvalidUrn(f"Invalid urn: {urn.text}\n Cause: {''.join(problems)}")
    if urn.text != urn.text.strip(_JAVA_WHITESPACE):
        raise InvalidUrn("Error: cannot provide an URN with leading or trailing whitespace")
    if spec.name != "schemaField" and _encoded_length(urn.text) > _MAX_ENCODED:
        raise InvalidUrn("Error: cannot provide an URN longer than 512 bytes (when URL encoded)")
    if _SEPARATOR in urn.text:
        raise InvalidUrn(f"Error: URN cannot contain {_SEPARATOR} character")
    if strict:
        _check_strictly(urn)
    try:
        Urn.parse(urn.text)
    except UrnSyntaxError as error:
        raise InvalidUrn(f"java.net.URISyntaxException: {error}") from error


def key_aspect(urn: Urn) -> JsonObject:
    """The document of the key aspect: the URN's parts under their names.

    Args:
        urn: The URN.

    Raises:
        UnknownEntityType: The type is not registered.
        InvalidUrn: There are more or fewer parts than names.
    """
    return _key(urn, _spec(urn))


def _spec(urn: Urn) -> EntitySpec:
    spec = entity_spec(urn.entity_type)
    if spec is None:
        raise UnknownEntityType(urn.entity_type)
    return spec


def _key(urn: Urn, spec: EntitySpec) -> JsonObject:
    if len(urn.parts) != len(spec.key_fields):
        raise InvalidUrn(part_count_problem(urn))
    return {field.name: part for field, part in zip(spec.key_fields, urn.parts, strict=True)}


def _encoded_length(text: str) -> int:
    # Java encodes a tilde, and leaves an asterisk alone.
    return len(quote_plus(text, safe="*", errors="replace")) + 2 * text.count("~")


def _check_strictly(urn: Urn) -> None:
    if len(urn.parts) == 1 and "," in urn.parts[0]:
        raise InvalidUrn(
            f"Simple URN {urn.text} contains comma character which is not allowed in non-tuple URNs"
        )
    illegal = [part for part in urn.parts for part in _illegal(part, in_tuple=len(urn.parts) > 1)]
    if illegal:
        raise InvalidUrn(
            f"Illegal characters detected in URN {urn.text} component(s): [{', '.join(illegal)}]"
        )


def _illegal(part: str, *, in_tuple: bool) -> Iterator[str]:
    if part.startswith("urn:li:"):
        try:
            nested = Urn.parse(part)
        except UrnSyntaxError:
            pass
        else:
            for inner in nested.parts:
                yield from _illegal(inner, in_tuple=in_tuple)
            return
    parentheses = ("(" in part or ")" in part) and not ("%28" in part or "%29" in part)
    if parentheses or (in_tuple and "," in part):
        yield part

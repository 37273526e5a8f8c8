"""Which texts may be written, and how lists and mappings of them are taken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypeVar

from mldh_graphql.entities.frozen_mapping import FrozenMapping
from mldh_graphql.entities.strictness import is_returned, refuse
from mldh_graphql.errors import InvalidValueError

__all__ = [
    "LONGEST_NAME",
    "LONGEST_TEXT",
    "LONGEST_URL",
    "checked_key",
    "checked_list",
    "checked_mapping",
    "checked_name",
    "checked_text",
    "optional",
    "unique",
]

LONGEST_NAME: Final = 512
"""Characters of a name, a label or a key: as many as DataHub allows a whole URN in bytes."""

LONGEST_URL: Final = 8_000
"""Characters of a URL; browsers and proxies give up at about that length."""

LONGEST_TEXT: Final = 16_000_000
"""Characters of any text: where DataHub's JSON parser gives up."""

_A = TypeVar("_A")
_B = TypeVar("_B")
_K = TypeVar("_K")


def optional(check: Callable[[str, _A], _B], argument: str, value: _A | None) -> _B | None:
    """Apply the check unless the value was not said."""
    return None if value is None else check(argument, value)


def checked_text(argument: str, value: str, *, longest: int = LONGEST_TEXT) -> str:
    """Return a text that DataHub can hold, as a plain ``str``.

    Raises:
        InvalidValueError: It is no text, too long, or UTF-8 cannot carry it.
    """
    if not isinstance(value, str):
        raise InvalidValueError(
            argument=argument, reason=f"text is expected, not a {type(value).__name__}"
        )
    value = str.__str__(value)
    if len(value) > longest:
        refuse(argument, f"it has {len(value):,} characters, and at most {longest:,} are accepted")
    if not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value):
        refuse(argument, "it holds half of a surrogate pair, which UTF-8 cannot carry")
    return value


def checked_name(argument: str, value: str) -> str:
    """Return a name that people can see: not blank, at most `LONGEST_NAME` characters."""
    value = checked_text(argument, value, longest=LONGEST_NAME)
    if not value.strip():
        refuse(argument, "it is blank; leave it out to have DataHub show the id")
    return value


def checked_key(argument: str, value: str, *, longest: int = LONGEST_NAME) -> str:
    """Return a text by which an entry can be addressed.

    An empty one is refused: DataHub up to 1.6 cannot address it in a patch.
    """
    value = checked_text(argument, value, longest=longest)
    if not value:
        refuse(argument, "it is empty, and DataHub cannot address an entry without a name")
    return value


def checked_list(argument: str, values: Iterable[_A]) -> list[_A]:
    """Return the values as a list; a lone text is refused, since its characters are not meant."""
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):
        raise InvalidValueError(
            argument=argument, reason=f"a list is expected, not a {type(values).__name__}"
        )
    return list(values)


def checked_mapping(argument: str, values: Mapping[str, str]) -> FrozenMapping[str, str]:
    """Return a read-only mapping from non-empty keys to texts."""
    if not isinstance(values, Mapping):
        raise InvalidValueError(
            argument=argument, reason=f"a mapping is expected, not a {type(values).__name__}"
        )
    return FrozenMapping(
        {
            checked_key(f"{argument} key", key): checked_text(f"{argument}[{key!r}]", value)
            for key, value in values.items()
        }
    )


def unique(argument: str, values: Iterable[_A], key: Callable[[_A], _K]) -> tuple[_A, ...]:
    """Return the values as a tuple; two with the same key are refused."""
    values = tuple(values)
    if len(set(map(key, values))) == len(values):
        return values
    found: dict[_K, _A] = {}
    for value in values:
        name = key(value)
        if name in found:
            refuse(argument, f"{name!r} is there twice")
        found[name] = value
    # What DataHub returned keeps its doubles; they are its own.
    return values if is_returned() else tuple(found.values())

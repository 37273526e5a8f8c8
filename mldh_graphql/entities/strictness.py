"""What is refused when a user says it, and accepted when DataHub itself returned it."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, TypeVar

from mldh_graphql.errors import InvalidUrnError, InvalidValueError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mldh_graphql.urns import IdUrn, Urn

__all__ = ["checked_id_urn", "checked_urn", "is_returned", "refuse", "returned_by_datahub"]

_UrnT = TypeVar("_UrnT", bound="Urn")
_IdUrnT = TypeVar("_IdUrnT", bound="IdUrn")

_returned: ContextVar[bool] = ContextVar("mldh_graphql_returned", default=False)


@contextmanager
def returned_by_datahub() -> Iterator[None]:
    """Make entities in this block out of what DataHub returned, without judging it.

    Other programs write names, URNs and doubles that this library refuses to write. They can be
    read all the same.
    """
    token = _returned.set(True)
    try:
        yield
    finally:
        _returned.reset(token)


def is_returned() -> bool:
    """Return whether the values at hand come from DataHub."""
    return _returned.get()


def refuse(argument: str, reason: str) -> None:
    """Raise `InvalidValueError`, unless DataHub itself returned the value."""
    if not is_returned():
        raise InvalidValueError(argument=argument, reason=reason)


def checked_urn(kind: type[_UrnT], argument: str, text: str) -> _UrnT:
    """Return the text as a URN of this kind; an error names the argument."""
    if type(text) is kind and text.kind:
        return text
    if is_returned():
        return kind.returned(text)
    try:
        return kind(text)
    except InvalidUrnError as error:
        raise _naming(argument, error) from None


def checked_id_urn(kind: type[_IdUrnT], argument: str, text: str) -> _IdUrnT:
    """Return a URN or a bare id as a URN of this kind; an error names the argument."""
    if is_returned():
        return kind.returned(text)
    try:
        return kind.of(text)
    except InvalidUrnError as error:
        raise _naming(argument, error) from None


def _naming(argument: str, error: InvalidUrnError) -> InvalidUrnError:
    return InvalidUrnError(
        value=error.value, expected=f"{error.expected} for {argument}", reason=error.reason
    )

"""What the calls are given, checked before anything is sent; every error names the argument."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from mldh_graphql.entities.strictness import checked_id_urn
from mldh_graphql.entities.texts import checked_key, checked_text
from mldh_graphql.errors import InvalidUrnError, InvalidValueError
from mldh_graphql.urns import DatasetUrn, MLModelGroupUrn, MLModelUrn, PlatformUrn, VersionSetUrn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mldh_graphql.urns import ExperimentUrn, TrainingRunUrn

__all__ = [
    "asset_urn",
    "checked_count",
    "checked_custom_property",
    "id_urn",
    "version_set_urn",
]

_AssetUrnT = TypeVar("_AssetUrnT", MLModelUrn, MLModelGroupUrn, DatasetUrn)
_IdUrnT = TypeVar("_IdUrnT", "ExperimentUrn", "TrainingRunUrn")


def asset_urn(
    kind: type[_AssetUrnT], argument: str, name: str, *, platform: str, env: str
) -> _AssetUrnT:
    """Return the URN of what has this name on a platform in an environment."""
    on = checked_id_urn(PlatformUrn, "platform", platform)
    with _naming(argument):
        return kind.build(name, on, env)


def id_urn(kind: type[_IdUrnT], argument: str, id: str) -> _IdUrnT:  # noqa: A002 - DataHub's word
    """Return the URN of the experiment or run with this id."""
    with _naming(argument):
        return kind.build(id)


def version_set_urn(given: str) -> VersionSetUrn:
    """Return the URN of a set of versions of models, given by its URN or id."""
    with _naming("version_set"):
        if isinstance(given, str) and given.startswith("urn:"):
            return VersionSetUrn(given)
        return VersionSetUrn.build(given, "mlModel")


def checked_custom_property(given: tuple[str, str]) -> str:
    """Return a key and its value as DataHub's index has them."""
    if not isinstance(given, tuple | list) or len(given) != 2:
        raise InvalidValueError(
            argument="custom_property", reason="a pair of key and value is expected"
        )
    key, value = given
    return (
        f"{checked_key('custom_property key', key)}={checked_text('custom_property value', value)}"
    )


def checked_count(argument: str, value: int, *, most: int) -> None:
    """Refuse anything but a whole number from 1 to ``most``."""
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise InvalidValueError(
            argument=argument, reason=f"a whole number from 1 to {most:,} is expected"
        )


@contextmanager
def _naming(argument: str) -> Iterator[None]:
    try:
        yield
    except InvalidUrnError as error:
        if error.expected.startswith("the env "):
            raise
        raise InvalidUrnError(
            value=error.value, expected=f"{error.expected} for {argument}", reason=error.reason
        ) from None

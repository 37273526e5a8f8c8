"""Writes on condition: the headers ``If-Version-Match``, ``If-(Un)Modified-Since``, and CREATE."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from mldh_graphql.server.exceptions import RuntimeJavaException

if TYPE_CHECKING:
    from mldh_graphql.server.proposal import ChangeItem
    from mldh_graphql.server.store import StoredAspect
    from mldh_graphql.server.validation_exceptions import ValidationExceptionCollection

IF_VERSION_MATCH = "If-Version-Match"
IF_MODIFIED_SINCE = "If-Modified-Since"
IF_UNMODIFIED_SINCE = "If-Unmodified-Since"

_UNVERSIONED = "-1"
_NEVER_MODIFIED = -(2**63)


def check_conditions(
    item: ChangeItem,
    stored: StoredAspect | None,
    *,
    entity_exists: bool,
    exceptions: ValidationExceptionCollection,
) -> None:
    """Object to an item whose conditions do not hold for what is stored.

    Args:
        item: The item with its headers and change type.
        stored: The aspect as it was before the batch.
        entity_exists: Whether the entity was there before the batch.
        exceptions: Where objections go.

    Raises:
        RuntimeJavaException: A header is not an ISO instant.
    """
    create = item.change in {"CREATE", "CREATE_ENTITY"}
    if item.change == "CREATE_ENTITY" and entity_exists:
        exceptions.add(
            item.urn.text,
            item.aspect,
            "Cannot perform CREATE_ENTITY if not exists since the entity key already exists.",
        )
    if item.change == "CREATE" and stored is not None:
        exceptions.add(
            item.urn.text,
            item.aspect,
            "Cannot perform CREATE since the aspect already exists.",
        )
    before = None if create else stored
    for message in _unmet(item, before):
        exceptions.add(item.urn.text, item.aspect, message)


def _unmet(item: ChangeItem, stored: StoredAspect | None) -> list[str]:
    unmet: list[str] = []
    expected = item.headers.get(IF_VERSION_MATCH)
    actual = _UNVERSIONED if stored is None else str(stored.version)
    if expected is not None and expected != actual:
        unmet.append(f"Expected version {expected}, actual version {actual}")
    modified = _NEVER_MODIFIED if stored is None else stored.created_ms
    since = item.headers.get(IF_MODIFIED_SINCE)
    if since is not None and modified <= (instant := _epoch_ms(since)):
        unmet.append(f"Item last modified {modified} <= {instant} (epoch ms)")
    since = item.headers.get(IF_UNMODIFIED_SINCE)
    if since is not None and modified > (instant := _epoch_ms(since)):
        unmet.append(f"Item last modified {modified} > {instant} (epoch ms)")
    return unmet


def _epoch_ms(instant: str) -> int:
    try:
        moment = datetime.fromisoformat(instant)
    except ValueError as error:
        raise RuntimeJavaException(f"Text '{instant}' could not be parsed at index 0") from error
    if moment.tzinfo is None:
        raise RuntimeJavaException(f"Text '{instant}' could not be parsed at index {len(instant)}")
    since_epoch = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return (
        since_epoch.days * 86_400_000
        + since_epoch.seconds * 1000
        + since_epoch.microseconds // 1000
    )

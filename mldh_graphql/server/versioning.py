"""Versions: what DataHub checks and does when ``versionProperties`` are written.

The version set of a version is made by the first version in it. A version whose
sort id is greater, as text, than that of the set's latest one becomes the latest.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mldh_graphql.server.exceptions import NullPointerException, UnsupportedOperationException
from mldh_graphql.server.registry import entity_spec
from mldh_graphql.server.urn import Urn, key_aspect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mldh_graphql.server.batch import Batch, Write
    from mldh_graphql.server.index import Index
    from mldh_graphql.server.json_types import JsonObject
    from mldh_graphql.server.proposal import ChangeItem
    from mldh_graphql.server.store import Store
    from mldh_graphql.server.validation_exceptions import ValidationExceptionCollection

VERSION_PROPERTIES = "versionProperties"
VERSION_SET_PROPERTIES = "versionSetProperties"
GENERATED_SCHEME = "ALPHANUMERIC_GENERATED_BY_DATAHUB"
_DEFAULT_SCHEME = "LEXICOGRAPHIC_STRING"
_GENERATED_SORT_ID = re.compile("[A-Z]{8}")


def scheme_of(properties: JsonObject) -> str:
    """The versioning scheme of ``versionProperties`` or ``versionSetProperties``."""
    return str(properties.get("versioningScheme", _DEFAULT_SCHEME))


def java_order(text: str) -> bytes:
    """A key that sorts texts as Java's ``compareTo`` does, by UTF-16 units."""
    return text.encode("utf-16-be", "surrogatepass")


def check_proposed(
    items: Sequence[ChangeItem], store: Store, exceptions: ValidationExceptionCollection
) -> None:
    """Object to what may not even be proposed.

    Args:
        items: The batch.
        store: What is stored.
        exceptions: Where objections go.

    Raises:
        NullPointerException: An existing ``versionSetProperties`` is patched, which DataHub
            cannot do.
    """
    for item in items:
        if item.aspect == VERSION_PROPERTIES and item.value is not None:
            if "isLatest" in item.value:
                message = "IsLatest should not be specified, this is a computed field."
                exceptions.add(item.urn.text, item.aspect, message)
        elif item.aspect == VERSION_SET_PROPERTIES:
            stored = store.aspect(item.urn.text, VERSION_SET_PROPERTIES)
            if stored is None:
                continue
            if item.value is None:
                raise NullPointerException(
                    'Cannot invoke "com.linkedin.versionset.VersionSetProperties'
                    '.getVersioningScheme()" because "versionSetProperties" is null'
                )
            expected, provided = scheme_of(stored.value), scheme_of(item.value)
            if expected != provided:
                exceptions.add(
                    item.urn.text,
                    item.aspect,
                    f"Versioning Scheme cannot change. Expected Scheme: {expected}"
                    f" Provided Scheme: {provided}",
                )


def apply_side_effects(batch: Batch) -> None:
    """Create version sets and move ``latest`` and ``isLatest`` as the batch's versions demand.

    Versions of one batch are taken one after the other: each sees what the ones before it did.

    Raises:
        UnsupportedOperationException: A set's ``latest`` is to be an entity without a version.
    """
    for write in batch.writes:
        if write.aspect == VERSION_PROPERTIES:
            _place_in_set(batch, write)
        elif write.aspect == VERSION_SET_PROPERTIES and write.proposed:
            _move_latest(batch, write)


def check_pre_commit(
    batch: Batch, store: Store, index: Index, exceptions: ValidationExceptionCollection
) -> None:
    """Object to versions that do not fit into their set.

    Args:
        batch: The batch, applied in memory.
        store: What is stored: a set that the batch itself creates is not checked against.
        index: Where versions of the same set are looked up; as stale as the index is.
        exceptions: Where objections go.
    """
    for write in batch.writes:
        if write.aspect != VERSION_PROPERTIES or not write.proposed:
            continue
        for message in _misfits(write, store, index):
            exceptions.add(write.urn, write.aspect, message)


def _misfits(write: Write, store: Store, index: Index) -> list[str]:
    messages: list[str] = []
    version_set = str(write.value["versionSet"])
    sort_id = str(write.value["sortId"])
    label = _label(write.value)
    expected_type = str(key_aspect(Urn.parse(version_set))["entityType"])
    if write.entity_type != expected_type:
        messages.append(
            f"Version Set specified entity type does not match, expected type: {expected_type}"
        )
    stored_set = store.aspect(version_set, VERSION_SET_PROPERTIES)
    if stored_set is not None:
        expected, provided = scheme_of(stored_set.value), scheme_of(write.value)
        if expected != provided:
            messages.append(
                "Versioning Scheme does not match Version Set properties."
                f" Expected Scheme: {expected} Provided Scheme: {provided}"
            )
        if expected == GENERATED_SCHEME and not _GENERATED_SORT_ID.fullmatch(sort_id):
            messages.append(
                f"Invalid sortID for Versioning Scheme. ID: {sort_id} Scheme: {GENERATED_SCHEME}"
            )
    same = [("versionSortId", sort_id), ("version", label)]
    rivals = {
        urn
        for name, value in same
        for urn in index.find(write.entity_type, {"versionSet": version_set, name: value})
    }
    # DataHub asks for one hit only, so the entity itself can hide another one.
    first = max(
        rivals, key=lambda urn: (java_order(index.field(urn, "versionSortId")), urn), default=None
    )
    if first is not None and first != write.urn:
        messages.append(
            f"Sort Id and Version label must be unique: sort ID: {sort_id} version label: {label}"
        )
    return messages


def _place_in_set(batch: Batch, write: Write) -> None:
    version_set = str(write.value["versionSet"])
    properties: JsonObject = {"versioningScheme": scheme_of(write.value), "latest": write.urn}
    stored_set = batch.current(version_set, VERSION_SET_PROPERTIES)
    if stored_set is None:
        key = key_aspect(Urn.parse(version_set))
        batch.put(version_set, "versionSet", "versionSetKey", key, write.item)
    else:
        latest = str(stored_set["latest"])
        version = None if latest == write.urn else batch.current(latest, VERSION_PROPERTIES)
        if version is None:
            return
        if java_order(str(write.value["sortId"])) <= java_order(str(version["sortId"])):
            return
        _set_latest(batch, latest, version, write.item, is_latest=False)
    batch.put(version_set, "versionSet", VERSION_SET_PROPERTIES, properties, write.item)
    write.value = {**write.value, "isLatest": True}


def _move_latest(batch: Batch, write: Write) -> None:
    latest = str(write.value["latest"])
    before = None if write.stored is None else str(write.stored.value["latest"])
    if before is not None and before != latest:
        previous = batch.current(before, VERSION_PROPERTIES)
        if previous is not None:
            _set_latest(batch, before, previous, write.item, is_latest=False)
    version = batch.current(latest, VERSION_PROPERTIES)
    if version is None:
        raise UnsupportedOperationException(
            f"Cannot set latest version to unversioned entity: {latest}"
        )
    if version.get("isLatest") is False:
        _set_latest(batch, latest, version, write.item, is_latest=True)


def _set_latest(
    batch: Batch, urn: str, version: JsonObject, item: ChangeItem, *, is_latest: bool
) -> None:
    entity_type = Urn.parse(urn).entity_type
    spec = entity_spec(entity_type)
    name = entity_type if spec is None else spec.name
    batch.put(urn, name, VERSION_PROPERTIES, {**version, "isLatest": is_latest}, item)


def _label(properties: JsonObject) -> str:
    version = properties.get("version")
    return str(version.get("versionTag")) if isinstance(version, dict) else "null"

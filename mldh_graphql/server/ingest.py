"""Writing: a batch of proposals becomes stored aspects, all of them or none."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from mldh_graphql.server import versioning
from mldh_graphql.server.batch import Batch, Write
from mldh_graphql.server.conditional_writes import check_conditions
from mldh_graphql.server.defaults import default_aspects
from mldh_graphql.server.exceptions import (
    EntityValidationException,
    IllegalArgumentException,
    RuntimeJavaException,
    UnsupportedOperationException,
)
from mldh_graphql.server.patch import PatchFailed, apply_patch, uses_generic_path
from mldh_graphql.server.proposal import ChangeItem, IngestResult, Proposal, UnknownTarget
from mldh_graphql.server.records import AspectInvalid, validated
from mldh_graphql.server.registry import TIMESERIES, EntitySpec, aspect_record, entity_spec
from mldh_graphql.server.store import StoredAspect
from mldh_graphql.server.structured_properties import assignment_errors, immutable_errors
from mldh_graphql.server.timeseries import stored_event
from mldh_graphql.server.urn import InvalidUrn, Urn, UrnSyntaxError, check_urn
from mldh_graphql.server.validation_exceptions import ValidationExceptionCollection
from mldh_graphql.server.write_hooks import apply_write_hooks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mldh_graphql.server.index import Index
    from mldh_graphql.server.json_types import JsonObject
    from mldh_graphql.server.store import Store, Transaction

NO_RUN_ID = "no-run-id-provided"
"""The run id of what is written without one."""

_STRUCTURED_PROPERTIES = "structuredProperties"


def wall_clock_ms() -> int:
    """Now, in epoch milliseconds."""
    return time.time_ns() // 1_000_000


class Ingest:
    """The one door through which aspects and events are written.

    Args:
        store: Where to.
        index: Derives relationships and search documents; asked for versions of the same set.
        now_ms: The wall clock.
        strict_urns: Refuse URNs that DataHub only warns of.
    """

    def __init__(
        self,
        store: Store,
        index: Index,
        *,
        now_ms: Callable[[], int] = wall_clock_ms,
        strict_urns: bool = False,
    ) -> None:
        self._store = store
        self._index = index
        self._now_ms = now_ms
        self._strict_urns = strict_urns

    @property
    def store(self) -> Store:
        """What is written to."""
        return self._store

    @property
    def index(self) -> Index:
        """What is derived from what is written."""
        return self._index

    def now_ms(self) -> int:
        """The wall clock, in epoch milliseconds."""
        return self._now_ms()

    def ingest(self, proposals: Sequence[Proposal]) -> list[IngestResult]:
        """Apply a batch in one transaction: when this returns all of it is stored, or it raises.

        Proposals are applied in order, each on the result of those before it, and an
        aspect gets at most one new version. An entity that did not exist gets its key
        aspect and DataHub's defaults. As in DataHub, a proposal whose URN parses but is
        not valid (wrong number of parts, unknown fabric, too long…) is left out in
        silence while the others are written.

        Args:
            proposals: What to write.

        Returns:
            One result for every proposal that was neither left out nor about a key aspect that
            exists.

        Raises:
            JavaException: The batch was refused; nothing of it is stored. The message is DataHub's.
        """
        items = [
            item
            for index, proposal in enumerate(proposals)
            if (item := self._item(index, proposal)) is not None
        ]
        if not items:
            return []
        self._check_proposed(items)
        with self._store.transaction() as transaction:
            new = self._new_entities(items)
            batch = Batch(self._store, new)
            events = self._apply(batch, items)
            self._add_defaults(batch, new)
            apply_write_hooks(batch)
            versioning.apply_side_effects(batch)
            self._check_pre_commit(batch, items, new)
            results: list[IngestResult] = []
            versions = {
                (write.urn, write.aspect): self._write(transaction, write) for write in batch.writes
            }
            for item, event in events:
                self._write_event(transaction, item, event)
                results.append(
                    IngestResult(item.index, item.urn.text, item.aspect, event, 0, changed=True)
                )
            for item in items:
                key = (item.urn.text, item.aspect)
                write = batch.write_of(*key)
                if write is not None:
                    version, changed = versions[key]
                    results.append(IngestResult(item.index, *key, write.value, version, changed))
        return sorted(results, key=lambda result: result.index)

    # Before the transaction

    def _item(self, index: int, proposal: Proposal) -> ChangeItem | None:
        try:
            urn = Urn.parse(proposal.urn)
        except UrnSyntaxError as error:
            message = f"Failed to retrieve entity with urn {proposal.urn}, invalid urn"
            raise UnknownTarget(message) from error
        spec = known_entity(urn.entity_type)
        if proposal.aspect not in spec.aspects and proposal.aspect != spec.key_aspect:
            raise UnknownTarget(f"Unknown aspect {proposal.aspect} for entity {urn.entity_type}")
        if proposal.aspect in TIMESERIES and proposal.change != "UPSERT":
            raise UnsupportedOperationException(
                f"ChangeType not supported: PATCH for aspect {proposal.aspect}"
                if proposal.change == "PATCH"
                else f"ChangeType not supported: [{proposal.change}]"
            )
        try:
            check_urn(urn, strict=self._strict_urns)
        except InvalidUrn:
            return None
        value: JsonObject | None = None
        if proposal.change != "PATCH":
            value = _valid(proposal, spec)
        generic = proposal.patch is not None and uses_generic_path(proposal.patch)
        return ChangeItem(
            index=index,
            urn=urn,
            entity_type=spec.name,
            aspect=proposal.aspect,
            change=proposal.change,
            actor=proposal.actor,
            patch=proposal.patch,
            value=value,
            headers={} if generic else proposal.headers,
            system_metadata=None if generic else proposal.system_metadata,
        )

    def _check_proposed(self, items: Sequence[ChangeItem]) -> None:
        exceptions = ValidationExceptionCollection()
        versioning.check_proposed(items, self._store, exceptions)
        for item in items:
            if item.aspect == _STRUCTURED_PROPERTIES and item.value is not None:
                for message in assignment_errors(self._store, item.value):
                    exceptions.add(item.urn.text, item.aspect, message)
        exceptions.raise_proposed()

    def _new_entities(self, items: Sequence[ChangeItem]) -> dict[str, ChangeItem]:
        first: dict[str, ChangeItem] = {}
        for item in items:
            first.setdefault(item.urn.text, item)
        return {urn: item for urn, item in first.items() if not self._store.exists(urn)}

    # In memory

    def _apply(
        self, batch: Batch, items: Sequence[ChangeItem]
    ) -> list[tuple[ChangeItem, JsonObject]]:
        events: list[tuple[ChangeItem, JsonObject]] = []
        for item in items:
            if item.aspect == known_entity(item.entity_type).key_aspect:
                continue  # computed from the URN, whatever the client sent
            if item.aspect in TIMESERIES and item.value is not None:
                events.append((item, item.value))
                continue
            value = self._result(batch, item)
            batch.put(item.urn.text, item.entity_type, item.aspect, value, item, proposed=True)
        return events

    def _result(self, batch: Batch, item: ChangeItem) -> JsonObject:
        if item.value is not None:
            return item.value
        if item.patch is None:
            raise IllegalArgumentException(f"Missing aspect {item.aspect}")
        stored = batch.current(item.urn.text, item.aspect)
        try:
            return apply_patch(item.entity_type, item.aspect, item.urn.text, stored, item.patch)
        except PatchFailed as failure:
            raise RuntimeJavaException(str(failure)) from failure

    def _add_defaults(self, batch: Batch, new: dict[str, ChangeItem]) -> None:
        for urn, item in new.items():
            spec = known_entity(item.entity_type)
            for name, value in default_aspects(self._store, item.urn, spec):
                if batch.write_of(urn, name) is None:
                    batch.put(urn, item.entity_type, name, value, item)

    def _check_pre_commit(
        self, batch: Batch, items: Sequence[ChangeItem], new: dict[str, ChangeItem]
    ) -> None:
        exceptions = ValidationExceptionCollection()
        for item in items:
            check_conditions(
                item,
                batch.stored(item.urn.text, item.aspect),
                entity_exists=item.urn.text not in new,
                exceptions=exceptions,
            )
        for write in batch.writes:
            if write.aspect == _STRUCTURED_PROPERTIES:
                before = None if write.stored is None else write.stored.value
                messages = [*immutable_errors(self._store, before, write.value)]
                if write.item.change == "PATCH":
                    messages += assignment_errors(self._store, write.value)
                for message in messages:
                    exceptions.add(write.urn, write.aspect, message)
        versioning.check_pre_commit(batch, self._store, self._index, exceptions)
        exceptions.raise_pre_commit()

    # Into the store

    def _write(self, transaction: Transaction, write: Write) -> tuple[int, bool]:
        metadata = self._system_metadata(write.item)
        stored = write.stored
        if stored is not None and _same(stored.value, write.value):
            observed = metadata.get("lastObserved", stored.system_metadata.get("lastObserved"))
            touched = {**stored.system_metadata, "lastObserved": observed}
            transaction.touch(write.urn, write.aspect, touched)
            return stored.version, False
        version = 1 if stored is None else stored.version + 1
        if stored is not None:
            metadata["lastRunId"] = stored.system_metadata.get("runId", NO_RUN_ID)
        metadata["version"] = str(version)
        new = StoredAspect(write.value, version, metadata, self._now_ms(), write.item.actor)
        synchronous = write.item.synchronous
        transaction.put(write.urn, write.aspect, new, synchronous=synchronous, first=stored is None)
        return version, True

    def _write_event(self, transaction: Transaction, item: ChangeItem, event: JsonObject) -> None:
        transaction.put_event(
            item.urn.text,
            item.aspect,
            stored_event(event, self._system_metadata(item)),
            synchronous=item.synchronous,
            deferred=self._index.lag > 0 and not item.synchronous,
        )

    def _system_metadata(self, item: ChangeItem) -> JsonObject:
        if item.system_metadata is not None:
            return dict(item.system_metadata)
        return {"lastObserved": self._now_ms(), "runId": NO_RUN_ID}


def known_entity(entity_type: str) -> EntitySpec:
    """The registry's entry for an entity type.

    Raises:
        IllegalArgumentException: There is none.
    """
    spec = entity_spec(entity_type)
    if spec is None:
        raise IllegalArgumentException(
            f"Failed to find entity with name {entity_type} in EntityRegistry"
        )
    return spec


def _valid(proposal: Proposal, spec: EntitySpec) -> JsonObject:
    try:
        return validated(aspect_record(proposal.aspect), proposal.value or {}, spec.name)
    except AspectInvalid as error:
        raise EntityValidationException(str(error)) from error


def _same(one: JsonObject, other: JsonObject) -> bool:
    # Python thinks that 1, 1.0 and true are equal; as JSON they are not.
    return one == other and json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)

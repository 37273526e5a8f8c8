"""What has changed since the last sync, and what of its work is to be undone."""

from __future__ import annotations

import hashlib
import json
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from mldh_graphql.changes import (
    AspectDelete,
    AspectPatch,
    Change,
    DatasetProfileWrite,
    RunEventWrite,
)
from mldh_graphql.changes.change import Operation
from mldh_graphql.changes.records import dataset_profile_record, run_event_record
from mldh_graphql.entities.frozen_mapping import FrozenMapping
from mldh_graphql.timeseries_events import event_aspect

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mldh_graphql.urns import Urn

__all__ = ["WrittenAspect", "WrittenEntity", "changes_since", "written_entity"]

_UNDOABLE: Final = frozenset(
    {
        "/comment",
        "/description",
        "/externalUrl",
        "/lastModified",
        "/parentInstance",
        "/type",
        "/version",
    }
)
"""Fields that DataHub does not demand; entries of lists and maps can always be removed."""

_FORM: Final = b"1"
"""Changes when the same object of MLflow is to be described otherwise."""


@dataclass(frozen=True, slots=True)
class WrittenAspect:
    """What a sync wrote of one aspect.

    Attributes:
        digest: Of all that was written.
        paths: The fields and entries that can be taken away again.
        keys: The lists among them, with the members that identify an entry.
    """

    digest: str
    paths: tuple[str, ...] = ()
    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WrittenEntity:
    """What a sync wrote of one entity: just enough to know what to undo.

    Attributes:
        aspects: What it wrote, by aspect.
    """

    aspects: dict[str, WrittenAspect]

    def to_bytes(self) -> bytes:
        """Return it in a form to be kept."""
        said = {name: [a.digest, a.paths, a.keys] for name, a in self.aspects.items()}
        return zlib.compress(json.dumps(said, separators=(",", ":")).encode(), 1)

    @classmethod
    def from_bytes(cls, kept: bytes) -> WrittenEntity:
        """Return what was kept."""
        said = json.loads(zlib.decompress(kept))
        return cls(
            {
                name: WrittenAspect(
                    digest, tuple(paths), {key: tuple(value) for key, value in keys.items()}
                )
                for name, (digest, paths, keys) in said.items()
            }
        )


def written_entity(changes: Iterable[Change]) -> WrittenEntity:
    """Return what these changes write, all of one entity."""
    by_aspect: dict[str, list[Change]] = {}
    for change in changes:
        by_aspect.setdefault(_aspect(change), []).append(change)
    return WrittenEntity({name: _written(some) for name, some in by_aspect.items()})


def changes_since(
    urn: Urn, changes: Iterable[Change], before: WrittenEntity | None, now: WrittenEntity
) -> tuple[Change, ...]:
    """Return what must be sent so that DataHub has what the changes say.

    An aspect that was written so before is left out. What was written before and is no longer said
    is removed, and nothing else: what people added in DataHub was never written here.

    Args:
        urn: The entity.
        changes: All that is to be there.
        before: What an earlier sync wrote.
        now: What the changes write.
    """
    if before is None:
        return tuple(changes)
    changed = {
        name
        for name, aspect in now.aspects.items()
        if name not in before.aspects or before.aspects[name].digest != aspect.digest
    }
    found: list[Change] = [each for each in changes if _aspect(each) in changed]
    for name, old in before.aspects.items():
        new = now.aspects.get(name)
        gone = set(old.paths) - set(new.paths if new is not None else ())
        if not gone:
            continue
        lists = {path[1:].partition("/")[0] for path in gone}
        found.append(
            AspectPatch(
                urn=urn,
                aspect=name,
                operations=tuple(Operation("REMOVE", path) for path in old.paths if path in gone),
                array_primary_keys=FrozenMapping(
                    {key: members for key, members in old.keys.items() if key in lists}
                ),
            )
        )
    return tuple(found)


def _aspect(change: Change) -> str:
    return (
        change.aspect
        if isinstance(change, AspectPatch | AspectDelete)
        else event_aspect(change.urn)
    )


def _written(changes: list[Change]) -> WrittenAspect:
    digest = hashlib.blake2b(_FORM, digest_size=8)
    paths: dict[str, None] = {}
    keys: dict[str, tuple[str, ...]] = {}
    for change in changes:
        match change:
            case AspectPatch():
                some = [*change.create_only, *change.operations]
                text = "".join([f"{op}\0{path}\0{value}\n" for op, path, value in some])
                digest.update(text.encode("utf-8", "surrogatepass"))
                for op, path, _ in change.operations:
                    if op == "ADD" and (path.count("/") > 1 or path in _UNDOABLE):
                        paths[path] = None
                keys.update(change.array_primary_keys)
            case RunEventWrite():
                record = run_event_record(change.urn, change.event)
                digest.update(json.dumps(record, sort_keys=True).encode())
            case DatasetProfileWrite():
                digest.update(json.dumps(dataset_profile_record(change), sort_keys=True).encode())
            case AspectDelete():
                digest.update(b"deleted")
    return WrittenAspect(digest.hexdigest(), tuple(paths), keys)

"""Writing what is new in a tenth of the operations."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from mldh_graphql.changes import AspectPatch, Change, Operation
from mldh_graphql.changes.change import only_if_absent
from mldh_graphql.entities.frozen_mapping import FrozenMapping

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["written_at_once"]

_WHOLE: Final = {
    "dataProcessInstanceProperties": ("customProperties",),
    "mlTrainingRunProperties": ("hyperParams", "trainingMetrics"),
    "mlModelProperties": ("customProperties", "hyperParams", "trainingMetrics"),
}
"""Lists and maps with dozens of entries, by aspect."""

_FEW: Final = 3
"""Up to so many entries are no more operations than their guard."""


def written_at_once(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return the same changes, with long lists and maps written whole where there are none yet.

    A run has dozens of parameters and metrics, and DataHub takes longer over forty operations than
    over one with forty entries. DataHub refuses to write a list whole if there is one, and then
    they are written entry by entry, so that entries of others stay.
    """
    found: list[Change] = []
    for change in changes:
        names = _WHOLE.get(change.aspect, ()) if isinstance(change, AspectPatch) else ()
        if names and isinstance(change, AspectPatch) and not change.create_only:
            found += _halved(change, names)
        else:
            found.append(change)
    return tuple(found)


def _halved(patch: AspectPatch, names: Iterable[str]) -> list[AspectPatch]:
    """Return a patch that writes lists whole, and what to send once that was refused."""
    create_only: list[Operation] = []
    entries: list[Operation] = []
    for name in names:
        below = f"/{name}/"
        some = [each for each in patch.operations if each.path.startswith(below)]
        if len(some) <= _FEW or any(each.op != "ADD" for each in some):
            continue
        create_only += (*only_if_absent(name), Operation("ADD", f"/{name}", _whole(name, some)))
        entries += some
    if not entries:
        return [patch]
    apart = {each.path for each in entries}
    lists = {path[1:].partition("/")[0] for path in apart}
    keys = patch.array_primary_keys
    rest = AspectPatch(
        urn=patch.urn,
        aspect=patch.aspect,
        operations=tuple(each for each in patch.operations if each.path not in apart),
        array_primary_keys=FrozenMapping({k: v for k, v in keys.items() if k not in lists}),
        create_only=tuple(create_only),
    )
    otherwise = AspectPatch(
        urn=patch.urn,
        aspect=patch.aspect,
        array_primary_keys=FrozenMapping({k: v for k, v in keys.items() if k in lists}),
        otherwise=tuple(entries),
    )
    return [rest, otherwise]


def _whole(name: str, entries: Iterable[Operation]) -> str:
    """Return the JSON of a whole list or map; the entries are JSON already."""
    if name != "customProperties":
        return f"[{','.join(each.value or 'null' for each in entries)}]"
    start = len(f"/{name}/")
    members: list[str] = []
    for each in entries:
        key = each.path[start:].replace("~1", "/").replace("~0", "~")
        members.append(f"{json.dumps(key, ensure_ascii=False)}:{each.value or 'null'}")
    return f"{{{','.join(members)}}}"

"""What can be written: patches of aspects, run events, and the removal of a whole aspect."""

from __future__ import annotations

import json
from dataclasses import dataclass
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

from mldh_graphql.changes.json_pointer import json_pointer
from mldh_graphql.entities.frozen_mapping import FrozenMapping

if TYPE_CHECKING:
    from mldh_graphql.entities.run_event import RunEvent
    from mldh_graphql.urns import DatasetUrn, TrainingRunUrn, Urn

__all__ = [
    "NO_LISTS",
    "AspectDelete",
    "AspectPatch",
    "Change",
    "DatasetProfileWrite",
    "JsonValue",
    "Operation",
    "RunEventWrite",
    "add",
    "expect",
    "only_if_absent",
    "remove",
]

JsonValue: TypeAlias = "None | bool | int | float | str | list[JsonValue] | dict[str, JsonValue]"
"""Any JSON value."""


class Operation(NamedTuple):
    """One operation of a JSON patch.

    Attributes:
        op: ``ADD`` creates or overwrites, ``REMOVE`` is content with nothing, and ``TEST`` makes
            DataHub refuse everything if the value is another one.
        path: A JSON pointer.
        value: JSON text. DataHub would read ``1.0`` or ``true story`` as a number or a boolean, so
            texts are JSON too.
    """

    op: Literal["ADD", "REMOVE", "TEST"]
    path: str
    value: str | None = None


def add(*path: str, value: JsonValue) -> Operation:
    """Create or overwrite the member at the path."""
    return Operation("ADD", json_pointer(*path), _json(value))


def remove(*path: str) -> Operation:
    """Remove the member at the path, if it is there."""
    return Operation("REMOVE", json_pointer(*path))


def expect(*path: str, value: JsonValue) -> Operation:
    """Make DataHub refuse the patch unless the member at the path has this value."""
    return Operation("TEST", json_pointer(*path), _json(value))


def only_if_absent(name: str) -> tuple[Operation, ...]:
    """Make DataHub refuse the patch if the aspect has this field.

    ``TEST`` cannot ask for absence, but ``REMOVE`` below a field leaves an empty object where
    there was nothing. Where there is something, either ``REMOVE`` or ``TEST`` fails.
    """
    return remove(name, "_"), expect(name, value={})


NO_LISTS: Final[FrozenMapping[str, tuple[str, ...]]] = FrozenMapping({})
"""What most patches say about lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AspectPatch:
    """A change of one aspect of one entity; what it does not name stays as it is.

    Attributes:
        urn: The entity.
        aspect: The aspect, such as ``mlModelProperties``.
        operations: What is to be done in any case.
        array_primary_keys: The lists that are patched, each with the members that identify an
            entry. Only the lists that `operations` touch may be here: DataHub creates them all.
        create_only: What is to be done as well if it was not there yet; DataHub refuses it
            otherwise.
        otherwise: What is to be done instead of `create_only` once that was refused.
    """

    urn: Urn
    aspect: str
    operations: tuple[Operation, ...] = ()
    array_primary_keys: FrozenMapping[str, tuple[str, ...]] = NO_LISTS
    create_only: tuple[Operation, ...] = ()
    otherwise: tuple[Operation, ...] = ()

    @property
    def first_attempt(self) -> tuple[Operation, ...]:
        """What to send first."""
        return self.create_only + self.operations

    @property
    def second_attempt(self) -> tuple[Operation, ...]:
        """What to send if the first attempt was refused; nothing if empty."""
        return self.otherwise + self.operations

    @property
    def has_second_attempt(self) -> bool:
        """Whether a refusal may just mean that something was there already."""
        return bool(self.create_only)


@dataclass(frozen=True, slots=True)
class RunEventWrite:
    """A moment in the life of a run, which only DataHub's REST API takes.

    Writing the same event again changes nothing.

    Attributes:
        urn: The run.
        event: What happened.
        only_if_new: Whether to write it only if the patches beside it created the run.
    """

    urn: TrainingRunUrn
    event: RunEvent
    only_if_new: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetProfileWrite:
    """How large a data set was at a time, which only DataHub's REST API takes.

    Writing the same again changes nothing; what another writer says of the same time stays.

    Attributes:
        urn: The data set.
        timestamp: When, in milliseconds since 1970.
        row_count: How many rows it had.
        column_count: How many columns.
        size_in_bytes: How many bytes.
    """

    urn: DatasetUrn
    timestamp: int
    row_count: int | None = None
    column_count: int | None = None
    size_in_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class AspectDelete:
    """The removal of a whole aspect, which only DataHub's REST API does.

    Attributes:
        urn: The entity.
        aspect: The aspect.
    """

    urn: Urn
    aspect: str


Change: TypeAlias = AspectPatch | RunEventWrite | DatasetProfileWrite | AspectDelete
"""Anything that can be written."""


_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False)


def _json(value: JsonValue) -> str:
    return encode_basestring(value) if isinstance(value, str) else _ENCODER.encode(value)

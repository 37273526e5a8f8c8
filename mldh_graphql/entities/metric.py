"""`Metric` and `HyperParam`: a name and a value, which DataHub keeps as text."""

from __future__ import annotations

import numbers
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar, cast

from mldh_graphql.entities.strictness import is_returned
from mldh_graphql.entities.texts import (
    LONGEST_NAME,
    checked_key,
    checked_list,
    checked_text,
    optional,
    unique,
)
from mldh_graphql.entities.times import TimeLike, checked_time
from mldh_graphql.errors import InvalidValueError

if TYPE_CHECKING:
    from datetime import datetime

__all__ = [
    "HyperParam",
    "HyperParamsLike",
    "Metric",
    "MetricsLike",
    "ValueLike",
    "checked_hyper_params",
    "checked_metrics",
]

ValueLike: TypeAlias = str | int | float | bool
"""What a metric or hyper-parameter can be."""


@dataclass(frozen=True, slots=True, init=False)
class _NamedValue:
    name: str
    value: str | None
    description: str | None = None
    created_at: datetime | None = None

    def __init__(
        self,
        name: str,
        value: ValueLike | None,
        description: str | None = None,
        created_at: TimeLike | None = None,
    ) -> None:
        object.__setattr__(self, "name", checked_key("name", name))
        object.__setattr__(self, "value", _as_text(f"value of {name!r}", value))
        object.__setattr__(self, "description", optional(checked_text, "description", description))
        at = None if created_at is None else checked_time("created_at", created_at)
        object.__setattr__(self, "created_at", at)

    @property
    def number(self) -> float | None:
        """The value as a number; ``None`` if it is none."""
        try:
            return float(self.value) if self.value is not None else None
        except ValueError:
            return None


@dataclass(frozen=True, slots=True, init=False)
class Metric(_NamedValue):
    """A measured value, such as an accuracy.

    Attributes:
        name: What was measured.
        value: The value as text; a float is written as ``repr`` gives it, so that it reads back
            exactly. ``None`` only if DataHub has none.
        description: What it means.
        created_at: When it was measured.
    """


@dataclass(frozen=True, slots=True, init=False)
class HyperParam(_NamedValue):
    """A setting of the training, such as a learning rate.

    Attributes:
        name: What was set.
        value: The value as text; a float is written as ``repr`` gives it, so that it reads back
            exactly. ``None`` only if DataHub has none.
        description: What it means.
        created_at: When it was set.
    """


_INT64: Final = 2**63

# The fields of a frozen class, as its own __init__ could set them if it were compiled.
_SET_NAME: Final = vars(_NamedValue)["name"].__set__
_NAME: Final = attrgetter("name")
_SET_VALUE: Final = vars(_NamedValue)["value"].__set__
_SET_DESCRIPTION: Final = vars(_NamedValue)["description"].__set__
_SET_CREATED_AT: Final = vars(_NamedValue)["created_at"].__set__

# `Iterable` would make type checkers refuse mappings of numbers and texts together.
MetricsLike: TypeAlias = "Mapping[str, ValueLike] | Sequence[Metric | tuple[str, ValueLike]]"
"""Metrics as a mapping, as pairs, or as `Metric`."""

HyperParamsLike: TypeAlias = (
    "Mapping[str, ValueLike] | Sequence[HyperParam | tuple[str, ValueLike]]"
)
"""Hyper-parameters as a mapping, as pairs, or as `HyperParam`."""

_NamedValueT = TypeVar("_NamedValueT", bound=_NamedValue)


def checked_metrics(argument: str, values: MetricsLike) -> tuple[Metric, ...]:
    """Return the metrics; two of the same name are refused."""
    return _checked(Metric, argument, values)


def checked_hyper_params(argument: str, values: HyperParamsLike) -> tuple[HyperParam, ...]:
    """Return the hyper-parameters; two of the same name are refused."""
    return _checked(HyperParam, argument, values)


def _checked(
    kind: type[_NamedValueT],
    argument: str,
    values: Mapping[str, ValueLike] | Iterable[_NamedValueT | tuple[str, ValueLike]],
) -> tuple[_NamedValueT, ...]:
    if isinstance(values, Mapping):
        entries = cast("Mapping[str, ValueLike]", values).items()
        found = [_named(kind, argument, name, value) for name, value in entries]
    else:
        found = [_one(kind, argument, entry) for entry in checked_list(argument, values)]
    return unique(argument, found, _NAME)


def _one(
    kind: type[_NamedValueT], argument: str, entry: _NamedValueT | tuple[str, ValueLike]
) -> _NamedValueT:
    if isinstance(entry, kind):
        return entry
    if not isinstance(entry, tuple | list) or len(entry) != 2:
        raise InvalidValueError(
            argument=argument,
            reason=f"{kind.__name__} or (name, value) is expected, not a {type(entry).__name__}",
        )
    name, value = entry
    return _named(kind, argument, name, value)


def _named(kind: type[_NamedValueT], argument: str, name: str, value: ValueLike) -> _NamedValueT:
    if type(name) is not str or not name.isascii() or not 0 < len(name) <= LONGEST_NAME:
        name = checked_key(f"{argument} name", name)
    if type(value) is float or (type(value) is int and -_INT64 <= value < _INT64):
        # Runs have dozens of these, and asking the abstract classes takes ten times as long.
        text: str | None = repr(value)
    else:
        text = _as_text(f"{argument}[{name!r}]", value)
    # All of it has been checked, so it need not pass through __init__.
    made = object.__new__(kind)
    _SET_NAME(made, name)
    _SET_VALUE(made, text)
    _SET_DESCRIPTION(made, None)
    _SET_CREATED_AT(made, None)
    return made


def _as_text(argument: str, value: ValueLike | None) -> str | None:
    if isinstance(value, str):
        return checked_text(argument, value)
    if value is None and is_returned():
        return None
    if isinstance(value, bool):
        return repr(value)
    try:
        if isinstance(value, numbers.Integral):
            return str(int(value))
        if isinstance(value, numbers.Real) and not isinstance(value, numbers.Rational):
            # float() first: NumPy's own repr is "np.float64(0.9)".
            return repr(float(value))
    except ValueError as error:
        raise InvalidValueError(argument=argument, reason=str(error)) from None
    raise InvalidValueError(
        argument=argument,
        reason=f"a number or text is expected, not a {type(value).__name__}",
    )

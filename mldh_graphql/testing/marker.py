"""What ``@pytest.mark.datahub(…)`` can say; nothing heavy is imported to read it."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Final, Protocol

from mldh_graphql.errors import ConfigurationError, InvalidValueError
from mldh_graphql.server.faults import Fault

__all__ = ["MarkerOptions"]

_WITH_PATCHES: Final = (1, 3, 1)
"""The release of DataHub that brought ``patchEntities``."""


class Mark(Protocol):
    """What is needed of pytest's marks."""

    @property
    def args(self) -> tuple[object, ...]:
        """The positional arguments."""
        ...

    @property
    def kwargs(self) -> Mapping[str, object]:
        """The keyword arguments."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkerOptions:
    """The options of ``@pytest.mark.datahub``: what the DataHub of a test is like.

    Attributes:
        index_lag: Seconds until ``relationships``, ``lineage``, searches and run states show a
            write, unless ``datahub.flush_index()`` is called.
        token: What clients must send: one token, or the user of each token. ``datahub_client``
            sends the first.
        read_only_tokens: The tokens that may read but not write.
        server_version: The release that the server says it is, such as ``v1.2.0``. Before
            v1.3.1 it has no ``patchEntities``.
        patch_mutations: Whether it has ``patchEntities``, whatever its release.
        entity_versioning: Whether ``linkAssetVersion`` does anything.
        introspection: Whether clients may ask for the schema.
        strict_urns: Whether URNs that DataHub only warns of are invalid, too.
        faults: What goes wrong with the first requests of the test, in order; see `Fault.parse`.
    """

    index_lag: float = 0.0
    token: str | tuple[tuple[str, str], ...] | None = None
    read_only_tokens: tuple[str, ...] = ()
    server_version: str | None = None
    patch_mutations: bool = True
    entity_versioning: bool = False
    introspection: bool = True
    strict_urns: bool = False
    faults: tuple[Fault, ...] = ()

    @classmethod
    def of_marks(cls, marks: Iterable[Mark]) -> MarkerOptions:
        """Read the options of all marks of a test; the closest one that names an option wins.

        Args:
            marks: The closest first.

        Raises:
            ConfigurationError: A mark names an option that does not exist, or a value that the
                option does not take.
        """
        said: dict[str, object] = {}
        for mark in marks:
            if mark.args:
                raise _wrong("options have names, such as index_lag=1; got a value without one")
            for name, value in mark.kwargs.items():
                said.setdefault(name, _checked(name, value))
        version = said.get("server_version")
        if isinstance(version, str) and _release(version) < _WITH_PATCHES:
            said.setdefault("patch_mutations", False)
        options = cls(**said)  # type: ignore[arg-type]  # each value was checked for its option
        if not options.tokens.keys() >= set(options.read_only_tokens):
            raise _wrong("a read-only token is not among the tokens (token=)")
        return options

    @property
    def tokens(self) -> dict[str, str | None]:
        """What clients may send, and whom it stands for; ``None``: the first administrator."""
        if isinstance(self.token, str):
            return {self.token: None}
        return dict(self.token or ())

    @property
    def of_server(self) -> tuple[object, ...]:
        """What a running server cannot change: tests that agree on it can share one."""
        return tuple(
            getattr(self, each.name)
            for each in fields(self)
            if each.name not in {"index_lag", "faults"}
        )

    def said(self) -> list[str]:
        """Return the names of the options that differ from their defaults."""
        return [each.name for each in fields(self) if getattr(self, each.name) != each.default]


def _checked(name: str, value: object) -> object:
    check = _CHECKS.get(name)
    if check is not None:
        return check(name, value)
    known = list(_CHECKS)
    close = difflib.get_close_matches(name, known, n=1)
    meant = f"; did you mean {close[0]!r}?" if close else "."
    raise _wrong(f"there is no option {name!r}{meant} There are {', '.join(known)}")


def _seconds(name: str, value: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):  # noqa: SIM102 - too long
        if math.isfinite(value) and value >= 0:
            return float(value)
    raise _wrong(f"{name} takes seconds, 0 or more, not {value!r}")


def _token(name: str, value: object) -> str | tuple[tuple[str, str], ...]:
    if isinstance(value, str) and value:
        return value
    if isinstance(value, Mapping) and value:
        pairs = tuple(value.items())
        if all(isinstance(text, str) for pair in pairs for text in pair):
            return pairs
    # Not the value: it may be a real token.
    raise _wrong(f"{name} takes a text, or a mapping of tokens to users")


def _texts(name: str, value: object) -> tuple[str, ...]:
    if isinstance(value, list | tuple) and all(isinstance(each, str) for each in value):
        return tuple(value)
    raise _wrong(f"{name} takes a list of texts")


def _version(name: str, value: object) -> str:
    if isinstance(value, str) and value:
        return value
    raise _wrong(f"{name} takes a text such as 'v1.2.0', not {value!r}")


def _switch(name: str, value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise _wrong(f"{name} takes True or False, not {value!r}")


def _faults(name: str, value: object) -> tuple[Fault, ...]:
    if not isinstance(value, list | tuple):
        raise _wrong(f"{name} takes a list, such as ['500 once', '429 retry-after=1']")
    try:
        return tuple(Fault.of(each) for each in value)
    except InvalidValueError as error:
        raise _wrong(f"{name}: {error}") from None


def _release(version: str) -> tuple[int, ...]:
    found = re.match(r"v?(\d+)\.(\d+)(?:\.(\d+))?", version)
    return tuple(int(part or 0) for part in found.groups()) if found else _WITH_PATCHES


def _wrong(what: str) -> ConfigurationError:
    return ConfigurationError(f"@pytest.mark.datahub: {what}")


_CHECKS: Final[dict[str, Callable[[str, object], object]]] = {
    "index_lag": _seconds,
    "token": _token,
    "read_only_tokens": _texts,
    "server_version": _version,
    "patch_mutations": _switch,
    "entity_versioning": _switch,
    "introspection": _switch,
    "strict_urns": _switch,
    "faults": _faults,
}
"""The options, each with what checks its value."""

"""`Described`: an MLflow object as DataHub is to have it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mldh_graphql.entities.texts import LONGEST_NAME, checked_key, checked_text
from mldh_graphql.errors import InvalidValueError
from mldh_graphql.mlflow.report import SyncIssue, SyncKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mldh_graphql.changes import Change
    from mldh_graphql.urns import Urn

__all__ = ["Described", "Doubts"]


@dataclass(frozen=True, slots=True)
class Described:
    """What DataHub is to have about one MLflow object.

    Attributes:
        urn: The entity.
        kind: What it is in MLflow.
        id: Its id or name in MLflow.
        changes: What writes all of it.
        issues: What of it cannot be written as it is.
        seen_as: A digest of what MLflow says about it, to tell later whether that is the same;
            empty where nobody asks.
    """

    urn: Urn
    kind: SyncKind
    id: str
    changes: tuple[Change, ...]
    issues: tuple[SyncIssue, ...] = ()
    seen_as: str = ""


class Doubts:
    """Collects what of one MLflow object cannot be written as it is.

    Args:
        kind: What it is.
        id: Its id or name.
    """

    def __init__(self, kind: SyncKind, id: str) -> None:  # noqa: A002 - MLflow's word
        self._kind = kind
        self._id = id
        self._issues: list[SyncIssue] = []

    @property
    def issues(self) -> tuple[SyncIssue, ...]:
        """What was noted."""
        return tuple(self._issues)

    def note(self, reason: str, done: str, *, failed: bool = False) -> None:
        """Keep that something is the matter."""
        self._issues.append(SyncIssue(self._kind, self._id, reason, done, failed=failed))

    def note_encoded(self, urn: Urn, name: str) -> None:
        """Keep that a name could not stand in its URN as it is."""
        if name not in urn:
            self.note(
                "its name cannot stand in a URN as it is, and what DataHub's own source writes for "
                "it is no URN",
                f"it was written as {urn}",
            )

    def kept(self, what: str, values: Mapping[str, str]) -> dict[str, str]:
        """Return the entries that DataHub can hold, and keep which it cannot."""
        found = {}
        for key, value in values.items():
            # Most are short and plain, and there are dozens in every run.
            if not (key.isascii() and value.isascii() and 0 < len(key) <= LONGEST_NAME):
                try:
                    checked_key(f"{what} key", key)
                    checked_text(f"{what} {key!r}", value)
                except InvalidValueError as error:
                    self.note(error.reason, f"the {what} {key[:100]!r} was left out", failed=True)
                    continue
            found[key] = value
        return found

    def named(self, name: str, instead: str) -> str:
        """Return a name that people can see; MLflow takes blank and longer ones."""
        if name.strip() and len(name) <= LONGEST_NAME:
            return name
        if not name:
            return instead
        shown = name[: LONGEST_NAME - 1] + "…" if name.strip() else instead
        self.note("its name is blank or too long", f"it is called {shown[:60]!r}")
        return shown

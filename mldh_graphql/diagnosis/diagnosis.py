"""`Diagnosis`: what was found out about a server, each finding with what to do."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from mldh_graphql.verification.wording import printable

if TYPE_CHECKING:
    from mldh_graphql.urns import Urn

__all__ = ["Diagnosis", "Examination", "ServerKind", "Subject", "Verdict"]


class ServerKind(StrEnum):
    """What answers at an address."""

    GMS = "GMS"
    """DataHub's metadata service."""
    FRONTEND = "frontend"
    """DataHub's web application, which passes GraphQL on to GMS."""
    FRONTEND_GMS = "frontend's /api/gms"
    """GMS, through DataHub's web application."""
    LOCAL = "local server"
    """The server of this library."""
    DATAHUB = "DataHub"
    """DataHub's GraphQL; nothing tells through what."""
    LOGIN_PAGE = "login page"
    """A page for people, of DataHub's frontend or of a proxy before it."""
    OTHER = "something else"
    """A server that is no DataHub."""
    NOTHING = "nothing"
    """No answer came."""

    @property
    def is_datahub(self) -> bool:
        """Whether this library can talk to it."""
        return self not in (ServerKind.LOGIN_PAGE, ServerKind.OTHER, ServerKind.NOTHING)


class Subject(StrEnum):
    """What was looked at."""

    ADDRESS = "address"
    TOKEN = "token"  # noqa: S105 - a word
    RELEASE = "release"
    PATCHES = "patches"
    RIGHTS = "rights"
    REST = "REST API"
    VERSIONING = "versioning"
    INDEX = "index"


class Verdict(StrEnum):
    """What it means for this library."""

    OK = "ok"
    """It works."""
    WARNING = "warning"
    """Something will not work, or soon."""
    PROBLEM = "problem"
    """It does not work."""
    UNKNOWN = "unknown"
    """It could not be found out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """One thing that was looked at.

    Attributes:
        subject: What was looked at.
        verdict: What it means.
        found: What was found, in a sentence.
        fix: What to do; ``None`` if there is nothing to do.
    """

    subject: Subject
    verdict: Verdict
    found: str
    fix: str | None = None

    def __str__(self) -> str:
        fix = f"\n    fix: {printable(self.fix)}" if self.fix else ""
        return f"{self.subject.value}: {self.verdict.value}: {printable(self.found)}{fix}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """What was found out about a server. ``print`` shows it.

    Attributes:
        server: The address, without credentials.
        kind: What is there.
        release: DataHub's release; ``None`` if it does not say.
        user: Whom the token stands for; ``None`` if that is not known.
        entity_versioning: Whether ``linkAssetVersion`` works; ``None`` if that is not known.
        index_lag: Seconds until links and searches showed what was written; ``None`` if that was
            not measured.
        examinations: What was looked at, in this order.
    """

    server: str
    kind: ServerKind
    release: str | None = None
    user: Urn | None = None
    entity_versioning: bool | None = None
    index_lag: float | None = None
    examinations: tuple[Examination, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong; what is unknown does not count."""
        bad = (Verdict.PROBLEM, Verdict.WARNING)
        return all(each.verdict not in bad for each in self.examinations)

    @property
    def problems(self) -> tuple[Examination, ...]:
        """What does not work."""
        return tuple(each for each in self.examinations if each.verdict is Verdict.PROBLEM)

    def __getitem__(self, subject: Subject) -> Examination:
        """Return what was found out about one subject.

        Raises:
            KeyError: It was not looked at.
        """
        for each in self.examinations:
            if each.subject is subject:
                return each
        raise KeyError(subject)

    def __str__(self) -> str:
        return "\n".join([printable(self.server), *map(str, self.examinations)])

    def to_json(self) -> str:
        """Return the diagnosis as JSON text, with the attributes' names."""
        document = {
            "server": self.server,
            "kind": self.kind.value,
            "ok": self.ok,
            "release": self.release,
            "user": None if self.user is None else str(self.user),
            "entity_versioning": self.entity_versioning,
            "index_lag": None if self.index_lag is None else round(self.index_lag, 3),
            "examinations": [
                {
                    "subject": each.subject.value,
                    "verdict": each.verdict.value,
                    "found": each.found,
                    "fix": each.fix,
                }
                for each in self.examinations
            ],
        }
        return json.dumps(document, indent=2, ensure_ascii=False)

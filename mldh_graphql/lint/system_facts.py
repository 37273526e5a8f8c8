"""What the rules look at: a system's entities, and what a server knows besides."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from mldh_graphql.entities import MLTrainingRun

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mldh_graphql.entities import Entity
    from mldh_graphql.urns import Urn
    from mldh_graphql.verification.links import StoredEdges

__all__ = ["ServerFacts", "SystemFacts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerFacts:
    """What only a server can tell.

    Attributes:
        existing: Which of the URNs that were asked for exist.
        unknown: Those that the server failed to show, so nobody knows.
        edges: Stored inputs and outputs by run and field.
        sort_ids: Stored sort ids by model.
    """

    existing: frozenset[Urn] = frozenset()
    unknown: frozenset[Urn] = frozenset()
    edges: Mapping[tuple[Urn, str], StoredEdges] = field(default_factory=dict)
    sort_ids: Mapping[Urn, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class SystemFacts:
    """What the rules look at.

    Attributes:
        described: The entities that are judged, as they will be once the description is applied.
        known: Those and what they are linked to, as far as it is known.
        server: What a server knows besides; ``None`` if none was asked.
    """

    described: Mapping[Urn, Entity]
    known: Mapping[Urn, Entity]
    server: ServerFacts | None = None

    @cached_property
    def writers(self) -> Mapping[Urn, tuple[Urn, ...]]:
        """The runs that say that they wrote a model or data set, by that."""
        found: dict[Urn, list[Urn]] = {}
        for run in self.known.values():
            for output in (run.outputs or ()) if isinstance(run, MLTrainingRun) else ():
                found.setdefault(output, []).append(run.urn)
        return {urn: tuple(runs) for urn, runs in found.items()}

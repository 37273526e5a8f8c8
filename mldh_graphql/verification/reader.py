"""What a verification asks DataHub, many entities in a request."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from mldh_graphql.errors import (
    DataHubMLError,
    GraphQLError,
    PermissionDeniedError,
    RequestError,
)
from mldh_graphql.reads.nouns import entity_of
from mldh_graphql.reads.questions import (
    PAGE,
    members_question,
    relationships_question,
    search_question,
)
from mldh_graphql.urns import TrainingRunUrn, Urn
from mldh_graphql.verification.links import EDGE_FIELDS, LINK_FIELDS, StoredEdges

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from mldh_graphql.entities import Entity
    from mldh_graphql.session import Session

__all__ = ["CHUNK", "Found", "IncomingLink", "SeenLink", "SystemReader"]

CHUNK: Final = 100
"""Entities read in one request: an answer of some hundred kilobytes."""

_LINKS_AT_FIRST: Final = 200
"""Links of each entity in the first answer about a hundred of them; few have more."""

_POPULAR: Final = 10
"""Entities with more links than that in one request, `PAGE` links of each."""

_VERSIONS: Final = 1000
"""Models in one answer that has nothing but their URNs."""

_MOST_FOUND: Final = 10_000
"""Where DataHub's search ends."""

_MOST_UNREADABLE: Final = 10
"""With more, something else is wrong than the entities, and looking for culprits never ends."""

IncomingLink = tuple[str, Urn]
"""DataHub's name of a link, and where it comes from."""

SeenLink = tuple[Urn, str, Urn]
"""Where a link leads to, DataHub's name of it, and where it comes from."""


@dataclass(slots=True)
class Found:
    """What DataHub has of the entities that it was asked for.

    Attributes:
        entities: Those that are nouns of this library.
        existing: All that exist.
        unreadable: Those that DataHub failed to show, and how.
    """

    entities: dict[Urn, Entity] = field(default_factory=dict)
    existing: set[Urn] = field(default_factory=set)
    unreadable: dict[Urn, DataHubMLError] = field(default_factory=dict)


class SystemReader:
    """Reads in as few requests as DataHub allows, and counts them.

    Attributes:
        requests: How many requests were made.
        unreadable_aspects: Why stored aspects could not be read; ``None`` if they could.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self.requests = 0
        self.unreadable_aspects: str | None = None

    async def entities(self, urns: Iterable[Urn]) -> Found:
        """Read entities, a hundred in a request; those that do not exist are left out.

        Where DataHub fails for all because of a few, the others are read without those.

        Raises:
            GraphQLError: DataHub fails for more than a few.
        """
        found = Found()
        for chunk in chunks(list(dict.fromkeys(urns)), CHUNK):
            await self._read(chunk, found)
        return found

    async def incoming(self, wanted: Mapping[Urn, Collection[IncomingLink]]) -> set[SeenLink]:
        """Return which of the wanted links the index shows from the end that they lead to.

        A hundred entities in a request; more requests only for those with hundreds of links.
        """
        seen: set[SeenLink] = set()
        popular: list[Urn] = []
        for chunk in chunks(list(wanted), CHUNK):
            totals = await self._page(chunk, 0, _LINKS_AT_FIRST, seen)
            popular += [urn for urn in chunk if totals.get(urn, 0) > _LINKS_AT_FIRST]
        for chunk in chunks(popular, _POPULAR):
            asked, start, total = chunk, _LINKS_AT_FIRST, _LINKS_AT_FIRST + 1
            while asked and start < total:
                totals = await self._page(asked, start, PAGE, seen)
                start, total = start + PAGE, max([total, *totals.values()])
                asked = [
                    urn for urn in asked if any((urn, *link) not in seen for link in wanted[urn])
                ]
        return seen

    async def stored_edges(self, runs: Iterable[Urn]) -> dict[tuple[Urn, str], StoredEdges] | None:
        """Return the inputs and outputs of runs as DataHub's database has them.

        Only REST shows them. ``None`` if the server does not let us: the reason is kept.
        """
        names = {name: f"dataProcessInstance{name[:-1].capitalize()}" for name in EDGE_FIELDS}
        stored = await self.stored_aspects(TrainingRunUrn.kind, runs, list(names.values()))
        if stored is None:
            return None
        return {
            (urn, name): _edges(stored[urn].get(aspect), name)
            for urn in stored
            for name, aspect in names.items()
        }

    async def stored_aspects(
        self, entity_type: str, urns: Iterable[Urn], aspects: Sequence[str]
    ) -> dict[Urn, dict[str, object]] | None:
        """Return aspects as DataHub's database has them, by entity and name.

        Only REST shows them. ``None`` if the server does not let us: the reason is kept.
        """
        found: dict[Urn, dict[str, object]] = {}
        for chunk in chunks(list(dict.fromkeys(urns)), CHUNK):
            self.requests += 1
            try:
                stored = await self._session.stored_aspects(entity_type, chunk, aspects)
            except RequestError as error:
                self.unreadable_aspects = str(error)
                return None
            found |= {urn: stored.get(urn, {}) for urn in chunk}
        return found

    async def searchable(self, urns: Iterable[Urn]) -> set[str]:
        """Return which of the entities a search finds, the soft-deleted ones included."""
        found: set[str] = set()
        for chunk in chunks(list(urns), CHUNK):
            self.requests += 1
            with self._session.parsing("searchEntities"):
                page = await self._session.operations.search_entities(search_question(chunk))
            found |= {each.entity.urn for each in page.search_results} if page else set()
        return found

    async def versions(self, version_sets: Iterable[Urn]) -> set[Urn]:
        """Return the models that DataHub's index has in sets of versions, at most 10,000."""
        found: set[Urn] = set()
        for chunk in chunks(sorted(version_sets), CHUNK):
            start, total = 0, 1
            while start < min(total, _MOST_FOUND):
                question = members_question(chunk, start=start, count=_VERSIONS)
                self.requests += 1
                with self._session.parsing("searchEntities"):
                    page = await self._session.operations.search_entities(question)
                if page is None:
                    break
                found |= {Urn.returned(each.entity.urn) for each in page.search_results}
                start, total = start + _VERSIONS, page.total
        return found

    async def _read(self, chunk: Sequence[Urn], found: Found) -> None:
        self.requests += 1
        try:
            with self._session.parsing("getEntities"):
                results = await self._session.operations.get_entities(
                    [str(urn) for urn in chunk], check_for_existence=True
                )
        except PermissionDeniedError:
            raise
        except GraphQLError as error:
            if len(chunk) == 1:
                if len(found.unreadable) >= _MOST_UNREADABLE:
                    raise
                found.unreadable[chunk[0]] = error
                return
            middle = len(chunk) // 2
            await self._read(chunk[:middle], found)
            await self._read(chunk[middle:], found)
            return
        for result in results or ():
            if result is None:
                continue
            urn = Urn.returned(result.urn)
            found.existing.add(urn)
            try:
                entity = entity_of(result)
            except DataHubMLError as error:
                found.unreadable[urn] = error
                continue
            if entity is not None:
                found.entities[urn] = entity

    async def _page(
        self, urns: Sequence[Urn], start: int, count: int, seen: set[SeenLink]
    ) -> dict[str, int]:
        question = relationships_question(
            list(LINK_FIELDS.values()), outgoing=False, start=start, count=count
        )
        self.requests += 1
        with self._session.parsing("getLinks"):
            results = await self._session.operations.get_links([str(urn) for urn in urns], question)
        totals: dict[str, int] = {}
        for result in results or ():
            if result is None or result.relationships is None:
                continue
            totals[result.urn] = result.relationships.total or 0
            for each in result.relationships.relationships:
                if each.entity is not None:
                    target, source = Urn.returned(result.urn), Urn.returned(each.entity.urn)
                    seen.add((target, each.type_, source))
        return totals


def chunks(urns: Sequence[Urn], size: int) -> Iterator[Sequence[Urn]]:
    """Cut a list into pieces of this size; the last one may be shorter."""
    for start in range(0, len(urns), size):
        yield urns[start : start + size]


def _edges(aspect: object, name: str) -> StoredEdges:
    if not isinstance(aspect, dict):
        return StoredEdges()
    plain = aspect.get(name) or ()
    edges = aspect.get(f"{name[:-1]}Edges") or ()
    return StoredEdges(
        frozenset(Urn.returned(each["destinationUrn"]) for each in edges),
        frozenset(Urn.returned(each) for each in plain),
    )

"""What the page asks a DataHub: with the ordinary client, and with the visitor's token."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from mldh_graphql.client import DataHubMLClient
from mldh_graphql.config import ClientConfig, Retries
from mldh_graphql.lineage import LineageHop
from mldh_graphql.page.kinds import KINDS, Kind, kind_of
from mldh_graphql.page.schema_guide import INTROSPECTION, INTROSPECTION_NAME
from mldh_graphql.session import Session
from mldh_graphql.urns import Urn

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mldh_graphql.entities import Entity
    from mldh_graphql.session import HTTPTransport

SERVER: Final = "http://local-datahub"
"""An address that is never resolved: the transport leads to this process."""

LAST_RESULT: Final = 10_000
"""DataHub's search shows no more than this many."""

NEIGHBOURS: Final = 100
"""So many neighbours in lineage are listed on a page."""

_SEARCH: Final = "query pageSearch({variables}) {{ {searches} }}".format(
    variables=", ".join(f"${kind.symbol}: SearchAcrossEntitiesInput!" for kind in KINDS),
    searches=" ".join(
        f"{kind.symbol}: searchAcrossEntities(input: ${kind.symbol})"
        " { total searchResults { entity { urn } } }"
        for kind in KINDS
    ),
)

_RELATED: Final = """
query pageRelated($urn: String!, $input: RelationshipsInput!) {
  entity(urn: $urn) {
    relationships(input: $input) { total relationships { entity { urn } } }
  }
}
"""
_LINEAGE: Final = """
query pageLineage($urn: String!, $input: LineageInput!) {
  entity(urn: $urn) {
    ... on EntityWithRelationships {
      lineage(input: $input) { total relationships { type entity { urn } } }
    }
  }
}
"""

_NAMED: Final = {
    "corpGroup": "Group of users",
    "corpuser": "User",
    "domain": "Domain",
    "glossaryTerm": "Glossary term",
    "tag": "Tag",
}
"""What nouns name, and is called otherwise than its URN says."""

_NAMES: Final = """
query pageNames($urns: [String!]!) {
  entities(urns: $urns, checkForExistence: true) {
    urn
    ... on CorpGroup { properties { displayName } }
    ... on CorpUser { properties { displayName } }
    ... on Domain { properties { name } }
    ... on GlossaryTerm { properties { name } }
    ... on Tag { properties { name } }
  }
}
"""


@dataclass(frozen=True, slots=True)
class Linked:
    """An entity that a page leads to.

    Attributes:
        urn: Which one.
        name: What people call it.
        noun: What it is.
        kind: Its kind, if it is one that the page lists.
        entity: What DataHub knows of it, if it is one of this library's nouns.
        missing: Whether DataHub does not have it, although something names it.
    """

    urn: Urn
    name: str
    noun: str
    kind: Kind | None
    entity: Entity | None = None
    missing: bool = False

    @property
    def removed(self) -> bool:
        """Whether it is soft-deleted."""
        return self.entity is not None and self.entity.removed


@dataclass(frozen=True, slots=True)
class Page:
    """A page of something long.

    Attributes:
        total: How many there are in all.
        items: Those on this page.
        number: Which page it is, from 1.
        size: How many a page shows.
    """

    total: int
    items: tuple[Linked, ...]
    number: int = 1
    size: int = 25

    @property
    def last(self) -> int:
        """The number of the last page that can be shown."""
        return max(1, -(-min(self.total, LAST_RESULT) // self.size))

    @property
    def first_item(self) -> int:
        """The place of the first item among all, from 1."""
        return (self.number - 1) * self.size + 1


@dataclass(frozen=True, slots=True)
class Neighbours:
    """A page of the entities that are one hop of lineage away.

    Attributes:
        total: How many there are in all.
        hops: Those on this page.
    """

    total: int
    hops: tuple[LineageHop, ...]


class Catalogue:
    """Finds and reads entities for the page.

    Args:
        transport: Leads to the API.
        token: What the visitor showed; ``None`` where nobody is asked for one.
    """

    def __init__(self, transport: HTTPTransport, token: str | None) -> None:
        # What this process does not answer at once it does not answer later either.
        config = ClientConfig(
            server=SERVER, token=token, retries=Retries(attempts=1), trust_env=False
        )
        self.client = DataHubMLClient(config=config, transport=transport)
        self._session = Session(config, transport=transport)

    async def aclose(self) -> None:
        """Close what was opened."""
        await self.client.aclose()
        await self._session.aclose()

    async def overview(self, query: str, *, removed: bool, size: int) -> dict[Kind, Page]:
        """Return the best matches of each kind."""
        return await self._search(query, dict.fromkeys(KINDS, (1, size)), removed=removed)

    async def listing(
        self, kind: Kind, query: str, *, removed: bool, number: int, size: int
    ) -> dict[Kind, Page]:
        """Return a page of the matches of one kind; of the others only how many there are."""
        asked = dict.fromkeys(KINDS, (1, 0)) | {kind: (number, size)}
        return await self._search(query, asked, removed=removed)

    async def _search(
        self, query: str, asked: Mapping[Kind, tuple[int, int]], *, removed: bool
    ) -> dict[Kind, Page]:
        variables = {
            kind.symbol: _search_input(kind, query, number, size, removed=removed)
            for kind, (number, size) in asked.items()
        }
        data = await self._session.send(_SEARCH, "pageSearch", variables)
        found: dict[Kind, tuple[int, list[Urn]]] = {}
        for kind in asked:
            answer = cast("dict[str, object]", data[kind.symbol])
            results = cast("list[dict[str, dict[str, str]]]", answer["searchResults"])
            urns = [Urn.returned(each["entity"]["urn"]) for each in results]
            found[kind] = (cast("int", answer["total"]), urns)
        links = await self.linked(urn for _, urns in found.values() for urn in urns)
        return {
            kind: Page(total, tuple(links[urn] for urn in urns), asked[kind][0], asked[kind][1])
            for kind, (total, urns) in found.items()
        }

    async def linked(self, urns: Iterable[Urn]) -> dict[Urn, Linked]:
        """Return what entities are called, and whether DataHub has them."""
        wanted = list(dict.fromkeys(urns))
        nouns = [urn for urn in wanted if kind_of(urn)]
        others = [urn for urn in wanted if not kind_of(urn)]
        known = await self.client.get_many(nouns, missing_ok=True) if nouns else {}
        names = await self._names(others) if others else {}
        return {
            urn: _linked(urn, known.get(urn), names.get(urn), missing=urn not in known | names)
            for urn in wanted
        }

    async def _names(self, urns: Sequence[Urn]) -> dict[Urn, str | None]:
        """Return the names of the entities that exist, where they have one besides their URN."""
        named = [urn for urn in urns if urn.entity_type in _NAMED]
        rest = [urn for urn in urns if urn.entity_type not in _NAMED]
        exist = await asyncio.gather(*(self.client.exists(urn) for urn in rest))
        found: dict[Urn, str | None] = {
            urn: None for urn, exists in zip(rest, exist, strict=True) if exists
        }
        if named:
            data = await self._session.send(_NAMES, "pageNames", {"urns": named})
            for each in cast("list[dict[str, object]]", data["entities"] or ()):
                properties = cast("dict[str, str | None]", each.get("properties") or {})
                found[Urn.returned(str(each["urn"]))] = properties.get(
                    "name", properties.get("displayName")
                )
        return found

    async def related(
        self, urn: Urn, types: Sequence[str], *, outgoing: bool, number: int = 1, size: int = 25
    ) -> Page:
        """Return a page of the entities that relationships of these types lead to or come from."""
        asked = {
            # Newer servers answer a lone IsPartOf from a cache that knows no runs or models.
            "types": [*types, "_"],
            "direction": "OUTGOING" if outgoing else "INCOMING",
            "start": (number - 1) * size,
            "count": size,
        }
        data = await self._session.send(_RELATED, "pageRelated", {"urn": urn, "input": asked})
        entity = cast("dict[str, dict[str, object]] | None", data["entity"])
        answer = entity.get("relationships") if entity else None
        if not answer:
            return Page(0, (), number, size)
        found = cast("list[dict[str, dict[str, str] | None]]", answer["relationships"])
        urns = [Urn.returned(each["entity"]["urn"]) for each in found if each["entity"]]
        links = await self.linked(urns)
        return Page(cast("int", answer["total"]), tuple(links.values()), number, size)

    async def neighbours(
        self, urn: Urn, *, upstream: bool, number: int = 1, size: int = NEIGHBOURS
    ) -> Neighbours:
        """Return a page of what an entity was made from, or of what was made from it."""
        asked = {
            "direction": "UPSTREAM" if upstream else "DOWNSTREAM",
            "start": (number - 1) * size,
            "count": size,
            "includeGhostEntities": True,
        }
        data = await self._session.send(_LINEAGE, "pageLineage", {"urn": urn, "input": asked})
        entity = cast("dict[str, dict[str, object]] | None", data["entity"])
        answer = entity.get("lineage") if entity else None
        if not answer:
            return Neighbours(0, ())
        found = cast("list[dict[str, object]]", answer["relationships"])
        hops = dict.fromkeys(
            LineageHop(Urn.returned(near["urn"]), str(each["type"]))
            for each in found
            if (near := cast("dict[str, str] | None", each["entity"]))
        )
        return Neighbours(cast("int", answer["total"]), tuple(hops))

    async def aspects(self, urn: Urn, *names: str) -> dict[str, dict[str, object]]:
        """Return an entity's aspects as they are stored, by name; without names all of them."""
        stored = await self._session.stored_aspects(urn.entity_type, [urn], names)
        return cast("dict[str, dict[str, object]]", stored.get(str(urn), {}))

    async def introspected(self) -> dict[str, object]:
        """Return the schema as the server describes it.

        Raises:
            GraphQLError: The server does not describe it.
            UnsupportedServerError: The server does not describe it.
        """
        return await self._session.send(INTROSPECTION, INTROSPECTION_NAME, {})


def _search_input(
    kind: Kind, query: str, number: int, size: int, *, removed: bool
) -> dict[str, object]:
    asked: dict[str, object] = {
        "types": [kind.symbol],
        "query": query or "*",
        "start": (number - 1) * size,
        "count": size,
        "searchFlags": {
            "filterNonLatestVersions": False,
            "includeSoftDeleted": removed,
            "skipAggregates": True,
            "skipCache": True,
        },
    }
    if kind.sub_type:
        # DataHub has other containers, too.
        only = {"field": "typeNames", "values": [kind.sub_type], "condition": "EQUAL"}
        asked["orFilters"] = [{"and": [only]}]
    return asked


def _linked(urn: Urn, entity: Entity | None, name: str | None, *, missing: bool) -> Linked:
    kind = kind_of(urn)
    return Linked(
        urn,
        (entity.name if entity else name) or urn.display_name,
        kind.noun if kind else _NAMED.get(urn.entity_type) or urn.noun,
        kind,
        entity,
        missing,
    )

"""Walking lineage into a graph, whoever answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mldh_graphql.errors import EntityNotFoundError
from mldh_graphql.lineage import LineageEdge, LineageGraph, LineageHop, LineageNode, walk
from mldh_graphql.urns import TagUrn, Urn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LINK = "Made"


def urn(name: object) -> Urn:
    """Any entity."""
    return TagUrn.build(str(name))


class Links:
    """Lineage in memory, which remembers what it was asked."""

    def __init__(self, *pairs: tuple[object, object], gone: Iterable[object] = ()) -> None:
        self.pairs = [(urn(above), urn(below)) for above, below in pairs]
        self.gone = {urn(name) for name in gone}
        self.asked: list[tuple[str, Urn]] = []
        self.requests = 0

    async def lineage_hops(
        self, urns: Sequence[Urn], *, upstream: bool
    ) -> dict[Urn, list[LineageHop]]:
        """What leads to entities, or what they lead to."""
        self.requests += 1
        self.asked += [("up" if upstream else "down", urn) for urn in urns]
        return {
            urn: [
                LineageHop(other, LINK)
                for above, below in self.pairs
                for mine, other in [(below, above) if upstream else (above, below)]
                if mine == urn
            ]
            for urn in urns
            if urn not in self.gone
        }

    async def lineage_nodes(self, urns: Iterable[Urn]) -> list[LineageNode]:
        """Nodes that are called as their URNs."""
        return [LineageNode(each, "tag", each.name, exists=each not in self.gone) for each in urns]


def names(graph: LineageGraph) -> set[str]:
    """The names of all nodes."""
    return {each.name for each in graph.nodes}


async def test_both_directions_are_walked_separately() -> None:
    """Siblings and cousins are no relatives: only ancestors and descendants count."""
    links = Links(("a", "m"), ("a", "sibling"), ("m", "z"), ("stranger", "z"))
    graph = await walk(links, urn("m"), depth=9)
    assert names(graph) == {"a", "m", "z"}
    assert set(graph.edges) == {
        LineageEdge(urn("a"), urn("m"), LINK),
        LineageEdge(urn("m"), urn("z"), LINK),
    }


@pytest.mark.parametrize(("depth", "expected"), [(1, {"1", "2"}), (2, {"1", "2", "3"})])
async def test_depth(depth: int, expected: set[str]) -> None:
    """So many hops and no more."""
    links = Links((1, 2), (2, 3), (3, 4))
    assert names(await walk(links, urn(1), depth=depth)) == expected


async def test_cycles_end() -> None:
    """Each entity is asked once in each direction."""
    links = Links((1, 2), (2, 3), (3, 1), (2, 2))
    graph = await walk(links, urn(1), depth=50)
    assert names(graph) == {"1", "2", "3"}
    assert len(graph.edges) == 4
    assert len(links.asked) == len(set(links.asked)) == 6


async def test_what_is_equally_far_is_asked_at_once() -> None:
    """A wide graph takes as many requests as it is deep, whatever its width."""
    pairs = [("m", f"a{number}") for number in range(50)]
    pairs += [(below, "z") for _, below in pairs]
    links = Links(*pairs)
    assert len(names(await walk(links, urn("m"), depth=9, upstream=False))) == 52
    assert links.requests == 3


async def test_one_direction_only() -> None:
    """The other one is not asked."""
    links = Links(("a", "m"), ("m", "z"))
    assert names(await walk(links, urn("m"), depth=5, downstream=False)) == {"a", "m"}
    assert {way for way, _ in links.asked} == {"up"}


async def test_a_missing_root_is_an_error() -> None:
    """There is nothing to walk from."""
    with pytest.raises(EntityNotFoundError):
        await walk(Links(gone=["m"]), urn("m"), depth=5)


async def test_what_is_deleted_while_walking_ends_the_walk_there() -> None:
    """The link to it was seen and stays; the rest is walked."""
    links = Links((1, 2), (2, 3), (1, 4), (4, 5), gone=[2])
    assert names(await walk(links, urn(1), depth=5)) == {"1", "2", "4", "5"}


async def test_ends_of_links() -> None:
    """What is above and below an entity, each once, and what begins everything."""
    links = Links((1, 2), (1, 2), (0, 2), (2, 3))
    graph = await walk(links, urn(2), depth=5)
    assert graph.sources() == (urn(1), urn(0))
    assert graph.upstream_of(urn(2)) == (urn(1), urn(0))
    assert graph.downstream_of(urn(1)) == (urn(2),)
    assert graph.downstream_of(urn(3)) == ()


@given(pairs=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=14))
async def test_a_walk_finds_exactly_what_can_be_reached(pairs: list[tuple[int, int]]) -> None:
    """Ancestors and descendants, and every link on the way to them."""

    def reached(links: set[tuple[int, int]]) -> set[int]:
        found, grown = {0}, {0}
        while grown:
            grown = {below for above, below in links if above in grown} - found
            found |= grown
        return found

    forward = set(pairs)
    backward = {(below, above) for above, below in pairs}
    graph = await walk(Links(*pairs), urn(0), depth=50)
    assert names(graph) == {str(each) for each in reached(forward) | reached(backward)}
    expected = {(a, b) for a, b in forward if a in reached(forward)}
    expected |= {(a, b) for a, b in forward if b in reached(backward)}
    assert {(edge.upstream, edge.downstream) for edge in graph.edges} == {
        (urn(above), urn(below)) for above, below in expected
    }

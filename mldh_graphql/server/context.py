"""What a resolver can reach: the server's state, who asks, and loaders for one request."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mldh_graphql.server.auth import Authenticator
from mldh_graphql.server.governance.resources import Resources
from mldh_graphql.server.graph import Graph
from mldh_graphql.server.graphql import GraphQLEngine
from mldh_graphql.server.index import Index
from mldh_graphql.server.ingest import Ingest
from mldh_graphql.server.lineage_search import LineageSearch
from mldh_graphql.server.loaders import EntityLoaders
from mldh_graphql.server.options import ServerOptions
from mldh_graphql.server.recording import Recorder
from mldh_graphql.server.resolvers import executable_schema
from mldh_graphql.server.search import Search
from mldh_graphql.server.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from mldh_graphql.server.actor import Actor


class ServerState:
    """Everything that one local DataHub knows and is set up with.

    Args:
        path: Where to keep the data; ``None`` keeps it in memory.
        options: How the server is set up.
        authenticator: Who may come in.
        index_lag: Seconds until index-backed reads show a write.
    """

    def __init__(
        self,
        path: Path | None = None,
        *,
        options: ServerOptions | None = None,
        authenticator: Authenticator | None = None,
        index_lag: float = 0.0,
    ) -> None:
        self.options = options or ServerOptions()
        self.authenticator = authenticator or Authenticator()
        self.recorder = Recorder()
        self.engine = _engine(self.options)
        self.store = Store(path)
        self.index = Index(self.store, lag=index_lag)
        self.ingest = Ingest(self.store, self.index, strict_urns=self.options.strict_urns)
        self.graph = Graph(self.index)
        self.search = Search(self.index)
        self.lineage_search = LineageSearch(self.index, self.search)
        self.resources = Resources(self.ingest)

    def reset(self) -> None:
        """Forget all data and all recorded requests; the options stay."""
        self.store.reset()
        self.recorder.clear()

    def close(self) -> None:
        """Release the database."""
        self.store.close()


MAX_VISITED_URNS = 20_000
"""Of how many entities one request learns the relationships."""


@dataclass(slots=True)
class RequestContext:
    """What the resolvers of one request share.

    Attributes:
        state: The server.
        actor: Who asks.
        load: Loads entities; those wanted at the same time are read together.
    """

    state: ServerState
    actor: Actor
    load: EntityLoaders = field(init=False)
    _visited: set[str] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        self.load = EntityLoaders(self.state.store)

    def visit(self, urn: str) -> bool:
        """Whether relationships of ``urn`` may still be looked up in this request.

        Args:
            urn: The entity whose relationships are asked for; asking again costs nothing.
        """
        if len(self._visited) >= MAX_VISITED_URNS and urn not in self._visited:
            return False
        self._visited.add(urn)
        return True


_ENGINES: dict[tuple[bool, bool], GraphQLEngine] = {}
"""A schema holds no state and takes a while to build, so all servers of a process share it."""


def _engine(options: ServerOptions) -> GraphQLEngine:
    key = (options.patch_mutations, options.introspection)
    if key not in _ENGINES:
        schema = executable_schema(patch_mutations=options.patch_mutations)
        _ENGINES[key] = GraphQLEngine(schema, introspection=options.introspection)
    return _ENGINES[key]

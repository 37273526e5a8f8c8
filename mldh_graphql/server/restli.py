"""DataHub's Rest.li interface: which action or resource a request is about."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeAlias

from mldh_graphql.server.exceptions import JavaThrowable
from mldh_graphql.server.json_types import JsonValue
from mldh_graphql.server.restli_aspects import AspectActions
from mldh_graphql.server.restli_entities import EntityActions
from mldh_graphql.server.restli_reads import RestLiReads
from mldh_graphql.server.restli_wire import Malformed, answer, problem
from mldh_graphql.server.restli_writes import Forbidden, RestLiWrites
from mldh_graphql.server.wire import read_json
from mldh_graphql.server.write_statuses import refused_status

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from mldh_graphql.server.actor import Actor
    from mldh_graphql.server.context import ServerState

Handler: TypeAlias = Callable[["Request", "Actor"], Awaitable["Response"]]
Action: TypeAlias = Callable[[JsonValue, "Actor"], JsonValue]


class RestLi:
    """The resources of one server and their actions.

    Args:
        state: The server.
    """

    def __init__(self, state: ServerState) -> None:
        self._state = state
        writes = RestLiWrites(state)
        aspects, entities = AspectActions(state, writes), EntityActions(state, writes)
        self._reads = RestLiReads(state)
        self._actions: dict[str, Mapping[str, Action]] = {
            "/aspects": {
                "ingestProposal": aspects.ingest_proposal,
                "ingestProposalBatch": aspects.ingest_proposal_batch,
                "getTimeseriesAspectValues": aspects.timeseries_values,
                "getCount": aspects.count,
            },
            "/entities": {
                "ingest": entities.ingest,
                "batchIngest": entities.batch_ingest,
                "search": entities.search,
                "searchAcrossEntities": entities.search_across_entities,
                "listUrns": entities.list_urns,
                "exists": entities.exists,
                "delete": entities.delete,
                "deleteReferences": entities.delete_references,
            },
            "/operations": {"restoreIndices": self._restore_indices},
            "/runs": {},
            "/usageStats": {},
        }

    def routes(self) -> Iterator[tuple[str, str, Handler]]:
        """Method, path and handler of each route; an action is named in the query string."""
        for path, actions in self._actions.items():
            # Clients write the path of a resource with and without a slash at its end.
            yield "POST", path, self._acting(actions)
            yield "POST", f"{path}/", self._acting(actions)
        yield "GET", "/aspects/{urn:path}", _guarded(self._reads.aspect)
        yield "GET", "/entitiesV2", _guarded(self._reads.entities)
        yield "GET", "/entitiesV2/{urn:path}", _guarded(self._reads.entity)

    @staticmethod
    def _acting(actions: Mapping[str, Action]) -> Handler:
        async def act(request: Request, actor: Actor) -> Response:
            name = request.query_params.get("action")
            action = actions.get(name or "")
            if action is None:
                known = ", ".join(actions) or "no actions of this resource"
                raise Malformed(f"Unknown action {name}: the local server has {known}")
            value = action(await read_json(request), actor)
            return answer({} if value is None else {"value": value})

        return _guarded(act)

    def _restore_indices(self, _body: JsonValue, actor: Actor) -> JsonValue:
        """Derive relationships and search documents again, of everything whatever is named."""
        if not actor.can_edit(actor.urn):
            raise Forbidden(f"{actor.urn} is unauthorized to restore indices")
        self._state.index.rebuild()
        return "Restored all indices"


def _guarded(handler: Handler) -> Handler:
    """``handler``, with its refusals as answers."""

    async def guarded(request: Request, actor: Actor) -> Response:
        try:
            return await handler(request, actor)
        except Malformed as error:
            return problem(400, str(error))
        except Forbidden as error:
            return problem(403, str(error))
        except JavaThrowable as error:
            return problem(refused_status(error), str(error))

    return guarded

"""Writing for Rest.li: who may, and what refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mldh_graphql.server.actor import Actor
    from mldh_graphql.server.context import ServerState
    from mldh_graphql.server.proposal import IngestResult, Proposal


class Forbidden(Exception):  # noqa: N818  (an answer, not a fault of the server)
    """The actor may not do this; answered with 403."""


class RestLiWrites:
    """The writes of one server.

    Args:
        state: The server.
    """

    def __init__(self, state: ServerState) -> None:
        self._state = state

    def write(self, proposals: Sequence[Proposal], actor: Actor) -> list[IngestResult]:
        """Write a batch, all or nothing.

        Raises:
            Forbidden: The actor may not edit one of the entities.
            JavaException: The batch was refused.
        """
        for proposal in proposals:
            if not actor.can_edit(proposal.urn):
                raise Forbidden(f"{actor.urn} is unauthorized to modify {proposal.urn}")
        return self._state.ingest.ingest(proposals)

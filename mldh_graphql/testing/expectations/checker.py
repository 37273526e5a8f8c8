"""Checks what is expected against a DataHub, and fails with an explanation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from mldh_graphql.retries import Clock
from mldh_graphql.testing.expectations.failure import (
    Unmet,
    explanation,
    missing,
    noun_of,
    unmet_by,
)
from mldh_graphql.urns import Urn
from mldh_graphql.verification import DeviationKind
from mldh_graphql.verification.polling import Polling

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from mldh_graphql.changes import AnyEntity
    from mldh_graphql.client import DataHubMLClient
    from mldh_graphql.entities import Entity
    from mldh_graphql.testing.server import Server

__all__ = ["Checker", "Judge"]

Judge: TypeAlias = "Callable[[DataHubMLClient, Entity], Awaitable[list[Unmet]]]"
"""Looks at an entity that was just read, and says what is not as expected."""

_SHOWN: Final = 10
"""Names that are listed where one does not exist."""


class Checker:
    """Raises ``AssertionError`` where a DataHub is not as expected.

    Args:
        server: The DataHub.
    """

    def __init__(self, server: Server) -> None:
        self._server = server

    def described(self, entity: AnyEntity) -> None:
        """Expect everything that a description says; links must show from both ends."""
        __tracebackhide__ = True
        self._report(self._server.ask(lambda client: self._verified(client, entity)))

    def judged(self, urn: Urn, judge: Judge) -> None:
        """Expect that a judge has no objections; what comes through the index is waited for."""
        __tracebackhide__ = True
        self._report(self._server.ask(lambda client: self._judged(client, urn, judge)))

    def absent(self, urn: Urn) -> None:
        """Expect that DataHub does not have an entity, or only as a soft-deleted one."""
        __tracebackhide__ = True
        self._report(self._server.ask(lambda client: self._absent(client, urn)))

    @staticmethod
    def _report(failure: str | None) -> None:
        __tracebackhide__ = True
        if failure is not None:
            raise AssertionError(failure)

    async def _verified(self, client: DataHubMLClient, entity: AnyEntity) -> str | None:
        report = await client.verify([entity], deadline=self._server.deadline)
        if report.ok:
            return None
        kinds = {each.kind for each in report.failures}
        if DeviationKind.MISSING in kinds and not any(each.field for each in report.failures):
            return self._nothing(entity.urn)
        stored = (await client.get_many([entity.urn], missing_ok=True)).get(entity.urn)
        return await self._explained(
            client, entity.urn, [unmet_by(each, stored) for each in report.failures]
        )

    async def _judged(self, client: DataHubMLClient, urn: Urn, judge: Judge) -> str | None:
        polling = Polling(Clock(), self._server.deadline)
        while True:
            stored = (await client.get_many([urn], missing_ok=True)).get(urn)
            if stored is None:
                return self._nothing(urn)
            unmet = await judge(client, stored)
            if not unmet:
                return None
            if not await polling.wait():
                return await self._explained(client, urn, unmet)

    async def _absent(self, client: DataHubMLClient, urn: Urn) -> str | None:
        stored = (await client.get_many([urn], missing_ok=True)).get(urn)
        if stored is None or stored.removed:
            return None
        return await self._explained(
            client, urn, [Unmet("the whole entity", expected="nothing", actual="it exists")]
        )

    async def _explained(self, client: DataHubMLClient, urn: Urn, unmet: Sequence[Unmet]) -> str:
        wanted = {each.wanted.entity_type for each in unmet if each.wanted is not None}
        known = [name for kind in wanted for name in self._server.known_urns(kind)]
        return await explanation(client, urn, unmet, known, self._server.late())

    def _nothing(self, urn: Urn) -> str:
        known = [Urn.returned(each) for each in self._server.known_urns(urn.entity_type)]
        names = [repr(each.display_name) for each in known[:_SHOWN]]
        more = f" and {len(known) - _SHOWN} more" if len(known) > _SHOWN else ""
        there = f"{', '.join(names)}{more}" if names else "none"
        return f"{missing(urn, known)}\n  {urn}\n  {noun_of(urn)}s that exist: {there}"

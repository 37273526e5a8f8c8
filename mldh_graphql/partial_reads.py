"""Reads that accept the elements that came when others failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mldh_graphql.errors import ErrorDetail
    from mldh_graphql.session import Session


class PartialReads:
    """A transport that accepts data with errors and collects the errors.

    Attributes:
        errors: The errors of all answers so far.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self.errors: list[ErrorDetail] = []

    async def send(
        self, query: str, operation_name: str, variables: Mapping[str, object]
    ) -> dict[str, object]:
        """Send as ``Session.send`` does; errors beside ``data`` go to ``errors``."""
        return await self._session.send(
            query, operation_name, variables, on_errors=self.errors.extend
        )

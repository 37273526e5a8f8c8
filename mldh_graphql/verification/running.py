"""Verifications over a session: what the client's calls do."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from mldh_graphql.entities import Entity
from mldh_graphql.errors import InvalidValueError
from mldh_graphql.urns import Urn
from mldh_graphql.verification.described import entities_of
from mldh_graphql.verification.polling import Polling
from mldh_graphql.verification.reader import SystemReader
from mldh_graphql.verification.stored_description import as_stored
from mldh_graphql.verification.verification import Verification

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mldh_graphql.changes import AnyEntity
    from mldh_graphql.retries import Clock
    from mldh_graphql.session import Session
    from mldh_graphql.verification.described import SystemLike, Written
    from mldh_graphql.verification.report import VerificationReport

__all__ = ["verify", "wait_until_visible"]


async def verify(
    session: Session,
    system: SystemLike,
    *,
    deadline: float,
    exact: bool = False,
    clock: Clock | None = None,
) -> VerificationReport:
    """Compare a description with what DataHub has.

    Raises:
        InvalidValueError: The deadline is negative; nothing was sent.
    """
    polling = Polling(clock or session.clock, _checked(deadline))
    reader = SystemReader(session)
    return await Verification(entities_of(system), reader, polling, exact=exact).run()


async def wait_until_visible(
    session: Session,
    written: Sequence[Written],
    *,
    deadline: float,
    clock: Clock | None = None,
) -> VerificationReport:
    """Wait until what was written shows in links from both ends and in searches.

    Raises:
        VerificationError: It did not in time, or it is not as it was written.
        EntityNotFoundError: DataHub does not have the entity of a URN.
        InvalidValueError: The deadline is negative; nothing was sent.
    """
    polling = Polling(clock or session.clock, _checked(deadline))
    entities: list[AnyEntity] = []
    urns: list[Urn] = []
    for each in written:
        if isinstance(each, Entity):
            entities.append(cast("AnyEntity", each))
        else:
            urns.append(Urn(each if isinstance(each, str) else each.urn))
    reader = SystemReader(session)
    if urns:
        entities += await as_stored(reader, urns)
    report = await Verification(entities, reader, polling, search=True).run()
    report.raise_for_failures()
    return report


def _checked(deadline: float) -> float:
    if not deadline >= 0:
        raise InvalidValueError(argument="deadline", reason=f"{deadline} is not 0 or more seconds")
    return deadline

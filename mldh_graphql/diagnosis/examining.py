"""Asks a server everything that a diagnosis needs; read-only unless a trial is wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from mldh_graphql.diagnosis import abilities, tokens
from mldh_graphql.diagnosis.address import address_of
from mldh_graphql.diagnosis.diagnosis import (
    Diagnosis,
    Examination,
    ServerKind,
    Subject,
    Verdict,
)
from mldh_graphql.diagnosis.trial import try_writing
from mldh_graphql.errors import DataHubMLError, RequestError
from mldh_graphql.request import Request
from mldh_graphql.urns import Urn

if TYPE_CHECKING:
    from mldh_graphql.session import Session

__all__ = ["diagnose"]

WHO_QUESTION: Final = """
query mldhServer {
  appConfig { appVersion featureFlags { entityVersioningEnabled } }
  me { corpUser { urn } }
}
"""


async def diagnose(session: Session, *, write: bool, deadline: float) -> Diagnosis:
    """Find out what is at the session's address; see ``client.diagnose``."""
    server = session.server
    try:
        config = await session.probe(Request.probe(server, "/config"))
        graphql = await session.probe(Request.document(server, WHO_QUESTION, None, {}))
    except RequestError as error:
        return Diagnosis(
            server=server.root, kind=ServerKind.NOTHING, examinations=(_unreachable(error),)
        )
    address = address_of(server, config, graphql)
    begun = Diagnosis(
        server=server.root,
        kind=address.kind,
        release=address.release,
        examinations=(address.examination,),
    )
    if not address.kind.is_datahub:
        return begun
    if graphql.status == 401:
        refusal = tokens.refused(session.config.token, given=_has_token(session), now=_now(session))
        told = () if address.release is None else (abilities.release(address.release),)
        return replace(begun, examinations=(address.examination, refusal, *told))
    try:
        answer = await session.execute(WHO_QUESTION, None, {})
    except DataHubMLError as error:
        return replace(begun, examinations=(address.examination, _unusable(error)))
    return await _examined(session, begun, answer, write=write, deadline=deadline)


async def _examined(
    session: Session,
    begun: Diagnosis,
    answer: Mapping[str, object],
    *,
    write: bool,
    deadline: float,
) -> Diagnosis:
    """Complete the diagnosis of a DataHub that answers."""
    release = _text(_inside(answer, "appConfig", "appVersion")) or begun.release
    versioning = _inside(answer, "appConfig", "featureFlags", "entityVersioningEnabled") is True
    user = _text(_inside(answer, "me", "corpUser", "urn"))
    token = session.config.token
    found = [
        *begun.examinations,
        tokens.accepted(user, token, given=_has_token(session), now=_now(session)),
        abilities.release(release),
        await abilities.patches(session, release),
        await abilities.rights(session, user),
        await abilities.rest_api(session),
        abilities.versioning(on=versioning),
    ]
    lag: float | None = None
    if write and found[-4].verdict is not Verdict.PROBLEM:
        trial = await try_writing(session, deadline=deadline)
        lag = trial.seconds
        # What was tried counts more than what policies say.
        found = [each for each in found if each.subject is not Subject.RIGHTS]
        found += trial.examinations
    return replace(
        begun,
        release=release,
        user=None if user is None else Urn.returned(user),
        entity_versioning=versioning,
        index_lag=lag,
        examinations=tuple(found),
    )


def _unreachable(error: RequestError) -> Examination:
    advice = str(error).partition(error.reason)[2].strip(" .") or error.advice
    return Examination(
        subject=Subject.ADDRESS, verdict=Verdict.PROBLEM, found=error.reason, fix=advice
    )


def _unusable(error: DataHubMLError) -> Examination:
    return Examination(
        subject=Subject.ADDRESS,
        verdict=Verdict.PROBLEM,
        found=f"DataHub is there, and cannot answer: {error}",
    )


def _has_token(session: Session) -> bool:
    config = session.config
    sent = "authorization" in map(str.lower, config.headers)
    return config.token is not None or config.auth is not None or sent


def _now(session: Session) -> datetime:
    return datetime.fromtimestamp(session.clock.wall(), UTC)


def _inside(answer: Mapping[str, object], *path: str) -> object:
    value: object = answer
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None

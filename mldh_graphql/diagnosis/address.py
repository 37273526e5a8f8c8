"""What answers at an address, told from what it says to a question that needs no token."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mldh_graphql.diagnosis.diagnosis import Examination, ServerKind, Subject, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mldh_graphql.answers import Answer
    from mldh_graphql.server_url import ServerURL

__all__ = ["Address", "address_of"]

_THROUGH_FRONTEND: Final = "/api/gms"


@dataclass(frozen=True, slots=True)
class Address:
    """What is at an address.

    Attributes:
        kind: What is there.
        examination: The same in words.
        release: The release that ``/config`` tells, which needs no token.
    """

    kind: ServerKind
    examination: Examination
    release: str | None = None


def address_of(server: ServerURL, config: Answer, graphql: Answer) -> Address:
    """Tell what is at an address.

    Args:
        server: The address.
        config: What it answers to ``GET /config``. GMS tells its release there and the frontend
            how it is set up, without asking for a token.
        graphql: What it answers to a GraphQL question.
    """
    told = _object(config)
    if _is_gms(told):
        return _gms(server, told)
    if _is_frontend(told):
        return Address(
            ServerKind.FRONTEND,
            _fine(
                "DataHub's frontend, which passes GraphQL on to GMS; DataHub's own SDK would need "
                f"{server.root}{_THROUGH_FRONTEND}"
            ),
        )
    if _is_graphql(graphql):
        return Address(ServerKind.DATAHUB, _fine("DataHub's GraphQL; /config is kept back"))
    if graphql.status == 401:
        return Address(
            ServerKind.DATAHUB,
            _fine("something that asks for a token, as DataHub does; /config is kept back"),
        )
    if _wants_login(graphql) or _wants_login(config):
        return Address(ServerKind.LOGIN_PAGE, _login_page(server, graphql))
    return Address(ServerKind.OTHER, _other(server, graphql))


def _gms(server: ServerURL, told: Mapping[str, object]) -> Address:
    release = _release(told)
    said = told.get("datahub")
    if isinstance(said, dict) and said.get("serverType") == "local":
        return Address(ServerKind.LOCAL, _fine("the local server of this library"), release)
    if server.root.endswith(_THROUGH_FRONTEND):
        fine = _fine("DataHub's GMS, through the frontend")
        return Address(ServerKind.FRONTEND_GMS, fine, release)
    return Address(ServerKind.GMS, _fine("DataHub's GMS"), release)


def _fine(found: str) -> Examination:
    return Examination(subject=Subject.ADDRESS, verdict=Verdict.OK, found=found)


def _wrong(found: str, fix: str) -> Examination:
    return Examination(subject=Subject.ADDRESS, verdict=Verdict.PROBLEM, found=found, fix=fix)


def _login_page(server: ServerURL, answer: Answer) -> Examination:
    to = answer.headers.get("location", "").partition("?")[0]
    redirected = f", HTTP {answer.status} to {to}" if to else ""
    return _wrong(
        f"a page for people came instead of GraphQL{redirected}: the frontend without a login, or "
        "a proxy that wants one",
        "give a token (DATAHUB_GMS_TOKEN); if a proxy stands before DataHub, use an address behind "
        f"it or what it takes as --header, and no page's path: {_candidates(server)}",
    )


def _other(server: ServerURL, answer: Answer) -> Examination:
    kind = answer.content_type or "no content type"
    called = answer.headers.get("server")
    name = f", from {called}" if called else ""
    return _wrong(
        f"no DataHub: GraphQL is answered with HTTP {answer.status} ({kind}){name}",
        f"give the address of GMS or of the frontend: {_candidates(server)}",
    )


def _candidates(server: ServerURL) -> str:
    host = f"{server.scheme}://{server.host}"
    return f"usually {host}:8080, {host}:9002 or {host}:9002{_THROUGH_FRONTEND}"


def _is_gms(told: Mapping[str, object]) -> bool:
    return told.get("noCode") == "true" or _release(told) is not None


def _is_frontend(told: Mapping[str, object]) -> bool:
    config = told.get("config")
    return isinstance(config, dict) and (
        config.get("application") == "datahub-frontend" or "shouldShowDatasetLineage" in config
    )


def _is_graphql(answer: Answer) -> bool:
    told = _object(answer)
    return answer.status == 200 and ("data" in told or "errors" in told)


def _wants_login(answer: Answer) -> bool:
    return answer.is_html or 300 <= answer.status < 400


def _release(told: Mapping[str, object]) -> str | None:
    versions = told.get("versions")
    for name in ("acryldata/datahub", "linkedin/datahub"):
        entry = versions.get(name) if isinstance(versions, dict) else None
        if isinstance(entry, dict) and isinstance(entry.get("version"), str):
            return str(entry["version"])
    return None


def _object(answer: Answer) -> Mapping[str, object]:
    try:
        content = answer.json()
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}

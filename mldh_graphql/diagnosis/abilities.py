"""Whether a DataHub can do what this library needs, and whether the user may."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mldh_graphql.diagnosis.diagnosis import Examination, Subject, Verdict
from mldh_graphql.diagnosis.releases import FIRST_WITH_PATCHES, release_number
from mldh_graphql.errors import DataHubMLError, RequestError
from mldh_graphql.urns import TrainingRunUrn

if TYPE_CHECKING:
    from mldh_graphql.session import Session

__all__ = ["patches", "release", "rest_api", "rights", "versioning"]

PATCH_QUESTION: Final = 'query mldhPatches { __type(name: "PatchEntityInput") { name } }'
RIGHTS_QUESTION: Final = """
query mldhRights($user: String!) {
  models: getGrantedPrivileges(input: {actorUrn: $user, resourceSpec: {
    resourceType: MLMODEL, resourceUrn: "urn:li:mlModel:(urn:li:dataPlatform:mlflow,mldh,PROD)"
  }}) { privileges }
  groups: getGrantedPrivileges(input: {actorUrn: $user, resourceSpec: {
    resourceType: MLMODEL_GROUP
    resourceUrn: "urn:li:mlModelGroup:(urn:li:dataPlatform:mlflow,mldh,PROD)"
  }}) { privileges }
  experiments: getGrantedPrivileges(input: {actorUrn: $user, resourceSpec: {
    resourceType: CONTAINER, resourceUrn: "urn:li:container:mldh"
  }}) { privileges }
  runs: getGrantedPrivileges(input: {actorUrn: $user, resourceSpec: {
    resourceType: DATA_PROCESS_INSTANCE, resourceUrn: "urn:li:dataProcessInstance:mldh"
  }}) { privileges }
}
"""
"""What the policies let a user do with entities that need not exist."""

_NOUNS: Final = ("models", "groups", "experiments", "runs")
_EDIT: Final = "EDIT_ENTITY"
_NEEDED: Final = ".".join(map(str, FIRST_WITH_PATCHES))


def release(name: str | None) -> Examination:
    """Say whether a release is new enough."""
    number = release_number(name)
    if number is None:
        return Examination(
            subject=Subject.RELEASE,
            verdict=Verdict.UNKNOWN,
            found=f"DataHub calls its release {name!r}, which tells nothing"
            if name
            else "DataHub does not say",
        )
    if number < FIRST_WITH_PATCHES:
        return Examination(
            subject=Subject.RELEASE,
            verdict=Verdict.PROBLEM,
            found=f"{name}, and everything here needs v{_NEEDED} or later",
            fix="upgrade DataHub",
        )
    return Examination(subject=Subject.RELEASE, verdict=Verdict.OK, found=str(name))


async def patches(session: Session, name: str | None) -> Examination:
    """Find out whether ``patchEntities`` is there, with which everything is written."""
    try:
        answer = await session.execute(PATCH_QUESTION, None, {})
    except DataHubMLError as error:
        # An operator may have switched introspection off.
        number = release_number(name)
        if number is not None:
            there = number >= FIRST_WITH_PATCHES
            return _patches(there=there, why=f"as of release {name}")
        return Examination(
            subject=Subject.PATCHES,
            verdict=Verdict.UNKNOWN,
            found=f"DataHub does not tell: {error}",
        )
    return _patches(there=answer.get("__type") is not None, why="DataHub's schema says so")


def _patches(*, there: bool, why: str) -> Examination:
    if there:
        return Examination(
            subject=Subject.PATCHES, verdict=Verdict.OK, found=f"patchEntities is there ({why})"
        )
    return Examination(
        subject=Subject.PATCHES,
        verdict=Verdict.PROBLEM,
        found=f"patchEntities is missing ({why}), so nothing can be written",
        fix=f"upgrade DataHub to v{_NEEDED} or later",
    )


async def rights(session: Session, user: str | None) -> Examination:
    """Find out from DataHub's policies whether the user may write."""
    if user is None:
        return _unknown_rights("DataHub does not say who you are")
    try:
        answer = await session.execute(RIGHTS_QUESTION, None, {"user": user})
    except DataHubMLError as error:
        return _unknown_rights(f"DataHub does not tell: {error}")
    lacking = [noun for noun in _NOUNS if _EDIT not in _privileges(answer.get(noun))]
    if not lacking:
        return Examination(
            subject=Subject.RIGHTS,
            verdict=Verdict.OK,
            found=f"{user} may write {', '.join(_NOUNS[:-1])} and {_NOUNS[-1]}",
        )
    if session.config.token is None and session.config.auth is None:
        # Without authentication DataHub lets everybody write, whatever the policies say.
        return _unknown_rights(f"no policy lets {user} write, and DataHub may not ask for one")
    return Examination(
        subject=Subject.RIGHTS,
        verdict=Verdict.WARNING,
        found=f"no policy lets {user} write every one of: {', '.join(lacking)}; "
        "single ones may still be allowed",
        fix=f"ask an administrator for the privilege {_EDIT} (the role Editor has it), or use "
        "another token",
    )


def _unknown_rights(found: str) -> Examination:
    return Examination(subject=Subject.RIGHTS, verdict=Verdict.UNKNOWN, found=found)


def _privileges(answer: object) -> list[object]:
    found = answer.get("privileges") if isinstance(answer, dict) else None
    return found if isinstance(found, list) else []


async def rest_api(session: Session) -> Examination:
    """Find out whether the REST API is reached, which alone takes the events of runs."""
    nobody = TrainingRunUrn.build("mldh_doctor")
    try:
        await session.stored_aspects(TrainingRunUrn.kind, [nobody], ["dataProcessInstanceKey"])
    except RequestError as error:
        return Examination(
            subject=Subject.REST,
            verdict=Verdict.WARNING,
            found=f"{session.server.openapi('v3')} does not answer ({error.reason}): states and "
            "events of runs cannot be written",
            fix="let /openapi pass in the proxy, or give GMS's own address; if it is HTTP 403, "
            "the user lacks rights for the REST API",
        )
    return Examination(
        subject=Subject.REST, verdict=Verdict.OK, found="/openapi/v3 answers; it takes run events"
    )


def versioning(*, on: bool) -> Examination:
    """Say whether ``linkAssetVersion`` does anything; that is a matter of taste."""
    state = "on" if on else "off: linkAssetVersion does nothing (ENTITY_VERSIONING_ENABLED=false)"
    return Examination(
        subject=Subject.VERSIONING,
        verdict=Verdict.OK,
        found=f"{state}; create_model writes versions either way",
    )

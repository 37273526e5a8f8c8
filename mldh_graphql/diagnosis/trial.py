"""A trial: write something, see how long it takes to show, and remove it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import uuid4

from mldh_graphql.client.existence import ExistenceCalls
from mldh_graphql.diagnosis.diagnosis import Examination, Subject, Verdict
from mldh_graphql.entities import MLModel, MLModelGroup
from mldh_graphql.errors import DataHubMLError, VerificationError
from mldh_graphql.urns import MLModelGroupUrn, MLModelUrn, PlatformUrn
from mldh_graphql.verification.running import wait_until_visible

if TYPE_CHECKING:
    from mldh_graphql.session import Session
    from mldh_graphql.urns import Urn

__all__ = ["Trial", "try_writing"]

_SLOW: Final = 30.0
_ABOUT: Final = "Written by `mldh doctor` to see whether writing works; it removes it again."


class Trial:
    """What came of a trial.

    Attributes:
        examinations: What was found.
        seconds: How long it took to show; ``None`` if it did not.
    """

    def __init__(self) -> None:
        self.examinations: list[Examination] = []
        self.seconds: float | None = None

    def found(self, subject: Subject, verdict: Verdict, said: str, fix: str | None = None) -> None:
        """Note a finding."""
        self.examinations.append(Examination(subject=subject, verdict=verdict, found=said, fix=fix))


async def try_writing(session: Session, *, deadline: float) -> Trial:
    """Write a model in a group, wait until both show, and remove both for good.

    Args:
        session: Leads to the DataHub.
        deadline: Seconds to wait.
    """
    trial = Trial()
    name = f"mldh_doctor_{uuid4().hex}"
    platform = PlatformUrn.build("mlflow")
    group = MLModelGroup(urn=MLModelGroupUrn.build(name, platform, "PROD"), description=_ABOUT)
    model = MLModel(
        urn=MLModelUrn.build(name, platform, "PROD"), description=_ABOUT, groups=[group.urn]
    )
    calls = ExistenceCalls(session)
    try:
        try:
            await calls.create(group)
            await calls.create(model)
        except DataHubMLError as error:
            trial.found(
                Subject.RIGHTS,
                Verdict.PROBLEM,
                f"writing was tried and failed: {error}",
                "ask an administrator for the privilege EDIT_ENTITY, or use another token",
            )
            return trial
        trial.found(Subject.RIGHTS, Verdict.OK, "writing was tried, and works")
        await _wait(session, trial, group, model, deadline=deadline)
    finally:
        for urn in (model.urn, group.urn):
            await _remove(session, trial, urn)
    return trial


async def _wait(
    session: Session, trial: Trial, group: MLModelGroup, model: MLModel, *, deadline: float
) -> None:
    try:
        report = await wait_until_visible(session, [group, model], deadline=deadline)
    except VerificationError:
        trial.found(
            Subject.INDEX,
            Verdict.PROBLEM,
            f"what was written did not show in links and searches within {deadline:g} s",
            "see whether DataHub's consumers run (datahub-mae-consumer) and how far behind they "
            "are: /openapi/operations/messaging on GMS",
        )
        return
    except DataHubMLError as error:
        trial.found(Subject.INDEX, Verdict.UNKNOWN, f"reading back failed: {error}")
        return
    trial.seconds = report.seconds
    late = report.seconds > _SLOW
    trial.found(
        Subject.INDEX,
        Verdict.WARNING if late else Verdict.OK,
        f"links and searches show a write after {report.seconds:.1f} s",
        "DataHub's consumers are behind; wait longer in verify (--wait)" if late else None,
    )


async def _remove(session: Session, trial: Trial, urn: Urn) -> None:
    try:
        await session.delete_entity(urn)
    except DataHubMLError as error:
        trial.found(
            Subject.RIGHTS,
            Verdict.WARNING,
            f"{urn}, which was written to try it, could not be removed: {error}",
            f"hide it: mldh delete '{urn}'",
        )

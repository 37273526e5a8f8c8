"""Applies the rules to a description, alone or together with what a DataHub has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.entities import MLModel, MLTrainingRun, default_version_set
from mldh_graphql.errors import InvalidValueError
from mldh_graphql.lint.checks import CHECKS
from mldh_graphql.lint.merged import merged
from mldh_graphql.lint.mlflow_source import official_urns
from mldh_graphql.lint.report import LintReport
from mldh_graphql.lint.rules import RULES
from mldh_graphql.lint.system_facts import ServerFacts, SystemFacts
from mldh_graphql.urns import MLModelUrn, Urn
from mldh_graphql.verification.described import SystemLike, entities_of
from mldh_graphql.verification.links import StoredEdges, links_of
from mldh_graphql.verification.reader import SystemReader

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from mldh_graphql.entities import Entity
    from mldh_graphql.session import Session

__all__ = ["lint_description", "lint_system"]


def lint_description(system: SystemLike, *, ignore: Collection[str] = ()) -> LintReport:
    """Look for trouble in a description, without any server.

    What only a server knows is not looked at: whether links lead somewhere outside of the
    description, what is stored besides it, and what DataHub's MLflow source has written.

    Args:
        system: The description, or just entities.
        ignore: Codes of rules that do not matter here.

    Raises:
        InvalidValueError: There is no rule with one of these codes.
    """
    _check_codes(ignore)
    described: dict[Urn, Entity] = {each.urn: each for each in entities_of(system)}
    return _report(SystemFacts(described=described, known=described), ignore)


async def lint_system(
    session: Session, system: SystemLike, *, ignore: Collection[str] = ()
) -> LintReport:
    """Look for trouble in what DataHub will have once the description is applied.

    Args:
        session: Leads to the DataHub.
        system: The description, or just entities.
        ignore: Codes of rules that do not matter here.

    Raises:
        InvalidValueError: There is no rule with one of these codes; nothing was sent.
        DataHubMLError: DataHub could not be asked.
    """
    _check_codes(ignore)
    reader = SystemReader(session)
    said = {each.urn: each for each in entities_of(system)}
    stored = await reader.entities(said)
    described: dict[Urn, Entity] = {
        urn: merged(each, stored.entities.get(urn)) for urn, each in said.items()
    }
    around = {link.target for each in described.values() for link in links_of(each)}
    around |= {urn for each in described.values() for urn in official_urns(each)}
    around |= await reader.versions(_version_sets(described.values()))
    others = await reader.entities(sorted(around - described.keys()))
    server = ServerFacts(
        existing=frozenset(stored.existing | others.existing),
        unknown=frozenset(others.unreadable),
        edges=await _edges(reader, stored.entities),
        sort_ids=await _sort_ids(
            reader, others.entities | described, others.entities | stored.entities
        ),
    )
    facts = SystemFacts(described=described, known=others.entities | described, server=server)
    return _report(facts, ignore, reader)


def _report(
    facts: SystemFacts, ignore: Collection[str], reader: SystemReader | None = None
) -> LintReport:
    findings = [
        finding for check in CHECKS for finding in check(facts) if finding.code not in ignore
    ]
    order = {urn: index for index, urn in enumerate(facts.described)}
    findings.sort(key=lambda each: (order.get(each.urn, len(order)), each.code))
    return LintReport(
        findings=tuple(findings),
        entities=len(facts.described),
        requests=reader.requests if reader else 0,
        skipped=None if reader is None else reader.unreadable_aspects,
    )


async def _edges(
    reader: SystemReader, stored: Mapping[Urn, Entity]
) -> Mapping[tuple[Urn, str], StoredEdges]:
    runs = [urn for urn, each in stored.items() if isinstance(each, MLTrainingRun)]
    return await reader.stored_edges(runs) or {}


def _version_sets(entities: Iterable[Entity]) -> set[Urn]:
    return {
        model.version_set or default_version_set(model.urn)
        for model in entities
        if isinstance(model, MLModel) and model.version is not None
    }


async def _sort_ids(
    reader: SystemReader, known: Mapping[Urn, Entity], stored: Mapping[Urn, Entity]
) -> dict[Urn, str]:
    """Return the stored sort ids of the models whose version stays as it is."""
    models = [
        urn
        for urn, each in known.items()
        if isinstance(each, MLModel)
        and each.version is not None
        and isinstance(has := stored.get(urn), MLModel)
        and has.version == each.version
    ]
    aspects = await reader.stored_aspects(MLModelUrn.kind, models, ["versionProperties"]) or {}
    found: dict[Urn, str] = {}
    for urn, values in aspects.items():
        properties = values.get("versionProperties")
        if isinstance(properties, dict) and isinstance(properties.get("sortId"), str):
            found[urn] = properties["sortId"]
    return found


def _check_codes(ignore: Collection[str]) -> None:
    known = [rule.code for rule in RULES]
    for code in ignore:
        if code not in known:
            raise InvalidValueError(
                argument="ignore", reason=f"{code!r} is none of {', '.join(known)}"
            )

"""What each rule finds: pure functions over the facts of a system."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from mldh_graphql.entities import (
    MLModel,
    MLTrainingRun,
    RunResultType,
    default_version_set,
    sort_id,
)
from mldh_graphql.lint import rules
from mldh_graphql.lint.finding import Finding
from mldh_graphql.lint.mlflow_source import official_urns
from mldh_graphql.verification.links import EDGE_FIELDS, links_of

if TYPE_CHECKING:
    from mldh_graphql.lint.system_facts import SystemFacts
    from mldh_graphql.urns import Urn

__all__ = ["CHECKS", "LONGEST_LIST"]

LONGEST_LIST: Final = 1000
"""Entries of one list or mapping; more make every read and write of the entity slow."""

Check = Callable[["SystemFacts"], Iterator[Finding]]


def runs(facts: SystemFacts) -> Iterator[Finding]:
    """A run without an experiment, and a run without a state."""
    for run in facts.described.values():
        if not isinstance(run, MLTrainingRun):
            continue
        if run.experiment is None:
            yield rules.RUN_WITHOUT_EXPERIMENT.found(run.urn, "the run belongs to no experiment")
        if not run.events:
            message = "nobody can see whether it ran: it has no start, no end and no result"
            yield rules.RUN_WITHOUT_STATE.found(run.urn, message)


def models(facts: SystemFacts) -> Iterator[Finding]:
    """A model without group, run or version."""
    for model in facts.described.values():
        if not isinstance(model, MLModel):
            continue
        if not model.groups:
            yield rules.MODEL_WITHOUT_GROUP.found(model.urn, "the model belongs to no group")
        elif model.version is None:
            yield rules.VERSION_MISSING.found(
                model.urn, "the model is in a group and has no version"
            )
        if not model.training_runs and model.urn not in facts.writers:
            yield rules.MODEL_WITHOUT_RUN.found(model.urn, "nothing says which run trained it")


def failed_runs(facts: SystemFacts) -> Iterator[Finding]:
    """A model whose run failed."""
    for model in facts.described.values():
        if not isinstance(model, MLModel):
            continue
        for urn in dict.fromkeys((*(model.training_runs or ()), *facts.writers.get(model.urn, ()))):
            run = facts.known.get(urn)
            if isinstance(run, MLTrainingRun) and run.run_result is RunResultType.FAILURE:
                message = f"the run that trained it, {urn}, failed"
                yield rules.FAILED_RUN_REGISTERED.found(model.urn, message)


def versions(facts: SystemFacts) -> Iterator[Finding]:
    """Versions of one set that DataHub or people cannot tell apart."""
    sets: dict[Urn, list[MLModel]] = {}
    for model in facts.known.values():
        if isinstance(model, MLModel) and model.version is not None:
            in_set: Urn = model.version_set or default_version_set(model.urn)
            sets.setdefault(in_set, []).append(model)
    stored = facts.server.sort_ids if facts.server else {}
    for set_urn, members in sets.items():
        places: dict[str, MLModel] = {}
        names: dict[str, MLModel] = {}
        for model in sorted(members, key=lambda each: each.urn):
            place = stored.get(model.urn) or sort_id(model.version or "")
            first = places.setdefault(place, model)
            if first is not model and _concerns(facts, first, model):
                message = (
                    f"it has the same sort id {place!r} in {set_urn} as {first.urn}, "
                    f"version {first.version!r}"
                )
                yield rules.DUPLICATE_SORT_ID.found(model.urn, message)
            for alias in model.aliases or ():
                other = names.setdefault(alias, model)
                if other is not model and _concerns(facts, other, model):
                    message = f"it has the alias {alias!r} in {set_urn}, which {other.urn} has, too"
                    yield rules.DUPLICATE_ALIAS.found(model.urn, message)


def scattered_versions(facts: SystemFacts) -> Iterator[Finding]:
    """Versions of one group in several version sets."""
    groups: dict[Urn, dict[Urn, int]] = {}
    for model in facts.described.values():
        if isinstance(model, MLModel) and model.version is not None:
            in_set: Urn = model.version_set or default_version_set(model.urn)
            for group in model.groups or ():
                sets = groups.setdefault(group, {})
                sets[in_set] = sets.get(in_set, 0) + 1
    for urn, counts in groups.items():
        if len(counts) > 1:
            message = f"its {sum(counts.values())} versions are in {len(counts)} version sets"
            yield rules.SCATTERED_VERSIONS.found(urn, message)


def lineage(facts: SystemFacts) -> Iterator[Finding]:
    """Inputs and outputs that give no lineage, or one that goes round in a circle."""
    for run in facts.described.values():
        if not isinstance(run, MLTrainingRun):
            continue
        for urn in set(run.inputs or ()) & set(run.outputs or ()):
            yield rules.INPUT_IS_OUTPUT.found(run.urn, f"it reads and writes {urn}")
        for field in sorted(EDGE_FIELDS):
            edges = facts.server.edges.get((run.urn, field)) if facts.server else None
            if edges is None:
                continue
            # Applying the description writes the edges of what it says.
            for urn in sorted(edges.plain - edges.edges - set(getattr(run, field) or ())):
                message = f"{urn} is only in {field}, not in {field[:-1]}Edges"
                yield rules.NO_LINEAGE.found(run.urn, message)


def link_targets(facts: SystemFacts) -> Iterator[Finding]:
    """Links to what does not exist, or is soft-deleted."""
    for entity in facts.described.values():
        for link in links_of(entity):
            target = facts.known.get(link.target)
            if target is not None and target.removed:
                message = f"{link.place} leads to what is soft-deleted"
                yield rules.LINK_TO_REMOVED.found(entity.urn, message)
            server = facts.server
            if server is None or target is not None:
                continue
            if link.target not in server.existing | server.unknown:
                message = f"{link.place} leads to what does not exist"
                yield rules.DANGLING_LINK.found(entity.urn, message)


def duplicates(facts: SystemFacts) -> Iterator[Finding]:
    """Entities that DataHub's MLflow source has written, too."""
    for entity in facts.described.values():
        for urn in official_urns(entity):
            is_there = urn in facts.described or (
                facts.server is not None and urn in facts.server.existing
            )
            if is_there:
                message = f"DataHub's MLflow source writes the same thing as {urn}, which exists"
                yield rules.MLFLOW_DUPLICATE.found(entity.urn, message)


def sizes(facts: SystemFacts) -> Iterator[Finding]:
    """Lists past a sensible size."""
    for entity in facts.described.values():
        for each in fields(entity):
            value = getattr(entity, each.name)
            if isinstance(value, tuple | Mapping) and len(value) > LONGEST_LIST:
                message = f"{each.name} has {len(value):,} entries, more than {LONGEST_LIST:,}"
                yield rules.LONG_LIST.found(entity.urn, message)


def metrics(facts: SystemFacts) -> Iterator[Finding]:
    """Metrics that are no numbers."""
    for entity in facts.described.values():
        for metric in getattr(entity, "training_metrics", None) or ():
            if metric.number is None or not math.isfinite(metric.number):
                message = f"training_metrics[{metric.name!r}] is {metric.value!r}"
                yield rules.METRIC_WITHOUT_NUMBER.found(entity.urn, message)


def addresses(facts: SystemFacts) -> Iterator[Finding]:
    """External URLs that no browser can follow."""
    for entity in facts.described.values():
        url = entity.external_url
        if url and not _can_be_followed(url):
            message = f"external_url {url!r} has no scheme or no host"
            yield rules.MALFORMED_URL.found(entity.urn, message)


CHECKS: Final[tuple[Check, ...]] = (
    runs,
    models,
    failed_runs,
    versions,
    scattered_versions,
    lineage,
    link_targets,
    duplicates,
    sizes,
    metrics,
    addresses,
)
"""All checks; each serves one rule or a few."""


def _concerns(facts: SystemFacts, *models: MLModel) -> bool:
    return any(model.urn in facts.described for model in models)


def _can_be_followed(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.scheme and parts.netloc)

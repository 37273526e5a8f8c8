"""Tags and glossary terms: the mutations that add and remove them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mldh_graphql.server.exceptions import IllegalArgumentException
from mldh_graphql.server.governance.resources import ResourceRef, Resources, java_list, parsed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mldh_graphql.server.actor import Actor
    from mldh_graphql.server.json_types import JsonObject


@dataclass(frozen=True, slots=True)
class LabelKind:
    """Where one kind of label is kept.

    Attributes:
        entity_type: What a label of this kind is.
        aspect: The aspect that lists an entity's labels.
        array: The list in it.
        member: The member of a list element that names the label.
        stamped: Whether the aspect says who changed it last.
    """

    entity_type: str
    aspect: str
    array: str
    member: str
    stamped: bool


TAGS = LabelKind("tag", "globalTags", "tags", "tag", stamped=False)
TERMS = LabelKind("glossaryTerm", "glossaryTerms", "terms", "urn", stamped=True)


def add_labels(
    resources: Resources,
    kind: LabelKind,
    labels: Sequence[str],
    targets: Sequence[ResourceRef],
    actor: Actor,
) -> bool:
    """Put labels on entities; one that is there already stays as it is.

    Args:
        resources: The entities.
        kind: Tags or terms.
        labels: Their URNs.
        targets: What to label.
        actor: Who asks.

    Returns:
        ``True``.

    Raises:
        JavaException: A label or target does not exist, or the write is refused.
    """
    for target in targets:
        resources.authorize(actor, target.urn)
    for label in labels:
        _check_label(resources, kind, label)
    for target in targets:
        resources.check(target)
    changes: list[tuple[str, str, JsonObject]] = []
    for target in targets:
        aspect, associations = _associations(resources, kind, target.urn, actor)
        present = [association[kind.member] for association in associations]
        new: list[JsonObject] = [
            {kind.member: label} for label in dict.fromkeys(labels) if label not in present
        ]
        changes.append((target.urn, kind.aspect, {**aspect, kind.array: [*associations, *new]}))
    resources.write(changes, actor, _failure(labels, targets))
    return True


def remove_labels(
    resources: Resources,
    kind: LabelKind,
    labels: Sequence[str],
    targets: Sequence[ResourceRef],
    actor: Actor,
) -> bool:
    """Take labels off entities; harmless where they are not. The labels need not exist.

    Args:
        resources: The entities.
        kind: Tags or terms.
        labels: Their URNs.
        targets: What to take them off.
        actor: Who asks.

    Returns:
        ``True``.

    Raises:
        JavaException: A target does not exist, or the write is refused.
    """
    for target in targets:
        resources.authorize(actor, target.urn)
    for target in targets:
        resources.check(target)
    changes: list[tuple[str, str, JsonObject]] = []
    for target in targets:
        aspect, associations = _associations(resources, kind, target.urn, actor)
        kept = [a for a in associations if a[kind.member] not in labels]
        changes.append((target.urn, kind.aspect, {**aspect, kind.array: [*kept]}))
    resources.write(changes, actor, _failure(labels, targets))
    return True


def _associations(
    resources: Resources, kind: LabelKind, urn: str, actor: Actor
) -> tuple[JsonObject, list[JsonObject]]:
    aspect = resources.aspect(urn, kind.aspect)
    if kind.stamped:
        aspect["auditStamp"] = resources.stamp(actor)
    array = aspect.get(kind.array)
    return aspect, [a for a in array if isinstance(a, dict)] if isinstance(array, list) else []


def _check_label(resources: Resources, kind: LabelKind, label: str) -> None:
    if parsed(label).entity_type != kind.entity_type:
        raise IllegalArgumentException(
            f"Failed to validate label with urn {label}. Urn type does not match entity type"
            f" {kind.entity_type}.."
        )
    if not resources.exists(label):
        raise IllegalArgumentException(
            f"Failed to validate label with urn {label}. Urn does not exist."
        )


def _failure(labels: Sequence[str], targets: Sequence[ResourceRef]) -> str:
    urns = java_list(target.urn for target in targets)
    return (
        f"Failed to perform update against input {{labels={java_list(labels)}, resources={urns}}}"
    )

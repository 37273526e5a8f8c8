"""`MLModelGroup`: the versions of one model, together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mldh_graphql.entities.audit_stamp import AuditStamp, StampLike, checked_stamp
from mldh_graphql.entities.entity import (
    GovernedEntity,
    UrnsLike,
    checked_id_urns,
    checked_urns_of,
)
from mldh_graphql.entities.link import LinksLike, checked_links
from mldh_graphql.entities.owner import OwnersLike, checked_owners
from mldh_graphql.entities.strictness import checked_id_urn, checked_urn
from mldh_graphql.entities.structured_properties import (
    StructuredPropertiesLike,
    checked_structured_properties,
)
from mldh_graphql.entities.texts import checked_mapping, checked_name, checked_text, optional
from mldh_graphql.urns import (
    DataJobUrn,
    DomainUrn,
    GlossaryTermUrn,
    MLModelGroupUrn,
    TagUrn,
    TrainingRunUrn,
    Urn,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["MLModelGroup"]


@dataclass(frozen=True, slots=True, init=False, eq=False, repr=False)
class MLModelGroup(GovernedEntity):
    """A group of models, such as all versions of a churn predictor.

    Attributes:
        created: When the group was made, and by whom.
        last_modified: When it changed last, and by whom.
        version: A version of the group as a whole.
        training_runs: The runs (or jobs) that train models of the group.
    """

    urn: MLModelGroupUrn
    created: AuditStamp | None = None
    last_modified: AuditStamp | None = None
    version: str | None = None
    training_runs: tuple[Urn, ...] | None = None

    def __init__(
        self,
        *,
        urn: str,
        name: str | None = None,
        description: str | None = None,
        custom_properties: Mapping[str, str] | None = None,
        external_url: str | None = None,
        created: StampLike | None = None,
        last_modified: StampLike | None = None,
        version: str | None = None,
        training_runs: UrnsLike | None = None,
        tags: UrnsLike | None = None,
        terms: UrnsLike | None = None,
        owners: OwnersLike | None = None,
        domain: str | None = None,
        links: LinksLike | None = None,
        structured_properties: StructuredPropertiesLike | None = None,
        removed: bool = False,
    ) -> None:
        """Describe a group; see the class for the fields.

        Raises:
            InvalidValueError: A value cannot be written.
            InvalidUrnError: A URN is none, or is one of another kind of entity.
        """
        self._fill(
            urn=checked_urn(MLModelGroupUrn, "urn", urn),
            name=optional(checked_name, "name", name),
            description=optional(checked_text, "description", description),
            custom_properties=optional(checked_mapping, "custom_properties", custom_properties),
            external_url=optional(checked_text, "external_url", external_url),
            created=None if created is None else checked_stamp("created", created),
            last_modified=(
                None if last_modified is None else checked_stamp("last_modified", last_modified)
            ),
            version=optional(checked_name, "version", version),
            training_runs=(
                None
                if training_runs is None
                else checked_urns_of((TrainingRunUrn, DataJobUrn), "training_runs", training_runs)
            ),
            tags=None if tags is None else checked_id_urns(TagUrn, "tags", tags),
            terms=None if terms is None else checked_id_urns(GlossaryTermUrn, "terms", terms),
            owners=None if owners is None else checked_owners("owners", owners),
            domain=None if domain is None else checked_id_urn(DomainUrn, "domain", domain),
            links=None if links is None else checked_links("links", links),
            structured_properties=(
                None
                if structured_properties is None
                else checked_structured_properties("structured_properties", structured_properties)
            ),
            removed=removed,
        )

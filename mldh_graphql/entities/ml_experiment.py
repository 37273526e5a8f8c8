"""`MLExperiment`: the training runs of one project, together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mldh_graphql.entities.audit_stamp import AuditStamp, StampLike, checked_stamp
from mldh_graphql.entities.entity import GovernedEntity, UrnsLike, checked_id_urns
from mldh_graphql.entities.link import LinksLike, checked_links
from mldh_graphql.entities.owner import OwnersLike, checked_owners
from mldh_graphql.entities.strictness import checked_id_urn, checked_urn
from mldh_graphql.entities.structured_properties import (
    StructuredPropertiesLike,
    checked_structured_properties,
)
from mldh_graphql.entities.texts import (
    checked_key,
    checked_list,
    checked_mapping,
    checked_name,
    checked_text,
    optional,
    unique,
)
from mldh_graphql.urns import DomainUrn, ExperimentUrn, GlossaryTermUrn, PlatformUrn, TagUrn

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["EXPERIMENT_SUB_TYPE", "MLFLOW", "MLExperiment", "checked_sub_types"]

EXPERIMENT_SUB_TYPE: Final = "ML Experiment"
"""By this sub-type DataHub's pages know that a container is an experiment."""

MLFLOW: Final = PlatformUrn("urn:li:dataPlatform:mlflow")
"""The platform where none is given."""


@dataclass(frozen=True, slots=True, init=False, eq=False, repr=False)
class MLExperiment(GovernedEntity):
    """An experiment, which DataHub keeps as a container.

    Attributes:
        created: When the experiment was made, and by whom.
        last_modified: When it changed last, and by whom.
        platform: Where it lives; ``None`` if DataHub does not know.
        sub_types: What kind of container it is: ``ML Experiment``.
    """

    urn: ExperimentUrn
    created: AuditStamp | None = None
    last_modified: AuditStamp | None = None
    platform: PlatformUrn | None = MLFLOW
    sub_types: tuple[str, ...] | None = (EXPERIMENT_SUB_TYPE,)

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
        platform: str | None = MLFLOW,
        sub_types: Iterable[str] | None = (EXPERIMENT_SUB_TYPE,),
        tags: UrnsLike | None = None,
        terms: UrnsLike | None = None,
        owners: OwnersLike | None = None,
        domain: str | None = None,
        links: LinksLike | None = None,
        structured_properties: StructuredPropertiesLike | None = None,
        removed: bool = False,
    ) -> None:
        """Describe an experiment; see the class for the fields.

        Raises:
            InvalidValueError: A value cannot be written.
            InvalidUrnError: A URN is none, or is one of another kind of entity.
        """
        self._fill(
            urn=checked_urn(ExperimentUrn, "urn", urn),
            name=optional(checked_name, "name", name),
            description=optional(checked_text, "description", description),
            custom_properties=optional(checked_mapping, "custom_properties", custom_properties),
            external_url=optional(checked_text, "external_url", external_url),
            created=None if created is None else checked_stamp("created", created),
            last_modified=(
                None if last_modified is None else checked_stamp("last_modified", last_modified)
            ),
            platform=None
            if platform is None
            else checked_id_urn(PlatformUrn, "platform", platform),
            sub_types=None if sub_types is None else checked_sub_types("sub_types", sub_types),
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


def checked_sub_types(argument: str, values: Iterable[str]) -> tuple[str, ...]:
    """Return the sub-types; the same one twice is refused."""
    sub_types = [checked_key(argument, value) for value in checked_list(argument, values)]
    return unique(argument, sub_types, str)

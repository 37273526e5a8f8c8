"""`MLModel`: one version of a trained model."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mldh_graphql.entities.audit_stamp import AuditStamp, StampLike, checked_stamp
from mldh_graphql.entities.entity import (
    GovernedEntity,
    UrnsLike,
    checked_id_urns,
    checked_urns,
    checked_urns_of,
)
from mldh_graphql.entities.link import LinksLike, checked_links
from mldh_graphql.entities.metric import (
    HyperParam,
    HyperParamsLike,
    Metric,
    MetricsLike,
    checked_hyper_params,
    checked_metrics,
)
from mldh_graphql.entities.owner import OwnersLike, checked_owners
from mldh_graphql.entities.strictness import checked_id_urn, checked_urn, refuse
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
from mldh_graphql.entities.versions import default_version_set
from mldh_graphql.urns import (
    DataJobUrn,
    DomainUrn,
    GlossaryTermUrn,
    MLModelGroupUrn,
    MLModelUrn,
    TagUrn,
    TrainingRunUrn,
    Urn,
    VersionSetUrn,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["MLModel", "checked_aliases", "checked_plain_tags"]


@dataclass(frozen=True, slots=True, init=False, eq=False, repr=False)
class MLModel(GovernedEntity):
    """A model in one version.

    Attributes:
        created: When the model was made, and by whom.
        last_modified: When it changed last, and by whom.
        type: The kind of model, such as ``ARIMA``.
        version: Its version tag, such as ``1.0``.
        aliases: Other names of the version, such as ``champion``.
        version_comment: What the version is about.
        version_set: The set of versions that it is one of; if not said, a set of its own that
            follows from the URN (`default_version_set`).
        is_latest: Whether DataHub takes it as the latest of its set. Computed by DataHub, so
            neither compared nor written.
        hyper_params: The settings of the training.
        training_metrics: What the training measured.
        plain_tags: The strings of ``mlModelProperties.tags``, which are not DataHub's tags.
        groups: The groups that it belongs to.
        training_runs: The runs (or jobs) that trained it.
    """

    urn: MLModelUrn
    created: AuditStamp | None = None
    last_modified: AuditStamp | None = None
    type: str | None = None
    version: str | None = None
    aliases: tuple[str, ...] | None = None
    version_comment: str | None = None
    version_set: VersionSetUrn | None = None
    is_latest: bool = field(default=False, compare=False)
    hyper_params: tuple[HyperParam, ...] | None = None
    training_metrics: tuple[Metric, ...] | None = None
    plain_tags: tuple[str, ...] | None = None
    groups: tuple[MLModelGroupUrn, ...] | None = None
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
        type: str | None = None,  # noqa: A002 - DataHub's word
        version: str | None = None,
        aliases: Iterable[str] | None = None,
        version_comment: str | None = None,
        version_set: str | None = None,
        is_latest: bool = False,
        hyper_params: HyperParamsLike | None = None,
        training_metrics: MetricsLike | None = None,
        plain_tags: Iterable[str] | None = None,
        groups: UrnsLike | None = None,
        training_runs: UrnsLike | None = None,
        tags: UrnsLike | None = None,
        terms: UrnsLike | None = None,
        owners: OwnersLike | None = None,
        domain: str | None = None,
        links: LinksLike | None = None,
        structured_properties: StructuredPropertiesLike | None = None,
        removed: bool = False,
    ) -> None:
        """Describe a model; see the class for the fields.

        Raises:
            InvalidValueError: A value cannot be written.
            InvalidUrnError: A URN is none, or is one of another kind of entity.
        """
        self._fill(
            urn=checked_urn(MLModelUrn, "urn", urn),
            name=optional(checked_name, "name", name),
            description=optional(checked_text, "description", description),
            custom_properties=optional(checked_mapping, "custom_properties", custom_properties),
            external_url=optional(checked_text, "external_url", external_url),
            created=None if created is None else checked_stamp("created", created),
            last_modified=(
                None if last_modified is None else checked_stamp("last_modified", last_modified)
            ),
            type=optional(checked_text, "type", type),
            version=optional(checked_name, "version", version),
            aliases=None if aliases is None else checked_aliases("aliases", aliases),
            version_comment=optional(checked_text, "version_comment", version_comment),
            version_set=(
                None if version_set is None else _checked_version_set("version_set", version_set)
            ),
            is_latest=is_latest,
            hyper_params=(
                None if hyper_params is None else checked_hyper_params("hyper_params", hyper_params)
            ),
            training_metrics=(
                None
                if training_metrics is None
                else checked_metrics("training_metrics", training_metrics)
            ),
            plain_tags=None if plain_tags is None else checked_plain_tags("plain_tags", plain_tags),
            groups=None if groups is None else checked_urns(MLModelGroupUrn, "groups", groups),
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
        if self.version is None:
            for argument, said in (
                ("aliases", self.aliases),
                ("version_comment", self.version_comment),
                ("version_set", self.version_set),
            ):
                if said:
                    refuse(argument, "it needs a version that it belongs to")

    def _compared_value(self, name: str, value: object) -> object:
        if name == "version_set" and value == default_version_set(self.urn):
            return None
        return GovernedEntity._compared_value(self, name, value)  # noqa: SLF001 - its own base


def checked_aliases(argument: str, values: Iterable[str]) -> tuple[str, ...]:
    """Return the aliases; the same one twice is refused."""
    aliases = [checked_name(argument, value) for value in checked_list(argument, values)]
    return unique(argument, aliases, str)


def checked_plain_tags(argument: str, values: Iterable[str]) -> tuple[str, ...]:
    """Return the strings; the same one twice is refused."""
    tags = [checked_key(argument, value) for value in checked_list(argument, values)]
    return unique(argument, tags, str)


def _checked_version_set(argument: str, value: str) -> VersionSetUrn:
    urn = checked_urn(VersionSetUrn, argument, value)
    if urn.versioned != "mlModel":
        refuse(argument, f"it is a set of versions of a {urn.versioned}, not of an mlModel")
    return urn

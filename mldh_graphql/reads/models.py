"""Generated result → `MLModel`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.entities import MLModel, returned_by_datahub
from mldh_graphql.reads.attachments import attachments_of, custom_properties_of, is_removed
from mldh_graphql.reads.named_values import hyper_params_of, metrics_of
from mldh_graphql.reads.stamps import stamp_of

if TYPE_CHECKING:
    from mldh_graphql_api.fragments import MLModelFields

__all__ = ["model_of"]


def model_of(result: MLModelFields | None) -> MLModel | None:
    """Return the model, or ``None`` if DataHub does not have it."""
    if result is None or not result.exists:
        return None
    properties, version = result.ml_model_properties, result.version_properties
    lineage = properties.ml_model_lineage_info if properties else None
    tag = version.version.version_tag if version else None
    if tag is None and properties:
        # Written by a program that knows no version sets.
        tag = properties.version
    with returned_by_datahub():
        attached = attachments_of(
            tags=result.tags,
            terms=result.glossary_terms,
            ownership=result.ownership,
            domain=result.domain,
            links=result.institutional_memory,
            structured_properties=result.structured_properties,
        )
        return MLModel(
            urn=result.urn,
            name=properties.name if properties else None,
            description=properties.description if properties else None,
            custom_properties=(
                custom_properties_of(properties.custom_properties) if properties else None
            ),
            external_url=properties.external_url if properties else None,
            created=stamp_of(properties.created) if properties else None,
            last_modified=stamp_of(properties.last_modified) if properties else None,
            type=properties.type_ if properties else None,
            version=tag,
            aliases=(
                [alias.version_tag for alias in version.aliases if alias.version_tag]
                if version
                else None
            ),
            version_comment=version.comment if version else None,
            version_set=version.version_set.urn if version else None,
            is_latest=version.is_latest if version else False,
            hyper_params=hyper_params_of(properties.hyper_params) if properties else None,
            training_metrics=metrics_of(properties.training_metrics) if properties else None,
            plain_tags=properties.tags if properties else None,
            groups=(
                [group.urn for group in properties.groups if group]
                if properties and properties.groups is not None
                else None
            ),
            training_runs=lineage.training_jobs if lineage else None,
            tags=attached.tags,
            terms=attached.terms,
            owners=attached.owners,
            domain=attached.domain,
            links=attached.links,
            structured_properties=attached.structured_properties,
            removed=is_removed(result.status),
        )

"""Generated result → `MLModelGroup`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.entities import MLModelGroup, returned_by_datahub
from mldh_graphql.reads.attachments import attachments_of, custom_properties_of, is_removed
from mldh_graphql.reads.stamps import stamp_of

if TYPE_CHECKING:
    from mldh_graphql_api.fragments import MLModelGroupFields

__all__ = ["model_group_of"]


def model_group_of(result: MLModelGroupFields | None) -> MLModelGroup | None:
    """Return the model group, or ``None`` if DataHub does not have it."""
    if result is None or not result.exists:
        return None
    properties = result.ml_model_group_properties
    lineage = properties.ml_model_lineage_info if properties else None
    with returned_by_datahub():
        attached = attachments_of(
            tags=result.tags,
            terms=result.glossary_terms,
            ownership=result.ownership,
            domain=result.domain,
            links=result.institutional_memory,
            structured_properties=result.structured_properties,
        )
        return MLModelGroup(
            urn=result.urn,
            name=properties.name if properties else None,
            description=properties.description if properties else None,
            custom_properties=(
                custom_properties_of(properties.custom_properties) if properties else None
            ),
            external_url=properties.external_url if properties else None,
            created=stamp_of(properties.created) if properties else None,
            last_modified=stamp_of(properties.last_modified) if properties else None,
            version=(properties.version.version_tag if properties and properties.version else None),
            training_runs=lineage.training_jobs if lineage else None,
            tags=attached.tags,
            terms=attached.terms,
            owners=attached.owners,
            domain=attached.domain,
            links=attached.links,
            structured_properties=attached.structured_properties,
            removed=is_removed(result.status),
        )

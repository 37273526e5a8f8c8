"""Generated result → `Dataset`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.entities import Dataset, returned_by_datahub
from mldh_graphql.reads.attachments import attachments_of, custom_properties_of, is_removed
from mldh_graphql.reads.stamps import stamp_at, stamp_of

if TYPE_CHECKING:
    from mldh_graphql_api.fragments import DatasetFields

__all__ = ["dataset_of"]


def dataset_of(result: DatasetFields | None) -> Dataset | None:
    """Return the data set, or ``None`` if DataHub does not have it."""
    if result is None or not result.exists:
        return None
    properties = result.dataset_properties
    with returned_by_datahub():
        attached = attachments_of(
            tags=result.tags,
            terms=result.glossary_terms,
            ownership=result.ownership,
            domain=result.domain,
            links=result.institutional_memory,
            structured_properties=result.structured_properties,
        )
        return Dataset(
            urn=result.urn,
            name=properties.name if properties else None,
            qualified_name=properties.qualified_name if properties else None,
            description=properties.description if properties else None,
            custom_properties=(
                custom_properties_of(properties.custom_properties) if properties else None
            ),
            external_url=properties.external_url if properties else None,
            created=(
                stamp_at(properties.created, properties.created_actor) if properties else None
            ),
            last_modified=stamp_of(properties.last_modified) if properties else None,
            sub_types=result.sub_types.type_names if result.sub_types else None,
            tags=attached.tags,
            terms=attached.terms,
            owners=attached.owners,
            domain=attached.domain,
            links=attached.links,
            structured_properties=attached.structured_properties,
            removed=is_removed(result.status),
        )

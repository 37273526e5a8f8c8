"""Generated result → `MLExperiment`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from mldh_graphql.entities import AuditStamp, MLExperiment, returned_by_datahub
from mldh_graphql.reads.attachments import attachments_of, custom_properties_of, is_removed
from mldh_graphql.reads.stamps import stamp_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mldh_graphql_api.fragments import ContainerFields, RawAspectFields

__all__ = ["UNKNOWN_PLATFORM", "experiment_of"]

UNKNOWN_PLATFORM = "urn:li:dataPlatform:unknown"
"""What DataHub says for a container whose platform nobody wrote."""


def experiment_of(result: ContainerFields | None) -> MLExperiment | None:
    """Return the experiment, or ``None`` if DataHub does not have it."""
    if result is None or not result.exists:
        return None
    properties = result.container_properties
    with returned_by_datahub():
        attached = attachments_of(
            tags=result.tags,
            terms=result.glossary_terms,
            ownership=result.ownership,
            domain=result.domain,
            links=result.institutional_memory,
            structured_properties=result.structured_properties,
        )
        return MLExperiment(
            urn=result.urn,
            name=properties.name if properties else None,
            description=properties.description if properties else None,
            custom_properties=(
                custom_properties_of(properties.custom_properties) if properties else None
            ),
            external_url=properties.external_url if properties else None,
            created=_stored_stamp(result.container_aspects, "created"),
            last_modified=_stored_stamp(result.container_aspects, "lastModified"),
            platform=result.platform.urn if result.platform.urn != UNKNOWN_PLATFORM else None,
            sub_types=result.sub_types.type_names if result.sub_types else None,
            tags=attached.tags,
            terms=attached.terms,
            owners=attached.owners,
            domain=attached.domain,
            links=attached.links,
            structured_properties=attached.structured_properties,
            removed=is_removed(result.status),
        )


def _stored_stamp(aspects: Sequence[RawAspectFields] | None, field: str) -> AuditStamp | None:
    for aspect in aspects or ():
        if aspect.aspect_name == "containerProperties" and aspect.payload:
            stamp = json.loads(aspect.payload).get(field)
            return stamp_at(stamp["time"], stamp.get("actor")) if stamp else None
    return None

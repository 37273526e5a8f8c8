"""Generated result → `MLTrainingRun`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.entities import MLTrainingRun, returned_by_datahub
from mldh_graphql.reads.attachments import custom_properties_of, is_removed
from mldh_graphql.reads.named_values import hyper_params_of, metrics_of
from mldh_graphql.reads.stamps import run_event_of, stamp_of

if TYPE_CHECKING:
    from mldh_graphql_api.fragments import (
        DataProcessInstanceFields,
        EntityRelationshipsResultFields,
    )

__all__ = ["training_run_of"]


def training_run_of(result: DataProcessInstanceFields | None) -> MLTrainingRun | None:
    """Return the training run, or ``None`` if DataHub does not have it."""
    if result is None or not result.exists:
        return None
    properties = result.data_process_instance_properties
    training = result.ml_training_run_properties
    with returned_by_datahub():
        events = [run_event_of(event) for event in result.state or () if event]
        return MLTrainingRun(
            urn=result.urn,
            name=properties.name if properties else None,
            custom_properties=(
                custom_properties_of(properties.custom_properties) if properties else None
            ),
            external_url=properties.external_url if properties else None,
            created=stamp_of(properties.created) if properties else None,
            id=training.id if training else None,
            platform=result.optional_platform.urn if result.optional_platform else None,
            sub_types=result.sub_types.type_names if result.sub_types else None,
            output_urls=(
                [url for url in training.output_urls if url is not None]
                if training and training.output_urls is not None
                else None
            ),
            hyper_params=hyper_params_of(training.hyper_params) if training else None,
            training_metrics=metrics_of(training.training_metrics) if training else None,
            experiment=result.container.urn if result.container else None,
            inputs=_linked(result.input_edges),
            outputs=_linked(result.output_edges),
            events=[event for event in events if event],
            removed=is_removed(result.status),
        )


def _linked(result: EntityRelationshipsResultFields | None) -> tuple[str, ...] | None:
    if result is None:
        return None
    urns = (each.entity.urn for each in result.relationships if each.entity)
    return tuple(dict.fromkeys(urns))

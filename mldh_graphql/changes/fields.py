"""Single fields of an entity: set one, take one away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.changes.draft import Draft
from mldh_graphql.changes.nouns import PROPERTIES, TRAINING_RUN_PROPERTIES, update_changes
from mldh_graphql.entities.dataset import Dataset
from mldh_graphql.entities.ml_experiment import MLExperiment
from mldh_graphql.entities.ml_model import MLModel, checked_plain_tags
from mldh_graphql.entities.ml_model_group import MLModelGroup
from mldh_graphql.entities.ml_training_run import MLTrainingRun, checked_output_urls
from mldh_graphql.entities.strictness import checked_urn
from mldh_graphql.entities.texts import checked_key, checked_list, checked_name, checked_text
from mldh_graphql.errors import InvalidUrnError, InvalidValueError
from mldh_graphql.urns import (
    DatasetUrn,
    ExperimentUrn,
    MLModelGroupUrn,
    MLModelUrn,
    TrainingRunUrn,
    Urn,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mldh_graphql.changes.change import Change
    from mldh_graphql.changes.nouns import AnyEntity
    from mldh_graphql.entities.audit_stamp import StampLike
    from mldh_graphql.entities.metric import HyperParamsLike, MetricsLike

__all__ = [
    "add_output_urls",
    "add_plain_tags",
    "remove_custom_properties",
    "remove_hyper_params",
    "remove_output_urls",
    "remove_plain_tags",
    "remove_training_metrics",
    "set_created",
    "set_custom_properties",
    "set_description",
    "set_external_url",
    "set_hyper_params",
    "set_last_modified",
    "set_name",
    "set_removed",
    "set_training_metrics",
    "unset_description",
    "unset_external_url",
    "unset_name",
]


def set_name(urn: str, name: str) -> tuple[Change, ...]:
    """Change the name that people see."""
    return update_changes(_entity(urn, name=checked_name("name", name)))


def unset_name(urn: str) -> tuple[Change, ...]:
    """Take the name away, so that DataHub shows the one in the URN again."""
    entity_urn = checked_urn(Urn, "urn", urn)
    if isinstance(entity_urn, ExperimentUrn | TrainingRunUrn):
        # DataHub demands a name for these.
        return set_name(urn, entity_urn.display_name)
    return _unset(entity_urn, "name")


def set_description(urn: str, description: str) -> tuple[Change, ...]:
    """Change the description."""
    return update_changes(_entity(urn, description=checked_text("description", description)))


def unset_description(urn: str) -> tuple[Change, ...]:
    """Take the description away."""
    # Refused where DataHub keeps none, as in `set_description`.
    return _unset(_entity(urn, description="").urn, "description")


def set_external_url(urn: str, external_url: str) -> tuple[Change, ...]:
    """Change where the entity lives outside DataHub."""
    return update_changes(_entity(urn, external_url=checked_text("external_url", external_url)))


def unset_external_url(urn: str) -> tuple[Change, ...]:
    """Take the external URL away."""
    entity_urn = checked_urn(Urn, "urn", urn)
    changes = _unset(entity_urn, "externalUrl")
    if isinstance(entity_urn, TrainingRunUrn):
        draft = Draft(entity_urn, TRAINING_RUN_PROPERTIES)
        draft.unset("externalUrl")
        changes += draft.patches()
    return changes


def set_custom_properties(urn: str, custom_properties: Mapping[str, str]) -> tuple[Change, ...]:
    """Set some custom properties; the others stay."""
    return update_changes(_entity(urn, custom_properties=custom_properties))


def remove_custom_properties(urn: str, keys: Iterable[str]) -> tuple[Change, ...]:
    """Take custom properties away; those that are not there are skipped."""
    draft = _properties(checked_urn(Urn, "urn", urn))
    names = [checked_key("keys", key) for key in checked_list("keys", keys)]
    # In one patch, DataHub refuses to remove the same thing twice.
    draft.remove_from_map("customProperties", dict.fromkeys(names))
    return draft.patches()


def set_created(urn: str, created: StampLike) -> tuple[Change, ...]:
    """Change when and by whom the entity was made."""
    return update_changes(_entity(urn, created=created))


def set_last_modified(urn: str, last_modified: StampLike) -> tuple[Change, ...]:
    """Change when and by whom the entity changed last; runs have no such field."""
    return update_changes(_entity(urn, last_modified=last_modified))


def set_training_metrics(urn: str, training_metrics: MetricsLike) -> tuple[Change, ...]:
    """Set some metrics of a model or run; the others stay."""
    return update_changes(_trained(urn, training_metrics=training_metrics))


def remove_training_metrics(urn: str, names: Iterable[str]) -> tuple[Change, ...]:
    """Take metrics of a model or run away; those that are not there are skipped."""
    return _remove_values(urn, "trainingMetrics", names)


def set_hyper_params(urn: str, hyper_params: HyperParamsLike) -> tuple[Change, ...]:
    """Set some hyper-parameters of a model or run; the others stay."""
    return update_changes(_trained(urn, hyper_params=hyper_params))


def remove_hyper_params(urn: str, names: Iterable[str]) -> tuple[Change, ...]:
    """Take hyper-parameters of a model or run away; those that are not there are skipped."""
    return _remove_values(urn, "hyperParams", names)


def add_plain_tags(model_urn: str, plain_tags: Iterable[str]) -> tuple[Change, ...]:
    """Add strings to ``mlModelProperties.tags``, which are not DataHub's tags."""
    return update_changes(
        MLModel(urn=checked_urn(MLModelUrn, "model_urn", model_urn), plain_tags=plain_tags)
    )


def remove_plain_tags(model_urn: str, plain_tags: Iterable[str]) -> tuple[Change, ...]:
    """Undo `add_plain_tags`."""
    draft = Draft(checked_urn(MLModelUrn, "model_urn", model_urn), "mlModelProperties")
    for tag in checked_plain_tags("plain_tags", plain_tags):
        draft.remove_from_list("tags", tag)
    return draft.patches()


def add_output_urls(run_urn: str, output_urls: Iterable[str]) -> tuple[Change, ...]:
    """Say where more results of a run lie."""
    run = MLTrainingRun(
        urn=checked_urn(TrainingRunUrn, "run_urn", run_urn),
        output_urls=output_urls,
        platform=None,
        sub_types=None,
    )
    return update_changes(run)


def remove_output_urls(run_urn: str, output_urls: Iterable[str]) -> tuple[Change, ...]:
    """Undo `add_output_urls`."""
    draft = Draft(checked_urn(TrainingRunUrn, "run_urn", run_urn), TRAINING_RUN_PROPERTIES)
    for url in checked_output_urls("output_urls", output_urls):
        draft.remove_from_list("outputUrls", url)
    return draft.patches()


def set_removed(urn: str, *, removed: bool) -> tuple[Change, ...]:
    """Soft-delete an entity, or restore it."""
    draft = Draft(checked_urn(Urn, "urn", urn), "status")
    draft.set("removed", removed)
    return draft.patches()


def _unset(urn: Urn, field: str) -> tuple[Change, ...]:
    draft = _properties(urn)
    draft.unset(field)
    return draft.patches()


def _properties(urn: Urn) -> Draft:
    aspect = PROPERTIES.get(urn.entity_type)
    if aspect is None:
        raise _no_noun(urn)
    return Draft(urn, aspect)


def _remove_values(urn: str, field: str, names: Iterable[str]) -> tuple[Change, ...]:
    entity = _trained(urn)
    aspect = TRAINING_RUN_PROPERTIES if isinstance(entity, MLTrainingRun) else "mlModelProperties"
    draft = Draft(entity.urn, aspect)
    checked = [checked_key("names", name) for name in checked_list("names", names)]
    for name in dict.fromkeys(checked):
        draft.remove_from_list(field, name)
    return draft.patches()


def _trained(
    urn: str,
    *,
    training_metrics: MetricsLike | None = None,
    hyper_params: HyperParamsLike | None = None,
) -> MLModel | MLTrainingRun:
    checked = checked_urn(Urn, "urn", urn)
    if isinstance(checked, MLModelUrn):
        return MLModel(urn=checked, training_metrics=training_metrics, hyper_params=hyper_params)
    if isinstance(checked, TrainingRunUrn):
        return MLTrainingRun(
            urn=checked,
            training_metrics=training_metrics,
            hyper_params=hyper_params,
            platform=None,
            sub_types=None,
        )
    raise InvalidUrnError(
        value=urn,
        expected="the URN of a model or training run for urn",
        reason=f"a {checked.entity_type} has no metrics and hyper-parameters",
    )


def _entity(
    urn: str,
    *,
    name: str | None = None,
    description: str | None = None,
    external_url: str | None = None,
    custom_properties: Mapping[str, str] | None = None,
    created: StampLike | None = None,
    last_modified: StampLike | None = None,
) -> AnyEntity:
    checked = checked_urn(Urn, "urn", urn)
    if isinstance(checked, TrainingRunUrn):
        if last_modified is not None:
            raise InvalidValueError(
                argument="last_modified", reason="DataHub keeps none for a training run"
            )
        return MLTrainingRun(
            urn=checked,
            name=name,
            description=description,
            external_url=external_url,
            custom_properties=custom_properties,
            created=created,
            platform=None,
            sub_types=None,
        )
    if isinstance(checked, ExperimentUrn):
        return MLExperiment(
            urn=checked,
            name=name,
            description=description,
            external_url=external_url,
            custom_properties=custom_properties,
            created=created,
            last_modified=last_modified,
            platform=None,
            sub_types=None,
        )
    noun: type[MLModel | MLModelGroup | Dataset]
    if isinstance(checked, MLModelUrn):
        noun = MLModel
    elif isinstance(checked, MLModelGroupUrn):
        noun = MLModelGroup
    elif isinstance(checked, DatasetUrn):
        noun = Dataset
    else:
        raise _no_noun(checked)
    return noun(
        urn=checked,
        name=name,
        description=description,
        external_url=external_url,
        custom_properties=custom_properties,
        created=created,
        last_modified=last_modified,
    )


def _no_noun(urn: Urn) -> InvalidUrnError:
    return InvalidUrnError(
        value=urn,
        expected="the URN of a model, model group, experiment, training run or dataset for urn",
        reason=f"it is a {urn.entity_type} URN",
    )

"""What an entity will be once its description is applied: the laws of `merged`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings

from mldh_graphql.entities import (
    AuditStamp,
    Dataset,
    Link,
    MLModel,
    MLTrainingRun,
    Owner,
    RunResultType,
)
from mldh_graphql.lint.merged import merged
from mldh_graphql.urns import DatasetUrn, MLModelUrn, TrainingRunUrn
from tests.strategies import entities

if TYPE_CHECKING:
    from mldh_graphql.changes import AnyEntity

LAW = settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
DATASET = DatasetUrn.build("d", "s3")
RUN = TrainingRunUrn.build("r")


@given(entities())
@LAW
def test_what_is_not_stored_or_stored_alike_stays_as_described(entity: AnyEntity) -> None:
    """Nothing is added, and nothing lost."""
    assert merged(entity, None) is entity
    assert merged(entity, entity) == entity


@given(entities())
@LAW
def test_what_is_not_said_comes_from_what_is_stored(entity: AnyEntity) -> None:
    """A description that says nothing changes nothing."""
    if isinstance(entity, Dataset | MLModel):
        silent: AnyEntity = type(entity)(urn=entity.urn)
        assert merged(silent, entity) == entity


def test_something_of_another_kind_is_not_mixed_in() -> None:
    """It cannot be, but for a mistake on the server."""
    model = MLModel(urn=MLModelUrn.build("m"))
    assert merged(model, Dataset(urn=DATASET)) is model


def test_entries_are_added_and_replaced_by_key() -> None:
    """As DataHub's keyed patches do."""
    stored = Dataset(
        urn=DATASET,
        name="old",
        description="kept",
        links=[Link("u", "old"), Link("v", "kept")],
        owners=[Owner("me"), Owner("you")],
        custom_properties={"a": "old", "b": "kept"},
        tags=["t"],
    )
    described = Dataset(
        urn=DATASET,
        name="new",
        links=[Link("u", "new", AuditStamp(1))],
        owners=[Owner("me"), Owner("me", "CONSUMER")],
        custom_properties={"a": "new"},
        tags=["s"],
    )
    assert merged(described, stored) == Dataset(
        urn=DATASET,
        name="new",
        description="kept",
        links=[Link("u", "new", AuditStamp(1)), Link("v", "kept")],
        owners=[Owner("me"), Owner("me", "CONSUMER"), Owner("you")],
        custom_properties={"a": "new", "b": "kept"},
        tags=["t", "s"],
    )


def test_metrics_are_replaced_by_name() -> None:
    """The last value counts."""
    urn = MLModelUrn.build("m")
    one = MLModel(urn=urn, training_metrics={"a": 1, "b": 2})
    assert merged(MLModel(urn=urn, training_metrics={"a": 3}), one) == MLModel(
        urn=urn, training_metrics={"a": 3, "b": 2}
    )


def test_the_later_state_of_a_run_counts() -> None:
    """Events are added, and the newest tells the state."""
    early, late = datetime(2024, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)
    failed = MLTrainingRun(urn=RUN, run_result="FAILURE", end_timestamp=early)
    succeeded = MLTrainingRun(urn=RUN, run_result="SUCCESS", end_timestamp=late)

    assert merged(failed, succeeded).run_result is RunResultType.SUCCESS
    assert merged(succeeded, failed).run_result is RunResultType.SUCCESS
    assert merged(MLTrainingRun(urn=RUN), failed).run_result is RunResultType.FAILURE


def test_whether_it_is_soft_deleted_is_up_to_the_server() -> None:
    """A description does not restore anything."""
    assert merged(Dataset(urn=DATASET), Dataset(urn=DATASET, removed=True)).removed

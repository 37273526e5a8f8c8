"""A bulk does what its calls would do one after the other."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mldh_graphql import (
    DataHubMLError,
    DatasetUrn,
    ExperimentUrn,
    LocalDataHub,
    MLModelUrn,
    TrainingRunUrn,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mldh_graphql.client.calls import Calls

MODELS = [MLModelUrn.build("m0"), MLModelUrn.build("m1")]
RUNS = [TrainingRunUrn.build("r0"), TrainingRunUrn.build("r1")]
EXPERIMENTS = [ExperimentUrn.build("e0"), ExperimentUrn.build("e1")]
TABLE = DatasetUrn.build("t", "hive")

Call = tuple[str, tuple[Any, ...], dict[str, Any]]


def call(name: str, /, *args: st.SearchStrategy[Any], **kwargs: st.SearchStrategy[Any]) -> Any:
    """Describe a call of the client."""
    return st.tuples(st.just(name), st.tuples(*args), st.fixed_dictionaries(kwargs))


model, run, experiment = map(st.sampled_from, (MODELS, RUNS, EXPERIMENTS))
entity = st.one_of(model, run, experiment)
key = st.sampled_from(["a", "b/c", "d~e"])
text = st.sampled_from(["x", "y", "1.0"])
version = st.sampled_from(["1", "2"])
time = st.sampled_from([None, 1_700_000_000_000])

CALLS = st.one_of(
    call("create_model", st.sampled_from(["m0", "m1"]), version=version, alias=st.none() | text),
    call(
        "create_training_run",
        st.sampled_from(["r0", "r1"]),
        name=st.none() | text,
        created=time,
        start_timestamp=time,
        hyper_params=st.none() | st.dictionaries(key, text, max_size=2),
    ),
    call("create_experiment", st.sampled_from(["e0", "e1"]), name=st.none() | text),
    call("create_dataset", st.just("t"), platform=st.just("hive")),
    call("update_model", model, description=st.none() | text),
    call("set_name", entity, text),
    call("unset_name", entity),
    call("set_description", st.one_of(model, experiment), text),
    call("unset_description", st.one_of(model, experiment)),
    call("set_custom_property", entity, key, text),
    call("remove_custom_property", entity, key),
    call("set_training_metric", st.one_of(model, run), key, text),
    call("remove_training_metric", st.one_of(model, run), key),
    call("set_external_url", entity, text),
    call("unset_external_url", entity),
    call("set_version", model, version),
    call("add_version_alias", model, text),
    call("remove_version_alias", model, text),
    call("add_run_to_model", model_urn=model, run_urn=run),
    call("remove_run_from_model", model_urn=model, run_urn=run),
    call("add_run_to_experiment", run_urn=run, experiment_urn=experiment),
    call("remove_run_from_experiment", run_urn=run, experiment_urn=experiment),
    call("add_input_datasets_to_run", run_urn=run, dataset_urns=st.just([TABLE])),
    call("remove_input_datasets_from_run", run_urn=run, dataset_urns=st.just([TABLE])),
    call("update_training_run", run, start_timestamp=time),
    call("add_tag", st.one_of(model, experiment), text),
    call("remove_tag", st.one_of(model, experiment), text),
    call("add_term", model, text),
    call("set_domain", model, text),
    call("unset_domain", model),
    call("add_owner", model, text),
    call("set_structured_property", model, text, text),
    call("soft_delete", entity),
    call("restore", entity),
)


async def make(calls: Sequence[Call], of: Calls) -> list[str]:
    """Make the calls; return what failed."""
    failed = []
    for name, args, kwargs in calls:
        try:
            await getattr(of, name)(*args, **kwargs)
        except DataHubMLError as error:
            failed.append(type(error).__name__)
    return failed


def timeless(value: Any) -> Any:
    """Return a JSON value without the times at which the test ran."""
    if isinstance(value, dict):
        return {
            name: "now" if name == "time" and item > 1_700_000_000_000 else timeless(item)
            for name, item in value.items()
        }
    return [timeless(item) for item in value] if isinstance(value, list) else value


async def stored(datahub: LocalDataHub) -> dict[str, object]:
    """Return all that the server holds, without the times of the test."""
    found: dict[str, object] = {}
    for urn in (*MODELS, *RUNS, *EXPERIMENTS, TABLE):
        aspects = {name: timeless(aspect.value) for name, aspect in datahub.aspects(urn).items()}
        found[urn] = aspects
        if isinstance(urn, TrainingRunUrn) and aspects:
            events = await datahub.client.events_of_run(urn)
            found[f"{urn} events"] = [event.status for event in events]
    return found


@given(
    calls=st.lists(CALLS, max_size=14), chunk_size=st.integers(1, 7), concurrency=st.integers(1, 3)
)
@settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
def test_a_bulk_does_what_its_calls_do_one_by_one(
    calls: list[Call], chunk_size: int, concurrency: int
) -> None:
    """Same data, same refusals, for any calls in any order, however they fall into chunks."""

    async def compare() -> None:
        async with LocalDataHub() as first, LocalDataHub() as second:
            failed = await make(calls, first.client)
            async with second.client.bulk(chunk_size=chunk_size, concurrency=concurrency) as bulk:
                assert await make(calls, bulk) == []
            assert await stored(second) == await stored(first)
            reported = [type(item.error).__name__ for item in bulk.report.failed]
            assert sorted(reported) == sorted(failed)

    asyncio.run(compare())

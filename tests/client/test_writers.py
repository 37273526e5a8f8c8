"""Several writers at once: nobody loses what another one wrote."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mldh_graphql.client import DataHubMLClient
from mldh_graphql.local import LocalDataHub
from mldh_graphql.urns import DatasetUrn, MLModelGroupUrn, MLModelUrn, TrainingRunUrn
from tests.client.written import stored, value_of, write

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

MODEL = MLModelUrn.build("arima_model")
RUNS = [TrainingRunUrn.build(f"run/{number}") for number in range(50)]


async def link_all(client: DataHubMLClient) -> None:
    """Link fifty runs to one model, all at the same time."""
    await asyncio.gather(*(client.add_run_to_model(model_urn=MODEL, run_urn=run) for run in RUNS))


@pytest.mark.parametrize("new", [True, False], ids=["new model", "known model"])
async def test_fifty_links_at_once_all_survive(datahub: LocalDataHub, new: bool) -> None:
    """Of fifty tasks that each link another run to one model, fifty links are there."""
    client = datahub.client
    if not new:
        await client.create_model("arima_model", version="1.0")
    await link_all(client)
    assert set(await client.runs_of_model(MODEL)) == set(RUNS)


async def test_fifty_links_at_once_over_sockets_all_survive() -> None:
    """The same with several clients over a real port."""
    async with LocalDataHub(port=0) as datahub:
        clients = [DataHubMLClient(datahub.url) for _ in range(3)]
        try:
            await asyncio.gather(
                *(
                    clients[number % 3].add_run_to_model(model_urn=MODEL, run_urn=run)
                    for number, run in enumerate(RUNS)
                )
            )
            assert set(await clients[0].runs_of_model(MODEL)) == set(RUNS)
        finally:
            for client in clients:
                await client.aclose()


async def test_creating_the_same_model_at_once_creates_it_once(datahub: LocalDataHub) -> None:
    """Ten creators agree, and each one's own words are there."""
    client = datahub.client
    await asyncio.gather(
        *(
            client.create_model("arima_model", version="1.0", alias=f"alias {number}")
            for number in range(10)
        )
    )
    model = await client.get_model(MODEL)
    assert set(model.aliases or ()) == {f"alias {number}" for number in range(10)}
    assert model.version == "1.0"


async def test_creating_the_same_run_at_once_starts_it_once(datahub: LocalDataHub) -> None:
    """Only one of ten creators finds it new."""
    client = datahub.client
    await asyncio.gather(*(client.create_training_run("r", inputs=[]) for _ in range(10)))
    run = await client.get_training_run(TrainingRunUrn.build("r"))
    assert len(run.events) == 1


async def test_of_two_versions_at_once_one_wins(datahub: LocalDataHub) -> None:
    """The other writers learn of the conflict; nothing of theirs is there."""
    client = datahub.client
    outcomes = await asyncio.gather(
        *(client.create_model("arima_model", version=str(n), name=str(n)) for n in range(8)),
        return_exceptions=True,
    )
    created = [each for each in outcomes if each == MODEL]
    assert len(created) == 1
    assert {type(each).__name__ for each in outcomes if each != MODEL} == {"ConflictError"}
    model = await client.get_model(MODEL)
    assert model.name == model.version


async def test_what_other_programs_wrote_survives_every_write(datahub: LocalDataHub) -> None:
    """Fields, entries and aspects that this library does not know stay as they are."""
    client = datahub.client
    foreign: dict[str, Any] = {
        "mlModelProperties": {
            "mlFeatures": ["urn:li:mlFeature:(n,f)"],
            "trainingMetrics": [{"name": "theirs", "value": "1"}],
            "groups": [MLModelGroupUrn.build("theirs")],
            "customProperties": {"theirs": "x"},
        },
        "globalTags": {"tags": [{"tag": "urn:li:tag:theirs", "context": "why"}]},
        "editableMlModelProperties": {"description": "edited"},
    }
    await write(datahub, MODEL, foreign)
    await client.create_model(
        "arima_model",
        version="1.0",
        training_metrics={"ours": 2},
        groups=[MLModelGroupUrn.build("ours")],
        custom_properties={"ours": "y"},
        tags=["ours"],
    )
    await client.set_version(MODEL, "2.0")
    await client.update_model(MODEL, training_metrics={"ours": 3})
    properties = value_of(datahub, MODEL, "mlModelProperties")
    assert properties["mlFeatures"] == ["urn:li:mlFeature:(n,f)"]
    assert {"name": "theirs", "value": "1"} in list(properties["trainingMetrics"])  # type: ignore[arg-type]  # a list
    assert properties["customProperties"] == {"theirs": "x", "ours": "y"}
    assert value_of(datahub, MODEL, "globalTags")["tags"] == [
        {"tag": "urn:li:tag:theirs", "context": "why"},
        {"tag": "urn:li:tag:ours"},
    ]
    assert stored(datahub, MODEL)["editableMlModelProperties"][1] == 1


def plans(writer: int) -> st.SearchStrategy[list[tuple[str, str, bool]]]:
    """Adds and removes of one writer; no key belongs to two of them."""
    kinds = st.sampled_from(sorted({kind for kind, _ in CALLS}))
    keys = st.sampled_from([f"{writer} {key}" for key in ("a", "b/~", "1.0")])
    return st.lists(st.tuples(kinds, keys, st.booleans()), max_size=6)


RUN = TrainingRunUrn.build("r")
CALLS: dict[tuple[str, bool], Callable[[DataHubMLClient, str], Awaitable[None]]] = {
    ("run", True): lambda c, key: c.add_run_to_model(
        model_urn=MODEL, run_urn=TrainingRunUrn.build(key)
    ),
    ("run", False): lambda c, key: c.remove_run_from_model(
        model_urn=MODEL, run_urn=TrainingRunUrn.build(key)
    ),
    ("group", True): lambda c, key: c.add_model_to_model_group(
        model_urn=MODEL, group_urn=MLModelGroupUrn.build(key)
    ),
    ("group", False): lambda c, key: c.remove_model_from_model_group(
        model_urn=MODEL, group_urn=MLModelGroupUrn.build(key)
    ),
    ("input", True): lambda c, key: c.add_input_datasets_to_run(
        run_urn=RUN, dataset_urns=[DatasetUrn.build(key, "s3")]
    ),
    ("input", False): lambda c, key: c.remove_input_datasets_from_run(
        run_urn=RUN, dataset_urns=[DatasetUrn.build(key, "s3")]
    ),
    ("metric", True): lambda c, key: c.set_training_metric(MODEL, key, 1),
    ("metric", False): lambda c, key: c.remove_training_metric(MODEL, key),
    ("tag", True): lambda c, key: c.add_tag(MODEL, key),
    ("tag", False): lambda c, key: c.remove_tag(MODEL, key),
    ("alias", True): lambda c, key: c.add_version_alias(MODEL, key),
    ("alias", False): lambda c, key: c.remove_version_alias(MODEL, key),
    ("property", True): lambda c, key: c.set_custom_property(MODEL, key, "x"),
    ("property", False): lambda c, key: c.remove_custom_property(MODEL, key),
}


@given(written=st.tuples(*map(plans, range(4))))
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_concurrent_writers_end_as_sets_do(
    datahub: LocalDataHub, written: tuple[list[tuple[str, str, bool]], ...]
) -> None:
    """However writers interleave, each finds its own entries as it left them."""
    client = datahub.client
    datahub.reset()
    await client.create_model("arima_model", version="1.0")
    await client.create_training_run("r")

    async def carry_out(plan: list[tuple[str, str, bool]]) -> None:
        for kind, key, add in plan:
            await CALLS[kind, add](client, key)

    await asyncio.gather(*(carry_out(plan) for plan in written))
    expected: dict[str, set[str]] = {}
    for plan in written:
        for kind, key, add in plan:
            entries = expected.setdefault(kind, set())
            if add:
                entries.add(key)
            else:
                entries.discard(key)
    model = await client.get_model(MODEL)
    found: dict[str, list[str]] = {
        "run": [urn.display_name for urn in model.training_runs or ()],
        "group": [urn.display_name for urn in model.groups or ()],
        "metric": [metric.name for metric in model.training_metrics or ()],
        "tag": [tag.display_name for tag in model.tags or ()],
        "alias": list(model.aliases or ()),
        "property": list(model.custom_properties or ()),
        "input": [urn.display_name for urn in await client.inputs_of_run(RUN)],
    }
    for kind, entries in expected.items():
        assert sorted(found[kind]) == sorted(entries)

"""How to test a pipeline that describes its models in DataHub.

Needs no DataHub, no Docker and no token:

    pip install 'mldh-graphql[pytest]' pytest-asyncio
    pytest --asyncio-mode=auto examples/test_my_pipeline.py

The same tests against a real DataHub, where every name is made unique and cleaned up afterwards:

    DATAHUB_GMS_TOKEN=… pytest --asyncio-mode=auto --datahub-url=http://localhost:8080 examples/…
"""

import json
import urllib.request

import pytest

from mldh_graphql import DataHubMLClient, DatasetUrn, MLModelUrn, RunResultType
from mldh_graphql.testing import DataHubFixture

# The code under test. It would be in a module of your own, and knows nothing of tests.


async def train_and_register(client: DataHubMLClient, name: str, data: str) -> MLModelUrn:
    """Train a model, and tell DataHub what it was made from."""
    group = await client.create_model_group(f"{name}_models")
    experiment = await client.create_experiment(f"{name}_experiment")
    run = await client.create_training_run(
        f"{name}_run",
        hyper_params={"learning_rate": 0.01},
        run_result=RunResultType.SUCCESS,
        start_timestamp=1628580000000,
        end_timestamp=1628580001000,
    )
    model = await client.create_model(
        name, version="1.0", alias="champion", training_metrics={"accuracy": 0.9}, groups=[group]
    )
    await client.add_run_to_experiment(run_urn=run, experiment_urn=experiment)
    await client.add_run_to_model(model_urn=model, run_urn=run)
    await client.add_input_datasets_to_run(
        run_urn=run, dataset_urns=[DatasetUrn.build(data, platform="s3")]
    )
    return model


def version_of(server: str, token: str | None, model: str) -> str:
    """Ask DataHub for the version of a model, with nothing but Python's own HTTP client."""
    query = (
        "query versionOf($urn: String!) "
        "{ mlModel(urn: $urn) { versionProperties { version { versionTag } } } }"
    )
    request = urllib.request.Request(
        f"{server}/api/graphql",
        data=json.dumps({"query": query, "variables": {"urn": model}}).encode(),
        headers={"Authorization": f"Bearer {token}"} if token else {},
    )
    with urllib.request.urlopen(request) as answer:
        found = json.load(answer)["data"]["mlModel"]
    return str(found["versionProperties"]["version"]["versionTag"])


# Its tests.


@pytest.fixture
def name(datahub: DataHubFixture) -> str:
    """The model's name: as it stands on the local server, unique on a real one."""
    return datahub.unique("arima")


async def test_a_model_shows_what_it_was_made_from(
    datahub: DataHubFixture, datahub_client: DataHubMLClient, name: str
) -> None:
    """One chain, checked link by link; the first that is not there explains itself."""
    await train_and_register(datahub_client, name, data=datahub.unique("iris"))

    model = datahub.expect.model(name).version("1.0").alias("champion").metrics(accuracy=0.9)
    model.in_group(f"{name}_models").trained_by(f"{name}_run")
    model.from_datasets(datahub.unique("iris"))
    datahub.expect.run(f"{name}_run").in_experiment(f"{name}_experiment").succeeded()


async def test_registering_takes_few_requests(
    datahub: DataHubFixture, datahub_client: DataHubMLClient, name: str
) -> None:
    """Who adds a request for every run will hear of it here."""
    with datahub.max_requests(8):
        await train_and_register(datahub_client, name, data=datahub.unique("iris"))


async def test_other_programs_see_it(
    datahub: DataHubFixture, datahub_client: DataHubMLClient, name: str
) -> None:
    """DataHub is on a real port, so any client will do, blocking ones included."""
    model = await train_and_register(datahub_client, name, data=datahub.unique("iris"))

    assert version_of(datahub.url, datahub.token, model) == "1.0"


@pytest.mark.datahub(faults=["429 retry-after=0", "drop-connection-after-write"])
async def test_a_bad_connection_loses_and_doubles_nothing(
    datahub: DataHubFixture, datahub_client: DataHubMLClient, name: str
) -> None:
    """The first request is refused, and the answer to the next gets lost."""
    await train_and_register(datahub_client, name, data=datahub.unique("iris"))

    assert [each.status for each in datahub.requests][:3] == [429, 0, 200]
    datahub.expect.model(name).in_group(f"{name}_models").trained_by(f"{name}_run")


@pytest.mark.datahub(index_lag=60)
async def test_the_index_of_a_real_datahub_is_late(
    datahub: DataHubFixture, datahub_client: DataHubMLClient, name: str
) -> None:
    """What your code must wait for, a test can show without waiting."""
    model = await train_and_register(datahub_client, name, data=datahub.unique("iris"))
    group = (await datahub_client.get_model(model)).groups or ()

    assert await datahub_client.models_of_group(group[0]) == ()
    datahub.flush_index()
    assert await datahub_client.models_of_group(group[0]) == (model,)

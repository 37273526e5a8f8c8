"""Measure how long visitors of the page wait when there are 5,000 entities to show.

Prints what was measured on this machine; asserts nothing. Run by ``make bench``.
"""

import asyncio
import statistics
import time

import httpx

from mldh_graphql import LocalDataHub, RunResultType
from mldh_graphql.page.addresses import entity_address

EACH = 2_500
ROUNDS = 7


async def fill(datahub: LocalDataHub) -> dict[str, str]:
    """Write models of one group and runs of one experiment; return what to look at."""
    async with datahub.client.bulk() as bulk:
        group = await bulk.create_model_group("all", name="All models")
        experiment = await bulk.create_experiment("all", name="All runs")
        source = await bulk.create_dataset("all", platform="s3")
        for number in range(EACH):
            run = await bulk.create_training_run(
                f"run_{number}",
                name=f"Run {number}",
                experiment=experiment,
                inputs=[source],
                training_metrics={"accuracy": number / EACH},
                run_result=RunResultType.SUCCESS,
                start_timestamp=1_628_580_000_000,
                end_timestamp=1_628_580_001_000,
            )
            model = await bulk.create_model(
                f"model_{number}",
                version="1",
                name=f"Model {number}",
                groups=[group],
                training_runs=[run],
            )
    return {
        "overview": "/",
        "search": "/?q=model+24",
        "first page of a list": "/browse/training-runs",
        "last page of a list": "/browse/models?page=100",
        f"group of {EACH:,} models": entity_address(group),
        f"experiment with {EACH:,} runs": entity_address(experiment),
        "model": entity_address(model),
        "lineage of a model, drawn": entity_address(model, "lineage"),
        f"lineage of a data set, {EACH:,} hops": entity_address(source, "lineage"),
        "types of the schema": "/api/graphiql/schema",
    }


async def main() -> None:
    """Fill a server, and look at it over a socket."""
    async with LocalDataHub(port=0) as datahub:
        addresses = await fill(datahub)
        print(f"{2 * EACH + 3:,} entities, median of {ROUNDS}:")
        async with httpx.AsyncClient(base_url=datahub.url, timeout=60) as http:
            for name, address in addresses.items():
                await http.get(address)  # what is made once
                samples = []
                for _ in range(ROUNDS):
                    begun = time.perf_counter()
                    answer = await http.get(address)
                    samples.append((time.perf_counter() - begun) * 1000)
                    answer.raise_for_status()
                size = len(answer.content) / 1024
                print(f"{name:<36}{statistics.median(samples):8.1f} ms{size:8.0f} KiB")


if __name__ == "__main__":
    asyncio.run(main())

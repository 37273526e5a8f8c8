"""Everything that a local server holds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import httpx

from mldh_graphql.server.registry import TIMESERIES, entity_specs

if TYPE_CHECKING:
    from mldh_graphql import LocalDataHub
    from tools.parity.differences import Aspects, Json


async def contents(datahub: LocalDataHub) -> Aspects:
    """All aspects by URN; a timeseries aspect is the list of its events, newest first."""
    found: Aspects = {}
    async with httpx.AsyncClient(transport=datahub.transport, base_url=datahub.url) as http:

        async def act(path: str, action: str, body: dict[str, Json]) -> dict[str, list[Json]]:
            answer = await http.post(path, params={"action": action}, json=body)
            value: dict[str, list[Json]] = answer.raise_for_status().json()["value"]
            return value

        for spec in entity_specs():
            page: dict[str, Json] = {"entity": spec.name, "start": 0, "count": 100_000}
            for urn in map(str, (await act("/entities", "listUrns", page))["entities"]):
                found[urn] = {name: one.value for name, one in datahub.aspects(urn).items()}
                for name in sorted(spec.aspects & TIMESERIES):
                    asked: dict[str, Json] = {"urn": urn, "entity": spec.name, "aspect": name}
                    values = (await act("/aspects", "getTimeseriesAspectValues", asked))["values"]
                    if values:
                        found[urn][name] = [_event(value) for value in values]
    return found


def _event(enveloped: Json) -> Json:
    aspect = enveloped["aspect"] if isinstance(enveloped, dict) else None
    value: Json = json.loads(str(aspect["value"])) if isinstance(aspect, dict) else None
    return value

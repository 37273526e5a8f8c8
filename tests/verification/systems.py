"""Random systems, what damages them on the server, and a clock that nobody waits for."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx
from hypothesis import strategies as st

from mldh_graphql.entities import MLModel, MLTrainingRun, default_version_set
from mldh_graphql.retries import Clock
from mldh_graphql.verification.links import links_of
from tests.strategies import entities

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from hypothesis.strategies import DrawFn

    from mldh_graphql.changes import AnyEntity
    from mldh_graphql.local import LocalDataHub
    from mldh_graphql.urns import Urn


@dataclass
class FakeTime:
    """A clock that goes on only when somebody sleeps."""

    now: float = 1000.0
    naps: list[float] = field(default_factory=list)
    after_nap: Callable[[int], object] = lambda _: None

    @property
    def clock(self) -> Clock:
        """The clock to inject."""
        return Clock(monotonic=lambda: self.now, wall=lambda: self.now, sleep=self._sleep)

    async def _sleep(self, seconds: float) -> None:
        self.now += seconds
        self.naps.append(seconds)
        self.after_nap(len(self.naps))


class GraphQLOnly(httpx.AsyncBaseTransport):
    """A proxy that lets GraphQL through and nothing else."""

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self._transport = transport

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Forward what is GraphQL, forbid the rest."""
        if request.url.path.endswith("/graphql"):
            return await self._transport.handle_async_request(request)
        return httpx.Response(403, text="forbidden")


def without(entity: AnyEntity, *names: str) -> AnyEntity:
    """The entity without some of its fields."""
    kept = {
        each.name: getattr(entity, each.name)
        for each in fields(entity)
        if each.name not in names and not (each.name == "events" and entity.events == ())  # type: ignore[union-attr]
    }
    return type(entity)(**kept)


@st.composite
def systems(draw: DrawFn) -> list[AnyEntity]:
    """Some entities with different URNs, no two versions of one set among them."""
    found: dict[str, AnyEntity] = {}
    sets: set[str] = set()
    for drawn in draw(st.lists(entities(), min_size=1, max_size=5)):
        # An administrator defines those; the local server refuses unknown ones as DataHub does.
        entity = without(drawn, "structured_properties")
        if isinstance(entity, MLModel):
            version_set = entity.version_set or default_version_set(entity.urn)
            if version_set in sets:
                continue
            sets.add(version_set)
        found[entity.urn.lower()] = entity
    return list(found.values())


async def create(datahub: LocalDataHub, system: Iterable[AnyEntity]) -> None:
    """Write a system, and the bare existence of what it links to."""
    system = list(system)
    targets = {link.target for entity in system for link in links_of(entity)}
    for urn in targets - {entity.urn for entity in system}:
        await put(datahub, urn, "status", {"removed": False})
    for entity in system:
        await datahub.client.create(entity)


async def put(datahub: LocalDataHub, urn: Urn, aspect: str, value: Any) -> None:
    """Replace an aspect behind the client's back; ``None`` removes it."""
    async with httpx.AsyncClient(transport=datahub.transport, base_url=datahub.url) as http:
        if value is None:
            path = f"/openapi/v3/entity/{urn.entity_type}/{quote(urn, safe='')}/{aspect}"
            response = await http.delete(path)
        else:
            path = f"/openapi/v3/entity/{urn.entity_type}?async=false"
            response = await http.post(path, json=[{"urn": urn, aspect: {"value": value}}])
    assert response.status_code == 200, response.text


async def delete(datahub: LocalDataHub, urn: Urn) -> None:
    """Remove an entity behind the client's back."""
    async with httpx.AsyncClient(transport=datahub.transport, base_url=datahub.url) as http:
        path = f"/openapi/v3/entity/{urn.entity_type}/{quote(urn, safe='')}"
        assert (await http.delete(path)).status_code == 200


@dataclass(frozen=True)
class Damage:
    """One field, entry or link that an entity says, and how to spoil it on the server."""

    urn: Urn
    field: str
    aspect: str
    spoil: Callable[[dict[str, Any]], object]
    """Changes the document of the aspect; returns ``False`` to remove the aspect."""

    async def do(self, datahub: LocalDataHub) -> None:
        """Spoil it."""
        value: Any = dict(datahub.aspects(self.urn)[self.aspect].value)
        # DataHub computes it, and refuses it from others.
        value.pop("isLatest", None)
        await put(datahub, self.urn, self.aspect, None if self.spoil(value) is False else value)


PROPERTIES = {
    "container": "containerProperties",
    "dataProcessInstance": "dataProcessInstanceProperties",
    "dataset": "datasetProperties",
    "mlModel": "mlModelProperties",
    "mlModelGroup": "mlModelGroupProperties",
}
_TEXTS = {"name": "name", "description": "description", "external_url": "externalUrl"}
_LISTS = {
    "plain_tags": ("mlModelProperties", "tags"),
    "groups": ("mlModelProperties", "groups"),
    "output_urls": ("mlTrainingRunProperties", "outputUrls"),
    "tags": ("globalTags", "tags"),
    "terms": ("glossaryTerms", "terms"),
    "owners": ("ownership", "owners"),
    "links": ("institutionalMemory", "elements"),
    "aliases": ("versionProperties", "aliases"),
}


def damages(entity: AnyEntity) -> list[Damage]:
    """Everything that can be spoiled of what an entity says."""
    properties = PROPERTIES[entity.urn.entity_type]
    training = (
        "mlTrainingRunProperties" if isinstance(entity, MLTrainingRun) else "mlModelProperties"
    )
    possible = [
        *((name, properties, _change_text(key)) for name, key in _TEXTS.items()),
        *((name, aspect, _drop_last(key)) for name, (aspect, key) in _LISTS.items()),
        ("custom_properties", properties, _change_custom_property),
        ("custom_properties", properties, _drop_custom_property),
        ("training_runs", properties, _drop_last("trainingJobs")),
        ("hyper_params", training, _change_value("hyperParams")),
        ("hyper_params", training, _drop_last("hyperParams")),
        ("training_metrics", training, _change_value("trainingMetrics")),
        ("training_metrics", training, _drop_last("trainingMetrics")),
        ("created", properties, _change_stamp("created")),
        ("last_modified", properties, _change_stamp("lastModified")),
        ("type", properties, _change_text("type")),
        ("qualified_name", properties, _change_text("qualifiedName")),
        ("id", "mlTrainingRunProperties", _change_text("id")),
        ("version_comment", "versionProperties", _change_text("comment")),
        ("platform", "dataPlatformInstance", _change_text("platform")),
        ("sub_types", "subTypes", _drop_last("typeNames")),
        ("domain", "domains", lambda _: False),
        ("experiment", "container", lambda _: False),
        ("inputs", "dataProcessInstanceInput", _drop_last("inputEdges")),
        ("outputs", "dataProcessInstanceOutput", _drop_last("outputEdges")),
    ]
    return [
        Damage(entity.urn, name, aspect, spoil)
        for name, aspect, spoil in possible
        if getattr(entity, name, None)
    ]


def _change_text(key: str) -> Callable[[dict[str, Any]], object]:
    return lambda document: document.update({key: document[key] + "!"})


def _change_stamp(key: str) -> Callable[[dict[str, Any]], object]:
    return lambda document: document.update(
        {key: {**document[key], "time": document[key]["time"] + 1}}
    )


def _drop_last(key: str) -> Callable[[dict[str, Any]], object]:
    return lambda document: document.update({key: document[key][:-1]})


def _change_value(key: str) -> Callable[[dict[str, Any]], object]:
    return lambda document: document.update(
        {key: [{**document[key][0], "value": "spoilt"}, *document[key][1:]]}
    )


def _change_custom_property(document: dict[str, Any]) -> None:
    key = next(iter(document["customProperties"]))
    document["customProperties"] = {**document["customProperties"], key: "spoilt"}


def _drop_custom_property(document: dict[str, Any]) -> None:
    entries = dict(document["customProperties"])
    entries.pop(next(iter(entries)))
    document["customProperties"] = entries

"""Single fields: set, set again, taken away; everything else stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mldh_graphql.entities import HyperParam, Metric
from mldh_graphql.errors import EntityNotFoundError, WriteRejectedError
from tests.client.written import define_property, stored, value_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from mldh_graphql.client import DataHubMLClient
    from mldh_graphql.entities import Entity
    from mldh_graphql.local import LocalDataHub

    Change = Callable[[DataHubMLClient, Any], Awaitable[None]]

NOUNS = ("model_group", "model", "experiment", "training_run", "dataset")
GOVERNED = ("model_group", "model", "experiment", "dataset")
ODD = "a/b~c%,()😀 "


async def create(client: DataHubMLClient, noun: str) -> Any:
    """Create an entity that has something of everything."""
    arguments: dict[str, Any] = {"name": "A", "custom_properties": {"k": "v"}, "external_url": "u"}
    if noun in ("model", "training_run"):
        arguments |= {"training_metrics": {"m": 1}, "hyper_params": {"p": 1}}
    if noun == "model":
        arguments |= {"version": "1", "plain_tags": ["x"]}
    if noun == "training_run":
        arguments |= {"output_urls": ["s3://x"]}
    else:
        arguments |= {"description": "d", "tags": ["t"], "terms": ["t"], "owners": ["o"]}
        arguments |= {"domain": "d", "links": ["l"]}
    if noun == "dataset":
        arguments |= {"platform": "s3"}
    return await getattr(client, f"create_{noun}")("x", **arguments)


async def read(client: DataHubMLClient, urn: str) -> Any:
    """Read any entity."""
    found = await client.get_many([urn])
    entity: Entity = found[next(iter(found))]
    return entity


async def changed(
    datahub: LocalDataHub, noun: str, change: Change, undo: Change | None = None
) -> tuple[Any, Any]:
    """The entity after a change, and after undoing it; doing either twice changes nothing."""
    client = datahub.client
    urn = await create(client, noun)
    seen = []
    for step in (change, undo):
        if step is not None:
            await step(client, urn)
            before = stored(datahub, urn)
            await step(client, urn)
            assert stored(datahub, urn) == before
        seen.append(await read(client, urn))
    return seen[0], seen[1]


@pytest.mark.parametrize("noun", NOUNS)
async def test_names(datahub: LocalDataHub, noun: str) -> None:
    """A name is replaced; without one the id is shown."""
    named, unnamed = await changed(
        datahub, noun, lambda c, urn: c.set_name(urn, ODD), lambda c, urn: c.unset_name(urn)
    )
    assert named.name == ODD
    assert unnamed.name in {"x", None}
    assert unnamed.custom_properties == {"k": "v"}


@pytest.mark.parametrize("noun", GOVERNED)
async def test_descriptions(datahub: LocalDataHub, noun: str) -> None:
    """A description is replaced, and taken away."""
    described, without = await changed(
        datahub,
        noun,
        lambda c, urn: c.set_description(urn, "1.0"),
        lambda c, urn: c.unset_description(urn),
    )
    assert described.description == "1.0"
    assert without.description is None
    assert without.name == "A"


@pytest.mark.parametrize("noun", NOUNS)
async def test_external_urls(datahub: LocalDataHub, noun: str) -> None:
    """An address is replaced, and taken away wherever it is kept."""
    placed, without = await changed(
        datahub,
        noun,
        lambda c, urn: c.set_external_url(urn, "https://y"),
        lambda c, urn: c.unset_external_url(urn),
    )
    assert placed.external_url == "https://y"
    assert without.external_url is None
    assert "externalUrl" not in str(stored(datahub, without.urn))


@pytest.mark.parametrize("noun", NOUNS)
async def test_custom_properties(datahub: LocalDataHub, noun: str) -> None:
    """One property comes and goes; the others stay."""
    more, less = await changed(
        datahub,
        noun,
        lambda c, urn: c.set_custom_property(urn, ODD, "true"),
        lambda c, urn: c.remove_custom_property(urn, "k"),
    )
    assert more.custom_properties == {"k": "v", ODD: "true"}
    assert less.custom_properties == {ODD: "true"}


@pytest.mark.parametrize("noun", ["model", "training_run"])
async def test_metrics(datahub: LocalDataHub, noun: str) -> None:
    """One metric comes, is replaced and goes; the others stay."""
    more, less = await changed(
        datahub,
        noun,
        lambda c, urn: c.set_training_metric(urn, ODD, float("nan"), "odd"),
        lambda c, urn: c.remove_training_metric(urn, "m"),
    )
    assert set(more.training_metrics) == {Metric("m", 1), Metric(ODD, "nan", "odd")}
    assert less.training_metrics == (Metric(ODD, "nan", "odd"),)
    await datahub.client.set_training_metric(less.urn, ODD, 2.5)
    assert (await read(datahub.client, less.urn)).training_metrics == (Metric(ODD, 2.5),)


@pytest.mark.parametrize("noun", ["model", "training_run"])
async def test_hyper_params(datahub: LocalDataHub, noun: str) -> None:
    """One hyper-parameter comes and goes; the others stay."""
    more, less = await changed(
        datahub,
        noun,
        lambda c, urn: c.set_hyper_param(urn, ODD, True),
        lambda c, urn: c.remove_hyper_param(urn, "p"),
    )
    assert set(more.hyper_params) == {HyperParam("p", 1), HyperParam(ODD, "True")}
    assert less.hyper_params == (HyperParam(ODD, "True"),)


async def test_plain_tags(datahub: LocalDataHub) -> None:
    """Strings of the model, not DataHub's tags."""
    more, less = await changed(
        datahub,
        "model",
        lambda c, urn: c.add_plain_tag(urn, ODD),
        lambda c, urn: c.remove_plain_tag(urn, "x"),
    )
    assert set(more.plain_tags) == {"x", ODD}
    assert less.plain_tags == (ODD,)
    assert [tag.id for tag in less.tags] == ["t"]


async def test_output_urls(datahub: LocalDataHub) -> None:
    """Addresses of a run's results come and go."""
    more, less = await changed(
        datahub,
        "training_run",
        lambda c, urn: c.add_output_url(urn, "s3://a/b~c"),
        lambda c, urn: c.remove_output_url(urn, "s3://x"),
    )
    assert set(more.output_urls) == {"s3://x", "s3://a/b~c"}
    assert less.output_urls == ("s3://a/b~c",)


@pytest.mark.parametrize("noun", GOVERNED)
async def test_tags(datahub: LocalDataHub, noun: str) -> None:
    """By name and by URN."""
    more, less = await changed(
        datahub,
        noun,
        lambda c, urn: c.add_tag(urn, ODD.strip()),
        lambda c, urn: c.remove_tag(urn, "urn:li:tag:t"),
    )
    assert len(more.tags) == 2
    assert [tag.display_name for tag in less.tags] == [ODD.strip()]


@pytest.mark.parametrize("noun", GOVERNED)
async def test_terms(datahub: LocalDataHub, noun: str) -> None:
    """By id and by URN."""
    more, less = await changed(
        datahub,
        noun,
        lambda c, urn: c.add_term(urn, "urn:li:glossaryTerm:a.b"),
        lambda c, urn: c.remove_term(urn, "t"),
    )
    assert len(more.terms) == 2
    assert [term.id for term in less.terms] == ["a.b"]


@pytest.mark.parametrize("noun", GOVERNED)
async def test_owners(datahub: LocalDataHub, noun: str) -> None:
    """One person may have several roles; each ends by itself."""
    more, less = await changed(
        datahub,
        noun,
        lambda c, urn: c.add_owner(urn, "o", "urn:li:ownershipType:__system__data_steward"),  # type: ignore[arg-type]  # a URN as text
        lambda c, urn: c.remove_owner(urn, "urn:li:corpuser:o"),
    )
    assert {owner.type for owner in more.owners} == {"TECHNICAL_OWNER", "DATA_STEWARD"}
    assert [(owner.urn, owner.type) for owner in less.owners] == [
        ("urn:li:corpuser:o", "DATA_STEWARD")
    ]


@pytest.mark.parametrize("noun", GOVERNED)
async def test_domains(datahub: LocalDataHub, noun: str) -> None:
    """An entity is in one domain, or in none."""
    moved, out = await changed(
        datahub,
        noun,
        lambda c, urn: c.set_domain(urn, "other"),
        lambda c, urn: c.unset_domain(urn),
    )
    assert moved.domain == "urn:li:domain:other"
    assert out.domain is None


@pytest.mark.parametrize("noun", GOVERNED)
async def test_pages(datahub: LocalDataHub, noun: str) -> None:
    """A page is known by its address."""
    more, less = await changed(
        datahub,
        noun,
        lambda c, urn: c.add_link(urn, "https://wiki/~a", "Wiki", created=1_628_580_000_000),
        lambda c, urn: c.remove_link(urn, "l"),
    )
    assert {link.url for link in more.links} == {"l", "https://wiki/~a"}
    (link,) = less.links
    assert (link.description, link.created.time.year) == ("Wiki", 2021)
    await datahub.client.add_link(less.urn, "https://wiki/~a", "Renamed")
    (link,) = (await read(datahub.client, less.urn)).links
    assert link.description == "Renamed"


@pytest.mark.parametrize("noun", GOVERNED)
async def test_structured_properties(datahub: LocalDataHub, noun: str) -> None:
    """Values replace values; another property stays."""
    p, q = "urn:li:structuredProperty:p", "urn:li:structuredProperty:io.acryl/q~"
    await define_property(datahub, p, "number")
    await define_property(datahub, q)

    async def assign(client: DataHubMLClient, urn: Any) -> None:
        await client.set_structured_property(urn, "p", [1, 2.5])
        await client.set_structured_property(urn, q, "x")

    more, less = await changed(
        datahub, noun, assign, lambda c, urn: c.remove_structured_property(urn, "p")
    )
    assert more.structured_properties == {p: (1.0, 2.5), q: ("x",)}
    assert less.structured_properties == {q: ("x",)}
    await datahub.client.set_structured_property(less.urn, q, "y")
    assert (await read(datahub.client, less.urn)).structured_properties == {q: ("y",)}


async def test_an_undefined_structured_property_is_refused(client: DataHubMLClient) -> None:
    """The error has DataHub's reason."""
    urn = await client.create_model("m", version="1")
    with pytest.raises(WriteRejectedError, match="Structured Property Definition") as raised:
        await client.set_structured_property(urn, "nobody.defined.it", 1)
    assert raised.value.aspect == "structuredProperties"


async def test_fields_of_what_is_missing(client: DataHubMLClient, datahub: LocalDataHub) -> None:
    """Every call asks first: DataHub would create the entity."""
    model = await client.create_model("m", version="1")
    run = await client.create_training_run("r")
    datahub.reset()
    for call in (
        client.set_name(model, "x"),
        client.unset_name(model),
        client.set_description(model, "x"),
        client.unset_description(model),
        client.set_external_url(run, "x"),
        client.unset_external_url(run),
        client.set_custom_property(model, "k", "v"),
        client.remove_custom_property(model, "k"),
        client.set_training_metric(model, "m", 1),
        client.remove_training_metric(run, "m"),
        client.set_hyper_param(run, "m", 1),
        client.remove_hyper_param(model, "m"),
        client.add_plain_tag(model, "x"),
        client.remove_plain_tag(model, "x"),
        client.add_output_url(run, "x"),
        client.remove_output_url(run, "x"),
        client.add_tag(model, "x"),
        client.remove_tag(model, "x"),
        client.add_term(model, "x"),
        client.remove_term(model, "x"),
        client.add_owner(model, "x"),
        client.remove_owner(model, "x"),
        client.set_domain(model, "x"),
        client.unset_domain(model),
        client.add_link(model, "x"),
        client.remove_link(model, "x"),
        client.set_structured_property(model, "x", 1),
        client.remove_structured_property(model, "x"),
    ):
        with pytest.raises(EntityNotFoundError):
            await call
    assert datahub.aspects(model) == datahub.aspects(run) == {}


async def test_taking_away_from_an_aspect_that_is_not_there(datahub: LocalDataHub) -> None:
    """It is no error, and nothing can be seen of it."""
    client = datahub.client
    urn = await client.create_model("m", version="1")
    before = await client.get_model(urn)
    await client.remove_tag(urn, "x")
    await client.remove_term(urn, "x")
    await client.remove_owner(urn, "x")
    await client.unset_domain(urn)
    await client.remove_link(urn, "x")
    await client.remove_structured_property(urn, "x")
    assert await client.get_model(urn) == before
    assert value_of(datahub, urn, "domains")["domains"] == []

"""What an entity's page shows: which tabs there are, and what the chosen one needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, cast

from mldh_graphql.entities import (
    AuditStamp,
    Dataset,
    GovernedEntity,
    MLExperiment,
    MLModel,
    MLModelGroup,
)
from mldh_graphql.entities import MLTrainingRun as Run
from mldh_graphql.page.catalogue import NEIGHBOURS, Linked, Neighbours, Page
from mldh_graphql.page.columns import Column, columns_of
from mldh_graphql.page.documentation import documentation
from mldh_graphql.page.picture import Drawing, draw
from mldh_graphql.urns import PlatformUrn, TrainingRunUrn, Urn

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from markupsafe import Markup

    from mldh_graphql.entities import Entity
    from mldh_graphql.lineage import LineageHop
    from mldh_graphql.page.catalogue import Catalogue

_TABS: Final[Mapping[type[Entity], tuple[str, ...]]] = {
    MLModelGroup: ("models", "documentation", "lineage", "properties"),
    MLModel: ("summary", "documentation", "lineage", "properties", "group"),
    MLExperiment: ("contents", "documentation", "properties"),
    Run: ("summary", "lineage", "properties"),
    Dataset: ("columns", "documentation", "lineage", "properties"),
}
"""The tabs that DataHub's own pages have and this library's nouns can fill."""

_RAW: Final = "aspects"
"""The tab that every entity has: for those who test what they wrote."""

_LINKING: Final = (
    "MemberOf",
    "TrainedBy",
    "IsPartOf",
    "DataProcessInstanceConsumes",
    "DataProcessInstanceProduces",
)
"""The relationships by which this library's nouns name each other."""

_DATA: Final = ("dataProcessInstanceInput", "dataProcessInstanceOutput")

_FROM_THE_START: Final = 100
"""So many links of an entity are shown where they are not what the tab is about."""

_NOBODY: Final = Neighbours(0, ())


@dataclass(frozen=True, slots=True)
class EntityView:
    """An entity as its page shows it.

    Attributes:
        shown: The entity itself.
        exists: Whether DataHub has it.
        tabs: The names of its tabs, the first one being what is shown if nothing is said.
        tab: The chosen one.
        number: Which page of a long list.
        links: Everything that the page leads to, by URN.
        documentation: Its description as HTML.
        contents: What the tab lists: models, runs, or who names an entity that does not exist.
        inputs: What a run read, be it there or not.
        outputs: What a run wrote, be it there or not.
        made: The models and groups that a run trained.
        versions: The other versions of a model.
        columns: The columns of a data set.
        drawing: The picture of its lineage.
        upstream: What it was directly made from.
        downstream: What was directly made from it.
        aspects: Its aspects as they are stored.
    """

    shown: Linked
    exists: bool
    tabs: tuple[str, ...]
    tab: str
    number: int = 1
    links: Mapping[str, Linked] = field(default_factory=dict)
    documentation: Markup | None = None
    contents: Page | None = None
    inputs: tuple[Linked, ...] = ()
    outputs: tuple[Linked, ...] = ()
    made: tuple[Linked, ...] = ()
    versions: tuple[Linked, ...] = ()
    columns: tuple[Column, ...] = ()
    drawing: Drawing | None = None
    upstream: Neighbours = _NOBODY
    downstream: Neighbours = _NOBODY
    aspects: Mapping[str, object] = field(default_factory=dict)

    @property
    def entity(self) -> Entity | None:
        """What DataHub knows of it, if it is one of this library's nouns."""
        return self.shown.entity

    @property
    def noun(self) -> str:
        """What it is, in the words of its sub-type if it has one."""
        sub_types = getattr(self.entity, "sub_types", None)
        return sub_types[0] if sub_types else self.shown.noun

    @property
    def platform(self) -> PlatformUrn | None:
        """Where it lives."""
        said = getattr(self.entity, "platform", None)
        if said is not None:
            return cast("PlatformUrn", said)
        named = [part for part in self.shown.urn.parts if part.startswith("urn:li:dataPlatform:")]
        return PlatformUrn.returned(named[0]) if named else None

    @property
    def parent(self) -> Linked | None:
        """What it belongs to, for the way there at the top of its page."""
        experiment = self.entity.experiment if isinstance(self.entity, Run) else None
        return self.links[experiment] if experiment else None

    @property
    def neighbours(self) -> Page:
        """How many pages of neighbours there are; they are turned together."""
        total = max(self.upstream.total, self.downstream.total)
        return Page(total, (), self.number, NEIGHBOURS)

    def by_noun(self, hops: Iterable[LineageHop]) -> list[tuple[str, list[LineageHop]]]:
        """Return neighbours together with those of their kind."""
        groups: dict[str, list[LineageHop]] = {}
        for hop in hops:
            link = self.links[hop.urn]
            groups.setdefault(link.kind.plural if link.kind else link.noun, []).append(hop)
        return list(groups.items())


@dataclass(slots=True)
class _Read:
    """What was read for a page so far."""

    urns: list[Urn] = field(default_factory=list)
    documentation: Markup | None = None
    contents: Page | None = None
    inputs: tuple[Urn, ...] = ()
    outputs: tuple[Urn, ...] = ()
    made: tuple[Urn, ...] = ()
    versions: tuple[Urn, ...] = ()
    columns: tuple[Column, ...] = ()
    drawing: Drawing | None = None
    upstream: Neighbours = _NOBODY
    downstream: Neighbours = _NOBODY
    aspects: Mapping[str, object] = field(default_factory=dict)


async def entity_view(
    catalogue: Catalogue, urn: Urn, *, tab: str, number: int, depth: int
) -> EntityView:
    """Read what a page of an entity shows.

    Args:
        catalogue: Who answers.
        urn: The entity.
        tab: The tab that the visitor chose; one that there is not shows the first one.
        number: Which page of a long list.
        depth: How many hops of lineage to draw.
    """
    shown = (await catalogue.linked([urn]))[urn]
    read = _Read()
    if shown.missing:
        read.contents = await catalogue.related(urn, _LINKING, outgoing=False, number=number)
        return EntityView(shown, exists=False, tabs=(), tab="", contents=read.contents)
    tabs = (*_TABS.get(type(shown.entity), ()), _RAW) if shown.entity else (_RAW,)
    chosen = tab if tab in tabs else tabs[0]
    await _read(catalogue, shown, chosen, read, number=number, depth=depth)
    read.urns += [*_named_by(shown.entity), *read.made, *read.versions]
    read.urns += [*read.inputs, *read.outputs]
    read.urns += [hop.urn for hop in (*read.upstream.hops, *read.downstream.hops)]
    links = await catalogue.linked(read.urns)
    return EntityView(
        shown,
        exists=True,
        tabs=tabs,
        tab=chosen,
        number=number,
        links={str(each): link for each, link in links.items()},
        documentation=read.documentation,
        contents=read.contents,
        inputs=tuple(links[each] for each in read.inputs),
        outputs=tuple(links[each] for each in read.outputs),
        made=tuple(links[each] for each in read.made),
        versions=tuple(links[each] for each in read.versions),
        columns=read.columns,
        drawing=read.drawing,
        upstream=read.upstream,
        downstream=read.downstream,
        aspects=read.aspects,
    )


async def _read(
    catalogue: Catalogue, shown: Linked, tab: str, read: _Read, *, number: int, depth: int
) -> None:
    urn, client = shown.urn, catalogue.client
    match tab:
        case "models":
            read.contents = await catalogue.related(
                urn, ["MemberOf"], outgoing=False, number=number
            )
        case "contents":
            read.contents = await catalogue.related(
                urn, ["IsPartOf"], outgoing=False, number=number
            )
        case "summary" if isinstance(urn, TrainingRunUrn):
            read.made = await client.models_of_run(urn)
            # The relationships leave out what DataHub does not have.
            stored = await catalogue.aspects(urn, *_DATA)
            read.inputs, read.outputs = (_data_in(stored.get(name, {})) for name in _DATA)
        case "summary" if isinstance(shown.entity, MLModel) and shown.entity.version_set:
            read.versions = await client.versions_of_set(shown.entity.version_set)
        case "documentation" if shown.entity and shown.entity.description:
            read.documentation = documentation(shown.entity.description)
        case "columns":
            stored = await catalogue.aspects(urn, "schemaMetadata", "editableSchemaMetadata")
            read.columns = columns_of(stored)
        case "lineage":
            read.upstream = await catalogue.neighbours(urn, upstream=True, number=number)
            read.downstream = await catalogue.neighbours(urn, upstream=False, number=number)
            near = {(urn, True): read.upstream, (urn, False): read.downstream}
            known = near if number == 1 else {}
            read.drawing = await draw(catalogue, urn, depth=depth, known=known)
        case "aspects":
            read.aspects = await catalogue.aspects(urn)


def _data_in(aspect: Mapping[str, object]) -> tuple[Urn, ...]:
    """Return what an aspect of a run names as data, by edges and by the older lists."""
    found: dict[Urn, None] = {}
    for member in ("inputEdges", "outputEdges"):
        for edge in cast("list[dict[str, str]]", aspect.get(member) or []):
            found[Urn.returned(edge["destinationUrn"])] = None
    for member in ("inputs", "outputs"):
        found |= dict.fromkeys(map(Urn.returned, cast("list[str]", aspect.get(member) or [])))
    return tuple(found)


def _named_by(entity: Entity | None) -> Iterator[Urn]:
    """Return the entities that an entity names, and that its page leads to."""
    created = getattr(entity, "created", None)
    if isinstance(created, AuditStamp) and created.actor:
        yield created.actor
    if isinstance(entity, MLModel):
        yield from (entity.groups or ())[:_FROM_THE_START]
    if isinstance(entity, MLModel | MLModelGroup):
        yield from (entity.training_runs or ())[:_FROM_THE_START]
    if isinstance(entity, Run) and entity.experiment:
        yield entity.experiment
    if isinstance(entity, GovernedEntity):
        yield from entity.tags or ()
        yield from entity.terms or ()
        yield from (owner.urn for owner in entity.owners or ())
        if entity.domain:
            yield entity.domain

"""`Picture`: entities, what leads from one to another, and what lies inside another."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mldh_graphql.errors import InvalidValueError
from mldh_graphql.pictures.dot import dot_of
from mldh_graphql.pictures.mermaid import mermaid_of
from mldh_graphql.pictures.text import text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mldh_graphql.lineage import LineageEdge, LineageNode
    from mldh_graphql.urns import Urn

__all__ = ["Picture"]


@dataclass(frozen=True, slots=True)
class Picture:
    """Something to look at: boxes for entities, arrows for links, frames around what belongs in.

    Whatever stands in names and fields is shown as text, never read as markup.

    Raises:
        InvalidValueError: An arrow or a frame names an entity that is not among the nodes, or
            something lies in two frames, or a frame in a frame.
    """

    title: str
    """What the picture is of."""
    nodes: Mapping[Urn, LineageNode]
    """Every entity, by URN."""
    edges: tuple[LineageEdge, ...] = ()
    """The arrows: data flows along them."""
    frames: Mapping[Urn, tuple[Urn, ...]] = field(default_factory=dict)
    """Entities drawn around others, and those others; a box like any other if there are none."""
    root: Urn | None = None
    """The entity that the picture is about, if it is about one; it stands out."""

    def __post_init__(self) -> None:
        named = [urn for edge in self.edges for urn in (edge.upstream, edge.downstream)]
        members = [urn for urns in self.frames.values() for urn in urns]
        named += [*self.frames, *members, *([] if self.root is None else [self.root])]
        unknown = next((urn for urn in named if urn not in self.nodes), None)
        if unknown is not None:
            raise InvalidValueError(argument="nodes", reason=f"there is none of {unknown}")
        times = Counter(members)
        twice = next((urn for urn in members if urn in self.frames or times[urn] > 1), None)
        if twice is not None:
            raise InvalidValueError(
                argument="frames", reason=f"{twice} is a frame, or lies in two; it may lie in one"
            )

    def text(self) -> str:
        """Draw trees that begin where the data begins.

        An entity that several others lead to is drawn in full once and referred to afterwards, so
        a picture with many joins stays short. Control characters in names become spaces.

        Raises:
            ConfigurationError: The extra ``pictures`` is not installed.
        """
        return text_of(self)

    def mermaid(self) -> str:
        """Return a Mermaid flowchart, for Markdown on GitHub or GitLab and for wikis."""
        return mermaid_of(self)

    def dot(self) -> str:
        """Return the picture in Graphviz' language, DOT."""
        return dot_of(self)

    def svg(self, *, href: Callable[[Urn], str] | None = None) -> str:
        """Draw an SVG image that needs nothing else, in light and dark.

        Args:
            href: Where a click on an entity leads to; nowhere if left out.

        Raises:
            ConfigurationError: The extra ``pictures`` is not installed.
        """
        from mldh_graphql.pictures.svg import svg_of  # noqa: PLC0415 - needs an extra

        return svg_of(self, href)

    def html(self, *, href: Callable[[Urn], str] | None = None) -> str:
        """Draw a page that opens offline, zooms, and shows an entity's fields on click.

        Args:
            href: Where an entity's details link to; nowhere if left out.

        Raises:
            ConfigurationError: The extra ``pictures`` is not installed.
        """
        from mldh_graphql.pictures.html import html_of  # noqa: PLC0415 - needs an extra

        return html_of(self, href)

    def filled_frames(self) -> dict[Urn, tuple[Urn, ...]]:
        """Return the frames in which something lies."""
        return {urn: members for urn, members in self.frames.items() if members}

    def below(self) -> dict[Urn, tuple[Urn, ...]]:
        """Return, for every entity, what lies in it and what is made from it, each once."""
        found: dict[Urn, dict[Urn, None]] = {urn: {} for urn in self.nodes}
        for urn, members in self.frames.items():
            found[urn] |= dict.fromkeys(members)
        for edge in self.edges:
            found[edge.upstream][edge.downstream] = None
        return {urn: tuple(urns) for urn, urns in found.items()}

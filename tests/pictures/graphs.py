"""Pictures to draw: small graphs, and names that look like anything but names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hypothesis import strategies as st

from mldh_graphql.lineage import LineageEdge, LineageGraph, LineageNode, NodeField
from mldh_graphql.pictures import Picture
from mldh_graphql.urns import (
    DataJobUrn,
    DatasetUrn,
    ExperimentUrn,
    MLFeatureTableUrn,
    MLFeatureUrn,
    MLModelDeploymentUrn,
    MLModelGroupUrn,
    MLModelUrn,
    TagUrn,
    TrainingRunUrn,
    Urn,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

ODD_NAMES: Final = (
    '</script><script>document.title="broken"</script>',
    "<img src=x onerror=document.title=1>",
    "]]></style><svg onload=document.title=1>",
    "a\"b'c`d",
    "# heading **bold** _it_ `code`",
    "`markdown`",
    'a --> b; c["x"]{y}(z)',
    "end",
    "subgraph x",
    r'\N \G \l "q" \\',
    "&lt;b&gt; &amp; &quot; #35; #quot;",
    "%% comment",
    "click n1 callback",
    "$$x^2$$",
    "fa:fa-car",
    "digraph { a -> b }",
    "two\nlines\tand\x00controls\x1b[31m",
    "a\u202eb",
    "\ud800 half",
    "\ufffe\uffff",
    "日本語のモデル名",
    "🚀👩‍👩‍👧‍👦🇩🇪",
    "مرحبا بالعالم",
    " ",
    "x" * 300,
)
"""Markup, syntax, and what is hard to show."""

any_text = st.one_of(
    st.sampled_from(ODD_NAMES),
    st.text(max_size=40),
    st.text(st.characters(exclude_categories=()), max_size=10),
)

EVERY_NOUN: Final = (
    DatasetUrn.build("d", "s3"),
    TrainingRunUrn.build("r"),
    MLModelUrn.build("m"),
    MLModelGroupUrn.build("g"),
    ExperimentUrn.build("e"),
    DataJobUrn.build("j", "urn:li:dataFlow:(airflow,f,PROD)"),
    MLFeatureUrn.build("f", "n"),
    MLFeatureTableUrn.build("t", "feast"),
    MLModelDeploymentUrn.build("x", "sagemaker"),
    TagUrn.build("other"),
)


def graph(
    *pairs: tuple[str, str], root: str = "a", named: Mapping[str, str] | None = None
) -> LineageGraph:
    """A graph of these links; some nodes have other names than their URNs."""
    found = dict.fromkeys([root, *(name for pair in pairs for name in pair)])
    nodes: dict[Urn, LineageNode] = {
        TagUrn.build(name): LineageNode(TagUrn.build(name), "model", (named or {}).get(name, name))
        for name in found
    }
    edges = tuple(
        LineageEdge(TagUrn.build(above), TagUrn.build(below), "Made") for above, below in pairs
    )
    return LineageGraph(TagUrn.build(root), nodes, edges)


def odd_picture(names: tuple[str, ...] = ODD_NAMES) -> Picture:
    """A picture in which everything that can be said is one of these names."""
    urns = [EVERY_NOUN[i % len(EVERY_NOUN)] for i in range(len(names))]
    urns = [urn if urns.index(urn) == i else TagUrn.build(f"t{i}") for i, urn in enumerate(urns)]
    nodes = {
        urn: LineageNode(urn, name, name, (name,), (NodeField(name, name, name),))
        for urn, name in zip(urns, names, strict=True)
    }
    edges = tuple(
        LineageEdge(above, below, name)
        for above, below, name in zip(urns, urns[1:], names, strict=False)
    )
    return Picture(names[0], nodes, edges)


@st.composite
def pictures(draw: st.DrawFn) -> Picture:
    """Any picture: odd names, cycles, loops, doubled links, frames, lines to frames."""
    count = draw(st.integers(1, 9))
    urns = [TagUrn.build(f"t{number}") for number in range(count)]
    urns[: min(count, 5)] = EVERY_NOUN[: min(count, 5)]
    nodes = {
        urn: LineageNode(
            urn,
            draw(any_text),
            draw(any_text),
            tuple(draw(st.lists(any_text, max_size=3))),
            exists=draw(st.booleans()),
        )
        for urn in urns
    }
    ends = st.sampled_from(urns)
    links = draw(
        st.lists(st.tuples(ends, ends, st.sampled_from(["Made", "MemberOf"])), max_size=12)
    )
    frames: dict[Urn, tuple[Urn, ...]] = {}
    free = list(urns)
    for frame in draw(st.lists(ends, max_size=2, unique=True)):
        if frame in free:
            free.remove(frame)
            inside = draw(st.lists(st.sampled_from(free), max_size=3, unique=True)) if free else []
            free = [urn for urn in free if urn not in inside]
            frames[frame] = tuple(inside)
    edges = tuple(LineageEdge(above, below, link) for above, below, link in links)
    root = draw(st.none() | ends)
    return Picture(draw(any_text), nodes, edges, frames, root)

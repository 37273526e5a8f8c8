"""Pictures in DOT: parsed by a library, and by Graphviz where it is installed."""

from __future__ import annotations

import re
import shutil
import subprocess
from xml.etree import ElementTree as ET

import pydot
import pytest
from hypothesis import given, settings

from mldh_graphql.lineage import LineageEdge, LineageNode
from mldh_graphql.pictures import Picture
from mldh_graphql.pictures.wording import printable
from mldh_graphql.urns import TagUrn
from tests.pictures.graphs import ODD_NAMES, graph, odd_picture, pictures
from tools.pictures.systems import airline

DOT = shutil.which("dot")

# pydot calls its parser by older names.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:pydot")


def parsed(dot: str) -> pydot.Dot:
    """The graph as another library reads it."""
    graphs = pydot.graph_from_dot_data(dot)
    assert graphs is not None
    (found,) = graphs
    return found


def all_nodes(dot: pydot.Graph) -> list[pydot.Node]:
    """The boxes, those in frames included."""
    inner = [node for sub in dot.get_subgraphs() for node in all_nodes(sub)]
    own = [node for node in dot.get_nodes() if re.fullmatch(r"n\d+", node.get_name())]
    return own + inner


def lines_of(quoted: str) -> list[str]:
    """The lines of a quoted text, as Graphviz would show them."""
    lines, current, chars = [], "", iter(quoted[1:-1])
    for char in chars:
        if char != "\\":
            current += char
            continue
        escaped = next(chars)
        if escaped == "n":
            lines.append(current)
            current = ""
        else:
            assert escaped in {"\\", '"'}
            current += escaped
    return [line.replace("&amp;", "&") for line in [*lines, current]]


@given(picture=pictures())
@settings(max_examples=50)
def test_any_picture_can_be_parsed(picture: Picture) -> None:
    """With a box for each entity and an arrow for each link."""
    dot = parsed(picture.dot())
    assert len(all_nodes(dot)) == len(picture.nodes) - len(picture.filled_frames())
    assert len(dot.get_edges()) == len(picture.edges)


def test_odd_names_are_labels_as_they_are() -> None:
    """Long ones are shortened; the tooltip has them in full."""
    picture = odd_picture()
    for node, drawn in zip(picture.nodes.values(), all_nodes(parsed(picture.dot())), strict=True):
        name = printable(node.name)
        shown = lines_of(drawn.get_label())[0]
        assert name == shown or (shown.endswith("…") and name.startswith(shown[:-1]))
        assert lines_of(drawn.get_tooltip()) == [name, node.urn]


def test_frames_are_clusters_and_lines_can_lead_to_them() -> None:
    """A line is cut off at the border of its frame."""
    tags = [TagUrn.build(name) for name in "abc"]
    nodes = {urn: LineageNode(urn, "x", urn.name) for urn in tags}
    edges = (LineageEdge(tags[0], tags[1], "MemberOf"),)
    dot = parsed(Picture("p", nodes, edges, {tags[1]: (tags[2],)}).dot())
    (cluster,) = dot.get_subgraphs()
    assert cluster.get_name() == "cluster_n1"
    (edge,) = dot.get_edges()
    assert (edge.get_source(), edge.get_destination()) == ("n0", "n2")
    assert edge.get("lhead") == "cluster_n1"
    assert edge.get_style() == "dashed"


def test_nouns_have_shapes() -> None:
    """And data flows from left to right."""
    dot = airline().picture("overview").dot()
    assert "rankdir=LR" in dot
    shapes = {node.get_shape() for node in all_nodes(parsed(dot))}
    assert shapes == {"cylinder", "box", "hexagon", "box3d"}


@pytest.mark.skipif(DOT is None, reason="Graphviz is not installed")
def test_graphviz_draws_odd_names_as_they_are() -> None:
    """Character for character, apart from spaces at the edges."""
    names = tuple(name for name in ODD_NAMES if len(name) < 50 and printable(name).isprintable())
    picture = odd_picture(names)
    ran = subprocess.run(
        [str(DOT), "-Tsvg"], input=picture.dot().encode(), capture_output=True, check=True
    )
    assert ran.stderr == b""
    drawn = {text.text for text in ET.fromstring(ran.stdout).iter() if text.tag.endswith("}text")}
    for name in names:
        assert printable(name).strip() in {
            (each or "").strip().replace("\xa0", " ") for each in drawn
        }


@pytest.mark.skipif(DOT is None, reason="Graphviz is not installed")
def test_graphviz_draws_frames_and_cycles() -> None:
    """Without complaint."""
    for dot in (
        airline().picture("concept").dot(),
        graph(("a", "b"), ("b", "a"), ("b", "b")).dot(),
    ):
        ran = subprocess.run(
            [str(DOT), "-Tsvg"], input=dot.encode(), capture_output=True, check=True
        )
        assert ran.stderr == b""

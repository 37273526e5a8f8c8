"""Pictures of lineage as text."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mldh_graphql.errors import ConfigurationError
from mldh_graphql.lineage import LineageEdge, LineageGraph, LineageNode
from mldh_graphql.pictures import Picture
from mldh_graphql.urns import ExperimentUrn, MLModelGroupUrn, MLModelUrn, TagUrn, TrainingRunUrn
from tests.pictures.graphs import graph, pictures


def lines(picture: str) -> list[str]:
    """The lines without the noun."""
    return [line.replace(" · model", "") for line in picture.splitlines()]


def test_a_lone_entity() -> None:
    """It is one line."""
    assert graph().text() == "a · model"


def test_a_chain_begins_where_the_data_begins() -> None:
    """Whatever the root is."""
    assert lines(graph(("x", "a"), ("a", "z")).text()) == ["x", "└── a", "    └── z"]


def test_joins_are_drawn_once() -> None:
    """What several others lead to is drawn in full once, and referred to afterwards."""
    picture = graph(("a", "m"), ("b", "m"), ("m", "z"), ("a", "z")).text()
    assert lines(picture) == [
        "a",
        "├── m",
        "│   └── z",
        "└── z  (drawn above)",
        "b",
        "└── m  (drawn above)",
    ]


def test_cycles_are_drawn() -> None:
    """A cycle has no beginning, so the root is drawn first."""
    picture = graph(("x", "a"), ("a", "x"), ("x", "x")).text()
    assert lines(picture) == ["a", "└── x", "    ├── a  (drawn above)", "    └── x  (drawn above)"]


def test_a_cycle_beside_a_source_is_drawn() -> None:
    """Nothing of the graph is left out."""
    picture = graph(("a", "b"), ("x", "y"), ("y", "x")).text()
    assert lines(picture) == ["a", "└── b", "x", "└── y", "    └── x  (drawn above)"]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("[bold]x[/bold]", id="markup"),
        pytest.param("[/]", id="closing tag"),
        pytest.param(":smile:", id="emoji code"),
        pytest.param("[link=file:///x]y", id="link"),
    ],
)
def test_names_are_shown_as_they_are(name: str) -> None:
    """Markup characters in names stay text."""
    assert graph(named={"a": name}).text() == f"{name} · model"


def test_facts_follow_the_name() -> None:
    """In brackets, as text."""
    node = LineageNode(TagUrn.build("a"), "model", "A", ("1.0", "@[red]champion"))
    picture = LineageGraph(node.urn, {node.urn: node}).text()
    assert picture == "A [1.0 @[red]champion] · model"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        pytest.param("two\nlines", "two lines", id="line break"),
        pytest.param("a\x1b[31mred", "a [31mred", id="escape sequence"),
        pytest.param("tab\there", "tab here", id="tab"),
        pytest.param("a\u202eb", "a b", id="direction override"),
    ],
)
def test_control_characters_do_not_reach_the_terminal(name: str, shown: str) -> None:
    """A name is one line, and cannot colour or forge the lines around it."""
    assert graph(named={"a": name}).text() == f"{shown} · model"


def test_long_names_stay_on_one_line() -> None:
    """A picture has one line for each entity."""
    name = "long name " * 50 + "end"
    assert graph(named={"a": name}).text().splitlines() == [f"{name} · model"]


def test_deep_lineage_is_drawn() -> None:
    """Deeper than Python's stack would allow a naive drawing of."""
    pairs = [(f"n{number}", f"n{number + 1}") for number in range(400)]
    picture = graph(*pairs, root="n0").text()
    assert len(picture.splitlines()) == 401


@given(pairs=st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from("abcde")), max_size=10))
def test_every_entity_is_drawn_in_full_once(pairs: list[tuple[str, str]]) -> None:
    """Whatever the graph looks like."""
    picture = graph(*pairs).text()
    full = [line for line in picture.splitlines() if "(drawn above)" not in line]
    drawn = sorted(line.split("── ")[-1].split(" · ")[0] for line in full)
    assert drawn == sorted({"a", *(name for pair in pairs for name in pair)})


def test_frames_are_branches() -> None:
    """What lies in a frame is drawn below it, and what is made from that below that."""
    run, model = TrainingRunUrn.build("r"), MLModelUrn.build("m")
    experiment, group = ExperimentUrn.build("e"), MLModelGroupUrn.build("g")
    nodes = {urn: LineageNode(urn, "x", urn.name) for urn in (experiment, run, group, model)}
    edges = (LineageEdge(run, model, "TrainedBy"),)
    picture = Picture("p", nodes, edges, {experiment: (run,), group: (model,)})
    assert picture.text().replace(" · x", "").splitlines() == [
        "e",
        "└── r",
        "    └── m",
        "g",
        "└── m  (drawn above)",
    ]


@given(picture=pictures())
def test_any_picture_has_a_line_for_each_entity(picture: Picture) -> None:
    """Whatever it looks like, and whatever names there are."""
    again = sum(map(len, picture.below().values()))
    assert len(picture.nodes) <= len(picture.text().splitlines()) <= len(picture.nodes) + again


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says what to install."""
    monkeypatch.setitem(sys.modules, "rich.console", None)
    with pytest.raises(ConfigurationError, match=r"mldh-graphql\[pictures\]"):
        graph().text()

"""Pictures as SVG: well-formed, readable, and nothing in a name is ever markup."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given

from mldh_graphql.errors import ConfigurationError, InvalidValueError
from mldh_graphql.lineage import LineageEdge, LineageNode
from mldh_graphql.pictures import Picture
from mldh_graphql.pictures.looks import LOOKS, OTHER, Look
from mldh_graphql.pictures.shapes import SHAPES
from mldh_graphql.pictures.styles import DARK_PAPER, PAPER
from mldh_graphql.pictures.wording import printable
from mldh_graphql.urns import TagUrn, TrainingRunUrn
from tests.pictures.graphs import EVERY_NOUN, ODD_NAMES, graph, odd_picture, pictures
from tools.pictures.systems import factory

if TYPE_CHECKING:
    from mldh_graphql.urns import Urn

NAMESPACE = "{http://www.w3.org/2000/svg}"
DRAWN = {"svg", "title", "desc", "style", "g", "path", "text", "a"}


def parsed(svg: str) -> ET.Element:
    """The image as a tree; an error if it is not well-formed."""
    return ET.fromstring(svg)


def boxes(svg: str) -> list[ET.Element]:
    """The groups of boxes and frames."""
    return [
        each
        for each in parsed(svg).iter(f"{NAMESPACE}g")
        if {"mldh-node", "mldh-frame"} & set((each.get("class") or "").split())
    ]


def one(name: str, *badges: str, urn: Urn = EVERY_NOUN[0], exists: bool = True) -> Picture:
    """A picture of one entity."""
    return Picture("One", {urn: LineageNode(urn, "dataset", name, badges, exists=exists)})


def texts(svg: str) -> list[str]:
    """What stands in the boxes."""
    return [each.text or "" for each in parsed(svg).iter(f"{NAMESPACE}text")]


@given(picture=pictures())
def test_any_picture_is_well_formed_and_has_a_box_for_each_entity(picture: Picture) -> None:
    """Only shapes, texts and titles come out, whatever went in."""
    svg = picture.svg()
    root = parsed(svg)
    assert {each.tag.removeprefix(NAMESPACE) for each in root.iter()} <= DRAWN - {"a"}
    for each in root.iter():
        assert not [name for name in each.attrib if name.startswith("on") or "href" in name]
    assert len(boxes(svg)) == len(picture.nodes)
    said = [(each.findtext(f"{NAMESPACE}title") or "") for each in boxes(svg)]
    for urn, node in picture.nodes.items():
        assert any(
            title.startswith(printable(node.name)) and title.endswith(printable(urn))
            for title in said
        )


@pytest.mark.parametrize("name", ODD_NAMES[:-1], ids=range(len(ODD_NAMES) - 1))
def test_odd_names_are_shown_as_they_are(name: str) -> None:
    """In the box, where there is room, and in full in the tooltip."""
    svg = one(name).svg()
    title = boxes(svg)[0].findtext(f"{NAMESPACE}title") or ""
    assert title.startswith(printable(name))
    shown = texts(svg)
    if printable(name).strip() and len(name) < 35:
        assert printable(name) in shown
    else:
        assert all(printable(name).startswith(each.rstrip("…")) for each in shown[1:])


def test_long_names_are_shortened() -> None:
    """The tooltip has them in full."""
    svg = one("long name " * 30).svg()
    (shown,) = [text for text in texts(svg) if text.startswith("long")]
    assert shown.endswith("…")
    assert len(shown) < 60
    assert "long name " * 30 in (boxes(svg)[0].findtext(f"{NAMESPACE}title") or "")


@given(picture=pictures())
def test_no_text_is_wider_than_its_box(picture: Picture) -> None:
    """Every text has a width of its own, which readers squeeze it into."""
    root = parsed(picture.svg())
    width = float((root.get("viewBox") or "").split()[2])
    for box in root.iter(f"{NAMESPACE}g"):
        for text in box.findall(f"{NAMESPACE}text"):
            assert 0 < float(text.get("textLength") or 0) <= width


def test_a_picture_says_what_it_is_without_being_seen() -> None:
    """Name, size, and the links in words."""
    root = parsed(graph(("a", "b"), ("b", "c")).svg())
    assert root.get("role") == "img"
    assert root.get("aria-label") == "Lineage of a: 3 entities, 2 links"
    assert root.findtext(f"{NAMESPACE}title") == "Lineage of a"
    assert root.findtext(f"{NAMESPACE}desc") == (
        "a, model leads to b, model. b, model leads to c, model."
    )


def test_nothing_is_fetched() -> None:
    """The only address is the name of the language."""
    for svg in (odd_picture().svg(), factory(3).picture().svg()):
        assert re.findall(r"(?:https?:|url\(|@import|<image|<use)[^\"]*", svg) == [
            "http://www.w3.org/2000/svg"
        ]


def test_entities_can_be_links() -> None:
    """Where they lead to is the caller's; it is escaped, and the picture is no mere image then."""
    svg = graph(("a", "b")).picture().svg(href=lambda urn: f'/entity/{urn}?"<&')
    root = parsed(svg)
    assert root.get("role") == "group"
    links = list(root.iter(f"{NAMESPACE}a"))
    assert [link.get("href") for link in links] == [
        f'/entity/urn:li:tag:{name}?"<&' for name in "ab"
    ]
    assert [link.get("aria-label") for link in links] == ["a, model", "b, model"]


def test_the_root_stands_out() -> None:
    """And nothing else does."""
    styles = [each.get("class") or "" for each in boxes(graph(("a", "b"), root="b").svg())]
    assert [style for style in styles if "mldh-root" in style] == ["mldh-node mldh-other mldh-root"]


def test_what_is_missing_is_dashed() -> None:
    """And its badge is a warning."""
    (box,) = boxes(one("x", "missing", exists=False).svg())
    assert "mldh-missing" in (box.get("class") or "")
    assert box.find(f"{NAMESPACE}g[@class='mldh-bad']") is not None


@pytest.mark.parametrize(
    ("result", "tone"), [("SUCCESS", "good"), ("FAILURE", "bad"), ("SKIPPED", None)]
)
def test_results_of_runs_have_a_mark_and_a_colour(result: str, tone: str | None) -> None:
    """The same word on something else has neither."""
    run = one("x", result, urn=TrainingRunUrn.build("r")).svg()
    other = one("x", result).svg()
    assert result in texts(run)
    assert (f'class="mldh-{tone}"' in run) is (tone is not None)
    assert run.count('class="mldh-stroke"') == 1
    assert 'class="mldh-good"' not in other
    assert 'class="mldh-bad"' not in other


def test_many_badges_are_counted() -> None:
    """What has no room is a number."""
    shown = texts(one("x", *(f"@alias-number-{number}" for number in range(9))).svg())
    assert "@alias-number-0" in shown
    assert shown[-1].startswith("+")
    assert len([text for text in shown if text.startswith("@")]) + int(shown[-1]) == 9


def test_links_between_the_same_two_share_a_line() -> None:
    """Its tooltip names them all; where one moves data, it is not dashed."""
    a, b = TagUrn.build("a"), TagUrn.build("b")
    nodes = {urn: LineageNode(urn, "x", urn.name) for urn in (a, b)}
    one_way = tuple(LineageEdge(a, b, link) for link in ("TrainedBy", "MemberOf"))
    root = parsed(Picture("p", nodes, one_way).svg())
    (arrow,) = [g for g in root.iter(f"{NAMESPACE}g") if g.get("class") == "mldh-arrow"]
    assert arrow.findtext(f"{NAMESPACE}title") == "a → b (TrainedBy, MemberOf)"
    (member,) = (Picture("p", nodes, one_way[1:]).svg().count("mldh-arrow mldh-member"),)
    assert member == 1


def test_every_noun_has_a_shape_of_its_own() -> None:
    """So that they can be told apart without colour."""
    looks = [*LOOKS.values(), OTHER]
    outlines = {
        SHAPES[look.shape].outline(100, 50)
        + SHAPES[look.shape].strokes(100, 50)
        + "".join(SHAPES[look.shape].behind(100, 50))
        for look in looks
    }
    assert len(outlines) == len({look.name for look in looks}) == len(looks)


def luminance(colour: str) -> float:
    """How bright a colour is, as WCAG 2 computes it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG 2's contrast of two colours, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("look", [*LOOKS.values(), OTHER], ids=lambda look: look.name)
def test_colours_are_readable(look: Look) -> None:
    """Names have WCAG's contrast AAA on their box, small text and outlines AA, light and dark."""
    assert contrast("#17202e", look.fill) >= 7
    assert contrast("#e8edf4", look.dark_fill) >= 7
    assert contrast(look.line, look.fill) >= 4.5
    assert contrast(look.line, PAPER) >= 4.5
    assert contrast(look.dark_line, look.dark_fill) >= 4.5
    assert contrast(look.dark_line, DARK_PAPER) >= 4.5


def test_dark_screens_get_dark_colours_and_prints_do_not() -> None:
    """Without a script, by the reader's own setting."""
    svg = graph().svg()
    light, dark = svg.split("@media screen and (prefers-color-scheme:dark)")
    assert f".mldh-paper{{fill:{PAPER}}}" in light
    assert f".mldh-paper{{fill:{DARK_PAPER}}}" in dark


def test_two_hundred_entities_are_drawn_small_with_a_legend() -> None:
    """A legend says what the shapes are, since the boxes do not."""
    picture = factory().picture()
    assert 180 <= len(picture.nodes) <= 220
    root = parsed(picture.svg())
    legend = [g for g in root.iter(f"{NAMESPACE}g") if "mldh-legend" in (g.get("class") or "")]
    assert [g.findtext(f"{NAMESPACE}text") for g in legend] == [
        "ML model",
        "ML model group",
        "dataset",
        "training run",
    ]
    assert "DATASET" not in texts(picture.svg())
    _, _, width, height = map(float, (root.get("viewBox") or "").split())
    assert width < 3000
    assert height < 3000


def test_an_empty_picture_says_so() -> None:
    """Rather than showing nothing."""
    assert texts(Picture("Nothing", {}).svg()) == ["There is nothing to show."]


def test_a_picture_is_the_same_in_every_process() -> None:
    """So that it can be committed and compared."""
    program = (
        "from tests.pictures.graphs import odd_picture; import hashlib;"
        "print(hashlib.sha256(odd_picture().svg().encode()).hexdigest())"
    )
    drawn = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ".:generated"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(drawn) == 1


@pytest.mark.parametrize(
    ("edges", "frames", "root", "reason"),
    [
        pytest.param([("a", "z")], {}, None, "none of urn:li:tag:z", id="arrow to nowhere"),
        pytest.param([], {"z": ()}, None, "none of urn:li:tag:z", id="unknown frame"),
        pytest.param([], {"a": ("z",)}, None, "none of urn:li:tag:z", id="unknown member"),
        pytest.param([], {}, "z", "none of urn:li:tag:z", id="unknown root"),
        pytest.param([], {"a": ("c",), "b": ("c",)}, None, "lies in two", id="two frames"),
        pytest.param([], {"a": ("b",), "b": ("c",)}, None, "is a frame", id="frame in a frame"),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    edges: list[tuple[str, str]], frames: dict[str, tuple[str, ...]], root: str | None, reason: str
) -> None:
    """When the picture is made, with the entity that is wrong."""
    tag = TagUrn.build
    with pytest.raises(InvalidValueError, match=reason):
        Picture(
            "p",
            {tag(name): LineageNode(tag(name), "x", name) for name in "abc"},
            tuple(LineageEdge(tag(a), tag(b), "x") for a, b in edges),
            {tag(name): tuple(map(tag, members)) for name, members in frames.items()},
            None if root is None else tag(root),
        )


@pytest.mark.parametrize("form", ["svg", "html"])
def test_a_missing_extra_is_named(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says what to install; Mermaid and DOT need nothing."""
    for name in ("placing", "layout", "svg", "html"):
        monkeypatch.delitem(sys.modules, f"mldh_graphql.pictures.{name}", raising=False)
    monkeypatch.setitem(sys.modules, "graphlay", None)
    with pytest.raises(ConfigurationError, match=r"pip install 'mldh-graphql\[pictures\]'"):
        getattr(graph(), form)()
    assert graph().mermaid()
    assert graph().dot()

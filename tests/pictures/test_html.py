"""Pictures as one page: it fetches nothing, runs only its own script, and takes names as text."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

from hypothesis import given

from mldh_graphql.lineage import LineageNode, NodeField
from mldh_graphql.pictures import Picture
from mldh_graphql.pictures.wording import printable
from mldh_graphql.urns import DatasetUrn
from tests.pictures.graphs import graph, odd_picture, pictures
from tools.pictures.systems import airline


class Page(HTMLParser):
    """The elements and texts that a browser finds in a page."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append((tag, dict(attrs)))
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Leave the element."""
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.texts.setdefault(self._open[-1] if self._open else "", []).append(data)

    @property
    def policy(self) -> str:
        """The content security policy."""
        return next(
            attrs["content"] or ""
            for tag, attrs in self.elements
            if tag == "meta" and attrs.get("http-equiv") == "Content-Security-Policy"
        )

    @property
    def data(self) -> dict[str, list[dict[str, object]]]:
        """What the script is told about the picture."""
        found: dict[str, list[dict[str, object]]] = json.loads(self.texts["script"][0])
        return found


def hash_of(text: str) -> str:
    """How a policy names a text."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


@given(picture=pictures())
def test_any_picture_is_a_page_with_one_script_and_its_data(picture: Picture) -> None:
    """Names add no elements, no attributes that run, and no end to the data."""
    page = Page(picture.html())
    tags = [tag for tag, _ in page.elements]
    assert tags.count("script") == 2
    assert tags.count("style") == 2
    assert not {"img", "iframe", "object", "embed", "link", "base", "form"} & set(tags)
    assert not [name for _, attrs in page.elements for name in attrs if name.startswith("on")]
    nodes = page.data["nodes"]
    assert [node["urn"] for node in nodes] == list(picture.nodes)
    assert [node["name"] for node in nodes] == [printable(n.name) for n in picture.nodes.values()]
    assert len(page.data["edges"]) == len(picture.edges)


def test_the_policy_allows_the_script_and_the_styles_of_the_page_and_nothing_else() -> None:
    """By their hashes: what a name might smuggle in does not run."""
    page = Page(odd_picture().html())
    script = page.texts["script"][1]
    styles = page.texts["style"]
    assert page.policy == (
        f"default-src 'none'; script-src {hash_of(script)}; style-src"
        f" {' '.join(map(hash_of, styles))}; base-uri 'none'; form-action 'none'"
    )


def test_the_page_needs_nothing_from_elsewhere() -> None:
    """No address is in it but those that a field has."""
    urn = DatasetUrn.build("d", "s3")
    field = NodeField("external URL", "https://example.com/x")
    html = Picture("p", {urn: LineageNode(urn, "dataset", "d", (), (field,))}).html()
    assert set(re.findall(r"https?://[\w./]+", html)) == {
        "http://www.w3.org/2000/svg",
        "https://example.com/x",
    }
    assert not re.search(r"url\(|@import|\bsrc=", html)


def test_fields_are_in_the_data() -> None:
    """As they are, line breaks and markup included."""
    urn = DatasetUrn.build("d", "s3")
    field = NodeField("description", "one\ntwo </script><!--", "Section")
    html = Picture("p", {urn: LineageNode(urn, "dataset", "d", ("b",), (field,))}).html()
    (node,) = Page(html).data["nodes"]
    assert node["fields"] == [["description", "one\ntwo </script><!--", "Section"]]
    assert node["badges"] == ["b"]
    assert "<!--" not in html


def test_boxes_can_be_reached_by_keyboard_and_have_names() -> None:
    """Every one is a button, so is every frame."""
    picture = airline().picture("concept")
    page = Page(picture.html())
    buttons = [attrs for tag, attrs in page.elements if attrs.get("role") == "button"]
    assert len(buttons) == len(picture.nodes)
    assert {button["tabindex"] for button in buttons} == {"0"}
    assert "Training Run 1, training run, SUCCESS" in [each["aria-label"] for each in buttons]
    assert {button["id"] for button in buttons} == {node["id"] for node in page.data["nodes"]}
    labels = {attrs.get("aria-label") for tag, attrs in page.elements if tag != "g"}
    assert {"Find an entity", "Zoom in", "Zoom out"} <= labels


def test_what_lies_where_is_in_the_data() -> None:
    """The details say what an entity lies in and contains."""
    data = Page(airline().picture("concept").html()).data
    names = {node["id"]: node["name"] for node in data["nodes"]}
    inside = {node["name"]: names.get(node["frame"]) for node in data["nodes"]}
    assert inside["Training Run 1"] == "Airline Forecast Experiment"
    assert inside["ARIMA Model"] == "Airline Forecast Models"
    assert inside["Airline Forecast Models"] is None


def test_details_can_link_to_pages() -> None:
    """Where the caller says; boxes themselves stay buttons."""
    page = Page(graph(("a", "b")).html(href=lambda urn: f"/entity/{urn}"))
    assert [node["href"] for node in page.data["nodes"]] == [
        "/entity/urn:li:tag:a",
        "/entity/urn:li:tag:b",
    ]
    assert "a" not in [tag for tag, _ in page.elements]
    assert [node["href"] for node in Page(graph().html()).data["nodes"]] == [None]

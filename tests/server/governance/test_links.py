"""Links come, change and go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mldh_graphql.server.exceptions import (
    AuthorizationException,
    IllegalArgumentException,
    JavaException,
    graphql_error,
)
from mldh_graphql.server.governance.links import (
    Link,
    add_link,
    remove_link,
    update_link,
    upsert_link,
)
from tests.server.desk import ME, MODEL, RUN, Desk

if TYPE_CHECKING:
    from mldh_graphql.server.actor import Actor

DOCS = Link("https://example.org/docs", "Docs")


def links(desk: Desk) -> list[tuple[object, object]]:
    """URL and label of the model's links."""
    elements = desk.value(MODEL, "institutionalMemory")["elements"]
    assert isinstance(elements, list)
    return [(one["url"], one["description"]) for one in elements if isinstance(one, dict)]


def test_a_link_says_who_made_it(desk: Desk) -> None:
    """And whether it shows in previews, if that was said."""
    assert add_link(desk.resources, MODEL, DOCS, desk.actor)
    shown = Link(DOCS.url, "Other", show_in_preview=True)
    assert add_link(desk.resources, MODEL, shown, desk.actor)
    stamp = {"time": desk.clock.milliseconds(), "actor": ME}
    first = {"url": DOCS.url, "description": "Docs", "createStamp": stamp}
    assert desk.value(MODEL, "institutionalMemory") == {
        "elements": [
            first,
            {**first, "description": "Other", "settings": {"showInAssetPreview": True}},
        ]
    }


def test_the_same_link_twice_is_an_error(desk: Desk) -> None:
    """With code 400."""
    add_link(desk.resources, MODEL, DOCS, desk.actor)
    with pytest.raises(JavaException) as raised:
        add_link(desk.resources, MODEL, DOCS, desk.actor)
    message, extensions = graphql_error(raised.value)
    assert message == f"The link '{DOCS.url}' with label 'Docs' already exists"
    assert extensions["code"] == 400


def test_upserting_adds_or_replaces(desk: Desk) -> None:
    """The stamp of creation stays."""
    assert upsert_link(desk.resources, MODEL, DOCS, desk.actor)
    desk.clock.now += 1
    hidden = Link(DOCS.url, DOCS.label, show_in_preview=False)
    assert upsert_link(desk.resources, MODEL, hidden, desk.actor)
    stamp = {"time": 1_000_000, "actor": ME}
    assert desk.value(MODEL, "institutionalMemory")["elements"] == [
        {
            "url": DOCS.url,
            "description": "Docs",
            "createStamp": stamp,
            "settings": {"showInAssetPreview": False},
        }
    ]


def test_updating_replaces_in_place(desk: Desk) -> None:
    """And says who did."""
    add_link(desk.resources, MODEL, DOCS, desk.actor)
    add_link(desk.resources, MODEL, Link("https://example.org/b", "B"), desk.actor)
    desk.clock.now += 1
    new = Link("https://example.org/new", "New")
    assert update_link(desk.resources, MODEL, DOCS, new, desk.actor)
    assert links(desk) == [(new.url, "New"), ("https://example.org/b", "B")]
    elements = desk.value(MODEL, "institutionalMemory")["elements"]
    assert isinstance(elements, list)
    assert isinstance(elements[0], dict)
    assert elements[0]["createStamp"] == {"time": 1_000_000, "actor": ME}
    assert elements[0]["updateStamp"] == {"time": 1_001_000, "actor": ME}


def test_updating_needs_the_one_and_not_the_other(desk: Desk) -> None:
    """Updating to itself is fine."""
    other = Link("https://example.org/b", "B")
    with pytest.raises(JavaException) as raised:
        update_link(desk.resources, MODEL, DOCS, other, desk.actor)
    assert graphql_error(raised.value)[0] == (
        f"Failed to update the link '{DOCS.url}' with label 'Docs'. The link does not exist"
    )
    add_link(desk.resources, MODEL, DOCS, desk.actor)
    add_link(desk.resources, MODEL, other, desk.actor)
    with pytest.raises(JavaException) as raised:
        update_link(desk.resources, MODEL, DOCS, other, desk.actor)
    assert graphql_error(raised.value)[0] == (
        "The link 'https://example.org/b' with label 'B' already exists"
    )
    assert update_link(desk.resources, MODEL, DOCS, DOCS, desk.actor)


def test_removing_by_url_or_by_label_too(desk: Desk) -> None:
    """Harmless where there is none."""
    for label in ("one", "two", "three"):
        add_link(desk.resources, MODEL, Link(DOCS.url, label), desk.actor)
    assert remove_link(desk.resources, MODEL, DOCS.url, desk.actor, label="two")
    assert links(desk) == [(DOCS.url, "one"), (DOCS.url, "three")]
    assert remove_link(desk.resources, MODEL, DOCS.url, desk.actor)
    assert remove_link(desk.resources, MODEL, DOCS.url, desk.actor)
    assert links(desk) == []


@pytest.mark.parametrize("url", ["nonsense", "javascript:alert(1)", "file:///etc/passwd"])
def test_only_some_schemes_are_urls(desk: Desk, url: str) -> None:
    """Everything else is refused."""
    with pytest.raises(IllegalArgumentException) as raised:
        add_link(desk.resources, MODEL, Link(url, "x"), desk.actor)
    assert raised.value.message == (
        f"Failed to change institutional memory for resource {MODEL}. Expected an url."
    )


def test_the_entity_must_exist_and_be_able_to_have_links(desk: Desk, stranger: Actor) -> None:
    """And be editable."""
    with pytest.raises(IllegalArgumentException) as raised:
        add_link(desk.resources, "urn:li:container:ghost", DOCS, desk.actor)
    assert raised.value.message == (
        "Failed to change institutional memory for resource urn:li:container:ghost."
        " Resource does not exist."
    )
    with pytest.raises(JavaException) as refused:
        add_link(desk.resources, RUN, DOCS, desk.actor)
    assert "Unknown aspect institutionalMemory for entity" in graphql_error(refused.value)[0]
    with pytest.raises(AuthorizationException):
        add_link(desk.resources, MODEL, DOCS, stranger)

"""The mutations ``addLink``, ``upsertLink``, ``updateLink`` and ``removeLink``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mldh_graphql.server.exceptions import IllegalArgumentException, RuntimeJavaException

if TYPE_CHECKING:
    from mldh_graphql.server.actor import Actor
    from mldh_graphql.server.governance.resources import Resources
    from mldh_graphql.server.json_types import JsonObject

_ASPECT = "institutionalMemory"
_SCHEMES = frozenset({"http", "https", "ftp", "mailto"})


@dataclass(frozen=True, slots=True)
class Link:
    """A link with its label.

    Attributes:
        url: Where it leads; only http, https, ftp and mailto.
        label: What it is called.
        show_in_preview: DataHub's ``settings.showInAssetPreview``; ``None``: no settings.
    """

    url: str
    label: str
    show_in_preview: bool | None = None

    def __str__(self) -> str:
        return f"{{linkUrl={self.url}, label={self.label}}}"


def add_link(resources: Resources, urn: str, link: Link, actor: Actor) -> bool:
    """Add a link to an entity.

    Raises:
        JavaException: The entity has a link with this URL and label, does not exist, cannot have
            links, or the URL is none.
    """
    aspect, elements = _checked(resources, urn, actor, link.url)
    failure = f"Failed to add link to resource with input {link}"
    if any(_is(element, link.url, link.label) for element in elements):
        raise RuntimeJavaException(failure) from _exists(link)
    _write(
        resources,
        urn,
        {**aspect, "elements": [*elements, _new(link, resources, actor)]},
        actor,
        failure,
    )
    return True


def upsert_link(resources: Resources, urn: str, link: Link, actor: Actor) -> bool:
    """Add a link to an entity, or replace the one with this URL and label.

    Raises:
        JavaException: The entity does not exist, cannot have links, or the URL is none.
    """
    aspect, elements = _checked(resources, urn, actor, link.url)
    new = _new(link, resources, actor)
    places = [i for i, element in enumerate(elements) if _is(element, link.url, link.label)]
    if places:
        elements[places[0]] = {**new, "createStamp": elements[places[0]]["createStamp"]}
    else:
        elements.append(new)
    failure = f"Failed to upsert link to resource with input {link}"
    _write(resources, urn, {**aspect, "elements": [*elements]}, actor, failure)
    return True


def update_link(resources: Resources, urn: str, current: Link, link: Link, actor: Actor) -> bool:
    """Replace one link of an entity by another, in its place.

    Raises:
        JavaException: The entity does not have the one or has the other already, does not exist,
            cannot have links, or a URL is none.
    """
    aspect, elements = _checked(resources, urn, actor, current.url, link.url)
    failure = f"Failed to update link to resource with input {link}"
    places = [i for i, element in enumerate(elements) if _is(element, current.url, current.label)]
    if not places:
        raise RuntimeJavaException(failure) from IllegalArgumentException(
            f"Failed to update the link '{current.url}' with label '{current.label}'."
            " The link does not exist"
        )
    others = [element for i, element in enumerate(elements) if i != places[0]]
    if any(_is(element, link.url, link.label) for element in others):
        raise RuntimeJavaException(failure) from _exists(link)
    updated = _new(link, resources, actor)
    updated["createStamp"] = elements[places[0]]["createStamp"]
    updated["updateStamp"] = resources.stamp(actor)
    elements[places[0]] = updated
    _write(resources, urn, {**aspect, "elements": [*elements]}, actor, failure)
    return True


def remove_link(
    resources: Resources, urn: str, url: str, actor: Actor, *, label: str | None = None
) -> bool:
    """Remove links of an entity; harmless where there are none.

    Args:
        resources: The entities.
        urn: The entity.
        url: Where the links lead.
        actor: Who asks.
        label: Only those with this label; ``None``: all with the URL.

    Returns:
        ``True``.

    Raises:
        JavaException: The entity does not exist, cannot have links, or the URL is none.
    """
    aspect, elements = _checked(resources, urn, actor, url)
    kept = [
        element
        for element in elements
        if element["url"] != url or (label is not None and element["description"] != label)
    ]
    failure = f"Failed to remove link from resource with input {url}"
    _write(resources, urn, {**aspect, "elements": [*kept]}, actor, failure)
    return True


def _checked(
    resources: Resources, urn: str, actor: Actor, *urls: str
) -> tuple[JsonObject, list[JsonObject]]:
    resources.authorize(actor, urn)
    failure = f"Failed to change institutional memory for resource {urn}."
    if any(urlsplit(url).scheme.lower() not in _SCHEMES for url in urls):
        raise IllegalArgumentException(f"{failure} Expected an url.")
    if not resources.exists(urn):
        raise IllegalArgumentException(f"{failure} Resource does not exist.")
    aspect = resources.aspect(urn, _ASPECT)
    elements = aspect.get("elements")
    return aspect, (
        [element for element in elements if isinstance(element, dict)]
        if isinstance(elements, list)
        else []
    )


def _new(link: Link, resources: Resources, actor: Actor) -> JsonObject:
    element: JsonObject = {
        "url": link.url,
        "description": link.label,
        "createStamp": resources.stamp(actor),
    }
    if link.show_in_preview is not None:
        element["settings"] = {"showInAssetPreview": link.show_in_preview}
    return element


def _is(element: JsonObject, url: str, label: str) -> bool:
    return element["url"] == url and element["description"] == label


def _exists(link: Link) -> IllegalArgumentException:
    return IllegalArgumentException(
        f"The link '{link.url}' with label '{link.label}' already exists"
    )


def _write(resources: Resources, urn: str, value: JsonObject, actor: Actor, failure: str) -> None:
    resources.write([(urn, _ASPECT, value)], actor, failure)

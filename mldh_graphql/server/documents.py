"""Search documents: which members of an aspect can be searched, filtered and sorted by.

The names of the fields are those of DataHub's index, which are not always those
of the aspect: a key's ``name`` is the field ``id``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from mldh_graphql.server.json_types import JsonObject, JsonValue

FieldValue: TypeAlias = str | int | float
Searched: TypeAlias = Literal["no", "text", "name"]


@dataclass(frozen=True, slots=True)
class SearchField:
    """How a member of an aspect is indexed.

    Attributes:
        path: Where the values are; ``*`` stands for every element.
        name: The field's name in the index.
        searched: Whether words of a query are looked for in it, and whether it is a name.
        has_values: A boolean field that tells whether there are values.
        count: A number field that tells how many there are.
    """

    path: str
    name: str
    searched: Searched = "no"
    has_values: str | None = None
    count: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentEntries:
    """What an aspect contributes to the search document of its entity.

    Attributes:
        fields: Name and value, one pair for every value.
        name_words: The words of names; see :func:`words`.
        words: The words of everything that queries look into, names included.
    """

    fields: list[tuple[str, FieldValue]]
    name_words: str
    words: str


_NAME = SearchField("name", "name", "name")
_ID = SearchField("name", "id", "name")
_ORIGIN = SearchField("origin", "origin")
_DESCRIPTION = SearchField("description", "description", "text", has_values="hasDescription")
_EDITED = SearchField("description", "editedDescription", "text", has_values="hasDescription")
_EXTERNAL_URL = SearchField("externalUrl", "externalUrl", "text")
_QUALIFIED_NAME = SearchField("qualifiedName", "qualifiedName", "name")
_CREATED_AT = SearchField("created/time", "createdAt")
_MODIFIED_AT = SearchField("lastModified/time", "lastModifiedAt")
_DISPLAY_NAME = SearchField("displayName", "displayName", "name")

_FIELDS: dict[str, tuple[SearchField, ...]] = {
    "mlModelKey": (_ID, _ORIGIN),
    "mlModelGroupKey": (_ID, _ORIGIN),
    "datasetKey": (SearchField("platform", "platform"), _ID, _ORIGIN),
    "tagKey": (_ID,),
    "glossaryTermKey": (_ID,),
    "mlModelDeploymentKey": (_NAME, _ORIGIN),
    "mlFeatureKey": (SearchField("featureNamespace", "featureNamespace", "text"), _NAME),
    "mlPrimaryKeyKey": (SearchField("featureNamespace", "featureNamespace", "text"), _NAME),
    "mlFeatureTableKey": (_NAME,),
    "mlModelProperties": (
        _NAME,
        _DESCRIPTION,
        _EXTERNAL_URL,
        _CREATED_AT,
        _MODIFIED_AT,
        SearchField("type", "type", "text"),
    ),
    "mlModelGroupProperties": (_NAME, _DESCRIPTION, _EXTERNAL_URL, _CREATED_AT, _MODIFIED_AT),
    "editableMlModelProperties": (_EDITED,),
    "editableMlModelGroupProperties": (_EDITED,),
    "editableContainerProperties": (_EDITED,),
    "editableDatasetProperties": (_EDITED, SearchField("name", "editedName", "name")),
    "containerProperties": (
        _NAME,
        _QUALIFIED_NAME,
        _DESCRIPTION,
        _EXTERNAL_URL,
        SearchField("env", "env"),
        _CREATED_AT,
        _MODIFIED_AT,
    ),
    "container": (SearchField("container", "container", has_values="hasContainer"),),
    "subTypes": (SearchField("typeNames/*", "typeNames"),),
    "dataPlatformInstance": (
        SearchField("platform", "platform"),
        SearchField("instance", "platformInstance"),
    ),
    "dataProcessInstanceProperties": (
        _NAME,
        _EXTERNAL_URL,
        SearchField("type", "processType"),
        SearchField("created/time", "created"),
    ),
    "dataProcessInstanceInput": (SearchField("inputs/*", "inputs", count="numInputs"),),
    "dataProcessInstanceOutput": (SearchField("outputs/*", "outputs", count="numOutputs"),),
    "dataProcessInstanceRelationships": (
        SearchField("parentTemplate", "parentTemplate"),
        SearchField("parentInstance", "parentInstance"),
        SearchField("upstreamInstances/*", "upstream", count="numUpstreams"),
    ),
    "mlTrainingRunProperties": (_EXTERNAL_URL,),
    "versionProperties": (
        SearchField("versionSet", "versionSet"),
        SearchField("version/versionTag", "version"),
        SearchField("aliases/*/versionTag", "aliases"),
        SearchField("sortId", "versionSortId"),
        SearchField("isLatest", "isLatest"),
    ),
    "versionSetProperties": (SearchField("latest", "latest"),),
    "ownership": (SearchField("owners/*/owner", "owners", has_values="hasOwners"),),
    "globalTags": (SearchField("tags/*/tag", "tags", has_values="hasTags"),),
    "glossaryTerms": (SearchField("terms/*/urn", "glossaryTerms", has_values="hasGlossaryTerms"),),
    "domains": (SearchField("domains/*", "domains", has_values="hasDomain"),),
    "status": (
        SearchField("removed", "removed"),
        SearchField("lifecycleStage", "lifecycleStage"),
    ),
    "deprecation": (SearchField("deprecated", "deprecated"),),
    "datasetProperties": (
        _NAME,
        _QUALIFIED_NAME,
        _DESCRIPTION,
        _EXTERNAL_URL,
        _CREATED_AT,
        _MODIFIED_AT,
    ),
    "upstreamLineage": (
        SearchField("upstreams/*/dataset", "upstreams", has_values="hasUpstreams"),
    ),
    "tagProperties": (_NAME, _DESCRIPTION),
    "glossaryTermInfo": (_NAME, SearchField("definition", "definition", "text")),
    "domainProperties": (_NAME, _DESCRIPTION, SearchField("parentDomain", "parentDomain")),
    "corpUserInfo": (
        _DISPLAY_NAME,
        SearchField("fullName", "fullName", "name"),
        SearchField("email", "email", "text"),
        SearchField("title", "title", "text"),
        SearchField("active", "active"),
    ),
    "corpGroupInfo": (_DISPLAY_NAME, _DESCRIPTION),
    "mlFeatureProperties": (_DESCRIPTION,),
    "mlFeatureTableProperties": (
        _DESCRIPTION,
        SearchField("mlFeatures/*", "features"),
        SearchField("mlPrimaryKeys/*", "primaryKeys"),
    ),
    "mlModelDeploymentProperties": (
        _DESCRIPTION,
        _EXTERNAL_URL,
        SearchField("status", "deploymentStatus"),
    ),
    "dataPlatformInfo": (_NAME, _DISPLAY_NAME),
    "propertyDefinition": (
        _QUALIFIED_NAME,
        _DISPLAY_NAME,
        _DESCRIPTION,
        SearchField("entityTypes/*", "entityTypes"),
        SearchField("immutable", "immutable"),
    ),
}

_WORD = re.compile(r"\w+")


def document_entries(aspect: str, document: JsonObject) -> DocumentEntries:
    """What an aspect contributes to the search document of its entity.

    Args:
        aspect: The aspect's name.
        document: The aspect.
    """
    fields: list[tuple[str, FieldValue]] = []
    names: list[str] = []
    texts: list[str] = []
    for field in _FIELDS.get(aspect, ()):
        values = list(_values(document, field.path.split("/")))
        fields.extend((field.name, value) for value in values)
        if field.has_values is not None:
            fields.append((field.has_values, _boolean(bool(values))))
        if field.count is not None:
            fields.append((field.count, len(values)))
        if field.searched != "no":
            texts.extend(str(value) for value in values)
        if field.searched == "name":
            names.extend(str(value) for value in values)
    custom_properties = document.get("customProperties")
    if isinstance(custom_properties, dict):
        pairs = [f"{name}={value}" for name, value in custom_properties.items()]
        fields.extend(("customProperties", pair) for pair in pairs)
        texts.extend(pairs)
    if aspect == "structuredProperties":
        fields.extend(_structured_values(document))
    return DocumentEntries(fields, words(names), words(texts))


def words(texts: list[str]) -> str:
    """The words of ``texts`` in lower case, each between spaces; a line per text.

    A phrase of a query is then a substring, and so is the beginning of a word.
    """
    lines = (" ".join(split_words(text)) for text in texts)
    return "\n".join(f" {line} " for line in lines if line)


def split_words(text: str) -> list[str]:
    """The words of a text in lower case; underscores separate words too."""
    return _WORD.findall(text.casefold().replace("_", " "))


def _structured_values(document: JsonObject) -> Iterator[tuple[str, FieldValue]]:
    assignments = document.get("properties")
    for assignment in assignments if isinstance(assignments, list) else ():
        if isinstance(assignment, dict):
            name = str(assignment["propertyUrn"]).split(":", 3)[-1]
            for value in _values(assignment, ["values", "*", "*"]):
                yield f"structuredProperties.{name}", value


def _values(value: JsonValue, path: list[str]) -> Iterator[FieldValue]:
    if not path:
        if isinstance(value, bool):
            yield _boolean(value)
        elif isinstance(value, str | int | float):
            yield value
        return
    if path[0] == "*":
        elements = value.values() if isinstance(value, dict) else value
        for element in elements if not isinstance(elements, str | int | float | None) else ():
            yield from _values(element, path[1:])
    elif isinstance(value, dict) and path[0] in value:
        yield from _values(value[path[0]], path[1:])


def _boolean(value: bool) -> str:  # noqa: FBT001  (the value itself)
    return "true" if value else "false"

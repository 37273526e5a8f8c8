"""The operations of queries/ are valid on every supported release and far below the limits."""

from __future__ import annotations

import pytest
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    is_abstract_type,
    parse,
    validate,
    visit,
)
from mldh_graphql_api import operations as generated_operations

from mldh_graphql.server.limits import MAX_COMPLEXITY, MAX_DEPTH, cost, refused_operation
from tests.datahub_schemas import (
    RELEASES,
    datahub_schema,
    oldest_slice_schema,
    queries,
    slice_schema,
)

OPERATIONS = {
    definition.name.value: definition
    for definition in queries().definitions
    if isinstance(definition, OperationDefinitionNode) and definition.name
}
FRAGMENTS = {
    definition.name.value: definition
    for definition in queries().definitions
    if isinstance(definition, FragmentDefinitionNode)
}
NOUNS = ("MLModelGroup", "MLModel", "Container", "DataProcessInstance", "Dataset", "VersionSet")

GOVERNANCE = {
    "tags.tags.tag.urn",
    "glossaryTerms.terms.term.urn",
    "ownership.owners.owner.urn",
    "ownership.owners.ownershipType.urn",
    "domain.domain.urn",
    "institutionalMemory.elements.url",
    "institutionalMemory.elements.label",
    "institutionalMemory.elements.created.time",
    "institutionalMemory.elements.created.actor",
    "structuredProperties.properties.structuredProperty.urn",
    "structuredProperties.properties.values.stringValue",
    "structuredProperties.properties.values.numberValue",
    "status.removed",
    "deprecation.deprecated",
    "deprecation.note",
    "dataPlatformInstance.urn",
}
VERSION = {
    "versionProperties.versionSet.urn",
    "versionProperties.version.versionTag",
    "versionProperties.aliases.versionTag",
    "versionProperties.comment",
    "versionProperties.isLatest",
}
NAMED = {"properties.name", "properties.externalUrl"} | {
    f"properties.customProperties.{part}" for part in ("key", "value")
}
STAMPS = {
    f"properties.{stamp}.{part}"
    for stamp in ("created", "lastModified")
    for part in ("time", "actor")
}
LINEAGE_INFO = {
    "properties.mlModelLineageInfo.trainingJobs",
    "properties.mlModelLineageInfo.downstreamJobs",
}
PLACE = {"subTypes.typeNames", "container.urn", "parentContainers.containers.urn"}


def paths(selections: SelectionSetNode | None) -> set[str]:
    """List the fields a selection fetches, without aliases, as dotted paths to the leaves."""
    found: set[str] = set()
    for selection in selections.selections if selections else ():
        if isinstance(selection, FieldNode):
            inner = paths(selection.selection_set)
            name = selection.name.value
            found |= {f"{name}.{path}" for path in inner} if inner else {name}
        elif isinstance(selection, InlineFragmentNode):
            found |= paths(selection.selection_set)
        elif isinstance(selection, FragmentSpreadNode):
            found |= paths(FRAGMENTS[selection.name.value].selection_set)
    return found


def spreads(selections: SelectionSetNode | None) -> set[str]:
    """List the fragments that a selection spreads, not those inside of fragments."""
    found: set[str] = set()
    for selection in selections.selections if selections else ():
        if isinstance(selection, FragmentSpreadNode):
            found.add(selection.name.value)
        elif isinstance(selection, FieldNode | InlineFragmentNode):
            found |= spreads(selection.selection_set)
    return found


@pytest.mark.parametrize("release", RELEASES)
def test_operations_are_valid_on_the_release(release: str) -> None:
    """DataHub's own schema of the release accepts every operation."""
    assert validate(datahub_schema(release), queries()) == []


def test_operations_are_valid_on_the_slice() -> None:
    """The slice accepts every operation, so the local server and the generator do."""
    assert validate(slice_schema(), queries()) == []


def test_operations_use_nothing_that_only_newer_releases_have() -> None:
    """Every operation is valid without the members marked with ``@since``."""
    assert validate(oldest_slice_schema(), queries()) == []


@pytest.mark.parametrize("name", OPERATIONS)
def test_operation_is_far_below_the_limits(name: str) -> None:
    """An operation leaves most of what DataHub allows to the size of its batch."""
    complexity, depth = cost(queries(), name, {})
    assert 0 < complexity <= MAX_COMPLEXITY // 4
    assert 0 < depth <= MAX_DEPTH // 5
    assert refused_operation(queries(), name, {}) is None


def test_patches_are_limited_to_1995_in_one_request() -> None:
    """A batch of patches costs one for each, beside the five fields of the operation."""
    most = MAX_COMPLEXITY - cost(queries(), "patchEntities", {"input": []}).complexity
    assert most == 1995
    assert refused_operation(queries(), "patchEntities", {"input": [{}] * most}) is None
    assert refused_operation(queries(), "patchEntities", {"input": [{}] * (most + 1)}) is not None


@pytest.mark.parametrize("name", OPERATIONS)
def test_operation_asks_one_thing(name: str) -> None:
    """One root field, without an alias: the generated method returns its value."""
    (root,) = OPERATIONS[name].selection_set.selections
    assert isinstance(root, FieldNode)
    assert root.alias is None


@pytest.mark.parametrize("name", FRAGMENTS)
def test_fragment_is_named_after_its_type(name: str) -> None:
    """A type has one fragment; DataHub counts pages twice for the name ruled out here."""
    fetched = FRAGMENTS[name].type_condition.name.value
    assert name in (f"{fetched}Fields", f"{fetched}NameFields")
    assert name != "searchResultFields"


@pytest.mark.parametrize(
    ("noun", "expected"),
    [
        pytest.param(
            "MLModelGroup",
            GOVERNANCE
            | NAMED
            | STAMPS
            | LINEAGE_INFO
            | {"exists", "platform.urn", "origin", "properties.description"}
            | {"properties.version.versionTag", "editableProperties.description"},
            id="MLModelGroup",
        ),
        pytest.param(
            "MLModel",
            GOVERNANCE
            | VERSION
            | NAMED
            | STAMPS
            | LINEAGE_INFO
            | {"exists", "platform.urn", "origin", "properties.description", "properties.version"}
            | {"properties.type", "properties.tags", "properties.mlFeatures"}
            | {"properties.groups.urn", "properties.groups.properties.name"}
            | {f"properties.hyperParams.{part}" for part in ("name", "value", "description")}
            | {f"properties.trainingMetrics.{part}" for part in ("name", "value", "description")}
            | {"editableProperties.description"},
            id="MLModel",
        ),
        pytest.param(
            "Container",
            GOVERNANCE
            | NAMED
            | PLACE
            | {"exists", "platform.urn", "properties.description", "properties.qualifiedName"}
            | {"editableProperties.description"},
            id="Container",
        ),
        pytest.param(
            "DataProcessInstance",
            NAMED
            | PLACE
            | {"exists", "platform.urn", "dataPlatformInstance.urn", "status.removed"}
            | {"properties.created.time", "properties.created.actor"}
            | {"mlTrainingRunProperties.id", "mlTrainingRunProperties.outputUrls"}
            | {f"mlTrainingRunProperties.hyperParams.{part}" for part in ("name", "value")}
            | {f"mlTrainingRunProperties.trainingMetrics.{part}" for part in ("name", "value")}
            | {f"state.{part}" for part in ("status", "attempt", "timestampMillis")}
            | {"state.durationMillis", "state.result.resultType", "state.result.nativeResultType"}
            | {"relationships.relationships.entity.urn", "relationships.total"},
            id="DataProcessInstance",
        ),
        pytest.param(
            "Dataset",
            GOVERNANCE
            | VERSION
            | NAMED
            | PLACE
            | {"exists", "name", "platform.urn", "properties.description", "properties.origin"}
            | {"properties.qualifiedName", "properties.created", "properties.createdActor"}
            | {"properties.lastModified.time", "properties.lastModified.actor"}
            | {"editableProperties.name", "editableProperties.description"},
            id="Dataset",
        ),
        pytest.param("VersionSet", {"latestVersion.urn"}, id="VersionSet"),
    ],
)
def test_entity_is_fetched_whole(noun: str, expected: set[str]) -> None:
    """The fragment of a noun fetches all that the client's entity of that noun holds."""
    fetched = paths(FRAGMENTS[f"{noun}Fields"].selection_set)
    assert expected | {"urn", "type"} <= fetched


@pytest.mark.parametrize("name", ["getEntities", "scrollEntities"])
def test_reading_many_fetches_as_much_as_reading_one(name: str) -> None:
    """Many entities are read by the same fragments as single ones."""
    expected = {f"{noun}Fields" for noun in NOUNS}
    assert spreads(OPERATIONS[name].selection_set) == expected
    for noun in NOUNS:
        assert spreads(OPERATIONS[f"get{noun}"].selection_set) == {f"{noun}Fields"}


def sent_operations() -> dict[str, str]:
    """The texts that the generated client sends, by name."""
    return {
        name: text
        for name, text in vars(generated_operations).items()
        if name.endswith("_GQL") and isinstance(text, str)
    }


@pytest.mark.parametrize("name", sorted(sent_operations()))
def test_whatever_can_be_of_several_types_says_of_which_it_is(name: str) -> None:
    """Every field of an interface or union type asks for ``__typename``, which parsing needs."""
    info = TypeInfo(slice_schema())
    silent: list[str] = []

    class Collector(Visitor):
        def enter_field(self, node: FieldNode, *_: object) -> None:
            if node.selection_set and is_abstract_type(get_named_type(info.get_type())):
                asked = {
                    each.name.value
                    for each in node.selection_set.selections
                    if isinstance(each, FieldNode)
                }
                if "__typename" not in asked:
                    silent.append(node.name.value)

    visit(parse(sent_operations()[name]), TypeInfoVisitor(info, Collector()))

    assert silent == []

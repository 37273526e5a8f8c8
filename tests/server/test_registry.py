"""Entity types, aspects, and the notation they are declared in."""

from __future__ import annotations

import pytest

from mldh_graphql.server.aspects import notation
from mldh_graphql.server.aspects.schema import (
    ArrayOf,
    Enumeration,
    MapOf,
    Primitive,
    Record,
    UnionOf,
    UrnType,
)
from mldh_graphql.server.registry import (
    TIMESERIES,
    EntitySpec,
    aspect_record,
    entity_spec,
    entity_specs,
)

_ML_TYPES = (
    "mlModel",
    "mlModelGroup",
    "mlModelDeployment",
    "mlFeature",
    "mlFeatureTable",
    "mlPrimaryKey",
    "container",
    "dataProcessInstance",
    "dataset",
    "versionSet",
    "dataPlatform",
    "dataPlatformInstance",
    "corpuser",
    "corpGroup",
    "tag",
    "glossaryTerm",
    "domain",
    "ownershipType",
    "structuredProperty",
    "application",
    "dataJob",
    "dataFlow",
)


@pytest.mark.parametrize("text", ["mlModel", "mlmodel", "mLMODEL"])
def test_entity_types_are_found_in_any_case(text: str) -> None:
    """The entry says how the type is spelled."""
    spec = entity_spec(text)
    assert spec is not None
    assert spec.name == "mlModel"
    assert [field.name for field in spec.key_fields] == ["platform", "name", "origin"]


def test_unknown_entity_types_have_no_entry() -> None:
    """A misspelled type is not found."""
    assert entity_spec("ml_model") is None


@pytest.mark.parametrize(
    ("entity_type", "aspects"),
    [
        pytest.param(
            "mlModelGroup",
            "mlModelGroupProperties editableMlModelGroupProperties ownership globalTags"
            " glossaryTerms domains applications status deprecation browsePaths browsePathsV2"
            " dataPlatformInstance structuredProperties forms testResults subTypes container"
            " institutionalMemory documentation",
            id="group",
        ),
        pytest.param(
            "mlModel",
            "mlModelProperties editableMlModelProperties versionProperties ownership globalTags"
            " glossaryTerms domains applications status deprecation browsePaths browsePathsV2"
            " dataPlatformInstance structuredProperties forms testResults subTypes container"
            " institutionalMemory intendedUse mlModelFactorPrompts mlModelMetrics"
            " mlModelEvaluationData mlModelTrainingData mlModelQuantitativeAnalyses"
            " mlModelEthicalConsiderations mlModelCaveatsAndRecommendations sourceCode cost"
            " documentation",
            id="model",
        ),
        pytest.param(
            "container",
            "containerProperties editableContainerProperties dataPlatformInstance subTypes"
            " ownership deprecation container globalTags glossaryTerms institutionalMemory"
            " browsePaths browsePathsV2 status domains applications structuredProperties forms"
            " testResults access documentation",
            id="container",
        ),
        pytest.param(
            "dataProcessInstance",
            "dataProcessInstanceProperties dataProcessInstanceInput dataProcessInstanceOutput"
            " dataProcessInstanceRelationships dataProcessInstanceRunEvent"
            " mlTrainingRunProperties status testResults dataPlatformInstance subTypes container",
            id="run",
        ),
        pytest.param("versionSet", "versionSetProperties", id="version-set"),
        pytest.param(
            "mlModelDeployment",
            "mlModelDeploymentProperties ownership status deprecation globalTags"
            " dataPlatformInstance testResults container",
            id="deployment",
        ),
        pytest.param("dataPlatform", "dataPlatformInfo", id="platform"),
    ],
)
def test_entities_accept_their_aspects_and_no_others(entity_type: str, aspects: str) -> None:
    """The lists are complete."""
    spec = entity_spec(entity_type)
    assert spec is not None
    assert spec.aspects == frozenset(aspects.split())


@pytest.mark.parametrize("entity_type", _ML_TYPES)
def test_aspects_of_ml_entities_and_their_surroundings_are_declared(entity_type: str) -> None:
    """None of them has an open record."""
    spec = entity_spec(entity_type)
    assert spec is not None
    assert [aspect for aspect in spec.aspects if aspect_record(aspect).open] == []


@pytest.mark.parametrize("spec", [pytest.param(spec, id=spec.name) for spec in entity_specs()])
def test_every_key_is_declared(spec: EntitySpec) -> None:
    """Each entity type has a key of strings, URNs and enums."""
    assert spec.key_fields
    assert all(
        isinstance(field.schema, Primitive | UrnType | Enumeration) for field in spec.key_fields
    )


def test_aspects_without_a_declaration_are_open() -> None:
    """They accept everything."""
    assert aspect_record("dataHubPolicyInfo").open


def test_timeseries_aspects_are_registered() -> None:
    """Each of them belongs to some entity type."""
    assert frozenset().union(*(spec.aspects for spec in entity_specs())) >= TIMESERIES


def test_everything_declared_can_be_compiled() -> None:
    """No declaration is broken, and every record and enum is used by an aspect."""
    used: set[str] = set()

    def use(schema: object) -> None:
        match schema:
            case Record() | Enumeration() if schema.name not in used:
                used.add(schema.name)
                for field in schema.fields.values() if isinstance(schema, Record) else ():
                    use(field.schema)
            case ArrayOf():
                use(schema.items)
            case MapOf():
                use(schema.values)
            case UnionOf():
                for member in schema.members.values():
                    use(member)

    blocks = notation._blocks()
    for name in blocks:
        if name.startswith("aspect "):
            use(notation.declared_aspect(name.removeprefix("aspect ")))
    assert {name for name in blocks if not name.startswith("aspect ")} == used


def test_the_notation_says_what_a_field_is() -> None:
    """Type, option, default, search and edge rules of one line."""
    field = notation._field(
        "f: [DatasetUrn]? = []; search /* URN as g has hasG num numG;"
        " edge /* To a,b lineage stamped"
    )
    assert field.schema == ArrayOf(UrnType("DatasetUrn"))
    assert (field.optional, field.default, field.required) == (True, "[]", False)
    (search,) = field.search
    assert (search.path, search.kind, search.name) == (("*",), "URN", "g")
    assert (search.has_values, search.num_values) == ("hasG", "numG")
    (edge,) = field.edges
    assert (edge.relationship, edge.destinations) == ("To", {"a", "b"})
    assert (edge.lineage, edge.upstream, edge.stamped) == (True, True, True)


@pytest.mark.parametrize("line", ["f string", "f: Unheard"])
def test_a_broken_declaration_is_an_error(line: str) -> None:
    """Typing errors in declarations do not pass in silence."""
    with pytest.raises(ValueError, match="Not "):
        notation._field(line)

"""The generated package is up to date, loads, and tolerates a newer DataHub."""

from __future__ import annotations

import copy
import importlib
import json
import pickle
import pkgutil
from enum import Enum
from typing import TYPE_CHECKING

import mldh_graphql_api
import pytest
from mldh_graphql_api.base_client import to_json
from mldh_graphql_api.base_model import UNSET
from mldh_graphql_api.enums import (
    DataProcessRunStatus,
    EntityType,
    FabricType,
    PatchOperationType,
    RelationshipDirection,
    SortOrder,
)
from mldh_graphql_api.fragments import (
    DataProcessInstanceFields,
    EntityRelationshipsResultFields,
    MLModelFields,
    MLModelGroupFields,
    OwnershipFields,
    OwnershipFieldsOwnersOwnerCorpUser,
    StructuredPropertiesFields,
)
from mldh_graphql_api.get_entities import (
    GetEntities,
    GetEntitiesEntitiesEntity,
    GetEntitiesEntitiesMLModel,
)
from mldh_graphql_api.get_lineage import (
    GetLineage,
    GetLineageEntityContainer,
    GetLineageEntityEntity,
    GetLineageEntityEntityWithRelationships,
)
from mldh_graphql_api.input_types import (
    AndFilterInput,
    FacetFilterInput,
    PatchEntityInput,
    PatchOperationInput,
)
from mldh_graphql_api.open_types import OpenEnum, UnknownType
from mldh_graphql_api.operations_client import Operations
from pydantic import BaseModel, ValidationError

from tools.codegen.__main__ import diff, main
from tools.codegen.generation import PACKAGE, generate, texts

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

MODULES = [
    importlib.import_module(f"mldh_graphql_api.{info.name}")
    for info in pkgutil.iter_modules(mldh_graphql_api.__path__)
]


def own(module: ModuleType, base: type) -> list[type]:
    """List the classes of a kind that a module defines itself."""
    return [
        item
        for item in vars(module).values()
        if isinstance(item, type) and issubclass(item, base) and item.__module__ == module.__name__
    ]


MODELS = [model for module in MODULES for model in own(module, BaseModel)]
ENUMS = [enum for module in MODULES for enum in own(module, Enum) if enum is not OpenEnum]
URN = "urn:li:mlModel:(urn:li:dataPlatform:mlflow,arima,PROD)"
MODEL = {
    "__typename": "MLModel",
    "urn": URN,
    "type": "MLMODEL",
    "name": "arima",
    "origin": "PROD",
    "platform": {"urn": "urn:li:dataPlatform:mlflow", "name": "mlflow"},
}


class RecordingTransport:
    """Answers every request alike and remembers what was sent."""

    def __init__(self, data: dict[str, object]) -> None:
        self.data = data
        self.sent: list[tuple[str, str, dict[str, object]]] = []

    async def send(
        self, query: str, operation_name: str, variables: dict[str, object]
    ) -> dict[str, object]:
        """Return the prepared answer."""
        self.sent.append((query, operation_name, variables))
        return self.data


def test_regenerating_changes_nothing(tmp_path: Path) -> None:
    """What is committed is what the schema and the queries generate, file by file."""
    assert texts(generate(tmp_path)) == texts(PACKAGE)


def test_check_passes_on_what_was_just_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Writing over an old package removes its stale files, and the check is then silent."""
    package = tmp_path / "package"
    package.mkdir()
    (package / "stale.py").write_text("")
    assert main([], package) == 0
    assert not (package / "stale.py").exists()
    assert main(["--check"], package) == 0
    assert capsys.readouterr().out == ""


def test_check_shows_what_differs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A changed, a stale and a missing file each fail the check and are named in the diff."""
    package = generate(tmp_path)
    enums = package / "enums.py"
    enums.write_text(enums.read_text().replace('"STARTED"', '"BEGUN"'))
    (package / "stale.py").write_text("left = 1\n")
    (package / "py.typed").unlink()
    assert main(["--check"], package) == 1
    shown = capsys.readouterr().out
    assert '-    STARTED = "BEGUN"' in shown
    assert '+    STARTED = "STARTED"' in shown
    assert "-left = 1" in shown
    assert "# stale.py is stale" in shown
    assert "# py.typed is missing" in shown


def test_diff_of_equal_packages_is_empty() -> None:
    """Nothing is shown where nothing differs."""
    assert diff({"a.py": "x\n"}, {"a.py": "x\n"}) == ""


def test_package_is_typed_and_loads_nothing_at_first() -> None:
    """Type checkers trust the package, and importing it costs nothing until it is used."""
    assert "py.typed" in texts(PACKAGE)
    assert [name for name in vars(mldh_graphql_api) if name == "Operations"] == []


@pytest.mark.parametrize("model", MODELS, ids=lambda model: f"{model.__module__}.{model.__name__}")
def test_model_builds(model: type[BaseModel]) -> None:
    """Every generated model resolves its references, which pydantic defers to the first use."""
    assert model.model_rebuild(force=True) is not False
    assert model.model_json_schema()["type"] == "object"


@pytest.mark.parametrize("enum", ENUMS, ids=lambda enum: enum.__name__)
def test_enum_members_are_their_text(enum: type[Enum]) -> None:
    """Every member of every enum equals and prints as what DataHub calls it."""
    assert len(enum) > 0
    for member in enum:
        assert member.value == member.name
        assert member == member.value
        assert enum(member.value) is member


@pytest.mark.parametrize("enum", [EntityType, FabricType, DataProcessRunStatus])
def test_unknown_value_of_an_open_enum_is_kept(enum: type[OpenEnum]) -> None:
    """A value that a newer DataHub sends keeps its text, is equal to it, and says it is new."""
    unknown = enum("BRAND_NEW")
    assert unknown == "BRAND_NEW"
    assert unknown == enum("BRAND_NEW")
    assert hash(unknown) == hash(enum("BRAND_NEW"))
    assert str(unknown) == unknown.value == unknown.name == "BRAND_NEW"
    assert not unknown.is_known
    assert next(iter(enum)).is_known
    assert unknown not in list(enum)
    assert pickle.loads(pickle.dumps(unknown)) == unknown
    assert copy.deepcopy({unknown: unknown}) == {unknown: unknown}
    assert json.dumps(unknown) == '"BRAND_NEW"'
    with pytest.raises(ValueError, match="7"):
        enum(7)  # type: ignore[arg-type]  # no GraphQL answer can hold it


@pytest.mark.parametrize("enum", [PatchOperationType, SortOrder])
def test_enums_that_are_only_sent_stay_closed(enum: type[Enum]) -> None:
    """A typo in what we send is an error at once."""
    assert not issubclass(enum, OpenEnum)
    with pytest.raises(ValueError, match="TYPO"):
        enum("TYPO")


def test_unknown_enum_value_parses_in_an_answer() -> None:
    """An answer with a fabric and a type of a newer DataHub is read as it is."""
    model = MLModelFields.model_validate(MODEL | {"origin": "MOON", "type": "MLMODEL_2"})
    assert model.origin == "MOON"
    assert isinstance(model.origin, FabricType)
    assert model.model_dump(mode="json", by_alias=True)["origin"] == "MOON"


def test_unknown_entity_is_read_as_an_entity() -> None:
    """Entities of a newer DataHub keep their URN and type beside those that are known."""
    answer = {
        "entities": [MODEL, {"__typename": "Robot", "urn": "urn:li:robot:1", "type": "ROBOT"}]
    }
    entities = GetEntities.model_validate(answer).entities
    assert entities is not None
    model, robot = entities
    assert isinstance(model, GetEntitiesEntitiesMLModel)
    assert isinstance(model, MLModelFields)
    assert type(robot) is GetEntitiesEntitiesEntity
    assert (robot.typename__, robot.urn, robot.type_) == ("Robot", "urn:li:robot:1", "ROBOT")
    assert GetEntities.model_validate_json(json.dumps(answer)).entities == entities


def test_missing_entities_are_none() -> None:
    """DataHub may answer null for a single entity."""
    assert GetEntities.model_validate({"entities": [None]}).entities == [None]


def test_broken_known_entity_is_an_error() -> None:
    """The fallback takes what is unknown, not what is broken."""
    with pytest.raises(ValidationError, match="platform"):
        GetEntities.model_validate({"entities": [MODEL | {"platform": 1}]})


def test_entity_without_typename_is_an_error() -> None:
    """Without ``__typename`` nothing says what the answer is."""
    untyped = {name: value for name, value in MODEL.items() if name != "__typename"}
    with pytest.raises(ValidationError, match="__typename"):
        GetEntities.model_validate({"entities": [untyped]})


def test_parsed_entity_is_accepted_again() -> None:
    """A parsed member may be put into another answer."""
    entities = GetEntities.model_validate({"entities": [MODEL]}).entities
    again = GetEntities(entities=entities)
    assert again.entities == entities


@pytest.mark.parametrize("typename", ["MLModel", "MLModelGroup", "DataProcessInstance", "DataJob"])
def test_lineage_is_read_for_every_kind_of_entity(typename: str) -> None:
    """Any entity with lineage brings it, and its own class wins over that of the interface."""
    hop = {
        "type": "TrainedBy",
        "degree": 1,
        "entity": {"__typename": "Robot", "urn": "urn:li:robot:1", "type": "ROBOT"},
    }
    entity = {"__typename": typename, "urn": "u", "type": "X", "lineage": {"relationships": [hop]}}
    read = GetLineage.model_validate({"entity": entity | {"exists": True}}).entity
    assert read is not None
    general = isinstance(read, GetLineageEntityEntityWithRelationships)
    assert general == (typename == "DataJob")
    assert general or getattr(read, "exists", None)
    assert not isinstance(read, GetLineageEntityEntity | GetLineageEntityContainer)
    assert read.lineage is not None
    assert read.lineage.relationships[0].entity is not None
    assert read.lineage.relationships[0].entity.urn == "urn:li:robot:1"


def test_entity_without_lineage_is_read() -> None:
    """An entity that has no lineage is read without any."""
    read = GetLineage.model_validate(
        {"entity": {"__typename": "Container", "urn": "u", "type": "CONTAINER"}}
    ).entity
    assert read is not None
    assert not isinstance(read, GetLineageEntityEntityWithRelationships)


def test_unknown_member_of_a_union_is_kept() -> None:
    """An owner that is neither user nor group has its typename and harms no other owner."""
    ownership = OwnershipFields.model_validate(
        {
            "owners": [
                {"owner": {"__typename": "Robot"}},
                {"owner": {"__typename": "CorpUser", "urn": "urn:li:corpuser:jdoe"}},
            ],
            "lastModified": {"time": 0},
        }
    )
    assert ownership.owners is not None
    robot, user = (owner.owner for owner in ownership.owners)
    assert robot == UnknownType.model_validate({"__typename": "Robot"})
    assert isinstance(user, OwnershipFieldsOwnersOwnerCorpUser)


def test_null_in_a_list_of_union_members_is_read() -> None:
    """The values of a structured property may hold null."""
    properties = StructuredPropertiesFields.model_validate(
        {
            "properties": [
                {
                    "structuredProperty": {"urn": "urn:li:structuredProperty:p"},
                    "values": [None, {"__typename": "NumberValue", "numberValue": 0.5}],
                }
            ]
        }
    )
    assert properties.properties is not None
    none, number = properties.properties[0].values
    assert none is None
    assert getattr(number, "number_value", None) == 0.5


def test_missing_nullable_keys_are_none() -> None:
    """What an older server or a shortened query leaves out reads as null."""
    model = MLModelFields.model_validate(MODEL)
    assert model.ml_model_properties is None
    assert model.exists is None
    assert model.version_properties is None
    assert EntityRelationshipsResultFields.model_validate({"relationships": []}).total is None


def test_missing_required_key_is_an_error() -> None:
    """What DataHub promises never to be null must be there."""
    with pytest.raises(ValidationError, match="urn"):
        MLModelGroupFields.model_validate({"type": "MLMODEL_GROUP"})


def test_additional_keys_are_ignored() -> None:
    """A field that the query did not ask for does no harm."""
    assert MLModelFields.model_validate(MODEL | {"mood": "good"}).name == "arima"


def test_properties_are_read_from_their_aliases() -> None:
    """Each noun's properties are answered under the name of their aspect."""
    run = DataProcessInstanceFields.model_validate(
        {
            "urn": "urn:li:dataProcessInstance:r",
            "type": "DATA_PROCESS_INSTANCE",
            "dataProcessInstanceProperties": {"name": "run", "created": {"time": 2**53}},
            "inputEdges": {"relationships": []},
        }
    )
    assert run.data_process_instance_properties is not None
    assert run.data_process_instance_properties.created.time == 2**53
    assert run.input_edges is not None
    assert run.output_edges is None


def test_inputs_are_sent_under_datahubs_names_without_unset_fields() -> None:
    """Python names in, GraphQL names out; a field that was not given is not sent."""
    patch = PatchEntityInput(
        urn="urn:li:tag:t",
        aspect_name="tagProperties",
        patch=[PatchOperationInput(op=PatchOperationType.ADD, path="/name", value='"t"')],
        force_generic_patch=True,
    )
    assert to_json(patch) == {
        "urn": "urn:li:tag:t",
        "aspectName": "tagProperties",
        "patch": [{"op": "ADD", "path": "/name", "value": '"t"'}],
        "forceGenericPatch": True,
    }
    filters = AndFilterInput(and_=[FacetFilterInput(field="container", values=["c"])])
    assert to_json(filters) == {"and": [{"field": "container", "values": ["c"]}]}


def test_variables_become_json() -> None:
    """Models, enums, tuples and mappings become plain JSON wherever they stand."""
    move = PatchOperationInput(op=PatchOperationType.MOVE, path="/a", from_="/b")
    given = {"many": (move, RelationshipDirection.INCOMING), "unset": UNSET, "null": None}
    assert to_json(given) == {
        "many": [{"op": "MOVE", "path": "/a", "from": "/b"}, "INCOMING"],
        "null": None,
    }


async def test_operation_sends_its_query_and_reads_the_answer() -> None:
    """A generated method sends text, name and variables, and returns the value itself."""
    transport = RecordingTransport({"mlModel": MODEL})
    model = await Operations(transport).get_ml_model(URN)
    assert model == MLModelFields.model_validate(MODEL)
    ((query, name, variables),) = transport.sent
    assert query.lstrip().startswith("query getMLModel($urn: String!)")
    assert "fragment MLModelFields on MLModel" in query
    assert (name, variables) == ("getMLModel", {"urn": URN})


async def test_variables_that_were_not_given_are_not_sent() -> None:
    """The defaults of the operation hold, as the request says nothing about them."""
    transport = RecordingTransport({"dataProcessInstance": None})
    assert await Operations(transport).get_data_process_instance("u", edge_count=5) is None
    assert transport.sent[0][2] == {"urn": "u", "edgeCount": 5}

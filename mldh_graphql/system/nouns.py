"""Which keys each noun has in a file, and what kind of value each of them takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mldh_graphql.entities import (
    Dataset,
    HyperParam,
    Metric,
    MLExperiment,
    MLModel,
    MLModelGroup,
    MLTrainingRun,
    RunResultType,
)
from mldh_graphql.system.kinds import Choice, Kind, Many, Stamp, Text, TextMap, Time, Whole
from mldh_graphql.system.record_kinds import Links, NamedValues, Owners, Properties
from mldh_graphql.system.urn_kinds import Id, Reference, VersionSet
from mldh_graphql.urns import (
    DataJobUrn,
    DatasetUrn,
    DomainUrn,
    ExperimentUrn,
    GlossaryTermUrn,
    MLModelGroupUrn,
    MLModelUrn,
    PlatformUrn,
    TagUrn,
    TrainingRunUrn,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mldh_graphql.changes import AnyEntity
    from mldh_graphql.urns import Urn

__all__ = ["NOUNS", "Noun", "noun_of"]

_NAME: Final = Text(shortest=1)
_TEXT: Final = Text()
_TEXTS: Final = Many(Text(shortest=1))

_DESCRIBED: Final[dict[str, Kind]] = {
    "name": _NAME,
    "description": _TEXT,
    "external_url": _TEXT,
    "custom_properties": TextMap(),
    "created": Stamp(),
    "last_modified": Stamp(),
}
_GOVERNED: Final[dict[str, Kind]] = {
    "tags": Many(Id(TagUrn)),
    "terms": Many(Id(GlossaryTermUrn)),
    "owners": Owners(),
    "domain": Id(DomainUrn),
    "links": Links(),
    "structured_properties": Properties(),
}
_TRAINED: Final[dict[str, Kind]] = {
    "hyper_params": NamedValues(HyperParam),
    "training_metrics": NamedValues(Metric),
}
_RUNS: Final = Many(Reference((TrainingRunUrn, DataJobUrn), "training run"))
_DATA: Final = Many(
    Reference((DatasetUrn, MLModelUrn, TrainingRunUrn), "dataset, model or training run")
)
_PLATFORM: Final = Id(PlatformUrn)


@dataclass(frozen=True, slots=True)
class Noun:
    """How one kind of entity stands in a file.

    Attributes:
        section: The key under which entities of this kind stand.
        name: What one of them is called.
        id_key: The key that holds the id in its URN.
        urn: The class of its URN.
        entity: Its class.
        make: Makes one; the same as ``entity``, for keyword arguments known only at run time.
        fields: The kinds of its other keys, in the order in which they are written.
        is_asset: Whether platform and env are parts of its URN.
        default_platform: The platform in its URN where the file says none.
        nullable: The keys that may say ``null``: DataHub has none, and none is written.
    """

    section: str
    name: str
    id_key: str
    urn: type[Urn]
    entity: type[AnyEntity]
    make: Callable[..., AnyEntity]
    fields: Mapping[str, Kind]
    is_asset: bool = False
    default_platform: str | None = None
    nullable: frozenset[str] = frozenset()

    @property
    def identity(self) -> tuple[str, ...]:
        """The keys that make up the URN."""
        return ("urn", self.id_key, *(("platform", "env") if self.is_asset else ()))


_CONTAINED: Final = frozenset({"platform", "sub_types"})

NOUNS: Final = (
    Noun(
        section="model_groups",
        name="model group",
        id_key="group_id",
        urn=MLModelGroupUrn,
        entity=MLModelGroup,
        make=MLModelGroup,
        fields={**_DESCRIBED, "version": _NAME, "training_runs": _RUNS, **_GOVERNED},
        is_asset=True,
        default_platform="mlflow",
    ),
    Noun(
        section="models",
        name="model",
        id_key="model_id",
        urn=MLModelUrn,
        entity=MLModel,
        make=MLModel,
        fields={
            **_DESCRIBED,
            "type": _TEXT,
            "version": _NAME,
            "aliases": _TEXTS,
            "version_comment": _TEXT,
            "version_set": VersionSet(),
            **_TRAINED,
            "plain_tags": _TEXTS,
            "groups": Many(Reference((MLModelGroupUrn,), "model group")),
            "training_runs": _RUNS,
            **_GOVERNED,
        },
        is_asset=True,
        default_platform="mlflow",
    ),
    Noun(
        section="experiments",
        name="experiment",
        id_key="experiment_id",
        urn=ExperimentUrn,
        entity=MLExperiment,
        make=MLExperiment,
        fields={"platform": _PLATFORM, "sub_types": _TEXTS, **_DESCRIBED, **_GOVERNED},
        nullable=_CONTAINED,
    ),
    Noun(
        section="training_runs",
        name="training run",
        id_key="run_id",
        urn=TrainingRunUrn,
        entity=MLTrainingRun,
        make=MLTrainingRun,
        fields={
            "platform": _PLATFORM,
            "sub_types": _TEXTS,
            "name": _NAME,
            "external_url": _TEXT,
            "custom_properties": TextMap(),
            "created": Stamp(),
            "id": _TEXT,
            "run_result": Choice(RunResultType),
            "start_timestamp": Time(),
            "end_timestamp": Time(),
            "attempt": Whole(),
            "native_result_type": _NAME,
            "output_urls": _TEXTS,
            **_TRAINED,
            "experiment": Reference((ExperimentUrn,), "experiment"),
            "inputs": _DATA,
            "outputs": _DATA,
        },
        nullable=_CONTAINED,
    ),
    Noun(
        section="datasets",
        name="dataset",
        id_key="dataset_id",
        urn=DatasetUrn,
        entity=Dataset,
        make=Dataset,
        fields={
            **_DESCRIBED,
            "qualified_name": _NAME,
            "sub_types": _TEXTS,
            **_GOVERNED,
        },
        is_asset=True,
    ),
)
"""The nouns, in the order in which they are written."""

_BY_ENTITY: Final[dict[type[AnyEntity], Noun]] = {noun.entity: noun for noun in NOUNS}


def noun_of(entity: AnyEntity) -> Noun:
    """Return how an entity stands in a file."""
    return _BY_ENTITY[type(entity)]

"""`MLSystem`: a described ML system."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, Self

from mldh_graphql.entities.frozen_mapping import FrozenMapping
from mldh_graphql.entities.texts import checked_key
from mldh_graphql.errors import InvalidValueError
from mldh_graphql.system.dumping import yaml_of
from mldh_graphql.system.loading import entities_of
from mldh_graphql.system.nouns import NOUNS, noun_of
from mldh_graphql.system.schema import json_schema

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from mldh_graphql.changes import AnyEntity, JsonValue
    from mldh_graphql.pictures import Picture
    from mldh_graphql.pictures.systems import PictureKind
    from mldh_graphql.urns import Urn

__all__ = ["MLSystem", "SystemReader"]

_ENTITIES: Final = tuple(noun.entity for noun in NOUNS)


class SystemReader(Protocol):
    """Who can read a system out of DataHub; a `DataHubMLClient` can."""

    async def read_system(self, *roots: str, depth: int = 3) -> MLSystem:
        """Read what is linked to the roots."""
        ...


class MLSystem:
    """Entities of an ML system with the links between them, each by a local id.

    The links stand in the fields of the entities: a model's ``groups`` and ``training_runs``, a
    run's ``experiment``, ``inputs`` and ``outputs``. They may lead to entities that the system does
    not have.

    It cannot be changed. Two systems are equal if they have equal entities under the same local
    ids, in any order.

    Attributes:
        entities: The entities by local id.

    Example:
        >>> system = MLSystem.of(MLModel(urn=MLModelUrn.build("arima_model"), version="1.0"))
        >>> MLSystem.parse(system.dump()) == system
        True
    """

    __slots__ = ("_entities",)

    def __init__(self, entities: Mapping[str, AnyEntity]) -> None:
        """Take the entities by local id: any text that does not start with ``urn:``.

        Raises:
            InvalidValueError: A local id cannot be used, or an entity is there twice.
        """
        keys: dict[str, str] = {}
        for key, entity in entities.items():
            checked_key("local id", key)
            if key.startswith("urn:"):
                raise InvalidValueError(
                    argument="local id", reason=f"{key!r} starts with urn:, as only URNs may"
                )
            if not isinstance(entity, _ENTITIES):
                raise InvalidValueError(
                    argument=f"entities[{key!r}]",
                    reason=f"an entity is expected, not a {type(entity).__name__}",
                )
            if entity.urn in keys:
                raise InvalidValueError(
                    argument=f"entities[{key!r}]",
                    reason=f"it is the same entity as {keys[entity.urn]!r}: {entity.urn}",
                )
            keys[entity.urn] = key
        self._entities = FrozenMapping(entities)

    @classmethod
    def of(cls, *entities: AnyEntity) -> Self:
        """Make a system of entities; their names become their local ids.

        Where two have the same name, or a name cannot be a local id, the noun is put before it,
        then a number behind it.

        Raises:
            InvalidValueError: An entity is there twice.
        """
        named: dict[str, AnyEntity] = {}
        seen: dict[str, str] = {}
        for entity in entities:
            if entity.urn in seen:
                raise InvalidValueError(argument="entities", reason=f"{entity.urn} is there twice")
            key = _key(entity, named)
            named[key] = entity
            seen[entity.urn] = key
        return cls(named)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Self:
        """Read a system from a YAML file.

        Raises:
            SystemFileError: Something in it is wrong; the message has file, line and column.
            ConfigurationError: ruamel.yaml is not installed.
            OSError: The file cannot be read.
        """
        raw = Path(path).read_bytes()
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            from mldh_graphql.system.places import Place  # noqa: PLC0415 - seldom needed

            before = raw[: error.start]
            column = len(before) - before.rfind(b"\n")
            place = Place(str(path), before.count(b"\n") + 1, column)
            raise place.error("this is not UTF-8") from None
        return cls.parse(text, name=str(path))

    @classmethod
    def parse(cls, text: str, name: str = "ml-system.yaml") -> Self:
        """Read a system from YAML text.

        Args:
            text: The YAML.
            name: What to call it in messages.

        Raises:
            SystemFileError: Something in it is wrong; the message has file, line and column.
            ConfigurationError: ruamel.yaml is not installed.
        """
        return cls(entities_of(text, name))

    @staticmethod
    async def read(client: SystemReader, *roots: str, depth: int = 3) -> MLSystem:
        """Read what exists in DataHub into the form of a description.

        Planning what was read shows only unchanged entities.

        Args:
            client: A `DataHubMLClient`.
            roots: Where to begin: URNs of models, groups, experiments, runs or data sets.
            depth: How many links to follow.

        Raises:
            EntityNotFoundError: DataHub does not have one of the roots.
            InvalidUrnError: One is no URN; nothing was sent.
        """
        return await client.read_system(*roots, depth=depth)

    def dump(self, *, schema: str | None = None) -> str:
        """Return the system as YAML text; parsing it gives an equal system.

        What only DataHub may say (a metric without a value, ``removed``, a run's single events) is
        left out. Names that this library refuses to write stand as they are, and parsing reports
        them.

        Args:
            schema: Where editors find the JSON Schema; written as a comment into the first line.

        Raises:
            ConfigurationError: ruamel.yaml is not installed.
        """
        return yaml_of(self._entities, schema=schema)

    def save(self, path: str | os.PathLike[str], *, schema: str | None = None) -> None:
        """Write the system to a YAML file, as `dump` has it."""
        Path(path).write_bytes(self.dump(schema=schema).encode())

    @staticmethod
    def json_schema() -> dict[str, JsonValue]:
        """Return the JSON Schema of the YAML form, draft 2020-12."""
        return json_schema()

    def picture(self, kind: PictureKind = "overview") -> Picture:
        """Return the system as something to look at: `Picture.svg`, `Picture.html`, `Picture.text`.

        What is linked to and not described is drawn as well, by the name in its URN.

        Args:
            kind: ``"concept"`` shows what belongs where: experiments around their training runs,
                model groups around their models (each is a version), and lines from runs to the
                models that they trained. ``"overview"`` shows all entities with all links: data
                flows from left to right, experiments stand around their runs.

        Raises:
            InvalidValueError: There is no such kind of picture.

        Example:
            >>> group = MLModelGroup(urn=MLModelGroupUrn.build("airline_models"))
            >>> model = MLModel(urn=MLModelUrn.build("arima_1"), version="1.0", groups=[group.urn])
            >>> print(MLSystem.of(group, model).picture("concept").text())
            airline_models · ML model group
            └── arima_1 [1.0] · ML model
        """
        from mldh_graphql.pictures.systems import picture_of  # noqa: PLC0415 - seldom needed

        return picture_of(self._entities.values(), kind)

    @property
    def entities(self) -> Mapping[str, AnyEntity]:
        """The entities by local id."""
        return self._entities

    def urns(self) -> tuple[Urn, ...]:
        """Return the URNs of the entities."""
        return tuple(entity.urn for entity in self._entities.values())

    def __getitem__(self, key: str) -> AnyEntity:
        return self._entities[key]

    def __len__(self) -> int:
        return len(self._entities)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, MLSystem):
            return NotImplemented
        return self._entities == other._entities

    def __hash__(self) -> int:
        return hash(self._entities)

    def __repr__(self) -> str:
        names = ", ".join(list(self._entities)[:5])
        return f"MLSystem({len(self)} entities: {names}{', …' * (len(self) > 5)})"


def _key(entity: AnyEntity, taken: Mapping[str, AnyEntity]) -> str:
    name = entity.urn.display_name
    if name and name not in taken and not name.startswith("urn:"):
        return name
    name = f"{noun_of(entity).name.replace(' ', '_')}:{name}"
    key, number = name, 2
    while key in taken:
        key, number = f"{name}:{number}", number + 1
    return key

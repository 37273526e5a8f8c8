"""Loads entities: what is wanted at the same time is read, mapped, and fails together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiodataloader import DataLoader

from mldh_graphql.server.exceptions import (
    IllegalArgumentException,
    JavaThrowable,
    RuntimeJavaException,
)
from mldh_graphql.server.mappers import GraphQLObject, map_entity, object_typename
from mldh_graphql.server.registry import entity_spec
from mldh_graphql.server.urn import Urn, UrnSyntaxError

if TYPE_CHECKING:
    from asyncio import Future
    from collections.abc import Mapping, Sequence

    from mldh_graphql.server.store import Store
    from mldh_graphql.server.stored import StoredAspect

_BATCH_NAMES = {
    "Container": "Container",
    "Dataset": "Datasets",
    "MLModel": "MLModels",
    "MLModelGroup": "MLModelGroups",
}
"""What DataHub's loaders call their batches when they fail."""


class EntityLoaders:
    """The loaders of one request, one per GraphQL type; each entity is read once.

    Args:
        store: Where aspects are read.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._loaders: dict[str, DataLoader[str, GraphQLObject | None]] = {}

    def __call__(self, typename: str, urn: str) -> Future[GraphQLObject | None]:
        """Load the entity ``urn`` as an object of the GraphQL type ``typename``.

        A missing entity is an object too, made from its URN alone. ``None`` stands for an
        entity that is of another type. If one of the batch cannot be mapped, all fail.
        """
        loader = self._loaders.get(typename)
        if loader is None:
            loader = self._loaders[typename] = _Loader(self._store, typename)
        return loader.load(urn)


class _Loader(DataLoader[str, "GraphQLObject | None"]):
    def __init__(self, store: Store, typename: str) -> None:
        super().__init__()
        self._store = store
        self._typename = typename

    async def batch_load_fn(self, keys: Sequence[str]) -> list[GraphQLObject | None]:
        try:
            return self._mapped(keys)
        except JavaThrowable as error:
            failure = RuntimeJavaException(f"Failed to retrieve entities of type {self._typename}")
            name = _BATCH_NAMES.get(self._typename)
            if name is not None:
                inner = RuntimeJavaException(f"Failed to batch load {name}")
                inner.__cause__ = error
                raise failure from inner
            raise failure from error

    def _mapped(self, keys: Sequence[str]) -> list[GraphQLObject | None]:
        urns = [_entity_urn(key) for key in keys]
        stored = self._store.aspects_of([urn.text for urn in urns])
        return [self._of_this_type(urn, stored[urn.text]) for urn in urns]

    def _of_this_type(self, urn: Urn, aspects: Mapping[str, StoredAspect]) -> GraphQLObject | None:
        spec = entity_spec(urn.entity_type)
        if spec is not None and object_typename(spec.name) is None:
            return None
        if spec is None and object_typename(urn.entity_type) is None:
            raise IllegalArgumentException(
                f"Failed to find entity with name {urn.entity_type} in EntityRegistry"
            )
        made = map_entity(urn, aspects)
        return made if made["__typename"] == self._typename else None


def _entity_urn(text: str) -> Urn:
    try:
        return Urn.parse(text)
    except UrnSyntaxError:
        message = f"Failed to retrieve entity with urn {text}, invalid urn"
        raise RuntimeJavaException(message) from None

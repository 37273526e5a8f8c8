"""The version of a model, and its aliases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mldh_graphql.changes.change import (
    AspectPatch,
    JsonValue,
    Operation,
    add,
    expect,
    only_if_absent,
)
from mldh_graphql.changes.draft import Draft
from mldh_graphql.entities.ml_model import MLModel, checked_aliases
from mldh_graphql.entities.strictness import checked_urn
from mldh_graphql.entities.texts import checked_name
from mldh_graphql.entities.versions import default_version_set, sort_id
from mldh_graphql.urns import MLModelUrn, VersionSetUrn

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "VERSION_PROPERTIES",
    "add_aliases",
    "create_version",
    "overwrite_version",
    "remove_aliases",
    "set_version",
]

VERSION_PROPERTIES: Final = "versionProperties"


def create_version(model: MLModel) -> tuple[AspectPatch, ...]:
    """Give a model its version, unless it has another one already.

    The first attempt is refused if the model has any version, the second one if it has another
    version than this, or is in another set than the one asked for.
    """
    if model.version is None:
        return ()
    otherwise: tuple[Operation, ...] = (expect("version", "versionTag", value=model.version),)
    if model.version_set is not None:
        otherwise += (expect("versionSet", value=str(model.version_set)),)
    return (
        _rest_of_version(model).patch(
            create_only=(*only_if_absent("version"), *_version_operations(model)),
            otherwise=otherwise,
        ),
    )


def overwrite_version(model: MLModel) -> tuple[AspectPatch, ...]:
    """Give a model this version, whichever it has; without a `version_set` it stays in its own."""
    if model.version is None:
        return ()
    draft = _rest_of_version(model)
    patch = draft.patch()
    where = _set_operations(model)
    first = only_if_absent("versionSet") + where if model.version_set is None else ()
    return (
        AspectPatch(
            urn=patch.urn,
            aspect=patch.aspect,
            operations=(() if first else where) + _tag_operations(model.version) + patch.operations,
            array_primary_keys=patch.array_primary_keys,
            create_only=first,
        ),
    )


def set_version(
    model_urn: str, version: str, version_set: str | None = None
) -> tuple[AspectPatch, ...]:
    """Give a model this version, whichever it has; aliases stay."""
    urn = checked_urn(MLModelUrn, "model_urn", model_urn)
    model = MLModel(urn=urn, version=checked_name("version", version), version_set=version_set)
    properties = Draft(model.urn, "mlModelProperties")
    properties.set("version", {"versionTag": version})
    return *properties.patches(), *overwrite_version(model)


def add_aliases(model_urn: str, aliases: Iterable[str]) -> tuple[AspectPatch, ...]:
    """Give the version of a model more names, such as ``challenger``; it must have a version."""
    draft = Draft(checked_urn(MLModelUrn, "model_urn", model_urn), VERSION_PROPERTIES)
    for alias in checked_aliases("aliases", aliases):
        draft.put_record("aliases", {"versionTag": alias})
    return draft.patches()


def remove_aliases(model_urn: str, aliases: Iterable[str]) -> tuple[AspectPatch, ...]:
    """Take names of a model's version away; those that it does not have are skipped."""
    draft = Draft(checked_urn(MLModelUrn, "model_urn", model_urn), VERSION_PROPERTIES)
    for alias in checked_aliases("aliases", aliases):
        draft.remove_from_list("aliases", alias)
    return draft.patches()


def _version_operations(model: MLModel) -> tuple[Operation, ...]:
    return _set_operations(model) + _tag_operations(model.version or "")


def _set_operations(model: MLModel) -> tuple[Operation, ...]:
    version_set: VersionSetUrn = model.version_set or default_version_set(model.urn)
    return (
        add("versionSet", value=str(version_set)),
        # Said explicitly: the set keeps the scheme of its first version for ever.
        add("versioningScheme", value="LEXICOGRAPHIC_STRING"),
    )


def _tag_operations(version: str) -> tuple[Operation, ...]:
    tag: dict[str, JsonValue] = {"versionTag": version}
    return add("version", value=tag), add("sortId", value=sort_id(version))


def _rest_of_version(model: MLModel) -> Draft:
    draft = Draft(model.urn, VERSION_PROPERTIES)
    draft.set("comment", model.version_comment)
    for alias in model.aliases or ():
        draft.put_record("aliases", {"versionTag": alias})
    return draft

"""Calls about sets of versions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from mldh_graphql.client.arguments import version_set_urn
from mldh_graphql.client.calls import Calls
from mldh_graphql.entities.strictness import checked_urn
from mldh_graphql.entities.texts import checked_key, checked_name, checked_text, optional
from mldh_graphql.errors import UnsupportedServerError
from mldh_graphql.reads.models import model_of
from mldh_graphql.reads.questions import (
    link_version_question,
    unlink_version_question,
    versions_question,
)
from mldh_graphql.urns import MLModelUrn, Urn

if TYPE_CHECKING:
    from mldh_graphql.changes import JsonValue

PAGE: Final = 100
"""Versions asked for at once."""


class VersionCalls(Calls):
    """Read sets of versions, and let DataHub itself number versions.

    `create_model` and `set_version` write versions without any of this: they work on every
    DataHub. Here are the reads of a set, and DataHub's own mutation.
    """

    async def latest_version(self, version_set: str) -> Urn | None:
        """Return the latest version in a set, immediately consistent.

        Args:
            version_set: The set's URN, or the id that was given to `create_model`.

        Returns:
            The model; ``None`` if DataHub knows the set but none of its versions.

        Raises:
            EntityNotFoundError: DataHub does not have the set.
            InvalidUrnError: It is no URN of a set; nothing was sent.
        """
        urn = version_set_urn(version_set)
        with self._session.parsing("getVersionSet"):
            found = await self._session.operations.get_version_set(urn)
        if found is None or found.latest_version is None:
            await self._check_exists(urn)
            return None
        return Urn.returned(found.latest_version.urn)

    async def versions_of_set(self, version_set: str) -> tuple[Urn, ...]:
        """Return the versions in a set, the latest first.

        Comes through DataHub's index, so a version written just now may be missing for some
        seconds. Soft-deleted versions are left out. At most 10,000 are shown.

        Args:
            version_set: The set's URN, or the id that was given to `create_model`.

        Raises:
            EntityNotFoundError: DataHub does not have the set.
            InvalidUrnError: It is no URN of a set; nothing was sent.
        """
        urn = version_set_urn(version_set)
        found: dict[Urn, None] = {}
        start, total = 0, 1
        while start < min(total, 10_000):
            question = versions_question(start=start, count=PAGE)
            with self._session.parsing("getVersions"):
                answer = await self._session.operations.get_versions(urn, question)
            page = answer.versions_search if answer else None
            if page is None:
                break
            for each in page.search_results:
                found[Urn.returned(each.entity.urn)] = None
            start, total = start + PAGE, page.total
        if not found:
            await self._check_exists(urn)
        return tuple(found)

    async def link_asset_version(
        self, *, model_urn: MLModelUrn, version_set: str, version: str, comment: str | None = None
    ) -> None:
        """Let DataHub make a model the next version of a set (``linkAssetVersion``).

        DataHub numbers the versions of such a set itself, in the order in which they are linked;
        versions that `create_model` wrote cannot be in it. Linking a model that is in the set
        already changes nothing.

        Args:
            model_urn: The model.
            version_set: The id or URN of the set, which is made if it does not exist.
            version: The version's name, such as ``1.0``.
            comment: What the version is about.

        Raises:
            EntityNotFoundError: DataHub does not have the model; it would create an empty one.
            UnsupportedServerError: The server's ``entityVersioning`` is off.
            BadRequestError: The set numbers its versions in another way.
            ServerError: The model is a version in another set.
            InvalidUrnError: A URN is of another kind; nothing was sent.
            InvalidValueError: The version is blank; nothing was sent.
        """
        urn, in_set = checked_urn(MLModelUrn, "model_urn", model_urn), version_set_urn(version_set)
        tag = checked_name("version", version)
        said = optional(checked_text, "comment", comment)
        await self._check_exists(urn)
        question = link_version_question(urn, in_set, tag, said)
        with self._session.parsing("linkAssetVersion"):
            linked = await self._session.operations.link_asset_version(question)
        if linked is not None:
            return
        # DataHub answers null where it did nothing: the model was in the set already, or the
        # feature is off.
        with self._session.parsing("getMLModel"):
            model = model_of(await self._session.operations.get_ml_model(urn))
        if model is None or model.version_set != in_set:
            raise UnsupportedServerError(
                needs="entityVersioning (ENTITY_VERSIONING_ENABLED=true), or create_model's "
                "version and version_set, which do without",
                has="it switched off",
            )

    async def unlink_asset_version(self, *, model_urn: MLModelUrn, version_set: str) -> None:
        """Undo `link_asset_version`: the model loses its version, the one before becomes latest.

        A model without a version stays as it is.

        Args:
            model_urn: The model.
            version_set: The id or URN of the set that it is in.

        Raises:
            EntityNotFoundError: DataHub does not have the model.
            UnsupportedServerError: The server's ``entityVersioning`` is off.
            BadRequestError: The model is in another set.
            InvalidUrnError: A URN is of another kind; nothing was sent.
        """
        urn, in_set = checked_urn(MLModelUrn, "model_urn", model_urn), version_set_urn(version_set)
        await self._check_exists(urn)
        question = unlink_version_question(urn, in_set)
        with self._session.parsing("unlinkAssetVersion"):
            unlinked = await self._session.operations.unlink_asset_version(question)
        if unlinked is not None:
            return
        with self._session.parsing("getMLModel"):
            model = model_of(await self._session.operations.get_ml_model(urn))
        if model is not None and model.version_set is not None:
            raise UnsupportedServerError(
                needs="entityVersioning (ENTITY_VERSIONING_ENABLED=true)", has="it switched off"
            )

    async def raw_aspects(self, urn: Urn, *aspects: str) -> dict[str, JsonValue]:
        """Return aspects as DataHub stores them, immediately consistent.

        For what the typed reads leave out, such as the sort id of a version. DataHub shows no
        aspects of training runs.

        Args:
            urn: A model, group, experiment or data set.
            aspects: Their names, such as ``versionProperties``; without names all of them.

        Raises:
            EntityNotFoundError: DataHub does not have the entity.
            InvalidUrnError: It is no URN; nothing was sent.
        """
        checked = checked_urn(Urn, "urn", urn)
        names = [checked_key("aspects", name) for name in aspects] or None
        with self._session.parsing("getAspects"):
            entity = await self._session.operations.get_aspects(checked, names)
        found = getattr(entity, "aspects", None) or ()
        if not found:
            await self._check_exists(checked)
        return {each.aspect_name: json.loads(each.payload) for each in found if each.payload}

"""Calls about model groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.client.arguments import asset_urn
from mldh_graphql.client.calls import Calls
from mldh_graphql.entities import MLModelGroup
from mldh_graphql.entities.strictness import checked_urn
from mldh_graphql.reads.model_groups import model_group_of
from mldh_graphql.urns import MLModelGroupUrn, MLModelUrn, Urn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mldh_graphql.entities import (
        LinksLike,
        OwnersLike,
        StampLike,
        StructuredPropertiesLike,
        UrnsLike,
    )


class ModelGroupCalls(Calls):
    """Create, change and read model groups (DataHub's ``mlModelGroup``)."""

    async def create_model_group(
        self,
        group_id: str,
        *,
        platform: str = "mlflow",
        env: str = "PROD",
        name: str | None = None,
        description: str | None = None,
        created: StampLike | None = None,
        last_modified: StampLike | None = None,
        version: str | None = None,
        custom_properties: Mapping[str, str] | None = None,
        external_url: str | None = None,
        training_runs: UrnsLike | None = None,
        tags: UrnsLike | None = None,
        terms: UrnsLike | None = None,
        owners: OwnersLike | None = None,
        domain: str | None = None,
        links: LinksLike | None = None,
        structured_properties: StructuredPropertiesLike | None = None,
    ) -> MLModelGroupUrn:
        """Create a model group, or add what is said here to the one that exists.

        Only what you pass is written: list entries and properties are added, single values are
        set, everything else stays as others left it. Doing it twice changes nothing. One request.

        Args:
            group_id: The name in its URN.
            platform: The platform's name or URN.
            env: The environment; upper and lower case count.
            name: The name that people see; without one DataHub shows the id.
            description: What it is, in Markdown.
            created: When it was made: an aware ``datetime``, milliseconds since 1970, or an
                `AuditStamp`, which also says by whom.
            last_modified: When it changed last, in the same forms.
            version: A version of the group as a whole.
            custom_properties: Texts by key.
            external_url: Where it lives outside DataHub.
            training_runs: The runs that train models of the group.
            tags: DataHub's tags, by URN or name.
            terms: Glossary terms, by URN or id.
            owners: `Owner`, or URNs and user names of technical owners.
            domain: The domain, by URN or id.
            links: Pages about it.
            structured_properties: Values by property.

        Returns:
            The group's URN.

        Raises:
            InvalidValueError: A value cannot be written; nothing was sent.
            InvalidUrnError: A URN is none, or is one of another kind; nothing was sent.
            WriteRejectedError: DataHub refused.
        """
        urn = asset_urn(MLModelGroupUrn, "group_id", group_id, platform=platform, env=env)
        await self._create(
            MLModelGroup(
                urn=urn,
                name=name,
                description=description,
                created=created,
                last_modified=last_modified,
                version=version,
                custom_properties=custom_properties,
                external_url=external_url,
                training_runs=training_runs,
                tags=tags,
                terms=terms,
                owners=owners,
                domain=domain,
                links=links,
                structured_properties=structured_properties,
            )
        )
        return urn

    async def update_model_group(
        self,
        model_group_urn: MLModelGroupUrn,
        *,
        name: str | None = None,
        description: str | None = None,
        last_modified: StampLike | None = None,
        version: str | None = None,
        custom_properties: Mapping[str, str] | None = None,
        external_url: str | None = None,
    ) -> None:
        """Change properties of an existing model group; what is not passed stays.

        Args:
            model_group_urn: The group.
            name: A new display name.
            description: A new description.
            last_modified: When it changed.
            version: A version of the group as a whole.
            custom_properties: Properties to add or replace, by key.
            external_url: A new address outside DataHub.

        Raises:
            EntityNotFoundError: DataHub does not have the group; nothing was written.
            InvalidValueError: A value cannot be written; nothing was sent.
            WriteRejectedError: DataHub refused.
        """
        await self._update(
            MLModelGroup(
                urn=checked_urn(MLModelGroupUrn, "model_group_urn", model_group_urn),
                name=name,
                description=description,
                last_modified=last_modified,
                version=version,
                custom_properties=custom_properties,
                external_url=external_url,
            )
        )

    async def get_model_group(self, model_group_urn: MLModelGroupUrn) -> MLModelGroup:
        """Read a model group: everything that `create_model_group` can write.

        Immediately consistent: it shows what was written before it was asked.

        Raises:
            EntityNotFoundError: DataHub does not have it.
        """
        urn = checked_urn(MLModelGroupUrn, "model_group_urn", model_group_urn)
        with self._session.parsing("getMLModelGroup"):
            result = await self._session.operations.get_ml_model_group(urn)
        return self._found(model_group_of(result), urn, "getMLModelGroup")

    async def models_of_group(self, model_group_urn: MLModelGroupUrn) -> tuple[MLModelUrn, ...]:
        """Return the models in a group (``MemberOf``).

        Comes through DataHub's index, so a link written just now may be missing for some seconds.

        Raises:
            EntityNotFoundError: DataHub does not have the group.
        """
        urn = checked_urn(MLModelGroupUrn, "model_group_urn", model_group_urn)
        found = await self._related(urn, ["MemberOf"], outgoing=False)
        return tuple(each for each in found if isinstance(each, MLModelUrn))

    async def runs_of_model_group(self, model_group_urn: MLModelGroupUrn) -> tuple[Urn, ...]:
        """Return the training runs (or jobs) of a group (``trainingJobs``), immediately consistent.

        Raises:
            EntityNotFoundError: DataHub does not have the group.
        """
        return (await self.get_model_group(model_group_urn)).training_runs or ()

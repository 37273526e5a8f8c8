"""Calls about data sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.client.arguments import asset_urn
from mldh_graphql.client.calls import Calls
from mldh_graphql.entities import Dataset
from mldh_graphql.entities.strictness import checked_urn
from mldh_graphql.reads.datasets import dataset_of
from mldh_graphql.urns import DatasetUrn

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mldh_graphql.entities import (
        LinksLike,
        OwnersLike,
        StampLike,
        StructuredPropertiesLike,
        UrnsLike,
    )


class DatasetCalls(Calls):
    """Create, change and read data sets (DataHub's ``dataset``)."""

    async def create_dataset(
        self,
        dataset_id: str,
        *,
        platform: str,
        env: str = "PROD",
        name: str | None = None,
        qualified_name: str | None = None,
        description: str | None = None,
        created: StampLike | None = None,
        last_modified: StampLike | None = None,
        custom_properties: Mapping[str, str] | None = None,
        external_url: str | None = None,
        sub_types: Iterable[str] | None = None,
        tags: UrnsLike | None = None,
        terms: UrnsLike | None = None,
        owners: OwnersLike | None = None,
        domain: str | None = None,
        links: LinksLike | None = None,
        structured_properties: StructuredPropertiesLike | None = None,
    ) -> DatasetUrn:
        """Create a data set, or add what is said here to the one that exists.

        Only what you pass is written: list entries and properties are added, single values are
        set, everything else stays as others left it. Doing it twice changes nothing. One request.

        Args:
            dataset_id: The name in its URN.
            platform: The platform's name or URN, such as ``snowflake``.
            env: The environment; upper and lower case count.
            name: The name that people see; without one DataHub shows the id.
            qualified_name: Its full name on its platform.
            description: What it is, in Markdown.
            created: When it was made: an aware ``datetime``, milliseconds since 1970, or an
                `AuditStamp`, which also says by whom.
            last_modified: When it changed last, in the same forms.
            custom_properties: Texts by key.
            external_url: Where it lives outside DataHub.
            sub_types: What kind of data set it is, such as ``Table``.
            tags: DataHub's tags, by URN or name.
            terms: Glossary terms, by URN or id.
            owners: `Owner`, or URNs and user names of technical owners.
            domain: The domain, by URN or id.
            links: Pages about it.
            structured_properties: Values by property.

        Returns:
            The data set's URN.

        Raises:
            InvalidValueError: A value cannot be written; nothing was sent.
            InvalidUrnError: A URN is none, or is one of another kind; nothing was sent.
            WriteRejectedError: DataHub refused.
        """
        urn = asset_urn(DatasetUrn, "dataset_id", dataset_id, platform=platform, env=env)
        await self._create(
            Dataset(
                urn=urn,
                name=name,
                qualified_name=qualified_name,
                description=description,
                created=created,
                last_modified=last_modified,
                custom_properties=custom_properties,
                external_url=external_url,
                sub_types=sub_types,
                tags=tags,
                terms=terms,
                owners=owners,
                domain=domain,
                links=links,
                structured_properties=structured_properties,
            )
        )
        return urn

    async def update_dataset(
        self,
        dataset_urn: DatasetUrn,
        *,
        name: str | None = None,
        qualified_name: str | None = None,
        description: str | None = None,
        last_modified: StampLike | None = None,
        custom_properties: Mapping[str, str] | None = None,
        external_url: str | None = None,
    ) -> None:
        """Change properties of an existing data set; what is not passed stays.

        Args:
            dataset_urn: The data set.
            name: A new display name.
            qualified_name: A new full name on its platform.
            description: A new description.
            last_modified: When it changed.
            custom_properties: Properties to add or replace, by key.
            external_url: A new address outside DataHub.

        Raises:
            EntityNotFoundError: DataHub does not have the data set; nothing was written.
            InvalidValueError: A value cannot be written; nothing was sent.
            WriteRejectedError: DataHub refused.
        """
        await self._update(
            Dataset(
                urn=checked_urn(DatasetUrn, "dataset_urn", dataset_urn),
                name=name,
                qualified_name=qualified_name,
                description=description,
                last_modified=last_modified,
                custom_properties=custom_properties,
                external_url=external_url,
            )
        )

    async def get_dataset(self, dataset_urn: DatasetUrn) -> Dataset:
        """Read a data set: everything that `create_dataset` can write.

        Immediately consistent: it shows what was written before it was asked.

        Raises:
            EntityNotFoundError: DataHub does not have it.
        """
        urn = checked_urn(DatasetUrn, "dataset_urn", dataset_urn)
        with self._session.parsing("getDataset"):
            result = await self._session.operations.get_dataset(urn)
        return self._found(dataset_of(result), urn, "getDataset")

"""Calls about experiments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.client.arguments import id_urn
from mldh_graphql.client.calls import Calls
from mldh_graphql.entities import MLExperiment
from mldh_graphql.entities.strictness import checked_urn
from mldh_graphql.reads.experiments import experiment_of
from mldh_graphql.urns import ExperimentUrn, TrainingRunUrn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mldh_graphql.entities import (
        LinksLike,
        OwnersLike,
        StampLike,
        StructuredPropertiesLike,
        UrnsLike,
    )


class ExperimentCalls(Calls):
    """Create, change and read experiments (DataHub's ``container`` of sub-type ML Experiment)."""

    async def create_experiment(
        self,
        experiment_id: str,
        *,
        platform: str = "mlflow",
        name: str | None = None,
        description: str | None = None,
        created: StampLike | None = None,
        last_modified: StampLike | None = None,
        custom_properties: Mapping[str, str] | None = None,
        external_url: str | None = None,
        tags: UrnsLike | None = None,
        terms: UrnsLike | None = None,
        owners: OwnersLike | None = None,
        domain: str | None = None,
        links: LinksLike | None = None,
        structured_properties: StructuredPropertiesLike | None = None,
    ) -> ExperimentUrn:
        """Create an experiment, or add what is said here to the one that exists.

        Only what you pass is written: list entries and properties are added, single values are
        set, everything else stays as others left it. Doing it twice changes nothing. A new
        experiment, and one whose name you pass, takes one request; else two.

        Args:
            experiment_id: The id in its URN, ``urn:li:container:<id>``.
            platform: The platform's name or URN.
            name: The name that people see. DataHub demands one; a new experiment without it is
                called by its id.
            description: What it is about, in Markdown.
            created: When it was made: an aware ``datetime``, milliseconds since 1970, or an
                `AuditStamp`, which also says by whom.
            last_modified: When it changed last, in the same forms.
            custom_properties: Texts by key.
            external_url: Where it lives outside DataHub.
            tags: DataHub's tags, by URN or name.
            terms: Glossary terms, by URN or id.
            owners: `Owner`, or URNs and user names of technical owners.
            domain: The domain, by URN or id.
            links: Pages about it.
            structured_properties: Values by property.

        Returns:
            The experiment's URN.

        Raises:
            InvalidValueError: A value cannot be written; nothing was sent.
            InvalidUrnError: A URN is none, or is one of another kind; nothing was sent.
            WriteRejectedError: DataHub refused.
        """
        urn = id_urn(ExperimentUrn, "experiment_id", experiment_id)
        await self._create(
            MLExperiment(
                urn=urn,
                platform=platform,
                name=name,
                description=description,
                created=created,
                last_modified=last_modified,
                custom_properties=custom_properties,
                external_url=external_url,
                tags=tags,
                terms=terms,
                owners=owners,
                domain=domain,
                links=links,
                structured_properties=structured_properties,
            )
        )
        return urn

    async def update_experiment(
        self,
        experiment_urn: ExperimentUrn,
        *,
        name: str | None = None,
        description: str | None = None,
        last_modified: StampLike | None = None,
        custom_properties: Mapping[str, str] | None = None,
        external_url: str | None = None,
    ) -> None:
        """Change properties of an existing experiment; what is not passed stays.

        Args:
            experiment_urn: The experiment.
            name: A new display name.
            description: A new description.
            last_modified: When it changed.
            custom_properties: Properties to add or replace, by key.
            external_url: A new address outside DataHub.

        Raises:
            EntityNotFoundError: DataHub does not have the experiment; nothing was written.
            InvalidValueError: A value cannot be written; nothing was sent.
            WriteRejectedError: DataHub refused.
        """
        await self._update(
            MLExperiment(
                urn=checked_urn(ExperimentUrn, "experiment_urn", experiment_urn),
                # Only what is said: a platform or sub-type of its own must survive.
                platform=None,
                sub_types=None,
                name=name,
                description=description,
                last_modified=last_modified,
                custom_properties=custom_properties,
                external_url=external_url,
            )
        )

    async def get_experiment(self, experiment_urn: ExperimentUrn) -> MLExperiment:
        """Read an experiment: everything that `create_experiment` can write.

        Immediately consistent: it shows what was written before it was asked.

        Raises:
            EntityNotFoundError: DataHub does not have it.
        """
        urn = checked_urn(ExperimentUrn, "experiment_urn", experiment_urn)
        with self._session.parsing("getContainer"):
            result = await self._session.operations.get_container(urn)
        return self._found(experiment_of(result), urn, "getContainer")

    async def runs_of_experiment(self, experiment_urn: ExperimentUrn) -> tuple[TrainingRunUrn, ...]:
        """Return the training runs in an experiment (``IsPartOf``).

        Comes through DataHub's index, so a link written just now may be missing for some seconds.

        Raises:
            EntityNotFoundError: DataHub does not have the experiment.
        """
        urn = checked_urn(ExperimentUrn, "experiment_urn", experiment_urn)
        found = await self._related(urn, ["IsPartOf"], outgoing=False)
        return tuple(each for each in found if isinstance(each, TrainingRunUrn))

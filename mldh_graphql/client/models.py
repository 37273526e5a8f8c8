"""Calls about models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.client.arguments import asset_urn, version_set_urn
from mldh_graphql.client.calls import Calls
from mldh_graphql.entities import MLModel
from mldh_graphql.entities.strictness import checked_urn
from mldh_graphql.entities.texts import checked_list, checked_name
from mldh_graphql.reads.models import model_of
from mldh_graphql.urns import MLModelUrn, Urn

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mldh_graphql.entities import (
        HyperParamsLike,
        LinksLike,
        MetricsLike,
        OwnersLike,
        StampLike,
        StructuredPropertiesLike,
        UrnsLike,
    )


class ModelCalls(Calls):
    """Create, change and read models (DataHub's ``mlModel``, one version each)."""

    async def create_model(
        self,
        model_id: str,
        *,
        version: str,
        alias: str | None = None,
        aliases: Iterable[str] = (),
        version_set: str | None = None,
        version_comment: str | None = None,
        platform: str = "mlflow",
        env: str = "PROD",
        name: str | None = None,
        description: str | None = None,
        type: str | None = None,  # noqa: A002 - DataHub's word
        created: StampLike | None = None,
        last_modified: StampLike | None = None,
        training_metrics: MetricsLike | None = None,
        hyper_params: HyperParamsLike | None = None,
        custom_properties: Mapping[str, str] | None = None,
        external_url: str | None = None,
        plain_tags: Iterable[str] | None = None,
        groups: UrnsLike | None = None,
        training_runs: UrnsLike | None = None,
        tags: UrnsLike | None = None,
        terms: UrnsLike | None = None,
        owners: OwnersLike | None = None,
        domain: str | None = None,
        links: LinksLike | None = None,
        structured_properties: StructuredPropertiesLike | None = None,
    ) -> MLModelUrn:
        """Create a model in one version, or add what is said here to the one that exists.

        Only what you pass is written: list entries and properties are added, single values are
        set, everything else stays as others left it. Doing it twice changes nothing. A new model
        takes one request, an existing one two.

        Args:
            model_id: The name in its URN. A URN has one version: give every version an id of its
                own (``arima_model_1``) and a common ``version_set``.
            version: Its version, such as ``1.0``. Versions sort as people count: 9 before 10.
            alias: Another name of the version, such as ``champion``.
            aliases: Further names of the version.
            version_set: The id or URN of the set that this is a version in; without one the model
                has a set of its own.
            version_comment: What the version is about.
            platform: The platform's name or URN.
            env: The environment; upper and lower case count.
            name: The name that people see; without one DataHub shows the id.
            description: What it is, in Markdown.
            type: The kind of model, such as ``ARIMA``.
            created: When it was made: an aware ``datetime``, milliseconds since 1970, or an
                `AuditStamp`, which also says by whom.
            last_modified: When it changed last, in the same forms.
            training_metrics: What the training measured, for example ``{"accuracy": 0.9}``.
            hyper_params: The settings of the training, for example ``{"batch_size": 32}``.
            custom_properties: Texts by key.
            external_url: Where it lives outside DataHub.
            plain_tags: The strings of ``mlModelProperties.tags``, which are not DataHub's tags.
            groups: The groups that it belongs to.
            training_runs: The runs that trained it.
            tags: DataHub's tags, by URN or name.
            terms: Glossary terms, by URN or id.
            owners: `Owner`, or URNs and user names of technical owners.
            domain: The domain, by URN or id.
            links: Pages about it.
            structured_properties: Values by property.

        Returns:
            The model's URN.

        Raises:
            ConflictError: The model exists with another version, which stays.
            InvalidValueError: A value cannot be written; nothing was sent.
            InvalidUrnError: A URN is none, or is one of another kind; nothing was sent.
            WriteRejectedError: DataHub refused.

        Example:
            >>> urn = await client.create_model(
            ...     "arima_1", version="1.0", alias="champion", training_metrics={"accuracy": 0.9}
            ... )
            >>> model = await client.get_model(urn)
            >>> model.version, model.aliases, model.training_metrics[0].number
            ('1.0', ('champion',), 0.9)
        """
        urn = asset_urn(MLModelUrn, "model_id", model_id, platform=platform, env=env)
        named = checked_list("aliases", aliases)
        if alias is not None and alias not in named:
            named.insert(0, alias)
        await self._create(
            MLModel(
                urn=urn,
                # Without a version it would be another kind of model, so None is no way out.
                version=checked_name("version", version),
                aliases=named or None,
                version_set=None if version_set is None else version_set_urn(version_set),
                version_comment=version_comment,
                name=name,
                description=description,
                type=type,
                created=created,
                last_modified=last_modified,
                training_metrics=training_metrics,
                hyper_params=hyper_params,
                custom_properties=custom_properties,
                external_url=external_url,
                plain_tags=plain_tags,
                groups=groups,
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

    async def update_model(
        self,
        model_urn: MLModelUrn,
        *,
        name: str | None = None,
        description: str | None = None,
        type: str | None = None,  # noqa: A002 - DataHub's word
        last_modified: StampLike | None = None,
        training_metrics: MetricsLike | None = None,
        hyper_params: HyperParamsLike | None = None,
        custom_properties: Mapping[str, str] | None = None,
        external_url: str | None = None,
        plain_tags: Iterable[str] | None = None,
    ) -> None:
        """Change properties of an existing model; what is not passed stays.

        Metrics, hyper-parameters, custom properties and plain tags are added to those that are
        there; one of the same name is replaced. `set_version` changes the version.

        Args:
            model_urn: The model.
            name: A new display name.
            description: A new description.
            type: A new kind of model.
            last_modified: When it changed.
            training_metrics: Metrics to add or replace.
            hyper_params: Hyper-parameters to add or replace.
            custom_properties: Properties to add or replace, by key.
            external_url: A new address outside DataHub.
            plain_tags: Strings to add to ``mlModelProperties.tags``.

        Raises:
            EntityNotFoundError: DataHub does not have the model; nothing was written.
            InvalidValueError: A value cannot be written; nothing was sent.
            WriteRejectedError: DataHub refused.
        """
        await self._update(
            MLModel(
                urn=checked_urn(MLModelUrn, "model_urn", model_urn),
                name=name,
                description=description,
                type=type,
                last_modified=last_modified,
                training_metrics=training_metrics,
                hyper_params=hyper_params,
                custom_properties=custom_properties,
                external_url=external_url,
                plain_tags=plain_tags,
            )
        )

    async def get_model(self, model_urn: MLModelUrn) -> MLModel:
        """Read a model: everything that `create_model` can write.

        Immediately consistent: it shows what was written before it was asked.

        Raises:
            EntityNotFoundError: DataHub does not have it.
        """
        urn = checked_urn(MLModelUrn, "model_urn", model_urn)
        with self._session.parsing("getMLModel"):
            result = await self._session.operations.get_ml_model(urn)
        return self._found(model_of(result), urn, "getMLModel")

    async def runs_of_model(self, model_urn: MLModelUrn) -> tuple[Urn, ...]:
        """Return the runs (or jobs) that trained a model, immediately consistent.

        They are those of ``mlModelProperties.trainingJobs`` (``TrainedBy``).

        Raises:
            EntityNotFoundError: DataHub does not have the model.
        """
        return (await self.get_model(model_urn)).training_runs or ()

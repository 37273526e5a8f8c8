"""Calls that find entities."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from mldh_graphql.client.arguments import checked_count, checked_custom_property
from mldh_graphql.client.existence import ExistenceCalls
from mldh_graphql.entities import Dataset, MLExperiment, MLModel, MLModelGroup, MLTrainingRun
from mldh_graphql.entities.strictness import checked_id_urn, checked_urn
from mldh_graphql.entities.texts import checked_text
from mldh_graphql.reads.nouns import entity_of
from mldh_graphql.reads.questions import scroll_question
from mldh_graphql.urns import (
    DatasetUrn,
    ExperimentUrn,
    MLModelGroupUrn,
    MLModelUrn,
    PlatformUrn,
    TagUrn,
    TrainingRunUrn,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from mldh_graphql.entities import Entity

_EntityT = TypeVar("_EntityT", bound="Entity")


class SearchCalls(ExistenceCalls):
    """Find entities by what is known of them.

    Finding goes through DataHub's index, so what was written just now may be missing for some
    seconds. The next page is asked for when it is needed; stop iterating to stop asking. Every
    filter that is given must match. Soft-deleted entities are left out unless asked for.
    """

    def find_models(
        self,
        query: str = "*",
        *,
        group: MLModelGroupUrn | None = None,
        experiment: ExperimentUrn | None = None,
        platform: str | None = None,
        tag: str | None = None,
        custom_property: tuple[str, str] | None = None,
        include_soft_deleted: bool = False,
        page_size: int = 100,
    ) -> AsyncIterator[MLModel]:
        """Find models; versions that are not the latest are found, too.

        Args:
            query: Words to search for, in DataHub's search syntax; ``*`` for all.
            group: The group that they belong to.
            experiment: The experiment that one of the runs that trained them belongs to.
            platform: Their platform's name or URN.
            tag: A DataHub tag that is attached, by URN or name.
            custom_property: A key and the value that it has.
            include_soft_deleted: Whether to find hidden ones, too.
            page_size: How many to ask for at once, up to 1,000.

        Raises:
            InvalidUrnError: A URN is none, or is one of another kind; nothing was sent.
            InvalidValueError: ``page_size`` is out of range; nothing was sent.

        Example:
            >>> urn = await client.create_model("arima_1", version="1.0", tags=["forecasting"])
            >>> [model.name async for model in client.find_models(tag="forecasting")]
            ['arima_1']
        """
        filters = self._filters(query, platform, tag, custom_property)
        checked_count("page_size", page_size, most=1000)
        if group is not None:
            group = checked_urn(MLModelGroupUrn, "group", group)
        if experiment is not None:
            experiment = checked_urn(ExperimentUrn, "experiment", experiment)
        return self._models(
            query,
            filters,
            group=group,
            experiment=experiment,
            include_soft_deleted=include_soft_deleted,
            page_size=page_size,
        )

    def find_model_groups(
        self,
        query: str = "*",
        *,
        platform: str | None = None,
        tag: str | None = None,
        custom_property: tuple[str, str] | None = None,
        include_soft_deleted: bool = False,
        page_size: int = 100,
    ) -> AsyncIterator[MLModelGroup]:
        """Find model groups; arguments and errors are those of `find_models`."""
        filters = self._filters(query, platform, tag, custom_property)
        checked_count("page_size", page_size, most=1000)
        return self._scroll(
            MLModelGroup, query, filters, MLModelGroupUrn.kind, include_soft_deleted, page_size
        )

    def find_experiments(
        self,
        query: str = "*",
        *,
        platform: str | None = None,
        tag: str | None = None,
        custom_property: tuple[str, str] | None = None,
        include_soft_deleted: bool = False,
        page_size: int = 100,
    ) -> AsyncIterator[MLExperiment]:
        """Find experiments: containers of sub-type ``ML Experiment``.

        Arguments and errors are those of `find_models`.
        """
        filters = self._filters(query, platform, tag, custom_property)
        filters["typeNames"] = "ML Experiment"
        checked_count("page_size", page_size, most=1000)
        return self._scroll(
            MLExperiment, query, filters, ExperimentUrn.kind, include_soft_deleted, page_size
        )

    def find_training_runs(
        self,
        query: str = "*",
        *,
        experiment: ExperimentUrn | None = None,
        platform: str | None = None,
        custom_property: tuple[str, str] | None = None,
        include_soft_deleted: bool = False,
        page_size: int = 100,
    ) -> AsyncIterator[MLTrainingRun]:
        """Find training runs; DataHub has no tags for them.

        Args:
            query: Words to search for, in DataHub's search syntax; ``*`` for all.
            experiment: The experiment that they belong to.
            platform: Their platform's name or URN.
            custom_property: A key and the value that it has.
            include_soft_deleted: Whether to find hidden ones, too.
            page_size: How many to ask for at once, up to 1,000.

        Raises:
            InvalidUrnError: A URN is none, or is one of another kind; nothing was sent.
            InvalidValueError: ``page_size`` is out of range; nothing was sent.
        """
        filters = self._filters(query, platform, None, custom_property)
        if experiment is not None:
            filters["container"] = str(checked_urn(ExperimentUrn, "experiment", experiment))
        checked_count("page_size", page_size, most=1000)
        return self._scroll(
            MLTrainingRun, query, filters, TrainingRunUrn.kind, include_soft_deleted, page_size
        )

    def find_datasets(
        self,
        query: str = "*",
        *,
        platform: str | None = None,
        tag: str | None = None,
        custom_property: tuple[str, str] | None = None,
        include_soft_deleted: bool = False,
        page_size: int = 100,
    ) -> AsyncIterator[Dataset]:
        """Find data sets; arguments and errors are those of `find_models`."""
        filters = self._filters(query, platform, tag, custom_property)
        checked_count("page_size", page_size, most=1000)
        return self._scroll(
            Dataset, query, filters, DatasetUrn.kind, include_soft_deleted, page_size
        )

    @staticmethod
    def _filters(
        query: str,
        platform: str | None,
        tag: str | None,
        custom_property: tuple[str, str] | None,
    ) -> dict[str, str]:
        checked_text("query", query)
        filters: dict[str, str] = {}
        if platform is not None:
            filters["platform"] = str(checked_id_urn(PlatformUrn, "platform", platform))
        if tag is not None:
            filters["tags"] = str(checked_id_urn(TagUrn, "tag", tag))
        if custom_property is not None:
            filters["customProperties"] = checked_custom_property(custom_property)
        return filters

    async def _models(
        self,
        query: str,
        filters: Mapping[str, str],
        *,
        group: MLModelGroupUrn | None,
        experiment: ExperimentUrn | None,
        include_soft_deleted: bool,
        page_size: int,
    ) -> AsyncIterator[MLModel]:
        runs: frozenset[str] | None = None
        if experiment is not None:
            # DataHub's search knows neither a model's groups nor its runs; the graph and the model
            # itself do.
            runs = frozenset(await self._related(experiment, ["IsPartOf"], outgoing=False))
        found = self._scroll(
            MLModel, query, filters, MLModelUrn.kind, include_soft_deleted, page_size
        )
        async for model in found:
            if group is not None and group not in (model.groups or ()):
                continue
            if runs is not None and runs.isdisjoint(model.training_runs or ()):
                continue
            yield model

    async def _scroll(
        self,
        kind: type[_EntityT],
        query: str,
        filters: Mapping[str, str],
        entity_type: str,
        include_soft_deleted: bool,  # noqa: FBT001 - passed on as it came
        page_size: int,
    ) -> AsyncIterator[_EntityT]:
        scroll_id: str | None = None
        seen: set[str] = set()
        while True:
            question = scroll_question(
                entity_type,
                query=query,
                filters=filters,
                scroll_id=scroll_id,
                count=page_size,
                include_soft_deleted=include_soft_deleted,
            )
            with self._session.parsing("scrollEntities"):
                page = await self._session.operations.scroll_entities(question)
            for result in page.search_results if page else ():
                entity = entity_of(result.entity)
                # A page may repeat what another showed while entities are being written.
                if isinstance(entity, kind) and entity.urn not in seen:
                    seen.add(entity.urn)
                    yield entity
            scroll_id = page.next_scroll_id if page else None
            if scroll_id is None:
                return

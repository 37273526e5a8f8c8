"""Calls that set or take away single fields of entities that exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.changes import fields, versions
from mldh_graphql.client.arguments import version_set_urn
from mldh_graphql.client.calls import Calls
from mldh_graphql.entities import HyperParam, Metric

if TYPE_CHECKING:
    from mldh_graphql.entities import ValueLike
    from mldh_graphql.urns import MLModelUrn, TrainingRunUrn, Urn


class FieldCalls(Calls):
    """Set single fields; what is not named stays as others left it.

    Each call first asks whether the entity exists, since DataHub would create it, and then sends
    one keyed patch; doing it twice changes nothing. All of them raise:

    * `EntityNotFoundError`: DataHub does not have the entity; nothing was written.
    * `InvalidUrnError`, `InvalidValueError`: an argument cannot be used; nothing was sent.
    * `WriteRejectedError`: DataHub refused.
    """

    async def set_name(self, urn: Urn, name: str) -> None:
        """Change the name that people see."""
        await self._change(urn, fields.set_name(urn, name))

    async def unset_name(self, urn: Urn) -> None:
        """Take the name away, so that DataHub shows the one in the URN."""
        await self._change(urn, fields.unset_name(urn))

    async def set_description(self, urn: Urn, description: str) -> None:
        """Change the description, which is Markdown. Runs have none."""
        await self._change(urn, fields.set_description(urn, description))

    async def unset_description(self, urn: Urn) -> None:
        """Take the description away."""
        await self._change(urn, fields.unset_description(urn))

    async def set_external_url(self, urn: Urn, external_url: str) -> None:
        """Change where the entity lives outside DataHub."""
        await self._change(urn, fields.set_external_url(urn, external_url))

    async def unset_external_url(self, urn: Urn) -> None:
        """Take the address outside DataHub away."""
        await self._change(urn, fields.unset_external_url(urn))

    async def set_custom_property(self, urn: Urn, key: str, value: str) -> None:
        """Set one custom property; the others stay."""
        await self._change(urn, fields.set_custom_properties(urn, {key: value}))

    async def remove_custom_property(self, urn: Urn, key: str) -> None:
        """Take one custom property away; one that is not there is no error."""
        await self._change(urn, fields.remove_custom_properties(urn, [key]))

    async def set_training_metric(
        self,
        urn: MLModelUrn | TrainingRunUrn,
        name: str,
        value: ValueLike,
        description: str | None = None,
    ) -> None:
        """Set one metric of a model or run; the others stay."""
        metric = Metric(name, value, description)
        await self._change(urn, fields.set_training_metrics(urn, [metric]))

    async def remove_training_metric(self, urn: MLModelUrn | TrainingRunUrn, name: str) -> None:
        """Take one metric of a model or run away; one that is not there is no error."""
        await self._change(urn, fields.remove_training_metrics(urn, [name]))

    async def set_hyper_param(
        self,
        urn: MLModelUrn | TrainingRunUrn,
        name: str,
        value: ValueLike,
        description: str | None = None,
    ) -> None:
        """Set one hyper-parameter of a model or run; the others stay."""
        param = HyperParam(name, value, description)
        await self._change(urn, fields.set_hyper_params(urn, [param]))

    async def remove_hyper_param(self, urn: MLModelUrn | TrainingRunUrn, name: str) -> None:
        """Take one hyper-parameter of a model or run away; one that is not there is no error."""
        await self._change(urn, fields.remove_hyper_params(urn, [name]))

    async def add_plain_tag(self, model_urn: MLModelUrn, tag: str) -> None:
        """Add a string to ``mlModelProperties.tags``, which are not DataHub's tags."""
        await self._change(model_urn, fields.add_plain_tags(model_urn, [tag]))

    async def remove_plain_tag(self, model_urn: MLModelUrn, tag: str) -> None:
        """Undo `add_plain_tag`; one that is not there is no error."""
        await self._change(model_urn, fields.remove_plain_tags(model_urn, [tag]))

    async def add_output_url(self, run_urn: TrainingRunUrn, url: str) -> None:
        """Say where more results of a run lie."""
        await self._change(run_urn, fields.add_output_urls(run_urn, [url]))

    async def remove_output_url(self, run_urn: TrainingRunUrn, url: str) -> None:
        """Undo `add_output_url`; one that is not there is no error."""
        await self._change(run_urn, fields.remove_output_urls(run_urn, [url]))

    async def set_version(
        self, model_urn: MLModelUrn, version: str, *, version_set: str | None = None
    ) -> None:
        """Give a model this version, whichever it has; its aliases stay.

        Args:
            model_urn: The model.
            version: The version, such as ``1.1``.
            version_set: The id or URN of the set to move it to; without one it stays in its set.
        """
        in_set = None if version_set is None else version_set_urn(version_set)
        changes = versions.set_version(model_urn, version, in_set)
        await self._change(model_urn, changes)

    async def add_version_alias(self, model_urn: MLModelUrn, alias: str) -> None:
        """Give the version of a model one more name, such as ``challenger``.

        The model must have a version: DataHub refuses an alias without one.
        """
        await self._change(model_urn, versions.add_aliases(model_urn, [alias]))

    async def remove_version_alias(self, model_urn: MLModelUrn, alias: str) -> None:
        """Undo `add_version_alias`; one that is not there is no error."""
        await self._change(model_urn, versions.remove_aliases(model_urn, [alias]))

"""Calls about whole ML systems: read one, plan what would change, apply it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.client.calls import Calls

if TYPE_CHECKING:
    from collections.abc import Callable

    from mldh_graphql.bulk import BulkProgress
    from mldh_graphql.plans import ApplyReport, Plan
    from mldh_graphql.system import MLSystem


class SystemCalls(Calls):
    """Describe a system, plan it, apply it."""

    async def read_system(self, *roots: str, depth: int = 3) -> MLSystem:
        """Read what exists into the form of a description.

        Follows the links that entities keep (``groups``, ``training_runs``, ``experiment``,
        ``inputs``, ``outputs``), and those that lead to models, groups, experiments, runs and to
        data sets among the roots: a data set that was reached on the way does not bring in
        everybody who uses it. What is linked to and does not exist stays a URN.

        Links that lead to an entity come through DataHub's index, so what was written just now may
        be missing for some seconds.

        Args:
            roots: Where to begin: URNs of models, groups, experiments, runs or data sets.
            depth: How many links to follow, from 0 to 50.

        Returns:
            The system, in the order in which it was found.

        Raises:
            EntityNotFoundError: DataHub does not have one of the roots.
            InvalidUrnError: One is no URN; nothing was sent.
            InvalidValueError: ``depth`` is out of range; nothing was sent.
        """
        from mldh_graphql.plans.exporting import read_system  # noqa: PLC0415 - few need it

        return await read_system(self._session, roots, depth=depth)

    async def plan(self, system: MLSystem, *, prune: bool = False) -> Plan:
        """Return what would have to change for DataHub to be as described; nothing is written.

        Fields that the description leaves out stay as they are. Entries of lists and maps are
        added; those that the description does not have stay, unless ``prune`` is set.

        Takes one request for a hundred entities. Inputs, outputs and states of runs come through
        DataHub's index; where inputs or outputs are missing there, the database is asked, with one
        more request for a hundred runs.

        Args:
            system: The description.
            prune: Whether to remove entries of lists and maps that the description has, but
                without these entries: links, tags, owners, metrics, properties.

        Raises:
            DataHubMLError: DataHub could not be asked.
        """
        from mldh_graphql.plans.plan import plan_of  # noqa: PLC0415 - few need it
        from mldh_graphql.plans.reading import seen_of  # noqa: PLC0415 - few need it

        seen = await seen_of(self._session, list(system.entities.values()))
        return plan_of(system, seen, prune=prune)

    async def apply(
        self,
        system: MLSystem | Plan,
        *,
        prune: bool = False,
        on_progress: Callable[[BulkProgress], None] | None = None,
    ) -> ApplyReport:
        """Make DataHub as described: everything that differs is written, and nothing else.

        Applying again writes nothing. What is linked to is written before what links. Each change
        of a single value is refused by DataHub itself, in the transaction that writes, if the
        value is no longer the one that the plan saw; entries of lists are only added, so that
        others may add theirs at the same time. One entity that DataHub refuses does not keep it
        from writing the others.

        Args:
            system: The description, or a plan that was made of it.
            prune: As for `plan`; a plan says it already.
            on_progress: Is called after every chunk that was written; it must not wait.

        Returns:
            What was written, and what failed; ``raise_for_failures()`` raises for the latter.

        Raises:
            ConflictError: Something cannot be as described, such as a model that has another
                version; nothing was written. Or a single value was changed by somebody else since
                the plan was made; that entity was left alone, and the others were written.
            DataHubMLError: DataHub could not be asked.
        """
        from mldh_graphql.plans import Plan  # noqa: PLC0415 - few need it
        from mldh_graphql.plans.applying import apply_plan  # noqa: PLC0415 - few need it
        from mldh_graphql.plans.reading import seen_of  # noqa: PLC0415 - few need it

        plan = system if isinstance(system, Plan) else await self.plan(system, prune=prune)
        return await apply_plan(
            self._session,
            lambda entities: seen_of(self._session, entities),
            plan,
            on_progress=on_progress,
        )

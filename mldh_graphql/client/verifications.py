"""Calls that prove what is in DataHub, and judge it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.client.calls import Calls

if TYPE_CHECKING:
    from collections.abc import Collection

    from mldh_graphql.lint import LintReport
    from mldh_graphql.retries import Clock
    from mldh_graphql.verification import VerificationReport
    from mldh_graphql.verification.described import SystemLike, Written


class VerificationCalls(Calls):
    """Compare descriptions with what DataHub has."""

    async def verify(
        self,
        system: SystemLike,
        *,
        deadline: float = 60.0,
        exact: bool = False,
        clock: Clock | None = None,
    ) -> VerificationReport:
        """Compare every field and every link of a description with what DataHub has.

        What DataHub's database has is judged at once. Links as seen from the other end, the inputs
        and outputs of runs and their states come through its index: if those are not as described,
        they are asked for again until they are, or until the deadline. What is stored and does not
        show by then is ``not visible yet``; what is not stored is ``missing``, without waiting.

        A field that the description leaves out is not looked at. Takes one request for a hundred
        entities, one for a hundred entities that are linked to, and one for a hundred runs with
        inputs or outputs; each time the index has to be asked again, only what is missing is.

        Args:
            system: The description, or just entities.
            deadline: Seconds to wait for the index; 0 asks once.
            exact: Whether what DataHub has and the description does not is wrong, too.
            clock: The time, and waiting; for tests.

        Returns:
            The report; ``raise_for_failures()`` raises if anything is wrong.

        Raises:
            InvalidValueError: The deadline is negative; nothing was sent.
            DataHubMLError: DataHub could not be asked.
        """
        from mldh_graphql.verification.running import verify  # noqa: PLC0415 - few need it

        return await verify(self._session, system, deadline=deadline, exact=exact, clock=clock)

    async def wait_until_visible(
        self,
        *written: Written,
        deadline: float = 60.0,
        clock: Clock | None = None,
    ) -> VerificationReport:
        """Wait until what was written shows everywhere: in links from both ends, and in searches.

        Args:
            written: What was written: an entity, a URN, or an item of a bulk report. For the latter
                two, all links that are stored at the moment are waited for. The events of a run
                are stored nowhere but in the index, so they are waited for only if an entity says
                them.
            deadline: Seconds to wait; 0 asks once.
            clock: The time, and waiting; for tests.

        Returns:
            The report, without failures.

        Raises:
            VerificationError: It did not show in time, or DataHub does not have it as written.
            EntityNotFoundError: DataHub does not have the entity of a URN.
            InvalidUrnError: A text is no URN; nothing was sent.
            InvalidValueError: The deadline is negative; nothing was sent.
        """
        from mldh_graphql.verification.running import wait_until_visible  # noqa: PLC0415 - as above

        return await wait_until_visible(self._session, written, deadline=deadline, clock=clock)

    async def lint(self, system: SystemLike, *, ignore: Collection[str] = ()) -> LintReport:
        """Look for trouble in what DataHub will have once a description is applied.

        Reads what DataHub has of the entities, of what they are linked to, and of the other models
        in their version sets, and writes nothing. The latter are found through DataHub's index.
        `mldh_graphql.lint.lint_description` does the same without a server, as far as that goes.

        Args:
            system: The description, or just entities.
            ignore: Codes of rules that do not matter here, such as ``ML011``.

        Returns:
            The findings, each with a code, a severity and a fix.

        Raises:
            InvalidValueError: There is no rule with one of these codes; nothing was sent.
            DataHubMLError: DataHub could not be asked.
        """
        from mldh_graphql.lint.linter import lint_system  # noqa: PLC0415 - as above

        return await lint_system(self._session, system, ignore=ignore)

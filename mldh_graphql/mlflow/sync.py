"""`sync_mlflow`: an MLflow store, as metadata in DataHub."""

from __future__ import annotations

import gc
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mldh_graphql.entities.texts import checked_text
from mldh_graphql.errors import InvalidValueError
from mldh_graphql.mlflow.identity import Identity, MLflowUrns
from mldh_graphql.mlflow.options import (
    DeletedObjects,
    MetricHistory,
    SyncOptions,
    checked_choice,
)
from mldh_graphql.mlflow.passes import SyncPass
from mldh_graphql.mlflow.report import SyncReport, SyncTally
from mldh_graphql.mlflow.selection import Shard, checked_patterns, checked_since
from mldh_graphql.mlflow.source import without_credentials
from mldh_graphql.mlflow.state import SyncState, default_state_path
from mldh_graphql.mlflow.store import MLflowStore, is_server

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator

    from mldh_graphql.client import DataHubMLClient
    from mldh_graphql.mlflow.selection import SinceLike

__all__ = ["sync_mlflow"]

_FROZEN_BY_PYTHON: Final = 1_000
"""Python 3.12 begins with some hundred objects that are never looked at."""


async def sync_mlflow(
    client: DataHubMLClient,
    tracking_uri: str | None = None,
    *,
    registry_uri: str | None = None,
    experiments: str | Iterable[str] = (),
    exclude: str | Iterable[str] = (),
    since: SinceLike | None = None,
    identity: Identity | str = Identity.OFFICIAL,
    env: str = "PROD",
    mlflow_url: str | None = None,
    deleted: DeletedObjects | str = DeletedObjects.IGNORE,
    metric_history: MetricHistory | str = MetricHistory.STEPS,
    shard: Shard | str | None = None,
    full: bool | None = None,
    rewrite: bool = False,
    dry_run: bool = False,
    state: str | os.PathLike[str] | None = None,
    page_size: int = 200,
    on_progress: Callable[[SyncReport], None] | None = None,
) -> SyncReport:
    """Bring what an MLflow store knows to DataHub: experiments, runs, models, versions, data sets.

    Under the URNs of DataHub's own MLflow source, unless ``identity`` says otherwise. What people
    did in DataHub stays: only fields and entries that MLflow has are written, and only those that
    an earlier sync wrote are taken away again. Doing it again writes only what has changed, and a
    sync that died goes on where it was.

    An object that cannot be written as it is becomes a line of the report; all others are written.

    What MLflow changed it does not tell, so a later sync reads runs again that started or ended in
    the last 7 days or have not ended, and all of them once a day, or with ``full=True``.

    Args:
        client: Leads to DataHub.
        tracking_uri: The store: ``http://mlflow:5000``, ``sqlite:///mlflow.db``, ``./mlruns``;
            without it MLflow's own setting counts (``MLFLOW_TRACKING_URI``). MLflow's own
            variables say how to log in.
        registry_uri: The model registry, if it is elsewhere.
        experiments: Patterns for names of experiments, such as ``churn/*``; all if there is none.
        exclude: Patterns for names of experiments to be left out. Registered models are always
            read, without what comes from runs of experiments that are left out.
        since: Only runs that started or ended since this time, or in the last ``timedelta``.
            Runs that registered models come from are read whatever their age.
        identity: ``official``: the URNs of DataHub's own MLflow source. ``bare``: names and ids
            as DataHub's tutorial has them.
        env: The environment of models and groups.
        mlflow_url: Where people see MLflow's pages; the tracking URI if that is one.
        deleted: ``ignore`` leaves what MLflow deleted as it is in DataHub; ``soft-delete`` hides
            it there, until MLflow restores it.
        metric_history: Which metrics are summed up over all their steps: ``steps``, those that
            have got beyond step 0; ``all``; ``none``.
        shard: Only one of several equal parts of the store, such as ``0/4``.
        full: Whether to read all runs again, or only those that may have changed.
        rewrite: Whether to write everything, as if DataHub had lost it.
        dry_run: Whether to count only.
        state: The file that remembers what was written; by default one for this store and this
            DataHub below ``$XDG_STATE_HOME``. ``:memory:`` remembers nothing.
        page_size: How many runs are read at once.
        on_progress: Is called with the report so far.

    Returns:
        What was done, and what could not be.

    Raises:
        ConfigurationError: A package is missing, or the state cannot be kept.
        InvalidValueError: An argument is wrong; nothing was read.
        SourceError: MLflow cannot be read.
        RequestError: DataHub cannot be reached; what was written is remembered.

    Example::

        report = await sync_mlflow(client, "sqlite:///mlflow.db")
        report.raise_for_failures()
    """
    began = time.monotonic()
    options = SyncOptions(
        experiments=checked_patterns("experiments", experiments),
        exclude=checked_patterns("exclude", exclude),
        since=checked_since(since),
        since_said=repr(since),
        identity=checked_choice(Identity, "identity", identity),
        env=env,
        mlflow_url=mlflow_url,
        deleted=checked_choice(DeletedObjects, "deleted", deleted),
        metric_history=checked_choice(MetricHistory, "metric_history", metric_history),
        shard=_checked_shard(shard),
        full=full,
        rewrite=rewrite,
        dry_run=dry_run,
    )
    # An environment that DataHub does not have is refused before anything is read.
    MLflowUrns(options.identity, env).group("any")
    if not 1 <= page_size <= 50_000:
        raise InvalidValueError(argument="page_size", reason="MLflow gives 1 to 50,000 at once")
    tally = SyncTally()
    store = MLflowStore(tracking_uri, registry_uri, page_size)
    if options.mlflow_url is None and is_server(store.uri):
        options = replace(options, mlflow_url=store.shown_uri)
    kept: SyncState | None = None
    walk: SyncPass | None = None

    def report() -> SyncReport:
        return SyncReport(
            source=store.shown_uri,
            counts=tally.counts,
            issues=tally.issues,
            everything_read=walk.reads_all if walk is not None else False,
            dry_run=options.dry_run,
            mlflow_requests=store.requests,
            datahub_requests=tally.datahub_requests,
            seconds=time.monotonic() - began,
        )

    def progress() -> None:
        if on_progress is not None:
            on_progress(report())

    try:
        async with store:
            kept = _open_state(client, store, options, state)
            walk = SyncPass(client, store, kept, options, tally, progress)
            with _modules_left_alone():
                await walk.run()
    finally:
        if kept is not None:
            kept.close()
    return report()


@contextmanager
def _modules_left_alone() -> Iterator[None]:
    """Keep the garbage collector from looking through what was there before, again and again.

    A sync makes millions of small objects, and each time some of them stay for a while, everything
    would be looked through: with MLflow imported, that takes a fifth of the whole time.
    """
    if gc.get_freeze_count() > _FROZEN_BY_PYTHON:
        # Somebody else has done so, who may not want it undone.
        yield
        return
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _checked_shard(shard: Shard | str | None) -> Shard:
    if shard is None:
        return Shard()
    return shard if isinstance(shard, Shard) else Shard.parse(checked_text("shard", shard))


def _open_state(
    client: DataHubMLClient,
    store: MLflowStore,
    options: SyncOptions,
    state: str | os.PathLike[str] | None,
) -> SyncState:
    if state is None:
        registry = without_credentials(store.registry_uri)
        state = default_state_path(
            store.shown_uri, client.config.url.root, registry, options.identity, options.env
        )
    if options.dry_run and not Path(state).exists():
        state = ":memory:"
    return SyncState(state)

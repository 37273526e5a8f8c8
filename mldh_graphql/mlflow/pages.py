"""Where MLflow's own pages about its objects are."""

from __future__ import annotations

from urllib.parse import quote

__all__ = ["MLflowPages"]


class MLflowPages:
    """Addresses of MLflow's pages.

    Args:
        base: Where MLflow's pages are; ``None`` if it has none, as a store that is a file.
    """

    def __init__(self, base: str | None) -> None:
        self._base = None if base is None else base.rstrip("/")

    def experiment(self, experiment_id: str) -> str | None:
        """Return the page of an experiment."""
        return self._page("experiments", experiment_id)

    def run(self, experiment_id: str, run_id: str) -> str | None:
        """Return the page of a run."""
        return self._page("experiments", experiment_id, "runs", run_id)

    def registered_model(self, name: str) -> str | None:
        """Return the page of a registered model."""
        return self._page("models", name)

    def version(self, name: str, version: str) -> str | None:
        """Return the page of a version of a registered model."""
        return self._page("models", name, "versions", version)

    def logged_model(self, experiment_id: str, model_id: str) -> str | None:
        """Return the page of a logged model."""
        return self._page("experiments", experiment_id, "models", model_id)

    def _page(self, *parts: str) -> str | None:
        if self._base is None:
            return None
        path = "/".join(quote(part, safe="") for part in parts)
        return f"{self._base}/#/{path}"

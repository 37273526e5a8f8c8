"""What the server tells about itself without asking who is there: ``/config`` and health."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from mldh_graphql.server.wire import json_response

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from mldh_graphql.server.context import ServerState


def config(state: ServerState) -> Callable[[Request], Awaitable[Response]]:
    """Make the endpoint ``GET /config``."""

    async def endpoint(_request: Request) -> Response:
        return json_response(
            {
                "noCode": "true",
                "retention": "true",
                "statefulIngestionCapable": True,
                "patchCapable": True,
                "timeZone": "GMT",
                "supportsImpactAnalysis": True,
                "datasetUrnNameCasing": False,
                "versions": {
                    "acryldata/datahub": {"version": state.options.server_version, "commit": None}
                },
                "telemetry": {"enabledCli": False, "enabledIngestion": False},
                "managedIngestion": {"enabled": False, "defaultCliVersion": None},
                "datahub": {"serverType": "local", "serverEnv": "core"},
                "models": {},
            }
        )

    return endpoint


async def health(_request: Request) -> Response:
    """Say that the server is up."""
    return Response(status_code=200)

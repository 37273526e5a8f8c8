"""How a local DataHub is set up."""

from __future__ import annotations

from dataclasses import dataclass

LATEST_VERSION = "v1.6.1"
"""What the server emulates: DataHub's main branch of 2026-07-23, the release after v1.6.0."""


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """What a DataHub operator can switch.

    Attributes:
        entity_versioning: Whether ``linkAssetVersion`` and ``unlinkAssetVersion`` do anything;
            without, they answer null, as in a default installation.
        patch_mutations: Whether there are ``patchEntity`` and ``patchEntities``; releases before
            v1.3.1 have none.
        server_version: What ``appConfig`` and ``/config`` call the release.
        introspection: Whether ``__schema`` and ``__type`` may be asked for.
        strict_urns: Whether URNs that DataHub only warns of are invalid, too
            (``STRICT_URN_VALIDATION_ENABLED``).
    """

    entity_versioning: bool = False
    patch_mutations: bool = True
    server_version: str = LATEST_VERSION
    introspection: bool = True
    strict_urns: bool = False

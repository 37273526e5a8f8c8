"""The address of a DataHub: what people write, and the URLs it stands for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from mldh_graphql.errors import ConfigurationError

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_MISTYPED_SCHEME = re.compile(r"(?i)(https?)(:/?|//)(?=[^/])(?!\d+(/|$))")
_HARMLESS = re.compile(r"[\w.-]{1,60}(:\d{1,5})?(/[\w./-]{0,60})?")
_ENDPOINTS = ("/api/v2/graphql", "/api/graphql", "/api/graphiql")
_EXAMPLES = "such as http://localhost:8080 (GMS) or http://localhost:9002 (frontend)"


@dataclass(frozen=True, slots=True)
class ServerURL:
    """Where a DataHub answers: its GMS, its frontend, or the frontend's ``/api/gms``.

    Attributes:
        root: The address without a trailing slash and without the GraphQL path.
        scheme: ``http`` or ``https``.
        host: The host name or IP address.
        port: The port, the scheme's own if none was written.
    """

    root: str
    scheme: str
    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> ServerURL:
        """Understand an address as people paste it.

        Args:
            text: For example ``http://localhost:8080``, ``https://datahub.example.com/api/gms``
                or a GraphQL URL copied from somewhere; slashes at the end do not matter.

        Raises:
            ConfigurationError: It is not an HTTP address, or it holds credentials or a query.
        """
        address = text.strip()
        _check_scheme(address)
        try:
            parts = urlsplit(address)
            port = parts.port
        except ValueError:
            raise ConfigurationError(
                f"server is not a valid address: check its host and port, {_EXAMPLES}"
            ) from None
        if parts.username is not None or parts.password is not None:
            raise ConfigurationError(
                "server holds a user name or password; pass token= or headers= instead"
            )
        if parts.query or parts.fragment:
            raise ConfigurationError(
                f"server has a query or fragment (? or #); write only the address, {_EXAMPLES}"
            )
        if not parts.hostname or not address.isprintable() or " " in address:
            raise ConfigurationError(f"server has no valid host; write it {_EXAMPLES}")
        scheme = parts.scheme.lower()
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        explicit_port = "" if port is None else f":{port}"
        return cls(
            root=f"{scheme}://{host}{explicit_port}{_root_path(parts.path)}",
            scheme=scheme,
            host=parts.hostname,
            port=port or (443 if scheme == "https" else 80),
        )

    @property
    def graphql(self) -> str:
        """The URL that takes GraphQL requests."""
        return f"{self.root}/api/graphql"

    def openapi(self, path: str) -> str:
        """The URL of a resource of DataHub's OpenAPI, such as ``v3/entity/dataset``."""
        return f"{self.root}/openapi/{path}"

    def __str__(self) -> str:
        return self.root


def _check_scheme(address: str) -> None:
    if not address:
        raise ConfigurationError(f"server is empty; write an address {_EXAMPLES}")
    # An address that is refused may be a token in the wrong argument, so only
    # what looks like a host is quoted.
    quoted = repr(address) if _HARMLESS.fullmatch(address) else "the given text"
    if scheme := _SCHEME.match(address):
        if scheme[1].lower() not in ("http", "https"):
            raise ConfigurationError(
                "server starts with a scheme that is not http:// or https://; "
                f"write an address {_EXAMPLES}"
            )
        return
    if _MISTYPED_SCHEME.match(address):
        raise ConfigurationError(
            f"server has a mistyped scheme; it starts with http:// or https://, {_EXAMPLES}"
        )
    raise ConfigurationError(
        f"server has no scheme: put http:// or https:// in front of {quoted}, {_EXAMPLES}"
    )


def _root_path(path: str) -> str:
    path = path.rstrip("/")
    for endpoint in _ENDPOINTS:
        if path.endswith(endpoint):
            return path.removesuffix(endpoint).rstrip("/")
    return path

"""`ServerLogin`: how MLflow's own variables say to log in to an MLflow server."""

from __future__ import annotations

import configparser
import os
import ssl
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

import httpx

from mldh_graphql.certificates import ssl_verification
from mldh_graphql.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

__all__ = ["ServerLogin"]

_NEEDS_MLFLOW: Final = (
    "DATABRICKS_RUNTIME_VERSION",
    "MLFLOW_TRACKING_AUTH",
    "MLFLOW_TRACKING_AWS_SIGV4",
    "MLFLOW_WORKSPACE",
    "MLFLOW_WORKSPACE_STORE_URI",
)
"""Variables that ask for what only MLflow's own client can do."""

_FALSE: Final = ("", "0", "false")


@dataclass(frozen=True, slots=True, repr=False)
class ServerLogin:
    """How to log in to a server, and whom to trust.

    Attributes:
        auth: Goes with every request; ``None`` sends none.
        verify: Which certificates are trusted.
        secrets: What must not be repeated.
    """

    auth: httpx.Auth | None
    verify: bool | ssl.SSLContext
    secrets: tuple[str, ...]

    @staticmethod
    def needs_mlflow(environment: Mapping[str, str] = os.environ) -> bool:
        """Return whether only MLflow's own client can log in.

        Args:
            environment: MLflow's variables.
        """
        if any(environment.get(name, "").lower() not in _FALSE for name in _NEEDS_MLFLOW):
            return True
        return bool(entry_points(group="mlflow.request_header_provider"))

    @classmethod
    def of(cls, uri: str, environment: Mapping[str, str] = os.environ) -> ServerLogin:
        """Return what MLflow's variables and files, or else the address, say.

        As in MLflow: a user and password, or else a token, from ``MLFLOW_TRACKING_*``; the user and
        password may be in ``~/.mlflow/credentials`` instead.

        Args:
            uri: The server.
            environment: MLflow's variables.

        Raises:
            ConfigurationError: A certificate cannot be used.
        """
        user, password = _user_and_password(environment)
        token = environment.get("MLFLOW_TRACKING_TOKEN")
        auth: httpx.Auth | None = None
        if user and password:
            auth = httpx.BasicAuth(user, password)
        elif token:
            password = token
            auth = _Bearer(token)
        else:
            parts = urlsplit(uri)
            password = unquote(parts.password or "")
            if parts.username:
                auth = httpx.BasicAuth(unquote(parts.username), password)
            elif _netrc(environment).is_file():
                auth = httpx.NetRCAuth(str(_netrc(environment)))
        return cls(auth, _verification(environment), (password,) if password else ())


class _Bearer(httpx.Auth):
    def __init__(self, token: str) -> None:
        self._header = f"Bearer {token}"

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = self._header
        yield request


def _user_and_password(environment: Mapping[str, str]) -> tuple[str | None, str | None]:
    user = environment.get("MLFLOW_TRACKING_USERNAME")
    password = environment.get("MLFLOW_TRACKING_PASSWORD")
    if user and password:
        return user, password
    kept = configparser.ConfigParser(interpolation=None)
    try:
        kept.read(Path("~/.mlflow/credentials").expanduser())
    except (configparser.Error, OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"~/.mlflow/credentials cannot be read: {error}") from None
    if "mlflow" in kept:
        user = user or kept["mlflow"].get("mlflow_tracking_username")
        password = password or kept["mlflow"].get("mlflow_tracking_password")
    return user, password


def _netrc(environment: Mapping[str, str]) -> Path:
    return Path(environment.get("NETRC") or "~/.netrc").expanduser()


def _verification(environment: Mapping[str, str]) -> bool | ssl.SSLContext:
    bundle = (
        environment.get("MLFLOW_TRACKING_SERVER_CERT_PATH")
        or environment.get("REQUESTS_CA_BUNDLE")
        or environment.get("CURL_CA_BUNDLE")
    )
    insecure = environment.get("MLFLOW_TRACKING_INSECURE_TLS", "").lower() not in _FALSE
    verify = ssl_verification(not insecure if insecure or not bundle else bundle)
    certificate = environment.get("MLFLOW_TRACKING_CLIENT_CERT_PATH")
    if not certificate:
        return verify
    context = verify if isinstance(verify, ssl.SSLContext) else httpx.create_ssl_context(verify)
    try:
        context.load_cert_chain(certificate)
    except OSError as error:
        raise ConfigurationError(
            f"MLFLOW_TRACKING_CLIENT_CERT_PATH={certificate!r} is no certificate with its key"
        ) from error
    return context

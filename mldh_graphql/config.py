"""How to reach a DataHub: one frozen object, from arguments, the environment or a file."""

from __future__ import annotations

import math
import os
import re
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mldh_graphql.credentials import MASK, checked_token
from mldh_graphql.datahubenv import read_datahubenv
from mldh_graphql.errors import ConfigurationError
from mldh_graphql.server_url import ServerURL

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping

    from mldh_graphql.credentials import TokenSource

DEFAULT_ACTOR = "urn:li:corpuser:datahub"

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE = re.compile(r"[\t -~]*")
_PROXY_SCHEMES = ("http", "https", "socks5", "socks5h")


def _check_positive(owner: object) -> None:
    for each in fields(owner):  # type: ignore[arg-type]  # only called with dataclasses
        number = getattr(owner, each.name)
        if not isinstance(number, int | float) or not math.isfinite(number) or number <= 0:
            raise ConfigurationError(f"{type(owner).__name__}.{each.name} must be above 0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """How long one HTTP request may wait, in seconds.

    Attributes:
        connect: For the connection to be made.
        read: For the next piece of the answer; DataHub itself gives up after 55 seconds.
        write: For the next piece of the request to be taken.
        pool: For a free connection, when all are busy.
    """

    connect: float = 10.0
    read: float = 60.0
    write: float = 60.0
    pool: float = 60.0

    def __post_init__(self) -> None:
        _check_positive(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retries:
    """How often and for how long a request is repeated that may succeed the next time.

    Attributes:
        attempts: How often it is sent at most; 1 means that nothing is repeated.
        deadline: Seconds after which the call ends, whatever is going on.
        first_wait: Seconds before the second attempt; each later wait is twice as long. Up to so
            many seconds are added to every wait at random, so that clients that failed together do
            not return together.
        longest_wait: Seconds where the doubling ends; the server may ask for more.
    """

    attempts: int = 4
    deadline: float = 180.0
    first_wait: float = 0.5
    longest_wait: float = 20.0

    def __post_init__(self) -> None:
        _check_positive(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionLimits:
    """How many connections are open at once, and how long idle ones are kept.

    Attributes:
        connections: Open at once.
        keep_alive: Kept open while idle.
        keep_alive_seconds: How long; shorter than servers and load balancers keep them, so that
            no request goes into a connection that is just being closed.
    """

    connections: int = 100
    keep_alive: int = 20
    keep_alive_seconds: float = 15.0

    def __post_init__(self) -> None:
        _check_positive(self)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ClientConfig:
    """Everything that decides how a DataHub is reached.

    Nothing is looked up: what is not given is not used. ``from_environment`` looks up. Its ``repr``
    shows neither tokens nor the values of headers.

    Attributes:
        server: The address of GMS, of the frontend, or the frontend's ``/api/gms``.
        token: A personal access token or service token.
        auth: Instead of ``token``, a function that returns one. It is called when the first
            request is sent and again when DataHub answers 401.
        headers: Sent with every request.
        timeouts: How long one HTTP request may wait.
        retries: How often and for how long requests are repeated.
        limits: How many connections there are.
        proxy: The proxy's URL; without it the usual variables (``HTTPS_PROXY``) count.
        verify: Whether certificates are checked, or the path of a CA bundle (a file, or a folder
            as OpenSSL wants it), or an SSL context.
        trust_env: Whether the usual variables for proxies and certificates count.
        actor: The URN of the user that stamps (``created``, ``lastModified``) name.

    Raises:
        ConfigurationError: An option is not usable, or two contradict each other.
    """

    server: str
    token: str | None = None
    auth: TokenSource | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    timeouts: Timeouts = field(default_factory=Timeouts)
    retries: Retries = field(default_factory=Retries)
    limits: ConnectionLimits = field(default_factory=ConnectionLimits)
    proxy: str | None = None
    verify: bool | str | os.PathLike[str] | ssl.SSLContext = True
    trust_env: bool = True
    actor: str = DEFAULT_ACTOR

    def __post_init__(self) -> None:
        object.__setattr__(self, "server", ServerURL.parse(self.server).root)
        object.__setattr__(self, "headers", dict(self.headers))
        if self.token is not None:
            object.__setattr__(self, "token", checked_token(self.token, source="token"))
            if self.auth is not None:
                raise ConfigurationError("token and auth contradict each other; pass one of them")
        if self.auth is not None and not callable(self.auth):
            raise ConfigurationError("auth must be a function that returns a token")
        self._check_headers()
        self._check_proxy()
        if isinstance(self.verify, str | os.PathLike) and not Path(self.verify).exists():
            raise ConfigurationError(f"verify names no file or folder: {os.fspath(self.verify)}")
        if not re.fullmatch(r"urn:li:corpuser:\S+", self.actor):
            raise ConfigurationError(f"actor must be the URN of a user, such as {DEFAULT_ACTOR}")

    def _check_headers(self) -> None:
        for name, value in self.headers.items():
            if not _HEADER_NAME.fullmatch(name):
                raise ConfigurationError("headers holds a name that HTTP does not allow")
            if not _HEADER_VALUE.fullmatch(value):
                raise ConfigurationError(
                    f"the value of header {name} holds characters that HTTP does not allow"
                )
            if name.lower() == "authorization" and (self.token or self.auth):
                raise ConfigurationError(
                    "headers holds Authorization, and token or auth is given; pass one of them"
                )

    def _check_proxy(self) -> None:
        if self.proxy is None:
            return
        scheme = self.proxy.partition("://")[0].lower()
        if scheme not in _PROXY_SCHEMES or "://" not in self.proxy:
            known = ", ".join(f"{each}://" for each in _PROXY_SCHEMES)
            raise ConfigurationError(f"proxy must be a URL that starts with one of {known}")
        try:
            usable = bool(urlsplit(self.proxy).hostname)
        except ValueError:
            usable = False
        if not usable:
            raise ConfigurationError("proxy names no valid host")

    @classmethod
    def from_environment(
        cls,
        *,
        server: str | None = None,
        token: str | None = None,
        auth: TokenSource | None = None,
        environ: Mapping[str, str] | None = None,
        datahubenv: Path | None = None,
    ) -> ClientConfig:
        """Fill in the server and token that were not given.

        The server is the argument, else ``DATAHUB_GMS_URL``, else made of ``DATAHUB_GMS_HOST``,
        ``DATAHUB_GMS_PORT`` and ``DATAHUB_GMS_PROTOCOL``, else that of ``~/.datahubenv``. The token
        is the argument, else ``DATAHUB_GMS_TOKEN``, else that of the file; the file's token goes to
        the file's server only. With ``auth`` no token is looked up. Everything else has its
        default: change it with ``dataclasses.replace``.

        Args:
            server: As in the class.
            token: As in the class.
            auth: As in the class.
            environ: Instead of the process's environment.
            datahubenv: Instead of ``~/.datahubenv``.

        Raises:
            ConfigurationError: No server is to be found, or what is found is not usable.
        """
        variables = os.environ if environ is None else environ
        if server is None:
            server = _server_from(variables)
        if (
            token is None
            and auth is None
            and (named := variables.get("DATAHUB_GMS_TOKEN", "").strip())
        ):
            token = checked_token(named, source="DATAHUB_GMS_TOKEN")
        if server is None:
            path = datahubenv or Path("~/.datahubenv").expanduser()
            found = read_datahubenv(path)
            if found.server is None:
                raise ConfigurationError(
                    "no server: pass server=, set DATAHUB_GMS_URL, "
                    f"or put gms: server: into {path} (datahub init does)"
                )
            server = found.server
            if token is None and auth is None and found.token is not None:
                token = checked_token(found.token, source=f"the token in {path}")
        return cls(server=server, token=token, auth=auth)

    @property
    def url(self) -> ServerURL:
        """The server's address in parts."""
        return ServerURL.parse(self.server)

    def secrets(self) -> list[str]:
        """Every value here that must not be shown."""
        found = [self.token] if self.token else []
        found += list(self.headers.values())
        if self.proxy and (userinfo := _userinfo(self.proxy)):
            found += [userinfo, *userinfo.split(":", 1)]
        return found

    def __repr__(self) -> str:
        shown = {
            "server": repr(self.server),
            "token": MASK if self.token else "None",
            "auth": "<function>" if self.auth else "None",
            "headers": "{" + ", ".join(f"{name!r}: {MASK}" for name in self.headers) + "}",
            "timeouts": repr(self.timeouts),
            "retries": repr(self.retries),
            "limits": repr(self.limits),
            "proxy": repr(_without_userinfo(self.proxy)),
            "verify": repr(self.verify),
            "trust_env": repr(self.trust_env),
            "actor": repr(self.actor),
        }
        return f"ClientConfig({', '.join(f'{name}={value}' for name, value in shown.items())})"


def _server_from(variables: Mapping[str, str]) -> str | None:
    if url := variables.get("DATAHUB_GMS_URL", "").strip():
        return url
    host = variables.get("DATAHUB_GMS_HOST", "").strip()
    if not host:
        return None
    # DataHub's own SDK also takes a whole URL there.
    if "://" in host:
        return host
    protocol = variables.get("DATAHUB_GMS_PROTOCOL", "").strip() or "http"
    port = variables.get("DATAHUB_GMS_PORT", "").strip()
    # Beside a service called datahub-gms, Kubernetes sets DATAHUB_GMS_PORT to tcp://<ip>:<port>.
    if "://" in port:
        port = port.rpartition(":")[2]
    return f"{protocol}://{host}:{port}" if port else f"{protocol}://{host}"


def _userinfo(url: str) -> str | None:
    userinfo, at, _ = urlsplit(url).netloc.rpartition("@")
    return userinfo if at else None


def _without_userinfo(url: str | None) -> str | None:
    if url is None:
        return None
    userinfo = _userinfo(url)
    return url if userinfo is None else url.replace(f"{userinfo}@", f"{MASK}@", 1)

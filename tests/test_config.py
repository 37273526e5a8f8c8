"""Configuration: where it comes from, what it accepts, and that it hides secrets."""

import contextlib
import dataclasses
import ssl
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mldh_graphql.config import ClientConfig, ConnectionLimits, Retries, Timeouts
from mldh_graphql.datahubenv import DataHubEnv, parse_datahubenv, read_datahubenv
from mldh_graphql.errors import ConfigurationError
from mldh_graphql.server_url import ServerURL

TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJhY3RvciI6ImRhdGFodWIifQ.c2VjcmV0LXNpZ25hdHVyZQ"
SERVER = "http://localhost:8080"


@pytest.fixture
def no_file(tmp_path: Path) -> Path:
    """A place where no ~/.datahubenv is."""
    return tmp_path / "absent"


def written(folder: Path, text: str) -> Path:
    """Write a .datahubenv."""
    path = folder / ".datahubenv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "graphql", "run_events"),
    [
        pytest.param(
            "http://gms:8080",
            "http://gms:8080/api/graphql",
            "http://gms:8080/openapi/v3/x",
            id="gms",
        ),
        pytest.param(
            "http://gms:8080/",
            "http://gms:8080/api/graphql",
            "http://gms:8080/openapi/v3/x",
            id="trailing slash",
        ),
        pytest.param(
            "http://localhost:9002",
            "http://localhost:9002/api/graphql",
            "http://localhost:9002/openapi/v3/x",
            id="frontend",
        ),
        pytest.param(
            "https://dh.example.com/api/gms/",
            "https://dh.example.com/api/gms/api/graphql",
            "https://dh.example.com/api/gms/openapi/v3/x",
            id="frontend's api/gms",
        ),
        pytest.param(
            "http://gms:8080/api/graphql",
            "http://gms:8080/api/graphql",
            "http://gms:8080/openapi/v3/x",
            id="GraphQL URL",
        ),
        pytest.param(
            "http://front:9002/api/v2/graphql/",
            "http://front:9002/api/graphql",
            "http://front:9002/openapi/v3/x",
            id="frontend's second GraphQL URL",
        ),
        pytest.param(
            "http://gms:8080/api/graphiql",
            "http://gms:8080/api/graphql",
            "http://gms:8080/openapi/v3/x",
            id="GraphiQL page",
        ),
        pytest.param(
            "https://example.com/datahub/api/gms/api/graphql",
            "https://example.com/datahub/api/gms/api/graphql",
            "https://example.com/datahub/api/gms/openapi/v3/x",
            id="behind a path",
        ),
        pytest.param(
            "  HTTP://Localhost:8080 ",
            "http://localhost:8080/api/graphql",
            "http://localhost:8080/openapi/v3/x",
            id="capitals and spaces",
        ),
        pytest.param(
            "http://[::1]:8080",
            "http://[::1]:8080/api/graphql",
            "http://[::1]:8080/openapi/v3/x",
            id="IPv6",
        ),
    ],
)
def test_a_server_may_be_written_in_many_ways(text: str, graphql: str, run_events: str) -> None:
    """Every address people paste leads to the same two kinds of URL."""
    url = ServerURL.parse(text)
    assert (url.graphql, url.openapi("v3/x")) == (graphql, run_events)
    assert ServerURL.parse(url.root) == url


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        pytest.param("https://a.b", "a.b", 443, id="https"),
        pytest.param("http://a.b", "a.b", 80, id="http"),
        pytest.param("http://a.b:1", "a.b", 1, id="explicit"),
    ],
)
def test_the_port_of_a_server_is_known(text: str, host: str, port: int) -> None:
    """Without a port the scheme's own counts."""
    url = ServerURL.parse(text)
    assert (url.host, url.port) == (host, port)
    assert str(url) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("", "server is empty", id="empty"),
        pytest.param(
            "localhost:8080", "put http:// or https:// in front of 'localhost:8080'", id="no scheme"
        ),
        pytest.param("gms", "in front of 'gms'", id="host only"),
        pytest.param("htps://gms", "not http:// or https://", id="unknown scheme"),
        pytest.param("http:/gms:8080", "mistyped scheme", id="one slash"),
        pytest.param("http//gms:8080", "mistyped scheme", id="no colon"),
        pytest.param("https:gms", "mistyped scheme", id="no slashes"),
        pytest.param("http://gms:80800", "host and port", id="port too large"),
        pytest.param("http://gms:port", "host and port", id="port no number"),
        pytest.param("http://[::1", "host and port", id="broken IPv6"),
        pytest.param("http:///api", "no valid host", id="no host"),
        pytest.param("http://g ms", "no valid host", id="space in host"),
        pytest.param("http://gms\x00", "no valid host", id="control character"),
        pytest.param("http://gms/?token=abc", "query or fragment", id="query"),
        pytest.param("http://gms/#top", "query or fragment", id="fragment"),
        pytest.param(f"http://me:{TOKEN}@gms", "user name or password", id="credentials"),
        pytest.param(TOKEN, "in front of the given text", id="token in the wrong argument"),
    ],
)
def test_a_server_that_is_no_address_is_explained(text: str, said: str) -> None:
    """The error says what to write, and never repeats what may be a secret."""
    with pytest.raises(ConfigurationError) as raised:
        ClientConfig(server=text)
    assert said in str(raised.value)
    assert TOKEN not in str(raised.value)


def test_nothing_is_looked_up_without_being_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The plain constructor ignores the environment, so that a local server gets no real token."""
    monkeypatch.setenv("DATAHUB_GMS_TOKEN", TOKEN)
    monkeypatch.setenv("DATAHUB_GMS_URL", "http://elsewhere:1")
    config = ClientConfig(server=SERVER)
    assert (config.server, config.token) == (SERVER, None)
    assert config.actor == "urn:li:corpuser:datahub"
    assert config.url == ServerURL.parse(SERVER)


def test_arguments_win_over_environment_and_file(tmp_path: Path) -> None:
    """What is passed counts."""
    file = written(tmp_path, "gms:\n  server: http://file:1\n  token: token-of-file\n")
    environ = {"DATAHUB_GMS_URL": "http://environ:2", "DATAHUB_GMS_TOKEN": "token-of-environ"}
    config = ClientConfig.from_environment(
        server="http://argument:3", token="token-of-argument", environ=environ, datahubenv=file
    )
    assert (config.server, config.token) == ("http://argument:3", "token-of-argument")


def test_environment_wins_over_file(tmp_path: Path) -> None:
    """What the environment says counts if nothing is passed."""
    file = written(tmp_path, "gms:\n  server: http://file:1\n  token: token-of-file\n")
    environ = {"DATAHUB_GMS_URL": "http://environ:2", "DATAHUB_GMS_TOKEN": "token-of-environ"}
    config = ClientConfig.from_environment(environ=environ, datahubenv=file)
    assert (config.server, config.token) == ("http://environ:2", "token-of-environ")


def test_the_file_is_the_last_resort(tmp_path: Path) -> None:
    """Server and token come from the file if nothing else names them."""
    file = written(tmp_path, "gms:\n  server: http://file:1\n  token: token-of-file\n")
    config = ClientConfig.from_environment(environ={}, datahubenv=file)
    assert (config.server, config.token) == ("http://file:1", "token-of-file")
    newer = ClientConfig.from_environment(
        environ={"DATAHUB_GMS_TOKEN": "token-of-environ"}, datahubenv=file
    )
    assert (newer.server, newer.token) == ("http://file:1", "token-of-environ")


@pytest.mark.parametrize(
    "environ",
    [
        pytest.param({}, id="argument"),
        pytest.param({"DATAHUB_GMS_URL": "http://elsewhere:2"}, id="environment"),
    ],
)
def test_the_file_token_goes_to_no_other_server(tmp_path: Path, environ: dict[str, str]) -> None:
    """A token of one DataHub is never sent to another."""
    file = written(tmp_path, "gms:\n  server: http://file:1\n  token: token-of-file\n")
    server = None if environ else "http://elsewhere:2"
    config = ClientConfig.from_environment(server=server, environ=environ, datahubenv=file)
    assert (config.server, config.token) == ("http://elsewhere:2", None)


def test_the_home_folder_is_where_the_file_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without arguments the process's environment and home folder are used."""
    written(tmp_path, "gms:\n  server: http://file:1\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("URL", "HOST", "TOKEN"):
        monkeypatch.delenv(f"DATAHUB_GMS_{name}", raising=False)
    assert ClientConfig.from_environment().server == "http://file:1"


def test_auth_takes_the_place_of_every_token(tmp_path: Path) -> None:
    """With a function that returns tokens none is looked up."""
    file = written(tmp_path, "gms:\n  server: http://file:1\n  token: token-of-file\n")
    environ = {"DATAHUB_GMS_TOKEN": "token-of-environ"}
    config = ClientConfig.from_environment(auth=lambda: TOKEN, environ=environ, datahubenv=file)
    assert config.token is None
    assert config.auth is not None


@pytest.mark.parametrize(
    ("environ", "server"),
    [
        pytest.param(
            {"DATAHUB_GMS_HOST": "gms", "DATAHUB_GMS_PORT": "1"}, "http://gms:1", id="h+p"
        ),
        pytest.param({"DATAHUB_GMS_HOST": "gms"}, "http://gms", id="host"),
        pytest.param(
            {"DATAHUB_GMS_HOST": "g", "DATAHUB_GMS_PORT": "1", "DATAHUB_GMS_PROTOCOL": "https"},
            "https://g:1",
            id="protocol",
        ),
        pytest.param({"DATAHUB_GMS_HOST": "https://gms:1"}, "https://gms:1", id="URL as host"),
        pytest.param(
            {"DATAHUB_GMS_HOST": "gms", "DATAHUB_GMS_PORT": "tcp://10.0.0.7:8080"},
            "http://gms:8080",
            id="port by Kubernetes",
        ),
        pytest.param(
            {"DATAHUB_GMS_URL": "http://url:1", "DATAHUB_GMS_PORT": "tcp://10.0.0.7:8080"},
            "http://url:1",
            id="URL first",
        ),
    ],
)
def test_the_variables_of_datahubs_sdk_are_understood(
    environ: dict[str, str], server: str, no_file: Path
) -> None:
    """Host, port and protocol make a server, and the URL wins."""
    assert ClientConfig.from_environment(environ=environ, datahubenv=no_file).server == server


def test_no_server_anywhere_names_the_three_ways(no_file: Path) -> None:
    """The error tells how to name a server."""
    with pytest.raises(ConfigurationError, match=r"server=.*DATAHUB_GMS_URL.*gms: server:"):
        ClientConfig.from_environment(environ={"DATAHUB_GMS_URL": " "}, datahubenv=no_file)


@pytest.mark.parametrize(
    ("text", "server", "token"),
    [
        pytest.param("", None, None, id="empty"),
        pytest.param("gms:\n", None, None, id="nothing in it"),
        pytest.param("gms: null\n", None, None, id="null section"),
        pytest.param("gms:\n  server: http://a:1\n  token: abc", "http://a:1", "abc", id="plain"),
        pytest.param("gms:\n    token: 'it''s'\n", None, "it's", id="single quotes"),
        pytest.param('gms:\n  token: "a\\"b" # mine\n', None, 'a"b', id="double quotes"),
        pytest.param("gms:\n  token: a#b # mine\n", None, "a#b", id="comment"),
        pytest.param("gms:\n  token: null\n  server: ~\n", None, None, id="null"),
        pytest.param("gms:\n  token:\n", None, None, id="no value"),
        pytest.param("gms:\r\n  token: abc\r\n", None, "abc", id="Windows lines"),
        pytest.param("\ufeffgms:\n  token: abc\n", None, "abc", id="byte order mark"),
        pytest.param("'gms':\n  \"token\": abc\n", None, "abc", id="quoted keys"),
        pytest.param("---\n# hello\n\ngms: # GMS\n  token: abc\n...\n]", None, "abc", id="markers"),
        pytest.param(
            "gms:\n  auth: null\n  ca_certificate_path: null\n  extra_headers:\n    token: no\n"
            "  retry_status_codes:\n  - 429\n  - 500\n  server: http://a:1\n  token: abc\n"
            "oauth:\n  token: other\n- x\n",
            "http://a:1",
            "abc",
            id="as datahub init writes it",
        ),
    ],
)
def test_datahubenv_is_read(
    tmp_path: Path, text: str, server: str | None, token: str | None
) -> None:
    """Server and token below gms are found, whatever else is there."""
    found = read_datahubenv(written(tmp_path, text))
    assert (found.server, found.token) == (server, token)
    assert token is None or token not in repr(found)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param(f"gms:\n  token {TOKEN}\n", 2, id="no colon"),
        pytest.param(f"gms:\n\ttoken: {TOKEN}\n", 2, id="tab"),
        pytest.param(f"  token: {TOKEN}\n", 1, id="no section"),
        pytest.param(f"gms: {{token: {TOKEN}}}\n", 1, id="flow mapping"),
        pytest.param(f"gms:\n  token: >-\n    {TOKEN}\n", 2, id="block scalar"),
        pytest.param(f"gms:\n  token: '{TOKEN}\n", 2, id="open single quote"),
        pytest.param(f'gms:\n  token: "{TOKEN}\n', 2, id="open double quote"),
        pytest.param(f'gms:\n  token: "\\x{TOKEN}"\n', 2, id="unknown escape"),
        pytest.param(f"gms:\n  token: {TOKEN}\n  token: {TOKEN}\n", 3, id="twice"),
        pytest.param(f"gms:\n    server: x\n  token: {TOKEN}\n", 3, id="indented less"),
    ],
)
def test_a_malformed_datahubenv_names_file_and_line_only(
    tmp_path: Path, text: str, line: int
) -> None:
    """The error says where to look and never what stands there."""
    path = written(tmp_path, text)
    with pytest.raises(ConfigurationError) as raised:
        read_datahubenv(path)
    assert f"{path}, line {line}:" in str(raised.value)
    assert TOKEN not in str(raised.value)
    assert raised.value.__suppress_context__


def test_an_unreadable_datahubenv_is_named(tmp_path: Path) -> None:
    """A folder or binary file in its place is a configuration error."""
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_datahubenv(tmp_path)
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigurationError, match="not a text file"):
        read_datahubenv(binary)
    assert read_datahubenv(binary / "below").server is None


@given(st.text(alphabet="abgms:server tokn\n\t'\"#-|{}\\.", max_size=80))
def test_any_datahubenv_is_read_or_refused(text: str) -> None:
    """No text makes the reader fail in another way."""
    place = Path("somewhere")
    with contextlib.suppress(ConfigurationError):
        assert isinstance(parse_datahubenv(text, place), DataHubEnv)


@pytest.mark.parametrize(
    ("given_token", "sent"),
    [
        pytest.param(f" {TOKEN}\n", TOKEN, id="line end of a file"),
        pytest.param(f"Bearer {TOKEN}", TOKEN, id="Bearer"),
    ],
)
def test_a_token_may_be_copied_carelessly(given_token: str, sent: str) -> None:
    """White space and Bearer are not part of a token."""
    assert ClientConfig(server=SERVER, token=given_token).token == sent


@pytest.mark.parametrize(
    "token",
    [
        pytest.param("", id="empty"),
        pytest.param("Bearer ", id="Bearer only"),
        pytest.param(f"{TOKEN}\r\nX-Other: 1", id="second header"),
        pytest.param(f"{TOKEN} {TOKEN}", id="two"),
        pytest.param(f"{TOKEN}é", id="not ASCII"),
    ],
)
def test_what_cannot_be_a_token_is_refused_without_showing_it(token: str) -> None:
    """A token that HTTP could not carry never gets that far, and is not shown."""
    with pytest.raises(ConfigurationError) as raised:
        ClientConfig(server=SERVER, token=token)
    assert TOKEN not in str(raised.value)


def test_token_and_auth_contradict() -> None:
    """Only one of the two ways may be chosen."""
    with pytest.raises(ConfigurationError, match="token and auth"):
        ClientConfig(server=SERVER, token=TOKEN, auth=lambda: TOKEN)


def test_auth_must_be_callable() -> None:
    """A text given as auth is refused at once."""
    with pytest.raises(ConfigurationError, match="auth must be a function"):
        ClientConfig(server=SERVER, auth=TOKEN)  # type: ignore[arg-type]  # the mistake


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        pytest.param({"a b": "x"}, "name", id="name"),
        pytest.param({"X-Key": f"{TOKEN}\n"}, "X-Key", id="line break"),
        pytest.param({"X-Key": f"{TOKEN}é"}, "X-Key", id="not ASCII"),
        pytest.param({"authorization": TOKEN}, "Authorization", id="beside a token"),
    ],
)
def test_impossible_headers_are_refused_without_their_values(
    headers: dict[str, str], said: str
) -> None:
    """The error names the header, not what it holds."""
    with pytest.raises(ConfigurationError) as raised:
        ClientConfig(server=SERVER, token="other-token", headers=headers)
    assert said in str(raised.value)
    assert TOKEN not in str(raised.value)


@pytest.mark.parametrize(
    "proxy",
    [
        pytest.param("proxy:3128", id="no scheme"),
        pytest.param("ftp://proxy", id="scheme"),
        pytest.param("http://", id="no host"),
        pytest.param("http://[::1", id="broken"),
    ],
)
def test_a_proxy_must_be_a_url(proxy: str) -> None:
    """A proxy that could not be used is refused at once."""
    with pytest.raises(ConfigurationError, match="proxy"):
        ClientConfig(server=SERVER, proxy=proxy)


def test_other_options_are_checked(tmp_path: Path) -> None:
    """A CA bundle must exist, and the actor be a user."""
    with pytest.raises(ConfigurationError, match="verify names no file"):
        ClientConfig(server=SERVER, verify=tmp_path / "absent.pem")
    with pytest.raises(ConfigurationError, match="actor"):
        ClientConfig(server=SERVER, actor="datahub")


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: Timeouts(connect=0), id="connect"),
        pytest.param(lambda: Timeouts(read=float("inf")), id="read"),
        pytest.param(lambda: Retries(attempts=0), id="attempts"),
        pytest.param(lambda: Retries(deadline=float("nan")), id="deadline"),
        pytest.param(lambda: ConnectionLimits(connections=-1), id="connections"),
        pytest.param(lambda: Timeouts(read="60"), id="text"),  # type: ignore[arg-type]  # the mistake
    ],
)
def test_numbers_must_be_above_zero(make: "type[Timeouts]") -> None:
    """A limit of nothing or of infinity is a mistake."""
    with pytest.raises(ConfigurationError, match="must be above 0"):
        make()


@pytest.mark.parametrize(
    "config",
    [
        pytest.param(ClientConfig(server=SERVER, token=TOKEN), id="token"),
        pytest.param(ClientConfig(server=SERVER, headers={"X-Key": TOKEN}), id="header"),
        pytest.param(ClientConfig(server=SERVER, proxy=f"http://me:{TOKEN}@proxy:1"), id="proxy"),
        pytest.param(
            ClientConfig(server=SERVER, auth=lambda secret=TOKEN: secret),  # type: ignore[misc]  # a default
            id="auth",
        ),
    ],
)
def test_no_secret_is_shown(config: ClientConfig) -> None:
    """Neither repr nor str nor formatting shows a secret."""
    assert TOKEN not in f"{config!r} {config} {config:}"
    assert "http://localhost:8080" in repr(config)
    assert config.auth is not None or TOKEN in config.secrets()


def test_a_config_is_a_frozen_value() -> None:
    """It compares by value, cannot be changed, and changes are checked copies."""
    config = ClientConfig(server=SERVER, verify=ssl.create_default_context())
    with pytest.raises(dataclasses.FrozenInstanceError):
        config.server = "x"  # type: ignore[misc]  # the mistake
    assert dataclasses.replace(config, server=f"{SERVER}/") == config
    assert dataclasses.replace(config, proxy="http://proxy:1").proxy == "http://proxy:1"
    assert "proxy='http://proxy:1'" in repr(dataclasses.replace(config, proxy="http://proxy:1"))

"""How ``mldh`` fails: one sentence, an exit code, no secrets."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mldh_graphql import errors
from mldh_graphql.cli.failures import ExitCode, exit_code_of
from tests.cli.terminal import MODEL, ServerThread

if TYPE_CHECKING:
    from tests.cli.terminal import Terminal

SECRET = "eyJhbGciOiJIUzI1NiJ9.c2VjcmV0.c2VjcmV0"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        pytest.param(errors.ConfigurationError("x"), 2, id="configuration"),
        pytest.param(errors.InvalidValueError(argument="a", reason="b"), 2, id="value"),
        pytest.param(errors.InvalidUrnError(value="a", expected="b", reason="c"), 2, id="URN"),
        pytest.param(
            errors.SystemFileError(file="f", line=1, column=1, reason="r"), 2, id="system file"
        ),
        pytest.param(FileNotFoundError(2, "No such file", "f"), 2, id="file"),
        pytest.param(errors.ConnectionFailedError(operation="o", reason="r"), 3, id="connection"),
        pytest.param(errors.RequestTimeoutError(operation="o", reason="r"), 3, id="timeout"),
        pytest.param(
            errors.AuthenticationError(operation="o", status_code=401, reason="r"), 3, id="401"
        ),
        pytest.param(errors.InvalidResponseError(operation="o", reason="r"), 3, id="web page"),
        pytest.param(errors.PermissionDeniedError(operation="o"), 3, id="403"),
        pytest.param(errors.ServerError(operation="o"), 3, id="500"),
        pytest.param(errors.UnsupportedServerError(needs="a", has="b"), 3, id="too old"),
        pytest.param(errors.EntityNotFoundError(operation="o"), 1, id="not found"),
        pytest.param(errors.ConflictError(operation="o"), 1, id="conflict"),
        pytest.param(errors.BadRequestError(operation="o"), 1, id="bad request"),
        pytest.param(
            errors.WriteRejectedError(urn="u", aspect="a", reason="invalid"), 1, id="refused"
        ),
        pytest.param(
            errors.WriteRejectedError(
                urn="u", aspect="a", reason="urn:li:corpuser:x is unauthorized to update entities."
            ),
            3,
            id="refused for lack of rights",
        ),
        pytest.param(KeyError("x"), 70, id="a bug"),
    ],
)
def test_every_error_has_its_exit_code(error: Exception, code: int) -> None:
    """0 and 1 speak of the data, 2 of the command, 3 of the server."""
    assert exit_code_of(error) == code


def test_every_error_of_the_library_has_one_of_the_documented_codes() -> None:
    """No class of the tree is taken for a bug."""
    tree = [errors.DataHubMLError]
    for kind in tree:
        tree += kind.__subclasses__()
        bare = pickle.loads(pickle.dumps(errors.DataHubMLError("x")))
        bare.__class__ = kind
        if kind not in (errors.BulkWriteError, errors.WriteRejectedError):
            assert exit_code_of(bare) in (1, 2, 3)


def test_the_worst_failure_of_many_decides() -> None:
    """Missing rights weigh more than a refused value."""
    refused = errors.WriteRejectedError(urn="u", aspect="a", reason="invalid")
    forbidden = errors.WriteRejectedError(urn="v", aspect="a", reason="Unauthorized")
    report = errors.WriteReport(failed={"u": refused, "v": forbidden})

    assert exit_code_of(errors.BulkWriteError(report=report)) == ExitCode.CONNECTION


def test_without_a_server_the_ways_to_name_one_are_told(bare_mldh: Terminal) -> None:
    """The first thing that a new user sees."""
    ran = bare_mldh("find", "models")

    assert ran.code == 2
    assert ran.err == (
        "mldh: no server: give --server, set DATAHUB_GMS_URL, or put gms: server: into "
        "~/.datahubenv; `mldh serve` starts a DataHub of your own "
        "(See docs/errors.md#configurationerror)\n"
    )


def test_nobody_there_is_3_and_one_sentence(bare_mldh: Terminal) -> None:
    """Nothing listens on port 1; repeating would only take time."""
    ran = bare_mldh("--retries", "1", "--server", "http://127.0.0.1:1", "find", "models")

    assert (ran.code, ran.out) == (3, "")
    assert ran.err.count("\n") == 1
    assert "refused" in ran.err


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("show", "nonsense"), id="no URN"),
        pytest.param(("show", "urn:li:container:nobody"), id="not found"),
        pytest.param(("plan", "nowhere.yaml"), id="no file"),
        pytest.param(("find", "nonsense"), id="no such command"),
        pytest.param(("find",), id="no command"),
        pytest.param(("show",), id="no argument"),
        pytest.param(("find", "models", "--limit", "x"), id="a wrong option"),
        pytest.param(
            ("find", "models", "--server", "http://127.0.0.1:1", "--retries", "1"),
            id="nobody there",
        ),
    ],
)
def test_with_json_an_error_is_a_document_too(words: tuple[str, ...], mldh: Terminal) -> None:
    """Standard output has one JSON document, standard error the sentence."""
    ran = mldh(*words, "--json")

    assert ran.code > 0
    assert set(ran.json) == {"error"}
    assert ran.json["error"]["exit_code"] == ran.code
    assert ran.json["error"]["message"]
    assert ran.json["error"]["type"].endswith("Error")
    assert ran.err.startswith(("mldh: ", "Usage: "))


def test_the_same_options_stand_before_and_behind(
    bare_mldh: Terminal, server: ServerThread
) -> None:
    """What stands later counts."""
    before = bare_mldh("--json", "--server", server.url, "find", "models", "--limit", "1")
    behind = bare_mldh("find", "models", "--limit", "1", "--server", server.url, "--json")
    both = bare_mldh("--server", "http://127.0.0.1:1", "find", "models", "--server", server.url)

    assert before.json == behind.json
    assert both.code == 0


def test_a_traceback_comes_only_with_debug(mldh: Terminal) -> None:
    """Everybody else gets the sentence."""
    ran = mldh("show", "urn:li:container:nobody")
    debugged = mldh("show", "urn:li:container:nobody", "--debug")

    assert "Traceback" not in ran.err
    assert "Traceback" in debugged.err
    assert debugged.err.endswith(ran.err)


def test_a_bug_is_called_a_bug(mldh: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has an exit code of its own, so that nobody takes it for a finding."""

    def broken(urn: str) -> None:
        raise ZeroDivisionError(urn)

    monkeypatch.setattr("mldh_graphql.urns.parse_urn", broken)

    ran = mldh("show", MODEL)

    assert ran.code == 70
    assert ran.err.startswith("mldh: this is a bug in mldh: ZeroDivisionError")


@pytest.fixture(scope="module")
def guarded() -> object:
    """A DataHub that wants a token."""
    with ServerThread(token=SECRET) as running:
        yield running


def test_the_token_comes_from_a_file_the_environment_or_the_option(
    guarded: ServerThread, bare_mldh: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of them work; standard input counts as a file."""
    Path("token").write_text(f"{SECRET}\n")
    find = ("find", "models", "--server", guarded.url)

    assert bare_mldh(*find, "--token-file", "token").code == 0
    assert bare_mldh(*find, "--token-file", "-", stdin=SECRET).code == 0
    assert bare_mldh(*find, "--token", SECRET).code == 0
    assert bare_mldh(*find, "--header", f"Authorization: Bearer {SECRET}").code == 0
    monkeypatch.setenv("DATAHUB_GMS_TOKEN", SECRET)
    assert bare_mldh(*find).code == 0


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("--token", SECRET[:-1] + "x"), id="a wrong token"),
        pytest.param(("--token", SECRET + " x"), id="no token at all"),
        pytest.param(("--token", SECRET, "--token-file", "f"), id="two tokens"),
        pytest.param(("--header", f"Authorization {SECRET}"), id="no header"),
        pytest.param(("--header", f"Authorization: {SECRET}", "--token", SECRET), id="both"),
        pytest.param(("--token-file", "nowhere"), id="no file"),
    ],
)
@pytest.mark.parametrize(
    "debug", [pytest.param((), id="plain"), pytest.param(("--debug",), id="debug")]
)
def test_no_token_is_ever_shown(
    words: tuple[str, ...], debug: tuple[str, ...], guarded: ServerThread, bare_mldh: Terminal
) -> None:
    """Neither the sentence nor the traceback nor the JSON has it."""
    ran = bare_mldh("find", "models", "--server", guarded.url, "--json", *words, *debug)

    assert ran.code in (2, 3)
    assert "c2VjcmV0" not in ran.out + ran.err


def test_a_wrong_token_says_what_to_do_in_words_of_the_program(
    guarded: ServerThread, bare_mldh: Terminal
) -> None:
    """Options, not arguments of the library."""
    ran = bare_mldh("find", "models", "--server", guarded.url, "--token", "wrong")

    assert ran.code == 3
    assert "--token-file" in ran.err
    assert "token=" not in ran.err


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("--timeout", "0"), id="no time"),
        pytest.param(("--retries", "0"), id="no attempt"),
        pytest.param(("--ca-bundle", "nowhere"), id="no certificates"),
        pytest.param(("--proxy", "nowhere"), id="no proxy"),
        pytest.param(("--server", "localhost:8080"), id="no scheme"),
    ],
)
def test_options_that_cannot_be_used_are_2(words: tuple[str, ...], mldh: Terminal) -> None:
    """Nothing is sent."""
    ran = mldh("find", "models", *words)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1

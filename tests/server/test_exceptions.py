"""What GraphQL clients see of an exception."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mldh_graphql.server.exceptions import (
    DEFAULT_MESSAGE,
    AuthenticationException,
    AuthorizationException,
    DataHubGraphQLException,
    ErrorCode,
    ExecutionException,
    IllegalArgumentException,
    IllegalStateException,
    IOException,
    JavaError,
    JavaException,
    JavaThrowable,
    NumberFormatException,
    RuntimeJavaException,
    ValidationException,
    caused_by,
    graphql_error,
)


def chain(*links: JavaThrowable) -> JavaThrowable:
    """Make each exception the cause of the one before it."""
    for outer, cause in pairwise(links):
        outer.__cause__ = cause
    return links[0]


messages = st.none() | st.sampled_from(["", "a", "b", "c"])
throwables = st.builds(
    lambda kind, message: kind(message),
    st.sampled_from(
        [
            JavaError,
            JavaException,
            IOException,
            RuntimeJavaException,
            IllegalStateException,
            IllegalArgumentException,
            NumberFormatException,
            ValidationException,
            AuthenticationException,
            AuthorizationException,
        ]
    ),
    messages,
)
chains = st.lists(throwables, min_size=1, max_size=5).map(lambda links: chain(*links))


@pytest.mark.parametrize(
    ("exc", "message", "code", "kind"),
    [
        pytest.param(RuntimeJavaException("boom"), "boom", 500, "SERVER_ERROR", id="runtime"),
        pytest.param(AuthorizationException("no"), "no", 403, "UNAUTHORIZED", id="authorization"),
        pytest.param(
            AuthenticationException("who"), "who", 500, "SERVER_ERROR", id="authentication"
        ),
        pytest.param(
            DataHubGraphQLException("gone", ErrorCode.NOT_FOUND),
            "gone",
            404,
            "NOT_FOUND",
            id="coded",
        ),
        pytest.param(
            NumberFormatException("x"), "x", 400, "BAD_REQUEST", id="subclass of a refusal"
        ),
        pytest.param(IOException("disk"), DEFAULT_MESSAGE, 500, "SERVER_ERROR", id="checked"),
        pytest.param(JavaError("heap"), DEFAULT_MESSAGE, 500, "SERVER_ERROR", id="error"),
        pytest.param(
            ValidationException(""), DEFAULT_MESSAGE, 500, "SERVER_ERROR", id="speechless"
        ),
        pytest.param(KeyError("python"), DEFAULT_MESSAGE, 500, "SERVER_ERROR", id="not of Java"),
    ],
)
def test_one_exception_is_shown_by_its_class(
    exc: BaseException, message: str, code: int, kind: str
) -> None:
    """The class decides code and type; a text is shown only if the class may speak."""
    assert graphql_error(exc) == (message, {"code": code, "type": kind})


def test_the_strongest_class_of_the_chain_decides() -> None:
    """A refusal of GraphQL input wins over an outer code, whatever wraps them."""
    exc = chain(
        ExecutionException("outer"), AuthorizationException("forbidden"), ValidationException("bad")
    )

    assert graphql_error(exc) == ("bad", {"code": 400, "type": "BAD_REQUEST"})


def test_root_causes_follow_the_message_once_each() -> None:
    """Causes that repeat the message or each other are left out."""
    exc = chain(
        IllegalStateException("failed"),
        IOException("disk"),
        IOException("failed"),
        IOException("disk"),
    )

    assert graphql_error(exc)[0] == "failed. Root cause: disk"


def test_a_python_cause_is_a_root_cause_too() -> None:
    """Causes that are not of Java have a text as well."""
    exc = RuntimeJavaException("failed")
    exc.__cause__ = ValueError("too small")

    assert graphql_error(exc)[0] == "failed. Root cause: too small"


def test_a_chain_that_bites_its_tail_ends() -> None:
    """Exceptions that cause each other are shown, not followed for ever."""
    first, second = RuntimeJavaException("first"), RuntimeJavaException("second")
    first.__cause__, second.__cause__ = second, first

    assert graphql_error(first)[0] == "first. Root cause: second"


@pytest.mark.parametrize(
    ("cause", "message"),
    [
        pytest.param(IOException("disk"), "java.io.IOException: disk", id="with text"),
        pytest.param(IOException(), "java.io.IOException", id="without text"),
        pytest.param(AuthorizationException("no"), "no", id="of GraphQL"),
        pytest.param(AuthorizationException(), None, id="of GraphQL without text"),
        pytest.param(ValueError("x"), "ValueError: x", id="of Python"),
    ],
)
def test_an_exception_made_from_its_cause_says_what_the_cause_is(
    cause: BaseException, message: str | None
) -> None:
    """Its message is the cause's text, with the class unless GraphQL made it."""
    made = caused_by(RuntimeJavaException("replaced"), cause)

    assert made.message == message
    assert made.__cause__ is cause


def test_the_text_in_python_is_the_message() -> None:
    """Absent and empty messages look alike in a traceback, but stay different."""
    assert str(IllegalStateException("x")) == "x"
    assert str(IllegalStateException()) == ""
    assert IllegalStateException().message != IllegalStateException("").message


@given(chains)
def test_code_and_type_belong_together(exc: JavaThrowable) -> None:
    """The extensions are always one of DataHub's codes."""
    _, extensions = graphql_error(exc)

    assert ErrorCode[str(extensions["type"])].value == extensions["code"]


@given(chains)
def test_a_client_always_reads_a_text(exc: JavaThrowable) -> None:
    """There is no empty message, and nothing to say is always a 500."""
    message, extensions = graphql_error(exc)

    assert message
    assert message != DEFAULT_MESSAGE or extensions["code"] == 500


@given(chains)
def test_wrapping_in_what_may_not_speak_changes_nothing(exc: JavaThrowable) -> None:
    """A checked exception around a chain hides nothing and adds nothing."""
    assert graphql_error(chain(ExecutionException("wrapper"), exc)) == graphql_error(exc)

"""Who may come in, and as whom."""

import pytest
from starlette.datastructures import Headers

from mldh_graphql.server.actor import SYSTEM_ACTOR
from mldh_graphql.server.auth import Authenticator, tokens_by_user

ALICE = "urn:li:corpuser:alice"
BOB = "urn:li:corpuser:bob"


def headers(**named: str) -> Headers:
    """HTTP headers, whose names ignore case."""
    return Headers({name.replace("_", "-"): value for name, value in named.items()})


def test_without_tokens_the_system_acts() -> None:
    """Authentication is off: whoever comes is the system."""
    actor = Authenticator().actor(headers())

    assert actor is not None
    assert actor.urn == SYSTEM_ACTOR
    assert actor.can_edit(ALICE)


def test_without_tokens_the_actor_header_is_believed() -> None:
    """DataHub trusts ``X-DataHub-Actor`` when authentication is off."""
    actor = Authenticator().actor(headers(X_DataHub_Actor=ALICE))

    assert actor is not None
    assert actor.urn == ALICE


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"Authorization": "Bearer wrong"}, id="another token"),
        pytest.param({"Authorization": "Basic right"}, id="another scheme"),
        pytest.param({"Authorization": "right"}, id="no scheme"),
        pytest.param({"Authorization": "Bearer"}, id="no token"),
        pytest.param({"X-DataHub-Actor": ALICE}, id="only a name"),
        pytest.param({"Authorization": "Bearer ri\xe9ght"}, id="not ASCII"),
    ],
)
def test_with_tokens_nobody_else_comes_in(sent: dict[str, str]) -> None:
    """Only one of the tokens, sent as a bearer token, opens the door."""
    assert Authenticator({"right": ALICE}).actor(Headers(sent)) is None


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param("Bearer right", id="usual"),
        pytest.param("bearer right", id="scheme in lower case"),
        pytest.param("Bearer  right ", id="more spaces"),
    ],
)
def test_a_token_stands_for_its_user(sent: str) -> None:
    """The header decides who acts, whatever ``X-DataHub-Actor`` says."""
    authenticator = Authenticator({"right": ALICE, "other": BOB})

    actor = authenticator.actor(headers(Authorization=sent, X_DataHub_Actor=BOB))

    assert actor is not None
    assert actor.urn == ALICE


def test_a_read_only_token_edits_nothing() -> None:
    """Its user is known, but may not write."""
    authenticator = Authenticator({"reader": ALICE}, frozenset({"reader"}))

    actor = authenticator.actor(headers(Authorization="Bearer reader"))

    assert actor is not None
    assert not actor.can_edit(ALICE)


def test_no_token_appears_in_the_representation() -> None:
    """What a log might print holds no secret."""
    authenticator = Authenticator({"s3cret": ALICE}, frozenset({"s3cret"}))

    assert "s3cret" not in repr(authenticator)


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        pytest.param(None, {}, id="none"),
        pytest.param("t", {"t": "urn:li:corpuser:datahub"}, id="one is the administrator's"),
        pytest.param({"t": "alice"}, {"t": ALICE}, id="a user name"),
        pytest.param({"t": BOB}, {"t": BOB}, id="a URN"),
    ],
)
def test_tokens_are_given_in_three_ways(
    token: str | dict[str, str] | None, expected: dict[str, str]
) -> None:
    """All of them become a user for each token."""
    assert tokens_by_user(token) == expected

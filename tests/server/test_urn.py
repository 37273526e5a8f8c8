"""URNs as DataHub reads and checks them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mldh_graphql.server.urn import (
    InvalidUrn,
    UnknownEntityType,
    Urn,
    UrnSyntaxError,
    check_urn,
    key_aspect,
)

_MODEL = "urn:li:mlModel:(urn:li:dataPlatform:mlflow,m,PROD)"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("", "Urn doesn't start with 'urn:'. Urn:  at index 0: ", id="empty"),
        pytest.param("urn:", "First char of Urn namespace must be [a-z]!", id="no-namespace"),
        pytest.param("urn:li", "Missing second ':' char. Urn: urn:li: urn:li", id="no-type"),
        pytest.param(
            f"urn:{'a' * 33}:tag:x", "Namespace length > 32 chars.", id="namespace-too-long"
        ),
        pytest.param("urn:l_i:tag:x", "Chars in namespace must be [a-z0-9-]!.", id="namespace"),
        pytest.param("urn:li:Tag:x", "First char of entityType must be [a-z]!", id="type-case"),
        pytest.param("urn:li:ta-g", "entityType must have only [a-zA-Z_0-9] chars.", id="type"),
        pytest.param("urn:li:tag:", "Urns with empty entityKey are not allowed.", id="no-key"),
        pytest.param("urn:li:tag:(a", "mismatched paren nesting", id="open"),
        pytest.param("urn:li:tag:(a))", "mismatched paren nesting", id="closed"),
        pytest.param("urn:li:tag:(a,)", "empty part disallowed", id="empty-part"),
    ],
)
def test_what_is_no_urn_says_why(text: str, reason: str) -> None:
    """The reason is Java's, with the text at its end."""
    with pytest.raises(UrnSyntaxError) as error:
        Urn.parse(text)
    assert str(error.value).startswith(reason)
    assert str(error.value).endswith(f": {text}")


@pytest.mark.parametrize(
    ("text", "parts", "canonical"),
    [
        pytest.param(_MODEL, ("urn:li:dataPlatform:mlflow", "m", "PROD"), _MODEL, id="tuple"),
        pytest.param("urn:li:tag:a:b,c", ("a:b,c",), "urn:li:tag:a:b,c", id="one-part"),
        pytest.param("urn:li:tag:(a)", ("a",), "urn:li:tag:a", id="one-part-in-parentheses"),
        pytest.param("urn:li:tag", (), "urn:li:tag", id="no-part"),
        pytest.param(
            "urn:xx:v:((a,b),c)x", ("(a,b)", "c)x"), "urn:xx:v:((a,b),c)x", id="tail-joins"
        ),
    ],
)
def test_a_urn_is_taken_apart(text: str, parts: tuple[str, ...], canonical: str) -> None:
    """Tuples are split at commas outside of nested parentheses."""
    urn = Urn.parse(text)
    assert urn.parts == parts
    assert urn.text == canonical


@given(st.text())
def test_any_text_parses_or_does_not(text: str) -> None:
    """Parsing raises nothing else, and the canonical text of one part is stable."""
    for candidate in (text, f"urn:li:{text}", f"urn:li:tag:{text}", f"urn:li:tag:({text})"):
        try:
            urn = Urn.parse(candidate)
        except UrnSyntaxError:
            continue
        assert urn.text == candidate or len(urn.parts) == 1


@given(st.lists(st.text("ab(:%/ü", min_size=1), min_size=2, max_size=4))
def test_parts_are_found_again(parts: list[str]) -> None:
    """Parts without commas and with balanced parentheses come back as they went in."""
    parts = [part.replace("(", "()") for part in parts]
    assert Urn.parse(f"urn:li:versionSet:({','.join(parts)})").parts == tuple(parts)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("urn:li:tag:a ", "leading or trailing whitespace", id="space"),
        pytest.param("urn:li:tag:a\x01", "leading or trailing whitespace", id="control"),
        pytest.param(f"urn:li:tag:{'ü' * 90}", "longer than 512 bytes", id="too-long"),
        pytest.param(f"urn:li:tag:{'~' * 170}", "longer than 512 bytes", id="tildes"),
        pytest.param("urn:li:tag:a\u241f", "cannot contain \u241f", id="separator"),
        pytest.param("urn:li:tag:(a,b)", "do not have same length", id="parts"),
        pytest.param(_MODEL.replace("PROD", "prod"), "is not an enum symbol", id="fabric"),
        pytest.param(
            "urn:li:dataJob:(urn:li:tag:x,j)", "not a valid destination", id="wrong-kind-of-flow"
        ),
        pytest.param("urn:li:tag:(a)b", "mismatched paren nesting", id="canonical-is-no-urn"),
    ],
)
def test_an_invalid_urn_says_why(text: str, reason: str) -> None:
    """These parse, but nothing can be stored under them."""
    with pytest.raises(InvalidUrn) as error:
        check_urn(Urn.parse(text))
    assert reason in str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("urn:li:tag:a\u00a0", id="space-that-java-does-not-trim"),
        pytest.param(f"urn:li:tag:{'*.-_ a' * 82}", id="characters-that-stay"),
        pytest.param(
            f"urn:li:schemaField:(urn:li:dataset:(urn:li:dataPlatform:x,a,PROD),{'ü' * 200})",
            id="columns-may-be-long",
        ),
        pytest.param("urn:li:mLmODEL:(urn:li:tag:x,m,PROD)", id="case-and-kind-of-platform"),
    ],
)
def test_a_valid_urn_passes(text: str) -> None:
    """What DataHub lets through."""
    check_urn(Urn.parse(text))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("urn:li:tag:a,b", "Simple URN", id="comma"),
        pytest.param("urn:li:tag:a(b)", "component(s): [a(b)]", id="parentheses"),
        pytest.param(
            "urn:li:versionSet:(urn:li:tag:(a,b,(c,d)),x)", "component(s): [(c,d)]", id="nested"
        ),
        pytest.param("urn:li:versionSet:((a,b),x)", "component(s): [(a,b)]", id="tuple-part"),
        pytest.param("urn:li:versionSet:(urn:li:-(a),x)", "[urn:li:-(a)]", id="no-nested-urn"),
    ],
)
def test_strict_validation_refuses_what_is_only_warned_of(text: str, reason: str) -> None:
    """The characters that make URNs ambiguous."""
    urn = Urn.parse(text)
    check_urn(urn)
    with pytest.raises(InvalidUrn) as error:
        check_urn(urn, strict=True)
    assert reason in str(error.value)


def test_strict_validation_accepts_encoded_parentheses() -> None:
    """A part with encoded parentheses is not looked at further."""
    check_urn(Urn.parse("urn:li:tag:a%28(b)"), strict=True)


def test_the_key_aspect_names_the_parts() -> None:
    """Each part stands under the name of its key field."""
    assert key_aspect(Urn.parse(_MODEL)) == {
        "platform": "urn:li:dataPlatform:mlflow",
        "name": "m",
        "origin": "PROD",
    }


def test_unknown_types_have_neither_check_nor_key() -> None:
    """The registry decides which types there are."""
    urn = Urn.parse("urn:li:thing:x")
    with pytest.raises(UnknownEntityType, match="Failed to find entity with name thing"):
        check_urn(urn)
    with pytest.raises(UnknownEntityType):
        key_aspect(urn)

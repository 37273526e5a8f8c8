"""The error tree: its shape, its messages, and that errors travel between processes."""

import copy
import pickle

import pytest

from mldh_graphql import errors
from mldh_graphql.errors import (
    AuthenticationError,
    BadRequestError,
    BulkWriteError,
    ConfigurationError,
    ConflictError,
    ConnectionFailedError,
    DataHubMLError,
    EntityNotFoundError,
    ErrorDetail,
    GraphQLError,
    HTTPStatusError,
    InvalidResponseError,
    InvalidUrnError,
    InvalidValueError,
    PermissionDeniedError,
    RateLimitedError,
    RequestError,
    RequestTimeoutError,
    ServerError,
    SourceError,
    SystemFileError,
    UnsupportedServerError,
    VerificationError,
    WriteRejectedError,
    WriteReport,
)

DETAIL = ErrorDetail(message="nope", path=("mlModel", 0), code=404, classification="NOT_FOUND")
EXAMPLES: list[DataHubMLError] = [
    DataHubMLError("anything"),
    ConfigurationError("No server: pass server="),
    InvalidValueError(argument="name", reason="longer than 1000 characters"),
    InvalidUrnError(value="x", expected="a model's URN", reason="it does not start with 'urn:li:'"),
    RequestError(operation="getMLModel", reason="odd"),
    ConnectionFailedError(operation="getMLModel", reason="refused", server="http://localhost:1"),
    RequestTimeoutError(operation="getMLModel", reason="30 s passed"),
    HTTPStatusError(operation="getMLModel", status_code=503, reason="busy"),
    AuthenticationError(operation="getMLModel", status_code=401, reason="Unauthorized"),
    RateLimitedError(operation="getMLModel", reason="slow down", retry_after=2.5),
    InvalidResponseError(operation="getMLModel", reason="HTML"),
    GraphQLError(operation="getMLModel", errors=[DETAIL, DETAIL], data={"mlModel": None}),
    BadRequestError(operation="getMLModel", errors=[DETAIL]),
    PermissionDeniedError(operation="getMLModel"),
    EntityNotFoundError(operation="getMLModel", urn="urn:li:x:y", reason="it does not exist"),
    ConflictError(operation="createModel", urn="urn:li:x:y", reason="it already has version 1"),
    ServerError(operation="getMLModel", errors=[ErrorDetail(message="")]),
    SourceError(source="http://mlflow:5000", reason="it does not answer"),
    SystemFileError(file="ml-system.yaml", line=3, column=5, reason="unknown key 'nam'"),
    WriteRejectedError(urn="urn:li:x:y", aspect="globalTags", reason="Invalid format"),
    BulkWriteError(report=WriteReport(written=("urn:li:a:b",), failed={})),
    VerificationError(report="name: 'a' is 'b'"),
    UnsupportedServerError(needs="patchEntities (DataHub 1.3.1)", has="DataHub 1.2.0"),
]


def _name(error: DataHubMLError) -> str:
    return type(error).__name__


@pytest.mark.parametrize("error", EXAMPLES, ids=_name)
def test_an_error_survives_pickle_and_copy(error: DataHubMLError) -> None:
    """Type, message and every attribute are the same on the other side."""
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(again) is type(error)
        assert str(again) == str(error)
        assert again.__dict__ == error.__dict__


def test_notes_survive_pickle() -> None:
    """A note that a caller added to an error is not lost between processes."""
    error = ConfigurationError("no server")
    error.add_note("while loading the pipeline")
    assert pickle.loads(pickle.dumps(error)).__notes__[1:] == ["while loading the pipeline"]


def test_every_class_of_the_tree_is_among_the_examples() -> None:
    """A class that is added without an example here fails this test."""
    classes = {
        value
        for name in errors.__all__
        if isinstance(value := getattr(errors, name), type) and issubclass(value, Exception)
    }
    assert classes == {type(error) for error in EXAMPLES}


@pytest.mark.parametrize("error", EXAMPLES, ids=_name)
def test_the_docstring_draws_every_class(error: DataHubMLError) -> None:
    """The picture at the head of the module is complete."""
    assert _name(error) in (errors.__doc__ or "")


@pytest.mark.parametrize(
    ("error", "message"),
    [
        pytest.param(
            InvalidValueError(argument="name", reason="is empty"), "name: is empty.", id="value"
        ),
        pytest.param(
            InvalidUrnError(value="x", expected="a tag's URN", reason="no 'urn:li:'"),
            "'x' is not a tag's URN: no 'urn:li:'.",
            id="urn",
        ),
        pytest.param(
            RequestError(operation="getTag", reason="odd"), "getTag failed: odd.", id="request"
        ),
        pytest.param(
            ConnectionFailedError(operation="getTag", reason="cut", server="http://x", advice=""),
            "getTag failed at http://x: cut.",
            id="no advice",
        ),
        pytest.param(
            HTTPStatusError(operation="getTag", status_code=502, reason=""),
            "getTag failed: HTTP 502.",
            id="status without a reason",
        ),
        pytest.param(
            AuthenticationError(operation="getTag", status_code=401, reason="bad token"),
            "getTag failed: HTTP 401: bad token. Pass token=, set DATAHUB_GMS_TOKEN or create a "
            "new personal access token in DataHub's settings.",
            id="401",
        ),
        pytest.param(
            GraphQLError(operation="getTag", errors=[DETAIL, DETAIL, DETAIL]),
            "getTag failed: nope (code 404, at mlModel.0); and 2 more in .errors.",
            id="several",
        ),
        pytest.param(
            GraphQLError(operation="getTag", errors=[ErrorDetail(message="")]),
            "getTag failed: no message.",
            id="no message",
        ),
        pytest.param(
            GraphQLError(operation="getTag"),
            "getTag failed: DataHub reported an error without details.",
            id="no errors",
        ),
        pytest.param(
            EntityNotFoundError(operation="getTag", urn="urn:li:tag:x", reason="does not exist"),
            "getTag failed for urn:li:tag:x: does not exist. Check the name, platform and env in "
            "the URN, or create the entity first.",
            id="not found",
        ),
        pytest.param(
            WriteRejectedError(urn="urn:li:tag:x", aspect=None, reason=None, advice="Try again"),
            "DataHub refused to write urn:li:tag:x: DataHub gave no reason. Try again.",
            id="rejected",
        ),
        pytest.param(
            WriteRejectedError(urn="urn:li:tag:x", aspect="status", reason="why not?"),
            "DataHub refused to write status of urn:li:tag:x: why not?",
            id="rejected aspect",
        ),
    ],
)
def test_a_message_says_what_failed_on_what_and_what_to_do(
    error: DataHubMLError, message: str
) -> None:
    """The message is complete and reads as sentences."""
    assert str(error) == message


def test_a_long_text_is_cut_in_the_message_and_whole_in_the_attribute() -> None:
    """A log line stays short; nothing is lost for the program."""
    error = InvalidUrnError(value="x" * 5000, expected="a tag's URN", reason="too long")
    assert "(5000 characters)" in str(error)
    assert len(str(error)) < 400
    assert error.value == "x" * 5000


def test_a_report_lists_the_first_failures_and_counts_the_rest() -> None:
    """Seven failures: five are shown, two are counted."""
    failed: dict[str, DataHubMLError] = {
        f"urn:li:tag:{number}": WriteRejectedError(
            urn=f"urn:li:tag:{number}", aspect="status", reason="no"
        )
        for number in range(7)
    }
    error = BulkWriteError(report=WriteReport(written=("urn:li:tag:a",), failed=failed))
    lines = str(error).splitlines()
    assert lines[0] == "1 written, 7 failed"
    assert len([line for line in lines if "refused" in line]) == 5
    assert "and 2 more" in str(error)


@pytest.mark.parametrize(
    ("error", "kinds"),
    [
        pytest.param(EXAMPLES[2], (ValueError,), id="InvalidValueError"),
        pytest.param(EXAMPLES[3], (ValueError,), id="InvalidUrnError"),
        pytest.param(EXAMPLES[8], (HTTPStatusError, RequestError), id="AuthenticationError"),
        pytest.param(EXAMPLES[9], (HTTPStatusError, RequestError), id="RateLimitedError"),
        pytest.param(EXAMPLES[14], (GraphQLError,), id="EntityNotFoundError"),
    ],
)
def test_an_error_is_caught_by_its_parents(
    error: DataHubMLError, kinds: tuple[type[Exception], ...]
) -> None:
    """Callers may catch the family, and Python's own ValueError where it fits."""
    assert all(isinstance(error, kind) for kind in (*kinds, DataHubMLError))


def test_a_rate_limit_is_429_unless_said_otherwise() -> None:
    """The status is known from the class."""
    assert RateLimitedError(operation="x", reason="y").status_code == 429

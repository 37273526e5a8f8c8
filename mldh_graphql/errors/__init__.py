"""Every error this library raises, as one tree.

::

    DataHubMLError
    ├── ConfigurationError              no server, contradictory options, missing extra
    ├── InvalidValueError (ValueError)  an argument cannot be written    .argument .reason
    ├── InvalidUrnError (ValueError)    not the URN that is needed       .value .expected .reason
    ├── SystemFileError (ValueError)    an ml-system.yaml is wrong       .file .line .column .reason
    ├── SourceError                     MLflow cannot be read            .source .reason
    ├── RequestError                    no usable answer                 .operation .server .reason
    │   ├── ConnectionFailedError       refused, unreachable, cut off in the middle
    │   ├── RequestTimeoutError         no answer in time; a write may have happened
    │   ├── HTTPStatusError             an HTTP status that is no success       .status_code
    │   │   ├── AuthenticationError     401
    │   │   └── RateLimitedError        429                                     .retry_after
    │   └── InvalidResponseError        HTML, a login page, not the shape we generated for
    ├── GraphQLError                    200 with errors[]
    │   │                               .operation .errors .data .urn .reason
    │   ├── BadRequestError             400
    │   ├── PermissionDeniedError       403
    │   ├── EntityNotFoundError         404, or an answer about an entity that does not exist
    │   ├── ConflictError               409, or what is stored contradicts what was asked for
    │   └── ServerError                 500
    ├── WriteRejectedError              200, no errors[], success false         .urn .aspect .reason
    ├── BulkWriteError                  some items failed, the rest are written .report
    ├── VerificationError               read-back differs                       .report
    └── UnsupportedServerError          this DataHub is too old                 .needs .has

A message says what failed, on what, what the server said and what to do next. It never holds
variables, headers or tokens. Errors survive ``pickle`` and ``copy`` with all their attributes; the
cause (``raise … from``) belongs to the traceback and does not travel.
"""

from __future__ import annotations

from mldh_graphql.errors.arguments import (
    ConfigurationError,
    InvalidUrnError,
    InvalidValueError,
    SourceError,
    SystemFileError,
)
from mldh_graphql.errors.graphql import (
    BadRequestError,
    ConflictError,
    EntityNotFoundError,
    ErrorDetail,
    GraphQLError,
    PermissionDeniedError,
    ServerError,
)
from mldh_graphql.errors.outcomes import (
    BulkWriteError,
    UnsupportedServerError,
    VerificationError,
    WriteRejectedError,
    WriteReport,
)
from mldh_graphql.errors.requests import (
    AuthenticationError,
    ConnectionFailedError,
    HTTPStatusError,
    InvalidResponseError,
    RateLimitedError,
    RequestError,
    RequestTimeoutError,
)
from mldh_graphql.errors.root import (
    DataHubMLError,
)

__all__ = [
    "AuthenticationError",
    "BadRequestError",
    "BulkWriteError",
    "ConfigurationError",
    "ConflictError",
    "ConnectionFailedError",
    "DataHubMLError",
    "EntityNotFoundError",
    "ErrorDetail",
    "GraphQLError",
    "HTTPStatusError",
    "InvalidResponseError",
    "InvalidUrnError",
    "InvalidValueError",
    "PermissionDeniedError",
    "RateLimitedError",
    "RequestError",
    "RequestTimeoutError",
    "ServerError",
    "SourceError",
    "SystemFileError",
    "UnsupportedServerError",
    "VerificationError",
    "WriteRejectedError",
    "WriteReport",
]

for _name in __all__:
    # Tracebacks, pickles and the manual name them as they are imported.
    globals()[_name].__module__ = __name__

"""Which certificates are trusted."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import TYPE_CHECKING

from mldh_graphql.errors import ConfigurationError

if TYPE_CHECKING:
    import os


def ssl_verification(
    verify: bool | str | os.PathLike[str] | ssl.SSLContext,  # noqa: FBT001  # an option's value
) -> bool | ssl.SSLContext:
    """Load the CA bundle if a path was given; pass on everything else.

    Raises:
        ConfigurationError: There is no usable CA bundle at the path.
    """
    if isinstance(verify, bool | ssl.SSLContext):
        return verify
    bundle = Path(verify)
    try:
        if bundle.is_dir():
            return ssl.create_default_context(capath=bundle)
        return ssl.create_default_context(cafile=bundle)
    except OSError as error:
        raise ConfigurationError(f"verify={str(bundle)!r} is not a usable CA bundle") from error

"""``mldh``: the library from a terminal.

`main` is the program. `mldh_graphql.cli.program.mldh` is its click group, for whoever wants to list
the commands: each has ``examples`` besides what click knows of it.
"""

from __future__ import annotations

import gc
import sys
from typing import NoReturn

__all__ = ["main"]


def main() -> NoReturn:
    """Run ``mldh`` with the arguments of the process, and end the process.

    The exit codes are those of `mldh_graphql.cli.failures.ExitCode`.
    """
    # Importing makes many objects and hardly any garbage; looking for it takes a fifth of the time.
    gc.set_threshold(50_000, 20, 50)
    try:
        from mldh_graphql.cli.running import run  # noqa: PLC0415 - needs an extra
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] != "click":
            raise
        sys.stderr.write(
            "mldh needs click, which is not installed: pip install 'mldh-graphql[cli]'\n"
        )
        sys.exit(2)
    code = run(sys.argv[1:])
    # Python would look for garbage among all that was imported, once more: a fifth of a second
    # after a sync.
    gc.freeze()
    sys.exit(code)

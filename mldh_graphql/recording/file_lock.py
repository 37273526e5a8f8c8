"""Locks on files, which end with the process that holds them, however it ends."""

from __future__ import annotations

import os
import sys

__all__ = ["OPEN_FILES_CAN_MOVE", "try_lock"]

if sys.platform == "win32":
    import msvcrt

    OPEN_FILES_CAN_MOVE = False

    # Nobody else can read what is locked there, so it is a byte that no buffer reaches.
    _PLACE = 2**31 - 2

    def try_lock(descriptor: int) -> bool:
        """Lock an open file; return whether nobody else holds it."""
        os.lseek(descriptor, _PLACE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    OPEN_FILES_CAN_MOVE = True

    def try_lock(descriptor: int) -> bool:
        """Lock an open file; return whether nobody else holds it."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

"""What a token tells about itself, as far as it is one of DataHub's own."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Final

from mldh_graphql.diagnosis.diagnosis import Examination, Subject, Verdict

__all__ = ["accepted", "expiry_of", "refused"]

_SOON: Final = timedelta(days=7)


def expiry_of(token: str | None) -> datetime | None:
    """Return when a token ends; ``None`` if it does not say, or never ends.

    DataHub's personal access tokens are JSON web tokens. Nothing is checked but what it says.
    """
    parts = (token or "").split(".")
    if len(parts) != 3:
        return None
    try:
        claims: object = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        ends = claims.get("exp") if isinstance(claims, dict) else None
        return datetime.fromtimestamp(ends, UTC) if isinstance(ends, int | float) else None
    except (ValueError, OverflowError, OSError, RecursionError):
        return None


def refused(token: str | None, *, given: bool, now: datetime) -> Examination:
    """Say that DataHub answered 401.

    Args:
        token: The token, if it is known.
        given: Whether one was sent at all.
        now: The time.
    """
    ends = expiry_of(token)
    if not given:
        found = "no token was sent, and DataHub wants one"
    elif ends is not None and ends <= now:
        found = f"the token ended on {ends:%Y-%m-%d %H:%M} UTC"
    else:
        found = "DataHub does not accept the token"
    return Examination(
        subject=Subject.TOKEN,
        verdict=Verdict.PROBLEM,
        found=found,
        fix="create a personal access token in DataHub (Settings, Access Tokens) and put it into "
        "DATAHUB_GMS_TOKEN",
    )


def accepted(user: str | None, token: str | None, *, given: bool, now: datetime) -> Examination:
    """Say that DataHub accepted the token, or wants none.

    Args:
        user: Whom the token stands for.
        token: The token, if it is known.
        given: Whether one was sent at all.
        now: The time.
    """
    whom = f"it belongs to {user}" if user else "accepted; DataHub does not say whose it is"
    ends = expiry_of(token)
    if not given:
        return Examination(
            subject=Subject.TOKEN,
            verdict=Verdict.OK,
            found=f"none is needed here; DataHub takes you for {user or 'nobody in particular'}",
        )
    if ends is None:
        return Examination(subject=Subject.TOKEN, verdict=Verdict.OK, found=whom)
    found = f"{whom}, until {ends:%Y-%m-%d %H:%M} UTC"
    if ends - now > _SOON:
        return Examination(subject=Subject.TOKEN, verdict=Verdict.OK, found=found)
    return Examination(
        subject=Subject.TOKEN,
        verdict=Verdict.WARNING,
        found=found,
        fix="create the next one in DataHub (Settings, Access Tokens) before it ends",
    )

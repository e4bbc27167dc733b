"""Times as people read them: in the department's zone, whatever the zone of the computer.

Records and manifests hold UTC. What is read is in Beijing time, by which the department's day runs, or in
the zone that TIERLINE_ZONE names; the computer's own zone never counts, so that two computers say the same.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tierline.errors import UsageError
from tierline.messages import N_

VARIABLE = "TIERLINE_ZONE"
USUAL = "Asia/Shanghai"
_USUAL = timezone(timedelta(hours=8), USUAL)  # the same all year: no table of zones is needed for it


def zone() -> tzinfo:
    """Return the zone that times are read in.

    Raises
    ------
    UsageError
        TIERLINE_ZONE names none that this computer knows.
    """
    name = os.environ.get(VARIABLE, "").strip()
    if name in ("", USUAL):
        return _USUAL
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UsageError(
            N_("{variable}: '{zone}' is no time zone known here. Name one such as {usual}."),
            variable=VARIABLE,
            zone=name,
            usual=USUAL,
        ) from error


def zone_name() -> str:
    """Return the zone's name, for the head of a column or a file: Asia/Shanghai."""
    found = zone()
    return found.key if isinstance(found, ZoneInfo) else USUAL


def when(at: str) -> str:
    """Return a record's time as people read it: to the minute, in their zone.

    Parameters
    ----------
    at : str
        As records and manifests have it: ISO 8601; UTC, where it names no offset. What is no time, as a
        record that somebody meddled with may hold, is returned as it is.
    """
    read = _read(at)
    return at if read is None else f"{read:%Y-%m-%d %H:%M}"


def when_exported(at: str) -> str:
    """Return the same for a file that is handed out: with the zone, as nobody knows where it is read."""
    return f"{when(at)} ({zone_name()})"


def day(at: str) -> str:
    """Return a record's day in their zone, YYYY-MM-DD."""
    read = _read(at)
    return at[:10] if read is None else read.date().isoformat()


def today() -> date:
    """Return the department's day at this moment."""
    return datetime.now(zone()).date()


def _read(at: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (found if found.tzinfo is not None else found.replace(tzinfo=UTC)).astimezone(zone())

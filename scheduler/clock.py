"""The one reader of the clock. Everything else is told the time."""

from __future__ import annotations

import time
from datetime import UTC, datetime


def now() -> datetime:
    """Return the present moment in UTC, to the whole second (calendars know no smaller unit)."""
    return datetime.now(UTC).replace(microsecond=0)


def monotonic() -> float:
    """Return seconds that only ever go forward, to measure a wait by; no moment of any day."""
    return time.monotonic()

"""The part of the time that a feed holds, as seen on one day: it steps at midnight UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from scheduler.models import Event
from scheduler.queries.agenda import AHEAD, BEFORE

if TYPE_CHECKING:
    from sqlalchemy.sql.elements import ColumnElement

KEPT_CANCELLED = timedelta(days=30)
"""How long past its date a cancelled event stays."""


@dataclass(frozen=True)
class Window:
    """What part of the time a feed holds, as seen on one day. `whole` is all of it."""

    today: datetime
    whole: bool = False

    @classmethod
    def at(cls, now: datetime, *, whole: bool = False) -> Window:
        """Return the window of that day."""
        return cls(now.replace(hour=0, minute=0, second=0, microsecond=0), whole)

    @property
    def since(self) -> datetime:
        """What ends by then is left out."""
        return self.today - BEFORE

    @property
    def until(self) -> datetime:
        """What starts from then on is left out."""
        return self.today + AHEAD

    @property
    def cancelled_since(self) -> datetime:
        """What was cancelled and ends by then is left out."""
        return self.today - KEPT_CANCELLED

    def holds(self) -> list[ColumnElement[bool]]:
        """Return the conditions on `Event`."""
        if self.whole:
            return []
        return [
            Event.until_utc > self.since,
            Event.start_utc < self.until,
            sa.or_(Event.status != "cancelled", Event.until_utc > self.cancelled_since),
        ]

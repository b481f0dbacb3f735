"""An occurrence: an event on one date. A single event has one, a series one for each of its rule.

Written by the scheduling and repeating verbs from the event's wall time and rule; what takes
place in some time is asked of these rows, whatever kind of event it is.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.db import JSON, Base, UTCDateTime
from scheduler.models.event import Event, wall

Value = TypeVar("Value")
OWN = ("title", "description", "venue", "online_url")
"""What an occurrence may have of its own, apart from its time."""


class Occurrence(Base):
    """One date on which an event takes place, or would have."""

    __tablename__ = "occurrence"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"))
    original: Mapped[date]
    """The date on which the rule put it; with the series' hour its RECURRENCE-ID."""
    start_date: Mapped[date]
    start_time: Mapped[time | None]
    end_date: Mapped[date | None]
    end_time: Mapped[time | None]
    fold: Mapped[int] = mapped_column(default=0)
    end_fold: Mapped[int] = mapped_column(default=0)
    start_utc: Mapped[datetime] = mapped_column(UTCDateTime)
    end_utc: Mapped[datetime] = mapped_column(UTCDateTime)
    status: Mapped[str] = mapped_column(sa.String(12), default="scheduled")
    moved: Mapped[bool] = mapped_column(default=False)
    """Whether its time is its own, and no longer the rule's."""
    own: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """The fields that differ from the series: {"venue": {"en": "Town hall"}}."""

    event: Mapped[Event] = relationship(back_populates="occurrences")

    __table_args__ = (
        sa.CheckConstraint("status IN ('scheduled', 'cancelled')", name="status"),
        sa.CheckConstraint("end_utc >= start_utc", name="end_after_start"),
        sa.UniqueConstraint("event_id", "original"),
        sa.Index("ix_occurrence_start_utc", "start_utc"),
        sa.Index("ix_occurrence_end_utc", "end_utc"),
    )

    @property
    def timed(self) -> bool:
        """Whether hours are known; otherwise only dates are."""
        return self.start_time is not None

    @property
    def start_wall(self) -> datetime | date:
        """The start as a clock in the event's zone shows it, naive; a date where days are known."""
        return wall(self.start_date, self.start_time)

    @property
    def end_wall(self) -> datetime | date | None:
        """The end likewise; None where none was published."""
        return None if self.end_date is None else wall(self.end_date, self.end_time)

    @property
    def last_date(self) -> date:
        """The last day on which it takes place."""
        return self.end_date or self.start_date

    @property
    def original_wall(self) -> datetime | date:
        """When the rule put it, on the clock of the event's zone: iCalendar's RECURRENCE-ID."""
        return wall(self.original, self.event.start_time)

    @property
    def differs(self) -> bool:
        """Whether it takes place in another way than the series says."""
        return self.status == "scheduled" and (self.moved or bool(self.own))

    @hybrid_property
    def is_cancelled(self) -> bool:
        """Whether it does not take place, alone or with its whole event."""
        return self.status == "cancelled" or self.event.status == "cancelled"

    @is_cancelled.inplace.expression
    @classmethod
    def _is_cancelled(cls) -> sa.ColumnElement[bool]:
        return sa.or_(cls.status == "cancelled", Event.status == "cancelled")

    @property
    def title(self) -> dict[str, str]:
        """Its own title, or the event's."""
        return self._of("title", self.event.title)

    @property
    def description(self) -> dict[str, str]:
        """Its own description, or the event's."""
        return self._of("description", self.event.description)

    @property
    def venue(self) -> dict[str, str]:
        """Its own place, or the event's."""
        return self._of("venue", self.event.venue)

    @property
    def online_url(self) -> str:
        """Its own link, or the event's."""
        return self._of("online_url", self.event.online_url)

    def _of(self, name: str, common: Value) -> Value:
        own: Value = self.own.get(name, common)
        return own

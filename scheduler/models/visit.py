"""A city visit: the rules of its registration and its day-by-day programme."""

from __future__ import annotations

from datetime import date, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.db import JSON, Base, UTCDateTime
from scheduler.models.event import Event


class Visit(Base):
    """What an event has that delegates register for: one row, and the lock of its seats."""

    __tablename__ = "visit"

    event_id: Mapped[int] = mapped_column(
        sa.ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    opens: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closes: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """Registration is possible from `opens` until `closes`; with neither there is none."""
    last_number: Mapped[int] = mapped_column(default=0)
    """The number given to the latest registration; the line is in this order, without gaps."""

    event: Mapped[Event] = relationship(back_populates="visit")
    items: Mapped[list[VisitItem]] = relationship(
        order_by="VisitItem.day, VisitItem.position", cascade="all, delete-orphan"
    )


class VisitItem(Base):
    """One stop: wall time in the host's zone, on a day counted from the visit's first."""

    __tablename__ = "visit_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(sa.String(64), unique=True)
    visit_id: Mapped[int] = mapped_column(
        sa.ForeignKey("visit.event_id", ondelete="CASCADE"), index=True
    )
    day: Mapped[int | None]
    """1 is the first day; null where the source names the stop but not its day."""
    position: Mapped[int] = mapped_column(default=0)
    start_time: Mapped[time | None]
    end_time: Mapped[time | None]
    title: Mapped[dict[str, str]] = mapped_column(JSON)
    place: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """By language, and under "local" as it is written there."""
    address: Mapped[str] = mapped_column(sa.String(500), default="")
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    """Raised when its day, hours or place change; calendars get it added to the event's."""

    __table_args__ = (
        sa.CheckConstraint("day IS NULL OR day > 0", name="day"),
        sa.CheckConstraint("end_time IS NULL OR start_time IS NOT NULL", name="end_needs_start"),
    )

    def on(self, first_day: date) -> date | None:
        """Return its date, where its day is known."""
        return None if self.day is None else date.fromordinal(first_day.toordinal() + self.day - 1)

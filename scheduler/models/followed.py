"""A followed calendar: one kept elsewhere, whose entries planning should know of.

As of events, wall time and zone are the truth of an entry, and the moments beside them are
derived. The address may be a secret, and is stored sealed.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.db import JSON, Base, UTCDateTime
from scheduler.models.city import City
from scheduler.models.programme import Programme


class FollowedCalendar(Base):
    """A calendar of somebody else that a programme follows, and how the last fetch went."""

    __tablename__ = "followed_calendar"

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    name: Mapped[dict[str, str]] = mapped_column(JSON)
    address: Mapped[bytes]
    """Sealed."""
    address_digest: Mapped[str] = mapped_column(sa.String(64))
    shown: Mapped[str] = mapped_column(sa.String(300))
    """The address without what may be a secret in it."""
    zone: Mapped[str | None] = mapped_column(sa.String(64))
    """On whose clock hours are meant that say no zone; null leaves such entries out."""
    active: Mapped[bool] = mapped_column(default=True)
    """Whether it is fetched and its entries count; otherwise it is paused."""

    due: Mapped[datetime] = mapped_column(UTCDateTime)
    """When it is to be fetched next. Whoever fetches it puts this off first, for a lease."""
    attempt: Mapped[int] = mapped_column(default=0)
    """Raised by every fetch and by a new address: an answer to an older question is dropped."""
    asked: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the last answer, or none, was noted."""
    answered: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When it was last read, or said to be as it was."""
    result: Mapped[str] = mapped_column(sa.String(24), default="")
    """How the last fetch went: "read", "unchanged", or what went wrong; empty before the first."""
    values: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """What the words about the result are filled with."""
    failures: Mapped[int] = mapped_column(default=0)
    """How many fetches in a row went wrong."""
    minutes: Mapped[int] = mapped_column(default=60)
    """How long it is left alone after a good answer."""

    etag: Mapped[str] = mapped_column(sa.String(1000), default="")
    last_modified: Mapped[str] = mapped_column(sa.String(100), default="")
    digest: Mapped[str] = mapped_column(sa.String(64), default="")
    """Of the bytes that the entries were read from."""
    expanded: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the entries were made: their window moves on, and the zone data may be other ones."""
    zone_data: Mapped[str] = mapped_column(sa.String(16), default="")
    kept: Mapped[int] = mapped_column(default=0)
    """How many dates are stored."""
    left_out: Mapped[int] = mapped_column(default=0)
    """How many entries could not be taken; the first of them with the reason:"""
    refusals: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """[{"title": "…", "code": "…", "values": {…}}]."""
    notes: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """What is to be told of the calendar as a whole: [{"code": "…", "values": {…}}]."""

    created: Mapped[datetime] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    """Raised by every save of an organizer."""

    programme: Mapped[Programme] = relationship()
    city_links: Mapped[list[FollowedCity]] = relationship(
        order_by="FollowedCity.position", cascade="all, delete-orphan"
    )

    __table_args__ = (
        sa.CheckConstraint("minutes > 0", name="minutes"),
        sa.UniqueConstraint("programme_id", "address_digest"),
        sa.Index("ix_followed_calendar_active_due", "active", "due"),
    )

    @property
    def cities(self) -> list[City]:
        """The cities that it concerns; none means all of them."""
        return [link.city for link in self.city_links]


class FollowedCity(Base):
    """A followed calendar concerns the people of a city."""

    __tablename__ = "followed_city"

    calendar_id: Mapped[int] = mapped_column(
        sa.ForeignKey("followed_calendar.id", ondelete="CASCADE"), primary_key=True
    )
    city_id: Mapped[int] = mapped_column(sa.ForeignKey("city.id"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)
    city: Mapped[City] = relationship(lazy="joined")


class OutsideEvent(Base):
    """One date of an entry in a followed calendar. Rewritten whole whenever that has changed."""

    __tablename__ = "outside_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    calendar_id: Mapped[int] = mapped_column(
        sa.ForeignKey("followed_calendar.id", ondelete="CASCADE")
    )
    uid: Mapped[str] = mapped_column(sa.String(255))
    """As its calendar has it; all dates of a series share it."""
    title: Mapped[str] = mapped_column(sa.String(300))
    start_date: Mapped[date]
    start_time: Mapped[time | None]
    end_date: Mapped[date]
    """Of dates the last day, inclusive."""
    end_time: Mapped[time | None]
    zone: Mapped[str | None] = mapped_column(sa.String(64))
    start_utc: Mapped[datetime] = mapped_column(UTCDateTime)
    end_utc: Mapped[datetime] = mapped_column(UTCDateTime)
    """Derived; of dates the bounds of the days in UTC."""
    busy: Mapped[bool] = mapped_column(default=True)
    """Whether its calendar says that it takes people's time (TRANSP)."""

    calendar: Mapped[FollowedCalendar] = relationship()

    __table_args__ = (
        sa.CheckConstraint("end_utc >= start_utc", name="end_after_start"),
        sa.Index("ix_outside_event_calendar_id_start_utc", "calendar_id", "start_utc"),
    )

    @property
    def timed(self) -> bool:
        """Whether it has hours; otherwise it lasts whole days."""
        return self.start_time is not None

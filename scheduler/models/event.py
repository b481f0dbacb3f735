"""An event: the umbrella noun for thematic discussions, live sessions, city visits and the rest.

Wall time and zone are the truth; the two UTC columns are derived from them, with the version
of the zone data that was used, so that queries can compare moments.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.db import JSON, Base, UTCDateTime
from scheduler.models.city import City
from scheduler.models.programme import Programme
from scheduler.models.theme import Theme

if TYPE_CHECKING:
    from scheduler.models.occurrence import Occurrence  # noqa: TC004 - found by its name
    from scheduler.models.visit import Visit  # noqa: TC004 - the mapper finds it by its name

KINDS = ("thematic_discussion", "live_session", "city_visit", "event")
STATUSES = ("draft", "tentative", "confirmed", "cancelled")
VISIBILITIES = ("public", "programme", "invited")


class Event(Base):
    """Something that people of several cities attend, at a wall time in one zone."""

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(sa.String(64), unique=True)
    slug: Mapped[str] = mapped_column(sa.String(120), unique=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    kind: Mapped[str] = mapped_column(sa.String(24))
    status: Mapped[str] = mapped_column(sa.String(12), default="draft")
    visibility: Mapped[str] = mapped_column(sa.String(12), default="public")
    title: Mapped[dict[str, str]] = mapped_column(JSON)
    description: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)

    start_date: Mapped[date]
    start_time: Mapped[time | None]
    end_date: Mapped[date | None]
    """Of a timed event the date of its end, else its last day, inclusive."""
    end_time: Mapped[time | None]
    all_day: Mapped[bool] = mapped_column(default=False)
    time_known: Mapped[bool] = mapped_column(default=True)
    zone: Mapped[str | None] = mapped_column(sa.String(64))
    fold: Mapped[int] = mapped_column(default=0)
    """Which of the two, where the clocks make the start's wall time come twice (PEP 495)."""
    end_fold: Mapped[int] = mapped_column(default=0)
    start_utc: Mapped[datetime] = mapped_column(UTCDateTime)
    end_utc: Mapped[datetime] = mapped_column(UTCDateTime)
    """Derived, for comparing; of dates the bounds of the days in the zone."""
    until_utc: Mapped[datetime] = mapped_column(UTCDateTime)
    """When the last occurrence is over; of a single event its end."""
    rule: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    """iCalendar's RRULE without its name, an UNTIL as a local date; empty for a single event.
    Start and end above are then those of the first occurrence."""
    continues: Mapped[str] = mapped_column(sa.String(64), default="", server_default="")
    """The UID of the series that this one was split from."""
    zone_data: Mapped[str] = mapped_column(sa.String(16), default="")

    host_city_id: Mapped[int | None] = mapped_column(sa.ForeignKey("city.id"))
    venue: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    online_url: Mapped[str] = mapped_column(sa.String(2000), default="")
    online_public: Mapped[bool] = mapped_column(default=False)
    capacity: Mapped[int | None]

    made_up: Mapped[bool] = mapped_column(default=False)
    """Demo data that is no fact; every page says so."""
    source: Mapped[str] = mapped_column(sa.String(500), default="")
    """Where a past event was published."""
    origin_uid: Mapped[str | None] = mapped_column(sa.String(255))
    """The UID in the file that it was imported from: by it the file finds it again."""

    sequence: Mapped[int] = mapped_column(default=0)
    """iCalendar's SEQUENCE: raised when time, place or status changes for the people invited."""
    version: Mapped[int] = mapped_column(default=1)
    """Raised by every save: what two organizers who edit at once are told apart by."""
    created: Mapped[datetime] = mapped_column(UTCDateTime)
    changed: Mapped[datetime] = mapped_column(UTCDateTime)
    """DTSTAMP and LAST-MODIFIED: strictly later with every save."""

    published: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When it was first shown; null for a draft, a discarded one too."""

    programme: Mapped[Programme] = relationship()
    occurrences: Mapped[list[Occurrence]] = relationship(
        back_populates="event",
        order_by="Occurrence.start_utc, Occurrence.original",
        cascade="all, delete-orphan",
    )
    host_city: Mapped[City | None] = relationship()
    city_links: Mapped[list[EventCity]] = relationship(
        order_by="EventCity.position", cascade="all, delete-orphan"
    )
    theme_links: Mapped[list[EventTheme]] = relationship(cascade="all, delete-orphan")
    visit: Mapped[Visit | None] = relationship(back_populates="event", cascade="all, delete-orphan")

    __table_args__ = (
        sa.CheckConstraint(
            "kind IN ('thematic_discussion', 'live_session', 'city_visit', 'event')", name="kind"
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'tentative', 'confirmed', 'cancelled')", name="status"
        ),
        sa.CheckConstraint("visibility IN ('public', 'programme', 'invited')", name="visibility"),
        sa.CheckConstraint("end_utc >= start_utc", name="end_after_start"),
        sa.CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity"),
        sa.CheckConstraint(
            "start_time IS NULL OR (time_known AND NOT all_day AND zone IS NOT NULL)",
            name="hour_needs_zone",
        ),
        sa.Index("ix_event_programme_id_start_utc", "programme_id", "start_utc"),
        sa.Index("ix_event_programme_id_origin_uid", "programme_id", "origin_uid"),
        sa.Index("ix_event_start_utc", "start_utc"),
        sa.Index("ix_event_until_utc", "until_utc"),
        sa.Index("ix_event_programme_id_until_utc", "programme_id", "until_utc"),
        # Of the cancelled ones alone: an index over every status would be taken where it slows.
        sa.Index(
            "ix_event_cancelled_until_utc",
            "until_utc",
            sqlite_where=sa.text("status = 'cancelled'"),
            postgresql_where=sa.text("status = 'cancelled'"),
        ),
    )

    @property
    def cities(self) -> list[City]:
        """The cities that take part, the host among them where there is one."""
        return [link.city for link in self.city_links]

    @property
    def themes(self) -> list[Theme]:
        """What it is about."""
        return [link.theme for link in self.theme_links]

    @property
    def timed(self) -> bool:
        """Whether hours are known; otherwise only dates are."""
        return self.start_time is not None

    @property
    def start_wall(self) -> datetime | date:
        """The start as a clock in `zone` shows it, naive; a date where only days are known."""
        return wall(self.start_date, self.start_time)

    @property
    def end_wall(self) -> datetime | date | None:
        """The end likewise; None where none was published."""
        return None if self.end_date is None else wall(self.end_date, self.end_time)

    @property
    def repeats(self) -> bool:
        """Whether it is a series."""
        return bool(self.rule)

    @property
    def last_date(self) -> date:
        """The last day on which it takes place."""
        return self.end_date or self.start_date

    @hybrid_property
    def is_public(self) -> bool:
        """Whether strangers may see it."""
        return self.published is not None and self.visibility == "public"

    @is_public.inplace.expression
    @classmethod
    def _is_public(cls) -> sa.ColumnElement[bool]:
        return sa.and_(cls.published.is_not(None), cls.visibility == "public")


def wall(day: date, at: time | None) -> datetime | date:
    """Return a date and an hour as one naive wall time; the date alone where there is no hour."""
    return day if at is None else datetime.combine(day, at)


class EventCity(Base):
    """A city takes part in an event."""

    __tablename__ = "event_city"

    event_id: Mapped[int] = mapped_column(
        sa.ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    city_id: Mapped[int] = mapped_column(sa.ForeignKey("city.id"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)
    city: Mapped[City] = relationship(lazy="joined")


class EventTheme(Base):
    """An event is about a theme."""

    __tablename__ = "event_theme"

    event_id: Mapped[int] = mapped_column(
        sa.ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    theme_id: Mapped[int] = mapped_column(sa.ForeignKey("theme.id"), primary_key=True, index=True)
    theme: Mapped[Theme] = relationship(lazy="joined")

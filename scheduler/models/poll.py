"""A poll: times offered to chosen people, who say of each whether it suits them.

As of events, wall time and zone are the truth, of the times offered and of the deadline; the
moments beside them are derived.
"""

from __future__ import annotations

from datetime import date, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.db import JSON, Base, UTCDateTime
from scheduler.models.city import City
from scheduler.models.event import Event
from scheduler.models.person import Person
from scheduler.models.programme import Programme

STATUSES = ("open", "closed", "chosen", "cancelled")
ANSWERS = ("yes", "maybe", "no")
"""Yes, if need be, no."""


class Poll(Base):
    """The question which of several times suits the people of some cities."""

    __tablename__ = "poll"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(sa.String(36), unique=True)
    """Its public name, random."""
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    event_id: Mapped[int | None] = mapped_column(sa.ForeignKey("event.id"))
    """The event that is to be moved; once a time is chosen, the one that was moved or made."""
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    """Who asked."""
    status: Mapped[str] = mapped_column(sa.String(12), default="open")
    """open and closed may still be decided; chosen and cancelled are the end."""
    title: Mapped[dict[str, str]] = mapped_column(JSON)
    description: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    kind: Mapped[str] = mapped_column(sa.String(24))
    visibility: Mapped[str] = mapped_column(sa.String(12))
    online_url: Mapped[str] = mapped_column(sa.String(2000), default="")
    """What the event will be that is made of it."""

    zone: Mapped[str] = mapped_column(sa.String(64))
    """On whose clock the times offered are meant."""
    minutes: Mapped[int]
    deadline_date: Mapped[date]
    deadline_time: Mapped[time]
    deadline_fold: Mapped[int] = mapped_column(default=0)
    deadline_zone: Mapped[str] = mapped_column(sa.String(64))
    deadline_utc: Mapped[datetime] = mapped_column(UTCDateTime)
    """Derived; until then answers are taken."""
    shows_answers: Mapped[bool] = mapped_column(default=False)
    """Whether those who are asked see each other's answers."""

    reminded: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When somebody was last reminded, by a button or by the clock."""
    last_call: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the reminder of the day before the deadline went out."""
    created: Mapped[datetime] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    """Raised by every save: what two organizers who act at once are told apart by."""

    programme: Mapped[Programme] = relationship()
    event: Mapped[Event | None] = relationship()
    by: Mapped[Person | None] = relationship()
    city_links: Mapped[list[PollCity]] = relationship(
        order_by="PollCity.position", cascade="all, delete-orphan"
    )
    slots: Mapped[list[PollSlot]] = relationship(
        back_populates="poll", order_by="PollSlot.start_utc", cascade="all, delete-orphan"
    )
    voters: Mapped[list[PollVoter]] = relationship(
        back_populates="poll", order_by="PollVoter.id", cascade="all, delete-orphan"
    )

    __table_args__ = (
        sa.CheckConstraint("status IN ('open', 'closed', 'chosen', 'cancelled')", name="status"),
        sa.CheckConstraint("kind IN ('thematic_discussion', 'live_session', 'event')", name="kind"),
        sa.CheckConstraint("visibility IN ('public', 'programme', 'invited')", name="visibility"),
        sa.CheckConstraint("minutes > 0", name="minutes"),
        sa.CheckConstraint("status <> 'chosen' OR event_id IS NOT NULL", name="chosen_whole"),
        sa.Index("ix_poll_programme_id", "programme_id"),
        sa.Index("ix_poll_event_id", "event_id"),
        sa.Index("ix_poll_status_deadline_utc", "status", "deadline_utc"),
    )

    @property
    def cities(self) -> list[City]:
        """The cities whose people meet."""
        return [link.city for link in self.city_links]

    @property
    def chosen_slot(self) -> PollSlot | None:
        """The time that was decided on, if one was."""
        return next((slot for slot in self.slots if slot.chosen), None)

    @property
    def undecided(self) -> bool:
        """Whether a time can still be chosen."""
        return self.status in {"open", "closed"}

    @property
    def deadline_wall(self) -> datetime:
        """The deadline as a clock in its zone shows it, naive."""
        return datetime.combine(self.deadline_date, self.deadline_time)

    def takes_answers(self, now: datetime) -> bool:
        """Tell whether somebody may still answer at that moment."""
        return self.status == "open" and now < self.deadline_utc


class PollCity(Base):
    """A city whose people meet at the time that a poll finds."""

    __tablename__ = "poll_city"

    poll_id: Mapped[int] = mapped_column(
        sa.ForeignKey("poll.id", ondelete="CASCADE"), primary_key=True
    )
    city_id: Mapped[int] = mapped_column(sa.ForeignKey("city.id"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)
    city: Mapped[City] = relationship(lazy="joined")


class PollSlot(Base):
    """One of the times offered, on the clock of the poll's zone."""

    __tablename__ = "poll_slot"

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(sa.ForeignKey("poll.id", ondelete="CASCADE"))
    start_date: Mapped[date]
    start_time: Mapped[time]
    fold: Mapped[int] = mapped_column(default=0)
    start_utc: Mapped[datetime] = mapped_column(UTCDateTime)
    end_utc: Mapped[datetime] = mapped_column(UTCDateTime)
    """Derived from the wall time and the poll's length."""

    chosen: Mapped[bool] = mapped_column(default=False)
    """Whether this is the one that was decided on."""

    poll: Mapped[Poll] = relationship(back_populates="slots")

    __table_args__ = (
        sa.CheckConstraint("end_utc > start_utc", name="end_after_start"),
        sa.UniqueConstraint("poll_id", "start_utc"),
        sa.Index(
            "uq_poll_slot_chosen",
            "poll_id",
            unique=True,
            sqlite_where=sa.text("chosen"),
            postgresql_where=sa.text("chosen"),
        ),
    )

    @property
    def start_wall(self) -> datetime:
        """The start as a clock in the poll's zone shows it, naive."""
        return datetime.combine(self.start_date, self.start_time)


class PollVoter(Base):
    """One person who is asked; their link is made from this row and its generation."""

    __tablename__ = "poll_voter"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(sa.String(36), unique=True)
    poll_id: Mapped[int] = mapped_column(sa.ForeignKey("poll.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"))
    generation: Mapped[int] = mapped_column(default=1)
    status: Mapped[str] = mapped_column(sa.String(12), default="open")
    """open, or withdrawn when the organizer asks this person no longer."""
    answered: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the last answer to all the times came; null again once a time is added."""
    asked: Mapped[datetime] = mapped_column(UTCDateTime)
    reminded: Mapped[datetime | None] = mapped_column(UTCDateTime)
    comment: Mapped[str] = mapped_column(sa.Text, default="")
    first_message_id: Mapped[str] = mapped_column(sa.String(200), default="")
    """What later messages refer to, so that they stand in one thread."""

    poll: Mapped[Poll] = relationship(back_populates="voters")
    person: Mapped[Person] = relationship()
    answers: Mapped[list[PollAnswer]] = relationship(cascade="all, delete-orphan")

    __table_args__ = (
        sa.CheckConstraint("status IN ('open', 'withdrawn')", name="status"),
        sa.UniqueConstraint("poll_id", "person_id"),
        sa.Index("ix_poll_voter_person_id", "person_id"),
    )


class PollAnswer(Base):
    """What one person says of one time: yes, if need be, or no."""

    __tablename__ = "poll_answer"

    voter_id: Mapped[int] = mapped_column(
        sa.ForeignKey("poll_voter.id", ondelete="CASCADE"), primary_key=True
    )
    slot_id: Mapped[int] = mapped_column(
        sa.ForeignKey("poll_slot.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    answer: Mapped[str] = mapped_column(sa.String(8))

    __table_args__ = (sa.CheckConstraint("answer IN ('yes', 'maybe', 'no')", name="answer"),)

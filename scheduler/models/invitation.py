"""An invitation: what one person was told about one event, and with which sequence."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.db import Base, UTCDateTime
from scheduler.models.event import Event
from scheduler.models.person import Person

ANSWERS = ("needs-action", "accepted", "declined", "tentative")


class Invitation(Base):
    """One person is asked to one event. Its messages are `OutboxMail` rows."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(sa.String(36), unique=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"))
    status: Mapped[str] = mapped_column(sa.String(12), default="open")
    """open, or withdrawn once a cancellation went out."""
    answer: Mapped[str] = mapped_column(sa.String(16), default="needs-action")
    """iCalendar's PARTSTAT, in lower case."""
    answered: Mapped[datetime | None] = mapped_column(UTCDateTime)
    sequence: Mapped[int] = mapped_column(default=0)
    """The event's sequence that this person was last told."""
    generation: Mapped[int] = mapped_column(default=1)
    first_message_id: Mapped[str] = mapped_column(sa.String(200), default="")
    """What later messages refer to, so that they stand in one thread."""
    created: Mapped[datetime] = mapped_column(UTCDateTime)

    event: Mapped[Event] = relationship()
    person: Mapped[Person] = relationship()

    __table_args__ = (
        sa.CheckConstraint("status IN ('open', 'withdrawn')", name="status"),
        sa.CheckConstraint(
            "answer IN ('needs-action', 'accepted', 'declined', 'tentative')", name="answer"
        ),
        sa.UniqueConstraint("event_id", "person_id"),
        sa.Index("ix_invitation_person_id", "person_id"),
    )

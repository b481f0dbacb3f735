"""A delegate's place in a visit: confirmed, in the line, or given back."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.db import Base, UTCDateTime
from scheduler.models.city import City
from scheduler.models.event import Event
from scheduler.models.person import Person

LIVE = ("awaiting_approval", "confirmed", "waitlisted", "offered")
STATUSES = (*LIVE, "declined", "cancelled")


class Registration(Base):
    """Somebody asks for a seat. One live registration for an address and event."""

    __tablename__ = "registration"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(sa.String(36), unique=True)
    """Its public name, random."""
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    """Known once the address is confirmed."""
    city_id: Mapped[int | None] = mapped_column(sa.ForeignKey("city.id"))
    name: Mapped[str] = mapped_column(sa.String(200))
    email: Mapped[str] = mapped_column(sa.String(254))
    language: Mapped[str] = mapped_column(sa.String(8))
    status: Mapped[str] = mapped_column(sa.String(20))
    number: Mapped[int]
    """The order of arrival in this visit, from 1, never given twice."""
    party: Mapped[int] = mapped_column(default=1)
    hold_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """Until when an address that is not confirmed keeps its place; null once it is."""
    reason: Mapped[str] = mapped_column(sa.String(20), default="")
    """Why it ended: withdrawn, not_me, unconfirmed, by_organizer, visit_cancelled."""
    generation: Mapped[int] = mapped_column(default=1)
    created: Mapped[datetime] = mapped_column(UTCDateTime)
    changed: Mapped[datetime] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)

    event: Mapped[Event] = relationship()
    person: Mapped[Person | None] = relationship()
    city: Mapped[City | None] = relationship(lazy="joined")

    __table_args__ = (
        sa.CheckConstraint(
            "status IN ('awaiting_approval', 'confirmed', 'waitlisted', 'offered', 'declined',"
            " 'cancelled')",
            name="status",
        ),
        sa.CheckConstraint("party > 0", name="party"),
        sa.UniqueConstraint("event_id", "number"),
        sa.Index(
            "uq_registration_live_address",
            "event_id",
            "email",
            unique=True,
            sqlite_where=sa.text("status NOT IN ('declined', 'cancelled')"),
            postgresql_where=sa.text("status NOT IN ('declined', 'cancelled')"),
        ),
        sa.Index("ix_registration_event_id_status", "event_id", "status"),
        sa.Index("ix_registration_person_id", "person_id"),
        sa.Index("ix_registration_hold_until", "hold_until"),
    )

    @property
    def live(self) -> bool:
        """Whether it still holds a seat or a place in the line."""
        return self.status in LIVE

    @property
    def address_confirmed(self) -> bool:
        """Whether its address has been shown to be its owner's."""
        return self.hold_until is None

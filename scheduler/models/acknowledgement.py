"""An acknowledgement: somebody knows of a conflict of an event, and leaves it as it is."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.db import Base, UTCDateTime
from scheduler.models.person import Person


class Acknowledgement(Base):
    """One matter of one event that need not be said loudly any more."""

    __tablename__ = "acknowledgement"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(sa.String(240))
    """What the conflicts' engine calls the matter: "closed:sofia:2027-03-13"."""
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    """Who knows; null once that person has been erased."""
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    person: Mapped[Person | None] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("event_id", "key"),
        sa.Index("ix_acknowledgement_person_id", "person_id"),
    )

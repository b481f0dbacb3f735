"""A notice that was given: of which change of the clocks a series' people have been told."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.db import Base, UTCDateTime


class ClockNotice(Base):
    """The people of a series have been told once what a change of the clocks moves."""

    __tablename__ = "clock_notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"))
    original: Mapped[date]
    """The first occurrence after the change."""
    told: Mapped[int] = mapped_column(default=0)
    """How many people."""
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (sa.UniqueConstraint("event_id", "original"),)

"""A file that an organizer is importing: kept between looking at it and taking what is in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.db import JSON, Base, UTCDateTime
from scheduler.models.person import Person
from scheduler.models.programme import Programme


class ImportFile(Base):
    """What one organizer sent, until it was taken, or for a day."""

    __tablename__ = "import_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(sa.String(32), unique=True)
    """Its name in addresses; only whoever sent it may open it."""
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"))
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(sa.String(200))
    """What it was called on the computer that it came from; empty for a pasted text."""
    body: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    """Its bytes, sealed: somebody's calendar may name people. Null once it was taken."""
    taken: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """What was made of it: numbers of events by what happened to them."""
    created: Mapped[datetime] = mapped_column(UTCDateTime)

    person: Mapped[Person] = relationship()
    programme: Mapped[Programme] = relationship()

    __table_args__ = (
        sa.Index("ix_import_file_person_id", "person_id"),
        sa.Index("ix_import_file_created", "created"),
    )

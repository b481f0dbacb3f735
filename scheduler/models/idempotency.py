"""Answers that are kept, so that a write that is sent twice is done once."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.db import JSON, Base, UTCDateTime


class KeptAnswer(Base):
    """What a write with an Idempotency-Key was answered; its row is claimed before the work."""

    __tablename__ = "kept_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(sa.String(80))
    """Whose key it is: a person's number, or of a stranger the request itself."""
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(sa.String(255))
    request: Mapped[str] = mapped_column(sa.String(64))
    """SHA-256 of what was asked: the same key for something else is refused."""
    status: Mapped[int | None]
    """Null while the work is being done, in the transaction that does it."""
    headers: Mapped[dict[str, str] | None] = mapped_column(JSON)
    body: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    """The answer, sealed: it may hold a name and an address."""
    created: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (
        sa.UniqueConstraint("owner", "key"),
        sa.Index("ix_kept_answer_created", "created"),
        sa.Index("ix_kept_answer_person_id", "person_id"),
    )

"""History: who did what, append-only, each entry chained to the one before it by its hash."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.core import chain
from scheduler.db import JSON, Base, UTCDateTime


class HistoryEntry(Base):
    """One verb, done once. Holds no personal data: people are named by their row's number."""

    __tablename__ = "history_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    chain: Mapped[str] = mapped_column(sa.String(80))
    """Which chain it belongs to: a programme's slug, or "~people"."""
    number: Mapped[int]
    """Its place in the chain, from 1."""
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    actor_id: Mapped[int | None]
    """The person who did it; null for the system itself. No foreign key: history outlives rows."""
    verb: Mapped[str] = mapped_column(sa.String(40))
    subject: Mapped[str] = mapped_column(sa.String(80))
    """What it was done to: "event:12"."""
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    previous: Mapped[str] = mapped_column(sa.String(64))
    hash: Mapped[str] = mapped_column(sa.String(64))
    """What `link` was when it was written."""

    __table_args__ = (
        sa.UniqueConstraint("chain", "number"),
        sa.Index("ix_history_entry_subject", "subject"),
    )

    def link(self) -> str:
        """Return the hash of all that it says, and of the hash before it."""
        return chain.link(
            self.previous,
            self.chain,
            self.number,
            self.at,
            self.actor_id,
            self.verb,
            self.subject,
            self.details,
        )


class HistoryChain(Base):
    """The head of a chain: how long it is and its last hash. Locked while an entry is added."""

    __tablename__ = "history_chain"

    name: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    length: Mapped[int] = mapped_column(default=0)
    head: Mapped[str] = mapped_column(sa.String(64), default="")

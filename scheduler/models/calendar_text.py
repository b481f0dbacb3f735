"""What a calendar shows of an event: written with every change of it, ready to be joined to a feed.

The texts have blanks for the installation's address and the names of cities and themes; see
`documents.ical.blanks`. No feed's content is kept but these and whole copies, found by version.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.db import Base, UTCDateTime

PARTS = ("public", "joining", "items", "brief")


class CalendarText(Base):
    """One event in one choice of languages: what strangers see of it, or another part."""

    __tablename__ = "calendar_text"

    event_id: Mapped[int] = mapped_column(
        sa.ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    languages: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    """In their order: "bg", "bg en"."""
    part: Mapped[str] = mapped_column(sa.String(8), primary_key=True)
    """public; joining, where a link that is not public makes it another; items, the stops of a
    visit; brief, without details."""
    body: Mapped[bytes]
    """VEVENTs from BEGIN to END, with blanks."""
    zones: Mapped[str] = mapped_column(sa.String(400), default="")
    """The zones that they name, with the first and the last year: "Europe/Sofia 2026 2027"."""
    written_by: Mapped[str] = mapped_column(sa.String(16))
    """Which program and zone data wrote it: another one writes it again."""

    __table_args__ = (
        sa.CheckConstraint("part IN ('public', 'joining', 'items', 'brief')", name="part"),
    )


class FeedVersion(Base):
    """How often what feeds show of something has changed, and when last.

    Of a programme ("programme:3"), of one person's standing ("person:7"), of names and addresses
    that stand in every feed ("names").
    """

    __tablename__ = "feed_version"

    scope: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    changed: Mapped[datetime] = mapped_column(UTCDateTime)
    """Strictly later with every version."""
    mark: Mapped[str] = mapped_column(sa.String(64), default="")
    """Of names, for which address and program it was raised last."""


class FeedCopy(Base):
    """A large feed as it went out, compressed or not: it serves until its version has changed."""

    __tablename__ = "feed_copy"

    address: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    """The digest of what was asked for."""
    tag: Mapped[str] = mapped_column(sa.String(64))
    """The ETag of its content."""
    body: Mapped[bytes]
    kept: Mapped[datetime] = mapped_column(UTCDateTime)

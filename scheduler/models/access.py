"""Ways in: one-time sign-in links, API tokens and feed addresses. Only digests are stored."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.db import JSON, Base, UTCDateTime
from scheduler.models.person import Person

ALL_OF_MINE = (
    '{"confirmed": false, "deadlines": false, "mine": true, "themes": [], "visits": false}'
)
"""The choice of a calendar of whose owner nobody knows a better one."""


class SignInLink(Base):
    """A link that signs one person in, once, for a short while."""

    __tablename__ = "sign_in_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"))
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created: Mapped[datetime] = mapped_column(UTCDateTime)
    expires: Mapped[datetime] = mapped_column(UTCDateTime)
    used: Mapped[datetime | None] = mapped_column(UTCDateTime)
    person: Mapped[Person] = relationship()

    __table_args__ = (sa.Index("ix_sign_in_link_person_id", "person_id"),)


class ApiToken(Base):
    """A token with which a script acts for one person."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"))
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created: Mapped[datetime] = mapped_column(UTCDateTime)
    revoked: Mapped[datetime | None] = mapped_column(UTCDateTime)
    person: Mapped[Person] = relationship()

    __table_args__ = (sa.Index("ix_api_token_person_id", "person_id"),)


class Feed(Base):
    """A personal calendar feed. Its address is made from its owner and its generation.

    A rotated address is another row: the old one stays, revoked, so that it can answer
    "gone" for as long as calendars ask for it. The generation is its owner's number for it,
    given once: no two feeds of a person ever have the same.
    """

    __tablename__ = "feed"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"))
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    generation: Mapped[int] = mapped_column(default=1)
    name: Mapped[str] = mapped_column(sa.String(80), default="", server_default="")
    choice: Mapped[dict[str, Any]] = mapped_column(
        JSON, default=lambda: json.loads(ALL_OF_MINE), server_default=ALL_OF_MINE
    )
    """mine (invited, registered, my city's), confirmed and visits (which narrow it), themes (all
    public events of those, by slug), deadlines."""
    details: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    """Whether entries say more than their kind and time."""
    reminder: Mapped[int | None] = mapped_column()
    """Minutes before an entry, or none."""
    language: Mapped[str] = mapped_column(sa.String(8), default="both")
    created: Mapped[datetime] = mapped_column(UTCDateTime)
    last_fetched: Mapped[datetime | None] = mapped_column(UTCDateTime)
    client: Mapped[str] = mapped_column(sa.String(40), default="", server_default="")
    """The kind of program that fetched it last, as `core.clients` calls it."""
    revoked: Mapped[datetime | None] = mapped_column(UTCDateTime)
    person: Mapped[Person] = relationship()

    __table_args__ = (sa.Index("ix_feed_person_id", "person_id"),)

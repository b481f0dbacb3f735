"""Ways in: one-time sign-in links, API tokens and feed addresses. Only digests are stored."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.db import Base, UTCDateTime
from scheduler.models.person import Person


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
    """A personal calendar feed. Its address is made from the row and its generation.

    A rotated address is another row: the old one stays, revoked, so that it can answer
    "gone" for as long as calendars ask for it.
    """

    __tablename__ = "feed"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"))
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    generation: Mapped[int] = mapped_column(default=1)
    language: Mapped[str] = mapped_column(sa.String(8), default="both")
    created: Mapped[datetime] = mapped_column(UTCDateTime)
    last_fetched: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revoked: Mapped[datetime | None] = mapped_column(UTCDateTime)
    person: Mapped[Person] = relationship()

    __table_args__ = (sa.Index("ix_feed_person_id", "person_id"),)

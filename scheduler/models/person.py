"""A person: who they are, which cities they belong to, what they may do in a programme."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.db import JSON, Base, UTCDateTime
from scheduler.models.city import City

ROLES = ("organizer", "participant", "delegate")


class Person(Base):
    """Somebody with an address. Roles are by programme; an admin is over all of them."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    """In lower case: one person, one address."""
    given_name: Mapped[str] = mapped_column(sa.String(200), default="")
    family_name: Mapped[str] = mapped_column(sa.String(200), default="")
    native_name: Mapped[str] = mapped_column(sa.String(200), default="")
    """The whole name in its own script; empty where that is Latin."""
    salutation: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """How letters address this person, by language: „Уважаема госпожо Иванова,“."""
    language: Mapped[str] = mapped_column(sa.String(8), default="en")
    is_admin: Mapped[bool] = mapped_column(default=False)
    generation: Mapped[int] = mapped_column(default=1)
    """Raised to end every session of this person; letters' links and feeds have their own."""
    created: Mapped[datetime] = mapped_column(UTCDateTime)

    roles: Mapped[list[Role]] = relationship(
        foreign_keys="Role.person_id", cascade="all, delete-orphan", back_populates="person"
    )
    city_links: Mapped[list[CityMembership]] = relationship(
        cascade="all, delete-orphan", back_populates="person"
    )

    @property
    def name(self) -> str:
        """Given and family name, or the address where neither is known."""
        return " ".join(n for n in (self.given_name, self.family_name) if n) or self.email

    @property
    def cities(self) -> list[City]:
        """The cities this person belongs to."""
        return [link.city for link in self.city_links]


class CityMembership(Base):
    """A person belongs to a city."""

    __tablename__ = "city_membership"

    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    city_id: Mapped[int] = mapped_column(sa.ForeignKey("city.id"), primary_key=True)
    coordinator: Mapped[bool] = mapped_column(default=False)
    """Whether this is the city's coordinator, of whom there is at most one."""
    city: Mapped[City] = relationship(lazy="joined")
    person: Mapped[Person] = relationship(back_populates="city_links")

    __table_args__ = (
        sa.Index(
            "uq_city_membership_coordinator",
            "city_id",
            unique=True,
            sqlite_where=sa.text("coordinator"),
            postgresql_where=sa.text("coordinator"),
        ),
    )


class Role(Base):
    """What a person is in a programme: organizer of a city, participant, delegate."""

    __tablename__ = "role"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"))
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    city_id: Mapped[int | None] = mapped_column(sa.ForeignKey("city.id"))
    kind: Mapped[str] = mapped_column(sa.String(16))
    person: Mapped[Person] = relationship(foreign_keys=[person_id], back_populates="roles")

    __table_args__ = (
        sa.CheckConstraint("kind IN ('organizer', 'participant', 'delegate')", name="kind"),
        sa.Index(
            "uq_role_once",
            "person_id",
            "programme_id",
            sa.text("coalesce(city_id, 0)"),
            "kind",
            unique=True,
        ),
        sa.Index("ix_role_programme_id_kind", "programme_id", "kind"),
    )

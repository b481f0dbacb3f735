"""A programme of exchange: its cities, its thematic areas and topics, its languages and dates."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.db import JSON, Base
from scheduler.models.city import City
from scheduler.models.theme import Theme


class Programme(Base):
    """Cities that learn from each other for some years; everything else hangs on one."""

    __tablename__ = "programme"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(sa.String(80), unique=True)
    name: Mapped[dict[str, str]] = mapped_column(JSON)
    description: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    languages: Mapped[list[str]] = mapped_column(JSON)
    """The languages in which its texts are kept, the first leading: ["bg", "en"]."""
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    accent: Mapped[str] = mapped_column(sa.String(20), default="blue")
    position: Mapped[int] = mapped_column(default=0)
    """Its place among the programmes; the first one is the home page's."""
    source: Mapped[str] = mapped_column(sa.String(500), default="")
    """Where the facts about it were published."""

    city_links: Mapped[list[ProgrammeCity]] = relationship(
        order_by="ProgrammeCity.position", cascade="all, delete-orphan"
    )
    theme_links: Mapped[list[ProgrammeTheme]] = relationship(
        order_by="ProgrammeTheme.position", cascade="all, delete-orphan"
    )

    __table_args__ = (sa.CheckConstraint("slug <> 'mine'", name="slug_not_reserved"),)

    @property
    def cities(self) -> list[City]:
        """All its cities in their order, the ones to be announced among them."""
        return [link.city for link in self.city_links]

    @property
    def areas(self) -> list[Theme]:
        """Its thematic areas: what its plan is divided into."""
        return [link.theme for link in self.theme_links if link.kind == "area"]

    @property
    def topics(self) -> list[Theme]:
        """Its topics: what a single session is about."""
        return [link.theme for link in self.theme_links if link.kind == "topic"]

    @property
    def themes(self) -> list[Theme]:
        """Areas and topics."""
        return [link.theme for link in self.theme_links]


class ProgrammeCity(Base):
    """A city takes part in a programme."""

    __tablename__ = "programme_city"

    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"), primary_key=True)
    city_id: Mapped[int] = mapped_column(sa.ForeignKey("city.id"), primary_key=True)
    position: Mapped[int] = mapped_column(default=0)
    city: Mapped[City] = relationship(lazy="joined")


class ProgrammeTheme(Base):
    """A programme works on a theme, as one of its areas or of its topics."""

    __tablename__ = "programme_theme"

    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"), primary_key=True)
    theme_id: Mapped[int] = mapped_column(sa.ForeignKey("theme.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(10), default="topic")
    position: Mapped[int] = mapped_column(default=0)
    theme: Mapped[Theme] = relationship(lazy="joined")

    __table_args__ = (sa.CheckConstraint("kind IN ('area', 'topic')", name="kind"),)

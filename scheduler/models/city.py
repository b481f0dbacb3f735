"""A city: its names, its zone, its office hours and holidays. Or one still to be announced."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.db import JSON, Base


class City(Base):
    """A partner city. Until it is announced it has no name and no zone, only a placeholder."""

    __tablename__ = "city"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(sa.String(80), unique=True)
    name: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    local_name: Mapped[str] = mapped_column(sa.String(200), default="")
    """Its name in its own script, as on a road sign there."""
    placeholder: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """What is said of it until it is announced: „Третият град предстои да бъде обявен“."""
    country: Mapped[str | None] = mapped_column(sa.String(2))
    """ISO 3166-1 alpha-2."""
    zone: Mapped[str | None] = mapped_column(sa.String(64))
    hours: Mapped[dict[str, list[list[str]]]] = mapped_column(JSON, default=dict)
    """Office hours by weekday: {"mon": [["08:30", "17:00"]], ...}; a day left out is closed."""
    holiday_calendar: Mapped[str | None] = mapped_column(sa.String(2))
    """The country whose public holidays it keeps; usually its own."""
    corrections: Mapped[dict[str, dict[str, Any]]] = mapped_column(
        JSON, default=dict, server_default="{}"
    )
    """Where it differs from that calendar, by date: {"2027-01-04": {"off": true, "name": {...}},
    "2027-01-09": {"off": false}}."""
    source: Mapped[str] = mapped_column(sa.String(500), default="")
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        sa.CheckConstraint(
            "(zone IS NULL AND country IS NULL) OR (zone IS NOT NULL AND country IS NOT NULL)",
            name="announced_whole",
        ),
    )

    @property
    def announced(self) -> bool:
        """Whether it is known which city this is."""
        return self.zone is not None

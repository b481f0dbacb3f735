"""A theme that cities work on: ecological transition, innovation ..."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.db import JSON, Base


class Theme(Base):
    """One theme, shared by all programmes; a programme says whether it is an area or a topic."""

    __tablename__ = "theme"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(sa.String(80), unique=True)
    name: Mapped[dict[str, str]] = mapped_column(JSON)

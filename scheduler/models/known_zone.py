"""A zone as it was known: what its clocks showed by the data with which all was last derived.

New data replace the old ones in the installation, so that only what is stored here tells
afterwards which hour the people of a city had been told.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.db import JSON, Base


class KnownZone(Base):
    """The offsets of one zone, for the years that events lie in."""

    __tablename__ = "known_zone"

    name: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    data: Mapped[str] = mapped_column(sa.String(16))
    """The release of the zone data."""
    offsets: Mapped[list[list[int]]] = mapped_column(JSON)
    """[seconds since 1970, seconds ahead of UTC from then on], in order."""

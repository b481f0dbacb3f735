"""Whole copies of large feeds: found by what was asked for, and only in the version asked for."""

from __future__ import annotations

import sqlalchemy as sa

from scheduler.db import db
from scheduler.models import FeedCopy


def find_copy(address: str, tag: str) -> FeedCopy | None:
    """Return the copy of that feed in exactly that version, or None."""
    return db.session.scalar(
        sa.select(FeedCopy).where(FeedCopy.address == address, FeedCopy.tag == tag)
    )

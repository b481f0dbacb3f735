"""Whole copies of large feeds: found by what was asked for, and only in the version asked for."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import sqlalchemy as sa

from scheduler.db import db
from scheduler.models import FeedCopy

if TYPE_CHECKING:
    from collections.abc import Iterator

PIECE = 1 << 18


def find_copy(address: str, tag: str) -> FeedCopy | None:
    """Return the copy of that feed in exactly that version, or None."""
    return db.session.scalar(
        sa.select(FeedCopy).where(FeedCopy.address == address, FeedCopy.tag == tag)
    )


def unpacked(zipped: bytes) -> Iterator[bytes]:
    """Return what was compressed, a piece at a time."""
    unpack = zlib.decompressobj(wbits=31)
    while zipped:
        yield unpack.decompress(zipped, PIECE)
        zipped = unpack.unconsumed_tail
    yield unpack.flush()

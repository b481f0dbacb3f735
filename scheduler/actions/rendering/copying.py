"""Copies: a large feed is joined and compressed once a version, and not for every reader.

Decides how many copies there are: addresses with filters are many, and anybody may ask for any.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import sqlalchemy as sa

from scheduler.db import db, insert_once
from scheduler.models import FeedCopy

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

WORTH = 50_000
"""Octets from which on a feed is kept; less is compressed faster than it is written down."""
MOST, MOST_OCTETS = 200, 64_000_000
"""Copies at most, and octets of all; the oldest go first, and are made again when asked for."""
WELL, QUICKLY = 9, 6
"""How hard to try: what is kept is sent often, what is not is compressed each time."""


def compressed(chunks: Sequence[bytes], size: int) -> bytes:
    """Return a feed of that size as gzip: one member, and the same bytes for the same feed."""
    pack = zlib.compressobj(WELL if size >= WORTH else QUICKLY, wbits=31, memLevel=9)
    return b"".join([*(pack.compress(chunk) for chunk in chunks), pack.flush()])


def keep_copy(address: str, tag: str, body: bytes, *, now: datetime) -> None:
    """Keep a feed of that version in the place of an older one."""
    db.session.execute(sa.delete(FeedCopy).where(FeedCopy.address == address))
    _make_room(len(body))
    insert_once(FeedCopy, address=address, tag=tag, body=body, kept=now)


def _make_room(octets: int) -> None:
    """Let go of the oldest copies, so that one more of that size has its place."""
    sizes = sa.select(FeedCopy.address, sa.func.length(FeedCopy.body))
    kept: list[str] = []
    for address, size in db.session.execute(sizes.order_by(FeedCopy.kept.desc())):
        octets += size
        if octets > MOST_OCTETS or len(kept) == MOST - 1:
            break
        kept.append(address)
    db.session.execute(sa.delete(FeedCopy).where(FeedCopy.address.not_in(kept)))

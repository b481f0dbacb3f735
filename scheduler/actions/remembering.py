"""Remembering answers: a write that is sent twice with one key is done once.

Decides whose key it is and for how long an answer is kept. The row is claimed before the work
and written with it: of two requests at the same moment the later one waits for the earlier
one's end, and then finds its answer, or does the work itself where the earlier one failed.
Knows nothing of what is asked or answered.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from scheduler.db import UTCDateTime, db
from scheduler.models import KeptAnswer
from scheduler.sealing import seal, unseal

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.models import Person

KEEP = timedelta(hours=24)

_CLAIM = sa.text(
    "INSERT INTO kept_answer (owner, person_id, key, request, created)"
    " VALUES (:owner, :person_id, :key, :request, :created) ON CONFLICT DO NOTHING"
).bindparams(sa.bindparam("created", type_=UTCDateTime))


def claim(key: str, request: str, *, by: Person | None, now: datetime) -> KeptAnswer:
    """Return the row of that key: new, its `status` null, or with the answer given before.

    `request` is a digest of what is asked. A stranger has no keys of their own: theirs count
    for the same request only, so that nobody can be answered with another one's answer.
    """
    owner = f"person:{by.id}" if by else f"request:{request}"
    mine = sa.and_(KeptAnswer.owner == owner, KeptAnswer.key == key)
    db.session.execute(sa.delete(KeptAnswer).where(mine, KeptAnswer.created <= now - KEEP))
    db.session.execute(
        _CLAIM,
        {
            "owner": owner,
            "person_id": by.id if by else None,
            "key": key,
            "request": request,
            "created": now,
        },
    )
    return db.session.scalars(sa.select(KeptAnswer).where(mine).with_for_update()).one()


def keep(kept: KeptAnswer, status: int, headers: dict[str, str], body: bytes) -> None:
    """Keep an answer, in the transaction of what it tells."""
    kept.status, kept.headers, kept.body = status, headers, seal(body)


def body_of(kept: KeptAnswer) -> bytes:
    """Return the body that was answered."""
    return unseal(kept.body or b"")


def forget_old(*, now: datetime) -> None:
    """Delete the answers of more than 24 hours ago."""
    db.session.execute(sa.delete(KeptAnswer).where(KeptAnswer.created <= now - KEEP))

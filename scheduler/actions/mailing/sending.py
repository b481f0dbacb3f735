"""Sending: a worker claims a message, and says how it went.

Decides when a message is tried again, when it is given up, and when its body is emptied.

At least once: a worker that dies between the mail server's yes and its own commit leaves a claim
that runs out, and the message is sent again, the same bytes under the same Message-ID.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from scheduler.actions.mailing.superseding import gives_way
from scheduler.db import db, lock
from scheduler.models import OutboxMail
from scheduler.sealing import unseal

if TYPE_CHECKING:
    from datetime import datetime

LEASE = timedelta(minutes=5)
"""How long a claimed message belongs to one worker; a killed one's is taken up after that."""
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=4)
"""Between two tries: each wait is twice the one before it."""
GIVE_UP = timedelta(hours=72)
KEEP_BODY = timedelta(days=30)


@dataclass(frozen=True)
class Claimed:
    """A message that this worker may send now."""

    id: int
    kind: str
    recipient: str
    sealed: bytes
    attempt: int
    """Which try this is: only whoever makes the latest one may say that it failed."""
    until: datetime
    """When the claim runs out, and another worker may make the next try."""

    def message(self) -> bytes:
        """Return the bytes to be sent; cryptography's InvalidToken where no key fits."""
        return unseal(self.sealed)


def is_due(*, now: datetime) -> bool:
    """Tell whether anything waits to be sent: a read, so that an idle worker locks nothing."""
    return bool(db.session.scalar(sa.select(sa.exists().where(_waiting(now)))))


def claim(*, now: datetime, most: int = 10) -> list[Claimed]:
    """Take up to `most` due messages for this worker; others skip them until the lease ends."""
    mails = db.session.scalars(
        sa.select(OutboxMail)
        .where(_waiting(now))
        .order_by(OutboxMail.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()
    return [_claimed(mail, now) for mail in mails if not gives_way(mail)]


def delivered(claimed: Claimed, *, now: datetime) -> None:
    """Note that the mail server has taken a message, however long it took."""
    mail = lock(db.session.get_one(OutboxMail, claimed.id))
    mail.state, mail.sent, mail.error = "sent", mail.sent or now, ""


def refused(claimed: Claimed, error: str, *, permanent: bool, now: datetime) -> None:
    """Note that a message could not be sent; try again in growing steps for three days."""
    mail = _still_claimed(claimed)
    if mail is None:
        return
    mail.error = error[:1000]
    if permanent or now - mail.created > GIVE_UP:
        mail.state = "failed"
    elif not gives_way(mail):
        # The exponent stays small: a message may have been claimed by any number of dying workers.
        wait = FIRST_WAIT * 2 ** min(mail.attempts - 1, 10)
        mail.state, mail.due = "queued", now + min(wait, LONGEST_WAIT)


def give_back(claimed: Claimed, *, now: datetime) -> None:
    """Let go of a claimed message that was not tried: its worker is stopping, or too late."""
    mail = _still_claimed(claimed)
    if mail is not None:
        mail.state, mail.due, mail.attempts = "queued", now, mail.attempts - 1
        gives_way(mail)


def empty_old(*, now: datetime) -> int:
    """Empty the bodies of messages delivered or given up 30 days ago; return how many."""
    over = sa.or_(
        OutboxMail.sent < now - KEEP_BODY,
        sa.and_(OutboxMail.state == "failed", OutboxMail.due < now - KEEP_BODY),
    )
    emptied = db.session.execute(
        sa.update(OutboxMail)
        .where(over, OutboxMail.body.is_not(None))
        .values(body=None)
        .returning(OutboxMail.id)
    )
    return len(emptied.all())


def _waiting(now: datetime) -> sa.ColumnElement[bool]:
    """Queued and due, or claimed by a worker whose lease has run out."""
    return sa.and_(OutboxMail.state.in_(["queued", "sending"]), OutboxMail.due <= now)


def _claimed(mail: OutboxMail, now: datetime) -> Claimed:
    mail.state, mail.due = "sending", now + LEASE
    mail.attempts += 1
    return Claimed(
        mail.id, mail.kind, mail.recipient, mail.body or b"", mail.attempts, until=mail.due
    )


def _still_claimed(claimed: Claimed) -> OutboxMail | None:
    """Return the row, locked, unless it has been claimed anew or settled since."""
    mail = lock(db.session.get_one(OutboxMail, claimed.id))
    return mail if (mail.state, mail.attempts) == ("sending", claimed.attempt) else None

"""Mailing: finished messages as rows, written in the transaction of what they tell.

Decides that an older message that has not left gives way to a newer one for the same person and
event, when a message is tried again, and when its body is emptied. Sends nothing: the worker
claims a row, sends it outside of any transaction, and says how it went.

At least once: a worker that dies between the mail server's yes and its own commit leaves a claim
that runs out, and the message is sent again, the same bytes under the same Message-ID.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from scheduler import settings
from scheduler.db import db, lock
from scheduler.documents import letters
from scheduler.documents.mailbox import Mailbox
from scheduler.models import OutboxMail
from scheduler.sealing import seal, unseal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from scheduler.models import Event, Invitation, Poll

LEASE = timedelta(minutes=5)
"""How long a claimed message belongs to one worker; a killed one's is taken up after that."""
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=4)
"""Between two tries: each wait is twice the one before it."""
GIVE_UP = timedelta(hours=72)
KEEP_BODY = timedelta(days=30)
REPLACEABLE = ("invitation", "update", "cancellation")
"""Letters that a newer one makes needless; what is said of a registration is always said."""
MOST_AN_HOUR = 6
"""How many mails that strangers can cause one address may get in an hour."""


@dataclass(frozen=True)
class Post:
    """What is to be told to whom; `values` gives a template's values in one language."""

    kind: str
    """The folder under templates/mail/."""
    to: Mailbox
    languages: Sequence[str]
    values: Callable[[str], dict[str, Any]]
    key: tuple[object, ...]
    """What makes this message this one: the same key is the same Message-ID."""
    event: Event | None = None
    invitation: Invitation | None = None
    original: date | None = None
    """Of a series, the one occurrence that this is about."""
    poll: Poll | None = None
    sender: Mailbox | None = None
    references: str | None = None
    calendar: bytes | None = None
    method: str | None = None
    secret: bool = False


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


def put(post: Post, *, now: datetime) -> OutboxMail:
    """Build a message in all its languages and put it into the outbox."""
    mail = built(post, now=now)
    db.session.add(mail)
    return mail


def built(post: Post, *, now: datetime) -> OutboxMail:
    """Build a message in all its languages; nobody gets it before it is in the outbox."""
    sender = post.sender or house_mailbox()
    subject, text, html = letters.render(post.kind, post.languages, post.values)
    letter = letters.Letter(
        to=post.to,
        from_=sender,
        reply_to=sender if post.sender else None,
        subject=subject,
        text=text,
        html=html,
        languages=tuple(post.languages),
        message_id=letters.message_id(_domain(), post.kind, *post.key),
        date=now,
        references=post.references,
        calendar=post.calendar,
        method=post.method,
    )
    return OutboxMail(
        message_id=letter.message_id,
        kind=post.kind,
        recipient=post.to.address,
        event=post.event,
        invitation=post.invitation,
        original=post.original,
        poll=post.poll,
        secret=post.secret,
        subject="" if post.secret else subject,
        body=seal(letters.build(letter)),
        due=now,
        created=now,
    )


def supersede(invitations: Sequence[Invitation], original: date | None = None) -> set[int]:
    """Take back what has not left yet of what those invitations' people were to be told.

    With an `original` only what is about that one occurrence of a series. Returns the numbers of
    the invitations of which a message may have reached its person. It is asked afterwards: the
    update waits for a worker that is claiming a message at this moment.
    """
    db.session.flush()
    numbers = [invitation.id for invitation in invitations]
    about = sa.true() if original is None else OutboxMail.original == original
    db.session.execute(
        sa.update(OutboxMail)
        .where(_replaceable(numbers), about)
        .values(state="superseded", body=None)
    )
    tried = sa.or_(
        OutboxMail.state.in_(["sending", "sent", "failed"]),
        OutboxMail.attempts > 0,
        OutboxMail.kind.not_in(REPLACEABLE),
    )
    told = sa.select(OutboxMail.invitation_id).where(OutboxMail.invitation_id.in_(numbers), tried)
    return {number for number in db.session.scalars(told) if number is not None}


def awaited(invitations: Sequence[Invitation]) -> set[int]:
    """Return the numbers of the invitations of which a message about the whole event waits."""
    db.session.flush()
    waiting = sa.select(OutboxMail.invitation_id).where(
        _replaceable([invitation.id for invitation in invitations]), OutboxMail.original.is_(None)
    )
    return {number for number in db.session.scalars(waiting) if number is not None}


def too_many(recipient: str, *, now: datetime, secret: bool = False) -> bool:
    """Tell whether strangers have caused enough mails to that address within the hour.

    Sign-in mail (`secret`) is counted apart: no registration may keep anybody from signing in.
    """
    sent = db.session.scalar(
        sa.select(sa.func.count()).where(
            OutboxMail.recipient == recipient,
            OutboxMail.invitation_id.is_(None),
            OutboxMail.poll_id.is_(None),
            OutboxMail.secret.is_(secret),
            OutboxMail.created > now - timedelta(hours=1),
        )
    )
    return (sent or 0) >= MOST_AN_HOUR


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
    return [_claimed(mail, now) for mail in mails if not _give_way(mail)]


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
    elif not _give_way(mail):
        # The exponent stays small: a message may have been claimed by any number of dying workers.
        wait = FIRST_WAIT * 2 ** min(mail.attempts - 1, 10)
        mail.state, mail.due = "queued", now + min(wait, LONGEST_WAIT)


def give_back(claimed: Claimed, *, now: datetime) -> None:
    """Let go of a claimed message that was not tried: its worker is stopping, or too late."""
    mail = _still_claimed(claimed)
    if mail is not None:
        mail.state, mail.due, mail.attempts = "queued", now, mail.attempts - 1
        _give_way(mail)


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


def house_mailbox() -> Mailbox:
    """Return the mailbox that everything not personal comes from."""
    return Mailbox("", settings.current().mail_from)


def personal_mailbox(secret: str, name: str) -> Mailbox:
    """Return the address that one person's invitation comes from and answers to."""
    local, _, domain = settings.current().mail_from.partition("@")
    plus = f"{local}+{secret}" if settings.current().mail_subaddress else local
    return Mailbox(name, f"{plus}@{domain}")


def _replaceable(invitations: Sequence[int]) -> sa.ColumnElement[bool]:
    """Say which messages wait that a newer one about these invitations makes needless."""
    return sa.and_(
        OutboxMail.invitation_id.in_(invitations),
        OutboxMail.state == "queued",
        OutboxMail.kind.in_(REPLACEABLE),
    )


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


def _give_way(mail: OutboxMail) -> bool:
    """Drop a message that would arrive after a newer one; return whether it was dropped.

    `supersede` spares what is being sent at that moment. Where that fails, sending it later
    would cancel in somebody's calendar what has been put there again.
    """
    newer = sa.exists().where(_to_the_same(mail), OutboxMail.id > mail.id)
    if mail.invitation_id is not None and mail.kind not in REPLACEABLE:
        # A letter about a registration gives way to none but a newer one about it.
        newer = newer.where(OutboxMail.kind.not_in(REPLACEABLE))
    if not db.session.scalar(sa.select(newer)):
        return False
    mail.state, mail.body = "superseded", None
    return True


def _to_the_same(mail: OutboxMail) -> sa.ColumnElement[bool]:
    """Say which messages tell the same person of the same invitation or poll; else none."""
    if mail.invitation_id is not None:
        # Of another single occurrence a newer message says nothing about this one.
        whole = OutboxMail.original.is_(None)
        same = sa.or_(whole, OutboxMail.original == mail.original) if mail.original else whole
        return sa.and_(OutboxMail.invitation_id == mail.invitation_id, same)
    if mail.poll_id is not None:
        return sa.and_(OutboxMail.poll_id == mail.poll_id, OutboxMail.recipient == mail.recipient)
    return sa.false()


def _domain() -> str:
    return settings.current().mail_from.partition("@")[2]

"""Posting: a message is built in all its languages and put into the outbox as a row.

Decides whose address a message comes from, and how many mails strangers may cause one address.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from scheduler import settings
from scheduler.db import db
from scheduler.documents import letters
from scheduler.documents.mailbox import Mailbox
from scheduler.models import OutboxMail
from scheduler.sealing import seal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from scheduler.models import Event, Invitation, Poll

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


def house_mailbox() -> Mailbox:
    """Return the mailbox that everything not personal comes from."""
    return Mailbox("", settings.current().mail_from)


def personal_mailbox(secret: str, name: str) -> Mailbox:
    """Return the address that one person's invitation comes from and answers to."""
    local, _, domain = settings.current().mail_from.partition("@")
    plus = f"{local}+{secret}" if settings.current().mail_subaddress else local
    return Mailbox(name, f"{plus}@{domain}")


def _domain() -> str:
    return settings.current().mail_from.partition("@")[2]

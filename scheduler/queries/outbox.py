"""The outbox as an organizer may see it: secret mail never, personal links masked.

Decides what of a stored message is shown. Sign-in mail is in no list at all; links that would
let the reader act for the recipient are replaced by dots.
"""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from cryptography.fernet import InvalidToken
from sqlalchemy.orm import joinedload

from scheduler.db import db
from scheduler.errors import NotFound
from scheduler.models import Event, Invitation, OutboxMail, Poll
from scheduler.models.outbox import STATES
from scheduler.sealing import unseal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from email.message import EmailMessage

    from scheduler.models import Programme

MASK = "••••••"
_SECRETS = re.compile(
    r"(/(?:registrations|invitations|polls)/[0-9a-f-]{36}/|/sign-in/|/feeds/mine/)[A-Za-z0-9_-]{32}"
)
_FOLD = re.compile(r"\r?\n[ \t]")
_PLUS = re.compile(r"\+[0-9a-f]{20}@")


@dataclass(frozen=True)
class ShownMail:
    """A message as it may be shown; empty texts once its body has been emptied."""

    mail: OutboxMail
    headers: list[tuple[str, str]]
    text: str
    html: str
    calendar: str
    opens: bool = True
    """False where no key of ours fits: the message was sealed with another one."""


def mails(
    programme: Programme, *, state: str | None = None, most: int = 200
) -> Sequence[OutboxMail]:
    """Return the newest messages about a programme's events and polls."""
    query = (
        sa.select(OutboxMail)
        .where(_about(programme), OutboxMail.secret.is_(False))
        .order_by(OutboxMail.id.desc())
        .limit(most)
        .options(joinedload(OutboxMail.event))
    )
    if state is not None:
        query = query.where(OutboxMail.state == state)
    return db.session.scalars(query).all()


def counts(programme: Programme) -> dict[str, int]:
    """Return how many messages of a programme are in each state."""
    rows = db.session.execute(
        sa.select(OutboxMail.state, sa.func.count())
        .where(_about(programme), OutboxMail.secret.is_(False))
        .group_by(OutboxMail.state)
    )
    return dict(rows.all())


def get_mail(mail_id: int) -> OutboxMail:
    """Return a message that is not secret and belongs to an event or a poll; NotFound."""
    found = db.session.scalar(
        sa.select(OutboxMail)
        .where(
            OutboxMail.id == mail_id,
            OutboxMail.secret.is_(False),
            sa.or_(OutboxMail.event_id.is_not(None), OutboxMail.poll_id.is_not(None)),
        )
        .options(
            joinedload(OutboxMail.event).joinedload(Event.programme),
            joinedload(OutboxMail.poll).joinedload(Poll.programme),
        )
    )
    if found is None:
        raise NotFound
    return found


def shown(mail: OutboxMail) -> ShownMail:
    """Return a message with its personal links masked."""
    if mail.body is None:
        return ShownMail(mail, [], "", "", "")
    try:
        body = unseal(mail.body)
    except InvalidToken:
        return ShownMail(mail, [], "", "", "", opens=False)
    message = email.message_from_bytes(body, policy=email.policy.default)
    wanted = ("From", "To", "Subject", "Date", "Message-ID", "References")
    return ShownMail(
        mail,
        [(name, masked(str(message[name]))) for name in wanted if message[name]],
        masked(_part(message, "text/plain")),
        masked(_part(message, "text/html")),
        masked(_part(message, "text/calendar")),
    )


def masked(text: str) -> str:
    """Return a text in which no link or address lets the reader act for its recipient."""
    unfolded = _FOLD.sub("", text) if text.startswith("BEGIN:VCALENDAR") else text
    return _PLUS.sub(f"+{MASK}@", _SECRETS.sub(rf"\g<1>{MASK}", unfolded))


def invitations(event: Event) -> Sequence[Invitation]:
    """Return an event's invitations with their people, in order."""
    return db.session.scalars(
        sa.select(Invitation)
        .where(Invitation.event_id == event.id)
        .options(joinedload(Invitation.person))
        .order_by(Invitation.id)
    ).all()


def get_invitation(ref: str) -> Invitation:
    """Return an invitation by its public name; NotFound."""
    found = db.session.scalar(
        sa.select(Invitation)
        .where(Invitation.ref == ref)
        .options(joinedload(Invitation.person), joinedload(Invitation.event))
    )
    if found is None:
        raise NotFound
    return found


def newest() -> int:
    """Return the number of the newest message of all; 0 where there is none."""
    return db.session.scalar(sa.select(sa.func.max(OutboxMail.id))) or 0


def written(event: Event, *, after: int) -> int:
    """Return how many messages about an event were written after the one of that number."""
    number = db.session.scalar(
        sa.select(sa.func.count()).where(OutboxMail.event_id == event.id, OutboxMail.id > after)
    )
    return number or 0


def oldest_waiting(now: datetime) -> float:
    """Return for how many seconds the oldest due message has been waiting; 0 for none.

    A claim that has run out waits like any other: whoever made it is gone.
    """
    due = db.session.scalar(
        sa.select(sa.func.min(OutboxMail.due)).where(
            OutboxMail.state.in_(["queued", "sending"]), OutboxMail.due <= now
        )
    )
    if due is None:
        return 0.0
    return (now - due).total_seconds()


def state_counts() -> dict[str, int]:
    """Return how many messages of the whole installation are in each state, noughts too."""
    rows = db.session.execute(
        sa.select(OutboxMail.state, sa.func.count()).group_by(OutboxMail.state)
    )
    return dict.fromkeys(STATES, 0) | dict(rows.all())


def _about(programme: Programme) -> sa.ColumnElement[bool]:
    """Return the condition that a message is about an event or a poll of that programme."""
    events = sa.select(Event.id).where(Event.programme_id == programme.id)
    polls = sa.select(Poll.id).where(Poll.programme_id == programme.id)
    return sa.or_(OutboxMail.event_id.in_(events), OutboxMail.poll_id.in_(polls))


def _part(message: EmailMessage, content_type: str) -> str:
    for part in message.walk():
        if part.get_content_type() == content_type:
            return str(part.get_content())
    return ""

"""Reading what is in the outbox: the bytes as they are stored, opened and taken apart."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage

from scheduler.db import transaction
from scheduler.models import OutboxMail
from scheduler.sealing import unseal
from tests.documents import reading
from tests.world import mails


def opened(mail: OutboxMail) -> EmailMessage:
    """Return the stored message, parsed."""
    assert mail.body is not None
    return message_from_bytes(unseal(mail.body), policy=policy.default)


def tree(part: EmailMessage) -> object:
    """Return the types of a message's parts, nested as they are."""
    children = [tree(child) for child in part.iter_parts()] if part.is_multipart() else []
    return (part.get_content_type(), *children)


def text(message: EmailMessage, kind: str = "plain") -> str:
    """Return the text of that kind: "plain", "html" or "calendar"."""
    (found,) = [part for part in message.walk() if part.get_content_type() == f"text/{kind}"]
    return str(found.get_content())


def calendar(message: EmailMessage) -> reading.Component:
    """Return the calendar in a message."""
    (found,) = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    return reading.read(found.get_payload(decode=True))


def event(message: EmailMessage) -> reading.Component:
    """Return the one entry in a message's calendar."""
    (found,) = calendar(message).inside("VEVENT")
    return found


def all_left() -> None:
    """Have everything in the outbox sent."""
    with transaction():
        for mail in mails():
            if mail.state == "queued":
                mail.state = "sent"

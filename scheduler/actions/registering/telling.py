"""Telling a delegate: which letter says what has become of a registration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scheduler import i18n, links, sealing
from scheduler.actions import inviting, mailing
from scheduler.core import zones
from scheduler.documents.mailbox import Mailbox
from scheduler.queries import roster

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.models import Invitation, Registration


SEAT_LETTERS = ("registration_confirmed", "registration_promoted")
"""What is said to a delegate whose seat is certain; only they get the entry and the join link."""


def manage_token(registration: Registration) -> str:
    """Return the secret of a registration's manage link."""
    return sealing.link_token("registration", registration.ref, registration.generation)


def tell(registration: Registration, kind: str, *, now: datetime) -> None:
    """Put a letter to the delegate; a certain seat comes with its calendar entry."""
    event = registration.event
    post: dict[str, Any] = {}
    if registration.person and kind in SEAT_LETTERS:
        invitation, content = inviting.admit(event, registration.person, now=now)
        post = _with_calendar(invitation, content, "REQUEST")
    elif registration.person and kind == "registration_cancelled":
        dismissed = inviting.dismiss(event, registration.person)
        post = _with_calendar(*dismissed, "CANCEL") if dismissed else {}
    mail = mailing.put(
        mailing.Post(
            kind=kind,
            to=Mailbox(registration.name, registration.email),
            languages=inviting.letter_languages(event, registration.language),
            values=lambda code: _values(registration, code, joining=kind in SEAT_LETTERS, now=now),
            key=(registration.ref, registration.version),
            event=event,
            **post,
        ),
        now=now,
    )
    if mail.invitation is not None and not mail.invitation.first_message_id:
        mail.invitation.first_message_id = mail.message_id


def _with_calendar(invitation: Invitation, content: bytes, method: str) -> dict[str, Any]:
    """Return what a letter that carries a calendar entry has besides; its ORGANIZER sends it."""
    return {
        "calendar": content,
        "method": method,
        "invitation": invitation,
        "sender": inviting.sender(invitation),
        "references": invitation.first_message_id or None,
    }


def _values(
    registration: Registration, code: str, *, joining: bool, now: datetime
) -> dict[str, Any]:
    token = manage_token(registration)
    return inviting.event_values(registration.event, code, joining=joining, now=now) | {
        "name": registration.name,
        "salutation": registration.person.salutation.get(code, "") if registration.person else "",
        "status": registration.status,
        "position": roster.position(registration),
        "manage_url": links.registration(code, registration.ref, token),
        "confirm_url": links.registration_confirm(code, registration.ref, token),
        "hold_until": hold_words(registration),
        "reason": registration.reason,
    }


def hold_words(registration: Registration) -> str:
    """Return until when an unconfirmed place is held, with the city of that time; or nothing."""
    until, city = registration.hold_until, registration.city
    if until is None or city is None or city.zone is None:
        return ""
    return i18n.moment_words(zones.to_wall(until, city.zone), i18n.pick(city.name))

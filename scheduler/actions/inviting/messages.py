"""The message about an event that one person gets: its words, its calendar part, its sender."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scheduler import i18n, links, sealing
from scheduler.actions import mailing
from scheduler.documents import ical, letters
from scheduler.documents.mailbox import Mailbox
from scheduler.models import Invitation
from scheduler.queries import calendar, changes
from scheduler.queries.occurrences import when

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from scheduler.models import Event, Person

Said = dict[str, dict[str, Any]]
"""What all the messages of one round have in common, by language."""


def answer_token(invitation: Invitation) -> str:
    """Return the secret of the page on which that person answers."""
    return sealing.link_token("answer", invitation.ref, invitation.generation)


def event_values(event: Event, code: str, *, joining: bool) -> dict[str, Any]:
    """Return what every letter about an event says, in the language that is spoken now.

    The link to join is in it for who is expected there (`joining`), or where it is public.
    """
    return {
        "event_title": i18n.pick(event.title),
        "kind": event.kind,
        "kind_words": calendar.kind_words(event.kind),
        "when": when(event),
        "place": calendar.place_words(event),
        "online_url": event.online_url if joining or event.online_public else "",
        "description": event.description.get(code, ""),
        "event_url": links.event(code, event.slug),
        "made_up": event.made_up,
    }


def letter_languages(event: Event, first: str) -> list[str]:
    """Return the languages of a letter: the reader's first, then the programme's others."""
    spoken = i18n.languages()
    others = [code for code in event.programme.languages if code in spoken]
    leading = [first] if first in spoken else []
    return list(dict.fromkeys([*leading, *others])) or spoken[:1]


def preview(event: Event, person: Person, first: str) -> letters.Rendered:
    """Return what that person would read, in that language first; nobody is invited by it.

    The links in it are those of no invitation, and lead nowhere.
    """
    values = _values(_sample(event, person), {}, {})
    return letters.render("invitation", letter_languages(event, first), values)


def preview_calendar(event: Event, person: Person) -> bytes:
    """Return the calendar file that would go with it."""
    return calendar_part(_sample(event, person), "REQUEST")


def _sample(event: Event, person: Person) -> Invitation:
    """Return an invitation of nobody, which is stored nowhere."""
    return Invitation(
        ref=str(uuid.UUID(int=0)),
        event=event,
        person=person,
        generation=1,
        sequence=event.sequence,
        answer="needs-action",
        first_message_id="",
    )


def sender(invitation: Invitation) -> Mailbox:
    """Return the address that is ORGANIZER and From of everything that invitation's person gets."""
    secret = sealing.address_secret("reply", invitation.ref, invitation.generation)
    first = letter_languages(invitation.event, invitation.person.language)[0]
    return mailing.personal_mailbox(secret, i18n.pick(invitation.event.programme.name, first))


def announce(
    invitation: Invitation,
    kind: str,
    said: Said,
    *,
    now: datetime,
    changed: dict[str, tuple[Any, Any]] | None = None,
) -> None:
    """Put the one message of that kind to that person, in both languages, with its calendar.

    `said` keeps what all the messages of one round have in common, by language.
    """
    event, person = invitation.event, invitation.person
    method = "CANCEL" if kind == "cancellation" else "REQUEST"
    if kind == "invitation":
        invitation.first_message_id = ""
    mail = mailing.put(
        mailing.Post(
            kind=kind,
            to=Mailbox(person.name, person.email),
            languages=letter_languages(event, person.language),
            values=_values(invitation, changed or {}, said),
            key=(invitation.ref, event.version),
            event=event,
            invitation=invitation,
            sender=sender(invitation),
            references=invitation.first_message_id or None,
            calendar=calendar_part(invitation, method),
            method=method,
        ),
        now=now,
    )
    invitation.first_message_id = invitation.first_message_id or mail.message_id


def _values(
    invitation: Invitation, changed: dict[str, tuple[Any, Any]], said: Said
) -> Callable[[str], dict[str, Any]]:
    event = invitation.event

    def in_language(code: str) -> dict[str, Any]:
        if code not in said:
            said[code] = event_values(event, code, joining=event.status != "cancelled") | {
                "changes": changes.in_words(event, changed),
                "event_cancelled": event.status == "cancelled",
            }
        return said[code] | {
            "salutation": invitation.person.salutation.get(code, ""),
            "answer": invitation.answer,
            "answer_url": links.answer(code, invitation.ref, answer_token(invitation)),
        }

    return in_language


def calendar_part(invitation: Invitation, method: str) -> bytes:
    """Return the calendar file for that person: REQUEST or CANCEL, at their own sequence."""
    event, person = invitation.event, invitation.person
    order = letter_languages(event, person.language)
    return ical.message(
        method,
        replace(calendar.entry(event, order, joining=True), sequence=invitation.sequence),
        sender(invitation),
        Mailbox(person.name, person.email),
        answer=invitation.answer,
    )

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
from scheduler.queries import calendar, changes, naming, series
from scheduler.queries.occurrences import when

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from scheduler.models import Event, Occurrence, Person, Poll

Said = dict[str, dict[str, Any]]
"""What all the messages of one round have in common, by language."""


def answer_token(invitation: Invitation) -> str:
    """Return the secret of the page on which that person answers."""
    return sealing.link_token("answer", invitation.ref, invitation.generation)


def event_values(
    event: Event,
    code: str,
    *,
    joining: bool,
    now: datetime,
    occurrence: Occurrence | None = None,
) -> dict[str, Any]:
    """Return what every letter about an event says, in the language that is spoken now.

    The link to join is in it for who is expected there (`joining`), or where it is public. With
    an `occurrence` the letter is about that one meeting of a series.
    """
    told = occurrence or event
    return {
        "event_title": i18n.pick(told.title),
        "kind": event.kind,
        "kind_words": naming.kind_words(event.kind),
        "when": when(occurrence or series.current(event, now)),
        "place": calendar.place_words(told),
        "online_url": told.online_url if joining or event.online_public else "",
        "description": told.description.get(code, ""),
        "event_url": links.event(code, event.slug),
        "made_up": event.made_up,
        "one_of_series": occurrence is not None,
        "repeats": series.event_words(event),
        "dates": [] if occurrence else series.in_letters(event, now),
    }


def letter_languages(about: Event | Poll, first: str) -> list[str]:
    """Return the languages of a letter: the reader's first, then the programme's others."""
    spoken = i18n.languages()
    others = [code for code in about.programme.languages if code in spoken]
    leading = [first] if first in spoken else []
    return list(dict.fromkeys([*leading, *others])) or spoken[:1]


def preview(event: Event, person: Person, first: str, *, now: datetime) -> letters.Rendered:
    """Return what that person would read, in that language first; nobody is invited by it.

    The links in it are those of no invitation, and lead nowhere.
    """
    values = _values(_sample(event, person), {}, {}, joining=True, now=now)
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
    occurrence: Occurrence | None = None,
) -> None:
    """Put the one message of that kind to that person, in both languages, with its calendar.

    `said` keeps what all the messages of one kind and round have in common, by language; with an
    `occurrence` they are about that one meeting of a series.
    """
    event, person = invitation.event, invitation.person
    method = "CANCEL" if kind == "cancellation" else "REQUEST"
    joining = method == "REQUEST"
    if kind == "invitation":
        invitation.first_message_id = ""
    mail = mailing.put(
        mailing.Post(
            kind=kind,
            to=Mailbox(person.name, person.email),
            languages=letter_languages(event, person.language),
            values=_values(invitation, changed or {}, said, occurrence, joining=joining, now=now),
            key=(invitation.ref, event.version),
            event=event,
            invitation=invitation,
            original=occurrence.original if occurrence else None,
            sender=sender(invitation),
            references=invitation.first_message_id or None,
            calendar=calendar_part(invitation, method, occurrence),
            method=method,
        ),
        now=now,
    )
    invitation.first_message_id = invitation.first_message_id or mail.message_id


def _values(
    invitation: Invitation,
    changed: dict[str, tuple[Any, Any]],
    said: Said,
    occurrence: Occurrence | None = None,
    *,
    joining: bool,
    now: datetime,
) -> Callable[[str], dict[str, Any]]:
    event = invitation.event

    def in_language(code: str) -> dict[str, Any]:
        if code not in said:
            cancelled = event.status == "cancelled" or occurrence is not None
            values = event_values(event, code, joining=joining, now=now, occurrence=occurrence)
            said[code] = values | {
                "changes": changes.in_words(event, changed),
                "cause": changes.cause_in_words(event, changed),
                "event_cancelled": cancelled,
            }
        return said[code] | {
            "salutation": invitation.person.salutation.get(code, ""),
            "answer": invitation.answer,
            "answer_url": links.answer(code, invitation.ref, answer_token(invitation)),
        }

    return in_language


def calendar_part(
    invitation: Invitation, method: str, occurrence: Occurrence | None = None
) -> bytes:
    """Return the calendar file for that person: REQUEST or CANCEL, at their own sequence.

    A REQUEST for a series has all that differs from it; with an `occurrence` that one alone. Who
    is expected no longer gets no link to join: it may be a new one.
    """
    event, person = invitation.event, invitation.person
    order, asked = letter_languages(event, person.language), method == "REQUEST"
    if occurrence is not None:
        entries = [calendar.occurrence_entry(occurrence, order, joining=asked)]
    elif asked:
        entries = calendar.entries(event, order, joining=True)
    else:
        entries = [calendar.entry(event, order)]
    first, *exceptions = [replace(entry, sequence=invitation.sequence) for entry in entries]
    return ical.message(
        method,
        first,
        sender(invitation),
        Mailbox(person.name, person.email),
        answer=invitation.answer,
        exceptions=exceptions,
    )

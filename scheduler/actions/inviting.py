"""Inviting: who is told of an event, and the message that each of them gets.

Decides the audience (a session's participants, a visit's coordinators and delegates), and that a
person who was never told hears an invitation, one who was hears an update, and one who is no
longer meant hears a cancellation. Knows nothing of forms or of sending.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from scheduler import errors, i18n, links, sealing
from scheduler.actions import mailing, recording
from scheduler.db import db, lock
from scheduler.documents import ical, letters
from scheduler.documents.mailbox import Mailbox
from scheduler.models import Invitation
from scheduler.queries import calendar, changes, people, roster
from scheduler.queries.occurrences import occurrence

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from scheduler.models import Event, Person

OWN_ANSWERS = ("accepted", "tentative", "declined")
"""What a person may answer."""


def audience(event: Event) -> list[Person]:
    """Return whom publishing invites; of a visit the coordinators and its confirmed delegates."""
    if event.kind != "city_visit":
        return people.participants(event)
    everyone = {person.id: person for person in people.coordinators(event)}
    everyone |= {person.id: person for person in roster.confirmed_people(event)}
    return list(everyone.values())


def invite(event: Event, *, now: datetime) -> int:
    """Invite everyone meant who is not invited yet; return how many."""
    invited = {invitation.person_id for invitation in _open(event)}
    newcomers = [person for person in audience(event) if person.id not in invited]
    for person in newcomers:
        _announce(_invitation(event, person, now=now), "invitation", now=now)
    return len(newcomers)


def update(event: Event, *, before: dict[str, tuple[Any, Any]], moved: bool, now: datetime) -> int:
    """Tell of a change whoever is invited, and adjust to a changed audience; return how many.

    An event whose publishing invited nobody stays quiet.
    """
    told = tell(event, before=before, moved=moved, now=now)
    return told + invite(event, now=now) if told else 0


def tell(event: Event, *, before: dict[str, tuple[Any, Any]], moved: bool, now: datetime) -> int:
    """Tell whoever is invited of a change, or that they are no longer meant; return how many.

    `before` is {field: (old value, new value)} of a plan; `moved` says that the event's sequence
    was raised.
    """
    invitations = _open(event)
    meant = {person.id for person in audience(event)}
    for invitation in invitations:
        _raise_sequence(invitation, by=int(moved))
        if invitation.person_id not in meant:
            _withdraw(invitation, now=now)
        elif mailing.has_left(invitation):
            _announce(invitation, "update", now=now, changed=before)
        else:
            _announce(invitation, "invitation", now=now)
    return len(invitations)


def withdraw(event: Event, *, now: datetime) -> int:
    """Tell everyone invited that the event is cancelled; return how many."""
    invitations = _open(event)
    for invitation in invitations:
        _withdraw(invitation, now=now)
    return len(invitations)


def admit(event: Event, person: Person, *, now: datetime) -> tuple[Invitation, bytes]:
    """Invite a delegate whose seat is certain; return the invitation and its calendar part."""
    invitation = _invitation(event, person, now=now)
    invitation.answer = "accepted"
    _raise_sequence(invitation, by=0)
    return invitation, _calendar(invitation, "REQUEST")


def dismiss(event: Event, person: Person) -> tuple[Invitation, bytes] | None:
    """Withdraw a delegate's invitation; return it with the calendar part that ends the entry.

    None where there is none, or where the person is meant all the same, as a coordinator.
    """
    invitation = find_invitation(event, person)
    if invitation is None or invitation.status == "withdrawn":
        return None
    if event.status != "cancelled" and person in people.coordinators(event):
        return None
    mailing.supersede(invitation)
    invitation.status = "withdrawn"
    _raise_sequence(invitation, by=1)
    return invitation, _calendar(invitation, "CANCEL")


def find_invitation(event: Event, person: Person) -> Invitation | None:
    """Return that person's invitation to that event, or None."""
    return db.session.scalar(
        sa.select(Invitation).where(
            Invitation.event_id == event.id, Invitation.person_id == person.id
        )
    )


def asks(invitation: Invitation, *, now: datetime) -> bool:
    """Tell whether an invitation still wants an answer, or a change of the one it has."""
    event = invitation.event
    return invitation.status == "open" and event.status != "cancelled" and event.end_utc > now


def preview(event: Event, person: Person, first: str) -> letters.Rendered:
    """Return what that person would read, in that language first; nobody is invited by it.

    The links in it are those of no invitation, and lead nowhere.
    """
    sample = Invitation(ref=str(uuid.UUID(int=0)), event=event, person=person, generation=1)
    return letters.render("invitation", letter_languages(event, first), _values(sample, {}))


def respond(invitation: Invitation, answer: str, *, now: datetime) -> bool:
    """Write down a person's own answer: accepted, declined or tentative; Invalid for another.

    The link or the session that led here is the proof of who answers. An invitation that asks
    nothing any more keeps what it has; return whether the answer was taken.
    """
    if answer not in OWN_ANSWERS:
        raise errors.Invalid(field="answer")
    invitation = lock(invitation)
    if not asks(invitation, now=now):
        return False
    invitation.answer, invitation.answered = answer, now
    recording.record("answer", invitation.event, by=invitation.person, now=now, answer=answer)
    return True


def answer_token(invitation: Invitation) -> str:
    """Return the secret of the page on which that person answers."""
    return sealing.link_token("answer", invitation.ref, invitation.generation)


def event_values(event: Event, code: str) -> dict[str, Any]:
    """Return what every letter about an event says, in the language that is spoken now."""
    return {
        "event_title": i18n.pick(event.title),
        "kind": event.kind,
        "kind_words": calendar.kind_words(event.kind),
        "when": occurrence(event),
        "place": calendar.place_words(event),
        "online_url": event.online_url,
        "description": event.description.get(code, ""),
        "event_url": links.event(code, event.slug),
        "made_up": event.made_up,
    }


def letter_languages(event: Event, first: str) -> list[str]:
    """Return the languages of a letter: the reader's first, then the programme's others."""
    spoken = i18n.languages()
    others = [code for code in event.programme.languages if code in spoken]
    return list(dict.fromkeys([first if first in spoken else others[0], *others]))


def _open(event: Event) -> Sequence[Invitation]:
    return db.session.scalars(
        sa.select(Invitation)
        .where(Invitation.event_id == event.id, Invitation.status == "open")
        .options(joinedload(Invitation.person))
        .order_by(Invitation.id)
    ).all()


def _invitation(event: Event, person: Person, *, now: datetime) -> Invitation:
    """Return the person's invitation, taken up again where it was withdrawn."""
    invitation = find_invitation(event, person)
    if invitation is None:
        invitation = Invitation(ref=str(uuid.uuid4()), event=event, person=person, created=now)
        db.session.add(invitation)
        db.session.flush()
    invitation.status, invitation.answer = "open", "needs-action"
    return invitation


def _withdraw(invitation: Invitation, *, now: datetime) -> None:
    told = mailing.has_left(invitation)
    mailing.supersede(invitation)
    if told:
        # Also where the event lives on: a client obeys only what is newer than what it has.
        _raise_sequence(invitation, by=1)
        _announce(invitation, "cancellation", now=now)
    invitation.status = "withdrawn"


def _raise_sequence(invitation: Invitation, *, by: int) -> None:
    """Keep what this person is told at least at the event's sequence, and never going down."""
    invitation.sequence = max(invitation.event.sequence, invitation.sequence + by)


def _announce(
    invitation: Invitation,
    kind: str,
    *,
    now: datetime,
    changed: dict[str, tuple[Any, Any]] | None = None,
) -> None:
    """Put the one message of that kind to that person, in both languages, with its calendar."""
    event, person = invitation.event, invitation.person
    mailing.supersede(invitation)
    method = "CANCEL" if kind == "cancellation" else "REQUEST"
    _raise_sequence(invitation, by=0)
    if kind == "invitation":
        invitation.first_message_id = ""
    mail = mailing.put(
        mailing.Post(
            kind=kind,
            to=Mailbox(person.name, person.email),
            languages=letter_languages(event, person.language),
            values=_values(invitation, changed or {}),
            key=(invitation.ref, event.version),
            event=event,
            invitation=invitation,
            sender=sender(invitation),
            references=invitation.first_message_id or None,
            calendar=_calendar(invitation, method),
            method=method,
        ),
        now=now,
    )
    invitation.first_message_id = invitation.first_message_id or mail.message_id


def _values(
    invitation: Invitation, changed: dict[str, tuple[Any, Any]]
) -> Callable[[str], dict[str, Any]]:
    def in_language(code: str) -> dict[str, Any]:
        return event_values(invitation.event, code) | {
            "salutation": invitation.person.salutation.get(code, ""),
            "answer_url": links.answer(code, invitation.ref, answer_token(invitation)),
            "changes": changes.in_words(invitation.event, changed),
            "event_cancelled": invitation.event.status == "cancelled",
        }

    return in_language


def sender(invitation: Invitation) -> Mailbox:
    """Return the address that is ORGANIZER and From of everything that invitation's person gets."""
    secret = sealing.address_secret("reply", invitation.ref, invitation.generation)
    first = letter_languages(invitation.event, invitation.person.language)[0]
    return mailing.personal_mailbox(secret, i18n.pick(invitation.event.programme.name, first))


def _calendar(invitation: Invitation, method: str) -> bytes:
    event, person = invitation.event, invitation.person
    order = letter_languages(event, person.language)
    return ical.message(
        method,
        replace(calendar.entry(event, order, joining=True), sequence=invitation.sequence),
        sender(invitation),
        Mailbox(person.name, person.email),
    )

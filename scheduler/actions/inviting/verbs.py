"""Who is told of an event: whoever is meant and was not told, was told, or is no longer meant."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from scheduler import errors
from scheduler.actions import mailing, recording, rendering
from scheduler.actions.inviting.messages import Said, announce, calendar_part
from scheduler.db import db, insert_once, lock
from scheduler.models import Invitation
from scheduler.queries import people, roster

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from scheduler.models import Event, Occurrence, Person

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
    invitations = [_invitation(event, person, now=now) for person in newcomers]
    mailing.supersede(invitations)
    said: Said = {}
    for invitation in invitations:
        announce(invitation, "invitation", said, now=now)
    return len(newcomers)


def update(event: Event, *, before: dict[str, tuple[Any, Any]], moved: bool, now: datetime) -> int:
    """Tell of a change whoever is invited, and adjust to a changed audience; return how many.

    An event whose publishing invited nobody stays quiet.
    """
    told = tell(event, before=before, moved=moved, now=now)
    return told + invite(event, now=now) if told else 0


def tell(
    event: Event,
    *,
    before: dict[str, tuple[Any, Any]],
    moved: bool,
    now: datetime,
    raised: bool = False,
) -> int:
    """Tell whoever is invited of a change, or that they are no longer meant; return how many.

    `before` is {field: (old value, new value)} of a plan; `moved` says that the event's sequence
    was raised: an answer to another hour is none, except a delegate's, who has a seat. `raised`
    says that it was, and that answers hold.
    """
    invitations = _open(event)
    told = mailing.supersede(invitations)
    meant = {person.id for person in audience(event)}
    seated = {person.id for person in roster.confirmed_people(event)}
    said: Said = {}
    withdrawn: Said = {}
    for invitation in invitations:
        _raise_sequence(invitation, by=int(moved or raised))
        if invitation.person_id not in meant:
            _withdraw(invitation, withdrawn, told=invitation.id in told, now=now)
            continue
        if moved and invitation.person_id not in seated:
            invitation.answer, invitation.answered = "needs-action", None
        kind = "update" if invitation.id in told else "invitation"
        announce(invitation, kind, said, now=now, changed=before)
    return len(invitations)


def tell_one(
    occurrence: Occurrence,
    kind: str,
    *,
    now: datetime,
    before: dict[str, tuple[Any, Any]] | None = None,
    raised: bool = True,
) -> int:
    """Tell of one meeting of a series that it changed ("update") or is off ("cancellation").

    Whom the last message about the whole series has not reached gets one instead, written anew.
    Answers stand: they are to the series. `raised` says that the event's sequence was. Returns
    how many people are told.
    """
    event = occurrence.event
    invitations = _open(event)
    waiting = mailing.awaited(invitations)
    others = [each for each in invitations if each.id not in waiting]
    told = mailing.supersede([each for each in invitations if each.id in waiting])
    mailing.supersede(others, occurrence.original)
    whole: Said = {}
    one: Said = {}
    for invitation in invitations:
        _raise_sequence(invitation, by=int(raised))
        if invitation.id in waiting:
            again = "update" if invitation.id in told else "invitation"
            announce(invitation, again, whole, now=now)
        else:
            announce(invitation, kind, one, now=now, changed=before, occurrence=occurrence)
    return len(invitations)


def carry_on(event: Event, into: Event, *, moved: bool, now: datetime) -> int:
    """Invite to the series that continues another whoever is meant; return how many.

    The answers of those who were invited hold where the hour stays. A series whose publishing
    invited nobody stays quiet.
    """
    said: Said = {}
    earlier = _open(event)
    meant = {person.id for person in audience(into)}
    staying = [invitation for invitation in earlier if invitation.person_id in meant]
    for invitation in staying:
        following = _invitation(into, invitation.person, now=now)
        if not moved:
            following.answer, following.answered = invitation.answer, invitation.answered
        announce(following, "invitation", said, now=now)
    return len(staying) + invite(into, now=now) if earlier else 0


def withdraw(event: Event, *, now: datetime) -> int:
    """Tell everyone invited that the event is cancelled; return how many."""
    invitations = _open(event)
    told = mailing.supersede(invitations)
    said: Said = {}
    for invitation in invitations:
        _withdraw(invitation, said, told=invitation.id in told, now=now)
    return len(invitations)


def admit(event: Event, person: Person, *, now: datetime) -> tuple[Invitation, bytes]:
    """Invite a delegate whose seat is certain; return the invitation and its calendar part."""
    invitation = _invitation(event, person, now=now)
    invitation.answer = "accepted"
    _raise_sequence(invitation, by=0)
    return invitation, calendar_part(invitation, "REQUEST")


def dismiss(event: Event, person: Person) -> tuple[Invitation, bytes] | None:
    """Withdraw a delegate's invitation; return it with the calendar part that ends the entry.

    None where there is none, or where the person is meant all the same, as a coordinator.
    """
    invitation = find_invitation(event, person)
    if invitation is None or invitation.status == "withdrawn":
        return None
    if event.status != "cancelled" and person in people.coordinators(event):
        return None
    mailing.supersede([invitation])
    invitation.status = "withdrawn"
    _raise_sequence(invitation, by=1)
    return invitation, calendar_part(invitation, "CANCEL")


def find_invitation(event: Event, person: Person) -> Invitation | None:
    """Return that person's invitation to that event, or None."""
    return db.session.scalar(
        sa.select(Invitation).where(
            Invitation.event_id == event.id, Invitation.person_id == person.id
        )
    )


def get_invitation(event: Event, person: Person) -> Invitation:
    """Return that person's invitation to that event; NotFound."""
    invitation = find_invitation(event, person)
    if invitation is None:
        raise errors.NotFound
    return invitation


def asks(invitation: Invitation, *, now: datetime) -> bool:
    """Tell whether an invitation still wants an answer, or a change of the one it has."""
    event = invitation.event
    return invitation.status == "open" and event.status != "cancelled" and event.until_utc > now


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


def _open(event: Event) -> Sequence[Invitation]:
    """Return the open invitations, locked and as they are now: somebody may just be answering."""
    db.session.flush()
    return db.session.scalars(
        sa.select(Invitation)
        .where(Invitation.event_id == event.id, Invitation.status == "open")
        .options(joinedload(Invitation.person))
        .order_by(Invitation.id)
        .with_for_update(of=Invitation, key_share=True)
        .execution_options(populate_existing=True)
    ).all()


def _invitation(event: Event, person: Person, *, now: datetime) -> Invitation:
    """Return the person's invitation, made once, and taken up again where it was withdrawn."""
    rendering.concern(person.id)
    insert_once(
        Invitation,
        ref=str(uuid.uuid4()),
        event_id=event.id,
        person_id=person.id,
        status="open",
        answer="needs-action",
        sequence=event.sequence,
        generation=1,
        first_message_id="",
        created=now,
    )
    invitation = get_invitation(event, person)
    if invitation.status == "withdrawn":
        # Newer than the cancellation that went out, or no calendar would take it.
        _raise_sequence(invitation, by=1)
        invitation.status, invitation.answer, invitation.answered = "open", "needs-action", None
    return invitation


def _withdraw(invitation: Invitation, said: Said, *, told: bool, now: datetime) -> None:
    if told:
        # Also where the event lives on: a client obeys only what is newer than what it has.
        _raise_sequence(invitation, by=1)
        announce(invitation, "cancellation", said, now=now)
    invitation.status = "withdrawn"


def _raise_sequence(invitation: Invitation, *, by: int) -> None:
    """Keep what this person is told at least at the event's sequence, and never going down."""
    invitation.sequence = max(invitation.event.sequence, invitation.sequence + by)

"""Registering: a delegate asks for a seat, confirms the address, cancels; the next one moves up.

Every decision about seats is taken here, under the visit's lock, by `core.seats`. An address
that is not confirmed holds its place for 24 hours; then it is released. Knows nothing of forms.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler import errors
from scheduler.actions import mailing, membership, recording
from scheduler.actions.policy import require
from scheduler.actions.registering.application import Application, checked
from scheduler.actions.registering.telling import tell
from scheduler.core import seats
from scheduler.db import db, lock
from scheduler.models import Registration, Visit
from scheduler.queries import openings, roster

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.models import Event, Person

HOLD = timedelta(hours=24)


def is_open(event: Event, *, now: datetime) -> bool:
    """Tell whether registration is possible at that moment."""
    return openings.state(event, now=now) == "open"


def register(
    event: Event, application: Application, *, by: Person | None, now: datetime
) -> tuple[Registration, bool]:
    """Give a seat or a place in the line; return the registration and whether it is new.

    A second try with the same address mails the manage link and changes nothing. Raises
    RegistrationClosed, TooManyMails, errors.Several.
    """
    application = checked(event, application)
    visit = _locked(event)
    if not is_open(event, now=now):
        raise errors.RegistrationClosed
    known = roster.find_live(event, application.email)
    if known:
        _remind(known, now=now)
        return known, False
    if mailing.too_many(application.email, now=now):
        raise errors.TooManyMails(field="email")
    decision = seats.decide(roster.facts(event))
    visit.last_number += 1
    registration = _new(event, application, decision.status, visit.last_number, now)
    db.session.add(registration)
    db.session.flush()
    recording.record("register", registration, by=by, now=now, status=decision.status)
    if by is not None and by.email == application.email:
        _settle(registration, by, now=now)
    else:
        tell(registration, "registration_received", now=now)
    return registration, True


def confirm(registration: Registration, *, now: datetime) -> None:
    """Take the address as its owner's: the one who follows the link has its mail."""
    registration = _locked_registration(registration)
    if not registration.live:
        raise errors.RegistrationEnded
    if registration.address_confirmed:
        return
    person = membership.find_or_make(
        registration.email, name=registration.name, language=registration.language, now=now
    )
    _settle(registration, person, now=now)
    recording.record("confirm address", registration, by=person, now=now)


def deny(registration: Registration, *, now: datetime) -> None:
    """End a registration that its address's owner did not make."""
    _end(registration, "not_me", by=None, now=now, say=False)


def cancel(
    registration: Registration, *, by: Person | None, now: datetime, link: bool = False
) -> None:
    """Give the place back; the next in line moves up in this same transaction.

    `link` says that the holder of the manage link asks, whoever that is.
    """
    if not link:
        require(by, "registration.cancel", registration)
    own = link or (by is not None and by.id == registration.person_id)
    _end(registration, "withdrawn" if own else "by_organizer", by=by, now=now)


def release(registration: Registration, *, now: datetime) -> bool:
    """End a registration whose address was not confirmed in time; return whether that is so."""
    held = _locked_registration(registration)
    # While this waited for the lock, it may have been confirmed, cancelled or released.
    if not held.live or held.hold_until is None or held.hold_until > now:
        return False
    _end(held, "unconfirmed", by=None, now=now, say=False)
    return True


def end_all(event: Event, *, by: Person | None, now: datetime) -> None:
    """End every registration of a visit that does not take place."""
    if event.visit is None:
        return
    _locked(event)
    for registration in roster.registrations(event):
        if registration.live:
            _close(registration, "visit_cancelled", by=by, now=now)
            tell(registration, "registration_cancelled", now=now)


def seats_may_be_free(event: Event, *, now: datetime) -> None:
    """Let the next in line move up, where a changed capacity leaves room."""
    if event.visit is not None and event.published:
        _locked(event)
        _move_up(event, now=now)


def _new(
    event: Event, application: Application, status: str, number: int, now: datetime
) -> Registration:
    city = next(city for city in event.programme.cities if city.slug == application.city)
    return Registration(
        ref=str(uuid.uuid4()),
        event=event,
        city=city,
        name=application.name,
        email=application.email,
        language=application.language,
        status=status,
        number=number,
        hold_until=now + HOLD,
        created=now,
        changed=now,
    )


def _locked(event: Event) -> Visit:
    """Lock the visit's seats, and read what they are decided by afresh: status and capacity."""
    if event.visit is None:
        raise errors.RegistrationClosed
    visit = lock(event.visit)
    db.session.refresh(event)
    return visit


def _locked_registration(registration: Registration) -> Registration:
    """Lock the visit first and the registration then: always in this order."""
    _locked(registration.event)
    return lock(registration)


def _settle(registration: Registration, person: Person, *, now: datetime) -> None:
    """Bind the person whose address it has turned out to be, and say what they have."""
    programme = registration.event.programme
    membership.give_role(person, programme, "delegate", registration.city, now=now)
    registration.person, registration.hold_until = person, None
    _touch(registration, now)
    sure = registration.status == "confirmed"
    tell(registration, "registration_confirmed" if sure else "registration_waitlisted", now=now)


def _end(
    registration: Registration, reason: str, *, by: Person | None, now: datetime, say: bool = True
) -> None:
    registration = _locked_registration(registration)
    if not registration.live:
        raise errors.RegistrationEnded
    _close(registration, reason, by=by, now=now)
    if say:
        tell(registration, "registration_cancelled", now=now)
    _move_up(registration.event, now=now)


def _close(registration: Registration, reason: str, *, by: Person | None, now: datetime) -> None:
    registration.status, registration.reason, registration.hold_until = "cancelled", reason, None
    _touch(registration, now)
    recording.record("cancel registration", registration, by=by, now=now, reason=reason)


def _move_up(event: Event, *, now: datetime) -> None:
    """Promote the next in line, unless the visit has begun or is off; the visit is locked."""
    if event.status == "cancelled" or event.start_utc <= now:
        return
    db.session.flush()
    for ref in seats.next_up(roster.facts(event)):
        registration = roster.get_by_ref(ref)
        registration.status = "confirmed"
        _touch(registration, now)
        recording.record("promote", registration, by=None, now=now)
        if registration.address_confirmed:
            tell(registration, "registration_promoted", now=now)


def _touch(registration: Registration, now: datetime) -> None:
    registration.changed = now
    registration.version += 1


def _remind(registration: Registration, *, now: datetime) -> None:
    """Send the links again to an address that asks a second time, but not without end."""
    if mailing.too_many(registration.email, now=now):
        return
    registration.version += 1
    kind = "registration_link" if registration.address_confirmed else "registration_received"
    tell(registration, kind, now=now)

"""Registrations: a delegate asks for a seat, reads what became of it, gives it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import url_for

from scheduler import clock, errors
from scheduler.actions import policy, registering
from scheduler.actions.registering import Application
from scheduler.api import paging, problems, showing
from scheduler.api.answering import Answer, require_match
from scheduler.api.bearer import me
from scheduler.api.operations import Gives, Takes, operation
from scheduler.api.schemas import registration as shapes
from scheduler.api.schemas.base import Nothing, page_of
from scheduler.queries import agenda, listing, roster

if TYPE_CHECKING:
    from flask import Response

    from scheduler.models import Registration

REGISTRATION = Gives(shapes.Registration, etag=True)


@operation(
    "register",
    "POST /events/<uid>/registrations",
    "event.see",
    Gives(shapes.Registration, status=201, etag=True),
    Takes(body=shapes.Applicant),
)
def register(uid: str, body: dict[str, Any]) -> Answer | Response:
    """Ask for a seat: it is held, or a place in the line is, while a mail asks to confirm.

    An address that is registered already is mailed its own link, and the answer is a 409.
    """
    event = agenda.get_by_uid(uid)
    policy.require(me(), "event.see", event)
    application = Application(**body)
    registration, new = registering.register(event, application, by=me(), now=clock.now())
    if not new:  # not raised: the mail with the link must be committed
        return problems.of_refusal(errors.AlreadyRegistered(field="email"))
    return _answer(registration, location=url_for("api.get_registration", id=registration.ref))


@operation(
    "listRegistrations",
    "GET /events/<uid>/registrations",
    "registrations.list",
    Gives(page_of(shapes.Registration)),
    Takes(query=shapes.RegistrationFilters),
)
def list_registrations(uid: str, query: dict[str, Any]) -> Answer:
    """List a visit's registrations in order of arrival, for its organizers."""
    event = agenda.get_by_uid(uid)
    policy.require(me(), "registrations.list", event)
    place = paging.place(query, f"registrations of {uid}")
    found = listing.registrations(event, query.get("status", ()), place)
    line = roster.positions(event)
    return paging.page(
        found, f"registrations of {uid}", lambda row: showing.registration(row, line.get(row.ref))
    )


@operation("getRegistration", "GET /registrations/<id>", "registration.see", REGISTRATION)
def get_registration(id: str) -> Answer:  # noqa: A002 - the name in the address
    """Read one registration: its owner's, or of a visit that you organize."""
    registration = roster.get_by_ref(id)
    policy.require(me(), "registration.see", registration)
    return _answer(registration)


@operation(
    "cancelRegistration",
    "POST /registrations/<id>/cancellation",
    "registration.cancel",
    REGISTRATION,
    Takes(body=Nothing, match=True),
)
def cancel_registration(id: str, body: dict[str, Any]) -> Answer:  # noqa: A002 - as above
    """Give a place back; the next in the line moves up."""
    del body
    registration = roster.get_by_ref(id)
    policy.require(me(), "registration.cancel", registration)
    require_match(registration)
    registering.cancel(registration, by=me(), now=clock.now())
    return _answer(registration)


def _answer(registration: Registration, *, location: str | None = None) -> Answer:
    position = roster.position(registration)
    return Answer(showing.registration(registration, position), registration, location)

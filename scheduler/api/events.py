"""Events: read, drafted, changed, published, cancelled; and their occurrences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import url_for

from scheduler import clock, errors
from scheduler.actions import acknowledging, policy, scheduling
from scheduler.api import calendars, conflicts, paging, plans, repeating, showing
from scheduler.api.answering import Answer, require_match
from scheduler.api.bearer import me
from scheduler.api.operations import Gives, Takes, operation
from scheduler.api.refusals import ProgrammeUnknown
from scheduler.api.schemas import event as shapes
from scheduler.api.schemas.base import page_of
from scheduler.api.schemas.conflict import Acknowledgements
from scheduler.queries import agenda, listing, programmes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response

    from scheduler.models import Event, Programme

EVENT = Gives(shapes.Event, etag=True)
READ = Gives(shapes.Event, etag=True, calendar=True)
OCCURRING = ("tentative", "confirmed", "cancelled")


@operation(
    "listEvents",
    "GET /events",
    "public",
    Gives(page_of(shapes.Event), calendar=True),
    Takes(query=shapes.EventFilters),
)
def list_events(query: dict[str, Any]) -> Answer | Response:
    """List the events that you may see, the earliest first; drafts are their organizers'.

    Filters combine; one that repeats means any of its values.
    """
    as_calendar = calendars.asked("group")
    filters, place = _filters(query, query.get("status", ())), paging.place(query, "events")
    of, changed = query.get("programme", ()), query.get("updated_since")
    found = listing.events(me(), filters, place, of=of, changed_since=changed)
    if as_calendar:
        return calendars.page(found, paging.following(found, "events"))
    return paging.page(found, "events", lambda row: showing.event(row[0], joins=row[1]))


@operation(
    "listOccurrences",
    "GET /occurrences",
    "public",
    Gives(page_of(shapes.Occurrence)),
    Takes(query=shapes.OccurrenceFilters),
)
def list_occurrences(query: dict[str, Any]) -> Answer:
    """List what takes place and what was cancelled, as the clocks of its cities show it."""
    place = paging.place(query, "occurrences")
    found = listing.occurrences(
        me(), _filters(query, OCCURRING), place, of=query.get("programme", ())
    )
    return paging.page(found, "occurrences", showing.occurrence)


@operation("getEvent", "GET /events/<uid>", "event.see", READ)
def get_event(uid: str) -> Answer | Response:
    """Read one event."""
    as_calendar, event = calendars.asked("event"), agenda.get_by_uid(uid)
    policy.require(me(), "event.see", event)
    return calendars.one(event) if as_calendar else _answer(event)


@operation(
    "createEvent",
    "POST /events",
    "event.create",
    Gives(shapes.Event, status=201, etag=True),
    Takes(body=shapes.NewEvent),
)
def create_event(body: dict[str, Any]) -> Answer:
    """Draft an event, which only organizers see until it is published."""
    programme = _programme(body["programme"])
    policy.require(me(), "event.create", programme)
    exceptions = body.pop("exceptions", [])
    plan = plans.new(body, programme)
    event = scheduling.draft(programme, plan, by=me(), now=clock.now())
    repeating.leave_out(event, exceptions)
    return _answer(event, location=url_for("api.get_event", uid=event.uid))


@operation(
    "updateEvent",
    "PATCH /events/<uid>",
    "event.change",
    EVENT,
    Takes(query=shapes.Telling, body=shapes.EventPatch, match=True),
)
def update_event(uid: str, query: dict[str, Any], body: dict[str, Any]) -> Answer:
    """Change the fields that are sent (JSON Merge Patch), and tell the people invited.

    A text in one language leaves the other languages as they are; null takes it away. Of
    another hour or place people always hear, of another text unless `tell` is false. Of a
    series, `scope` says which meetings are meant; with `following` the answer is the series
    that goes on.
    """
    return _answer(repeating.change(_current(uid, "event.change"), query, body))


@operation(
    "publishEvent",
    "POST /events/<uid>/publication",
    "event.publish",
    EVENT,
    Takes(body=shapes.Publication, match=True),
)
def publish_event(uid: str, body: dict[str, Any]) -> Answer:
    """Publish a draft, as confirmed or as tentative, and invite whom it concerns."""
    event = _current(uid, "event.publish")
    scheduling.publish(event, by=me(), now=clock.now(), **body)
    return _answer(event)


@operation(
    "cancelEvent",
    "POST /events/<uid>/cancellation",
    "event.cancel",
    EVENT,
    Takes(body=shapes.Cancellation, match=True),
)
def cancel_event(uid: str, body: dict[str, Any]) -> Answer:
    """Cancel an event, end its registrations, and tell the people; or meetings of a series."""
    event = _current(uid, "event.cancel")
    repeating.cancel(event, body)
    return _answer(event)


@operation(
    "acknowledgeConflicts",
    "POST /events/<uid>/acknowledgements",
    "event.change",
    EVENT,
    Takes(body=Acknowledgements),
)
def acknowledge_conflicts(uid: str, body: dict[str, Any]) -> Answer:
    """Say that you know of conflicts and leave the event as it is, or take that back.

    The answer tells which conflicts there are by now, and which of them are acknowledged.
    """
    event = agenda.get_by_uid(uid)
    verb = acknowledging.acknowledge if body["acknowledged"] else acknowledging.take_back
    verb(event, body["keys"], by=me(), now=clock.now())
    return _answer(event)


def _programme(slug: str) -> Programme:
    try:
        return programmes.get_programme(slug)
    except errors.NotFound as unknown:
        raise ProgrammeUnknown(field="programme", slug=slug) from unknown


def _current(uid: str, permission: str) -> Event:
    """Return the event to be changed, locked, where it is the version that was read."""
    event = agenda.get_by_uid(uid)
    policy.require(me(), permission, event)
    require_match(event)
    return event


def _answer(event: Event, *, location: str | None = None) -> Answer:
    joins = policy.may(me(), "event.join", event)
    value = showing.event(event, joins=joins) | {"conflicts": conflicts.of(event)}
    return Answer(value, event, location)


def _filters(query: dict[str, Any], statuses: Sequence[str]) -> agenda.Filters:
    """Return what a query asks of events or of their occurrences."""
    return agenda.Filters(
        cities=query.get("city", ()),
        themes=query.get("theme", ()),
        kinds=query.get("kind", ()),
        since=query.get("since"),
        until=query.get("until"),
        statuses=statuses,
    )

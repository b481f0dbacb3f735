"""The page of the event form: a new event, all of one, or a series from one meeting on.

Decides what stands around the fields: the echo, what is said of a series that has begun, and on
which field a refusal stands that the rules name otherwise.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from flask import render_template

from scheduler import clock
from scheduler.actions.repeating import find_meeting
from scheduler.queries import managing
from scheduler.queries.occurrences import when
from scheduler.web.forms import put
from scheduler.web.planning import echoing, repeating
from scheduler.web.planning.fields import HOURS, OTHER_ZONE, EventForm, pairs
from scheduler.web.planning.offered import find_second

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask.typing import ResponseReturnValue

    from scheduler import errors
    from scheduler.models import Event, Occurrence, Programme
    from scheduler.web.planning.reading import Reading


def page(
    form: EventForm,
    programme: Programme,
    reading: Reading,
    *,
    event: Event | None = None,
    original: date | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """Return the form's page with the echo of what stands in it.

    With `original` it is about the meeting that the rule put on that date, and all that follow.
    """
    start = reading.plan.start if reading.has_start else None
    first = start.date() if isinstance(start, datetime) else start
    form.repeats.choices = repeating.choices(form.repeats.data or "", first)
    return (
        render_template(
            "planning/form.html",
            form=form,
            pairs=pairs,
            programme=programme,
            echo=echoing.echo(reading, programme, event, told=bool(form.errors)),
            twice=echoing.offer_folds(form, reading),
            second=None if event else find_second(programme),
            accent=programme.accent,
            **_of_event(event, original),
        ),
        status,
    )


def tell(form: EventForm, refusals: Iterable[errors.Refusal]) -> None:
    """Put refusals of a plan's parts on the fields in which they were typed."""
    timed = form.timing.data == HOURS
    put(
        form,
        refusals,
        {
            "": "start_date",
            "start": "start_time" if timed else "start_date",
            "end": "end_time" if timed else "end_date",
            "zone": "other_zone" if form.anchor.data == OTHER_ZONE else "anchor",
            "themes": "topics",
            "opens": "opens_time",
            "closes": "closes_time",
        },
    )


def _of_event(event: Event | None, original: date | None) -> dict[str, Any]:
    """Return what is said of the event as it is stored; `ahead` where a series has begun."""
    if event is None:
        return {"event": None, "meeting": None, "ahead": None, "particular": False, "invited": 0}
    now = clock.now()
    meeting = find_meeting(event, original) if original else None
    ahead = _next_of_begun(event, now) if original is None else None
    return {
        "event": event,
        "meeting": when(meeting) if meeting else None,
        "ahead": when(ahead) if ahead else None,
        "particular": any(
            row.differs or row.status == "cancelled"
            for row in event.occurrences
            if event.repeats and row.end_utc > now
        ),
        "invited": managing.open_invitations(event),
    }


def _next_of_begun(event: Event, now: datetime) -> Occurrence | None:
    """Return the next meeting of a series of which some are over, else None."""
    if not event.repeats or not any(row.end_utc <= now for row in event.occurrences):
        return None
    coming = [row for row in event.occurrences if row.end_utc > now]
    return min(coming, key=lambda row: row.original, default=None)

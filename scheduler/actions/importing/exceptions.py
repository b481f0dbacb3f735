"""Exceptions of a series: which meetings the file calls off, and which it has otherwise.

Decides what each meeting of the series should be, how that differs from what is here, and lets it
be so by the verbs for single meetings.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scheduler.actions import recording, repeating
from scheduler.actions.importing import timing
from scheduler.actions.importing.planning import TEXTS
from scheduler.actions.importing.values import Exceptions
from scheduler.actions.repeating import Meeting
from scheduler.actions.scheduling import plan_of, versions
from scheduler.actions.scheduling.plan import plain
from scheduler.core import recurrence, zones
from scheduler.models.occurrence import OWN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from scheduler.actions.importing.planning import Reader
    from scheduler.actions.scheduling import Plan
    from scheduler.core.recurrence import Instance
    from scheduler.documents.ical.incoming import Incoming
    from scheduler.documents.tables import Told
    from scheduler.models import Event, Person

CANCELLED = "CANCELLED"
STATUS = {"cancel_one": "cancelled", "restore_one": "scheduled"}
TIMES, FOLDS = ("start", "end"), ("fold", "end_fold")


def of_file(told: Told, plan: Plan, reader: Reader, *, own: Event | None = None) -> Exceptions:
    """Return the exceptions that a file says, on the dates of the plan's series.

    `own`: it is a feed of ours about that event, and its texts say more than the event's own, so
    that the meetings keep theirs. Raises Invalid.
    """
    entry = told.entry
    if not plan.rule or not (entry.excluded or entry.overrides):
        return Exceptions()
    planned = _planned(plan)
    zone = reader.zone_of(entry)
    off = {timing.day_of(at, zone, plan.zone) for at in entry.excluded}
    other = {}
    for one in entry.overrides:
        day = timing.day_of(one.original or one.start, zone, plan.zone)
        if one.status == CANCELLED:
            off.add(day)
        elif day in planned:
            said = replace(told, entry=one)
            texts = _texts_of(own, day) if own else _texts(said, told, plan, reader)
            other[day] = _meeting(_single(one, plan, reader.zone_of(one), texts))
    kept = {
        day: meeting
        for day, meeting in other.items()
        if day not in off and meeting != _regular(planned[day], plan)
    }
    return Exceptions(frozenset(off & planned.keys()), kept)


def of_event(event: Event) -> Exceptions:
    """Return the exceptions that a series has here."""
    if not event.repeats:
        return Exceptions()
    off = frozenset(row.original for row in event.occurrences if row.status == "cancelled")
    other = {
        row.original: repeating.meeting_of(row)
        for row in event.occurrences
        if row.differs and row.original not in off
    }
    return Exceptions(off, other)


def plans(exceptions: Exceptions, plan: Plan) -> Iterator[Plan]:
    """Yield each meeting that is otherwise, as the plan of a single event: what the rules check."""
    for meeting in exceptions.other.values():
        own = {name: getattr(meeting, name) for name in repeating.OF_ONE}
        yield replace(plan, rule="", **own)


def are_all(exceptions: Exceptions, plan: Plan) -> bool:
    """Tell whether no meeting of the series would be left."""
    return bool(plan.rule and exceptions.off) and exceptions.off >= _planned(plan).keys()


def weight(exceptions: Exceptions, plan: Plan) -> int:
    """Return how much work an entry is: a meeting is one, an exception goes through its series."""
    if not plan.rule:
        return 1
    meetings = len(_planned(plan))
    return meetings + len(exceptions.other) * meetings // 4


def put(event: Event, wanted: Exceptions, *, by: Person | None, now: datetime) -> None:
    """Let the meetings of a draft's series be so: put back, change, and last call off."""
    if not event.repeats:
        return
    plan, here = plan_of(event), of_event(event)
    planned = _planned(plan)
    _set(event, here.off - wanted.off, "restore_one", by=by, now=now)
    for day in sorted((here.other.keys() | wanted.other.keys()) - wanted.off):
        meeting = wanted.other.get(day) or _regular(planned[day], plan)
        repeating.change_one(event, day, meeting, version=event.version, by=by, now=now)
    _set(event, wanted.off - here.off, "cancel_one", by=by, now=now)


def _set(
    event: Event, days: frozenset[date], verb: str, *, by: Person | None, now: datetime
) -> None:
    """Call off meetings of a draft, or put them back, all at once: nobody is told of any.

    As the verbs for one of them do it, each of which would go through the whole series.
    """
    if not days:
        return
    event = versions.locked(event)
    for row in event.occurrences:
        if row.original in days:
            row.status = STATUS[verb]
            recording.record(verb, event, by=by, now=now, original=plain(row.original))
    versions.raise_version(event, now, sequence=False)


def _planned(plan: Plan) -> dict[date, Instance]:
    """Return when the rule puts each meeting."""
    return {each.original: each for each in recurrence.expand(plan.series())}


def _regular(at: Instance, plan: Plan) -> Meeting:
    """Return a meeting as its series has it."""
    return _meeting(replace(plan, rule="", start=at.start, end=at.end), at)


def _single(one: Incoming, plan: Plan, zone: str | None, texts: dict[str, Any]) -> Plan:
    """Return one meeting of the file as the plan of a single event, on its series' clock."""
    span = timing.span(one, zone)
    if zone is not None and plan.zone is not None and zone != plan.zone:
        span = timing.moved(span, zone, plan.zone)
    times = {name: getattr(span, name) for name in (*TIMES, *FOLDS)}
    return replace(plan, rule="", **times, **texts)


def _meeting(plan: Plan, at: Instance | None = None) -> Meeting:
    """Return the meeting that such a plan is, its folds decided as rows have them."""
    at = at or recurrence.expand(plan.series())[0]
    zone = plan.zone if plan.timed else None
    folds = [zones.fold_of(moment, zone) if zone else 0 for moment in (at.start_utc, at.end_utc)]
    return replace(Meeting.of(plan), fold=folds[0], end_fold=folds[1])


def _texts_of(event: Event, day: date) -> dict[str, Any]:
    """Return the texts that a meeting has here."""
    row = repeating.find_meeting(event, day)
    return {name: getattr(row, name) for name in OWN} if row else {}


def _texts(one: Told, series: Told, plan: Plan, reader: Reader) -> dict[str, Any]:
    """Return what texts a meeting has for itself: those that its series in the file has not."""
    found: dict[str, Any] = {}
    for name in TEXTS:
        text = reader.texts(one, name)
        if text != reader.texts(series, name):
            found[name] = {**getattr(plan, name), **text}
    link = reader.link(one.entry)
    if link and link != reader.link(series.entry):
        found["online_url"] = link
    return found

"""One meeting of a series and all that follow: changed together, or called off.

Decides how a series is split: the meetings before stay in the old one, which ends there and keeps
its UID, its page and its history; the rest goes on as a series of its own that names the one it
continues. People get one message about each: a calendar knows no other way.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler import errors
from scheduler.actions import acknowledging, inviting, noticing, recording
from scheduler.actions.policy import require
from scheduler.actions.repeating.finding import find_meeting, get_coming
from scheduler.actions.scheduling import checking, occurring, verbs, versions
from scheduler.actions.scheduling.plan import PLACE_FIELDS, TIME_FIELDS, Plan, plain, plan_of, write
from scheduler.core import recurrence

if TYPE_CHECKING:
    from datetime import date, datetime

    from scheduler.models import Event, Occurrence, Person


def plan_from(event: Event, original: date) -> Plan:
    """Return what a series would be that begins with that meeting and goes on as planned."""
    plan = plan_of(event)
    series = plan.series()
    if series.rule is None:
        raise errors.OccurrenceUnknown(field="occurrence")
    planned = recurrence.expand(series)
    first = next((each for each in planned if each.original == original), None)
    if first is None:
        raise errors.OccurrenceUnknown(field="occurrence")
    rest = recurrence.remaining(series.rule, planned[0].original, original)
    return replace(plan, start=first.start, end=first.end, fold=0, end_fold=0, rule=str(rest))


def change_following(
    event: Event,
    original: date,
    plan: Plan,
    *,
    version: int,
    by: Person | None,
    now: datetime,
) -> Event:
    """Let a series go on in another way from one of its meetings; return the series that does.

    From the first meeting on that is the event itself. Raises OccurrenceUnknown, OccurrenceOver,
    EditedMeanwhile, AlreadyCancelled, SeriesBegun, errors.Several.
    """
    require(by, "event.change", event)
    event = versions.locked(event, version)
    row = _get(event, original, now=now)
    if not _before(row):
        verbs.change(event, plan, version=version, by=by, now=now)
        return event
    expected = plan_from(event, original)
    plan = plan.in_the_pass_of(expected)
    checking.check(plan, event.programme)
    checking.check_split(_from(row), plan, now=now)
    changed = set(expected.settled().differences(plan.settled()))
    if not changed:
        return event
    into = _continued(event, row, plan, changed, now=now)
    recording.record("split", event, by=by, now=now, original=plain(original), into=into.uid)
    recording.record("continue", into, by=by, now=now, earlier=event.uid, plan=plan.facts())
    before = _end_before(event, row, now=now)
    if event.published and into.until_utc > now:
        moved = bool(changed & {*TIME_FIELDS, *PLACE_FIELDS})
        # Invited first, so that nobody ever reads only of an end.
        inviting.carry_on(event, into, moved=moved, now=now)
    if any(each.status == "scheduled" for each in event.occurrences):
        _tell_end(event, before, now=now)
    else:
        _withdraw(event, by=by, now=now)
    return into


def cancel_following(
    event: Event, original: date, *, version: int, by: Person | None, now: datetime
) -> None:
    """Call off a meeting and all that follow; from the first one on that is the whole series.

    A series of which one that follows has been held already, before its date, keeps its rule.
    """
    require(by, "event.cancel", event)
    event = versions.locked(event, version)
    row = _get(event, original, now=now)
    held = any(_was_held(each, now) for each in _from(row))
    if not held and all(each.status == "cancelled" for each in _before(row)):
        verbs.cancel(event, by=by, now=now)
        return
    before = _call_off(event, row, now=now) if held else _end_before(event, row, now=now)
    recording.record("cancel_following", event, by=by, now=now, original=plain(original))
    _tell_end(event, before, now=now)


def _get(event: Event, original: date, *, now: datetime) -> Occurrence:
    """Return the meeting from which on; it may be called off itself."""
    row = find_meeting(event, original)
    cancelled = row is not None and row.status == "cancelled"
    return get_coming(event, original, now=now, cancelled=cancelled)


def _before(row: Occurrence) -> list[Occurrence]:
    """Return the meetings that the rule puts before that one, wherever they have been moved to."""
    return [each for each in row.event.occurrences if each.original < row.original]


def _from(row: Occurrence) -> list[Occurrence]:
    """Return a meeting and all that the rule puts behind it, likewise."""
    return [each for each in row.event.occurrences if each.original >= row.original]


def _was_held(row: Occurrence, now: datetime) -> bool:
    return bool(row.event.published) and row.status == "scheduled" and row.end_utc <= now


def _continued(
    event: Event, row: Occurrence, plan: Plan, changed: set[str], *, now: datetime
) -> Event:
    """Write the series that goes on, with what was its meetings' own and what is known of it."""
    into = versions.new_event(plan, event.programme, now=now)
    into.status, into.published = event.status, event.published and now
    into.made_up, into.source, into.continues = event.made_up, event.source, event.uid
    own = {each.original: each for each in _from(row)} if into.repeats else {}
    for each in into.occurrences:
        if each.original in own:
            _take_over(each, own[each.original], plan.zone)
    occurring.settle(into)
    if all(each.status == "cancelled" for each in into.occurrences):
        raise errors.AlreadyCancelled
    acknowledging.carry_over(event, into)
    if not changed & {"start", "zone", "cities"}:
        noticing.carry_over(event, into)
    return into


def _take_over(row: Occurrence, earlier: Occurrence, zone: str | None) -> None:
    """Keep what a meeting has of its own; one that was moved stays at its moment."""
    row.status, row.own = earlier.status, dict(earlier.own)
    row.moved = earlier.moved and earlier.timed == row.timed
    if row.moved:
        row.start_date, row.start_time = earlier.start_date, earlier.start_time
        row.end_date, row.end_time = earlier.end_date, earlier.end_time
        row.start_utc, row.end_utc = earlier.start_utc, earlier.end_utc
        occurring.read_again(row, zone)


def _end_before(event: Event, row: Occurrence, *, now: datetime) -> str:
    """Let a series end before one of its meetings; return the rule that it had."""
    plan = plan_of(event)
    rule = plan.series().rule
    last = max(each.original for each in _before(row))
    if rule is not None:
        shorter = replace(rule, count=None, until=last)
        write(replace(plan, rule=str(shorter)), event, event.programme)
    versions.raise_version(event, now, sequence=event.published is not None)
    return plan.rule


def _call_off(event: Event, row: Occurrence, *, now: datetime) -> str:
    """Call off one by one what is ahead of a meeting and what follows; return the rule."""
    for each in _from(row):
        if each.end_utc > now:
            each.status = "cancelled"
    versions.raise_version(event, now, sequence=event.published is not None)
    return event.rule


def _tell_end(event: Event, before: str, *, now: datetime) -> None:
    """Tell the people that a series ends earlier; they have answered what is left of it."""
    if event.published:
        changed = {"rule": (before, event.rule)}
        inviting.tell(event, before=changed, moved=False, raised=True, now=now)


def _withdraw(event: Event, *, by: Person | None, now: datetime) -> None:
    """Cancel a series all of whose meetings were called off or go on elsewhere."""
    event.status = "cancelled"
    told = inviting.withdraw(event, now=now) if event.published else 0
    recording.record("cancel", event, by=by, now=now, told=told)

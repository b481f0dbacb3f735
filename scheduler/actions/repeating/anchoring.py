"""Re-anchoring: a series follows another city's clock from now on.

Decides from which meeting on, and what that moves: one of the hours that the other city has is
kept there, and each change of the clocks moves the first city instead. Meetings that have begun,
and those that would stand at the same moment anyway, are not touched.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import TYPE_CHECKING

from scheduler import errors
from scheduler.actions.policy import require
from scheduler.actions.repeating.following import change_following, plan_from
from scheduler.actions.scheduling import verbs, versions
from scheduler.actions.scheduling.plan import Plan, plan_of
from scheduler.core import recurrence, zones
from scheduler.core.shifts import Hour, Meetings, hours_in

if TYPE_CHECKING:
    from datetime import date

    from scheduler.core.recurrence import Instance
    from scheduler.models import City, Event, Person


@dataclass(frozen=True)
class Anchored:
    """What a series would be on another city's clock."""

    plan: Plan
    original: date
    """The first meeting that would stand at another moment."""
    moved: list[tuple[Instance, Instance]]
    """The meetings that would move: (as the rule has it now, as it would be). One that is called
    off or at a time of its own is none of them."""


def hours(event: Event, city: City, *, now: datetime) -> list[Hour]:
    """Return which hours the meetings have in that city: the last one before now, and all ahead.

    Between a change of the clocks and the first meeting after it people still know the hour of
    the meeting before, and that may be the one to be kept.
    """
    planned = recurrence.expand(plan_of(event).series())
    begun = sum(each.start_utc <= now for each in planned)
    if city.zone is None or event.zone is None or event.start_time is None or begun == len(planned):
        return []
    days = [each.original for each in planned[max(begun - 1, 0) :]]
    return hours_in(city.zone, Meetings(days, event.start_time, event.zone))


def anchored(event: Event, city: City, *, now: datetime, at: time | None = None) -> Anchored | None:
    """Return what anchoring a series to that city would move; None where it would move nothing.

    `at` is the hour that is kept there, one of `hours`; without it the next meeting's. Raises
    NotInProgramme for a city that does not take part or has no clock yet, OtherDateThere where
    the meetings fall on another date there, Invalid for an hour that they do not have.
    """
    if city.zone is None or city not in event.cities or not event.timed or not event.repeats:
        raise errors.NotInProgramme(field="city", value=city.slug)
    coming = [i for i in recurrence.expand(plan_of(event).series()) if i.start_utc > now]
    if not coming or city.zone == event.zone:
        return None
    if at is not None and Hour(at, 0) not in hours(event, city, now=now):
        raise errors.Invalid(field="at")
    plan = _on_the_clock_of(city.zone, plan_from(event, coming[0].original), coming[0], at)
    then = {each.original: each for each in recurrence.expand(plan.series())}
    regular = {r.original for r in event.occurrences if r.status == "scheduled" and not r.moved}
    both = [(i, then[i.original]) for i in coming if i.original in regular & then.keys()]
    moved = [(old, new) for old, new in both if old.start_utc != new.start_utc > now]
    return Anchored(plan, moved[0][0].original, moved) if moved else None


def anchor(
    event: Event,
    city: City,
    *,
    version: int,
    by: Person | None,
    now: datetime,
    at: time | None = None,
) -> Event:
    """Let a series follow that city's clock; return the series that does.

    Nothing changes where it would move nothing. A series that has begun is split at the first
    meeting that moves. Raises as `anchored`, EditedMeanwhile, AlreadyCancelled.
    """
    require(by, "event.change", event)
    event = versions.locked(event, version)
    if event.status == "cancelled":
        raise errors.AlreadyCancelled
    found = anchored(event, city, now=now, at=at)
    if found is None:
        return event
    if _is_whole(found.plan, event) and not any(r.start_utc <= now for r in event.occurrences):
        verbs.change(event, found.plan, version=version, by=by, now=now)
        return event
    plan = _from(found, event)
    return change_following(event, found.original, plan, version=version, by=by, now=now)


def _is_whole(plan: Plan, event: Event) -> bool:
    return isinstance(plan.start, datetime) and plan.start.date() == event.start_date


def _from(found: Anchored, event: Event) -> Plan:
    """Return the plan of what begins with the first meeting that moves."""
    rest = plan_from(event, found.original)
    start, end = found.plan.start, found.plan.end
    if not isinstance(start, datetime):
        return found.plan
    begins = datetime.combine(found.original, start.time())
    ends = begins + (end - start) if isinstance(end, datetime) else None
    return replace(found.plan, start=begins, end=ends, rule=rest.rule)


def _on_the_clock_of(zone: str, plan: Plan, first: Instance, at: time | None) -> Plan:
    """Return the plan on the clock of another zone: its first meeting at its moment, or `at`."""
    shown = zones.to_wall(first.start_utc, zone)
    start = shown if at is None else datetime.combine(first.original, at)
    if start.date() != first.original:
        raise errors.OtherDateThere
    length = zones.to_wall(first.end_utc, zone) - shown
    end = start + length if plan.end is not None else None
    return replace(plan, zone=zone, start=start, end=end, fold=None, end_fold=None)

"""Re-anchoring: a series follows another city's clock from now on.

Decides from which meeting on, and what that moves: the hour that the other city has now stays
there, and each change of the clocks moves the first city instead. Meetings that are over, and
those that would stand at the same moment anyway, are not touched.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from scheduler import errors
from scheduler.actions.policy import require
from scheduler.actions.repeating.following import change_following, plan_from
from scheduler.actions.scheduling import verbs, versions
from scheduler.actions.scheduling.plan import Plan, plan_of
from scheduler.core import recurrence, zones

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
    """The meetings that would move: (as the rule has it now, as it would be)."""


def anchored(event: Event, city: City, *, now: datetime) -> Anchored | None:
    """Return what anchoring a series to that city would move; None where it would move nothing.

    NotInProgramme for a city that does not take part or has no clock yet, OtherDateThere where
    the meetings fall on another date there.
    """
    if city.zone is None or city not in event.cities or not event.timed or not event.repeats:
        raise errors.NotInProgramme(field="city", value=city.slug)
    coming = [i for i in recurrence.expand(plan_of(event).series()) if i.end_utc > now]
    if not coming or city.zone == event.zone:
        return None
    plan = _on_the_clock_of(city.zone, plan_from(event, coming[0].original), coming[0])
    then = {each.original: each for each in recurrence.expand(plan.series())}
    moved = [
        (each, then[each.original])
        for each in coming
        if each.original in then and then[each.original].start_utc != each.start_utc
    ]
    return Anchored(plan, moved[0][0].original, moved) if moved else None


def anchor(event: Event, city: City, *, version: int, by: Person | None, now: datetime) -> Event:
    """Let a series follow that city's clock; return the series that does.

    Nothing changes where it would move nothing. A series that has begun is split at the first
    meeting that moves. Raises as `anchored`, EditedMeanwhile, AlreadyCancelled.
    """
    require(by, "event.change", event)
    event = versions.locked(event, version)
    if event.status == "cancelled":
        raise errors.AlreadyCancelled
    found = anchored(event, city, now=now)
    if found is None:
        return event
    if not any(row.end_utc <= now for row in event.occurrences):
        verbs.change(event, found.plan, version=version, by=by, now=now)
        return event
    plan = _from(found, event)
    return change_following(event, found.original, plan, version=version, by=by, now=now)


def _from(found: Anchored, event: Event) -> Plan:
    """Return the plan of what begins with the first meeting that moves."""
    rest = plan_from(event, found.original)
    start, end = found.plan.start, found.plan.end
    if not isinstance(start, datetime):
        return found.plan
    begins = datetime.combine(found.original, start.time())
    ends = begins + (end - start) if isinstance(end, datetime) else None
    return replace(found.plan, start=begins, end=ends, rule=rest.rule)


def _on_the_clock_of(zone: str, plan: Plan, first: Instance) -> Plan:
    """Return the plan whose first meeting is at the same moment, on the clock of another zone."""
    start = zones.to_wall(first.start_utc, zone)
    if start.date() != first.original:
        raise errors.OtherDateThere
    end = zones.to_wall(first.end_utc, zone) if plan.end is not None else None
    return replace(plan, zone=zone, start=start, end=end, fold=None, end_fold=None)

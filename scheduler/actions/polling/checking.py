"""Checking a proposal: every rule it breaks at once, each refusal named for its field.

What becomes an event has an event's rules, so its texts, cities and link are checked by them.
The times offered are named by their place: "offers.0" is the first.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from scheduler import errors
from scheduler.actions import scheduling
from scheduler.actions.scheduling.checking import check as check_plan
from scheduler.core import zones
from scheduler.models.event import KINDS
from scheduler.queries import polls

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from scheduler.actions.polling.proposal import Proposal
    from scheduler.models import Event, Programme

MOST_TIMES = 40
MOST_PEOPLE = 200
SHORTEST, LONGEST = 5, 12 * 60
"""Minutes."""
POLLED = tuple(kind for kind in KINDS if kind != "city_visit")
"""What a poll can become: a visit takes days, not an hour."""
_SOME_DAY = date(2000, 1, 1)


def check(
    proposal: Proposal,
    programme: Programme,
    *,
    now: datetime,
    stored: Collection[datetime] = (),
) -> None:
    """Raise errors.Several with a refusal for each rule that the proposal breaks.

    `stored` are the moments that a poll offers already: these may be over by now.
    """
    refusals = [
        *_what(proposal, programme),
        *_times(proposal, now=now, stored=stored),
        *_people(proposal, programme),
    ]
    if refusals:
        raise errors.Several(refusals)


def check_event(event: Event) -> None:
    """Raise EventNotMovable, AlreadyCancelled for an event that no poll can move."""
    if event.status == "cancelled":
        raise errors.AlreadyCancelled
    if event.kind not in POLLED or event.repeats:
        raise errors.EventNotMovable


def _what(proposal: Proposal, programme: Programme) -> Iterator[errors.Refusal]:
    plan = scheduling.Plan(
        kind=proposal.kind,
        title=proposal.title,
        start=_SOME_DAY,
        description=proposal.description,
        visibility=proposal.visibility,
        cities=proposal.cities,
        online_url=proposal.online_url,
    )
    told = []
    try:
        check_plan(plan, programme)
    except errors.Several as several:
        told = several.refusals
    yield from told
    for name, code in scheduling.missing_for_publishing(plan, programme):
        field = f"{name}.{code}"
        if field not in {refusal.field for refusal in told}:
            yield errors.Missing(field=field)
    if proposal.kind not in POLLED:
        yield errors.Invalid(field="kind")
    announced = {city.slug for city in programme.cities if city.announced}
    if not announced.intersection(proposal.cities):
        yield errors.Missing(field="cities")


def _times(
    proposal: Proposal, *, now: datetime, stored: Collection[datetime]
) -> Iterator[errors.Refusal]:
    if not SHORTEST <= proposal.minutes <= LONGEST:
        yield errors.TooLarge(field="minutes", least=SHORTEST, most=LONGEST)
    if not zones.is_zone(proposal.zone):
        yield errors.ZoneUnknown(field="zone", zone=proposal.zone)
        return
    if not proposal.offers:
        yield errors.TimesMissing(field="offers")
    if len(proposal.offers) > MOST_TIMES:
        count = len(proposal.offers)
        yield errors.TooManyTimes(field="offers", most=MOST_TIMES, count=count)
    found: list[datetime] = []
    for place, _ in enumerate(proposal.offers):
        yield from _offer(proposal, place, found, now=now, stored=stored)
    ahead = [start for start in found if start > now]
    if stored and not ahead:
        yield errors.TimesMissing(field="offers")
    yield from _deadline(proposal, ahead, now=now)


def _offer(
    proposal: Proposal,
    place: int,
    found: list[datetime],
    *,
    now: datetime,
    stored: Collection[datetime],
) -> Iterator[errors.Refusal]:
    """Check one time, and add the moment that it is to those found so far."""
    field = f"offers.{place}"
    try:
        start = proposal.moment(proposal.offers[place], field=field)
    except errors.Invalid as refusal:
        yield refusal
        return
    if start in found:
        yield errors.TimeOfferedTwice(field=field)
    elif start <= now and start not in stored:
        yield errors.TimeOver(field=field)
    found.append(start)


def _deadline(
    proposal: Proposal, ahead: list[datetime], *, now: datetime
) -> Iterator[errors.Refusal]:
    if not zones.is_zone(proposal.deadline_zone):
        yield errors.ZoneUnknown(field="deadline_zone", zone=proposal.deadline_zone)
        return
    try:
        closes = proposal.closes()
    except errors.Invalid as refusal:
        yield refusal
        return
    if closes <= now:
        yield errors.DeadlineOver(field="deadline")
    elif ahead and closes >= min(ahead):
        yield errors.DeadlineTooLate(field="deadline")


def _people(proposal: Proposal, programme: Programme) -> Iterator[errors.Refusal]:
    if not proposal.people:
        yield errors.PeopleMissing(field="people")
    if len(proposal.people) > MOST_PEOPLE:
        count = len(proposal.people)
        yield errors.TooManyPeople(field="people", most=MOST_PEOPLE, count=count)
    known = {one.person.id: one for one in polls.askable(programme)}
    if any(number not in known for number in proposal.people):
        yield errors.PersonNotInProgramme(field="people")
    for number in dict.fromkeys(proposal.people):
        if number in known and known[number].city is None:
            yield errors.PersonWithoutCity(field="people", name=known[number].person.name)

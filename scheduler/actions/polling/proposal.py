"""A poll as an organizer says it: one value that the form makes and the verbs check.

Keeps the words of the user: wall times on a city's clock, names of cities by their slugs, people
by their numbers. What becomes of them in rows, and which moments they are, is written here too.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from scheduler.actions.scheduling import Plan, plan_of
from scheduler.core import zones
from scheduler.models import Poll, PollCity, PollSlot

if TYPE_CHECKING:
    from scheduler.models import Event, Programme


@dataclass(frozen=True)
class Offer:
    """One of the times offered, on the clock of the poll's zone."""

    start: datetime
    """Naive."""
    fold: int | None = None
    """Which one, where this wall time comes twice; None asks."""


@dataclass(frozen=True)
class Proposal:
    """A poll as it is meant."""

    title: dict[str, str]
    zone: str
    minutes: int
    offers: tuple[Offer, ...]
    deadline: datetime
    """A naive wall time in `deadline_zone`."""
    deadline_zone: str
    deadline_fold: int | None = None
    people: tuple[int, ...] = ()
    cities: tuple[str, ...] = ()
    description: dict[str, str] = field(default_factory=dict)
    kind: str = "event"
    visibility: str = "programme"
    online_url: str = ""
    shows_answers: bool = False

    def moment(self, offer: Offer, *, field: str | None = None) -> datetime:
        """Return when an offer is, in UTC. May raise HourSkipped and so on."""
        return zones.to_utc(offer.start, self.zone, offer.fold, field=field)

    def closes(self) -> datetime:
        """Return the deadline in UTC. May raise HourSkipped and so on.

        Where the clocks make that hour come twice, its second time is meant: the reading that
        shuts nobody out.
        """
        fold = 1 if self.deadline_fold is None else self.deadline_fold
        return zones.to_utc(self.deadline, self.deadline_zone, fold, field="deadline")

    def settled(self) -> Proposal:
        """Return the same with its folds decided, so that two proposals can be compared."""
        offers = sorted(
            (self.moment(offer), offer.start, zones.fold_of(self.moment(offer), self.zone))
            for offer in self.offers
        )
        return replace(
            self,
            offers=tuple(Offer(start, fold) for _, start, fold in offers),
            deadline_fold=zones.fold_of(self.closes(), self.deadline_zone),
            people=tuple(sorted(self.people)),
        )


def of_event(proposal: Proposal, event: Event) -> Proposal:
    """Return the proposal as it must be to move that event, which knows these things itself.

    An event that names no city is shown on the clocks of all the programme's.
    """
    cities = event.cities or [city for city in event.programme.cities if city.announced]
    return replace(
        proposal,
        cities=tuple(city.slug for city in cities),
        kind=event.kind,
        visibility=event.visibility,
        online_url=event.online_url,
    )


def proposal_of(poll: Poll) -> Proposal:
    """Return the proposal that a stored poll is."""
    return Proposal(
        title=dict(poll.title),
        description=dict(poll.description),
        zone=poll.zone,
        minutes=poll.minutes,
        offers=tuple(Offer(slot.start_wall, slot.fold) for slot in poll.slots),
        deadline=poll.deadline_wall,
        deadline_zone=poll.deadline_zone,
        deadline_fold=poll.deadline_fold,
        people=tuple(voter.person_id for voter in poll.voters if voter.status == "open"),
        cities=tuple(city.slug for city in poll.cities),
        kind=poll.kind,
        visibility=poll.visibility,
        online_url=poll.online_url,
        shows_answers=poll.shows_answers,
    )


def write(proposal: Proposal, poll: Poll, programme: Programme) -> None:
    """Put a checked proposal into a row, but for its times and people."""
    cities = {city.slug: city for city in programme.cities}
    poll.title, poll.description = proposal.title, proposal.description
    poll.kind, poll.visibility = proposal.kind, proposal.visibility
    poll.online_url, poll.shows_answers = proposal.online_url, proposal.shows_answers
    poll.zone, poll.minutes = proposal.zone, proposal.minutes
    poll.deadline_date, poll.deadline_time = proposal.deadline.date(), proposal.deadline.time()
    poll.deadline_zone, poll.deadline_utc = proposal.deadline_zone, proposal.closes()
    poll.deadline_fold = zones.fold_of(poll.deadline_utc, poll.deadline_zone)
    poll.city_links = [
        PollCity(city=cities[slug], position=n) for n, slug in enumerate(proposal.cities)
    ]


def imagined(programme: Programme, proposal: Proposal) -> Poll:
    """Return the poll that a checked proposal would be, kept nowhere and asking nobody."""
    poll = Poll(programme_id=programme.id)
    write(proposal, poll, programme)
    poll.slots = sorted(
        (slot_of(proposal, offer) for offer in proposal.offers), key=lambda slot: slot.start_utc
    )
    return poll


def slot_of(proposal: Proposal, offer: Offer) -> PollSlot:
    """Return the row of one of the times."""
    start = proposal.moment(offer)
    return PollSlot(
        start_date=offer.start.date(),
        start_time=offer.start.time(),
        fold=zones.fold_of(start, proposal.zone),
        start_utc=start,
        end_utc=start + timedelta(minutes=proposal.minutes),
    )


def plan_at(poll: Poll, slot: PollSlot) -> Plan:
    """Return the event that a poll becomes at one of its times: a new one, or the one it moves.

    An event that has a zone keeps it: its people know it by that clock.
    """
    event = poll.event
    times = _times(poll, slot, (event.zone if event is not None else None) or poll.zone)
    if event is not None:
        return replace(plan_of(event), **times)
    return Plan(
        kind=poll.kind,
        title=dict(poll.title),
        description=dict(poll.description),
        visibility=poll.visibility,
        cities=tuple(city.slug for city in poll.cities),
        online_url=poll.online_url,
        **times,
    )


def _times(poll: Poll, slot: PollSlot, zone: str) -> dict[str, Any]:
    start = zones.to_utc(slot.start_wall, poll.zone, slot.fold)
    end = start + timedelta(minutes=poll.minutes)
    return {
        "start": zones.to_wall(start, zone),
        "end": zones.to_wall(end, zone),
        "zone": zone,
        "fold": zones.fold_of(start, zone),
        "end_fold": zones.fold_of(end, zone),
        "all_day": False,
        "time_known": True,
    }

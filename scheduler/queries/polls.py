"""Polls as they are read: who may be asked, what is offered, and whose link it is.

A time is shown on the clocks of the poll's cities, the one on which it was offered first, and on
the reader's own where that is another. How the answers count is for `votes`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from scheduler import i18n
from scheduler.core import zones
from scheduler.db import db
from scheduler.errors import NoLongerAsked, NotFound, TokenRevoked, TokenUnknown
from scheduler.models import (
    City,
    Event,
    EventCity,
    Person,
    Poll,
    PollSlot,
    PollVoter,
    Programme,
)
from scheduler.queries import conflicts, managing, people
from scheduler.queries.concern import MEMBERS
from scheduler.queries.occurrences import When, moment, when
from scheduler.sealing import link_token, same

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from scheduler.queries.conflicts import Conflict

MOST = 200
_WHOLE = (
    joinedload(Poll.event),
    joinedload(Poll.by),
    joinedload(Poll.programme).selectinload(Programme.city_links),
    selectinload(Poll.city_links),
    selectinload(Poll.slots),
    selectinload(Poll.voters).joinedload(PollVoter.person),
    selectinload(Poll.voters).selectinload(PollVoter.answers),
)


@dataclass(frozen=True)
class Askable:
    """Somebody who can be asked, and the city whose clock they read."""

    person: Person
    city: City | None
    """None where nobody knows it; such a person cannot be asked."""
    participates: bool
    """Whether they are a participant, and not only an organizer."""


@dataclass(frozen=True)
class Offered:
    """One of the times of a poll, as it is shown to somebody."""

    slot: PollSlot
    when: When
    remarks: list[Conflict]


@dataclass(frozen=True)
class Summary:
    """A poll in a list."""

    poll: Poll
    asked: int
    answered: int
    deadline: When


def askable(programme: Programme) -> list[Askable]:
    """Return the organizers and participants of a programme, by city in its order, then by name."""
    members = [found for found in people.members(programme) if found.role.kind in MEMBERS]
    persons = {found.person.id: found.person for found in members}
    cities = managing.cities_of(persons.values(), programme)
    for found in members:
        if found.city is not None:
            cities.setdefault(found.person.id, found.city)
    participants = {found.person.id for found in members if found.role.kind == "participant"}
    order = {city.id: place for place, city in enumerate(programme.cities)}
    found_all = [
        Askable(person, _announced(cities.get(number)), number in participants)
        for number, person in persons.items()
    ]
    # A stable sort: within a city they stay in the order of their names.
    return sorted(found_all, key=lambda one: order.get(one.city.id, 0) if one.city else len(order))


def polls_of(programme: Programme) -> list[Summary]:
    """Return a programme's polls, those that wait for a decision first, then the newest."""
    asked = sa.func.count(PollVoter.id)
    answered = sa.func.count(PollVoter.answered)
    rows = db.session.execute(
        sa.select(Poll, asked, answered)
        .outerjoin(PollVoter, sa.and_(PollVoter.poll_id == Poll.id, PollVoter.status == "open"))
        .where(Poll.programme_id == programme.id)
        .group_by(Poll.id)
        .order_by(sa.case((Poll.status.in_(["open", "closed"]), 0), else_=1), Poll.id.desc())
        .limit(MOST)
        .options(selectinload(Poll.city_links), selectinload(Poll.slots), selectinload(Poll.event))
    )
    return [Summary(poll, all_, some, deadline(poll)) for poll, all_, some in rows]


def get_poll(ref: str) -> Poll:
    """Return a poll with its times, people and answers; NotFound."""
    found = db.session.scalar(sa.select(Poll).where(Poll.ref == ref).options(*_WHOLE))
    if found is None:
        raise NotFound
    return found


def get_slot(poll: Poll, number: int) -> PollSlot:
    """Return one of a poll's times by its row's number; NotFound."""
    found = next((slot for slot in poll.slots if slot.id == number), None)
    if found is None:
        raise NotFound
    return found


def get_voter_by_link(ref: str, token: str) -> PollVoter:
    """Return whose link this is; TokenUnknown, TokenRevoked, NoLongerAsked."""
    found = db.session.scalar(
        sa.select(PollVoter)
        .where(PollVoter.ref == ref)
        .options(joinedload(PollVoter.person), joinedload(PollVoter.poll))
    )
    if found is None:
        raise TokenUnknown
    for generation in range(found.generation, 0, -1):
        if same(token, link_token("poll", ref, generation)):
            if found.status == "withdrawn":
                raise NoLongerAsked
            if generation < found.generation:
                raise TokenRevoked
            return found
    raise TokenUnknown


def calls_due(*, now: datetime, ahead: datetime) -> Sequence[str]:
    """Return the polls whose deadline comes until `ahead`, and whose last call is still to come."""
    return db.session.scalars(
        sa.select(Poll.ref)
        .where(
            Poll.status == "open",
            Poll.last_call.is_(None),
            Poll.deadline_utc > now,
            Poll.deadline_utc <= ahead,
        )
        .order_by(Poll.id)
    ).all()


def of_subjects(subjects: Iterable[str]) -> dict[str, Poll]:
    """Return the poll that each of history's subjects ("poll:3") is about."""
    named = (subject.partition(":") for subject in subjects)
    numbers = [int(number) for kind, _, number in named if kind == "poll"]
    found = db.session.scalars(sa.select(Poll).where(Poll.id.in_(numbers))) if numbers else ()
    return {f"poll:{poll.id}": poll for poll in found}


def asking(person: Person, *, now: datetime) -> Sequence[PollVoter]:
    """Return the polls that take an answer of that person at that moment, the next to end first."""
    return db.session.scalars(
        sa.select(PollVoter)
        .join(Poll)
        .where(
            PollVoter.person_id == person.id,
            PollVoter.status == "open",
            Poll.status == "open",
            Poll.deadline_utc > now,
        )
        .order_by(Poll.deadline_utc, Poll.id)
        .options(contains_eager(PollVoter.poll).selectinload(Poll.city_links))
    ).all()


def undecided_about(event: Event) -> Sequence[Poll]:
    """Return the polls that are to move an event and are not decided yet."""
    return db.session.scalars(
        sa.select(Poll)
        .where(Poll.event_id == event.id, Poll.status.in_(["open", "closed"]))
        .order_by(Poll.id)
    ).all()


def waiting(poll: Poll) -> list[PollVoter]:
    """Return who has not answered, or not all of the times as they are now."""
    return [voter for voter in asked(poll) if voter.answered is None]


def asked(poll: Poll) -> list[PollVoter]:
    """Return whom a poll asks, in the order of asking."""
    return [voter for voter in poll.voters if voter.status == "open"]


def offered(poll: Poll, own: City | None = None) -> list[Offered]:
    """Return the times of a poll on the clocks of its cities and of the reader's own."""
    return [offered_at(poll, slot, own) for slot in poll.slots]


def offered_at(poll: Poll, slot: PollSlot, own: City | None = None) -> Offered:
    """Return one of its times likewise."""
    event = imagined(poll, slot, own)
    return Offered(slot, when(event), conflicts.of_time(event))


def deadline(poll: Poll, own: City | None = None) -> When:
    """Return until when a poll takes answers, on the clocks of its cities and of the reader's."""
    event = Event(zone=poll.deadline_zone, city_links=_links(poll, own))
    return moment(event, poll.deadline_utc)


def imagined(poll: Poll, slot: PollSlot, own: City | None = None) -> Event:
    """Return the event that would be at that time, kept nowhere."""
    end = zones.to_wall(slot.end_utc, poll.zone)
    return Event(
        programme_id=poll.programme_id,
        kind=poll.kind,
        title=poll.title,
        status="draft",
        start_date=slot.start_date,
        start_time=slot.start_time,
        end_date=end.date(),
        end_time=end.time(),
        all_day=False,
        time_known=True,
        zone=poll.zone,
        fold=slot.fold,
        end_fold=zones.fold_of(slot.end_utc, poll.zone),
        start_utc=slot.start_utc,
        end_utc=slot.end_utc,
        city_links=_links(poll, own),
    )


def choice_words(shown: When) -> str:
    """Return „10:00 ч. София / 16:00 ч. Сеул“: what a button is about."""
    return " / ".join(f"{i18n.time_words(row.start.time())} {row.place.name}" for row in shown.rows)


def home_of(voter: PollVoter) -> City | None:
    """Return the city whose clock somebody reads."""
    cities = managing.cities_of([voter.person], voter.poll.programme)
    return _announced(cities.get(voter.person_id))


def _announced(city: City | None) -> City | None:
    return city if city is not None and city.announced else None


def _links(poll: Poll, own: City | None) -> list[EventCity]:
    """Return the cities of a poll and the reader's own, as an event that is kept nowhere has them.

    The city on whose clock the times are offered stands first, as everywhere.
    """
    cities = {city.id: city for city in [*poll.cities, *([own] if own else [])]}
    return [EventCity(city=city, city_id=number) for number, city in cities.items()]

"""Watching: which changed row changes what of the feeds.

One table says it, kind of row by kind of row; what is not in it stands in no feed. An answer, a
seat, a role or a feed's settings are one person's matter; an event is its programme's; a name
that stands in thousands of texts is raised for all, and written nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import event as listening
from sqlalchemy.orm import Session

from scheduler.db import before_commit, db
from scheduler.models import (
    City,
    Event,
    EventCity,
    EventTheme,
    Feed,
    Invitation,
    Occurrence,
    Person,
    Poll,
    PollAnswer,
    PollVoter,
    Programme,
    Registration,
    Role,
    Theme,
    Visit,
    VisitItem,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

FETCHED = {"last_fetched", "client"}
"""What is noted of a feed when it is fetched, and changes nothing in it."""


@dataclass
class Changed:
    """What a transaction has changed of the feeds so far, by number."""

    events: set[int] = field(default_factory=set)
    cities: set[int] = field(default_factory=set)
    """Cities with another clock, which all their events show."""
    programmes: set[int] = field(default_factory=set)
    spoken: set[int] = field(default_factory=set)
    """Programmes in other languages now: the texts of their events are old."""
    people: set[int] = field(default_factory=set)
    names: bool = False

    def event(self, row: Event, _columns: set[str]) -> None:
        """Note an event, and its programme also where the event is no more."""
        self.events.add(row.id)
        if row.published is not None:
            self.programmes.add(row.programme_id)

    def part(self, row: Any, _columns: set[str]) -> None:
        """Note the event of a date, a city, a theme."""
        self.events.add(row.event_id)

    def visit(self, row: Visit, columns: set[str]) -> None:
        """Note a visit's event, unless a seat was given, which is nobody else's matter."""
        if columns != {"last_number"}:
            self.events.add(row.event_id)

    def stop(self, row: VisitItem, _columns: set[str]) -> None:
        """Note the event of a visit's stop."""
        self.events.add(row.visit_id)

    def person(self, row: Any, columns: set[str]) -> None:
        """Note whose answer, seat, role or feed it is, and whose it was."""
        if not columns or columns - FETCHED:
            before = sa.inspect(row).committed_state.get("person_id")
            self.people |= {n for n in (row.person_id, before) if isinstance(n, int)}

    def reader(self, row: Person, columns: set[str]) -> None:
        """Note a person who reads another language now."""
        if "language" in columns:
            self.people.add(row.id)

    def poll(self, row: Poll, _columns: set[str]) -> None:
        """Note whoever is asked by a poll."""
        self.people |= {voter.person_id for voter in row.voters}

    def vote(self, row: PollAnswer, _columns: set[str]) -> None:
        """Note who has answered a poll."""
        voter = db.session.get(PollVoter, row.voter_id)
        self.people |= {voter.person_id} if voter else set()

    def city(self, row: City, columns: set[str]) -> None:
        """Note a city's name, and its clock, which stands in deadlines too."""
        self.names = self.names or bool(columns & {"name", "zone"})
        if "zone" in columns:
            self.cities.add(row.id)

    def theme(self, _row: Theme, columns: set[str]) -> None:
        """Note a theme's name."""
        self.names = self.names or bool(columns & {"name"})

    def programme(self, row: Programme, columns: set[str]) -> None:
        """Note what stands at the head of a programme's feed."""
        if columns & {"name", "description", "accent", "languages", "slug"}:
            self.programmes.add(row.id)
        if "languages" in columns:
            self.spoken.add(row.id)


WATCHED: dict[type, Callable[[Changed, Any, set[str]], None]] = {
    Event: Changed.event,
    Occurrence: Changed.part,
    EventCity: Changed.part,
    EventTheme: Changed.part,
    Visit: Changed.visit,
    VisitItem: Changed.stop,
    Invitation: Changed.person,
    Registration: Changed.person,
    Role: Changed.person,
    Feed: Changed.person,
    PollVoter: Changed.person,
    Poll: Changed.poll,
    PollAnswer: Changed.vote,
    Person: Changed.reader,
    City: Changed.city,
    Theme: Changed.theme,
    Programme: Changed.programme,
}


def watch(renew: Callable[[Changed], None]) -> None:
    """From now on have `renew` called, before a transaction ends, with what it has changed."""

    def see(session: Session, _context: object) -> None:
        seen = [(row, WATCHED[type(row)]) for row in _touched(session) if type(row) in WATCHED]
        for row, note in seen:
            note(_noted(session, renew), row, set(sa.inspect(row).committed_state))

    listening.listen(Session, "after_flush", see)


def concern(person_id: int, renew: Callable[[Changed], None]) -> None:
    """Note a person of whom a statement wrote, and no row that could be seen."""
    _noted(db.session(), renew).people.add(person_id)


def _touched(session: Session) -> Iterable[Any]:
    changed = (row for row in session.dirty if session.is_modified(row))
    return chain(list(session.new), list(session.deleted), list(changed))


def _noted(session: Session, renew: Callable[[Changed], None]) -> Changed:
    """Return what this transaction has changed, to be renewed before it ends."""
    noted: Changed = session.info.setdefault("shown", Changed())

    def settle() -> None:
        renew(session.info.pop("shown"))

    before_commit("rendering", settle)
    return noted

"""Who is expected where: the people invited, with a seat, or to be invited once it is published.

Decides whose time an event takes: who was invited and has not declined, and who has a certain
seat. A draft takes the time of those whom publishing would invite. A fixed number of statements,
however many events and people.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import sqlalchemy as sa

from scheduler.db import db
from scheduler.models import CityMembership, Invitation, Person, Registration, Role

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from scheduler.queries.conflicts.values import Asked

SEATED = "seated"
"""Stands where an invitation has its answer."""


@dataclass
class Guests:
    """The people of one stored event, by their numbers."""

    invited: set[int] = field(default_factory=set)
    declined: set[int] = field(default_factory=set)
    seated: set[int] = field(default_factory=set)

    @property
    def expected(self) -> set[int]:
        """Who keeps the time free."""
        return self.invited | self.seated


def guests(events: Collection[int]) -> dict[int, Guests]:
    """Return the people of those events; an event without any has an entry as well."""
    invited = sa.select(Invitation.event_id, Invitation.person_id, Invitation.answer).where(
        Invitation.event_id.in_(events), Invitation.status == "open"
    )
    seated = sa.select(
        Registration.event_id, Registration.person_id, sa.literal(SEATED).label("answer")
    ).where(
        Registration.event_id.in_(events),
        Registration.status == "confirmed",
        Registration.person_id.is_not(None),
    )
    found: defaultdict[int, Guests] = defaultdict(Guests)
    for event, person, answer in db.session.execute(invited.union_all(seated)):
        one = found[event]
        kinds = {SEATED: one.seated, "declined": one.declined}
        kinds.get(answer, one.invited).add(person)
    return found


def people(asked: Sequence[Asked], known: dict[int, Guests]) -> list[set[int]]:
    """Return whose time each of the events takes, or would take as it is planned."""
    if not any(_plans(one) for one in asked):
        return [known[one.number or 0].expected for one in asked]
    participants, coordinators = _participants(asked), _coordinators()
    return [_expected(one, known, participants, coordinators) for one in asked]


def names(numbers: Iterable[int]) -> dict[int, str]:
    """Return the names of people, by their number, in the order of their names."""
    wanted = set(numbers)
    if not wanted:
        return {}
    found = db.session.scalars(sa.select(Person).where(Person.id.in_(wanted)))
    ordered = sorted(found, key=lambda person: (person.family_name, person.given_name, person.id))
    return {person.id: person.name for person in ordered}


def _plans(one: Asked) -> bool:
    """Tell whether it is not yet settled whom an event invites."""
    return one.is_draft or one.event is not one.stored


def _expected(
    one: Asked,
    known: dict[int, Guests],
    participants: dict[tuple[int, int], set[int]],
    coordinators: dict[int, set[int]],
) -> set[int]:
    """Return the people of one event: as a plan says, where it is one."""
    mine = known[one.number] if one.number is not None else Guests()
    if not _plans(one) or not (one.is_draft or mine.invited or mine.declined):
        # What was published without inviting anybody invites nobody by being changed.
        return mine.expected
    meant: set[int] = set()
    for city in one.event.cities:
        by_role = participants.get((one.event.programme.id, city.id), set())
        meant |= coordinators.get(city.id, set()) if one.is_visit else by_role
    return mine.seated | (meant - mine.declined)


def _participants(asked: Sequence[Asked]) -> dict[tuple[int, int], set[int]]:
    """Return the participants of the programmes concerned, by programme and city."""
    found: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    programmes = {one.event.programme.id for one in asked}
    rows = db.session.execute(
        sa.select(Role.programme_id, Role.city_id, Role.person_id).where(
            Role.kind == "participant",
            Role.programme_id.in_(programmes),
            Role.city_id.is_not(None),
        )
    )
    for programme, city, person in rows:
        found[programme, city or 0].add(person)
    return found


def _coordinators() -> dict[int, set[int]]:
    """Return the coordinators of all cities: a city has one."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    rows = db.session.execute(
        sa.select(CityMembership.city_id, CityMembership.person_id).where(
            CityMembership.coordinator
        )
    )
    for city, person in rows:
        found[city].add(person)
    return found

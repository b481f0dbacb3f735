"""What an organizer asks of the slot finder, before anything is looked up.

Decides which cities and which people are meant, and refuses by name what a programme does not
have. The rules of a question itself are `scheduler.core.slots`'.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scheduler import errors

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from scheduler.core.hours import Span
    from scheduler.models import City, Event, Programme
    from scheduler.queries.slots.people import Attendee

MOST_NOTICE = 366 * 24
TOLD = 40
"""So much of what is unknown is repeated to whoever wrote it."""


@dataclass(frozen=True)
class Wish:
    """A meeting to be put somewhere: for whom, how long, between which dates."""

    cities: Sequence[str]
    """Slugs; one still to be announced is left out of the answer, which says so."""
    first: date
    last: date
    minutes: int = 60
    step: int = 15
    notice: int = 0
    """Hours that must lie between now and the beginning."""
    most: int = 20
    people: Sequence[int] = ()
    """Whose diaries count, by number; if none is named, those of the cities' participants."""
    anchor: str = ""
    """The city whose dates these are, by slug; if none is named, the first of them."""
    preferred: Mapping[str, Sequence[Span]] = field(default_factory=dict)
    """In place of a city's office hours, by slug; for every day on which it works."""
    acceptable: Mapping[str, Sequence[Span]] = field(default_factory=dict)
    """In place of 07:00 to 22:00, likewise."""
    event: Event | None = None
    """The event that is to be moved: its own time makes nobody busy."""


@dataclass(frozen=True)
class Group:
    """The cities of a wish: those that are judged, the anchor first, and those left out."""

    judged: Sequence[City]
    left_out: Sequence[City]

    @property
    def anchor(self) -> City:
        """The city whose dates and hours the answer is told in."""
        return self.judged[0]


def group(wish: Wish, programme: Programme) -> Group:
    """Return the cities that are meant; Several with all that is unknown."""
    by_slug = {city.slug: city for city in programme.cities}
    refusals = list(_unknown(wish, by_slug))
    if not 0 <= wish.notice <= MOST_NOTICE:
        refusals.append(errors.TooLarge(field="notice", least=0, most=MOST_NOTICE))
    if refusals:
        raise errors.Several(refusals)
    chosen = [by_slug[slug] for slug in wish.cities]
    judged = sorted(
        (city for city in chosen if city.announced), key=lambda city: city.slug != wish.anchor
    )
    return Group(judged, [city for city in chosen if not city.announced])


def attending(wish: Wish, judged: Sequence[City], known: Sequence[Attendee]) -> list[Attendee]:
    """Return whose diaries count; Several with whoever is unknown or of another city."""
    cities = {city.id for city in judged}
    if not wish.people:
        return [one for one in known if one.participates and cities.intersection(one.cities)]
    members = {one.number: one for one in known}
    refusals: list[errors.Refusal] = []
    if any(number not in members for number in wish.people):
        refusals.append(errors.PersonNotInProgramme(field="people"))
    found = [members[number] for number in dict.fromkeys(wish.people) if number in members]
    for one in found:
        if not one.cities:
            refusals.append(errors.PersonWithoutCity(field="people", name=one.name))
        elif not cities.intersection(one.cities):
            refusals.append(errors.PersonElsewhere(field="people", name=one.name))
    if refusals:
        raise errors.Several(refusals)
    return found


def _unknown(wish: Wish, by_slug: Mapping[str, City]) -> Iterator[errors.Refusal]:
    for slug in wish.cities:
        if slug not in by_slug:
            yield errors.NotInProgramme(field="cities", value=slug[:TOLD])
    for name in ("preferred", "acceptable"):
        for slug in getattr(wish, name):
            if slug not in wish.cities:
                yield errors.NotInProgramme(field=name, value=slug[:TOLD])
    announced = wish.anchor in by_slug and by_slug[wish.anchor].announced
    if wish.anchor and (wish.anchor not in wish.cities or not announced):
        yield errors.NotInProgramme(field="anchor", value=wish.anchor[:TOLD])

"""The fair slot finder: the processor time of one question, and how it grows.

Every measurement is of questions that differ: their dates, the holidays in them and everybody's
events. The plainest finder, which tries slot after slot, answers some of them too, and has to
say the same.
"""

from __future__ import annotations

import time
import zoneinfo
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from bench.figures import Figure, middle, milliseconds
from scheduler.core.holidays import Calendar
from scheduler.core.hours import parse_hours
from scheduler.core.slots import Answer, Diary, Party, Question, find, minute_of
from scheduler.demo.files import read
from tests.core import plain_slots

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

TITLE = "Fair slots: processor time of the best 20 with their reasons"
QUESTIONS = 9
PEOPLE, EVENTS, A_DAY = 200, 18_000, 100
USUAL, WEEKDAYS = ("09:00", "17:00"), ("mon", "tue", "wed", "thu", "fri")
LENGTHS = (30, 45, 60, 60, 90, 120)

OURS = {"sofia", "seoul", "beijing"}
City = dict[str, Any]


def figures() -> Iterator[Figure]:
    """Measure the sizes that have a target, and then the growth."""
    # The plainest finder shall read the zones from the pinned data, as the product does.
    zoneinfo.reset_tzpath(to=[])
    network = [city for city in read("cities")["cities"] if city.get("zone")]
    world = list({city["zone"]: city for city in reversed(network)}.values())[::-1]
    ours = [city for city in world if city["slug"] in OURS]
    yield from _measured(ours, 60, events=EVENTS, most=0.010)
    yield from _measured(world[:30], 365, most=0.150)
    yield from _measured(world[:30], 365, events=EVENTS, most=0.150)
    europe = [city for city in network if city["zone"].startswith("Europe/")]
    yield from _growth([(ours, days) for days in (15, 30, 60)], "days")
    yield from _growth([(europe[:number], 15) for number in (5, 10, 20)], "cities")


def _measured(
    cities: Sequence[City], days: int, *, most: float, events: int = 0
) -> Iterator[Figure]:
    """Measure the median and the slowest of some questions of one size."""
    took = [_took(find, _question(n, cities, days, events))[0] for n in range(QUESTIONS)]
    size = f"{len(cities)} cities, {days} days, {events:,} events"
    yield milliseconds(f"{size}: median of {QUESTIONS}", middle(took), most=most)
    yield milliseconds(f"{size}: slowest", max(took))


def _growth(sizes: Sequence[tuple[Sequence[City], int]], what: str) -> Iterator[Figure]:
    """Measure questions of three sizes, each twice the one before, by both finders."""
    medians = []
    for cities, days in sizes:
        asked = [_question(n, cities, days, days * A_DAY) for n in range(QUESTIONS)]
        medians.append(middle([_took(find, each)[0] for each in asked]))
        plain, answer = _took(_plainly, asked[0])
        if answer != find(asked[0]):
            msg = "the plainest finder finds something else"
            raise AssertionError(msg)
        name = f"{len(cities)} cities, {days} days, {days * A_DAY:,} events"
        yield milliseconds(name, medians[-1])
        yield milliseconds(f"{name}: the plainest finder", plain)
    grown = medians[-1] / medians[0]
    yield Figure(f"four times the {what}", f"{grown:.1f} x", "< 5 x", grown < 5)


def _plainly(asked: Question) -> Answer:
    return plain_slots.find(asked, 15)


def _took(answer: Callable[[Question], Answer], asked: Question) -> tuple[float, Answer]:
    """Return the seconds of processor time that an answer takes, and the answer."""
    began = time.process_time()
    found = answer(asked)
    return time.process_time() - began, found


def _question(number: int, cities: Sequence[City], days: int, events: int) -> Question:
    """Ask for an hour in a season of its own, with events that no other question has."""
    random = Random(f"{number} {len(cities)} {days} {events}")
    first = date(2027, 1, 4) + timedelta(days=random.randrange(365))
    people = [_diary(random, first, days, events // PEOPLE) for _ in range(PEOPLE if events else 0)]
    return Question(
        parties=[
            _party(city, first, days, people[n :: len(cities)]) for n, city in enumerate(cities)
        ],
        anchor=cities[0]["zone"],
        first=first,
        last=first + timedelta(days=days - 1),
        length=60,
        earliest=datetime(2026, 12, 1, tzinfo=UTC),
        past=[{random.choice(cities)["slug"]} for _ in range(6)],
    )


def _party(city: City, first: date, days: int, people: Sequence[Diary]) -> Party:
    hours = parse_hours({day: [city.get("hours") or USUAL] for day in WEEKDAYS})
    calendar, last = Calendar(city["country"], hours=hours), first + timedelta(days=days)
    return Party(
        key=city["slug"],
        zone=city["zone"],
        preferred=hours,
        days_off={day: off.names["en"] for day, off in calendar.days_off(first, last).items()},
        bridge=calendar.bridge_days(first, last),
        people=people,
    )


def _diary(random: Random, first: date, days: int, events: int) -> Diary:
    """Return one person's events, in order as a database gives them."""
    base = minute_of(datetime(first.year, first.month, first.day, tzinfo=UTC))
    begins = sorted(base + random.randrange(days * 24 * 12) * 5 for _ in range(events))
    busy = [(begin, begin + random.choice(LENGTHS)) for begin in begins]
    return Diary(busy, required=random.random() < 0.8)

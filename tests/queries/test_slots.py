"""Fair slots for a programme: who is busy, which days are off, who carried the last burdens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from scheduler import errors, i18n
from scheduler.actions import inviting, scheduling
from scheduler.core import zones
from scheduler.core.slots import Reading, Slot
from scheduler.db import db, transaction
from scheduler.models import (
    City,
    CityMembership,
    Event,
    Invitation,
    Person,
    ProgrammeCity,
    Registration,
    Role,
)
from scheduler.queries import slots
from scheduler.queries.slots import Finding, Wish
from tests.counting import statements
from tests.world import NOW, SESSION, VISIT, World

DAY = date(2027, 3, 10)
WISH = Wish(("sofia", "seoul"), DAY, DAY, step=30)
WORKING = ("mon", "tue", "wed", "thu", "fri")


def find(world: World, wish: Wish = WISH, **changes: Any) -> Finding:
    """Return the answer to that wish, on the world's Monday morning."""
    known = slots.members(world.programme)
    return slots.find(world.programme, replace(wish, **changes), known, now=NOW)


def at(finding: Finding, hour: int, day: date = DAY) -> Slot:
    """Return the slot that begins at a full hour of the anchor's day."""
    return finding.hours(day)[hour]


def reading(finding: Finding, hour: int, city: str, day: date = DAY) -> Reading:
    """Return how a city has that slot."""
    return next(each for each in at(finding, hour, day).readings if each.key == city)


def said(finding: Finding, hour: int, city: str, day: date = DAY) -> list[str]:
    """Return the reasons in words."""
    return slots.reasons(finding, reading(finding, hour, city, day))


def test_the_fairest_lie_in_everybodys_office_hours(world: World) -> None:
    finding = find(world)
    walls = [zones.to_wall(s.start_utc, "Europe/Sofia").time() for s in finding.answer.slots[:2]]
    assert walls == [time(8, 30), time(9, 30)]
    assert finding.answer.has_common
    assert [slots.mark(slot) for slot in finding.answer.slots[:2]] == ["good", "good"]
    assert finding.anchor.slug == "sofia"
    assert [one.name for one in finding.attending] == ["Petar Ivanov", "Minseo Park"]


def test_the_anchor_comes_first_and_its_dates_count(world: World) -> None:
    finding = find(world, anchor="seoul")
    assert [city.slug for city in finding.cities] == ["seoul", "sofia"]
    assert finding.hours(DAY)[0].start_utc == datetime(2027, 3, 9, 15, tzinfo=UTC)


def test_a_city_to_be_announced_is_left_out(world: World) -> None:
    finding = find(world, cities=("sofia", "third-city", "seoul"))
    assert [city.slug for city in finding.cities] == ["sofia", "seoul"]
    assert [city.slug for city in finding.left_out] == ["third-city"]
    assert finding.answer.left_out == ("third-city",)


def _declined(world: World, event: Event) -> None:
    inviting.respond(_invitation(world.petar, event), "declined", now=NOW)


def _invitation(person: Person, event: Event) -> Invitation:
    found = db.session.query(Invitation).filter_by(person_id=person.id, event_id=event.id)
    return found.one()


def _cancelled(world: World, event: Event) -> None:
    scheduling.cancel(event, by=world.elena, now=NOW, tell=False)


def _withdrawn(world: World, event: Event) -> None:
    _invitation(world.petar, event).status = "withdrawn"


def _one_date_cancelled(_world: World, event: Event) -> None:
    event.occurrences[0].status = "cancelled"


def _as_a_draft(_world: World, event: Event) -> None:
    event.status = "draft"


def _without_an_hour(_world: World, event: Event) -> None:
    event.time_known = False
    event.start_time = event.end_time = None


def _nothing(_world: World, _event: Event) -> None:
    """Leave it as it is."""


@pytest.mark.any_db
@pytest.mark.parametrize(
    ("happens", "busy"),
    [
        (_nothing, 1),
        (_declined, 0),
        (_cancelled, 0),
        (_withdrawn, 0),
        (_one_date_cancelled, 0),
        (_as_a_draft, 0),
        (_without_an_hour, 0),
    ],
)
def test_who_is_invited_is_busy(
    world: World, happens: Callable[[World, Event], None], busy: int
) -> None:
    event = world.published(invite=True)
    with transaction():
        happens(world, event)
    finding = find(world)
    assert [reading(finding, hour, "sofia").busy for hour in (8, 9, 10, 11, 12)] == [
        0,
        0,
        busy,
        busy,
        0,
    ]
    assert ("1 of 1 people is busy" in said(finding, 10, "sofia")) is bool(busy)


def test_the_event_that_is_moved_makes_nobody_busy(world: World) -> None:
    event = world.published(invite=True)
    assert at(find(world), 10).busy == 2
    assert at(find(world, event=event), 10).busy == 0


@pytest.mark.parametrize(("status", "busy"), [("confirmed", 1), ("waitlisted", 0), ("declined", 0)])
def test_a_certain_seat_makes_busy_for_the_days_of_a_visit(
    world: World, status: str, busy: int
) -> None:
    visit = world.visit()
    with transaction():
        db.session.add(
            Registration(
                ref="a-seat",
                event_id=visit.id,
                person_id=world.petar.id,
                name=world.petar.name,
                email=world.petar.email,
                language="bg",
                status=status,
                number=1,
                created=NOW,
                changed=NOW,
            )
        )
    day = date(2027, 5, 12)
    finding = find(world, first=day, last=day)
    assert reading(finding, 9, "sofia", day).busy == busy


def test_only_the_people_who_are_named_count(world: World) -> None:
    world.published(invite=True)
    finding = find(world, people=[world.minseo.id, world.elena.id])
    assert [one.name for one in finding.attending] == ["Minseo Park", "Elena Dimitrova"]
    assert [reading(finding, 10, city).busy for city in ("sofia", "seoul")] == [0, 1]


def test_organizers_of_the_whole_programme_belong_to_their_own_city(world: World) -> None:
    with transaction():
        world.jiho.roles[0].city_id = None
    finding = find(world, people=[world.jiho.id])
    assert [reading(finding, 10, city).required for city in ("sofia", "seoul")] == [0, 1]


def _homeless(world: World) -> Person:
    with transaction():
        role = Role(programme_id=world.programme.id, kind="organizer")
        ana = Person(email="ana@x.example", given_name="Ana", created=NOW, roles=[role])
        db.session.add(ana)
    return ana


def _refusals(world: World, **changes: Any) -> list[tuple[str | None, str]]:
    with pytest.raises(errors.Invalid) as refused:
        find(world, **changes)
    several = refused.value
    found = several.refusals if isinstance(several, errors.Several) else [several]
    return [(one.field, one.code) for one in found]


@pytest.mark.parametrize(
    ("changes", "refusals"),
    [
        ({"cities": ["sofia", "atlantis"]}, [("cities", "not_in_programme")]),
        ({"cities": ["sofia"]}, [("cities", "cities_out_of_range")]),
        ({"cities": []}, [("cities", "cities_out_of_range")]),
        ({"cities": ["sofia", "third-city"]}, [("cities", "cities_out_of_range")]),
        ({"cities": ["sofia", "sofia"]}, [("cities", "city_twice")]),
        ({"anchor": "third-city"}, [("anchor", "not_in_programme")]),
        ({"anchor": "x" * 9000}, [("anchor", "not_in_programme")]),
        ({"notice": -1}, [("notice", "out_of_range")]),
        ({"last": DAY - timedelta(days=1)}, [("last", "last_before_first")]),
        ({"last": DAY + timedelta(days=366)}, [("last", "range_too_long")]),
        ({"last": date(2037, 3, 10)}, [("last", "range_too_long")]),
        ({"minutes": 0}, [("length", "out_of_range")]),
        ({"minutes": 10_000}, [("length", "out_of_range")]),
        ({"step": 7}, [("step", "step_uneven")]),
        ({"people": [0]}, [("people", "person_not_in_programme")]),
        (
            {"acceptable": {"atlantis": [(time(8), time(20))]}, "notice": 10**9},
            [("acceptable", "not_in_programme"), ("notice", "out_of_range")],
        ),
    ],
)
def test_what_cannot_be_answered_is_refused_by_name(
    world: World, changes: dict[str, Any], refusals: list[tuple[str, str]]
) -> None:
    with statements() as asked:
        assert _refusals(world, **changes) == refusals
    assert len(asked) <= 4


def test_people_without_a_city_are_refused(world: World) -> None:
    ana = _homeless(world)
    assert _refusals(world, people=[ana.id, world.mallory.id]) == [
        ("people", "person_not_in_programme"),
        ("people", "person_without_city"),
    ]
    with transaction():
        ana.city_links = [CityMembership(city=world.third)]
    assert _refusals(world, people=[ana.id]) == [("people", "person_elsewhere")]


def test_days_off_are_named_in_the_readers_language(world: World) -> None:
    day = date(2027, 3, 3)
    finding = find(world, first=day, last=day)
    assert said(finding, 9, "sofia", day) == [
        "day off (Liberation Day)",
        "outside the acceptable hours",
    ]
    with i18n.speaking("bg"):
        assert "Освобождението" in said(finding, 9, "sofia", day)[0]
    assert slots.state(reading(finding, 9, "sofia", day)) == "off"
    assert slots.mark(at(finding, 9, day)) == "hard"


def test_a_citys_own_corrections_count(world: World) -> None:
    saturday, friday = date(2027, 3, 13), date(2027, 3, 19)
    assert said(find(world, first=saturday, last=saturday), 9, "sofia", saturday)[0] == (
        "Saturday, the office is closed"
    )
    with transaction():
        world.sofia.corrections = {
            "2027-03-13": {"off": False},
            "2027-03-19": {"off": True, "name": {"bg": "Ден на града", "en": "City day"}},
        }
    finding = find(world, first=saturday, last=friday)
    assert said(finding, 9, "sofia", saturday) == []
    assert said(finding, 9, "sofia", friday)[0] == "day off (City day)"


def test_a_delegations_days_of_travel_count(world: World) -> None:
    world.published(VISIT)
    days = [date(2027, 5, n) for n in (10, 12, 15)]
    finding = find(world, first=days[0], last=days[-1])
    words = [said(finding, 9, "sofia", day)[0] for day in days]
    assert words == [
        "the delegation arrives (Study visit to Seoul)",
        "the delegation is away (Study visit to Seoul)",
        "Saturday, the office is closed",
    ]
    assert said(finding, 9, "seoul", days[1]) == []


def test_hours_that_are_asked_stand_for_the_citys_own(world: World) -> None:
    preferred = {"sofia": [(time(6), time(8))]}
    finding = find(world, preferred=preferred, acceptable={"seoul": [(time(12), time(13))]})
    assert [reading(finding, hour, "sofia").part for hour in (6, 9)] == ["office", "edge"]
    assert [reading(finding, hour, "seoul").outside for hour in (2, 5, 13)] == [False, False, True]


def test_a_city_that_has_told_no_hours_works_from_nine_to_five(world: World) -> None:
    with transaction():
        world.sofia.hours = {}
    finding = find(world)
    assert [reading(finding, hour, "sofia").part for hour in (8, 9, 16, 17)] == [
        "edge",
        "office",
        "office",
        "edge",
    ]
    assert [slots.is_assumed(city) for city in (world.sofia, world.seoul)] == [True, False]


def _meetings(world: World, hours: list[int], **changes: Any) -> None:
    """Publish a meeting of an hour a week, each at that hour of Sofia, from January on."""
    for week, hour in enumerate(hours):
        start = datetime(2027, 1, 6, hour) + timedelta(weeks=week)
        plan = replace(SESSION, start=start, end=start + timedelta(hours=1))
        world.published(plan, **changes)


def test_who_carried_the_last_awkward_hours_is_remembered(world: World) -> None:
    _meetings(world, [18, 14, 14, 7, 14, 14, 7])
    finding = find(world)
    assert finding.answer.meetings == 6
    assert [(b.key, b.count) for b in finding.answer.burdens] == [("sofia", 2), ("seoul", 4)]
    assert slots.fairness(finding) == "The last 6 meetings: awkward for Seoul 4, for Sofia 2."
    with i18n.speaking("bg"):
        assert (
            slots.fairness(finding)
            == "От последните 6 срещи неудобни са били: за Сеул – 4, за София – 2."
        )
    assert "awkward here 4 of the last 6 times" in said(finding, 14, "seoul")


def test_only_meetings_of_these_cities_are_remembered(world: World) -> None:
    _meetings(world, [14], cities=("sofia",), host_city="sofia")
    assert slots.fairness(find(world)) == ""
    _meetings(world, [14])
    event = db.session.query(Event).order_by(Event.id.desc()).first()
    assert slots.fairness(find(world)) == "The last meeting: awkward for Seoul 1."
    assert slots.fairness(find(world, event=event)) == ""
    assert slots.fairness(find(world, first=date(2026, 12, 1), last=date(2026, 12, 1))) == ""
    with transaction():
        scheduling.cancel(event, by=world.elena, now=NOW, tell=False)
    assert slots.fairness(find(world)) == ""
    _meetings(world, [10, 10])
    assert slots.fairness(find(world)) == "The last 2 meetings were awkward for nobody."


def test_no_common_hour_brings_two_sessions(world: World) -> None:
    with transaction():
        world.third.name, world.third.zone = {"bg": "Лима", "en": "Lima"}, "America/Lima"
        world.third.country = world.third.holiday_calendar = "PE"
        world.third.hours = {day: [["09:00", "17:00"]] for day in WORKING}
    finding = find(world, cities=("sofia", "seoul", "third-city"), last=DAY + timedelta(days=1))
    assert not finding.answer.has_common
    pair = finding.answer.pair
    assert pair is not None
    assert {*pair.in_first, *pair.in_second} == {"sofia", "seoul", "third-city"}


def test_each_days_best_slot(world: World) -> None:
    finding = find(world, first=date(2027, 3, 1), last=date(2027, 3, 7))
    best = finding.best_of_days(date(2027, 3, 2), date(2027, 3, 6))
    assert [(day.day, slots.mark(slot)) for day, slot in best.items()] == [
        (2, "good"),
        (3, "hard"),
        (4, "good"),
        (5, "good"),
        (6, "hard"),
    ]


@pytest.mark.parametrize(
    ("minutes", "words", "bulgarian"),
    [(45, "45 min", "45 мин."), (60, "1 h", "1 ч."), (90, "1 h 30 min", "1 ч. 30 мин.")],
)
def test_lengths_in_words(app: object, minutes: int, words: str, bulgarian: str) -> None:
    assert slots.length_words(minutes) == words
    with i18n.speaking("bg"):
        assert slots.length_words(minutes) == bulgarian


def test_hours_beside_the_office_say_how_far(world: World) -> None:
    finding = find(world)
    assert said(finding, 7, "sofia") == ["begins 1 h 30 min before office hours"]
    assert said(finding, 17, "sofia") == ["ends 1 h after office hours"]
    assert said(finding, 12, "sofia") == ["lunch time"]
    assert said(finding, 17, "seoul")[0] == "night"


def _grow(world: World, number: int) -> list[str]:
    """Add so many cities with a person each who is invited somewhere; return the cities' slugs."""
    with transaction():
        for n in range(number):
            city = City(
                slug=f"city-{n}",
                name={"en": f"City {n}"},
                country="BG",
                holiday_calendar="BG",
                zone="Europe/Sofia",
                hours=world.sofia.hours,
            )
            db.session.add(ProgrammeCity(programme_id=world.programme.id, city=city, position=n))
            db.session.flush()
            role = Role(programme_id=world.programme.id, city_id=city.id, kind="participant")
            db.session.add(Person(email=f"p{n}@x.example", roles=[role], created=NOW))
    db.session.expire(world.programme)
    slugs = tuple(f"city-{n}" for n in range(number))
    for n in range(min(number, 4)):
        start = datetime(2027, 2, 1 + n, 10)
        plan = replace(SESSION, start=start, end=start + timedelta(hours=1))
        world.published(replace(plan, cities=("sofia", *slugs[:8])), invite=True)
    return list(slugs)


@pytest.mark.any_db
def test_thirty_cities_ask_no_more_of_the_database_than_two(world: World) -> None:
    counts = []
    for cities in (["sofia", "seoul"], ["sofia", "seoul", *_grow(world, 28)]):
        assert world.programme.cities
        with statements() as asked:
            finding = find(world, cities=cities)
        assert len(finding.cities) == len(cities)
        counts.append(len(asked))
    assert counts == [counts[0]] * 2
    assert counts[0] <= 8

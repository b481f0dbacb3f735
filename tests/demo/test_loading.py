"""Loading the demo: whole, once, and without a word to anybody."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
import sqlalchemy as sa
from flask import Flask

from scheduler.core import zones
from scheduler.core.holidays import Calendar
from scheduler.db import Base, db, transaction
from scheduler.demo import loading
from scheduler.demo.regular import first_date
from scheduler.demo.season import first_day
from scheduler.models import City, Event, Person, Programme, Registration

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
def demo(app: Flask) -> Flask:
    """Return the app with the demo in it."""
    with transaction():
        assert loading.load(now=NOW) is not None
    return app


def _counts() -> dict[str, int]:
    return {
        table.name: db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
    }


def _event(slug: str) -> Event:
    return db.session.scalars(sa.select(Event).where(Event.slug == slug)).one()


def _season() -> list[Event]:
    return list(db.session.scalars(sa.select(Event).where(Event.made_up).order_by(Event.start_utc)))


@pytest.mark.any_db
def test_loads_everything_and_a_second_time_nothing(app: Flask) -> None:
    with transaction():
        loaded = loading.load(now=NOW)
    assert loaded == loading.Loaded(
        programmes=6, cities=263, past_events=135, made_up_events=16, people=31
    )
    before = _counts()
    with transaction():
        assert loading.load(now=NOW + timedelta(days=30)) is None
    assert _counts() == before


def test_writes_to_nobody(demo: Flask) -> None:
    counts = _counts()
    assert (counts["outbox_mail"], counts["invitation"]) == (0, 0)


def test_a_city_that_somebody_made_before_stays_as_it_is(app: Flask) -> None:
    with transaction():
        db.session.add(
            City(slug="sofia", name={"en": "Our Sofia"}, country="BG", zone="Europe/Sofia")
        )
    with transaction():
        loading.load(now=NOW)
    assert db.session.scalars(sa.select(City).where(City.slug == "sofia")).one().name == {
        "en": "Our Sofia"
    }


def test_facts_have_sources_and_the_season_says_that_it_is_made_up(demo: Flask) -> None:
    events = db.session.scalars(sa.select(Event)).all()
    assert [e.slug for e in events if bool(e.source) == e.made_up] == []
    assert {e.programme.slug for e in events if e.made_up} == {"sofia-seoul"}


def test_an_hour_that_was_not_published_stays_unknown(demo: Flask) -> None:
    unknown = db.session.scalars(sa.select(Event).where(~Event.time_known)).all()
    assert len(unknown) == 45
    assert {(e.start_time, e.end_time, e.all_day) for e in unknown} == {(None, None, False)}


def test_the_first_programme_is_as_it_was_announced(demo: Flask) -> None:
    first = db.session.scalars(sa.select(Programme).order_by(Programme.position)).first()
    assert first is not None
    assert [c.slug for c in first.cities] == ["sofia", "seoul", "third-city"]
    assert [c.announced for c in first.cities] == [True, True, False]
    assert [t.slug for t in first.areas] == [
        "smart-city-digital",
        "post-crisis-recovery",
        "climate-energy",
    ]
    assert len(first.topics) == 5


def test_the_season_has_a_past_and_every_status(demo: Flask) -> None:
    season = _season()
    assert [e.slug for e in season if e.until_utc < NOW] == [
        "opening-of-the-season",
        "clean-air-in-the-heating-season",
        "a-day-in-the-traffic-control-centre",
    ]
    assert {e.status: e.slug for e in season if e.status != "confirmed"} == {
        "draft": "city-labs-and-start-ups",
        "cancelled": "support-for-small-businesses",
        "tentative": "coordination-meeting-of-the-three-cities",
    }


def test_the_draft_is_at_one_at_night_in_seoul(demo: Flask) -> None:
    draft = _event("city-labs-and-start-ups")
    assert draft.zone == "Europe/Sofia"
    assert f"{zones.to_wall(draft.start_utc, 'Asia/Seoul'):%H:%M}" == "01:00"


def test_the_visit_to_seoul_is_open_with_places_left(demo: Flask) -> None:
    event = _event("study-visit-to-seoul")
    visit = event.visit
    assert visit is not None
    assert visit.opens is not None
    assert visit.closes is not None
    assert visit.opens < NOW < visit.closes
    assert (event.start_date.weekday(), (event.last_date - event.start_date).days) == (0, 4)
    assert {day: sum(i.day == day for i in visit.items) for day in range(1, 6)} == {
        1: 6,
        2: 5,
        3: 5,
        4: 5,
        5: 5,
    }
    assert (event.capacity, visit.last_number) == (12, 4)


def test_the_stops_of_a_day_follow_one_another(demo: Flask) -> None:
    visits = [e.visit for e in _season() if e.visit is not None]
    assert len(visits) == 2
    for visit in visits:
        times = [(i.day, i.start_time, i.end_time) for i in visit.items]
        assert times == sorted(times)
        overlaps = [
            later
            for earlier, later in pairwise(times)
            if earlier[0] == later[0] and earlier[2] > later[1]
        ]
        assert overlaps == []


def test_the_visit_to_sofia_is_full_and_two_wait(demo: Flask) -> None:
    event = _event("study-visit-to-sofia")
    registrations = db.session.scalars(
        sa.select(Registration)
        .where(Registration.event_id == event.id)
        .order_by(Registration.number)
    ).all()
    assert event.capacity == 8
    assert [r.status for r in registrations] == ["confirmed"] * 8 + ["waitlisted"] * 2
    assert [r.number for r in registrations] == list(range(1, 11))
    assert {r.address_confirmed for r in registrations} == {True}


def test_the_people_stand_where_a_visitor_may_try_them(demo: Flask) -> None:
    guests = loading.guests()
    assert list(guests) == [
        "organizer_sofia",
        "organizer_seoul",
        "delegate",
        "participant",
        "admin",
    ]
    people = {p.email: p for p in db.session.scalars(sa.select(Person))}
    held = {name: {r.kind for r in people[email].roles} for name, email in guests.items()}
    assert held == {
        "organizer_sofia": {"organizer"},
        "organizer_seoul": {"organizer"},
        "delegate": {"delegate"},
        "participant": {"participant"},
        "admin": set(),
    }
    assert [name for name, email in guests.items() if people[email].is_admin] == ["admin"]
    coordinators = [
        link.city.slug for p in people.values() for link in p.city_links if link.coordinator
    ]
    assert sorted(coordinators) == ["seoul", "sofia"]


@pytest.mark.parametrize(
    "loaded_on", [date(2026, 11, 23) + timedelta(days=n * 9) for n in range(41)]
)
def test_a_season_avoids_the_holidays_of_its_cities(loaded_on: date) -> None:
    countries = ["BG", "KR"]
    for week, weekday, days in [
        (-9, "wed", 1),
        (-2, "tue", 1),
        (1, "wed", 1),
        (7, "tue", 3),
        (10, "mon", 5),
    ]:
        start = {"week": week, "weekday": weekday}
        day = first_day(start, countries, days=days, today=loaded_on)
        touched = [day + timedelta(days=n) for n in range(days)]
        assert [d for d in touched for c in countries if Calendar(c).is_day_off(d)] == []
        assert (day > loaded_on) == (week > 0)


def test_the_monthly_meeting_is_a_series_with_a_past_and_both_clock_changes(demo: Flask) -> None:
    event = _event("monthly-meeting-of-the-cities")
    assert event.rule == "FREQ=MONTHLY;BYDAY=1TU;COUNT=12"
    assert [row.original.isoformat() for row in event.occurrences[:4]] == [
        "2026-09-01",
        "2026-10-06",
        "2026-11-03",
        "2026-12-01",
    ]
    assert sum(row.end_utc < NOW for row in event.occurrences) == 3
    hours = [f"{zones.to_wall(row.start_utc, 'Asia/Seoul'):%H}" for row in event.occurrences]
    assert hours == ["16"] * 2 + ["17"] * 5 + ["16"] * 5
    assert {f"{zones.to_wall(row.start_utc, 'Europe/Sofia'):%H}" for row in event.occurrences} == {
        "10"
    }


def test_what_is_particular_about_a_meeting_has_its_reason(demo: Flask) -> None:
    event = _event("monthly-meeting-of-the-cities")
    particular = {
        row.original.isoformat(): (row.start_date.isoformat(), row.status)
        for row in event.occurrences
        if row.own or row.moved or row.status == "cancelled"
    }
    assert particular == {
        "2027-01-05": ("2027-01-12", "scheduled"),
        "2027-05-04": ("2027-05-11", "scheduled"),  # a day off in Bulgaria, after Easter
        "2027-08-03": ("2027-08-03", "cancelled"),
    }
    for row in event.occurrences:
        assert set(row.own) == ({"description"} if row.original.month in {1, 5, 8} else set())


@pytest.mark.parametrize("loaded_on", [date(2026, 2, 2), date(2026, 5, 4), date(2027, 8, 23)])
def test_no_monthly_meeting_is_on_a_holiday(app: Flask, loaded_on: date) -> None:
    now = datetime.combine(loaded_on, NOW.timetz())
    with transaction():
        assert loading.load(now=now) is not None
    rows = _event("monthly-meeting-of-the-cities").occurrences
    assert len(rows) == 12
    assert any(row.end_utc < now for row in rows)
    taking_place = [row.start_date for row in rows if row.status == "scheduled"]
    calendars = [Calendar("BG"), Calendar("KR")]
    assert [day for day in taking_place for one in calendars if one.is_day_off(day)] == []


def test_the_first_weekday_without_a_holiday_so_far_is_taken() -> None:
    start = {"months_ago": 2, "weekdays": ["tue", "wed", "thu"]}
    korea = [Calendar("KR")]
    assert first_date(start, korea, date(2026, 11, 23)) == date(2026, 9, 1)
    # In 2022 the first Tuesdays and Wednesdays met the lunar new year.
    assert first_date(start, korea, date(2022, 4, 20)) == date(2022, 2, 3)


def test_weeks_are_counted_from_the_week_of_loading() -> None:
    start = {"week": 3, "weekday": "wed"}
    on_monday = first_day(start, [], days=1, today=date(2026, 11, 23))
    on_sunday = first_day(start, [], days=1, today=date(2026, 11, 29))
    assert on_monday == on_sunday == date(2026, 12, 16)

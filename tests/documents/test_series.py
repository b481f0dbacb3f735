"""Series in calendar files: what is written, and what independent readers make of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
import recurring_ical_events

from scheduler.actions import repeating, scheduling
from scheduler.db import transaction
from scheduler.models import Event
from scheduler.queries import calendar
from tests.documents import reading
from tests.world import NOW, SESSION, World

MONTHLY = replace(
    SESSION,
    title={"bg": "Месечна среща", "en": "Monthly meeting"},
    start=datetime(2026, 12, 1, 10),
    end=datetime(2026, 12, 1, 11),
    rule="FREQ=MONTHLY;BYDAY=1TU;UNTIL=20270630",
    visibility="public",
)
JANUARY, MARCH = date(2027, 1, 5), date(2027, 3, 2)


@pytest.fixture
def event(world: World) -> Event:
    """Return a monthly series of which January is off and March is moved."""
    found = world.published(MONTHLY)
    with transaction():
        repeating.cancel_one(found, JANUARY, version=found.version, by=world.elena, now=NOW)
    row = next(row for row in found.occurrences if row.original == MARCH)
    moved = replace(
        repeating.meeting_of(row),
        start=datetime(2027, 3, 4, 11),
        end=datetime(2027, 3, 4, 12, 30),
        title={"bg": "Месечна среща: въздух", "en": "Monthly meeting: air"},
    )
    with transaction():
        repeating.change_one(found, MARCH, moved, version=found.version, by=world.elena, now=NOW)
    return found


def feed(event: Event, client, address: str) -> bytes:
    answer = client.get(address.format(programme=event.programme.slug, uid=event.uid))
    assert answer.status_code == 200
    return answer.data


@pytest.mark.parametrize(
    "address", ["/feeds/{programme}.ics?all=1", "/feeds/{programme}/{uid}.ics"]
)
def test_a_feed_has_the_rule_the_exclusions_and_the_exceptions(
    event: Event, client, address: str
) -> None:
    found = reading.read(feed(event, client, address))
    master, exception = found.inside("VEVENT")
    assert master.one("RRULE") == "FREQ=MONTHLY;UNTIL=20270630T070000Z;BYDAY=1TU"
    assert master.all("EXDATE") == ["20270105T100000"]
    assert master.parameters("EXDATE") == {"TZID": "Europe/Sofia"}
    assert exception.one("RECURRENCE-ID") == "20270302T100000"
    assert exception.one("DTSTART") == "20270304T110000"
    assert {part.one("UID") for part in (master, exception)} == {event.uid}
    assert {part.one("SEQUENCE") for part in (master, exception)} == {"2"}
    assert exception.text("SUMMARY") == "Месечна среща: въздух / Monthly meeting: air"
    assert [part.one("TZID") for part in found.inside("VTIMEZONE")] == ["Europe/Sofia"]
    assert found.all("METHOD") == []


def test_an_independent_reader_finds_the_meetings_at_the_moments_that_are_stored(
    event: Event, client
) -> None:
    content = feed(event, client, "/feeds/{programme}/{uid}.ics")
    read = recurring_ical_events.of(icalendar.Calendar.from_ical(content))
    found = [
        (each["DTSTART"].dt.astimezone(UTC), each["DTEND"].dt.astimezone(UTC))
        for each in read.between((2026, 1, 1), (2028, 1, 1))
    ]
    held = [row for row in event.occurrences if row.status == "scheduled"]
    assert sorted(found) == [(row.start_utc, row.end_utc) for row in held]
    assert len(found) == 6


def test_the_text_says_from_when_to_when_each_hour_holds(event: Event, client) -> None:
    content = feed(event, client, "/feeds/{programme}/{uid}.ics?lang=en")
    text = reading.read(content).inside("VEVENT")[0].text("DESCRIPTION")
    assert "1 December 2026 – 2 February 2027: 10:00 Sofia · 17:00 Seoul" in text
    assert "6 April – 1 June 2027: 10:00 Sofia · 16:00 Seoul" in text


def test_a_cancelled_series_stays_with_its_rule_and_no_exceptions_that_take_place(
    event: Event, world: World, client
) -> None:
    with transaction():
        scheduling.cancel(event, by=world.elena, now=NOW)
    found = reading.read(feed(event, client, "/feeds/{programme}/{uid}.ics"))
    assert {part.one("STATUS") for part in found.inside("VEVENT")} == {"CANCELLED"}
    assert found.inside("VEVENT")[0].one("RRULE").startswith("FREQ=MONTHLY")


def test_the_zone_is_stated_up_to_the_last_date_of_a_series(world: World) -> None:
    found = world.published(MONTHLY, rule="FREQ=YEARLY;COUNT=5")
    [entry] = calendar.entries(found, ["en"])
    assert entry.last == date(2030, 12, 1)


def test_dates_without_hours_repeat_as_dates(world: World, client) -> None:
    found = world.published(
        MONTHLY,
        start=date(2026, 12, 1),
        end=date(2026, 12, 2),
        all_day=True,
        rule="FREQ=WEEKLY;COUNT=3",
    )
    with transaction():
        repeating.cancel_one(
            found, date(2026, 12, 8), version=found.version, by=world.elena, now=NOW
        )
    content = feed(found, client, "/feeds/{programme}/{uid}.ics")
    [master] = reading.read(content).inside("VEVENT")
    assert (master.one("DTSTART"), master.one("DTEND")) == ("20261201", "20261203")
    assert (master.one("RRULE"), master.all("EXDATE")) == ("FREQ=WEEKLY;COUNT=3", ["20261208"])
    assert master.parameters("EXDATE") == {"VALUE": "DATE"}
    read = recurring_ical_events.of(icalendar.Calendar.from_ical(content))
    days = [each["DTSTART"].dt for each in read.between((2026, 1, 1), (2028, 1, 1))]
    assert days == [date(2026, 12, 1), date(2026, 12, 15)]


@pytest.mark.parametrize(
    ("zone", "start", "rule"),
    [
        ("Europe/Sofia", datetime(2027, 3, 25, 3, 30), "FREQ=DAILY;COUNT=8"),
        ("Asia/Seoul", datetime(2027, 3, 1, 9), "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=20"),
        ("America/St_Johns", datetime(2027, 2, 28, 12, 15), "FREQ=MONTHLY;BYDAY=-1SU;COUNT=12"),
        ("Australia/Lord_Howe", datetime(2027, 3, 31, 15), "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=9"),
        ("Asia/Kathmandu", datetime(2027, 2, 10, 12), "FREQ=YEARLY;COUNT=4"),
        ("UTC", datetime(2027, 1, 6, 12), "FREQ=WEEKLY;UNTIL=20270301"),
        ("Africa/Casablanca", datetime(2027, 1, 6, 12), "FREQ=WEEKLY;INTERVAL=2;COUNT=20"),
    ],
)
def test_every_kind_of_rule_is_read_at_the_stored_moments(
    world: World, client, zone: str, start: datetime, rule: str
) -> None:
    plan = replace(MONTHLY, zone=zone, start=start, end=start + timedelta(hours=1), rule=rule)
    found = world.published(plan, host_city=None)
    content = feed(found, client, "/feeds/{programme}/{uid}.ics")
    read = recurring_ical_events.of(icalendar.Calendar.from_ical(content))
    moments = [
        each["DTSTART"].dt.astimezone(UTC) for each in read.between((2027, 1, 1), (2032, 1, 1))
    ]
    assert sorted(moments) == [row.start_utc for row in found.occurrences]

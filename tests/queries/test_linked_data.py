"""Events for search engines: held to the vocabulary of schema.org, and to what a stranger sees."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from scheduler import i18n
from scheduler.actions import repeating, scheduling
from scheduler.db import transaction
from scheduler.models import Event, VisitItem
from scheduler.queries.machines import linked_data
from tests.queries import schemaorg
from tests.world import NOW, SESSION, World

HOME = "https://schema.org"
BASE = "http://127.0.0.1:5000"
MARCH, APRIL = date(2027, 3, 2), date(2027, 4, 6)
SERIES: dict[str, Any] = {
    "start": datetime(2026, 12, 1, 10),
    "end": datetime(2026, 12, 1, 11),
    "rule": "FREQ=MONTHLY;BYDAY=1TU;UNTIL=20270630",
}


@pytest.fixture(autouse=True)
def base(configure: Any) -> None:
    """Give the installation an address."""
    configure(base_url=BASE)


def told(event: Event, language: str = "en", now: datetime = NOW) -> dict[str, Any]:
    """Return what a page says of an event, once the reader has nothing against it."""
    with i18n.speaking(language):
        found = linked_data.event(event, now=now)
    assert schemaorg.complaints(found) == []
    return found


def test_an_event_is_whole(world: World) -> None:
    event = world.published(capacity=40)
    with transaction():
        world.programme.starts_on = date(2026, 1, 1)
    programme = {
        "name": "Sofia – Seoul",
        "url": f"{BASE}/en/programmes/sofia-seoul",
    }
    assert told(event) == {
        "@context": HOME,
        "@type": "EducationEvent",
        "identifier": event.uid,
        "name": "District heating",
        "description": "How heat is metered.",
        "inLanguage": "en",
        "url": f"{BASE}/en/events/{event.slug}",
        "startDate": "2027-03-10T10:00+02:00",
        "endDate": "2027-03-10T11:30+02:00",
        "eventStatus": f"{HOME}/EventScheduled",
        "eventAttendanceMode": f"{HOME}/MixedEventAttendanceMode",
        "location": [
            {
                "@type": "Place",
                "name": "Sofia Municipality",
                "address": {
                    "@type": "PostalAddress",
                    "addressLocality": "Sofia",
                    "addressCountry": "BG",
                },
            },
            {
                "@type": "VirtualLocation",
                "name": "Link to join",
                "description": "The invited get it with their invitation.",
            },
        ],
        "keywords": ["innovation"],
        "maximumAttendeeCapacity": 40,
        "organizer": {"@type": "Project", **programme},
        "superEvent": {"@type": "EventSeries", **programme, "startDate": "2026-01-01"},
    }


def test_it_speaks_the_language_of_the_page(world: World) -> None:
    found = told(world.published(), "bg")
    assert (found["name"], found["inLanguage"]) == ("Топлоснабдяване в квартала", "bg")
    assert found["url"].startswith(f"{BASE}/bg/events/")
    assert found["location"][0]["address"]["addressLocality"] == "София"


def test_a_text_in_another_language_is_named_so(world: World) -> None:
    found = told(world.draft(title={"bg": "Само на български"}))
    assert (found["name"], found["inLanguage"]) == ("Само на български", "bg")


def test_the_link_is_told_only_where_strangers_may_have_it(world: World) -> None:
    assert SESSION.online_url not in str(told(world.published()))
    public = world.published(online_public=True)
    link = {"@type": "VirtualLocation", "url": SESSION.online_url}
    assert told(public)["location"][1:] == [link]
    with transaction():
        scheduling.cancel(public, by=world.elena, now=NOW)
    found = told(public)
    assert SESSION.online_url not in str(found)
    assert found["eventStatus"] == f"{HOME}/EventCancelled"


@pytest.mark.parametrize(
    ("changes", "mode", "places"),
    [
        ({"online_url": ""}, "Offline", ["Place"]),
        ({"venue": {}, "host_city": None}, "Online", ["VirtualLocation"]),
        ({"venue": {}}, "Mixed", ["Place", "VirtualLocation"]),
        ({"venue": {}, "host_city": None, "online_url": ""}, None, None),
    ],
)
def test_where_it_is_says_who_comes_how(
    world: World, changes: dict[str, Any], mode: str | None, places: list[str] | None
) -> None:
    found = told(world.published(**changes))
    expected = mode and f"{HOME}/{mode}EventAttendanceMode"
    assert found.get("eventAttendanceMode") == expected
    kinds = found.get("location") and [place["@type"] for place in found["location"]]
    assert kinds == places


def test_what_is_not_certain_is_not_claimed(world: World) -> None:
    event = world.draft(end=None)
    with transaction():
        scheduling.publish(event, by=world.elena, now=NOW, invite=False, tentative=True)
    found = told(event)
    assert not found.keys() & {"eventStatus", "endDate"}
    assert "is tentative" in found["disambiguatingDescription"]
    with transaction():
        event.made_up = True
    assert told(event)["disambiguatingDescription"].startswith("Made-up example")


def test_dates_stay_dates(world: World) -> None:
    found = told(world.visit())
    assert (found["startDate"], found["endDate"]) == ("2027-05-10", "2027-05-14")
    unknown = told(world.published(start=date(2027, 3, 9), end=None, time_known=False, zone=None))
    assert unknown["startDate"] == "2027-03-09"


def test_a_visit_has_its_stops(world: World) -> None:
    event = world.visit()
    stops: list[dict[str, Any]] = [
        {"day": 2, "start_time": time(9), "end_time": time(10, 30), "address": "1 Road"},
        {"day": 3, "place": {"en": "City Hall"}},
        {"day": None},
    ]
    with transaction():
        assert event.visit
        event.visit.items = [
            VisitItem(uid=f"stop-{n}", title={"en": f"Stop {n}"}, **stop)
            for n, stop in enumerate(stops)
        ]
    seoul = {"@type": "PostalAddress", "addressLocality": "Seoul", "addressCountry": "KR"}
    first, second, third = told(event)["subEvent"]
    assert first == {
        "@type": "Event",
        "name": "Stop 0",
        "startDate": "2027-05-11T09:00+09:00",
        "endDate": "2027-05-11T10:30+09:00",
        "eventStatus": f"{HOME}/EventScheduled",
        "location": {
            "@type": "Place",
            "name": "Seoul",
            "address": seoul | {"streetAddress": "1 Road"},
        },
    }
    assert (second["startDate"], second["location"]["name"]) == ("2027-05-12", "City Hall")
    assert "startDate" not in third


def test_a_series_has_its_schedule_and_its_next_meetings(world: World) -> None:
    event = world.published(**SERIES)
    row = next(row for row in event.occurrences if row.original == MARCH)
    own = replace(
        repeating.meeting_of(row),
        start=datetime(2027, 3, 4, 11),
        end=datetime(2027, 3, 4, 12, 30),
        title={"bg": "Гости", "en": "Guests"},
    )
    with transaction():
        repeating.change_one(event, MARCH, own, version=event.version, by=world.elena, now=NOW)
        repeating.cancel_one(event, APRIL, version=event.version, by=world.elena, now=NOW)
    found = told(event)
    assert found["@type"] == ["EventSeries", "EducationEvent"]
    assert (found["startDate"], found["endDate"]) == (
        "2026-12-01T10:00+02:00",
        "2027-06-01T11:00+03:00",
    )
    assert found["eventSchedule"] == {
        "@type": "Schedule",
        "repeatFrequency": "P1M",
        "byDay": f"{HOME}/Tuesday",
        "byMonthWeek": 1,
        "startDate": "2026-12-01",
        "endDate": "2027-06-01",
        "startTime": "10:00:00",
        "endTime": "11:00:00",
        "duration": "PT60M",
        "scheduleTimezone": "Europe/Sofia",
        "exceptDate": ["2027-04-06"],
    }
    meetings = {each["startDate"]: each for each in found["subEvent"]}
    assert list(meetings)[2:5] == [
        "2027-02-02T10:00+02:00",
        "2027-03-04T11:00+02:00",
        "2027-04-06T10:00+03:00",
    ]
    moved = meetings["2027-03-04T11:00+02:00"]
    assert (moved["name"], moved["endDate"]) == ("Guests", "2027-03-04T12:30+02:00")
    assert moved["previousStartDate"] == "2027-03-02T10:00+02:00"
    assert moved["eventStatus"] == f"{HOME}/EventRescheduled"
    assert meetings["2027-04-06T10:00+03:00"]["eventStatus"] == f"{HOME}/EventCancelled"
    later = told(event, now=datetime(2027, 5, 1, tzinfo=NOW.tzinfo))
    assert len(later["subEvent"]) == 2


@pytest.mark.parametrize(
    ("rule", "by"),
    [
        ("FREQ=DAILY;COUNT=5", {"repeatFrequency": "P1D", "repeatCount": 5}),
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=5", {"repeatFrequency": "P2W", "byDay": ["Tuesday"]}),
        ("FREQ=WEEKLY;BYDAY=TU,TH;COUNT=5", {"byDay": ["Tuesday", "Thursday"]}),
        ("FREQ=MONTHLY;COUNT=5", {"byMonthDay": 1}),
        ("FREQ=YEARLY;COUNT=3", {"byMonth": 12, "byMonthDay": 1}),
    ],
)
def test_a_schedule_says_its_days(world: World, rule: str, by: dict[str, Any]) -> None:
    schedule = told(world.published(**SERIES | {"rule": rule}))["eventSchedule"]
    days = [f"{HOME}/{day}" for day in by.get("byDay", [])]
    expected = by | ({"byDay": days} if days else {})
    assert {name: schedule[name] for name in by} == expected
    assert bool(days) or "byDay" not in schedule


def test_the_last_weekday_of_a_month_is_said_as_calendars_say_it(world: World) -> None:
    start = datetime(2027, 1, 29, 10)
    event = world.published(
        start=start, end=start + timedelta(hours=1), rule="FREQ=MONTHLY;BYDAY=-1FR;COUNT=3"
    )
    schedule = told(event)["eventSchedule"]
    assert schedule["byDay"] == "-1FR"
    assert "byMonthWeek" not in schedule


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"attendees": 3}, "['EducationEvent'] has no attendees"),
        ({"byDay": "MO"}, "['EducationEvent'] has no byDay"),
        ({"startDate": "2027-03-10T10:00"}, "['EducationEvent'].startDate may not be"),
        ({"eventStatus": "EventScheduled"}, "['EducationEvent'].eventStatus may not be"),
        ({"organizer": {"@type": "Place"}}, "['EducationEvent'].organizer takes no"),
        ({"location": {"@type": "Palace"}}, "['EducationEvent'].location takes no"),
        ({"url": "/en/events/x"}, "['EducationEvent'].url may not be"),
        ({"maximumAttendeeCapacity": "40"}, "['EducationEvent'].maximumAttendeeCapacity may"),
    ],
)
def test_the_reader_sees_what_is_wrong(
    world: World, change: dict[str, Any], complaint: str
) -> None:
    found = linked_data.event(world.published(), now=NOW) | change
    (said,) = schemaorg.complaints(found)
    assert said.startswith(complaint)

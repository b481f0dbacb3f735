"""Events as JSCalendar: held to RFC 8984 by a reader that was made from it alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from scheduler.actions import repeating, scheduling
from scheduler.db import transaction
from scheduler.models import Event, VisitItem
from scheduler.queries.machines import jscalendar
from tests.documents import rfc8984
from tests.world import NOW, SESSION, World

BASE = "http://127.0.0.1:5000"
JANUARY, MARCH = date(2027, 1, 5), date(2027, 3, 2)
SERIES = {
    "start": datetime(2026, 12, 1, 10),
    "end": datetime(2026, 12, 1, 11),
    "rule": "FREQ=MONTHLY;BYDAY=1TU;UNTIL=20270630",
}


def told(event: Event, language: str = "en", *, joins: bool = False) -> dict[str, Any]:
    """Return an event as JSCalendar, once the reader has nothing against it."""
    found = jscalendar.event(event, language, joins=joins)
    assert rfc8984.complaints(found, "Event") == []
    return found


def taking_place(event: Event) -> list[tuple[datetime, datetime]]:
    """Return the stored moments of an event."""
    return sorted((r.start_utc, r.end_utc) for r in event.occurrences if r.status == "scheduled")


@pytest.fixture
def base(configure: Any) -> None:
    """Give the installation an address."""
    configure(base_url=BASE)


@pytest.fixture
def series(world: World) -> Event:
    """Return a monthly series of which January is off and March has its own time and texts."""
    event = world.published(**SERIES)
    with transaction():
        repeating.cancel_one(event, JANUARY, version=event.version, by=world.elena, now=NOW)
    row = next(row for row in event.occurrences if row.original == MARCH)
    own = replace(
        repeating.meeting_of(row),
        start=datetime(2027, 3, 4, 11),
        end=datetime(2027, 3, 4, 12, 30),
        title={"bg": "Гости от Сеул", "en": "Guests from Seoul"},
        venue={"bg": "Аудитория 1", "en": "Lecture room 1"},
    )
    with transaction():
        repeating.change_one(event, MARCH, own, version=event.version, by=world.elena, now=NOW)
    return event


def test_an_event_is_whole(world: World, base: None) -> None:
    event = world.published()
    agenda = f"{BASE}/en/programmes/sofia-seoul/agenda"
    assert told(event) == {
        "@type": "Event",
        "prodId": "-//City Exchange Scheduler//JSCalendar//EN",
        "uid": event.uid,
        "sequence": 0,
        "created": "2026-11-23T08:00:00Z",
        "updated": f"{event.changed:%Y-%m-%dT%H:%M:%SZ}",
        "locale": "en",
        "start": "2027-03-10T10:00:00",
        "timeZone": "Europe/Sofia",
        "duration": "PT1H30M",
        "title": "District heating",
        "description": "How heat is metered.",
        "status": "confirmed",
        "freeBusyStatus": "busy",
        "privacy": "public",
        "locations": {
            "place": {
                "@type": "Location",
                "name": "Sofia Municipality",
                "description": "Sofia, Bulgaria",
                "timeZone": "Europe/Sofia",
            }
        },
        "keywords": {"live session": True, "innovation": True, "Sofia": True, "Seoul": True},
        "categories": {
            f"{agenda}?kind=live_session": True,
            f"{agenda}?theme=innovation": True,
            f"{agenda}?city=sofia": True,
            f"{agenda}?city=seoul": True,
        },
        "links": {
            "1": {
                "@type": "Link",
                "href": f"{BASE}/en/events/{event.slug}",
                "rel": "describedby",
                "contentType": "text/html",
            },
            "2": {
                "@type": "Link",
                "href": f"{BASE}/feeds/sofia-seoul/{event.uid}.ics",
                "rel": "alternate",
                "contentType": "text/calendar",
            },
        },
        "localizations": {
            "bg": {
                "title": "Топлоснабдяване в квартала",
                "description": "Как се отчита топлината.",
                "locations/place/name": "Столична община",
                "locations/place/description": "София, България",
            }
        },
    }


def test_each_language_can_be_the_first(world: World) -> None:
    event = world.published()
    bulgarian = told(event, "bg")
    assert (bulgarian["locale"], bulgarian["title"]) == ("bg", "Топлоснабдяване в квартала")
    english = rfc8984.in_language(bulgarian, "en")
    assert english["title"] == "District heating"
    assert english["locations"] == told(event)["locations"]


def test_a_language_that_is_missing_is_not_claimed(world: World) -> None:
    event = world.draft(title={"bg": "Само на български"}, description={})
    found = told(event, "en")
    assert (found["locale"], found["title"]) == ("bg", "Само на български")
    assert "localizations" not in found
    assert "description" not in found


def test_a_text_in_one_language_alone_is_there_for_all(world: World) -> None:
    event = world.published(description={"bg": "Само тук."})
    found = told(event, "en")
    assert found["description"] == "Само тук."
    assert rfc8984.in_language(found, "bg")["description"] == "Само тук."


def test_the_join_link_is_shown_to_whom_it_may_concern(world: World) -> None:
    event = world.published()
    link = {"@type": "VirtualLocation", "uri": SESSION.online_url}
    assert "virtualLocations" not in told(event)
    assert told(event, joins=True)["virtualLocations"] == {"join": link}
    public = world.published(online_public=True)
    assert told(public)["virtualLocations"] == {"join": link}
    with transaction():
        scheduling.cancel(public, by=world.elena, now=NOW)
    assert "virtualLocations" not in told(public, joins=True)


def test_a_link_in_other_letters_becomes_a_uri(world: World) -> None:
    link = "https://meet.example/среща?стая=1&a=%20#x"
    event = world.published(online_url=link, online_public=True)
    assert told(event)["virtualLocations"]["join"]["uri"] == (
        "https://meet.example/%D1%81%D1%80%D0%B5%D1%89%D0%B0?%D1%81%D1%82%D0%B0%D1%8F=1&a=%20#x"
    )


def test_states_are_those_of_the_standard(world: World) -> None:
    draft, event = world.draft(), world.published(visibility="invited")
    assert (told(draft)["status"], told(draft)["links"].keys()) == ("tentative", {"1"})
    assert told(event)["privacy"] == "private"
    assert list(told(event)["links"]) == ["1"]
    with transaction():
        scheduling.cancel(event, by=world.elena, now=NOW)
    assert (told(event)["status"], told(event)["freeBusyStatus"]) == ("cancelled", "free")


def test_dates_are_the_same_everywhere(world: World) -> None:
    found = told(world.visit())
    assert (found["start"], found["duration"]) == ("2027-05-10T00:00:00", "P5D")
    assert found["showWithoutTime"]
    assert "timeZone" not in found
    assert found["freeBusyStatus"] == "free"


def test_an_hour_that_is_not_known_is_said(world: World) -> None:
    event = world.published(start=date(2027, 3, 9), end=None, time_known=False, zone=None)
    found = told(event)
    assert found["title"] == "District heating (hour not published)"
    assert (found["start"], found["duration"]) == ("2027-03-09T00:00:00", "P1D")
    assert found["showWithoutTime"]


def test_an_end_that_was_not_published_is_assumed_and_said(world: World) -> None:
    found = told(world.published(end=None))
    assert found["duration"] == "PT1H"
    assert found["description"] == "How heat is metered.\n\nThe end was not published."


def test_a_long_event_is_told_in_hours_that_pass(world: World) -> None:
    event = world.published(start=datetime(2027, 3, 27, 10), end=datetime(2027, 3, 28, 10))
    assert told(event)["duration"] == "PT23H"
    assert rfc8984.moments(told(event)) == taking_place(event)


@pytest.mark.parametrize("fold", [0, 1])
def test_an_hour_that_comes_twice_is_told_in_utc(world: World, fold: int) -> None:
    event = world.published(
        start=datetime(2027, 10, 31, 3, 30), end=datetime(2027, 10, 31, 5), fold=fold
    )
    found = told(event)
    assert rfc8984.moments(found) == taking_place(event)
    assert (found["start"], found["timeZone"]) == [
        ("2027-10-31T03:30:00", "Europe/Sofia"),
        ("2027-10-31T01:30:00", "Etc/UTC"),
    ][fold]


# --- series -------------------------------------------------------------------------------


def test_a_series_is_one_event_with_what_differs(series: Event) -> None:
    found = told(series)
    assert found["recurrenceRules"] == [
        {
            "@type": "RecurrenceRule",
            "frequency": "monthly",
            "byDay": [{"@type": "NDay", "day": "tu", "nthOfPeriod": 1}],
            "until": "2027-06-30T10:00:00",
        }
    ]
    assert found["recurrenceOverrides"] == {
        "2027-01-05T10:00:00": {"excluded": True},
        "2027-03-02T10:00:00": {
            "start": "2027-03-04T11:00:00",
            "title": "Guests from Seoul",
            "duration": "PT1H30M",
            "locations/place/name": "Lecture room 1",
            "localizations/bg/title": "Гости от Сеул",
            "localizations/bg/locations~1place~1name": "Аудитория 1",
        },
    }
    assert rfc8984.moments(found) == taking_place(series)


@pytest.mark.parametrize(
    ("rule", "start"),
    [
        ("FREQ=DAILY;COUNT=9", datetime(2027, 3, 25, 3, 30)),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,FR;COUNT=12", datetime(2027, 3, 1, 16)),
        ("FREQ=WEEKLY;UNTIL=20271231", datetime(2027, 10, 3, 3, 30)),
        ("FREQ=MONTHLY;COUNT=6", datetime(2027, 1, 31, 10)),
        ("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=6", datetime(2027, 1, 31, 10)),
        ("FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20271130", datetime(2027, 1, 29, 23, 30)),
        ("FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU;COUNT=4", datetime(2027, 3, 28, 1)),
        ("FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=9;COUNT=3", datetime(2027, 5, 9, 9)),
    ],
)
def test_every_rule_means_the_same_moments(world: World, rule: str, start: datetime) -> None:
    event = world.published(start=start, end=start + timedelta(hours=1), rule=rule)
    assert rfc8984.moments(told(event)) == taking_place(event)


def test_a_series_of_dates_has_an_end_among_dates(world: World) -> None:
    plan: dict[str, Any] = {"start": date(2027, 3, 1), "end": date(2027, 3, 2), "all_day": True}
    event = world.published(**plan, rule="FREQ=MONTHLY;UNTIL=20270501")
    found = told(event)
    assert found["recurrenceRules"][0]["until"] == "2027-05-01T00:00:00"
    assert len(rfc8984.moments(found)) == len(event.occurrences) == 3


# --- visits and lists ---------------------------------------------------------------------


def visit_with_stops(world: World) -> Event:
    """Return a visit of which two stops have an hour, one of them no end."""
    event = world.visit()
    place = {"en": "City Hall", "local": "서울특별시청"}
    stops: list[dict[str, Any]] = [
        {"day": 1, "title": {"en": "Walk"}},
        {"day": 2, "title": {"bg": "Депо", "en": "Depot"}, "start_time": time(9)},
        {
            "day": 1,
            "title": {"en": "Welcome"},
            "start_time": time(9, 30),
            "end_time": time(11),
            "place": place,
            "address": "110 Sejong-daero",
        },
    ]
    with transaction():
        assert event.visit
        event.visit.items = [VisitItem(uid=f"stop-{n}", **stop) for n, stop in enumerate(stops)]
    return event


def test_a_list_is_a_group_in_which_visits_have_their_stops(world: World) -> None:
    session, visit = world.published(), visit_with_stops(world)
    found = jscalendar.group("x", [(session, False), (visit, False)], "bg", now=NOW)
    assert rfc8984.complaints(found, "Group") == []
    assert (found["title"], found["locale"]) == ("София – Сеул", "bg")
    assert found["updated"] == f"{max(session.changed, visit.changed):%Y-%m-%dT%H:%M:%SZ}"
    uids = [entry["uid"] for entry in found["entries"]]
    assert uids == [session.uid, visit.uid, "stop-2", "stop-1"]
    welcome, depot = found["entries"][2:]
    assert welcome["relatedTo"] == {visit.uid: {"@type": "Relation", "relation": {"parent": True}}}
    assert welcome["locations"]["place"] == {
        "@type": "Location",
        "name": "City Hall",
        "description": "110 Sejong-daero",
    }
    assert rfc8984.moments(welcome) == [
        (datetime(2027, 5, 10, 0, 30, tzinfo=UTC), datetime(2027, 5, 10, 2, tzinfo=UTC))
    ]
    assert depot["title"] == "Депо"
    assert rfc8984.in_language(depot, "en")["title"] == "Depot"
    assert depot["duration"] == "PT1H"


def test_a_list_of_nothing_is_a_group_of_nothing(world: World) -> None:
    found = jscalendar.group("x", [], "en", now=NOW)
    assert rfc8984.complaints(found, "Group") == []
    assert found["entries"] == []
    assert "title" not in found


def test_the_same_question_is_the_same_group(world: World) -> None:
    uids = [jscalendar.group(of, [], "en", now=NOW)["uid"] for of in ("a", "a", "b")]
    assert uids[0] == uids[1] != uids[2]


# --- the reader itself --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"start": "2027-03-10"}, "Event.start may not be"),
        ({"start": "2027-03-10T10:00:00Z"}, "Event.start may not be"),
        ({"updated": "2027-03-10T10:00:00"}, "Event.updated may not be"),
        ({"duration": "90M"}, "Event.duration may not be"),
        ({"timeZone": "Sofia"}, "Event.timeZone may not be"),
        ({"status": "CONFIRMED"}, "Event.status may not be"),
        ({"keywords": ["a"]}, "Event.keywords may not be"),
        ({"attendees": {}}, "Event.attendees is unknown"),
        ({"sequence": -1}, "Event.sequence may not be"),
        ({"localizations": {"bg": {"uid": "x"}}}, "the localization bg touches uid"),
        ({"localizations": {"bg": {"locations/x/name": "y"}}}, "the localization bg cannot"),
        ({"recurrenceOverrides": {"2027-03-10T10:00:00": {"uid": "x"}}}, "the override"),
        ({"recurrenceOverrides": {"2027-03-10T10:00:00": {"a/b": 1}}}, "the override"),
    ],
)
def test_the_reader_sees_what_is_wrong(
    world: World, change: dict[str, Any], complaint: str
) -> None:
    found = jscalendar.event(world.published(), "en") | change
    assert any(said.startswith(complaint) for said in rfc8984.complaints(found, "Event"))

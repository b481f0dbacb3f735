"""What stands in a public feed: which events, in which words, at which moments."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events

from scheduler.actions import scheduling
from scheduler.db import db, transaction
from scheduler.models import Programme, VisitItem
from tests.counting import statements
from tests.documents.reading import moment, values
from tests.feeds.asking import PUBLIC, ask, events, feed, titles
from tests.world import NOW, SESSION, VISIT, World

ENGLISH = f"{PUBLIC}?lang=en"


def _named(world: World, title: str, **changes: object):
    return world.published(title={"bg": f"{title} (бг)", "en": title}, **changes)


def _visit_with_items(world: World):
    event = world.visit()
    with transaction():
        event.visit.items = [
            VisitItem(
                uid="morning", day=1, position=0, start_time=time(9, 30), end_time=time(11, 0),
                title={"bg": "Посещение на TOPIS", "en": "TOPIS"},
                place={"en": "City Hall", "bg": "Кметство", "local": "서울시청"},
            ),
            VisitItem(
                uid="dinner", day=2, position=1, start_time=time(19, 0),
                title={"bg": "Вечеря", "en": "Dinner"},
            ),
            VisitItem(uid="open-day", day=3, position=2, title={"bg": "Свободно", "en": "Free"}),
        ]  # fmt: skip
    return event


def test_only_what_is_published_and_public_is_in_it(client, world) -> None:
    _named(world, "Public")
    world.draft(title={"bg": "Чернова", "en": "Draft"})
    _named(world, "Members", visibility="programme")
    one_to_one = _named(world, "One to one", visibility="invited")
    discarded = world.draft(title={"bg": "Отхвърлена", "en": "Discarded"})
    with transaction():
        scheduling.cancel(discarded, by=world.elena, now=NOW)
    for address in (ENGLISH, f"{ENGLISH}&all=1"):
        assert titles(client, address) == ["Public"]
    for hidden in (one_to_one, discarded):
        assert ask(client, f"/feeds/sofia-seoul/{hidden.uid}.ics").status_code == 404


def test_each_programme_has_a_feed_of_its_own(client, world) -> None:
    _named(world, "Ours")
    with transaction():
        db.session.add(Programme(slug="other", name={"en": "Other"}, languages=["en"]))
    assert titles(client, "/feeds/other.ics") == []
    event = world.published()
    assert ask(client, f"/feeds/other/{event.uid}.ics").status_code == 404


@pytest.mark.any_db
@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["Both", "Sofia", "Seoul", "Visit"]),
        ("city=sofia", ["Both", "Sofia", "Visit"]),
        ("city=sofia&city=seoul", ["Both", "Sofia", "Seoul", "Visit"]),
        ("city=third-city", []),
        ("theme=smart-city", ["Sofia"]),
        ("theme=smart-city&theme=innovation", ["Both", "Sofia", "Seoul", "Visit"]),
        ("kind=live_session", ["Both", "Seoul"]),
        ("kind=city_visit&kind=thematic_discussion", ["Sofia", "Visit"]),
        ("city=seoul&theme=innovation&kind=live_session", ["Both", "Seoul"]),
        ("city=seoul&theme=smart-city", []),
        ("city=&theme=&kind=&days=", ["Both", "Sofia", "Seoul", "Visit"]),
        ("unknown=1&page=-1", ["Both", "Sofia", "Seoul", "Visit"]),
    ],
)
def test_filters_repeat_and_combine(client, world, query, shown) -> None:
    _named(world, "Both")
    _named(
        world, "Sofia", cities=("sofia",), themes=("smart-city",), kind="thematic_discussion",
        start=SESSION.start + timedelta(days=1), end=None,
    )  # fmt: skip
    _named(world, "Seoul", cities=("seoul",), start=SESSION.start + timedelta(days=2), end=None)
    world.visit(title={"bg": "В", "en": "Visit"})
    assert titles(client, f"{ENGLISH}&{query}") == shown


@pytest.mark.parametrize(
    ("language", "title", "stated"),
    [
        ("bg", "Топлоснабдяване в квартала", "bg"),
        ("en", "District heating", "en"),
        ("both", "Топлоснабдяване в квартала / District heating", None),
        ("xx", "Топлоснабдяване в квартала / District heating", None),
        ("", "Топлоснабдяване в квартала / District heating", None),
        ("en%00", "Топлоснабдяване в квартала / District heating", None),
    ],
)
def test_a_feed_speaks_the_language_asked_for(client, world, language, title, stated) -> None:
    world.published()
    calendar = feed(client, f"{PUBLIC}?lang={language}")
    (event,) = calendar.inside("VEVENT")
    assert event.text("SUMMARY") == title
    assert event.parameters("SUMMARY").get("LANGUAGE") == stated
    assert (
        calendar.text("X-WR-CALNAME")
        == {
            "bg": "София – Сеул",
            "en": "Sofia – Seoul",
            None: "София – Сеул / Sofia – Seoul",
        }[stated]
    )


def test_a_feed_names_itself_in_both_ways_and_asks_nothing_of_anybody(client, world) -> None:
    world.published(invite=True)
    calendar = feed(client, ENGLISH)
    names = calendar.names()
    for pair in (
        ("NAME", "X-WR-CALNAME"),
        ("REFRESH-INTERVAL", "X-PUBLISHED-TTL"),
        ("COLOR", "X-APPLE-CALENDAR-COLOR"),
    ):
        assert [names.count(name) for name in pair] == [1, 1]
    assert "METHOD" not in names
    (event,) = calendar.inside("VEVENT")
    assert not {"ORGANIZER", "ATTENDEE"} & set(event.names())
    assert event.parts == []
    assert values(event.one("CATEGORIES")) == ["live session", "innovation", "Sofia", "Seoul"]
    assert event.one("URL").startswith("http://scheduler.example/en/events/district-heating-")


def test_moments_are_right_for_who_trusts_the_file_and_for_who_trusts_the_name(
    client, world
) -> None:
    starts = [datetime(2027, month, 8, 16, 0) for month in (1, 6, 12)]
    for start in starts:
        _named(world, f"{start:%B}", start=start, end=start + timedelta(minutes=90))
    _named(world, "Night", start=datetime(2027, 10, 31, 3, 30), end=None, fold=1)
    wanted = [start.replace(tzinfo=ZoneInfo("Europe/Sofia")).astimezone(UTC) for start in starts]
    wanted.insert(2, datetime(2027, 10, 31, 1, 30, tzinfo=UTC))
    calendar = feed(client)
    found = calendar.inside("VEVENT")
    assert [moment(calendar, event, "DTSTART") for event in found] == wanted
    lengths = [
        moment(calendar, event, "DTEND") - moment(calendar, event, "DTSTART") for event in found
    ]
    assert lengths == [timedelta(minutes=minutes) for minutes in (90, 90, 60, 90)]
    whole = icalendar.Calendar.from_ical(ask(client, PUBLIC).data)
    repeated = recurring_ical_events.of(whole).between(date(2027, 1, 1), date(2027, 12, 31))
    assert sorted(event.start.astimezone(UTC) for event in repeated) == wanted


def test_an_all_day_visit_ends_on_the_day_after_and_has_its_stops_inside(client, world) -> None:
    event = _visit_with_items(world)
    bar, morning, dinner = events(client, ENGLISH)
    assert (bar.one("UID"), bar.one("DTSTART"), bar.one("DTEND")) == (
        event.uid,
        "20270510",
        "20270515",
    )
    assert bar.parameters("DTSTART") == {"VALUE": "DATE"}
    assert morning.one("DTSTART") == "20270510T093000"
    assert morning.parameters("DTSTART") == {"TZID": "Asia/Seoul"}
    assert dinner.one("DTEND") == "20270511T200000"
    for stop, title in ((morning, "TOPIS"), (dinner, "Dinner")):
        assert (stop.one("RELATED-TO"), stop.text("SUMMARY")) == (event.uid, title)
        assert stop.parameters("RELATED-TO") == {"RELTYPE": "PARENT"}
    assert titles(client, f"{ENGLISH}&days=bars") == ["Study visit to Seoul"]
    one = f"/feeds/sofia-seoul/{event.uid}.ics?lang=en"
    assert titles(client, one) == ["Study visit to Seoul", "TOPIS", "Dinner"]
    assert titles(client, f"{one}&days=bars") == ["Study visit to Seoul"]


def test_a_date_without_an_hour_is_a_date_says_so_and_leaves_the_day_free(client, world) -> None:
    world.published(start=date(2027, 3, 10), end=None, zone=None, time_known=False, host_city=None)
    (event,) = events(client, f"{PUBLIC}?lang=both")
    assert event.text("SUMMARY") == (
        "Топлоснабдяване в квартала / District heating (часът не е обявен / hour not published)"
    )
    assert (event.one("DTSTART"), event.one("DTEND")) == ("20270310", "20270311")
    assert (event.parameters("DTSTART"), event.one("TRANSP")) == ({"VALUE": "DATE"}, "TRANSPARENT")
    (event,) = events(client, f"{PUBLIC}?lang=bg")
    assert event.text("SUMMARY") == "Топлоснабдяване в квартала (часът не е обявен)"


def test_an_end_that_was_not_published_is_one_hour_and_says_so(client, world) -> None:
    world.published(end=None)
    (event,) = events(client, ENGLISH)
    assert (event.one("DTSTART"), event.one("DTEND")) == ("20270310T100000", "20270310T110000")
    assert "The end was not published." in event.text("DESCRIPTION")


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("bg", "Отменено: Топлоснабдяване в квартала"),
        ("en", "Cancelled: District heating"),
        ("both", "Отменено / Cancelled: Топлоснабдяване в квартала / District heating"),
    ],
)
def test_a_cancelled_event_stays_and_says_so(client, world, language, title) -> None:
    event = world.published()
    with transaction():
        scheduling.cancel(event, by=world.elena, now=NOW)
    (shown,) = events(client, f"{PUBLIC}?lang={language}")
    assert (shown.text("SUMMARY"), shown.one("STATUS")) == (title, "CANCELLED")
    assert (shown.one("TRANSP"), shown.one("SEQUENCE")) == ("TRANSPARENT", "1")


def test_a_cancelled_visit_takes_its_stops_along(client, world) -> None:
    event = _visit_with_items(world)
    with transaction():
        scheduling.cancel(event, by=world.jiho, now=NOW)
    shown = events(client, ENGLISH)
    assert [each.one("STATUS") for each in shown] == ["CANCELLED"] * 3
    assert [each.text("SUMMARY") for each in shown] == [
        "Cancelled: Study visit to Seoul",
        "Cancelled: TOPIS",
        "Cancelled: Dinner",
    ]


def test_a_tentative_event_says_so(client, world) -> None:
    event = world.draft()
    with transaction():
        scheduling.publish(event, by=world.elena, now=NOW, invite=False, tentative=True)
    (shown,) = events(client)
    assert shown.one("STATUS") == "TENTATIVE"


@pytest.mark.parametrize(("public", "count"), [(False, 0), (True, 1)])
def test_a_join_link_is_public_only_where_the_event_says_so(client, world, public, count) -> None:
    event = world.published(online_public=public)
    for address in (ENGLISH, f"{ENGLISH}&all=1", f"/feeds/sofia-seoul/{event.uid}.ics?lang=en"):
        (shown,) = events(client, address)
        assert shown.names().count("CONFERENCE") == count
        text = ask(client, address).text.replace("\r\n ", "")
        assert ("meet.example.org" in text) is public


def test_the_window_is_sixty_days_back_and_eighteen_months_ahead(client, world) -> None:
    for days in (-62, -58, 0, 546, 550):
        start = (NOW + timedelta(days=days)).replace(tzinfo=None)
        _named(world, f"{days}", start=start, end=None)
    assert titles(client, ENGLISH) == ["-58", "0", "546"]
    assert titles(client, f"{ENGLISH}&all=1") == ["-62", "-58", "0", "546", "550"]
    assert titles(client, f"{ENGLISH}&all=0") == ["-58", "0", "546"]


def test_what_was_cancelled_leaves_thirty_days_past_its_date(client, world) -> None:
    for days in (-32, -28):
        start = (NOW + timedelta(days=days)).replace(tzinfo=None)
        event = _named(world, f"{days}", start=start, end=None)
        with transaction():
            scheduling.cancel(event, by=world.elena, now=NOW)
        assert ask(client, f"/feeds/sofia-seoul/{event.uid}.ics").status_code == 200
    assert titles(client, ENGLISH) == ["Cancelled: -28"]
    assert titles(client, f"{ENGLISH}&all=1") == ["Cancelled: -32", "Cancelled: -28"]


@pytest.mark.any_db
def test_three_events_ask_no_more_of_the_database_than_one(client, world) -> None:
    _visit_with_items(world)
    world.published()
    with statements() as with_few:
        ask(client, PUBLIC)
    for day in (1, 2, 3):
        world.published(start=SESSION.start + timedelta(days=day), end=None, themes=("smart-city",))
        world.published(VISIT, start=date(2027, 6, day), end=date(2027, 6, day + 3))
    with statements() as with_many:
        ask(client, PUBLIC)
    assert len(with_many) == len(with_few)
    assert len(with_few) <= 12, with_few


def test_a_title_of_any_script_survives_folding(client, world) -> None:
    title = {"bg": "Щъркел; \\ запетая, „кавички“ " * 9, "en": "서울시청 🚲 line two " * 12}
    world.published(title=title)
    answer = ask(client, f"{PUBLIC}?lang=en")
    assert max(len(line) for line in answer.data.split(b"\r\n")) <= 75
    (event,) = events(client, f"{PUBLIC}?lang=bg")
    assert event.text("SUMMARY") == title["bg"].strip()


def test_nobody_has_written_by_asking(client, world) -> None:
    world.published()
    with statements() as asked:
        ask(client, PUBLIC)
    assert {each.split()[0] for each in asked} == {"BEGIN", "SELECT"}
    assert [each for each in asked if "IMMEDIATE" in each] == []

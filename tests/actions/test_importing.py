"""Importing: what a file would become, and what becomes of what is ticked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask

from scheduler import errors
from scheduler.actions import importing, itinerary, recording, repeating, scheduling
from scheduler.actions.importing import Choices, Line, Preview, Source
from scheduler.actions.itinerary import Stop
from scheduler.db import db, transaction
from scheduler.documents import tables
from scheduler.models import Event, HistoryEntry, ImportFile, OutboxMail
from tests.world import NOW, SESSION, World

pytestmark = pytest.mark.any_db

BULGARIAN = Choices(language="bg")
ENGLISH = Choices(language="en")
TALK = {
    "UID": "talk-1@elsewhere.example",
    "DTSTART;TZID=Europe/Sofia": "20270310T100000",
    "DTEND;TZID=Europe/Sofia": "20270310T113000",
    "SUMMARY": "Heat meters",
    "LOCATION": "Town hall",
    "DESCRIPTION": "How heat is metered.",
}
WEEKLY = {
    **TALK,
    "UID": "weekly@elsewhere.example",
    "RRULE": "FREQ=WEEKLY;COUNT=4",
    "EXDATE;TZID=Europe/Sofia": "20270317T100000",
}
SECOND_MOVED = {
    **TALK,
    "UID": "weekly@elsewhere.example",
    "RECURRENCE-ID;TZID=Europe/Sofia": "20270324T100000",
    "DTSTART;TZID=Europe/Sofia": "20270325T140000",
    "DTEND;TZID=Europe/Sofia": "20270325T153000",
}


def entry(base: dict[str, str] = TALK, **changes: str | None) -> str:
    """Return a VEVENT; a name with an underline stands for one with a hyphen, None for none."""
    said = {"DTSTAMP": "20260101T000000Z"} | base
    for name, value in changes.items():
        said.pop(name, None)
        if value is not None:
            said[name] = value
    lines = [f"{name}:{value}" for name, value in said.items()]
    return "\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT"])


def calendar(*entries: str, head: str = "") -> Source:
    """Return what a file with those entries holds."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//", *head.split(), *entries]
    return importing.of_calendar("\r\n".join([*lines, "END:VCALENDAR", ""]).encode())


def look(world: World, source: Source, choices: Choices = ENGLISH, by: Any = None) -> Preview:
    """Return what would become of a file."""
    return importing.preview(source, world.programme, choices, by=by or world.elena, now=NOW)


def only(world: World, source: Source, choices: Choices = ENGLISH, by: Any = None) -> Line:
    """Return the one line of a file."""
    [line] = look(world, source, choices, by).lines
    return line


def take(world: World, source: Source, choices: Choices = ENGLISH, by: Any = None) -> Any:
    """Take all that is proposed."""
    shown = look(world, source, choices, by)
    picked = {line.number: line.version for line in shown.lines if line.is_proposed}
    with transaction():
        return importing.take(
            source, world.programme, choices, picked, by=by or world.elena, now=NOW
        )


def codes(line: Line) -> tuple[str, list[str]]:
    """Return how a line comes out, and why."""
    return line.outcome, [reason.code for reason in line.reasons]


def test_an_entry_becomes_a_draft(world: World) -> None:
    taken = take(world, calendar(entry()))

    [event] = db.session.query(Event).all()
    assert taken.numbers() == {"new": [event.id], "changed": [], "discarded": []}
    assert (event.status, event.published, event.kind) == ("draft", None, "event")
    assert (event.title, event.venue) == ({"en": "Heat meters"}, {"en": "Town hall"})
    assert event.description == {"en": "How heat is metered."}
    assert (event.start_wall, event.zone) == (datetime(2027, 3, 10, 10), "Europe/Sofia")
    assert event.end_wall == datetime(2027, 3, 10, 11, 30)
    assert event.origin_uid == "talk-1@elsewhere.example"
    assert event.uid != event.origin_uid
    assert db.session.query(OutboxMail).count() == 0


def test_history_says_what_was_imported_and_of_each_draft(world: World) -> None:
    take(world, calendar(entry(), entry(UID="talk-2")))
    verbs = [row.verb for row in db.session.query(HistoryEntry).order_by(HistoryEntry.id)]
    assert verbs == ["draft", "draft", "import"]
    said = db.session.query(HistoryEntry).filter_by(verb="import").one()
    assert said.details == {"new": 2, "changed": 0, "discarded": 0}
    assert said.subject == recording.subject(world.programme)


def test_the_same_file_again_changes_nothing(world: World) -> None:
    take(world, calendar(entry()))
    assert codes(only(world, calendar(entry()))) == (importing.SAME, [])


def test_a_changed_entry_tells_what_differs(world: World) -> None:
    take(world, calendar(entry()))
    moved = calendar(entry(**{"SUMMARY": "Heat meters II", "DTEND;TZID=Europe/Sofia": None}))
    line = only(world, moved)
    assert line.outcome == importing.CHANGED
    assert [one.field for one in line.differences] == ["title.en", "when"]
    assert (line.differences[0].before, line.differences[0].after) == (
        "Heat meters",
        "Heat meters II",
    )

    take(world, moved)
    [event] = db.session.query(Event).all()
    assert (event.title, event.end_wall, event.version) == ({"en": "Heat meters II"}, None, 2)


def test_what_the_file_leaves_empty_stays(world: World) -> None:
    take(world, calendar(entry()))
    assert only(world, calendar(entry(LOCATION=None, DESCRIPTION=None))).outcome == importing.SAME


def test_another_language_is_added_beside_the_first(world: World) -> None:
    take(world, calendar(entry()))
    take(world, calendar(entry(SUMMARY="Топломери", LOCATION=None, DESCRIPTION=None)), BULGARIAN)
    [event] = db.session.query(Event).all()
    assert event.title == {"en": "Heat meters", "bg": "Топломери"}
    assert scheduling.untranslated(scheduling.plan_of(event), world.programme) != []


def test_the_same_moment_on_another_clock_is_no_change(world: World) -> None:
    take(world, calendar(entry()))
    utc = entry(
        **{
            "DTSTART;TZID=Europe/Sofia": None,
            "DTEND;TZID=Europe/Sofia": None,
            "DTSTART": "20270310T080000Z",
            "DTEND": "20270310T093000Z",
        }
    )
    assert only(world, calendar(utc)).outcome == importing.SAME


def test_hours_in_utc_come_to_the_clock_that_is_chosen(world: World) -> None:
    utc = entry(
        **{
            "DTSTART;TZID=Europe/Sofia": None,
            "DTEND;TZID=Europe/Sofia": None,
            "DTSTART": "20271031T003000Z",
            "DTEND": "20271031T013000Z",
        }
    )
    line = only(world, calendar(utc), Choices(language="en", zone="Europe/Sofia"))
    assert line.plan is not None
    assert (line.plan.start, line.plan.fold) == (datetime(2027, 10, 31, 3, 30), 0)
    assert (line.plan.end, line.plan.end_fold) == (datetime(2027, 10, 31, 3, 30), 1)
    plain = only(world, calendar(utc))
    assert plain.plan is not None
    assert (plain.plan.zone, [note.code for note in plain.notes]) == ("UTC", ["in_utc"])


def test_a_floating_hour_asks_for_a_zone(world: World) -> None:
    floating = calendar(
        entry(
            **{
                "DTSTART;TZID=Europe/Sofia": None,
                "DTEND;TZID=Europe/Sofia": None,
                "DTSTART": "20270310T100000",
            }
        )
    )
    assert floating.floats
    assert codes(only(world, floating)) == (importing.REFUSED, ["zone_missing"])
    line = only(world, floating, Choices(language="en", zone="Asia/Seoul"))
    assert line.plan is not None
    assert (line.outcome, line.plan.zone) == (importing.NEW, "Asia/Seoul")
    assert [note.code for note in line.notes] == ["zone_chosen"]


def test_days_are_days(world: World) -> None:
    days = entry(
        **{
            "DTSTART;TZID=Europe/Sofia": None,
            "DTEND;TZID=Europe/Sofia": None,
            "DTSTART;VALUE=DATE": "20270510",
            "DTEND;VALUE=DATE": "20270515",
        }
    )
    [event] = take(world, calendar(days)).new
    assert (event.start_wall, event.end_wall) == (date(2027, 5, 10), date(2027, 5, 14))
    assert (event.all_day, event.time_known) == (True, True)
    assert only(world, calendar(days)).outcome == importing.SAME


def test_what_is_past_may_be_drafted(world: World) -> None:
    past = entry(
        **{
            "DTSTART;TZID=Europe/Sofia": "20240310T100000",
            "DTEND;TZID=Europe/Sofia": "20240310T110000",
        }
    )
    assert [event.start_date for event in take(world, calendar(past)).new] == [date(2024, 3, 10)]


def test_a_series_comes_with_its_exceptions(world: World) -> None:
    [event] = take(world, calendar(entry(WEEKLY), entry(SECOND_MOVED))).new
    assert event.rule == "FREQ=WEEKLY;COUNT=4"
    assert [(row.original, row.status, row.start_wall) for row in event.occurrences] == [
        (date(2027, 3, 10), "scheduled", datetime(2027, 3, 10, 10)),
        (date(2027, 3, 17), "cancelled", datetime(2027, 3, 17, 10)),
        (date(2027, 3, 24), "scheduled", datetime(2027, 3, 25, 14)),
        (date(2027, 3, 31), "scheduled", datetime(2027, 3, 31, 10)),
    ]
    assert only(world, calendar(entry(WEEKLY), entry(SECOND_MOVED))).outcome == importing.SAME


def test_an_exception_that_is_gone_is_put_back(world: World) -> None:
    take(world, calendar(entry(WEEKLY), entry(SECOND_MOVED)))
    regular = calendar(entry(WEEKLY, **{"EXDATE;TZID=Europe/Sofia": "20270331T100000"}))
    line = only(world, regular)
    assert [one.field for one in line.differences] == ["meetings"]
    [event] = take(world, regular).changed
    assert [(row.start_date.day, row.status) for row in event.occurrences] == [
        (10, "scheduled"),
        (17, "scheduled"),
        (24, "scheduled"),
        (31, "cancelled"),
    ]


def test_a_series_in_utc_keeps_to_utc(world: World) -> None:
    zoned = ("DTSTART;TZID=Europe/Sofia", "DTEND;TZID=Europe/Sofia", "EXDATE;TZID=Europe/Sofia")
    regular = {**dict.fromkeys(zoned), "DTSTART": "20270310T223000Z", "EXDATE": "20270324T223000Z"}
    moved = {
        **dict.fromkeys(zoned),
        "RECURRENCE-ID;TZID=Europe/Sofia": None,
        "RECURRENCE-ID": "20270317T223000Z",
        "DTSTART": "20270318T080000Z",
        "DTEND": None,
    }
    source = calendar(entry(WEEKLY, **regular), entry(SECOND_MOVED, **moved))
    choices = Choices(language="en", zone="Asia/Seoul")
    [event] = take(world, source, choices).new
    assert event.zone == "UTC"
    assert [(row.original.day, row.status, row.start_wall) for row in event.occurrences] == [
        (10, "scheduled", datetime(2027, 3, 10, 22, 30)),
        (17, "scheduled", datetime(2027, 3, 18, 8, 0)),
        (24, "cancelled", datetime(2027, 3, 24, 22, 30)),
        (31, "scheduled", datetime(2027, 3, 31, 22, 30)),
    ]
    assert only(world, source, choices).outcome == importing.SAME


def test_a_series_without_any_meeting_is_refused(world: World) -> None:
    days = ",".join(f"202703{day}T100000" for day in (10, 17, 24, 31))
    found = only(world, calendar(entry(WEEKLY, **{"EXDATE;TZID=Europe/Sofia": days})))
    assert found.outcome == importing.REFUSED


def test_a_published_event_is_not_overwritten(world: World) -> None:
    [event] = take(world, calendar(entry())).new
    with transaction():
        titled = replace(scheduling.plan_of(event), title={"en": "Heat meters", "bg": "Т"})
        scheduling.change(event, titled, version=event.version, by=world.elena, now=NOW)
        scheduling.publish(event, by=world.elena, now=NOW, invite=False)
    assert only(world, calendar(entry())).outcome == importing.SAME
    line = only(world, calendar(entry(SUMMARY="Another title")))
    assert codes(line) == (importing.REFUSED, ["published_otherwise"])
    assert [(one.before, one.after) for one in line.differences] == [
        ("Heat meters", "Another title")
    ]
    with pytest.raises(errors.ImportChanged), transaction():
        importing.take(
            calendar(entry(SUMMARY="Another title")),
            world.programme,
            ENGLISH,
            {line.number: line.version},
            by=world.elena,
            now=NOW,
        )


@pytest.mark.parametrize("query", ["", "&lang=bg", "&lang=en", "&days=bars"])
def test_our_own_feed_finds_its_events_again(world: World, app: Flask, query: str) -> None:
    event, visit = world.published(SESSION, rule="FREQ=WEEKLY;COUNT=4"), world.visit()
    second, third, last = [row.original for row in event.occurrences[1:]]
    stop = Stop(title={"bg": "Обяд", "en": "Lunch"}, day=2, start=time(12, 30))
    own = replace(repeating.meeting_of(event.occurrences[1]), venue={"en": "Hall", "bg": "Зала"})
    moved = repeating.Meeting(
        **{**vars(own), "start": datetime(2027, 3, 25, 10), "end": datetime(2027, 3, 25, 11)}
    )
    with transaction():
        itinerary.add_item(visit, stop, version=visit.version, by=world.elena, now=NOW)
        at = {"by": world.elena, "now": NOW}
        repeating.change_one(event, second, own, version=event.version, **at)
        repeating.change_one(event, third, moved, version=event.version, **at)
        repeating.cancel_one(event, last, version=event.version, **at)
    feed = app.test_client().get(f"/feeds/sofia-seoul.ics?all=1{query}").data
    lines = look(world, importing.of_calendar(feed)).lines
    assert {line.outcome for line in lines} == {importing.SAME}
    assert {line.event for line in lines} == {event, visit}


def test_what_is_cancelled_there_may_be_discarded_here(world: World) -> None:
    gone = calendar(entry(STATUS="CANCELLED"))
    assert codes(only(world, gone)) == (importing.REFUSED, ["cancelled_there"])
    [event] = take(world, calendar(entry())).new
    line = only(world, gone)
    assert codes(line) == (importing.CANCELLED, ["cancelled_there"])
    assert (line.can_be_taken, line.is_proposed) == (True, False)
    with transaction():
        taken = importing.take(
            gone, world.programme, ENGLISH, {line.number: line.version}, by=world.elena, now=NOW
        )
    assert (taken.discarded, event.status) == ([event], "cancelled")


def test_a_draft_that_was_discarded_is_new_and_not_proposed(world: World) -> None:
    [event] = take(world, calendar(entry())).new
    with transaction():
        scheduling.cancel(event, by=world.elena, now=NOW)
    line = only(world, calendar(entry()))
    assert (line.outcome, line.is_proposed, line.event) == (importing.NEW, False, None)
    assert [note.code for note in line.notes] == ["discarded"]


def test_what_breaks_a_rule_is_refused_with_the_reason(world: World) -> None:
    skipped = {
        "DTSTART;TZID=Europe/Sofia": "20270328T033000",
        "DTEND;TZID=Europe/Sofia": "20270328T043000",
    }
    assert codes(only(world, calendar(entry(**skipped)))) == (importing.REFUSED, ["hour_skipped"])


def test_an_entry_without_a_title_waits_for_one(world: World) -> None:
    nameless = calendar(entry(SUMMARY=""))
    assert [note.code for note in only(world, nameless).notes] == ["summary_missing"]
    [event] = take(world, nameless, BULGARIAN).new
    assert event.title == {"bg": "(без заглавие)"}
    plan = replace(scheduling.plan_of(event), title={"bg": "Топломери"})
    with transaction():
        scheduling.change(event, plan, version=1, by=world.elena, now=NOW)
    assert only(world, nameless, BULGARIAN).outcome == importing.SAME


def test_what_changed_meanwhile_is_not_taken(world: World) -> None:
    take(world, calendar(entry()))
    source = calendar(entry(SUMMARY="Another title"))
    line = only(world, source)
    assert line.event is not None
    plan = scheduling.plan_of(line.event)
    with transaction():
        scheduling.move(line.event, datetime(2027, 3, 11, 10), version=1, by=world.elena, now=NOW)
    with pytest.raises(errors.ImportChanged), transaction():
        importing.take(source, world.programme, ENGLISH, {1: 1}, by=world.elena, now=NOW)
    [event] = db.session.query(Event).all()
    assert (event.title, plan.title) == ({"en": "Heat meters"}, {"en": "Heat meters"})


def test_all_is_taken_or_nothing(world: World) -> None:
    source = calendar(entry(), entry(UID="talk-2"))
    with pytest.raises(errors.ImportChanged), transaction():
        importing.take(source, world.programme, ENGLISH, {1: 0, 99: 0}, by=world.elena, now=NOW)
    with pytest.raises(errors.NothingChosen), transaction():
        importing.take(source, world.programme, ENGLISH, {}, by=world.elena, now=NOW)
    assert db.session.query(Event).count() == 0


def test_only_organizers_of_the_programme_import(world: World) -> None:
    for stranger in (world.mallory, world.petar, None):
        with pytest.raises(errors.NotAllowed):
            importing.preview(calendar(), world.programme, ENGLISH, by=stranger, now=NOW)
        with pytest.raises(errors.NotAllowed), transaction():
            importing.take(calendar(), world.programme, ENGLISH, {1: 0}, by=stranger, now=NOW)
        with pytest.raises(errors.NotAllowed), transaction():
            importing.keep(world.programme, "x", b"x", by=stranger, now=NOW)


def test_the_draft_of_another_city_is_not_changed(world: World) -> None:
    seoul = Choices(language="en", cities=("seoul",))
    take(world, calendar(entry()), seoul, world.jiho)
    moved = calendar(entry(SUMMARY="Another title"))
    assert codes(only(world, moved, seoul)) == (importing.REFUSED, ["not_yours"])
    assert only(world, moved, seoul, world.jiho).outcome == importing.CHANGED


def test_single_meetings_of_other_cities_are_not_ours_to_move(world: World) -> None:
    seoul = Choices(language="en", cities=("seoul",))
    moved = calendar(entry(WEEKLY), entry(SECOND_MOVED))
    assert codes(only(world, moved, seoul)) == (importing.REFUSED, ["not_yours"])
    assert only(world, moved, seoul, world.jiho).outcome == importing.NEW
    [event] = take(world, calendar(entry(WEEKLY)), seoul).new
    assert [row.status for row in event.occurrences].count("cancelled") == 1


def test_categories_name_kind_themes_and_cities(world: World) -> None:
    named = entry(CATEGORIES="сесия на живо / live session,иновации / innovation,Сеул,Other")
    [event] = take(world, calendar(named), Choices(language="en", cities=("sofia",))).new
    assert event.kind == "live_session"
    assert [theme.slug for theme in event.themes] == ["innovation"]
    assert [city.slug for city in event.cities] == ["seoul"]
    [other] = take(
        world, calendar(entry(UID="2")), Choices(language="en", cities=("sofia",), kind="event")
    ).new
    assert [city.slug for city in other.cities] == ["sofia"]


def test_a_link_in_the_place_is_the_link_to_join(world: World) -> None:
    linked = entry(LOCATION="https://meet.example.org/heat", URL="https://example.org/about")
    [event] = take(world, calendar(linked)).new
    assert (event.venue, event.online_url) == ({}, "https://meet.example.org/heat")
    assert event.description["en"].endswith("\n\nhttps://example.org/about")


def test_a_long_uid_is_known_again(world: World) -> None:
    long = calendar(entry(UID="x" * 400))
    [event] = take(world, long).new
    assert event.origin_uid is not None
    assert len(event.origin_uid) <= 255
    assert only(world, long).outcome == importing.SAME


def test_a_table_becomes_drafts_in_both_languages(world: World) -> None:
    table = tables.read(
        "UID,Заглавие,Title,Дата,Час,Град\n1,Топломери,Heat meters,10.3.2027,10:00,Сеул\n".encode()
    )
    targets = tables.guess(table, world.programme.languages)
    source = importing.of_table(table, targets, world.programme)
    [event] = take(world, source).new
    assert event.title == {"bg": "Топломери", "en": "Heat meters"}
    assert (event.start_wall, event.zone) == (datetime(2027, 3, 10, 10), "Asia/Seoul")
    assert only(world, source).outcome == importing.SAME


def test_rows_without_a_uid_are_always_new(world: World) -> None:
    table = tables.read(b"Title,Date\nHeat,10.3.2027\nHeat,10.3.2027\n")
    source = importing.of_table(table, ["title.en", "start"], world.programme)
    take(world, source)
    assert [line.outcome for line in look(world, source).lines] == ["new", "new"]
    assert db.session.query(Event).count() == 2


def test_a_uid_that_comes_twice_in_a_table_is_taken_once(world: World) -> None:
    table = tables.read(b"UID,Title,Date\n1,Heat,10.3.2027\n1,Heat,11.3.2027\n")
    source = importing.of_table(table, ["uid", "title.en", "start"], world.programme)
    assert [codes(line) for line in look(world, source).lines] == [
        ("new", []),
        ("refused", ["uid_twice"]),
    ]


def test_what_is_over_before_a_date_is_left_out(world: World) -> None:
    source = calendar(
        entry(),
        entry(
            UID="2",
            **{
                "DTSTART;TZID=Europe/Sofia": "20200310T100000",
                "DTEND;TZID=Europe/Sofia": "20200310T110000",
            },
        ),
    )
    shown = look(world, source, Choices(language="en", since=date(2027, 1, 1)))
    assert ([line.uid for line in shown.lines], shown.before) == (["talk-1@elsewhere.example"], 1)


def test_only_so_many_are_shown_at_once(world: World) -> None:
    many = calendar(*(entry(UID=f"talk-{number}") for number in range(importing.MOST_LINES + 3)))
    shown = look(world, many)
    assert (len(shown.lines), shown.more) == (importing.MOST_LINES, 3)


def test_only_so_many_meetings_are_taken_at_once(world: World) -> None:
    long = {"RRULE": "FREQ=DAILY;COUNT=500", "EXDATE;TZID=Europe/Sofia": None}
    source = calendar(*(entry(WEEKLY, UID=f"series-{number}", **long) for number in range(13)))
    with pytest.raises(errors.TooMuchAtOnce):
        take(world, source)
    assert db.session.query(Event).count() == 0


def test_a_series_of_exceptions_is_not_taken(world: World) -> None:
    days = [date(2027, 3, 10) + timedelta(days=number) for number in range(1, 100)]
    other = [
        entry(
            TALK,
            UID="weekly@elsewhere.example",
            **{
                "RECURRENCE-ID;TZID=Europe/Sofia": f"{day:%Y%m%d}T100000",
                "DTSTART;TZID=Europe/Sofia": f"{day:%Y%m%d}T120000",
                "DTEND;TZID=Europe/Sofia": f"{day:%Y%m%d}T130000",
            },
        )
        for day in days
    ]
    long = {"RRULE": "FREQ=DAILY;COUNT=500", "EXDATE;TZID=Europe/Sofia": None}
    line = only(world, calendar(entry(WEEKLY, **long), *other))
    assert codes(line) == (importing.REFUSED, ["exceptions_many"])


def test_files_are_kept_sealed_for_a_day(world: World) -> None:
    with transaction():
        file = importing.keep(
            world.programme, "my\x00 calendar.ics", b"BEGIN", by=world.elena, now=NOW
        )
    assert (file.name, importing.content(file)) == ("my calendar.ics", b"BEGIN")
    assert file.body is not None
    assert b"BEGIN" not in file.body
    for later, left in ((timedelta(hours=23), 1), (timedelta(days=1), 0)):
        with transaction():
            importing.forget_old(now=NOW + later)
        assert db.session.query(ImportFile).count() == left


def test_of_one_person_only_the_newest_files_are_kept(world: World) -> None:
    with transaction():
        importing.keep(world.programme, "of Jiho", b"x", by=world.jiho, now=NOW)
        for number in range(12):
            importing.keep(world.programme, f"file {number}", b"x", by=world.elena, now=NOW)
    names = [file.name for file in db.session.query(ImportFile).order_by(ImportFile.id)]
    assert names == ["of Jiho", *(f"file {number}" for number in range(2, 12))]


def test_a_file_that_was_taken_is_let_go_of(world: World) -> None:
    with transaction():
        file = importing.keep(world.programme, "file", b"x", by=world.elena, now=NOW)
        importing.finish(file, importing.Taken(Preview(lines=())))
    assert (file.body, importing.content(file)) == (None, b"")
    assert file.taken == {"new": [], "changed": [], "discarded": []}

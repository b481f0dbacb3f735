"""What is kept of somebody else's calendar: which dates, how many, and what is told of the rest."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from scheduler import errors
from scheduler.actions import following
from scheduler.actions.following import Contents, Failed
from scheduler.documents.ical.refreshing import refresh_interval
from scheduler.queries import followed
from tests.calendars import AT_TEN, calendar, entry
from tests.world import NOW

SOFIA = "Europe/Sofia"


def read(data: bytes, zone: str | None = None) -> Contents:
    found = following.understand(data, zone, now=NOW)
    assert isinstance(found, Contents), found
    return found


def starts(data: bytes, zone: str | None = None) -> list[str]:
    return [each.start.isoformat() for each in read(data, zone).entries]


def test_an_entry_keeps_its_clock_and_its_moment() -> None:
    [found] = read(calendar(entry())).entries
    assert (found.uid, found.title, found.zone, found.busy) == (
        "webinar@elsewhere.example",
        "Webinar on heat",
        SOFIA,
        True,
    )
    assert (found.start, found.end) == (datetime(2027, 3, 10, 10), datetime(2027, 3, 10, 11))
    assert found.start_utc == datetime(2027, 3, 10, 8, tzinfo=UTC)
    assert found.end_utc == datetime(2027, 3, 10, 9, tzinfo=UTC)


def test_what_has_no_end_takes_the_usual_hour_and_days_stay_days() -> None:
    when = "DTSTART:20270310T080000Z\r\n"
    [found] = read(calendar(entry(when=when))).entries
    assert found.end_utc - found.start_utc == timedelta(hours=1)
    days = "DTSTART;VALUE=DATE:20270310\r\nDTEND;VALUE=DATE:20270312\r\n"
    [found] = read(calendar(entry(when=days))).entries
    assert (found.start, found.end, found.zone) == (date(2027, 3, 10), date(2027, 3, 11), None)
    assert found.end_utc == datetime(2027, 3, 12, tzinfo=UTC)


def test_only_the_window_is_kept() -> None:
    inside = [NOW - timedelta(days=59), NOW + timedelta(days=547)]
    outside = [NOW - timedelta(days=62), NOW + timedelta(days=549)]
    data = calendar(
        *(
            entry(uid=f"{n}", when=f"DTSTART:{at:%Y%m%dT%H%M%SZ}\r\n")
            for n, at in enumerate(inside + outside)
        )
    )
    assert [each.start_utc for each in read(data).entries] == inside


def test_an_endless_series_is_kept_as_far_as_the_window_goes() -> None:
    when = "DTSTART;TZID=Europe/Sofia:20150106T160000\r\nRRULE:FREQ=WEEKLY\r\n"
    found = read(calendar(entry(when=when))).entries
    assert (found[0].start, found[-1].start) == (
        datetime(2026, 9, 29, 16),
        datetime(2028, 5, 23, 16),
    )
    assert {each.start_utc.hour for each in found} == {13, 14}
    assert len({each.uid for each in found}) == 1


def test_exceptions_moved_and_cancelled_meetings_count() -> None:
    series = (
        "DTSTART;TZID=Europe/Sofia:20270302T160000\r\nRRULE:FREQ=WEEKLY;COUNT=5\r\n"
        "EXDATE;TZID=Europe/Sofia:20270309T160000\r\n"
    )
    moved = (
        "RECURRENCE-ID;TZID=Europe/Sofia:20270316T160000\r\n"
        "DTSTART;TZID=Europe/Sofia:20270317T110000\r\nDTEND;TZID=Europe/Sofia:20270317T120000\r\n"
    )
    off = (
        "RECURRENCE-ID;TZID=Europe/Sofia:20270323T160000\r\n"
        "DTSTART;TZID=Europe/Sofia:20270323T160000\r\nSTATUS:CANCELLED\r\n"
    )
    data = calendar(entry(when=series), entry(when=moved, title="Another hour"), entry(when=off))
    found = read(data).entries
    assert [(each.start.isoformat(), each.title) for each in found] == [
        ("2027-03-02T16:00:00", "Webinar on heat"),
        ("2027-03-17T11:00:00", "Another hour"),
        ("2027-03-30T16:00:00", "Webinar on heat"),
    ]


def test_what_is_cancelled_is_left_out_and_what_is_free_is_marked() -> None:
    off = entry(uid="1", when=AT_TEN + "STATUS:CANCELLED\r\n")
    free = entry(uid="2", when=AT_TEN + "TRANSP:TRANSPARENT\r\n")
    assert [each.busy for each in read(calendar(off, free)).entries] == [False]


def test_hours_that_name_no_zone_go_by_the_chosen_clock_or_are_left_out() -> None:
    data = calendar(entry(when="DTSTART:20270310T100000\r\n"))
    assert read(data, SOFIA).entries[0].start_utc == datetime(2027, 3, 10, 8, tzinfo=UTC)
    left = read(data)
    assert (left.entries, left.left_out) == ([], 1)
    assert left.refusals == [{"title": "Webinar on heat", "code": "floating", "values": {}}]


def test_an_entry_that_cannot_be_taken_holds_up_no_other() -> None:
    bad = [entry(uid=f"{n}", title=f"Bad {n}", when="DTSTART:nonsense\r\n") for n in range(30)]
    found = read(calendar(*bad, entry()))
    assert ([each.title for each in found.entries], found.left_out) == (["Webinar on heat"], 30)
    assert len(found.refusals) == 20
    assert found.refusals[0]["title"] == "Bad 0"
    assert found.refusals[0]["code"] == "start_unreadable"


def test_so_many_dates_are_kept_and_the_rest_is_told() -> None:
    daily = "DTSTART:20260101T100000Z\r\nRRULE:FREQ=DAILY\r\n"
    data = calendar(*(entry(uid=f"{n}", when=daily) for n in range(6)))
    found = read(data)
    assert len(found.entries) == following.MOST
    assert found.notes == [{"code": "too_many", "values": {"most": "3000"}}]
    assert found.entries[-1].start_utc < NOW + following.AHEAD


def test_of_very_many_series_the_earliest_dates_are_kept() -> None:
    daily = "DTSTART:20200101T{0:02}{1:02}00Z\r\nRRULE:FREQ=DAILY\r\n"
    when = [daily.format(n % 22, n % 60) for n in range(600)]
    found = read(calendar(*(entry(uid=f"{n:03}", when=text) for n, text in enumerate(when))))
    first = (NOW - following.BACK).date()
    days = [first + timedelta(days=n) for n in range(5)]
    assert len(found.entries) == following.MOST
    assert [each.start.date() for each in found.entries[::600]] == days
    assert len({(each.uid, each.start) for each in found.entries}) == following.MOST


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "calendar_empty"),
        (b" \r\n", "calendar_empty"),
        (b"<!doctype html><title>Sign in</title>", "calendar_is_web_page"),
        (b"hello", "not_a_calendar"),
        (calendar(entry())[:-20], "cut_off"),
        (calendar(entry())[:-60], "cut_off"),
        (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "cut_off"),
    ],
)
def test_what_is_no_whole_calendar_is_a_failure(data: bytes, code: str) -> None:
    found = following.understand(data, None, now=NOW)
    assert isinstance(found, Failed)
    assert found.code == code


def test_an_empty_calendar_is_one() -> None:
    found = read(calendar())
    assert (found.entries, found.left_out) == ([], 0)


@pytest.mark.parametrize(
    ("head", "minutes"),
    [
        ("", 60),
        ("REFRESH-INTERVAL;VALUE=DURATION:PT12H\r\n", 720),
        ("X-PUBLISHED-TTL:PT4H30M\r\n", 270),
        ("REFRESH-INTERVAL;VALUE=DURATION:PT5M\r\n", 60),
        ("REFRESH-INTERVAL;VALUE=DURATION:P1W\r\n", 1440),
        ("REFRESH-INTERVAL;VALUE=DURATION:P\r\n", 60),
        ("REFRESH-INTERVAL;VALUE=DURATION:-PT2H\r\n", 60),
        ("REFRESH-INTERVAL;VALUE=DURATION:PT99999999999H\r\n", 60),
    ],
)
def test_how_long_it_is_left_alone(head: str, minutes: int) -> None:
    assert read(calendar(entry(), head=head)).minutes == minutes


def test_what_an_entry_says_is_not_the_calendars_wish() -> None:
    assert refresh_interval(calendar(entry() + "X-PUBLISHED-TTL:PT9H\r\n")) is None


def test_every_reason_has_room_and_words() -> None:
    codes = {kind.code for kind in errors.CalendarRefused.__subclasses__()}
    assert len(codes) > 5
    assert [code for code in codes if len(code) > 24] == []
    assert codes & followed.RESULTS.keys() >= {"calendar_empty", "calendar_is_web_page"}

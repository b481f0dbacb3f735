"""Entries: what each property says, and which moment each of them means to a reader."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given
from hypothesis import strategies as st

from scheduler.core import zones
from scheduler.documents import ical
from tests.documents import reading, samples
from tests.documents.samples import WRITTEN, entry, feed, wall

ZONES = st.sampled_from(
    [
        "Europe/Sofia",
        "Asia/Seoul",
        "America/St_Johns",
        "Australia/Lord_Howe",
        "Africa/Casablanca",
        "Asia/Kathmandu",
        "America/Sao_Paulo",
        "Pacific/Chatham",
        "Europe/Dublin",
        "Asia/Tehran",
    ]
)


def moments(content: bytes) -> tuple[datetime, datetime]:
    """Return start and end of the one event in a file, by the file's own VTIMEZONE."""
    calendar = reading.read(content)
    (event,) = calendar.inside("VEVENT")
    return reading.moment(calendar, event, "DTSTART"), reading.moment(calendar, event, "DTEND")


def moments_by_name(content: bytes) -> tuple[datetime, datetime]:
    """Return the same as readers see it that go by the zone's name."""
    (event,) = icalendar.Calendar.from_ical(content).events
    return event.DTSTART.astimezone(UTC), event.DTEND.astimezone(UTC)


def stated(**values) -> reading.Component:
    return reading.read(ical.piece(entry(**values)))


def test_a_summer_evening_in_sofia_is_a_night_in_seoul():
    content = feed(samples.SUMMER)
    expected = datetime(2027, 7, 8, 16, 0, tzinfo=UTC), datetime(2027, 7, 8, 17, 30, tzinfo=UTC)
    assert moments(content) == expected
    assert moments_by_name(content) == expected


@given(
    start=st.datetimes(wall("1991-01-01 00:00"), wall("2037-12-20 00:00"), timezones=st.just(UTC)),
    length=st.timedeltas(timedelta(minutes=5), timedelta(days=3)),
    zone=ZONES,
    end_zone=ZONES,
)
def test_every_reader_sees_the_moment_that_was_meant(start, length, zone, end_zone):
    start = start.replace(second=0, microsecond=0)
    end = start + timedelta(minutes=length // timedelta(minutes=1))
    content = feed(
        entry(
            start=zones.to_wall(start, zone),
            fold=zones.fold_of(start, zone),
            end=zones.to_wall(end, end_zone),
            end_fold=zones.fold_of(end, end_zone),
            zone=zone,
            end_zone=end_zone,
        )
    )
    assert moments(content) == (start, end)
    assert moments_by_name(content) == (start, end)


def test_a_reader_of_repeating_events_lists_it_once():
    calendar = icalendar.Calendar.from_ical(feed(samples.SUMMER, samples.BAR, samples.ITEM))
    found = recurring_ical_events.of(calendar).between(date(2027, 5, 1), date(2027, 8, 1))
    assert sorted(str(event["UID"]) for event in found) == sorted(
        each.uid for each in (samples.SUMMER, samples.BAR, samples.ITEM)
    )


@pytest.mark.parametrize(("fold", "utc"), [(0, "20271031T003000Z"), (1, "20271031T013000Z")])
def test_an_hour_that_comes_twice_is_written_in_utc(fold, utc):
    event = stated(start=wall("2027-10-31 03:30"), end=wall("2027-10-31 06:00"), fold=fold)
    assert event.one("DTSTART") == utc
    assert event.one("DTEND") == "20271031T040000Z"
    assert event.parameters("DTSTART") == {}


def test_an_end_in_the_hour_that_comes_twice_is_after_the_start():
    short = stated(start=wall("2027-10-31 03:10"), end=wall("2027-10-31 03:40"), fold=0)
    assert (short.one("DTSTART"), short.one("DTEND")) == ("20271031T001000Z", "20271031T004000Z")
    late = stated(start=wall("2027-10-31 03:40"), end=wall("2027-10-31 03:10"), fold=0)
    assert (late.one("DTSTART"), late.one("DTEND")) == ("20271031T004000Z", "20271031T011000Z")


def test_an_end_may_say_which_pass_it_means():
    event = stated(start=wall("2027-10-31 02:00"), end=wall("2027-10-31 03:30"), end_fold=1)
    assert (event.one("DTSTART"), event.one("DTEND")) == ("20271030T230000Z", "20271031T013000Z")


def test_an_hour_that_a_new_law_skips_moves_past_the_gap():
    event = stated(start=wall("2027-03-28 03:30"), end=wall("2027-03-28 04:15"))
    assert event.one("DTSTART") == "20270328T043000"
    assert event.one("DTEND") == "20270328T053000"


def test_an_end_that_was_not_published_is_an_hour_later():
    content = feed(entry(end=None))
    assert moments(content) == (
        datetime(2027, 7, 8, 16, 0, tzinfo=UTC),
        datetime(2027, 7, 8, 17, 0, tzinfo=UTC),
    )


@pytest.mark.parametrize("zone", ["UTC", "Etc/UTC"])
def test_utc_is_written_as_utc(zone):
    content = feed(entry(zone=zone))
    assert b"VTIMEZONE" not in content
    assert b"DTSTART:20270708T190000Z\r\nDTEND:20270708T203000Z\r\n" in content


def test_days_are_dates_and_their_end_is_the_day_after():
    event = reading.read(ical.piece(samples.BAR))
    assert (event.one("DTSTART"), event.one("DTEND")) == ("20270510", "20270514")
    assert event.parameters("DTSTART") == event.parameters("DTEND") == {"VALUE": "DATE"}


def test_a_single_day_ends_on_the_next():
    event = stated(start=date(2027, 12, 31), end=None, zone=None)
    assert (event.one("DTSTART"), event.one("DTEND")) == ("20271231", "20280101")


def test_a_zone_beside_dates_moves_nothing_and_is_not_stated():
    content = feed(entry(start=date(2027, 5, 10), end=date(2027, 5, 10), zone="Asia/Seoul"))
    assert b"VTIMEZONE" not in content
    assert b"TZID" not in content


def test_an_item_points_to_its_visit():
    event = reading.read(ical.piece(samples.ITEM))
    assert event.one("RELATED-TO") == samples.BAR.uid
    assert event.parameters("RELATED-TO") == {"RELTYPE": "PARENT"}


def test_start_and_end_may_lie_in_different_zones():
    event = reading.read(ical.piece(samples.FLIGHT))
    assert event.parameters("DTSTART") == {"TZID": "Asia/Seoul"}
    assert event.parameters("DTEND") == {"TZID": "Europe/Sofia"}
    assert moments(feed(samples.FLIGHT)) == (
        datetime(2027, 5, 14, 2, 20, tzinfo=UTC),
        datetime(2027, 5, 14, 13, 45, tzinfo=UTC),
    )


def test_the_stamps_are_the_rows_own():
    later = WRITTEN + timedelta(days=1, microseconds=5)
    event = stated(changed=later, sequence=3)
    assert event.one("CREATED") == "20261101T083000Z"
    assert event.one("DTSTAMP") == event.one("LAST-MODIFIED") == "20261102T083000Z"
    assert event.one("SEQUENCE") == "3"


@pytest.mark.parametrize(
    ("status", "transparent", "transp"),
    [
        ("CONFIRMED", False, "OPAQUE"),
        ("TENTATIVE", False, "OPAQUE"),
        ("CONFIRMED", True, "TRANSPARENT"),
        ("CANCELLED", False, "TRANSPARENT"),
    ],
)
def test_a_cancelled_entry_stays_and_leaves_its_time_free(status, transparent, transp):
    event = stated(status=status, transparent=transparent)
    assert (event.one("STATUS"), event.one("TRANSP")) == (status, transp)


LINK = "https://meet.example.org/x"


@pytest.mark.parametrize(
    ("description", "location", "shown_description", "shown_location"),
    [
        ("", "", [], [LINK]),
        ("Text", "", ["Text"], [LINK]),
        ("", "Hall 1", [LINK], ["Hall 1"]),
        ("Text", "Hall 1", [f"Text\n\n{LINK}"], ["Hall 1"]),
        (f"Join: {LINK}", "Hall 1", [f"Join: {LINK}"], ["Hall 1"]),
        (f"Join: {LINK}", "", [f"Join: {LINK}"], []),
        ("Text", LINK, ["Text"], [LINK]),
    ],
)
def test_the_address_to_join_at_stands_where_everybody_looks(
    description, location, shown_description, shown_location
):
    event = stated(description=description, location=location, conference=LINK)
    assert event.one("CONFERENCE") == LINK
    assert event.parameters("CONFERENCE") == {"VALUE": "URI", "FEATURE": "VIDEO"}
    assert [reading.unescaped(text) for text in event.all("DESCRIPTION")] == shown_description
    assert event.all("LOCATION") == shown_location


def test_texts_name_their_language_only_if_they_have_one():
    values = {"description": "x", "location": "y", "categories": ("z",)}
    names = ("SUMMARY", "DESCRIPTION", "LOCATION", "CATEGORIES")
    bulgarian, both = stated(language="bg", **values), stated(language=None, **values)
    assert [bulgarian.parameters(name) for name in names] == [{"LANGUAGE": "bg"}] * 4
    assert [both.parameters(name) for name in names] == [{}] * 4


@pytest.mark.parametrize(
    "values",
    [
        {"zone": None},
        {"zone": ""},
        {"start": datetime(2027, 7, 8, 19, 0, tzinfo=UTC)},
        {"end": datetime(2027, 7, 8, 20, 0, tzinfo=UTC)},
        {"end": date(2027, 7, 9)},
        {"start": date(2027, 7, 8)},
    ],
)
def test_what_no_calendar_could_hold_is_a_bug_of_the_caller(values):
    with pytest.raises(ValueError, match=r"7d1c0f52"):
        entry(**values)

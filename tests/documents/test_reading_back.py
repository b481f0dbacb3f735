"""Our own calendars read back: what was written is what is understood."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scheduler.core import recurrence, zones
from scheduler.documents import ical, plain
from tests.documents import samples

wall = datetime.fromisoformat
SERIES = samples.entry(
    rule="FREQ=MONTHLY;BYDAY=2TH;UNTIL=20280608T160000Z",
    last=date(2028, 6, 8),
    excluded=(wall("2027-09-09 19:00"), wall("2028-03-09 19:00")),
)
MOVED = samples.entry(
    original=wall("2027-10-14 19:00"),
    start=wall("2027-10-15 18:00"),
    end=wall("2027-10-15 20:00"),
    summary="Another evening",
)
# On the last Sunday of March half past three is skipped.
EARLY = samples.entry(
    start=wall("2027-03-21 03:30"),
    end=wall("2027-03-21 04:30"),
    rule="FREQ=WEEKLY;COUNT=3",
    last=date(2027, 4, 4),
    excluded=(wall("2027-03-28 03:30"),),
)
OF_FILES = {
    "sofia-summer.ics": [samples.SUMMER],
    "seoul-visit.ics": [samples.BAR, samples.ITEM, samples.FLIGHT],
    "repeated-hour.ics": [samples.REPEATED],
    "cancelled.ics": [samples.CANCELLED],
    "request.ics": [samples.SUMMER],
    "cancel.ics": [replace(samples.SUMMER, sequence=1, status="CANCELLED")],
}
ZONES = [
    "Europe/Sofia",
    "Asia/Seoul",
    "America/New_York",
    "Asia/Kolkata",
    "UTC",
    "Australia/Lord_Howe",
]
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="<\ufeff"), max_size=60)
NON_CHARACTERS = {
    *range(0xFDD0, 0xFDF0),
    *(n << 16 | low for n in range(17) for low in (0xFFFE, 0xFFFF)),
}


def _kept(text):
    """Return a text without what no text holds."""
    return "".join(letter for letter in text if ord(letter) not in NON_CHARACTERS)


def _line(text):
    return plain.line(_kept(text))


def _moments(each, fold=0, end_zone=None):
    """Return when an entry begins and ends; days as they are."""
    if not isinstance(each.start, datetime):
        return each.start, each.end or each.start
    start = zones.moment(each.start, each.zone, fold)
    if each.end is None:
        return start, start + timedelta(hours=1)
    ends = [zones.moment(each.end, end_zone or each.zone, of) for of in (0, 1)]
    return start, next((end for end in ends if end > start), start + timedelta(hours=1))


def _said(each):
    """Return what an entry says, however its times are written."""
    return {
        "uid": _line(each.uid),
        "summary": _line(each.summary),
        "description": plain.lines(_kept(each.description)).strip(" \t\n"),
        "location": _line(each.location),
        "url": each.url,
        "conference": each.conference,
        "categories": tuple(
            dict.fromkeys(found for text in each.categories if (found := _line(text)))
        ),
        "status": each.status,
        "transparent": each.transparent or each.status == "CANCELLED",
        "sequence": each.sequence,
        "changed": each.changed,
        "excluded": each.excluded,
        "original": each.original,
        "rule": str(recurrence.parse(each.rule, each.start, each.zone)) if each.rule else "",
    }


def _same(entry, incoming):
    assert _said(incoming) == _said(entry)
    assert _moments(incoming, incoming.fold) == _moments(entry, entry.fold, entry.end_zone)


@pytest.mark.parametrize("name", OF_FILES)
def test_a_golden_file_is_understood_as_it_was_meant(name):
    reading = ical.read((samples.GOLDEN / name).read_bytes(), bounded=True)
    assert (len(reading.entries), reading.refused) == (len(OF_FILES[name]), ())
    for entry, incoming in zip(OF_FILES[name], reading.entries, strict=True):
        _same(entry, incoming)


def test_every_golden_calendar_is_read():
    assert set(OF_FILES) == {name for name in samples.files() if name.endswith(".ics")}


def test_the_name_of_a_feed_is_read():
    reading = ical.read(samples.feed(samples.SUMMER, name="София, Сеул; обмен"))
    assert (reading.name, reading.zone, reading.notes) == ("София, Сеул; обмен", None, ())


@pytest.mark.parametrize("bounded", [True, False])
def test_a_series_is_read_with_its_exceptions(bounded):
    reading = ical.read(samples.feed(SERIES, MOVED), bounded=bounded)
    (series,) = reading.entries
    (moved,) = series.overrides
    assert (reading.refused, reading.notes, series.notes, moved.notes) == ((), (), (), ())
    _same(SERIES, replace(series, overrides=()))
    _same(MOVED, moved)


def test_an_exception_in_an_hour_that_a_night_skips_is_read():
    (series,) = ical.read(samples.feed(EARLY), bounded=True).entries
    _same(EARLY, series)


@st.composite
def _entries(draw):
    """Draw an entry as the product writes them."""
    start = draw(st.datetimes(datetime(1990, 1, 2), datetime(2090, 1, 1))).replace(
        second=0, microsecond=0
    )
    length = timedelta(minutes=draw(st.integers(1, 60 * 24 * 20)))
    timed, ended = draw(st.booleans()), draw(st.booleans())
    zone = draw(st.sampled_from(ZONES))
    values = {"start": start, "end": start + length if ended else None, "zone": zone}
    if not timed:
        end = (start + length).date() if ended else None
        values = {"start": start.date(), "end": end, "zone": None}
    categories = draw(st.lists(TEXTS, max_size=5))
    return samples.entry(
        **values,
        uid="u" + draw(TEXTS),
        fold=draw(st.integers(0, 1)) if timed else 0,
        summary="s" + draw(TEXTS),
        description="d" + draw(TEXTS),
        location="l" + draw(TEXTS),
        categories=tuple("c" + category for category in categories),
        conference=draw(st.sampled_from(["", "https://meet.example.org/a?b=c,d;e"])),
        url=draw(st.sampled_from(["", "https://exchange.example.org/bg/events/a"])),
        status=draw(st.sampled_from(["CONFIRMED", "TENTATIVE", "CANCELLED"])),
        transparent=draw(st.booleans()),
        sequence=draw(st.integers(0, 2**31 - 1)),
        changed=draw(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1))).replace(
            microsecond=0, tzinfo=UTC
        ),
    )


@given(_entries())
def test_any_entry_is_read_as_it_was_written(entry):
    (incoming,) = ical.read(samples.feed(entry)).entries
    _same(entry, incoming)


@given(
    st.sampled_from(
        [
            "FREQ=DAILY",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH",
            "FREQ=MONTHLY;BYDAY=-1FR",
            "FREQ=YEARLY",
        ]
    ),
    st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1)),
    st.sampled_from(ZONES),
    st.integers(1, 60),
)
def test_any_series_is_read_with_its_own_dates(text, start, zone, count):
    start = start.replace(second=0, microsecond=0)
    rule = recurrence.parse(text, start, zone)
    days = list(recurrence.within(rule, start.date(), start.date(), date(2099, 1, 1), count))
    rule = replace(rule, until=days[-1])
    assume(
        recurrence.placed(recurrence.Series(None, start, None, zone), days[:1])[0].start == start
    )
    entry = samples.entry(
        start=start, end=None, zone=zone, rule=recurrence.written(rule, start, zone), last=days[-1]
    )
    (incoming,) = ical.read(samples.feed(entry)).entries
    assert (incoming.rule, incoming.start, incoming.zone) == (str(rule), start, zone)

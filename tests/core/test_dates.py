"""What people type for a date and a time, and what of it is understood."""

from __future__ import annotations

import contextlib
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler import i18n
from scheduler.core.dates import parse_date, parse_time
from scheduler.errors import DateOutOfRange, DateUnreadable, Invalid, TimeUnreadable


@pytest.mark.parametrize(
    "text",
    [
        "8.7.2026",
        "08.07.2026",
        "2026-07-08",
        "2026-7-8",
        " 8.7.2026 ",
        "8. 7. 2026",
        "8 . 7 . 2026 г.",
        "8.7.2026г.",
        "08.07.2026 г",
        "8.7.2026\u00a0г.",
    ],
)
def test_dates_that_are_understood(text):
    assert parse_date(text) == date(2026, 7, 8)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "8.7",
        "8.7.26",
        "8/7/2026",
        "7/8/2026",
        "31.2.2026",
        "0.7.2026",
        "8.13.2026",
        "2026-02-29",
        "0000-01-01",
        "2026.07.08",
        "2026-07-08T19:00",
        "утре",
        "8 юли 2026",
        "٨.٧.٢٠٢٦",
        "8.7.20266",
        "8.7.2026\0",
        "99999999.7.2026",
    ],
)
def test_dates_that_are_refused(text):
    with pytest.raises(DateUnreadable) as refusal:
        parse_date(text, field="start_date")
    assert refusal.value.field == "start_date"
    assert refusal.value.message == "This is not a date. Write it like 8.7.2026 or 2026-07-08."


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("19:00", time(19)),
        ("19.00", time(19)),
        ("19", time(19)),
        (" 19:00 ч. ", time(19)),
        ("19 ч.", time(19)),
        ("19:00ч", time(19)),
        ("9:05", time(9, 5)),
        ("09.30", time(9, 30)),
        ("0", time(0)),
        ("00:00", time(0)),
        ("23:59", time(23, 59)),
    ],
)
def test_times_that_are_understood(text, at):
    assert parse_time(text) == at


@pytest.mark.parametrize(
    "text",
    [
        "",
        "24:00",
        "24",
        "19:60",
        "19:5",
        "1900",
        "7 pm",
        "19:00:00",
        "-1",
        "19,00",
        "ч.",
        "обед",
        "١٩:٠٠",
        "19:00\0",
    ],
)
def test_times_that_are_refused(text):
    with pytest.raises(TimeUnreadable) as refusal:
        parse_time(text, field="start_time")
    assert refusal.value.field == "start_time"
    assert refusal.value.message == "This is not a time. Write it in 24 hours, like 19:00 or 9:30."


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_every_date_is_read_as_the_form_shows_it(day):
    assert parse_date(i18n.date_input(day)) == parse_date(day.isoformat()) == day


@pytest.mark.parametrize(
    "text", ["31.12.9999", "9999-12-31", "1.1.2100", "31.12.1989", "0001-01-01"]
)
@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("en", "The date must lie between 1990 and 2099."),
        ("bg", "Датата трябва да е между 1990 г. и 2099 г."),
    ],
)
def test_years_that_no_calendar_holds_are_refused(text, language, message):
    with pytest.raises(DateOutOfRange) as refusal, i18n.speaking(language):
        parse_date(text, field="start_date")
    with i18n.speaking(language):
        assert (refusal.value.field, refusal.value.message) == ("start_date", message)


@given(st.text())
def test_nothing_that_is_typed_raises_anything_but_a_refusal(text):
    for parse in (parse_date, parse_time):
        with contextlib.suppress(Invalid):
            parse(text)

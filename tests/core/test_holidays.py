"""A city's calendar: holidays by law, its own corrections, working weekends, bridges, hours."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from scheduler.core.holidays import DAY_OFF, Calendar, Correction
from scheduler.core.hours import parse_hours

DAY = timedelta(days=1)
WEEK = {day: [["08:30", "17:00"]] for day in ("mon", "tue", "wed", "thu")}
HOURS = parse_hours(WEEK | {"fri": [["08:30", "12:00"], ["13:00", "16:00"]]})
FRIDAY = [(time(8, 30), time(12)), (time(13), time(16))]
MONDAY = [(time(8, 30), time(17))]
FESTIVAL = {"bg": "Празник на София", "en": "Day of Sofia"}
read = date.fromisoformat


def days(text):
    """Return the dates of "2026-02-16 17 18": days without a month are of the same one."""
    found = []
    for word in text.split():
        found.append(read(word) if "-" in word else found[-1].replace(day=int(word)))
    return found


def span(text):
    first, last = text.split("..")
    return read(first), read(last)


@pytest.mark.parametrize(
    ("country", "asked", "off"),
    [
        # KR: Seollal on a Sunday moves to Tuesday; of 2026 it lies within the week.
        ("KR", "2026-02-01..2026-02-28", "2026-02-16 17 18"),
        ("KR", "2027-02-01..2027-02-28", "2027-02-06 7 8 9"),
        # KR: Chuseok of 2026 ends on a Saturday, which moves nothing; of 2025 it meets others.
        ("KR", "2026-09-20..2026-10-10", "2026-09-24 25 26 2026-10-03 5 9"),
        ("KR", "2025-10-01..2025-10-12", "2025-10-03 5 6 7 8 9"),
        # KR: Constitution Day and Labour Day are public holidays since 2026, with substitutes.
        ("KR", "2025-07-01..2025-07-31", ""),
        ("KR", "2026-07-01..2026-07-31", "2026-07-17"),
        ("KR", "2027-07-01..2027-07-31", "2027-07-17 19"),
        ("KR", "2027-05-01..2027-05-12", "2027-05-01 3 5"),
        # KR: Memorial Day on a Saturday moves nothing, elections are days off.
        ("KR", "2026-06-01..2026-06-10", "2026-06-03 6"),
        # BG: since 2017 a holiday on a weekend moves to the next working days, Easter does not.
        ("BG", "2016-12-20..2017-01-05", "2016-12-24 25 26 2017-01-01 2"),
        ("BG", "2027-04-25..2027-05-10", "2027-04-30 2027-05-01 2 3 4 6"),
        ("BG", "2026-04-01..2026-04-20", "2026-04-10 11 12 13"),
        ("BG", "2027-12-20..2027-12-31", "2027-12-24 25 26 27 28"),
        ("BG", "2026-09-01..2026-09-30", "2026-09-06 7 22"),
        ("BG", "2014-09-01..2014-09-10", "2014-09-06"),
        # CN: golden weeks of the State Council's notice of 2026, weekends apart.
        ("CN", "2026-02-10..2026-03-01", "2026-02-16 17 18 19 20 23"),
        ("CN", "2026-09-25..2026-10-10", "2026-09-25 2026-10-01 2 3 5 6 7"),
        # MN: Tsagaan Sar by the moon, Naadam.
        ("MN", "2026-02-01..2026-02-28", "2026-02-18 19 20"),
        ("MN", "2027-02-01..2027-02-28", "2027-02-07 8 9"),
        ("MN", "2026-07-01..2026-07-31", "2026-07-10 11 12 13 14 15"),
        # ID: Nyepi by the Balinese moon.
        ("ID", "2026-03-15..2026-03-20", "2026-03-19"),
        ("ID", "2027-03-05..2027-03-09", "2027-03-08"),
        # JP: Golden Week, with a substitute three days after Sunday; a day between two holidays.
        ("JP", "2026-04-25..2026-05-10", "2026-04-29 2026-05-03 4 5 6"),
        ("JP", "2027-04-25..2027-05-10", "2027-04-29 2027-05-03 4 5"),
        ("JP", "2026-09-15..2026-09-30", "2026-09-21 22 23"),
        # Only what everybody has off: no half days (CN), no bank holidays (JP), no optional (PT).
        ("CN", "2026-03-01..2026-03-31", ""),
        ("JP", "2026-12-20..2027-01-03", "2027-01-01"),
        ("PT", "2026-02-01..2026-02-28", ""),
        # A year's end, and nothing asked.
        ("US", "2027-12-31..2028-01-01", "2027-12-31 2028-01-01"),
        ("KR", "2026-02-17..2026-02-17", "2026-02-17"),
        ("KR", "2026-02-18..2026-02-17", ""),
    ],
)
def test_days_off_by_law(country, asked, off):
    calendar = Calendar(country)
    found = calendar.days_off(*span(asked))
    assert list(found) == days(off)
    assert [holiday for holiday in found.values() if holiday.corrected] == []
    assert [day for day in found if not calendar.is_day_off(day)] == []


@pytest.mark.parametrize(
    ("country", "asked", "worked"),
    [
        ("CN", "2026-01-01..2026-12-31", "2026-01-04 2026-02-14 28 2026-05-09 2026-09-20 2026-10-10"),
        ("BG", "2015-01-01..2016-12-31", "2015-01-24 2015-03-21 2015-09-12 2015-12-12 2016-03-12 2016-05-14 2016-09-10 17"),
        ("BG", "2017-01-01..2030-12-31", ""),
        ("KR", "2015-01-01..2030-12-31", ""),
        ("HU", "2026-01-01..2026-12-31", "2026-01-10 2026-08-08"),
    ],
)  # fmt: skip
def test_weekends_that_are_worked_by_law(country, asked, worked):
    calendar = Calendar(country)
    assert calendar.worked_days(*span(asked)) == days(worked)
    assert [day for day in days(worked) if not calendar.is_working(day)] == []


@pytest.mark.parametrize(
    ("country", "day", "bridge"),
    [
        ("KR", "2026-01-02", True),  # Friday after New Year on a Thursday
        ("BG", "2026-03-02", True),  # Monday before a Tuesday
        ("BG", "2026-09-21", True),
        ("BG", "2026-03-04", False),  # Wednesday after a Tuesday
        ("KR", "2026-10-08", False),  # Thursday before a long weekend
        ("KR", "2026-05-04", True),  # between a Friday holiday's weekend and a Tuesday
        ("BG", "2027-05-05", True),  # Wednesday between two holidays
        ("BG", "2026-01-02", False),  # off itself
        ("BG", "2026-01-03", False),  # weekend
        ("KR", "2026-02-19", False),  # the first of two days before a weekend
        ("KR", "2026-02-20", False),
        ("CN", "2026-10-10", False),  # a working Saturday after a working Friday
        ("CN", "2026-10-08", False),
        ("JP", "2026-09-22", False),  # the law itself makes this one off
        ("IL", "2026-04-05", False),
        ("BG", "2026-07-08", False),
    ],
)
def test_a_bridge_is_the_one_working_day_between_days_off(country, day, bridge):
    calendar = Calendar(country)
    when = read(day)
    assert calendar.is_bridge(when) is bridge
    assert calendar.bridge_days(when, when) == ([when] if bridge else [])


def test_bridges_of_many_days_are_those_of_each_day():
    first, last = date(2025, 12, 30), date(2028, 1, 3)
    for country in ("BG", "KR", "CN", "JP", "IL", None):
        calendar = Calendar(country, {date(2026, 7, 7): Correction(off=True)})
        each = [first + n * DAY for n in range((last - first).days + 1)]
        assert calendar.bridge_days(first, last) == [d for d in each if calendar.is_bridge(d)]


@pytest.mark.parametrize(
    ("weekdays", "day", "bridge"),
    [
        ("mon tue wed thu fri", "2026-09-21", True),
        ("mon tue wed thu fri sat", "2026-09-21", True),  # Sunday alone is enough before it
        ("mon tue wed thu fri sat sun", "2026-09-21", False),
        ("tue wed thu fri", "2026-09-23", False),
        ("tue wed", "2026-09-23", True),  # Tuesday is off by law, Thursday as ever
        ("wed", "2026-09-23", False),  # as every Wednesday
        ("mon", "2026-09-21", False),
    ],
)
def test_bridges_go_by_the_weekdays_that_a_city_works(weekdays, day, bridge):
    hours = parse_hours({weekday: [["09:00", "17:00"]] for weekday in weekdays.split()})
    assert Calendar("BG", hours=hours).is_bridge(read(day)) is bridge


@pytest.mark.parametrize(
    ("corrections", "day", "bridge"),
    [
        ({"2026-07-07": True}, "2026-07-06", True),  # Monday before a Tuesday of the city's own
        ({"2026-07-09": True}, "2026-07-10", True),
        ({"2026-03-03": False}, "2026-03-02", False),  # the holiday is worked
        ({"2026-03-01": False}, "2026-03-02", False),  # the Sunday before it is worked
        ({"2026-03-02": True}, "2026-03-02", False),  # off itself, as many cities decide
        ({"2026-07-10": True, "2026-07-11": False}, "2026-07-11", True),  # a lone Saturday
    ],
)
def test_bridges_heed_corrections(corrections, day, bridge):
    said = {read(when): Correction(off) for when, off in corrections.items()}
    assert Calendar("BG", said, HOURS).is_bridge(read(day)) is bridge


@pytest.mark.parametrize(
    ("day", "spans"),
    [
        ("2026-07-06", MONDAY),
        ("2026-07-10", FRIDAY),
        ("2026-07-11", ()),  # Saturday
        ("2026-03-03", ()),  # by law
        ("2026-07-13", ()),  # by correction
        ("2026-07-18", FRIDAY),  # a working Saturday has Friday's hours
        ("2026-07-19", FRIDAY),  # and so has the Sunday after it
        ("2026-05-06", MONDAY),  # a holiday that is worked has its weekday's
    ],
)
def test_hours_of_a_date(day, spans):
    corrections = {
        read("2026-07-13"): Correction(off=True),
        read("2026-07-18"): Correction(off=False),
        read("2026-07-19"): Correction(off=False),
        read("2026-05-06"): Correction(off=False),
    }
    assert Calendar("BG", corrections, HOURS).hours_on(read(day)) == spans


def test_a_chinese_working_saturday_has_fridays_hours():
    assert Calendar("CN", hours=HOURS).hours_on(date(2026, 10, 10)) == FRIDAY


def test_hours_that_nobody_knows_are_none():
    assert Calendar("BG").hours_on(date(2026, 7, 6)) == ()
    assert Calendar("BG").is_working(date(2026, 7, 6))


@pytest.mark.parametrize(
    ("country", "saturday", "sunday", "friday"),
    [("BG", False, False, True), ("IL", False, True, False), (None, False, False, True)],
)
def test_without_hours_the_weekend_is_the_countrys(country, saturday, sunday, friday):
    found = [Calendar(country).is_working(date(2026, 7, day)) for day in (11, 12, 10)]
    assert found == [saturday, sunday, friday]


def test_a_city_frees_a_day_and_takes_one_back():
    corrections = {
        date(2026, 9, 17): Correction(off=True, names=FESTIVAL),
        date(2026, 9, 18): Correction(off=True),
        date(2026, 9, 22): Correction(off=False),
        date(2027, 1, 4): Correction(off=True),
    }
    sofia = Calendar("BG", corrections)
    found = sofia.days_off(date(2026, 9, 1), date(2026, 9, 30))
    assert list(found) == days("2026-09-06 7 17 18")
    assert [holiday.names for holiday in found.values()][2:] == [FESTIVAL, DAY_OFF]
    assert [holiday.corrected for holiday in found.values()] == [False, False, True, True]
    asked = days("2026-09-16 17 22")
    assert [sofia.is_day_off(day) for day in asked] == [False, True, False]
    assert [sofia.is_working(day) for day in asked] == [True, False, True]


def test_a_correction_of_a_holiday_keeps_its_name_or_gives_another():
    liberation = date(2026, 3, 3)
    kept = Calendar("BG", {liberation: Correction(off=True)}).find_day_off(liberation)
    renamed = Calendar("BG", {liberation: Correction(off=True, names=FESTIVAL)})
    assert kept.names["en"] == "Liberation Day"
    assert renamed.find_day_off(liberation).names == FESTIVAL
    assert renamed.days_off(liberation, liberation)[liberation].corrected


def test_a_correction_that_says_nothing_new_changes_nothing():
    said = {date(2026, 7, 6): Correction(off=False), date(2026, 7, 11): Correction(off=True)}
    sofia = Calendar("BG", said)
    assert sofia.worked_days(date(2026, 7, 1), date(2026, 7, 31)) == []
    assert sofia.bridge_days(date(2026, 7, 1), date(2026, 7, 31)) == []


def test_a_working_weekend_by_law_can_be_taken_off():
    saturday = date(2026, 10, 10)
    china = Calendar("CN", {saturday: Correction(off=True)})
    assert not china.is_working(saturday)
    assert china.worked_days(date(2026, 10, 1), date(2026, 10, 31)) == []


def test_corrections_do_not_leak_into_other_cities():
    liberation = date(2026, 3, 3)
    assert not Calendar("BG", {liberation: Correction(off=False)}).is_day_off(liberation)
    assert Calendar("BG").is_day_off(liberation)


@pytest.mark.parametrize("country", [None, "", "XX", "bg", "Bulgaria"])
def test_an_unknown_country_has_its_own_days_only(country):
    new_year = date(2026, 1, 1)
    assert Calendar(country).days_off(new_year, date(2026, 12, 31)) == {}
    assert not Calendar(country).is_day_off(new_year)
    own = Calendar(country, {new_year: Correction(off=True)})
    assert list(own.days_off(new_year, new_year)) == [new_year]


@pytest.mark.parametrize("year", [2, 1900, 9998])
def test_a_year_that_the_library_does_not_know_has_none(year):
    sofia = Calendar("BG")
    assert sofia.days_off(date(year, 1, 1), date(year, 12, 31)) == {}
    assert sofia.bridge_days(date(year, 1, 1), date(year, 12, 31)) == []

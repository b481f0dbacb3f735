"""Days off, their names, and a city's own corrections."""

from __future__ import annotations

from datetime import date

import pytest

from scheduler.core.holidays import DAY_OFF, KOREAN_IN_BULGARIAN, days_off, is_day_off

YEARS = range(2015, 2051)


@pytest.mark.parametrize(
    ("country", "day", "names"),
    [
        ("BG", "2026-04-10", {"en": "Good Friday", "bg": "Велики петък"}),
        ("BG", "2026-09-22", {"en": "Independence Day", "bg": "Ден на Независимостта на България"}),
        (
            "BG",
            "2025-09-08",
            {"en": "Unification Day (observed)", "bg": "Ден на Съединението (почивен ден)"},
        ),
        ("KR", "2026-09-25", {"en": "Chuseok", "bg": "Чусок (празник на реколтата)", "ko": "추석"}),
        (
            "KR",
            "2026-02-16",
            {
                "en": "The day preceding Korean New Year",
                "bg": "Денят преди Корейската Нова година",
                "ko": "설날 전날",
            },
        ),
        (
            "KR",
            "2026-05-25",
            {
                "en": "Alternative holiday for Buddha's Birthday",
                "bg": "Заместващ почивен ден за „Рожден ден на Буда“",
                "ko": "부처님오신날 대체 휴일",
            },
        ),
        (
            "KR",
            "2025-05-05",
            {
                "en": "Buddha's Birthday; Children's Day",
                "bg": "Рожден ден на Буда; Ден на детето",
                "ko": "부처님오신날; 어린이날",
            },
        ),
        (
            "JP",
            "2026-01-01",
            {"en": "New Year's Day", "bg": "Официален празник (New Year's Day)", "ja": "元日"},
        ),
        ("GB", "2026-12-25", {"en": "Christmas Day", "bg": "Официален празник (Christmas Day)"}),
    ],
)
def test_a_holiday_has_names_in_every_language_at_hand(country, day, names):
    when = date.fromisoformat(day)
    assert days_off(country, when.year)[when].names == names


@pytest.mark.parametrize("year", YEARS)
def test_every_korean_holiday_has_a_bulgarian_name(year):
    for holiday in days_off("KR", year).values():
        assert "Официален празник" not in holiday.names["bg"], holiday
        assert set(holiday.names) == {"en", "bg", "ko"}


def test_every_bulgarian_name_of_the_table_is_used():
    english = {
        part.removeprefix("Alternative holiday for ")
        for year in YEARS
        for holiday in days_off("KR", year).values()
        for part in holiday.names["en"].split("; ")
    }
    assert english == set(KOREAN_IN_BULGARIAN)


def test_days_are_in_order_and_in_their_year():
    year = days_off("KR", 2026)
    assert list(year) == sorted(year)
    assert {day.year for day in year} == {2026}


@pytest.mark.parametrize("country", [None, "", "XX", "bg", "Bulgaria"])
def test_an_unknown_country_has_no_days_off(country):
    assert days_off(country, 2026) == {}
    assert not is_day_off(date(2026, 1, 1), country)


@pytest.mark.parametrize("year", [1, 1900, 9999])
def test_a_year_that_the_library_does_not_know_has_none(year):
    assert days_off("BG", year) == {}


def test_a_city_frees_a_day_and_takes_one_back():
    corrections = {date(2026, 11, 2): True, date(2026, 3, 3): False, date(2027, 1, 4): True}
    year = days_off("BG", 2026, corrections)
    assert year[date(2026, 11, 2)].names == DAY_OFF
    assert date(2026, 3, 3) not in year
    assert date(2027, 1, 4) not in year
    assert len(year) == len(days_off("BG", 2026))
    assert is_day_off(date(2026, 11, 2), "BG", corrections)
    assert not is_day_off(date(2026, 3, 3), "BG", corrections)


def test_a_correction_that_confirms_a_holiday_keeps_its_name():
    year = days_off("BG", 2026, {date(2026, 3, 3): True, date(2026, 3, 4): False})
    assert year == days_off("BG", 2026)


def test_a_city_without_a_country_has_its_own_days_only():
    assert list(days_off(None, 2026, {date(2026, 3, 3): True})) == [date(2026, 3, 3)]


def test_corrections_do_not_leak_into_other_cities():
    days_off("BG", 2026, {date(2026, 3, 3): False})
    assert date(2026, 3, 3) in days_off("BG", 2026)

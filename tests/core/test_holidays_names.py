"""What days off are called: every name of six countries in Bulgarian, no American dates."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from scheduler.core.holidays import Calendar, bulgarian

YEARS = range(2015, 2038)
IN_BULGARIAN = ("CN", "ID", "JP", "KR", "MN")
CITIES = Path(__file__).parents[2] / "scheduler" / "demo" / "cities.json"
NETWORK = {c["country"] for c in json.loads(CITIES.read_text())["cities"] if "country" in c} | {
    "MN"
}
"""The countries of the cities that take part, and Mongolia's."""


def days_of(country, year):
    return Calendar(country).days_off(date(year, 1, 1), date(year, 12, 31))


@pytest.mark.parametrize(
    ("country", "day", "names"),
    [
        ("BG", "2026-04-10", {"en": "Good Friday", "bg": "Велики петък"}),
        ("BG", "2026-09-22", {"en": "Independence Day", "bg": "Ден на Независимостта на България"}),
        (
            "BG",
            "2026-09-07",
            {"en": "Unification Day (observed)", "bg": "Ден на Съединението (почивен ден)"},
        ),
        (
            "BG",
            "2024-05-06",
            {
                "en": "Easter; Saint George's Day, Day of the Bulgarian Army",
                "bg": "Великден; Гергьовден, Ден на храбростта и Българската армия",
            },
        ),
        ("BG", "2026-01-02", {"en": "Non-working day", "bg": "неприсъствен ден"}),
        (
            "BG",
            "2016-03-04",
            {
                "en": "Day off, moved from 12 March 2016",
                "bg": "почивен ден, прехвърлен от 12 март 2016 г.",
            },
        ),
        ("KR", "2026-09-25", {"en": "Chuseok", "bg": "Чусок (празник на реколтата)", "ko": "추석"}),
        ("KR", "2026-05-01", {"en": "Labour Day", "bg": "Ден на труда", "ko": "노동절"}),
        (
            "KR",
            "2026-05-25",
            {
                "en": "Alternative holiday for Buddha's Birthday",
                "bg": "заместващ почивен ден за „Рожден ден на Буда“",
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
            "KR",
            "2025-05-06",
            {
                "en": "Alternative holiday for Buddha's Birthday; Alternative holiday for Children's Day",
                "bg": "заместващ почивен ден за „Рожден ден на Буда“; заместващ почивен ден за „Ден на детето“",
                "ko": "부처님오신날 대체 휴일; 어린이날 대체 휴일",
            },
        ),
        (
            "CN",
            "2026-10-05",
            {
                "en": "National Day (observed)",
                "bg": "заместващ почивен ден за „Национален празник“",
                "zh": "国庆节（补假）",
            },
        ),
        (
            "CN",
            "2026-01-02",
            {
                "en": "Day off, moved from 4 January 2026",
                "bg": "почивен ден, прехвърлен от 4 януари 2026 г.",
                "zh": "休息日（由 2026-01-04 调休）",
            },
        ),
        (
            "MN",
            "2026-02-18",
            {"en": "Lunar New Year", "bg": "Цагаан сар (лунна нова година)", "mn": "Цагаан сар"},
        ),
        (
            "JP",
            "2026-05-06",
            {"en": "Substitute Holiday", "bg": "заместващ почивен ден", "ja": "振替休日"},
        ),
        (
            "ID",
            "2026-03-19",
            {"en": "Day of Silence", "bg": "Ден на тишината (Ниепи)", "id": "Hari Suci Nyepi"},
        ),
        (
            "ID",
            "2027-03-10",
            {
                "en": "Eid al-Fitr (estimated)",
                "bg": "Рамазан байрам, очаквана дата",
                "id": "Hari Raya Idul Fitri (perkiraan)",
            },
        ),
        (
            "GB",
            "2026-12-25",
            {"en": "Christmas Day", "bg": "официален празник „Christmas Day“"},
        ),
        ("US", "2026-09-07", {"en": "Labor Day", "bg": "официален празник „Labor Day“"}),
        ("NZ", "2026-10-26", {"en": "Labour Day", "bg": "официален празник „Labour Day“"}),
        (
            "DE",
            "2026-05-01",
            {
                "en": "Labour Day",
                "bg": "официален празник „Labour Day“",
                "de": "Erster Mai",
            },
        ),
        (
            "LV",
            "2026-01-02",
            {
                "en": "Day off, moved from 17 January 2026",
                "bg": "почивен ден, прехвърлен от 17 януари 2026 г.",
                "lv": "Brīvdiena (pārcelta no 17.01.2026)",
            },
        ),
    ],
)
def test_a_day_off_has_names_in_every_language_at_hand(country, day, names):
    when = date.fromisoformat(day)
    assert days_of(country, when.year)[when].names == names


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("country", IN_BULGARIAN)
def test_every_day_off_of_these_countries_has_a_bulgarian_name(country, year):
    days = days_of(country, year)
    assert len(days) >= 9
    for day, holiday in days.items():
        assert not holiday.names["bg"].startswith("официален празник"), (day, holiday)
        assert not re.search("[a-z]", holiday.names["bg"]), (day, holiday)


@pytest.mark.parametrize("year", YEARS)
def test_every_day_off_of_bulgaria_has_its_name_from_the_law(year):
    for day, holiday in days_of("BG", year).items():
        assert not re.search("[a-zA-Z]", holiday.names["bg"]), (day, holiday)


@pytest.mark.parametrize("country", ["BG", *IN_BULGARIAN])
def test_every_bulgarian_name_of_the_tables_is_used(country):
    said = {
        name for year in YEARS for day in days_of(country, year).values() for name in _bare(day)
    }
    assert set(bulgarian.NAMES[country].values()) - said == set()


@pytest.mark.parametrize("country", sorted(NETWORK))
def test_every_country_of_the_network_has_days_off_with_readable_names(country):
    for year in YEARS:
        days = days_of(country, year)
        assert 4 <= len(days) <= 35, (country, year)
        for day, holiday in days.items():
            assert {"en", "bg"} <= set(holiday.names), day
            assert not re.search(r"\d\d?/\d", holiday.names["en"] + holiday.names["bg"]), day
            assert not re.search(r"\bsubstituted\b", holiday.names["en"]), day


@pytest.mark.parametrize("country", sorted(NETWORK - {"US"}))
def test_english_names_are_british(country):
    names = {day.names["en"] for year in YEARS for day in days_of(country, year).values()}
    assert [name for name in names if re.search(r"\bLabor\b", name)] == []


def _bare(holiday):
    """Return the names of a day without what wraps them."""
    for part in holiday.names["bg"].split("; "):
        quoted = re.fullmatch("заместващ почивен ден за „(.+)“", part)
        yield quoted[1] if quoted else part.removesuffix(", очаквана дата")

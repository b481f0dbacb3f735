"""What is listed of a city's days, and its row as a calendar."""

from __future__ import annotations

from datetime import date, time

from scheduler import i18n
from scheduler.core.holidays import Calendar, Correction
from scheduler.db import transaction
from scheduler.models import City
from scheduler.queries import days_off
from scheduler.queries.days_off import SpecialDay, calendar_of
from tests.world import World

NAME = {"bg": "Ден на града", "en": "City Day"}


def corrected(city: City, **days: object) -> City:
    with transaction():
        city.corrections = {
            day.removeprefix("on_").replace("_", "-"): said for day, said in days.items()
        }
    return city


def test_a_row_is_read_as_a_calendar(world: World) -> None:
    city = corrected(
        world.sofia, on_2027_01_07={"off": True, "name": NAME}, on_2027_01_09={"off": False}
    )
    calendar = calendar_of(city)
    assert calendar.country == "BG"
    assert calendar.corrections == {
        date(2027, 1, 7): Correction(off=True, names=NAME),
        date(2027, 1, 9): Correction(off=False),
    }
    assert calendar.hours_on(date(2027, 1, 9)) == [(time(8, 30), time(17))]


def test_a_city_to_be_announced_has_an_empty_calendar(world: World) -> None:
    assert calendar_of(world.third) == Calendar(None)
    assert days_off.special_days(world.third, date(2026, 1, 1), date(2027, 12, 31)) == []
    assert days_off.corrected_days(world.third) == []


def test_days_off_worked_days_and_bridges_are_listed_in_order(world: World) -> None:
    city = corrected(
        world.sofia,
        on_2027_03_01={"off": True, "name": NAME},
        on_2027_03_03={"off": False},
        on_2027_03_13={"off": False},
    )
    assert days_off.special_days(city, date(2027, 2, 20), date(2027, 5, 5)) == [
        SpecialDay(date(2027, 3, 1), "off", "City Day", corrected=True),
        SpecialDay(date(2027, 3, 3), "worked", "Liberation Day", corrected=True, hours="08:30–17:00"),
        SpecialDay(date(2027, 3, 13), "worked", corrected=True, hours="08:30–17:00"),
        SpecialDay(date(2027, 4, 30), "off", "Good Friday"),
        SpecialDay(date(2027, 5, 1), "off", "Holy Saturday; Labour Day and International Workers' Solidarity Day"),
        SpecialDay(date(2027, 5, 2), "off", "Easter"),
        SpecialDay(date(2027, 5, 3), "off", "Easter"),
        SpecialDay(date(2027, 5, 4), "off", "Labour Day and International Workers' Solidarity Day (observed)"),
        SpecialDay(date(2027, 5, 5), "bridge"),
    ]  # fmt: skip


def test_what_the_law_works_on_a_weekend_is_listed(world: World) -> None:
    with transaction():
        world.seoul.holiday_calendar = "CN"
    with i18n.speaking("bg"):
        assert days_off.special_days(world.seoul, date(2026, 10, 6), date(2026, 10, 31)) == [
            SpecialDay(date(2026, 10, 6), "off", "почивен ден, прехвърлен от 20 септември 2026\N{NO-BREAK SPACE}г."),
            SpecialDay(date(2026, 10, 7), "off", "почивен ден, прехвърлен от 10 октомври 2026\N{NO-BREAK SPACE}г."),
            SpecialDay(date(2026, 10, 10), "worked", hours="09:00–18:00\N{NO-BREAK SPACE}ч."),
        ]  # fmt: skip


def test_every_correction_can_be_found_though_it_says_nothing_new(world: World) -> None:
    city = corrected(
        world.sofia,
        on_2020_03_03={"off": True, "name": NAME},
        on_2027_01_07={"off": False},
        on_2035_01_07={"off": True, "name": NAME},
    )
    found = days_off.corrected_days(city)
    assert [(special.day.year, special.kind, special.name) for special in found] == [
        (2020, "off", "City Day"),
        (2027, "worked", ""),
        (2035, "off", "City Day"),
    ]

"""VTIMEZONE, interpreted by our own reader, against zoneinfo over the tzdata package."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.core import zones
from scheduler.documents import ical
from tests.documents import reading

EVERY = sorted(zoneinfo.available_timezones() - {"localtime", "Factory", "posixrules"})
EVERY = [name for name in EVERY if zones.is_zone(name) and not name.startswith(("posix", "right"))]
SECOND = timedelta(seconds=1)


@cache
def stated(zone: str, first: int, last: int) -> reading.Zone:
    return reading.Zone(reading.read(ical.vtimezone(zone, first, last)))


def assert_right(zone: str, first: int, last: int) -> None:
    """Compare at the first and last moment, at every change, a second before it, and monthly."""
    begin = datetime(first, 1, 1, tzinfo=UTC)
    end = datetime(last + 1, 1, 1, tzinfo=UTC)
    moments = {begin - timedelta(hours=14), end + timedelta(hours=14)}
    moments |= {begin + timedelta(days=30 * n) for n in range((end - begin).days // 30 + 1)}
    for change in zones.changes(zone, first, last):
        moments |= {change.at_utc, change.at_utc - SECOND}
    ours, theirs = stated(zone, first, last), zoneinfo.ZoneInfo(zone)
    wrong = [at for at in sorted(moments) if ours.offset(at) != at.astimezone(theirs).utcoffset()]
    assert wrong == []


def rules(zone: str, first: int, last: int) -> list[list[str]]:
    """Return what a VTIMEZONE says, an observance a list."""
    component = reading.read(ical.vtimezone(zone, first, last))
    return [
        [
            part.name,
            part.one("DTSTART"),
            part.one("TZOFFSETFROM"),
            part.one("TZOFFSETTO"),
            *part.all("RRULE"),
        ]
        for part in component.parts
    ]


def test_sofia_is_one_yearly_pair_with_one_weekday_since_1997():
    pair = [
        ["STANDARD", "19971026T040000", "+0300", "+0200", "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"],
        ["DAYLIGHT", "19970330T030000", "+0200", "+0300", "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3"],
    ]
    assert rules("Europe/Sofia", 2027, 2027) == pair
    assert rules("Europe/Sofia", 1999, 2037) == pair


def test_seoul_has_no_rule():
    fixed = [["STANDARD", "19700101T000000", "+0900", "+0900"]]
    assert rules("Asia/Seoul", 2027, 2027) == fixed


def test_seouls_old_summer_times_are_stated_for_their_years_alone():
    assert rules("Asia/Seoul", 1990, 2037) == [["STANDARD", "19700101T000000", "+0900", "+0900"]]
    assert [rule[1] for rule in rules("Asia/Seoul", 1988, 1988)] == [
        "19871011T030000",
        "19881009T030000",
        "19880508T020000",
    ]


def test_a_zone_that_gave_summer_time_up_is_fixed_afterwards():
    assert rules("Asia/Ulaanbaatar", 2026, 2028) == [
        ["STANDARD", "19700101T000000", "+0800", "+0800"]
    ]
    assert rules("America/Sao_Paulo", 2020, 2028) == [
        ["STANDARD", "19700101T000000", "-0300", "-0300"]
    ]


def test_the_last_years_of_a_rule_end_it():
    ended = [rule[-1] for rule in rules("America/Sao_Paulo", 2018, 2020) if len(rule) == 5]
    assert ended == [
        "FREQ=YEARLY;UNTIL=20190217T020000Z;BYDAY=3SU;BYMONTH=2",
        "FREQ=YEARLY;UNTIL=20171015T030000Z;BYDAY=3SU;BYMONTH=10",
    ]


def test_where_no_rule_fits_each_year_stands_alone():
    assert rules("Africa/Casablanca", 2026, 2026) == [
        ["STANDARD", "20260215T030000", "+0100", "+0000"],
        ["STANDARD", "20260920T020000", "+0100", "+0000"],
        ["DAYLIGHT", "20250406T020000", "+0000", "+0100"],
        ["DAYLIGHT", "20260322T020000", "+0000", "+0100"],
    ]


def test_summer_is_what_is_ahead_also_in_dublin():
    names = {rule[0]: rule[3] for rule in rules("Europe/Dublin", 2027, 2027)}
    assert names == {"STANDARD": "+0000", "DAYLIGHT": "+0100"}


@pytest.mark.parametrize("zone", EVERY)
def test_every_zone_is_right_in_the_years_at_hand(zone):
    assert_right(zone, 2026, 2028)


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/Sofia",
        "Asia/Seoul",
        "America/St_Johns",
        "Asia/Ulaanbaatar",
        "America/Sao_Paulo",
        "Asia/Tehran",
        "Africa/Casablanca",
        "Asia/Gaza",
        "America/Santiago",
        "Pacific/Apia",
        "Australia/Lord_Howe",
        "Europe/Dublin",
        "Antarctica/Troll",
        "Asia/Pyongyang",
        "Africa/Cairo",
        "Europe/Istanbul",
        "Europe/Moscow",
        "America/Caracas",
        "America/Nuuk",
        "Asia/Jerusalem",
    ],
)
def test_these_are_right_from_1990_to_2037(zone):
    assert_right(zone, 1990, 2037)


@given(zone=st.sampled_from(EVERY), first=st.integers(1990, 2037), length=st.integers(0, 12))
def test_any_zone_is_right_in_any_years(zone, first, length):
    assert_right(zone, first, min(first + length, 2037))


@given(
    zone=st.sampled_from(["Europe/Sofia", "Asia/Seoul", "America/New_York"]),
    year=st.integers(2038, 2098),
)
def test_years_beyond_the_data_follow_the_rules_in_force(zone, year):
    assert_right(zone, year, year)


def test_the_same_years_are_the_same_bytes():
    assert ical.vtimezone("Europe/Sofia", 2026, 2027) is ical.vtimezone("Europe/Sofia", 2026, 2027)

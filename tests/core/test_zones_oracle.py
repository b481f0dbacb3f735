"""The zones against an independent reader of the same data: zoneinfo over the tzdata package.

Every change of the clocks from 2015 to 2037, in every zone of the network's cities and in those
that are strange: half hours, a date left out, summer time that was negative or given up. Two
hours around each change are read minute by minute, from the side of UTC and from the wall's.
"""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
import tzdata
from hypothesis import given
from hypothesis import strategies as st

from scheduler.core import zones
from scheduler.demo.files import read
from scheduler.errors import HourRepeated, HourSkipped

STRANGE = {
    "Australia/Lord_Howe",  # half an hour of summer time
    "Pacific/Apia",  # gave summer time up in 2021; left a date out in 2011
    "Asia/Kathmandu",  # 5:45
    "Africa/Casablanca",  # back for Ramadan, and for good in 2026
    "America/St_Johns",  # -3:30
    "Asia/Ulaanbaatar",  # summer time in 2015 and 2016 alone
}
NETWORK = sorted({city["zone"] for city in read("cities")["cities"] if city.get("zone")} | STRANGE)
EVERY = sorted(zones.offered())

FIRST_YEAR, LAST_YEAR = 2015, 2037
BEGIN, END = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC), datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
AROUND = [MINUTE * n for n in range(-120, 121)]
EDGE = [MINUTE * n for n in (-1, 0, 1)]

oracle = cache(zoneinfo.ZoneInfo)


def test_both_readers_have_the_same_release_and_nothing_of_this_machine():
    assert zoneinfo.TZPATH == ()
    assert tzdata.IANA_VERSION == zones.DATA_VERSION


@pytest.mark.parametrize("name", NETWORK)
def test_no_change_is_missed_and_none_made_up(name):
    said = {change.at_utc: (change.before, change.after) for change in turns(name)}
    assert said == seen(name)


@pytest.mark.parametrize("name", NETWORK)
def test_every_minute_around_every_change_as_utc_has_it(name):
    for change in turns(name):
        _agree_in_utc([change.at_utc + minute for minute in AROUND], name)


@pytest.mark.parametrize("name", NETWORK)
def test_every_minute_around_every_change_as_the_wall_has_it(name):
    for change in turns(name):
        _agree_on_the_wall([_old_wall(change) + minute for minute in AROUND], name)


def test_every_minute_of_the_date_that_apia_left_out():
    (change,) = (each for each in turns("Pacific/Apia", 2011) if each.after - each.before == DAY)
    reach = [MINUTE * n for n in range(-60 * 26, 60 * 26 + 1)]
    _agree_in_utc([change.at_utc + minute for minute in reach], "Pacific/Apia")
    _agree_on_the_wall([_old_wall(change) + minute for minute in reach], "Pacific/Apia")


@pytest.mark.parametrize("area", sorted({name.partition("/")[0] for name in EVERY}))
def test_the_minutes_at_each_change_in_every_zone_that_is_offered(area):
    for name in (name for name in EVERY if name.partition("/")[0] == area):
        for change in turns(name):
            step = abs(change.after - change.before)
            edges = [edge + minute for edge in (-step, 0 * step, step) for minute in EDGE]
            _agree_in_utc([change.at_utc + edge for edge in edges], name)
            _agree_on_the_wall([_old_wall(change) + edge for edge in edges], name)


@pytest.mark.parametrize("name", NETWORK)
def test_the_clocks_agree_in_every_week_of_a_hundred_and_ten_years(name):
    first = datetime(zones.FIRST_YEAR, 1, 1, 12, tzinfo=UTC)
    weeks = [first + 7 * DAY * n for n in range(110 * 52)]
    assert zones.walls(weeks, name) == [_shown(week, oracle(name)) for week in weeks]


@given(st.datetimes(BEGIN.replace(tzinfo=None), END.replace(tzinfo=None)), st.sampled_from(EVERY))
def test_any_wall_time_in_any_zone_is_read_as_the_oracle_reads_it(wall, name):
    _agree_on_the_wall([wall], name)
    _agree_in_utc([wall.replace(tzinfo=UTC)], name)


def turns(name, first_year=FIRST_YEAR):
    """Return the changes that move the clocks, as the product says."""
    listed = zones.changes(name, first_year, LAST_YEAR)
    return [change for change in listed if change.before != change.after]


def seen(name):
    """Return the changes that the oracle makes, found without asking the product."""
    zone, found = oracle(name), {}
    days = [BEGIN + DAY * n for n in range((END - BEGIN).days + 1)]
    offsets = [day.astimezone(zone).utcoffset() for day in days]
    for day, before, after in zip(days, offsets, offsets[1:], strict=False):
        if before != after:
            found[_change_after(day, before, zone)] = before, after
    return found


def _agree_in_utc(moments, name):
    local = [moment.astimezone(oracle(name)) for moment in moments]
    shown = [each.replace(tzinfo=None, fold=0) for each in local]
    assert zones.walls(moments, name) == shown
    assert [zones.to_wall(moment, name) for moment in moments] == shown
    assert [zones.fold_of(moment, name) for moment in moments] == [each.fold for each in local]


def _agree_on_the_wall(walls, name):
    zone = oracle(name)
    passes = [[wall.replace(tzinfo=zone, fold=n).astimezone(UTC) for n in (0, 1)] for wall in walls]
    assert zones.moments(walls, name) == [first for first, _ in passes]
    for wall, (first, second) in zip(walls, passes, strict=True):
        assert _answer(wall, name) == _expected(first, second, zone), wall


def _expected(first, second, zone):
    """Say what PEP 495 says of a wall time by its two readings."""
    if first == second:
        return first
    if first < second:
        return "asks which", first, second, first, second
    return "refused", _shown(second, zone), _shown(first, zone)


def _answer(wall, name):
    try:
        return zones.to_utc(wall, name)
    except HourSkipped as skipped:
        return "refused", skipped.before, skipped.after
    except HourRepeated as repeated:
        chosen = [zones.to_utc(wall, name, fold) for fold in (0, 1)]
        return "asks which", repeated.first, repeated.second, *chosen


def _shown(moment, zone):
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)


def _old_wall(change):
    """Return what the clocks would have shown at a change without it."""
    return (change.at_utc + change.before).replace(tzinfo=None)


def _change_after(early, before, zone):
    late = early + DAY
    while late - early > MINUTE:
        middle = (early + (late - early) / 2).replace(second=0, microsecond=0)
        same = middle.astimezone(zone).utcoffset() == before
        early, late = (middle, late) if same else (early, middle)
    return late

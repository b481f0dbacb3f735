"""The zones against an independent reader of the same data: zoneinfo over the tzdata package."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
import tzdata

from scheduler.core import zones
from scheduler.errors import HourRepeated, HourSkipped

CITIES = [
    "Europe/Sofia",
    "Asia/Seoul",
    "Asia/Ulaanbaatar",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "America/St_Johns",
    "Asia/Jakarta",
]
STEP = timedelta(minutes=10)
AROUND = [STEP * n for n in range(-16, 17)]


@pytest.fixture(scope="module")
def oracle():
    """Read zones from the package alone, whatever the machine has installed."""
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath(to=[])
    yield cache(zoneinfo.ZoneInfo.no_cache)
    zoneinfo.reset_tzpath(to=before)


def test_both_readers_have_the_same_release():
    assert tzdata.IANA_VERSION == zones.DATA_VERSION


@pytest.mark.parametrize("name", CITIES)
def test_offsets_agree_in_every_week_of_the_range(name, oracle):
    zone = oracle(name)
    moment = datetime(1990, 1, 1, tzinfo=UTC)
    while moment.year < 2100:
        assert zones.offset(moment, name) == moment.astimezone(zone).utcoffset(), moment
        moment += timedelta(days=7)


@pytest.mark.parametrize("name", CITIES)
def test_no_change_is_missed_and_none_made_up(name, oracle):
    zone = oracle(name)
    said = {c.at_utc for c in zones.changes(name, 2015, 2060) if c.before != c.after}
    seen = set()
    hour = datetime(2015, 1, 1, tzinfo=UTC)
    while hour.year < 2061:
        later = hour + timedelta(days=1)
        if hour.astimezone(zone).utcoffset() != later.astimezone(zone).utcoffset():
            seen.add(_change_between(hour, later, zone))
        hour = later
    assert said == seen


@pytest.mark.parametrize("name", CITIES)
def test_every_ten_minutes_around_every_change(name, oracle):
    zone = oracle(name)
    for change in zones.changes(name, 2015, 2040):
        for moment in (change.at_utc + minutes for minutes in AROUND):
            local = moment.astimezone(zone)
            assert zones.to_wall(moment, name) == local.replace(tzinfo=None, fold=0)
            assert zones.fold_of(moment, name) == local.fold
            assert _answer(local.replace(tzinfo=None, fold=0), name) == _expected(local, zone)


@pytest.mark.parametrize("name", CITIES)
def test_every_ten_minutes_on_the_clock_around_every_change(name, oracle):
    """From the wall's side, so that the times which never show are among them."""
    zone = oracle(name)
    for change in zones.changes(name, 2015, 2040):
        for wall in (zones.to_wall(change.at_utc, name) + minutes for minutes in AROUND):
            assert _answer(wall, name) == _expected(wall, zone), wall


def _answer(wall, name):
    try:
        return zones.to_utc(wall, name)
    except HourSkipped as skipped:
        return skipped.before, skipped.after
    except HourRepeated as repeated:
        return repeated.first, repeated.second


def _expected(wall, zone):
    """Say what PEP 495 says of a wall time: one moment, two of them, or two neighbours."""
    both = [wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    if both[0] == both[1]:
        return both[0]
    if both[0] < both[1]:
        return tuple(both)
    return tuple(m.astimezone(zone).replace(tzinfo=None, fold=0) for m in reversed(both))


def _change_between(early, late, zone):
    while late - early > timedelta(minutes=1):
        middle = (early + (late - early) / 2).replace(second=0)
        same = middle.astimezone(zone).utcoffset() == early.astimezone(zone).utcoffset()
        early, late = (middle, late) if same else (early, middle)
    return late

"""Many wall times and moments at once: the same answers as one by one, doubts read by RFC 5545."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.core import zones
from scheduler.errors import DateOutOfRange, HourSkipped, ZoneUnknown

read = datetime.fromisoformat
HALF_HOUR = timedelta(minutes=30)
ZONES = st.sampled_from(
    ["Europe/Sofia", "Asia/Seoul", "Australia/Lord_Howe", "Pacific/Apia", "America/Havana"]
)
WALLS = st.lists(st.datetimes(read("1990-01-01"), read("2099-12-31 23:59")), max_size=20)
MOMENTS = st.datetimes(read("1990-01-02"), read("2099-12-30"), timezones=st.just(UTC))

DOUBTFUL = [
    # Skipped: with the offset before the gap, hence as much after it.
    ("2027-03-28 03:30", "Europe/Sofia", "2027-03-28 01:30", "2027-03-28 04:30"),
    ("2026-10-04 02:10", "Australia/Lord_Howe", "2026-10-03 15:40", "2026-10-04 02:40"),
    ("2011-12-30 10:00", "Pacific/Apia", "2011-12-30 20:00", "2011-12-31 10:00"),
    # Repeated: the first pass.
    ("2026-10-25 03:30", "Europe/Sofia", "2026-10-25 00:30", "2026-10-25 03:30"),
    ("2026-04-05 01:40", "Australia/Lord_Howe", "2026-04-04 14:40", "2026-04-05 01:40"),
]


@pytest.mark.parametrize(("wall", "zone", "moment", "shown"), DOUBTFUL)
def test_what_is_in_doubt_is_read_as_calendars_read_a_recurrence(wall, zone, moment, shown, utc):
    assert zones.moments([read(wall)], zone) == [utc(moment)]
    assert zones.walls([utc(moment)], zone) == [read(shown)]


@pytest.mark.parametrize(("wall", "zone", "moment", "_shown"), DOUBTFUL)
def test_one_in_doubt_is_read_alike(wall, zone, moment, _shown, utc):
    assert zones.moment(read(wall), zone) == utc(moment)


def test_the_second_pass_is_taken_where_there_is_one(utc):
    assert zones.moment(read("2026-10-25 03:30"), "Europe/Sofia", 1) == utc("2026-10-25 01:30")
    assert zones.moment(read("2027-03-28 03:30"), "Europe/Sofia", 1) == utc("2027-03-28 01:30")
    assert zones.moment(read("2026-07-08 19:00"), "Europe/Sofia", 1) == utc("2026-07-08 16:00")


def test_a_daily_series_keeps_its_hour_through_a_year():
    series = [read("2026-09-01 10:00") + timedelta(days=day) for day in range(366)]
    moments = zones.moments(series, "Europe/Sofia")
    assert {moment.hour for moment in moments} == {7, 8}
    assert zones.walls(moments, "Europe/Sofia") == series
    assert {wall.hour for wall in zones.walls(moments, "Asia/Seoul")} == {16, 17}


@given(WALLS, ZONES)
def test_many_wall_times_are_what_each_alone_is(walls, zone):
    assert zones.moments(walls, zone) == [_alone(wall, zone) for wall in walls]


@given(st.lists(MOMENTS, max_size=20), ZONES)
def test_many_moments_are_what_each_alone_is(moments, zone):
    assert zones.walls(moments, zone) == [zones.to_wall(moment, zone) for moment in moments]


def test_none_at_all_and_moments_in_any_offset():
    assert (zones.moments([], "Europe/Sofia"), zones.walls([], "Europe/Sofia")) == ([], [])
    assert zones.walls([read("2026-07-09T01:00+09:00")], "Europe/Sofia") == [
        read("2026-07-08 19:00")
    ]


@pytest.mark.parametrize("year", [1989, 2100])
def test_one_year_outside_the_range_refuses_them_all(year):
    with pytest.raises(DateOutOfRange):
        zones.moments([read("2026-07-08 19:00"), datetime(year, 7, 8)], "Asia/Seoul")


def test_an_unknown_zone_is_refused():
    with pytest.raises(ZoneUnknown):
        zones.moments([], "Mars/Base")
    with pytest.raises(ZoneUnknown):
        zones.walls([], "Mars/Base")


def test_a_naive_moment_is_refused_among_many():
    with pytest.raises(TypeError):
        zones.walls([read("2026-07-08 19:00")], "Asia/Seoul")


def test_offsets_between_begin_with_the_one_in_force(utc):
    summer, winter = timedelta(hours=3), timedelta(hours=2)
    spring, autumn = utc("2026-03-29 01:00"), utc("2026-10-25 01:00")
    begin, end = utc("2026-01-01 00:00"), utc("2027-01-01 00:00")
    assert zones.offsets_between("Europe/Sofia", begin, end) == [
        (begin, winter),
        (spring, summer),
        (autumn, winter),
    ]
    # A change at the beginning is in force, one at the end is not yet.
    assert zones.offsets_between("Europe/Sofia", spring, autumn) == [(spring, summer)]
    assert zones.offsets_between("Asia/Seoul", begin, end) == [(begin, timedelta(hours=9))]
    assert zones.offsets_between("Europe/Sofia", begin, begin) == [(begin, winter)]


@given(MOMENTS, MOMENTS, ZONES)
def test_offsets_between_hold_from_each_moment_to_the_next(one, other, zone):
    begin, end = sorted([one, other])
    spans = zones.offsets_between(zone, begin, end)
    starts = [start for start, _ in spans]
    assert starts == sorted(set(starts))
    for (start, ahead), until in zip(
        spans, [*starts[1:], max(end, begin + HALF_HOUR)], strict=True
    ):
        assert zones.offset(start, zone) == ahead
        assert start == begin or zones.offset(start - HALF_HOUR, zone) != ahead
        if until > begin + HALF_HOUR:
            assert zones.offset(until - timedelta(seconds=1), zone) == ahead


def _alone(wall, zone):
    try:
        return zones.to_utc(wall, zone, fold=0)
    except HourSkipped as skipped:
        gap = skipped.after - wall
        return zones.to_utc(wall + gap, zone, fold=0)

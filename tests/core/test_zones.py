"""Wall times and moments: the traps of summer time, one by one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.core import zones
from scheduler.errors import DateOutOfRange, HourRepeated, HourSkipped, ZoneUnknown

read = datetime.fromisoformat
AN_EVENING = read("2026-07-08 19:00")

ORDINARY = [
    ("2026-07-08 19:00", "Europe/Sofia", "2026-07-08 16:00"),
    ("2026-01-08 19:00", "Europe/Sofia", "2026-01-08 17:00"),
    ("2026-07-09 01:00", "Asia/Seoul", "2026-07-08 16:00"),
    ("2026-07-08 21:45", "Asia/Kathmandu", "2026-07-08 16:00"),
    ("2026-07-08 13:30", "America/St_Johns", "2026-07-08 16:00"),
    ("2026-07-09 02:30", "Australia/Lord_Howe", "2026-07-08 16:00"),
    ("2026-07-09 05:00", "Pacific/Apia", "2026-07-08 16:00"),
    ("2026-07-08 05:00", "Pacific/Pago_Pago", "2026-07-08 16:00"),
    ("2026-07-08 16:00", "UTC", "2026-07-08 16:00"),
    # The minutes on both sides of Sofia's two changes.
    ("2026-03-29 02:59", "Europe/Sofia", "2026-03-29 00:59"),
    ("2026-03-29 04:00", "Europe/Sofia", "2026-03-29 01:00"),
    ("2026-10-25 02:59", "Europe/Sofia", "2026-10-24 23:59"),
    ("2026-10-25 04:00", "Europe/Sofia", "2026-10-25 02:00"),
    # Around the day that Apia left out, and before it.
    ("2011-12-29 23:59", "Pacific/Apia", "2011-12-30 09:59"),
    ("2011-12-31 00:00", "Pacific/Apia", "2011-12-30 10:00"),
    # Years after pytz's own table: summer stays summer.
    ("2037-12-31 23:30", "Europe/Sofia", "2037-12-31 21:30"),
    ("2038-01-01 00:30", "Europe/Sofia", "2037-12-31 22:30"),
    ("2038-01-15 12:00", "Australia/Sydney", "2038-01-15 01:00"),
    ("2050-07-08 19:00", "Europe/Sofia", "2050-07-08 16:00"),
    ("2050-01-08 19:00", "Europe/Sofia", "2050-01-08 17:00"),
    ("2096-02-29 12:00", "Europe/Sofia", "2096-02-29 10:00"),
]

SKIPPED = [
    ("2026-03-29 03:00", "Europe/Sofia", "2026-03-29 02:00", "2026-03-29 04:00"),
    ("2026-03-29 03:30", "Europe/Sofia", "2026-03-29 02:30", "2026-03-29 04:30"),
    ("2026-10-04 02:10", "Australia/Lord_Howe", "2026-10-04 01:40", "2026-10-04 02:40"),
    ("2011-12-30 00:00", "Pacific/Apia", "2011-12-29 00:00", "2011-12-31 00:00"),
    ("2011-12-30 12:00", "Pacific/Apia", "2011-12-29 12:00", "2011-12-31 12:00"),
    ("2050-03-27 03:30", "Europe/Sofia", "2050-03-27 02:30", "2050-03-27 04:30"),
]

REPEATED = [
    ("2026-10-25 03:00", "Europe/Sofia", "2026-10-25 00:00", "2026-10-25 01:00"),
    ("2026-10-25 03:59", "Europe/Sofia", "2026-10-25 00:59", "2026-10-25 01:59"),
    ("2026-04-05 01:40", "Australia/Lord_Howe", "2026-04-04 14:40", "2026-04-04 15:10"),
    ("2026-11-01 01:30", "America/St_Johns", "2026-11-01 04:00", "2026-11-01 05:00"),
    # No summer time at all: the zone itself went back by half an hour.
    ("2015-08-14 23:45", "Asia/Pyongyang", "2015-08-14 14:45", "2015-08-14 15:15"),
    ("2050-10-30 03:30", "Europe/Sofia", "2050-10-30 00:30", "2050-10-30 01:30"),
]


@pytest.mark.parametrize(("wall", "zone", "moment"), ORDINARY)
def test_a_wall_time_is_one_moment_and_back(wall, zone, moment, utc):
    assert zones.to_utc(read(wall), zone) == utc(moment)
    assert zones.to_wall(utc(moment), zone) == read(wall)
    assert zones.fold_of(utc(moment), zone) == 0


@pytest.mark.parametrize(("wall", "zone", "before", "after"), SKIPPED)
def test_a_skipped_time_is_refused_with_its_neighbours(wall, zone, before, after):
    with pytest.raises(HourSkipped) as refusal:
        zones.to_utc(read(wall), zone, fold=1, field="start_time")
    assert refusal.value.before == read(before)
    assert refusal.value.after == read(after)
    assert refusal.value.field == "start_time"


@pytest.mark.parametrize(("wall", "zone", "first", "second"), REPEATED)
def test_a_repeated_time_asks_which_and_takes_the_answer(wall, zone, first, second, utc):
    typed = read(wall)
    with pytest.raises(HourRepeated) as refusal:
        zones.to_utc(typed, zone)
    assert (refusal.value.first, refusal.value.second) == (utc(first), utc(second))
    assert zones.to_utc(typed, zone, fold=0) == utc(first)
    assert zones.to_utc(typed, zone, fold=1) == utc(second)
    assert (zones.fold_of(utc(first), zone), zones.fold_of(utc(second), zone)) == (0, 1)
    assert zones.to_wall(utc(first), zone) == zones.to_wall(utc(second), zone) == typed


@pytest.mark.parametrize("fold", [0, 1])
def test_a_fold_means_nothing_where_nothing_repeats(fold, utc):
    moment = zones.to_utc(AN_EVENING, "Europe/Sofia", fold)
    assert moment == utc("2026-07-08 16:00")


@pytest.mark.parametrize(
    "name", ["", "Europe", "europe/sofia", "Europe/Sofia ", "../etc/passwd", "Mars/Base", "A\0B"]
)
def test_what_is_no_zone_is_refused_by_its_name(name):
    assert not zones.is_zone(name)
    with pytest.raises(ZoneUnknown) as refusal:
        zones.get_zone(name, field="zone")
    assert refusal.value.values == {"zone": name}
    assert refusal.value.field == "zone"
    with pytest.raises(ZoneUnknown):
        zones.to_utc(AN_EVENING, name)


@pytest.mark.parametrize("year", [1, 1989, 2100, 9999])
def test_years_outside_the_range_are_refused(year):
    with pytest.raises(DateOutOfRange):
        zones.to_utc(AN_EVENING.replace(year=year), "Europe/Sofia")
    with pytest.raises(DateOutOfRange):
        zones.day_bounds(date(year, 7, 8), date(year, 7, 8), None)


def test_a_naive_moment_is_never_taken_for_this_computers_time():
    with pytest.raises(TypeError):
        zones.to_wall(AN_EVENING, "Europe/Sofia")


def test_a_moment_may_come_in_any_offset(utc):
    seoul_clock = read("2026-07-09T01:00+09:00")
    assert zones.to_wall(seoul_clock, "Europe/Sofia") == AN_EVENING
    assert zones.fold_of(utc("2026-10-25 01:30").astimezone(), "Europe/Sofia") == 1


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        ("2026-01-15", 7),
        ("2026-03-28", 7),
        ("2026-03-30", 6),
        ("2026-07-08", 6),
        ("2026-10-24", 6),
        ("2026-10-26", 7),
    ],
)
def test_seoul_is_six_hours_ahead_of_sofia_in_summer_and_seven_in_winter(day, hours, utc):
    noon = utc(f"{day} 12:00")
    ahead = zones.offset(noon, "Asia/Seoul") - zones.offset(noon, "Europe/Sofia")
    assert ahead == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("first", "last", "zone", "start", "end"),
    [
        ("2026-05-10", "2026-05-13", "Asia/Seoul", "2026-05-09 15:00", "2026-05-13 15:00"),
        ("2026-05-10", "2026-05-10", None, "2026-05-10 00:00", "2026-05-11 00:00"),
        # 23 and 25 hours long.
        ("2026-03-29", "2026-03-29", "Europe/Sofia", "2026-03-28 22:00", "2026-03-29 21:00"),
        ("2026-10-25", "2026-10-25", "Europe/Sofia", "2026-10-24 21:00", "2026-10-25 22:00"),
        # Midnight is skipped: the day begins at 01:00.
        ("2018-11-04", "2018-11-04", "America/Sao_Paulo", "2018-11-04 03:00", "2018-11-05 02:00"),
        ("2026-04-24", "2026-04-24", "Africa/Cairo", "2026-04-23 22:00", "2026-04-24 21:00"),
        # Midnight comes twice: the day begins at the first.
        ("2024-11-03", "2024-11-03", "America/Havana", "2024-11-03 04:00", "2024-11-04 05:00"),
        # The day that Apia left out is empty, its neighbours whole.
        ("2011-12-29", "2011-12-29", "Pacific/Apia", "2011-12-29 10:00", "2011-12-30 10:00"),
        ("2011-12-30", "2011-12-30", "Pacific/Apia", "2011-12-30 10:00", "2011-12-30 10:00"),
        ("2011-12-31", "2011-12-31", "Pacific/Apia", "2011-12-30 10:00", "2011-12-31 10:00"),
        # The ends of the range.
        ("1990-01-01", "1990-01-01", "Asia/Seoul", "1989-12-31 15:00", "1990-01-01 15:00"),
        ("2099-12-31", "2099-12-31", "Asia/Seoul", "2099-12-30 15:00", "2099-12-31 15:00"),
    ],
)
def test_days_begin_and_end_where_the_city_says(first, last, zone, start, end, utc):
    bounds = zones.day_bounds(date.fromisoformat(first), date.fromisoformat(last), zone)
    assert bounds == (utc(start), utc(end))


def test_sofias_changes_are_the_last_sundays_at_one_utc():
    sofia = zones.changes("Europe/Sofia", 2015, 2099)
    assert len(sofia) == 2 * 85
    for change in sofia:
        assert (change.at_utc.weekday(), change.at_utc.hour) == (6, 1)
        assert (change.at_utc + timedelta(days=7)).month != change.at_utc.month
        assert change.is_dst == (change.at_utc.month == 3)
        assert change.after - change.before == timedelta(hours=1 if change.is_dst else -1)


def test_seoul_does_not_change_and_utc_never_did():
    assert zones.changes("Asia/Seoul", 1990, 2099) == ()
    assert len(zones.changes("Asia/Seoul", 1987, 1988)) == 4
    assert zones.changes("UTC", 1990, 2099) == ()


MOMENTS = st.datetimes(read("1990-01-02"), read("2099-12-30"), timezones=st.just(UTC))
WALLS = st.datetimes(read("1990-01-02"), read("2099-12-30"))
DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 30))
ZONES = st.sampled_from(["Europe/Sofia", "Pacific/Apia", *sorted(zones.offered())])


@given(MOMENTS, ZONES)
def test_every_moment_survives_the_way_to_the_wall_and_back(moment, zone):
    wall = zones.to_wall(moment, zone)
    assert zones.to_utc(wall, zone, zones.fold_of(moment, zone)) == moment
    assert wall - moment.replace(tzinfo=None) == zones.offset(moment, zone)


@given(MOMENTS, ZONES)
def test_every_moment_lies_in_its_own_day(moment, zone):
    day = zones.to_wall(moment, zone).date()
    start, end = zones.day_bounds(day, day, zone)
    assert start <= moment < end


@given(DAYS, DAYS, ZONES)
def test_days_follow_each_other_without_a_gap(one, other, zone):
    first, last = sorted([one, other])
    start, end = zones.day_bounds(first, last, zone)
    assert start == zones.day_bounds(first, first, zone)[0]
    assert end == zones.day_bounds(last + timedelta(days=1), last + timedelta(days=1), zone)[0]


@given(WALLS, ZONES)
def test_every_wall_time_is_one_moment_or_two_or_lies_between_its_neighbours(wall, zone):
    meant = _meant(wall, zone)
    if isinstance(meant, HourSkipped):
        assert meant.before < wall < meant.after
        assert meant.after - wall == wall - meant.before
    else:
        assert [zones.to_wall(moment, zone) for moment in meant] == [wall] * len(meant)
        assert [zones.fold_of(moment, zone) for moment in meant] == list(range(len(meant)))


@given(st.data(), st.integers(-90, 90))
def test_around_the_changes_too(data, minutes):
    """Chance alone meets a change too seldom."""
    zone = data.draw(ZONES.filter(lambda name: zones.changes(name, 1991, 2098)))
    change = data.draw(st.sampled_from(zones.changes(zone, 1991, 2098)))
    moment = change.at_utc + timedelta(minutes=minutes)
    wall = zones.to_wall(moment, zone)
    assert zones.to_utc(wall, zone, zones.fold_of(moment, zone)) == moment
    assert moment in _meant(wall, zone)


def _meant(wall, zone):
    try:
        return [zones.to_utc(wall, zone)]
    except HourRepeated as repeated:
        return [repeated.first, repeated.second]
    except HourSkipped as skipped:
        return skipped

"""One meeting on several clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.core.timeblock import Place, offset_words, rows

read = datetime.fromisoformat
SOFIA = Place("София", "Europe/Sofia", "sofia")
SEOUL = Place("Сеул", "Asia/Seoul", "seoul")
HONOLULU = Place("Хонолулу", "Pacific/Honolulu")


def test_the_block_of_the_design(utc):
    sofia, seoul = rows(utc("2026-07-08 16:00"), utc("2026-07-08 17:30"), [SOFIA, SEOUL])
    assert (sofia.place, seoul.place) == (SOFIA, SEOUL)
    assert (sofia.start, sofia.end) == (read("2026-07-08 19:00"), read("2026-07-08 20:30"))
    assert (seoul.start, seoul.end) == (read("2026-07-09 01:00"), read("2026-07-09 02:30"))
    assert (sofia.offset, seoul.offset) == (timedelta(hours=3), timedelta(hours=9))
    assert (sofia.day_shift, seoul.day_shift) == (0, 1)
    assert (sofia.date_differs, seoul.date_differs) == (False, True)
    assert (sofia.night, seoul.night) == (False, True)


def test_the_first_place_is_the_anchor(utc):
    shifts = [
        row.day_shift for row in rows(utc("2026-07-08 16:00"), None, [SEOUL, SOFIA, HONOLULU])
    ]
    assert shifts == [0, -1, -1]


def test_a_meeting_fixed_in_sofia_moves_in_seoul_with_the_season(utc):
    summer = rows(utc("2026-10-19 13:00"), None, [SOFIA, SEOUL])
    winter = rows(utc("2026-10-26 14:00"), None, [SOFIA, SEOUL])
    assert [f"{row.start:%H:%M}" for row in summer] == ["16:00", "22:00"]
    assert [f"{row.start:%H:%M}" for row in winter] == ["16:00", "23:00"]


def test_cities_of_one_zone_keep_a_row_each(utc):
    both = [SOFIA, Place("Пловдив", "Europe/Sofia")]
    assert [row.place.name for row in rows(utc("2026-07-08 16:00"), None, both)] == [
        "София",
        "Пловдив",
    ]


def test_no_place_no_row(utc):
    assert rows(utc("2026-07-08 16:00"), None, []) == []


def test_the_end_counts_its_own_days_and_the_offset_is_the_starts(utc):
    """Sofia's clocks go forward between the two: 23:00 to 05:00 is five hours long."""
    [night] = rows(utc("2026-03-28 21:00"), utc("2026-03-29 02:00"), [SOFIA])
    assert (night.start, night.end) == (read("2026-03-28 23:00"), read("2026-03-29 05:00"))
    assert (night.end_shift, night.day_shift) == (1, 0)
    assert night.offset == timedelta(hours=2)


@pytest.mark.parametrize(
    ("start", "end", "night"),
    [
        ("06:59", None, True),
        ("07:00", None, False),
        ("21:59", None, False),
        ("22:00", None, True),
        ("00:00", None, True),
        ("20:00", "22:00", False),
        ("20:00", "22:01", True),
        ("06:30", "08:00", True),
        ("07:00", "08:00", False),
        ("09:00", "20:00", False),
    ],
)
def test_night_is_from_ten_to_seven(start, end, night):
    [row] = rows(_on_the_eighth(start), end and _on_the_eighth(end), [Place("London", "UTC")])
    assert row.night is night


def test_a_meeting_through_the_night_touches_it(utc):
    [row] = rows(utc("2026-07-08 21:00"), utc("2026-07-09 08:00"), [Place("London", "UTC")])
    assert row.night is True


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "UTC"),
        (180, "UTC+3"),
        (540, "UTC+9"),
        (330, "UTC+5:30"),
        (345, "UTC+5:45"),
        (-150, "UTC−2:30"),
        (-30, "UTC−0:30"),
        (-600, "UTC−10"),
        (840, "UTC+14"),
        (5, "UTC+0:05"),
    ],
)
def test_offsets_in_words(minutes, words):
    assert offset_words(timedelta(minutes=minutes)) == words


@given(
    st.datetimes(read("1990-02-01"), read("2099-11-30"), timezones=st.just(UTC)),
    st.integers(0, 3000),
)
def test_all_rows_are_the_same_moment(start, minutes):
    block = rows(start, start + timedelta(minutes=minutes), [SOFIA, SEOUL, HONOLULU])
    assert {row.start - row.offset for row in block} == {start.replace(tzinfo=None)}
    assert block[0].day_shift == 0
    assert all(abs(row.day_shift) <= 1 for row in block)


def _on_the_eighth(clock):
    return read(f"2026-07-08 {clock}+00:00")

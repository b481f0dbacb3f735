"""What makes a conflict, as tables: spans, rooms, hours, journeys, texts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.core.conflicts import (
    KINDS,
    Saved,
    Span,
    against_day,
    against_hours,
    days_of_travel,
    is_far,
    is_same_link,
    is_same_room,
    outdated,
    overlapping,
)
from scheduler.core.holidays import Calendar, Correction
from scheduler.core.hours import parse_hours
from scheduler.core.timeblock import Place, rows

START = datetime(2027, 3, 10, tzinfo=UTC)
WEEK = {day: [["08:30", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
SOFIA = Calendar("BG", hours=parse_hours(WEEK))
SPANS = st.lists(
    st.builds(
        lambda start, length: span(start, start + length),
        st.integers(0, 40),
        st.integers(0, 12),
    ),
    max_size=12,
)


def span(start: float, end: float) -> Span:
    return Span(START + timedelta(hours=start), START + timedelta(hours=end))


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        ((10, 11), (10, 11), True),
        ((10, 11), (10.5, 12), True),
        ((10, 12), (10.5, 11), True),
        ((10, 11), (11, 12), False),
        ((11, 12), (10, 11), False),
        ((10, 11), (12, 13), False),
        ((0, 120), (60, 61), True),
        ((10, 10), (9, 11), True),
        ((10, 10), (10, 11), False),
        ((10, 10), (9, 10), False),
        ((10, 10), (10, 10), False),
    ],
)
def test_what_overlaps(
    one: tuple[float, float], other: tuple[float, float], *, clash: bool
) -> None:
    assert overlapping([span(*one)], [span(*other)]) == [(0, 0)] * clash
    assert overlapping([span(*other)], [span(*one)]) == [(0, 0)] * clash


@given(SPANS, SPANS)
def test_the_sweep_finds_what_looking_at_every_pair_finds(
    mine: list[Span], others: list[Span]
) -> None:
    plain = [
        (m, o)
        for m, one in enumerate(mine)
        for o, other in enumerate(others)
        if one.start < other.end and other.start < one.end
    ]
    assert sorted(overlapping(mine, others)) == plain


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"en": "Hall 1"}, {"en": "Hall 1"}, True),
        ({"en": "Hall 1"}, {"en": "  hall\u00a0 1 "}, True),
        ({"bg": "ЗАЛА 1", "en": "Hall 1"}, {"bg": "зала 1", "en": "Room 1"}, True),
        ({"bg": "Hall 1"}, {"en": "Hall 1"}, True),
        ({"en": "Hall 1"}, {"en": "Hall 2"}, False),
        ({"en": "Online"}, {"en": "Online"}, False),
        ({"bg": "Онлайн", "en": "ONLINE"}, {"bg": "онлайн"}, False),
        ({"ko": "온라인"}, {"ko": "온라인"}, False),
        ({"en": "Hall 1 and online"}, {"en": "Hall 1 and online"}, True),
        ({"en": ""}, {"en": ""}, False),
        ({}, {}, False),
    ],
)
def test_what_is_one_room(one: dict[str, str], other: dict[str, str], *, same: bool) -> None:
    assert (is_same_room(one, other), is_same_room(other, one)) == (same, same)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://meet.example.org/a", "https://meet.example.org/a", True),
        ("https://meet.example.org/a/", " https://meet.example.org/a", True),
        ("https://meet.example.org/a", "https://meet.example.org/A", False),
        ("", "", False),
        ("  ", "", False),
    ],
)
def test_what_is_one_link(one: str, other: str, *, same: bool) -> None:
    assert is_same_link(one, other) is same


@pytest.mark.parametrize(
    ("start", "minutes", "kinds"),
    [
        ("2027-03-10 10:00", 60, []),
        ("2027-03-10 08:30", 510, []),
        ("2027-03-10 08:00", 60, ["outside_hours"]),
        ("2027-03-10 16:30", 60, ["outside_hours"]),
        ("2027-03-10 17:00", None, ["outside_hours"]),
        ("2027-03-10 16:59", None, []),
        ("2027-03-10 21:00", 60, ["outside_hours"]),
        ("2027-03-10 21:00", 61, ["night"]),
        ("2027-03-10 06:59", 30, ["night"]),
        ("2027-03-13 10:00", 60, ["closed"]),
        ("2027-03-13 23:00", 60, ["night", "closed"]),
        ("2027-03-03 10:00", 60, ["day_off"]),
        ("2027-03-03 23:00", 60, ["night", "day_off"]),
        ("2026-03-02 10:00", 60, ["bridge_day"]),
        ("2026-03-02 17:00", 60, ["outside_hours", "bridge_day"]),
    ],
)
def test_what_speaks_against_an_hour(start: str, minutes: int | None, kinds: list[str]) -> None:
    moment = datetime.fromisoformat(f"{start}+02:00")
    end = None if minutes is None else moment + timedelta(minutes=minutes)
    [row] = rows(moment, end, [Place("Sofia", "Europe/Sofia")])
    assert against_hours(row, SOFIA) == kinds


def test_where_nobody_knows_the_hours_only_nights_and_days_off_speak() -> None:
    unknown = Calendar("BG")
    days = [date(2027, 3, 3), date(2027, 3, 13), date(2027, 3, 10)]
    assert [against_day(day, unknown) for day in days] == [["day_off"], [], []]


def test_a_city_is_the_last_to_say() -> None:
    corrected = Calendar(
        "BG",
        {date(2027, 3, 3): Correction(off=False), date(2027, 3, 10): Correction(off=True)},
        parse_hours(WEEK),
    )
    assert against_day(date(2027, 3, 3), corrected) == []
    assert against_day(date(2027, 3, 10), corrected) == ["day_off"]


@pytest.mark.parametrize(
    ("there", "home", "far"), [(9, 2, True), (2, 9, True), (9, 4, True), (8, 3.5, False)]
)
def test_a_long_flight_is_told_by_the_clocks(there: float, home: float, *, far: bool) -> None:
    assert is_far(timedelta(hours=there), timedelta(hours=home)) is far


def test_a_journey_by_day() -> None:
    monday, friday = date(2027, 5, 10), date(2027, 5, 14)
    far = days_of_travel(monday, friday, far=True)
    assert {day.day: kind for day, kind in far.items()} == {
        10: "arrival",
        11: "away",
        12: "away",
        13: "away",
        14: "away",
        15: "rest",
    }
    assert set(days_of_travel(monday, friday, far=False).values()) == {"away"}
    assert list(days_of_travel(monday, monday, far=True).values()) == ["arrival", "rest"]


def save(number: int, *touched: str, first: tuple[str, ...] = ()) -> Saved:
    """Return a save that wrote these texts anew, and `first` for the first time."""
    return Saved(number, frozenset({*touched, *first}), frozenset(touched))


@pytest.mark.parametrize(
    ("saves", "behind"),
    [
        ([], {}),
        ([save(1, "title.bg", "title.en")], {}),
        ([save(1, "title.bg")], {"title.en": 1}),
        ([save(1, "title.en")], {"title.bg": 1}),
        # What was behind and is written anew has caught up, and leaves nothing behind.
        ([save(1, "title.bg"), save(2, "title.en")], {}),
        ([save(1, "title.bg"), save(2, "title.en"), save(3, "title.en")], {"title.bg": 3}),
        # A second change is another matter than the first.
        ([save(1, "title.bg"), save(2, "title.bg")], {"title.en": 2}),
        # A translation that was missing is no news.
        ([save(1, first=("title.en",))], {}),
        ([save(1, first=("title.en",)), save(2, "title.bg")], {"title.en": 2}),
        ([save(1, "title.bg", first=("title.en",))], {}),
        # Each text by itself.
        ([save(1, "title.bg", "venue.en")], {"title.en": 1, "venue.bg": 1}),
        ([save(1, "title.bg"), save(2, "venue.en")], {"title.en": 1, "venue.bg": 2}),
        # What has no languages, and what is not there, is not behind.
        ([save(1, "online_url")], {}),
        ([save(1, "description.bg")], {}),
    ],
)
def test_which_translations_stayed_behind(saves: list[Saved], behind: dict[str, int]) -> None:
    both = {"bg": "…", "en": "…"}
    assert outdated(saves, {"title": both, "venue": both, "description": {"bg": "…"}}) == behind


def test_of_three_languages_two_stay_behind_until_each_catches_up() -> None:
    three = {"title": {"bg": "…", "en": "…", "ko": "…"}}
    saves = [save(1, "title.bg"), save(2, "title.en")]
    assert outdated(saves[:1], three) == {"title.en": 1, "title.ko": 1}
    assert outdated(saves, three) == {"title.ko": 1}


def test_the_serious_kinds_come_first() -> None:
    order = list(KINDS.values())
    assert order == sorted(order, reverse=True)

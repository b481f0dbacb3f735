"""What a change of the clocks moves: truth tables, and the plainest reckoning as an oracle."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.core import recurrence
from scheduler.core.shifts import Hour, Meetings, Shift, hours_in, shifts
from scheduler.core.timeblock import Place

SOFIA, SEOUL = Place("Sofia", "Europe/Sofia"), Place("Seoul", "Asia/Seoul")
NEW_YORK = Place("New York", "America/New_York")
ULAANBAATAR = Place("Ulaanbaatar", "Asia/Ulaanbaatar")
LORD_HOWE = Place("Lord Howe", "Australia/Lord_Howe")
CASABLANCA, SANTIAGO = (
    Place("Casablanca", "Africa/Casablanca"),
    Place("Santiago", "America/Santiago"),
)
TEHRAN, ATHENS = Place("Tehran", "Asia/Tehran"), Place("Athens", "Europe/Athens")
TOKYO, DELHI = Place("Tokyo", "Asia/Tokyo"), Place("Delhi", "Asia/Kolkata")
SEASON = "FREQ=MONTHLY;BYDAY=1TU;UNTIL=20270630"
"""The first Tuesdays from September 2026 to June 2027."""


def _series(rule: str, first: str, at: str = "10:00", zone: str = SOFIA.zone) -> Meetings:
    start = date.fromisoformat(first)
    return Meetings(
        recurrence.dates(recurrence.parse(rule, start), start), time.fromisoformat(at), zone
    )


def _hour(hour: Hour) -> str:
    days = f" {hour.day_shift:+}" if hour.day_shift else ""
    return f"{hour.at:%H:%M}{days}"


def _told(shift: Shift) -> str:
    """Return a shift in one line: „3.11. Seoul 16:00→17:00; Sofia 10:00“."""
    moves = [f"{_names(each)} {_hour(each.before)}→{_hour(each.after)}" for each in shift.moves]
    stays = [f"{_names(each)} {_hour(each.after)}" for each in shift.stays]
    return f"{shift.day.day}.{shift.day.month}. {', '.join(moves)}; {', '.join(stays)}"


def _names(reading) -> str:
    return "+".join(place.name for place in reading.places)


def _all(meetings: Meetings, *places: Place) -> list[str]:
    return [_told(shift) for shift in shifts(meetings, places)]


MONTHLY = _series(SEASON, "2026-09-01")
WEEKLY = _series("FREQ=WEEKLY;UNTIL=20270629", "2026-09-01")
WEEKLY_LATE = _series("FREQ=WEEKLY;UNTIL=20270629", "2026-09-01", "16:00")


@pytest.mark.parametrize(
    ("meetings", "places", "expected"),
    [
        pytest.param(
            MONTHLY,
            (SOFIA, SEOUL),
            ["3.11. Seoul 16:00→17:00; Sofia 10:00", "6.4. Seoul 17:00→16:00; Sofia 10:00"],
            id="sofia and seoul once a month",
        ),
        pytest.param(
            WEEKLY,
            (SOFIA, SEOUL),
            ["27.10. Seoul 16:00→17:00; Sofia 10:00", "30.3. Seoul 17:00→16:00; Sofia 10:00"],
            id="the same every week",
        ),
        pytest.param(
            WEEKLY_LATE,
            (SOFIA, NEW_YORK),
            [
                "27.10. New York 09:00→10:00; Sofia 16:00",
                "3.11. New York 10:00→09:00; Sofia 16:00",
                "16.3. New York 09:00→10:00; Sofia 16:00",
                "30.3. New York 10:00→09:00; Sofia 16:00",
            ],
            id="the weeks between america's and europe's change",
        ),
        pytest.param(
            _series(SEASON, "2026-09-01", "16:00"),
            (SOFIA, NEW_YORK),
            [],
            id="once a month nobody notices those weeks",
        ),
        pytest.param(
            MONTHLY,
            (SOFIA, ULAANBAATAR),
            [
                "3.11. Ulaanbaatar 15:00→16:00; Sofia 10:00",
                "6.4. Ulaanbaatar 16:00→15:00; Sofia 10:00",
            ],
            id="ulaanbaatar keeps one time",
        ),
        pytest.param(
            MONTHLY,
            (SOFIA, LORD_HOWE),
            [
                "6.10. Lord Howe 17:30→18:00; Sofia 10:00",
                "3.11. Lord Howe 18:00→19:00; Sofia 10:00",
                "6.4. Lord Howe 19:00→17:30; Sofia 10:00",
            ],
            id="lord howe by half an hour",
        ),
        pytest.param(
            _series("FREQ=WEEKLY;UNTIL=20250415", "2025-02-18", "12:00"),
            (SOFIA, CASABLANCA),
            [
                "25.2. Casablanca 11:00→10:00; Sofia 12:00",
                "1.4. Casablanca 10:00→09:00; Sofia 12:00",
                "8.4. Casablanca 09:00→10:00; Sofia 12:00",
            ],
            id="casablanca in ramadan, and europe's summer within it",
        ),
        pytest.param(
            _series("FREQ=MONTHLY;INTERVAL=2;BYDAY=1TU;COUNT=2", "2025-03-04", "12:00"),
            (SOFIA, CASABLANCA),
            [],
            id="the end of ramadan and europe's summer undo each other",
        ),
        pytest.param(
            _series(SEASON, "2026-09-01", "16:00"),
            (SOFIA, SANTIAGO),
            [
                "6.10. Santiago 09:00→10:00; Sofia 16:00",
                "3.11. Santiago 10:00→11:00; Sofia 16:00",
                "6.4. Santiago 11:00→09:00; Sofia 16:00",
            ],
            id="santiago has its summer in the other half of the year",
        ),
        pytest.param(
            _series("FREQ=MONTHLY;BYDAY=1TU;COUNT=2", "2022-03-01", "16:00"),
            (SOFIA, NEW_YORK, TEHRAN, SANTIAGO),
            ["5.4. Santiago 11:00→09:00; Sofia 16:00, New York 09:00, Tehran 17:30"],
            id="four changes between two meetings are one shift",
        ),
        pytest.param(
            _series(SEASON, "2026-09-01", "17:30"),
            (SOFIA, SEOUL),
            [
                "3.11. Seoul 23:30→00:30 +1; Sofia 17:30",
                "6.4. Seoul 00:30 +1→23:30; Sofia 17:30",
            ],
            id="across midnight the weekday is another one",
        ),
        pytest.param(
            _series(SEASON, "2026-09-01", "07:30", SEOUL.zone),
            (SEOUL, SOFIA, NEW_YORK),
            [
                "3.11. Sofia 01:30→00:30, New York 18:30 -1→17:30 -1; Seoul 07:30",
                "6.4. Sofia 00:30→01:30, New York 17:30 -1→18:30 -1; Seoul 07:30",
            ],
            id="seoul as the anchor moves the others, the day before in new york",
        ),
        pytest.param(
            MONTHLY,
            (SOFIA, SEOUL, ATHENS, TOKYO, DELHI),
            [
                "3.11. Seoul+Tokyo 16:00→17:00, Delhi 12:30→13:30; Sofia+Athens 10:00",
                "6.4. Seoul+Tokyo 17:00→16:00, Delhi 13:30→12:30; Sofia+Athens 10:00",
            ],
            id="cities with one clock are told together",
        ),
        pytest.param(MONTHLY, (SOFIA, ATHENS), [], id="two cities that change in one night"),
        pytest.param(
            _series(SEASON, "2026-09-01", zone=SEOUL.zone),
            (SEOUL, TOKYO, ULAANBAATAR),
            [],
            id="no city changes",
        ),
        pytest.param(
            _series("FREQ=DAILY;COUNT=4", "2027-03-27", "03:30"),
            (SOFIA, SEOUL),
            ["29.3. Seoul 10:30→09:30; Sofia 03:30"],
            id="the night whose hour is skipped is left aside",
        ),
        pytest.param(
            _series("FREQ=DAILY;COUNT=4", "2026-10-24", "03:30"),
            (SOFIA, SEOUL),
            ["26.10. Seoul 09:30→10:30; Sofia 03:30"],
            id="the first of two equal hours belongs to the summer",
        ),
        pytest.param(Meetings([], time(10), SOFIA.zone), (SOFIA, SEOUL), [], id="no meeting"),
        pytest.param(
            Meetings([date(2026, 11, 3)], time(10), SOFIA.zone),
            (SOFIA, SEOUL),
            [],
            id="one meeting",
        ),
    ],
)
def test_what_moves_where_and_when_first(meetings, places, expected):
    assert _all(meetings, *places) == expected


def test_a_shift_knows_its_moment():
    [autumn, spring] = shifts(MONTHLY, [SOFIA, SEOUL])
    assert autumn.start_utc == datetime(2026, 11, 3, 8, tzinfo=UTC)
    assert spring.start_utc == datetime(2027, 4, 6, 7, tzinfo=UTC)


def test_a_meeting_left_out_puts_the_shift_off_to_the_next():
    held = [day for day in MONTHLY.days if day.month != 11]
    assert _all(Meetings(held, time(10), SOFIA.zone), SOFIA, SEOUL)[0] == (
        "1.12. Seoul 16:00→17:00; Sofia 10:00"
    )


ZONES = [SOFIA, SEOUL, NEW_YORK, ULAANBAATAR, LORD_HOWE, CASABLANCA, SANTIAGO, TEHRAN, DELHI]


@given(
    first=st.dates(date(2015, 1, 1), date(2035, 1, 1)),
    steps=st.lists(st.integers(1, 40), max_size=12),
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    places=st.lists(st.sampled_from(ZONES), min_size=1, max_size=4, unique=True),
)
def test_the_plainest_reckoning_agrees(first, steps, at, places):
    """Each meeting against the one before it, on the clocks of the standard library."""
    days = [first + timedelta(days=sum(steps[:n])) for n in range(len(steps) + 1)]
    anchor = ZoneInfo(places[0].zone)
    kept: list[tuple[date, list[tuple[time, int]]]] = []
    for day in days:
        start = datetime.combine(day, at, anchor).astimezone(UTC)
        if start.astimezone(anchor).time() == at:
            walls = [start.astimezone(ZoneInfo(place.zone)) for place in places]
            kept.append((day, [(wall.time(), (wall.date() - day).days) for wall in walls]))
    expected = [day for n, (day, hours) in enumerate(kept) if n and hours != kept[n - 1][1]]
    found = shifts(Meetings(days, at, places[0].zone), places)
    assert [shift.day for shift in found] == expected
    by_day = dict(kept)
    for shift in found:
        read = {p.name: each.after for each in shift.readings for p in each.places}
        assert [(read[p.name].at, read[p.name].day_shift) for p in places] == by_day[shift.day]
        assert shift.moves
        assert any(places[0] in each.places for each in shift.stays)


def test_the_hours_that_a_series_has_elsewhere():
    assert [_hour(hour) for hour in hours_in(SEOUL.zone, MONTHLY)] == ["16:00", "17:00"]
    assert [_hour(hour) for hour in hours_in(SOFIA.zone, MONTHLY)] == ["10:00"]
    late = _series(SEASON, "2026-09-01", "17:30")
    assert [_hour(hour) for hour in hours_in(SEOUL.zone, late)] == ["23:30", "00:30 +1"]

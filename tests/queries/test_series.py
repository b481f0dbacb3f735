"""A series in words: its rule, its dates, its hours from season to season."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from scheduler import i18n
from scheduler.actions import repeating
from scheduler.core.recurrence import parse
from scheduler.db import transaction
from scheduler.models import Event
from scheduler.queries import series
from tests.world import NOW, SESSION, World

MONTHLY = replace(
    SESSION,
    start=datetime(2026, 12, 1, 10),
    end=datetime(2026, 12, 1, 11),
    rule="FREQ=MONTHLY;BYDAY=1TU;UNTIL=20270630",
)
START = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("rule", "start", "bulgarian", "english"),
    [
        ("FREQ=DAILY;COUNT=1", START, "всеки ден, 1 път", "every day, 1 time"),
        ("FREQ=DAILY;INTERVAL=3;COUNT=5", START, "на всеки 3 дни, общо 5 пъти", "every 3 days, 5 times"),
        ("FREQ=WEEKLY;UNTIL=20270630", START, "всяка седмица: вторник, до 30 юни 2027 г.", "every week on Tuesday, until 30 June 2027"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SA;COUNT=4", START, "на всеки 2 седмици: вторник, събота, общо 4 пъти", "every 2 weeks on Tuesday, Saturday, 4 times"),
        ("FREQ=MONTHLY;BYDAY=1TU;COUNT=9", START, "всеки месец, първия вторник, общо 9 пъти", "every month on the first Tuesday, 9 times"),
        ("FREQ=MONTHLY;BYDAY=-1SA;COUNT=9", date(2026, 12, 26), "всеки месец, последната събота, общо 9 пъти", "every month on the last Saturday, 9 times"),
        ("FREQ=MONTHLY;INTERVAL=3;COUNT=3", START, "на всеки 3 месеца, на дата 1, общо 3 пъти", "every 3 months on day 1, 3 times"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3", date(2026, 12, 31), "всеки месец, последния ден, общо 3 пъти", "every month on the last day, 3 times"),
        ("FREQ=YEARLY;COUNT=3", START, "всяка година, 1 декември, общо 3 пъти", "every year on 1 December, 3 times"),
        ("FREQ=YEARLY;BYMONTH=12;BYDAY=1TU;COUNT=3", START, "всяка година, първия вторник на месец декември, общо 3 пъти", "every year on the first Tuesday of December, 3 times"),
    ],
)  # fmt: skip
def test_a_rule_in_words(rule: str, start: date, bulgarian: str, english: str) -> None:
    parsed = parse(rule, start)
    assert series.rule_words(parsed, start) == english
    with i18n.speaking("bg"):
        said = series.rule_words(parsed, start).replace("\N{NO-BREAK SPACE}", " ")
    assert said == bulgarian


@pytest.fixture
def event(world: World) -> Event:
    """Return a monthly series of which January is off."""
    found = world.published(MONTHLY)
    with transaction():
        repeating.cancel_one(
            found, date(2027, 1, 5), version=found.version, by=world.elena, now=NOW
        )
    return found


@pytest.mark.parametrize(
    ("now", "stands"),
    [
        (NOW, date(2026, 12, 1)),
        (datetime(2026, 12, 1, 8, 59, tzinfo=UTC), date(2026, 12, 1)),
        (datetime(2026, 12, 1, 9, 0, tzinfo=UTC), date(2027, 2, 2)),
        (datetime(2027, 8, 1, tzinfo=UTC), date(2027, 6, 1)),
    ],
)
def test_the_next_date_that_takes_place_stands_for_a_series(
    event: Event, now: datetime, stands: date
) -> None:
    assert series.current(event, now).start_date == stands


def test_a_single_event_stands_for_itself(world: World) -> None:
    event = world.published()
    assert series.current(event, NOW) is event
    assert series.event_words(event) == ""
    assert series.in_letters(event, NOW) == []


def test_the_dates_of_a_series_with_those_that_are_off(event: Event) -> None:
    found = series.dates(event, datetime(2027, 2, 10, tzinfo=UTC))
    assert [(when.first, when.cancelled) for when in found.past] == [
        (date(2026, 12, 1), False),
        (date(2027, 1, 5), True),
        (date(2027, 2, 2), False),
    ]
    assert [when.first.month for when in found.coming] == [3, 4, 5, 6]


def test_a_season_lasts_until_a_clock_changes_in_one_of_the_cities(event: Event) -> None:
    assert [
        (season.first, season.last, [f"{row.start:%H:%M}" for row in season.rows])
        for season in series.seasons(event)
    ] == [
        (date(2026, 12, 1), date(2027, 3, 2), ["10:00", "17:00"]),
        (date(2027, 4, 6), date(2027, 6, 1), ["10:00", "16:00"]),
    ]


def test_a_letter_lists_what_is_to_come(event: Event) -> None:
    listed = series.in_letters(event, datetime(2027, 2, 10, tzinfo=UTC))
    assert [when.first.month for when in listed] == [3, 4, 5, 6]
    assert [when.first.month for when in series.in_letters(event, NOW)] == [12, 2, 3, 4, 5, 6]

"""Which changes of the clocks are spoken of, when, to whom, and in which words."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from scheduler import i18n
from scheduler.db import db, transaction
from scheduler.models import (
    City,
    ClockNotice,
    Event,
    EventCity,
    Invitation,
    Occurrence,
    ProgrammeCity,
)
from scheduler.queries import shifts
from tests.counting import statements
from tests.world import SESSION, World

SEASON = "FREQ=MONTHLY;BYDAY=1TU;UNTIL=20270630"
AUTUMN = datetime(2026, 11, 3, 8, tzinfo=UTC)
"""The first meeting after the change in Sofia."""
SOON = AUTUMN - timedelta(days=10)
DAY = timedelta(days=1)


def series(
    world: World, first: str = "2026-09-01 10:00", *, invite: bool = True, **changes: Any
) -> Event:
    """Return a published series of an hour and a half, by default on first Tuesdays at 10:00."""
    start = datetime.fromisoformat(first)
    plan = {"rule": SEASON, "start": start, "end": start + timedelta(minutes=90), **changes}
    return world.published(SESSION, invite=invite, **plan)


def said(event: Event, now: datetime = SOON) -> list[str]:
    return [
        notice.words.replace("\xa0", " ").replace("\u202f", " ")
        for notice in shifts.of_event(event, now=now)
    ]


def occurrence(event: Event, day: str) -> Occurrence:
    wanted = date.fromisoformat(day)
    return next(row for row in event.occurrences if row.original == wanted)


def city(world: World, slug: str, zone: str, **name: str) -> City:
    """Return one more announced city of the programme."""
    with transaction():
        found = City(slug=slug, name=name, country="XX", zone=zone)
        link = ProgrammeCity(programme_id=world.programme.id, city=found, position=9)
        db.session.add_all([found, link])
    return found


# --- words --------------------------------------------------------------------------------


def test_the_sentence_of_both_languages(world: World) -> None:
    event = series(world)
    assert said(event) == [
        "From Tuesday, 3 November 2026 the meeting is at 17:00 in Seoul; in Sofia it stays at 10:00."
    ]
    with i18n.speaking("bg"):
        assert said(event) == [
            "От вторник, 3 ноември 2026 г., срещата е в 17:00 ч. в Сеул; в София остава в 10:00 ч."
        ]


@pytest.mark.parametrize(
    ("first", "now", "english", "bulgarian"),
    [
        (
            "2026-09-01 17:30",
            SOON,
            "at 00:30 on the next day in Seoul; in Sofia it stays at 17:30.",
            "в 00:30 ч. на следващия ден в Сеул; в София остава в 17:30 ч.",
        ),
        (
            "2026-09-01 17:30",
            datetime(2027, 4, 1, tzinfo=UTC),
            "at 23:30 on the same day in Seoul; in Sofia it stays at 17:30.",
            "в 23:30 ч. на същия ден в Сеул; в София остава в 17:30 ч.",
        ),
        (
            "2026-09-01 20:00",
            SOON,
            "at 03:00 on the next day in Seoul; in Sofia it stays at 20:00.",
            "в 03:00 ч. на следващия ден в Сеул; в София остава в 20:00 ч.",
        ),
    ],
)
def test_another_day_is_said_in_words(world: World, first, now, english, bulgarian) -> None:
    event = series(world, first)
    assert said(event, now)[0].partition("the meeting is ")[2] == english
    with i18n.speaking("bg"):
        assert said(event, now)[0].partition("срещата е ")[2] == bulgarian


def test_the_day_before_is_said_in_words(world: World) -> None:
    city(world, "honolulu", "Pacific/Honolulu", bg="Хонолулу", en="Honolulu")
    event = series(world, cities=("sofia", "honolulu"))
    assert said(event)[0].endswith(
        "the meeting is at 22:00 on the day before in Honolulu; in Sofia it stays at 10:00."
    )


def test_days_further_apart_are_counted(world: World) -> None:
    city(world, "pago-pago", "Pacific/Pago_Pago", bg="Паго Паго", en="Pago Pago")
    city(world, "kiritimati", "Pacific/Kiritimati", bg="Киритимати", en="Kiritimati")
    asked = ("pago-pago", "kiritimati", "sofia")
    event = series(
        world, "2026-09-01 23:30", zone="Pacific/Pago_Pago", host_city="pago-pago", cities=asked
    )
    [sentence] = said(event)
    assert sentence.partition("the meeting is ")[2] == (
        "at 12:30 on the next day in Sofia;"
        " in Pago Pago it stays at 23:30 and in Kiritimati it stays at 00:30 (+2 days)."
    )


def test_cities_of_one_clock_are_told_together_and_many_by_their_number(world: World) -> None:
    for slug, zone, bulgarian, english in (
        ("varna", "Europe/Sofia", "Варна", "Varna"),
        ("athens", "Europe/Athens", "Атина", "Athens"),
        ("fukuoka", "Asia/Tokyo", "Фукуока", "Fukuoka"),
        ("ulaanbaatar", "Asia/Ulaanbaatar", "Улан Батор", "Ulaanbaatar"),
    ):
        city(world, slug, zone, bg=bulgarian, en=english)
    asked = ("varna", "sofia", "athens", "fukuoka", "seoul", "ulaanbaatar")
    event = series(world, host_city="varna", cities=asked)
    assert said(event)[0].partition("the meeting is ")[2] == (
        "at 17:00 in Fukuoka and Seoul and at 16:00 in Ulaanbaatar;"
        " in Varna, Sofia and Athens it stays at 10:00."
    )
    with i18n.speaking("bg"):
        assert said(event)[0].partition("срещата е ")[2] == (
            "в 17:00 ч. във Фукуока и Сеул и в 16:00 ч. в Улан Батор;"
            " във Варна, София и Атина остава в 10:00 ч."
        )
    names = [f"town{n}" for n in range(5)]
    for name in names:
        city(world, name, "Asia/Seoul", bg=name.title(), en=name.title())
    many = series(world, cities=("sofia", "seoul", *names))
    assert "at 17:00 in Seoul, Town0, Town1 and 3 more; in Sofia" in said(many)[0]


def test_a_zone_of_no_city_is_named_after_its_own(world: World) -> None:
    event = series(world, zone="America/New_York", host_city=None, cities=("sofia", "seoul"))
    # From 6 October to 3 November Europe's clocks change and America's.
    [sentence] = said(event)
    assert sentence.partition("the meeting is ")[2] == (
        "at 00:00 on the next day in Seoul;"
        " in New York it stays at 10:00 and in Sofia it stays at 17:00."
    )


# --- when ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "spoken"),
    [
        (AUTUMN - 30 * DAY - timedelta(seconds=1), False),
        (AUTUMN - 30 * DAY, True),
        (AUTUMN - timedelta(seconds=1), True),
        (AUTUMN, False),
        (AUTUMN + 40 * DAY, False),
        (datetime(2027, 4, 1, tzinfo=UTC), True),
    ],
)
def test_pages_speak_of_it_for_thirty_days(world: World, now, spoken) -> None:
    event = series(world)
    assert bool(said(event, now)) is spoken
    assert bool(shifts.of_programme(world.programme, now=now)) is spoken


def test_a_single_event_a_cancelled_series_and_one_without_hours_say_nothing(world: World) -> None:
    cancelled = series(world)
    with transaction():
        cancelled.status = "cancelled"
    days = series(world, "2026-09-01 10:00", start=date(2026, 9, 1), end=None, all_day=True)
    single = world.published(start=datetime(2026, 11, 3, 10), end=datetime(2026, 11, 3, 11))
    assert [said(each) for each in (cancelled, days, single)] == [[], [], []]
    assert shifts.of_programme(world.programme, now=SOON) == []


def test_what_was_moved_or_cancelled_is_left_aside(world: World) -> None:
    event = series(world)
    with transaction():
        occurrence(event, "2026-11-03").status = "cancelled"
    assert said(event, AUTUMN) == [
        "From Tuesday, 1 December 2026 the meeting is at 17:00 in Seoul; in Sofia it stays at 10:00."
    ]
    with transaction():
        row = occurrence(event, "2026-12-01")
        row.moved, row.start_time, row.start_utc = True, time(9), row.start_utc - timedelta(hours=1)
    assert said(event, datetime(2026, 12, 20, tzinfo=UTC))[0].startswith("From Tuesday, 5 January")


def test_the_meeting_before_the_change_may_be_long_over(world: World) -> None:
    event = series(world, rule="FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=1;COUNT=2")
    assert said(event) == []
    half_yearly = series(world, rule="FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY=1;COUNT=4")
    assert said(half_yearly, datetime(2027, 2, 20, tzinfo=UTC))[0].startswith(
        "From Monday, 1 March"
    )


def test_a_night_whose_hour_is_skipped_hides_nothing(world: World) -> None:
    event = series(world, "2027-03-20 03:30", rule="FREQ=DAILY;COUNT=20")
    noon = datetime(2027, 3, 28, 12, tzinfo=UTC)
    assert said(event, noon) == [
        "From Monday, 29 March 2027 the meeting is at 09:30 in Seoul; in Sofia it stays at 03:30."
    ]


# --- whose --------------------------------------------------------------------------------


def test_a_programme_says_the_next_change_of_each_series_that_may_be_seen(world: World) -> None:
    city(world, "new-york", "America/New_York", bg="Ню Йорк", en="New York")
    weekly = series(
        world, "2026-09-01 16:00", rule="FREQ=WEEKLY;UNTIL=20261231", cities=("sofia", "new-york")
    )
    public = series(world)
    private = series(world, visibility="invited")
    world.draft(rule=SEASON, start=datetime(2026, 9, 1, 10), end=datetime(2026, 9, 1, 11))
    found = shifts.of_programme(world.programme, now=SOON)
    assert [notice.event for notice in found] == [weekly, public]
    assert "at 10:00 in New York" in found[0].words
    assert [words.partition(" the meeting")[0] for words in said(weekly)] == [
        "From Tuesday, 27 October 2026",
        "From Tuesday, 3 November 2026",
    ]
    organizers = shifts.of_programme(world.programme, now=SOON, public=False)
    assert [notice.event for notice in organizers] == [weekly, public, private]


def test_a_person_hears_of_their_own_series(world: World) -> None:
    event = series(world)
    for person, expected in ((world.petar, [event]), (world.mallory, [])):
        assert [each.event for each in shifts.of_person(person, now=SOON)] == expected


def test_ten_series_ask_no_more_than_one(world: World) -> None:
    counts = []
    for number in (1, 9):
        for _ in range(number):
            series(world)
        db.session.expire_all()
        programme = world.programme.id, world.petar.id
        with statements() as asked:
            assert shifts.of_programme(world.programme, now=SOON)
            assert shifts.of_person(world.petar, now=SOON)
            assert shifts.untold(now=SOON)
        counts.append(len(asked))
        assert programme
    assert counts[0] == counts[1]


# --- what has been told --------------------------------------------------------------------


def _told(event: Event, day: str) -> None:
    with transaction():
        original = date.fromisoformat(day)
        db.session.add(ClockNotice(event_id=event.id, original=original, told=2, at=SOON))


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (AUTUMN - 14 * DAY - timedelta(seconds=1), False),
        (AUTUMN - 14 * DAY, True),
        (AUTUMN - timedelta(seconds=1), True),
        (AUTUMN, False),
    ],
)
def test_a_letter_is_due_for_fourteen_days(world: World, now, due) -> None:
    series(world)
    assert bool(shifts.untold(now=now)) is due


def test_what_was_told_is_told_once(world: World) -> None:
    event = series(world)
    assert [notice.shift.day for notice in shifts.untold(now=SOON)] == [date(2026, 11, 3)]
    _told(event, "2026-11-03")
    assert shifts.untold(now=SOON) == []
    assert said(event)


def test_a_meeting_that_was_told_of_and_then_cancelled_is_not_told_of_anew(world: World) -> None:
    event = series(world)
    _told(event, "2026-11-03")
    with transaction():
        occurrence(event, "2026-11-03").status = "cancelled"
    assert shifts.untold(now=datetime(2026, 11, 25, tzinfo=UTC)) == []


def test_who_was_told_of_an_hour_that_never_came_hears_of_the_old_one(world: World) -> None:
    """Between the two changes New York has one meeting at another hour, and that is cancelled."""
    city(world, "new-york", "America/New_York", bg="Ню Йорк", en="New York")
    event = series(
        world, "2026-09-01 16:00", rule="FREQ=WEEKLY;UNTIL=20261231", cities=("sofia", "new-york")
    )
    _told(event, "2026-10-27")
    with transaction():
        occurrence(event, "2026-10-27").status = "cancelled"
    [notice] = shifts.untold(now=datetime(2026, 10, 24, tzinfo=UTC))
    assert notice.words == (
        "From Tuesday, 3 November 2026 the meeting is at 09:00 in New York;"
        " in Sofia it stays at 16:00."
    )


def test_a_series_on_another_weekday_tells_the_same_change_once(world: World) -> None:
    event = series(world)
    _told(event, "2026-11-04")
    assert shifts.untold(now=SOON)
    _told(event, "2026-11-02")
    assert shifts.untold(now=SOON) == []


def test_drafts_are_told_of_nothing(world: World) -> None:
    world.draft(rule=SEASON, start=datetime(2026, 9, 1, 10), end=datetime(2026, 9, 1, 11))
    assert shifts.untold(now=SOON) == []


def test_a_city_to_be_announced_is_left_out(world: World) -> None:
    event = series(world, cities=("sofia", "third-city", "seoul"))
    assert len(event.city_links) == 3
    assert said(event)[0].endswith("at 17:00 in Seoul; in Sofia it stays at 10:00.")
    with transaction():
        for link in event.city_links[2:]:
            db.session.delete(link)
    assert db.session.query(EventCity).filter_by(event_id=event.id).count() == 2
    assert said(event) == []


def test_where_nobody_is_invited_or_all_decline_nobody_is_written_to(world: World) -> None:
    event = series(world, invite=False)
    assert shifts.untold(now=SOON) == []
    assert said(event)
    asked = series(world)
    with transaction():
        for invitation in db.session.query(Invitation).filter_by(event_id=asked.id):
            invitation.answer = "declined"
    assert shifts.untold(now=SOON) == []

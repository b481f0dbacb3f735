"""An event at the time of an entry in a followed calendar: told, in every city, never loudly."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from scheduler import i18n
from scheduler.actions import acknowledging, following
from scheduler.actions.following import Contents, Outside
from scheduler.db import transaction
from scheduler.models import Event, FollowedCalendar, Programme
from scheduler.queries import conflicts
from scheduler.queries.conflicts import Conflict
from tests.calendars import AT_TEN, calendar, entry
from tests.counting import statements
from tests.world import NOW, VISIT, World

pytestmark = pytest.mark.any_db
ALL_DAY = "DTSTART;VALUE=DATE:20270310\r\nDTEND;VALUE=DATE:20270311\r\n"
WEEKLY = (
    "DTSTART;TZID=Europe/Sofia:20270303T100000\r\nDTEND;TZID=Europe/Sofia:20270303T110000\r\n"
    "RRULE:FREQ=WEEKLY\r\n"
)


def follow(
    world: World, *entries: str, cities: tuple[str, ...] = (), address: str = "a"
) -> FollowedCalendar:
    """Follow a calendar that a worker has just read."""
    said = Outside(
        name={"bg": "Уебинари", "en": "Webinars"},
        address=f"https://calendar.example.org/{address}.ics",
        cities=cities,
    )
    with transaction():
        found = following.follow(world.programme, said, by=world.elena, now=NOW)
    with transaction():
        claimed = following.claim(found.id, now=NOW)
    contents = following.understand(calendar(*(entries or (entry(),))), None, now=NOW)
    assert claimed is not None
    assert isinstance(contents, Contents)
    with transaction():
        following.keep(claimed, contents, now=NOW)
    return found


def found(event: Event, **asked: Any) -> list[Conflict]:
    asked = {"now": NOW, "reader": None} | asked
    return [one for one in conflicts.of_event(event, **asked) if one.kind == "outside_entry"]


def words(event: Event) -> list[str]:
    return [one.words for one in found(event)]


def test_it_is_told_with_the_time_in_every_city(world: World) -> None:
    event = world.draft()
    assert found(event) == []
    follow(world)
    [conflict] = found(event)
    assert conflict.words == (
        "At the same time as “Webinar on heat” in the followed calendar “Webinars” "
        "(Wed, 10 March 2027, 10:00 Sofia · 17:00 Seoul)"
    )
    assert (conflict.severity, conflict.is_pressing, conflict.other, conflict.dates) == (
        "mild",
        False,
        None,
        (date(2027, 3, 10),),
    )
    with i18n.speaking("bg"):
        assert conflict.words == (
            "По същото време като „Webinar on heat“ в следения календар „Уебинари“ "
            "(ср, 10 март 2027\u00a0г., 10:00\u00a0ч. София · 17:00\u00a0ч. Сеул)"
        )


@pytest.mark.parametrize(
    ("minutes", "clash"), [(-90, False), (-89, True), (0, True), (59, True), (60, False)]
)
def test_only_what_overlaps_counts(world: World, minutes: int, *, clash: bool) -> None:
    follow(world)
    start = datetime(2027, 3, 10, 10) + timedelta(minutes=minutes)
    event = world.draft(start=start, end=start + timedelta(minutes=90))
    assert len(found(event)) == clash


def test_a_calendar_of_one_city_concerns_its_events_alone(world: World) -> None:
    follow(world, cities=("seoul",))
    assert len(found(world.draft())) == 1
    assert found(world.draft(cities=("sofia",))) == []
    # An event that names no city may be anybody's.
    assert len(found(world.draft(cities=(), host_city=None))) == 1


@pytest.mark.parametrize("how", ["paused", "removed", "free", "cancelled", "another programme"])
def test_what_does_not_count(world: World, how: str) -> None:
    lines = {"free": "TRANSP:TRANSPARENT\r\n", "cancelled": "STATUS:CANCELLED\r\n"}
    calendar_ = follow(world, entry(when=AT_TEN + lines.get(how, "")))
    event = world.draft()
    with transaction():
        if how == "paused":
            following.pause(calendar_, by=world.elena, now=NOW)
        elif how == "removed":
            following.unfollow(calendar_, by=world.elena, now=NOW)
        elif how == "another programme":
            other = Programme(slug="other", name={"en": "Other"}, languages=["en"])
            calendar_.programme = other
    assert found(event) == []


def test_an_event_does_not_clash_with_itself_elsewhere(world: World) -> None:
    event = world.draft()
    follow(world, f"UID:{event.uid}\r\nSUMMARY:Ours\r\n{AT_TEN}")
    assert found(event) == []
    with transaction():
        event.origin_uid = "theirs@elsewhere.example"
    follow(world, entry(uid="theirs"), address="b")
    assert found(event) == []
    assert len(found(world.draft())) == 2


@pytest.mark.parametrize(
    ("start", "clash"),
    [
        (datetime(2027, 3, 9, 23), True),  # in Seoul it is the tenth
        (datetime(2027, 3, 10, 0), True),
        (datetime(2027, 3, 10, 23), True),
        (datetime(2027, 3, 9, 14), False),
        (datetime(2027, 3, 11, 0), False),
    ],
)
def test_an_entry_of_a_whole_day_meets_what_takes_place_on_that_date(
    world: World, start: datetime, *, clash: bool
) -> None:
    follow(world, entry(title="Day of heat", when=ALL_DAY))
    event = world.draft(start=start, end=start + timedelta(hours=1))
    assert (
        words(event)
        == ["At the same time as “Day of heat” in the followed calendar “Webinars” (10 March 2027)"]
        * clash
    )


def test_a_visit_meets_hours_and_days(world: World) -> None:
    hours = "DTSTART;TZID=Asia/Seoul:20270512T100000\r\nDTEND;TZID=Asia/Seoul:20270512T110000\r\n"
    days = "DTSTART;VALUE=DATE:20270514\r\nDTEND;VALUE=DATE:20270520\r\n"
    after = "DTSTART;VALUE=DATE:20270515\r\nDTEND;VALUE=DATE:20270516\r\n"
    follow(
        world,
        entry(uid="1", title="Hours", when=hours),
        entry(uid="2", title="Days", when=days),
        entry(uid="3", title="After", when=after),
    )
    visit = world.draft(VISIT)
    assert [one.words.partition("”")[0] for one in found(visit)] == [
        "At the same time as “Hours",
        "At the same time as “Days",
    ]


def test_an_hour_that_is_not_published_clashes_with_nothing(world: World) -> None:
    follow(world, entry(uid="1"), entry(uid="2", when=ALL_DAY))
    day = date(2027, 3, 10)
    assert found(world.draft(start=day, end=day, time_known=False)) == []


def test_a_series_against_a_series_is_one_line_with_a_few_dates(world: World) -> None:
    follow(world, entry(when=WEEKLY))
    event = world.draft(rule="FREQ=WEEKLY;COUNT=8")
    [conflict] = found(event)
    assert conflict.words == (
        "At the same time as “Webinar on heat” in the followed calendar “Webinars” "
        "(Wed, 10 March 2027, 10:00 Sofia · 17:00 Seoul; Wed, 17 March 2027, 10:00 Sofia · "
        "17:00 Seoul; Wed, 24 March 2027, 10:00 Sofia · 17:00 Seoul and 5 more)"
    )
    assert len(conflict.keys) == len(conflict.dates) == 8


def test_a_date_that_differs_is_said(world: World) -> None:
    late = "DTSTART;TZID=Europe/Sofia:20270310T180000\r\n"
    follow(world, entry(when=late))
    event = world.draft(start=datetime(2027, 3, 10, 18), end=datetime(2027, 3, 10, 19))
    [said] = words(event)
    assert said.endswith("(Wed, 10 March 2027, 18:00 Sofia · Thu, 11 March, 01:00 Seoul)")


def test_it_is_acknowledged_and_asked_again_where_another_date_comes(world: World) -> None:
    follow(world)
    event = world.draft()
    [conflict] = found(event)
    with transaction():
        acknowledging.acknowledge(event, {conflict.key}, by=world.elena, now=NOW)
    assert found(event)[0].acknowledged is not None
    follow(world, entry(uid="another"), address="b")
    assert [one.acknowledged is None for one in found(event)] == [False, True]


def test_an_entry_without_a_title_is_told_as_such(world: World) -> None:
    follow(world, f"UID:1\r\n{AT_TEN}")
    [said] = words(world.draft())
    assert said.startswith("At the same time as an entry without a title in the followed")


def test_the_draft_in_a_form_is_looked_at_alike(world: World) -> None:
    follow(world)
    event = world.draft()
    kinds = [one.kind for one in conflicts.of_draft(event, event)]
    assert "outside_entry" in kinds


def test_more_entries_and_events_take_no_more_statements(world: World) -> None:
    events = [world.draft(), world.draft()]
    follow(world)

    def asked() -> int:
        # What a page has read of its events before it asks.
        _ = [(event.programme.languages, event.cities, event.host_city) for event in events]
        with statements() as made:
            conflicts.of_events(events, now=NOW)
        return len(made)

    few = asked()
    for number in range(3):
        follow(world, *(entry(uid=f"{number}-{n}") for n in range(3)), address=f"x{number}")
        events.append(world.draft())
    assert asked() == few
    assert len(found(events[0])) == 10

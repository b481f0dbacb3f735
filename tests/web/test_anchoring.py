"""Keeping the hour in another city: what would move is seen first, then one button moves it."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient

from scheduler.actions.repeating import cancel_one
from scheduler.db import db, transaction
from scheduler.models import City, Event, ProgrammeCity
from scheduler.queries import agenda
from tests.letters import all_left
from tests.web.posting import post, said, sign_in
from tests.world import NOW, World, mails

pytestmark = pytest.mark.usefixtures("stopped_clock")
SEASON = "FREQ=MONTHLY;BYDAY=1TU;UNTIL=20270630"
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def elena(client: FlaskClient, world: World) -> FlaskClient:
    """Return Elena's browser, signed in."""
    return sign_in(client, world.elena)


def series(world: World, **changes: Any) -> Event:
    """Return a series on first Tuesdays that goes on, at 10:00 in Sofia, its invitations sent."""
    plan = {
        "title": {"bg": "Месечна среща", "en": "Monthly meeting"},
        "rule": SEASON,
        "start": datetime(2026, 10, 6, 10),
        "end": datetime(2026, 10, 6, 11, 30),
        "invite": True,
    }
    event = world.published(**(plan | changes))
    all_left()
    return event


def page(event: Event, language: str = "en") -> str:
    return f"/{language}/manage/events/{event.slug}/anchor"


def keep(client: FlaskClient, event: Event, hour: str, **changes: Any):
    data = {"keep": hour, "version": event.version} | changes
    return post(client, page(event), **data)


def plain(text: str) -> str:
    return text.replace("\xa0", " ").replace("\u202f", " ")


# --- what is shown ------------------------------------------------------------------------


def test_it_shows_what_each_hour_would_move(elena: FlaskClient, world: World) -> None:
    text = plain(said(elena.get(page(series(world)))))
    assert "The meetings are always at 10:00 in Sofia: the series goes by the clock there." in text
    first, second = text.split("Always at ")[1:]
    assert first.startswith("17:00 in Seoul 3 meetings would move: Date Now Then")
    assert "Tue, 6 April 2027 10:00 Sofia · 16:00 Seoul 11:00 Sofia · 17:00 Seoul" in first
    assert "Tue, 1 December 2026" not in first
    assert "4 coming meetings stay as they are." in first
    assert "Keep 17:00 in Seoul instead" in first
    assert second.startswith("16:00 in Seoul 4 meetings would move:")
    assert "Tue, 1 December 2026 10:00 Sofia · 17:00 Seoul 09:00 Sofia · 16:00 Seoul" in second
    assert "2 people who are invited are told of the new times." in text
    assert "goes on as a series of its own" in text


def test_it_says_the_same_in_bulgarian(elena: FlaskClient, world: World) -> None:
    text = plain(said(elena.get(page(series(world), "bg"))))
    assert "Срещите са винаги в 10:00 ч. в София: поредицата следва местното време там." in text
    assert "Винаги в 17:00 ч. в Сеул 3 срещи ще се преместят:" in text
    assert "вт, 6 април 2027 г. 10:00 ч. София · 16:00 ч. Сеул 11:00 ч. София" in text
    assert "4 предстоящи срещи остават без промяна." in text
    assert "Преминаване към 17:00 ч. в Сеул" in text


def test_a_cancelled_meeting_is_not_counted(elena: FlaskClient, world: World) -> None:
    event = series(world)
    with transaction():
        cancel_one(event, date(2027, 5, 4), version=event.version, by=world.elena, now=NOW)
    text = said(elena.get(page(event)))
    assert "17:00 in Seoul 2 meetings would move:" in text
    assert "4 May" not in text


def test_a_long_series_is_listed_in_part(elena: FlaskClient, world: World) -> None:
    weekly = series(world, rule="FREQ=WEEKLY;COUNT=52")
    text = said(elena.get(page(weekly)))
    assert "17:00 in Seoul 27 meetings would move:" in text
    assert "And 15 more would move likewise." in text


def test_a_series_that_has_not_begun_is_not_split(elena: FlaskClient, world: World) -> None:
    event = series(world, start=datetime(2026, 12, 1, 10), end=None)
    assert "a series of its own" not in said(elena.get(page(event)))


def test_cities_of_one_zone_stand_together_and_where_nothing_differs_that_is_said(
    elena: FlaskClient, world: World
) -> None:
    with transaction():
        for slug, zone, name in (
            ("busan", "Asia/Seoul", {"bg": "Пусан", "en": "Busan"}),
            ("athens", "Europe/Athens", {"bg": "Атина", "en": "Athens"}),
        ):
            city = City(slug=slug, zone=zone, name=name, country="XX")
            db.session.add(ProgrammeCity(programme_id=world.programme.id, city=city, position=5))
    cities = ("sofia", "seoul", "third-city", "busan", "athens")
    text = said(elena.get(page(series(world, cities=cities))))
    assert "Keep 17:00 in Seoul and Busan instead" in text
    assert text.count("17:00 in") == 2
    assert (
        "The hour in Athens Until the end of the series nothing would be different there." in text
    )
    assert "to be announced" not in text


def test_where_the_date_is_another_one_the_page_says_so(elena: FlaskClient, world: World) -> None:
    late = series(world, start=datetime(2026, 10, 6, 19), end=datetime(2026, 10, 6, 20))
    text = said(elena.get(page(late)))
    assert "The hour in Seoul There the meetings fall on another date" in text
    assert "instead" not in text
    # In summer it ends on the same day, in winter it begins on the next one.
    edge = series(world, start=datetime(2026, 10, 6, 17, 30), end=datetime(2026, 10, 6, 18))
    text = said(elena.get(page(edge)))
    assert re.findall(r"Keep (\S+) in Seoul instead", text) == ["23:30"]


# --- what it does -------------------------------------------------------------------------


def test_one_button_keeps_the_hour_and_says_what_moved(elena: FlaskClient, world: World) -> None:
    event = series(world)
    answer = keep(elena, event, "seoul 17:00")
    assert answer.status_code == 303
    into = agenda.get_event(answer.location.rpartition("/")[2])
    assert (into.zone, into.continues) == ("Asia/Seoul", event.uid)
    assert [f"{row.start_date:%m-%d} {row.start_time:%H:%M}" for row in into.occurrences] == [
        "04-06 17:00",
        "05-04 17:00",
        "06-01 17:00",
    ]
    told = [mail for mail in mails() if mail.state == "queued"]
    text = said(elena.get(answer.location))
    assert (
        "From 6 April 2027 on the series is always at 17:00 in Seoul. 3 meetings are moved." in text
    )
    assert f"{len(told)} messages are on their way." in text
    assert len(told) == 4


def test_a_series_that_has_not_begun_stays_one(elena: FlaskClient, world: World) -> None:
    event = series(world, start=datetime(2026, 12, 1, 10), end=None)
    answer = keep(elena, event, "seoul 16:00")
    assert answer.location.endswith(f"/{event.slug}")
    again = agenda.get_event(event.slug)
    assert again.zone == "Asia/Seoul"
    assert {f"{row.start_time:%H:%M}" for row in again.occurrences} == {"16:00"}
    assert "2 messages are on their way." in said(elena.get(answer.location))


@pytest.mark.parametrize("hour", ["", "seoul 18:00", "seoul", "sofia 10:00", "x" * 5000, "\x00"])
def test_another_hour_than_those_offered_is_refused(
    elena: FlaskClient, world: World, hour: str
) -> None:
    event = series(world)
    answer = keep(elena, event, hour)
    assert answer.status_code == 422
    assert "Choose one of the hours below." in said(answer)
    assert "<title>Error: " in answer.text
    assert agenda.get_event(event.slug).zone == "Europe/Sofia"


def test_who_is_late_is_shown_the_series_as_it_is(elena: FlaskClient, world: World) -> None:
    event = series(world)
    for version in (event.version - 1, "x"):
        answer = keep(elena, event, "seoul 17:00", version=version)
        assert answer.status_code == 409
        assert "Somebody else has changed this event since you opened it." in said(answer)
        assert f'name="version" value="{event.version}"' in html.unescape(answer.text)


# --- who, and where it is not -------------------------------------------------------------


def test_only_who_may_change_it_may_do_this(client: FlaskClient, world: World) -> None:
    event = series(world)
    assert client.get(page(event)).status_code == 302
    for person in (world.petar, world.mallory):
        browser = sign_in(client.application.test_client(), person)
        assert browser.get(page(event)).status_code == 403
        assert keep(browser, event, "seoul 17:00").status_code == 403


def test_there_is_nothing_of_it_for_a_single_event(elena: FlaskClient, world: World) -> None:
    single, alone = world.published(), series(world, cities=("sofia",))
    days = series(world, start=date(2026, 10, 6), end=None, all_day=True)
    for event in (single, alone, days):
        assert elena.get(page(event)).status_code == 404
        assert "Keep the hour" not in said(elena.get(page(event).removesuffix("/anchor")))


def test_a_cancelled_series_keeps_nothing(elena: FlaskClient, world: World) -> None:
    event = series(world)
    with transaction():
        event.status = "cancelled"
    assert elena.get(page(event)).status_code == 409
    assert "Keep the hour" not in said(elena.get(page(event).removesuffix("/anchor")))


def test_the_management_page_leads_to_it(
    client: FlaskClient, world: World, stopped_clock: time_machine.Traveller
) -> None:
    event = series(world)
    stopped_clock.move_to(datetime(2027, 3, 20, tzinfo=UTC))
    elena = sign_in(client, world.elena)
    text = elena.get(page(event).removesuffix("/anchor"))
    assert "Keep the hour in another city" in said(text)
    assert f'href="{page(event)}"' in text.text
    assert "From Tuesday, 6 April 2027 the meeting is at 16:00 in Seoul" in said(text)
    # Between the last meeting before the change and the first after it, the known hour comes first.
    assert re.findall(r"Keep (\S+) in Seoul instead", said(elena.get(page(event)))) == ["17:00"]

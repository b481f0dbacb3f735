"""The home page and the programmes' pages: clocks, what comes next, what is open."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine
from flask.testing import FlaskClient

from scheduler.actions import registering, scheduling
from scheduler.actions.registering import Application
from scheduler.db import db, transaction
from scheduler.models import City, Event, Programme, ProgrammeCity
from tests.counting import statements
from tests.web.posting import said
from tests.world import NOW, World

pytestmark = pytest.mark.usefixtures("stopped_clock")


def apply(event: Event, *names: str) -> None:
    """Register people of Sofia for a visit."""
    for name in names:
        application = Application(name, f"{name.lower()}@sofia.example", "sofia", "en")
        with transaction():
            registering.register(event, application, by=None, now=NOW)


def network(size: int) -> None:
    """Store a second programme of that many cities, in Bulgaria and Korea by turns."""
    with transaction():
        programme = Programme(
            slug="network", name={"en": "The network"}, languages=["en"], position=2
        )
        for number in range(size):
            country, zone = (("BG", "Europe/Sofia"), ("KR", "Asia/Seoul"))[number % 2]
            city = City(
                slug=f"city-{number}", name={"en": f"City {number}"}, country=country, zone=zone
            )
            programme.city_links.append(ProgrammeCity(city=city, position=number))
        db.session.add(programme)


# --- clocks -------------------------------------------------------------------------------


def test_each_city_has_its_clock(client: FlaskClient, world: World) -> None:
    text = said(client.get("/en/"))
    assert "Sofia UTC+2 10:00 Mon, 23 November Office open until 17:00" in text
    assert "Seoul UTC+9 17:00 Mon, 23 November Office open until 18:00" in text


def test_a_city_to_be_announced_has_its_card(client: FlaskClient, world: World) -> None:
    assert "Третият град предстои да бъде обявен" in said(client.get("/bg/"))
    assert "The third city is to be announced" in said(client.get("/en/"))


def test_a_closed_office_says_when_it_opens(
    client: FlaskClient, world: World, stopped_clock: time_machine.Traveller
) -> None:
    stopped_clock.move_to(datetime(2026, 11, 22, 23, 0, tzinfo=UTC))
    text = said(client.get("/en/"))
    assert "01:00 Mon, 23 November Office closed until 08:30" in text
    stopped_clock.move_to(datetime(2026, 11, 27, 16, 0, tzinfo=UTC))
    assert "18:00 Fri, 27 November Office closed until Mon, 30 November, 08:30" in said(
        client.get("/en/")
    )


def test_a_public_holiday_is_named_and_closes_the_office(
    client: FlaskClient, world: World, stopped_clock: time_machine.Traveller
) -> None:
    stopped_clock.move_to(datetime(2026, 12, 24, 9, 0, tzinfo=UTC))
    text = said(client.get("/en/"))
    # Christmas Eve, two days of Christmas, a Sunday, and the day off for the Saturday.
    assert "Day off: Christmas Eve Office closed until Tue, 29 December, 08:30" in text
    assert "Seoul UTC+9 18:00 Thu, 24 December Office closed until Mon, 28 December" in text


def test_a_city_without_hours_shows_its_clock_alone(client: FlaskClient, world: World) -> None:
    with transaction():
        world.sofia.hours = {}
    assert "Sofia UTC+2 10:00 Mon, 23 November Seoul" in said(client.get("/en/"))


# --- what comes ---------------------------------------------------------------------------


def test_the_next_session_stands_with_the_time_in_each_city(
    client: FlaskClient, world: World
) -> None:
    world.published()
    text = said(client.get("/en/"))
    assert "Next session District heating" in text
    assert "Wed, 10 March 2027 10:00–11:30 Sofia (UTC+2)" in text
    assert "17:00–18:30 Seoul (UTC+9)" in text


def test_sessions_follow_in_their_order(client: FlaskClient, world: World) -> None:
    for day in (20, 10, 15):
        world.published(
            title={"bg": f"Среща {day}", "en": f"Session {day}"},
            start=datetime(2027, 3, day, 10),
            end=datetime(2027, 3, day, 11),
        )
    text = said(client.get("/en/"))
    after = text.partition("After that")
    assert "Session 10" in after[0]
    assert after[2].index("Session 15") < after[2].index("Session 20")
    assert "The whole agenda: 3 events ahead" in text


def test_drafts_and_cancelled_sessions_are_not_next(client: FlaskClient, world: World) -> None:
    world.draft()
    cancelled = world.published(title={"bg": "Отпада", "en": "Off"})
    with transaction():
        scheduling.cancel(cancelled, by=world.elena, now=NOW)
    text = said(client.get("/en/"))
    assert "No session has been announced." in text
    assert "District heating" not in text
    assert "Off" not in text.split()


def test_an_open_visit_says_how_many_places_are_left(client: FlaskClient, world: World) -> None:
    visit = world.visit()
    assert "10–14 May 2027 Seoul city visit" in said(client.get("/en/"))
    assert "2 places are free." in said(client.get("/en/"))
    apply(visit, "Ana")
    assert "1 place is free." in said(client.get("/en/"))
    apply(visit, "Boris")
    assert "All places are taken. Nobody is on the waitlist yet." in said(client.get("/en/"))
    apply(visit, "Vera")
    text = said(client.get("/en/"))
    assert "All places are taken. 1 person is on the waitlist." in text
    assert "Join the waitlist" in text


def test_a_visit_that_is_not_open_is_not_listed(client: FlaskClient, world: World) -> None:
    world.visit(opens=datetime(2027, 1, 1, tzinfo=UTC))
    assert "Visits open for registration" not in said(client.get("/en/"))


def test_the_home_page_asks_little_and_as_much_for_three_as_for_one(
    client: FlaskClient, world: World
) -> None:
    world.published()
    world.visit()
    with statements() as one:
        client.get("/en/")
    for _ in range(2):
        world.published()
        apply(world.visit(), "Ana")
    with statements() as three:
        client.get("/en/")
    assert len(three) == len(one) < 10


def test_an_empty_house_says_so(client: FlaskClient) -> None:
    answer = client.get("/en/")
    assert answer.status_code == 200
    assert "No programme has been set up yet." in said(answer)


def test_the_lead_is_the_first_sentence(client: FlaskClient, world: World) -> None:
    with transaction():
        world.programme.description = {"en": "Two cities learn, e.g. from 2021. They meet often."}
    text = said(client.get("/en/"))
    assert "Two cities learn, e.g. from 2021. About the programme" in text


# --- programmes ---------------------------------------------------------------------------


def test_every_programme_is_listed(client: FlaskClient, world: World) -> None:
    network(2)
    assert said(client.get("/en/programmes")) == "Programmes Sofia – Seoul The network"


def test_a_programme_says_what_it_works_on(client: FlaskClient, world: World) -> None:
    with transaction():
        world.programme.starts_on, world.programme.ends_on = date(2026, 9, 1), date(2027, 6, 30)
        world.programme.source = "https://www.example.org/news/1"
    text = said(client.get("/en/programmes/sofia-seoul"))
    assert "Duration 1 September 2026 – 30 June 2027" in text
    assert "Source example.org" in text
    assert "Thematic areas smart city Topics innovation" in text


def test_a_programme_shows_what_comes_and_what_was(client: FlaskClient, world: World) -> None:
    world.published()
    world.published(
        title={"bg": "Начало", "en": "Kick-off"},
        start=datetime(2026, 3, 10, 10),
        end=datetime(2026, 3, 10, 11),
    )
    comes, _, was = said(client.get("/en/programmes/sofia-seoul")).partition("What took place last")
    assert "District heating" in comes
    assert "Kick-off" in was
    assert "confirmed" not in was


def test_a_network_lists_its_cities_by_country_instead_of_clocks(
    client: FlaskClient, world: World
) -> None:
    network(12)
    text = said(client.get("/en/programmes/network"))
    assert "12 partner cities" in text
    assert "Bulgaria City 0 , City 10 , City 2" in text
    assert "South Korea City 1 , City 11 , City 3" in text
    assert "The cities now" not in text


def test_a_text_in_another_language_is_marked(client: FlaskClient, world: World) -> None:
    network(1)
    assert (
        '<h1><span lang="en">The network</span></h1>' in client.get("/bg/programmes/network").text
    )


@pytest.mark.parametrize("slug", ["nothing", "mine", "a" * 500, "%00", "София", "..%2f"])
def test_an_unknown_programme_is_not_found(client: FlaskClient, world: World, slug: str) -> None:
    assert client.get(f"/en/programmes/{slug}").status_code == 404


def test_an_unknown_language_is_not_found(client: FlaskClient, world: World) -> None:
    assert client.get("/xx/").status_code == 404

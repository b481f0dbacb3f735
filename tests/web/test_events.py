"""An event's page: what everybody reads, what only some may see, a visit's days and seats."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from flask import url_for
from flask.testing import FlaskClient

from scheduler.actions import inviting, registering, scheduling
from scheduler.actions.registering import Application
from scheduler.db import transaction
from scheduler.models import Event, VisitItem
from tests.counting import statements
from tests.web.posting import said, sign_in
from tests.world import NOW, World

pytestmark = pytest.mark.usefixtures("stopped_clock")
LINK = "https://meet.example.org/heat"


def page(event: Event, language: str = "en") -> str:
    """Return the address of an event."""
    return f"/{language}/events/{event.slug}"


def item(day: int | None, title: str, start: time | None = None, **more: object) -> VisitItem:
    """Return a stop of a visit; without an end it has only its beginning."""
    return VisitItem(uid=str(uuid.uuid4()), day=day, title={"en": title}, start_time=start, **more)


def apply(event: Event, *names: str) -> None:
    """Register people of Sofia for a visit."""
    for name in names:
        application = Application(name, f"{name.lower()}@sofia.example", "sofia", "en")
        with transaction():
            registering.register(event, application, by=None, now=NOW)


# --- what everybody reads -----------------------------------------------------------------


def test_an_event_says_what_when_where_and_who(client: FlaskClient, world: World) -> None:
    text = said(client.get(page(world.published())))
    assert "Sofia – Seoul District heating live session confirmed" in text
    assert "Wed, 10 March 2027 10:00–11:30 Sofia (UTC+2)" in text
    assert "17:00–18:30 Seoul (UTC+9)" in text
    assert "How heat is metered." in text
    assert "Host city Sofia Place Sofia Municipality" in text
    assert "Cities Sofia, Seoul" in text
    assert "Themes innovation" in text


def test_an_event_speaks_bulgarian(client: FlaskClient, world: World) -> None:
    text = said(client.get(page(world.published(), "bg")))
    assert "Топлоснабдяване в квартала" in text
    assert "ср, 10 март 2027 г. 10:00–11:30 ч. София (UTC+2)" in text
    assert "Как се отчита топлината." in text


def test_a_night_and_another_day_are_told_in_words(client: FlaskClient, world: World) -> None:
    event = world.published(start=datetime(2027, 7, 8, 19), end=datetime(2027, 7, 8, 20, 30))
    text = said(client.get(page(event)))
    assert "Fri, 9 July 01:00–02:30 Seoul (UTC+9) +1 day · night" in text


def test_a_text_of_one_language_says_which(client: FlaskClient, world: World) -> None:
    event = world.published(description={"bg": "Само на български."})
    answer = client.get(page(event))
    assert "This text exists only in Bulgarian." in said(answer)
    assert '<div class="prose description" lang="bg">' in answer.text
    assert "exists only" not in said(client.get(page(event, "bg")))


def test_a_fact_names_its_source_and_that_it_took_place(client: FlaskClient, world: World) -> None:
    event = world.published(
        start=date(2022, 7, 4), end=None, time_known=False, zone=None, host_city=None
    )
    with transaction():
        event.source = "https://www.iurc.example/news/1?x=<y>"
    answer = client.get(page(event))
    text = said(answer)
    assert "live session took place" in text
    assert "confirmed" not in text
    assert "Mon, 4 July 2022 hour not published" in text
    assert 'href="https://www.iurc.example/news/1?x=&lt;y&gt;" rel="noopener">iurc.example' in (
        answer.text
    )


def test_a_source_that_is_no_address_is_shown_as_text(client: FlaskClient, world: World) -> None:
    event = world.published()
    with transaction():
        event.source = "javascript:alert(1)"
    answer = client.get(page(event))
    assert "Source javascript:alert(1)" in said(answer)
    assert 'href="javascript' not in answer.text


def test_what_is_made_up_says_so(client: FlaskClient, world: World) -> None:
    event = world.published()
    with transaction():
        event.made_up = True
    assert "made-up example" in said(client.get(page(event)))


def test_an_end_that_nobody_published_is_not_made_up(client: FlaskClient, world: World) -> None:
    text = said(client.get(page(world.published(end=None))))
    assert "10:00 Sofia" in text
    assert "The end was not published." in text


def test_a_city_to_be_announced_is_told(client: FlaskClient, world: World) -> None:
    event = world.published(cities=("sofia", "third-city"))
    text = said(client.get(page(event)))
    assert text.count("The third city is to be announced") == 2  # beside the times, and the cities


def test_the_calendar_file_is_offered(client: FlaskClient, world: World) -> None:
    event = world.published()
    address = f"http://scheduler.example/feeds/sofia-seoul/{event.uid}.ics"
    assert f'href="{address}" download' in client.get(page(event)).text


def test_a_cancelled_event_keeps_its_page(client: FlaskClient, world: World) -> None:
    event = world.visit()
    with transaction():
        scheduling.cancel(event, by=world.elena, now=NOW)
    answer = client.get(page(event))
    assert answer.status_code == 200
    text = said(answer)
    assert "This event has been cancelled." in text
    assert "Register" not in text


def test_a_tentative_event_says_what_that_means(client: FlaskClient, world: World) -> None:
    event = world.draft()
    with transaction():
        scheduling.publish(event, by=world.elena, now=NOW, invite=False, tentative=True)
    assert "its date or programme may still change" in said(client.get(page(event)))


# --- what only some may see ---------------------------------------------------------------


def test_a_draft_is_seen_by_organizers_alone(client: FlaskClient, world: World) -> None:
    address = page(world.draft())
    assert client.get(address).status_code == 404
    sign_in(client, world.petar)
    assert client.get(address).status_code == 404
    sign_in(client, world.elena)
    text = said(client.get(address))
    assert "This is a draft." in text
    assert "Add to your calendar" not in text


@pytest.mark.parametrize("visibility", ["programme", "invited"])
def test_what_is_not_public_is_not_found_by_strangers(
    client: FlaskClient, world: World, visibility: str
) -> None:
    event = world.published(visibility=visibility, invite=visibility == "invited")
    assert client.get(page(event)).status_code == 404
    sign_in(client, world.mallory)
    assert client.get(page(event)).status_code == 404
    sign_in(client, world.petar)
    answer = client.get(page(event))
    assert answer.status_code == 200
    assert '<meta name="robots" content="noindex">' in answer.text


def test_the_link_to_join_is_for_the_invited(client: FlaskClient, world: World) -> None:
    event = world.published(invite=True)
    answer = client.get(page(event))
    assert LINK not in answer.text
    assert "The invited get it with their invitation" in said(answer)
    for person in (world.mallory, world.petar, world.jiho):
        sign_in(client, person)
        assert (LINK in client.get(page(event)).text) == (person is not world.mallory)


def test_a_public_link_to_join_is_for_everybody(client: FlaskClient, world: World) -> None:
    event = world.published(online_public=True)
    assert f'href="{LINK}" rel="noopener noreferrer"' in client.get(page(event)).text


def test_organizers_are_led_to_manage_it(client: FlaskClient, world: World) -> None:
    event = world.published()
    there = f'href="/en/manage/events/{event.slug}"'
    assert there not in client.get(page(event)).text
    sign_in(client, world.petar)
    assert there not in client.get(page(event)).text
    sign_in(client, world.elena)
    assert there in client.get(page(event)).text


def test_the_invited_are_led_to_their_answer(client: FlaskClient, world: World) -> None:
    event = world.published(invite=True)
    sign_in(client, world.petar)
    answer = client.get(page(event))
    invitation = inviting.find_invitation(event, world.petar)
    assert invitation
    with client.application.test_request_context("/en/"):
        there = url_for(
            "web.answer", ref=invitation.ref, token=inviting.answer_token(invitation), lang="en"
        )
    assert f'href="{there}"' in answer.text
    assert "You are invited to this event. Answer the invitation" in said(answer)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("accepted", "You have accepted the invitation."),
        ("declined", "You have declined the invitation."),
        ("tentative", "You have answered that you may take part."),
    ],
)
def test_an_answer_is_told_and_can_be_changed(
    client: FlaskClient, world: World, given: str, words: str
) -> None:
    event = world.published(invite=True)
    invitation = inviting.find_invitation(event, world.petar)
    assert invitation
    with transaction():
        inviting.respond(invitation, given, now=NOW)
    sign_in(client, world.petar)
    assert f"{words} Change your answer" in said(client.get(page(event)))


def test_nobody_answers_what_is_cancelled(client: FlaskClient, world: World) -> None:
    event = world.published(invite=True)
    with transaction():
        scheduling.cancel(event, by=world.elena, now=NOW)
    sign_in(client, world.petar)
    assert "invitation" not in said(client.get(page(event))).lower()


@pytest.mark.parametrize("slug", ["nothing", "a" * 2000, "%00", "%0d%0a", "'--", "събитие", "-1"])
def test_an_unknown_event_is_not_found(client: FlaskClient, world: World, slug: str) -> None:
    answer = client.get(f"/en/events/{slug}")
    assert answer.status_code == 404
    assert "does not exist" in said(answer)


# --- visits -------------------------------------------------------------------------------


def test_a_visit_is_told_day_by_day_on_the_hosts_clock(client: FlaskClient, world: World) -> None:
    event = world.visit()
    with transaction():
        assert event.visit
        event.visit.items = [
            item(None, "A park"),
            item(2, "Depot", time(9), end_time=time(10, 30)),
            item(1, "Dinner", time(18), position=1),
            item(
                1,
                "Welcome",
                time(9, 30),
                end_time=time(10),
                place={"en": "City Hall", "local": "서울특별시청"},
                address="서울특별시 중구 세종대로 110",
            ),
        ]
    answer = client.get(page(event))
    text = said(answer)
    assert "All times are those of Seoul." in text
    days = re.split(r"(?=Day \d:|Day not published)", text)
    assert days[1].startswith(
        "Day 1: Monday, 10 May 2027 09:30–10:00 Welcome City Hall · 서울특별시청"
    )
    assert "18:00 Dinner" in days[1]
    assert days[2].startswith("Day 2: Tuesday, 11 May 2027 09:00–10:30 Depot")
    assert days[3].startswith("Day not published A park")
    assert '<span translate="no" lang="ko">서울특별시청</span>' in answer.text


def test_stops_without_hours_claim_none(client: FlaskClient, world: World) -> None:
    event = world.visit()
    with transaction():
        assert event.visit
        event.visit.items = [item(1, "Somewhere")]
    answer = client.get(page(event))
    assert "All times are those" not in said(answer)
    assert 'class="hours"' not in answer.text


def test_open_registration_says_seats_and_deadline(client: FlaskClient, world: World) -> None:
    event = world.visit()
    answer = client.get(page(event))
    text = said(answer)
    assert "2 places are free. There are 2 places in all." in text
    assert "Registration closes: Wed, 3 March 2027, 17:00 Seoul · 10:00 Sofia" in text
    assert f'href="/en/events/{event.slug}/registration">Register for this visit' in answer.text
    apply(event, "Ana", "Boris", "Vera", "Dora")
    text = said(client.get(page(event)))
    assert "All places are taken. 2 people are on the waitlist." in text
    assert "Join the waitlist" in text


def test_a_visit_without_a_limit_says_so(client: FlaskClient, world: World) -> None:
    text = said(client.get(page(world.visit(capacity=None))))
    assert "The number of places is not limited." in text


def test_registration_that_is_not_open_says_when_it_will_be(
    client: FlaskClient, world: World
) -> None:
    event = world.visit(opens=datetime(2026, 12, 1, 7, tzinfo=UTC))
    answer = client.get(page(event))
    assert "Registration for this visit is not open yet. There are 2 places." in said(answer)
    assert "It opens: Tue, 1 December 2026, 16:00 Seoul · 09:00 Sofia" in said(answer)
    assert f"/events/{event.slug}/registration" not in answer.text


def test_registration_that_is_over_says_since_when(
    client: FlaskClient, world: World, stopped_clock: time_machine.Traveller
) -> None:
    event = world.visit()
    stopped_clock.move_to(NOW + timedelta(days=101))
    answer = client.get(page(event))
    assert "Registration for this visit is closed." in said(answer)
    assert "It closed: Wed, 3 March 2027, 17:00 Seoul · 10:00 Sofia" in said(answer)
    assert f"/events/{event.slug}/registration" not in answer.text


def test_a_visit_without_registration_is_silent_about_it(client: FlaskClient, world: World) -> None:
    assert "Registration" not in said(client.get(page(world.visit(opens=None, closes=None))))


def test_a_page_asks_as_much_for_many_stops_as_for_one(client: FlaskClient, world: World) -> None:
    event = world.visit()
    with transaction():
        assert event.visit
        event.visit.items = [item(1, "One")]
    with statements() as one:
        client.get(page(event))
    with transaction():
        event.visit.items = [item(day, f"Stop {day}") for day in (1, 2, 3)]
    apply(event, "Ana", "Boris", "Vera")
    with statements() as three:
        client.get(page(event))
    assert len(three) == len(one) < 12


def test_a_cancelled_event_shows_nobody_its_link(client: FlaskClient, world: World) -> None:
    link = "https://meet.example/rivers"
    event = world.published(online_url=link, online_public=True)
    assert link in client.get(f"/en/events/{event.slug}").text
    with transaction():
        scheduling.cancel(event, by=world.elena, now=NOW)
    sign_in(client, world.elena)
    page = client.get(f"/en/events/{event.slug}")
    assert link not in page.text
    assert "Link to join" not in said(page)

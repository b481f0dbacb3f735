"""Subscribing: every public feed's address as text, with what was chosen on the way."""

from __future__ import annotations

import html
import re
from datetime import datetime

import pytest
import time_machine
from flask.testing import FlaskClient

from scheduler.db import db, transaction
from scheduler.models import Programme
from tests.counting import statements
from tests.web.posting import said, sign_in
from tests.world import NOW, World

FEED = "http://scheduler.example/feeds/sofia-seoul.ics"


def address(page: str) -> str:
    """Return the chosen feed's address as it stands on the page."""
    found = re.search(r'<code class="address" id="chosen-address">([^<]*)</code>', page)
    assert found
    return html.unescape(found[1])


def other(slug: str, **more: object) -> None:
    """Store one more programme."""
    with transaction():
        db.session.add(Programme(slug=slug, name={"en": slug}, languages=["en"], **more))


def test_every_public_feed_stands_as_text(client: FlaskClient, world: World) -> None:
    other("network", position=2)
    other("archive", position=3)
    text = said(client.get("/en/subscribe"))
    assert FEED in text
    assert "http://scheduler.example/feeds/network.ics" in text
    assert "http://scheduler.example/feeds/archive.ics" in text


@pytest.mark.usefixtures("stopped_clock")
def test_what_stands_there_can_be_fetched(client: FlaskClient, world: World) -> None:
    world.published()
    chosen = address(client.get("/en/subscribe?city=sofia&language=en&days=bars").text)
    answer = client.get(chosen.removeprefix("http://scheduler.example"))
    assert answer.status_code == 200
    assert "SUMMARY;LANGUAGE=en:District heating" in answer.text


@pytest.mark.parametrize(
    ("query", "feed"),
    [
        ("", ""),
        ("city=sofia", "?city=sofia"),
        (
            "programme=sofia-seoul&city=sofia&city=seoul&theme=innovation&kind=city_visit",
            "?city=sofia&city=seoul&theme=innovation&kind=city_visit",
        ),
        ("language=bg", "?lang=bg"),
        ("language=both", ""),
        ("days=bars", "?days=bars"),
        ("city=seoul&language=en&days=bars", "?city=seoul&lang=en&days=bars"),
        # what nobody knows is left out
        ("city=atlantis&kind=party", ""),
        ("language=xx", ""),
        ("days=%00", ""),
        ("lang=bg", ""),
    ],
)
def test_the_address_carries_what_was_chosen(
    client: FlaskClient, world: World, query: str, feed: str
) -> None:
    answer = client.get(f"/en/subscribe?{query}")
    assert answer.status_code == 200
    assert address(answer.text) == f"{FEED}{feed}"


def test_the_chosen_filters_stand_in_words(client: FlaskClient, world: World) -> None:
    text = said(client.get("/en/subscribe?city=seoul&kind=city_visit&theme=innovation"))
    assert "Only: Seoul, innovation, city visit. Take all filters off" in text
    assert "All public events of the programme." in said(client.get("/en/subscribe"))


def test_an_unknown_filter_is_told(client: FlaskClient, world: World) -> None:
    text = said(client.get("/en/subscribe?city=atlantis"))
    assert "There is no filter “atlantis” in this programme; it has been left out." in text


def test_language_and_days_are_links_that_keep_the_rest(client: FlaskClient, world: World) -> None:
    page = client.get("/en/subscribe?city=sofia&language=bg&days=bars").text
    kept = "/en/subscribe?city=sofia&amp;programme=sofia-seoul"
    assert f'href="{kept}&amp;language=en&amp;days=bars" lang="en">English' in page
    assert f'href="{kept}&amp;language=bg">with every item' in page
    assert f'href="{kept}&amp;days=bars">all languages' in page


def test_the_other_language_of_the_page_keeps_that_of_the_feed(
    client: FlaskClient, world: World
) -> None:
    page = client.get("/en/subscribe?city=sofia&language=en").text
    assert 'hreflang="bg" href="/bg/subscribe?city=sofia&amp;language=en"' in page
    assert address(client.get("/bg/subscribe?city=sofia&language=en").text).endswith(
        "?city=sofia&lang=en"
    )


def test_three_kinds_of_calendars_get_the_address_as_they_like_it(
    client: FlaskClient, world: World
) -> None:
    page = html.unescape(client.get("/en/subscribe?city=sofia&language=bg").text)
    assert 'href="webcal://scheduler.example/feeds/sofia-seoul.ics?city=sofia&lang=bg"' in page
    encoded = "scheduler.example%2Ffeeds%2Fsofia-seoul.ics%3Fcity%3Dsofia%26lang%3Dbg"
    assert f'href="https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2F{encoded}"' in page
    outlook = "https://outlook.office.com/calendar/0/addfromweb"
    assert f'href="{outlook}?url=http%3A%2F%2F{encoded}&name=Sofia%20%E2%80%93%20Seoul"' in page


def test_another_programme_can_be_chosen(client: FlaskClient, world: World) -> None:
    other("network", position=2)
    page = client.get("/en/subscribe?programme=network").text
    assert address(page) == "http://scheduler.example/feeds/network.ics"
    assert FEED in page


@pytest.mark.parametrize("slug", ["nothing", "%00", "mine", "a" * 3000])
def test_an_unknown_programme_gives_way_to_the_first(
    client: FlaskClient, world: World, slug: str
) -> None:
    answer = client.get(f"/en/subscribe?programme={slug}")
    assert answer.status_code == 200
    assert address(answer.text) == FEED


def test_refreshing_and_leaving_are_told_in_plain_words(client: FlaskClient, world: World) -> None:
    text = said(client.get("/en/subscribe"))
    assert "Google Calendar every 4 to 24 hours" in text
    assert "from 60 days ago to 18 months ahead" in text
    assert "add this to the end of the address: ?all=1" in text
    assert "To unsubscribe Delete the calendar in your own program" in text
    assert "the end of the address: &all=1" in said(client.get("/en/subscribe?city=sofia"))


def test_who_is_signed_in_is_led_to_their_own_calendar(client: FlaskClient, world: World) -> None:
    assert "Sign in" in said(client.get("/en/subscribe"))
    sign_in(client, world.petar)
    answer = client.get("/en/subscribe")
    assert "On your page there is a calendar of your own" in said(answer)
    assert 'href="/en/me">My page</a>' in answer.text.partition("<main")[2]


def test_the_page_asks_as_much_for_three_programmes_as_for_one(
    client: FlaskClient, world: World
) -> None:
    with statements() as one:
        client.get("/en/subscribe")
    other("network", position=2)
    other("archive", position=3)
    with statements() as three:
        client.get("/en/subscribe")
    assert len(three) == len(one) < 8


def test_an_empty_house_says_so(client: FlaskClient) -> None:
    assert "No programme has been set up yet." in said(client.get("/en/subscribe"))


def test_where_all_is_past_the_whole_calendar_is_offered(client: FlaskClient, world: World) -> None:
    assert "No event in the coming 18 months" not in said(client.get("/en/subscribe"))
    world.published(start=datetime(2019, 3, 10, 10), end=datetime(2019, 3, 10, 11))
    with time_machine.travel(NOW, tick=False):
        text = said(client.get("/en/subscribe?kind=live_session"))
        assert "No event in the coming 18 months; the past ones are in the whole calendar:" in text
        assert f"{FEED}?kind=live_session&all=1" in text
        world.published()
        assert "No event in the coming" not in said(client.get("/en/subscribe?kind=live_session"))

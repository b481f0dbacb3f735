"""What machines read of pages: linked data, link previews, and events as JSCalendar."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from scheduler.actions import scheduling
from scheduler.db import transaction
from scheduler.models import Event, VisitItem
from scheduler.web import sharing
from tests.counting import statements
from tests.documents import rfc8984
from tests.queries import schemaorg
from tests.web.posting import sign_in
from tests.world import NOW, SESSION, World

pytestmark = pytest.mark.usefixtures("stopped_clock")
JSCALENDAR = "application/jscalendar+json"
BASE = "https://exchange.example"


@pytest.fixture(autouse=True)
def base(configure: Any) -> None:
    """Give the installation an address."""
    configure(base_url=BASE)


def data_of(page: str) -> list[Any]:
    """Return the linked data that a page carries."""
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return [json.loads(block) for block in blocks]


def card_of(page: str) -> dict[str, list[str]]:
    """Return what a link preview reads of a page."""
    tags = re.findall(r'<meta (?:property|name)="([^"]*)" content="([^"]*)">', page)
    found: dict[str, list[str]] = {}
    for name, content in tags:
        found.setdefault(name, []).append(html.unescape(content))
    return found


def address(event: Event, language: str = "en") -> str:
    """Return an event's page."""
    return f"/{language}/events/{event.slug}"


# --- linked data --------------------------------------------------------------------------


def test_an_events_page_carries_it_as_data(client: FlaskClient, world: World) -> None:
    event = world.published()
    (found,) = data_of(client.get(address(event, "bg")).text)
    assert schemaorg.complaints(found) == []
    assert found["name"] == "Топлоснабдяване в квартала"
    assert found["url"] == f"{BASE}/bg/events/{event.slug}"


@pytest.mark.parametrize("kind", ["draft", "programme", "invited"])
def test_what_is_not_public_is_no_data_for_anybody(
    client: FlaskClient, world: World, kind: str
) -> None:
    event = world.draft() if kind == "draft" else world.published(visibility=kind)
    sign_in(client, world.elena)
    page = client.get(address(event)).text
    assert data_of(page) == []
    assert "og:title" not in card_of(page)
    assert JSCALENDAR not in page


def test_no_text_ends_the_block_of_data(client: FlaskClient, world: World) -> None:
    bad = "</script><script>alert(1)</script><!-- ' \" & \u2028"
    event = world.published(title={"bg": bad, "en": bad})
    page = client.get(address(event)).text
    (found,) = data_of(page)
    assert found["name"] == event.title["en"]
    assert "<script>alert" not in page


def test_the_link_that_is_the_inviteds_is_in_no_data(client: FlaskClient, world: World) -> None:
    event = world.published()
    sign_in(client, world.elena)
    (found,) = data_of(client.get(address(event)).text)
    assert SESSION.online_url not in json.dumps(found)


# --- link previews ------------------------------------------------------------------------


def test_a_preview_of_an_event_says_when_in_words(client: FlaskClient, world: World) -> None:
    event = world.published()
    card = card_of(client.get(f"{address(event, 'bg')}?utm=x").text)
    assert card["og:title"] == ["Топлоснабдяване в квартала"]
    told = (
        "ср, 10 март 2027 г., 10:00–11:30 ч. София · 17:00–18:30 ч. Сеул. "
        "Столична община. Как се отчита топлината."
    )
    assert card["og:description"] == card["description"] == [told]
    assert card["og:type"] == ["website"]
    assert card["og:url"] == [f"{BASE}/bg/events/{event.slug}"]
    assert (card["og:locale"], card["og:locale:alternate"]) == (["bg_BG"], ["en_GB"])
    assert card["og:site_name"] == ["Календар на обмена между градовете"]
    assert "og:image" not in card


def test_a_preview_says_what_was_cancelled(client: FlaskClient, world: World) -> None:
    event = world.published()
    with transaction():
        scheduling.cancel(event, by=world.elena, now=NOW)
    (told,) = card_of(client.get(address(event)).text)["og:description"]
    assert told.startswith("This event has been cancelled. Wed, 10 March 2027, 10:00–11:30 Sofia")


def test_a_preview_of_a_series_says_how_often(client: FlaskClient, world: World) -> None:
    event = world.published(rule="FREQ=WEEKLY;COUNT=3")
    (told,) = card_of(client.get(address(event)).text)["og:description"]
    assert told.startswith("Every week on Wednesday, 3 times. Wed, 10 March 2027")


def test_a_long_text_is_cut_and_quotes_stay_inside(client: FlaskClient, world: World) -> None:
    long = {"bg": 'Дума "x" ' * 100, "en": 'Word "x" ' * 100}
    (told,) = card_of(client.get(address(world.published(description=long))).text)["description"]
    assert len(told) <= 305
    assert 'Word "x" Word' in told


@pytest.mark.parametrize("path", ["/en/", "/en/programmes/sofia-seoul"])
def test_a_programme_has_a_preview(client: FlaskClient, world: World, path: str) -> None:
    with transaction():
        world.programme.description = {"bg": "Учат се.", "en": "They learn. And more."}
    page = client.get(path).text
    card = card_of(page)
    assert card["og:title"] == ["Sofia – Seoul"]
    assert card["og:description"][0].startswith("They learn.")
    assert f'<link rel="canonical" href="{BASE}{path}">' in page
    assert (
        f'<link rel="alternate" hreflang="bg" href="{BASE}{path.replace("en", "bg", 1)}">' in page
    )


@pytest.mark.parametrize(
    ("code", "name"), [("bg", "bg_BG"), ("en", "en_GB"), ("ko", "ko_KR"), ("tlh", "tlh")]
)
def test_a_language_is_named_with_its_country(code: str, name: str) -> None:
    assert sharing.locale_name(code) == name


# --- JSCalendar ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        (None, "text/html"),
        ("*/*", "text/html"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("application/json", "text/html"),
        (f"text/html, {JSCALENDAR};q=0.5", "text/html"),
        (JSCALENDAR, JSCALENDAR),
        (f"{JSCALENDAR};type=event", JSCALENDAR),
        (f"{JSCALENDAR}, text/html;q=0.5", JSCALENDAR),
    ],
)
def test_an_events_address_answers_calendar_programs(
    client: FlaskClient, world: World, accept: str | None, kind: str
) -> None:
    headers = {"Accept": accept} if accept else {}
    answer = client.get(address(world.published()), headers=headers)
    assert (answer.status_code, answer.mimetype) == (200, kind)
    assert "Accept" in answer.vary


def test_an_event_is_told_in_the_language_of_its_address(client: FlaskClient, world: World) -> None:
    event = world.published()
    answer = client.get(address(event, "bg"), headers={"Accept": JSCALENDAR})
    assert answer.headers["Content-Language"] == "bg"
    assert rfc8984.complaints(answer.json, "Event") == []
    assert answer.json["title"] == "Топлоснабдяване в квартала"


def test_nobody_gets_more_of_an_event_than_everybody(client: FlaskClient, world: World) -> None:
    event, invited = world.published(), world.published(visibility="invited")
    sign_in(client, world.elena)
    accept = {"Accept": JSCALENDAR}
    assert "virtualLocations" not in client.get(address(event), headers=accept).json
    assert client.get(address(invited)).status_code == 200
    assert client.get(address(invited), headers=accept).status_code == 404


def test_a_page_takes_as_many_statements_however_much_it_says(
    client: FlaskClient, world: World
) -> None:
    short, long = world.published(rule="FREQ=WEEKLY;COUNT=2"), world.visit()
    with transaction():
        assert long.visit
        long.visit.items = [
            VisitItem(uid=f"stop-{n}", day=n + 1, title={"en": "Stop"}) for n in range(4)
        ]
    counts = []
    for event in (short, long):
        with statements() as asked:
            assert data_of(client.get(address(event)).text)
        counts.append(len(asked))
    assert max(counts) <= 14

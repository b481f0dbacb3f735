"""One's own calendars on pages: made, read, changed, given a new address, revoked."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient

from scheduler import i18n, links
from scheduler.actions import subscribing
from scheduler.actions.subscribing import Wishes
from scheduler.db import db, transaction
from scheduler.models import Feed, Person
from scheduler.queries import subscriptions
from tests.counting import statements
from tests.web.filling import fields, fill_in, send
from tests.web.posting import post, said, sign_in
from tests.world import NOW, World

pytestmark = pytest.mark.usefixtures("stopped_clock")

NEW = "/en/me/feeds/new"


@pytest.fixture
def petar(client: FlaskClient, world: World) -> FlaskClient:
    """Return Petar's browser, signed in."""
    return sign_in(client, world.petar)


def make(person: Person, name: str = "phone", **wishes: Any) -> Feed:
    """Return a calendar of that person."""
    with transaction():
        return subscribing.make_feed(person, Wishes(name, **wishes), now=NOW)


def address(feed: Feed) -> str:
    """Return the full address of a calendar."""
    return links.my_feed(subscribing.feed_token(feed))


def wishes(person: Person) -> list[Wishes]:
    """Return what a person's working calendars were asked to be, the oldest first."""
    db.session.expire_all()
    return [subscribing.wishes_of(feed) for feed in subscriptions.working_feeds(person)]


def problems(page: Any) -> list[str]:
    """Return the lines of the error summary."""
    summary = page.text.partition('id="error-summary"')[2].partition("</div>")[0]
    return [re.sub(r"<[^>]*>", "", line) for line in re.findall(r"<li>.*?</li>", summary)]


# --- the list -----------------------------------------------------------------------------


def test_looking_makes_no_address(petar: FlaskClient) -> None:
    text = said(petar.get("/en/me"))
    assert "Create my calendar address" in text
    assert "Choose first what it holds" in text
    assert db.session.query(Feed).count() == 0


def test_one_press_makes_the_usual_one_and_leads_to_its_address(
    petar: FlaskClient, world: World
) -> None:
    assert post(petar, "/en/me/feed").location == "/en/me/feeds/1"
    assert post(petar, "/en/me/feed").location == "/en/me/feeds/1"
    assert wishes(world.petar) == [Wishes("Calendar")]
    (feed,) = subscriptions.feeds(world.petar)
    assert address(feed) in said(petar.get("/en/me/feeds/1"))


def test_the_list_says_what_each_holds_and_who_has_fetched_it(
    petar: FlaskClient, world: World
) -> None:
    phone = make(world.petar)
    make(
        world.petar,
        "hall",
        visits=True,
        themes=("innovation", "smart-city"),
        deadlines=True,
        details=False,
        reminder=60,
        language="bg",
    )
    with transaction():
        subscribing.note_fetch(phone.id, client="google", now=NOW - timedelta(hours=2))
    text = said(petar.get("/en/me"))
    assert "phone My events · all languages Last fetched: 2 hours ago, Google Calendar" in text
    assert (
        "hall My visits · themes: smart city, innovation · my deadlines · without details ·"
        " reminder an hour before · Bulgarian Not fetched by any program yet" in text
    )
    assert 'href="/en/me/feeds/2"' in petar.get("/en/me").text


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ({}, "My events · all languages"),
        ({"confirmed": True}, "My events that are certain · all languages"),
        ({"visits": True, "confirmed": True}, "My visits that are certain · all languages"),
        ({"mine": False, "deadlines": True}, "My deadlines · all languages"),
        ({"mine": False, "themes": ("innovation",)}, "Themes: innovation · all languages"),
    ],
)
def test_a_choice_is_said_in_words(
    petar: FlaskClient, world: World, choice: dict[str, Any], words: str
) -> None:
    make(world.petar, **choice)
    assert f"phone {words} Not fetched" in said(petar.get("/en/me"))
    assert f"phone {words} Not fetched" in said(petar.get("/en/me/feeds/1"))


@pytest.mark.parametrize(
    ("gone", "program", "english", "bulgarian"),
    [
        (
            timedelta(minutes=5),
            "apple",
            "less than an hour ago, a calendar of Apple's",
            "преди по-малко от час, календар на Apple",
        ),
        (timedelta(hours=1), "outlook", "1 hour ago, Outlook", "преди 1 час, Outlook"),
        (timedelta(hours=26), "icsx5", "1 day ago, ICSx⁵", "преди 1 ден, ICSx⁵"),
        (timedelta(days=40), "browser", "40 days ago, a browser", "преди 40 дни, браузър"),
        (timedelta(days=2), "other", "2 days ago, another program", "преди 2 дни, друга програма"),
        (timedelta(days=2), "", "2 days ago", "преди 2 дни"),
        (timedelta(days=2), "of-tomorrow", "2 days ago", "преди 2 дни"),
    ],
)
def test_when_and_by_what_it_was_fetched_is_said(
    petar: FlaskClient,
    world: World,
    gone: timedelta,
    program: str,
    english: str,
    bulgarian: str,
) -> None:
    feed = make(world.petar)
    with transaction():
        subscribing.note_fetch(feed.id, client=program, now=NOW - gone)
    for path in ("me", "me/feeds/1"):
        assert re.search(
            rf"Last fetched: {re.escape(english)}(?!,)", said(petar.get(f"/en/{path}"))
        )
        assert f"Последно изтеглен: {bulgarian}" in said(petar.get(f"/bg/{path}"))


def test_ten_calendars_ask_as_much_as_one(petar: FlaskClient, world: World) -> None:
    asked = []
    for count in (1, 9):
        for number in range(count):
            make(world.petar, f"{count}-{number}", themes=("innovation",))
        with statements() as found:
            assert petar.get("/en/me").status_code == 200
        asked.append(len(found))
    assert asked[0] == asked[1]


def test_when_there_are_as_many_as_there_can_be_no_more_is_offered(
    petar: FlaskClient, world: World
) -> None:
    for number in range(subscribing.MOST):
        assert "One more calendar" in said(petar.get("/en/me")) or number == 0
        make(world.petar, f"{number}")
    assert "One more calendar" not in said(petar.get("/en/me"))
    answer = fill_in(petar, NEW, name="one more")
    assert answer.status_code == 422
    assert problems(answer) == [
        "You have 20 calendars, and there can be no more. Revoke one that you do not use."
    ]
    assert 'value="one more"' in answer.text


# --- making -------------------------------------------------------------------------------


def test_the_form_is_filled_in_as_most_want_it(petar: FlaskClient, world: World) -> None:
    make(world.petar, "Calendar")
    filled = fields(petar.get(NEW))
    del filled["csrf_token"]
    assert filled.to_dict(flat=False) == {
        "name": ["Calendar 2"],
        "holds": ["mine"],
        "details": ["full"],
        "reminder": [""],
        "language": ["both"],
    }
    assert fields(petar.get("/bg/me/feeds/new"))["name"] == "Календар"


def test_a_calendar_is_made_as_it_was_typed(petar: FlaskClient, world: World) -> None:
    answer = fill_in(
        petar,
        NEW,
        name=" office Outlook ",
        holds=["mine", "deadlines"],
        only=["visits", "confirmed"],
        themes=["innovation"],
        details="brief",
        reminder="30",
        language="en",
    )
    assert (answer.status_code, answer.location) == (303, "/en/me/feeds/1")
    wanted = Wishes(
        "office Outlook",
        confirmed=True,
        visits=True,
        themes=("innovation",),
        deadlines=True,
        details=False,
        reminder=30,
        language="en",
    )
    assert wishes(world.petar) == [wanted]
    page = petar.get("/en/me/feeds/1")
    assert "Your calendar has its address now." in page.text
    stored = fields(page)
    assert send(petar, "/en/me/feeds/1", stored).status_code == 303
    assert wishes(world.petar) == [wanted]


def test_the_same_form_sent_twice_makes_one(petar: FlaskClient, world: World) -> None:
    form = fields(petar.get(NEW))
    assert [send(petar, NEW, form).status_code for _ in range(2)] == [303, 422]
    assert len(wishes(world.petar)) == 1


WRONG: list[tuple[dict[str, Any], list[str]]] = [
    ({"name": ""}, ["Name: fill in this field."]),
    ({"name": "a" * 81}, ["Name: this text is too long: at most 80 characters, now 81."]),
    ({"name": "x" * 100_000}, ["Name: this text is too long: at most 80 characters, now 100000."]),
    (
        {"name": "PHONE"},
        ["Name: you already have a calendar of this name. Choose another name."],
    ),
    (
        {"holds": None, "themes": None},
        ["What the calendar holds: choose at least one: your events, a theme, or your deadlines."],
    ),
    (
        {"themes": ["<b>"]},
        ["All public events of a theme: “&lt;b&gt;” is not part of this programme."],
    ),
    ({"reminder": "15"}, ["Reminder: this value is not valid."]),
    ({"reminder": "١٠"}, ["Reminder: this value is not valid."]),
    ({"language": "ko"}, ["Language of the calendar: this value is not valid."]),
    ({"language": None}, ["Language of the calendar: this value is not valid."]),
]


@pytest.mark.parametrize(("typed", "wrong"), WRONG)
@pytest.mark.parametrize("path", [NEW, "/en/me/feeds/2"])
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_lost(
    petar: FlaskClient, world: World, path: str, typed: dict[str, Any], wrong: list[str]
) -> None:
    make(world.petar, "phone")
    make(world.petar, "hall")
    before = wishes(world.petar)
    whole = {"name": "desk", "only": ["visits"], "themes": ["smart-city"], "details": "brief"}
    answer = fill_in(petar, path, **(whole | typed))
    assert answer.status_code == 422
    assert problems(answer) == wrong
    assert "<title>Error: " in answer.text
    kept = fields(answer)
    for name in whole.keys() - typed.keys():
        assert kept.getlist(name) == [whole[name]] or kept.getlist(name) == whole[name]
    assert wishes(world.petar) == before


@pytest.mark.parametrize("typed", ["a\x00b", "a\ud800b".encode("utf-8", "surrogatepass"), "a\nb"])
@pytest.mark.parametrize("name", ["name", "holds", "only", "themes", "details", "reminder"])
def test_no_bytes_break_a_form(petar: FlaskClient, name: str, typed: Any) -> None:
    assert fill_in(petar, NEW, **{name: typed}).status_code in {303, 422}


def test_a_page_left_open_too_long_keeps_what_was_typed(petar: FlaskClient, world: World) -> None:
    make(world.petar)
    for path in (NEW, "/en/me/feeds/1"):
        answer = fill_in(petar, path, csrf_token=None, name="desk")
        assert answer.status_code == 422
        assert 'value="desk"' in answer.text
        assert "open for too long" in said(answer)


def test_without_a_programme_no_theme_is_offered(client: FlaskClient, world: World) -> None:
    text = said(sign_in(client, world.mallory).get(NEW))
    assert ["All public events of a theme" in text, "My events" in text] == [False, True]


# --- one calendar -------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["bg", "en"])
def test_its_page_has_the_address_and_every_way_to_take_it(
    petar: FlaskClient, world: World, language: str
) -> None:
    feed = make(world.petar, "Телефон & <b>")
    answer = petar.get(f"/{language}/me/feeds/1")
    there = address(feed)
    assert there in said(answer)
    assert f'href="webcal://{there.partition("://")[2]}"' in answer.text
    for host in ("calendar.google.com", "outlook.office.com", "outlook.live.com"):
        assert f'href="https://{host}/' in answer.text
    assert "name=%D0%A2%D0%B5%D0%BB" in answer.text
    assert "<h1>Телефон &amp; &lt;b&gt;</h1>" in answer.text


def test_a_change_keeps_the_address_and_what_it_was_fetched_by(
    petar: FlaskClient, world: World
) -> None:
    feed = make(world.petar)
    with transaction():
        subscribing.note_fetch(feed.id, client="apple", now=NOW)
    before = address(feed)
    answer = fill_in(petar, "/en/me/feeds/1", name="tablet", details="brief")
    assert answer.location == "/en/me/feeds/1"
    assert wishes(world.petar) == [Wishes("tablet", details=False)]
    text = said(petar.get("/en/me/feeds/1"))
    assert before in text
    assert "a calendar of Apple's" in text
    assert "Subscribe in one more program" in text


def test_a_new_address_is_asked_for_and_the_old_one_is_gone(
    petar: FlaskClient, world: World
) -> None:
    feed = make(world.petar, visits=True, language="bg")
    old = address(feed)
    assert "stops working at once" in said(petar.get("/en/me/feeds/1/rotation"))
    assert subscriptions.working_feeds(world.petar) == [feed]
    assert post(petar, "/en/me/feeds/1/rotation").location == "/en/me/feeds/2"
    assert wishes(world.petar) == [Wishes("phone", visits=True, language="bg")]
    text = said(petar.get("/en/me/feeds/2"))
    assert (old in text, "The old one no longer works." in text) == (False, True)
    gone = petar.get(f"/feeds/mine/{subscribing.feed_token(feed)}.ics")
    assert gone.status_code == 410
    assert post(petar, "/en/me/feeds/1/rotation").status_code == 404


def test_revoking_is_asked_about_and_final(petar: FlaskClient, world: World) -> None:
    feed, kept = make(world.petar), make(world.petar, "hall")
    text = said(petar.get("/en/me/feeds/1/revocation"))
    assert "Revoke “phone”?" in text
    assert "delete the calendar in the program as well" in text
    assert len(wishes(world.petar)) == 2
    for _ in range(2):
        assert post(petar, "/en/me/feeds/1/revocation").location == "/en/me#calendar"
    assert subscriptions.working_feeds(world.petar) == [kept]
    assert "Revoked: phone." in said(petar.get("/en/me"))
    assert petar.get(f"/feeds/mine/{subscribing.feed_token(feed)}.ics").status_code == 410
    for path in ("", "/rotation", "/revocation"):
        answer = petar.get(f"/en/me/feeds/1{path}")
        assert answer.status_code == 404
        assert "has been revoked" in said(answer)


@pytest.mark.parametrize("path", ["", "/rotation", "/revocation"])
@pytest.mark.parametrize("number", ["1", "2", "99999999999999999999"])
def test_others_calendars_do_not_exist(
    petar: FlaskClient, world: World, path: str, number: str
) -> None:
    make(world.minseo)
    assert petar.get(f"/en/me/feeds/{number}{path}").status_code == 404
    assert post(petar, f"/en/me/feeds/{number}{path}", name="mine now").status_code == 404
    assert wishes(world.minseo) == [Wishes("phone")]


@pytest.mark.parametrize(
    "path", ["feed", "feeds/new", "feeds/1", "feeds/1/rotation", "feeds/1/revocation"]
)
def test_every_change_needs_a_person_and_a_token(
    client: FlaskClient, world: World, path: str
) -> None:
    make(world.petar)
    assert post(client, f"/en/me/{path}", name="x").status_code == 302
    sign_in(client, world.petar)
    sent = client.post(f"/en/me/{path}", data={"name": "x", "holds": "mine", "language": "bg"})
    assert sent.status_code in {400, 422}
    assert wishes(world.petar) == [Wishes("phone")]


@pytest.mark.parametrize("path", ["feed/replacement", "feed/language"])
def test_pages_of_before_lead_to_the_list(petar: FlaskClient, path: str) -> None:
    assert petar.get(f"/en/me/{path}").location == "/en/me#calendar"
    assert post(petar, f"/en/me/{path}", language="bg").location == "/en/me#calendar"


def test_a_calendar_of_before_that_has_no_name_can_be_opened(
    petar: FlaskClient, world: World
) -> None:
    feed = make(world.petar)
    with transaction():
        feed.name = ""
    assert '<a href="/en/me/feeds/1">Calendar</a>' in petar.get("/en/me").text
    assert "<h1>Calendar</h1>" in petar.get("/en/me/feeds/1").text


def test_hours_and_days_are_whole() -> None:
    with time_machine.travel(NOW), i18n.speaking("bg"):
        words = [i18n.ago_words(timedelta(hours=hours)) for hours in (0, 1, 2, 23, 24, 47, 48)]
    assert words == [
        "преди по-малко от час",
        "преди 1 час",
        "преди 2 часа",
        "преди 23 часа",
        "преди 1 ден",
        "преди 1 ден",
        "преди 2 дни",
    ]

"""Signing in: the same answer for every address, a button that uses a link, a way back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask, url_for
from flask.testing import FlaskClient

from config import Settings
from scheduler import links
from scheduler.actions import membership
from scheduler.db import transaction
from scheduler.demo import loading
from scheduler.models import Person
from scheduler.web.sign_in import local
from tests.web.posting import post, said, sign_in
from tests.world import NOW, World, mails

pytestmark = pytest.mark.usefixtures("stopped_clock")


def link(person: Person, language: str = "en") -> str:
    """Return the path of a fresh sign-in link."""
    with transaction():
        return f"/{language}/sign-in/{membership.make_sign_in_link(person, now=NOW)}"


# --- asking for a link --------------------------------------------------------------------


@pytest.mark.parametrize("language", ["bg", "en"])
def test_the_answer_is_the_same_whether_the_address_is_known(
    app: Flask, world: World, language: str
) -> None:
    answers = []
    for email in ("petar@sofia.example", "Petar@Sofia.example ", "nobody@sofia.example"):
        client = app.test_client()
        sent = post(client, f"/{language}/sign-in", email=email)
        assert sent.status_code == 303
        answers.append((sent.location, said(client.get(sent.location))))
    assert len(set(answers)) == 1
    assert [(mail.kind, mail.recipient) for mail in mails()] == [
        ("sign_in", "petar@sofia.example")
    ] * 2


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Enter your e-mail address."),
        ("petar", "This does not look like an e-mail address."),
        ("petar@sofia.example\x00", "This does not look like an e-mail address."),
        ("p" * 10_000 + "@sofia.example", "This does not look like an e-mail address."),
    ],
)
def test_what_is_no_address_is_said_at_the_field(
    client: FlaskClient, world: World, typed: str, message: str
) -> None:
    answer = post(client, "/en/sign-in", email=typed)
    assert answer.status_code == 422
    assert said(answer).casefold().count(message.casefold()) == 2
    assert mails() == []


def test_a_missing_token_keeps_the_address_and_the_way(client: FlaskClient, world: World) -> None:
    answer = client.post("/en/sign-in", data={"email": "petar@sofia.example", "next": "/en/me"})
    assert answer.status_code == 422
    assert "This page was open for too long." in said(answer)
    assert ['value="petar@sofia.example"' in answer.text, 'value="/en/me"' in answer.text] == [
        True,
        True,
    ]


@pytest.mark.parametrize("body", ["[1]", '"x"', "1", "null", '{"email": [1]}', "{"])
def test_what_no_browser_sends_is_no_fault_of_ours(client: FlaskClient, body: str) -> None:
    answer = client.post("/en/sign-in", data=body, content_type="application/json")
    assert answer.status_code == 422


# --- the link -----------------------------------------------------------------------------


def test_the_address_is_that_of_the_letter(app: Flask) -> None:
    with app.test_request_context(base_url="http://scheduler.example"):
        here = url_for("web.sign_in_link", token="abc", lang="bg", _external=True)
    assert here == links.sign_in("bg", "abc")


def test_opening_a_link_neither_signs_in_nor_uses_it(client: FlaskClient, world: World) -> None:
    path = link(world.petar)
    for _ in range(3):
        opened = client.get(path)
        assert (opened.status_code, "Sign in on this device" in said(opened)) == (200, True)
    assert client.get("/en/me").status_code == 302
    assert client.post(path).status_code == 400  # without the page's token
    assert post(client, path).status_code == 303


def test_the_button_signs_in_and_leads_to_ones_own_page(client: FlaskClient, world: World) -> None:
    answer = post(client, link(world.petar, "bg"))
    assert (answer.status_code, answer.location) == (303, "/bg/me")
    assert client.get("/bg/me").status_code == 200


def test_an_organizer_is_led_to_the_desk(client: FlaskClient, world: World) -> None:
    assert post(client, link(world.elena)).location == "/en/manage"


def test_a_session_of_before_does_not_live_on(client: FlaskClient, world: World) -> None:
    sign_in(client, world.petar)
    with client.session_transaction() as session:
        session["left"] = "behind"
    sign_in(client, world.elena)
    with client.session_transaction() as session:
        assert session.get("left") is None
        assert session["person"] == world.elena.id


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_used_link_is_over(app: Flask, world: World, method: str) -> None:
    path = link(world.petar)
    post(app.test_client(), path)
    again = app.test_client()
    answer = again.get(path) if method == "get" else post(again, path)
    assert answer.status_code == 409
    assert "This link has been used or has expired." in said(answer)
    assert 'href="/en/sign-in"' in answer.text.partition("<main")[2]
    assert again.get("/en/me").status_code == 302


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_old_link_is_over(
    client: FlaskClient, world: World, stopped_clock: time_machine.Traveller, method: str
) -> None:
    path = link(world.petar)
    stopped_clock.shift(timedelta(minutes=30))
    answer = client.get(path) if method == "get" else post(client, path)
    assert answer.status_code == 409


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("forged", ["x", "x" * 32, "%00", "не", "x" * 5_000])
def test_a_forged_link_is_unknown(
    client: FlaskClient, world: World, forged: str, method: str
) -> None:
    path = f"/en/sign-in/{forged}"
    answer = client.get(path) if method == "get" else post(client, path)
    assert answer.status_code == 404


# --- the way back -------------------------------------------------------------------------


def test_who_was_sent_to_sign_in_comes_back(client: FlaskClient, world: World) -> None:
    sent = client.get("/en/me")
    page = client.get(sent.location)
    assert "Sign in to see that page." in said(page)
    assert 'name="next" type="hidden" value="/en/me' in page.text
    post(client, "/en/sign-in", email="elena@sofia.example", next="/en/me?")
    assert post(client, link(world.elena)).location == "/en/me"


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example/en/",
        "//evil.example/en/",
        "/\\evil.example",
        "/en/\\evil.example",
        "/en//evil.example",
        "javascript:alert(1)",
        "/fr/",
        "/en/me\r\nSet-Cookie: a=b",
        "/en/\x00",
        "en/me",
        "",
    ],
)
def test_the_way_back_is_never_elsewhere(client: FlaskClient, world: World, path: str) -> None:
    assert local(path) == ""
    assert (
        'name="next" type="hidden" value=""'
        in client.get("/en/sign-in", query_string={"next": path}).text
    )
    post(client, "/en/sign-in", email="petar@sofia.example", next=path)
    assert post(client, link(world.petar)).location == "/en/me"


# --- out ----------------------------------------------------------------------------------


def test_signing_out_ends_the_session(client: FlaskClient, world: World) -> None:
    sign_in(client, world.petar)
    assert client.get("/en/sign-out").status_code == 405
    answer = post(client, "/en/sign-out")
    assert (answer.status_code, answer.location) == (303, "/en/")
    assert client.get("/en/me").status_code == 302


# --- the demonstration --------------------------------------------------------------------


@pytest.fixture
def demo(app: Flask, configure: Callable[..., Settings]) -> FlaskClient:
    """Return a visitor of the demonstration."""
    configure(demo=True)
    with transaction():
        loading.load(now=NOW)
    return app.test_client()


@pytest.mark.parametrize(
    ("role", "name", "place"),
    [
        ("organizer-sofia", "Elena Dimitrova", "/en/manage/events/city-labs-and-start-ups"),
        ("organizer-seoul", "Jiho Kim", "/en/manage/events/city-labs-and-start-ups"),
        ("delegate", "Petar Ivanov", "/en/events/study-visit-to-seoul"),
        ("participant", "Maria Georgieva", "/en/agenda"),
    ],
)
def test_each_role_of_the_demo_begins_where_its_story_does(
    demo: FlaskClient, role: str, name: str, place: str
) -> None:
    answer = post(demo, f"/en/demo/sign-in/{role}")
    assert (answer.status_code, answer.location) == (303, place)
    there = demo.get(place)
    assert there.status_code == 200
    assert name in there.text


def test_the_banner_offers_the_roles(demo: FlaskClient) -> None:
    text = demo.get("/en/sign-in").text
    roles = ("organizer-sofia", "organizer-seoul", "delegate", "participant")
    assert [f"/en/demo/sign-in/{role}" in text for role in roles] == [True] * 4


@pytest.mark.parametrize("role", ["admin", "organizer_sofia", "x", "%00"])
def test_other_doors_do_not_exist(demo: FlaskClient, role: str) -> None:
    assert post(demo, f"/en/demo/sign-in/{role}").status_code == 404


def test_outside_of_the_demo_there_are_no_doors(client: FlaskClient, world: World) -> None:
    assert post(client, "/en/demo/sign-in/delegate").status_code == 404
    assert "demo/sign-in" not in client.get("/en/sign-in").text


def test_where_the_demo_is_not_loaded_its_people_are_not_found(
    client: FlaskClient, world: World, configure: Callable[..., Any]
) -> None:
    configure(demo=True)
    assert post(client, "/en/demo/sign-in/delegate").status_code == 404


def test_the_demo_says_where_its_mail_lies(demo: FlaskClient) -> None:
    assert "instance/outbox" in said(demo.get("/en/sign-in/message"))

"""One's own page: what comes next, answers, registrations, the calendar's address, settings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event as sa_event

from scheduler.actions import inviting, registering
from scheduler.actions.registering import Application
from scheduler.db import db, transaction
from scheduler.models import Event, Person
from tests.web.posting import post, said, sign_in
from tests.world import NOW, World

pytestmark = pytest.mark.usefixtures("stopped_clock")


def register(event: Event, person: Person) -> None:
    """Register somebody whose address needs no confirmation."""
    with transaction():
        form = Application(person.name, person.email, "sofia", "bg")
        registering.register(event, form, by=person, now=NOW)


@contextmanager
def counted() -> Iterator[list[str]]:
    """Count what is asked of the database."""
    asked: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    sa_event.listen(db.engine, "before_cursor_execute", note)
    yield asked
    sa_event.remove(db.engine, "before_cursor_execute", note)


def test_a_stranger_is_led_to_sign_in(client: FlaskClient, world: World) -> None:
    answer = client.get("/en/me")
    assert (answer.status_code, answer.location) == (302, "/en/sign-in?next=/en/me?")


@pytest.mark.parametrize("language", ["bg", "en"])
def test_nobody_s_page_says_what_will_be_there(
    client: FlaskClient, world: World, language: str
) -> None:
    answer = sign_in(client, world.mallory).get(f"/{language}/me")
    assert answer.status_code == 200
    assert "Mallory Stranger" in said(answer)


def test_the_next_thing_stands_first(client: FlaskClient, world: World) -> None:
    world.published(invite=True)
    register(world.visit(), world.petar)
    text = said(sign_in(client, world.petar).get("/en/me"))
    order = ["Next District heating", "Invitations", "Registrations"]
    assert sorted(order, key=text.index) == order
    assert "You have not answered yet." in text
    assert "confirmed · You have a place." in text


def test_the_place_in_the_line_is_told(client: FlaskClient, world: World) -> None:
    event = world.visit(capacity=1)
    for person in (world.minseo, world.jiho, world.petar):
        register(event, person)
    text = said(sign_in(client, world.petar).get("/en/me"))
    assert "You are number 2 on the waitlist." in text


def test_the_page_tells_roles_and_cities(client: FlaskClient, world: World) -> None:
    text = said(sign_in(client, world.petar).get("/en/me"))
    assert "participant · Sofia · Sofia – Seoul" in text


def test_only_ones_own_is_shown(client: FlaskClient, world: World) -> None:
    world.published(invite=True)
    register(world.visit(), world.petar)
    text = said(sign_in(client, world.mallory).get("/en/me"))
    assert ["District heating" in text, "Study visit" in text] == [False, False]


def test_three_rows_ask_as_much_as_one(client: FlaskClient, world: World) -> None:
    sign_in(client, world.petar)
    asked = []
    for rounds in (1, 2):
        for _ in range(rounds):
            world.published(invite=True)
            register(world.visit(), world.petar)
        with counted() as statements:
            assert client.get("/en/me").status_code == 200
        asked.append(len(statements))
    assert asked[0] == asked[1]


# --- settings ----------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["", "xx", "both ", "b" * 10_000])
def test_an_unknown_language_is_refused(client: FlaskClient, world: World, typed: str) -> None:
    sign_in(client, world.petar)
    assert post(client, "/en/me/language", language=typed).status_code == 422
    assert world.petar.language == "bg"


def test_the_language_of_letters_is_kept(client: FlaskClient, world: World) -> None:
    sign_in(client, world.petar)
    assert post(client, "/en/me/language", language="en").location == "/en/me#settings"
    assert world.petar.language == "en"


# --- sessions -----------------------------------------------------------------------------


def test_signing_out_everywhere_ends_every_session(app: Flask, world: World) -> None:
    here, there = (sign_in(app.test_client(), world.petar) for _ in range(2))
    assert post(here, "/en/me/sessions").location == "/en/"
    assert [client.get("/en/me").status_code for client in (here, there)] == [302, 302]


@pytest.mark.parametrize("path", ["language", "sessions"])
def test_every_change_needs_a_person_and_a_token(
    client: FlaskClient, world: World, path: str
) -> None:
    assert post(client, f"/en/me/{path}", language="bg").status_code == 302
    sign_in(client, world.petar)
    assert client.post(f"/en/me/{path}", data={"language": "bg"}).status_code == 400
    assert client.get("/en/me").status_code == 200


def test_an_invitation_can_be_answered_here(client: FlaskClient, world: World) -> None:
    event = world.published(invite=True)
    asked = inviting.find_invitation(event, world.petar)
    assert asked is not None
    text = sign_in(client, world.petar).get("/en/me").text
    assert f'action="/en/me/invitations/{asked.ref}"' in text

"""The outbox as organizers see it: every message and its state, secrets masked, nothing run."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from scheduler.actions import mailing, membership, registering
from scheduler.actions.registering import Application
from scheduler.db import transaction
from scheduler.models import OutboxMail
from tests.counting import statements
from tests.web.posting import said, sign_in
from tests.world import NOW, World, mails

pytestmark = pytest.mark.usefixtures("stopped_clock")
LIST = "/en/manage/outbox"


@pytest.fixture
def elena(client: FlaskClient, world: World) -> FlaskClient:
    """Return Elena's browser, signed in."""
    return sign_in(client, world.elena)


def mail_of(email: str, kind: str = "invitation") -> OutboxMail:
    """Return the one message of that kind to that address."""
    found = [mail for mail in mails(kind) if mail.recipient == email]
    assert len(found) == 1
    return found[0]


def claimed(email: str) -> mailing.Claimed:
    """Take the messages as a worker does, and return the one to that address."""
    return next(mail for mail in mailing.claim(now=NOW) if mail.recipient == email)


def test_messages_stand_with_their_state(elena: FlaskClient, world: World) -> None:
    world.published(invite=True)
    with transaction():
        mailing.refused(claimed("petar@sofia.example"), "550 no such user", permanent=True, now=NOW)
    text = said(elena.get(LIST))
    assert "All (2)" in text
    assert "petar@sofia.example" in text
    assert "not delivered (1)" in text
    failed = said(elena.get(f"{LIST}?state=failed"))
    assert "petar@sofia.example" in failed
    assert "minseo@seoul.example" not in failed
    assert "minseo@seoul.example" in said(elena.get(f"{LIST}?state=nonsense"))
    assert "1 message could not be delivered." in said(elena.get("/en/manage"))


def test_a_message_is_shown_whole_and_masked(elena: FlaskClient, world: World) -> None:
    world.published(invite=True)
    mail = mail_of("petar@sofia.example")
    text = said(elena.get(f"{LIST}/{mail.id}"))
    assert "Петър" not in text
    assert "Petar Ivanov <petar@sofia.example>" in text
    assert "Покана: Топлоснабдяване в квартала" in text
    assert "BEGIN:VCALENDAR" in text
    assert "METHOD:REQUEST" in text
    assert re.search(r"/invitations/[0-9a-f-]{36}/••••••", text)
    assert not re.search(r"/invitations/[0-9a-f-]{36}/[A-Za-z0-9_-]{32}", text)
    assert "exchange+••••••@scheduler.example" in text


def test_the_html_stands_in_a_frame_that_can_do_nothing(elena: FlaskClient, world: World) -> None:
    world.published(invite=True, title={"bg": "<script>alert(1)</script>", "en": "<b>Heat</b>"})
    mail = mail_of("minseo@seoul.example")
    assert "<iframe" in elena.get(f"{LIST}/{mail.id}").text
    answer = elena.get(f"{LIST}/{mail.id}/page")
    assert answer.headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
    )
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "<script>" not in answer.text
    assert "&lt;script&gt;" in answer.text


def test_registration_mail_is_masked_too(elena: FlaskClient, world: World) -> None:
    event = world.visit()
    application = Application("Ana", "ana@sofia.example", "sofia", "en")
    with transaction():
        registering.register(event, application, by=None, now=NOW)
    mail = mail_of("ana@sofia.example", "registration_received")
    page = elena.get(f"{LIST}/{mail.id}").text + elena.get(f"{LIST}/{mail.id}/page").text
    assert not re.search(r"/registrations/[0-9a-f-]{36}/[A-Za-z0-9_-]{32}", page)


def test_sign_in_mail_is_in_nobodys_view(client: FlaskClient, world: World) -> None:
    with transaction():
        membership.request_sign_in("petar@sofia.example", now=NOW)
    secret = mails("sign_in")[0]
    sign_in(client, world.admin)
    assert "petar@sofia.example" not in said(client.get(f"{LIST}?programme=sofia-seoul"))
    assert client.get(f"{LIST}/{secret.id}").status_code == 404
    assert client.get(f"{LIST}/{secret.id}/page").status_code == 404


def test_a_message_whose_body_is_emptied_says_so(elena: FlaskClient, world: World) -> None:
    world.published(invite=True)
    mail = mail_of("petar@sofia.example")
    with transaction():
        mailing.delivered(claimed("petar@sofia.example"), now=NOW)
        mailing.empty_old(now=NOW + timedelta(days=31))
    assert "no longer kept" in said(elena.get(f"{LIST}/{mail.id}"))
    assert elena.get(f"{LIST}/{mail.id}/page").text == ""


@pytest.mark.any_db
@pytest.mark.parametrize("number", ["0", "4711", "9" * 30, "x", "-1"])
def test_an_unknown_message_is_not_found(elena: FlaskClient, number: str) -> None:
    assert elena.get(f"{LIST}/{number}").status_code == 404
    assert elena.get(f"{LIST}/{number}/page").status_code == 404


def test_another_programmes_messages_are_not_theirs(client: FlaskClient, world: World) -> None:
    world.published(invite=True)
    mail = mail_of("petar@sofia.example")
    assert client.get(f"{LIST}/{mail.id}").status_code == 302
    sign_in(client, world.petar)
    assert client.get(f"{LIST}/{mail.id}").status_code == 403


def test_a_long_list_asks_no_more_than_a_short_one(elena: FlaskClient, world: World) -> None:
    world.published(invite=True)
    elena.get(LIST)
    with statements() as few:
        elena.get(LIST)
    for _ in range(3):
        world.published(invite=True)
    with statements() as many:
        assert "All (8)" in said(elena.get(LIST))
    assert len(many) == len(few)


@pytest.mark.parametrize(("language", "words"), [("en", "cannot be opened"), ("bg", "не може да")])
def test_a_message_that_no_key_opens_says_so(
    elena: FlaskClient, world: World, language: str, words: str
) -> None:
    world.published(invite=True)
    with transaction():
        mail = mail_of("petar@sofia.example")
        mail.body = b"sealed with a key that was lost"
    answer = elena.get(f"/{language}/manage/outbox/{mail.id}")
    assert answer.status_code == 200
    assert words in said(answer)
    assert elena.get(f"{LIST}/{mail.id}/page").text == ""

"""The answer to an invitation, by its link and on one's own page."""

from __future__ import annotations

import uuid

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask, url_for
from flask.testing import FlaskClient

from scheduler import links
from scheduler.actions import inviting, scheduling
from scheduler.db import db, transaction
from scheduler.models import Event, HistoryEntry, Invitation, Person
from tests.web.posting import post, said, sign_in
from tests.world import NOW, World, mails

pytestmark = pytest.mark.usefixtures("stopped_clock")


def invitation(event: Event, person: Person) -> Invitation:
    """Return that person's invitation."""
    found = inviting.find_invitation(event, person)
    assert found is not None
    return found


def link(asked: Invitation, language: str = "en") -> str:
    """Return the path of the page on which it is answered."""
    return f"/{language}/invitations/{asked.ref}/{inviting.answer_token(asked)}"


def test_the_address_is_that_of_the_letter(app: Flask, world: World) -> None:
    asked = invitation(world.published(invite=True), world.petar)
    token = inviting.answer_token(asked)
    with app.test_request_context(base_url="http://scheduler.example"):
        here = url_for("web.answer", ref=asked.ref, token=token, lang="bg", _external=True)
    assert here == links.answer("bg", asked.ref, token)


@pytest.mark.parametrize("language", ["bg", "en"])
def test_opening_the_link_shows_the_event_and_answers_nothing(
    client: FlaskClient, world: World, language: str
) -> None:
    asked = invitation(world.published(invite=True), world.petar)
    answer = client.get(link(asked, language))
    assert answer.status_code == 200
    assert world.published().title[language] in said(answer)
    assert "10:00–11:30" in said(answer)
    assert "https://meet.example.org/heat" in said(answer)
    assert invitation(asked.event, world.petar).answer == "needs-action"


@pytest.mark.parametrize(
    ("button", "words"),
    [
        ("accepted", "Your answer is noted: you take part."),
        ("tentative", "Your answer is noted: perhaps."),
        ("declined", "Your answer is noted: you do not take part."),
    ],
)
def test_a_button_answers_without_sign_in_and_can_be_changed(
    client: FlaskClient, world: World, button: str, words: str
) -> None:
    asked = invitation(world.published(invite=True), world.petar)
    post(client, link(asked), answer="accepted")
    answer = post(client, link(asked), answer=button)
    assert (answer.status_code, answer.location) == (303, link(asked))
    assert words in said(client.get(answer.location))
    stored = invitation(asked.event, world.petar)
    assert (stored.answer, stored.answered) == (button, NOW)


def test_history_says_who_answered_and_nothing_personal(client: FlaskClient, world: World) -> None:
    asked = invitation(world.published(invite=True), world.petar)
    post(client, link(asked), answer="declined")
    entry = db.session.scalars(sa.select(HistoryEntry).where(HistoryEntry.verb == "answer")).one()
    assert (entry.actor_id, entry.subject, entry.details) == (
        world.petar.id,
        f"event:{asked.event_id}",
        {"answer": "declined"},
    )


@pytest.mark.parametrize("given", ["", "needs-action", "yes", "x" * 10_000, "\x00"])
def test_another_answer_is_refused(client: FlaskClient, world: World, given: str) -> None:
    asked = invitation(world.published(invite=True), world.petar)
    assert post(client, link(asked), answer=given).status_code == 422
    assert invitation(asked.event, world.petar).answer == "needs-action"


def test_a_missing_token_answers_nothing(client: FlaskClient, world: World) -> None:
    asked = invitation(world.published(invite=True), world.petar)
    assert client.post(link(asked), data={"answer": "accepted"}).status_code == 400
    assert invitation(asked.event, world.petar).answer == "needs-action"


def test_a_cancelled_event_asks_nothing_any_more(client: FlaskClient, world: World) -> None:
    asked = invitation(world.published(invite=True), world.petar)
    with transaction():
        scheduling.cancel(asked.event, by=world.elena, now=NOW)
    shown, sent = client.get(link(asked)), post(client, link(asked), answer="accepted")
    assert [shown.status_code, sent.status_code] == [200, 409]
    words = "This event is cancelled. You need not answer."
    assert [words in said(answer) for answer in (shown, sent)] == [True, True]
    assert invitation(asked.event, world.petar).answer == "needs-action"


def test_a_withdrawn_invitation_asks_nothing_any_more(client: FlaskClient, world: World) -> None:
    asked = invitation(world.published(invite=True), world.petar)
    with transaction():
        inviting.withdraw(asked.event, now=NOW)
    sent = post(client, link(asked), answer="accepted")
    assert sent.status_code == 409
    assert "This invitation has been withdrawn." in said(sent)


def test_what_is_over_asks_nothing_any_more(
    client: FlaskClient, world: World, stopped_clock: time_machine.Traveller
) -> None:
    asked = invitation(world.published(invite=True), world.petar)
    stopped_clock.move_to(asked.event.end_utc)
    sent = post(client, link(asked), answer="accepted")
    assert sent.status_code == 409
    assert "This event is over." in said(sent)


def test_a_revoked_link_is_gone_and_an_unknown_one_not_found_with_the_same_words(
    client: FlaskClient, world: World
) -> None:
    asked = invitation(world.published(invite=True), world.petar)
    old = link(asked)
    with transaction():
        asked.generation += 1
    unknown = f"/en/invitations/{uuid.uuid4()}/{'x' * 32}"
    forged = f"/en/invitations/{asked.ref}/{'x' * 32}"
    answers = [client.get(path) for path in (old, unknown, forged)]
    assert [answer.status_code for answer in answers] == [410, 404, 404]
    assert len({said(answer) for answer in answers}) == 1
    assert post(client, old, answer="accepted").status_code == 410


def test_one_answers_on_ones_own_page_and_nobody_elses(app: Flask, world: World) -> None:
    asked = invitation(world.published(invite=True), world.petar)
    path = f"/en/me/invitations/{asked.ref}"
    mallory = sign_in(app.test_client(), world.mallory)
    petar = sign_in(app.test_client(), world.petar)
    assert post(app.test_client(), path, answer="accepted").status_code == 302
    assert post(mallory, path, answer="declined").status_code == 404
    assert post(petar, path, answer="tentative").location == "/en/me#invitations"
    assert invitation(asked.event, world.petar).answer == "tentative"


def test_an_answer_sends_no_mail(client: FlaskClient, world: World) -> None:
    asked = invitation(world.published(invite=True), world.petar)
    before = len(mails())
    post(client, link(asked), answer="accepted")
    assert len(mails()) == before

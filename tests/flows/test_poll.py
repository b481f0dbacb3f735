"""A poll from the question to the event: letters, links, the worker's reminder, the decision."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from scheduler import worker
from scheduler.actions import polling
from scheduler.db import db, transaction
from scheduler.models import Event, OutboxMail, Poll
from scheduler.queries import polls, verification
from tests import letters
from tests.web.filling import fields, fill_in, send
from tests.web.posting import sign_in
from tests.world import NOW, World, mails

pytestmark = pytest.mark.any_db
NEW = "/bg/manage/programmes/sofia-seoul/polls/new"
LINK = re.compile(r"http://scheduler\.example(/en/polls/\S+)")


@pytest.fixture(autouse=True)
def stopped() -> Iterator[time_machine.Traveller]:
    """Stop the clock at the world's own moment."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def test_from_the_question_to_the_event(
    any_db_app: Flask, client: FlaskClient, world: World, stopped: time_machine.Traveller
) -> None:
    # Elena offers two times, the second of which is a day off in Sofia.
    elena = sign_in(client, world.elena)
    checked = fill_in(
        elena,
        NEW,
        title__bg="Среща за отпадъците",
        title__en="Meeting on waste",
        **{
            "offers-0-date": "2.3.2027",
            "offers-0-time": "10:00",
            "offers-1-date": "3.3.2027",
            "offers-1-time": "9:30",
        },
        deadline_date="1.12.2026",
        deadline_time="17:00",
        people=[str(one.id) for one in (world.petar, world.minseo, world.jiho)],
    )
    assert "почивен ден" in checked.text
    assert send(elena, NEW, fields(checked), send="1").status_code == 303
    (listed,) = polls.polls_of(world.programme)
    assert (listed.asked, listed.answered) == (3, 0)

    # Minseo answers by the link of her letter, without signing in.
    visitor = any_db_app.test_client()
    path = _link("minseo@seoul.example")
    form = fields(visitor.get(path))
    marks = [f"slot-{slot}" for slot in form.getlist("shown")]
    assert send(visitor, path, form, **{marks[0]: "yes", marks[1]: "maybe"}).status_code == 303
    letters.all_left()

    # A day before the deadline the worker reminds the two others, once.
    stopped.move_to(datetime.fromisoformat("2026-11-30T15:00:00+00:00"))
    for _ in range(2):
        worker.chores()
    assert _told("poll_reminder") == ["petar@sofia.example", "jiho@seoul.example"]
    path = _link("jiho@seoul.example")
    form = fields(visitor.get(path))
    assert send(visitor, path, form, none="1").status_code == 303

    # Elena chooses the first: the event stands, and everybody hears of it.
    db.session.rollback()
    poll = db.session.query(Poll).one()
    client = sign_in(any_db_app.test_client(), world.elena)
    choice = f"/bg/manage/polls/{poll.ref}/times/{poll.slots[0].id}/choice"
    assert "2 души получават покана." in client.get(choice).text
    assert client.post(choice, data=fields(client.get(choice))).status_code == 303
    event = db.session.query(Event).one()
    assert (event.status, event.start_wall) == ("confirmed", datetime(2027, 3, 2, 10, 0))
    assert _told("invitation") == ["petar@sofia.example", "minseo@seoul.example"]
    assert _told("poll_result") == ["jiho@seoul.example"]
    assert list(verification.chains()) == []


def test_a_poll_that_cannot_be_reminded_of_holds_up_no_other(
    any_db_app: Flask, world: World, stopped: time_machine.Traveller
) -> None:
    offers = (polling.Offer(datetime(2027, 3, 2, 10, 0)),)
    for title in ("First", "Second"):
        asked = polling.Proposal(
            title={"bg": title, "en": title},
            zone="Europe/Sofia",
            minutes=60,
            offers=offers,
            deadline=datetime(2026, 12, 1, 17, 0),
            deadline_zone="Europe/Sofia",
            people=(world.petar.id,),
            cities=("sofia",),
        )
        with transaction():
            polling.open_poll(world.programme, asked, by=world.elena, now=NOW)
    letters.all_left()
    with transaction():
        first = db.session.query(Poll).order_by(Poll.id).first()
        first.zone = "Nowhere/Such"
    stopped.move_to(datetime.fromisoformat("2026-11-30T18:00:00+00:00"))
    worker.chores()
    assert len(_told("poll_reminder")) == 1


def _link(address: str) -> str:
    """Return the English link of the latest letter to that address."""
    mail = (
        db.session.query(OutboxMail).filter_by(recipient=address).order_by(OutboxMail.id)
    ).all()[-1]
    found = LINK.search(letters.text(letters.opened(mail)))
    assert found is not None
    return found[1]


def _told(kind: str) -> list[str]:
    db.session.rollback()
    return [mail.recipient for mail in mails(kind) if mail.state != "superseded"]

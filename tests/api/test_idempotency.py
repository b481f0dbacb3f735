"""A write with an Idempotency-Key is done once, however often and however closely it is sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
import time_machine
from flask import Flask

from scheduler.actions import remembering
from scheduler.db import db, transaction
from scheduler.models import Event, KeptAnswer, Person, Registration
from tests.api.asking import Script, fields
from tests.api.test_events import LEAST
from tests.api.test_registrations import ANA
from tests.world import NOW, World, mails


def test_the_same_request_gets_the_same_answer(world: World, elena: Script) -> None:
    first = elena.write("POST", "/events", LEAST, key="k-1")
    reordered = dict(reversed(LEAST.items()))
    second = elena.write("POST", "/events", reordered, key="k-1")
    assert (second.status_code, second.data) == (201, first.data)
    for name in ("ETag", "Location", "Content-Type"):
        assert second.headers[name] == first.headers[name]
    assert ("Idempotency-Replayed" in first.headers) is False
    assert second.headers["Idempotency-Replayed"] == "true"
    assert db.session.query(Event).count() == 1


def test_without_a_key_everything_is_done_again(world: World, elena: Script) -> None:
    elena.write("POST", "/events", LEAST)
    elena.write("POST", "/events", LEAST)
    assert db.session.query(Event).count() == 2
    assert db.session.query(KeptAnswer).count() == 0


def test_a_key_is_for_one_request(world: World, elena: Script) -> None:
    elena.write("POST", "/events", LEAST, key="k")
    answer = elena.write("POST", "/events", LEAST | {"capacity": 5}, key="k")
    assert (answer.status_code, answer.json["code"]) == (422, "idempotency_key_reused")
    assert fields(answer) == {"Idempotency-Key": "idempotency_key_reused"}
    assert db.session.query(Event).count() == 1


def test_a_key_is_its_owners(
    world: World, elena: Script, script_of: Callable[[Person], Script]
) -> None:
    elena.write("POST", "/events", LEAST, key="k")
    other = script_of(world.jiho).write("POST", "/events", LEAST | {"capacity": 5}, key="k")
    assert other.status_code == 201
    assert db.session.query(Event).count() == 2


def test_a_refusal_is_not_kept(world: World, elena: Script) -> None:
    wrong = LEAST | {"cities": ["paris"]}
    assert elena.problem("POST", "/events", wrong, key="k") == (422, "not_in_programme")
    assert elena.write("POST", "/events", LEAST, key="k").status_code == 201


def test_a_change_is_done_once(world: World, elena: Script) -> None:
    event = world.published(invite=True)
    path = f"/events/{event.uid}"
    read = elena.etag(path)
    sent = len(mails())
    answers = [
        elena.write("PATCH", path, {"title": {"en": "Heat"}}, match=read, key="k") for _ in "123"
    ]
    assert [a.status_code for a in answers] == [200, 200, 200]
    assert len({a.headers["ETag"] for a in answers}) == 1
    assert elena.get(path)["version"] == 3
    assert len(mails()) == sent + 2


def test_a_stranger_registers_once(world: World, stranger: Script) -> None:
    path = f"/events/{world.visit().uid}/registrations"
    first, second = (stranger.write("POST", path, ANA, key="k") for _ in "12")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json == second.json
    assert len(mails()) == 1
    # Another stranger's key is another key, whatever it says.
    other = stranger.write("POST", path, ANA | {"email": "boris@sofia.example"}, key="k")
    assert (other.status_code, other.json["id"] == first.json["id"]) == (201, False)


def test_a_registration_that_was_there_is_answered_alike(world: World, stranger: Script) -> None:
    path = f"/events/{world.visit().uid}/registrations"
    stranger.write("POST", path, ANA)
    answers = [stranger.problem("POST", path, ANA, key="k") for _ in "12"]
    assert answers == [(409, "already_registered")] * 2
    assert len(mails()) == 2


@pytest.mark.parametrize("key", ["", "x" * 256, "a b", "ключ".encode().decode("latin-1")])
def test_a_key_is_short_and_plain(world: World, elena: Script, key: str) -> None:
    answer = elena.write("POST", "/events", LEAST, key=key)
    assert answer.status_code == 422
    assert list(fields(answer)) == ["Idempotency-Key"]


def test_what_is_kept_is_sealed_and_forgotten_after_a_day(world: World, stranger: Script) -> None:
    path = f"/events/{world.visit().uid}/registrations"
    stranger.write("POST", path, ANA, key="k")
    kept = db.session.query(KeptAnswer).one()
    assert b"ana@sofia" not in (kept.body or b"")
    with transaction():
        remembering.forget_old(now=NOW + timedelta(hours=23))
    assert db.session.query(KeptAnswer).count() == 1
    with transaction():
        remembering.forget_old(now=NOW + timedelta(hours=24))
    assert db.session.query(KeptAnswer).count() == 0


@pytest.mark.any_db
def test_a_key_is_new_again_after_a_day(world: World, elena: Script) -> None:
    elena.write("POST", "/events", LEAST, key="k")
    with time_machine.travel(NOW + timedelta(hours=24), tick=False):
        answer = elena.write("POST", "/events", LEAST | {"capacity": 5}, key="k")
    assert answer.status_code == 201
    assert db.session.query(KeptAnswer).count() == 1


def together(app: Flask, times: int, write: Callable[[], Any]) -> list[Any]:
    """Do a write in so many threads at the same moment."""
    start = Barrier(times)

    def run() -> Any:
        start.wait()
        return write()

    with ThreadPoolExecutor(times) as pool:
        answers = [f.result() for f in [pool.submit(run) for _ in range(times)]]
    db.session.rollback()  # what the test has read so far would hide what they wrote
    return answers


@pytest.mark.any_db
def test_of_many_at_once_one_is_done_and_all_hear_of_it(
    app: Flask, world: World, elena: Script, rounds: Callable[[int], int]
) -> None:
    for n in range(rounds(3)):
        answers = together(
            app,
            6,
            lambda n=n: Script(app.test_client(), elena.token).write(
                "POST", "/events", LEAST, key=f"k-{n}"
            ),
        )
        assert Counter(a.status_code for a in answers) == {201: 6}
        assert len({a.data for a in answers}) == 1
        assert sum("Idempotency-Replayed" in a.headers for a in answers) == 5
    assert db.session.query(Event).count() == rounds(3)


@pytest.mark.any_db
def test_of_many_changes_at_once_one_is_made(app: Flask, world: World, elena: Script) -> None:
    path = f"/events/{world.published().uid}"
    read = elena.etag(path)
    answers = together(
        app,
        6,
        lambda: Script(app.test_client(), elena.token).write(
            "PATCH", path, {"capacity": 40}, match=read
        ),
    )
    assert Counter(a.status_code for a in answers) == {200: 1, 412: 5}
    assert elena.get(path)["version"] == 3


@pytest.mark.any_db
def test_of_many_registrations_at_once_two_are_seated(
    app: Flask, world: World, stranger: Script
) -> None:
    path = f"/events/{world.visit().uid}/registrations"
    addresses = iter([f"delegate-{n}@sofia.example" for n in range(8)])
    answers = together(
        app,
        8,
        lambda: Script(app.test_client()).write("POST", path, ANA | {"email": next(addresses)}),
    )
    assert Counter(a.json["status"] for a in answers) == {"confirmed": 2, "waitlisted": 6}
    assert sorted(a.json["position"] for a in answers if a.json["position"]) == [1, 2, 3, 4, 5, 6]
    assert db.session.query(Registration).count() == 8

"""Two hundred clients at once on forty places, through the real server, on both databases.

The control takes the lock away, and with it what the lock is for: the decision is then taken on
facts that were read before. It must oversell, or this test would prove nothing.
"""

from __future__ import annotations

import json
import threading
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask

from scheduler.actions import registering
from scheduler.actions.registering import Application, verbs
from scheduler.db import db, transaction
from scheduler.models import Event
from scheduler.queries import roster, verification
from tests.live import Live
from tests.world import NOW, World

pytestmark = pytest.mark.any_db
CLIENTS, SEATS = 200, 40
RIVALS, FEW_SEATS = 12, 4


def test_exactly_the_seats_are_given_and_the_line_has_no_gap(world: World, live: Live) -> None:
    event = world.visit_today(capacity=SEATS)
    live.serve()
    url = f"{live.url}/api/v1/events/{event.uid}/registrations"
    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = list(pool.map(lambda n: _post(url, n), range(CLIENTS)))
    assert Counter(status for status, _ in answers) == {201: CLIENTS}
    places = [answer["position"] for _, answer in answers if answer["status"] == "waitlisted"]
    assert Counter(answer["status"] for _, answer in answers) == {
        "confirmed": SEATS,
        "waitlisted": CLIENTS - SEATS,
    }
    assert sorted(places) == list(range(1, CLIENTS - SEATS + 1))
    db.session.rollback()
    stored = roster.registrations(event)
    assert [each.number for each in stored] == list(range(1, CLIENTS + 1))
    assert [each.status for each in stored[:SEATS]] == ["confirmed"] * SEATS
    assert list(verification.seats(NOW)) == []
    assert list(verification.chains()) == []


def test_threads_with_the_lock_never_oversell(world: World, any_db_app: Flask) -> None:
    event = world.visit(capacity=FEW_SEATS)
    _rush(any_db_app, event)
    assert roster.facts(event).taken == FEW_SEATS


def test_without_the_lock_the_same_rush_oversells(
    world: World, any_db_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = world.visit(capacity=FEW_SEATS)
    everyone_has_read = threading.Barrier(RIVALS)
    stale = threading.local()

    def read_before_the_lock(_event: Event) -> Any:
        return stale.facts

    real = roster.facts

    def register_on_stale_facts(target: Event, name: str) -> None:
        stale.facts = real(target)
        everyone_has_read.wait(20)
        _register(target, name)

    monkeypatch.setattr(verbs.roster, "facts", read_before_the_lock)
    _rush(any_db_app, event, register_on_stale_facts)
    assert real(event).taken > FEW_SEATS


def _rush(app: Flask, event: Event, register: Any = None) -> None:
    """Have all rivals register at the same moment, each in a thread and session of its own."""
    event_id = event.id
    db.session.rollback()
    start = threading.Barrier(RIVALS)

    def one(number: int) -> None:
        with app.app_context():
            target = db.session.get_one(Event, event_id)
            start.wait(20)
            (register or _register)(target, f"rival{number}")

    with ThreadPoolExecutor(RIVALS) as pool:
        list(pool.map(one, range(RIVALS)))


def _register(event: Event, name: str) -> None:
    application = Application(name, f"{name}@sofia.example", "sofia", "bg")
    with transaction():
        registering.register(event, application, by=None, now=NOW)


def _post(url: str, number: int) -> tuple[int, dict[str, Any]]:
    body = {
        "name": f"Делегат {number}",
        "email": f"delegate{number}@sofia.example",
        "city": "sofia",
        "language": "bg",
    }
    request = urllib.request.Request(
        url, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.status, json.load(answer)

"""Asking for a feed as a calendar does, and reading the answer by two readers."""

from __future__ import annotations

from typing import Any

import icalendar
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from scheduler.actions import subscribing
from scheduler.actions.subscribing import Wishes
from scheduler.db import transaction
from scheduler.models import Person
from scheduler.queries import subscriptions
from tests.documents import reading
from tests.world import NOW

PUBLIC = "/feeds/sofia-seoul.ics"


def ask(client: FlaskClient, address: str, method: str = "GET", **headers: str) -> TestResponse:
    """Return the answer, read to its last byte and closed then, as a server does."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = client.open(address, method=method, headers=named)
    answer.get_data()
    answer.close()
    return answer


def feed(client: FlaskClient, address: str = PUBLIC) -> reading.Component:
    """Return the calendar at that address, read by the tests' own reader and by icalendar."""
    answer = ask(client, address)
    assert answer.status_code == 200, answer.text
    assert len(icalendar.Calendar.from_ical(answer.data).walk("VEVENT")) == answer.text.count(
        "BEGIN:VEVENT"
    )
    return reading.read(answer.data)


def events(client: FlaskClient, address: str = PUBLIC) -> list[reading.Component]:
    """Return the entries of a feed."""
    return feed(client, address).inside("VEVENT")


def titles(client: FlaskClient, address: str = PUBLIC) -> list[str]:
    """Return the titles of a feed's entries, in its order."""
    return [each.text("SUMMARY") for each in events(client, address)]


def address_of(person: Person, **choices: Any) -> str:
    """Return the address of that person's feed, made if there is none."""
    with transaction():
        made = subscriptions.working_feeds(person)
        if not made:
            made = [subscribing.make_feed(person, Wishes("Calendar", **choices), now=NOW)]
    return f"/feeds/mine/{subscribing.feed_token(made[0])}.ics"

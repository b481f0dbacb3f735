"""One's own calendars by the API: made, listed and revoked, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from scheduler.actions import subscribing
from scheduler.actions.subscribing import Wishes
from scheduler.db import db, transaction
from scheduler.models import Feed, Person
from scheduler.queries import subscriptions
from tests.api.asking import Script, fields
from tests.world import NOW, World

USUAL = {"mine": True, "confirmed": False, "visits": False, "themes": [], "deadlines": False}
ALL = {
    "name": "hall",
    "choice": {
        "mine": False,
        "confirmed": False,
        "visits": False,
        "themes": ["innovation", "smart-city"],
        "deadlines": True,
    },
    "details": False,
    "reminder": 30,
    "language": "bg",
}


@pytest.fixture
def petar(world: World, script_of: Callable[[Person], Script]) -> Script:
    """Return Petar's script."""
    return script_of(world.petar)


def path_of(address: str) -> str:
    """Return what follows the host in an address."""
    return "/feeds/" + address.partition("/feeds/")[2]


@pytest.mark.any_db
def test_a_name_is_enough(world: World, petar: Script) -> None:
    answer = petar.write("POST", "/me/feeds", {"name": "phone"})
    assert answer.status_code == 201
    (feed,) = subscriptions.feeds(world.petar)
    assert answer.json == {
        "id": 1,
        "name": "phone",
        "choice": USUAL,
        "details": True,
        "reminder": None,
        "language": "both",
        "url": f"http://scheduler.example/feeds/mine/{subscribing.feed_token(feed)}.ics",
        "created": "2026-11-23T08:00:00Z",
        "last_fetched": None,
        "client": None,
        "revoked": None,
    }
    assert subscribing.wishes_of(feed) == Wishes("phone")


def test_everything_can_be_chosen(world: World, petar: Script) -> None:
    made = petar.write("POST", "/me/feeds", ALL).json
    assert {name: made[name] for name in ALL} == ALL
    assert petar.get("/me/feeds") == {"items": [made], "next": None}


def test_a_key_makes_one(world: World, petar: Script) -> None:
    answers = [petar.write("POST", "/me/feeds", {"name": "phone"}, key="k") for _ in "12"]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json == answers[1].json
    assert db.session.query(Feed).count() == 1


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, {"name": "missing"}),
        ({"name": ""}, {"name": "missing"}),
        ({"name": " \u200b\u200d"}, {"name": "missing"}),
        ({"name": None}, {"name": "missing"}),
        ({"name": 1}, {"name": "wrong_type"}),
        ({"name": "x" * 81}, {"name": "too_long"}),
        ({"name": "a\nb"}, {"name": "control_characters"}),
        ({"name": "PHONE"}, {"name": "feed_name_taken"}),
        ({"name": "x", "choice": {"mine": False}}, {"choice.mine": "feed_empty"}),
        ({"name": "x", "choice": {"themes": ["x"]}}, {"choice.themes": "not_in_programme"}),
        ({"name": "x", "choice": {"mine": "true"}}, {"choice.mine": "wrong_type"}),
        ({"name": "x", "choice": {"all": True}}, {"choice.all": "unknown_field"}),
        ({"name": "x", "choice": []}, {"choice": "wrong_type"}),
        ({"name": "x", "reminder": 15}, {"reminder": "invalid"}),
        ({"name": "x", "reminder": 10.5}, {"reminder": "wrong_type"}),
        ({"name": "x", "reminder": 5}, {"reminder": "out_of_range"}),
        ({"name": "x", "language": "ko"}, {"language": "invalid"}),
        ({"name": "x", "details": 1}, {"details": "wrong_type"}),
        ({"name": "x", "url": "https://x"}, {"url": "unknown_field"}),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(
    world: World, petar: Script, body: dict[str, Any], wrong: dict[str, str]
) -> None:
    petar.write("POST", "/me/feeds", {"name": "phone"})
    answer = petar.write("POST", "/me/feeds", body)
    assert (answer.status_code, fields(answer)) == (422, wrong)
    assert db.session.query(Feed).count() == 1


def test_there_is_an_end_to_how_many(world: World, petar: Script) -> None:
    for number in range(subscribing.MOST):
        assert petar.write("POST", "/me/feeds", {"name": f"{number}"}).status_code == 201
    assert petar.problem("POST", "/me/feeds", {"name": "x"}) == (409, "too_many_feeds")


def test_the_list_says_who_fetched_what(world: World, petar: Script, elena: Script) -> None:
    for name in ("phone", "office"):
        petar.write("POST", "/me/feeds", {"name": name})
    elena.write("POST", "/me/feeds", {"name": "Elena's"})
    (_office, phone) = subscriptions.feeds(world.petar)
    with transaction():
        subscribing.note_fetch(phone.id, client="google", now=NOW - timedelta(hours=2))
    found = petar.get("/me/feeds")["items"]
    assert [(feed["name"], feed["last_fetched"], feed["client"]) for feed in found] == [
        ("phone", "2026-11-23T06:00:00Z", "google"),
        ("office", None, None),
    ]


@pytest.mark.any_db
def test_a_revoked_one_is_gone_for_good(world: World, petar: Script, client: FlaskClient) -> None:
    address = path_of(petar.write("POST", "/me/feeds", {"name": "phone"}).json["url"])
    for _ in range(2):
        answer = petar.write("DELETE", "/me/feeds/1")
        assert (answer.status_code, answer.json["url"], answer.json["revoked"]) == (
            200,
            None,
            "2026-11-23T08:00:00Z",
        )
    assert client.get(address).status_code == 410
    assert petar.get("/me/feeds")["items"] == []
    assert petar.write("POST", "/me/feeds", {"name": "phone"}).json["id"] == 2


def test_they_are_their_owners_alone(
    world: World, petar: Script, elena: Script, stranger: Script
) -> None:
    petar.write("POST", "/me/feeds", {"name": "phone"})
    assert elena.get("/me/feeds")["items"] == []
    assert elena.problem("DELETE", "/me/feeds/1") == (404, "not_found")
    assert petar.problem("DELETE", f"/me/feeds/{10**30}") == (404, "not_found")
    for method, path in (("GET", ""), ("POST", ""), ("DELETE", "/1")):
        assert stranger.problem(method, f"/me/feeds{path}") == (401, "token_missing")
    assert len(subscriptions.working_feeds(world.petar)) == 1

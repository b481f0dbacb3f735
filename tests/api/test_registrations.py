"""Registrations through the API: asked for, read, listed, given back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scheduler.actions import registering
from scheduler.db import transaction
from scheduler.models import Event, Person
from scheduler.queries import roster
from tests.api.asking import Script, fields
from tests.api.test_lists import counted, walk
from tests.world import NOW, World, mails

ANA = {"name": "Ana Petrova", "email": "Ana@sofia.example", "city": "sofia", "language": "bg"}


@pytest.fixture
def visit(world: World) -> Event:
    """Return a visit to Seoul with two seats."""
    return world.visit()


def apply(script: Script, visit: Event, name: str = "Ana") -> dict[str, Any]:
    """Return the registration of a newcomer."""
    body = ANA | {"name": name, "email": f"{name.lower()}@sofia.example"}
    answer = script.write("POST", f"/events/{visit.uid}/registrations", body)
    assert answer.status_code == 201, answer.text
    return answer.json


def test_a_stranger_registers_and_confirms_by_mail(visit: Event, stranger: Script) -> None:
    answer = stranger.write("POST", f"/events/{visit.uid}/registrations", ANA)
    registration = roster.registrations(visit)[0]
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/api/v1/registrations/{registration.ref}"
    assert answer.json == {
        "id": registration.ref,
        "event": visit.uid,
        "person": {
            "name": "Ana Petrova",
            "email": "ana@sofia.example",
            "city": "sofia",
            "language": "bg",
        },
        "status": "confirmed",
        "position": None,
        "party": 1,
        "created": "2026-11-23T08:00:00Z",
        "version": 1,
        "email_confirmed": False,
        "hold_until": "2026-11-24T08:00:00Z",
    }
    assert registering.manage_token(registration) not in answer.text
    assert [mail.recipient for mail in mails("registration_received")] == ["ana@sofia.example"]


def test_ones_own_address_needs_no_mail(
    world: World, visit: Event, script_of: Callable[[Person], Script]
) -> None:
    petar = script_of(world.petar)
    body = {"name": "Petar Ivanov", "email": world.petar.email, "city": "sofia", "language": "bg"}
    made = petar.write("POST", f"/events/{visit.uid}/registrations", body).json
    assert (made["email_confirmed"], made["hold_until"]) == (True, None)
    assert petar.get(f"/registrations/{made['id']}") == made


def test_the_line_tells_ones_place(visit: Event, stranger: Script) -> None:
    made = [apply(stranger, visit, name) for name in ("Ana", "Boris", "Vera", "Georgi")]
    assert [(m["status"], m["position"]) for m in made] == [
        ("confirmed", None),
        ("confirmed", None),
        ("waitlisted", 1),
        ("waitlisted", 2),
    ]


def test_a_second_try_mails_the_link_and_tells_nothing(visit: Event, stranger: Script) -> None:
    made = apply(stranger, visit)
    body = ANA | {"name": "Mallory", "email": "ANA@sofia.example"}
    answer = stranger.write("POST", f"/events/{visit.uid}/registrations", body)
    assert (answer.status_code, answer.json["code"]) == (409, "already_registered")
    assert made["id"] not in answer.text
    assert "Petrova" not in answer.text
    assert len(roster.registrations(visit)) == 1
    assert [mail.recipient for mail in mails()] == ["ana@sofia.example"] * 2


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"name": " "}, {"name": "missing"}),
        ({"name": None}, {"name": "missing"}),
        ({"name": "x" * 201}, {"name": "too_long"}),
        ({"name": "a\u0000b"}, {"name": "control_characters"}),
        ({"name": "a\nBcc: b"}, {"name": "control_characters"}),
        ({"email": "ana"}, {"email": "email_invalid"}),
        ({"email": "ana@sofia.example\n"}, {}),
        ({"city": "third-city"}, {"city": "not_in_programme"}),
        ({"language": "fr"}, {"language": "not_in_programme"}),
        ({"party": 2}, {"party": "unknown_field"}),
        (
            {"city": "x", "language": "y"},
            {"city": "not_in_programme", "language": "not_in_programme"},
        ),
    ],
)
def test_what_is_wrong_is_named(
    visit: Event, stranger: Script, said: dict[str, Any], wrong: dict[str, str]
) -> None:
    answer = stranger.write("POST", f"/events/{visit.uid}/registrations", ANA | said)
    assert (answer.status_code, fields(answer) if wrong else {}) == (422 if wrong else 201, wrong)


def test_what_has_no_registration_takes_none(world: World, stranger: Script) -> None:
    session, draft = world.published(), world.draft()
    closed = world.visit(opens=None, closes=None)
    answers = [
        stranger.problem("POST", f"/events/{event.uid}/registrations", ANA)
        for event in (session, closed, draft)
    ]
    closed_answer = (409, "registration_closed")
    assert answers == [closed_answer, closed_answer, (404, "not_found")]
    assert stranger.problem("POST", "/events/nothing/registrations", ANA) == (404, "not_found")


def test_a_registration_is_its_owners_and_the_organizers(
    world: World,
    visit: Event,
    stranger: Script,
    mallory: Script,
    elena: Script,
    script_of: Callable[[Person], Script],
) -> None:
    path = f"/registrations/{apply(stranger, visit, 'Petar')['id']}"
    assert elena.get(path)["person"]["name"] == "Petar"
    assert stranger.problem("GET", path) == (401, "token_missing")
    assert mallory.problem("GET", path) == (404, "not_found")
    assert mallory.problem("GET", "/registrations/nothing") == (404, "token_unknown")
    with transaction():
        registering.confirm(roster.registrations(visit)[0], now=NOW)
    owner = roster.registrations(visit)[0].person
    assert owner is not None
    assert script_of(owner).get(path)["email_confirmed"] is True


def test_organizers_list_them(
    world: World, visit: Event, stranger: Script, mallory: Script, elena: Script
) -> None:
    path = f"/events/{visit.uid}/registrations"
    for name in ("Ana", "Boris", "Vera", "Georgi"):
        apply(stranger, visit, name)
    found = elena.get(path)["items"]
    assert [(r["person"]["name"], r["position"]) for r in found] == [
        ("Ana", None),
        ("Boris", None),
        ("Vera", 1),
        ("Georgi", 2),
    ]
    assert walk(elena, path, 3) == found
    assert [r["position"] for r in elena.get(path, status="waitlisted")["items"]] == [1, 2]
    assert stranger.problem("GET", path) == (401, "token_missing")
    assert mallory.problem("GET", path) == (403, "not_allowed")
    assert mallory.problem("GET", f"/events/{world.draft().uid}/registrations")[0] == 404


def test_a_longer_list_takes_no_more_statements(
    visit: Event, stranger: Script, elena: Script
) -> None:
    counts = []
    for name in ("Ana", "Boris", "Vera", "Georgi"):
        apply(stranger, visit, name)
        with counted() as statements:
            elena.get(f"/events/{visit.uid}/registrations")
        counts.append(len(statements))
    assert counts == [counts[0]] * 4


def test_giving_a_place_back_moves_the_next_one_up(
    visit: Event, stranger: Script, elena: Script
) -> None:
    made = [apply(stranger, visit, name) for name in ("Ana", "Boris", "Vera")]
    path = f"/registrations/{made[0]['id']}"
    assert elena.problem("POST", f"{path}/cancellation") == (428, "version_missing")
    assert elena.problem("POST", f"{path}/cancellation", match='"x"') == (412, "version_differs")
    answer = elena.write("POST", f"{path}/cancellation", match=elena.etag(path))
    assert (answer.status_code, answer.json["status"]) == (200, "cancelled")
    assert answer.headers["ETag"] == elena.etag(path)
    assert elena.get(f"/registrations/{made[2]['id']}")["status"] == "confirmed"
    again = elena.problem("POST", f"{path}/cancellation", match="*")
    assert again == (409, "registration_ended")


def test_only_who_may_gives_a_place_back(visit: Event, stranger: Script, mallory: Script) -> None:
    path = f"/registrations/{apply(stranger, visit)['id']}/cancellation"
    assert stranger.problem("POST", path, match="*") == (401, "token_missing")
    assert mallory.problem("POST", path, match="*") == (404, "not_found")

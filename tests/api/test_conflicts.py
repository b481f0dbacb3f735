"""Conflicts for scripts: who reads them, in which languages, and what acknowledging does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from scheduler.models import Event, Person
from tests.api.asking import Script, fields
from tests.world import SESSION, World

LATE: dict[str, Any] = {"start": datetime(2027, 3, 10, 18), "end": datetime(2027, 3, 10, 19)}
NIGHT = {
    "kind": "night",
    "severity": "serious",
    "key": "night:seoul:2027-03-11T01:00-02:00",
    "acknowledged": False,
    "text": {"bg": "Сеул: 01:00–02:00\u00a0ч., през нощта", "en": "Seoul: 01:00–02:00, night"},
    "event": None,
    "cities": ["seoul"],
    "dates": ["2027-03-11"],
}


def said(script: Script, event: Event) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = script.get(f"/events/{event.uid}")["conflicts"]
    return found


def acknowledge(script: Script, event: Event, *keys: str, **more: Any) -> Any:
    body = {"keys": list(keys)} | more
    answer = script.write("POST", f"/events/{event.uid}/acknowledgements", body)
    assert answer.status_code == 200, answer.text
    return {one["key"]: one["acknowledged"] for one in answer.json["conflicts"]}


def test_an_organizer_reads_what_speaks_against_an_event(world: World, elena: Script) -> None:
    first, second = said(elena, world.draft(**LATE))
    assert first == NIGHT
    assert (second["kind"], second["severity"]) == ("outside_hours", "mild")
    assert second["text"]["en"] == "Sofia: 18:00–19:00, outside office hours"


def test_the_other_event_is_told_by_its_uid(world: World, elena: Script) -> None:
    beside = world.published(invite=True)
    kinds = {one["kind"]: one for one in said(elena, world.draft())}
    assert kinds["person_busy"]["event"] == kinds["room_taken"]["event"] == beside.uid
    assert kinds["person_busy"]["dates"] == ["2027-03-10"]
    assert kinds["person_busy"]["text"]["en"].endswith(": Petar Ivanov, Minseo Park")


def test_writes_answer_with_them(world: World, elena: Script) -> None:
    least = {"programme": "sofia-seoul", "kind": "live_session", "title": {"bg": "Х", "en": "X"}}
    body = least | {
        "start": "2027-03-10T18:00",
        "zone": "Europe/Sofia",
        "cities": ["sofia", "seoul"],
    }
    made = elena.write("POST", "/events", body).json
    assert [one["kind"] for one in made["conflicts"]] == ["night", "outside_hours"]
    path = f"/events/{made['uid']}"
    answer = elena.write("PATCH", path, {"start": "2027-03-10T09:00"}, match=elena.etag(path))
    assert answer.status_code == 200, answer.text
    assert answer.json["conflicts"] == []


def test_they_are_for_organizers_and_for_one_event(
    world: World, stranger: Script, mallory: Script, script_of: Callable[[Person], Script]
) -> None:
    event = world.published(**LATE)
    for script in (stranger, mallory, script_of(world.petar)):
        assert said(script, event) is None
    jiho = script_of(world.jiho)
    assert len(said(jiho, event)) == 2
    assert [item["conflicts"] for item in jiho.get("/events")["items"]] == [None]


def test_what_is_known_says_so_until_it_is_taken_back(world: World, elena: Script) -> None:
    event = world.draft(**LATE)
    night, outside = (one["key"] for one in said(elena, event))
    assert acknowledge(elena, event, night) == {night: True, outside: False}
    assert acknowledge(elena, event, night, outside) == {night: True, outside: True}
    assert acknowledge(elena, event, night, acknowledged=False) == {night: False, outside: True}
    assert elena.get(f"/events/{event.uid}")["version"] == event.version


def test_keys_of_nothing_do_nothing(world: World, elena: Script) -> None:
    event = world.draft(**LATE)
    gone = ["night:seoul:2001-01-01T00:00-", "", "night", "приключило"]
    assert set(acknowledge(elena, event, *gone).values()) == {False}
    assert set(acknowledge(elena, event).values()) == {False}


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({}, {"keys": "missing"}),
        ({"keys": None}, {"keys": "missing"}),
        ({"keys": "night"}, {"keys": "wrong_type"}),
        ({"keys": [1]}, {"keys.0": "wrong_type"}),
        ({"keys": ["x" * 241]}, {"keys.0": "too_long"}),
        ({"keys": ["x"] * 10_000}, {"keys": "out_of_range"}),
        ({"keys": [], "acknowledged": "no"}, {"acknowledged": "wrong_type"}),
        ({"keys": [], "event": 1}, {"event": "unknown_field"}),
    ],
)
def test_what_is_not_a_list_of_keys_is_refused(
    world: World, elena: Script, body: dict[str, Any], problem: dict[str, str]
) -> None:
    event = world.draft(**LATE)
    answer = elena.write("POST", f"/events/{event.uid}/acknowledgements", body)
    assert (answer.status_code, fields(answer)) == (422, problem)


def test_who_does_not_organize_it_acknowledges_nothing(
    world: World, stranger: Script, mallory: Script, script_of: Callable[[Person], Script]
) -> None:
    draft, published = world.draft(**LATE), world.published(SESSION)
    body = {"keys": [NIGHT["key"]]}
    for script, event, refusal in (
        (stranger, draft, (401, "token_missing")),
        (mallory, draft, (404, "not_found")),
        (mallory, published, (403, "not_allowed")),
        (script_of(world.petar), published, (403, "not_allowed")),
    ):
        path = f"/events/{event.uid}/acknowledgements"
        assert script.problem("POST", path, body) == refusal
    assert mallory.problem("POST", "/events/nothing/acknowledgements", body) == (404, "not_found")


def test_a_key_sent_twice_is_done_once(world: World, elena: Script) -> None:
    event = world.draft(**LATE)
    path, body = f"/events/{event.uid}/acknowledgements", {"keys": [NIGHT["key"]]}
    first = elena.write("POST", path, body, key="k")
    again = elena.write("POST", path, body, key="k")
    assert (again.json, again.headers["Idempotency-Replayed"]) == (first.json, "true")

"""importCalendar: a file told entry by entry, taken into drafts, done once for a key."""

from __future__ import annotations

from typing import Any

from werkzeug.test import TestResponse

from scheduler.actions import scheduling
from scheduler.db import db, transaction
from scheduler.models import Event
from tests.actions.test_importing import TALK, entry
from tests.api.asking import Script, fields
from tests.world import NOW, World

PATH = "/programmes/sofia-seoul/import"


def file(*entries: str) -> bytes:
    """Return a calendar with those entries."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//", *entries, "END:VCALENDAR", ""]
    return "\r\n".join(lines).encode()


def send(script: Script, data: bytes, key: str | None = None, **query: Any) -> TestResponse:
    """Send a file."""
    headers = {"Idempotency-Key": key} if key else {}
    return script.ask(
        "POST", PATH, data=data, content_type="text/calendar", headers=headers, query_string=query
    )


def test_a_file_becomes_drafts(world: World, elena: Script) -> None:
    answer = send(
        elena, file(entry(), entry(UID="2", STATUS="CANCELLED")), language="en", city="sofia"
    )
    [event] = db.session.query(Event).all()
    assert answer.status_code == 200
    assert answer.json == {
        "dry_run": False,
        "notes": [],
        "entries": [
            {
                "number": 1,
                "uid": TALK["UID"],
                "title": {"en": "Heat meters"},
                "outcome": "new",
                "event": event.uid,
                "changes": [],
                "notes": [],
                "reasons": [],
            },
            {
                "number": 2,
                "uid": "2",
                "title": {"en": "Heat meters"},
                "outcome": "refused",
                "event": None,
                "changes": [],
                "notes": [],
                "reasons": [
                    {"code": "cancelled_there", "detail": "It is cancelled in its calendar."}
                ],
            },
        ],
    }
    assert (event.status, [city.slug for city in event.cities]) == ("draft", ["sofia"])


def test_a_dry_run_writes_nothing(world: World, elena: Script) -> None:
    answer = send(elena, file(entry()), dry_run="true")
    assert [one["outcome"] for one in answer.json["entries"]] == ["new"]
    assert db.session.query(Event).count() == 0


def test_a_second_file_changes_the_draft(world: World, elena: Script) -> None:
    send(elena, file(entry()), language="en")
    [same] = send(elena, file(entry()), language="en").json["entries"]
    assert (same["outcome"], same["changes"]) == ("same", [])
    [changed] = send(elena, file(entry(SUMMARY="Heat")), language="en").json["entries"]
    assert (changed["outcome"], changed["changes"]) == ("changed", ["title.en"])
    [event] = db.session.query(Event).all()
    assert (changed["event"], event.title) == (event.uid, {"en": "Heat"})


def test_what_is_published_is_refused(world: World, elena: Script) -> None:
    send(elena, file(entry()), language="en")
    send(elena, file(entry(SUMMARY="Топломери")), language="bg")
    [event] = db.session.query(Event).all()
    with transaction():
        scheduling.publish(event, by=world.elena, now=NOW, invite=False)
    [line] = send(elena, file(entry(SUMMARY="Heat")), language="en").json["entries"]
    assert (line["outcome"], line["event"]) == ("refused", event.uid)
    assert [one["code"] for one in line["reasons"]] == ["published_otherwise"]
    [gone] = send(elena, file(entry(STATUS="CANCELLED"))).json["entries"]
    assert [one["code"] for one in gone["reasons"]] == ["cancelled_and_published"]


def test_the_same_key_imports_once(world: World, elena: Script) -> None:
    first = send(elena, file(entry(UID=None)), key="a")
    again = send(elena, file(entry(UID=None)), key="a")
    assert (again.json, again.headers["Idempotency-Replayed"]) == (first.json, "true")
    assert db.session.query(Event).count() == 1
    other = send(elena, file(entry(UID="2")), key="a")
    assert (other.status_code, other.json["code"]) == (422, "idempotency_key_reused")


def test_what_is_said_about_a_file_is_checked(world: World, elena: Script) -> None:
    answer = send(elena, file(entry()), language="fr", zone="Mars", city="paris")
    assert (answer.status_code, fields(answer)) == (
        422,
        {"language": "not_in_programme", "zone": "zone_unknown", "city": "not_in_programme"},
    )
    assert fields(send(elena, file(entry()), since="8.7.2026", dry_run="1")) == {
        "since": "date_unreadable",
        "dry_run": "wrong_type",
    }


def test_what_is_no_calendar_is_refused(world: World, elena: Script) -> None:
    assert send(elena, b"").json["code"] == "missing"
    assert send(elena, b"hello").json["code"] == "not_a_calendar"
    large = send(elena, b"BEGIN:VCALENDAR" + b"x" * 2_000_000)
    assert (large.status_code, large.json["code"]) == (413, "too_large")
    json = elena.write("POST", PATH, {"file": "x"})
    assert (json.status_code, json.json["code"]) == (415, "not_calendar")


def test_too_many_entries_are_refused_whole(world: World, elena: Script) -> None:
    many = file(*(entry(UID=f"talk-{number}") for number in range(501)))
    answer = send(elena, many)
    assert (answer.status_code, answer.json["code"]) == (422, "too_many_entries")
    assert db.session.query(Event).count() == 0


def test_who_may_not_import_does_not(world: World, mallory: Script, stranger: Script) -> None:
    assert send(mallory, file(entry())).status_code == 403
    assert send(stranger, file(entry())).status_code == 401
    assert stranger.ask("POST", "/programmes/nowhere/import").status_code == 401
    assert mallory.ask("POST", "/programmes/nowhere/import").status_code == 404

"""Series in JSON: made, read, and changed by one meeting, by it and the following, or all."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.asking import Script, fields
from tests.counting import statements
from tests.world import World

RULE = "FREQ=MONTHLY;BYDAY=1TU;UNTIL=20270630T080000Z"
SERIES = {
    "programme": "sofia-seoul",
    "kind": "live_session",
    "title": {"en": "Monthly meeting", "bg": "Месечна среща"},
    "start": "2026-12-01T10:00",
    "end": "2026-12-01T11:00",
    "zone": "Europe/Sofia",
    "cities": ["sofia", "seoul"],
    "recurrence": RULE,
}


def made(script: Script, **changes: Any) -> dict[str, Any]:
    answer = script.write("POST", "/events", SERIES | changes)
    assert answer.status_code == 201, answer.text
    return answer.json


def changed(script: Script, uid: str, body: dict[str, Any], query: str = "") -> Any:
    return script.write("PATCH", f"/events/{uid}{query}", body, match=script.etag(f"/events/{uid}"))


def starts(script: Script, uid: str) -> list[str]:
    """Return when a series takes place, as "03-04T11:00", with x where a meeting is off."""
    return [
        item["start"][5:] + ("x" if item["status"] == "cancelled" else "")
        for item in script.get("/occurrences", **{"from": "2026-12-01"})["items"]
        if item["event"] == uid
    ]


def published(script: Script, **changes: Any) -> str:
    event = made(script, **changes)
    uid = event["uid"]
    script.write("POST", f"/events/{uid}/publication", {}, match=script.etag(f"/events/{uid}"))
    return uid


def test_a_series_is_made_and_read_back(elena: Script, world: World) -> None:
    event = made(elena, exceptions=["2027-01-05T10:00", "2027-05-04"])
    assert event["recurrence"] == "FREQ=MONTHLY;BYDAY=1TU;UNTIL=20270630T070000Z"
    assert event["exceptions"] == ["2027-01-05T10:00", "2027-05-04T10:00"]
    assert (event["start"], event["end"]) == ("2026-12-01T10:00", "2026-12-01T11:00")
    assert (event["overrides"], event["continues"]) == ([], None)


def test_a_series_that_has_begun_is_taken_over_with_what_was_left_out(
    elena: Script, world: World
) -> None:
    event = made(
        elena,
        start="2025-12-02T10:00",
        end="2025-12-02T11:00",
        recurrence="FREQ=MONTHLY;BYDAY=1TU;COUNT=4",
        exceptions=["2026-01-06", "2026-03-03"],
    )
    assert event["exceptions"] == ["2026-01-06T10:00", "2026-03-03T10:00"]


def test_each_meeting_is_an_occurrence_on_every_clock(elena: Script, world: World) -> None:
    uid = published(elena)
    found = elena.get("/occurrences", **{"from": "2027-03-01", "to": "2027-04-30"})["items"]
    assert [
        (item["event"], item["original"], [city["start"] for city in item["cities"]])
        for item in found
    ] == [
        (uid, "2027-03-02T10:00", ["2027-03-02T10:00", "2027-03-02T17:00"]),
        (uid, "2027-04-06T10:00", ["2027-04-06T10:00", "2027-04-06T16:00"]),
    ]


def test_one_meeting_is_changed_and_another_called_off(elena: Script, world: World) -> None:
    uid = published(elena)
    body = {"start": "2027-03-04T11:00", "end": "2027-03-04T12:00", "venue": {"en": "Town hall"}}
    answer = changed(elena, uid, body, "?scope=this&occurrence=2027-03-02T10:00")
    assert answer.status_code == 200, answer.text
    assert answer.json["overrides"] == [
        {
            "original": "2027-03-02T10:00",
            "start": "2027-03-04T11:00",
            "end": "2027-03-04T12:00",
            "title": SERIES["title"],
            "description": {},
            "venue": {"en": "Town hall"},
            "online_url": None,
        }
    ]
    cancelled = elena.write(
        "POST",
        f"/events/{uid}/cancellation",
        {"scope": "this", "occurrence": "2027-04-06"},
        match=elena.etag(f"/events/{uid}"),
    )
    assert cancelled.json["exceptions"] == ["2027-04-06T10:00"]
    assert cancelled.json["status"] == "confirmed"
    assert starts(elena, uid)[3:5] == ["03-04T11:00", "04-06T10:00x"]


def test_the_following_meetings_go_on_as_a_series_of_their_own(elena: Script, world: World) -> None:
    uid = published(elena)
    body = {"start": "2027-03-02T09:00", "end": "2027-03-02T10:00"}
    answer = changed(elena, uid, body, "?scope=following&occurrence=2027-03-02")
    assert answer.status_code == 200, answer.text
    assert answer.json["continues"] == uid
    assert starts(elena, uid) == ["12-01T10:00", "01-05T10:00", "02-02T10:00"]
    assert starts(elena, answer.json["uid"])[0] == "03-02T09:00"


def test_what_follows_has_exceptions_of_its_own_and_leaves_those_before_it(
    elena: Script, world: World
) -> None:
    uid = published(elena, exceptions=["2027-01-05", "2027-05-04"])
    body = {"exceptions": ["2027-04-06"]}
    answer = changed(elena, uid, body, "?scope=following&occurrence=2027-03-02")
    assert answer.json["uid"] == uid
    assert answer.json["exceptions"] == ["2027-01-05T10:00", "2027-04-06T10:00"]
    outside = changed(
        elena, uid, {"exceptions": ["2027-02-02"]}, "?scope=following&occurrence=2027-03-02"
    )
    assert fields(outside) == {"exceptions.0": "occurrence_unknown"}


def test_all_meetings_change_and_the_exceptions_are_what_the_list_says(
    elena: Script, world: World
) -> None:
    uid = published(elena, exceptions=["2027-01-05"])
    body = {"start": "2026-12-01T09:30", "exceptions": ["2027-02-02T09:30"]}
    answer = changed(elena, uid, body)
    assert answer.json["exceptions"] == ["2027-02-02T09:30"]
    assert starts(elena, uid)[:3] == ["12-01T09:30", "01-05T09:30", "02-02T09:30x"]
    single = changed(elena, uid, {"recurrence": None})
    assert (single.json["recurrence"], single.json["exceptions"]) == (None, [])
    assert starts(elena, uid) == ["12-01T09:30"]


@pytest.mark.parametrize(
    ("query", "body", "wrong"),
    [
        ("?scope=this", {"start": "2027-03-04T11:00"}, {"occurrence": "missing"}),
        ("?occurrence=2027-03-02", {}, {"scope": "scope_missing"}),
        ("?scope=this&occurrence=2027-03-03", {}, {"occurrence": "occurrence_unknown"}),
        ("?scope=this&occurrence=2027-03-02T11:00", {}, {"occurrence": "occurrence_unknown"}),
        ("?scope=some&occurrence=2027-03-02", {}, {"scope": "not_a_choice"}),
        ("?scope=this&occurrence=soon", {}, {"occurrence": "not_a_wall_time"}),
        (
            "?scope=this&occurrence=2027-03-02",
            {"cities": ["sofia"], "capacity": 3},
            {"capacity": "not_of_one_occurrence", "cities": "not_of_one_occurrence"},
        ),
        (
            "?scope=this&occurrence=2027-03-02",
            {"exceptions": ["2027-03-02"]},
            {"exceptions": "not_of_one_occurrence"},
        ),
        ("", {"recurrence": "FREQ=DAILY;COUNT=99999999"}, {"recurrence": "rule_too_many"}),
        ("", {"recurrence": "FREQ=WEEKLY;UNTIL=20361201"}, {"recurrence": "rule_too_long"}),
        ("", {"recurrence": "FREQ=MONTHLY;BYDAY=2TU;COUNT=3"}, {"recurrence": "start_not_in_rule"}),
        ("", {"recurrence": "X" * 201}, {"recurrence": "too_long"}),
        ("", {"exceptions": ["2027-03-02", "2027-03-03"]}, {"exceptions.1": "occurrence_unknown"}),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    elena: Script, world: World, query: str, body: dict[str, Any], wrong: dict[str, str]
) -> None:
    uid = published(elena)
    answer = changed(elena, uid, body, query)
    assert answer.status_code == 422, answer.text
    assert fields(answer) == wrong


def test_a_page_of_series_takes_as_many_statements_as_a_page_of_one(
    elena: Script, world: World
) -> None:
    published(elena)
    with statements() as one:
        elena.get("/events")
    for _ in range(4):
        published(elena)
    with statements() as five:
        assert len(elena.get("/events")["items"]) == 5
    assert len(five) == len(one)

"""Events through the API: read, drafted, changed, published, cancelled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from scheduler.db import transaction
from scheduler.models import Person
from tests.api.asking import Script, fields
from tests.world import World, mails

LEAST = {
    "programme": "sofia-seoul",
    "kind": "live_session",
    "title": {"en": "District heating"},
    "start": "2027-03-10T10:00",
    "zone": "Europe/Sofia",
}
CONTRACT = (
    "uid slug programme kind status title description start end all_day time_known zone start_utc"
    " end_utc visibility host_city cities themes venue online_url online_public capacity"
    " registration recurrence exceptions sequence version"
)
NONE = {"opens": None, "closes": None, "approval": False, "quotas": {}}


def create(script: Script, **changes: Any) -> dict[str, Any]:
    """Return a draft made of the least and those changes."""
    answer = script.write("POST", "/events", LEAST | changes)
    assert answer.status_code == 201, answer.text
    return answer.json


def test_an_event_says_what_the_contract_says(world: World, stranger: Script) -> None:
    event = world.published()
    shown = stranger.get(f"/events/{event.uid}")
    assert list(shown)[: len(CONTRACT.split())] == CONTRACT.split()
    assert shown == {
        "uid": event.uid,
        "slug": event.slug,
        "programme": "sofia-seoul",
        "kind": "live_session",
        "status": "confirmed",
        "title": {"bg": "Топлоснабдяване в квартала", "en": "District heating"},
        "description": {"bg": "Как се отчита топлината.", "en": "How heat is metered."},
        "start": "2027-03-10T10:00",
        "end": "2027-03-10T11:30",
        "all_day": False,
        "time_known": True,
        "zone": "Europe/Sofia",
        "start_utc": "2027-03-10T08:00:00Z",
        "end_utc": "2027-03-10T09:30:00Z",
        "visibility": "public",
        "host_city": "sofia",
        "cities": ["sofia", "seoul"],
        "themes": ["innovation"],
        "venue": {"bg": "Столична община", "en": "Sofia Municipality"},
        "online_url": None,
        "online_public": False,
        "capacity": None,
        "registration": NONE,
        "recurrence": None,
        "exceptions": [],
        "sequence": 0,
        "version": 2,
        "made_up": False,
        "overrides": [],
        "continues": None,
        "conflicts": None,
    }


def test_a_visit_says_its_dates_and_when_registration_opens(world: World, stranger: Script) -> None:
    shown = stranger.get(f"/events/{world.visit().uid}")
    assert (shown["start"], shown["end"], shown["all_day"]) == ("2027-05-10", "2027-05-14", True)
    assert (shown["start_utc"], shown["end_utc"]) == (None, None)
    assert shown["registration"] == {
        "opens": "2026-11-22T17:00:00+09:00",
        "closes": "2027-03-03T17:00:00+09:00",
        "approval": False,
        "quotas": {},
    }


def test_an_event_without_its_hour(world: World, stranger: Script) -> None:
    event = world.published(
        start=date(2021, 6, 1), end=None, zone=None, time_known=False, host_city=None
    )
    shown = stranger.get(f"/events/{event.uid}")
    assert (shown["start"], shown["end"], shown["zone"]) == ("2021-06-01", None, None)
    assert (shown["all_day"], shown["time_known"]) == (False, False)


def test_an_end_that_was_not_published_stays_unknown(world: World, stranger: Script) -> None:
    shown = stranger.get(f"/events/{world.published(end=None).uid}")
    assert (shown["end"], shown["end_utc"]) == (None, None)
    assert shown["start_utc"] == "2027-03-10T08:00:00Z"


def test_the_join_link_is_shown_to_the_invited_alone(
    world: World, stranger: Script, script_of: Callable[[Person], Script]
) -> None:
    event = world.published(invite=True)
    people = [world.elena, world.petar, world.mallory, world.admin]
    shown = [script_of(person).get(f"/events/{event.uid}")["online_url"] for person in people]
    link = "https://meet.example.org/heat"
    assert shown == [link, link, None, link]
    public = world.published(online_public=True)
    assert stranger.get(f"/events/{public.uid}")["online_url"] == link


def test_a_draft_is_its_organizers_alone(
    world: World, stranger: Script, elena: Script, mallory: Script
) -> None:
    path = f"/events/{world.draft().uid}"
    assert elena.get(path)["status"] == "draft"
    assert [s.problem("GET", path) for s in (stranger, mallory)] == [(404, "not_found")] * 2
    assert mallory.problem("PATCH", path, {}, match="*") == (404, "not_found")
    assert mallory.problem("POST", f"{path}/publication", match="*") == (404, "not_found")


def test_an_event_needs_five_fields(world: World, elena: Script) -> None:
    answer = elena.write("POST", "/events", LEAST)
    made = answer.json
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/api/v1/events/{made['uid']}"
    assert answer.headers["ETag"] == elena.etag(f"/events/{made['uid']}")
    assert elena.get(f"/events/{made['uid']}") == made
    assert (made["status"], made["end"], made["visibility"]) == ("draft", None, "public")
    assert (made["cities"], made["online_url"], made["version"]) == ([], None, 1)


@pytest.mark.parametrize("name", LEAST)
def test_each_of_the_five_is_asked_for(world: World, elena: Script, name: str) -> None:
    body = {key: value for key, value in LEAST.items() if key != name}
    answer = elena.write("POST", "/events", body)
    assert (answer.status_code, fields(answer)) == (422, {name: "missing"})


def test_everything_can_be_said_at_once(world: World, elena: Script) -> None:
    made = create(
        elena,
        kind="city_visit",
        description={"bg": "Описание"},
        start="2027-05-10",
        end="2027-05-14",
        zone="Asia/Seoul",
        visibility="programme",
        host_city="seoul",
        cities=["seoul", "sofia", "seoul"],
        themes=["smart-city", "innovation"],
        venue={"en": "City Hall"},
        online_url="https://meet.example.org/x",
        online_public=True,
        capacity=12,
        registration={
            "opens": "2027-01-10T09:00",
            "closes": "2027-03-01T00:00:00Z",
            "approval": False,
            "quotas": {},
        },
        recurrence=None,
        exceptions=[],
    )
    assert made["all_day"] is True
    assert made["cities"] == ["seoul", "sofia"]
    assert made["themes"] == ["innovation", "smart-city"]
    assert made["online_url"] == "https://meet.example.org/x"
    assert made["registration"]["opens"] == "2027-01-10T09:00:00+09:00"
    assert made["registration"]["closes"] == "2027-03-01T09:00:00+09:00"


@pytest.mark.parametrize(
    ("said", "all_day", "time_known"),
    [
        ({"start": "2027-03-10"}, True, True),
        ({"start": "2027-03-10", "time_known": False}, False, False),
        ({"start": "2027-03-10", "all_day": False}, False, False),
        ({"start": "2027-03-10", "all_day": True, "time_known": True}, True, True),
        ({"start": "2027-03-10", "time_known": False, "zone": None}, False, False),
        ({"start": "1999-03-10T10:00", "zone": "America/Lima"}, False, True),
    ],
)
def test_what_is_left_open_follows_from_the_start(
    world: World, elena: Script, *, said: dict[str, Any], all_day: bool, time_known: bool
) -> None:
    made = create(elena, **said)
    assert (made["all_day"], made["time_known"]) == (all_day, time_known)
    assert made["start"] == said["start"]


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"start": "2027-03-10T10:00", "all_day": True}, {"all_day": "hours_and_dates"}),
        ({"start": "2027-03-10T10:00", "time_known": False}, {"time_known": "hours_and_dates"}),
        ({"start": "2027-03-10T10:00", "end": "2027-03-11"}, {"end": "hours_and_dates"}),
        ({"start": "2027-03-10", "end": "2027-03-11T10:00"}, {"end": "hours_and_dates"}),
        (
            {"start": "2027-03-10", "all_day": True, "time_known": False},
            {"all_day": "hours_and_dates"},
        ),
        (
            {"start": "2027-03-10", "all_day": False, "time_known": True},
            {"time_known": "hours_and_dates"},
        ),
        ({"zone": None}, {"zone": "missing"}),
        ({"zone": "Europe"}, {"zone": "zone_unknown"}),
        ({"start": "2027-03-28T03:30"}, {"start": "hour_skipped"}),
        ({"start": "2027-10-31T03:30"}, {"start": "hour_repeated"}),
        ({"end": "2027-03-10T10:00"}, {"end": "end_before_start"}),
        ({"start": "2027-03-10T10:00Z"}, {"start": "not_a_wall_time"}),
        ({"start": "2027-03-10T10:00+02:00"}, {"start": "not_a_wall_time"}),
        ({"start": "2027-02-30"}, {"start": "not_a_wall_time"}),
        ({"start": "10.3.2027"}, {"start": "not_a_wall_time"}),
        ({"start": 20270310}, {"start": "wrong_type"}),
        ({"start": "0001-01-01"}, {"start": "date_out_of_range"}),
        ({"start": None}, {"start": "missing"}),
        ({"title": {}}, {"title.bg": "missing"}),
        ({"title": {"en": "x" * 10_000}}, {"title.en": "too_long"}),
        ({"title": {"en": "a\u0000b"}}, {"title.en": "control_characters"}),
        ({"title": {"fr": "Chauffage"}}, {"title.fr": "not_in_programme"}),
        ({"title": "District heating"}, {"title": "wrong_type"}),
        ({"title": {"en": 5}}, {"title.en": "wrong_type"}),
        ({"kind": "session"}, {"kind": "not_a_choice"}),
        ({"visibility": "secret"}, {"visibility": "not_a_choice"}),
        ({"programme": "nowhere"}, {"programme": "programme_unknown"}),
        ({"programme": "\u0000"}, {"programme": "control_characters"}),
        ({"cities": ["paris"]}, {"cities": "not_in_programme"}),
        ({"cities": "sofia"}, {"cities": "wrong_type"}),
        ({"cities": [1]}, {"cities.0": "wrong_type"}),
        ({"host_city": "third-city"}, {"host_city": "not_in_programme"}),
        ({"themes": ["x" * 200]}, {"themes.0": "too_long"}),
        ({"capacity": 0}, {"capacity": "out_of_range"}),
        ({"capacity": "5"}, {"capacity": "wrong_type"}),
        ({"capacity": 2.5}, {"capacity": "wrong_type"}),
        ({"capacity": True}, {"capacity": "wrong_type"}),
        ({"capacity": 10**30}, {"capacity": "out_of_range"}),
        ({"all_day": "yes"}, {"all_day": "wrong_type"}),
        ({"online_public": 1}, {"online_public": "wrong_type"}),
        ({"online_url": "javascript:alert(1)"}, {"online_url": "link_invalid"}),
        ({"recurrence": "FREQ=WEEKLY"}, {"recurrence": "rule_endless"}),
        ({"recurrence": "FREQ=SECONDLY;COUNT=3"}, {"recurrence": "rule_unsupported"}),
        ({"exceptions": ["2027-03-11"]}, {"exceptions.0": "occurrence_unknown"}),
        (
            {"registration": {"approval": True, "quotas": {"sofia": 2}}},
            {
                "registration.approval": "not_supported_yet",
                "registration.quotas": "not_supported_yet",
            },
        ),
        ({"registration": {"opens": "2027-01-01T10:00Z"}}, {"registration": "visits_only"}),
        ({"registration": {"opens": "tomorrow"}}, {"registration.opens": "not_a_moment"}),
        (
            {"kind": "city_visit", "registration": {"opens": "2027-03-28T03:30"}},
            {"registration.opens": "hour_skipped"},
        ),
        (
            {
                "kind": "city_visit",
                "registration": {"opens": "2027-02-01T10:00Z", "closes": "2027-01-01T10:00Z"},
            },
            {"registration.closes": "end_before_start"},
        ),
        ({"registration": []}, {"registration": "wrong_type"}),
        ({"uid": "mine"}, {"uid": "unknown_field"}),
        ({"status": "confirmed"}, {"status": "unknown_field"}),
        (
            {"colour": "red", "title": {"en": 5}},
            {"colour": "unknown_field", "title.en": "wrong_type"},
        ),
    ],
)
def test_what_is_wrong_is_named(
    world: World, elena: Script, said: dict[str, Any], wrong: dict[str, str]
) -> None:
    answer = elena.write("POST", "/events", LEAST | said)
    assert (answer.status_code, fields(answer)) == (422, wrong)


def test_a_repeated_hour_is_told_apart(world: World, elena: Script) -> None:
    first = create(elena, start="2027-10-31T03:30", fold=0)
    second = create(elena, start="2027-10-31T03:30", fold=1, end="2027-10-31T05:00")
    assert first["start_utc"] == "2027-10-31T00:30:00Z"
    assert second["start_utc"] == "2027-10-31T01:30:00Z"
    path = f"/events/{second['uid']}"
    kept = elena.write("PATCH", path, {"title": {"bg": "Х"}}, match=elena.etag(path)).json
    assert kept["start_utc"] == "2027-10-31T01:30:00Z"


def test_a_repeated_hour_is_asked_about_again_when_it_moves(world: World, elena: Script) -> None:
    path = f"/events/{create(elena)['uid']}"
    answer = elena.write("PATCH", path, {"start": "2027-10-31T03:30"}, match=elena.etag(path))
    assert (answer.status_code, fields(answer)) == (422, {"start": "hour_repeated"})


def test_only_an_organizer_drafts(
    world: World, stranger: Script, mallory: Script, script_of: Callable[[Person], Script]
) -> None:
    assert stranger.problem("POST", "/events", LEAST) == (401, "token_missing")
    assert mallory.problem("POST", "/events", LEAST) == (403, "not_allowed")
    assert script_of(world.petar).problem("POST", "/events", LEAST) == (403, "not_allowed")


def test_a_change_is_of_the_fields_given(world: World, elena: Script) -> None:
    event = world.published()
    path = f"/events/{event.uid}"
    before = elena.get(path)
    answer = elena.write(
        "PATCH", path, {"title": {"en": "Heat"}, "capacity": 40}, match=elena.etag(path)
    )
    assert answer.status_code == 200
    assert answer.json == before | {
        "title": {"bg": "Топлоснабдяване в квартала", "en": "Heat"},
        "capacity": 40,
        "version": 3,
    }
    assert answer.headers["ETag"] == elena.etag(path)


def test_null_takes_away(world: World, elena: Script) -> None:
    path = f"/events/{world.published().uid}"
    nothing = {
        "end": None,
        "host_city": None,
        "online_url": None,
        "description": None,
        "venue": {"bg": None},
        "cities": [],
        "registration": None,
    }
    changed = elena.write("PATCH", path, nothing, match=elena.etag(path)).json
    assert (changed["end"], changed["host_city"], changed["online_url"]) == (None, None, None)
    assert (changed["description"], changed["venue"]) == ({}, {"en": "Sofia Municipality"})
    assert changed["cities"] == []


def test_an_hour_becomes_known(world: World, elena: Script) -> None:
    uid = create(elena, start="2027-03-10", time_known=False, zone=None)["uid"]
    path = f"/events/{uid}"
    found = {"start": "2027-03-10T10:00", "zone": "Asia/Seoul"}
    changed = elena.write("PATCH", path, found, match=elena.etag(path)).json
    assert (changed["start_utc"], changed["time_known"]) == ("2027-03-10T01:00:00Z", True)


def test_a_visits_registration_can_be_moved_and_closed(world: World, elena: Script) -> None:
    path = f"/events/{world.visit().uid}"
    body = {"registration": {"closes": "2027-04-01T12:00"}}
    changed = elena.write("PATCH", path, body, match=elena.etag(path)).json["registration"]
    assert changed["opens"] == "2026-11-22T17:00:00+09:00"
    assert changed["closes"] == "2027-04-01T12:00:00+09:00"
    body = {"registration": None}
    assert elena.write("PATCH", path, body, match=elena.etag(path)).json["registration"] == NONE


def test_a_moved_event_is_told_of_and_its_sequence_rises(world: World, elena: Script) -> None:
    event = world.published(invite=True)
    path = f"/events/{event.uid}"
    body = {"start": "2027-03-11T10:00", "end": "2027-03-11T11:30"}
    changed = elena.write("PATCH", path, body, match=elena.etag(path)).json
    assert (changed["sequence"], changed["version"]) == (1, 3)
    told = [mail for mail in mails() if mail.event_id == event.id and mail.state == "queued"]
    assert sorted(mail.recipient for mail in told) == [
        "minseo@seoul.example",
        "petar@sofia.example",
    ]


def test_a_changed_text_is_told_of_unless_not(world: World, elena: Script) -> None:
    path = f"/events/{world.published(invite=True).uid}"
    before = len(mails())
    body = {"title": {"en": "Heat"}}
    answer = elena.write("PATCH", f"{path}?tell=false", body, match=elena.etag(path))
    assert (answer.status_code, len(mails())) == (200, before)
    body = {"title": {"en": "Heat and power"}}
    elena.write("PATCH", path, body, match=elena.etag(path))
    assert len(mails()) == before + 2


def test_a_change_needs_the_version_that_was_read(world: World, elena: Script) -> None:
    path = f"/events/{world.published().uid}"
    old = elena.etag(path)
    body = {"capacity": 40}
    assert elena.problem("PATCH", path, body) == (428, "version_missing")
    assert elena.problem("PATCH", path, body, match='"other"') == (412, "version_differs")
    assert elena.problem("PATCH", path, body, match=f"W/{old}") == (412, "version_differs")
    assert elena.problem("PATCH", path, body, match="nonsense") == (412, "version_differs")
    assert elena.write("PATCH", path, body, match=f'"other", {old}').status_code == 200
    assert elena.problem("PATCH", path, body, match=old) == (412, "version_differs")
    assert elena.write("PATCH", path, {"capacity": 41}, match="*").status_code == 200
    for verb in ("publication", "cancellation"):
        assert elena.problem("POST", f"{path}/{verb}") == (428, "version_missing")
        assert elena.problem("POST", f"{path}/{verb}", match=old) == (412, "version_differs")


def test_two_who_change_at_once(world: World, elena: Script, script_of: Any) -> None:
    path = f"/events/{world.published().uid}"
    jiho = script_of(world.jiho)
    read = elena.etag(path)
    assert jiho.etag(path) == read
    assert elena.write("PATCH", path, {"capacity": 40}, match=read).status_code == 200
    assert jiho.problem("PATCH", path, {"capacity": 50}, match=read) == (412, "version_differs")
    assert jiho.get(path)["capacity"] == 40


def test_publishing_invites(world: World, elena: Script, stranger: Script) -> None:
    path = f"/events/{world.draft().uid}"
    answer = elena.write("POST", f"{path}/publication", match=elena.etag(path))
    assert (answer.status_code, answer.json["status"]) == (200, "confirmed")
    assert answer.headers["ETag"] == elena.etag(path)
    assert len(mails("invitation")) == 2
    assert stranger.get(path)["status"] == "confirmed"
    assert elena.problem("POST", f"{path}/publication", match="*") == (409, "already_published")


def test_publishing_without_inviting_and_as_tentative(world: World, elena: Script) -> None:
    path = f"/events/{world.draft().uid}"
    body = {"invite": False, "tentative": True}
    answer = elena.write("POST", f"{path}/publication", body, match=elena.etag(path))
    assert (answer.json["status"], mails()) == ("tentative", [])


def test_a_draft_that_lacks_a_title_is_not_published(world: World, elena: Script) -> None:
    path = f"/events/{create(elena)['uid']}"
    assert elena.problem("POST", f"{path}/publication", match="*") == (422, "not_ready")


def test_cancelling_tells_and_keeps(world: World, elena: Script, stranger: Script) -> None:
    event = world.published(invite=True)
    path = f"/events/{event.uid}"
    with transaction():
        for mail in mails():
            mail.state = "sent"
    answer = elena.write("POST", f"{path}/cancellation", {"tell": True}, match=elena.etag(path))
    assert (answer.json["status"], answer.json["sequence"]) == ("cancelled", 1)
    assert stranger.get(path)["status"] == "cancelled"
    assert len(mails("cancellation")) == 2
    assert elena.problem("POST", f"{path}/cancellation", match="*") == (409, "already_cancelled")
    assert elena.problem("PATCH", path, {"capacity": 3}, match="*") == (409, "already_cancelled")


def test_who_sees_it_may_still_not_change_it(
    world: World, mallory: Script, stranger: Script
) -> None:
    path = f"/events/{world.published().uid}"
    for method, rest in (("PATCH", ""), ("POST", "/publication"), ("POST", "/cancellation")):
        assert stranger.problem(method, path + rest, {}) == (401, "token_missing")
        assert mallory.problem(method, path + rest, {}, match="*") == (403, "not_allowed")

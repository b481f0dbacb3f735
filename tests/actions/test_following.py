"""Following outside calendars: what may be followed, what is kept of it, and what is told."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from scheduler import errors
from scheduler.actions import following
from scheduler.actions.following import Claimed, Contents, Failed, Outside, Unchanged
from scheduler.db import db, transaction
from scheduler.models import FollowedCalendar, HistoryEntry, OutsideEvent, Person, Programme
from scheduler.sealing import unseal
from tests.calendars import calendar, entry
from tests.world import NOW, World

pytestmark = pytest.mark.any_db
SECRET = "https://calendar.example.org/private-4711/basic.ics"
WEBINARS = Outside(
    name={"bg": "Уебинари", "en": "Webinars"},
    address=SECRET,
    cities=("sofia",),
    zone="Europe/Sofia",
)
HOUR = timedelta(hours=1)


def follow(world: World, said: Outside = WEBINARS, **changes: Any) -> FollowedCalendar:
    with transaction():
        return following.follow(world.programme, replace(said, **changes), by=world.elena, now=NOW)


def refused(world: World, **changes: Any) -> dict[str | None, str]:
    with pytest.raises(errors.Several) as raised:
        follow(world, **changes)
    return {refusal.field: refusal.code for refusal in raised.value.refusals}


def claim(number: int, now: Any = NOW) -> Claimed | None:
    with transaction():
        return following.claim(number, now=now)


def claimed(number: int, now: Any = NOW) -> Claimed:
    found = claim(number, now)
    assert found is not None
    return found


def keep(mine: Claimed, found: Contents | Unchanged | Failed, now: Any = NOW, **rest: Any) -> bool:
    with transaction():
        return following.keep(mine, found, now=now, **rest)


def contents(*entries: str, **rest: Any) -> Contents:
    found = following.understand(calendar(*(entries or (entry(),)), **rest), None, now=NOW)
    assert isinstance(found, Contents)
    return found


def titles() -> list[str]:
    db.session.rollback()
    return [row.title for row in db.session.query(OutsideEvent).order_by(OutsideEvent.id)]


def told() -> list[tuple[str, dict[str, Any]]]:
    rows = db.session.query(HistoryEntry).order_by(HistoryEntry.id)
    return [(row.verb, row.details) for row in rows]


# --- what may be followed ---------------------------------------------------------------------


def test_nothing_is_followed_until_somebody_adds_it(world: World) -> None:
    assert following.find_due(now=NOW + timedelta(days=1000)) is None
    row = follow(world)
    assert (row.active, row.due, row.result, row.shown) == (
        True,
        NOW,
        "",
        "https://calendar.example.org/…",
    )
    assert [city.slug for city in row.cities] == ["sofia"]
    assert following.find_due(now=NOW) == row.id


def test_the_address_is_sealed_and_history_does_not_know_it(world: World) -> None:
    row = follow(world)
    assert b"4711" not in row.address
    assert unseal(row.address).decode() == SECRET
    with transaction():
        following.change(
            row, replace(WEBINARS, address=SECRET + "?2"), version=1, by=world.elena, now=NOW
        )
    with transaction():
        following.unfollow(row, by=world.elena, now=NOW)
    name = {"calendar": {"bg": "Уебинари", "en": "Webinars"}}
    assert told() == [("follow", name), ("change following", name), ("unfollow", name)]


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"name": {"bg": " ", "en": ""}}, {"name.bg": "missing"}),
        ({"name": {"bg": "", "en": "a" * 121}}, {"name.en": "too_long"}),
        ({"name": {"bg": "a\x07", "en": ""}}, {"name.bg": "control_characters"}),
        ({"address": " "}, {"address": "missing"}),
        ({"address": "calendar"}, {"address": "address_unreadable"}),
        ({"address": "http://127.0.0.1/a"}, {"address": "address_inside"}),
        ({"address": "http://scheduler.example/feeds/a.ics"}, {"address": "own_calendar"}),
        ({"cities": ("sofia", "atlantis")}, {"cities": "not_in_programme"}),
        ({"zone": "Europe/Atlantis"}, {"zone": "zone_unknown"}),
        (
            {"name": {}, "address": "", "zone": "x"},
            {"name.bg": "missing", "address": "missing", "zone": "zone_unknown"},
        ),
    ],
)
def test_what_is_wrong_is_told_of_each_field(
    world: World, changes: dict[str, Any], fields: dict[str, str]
) -> None:
    assert refused(world, **changes) == fields


def test_a_name_in_one_language_is_enough(world: World) -> None:
    assert follow(world, name={"bg": "", "en": " Webinars "}).name == {"en": "Webinars"}


def test_one_address_is_followed_once_however_it_is_written(world: World) -> None:
    follow(world)
    same = "WEBCAL://Calendar.Example.ORG/private-4711/basic.ics"
    assert refused(world, address=same) == {"address": "followed_already"}


def test_a_programme_follows_so_many_and_no_more(world: World) -> None:
    for number in range(following.MOST_CALENDARS):
        follow(world, address=f"{SECRET}?{number}")
    assert refused(world) == {None: "too_many_followed"}


def test_only_organizers_of_the_programme_may(world: World) -> None:
    row = follow(world)
    for who in (None, world.mallory, world.petar):
        with transaction(), pytest.raises(errors.NotAllowed):
            following.follow(world.programme, WEBINARS, by=who, now=NOW)
        for verb in (following.pause, following.resume, following.fetch_now, following.unfollow):
            with transaction(), pytest.raises(errors.NotAllowed):
                verb(row, by=who, now=NOW)
        with transaction(), pytest.raises(errors.NotAllowed):
            following.change(row, WEBINARS, version=1, by=who, now=NOW)


def test_who_changes_what_somebody_else_has_changed_is_told(world: World) -> None:
    row = follow(world)
    with transaction():
        following.change(row, WEBINARS, version=1, by=world.jiho, now=NOW)
    with transaction(), pytest.raises(errors.EditedMeanwhile):
        following.change(row, WEBINARS, version=1, by=world.elena, now=NOW)


def test_of_two_at_once_with_one_address_the_later_is_told(any_db_app: Flask, world: World) -> None:
    together, email = threading.Barrier(2), world.elena.email

    def act() -> str:
        with any_db_app.app_context():
            programme = db.session.query(Programme).one()
            elena = db.session.query(Person).filter_by(email=email).one()
            together.wait(10)
            try:
                with transaction():
                    following.follow(programme, WEBINARS, by=elena, now=NOW)
            except errors.Several as refused_:
                return refused_.refusals[0].code
            return "followed"

    with ThreadPoolExecutor(2) as pool:
        found = [each.result(20) for each in [pool.submit(act) for _ in range(2)]]
    assert sorted(found) == ["followed", "followed_already"]


# --- fetching ---------------------------------------------------------------------------------


def test_one_worker_has_it_and_no_other(world: World) -> None:
    row = follow(world)
    mine = claimed(row.id)
    assert unseal(mine.address).decode() == SECRET
    assert (mine.zone, mine.near) == ("Europe/Sofia", ("Europe/Sofia", "Asia/Seoul"))
    assert claim(row.id) is None
    assert following.find_due(now=NOW) is None
    # A worker that died gives it back by the end of its lease.
    later = NOW + following.LEASE
    assert following.find_due(now=later) == row.id
    assert claimed(row.id, later).attempt == mine.attempt + 1
    # What the first one brings by then is dropped.
    assert keep(mine, contents()) is False
    assert titles() == []


def test_a_good_answer_replaces_all_entries(world: World) -> None:
    row = follow(world)
    mine = claimed(row.id)
    assert keep(mine, contents(entry(uid="1", title="One"), entry(uid="2", title="Two"))) is True
    assert titles() == ["One", "Two"]
    assert (row.result, row.kept, row.asked, row.due) == ("read", 2, NOW, NOW + HOUR)
    later = NOW + HOUR
    keep(claimed(row.id, later), contents(entry(uid="3", title="Three")), later)
    assert titles() == ["Three"]
    assert row.kept == 1


def test_the_same_answer_writes_nothing_but_when(world: World) -> None:
    row = follow(world)
    keep(claimed(row.id), contents())
    [before] = db.session.query(OutsideEvent.id).all()
    later = NOW + HOUR
    keep(claimed(row.id, later), contents(), later)
    assert db.session.query(OutsideEvent.id).all() == [before]
    assert (row.result, row.answered) == ("read", later)


def test_it_is_asked_again_by_what_the_answer_said(world: World) -> None:
    row = follow(world)
    said = {"etag": '"7"', "last_modified": "Mon, 23 Nov 2026 07:00:00 GMT"}
    keep(claimed(row.id), contents(), **said)
    later = NOW + HOUR
    mine = claimed(row.id, later)
    assert {"etag": mine.etag, "last_modified": mine.last_modified} == said
    keep(mine, Unchanged(), later)
    assert titles() == ["Webinar on heat"]
    assert (row.result, row.answered, row.due) == ("unchanged", later, later + HOUR)
    # After a week all of it is wanted: series go on, and the window has moved.
    mine = claimed(row.id, NOW + timedelta(days=7))
    assert (mine.etag, mine.last_modified) == ("", "")


def test_other_zone_data_want_all_of_it(world: World) -> None:
    row = follow(world)
    keep(claimed(row.id), contents(), etag='"7"')
    with transaction():
        row.zone_data = "2020a"
    assert claimed(row.id, NOW + HOUR).etag == ""


def test_headers_that_cannot_be_kept_are_not(world: World) -> None:
    row = follow(world)
    keep(claimed(row.id), contents(), etag="x" * 1001, last_modified="a\x00b")
    assert (row.etag, row.last_modified) == ("", "")


def test_a_failure_keeps_the_entries_is_told_and_waited_out(world: World) -> None:
    row = follow(world)
    keep(claimed(row.id), contents())
    waits, now = [], NOW + HOUR
    for _ in range(9):
        keep(claimed(row.id, now), Failed("busy", {"status": "503"}), now)
        waits.append((row.due - now) // timedelta(minutes=1))
        now = row.due
    assert waits == [15, 30, 60, 120, 240, 480, 960, 1440, 1440]
    assert (row.result, row.values, row.failures) == ("busy", {"status": "503"}, 9)
    assert row.answered == NOW
    assert titles() == ["Webinar on heat"]
    keep(claimed(row.id, now), Unchanged(), now)
    assert (row.failures, row.values, row.due) == (0, {}, now + HOUR)


def test_whoever_asks_for_a_longer_wait_gets_it(world: World) -> None:
    row = follow(world)
    keep(claimed(row.id), Failed("busy", {"status": "429"}, timedelta(hours=3)))
    assert row.due == NOW + timedelta(hours=3)


def test_what_is_gone_is_paused_by_the_machine(world: World) -> None:
    row = follow(world)
    keep(claimed(row.id), contents())
    keep(claimed(row.id, NOW + HOUR), Failed("gone"), NOW + HOUR)
    assert (row.active, row.result) == (False, "gone")
    assert titles() == ["Webinar on heat"]
    assert following.find_due(now=NOW + timedelta(days=100)) is None
    entries = db.session.query(HistoryEntry).order_by(HistoryEntry.id).all()
    assert [(each.verb, each.actor_id) for each in entries] == [
        ("follow", world.elena.id),
        ("pause following", None),
    ]


def test_pausing_drops_an_answer_on_its_way_and_resuming_fetches_at_once(world: World) -> None:
    row = follow(world)
    mine = claimed(row.id)
    with transaction():
        following.pause(row, by=world.elena, now=NOW)
    assert keep(mine, contents()) is False
    assert claim(row.id, NOW + timedelta(days=1)) is None
    with transaction(), pytest.raises(errors.FollowingPaused):
        following.fetch_now(row, by=world.elena, now=NOW)
    later = NOW + HOUR
    with transaction():
        following.resume(row, by=world.elena, now=later)
    assert following.find_due(now=later) == row.id
    with transaction():
        following.resume(row, by=world.elena, now=later)
    assert [verb for verb, _ in told()] == ["follow", "pause following", "resume following"]


def test_a_button_brings_the_next_fetch_forward(world: World) -> None:
    row = follow(world)
    keep(claimed(row.id), contents())
    soon = NOW + timedelta(minutes=1)
    assert following.find_due(now=soon) is None
    with transaction():
        following.fetch_now(row, by=world.elena, now=soon)
    assert following.find_due(now=soon) == row.id


def test_another_address_is_read_anew_and_an_old_answer_is_dropped(world: World) -> None:
    row = follow(world)
    keep(claimed(row.id), contents(), etag='"7"')
    mine = claimed(row.id, NOW + HOUR)
    said = replace(WEBINARS, address="https://other.example/a.ics")
    with transaction():
        following.change(row, said, version=1, by=world.elena, now=NOW + HOUR)
    assert keep(mine, Unchanged(), NOW + HOUR) is False
    assert (row.etag, row.due, row.shown) == ("", NOW + HOUR, "https://other.example/…")
    assert claimed(row.id, NOW + HOUR).etag == ""


def test_the_stored_address_stays_where_none_is_typed(world: World) -> None:
    row = follow(world)
    keep(claimed(row.id), contents(), etag='"7"')
    said = Outside(name={"en": "Other"}, address="", zone="Europe/Sofia")
    with transaction():
        following.change(row, said, version=1, by=world.elena, now=NOW)
    assert (row.name, row.cities, row.etag) == ({"en": "Other"}, [], '"7"')
    assert unseal(row.address).decode() == SECRET
    with transaction():
        following.change(row, replace(said, zone=None), version=2, by=world.elena, now=NOW)
    assert row.etag == ""


def test_removing_takes_the_entries_along(world: World) -> None:
    row = follow(world)
    keep(claimed(row.id), contents())
    with transaction():
        following.unfollow(row, by=world.elena, now=NOW)
    assert titles() == []
    assert db.session.query(FollowedCalendar).count() == 0

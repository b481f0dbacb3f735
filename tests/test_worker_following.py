"""Followed calendars at work: a real server outside, a real worker, and whatever comes of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from cryptography.fernet import Fernet
from flask import Flask

from scheduler import clock, worker
from scheduler.actions import following
from scheduler.db import db, transaction
from scheduler.models import FollowedCalendar, HistoryEntry, OutsideEvent
from tests.calendars import calendar, entry
from tests.live import Live
from tests.outside import Outside, open_outside
from tests.world import NOW, World

pytestmark = pytest.mark.any_db
HOUR = timedelta(hours=1)
ONE, TWO = calendar(entry(title="One")), calendar(entry(title="Two"))


@pytest.fixture
def outside(configure: Callable[..., Any]) -> Iterator[Outside]:
    configure(fetch_private=True)
    with open_outside() as server:
        yield server


@pytest.fixture
def stopped_clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def follow(world: World, url: str) -> FollowedCalendar:
    said = following.Outside(name={"en": "Webinars"}, address=url)
    with transaction():
        return following.follow(world.programme, said, by=world.elena, now=clock.now())


def titles() -> list[str]:
    db.session.rollback()
    return [row.title for row in db.session.query(OutsideEvent).order_by(OutsideEvent.id)]


def stored() -> FollowedCalendar:
    db.session.rollback()
    return db.session.query(FollowedCalendar).one()


def test_nothing_is_asked_for_until_somebody_adds_it(world, outside, stopped_clock) -> None:
    assert worker.fetch_due() is False
    assert outside.asked == []


def test_changes_come_by_the_hour_and_what_is_the_same_is_not_sent(
    world: World, outside: Outside, stopped_clock: time_machine.Traveller
) -> None:
    url = outside.says("/a.ics", ONE, headers={"ETag": '"1"'})
    follow(world, url)
    assert worker.fetch_due() is True
    assert worker.fetch_due() is False
    assert titles() == ["One"]
    stopped_clock.shift(HOUR)
    outside.says("/a.ics", status=304)
    assert worker.fetch_due() is True
    assert outside.asked[-1][1]["If-None-Match"] == '"1"'
    assert (titles(), stored().result) == (["One"], "unchanged")
    stopped_clock.shift(HOUR)
    outside.says("/a.ics", TWO, headers={"ETag": '"2"'})
    worker.fetch_due()
    assert (titles(), stored().etag) == (["Two"], '"2"')


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        ({"status": 404}, "not_found"),
        ({"status": 500}, "busy"),
        ({"body": b""}, "calendar_empty"),
        ({"body": b"<html>Sign in</html>"}, "calendar_is_web_page"),
        ({"body": TWO[:-30]}, "cut_off"),
        ({"body": TWO, "length": len(TWO) + 5}, "cut_off"),
        ({"body": b"BEGIN:VCALENDAR\r\n" + b"x" * 5_000_000}, "calendar_too_large"),
        ({"status": 302, "headers": {"Location": "http://224.0.0.1/"}}, "inside"),
        ({"body": b"PK\x03\x04"}, "calendar_is_archive"),
    ],
)
def test_whatever_goes_wrong_leaves_what_is_known_and_is_told(
    world: World,
    outside: Outside,
    stopped_clock: time_machine.Traveller,
    answer: dict[str, Any],
    result: str,
) -> None:
    url = outside.says("/a.ics", ONE)
    follow(world, url)
    worker.fetch_due()
    stopped_clock.shift(HOUR)
    outside.says("/a.ics", **answer)
    assert worker.fetch_due() is True
    assert titles() == ["One"]
    found = stored()
    assert (found.result, found.failures, found.due) == (
        result,
        1,
        clock.now() + timedelta(minutes=15),
    )


def test_a_calendar_that_is_gone_is_paused(world, outside, stopped_clock) -> None:
    follow(world, outside.says("/a.ics", status=410))
    worker.fetch_due()
    assert (stored().active, stored().result) == (False, "gone")
    stopped_clock.shift(timedelta(days=30))
    assert worker.fetch_due() is False
    last = db.session.query(HistoryEntry).order_by(HistoryEntry.id.desc()).first()
    assert last is not None
    assert (last.verb, last.actor_id) == ("pause following", None)


def test_settings_that_have_changed_and_keys_that_are_gone_are_told(
    world: World, outside: Outside, configure: Callable[..., Any], stopped_clock
) -> None:
    follow(world, outside.says("/a.ics", ONE))
    configure(fetch_private=False)
    worker.fetch_due()
    assert stored().result == "inside"
    configure(encryption_key=Fernet.generate_key().decode())
    stopped_clock.shift(HOUR)
    worker.fetch_due()
    assert stored().result == "sealed"
    assert outside.asked == []


def test_the_newest_key_opens_an_address_once_it_was_read(
    world: World, outside: Outside, configure: Callable[..., Any], stopped_clock
) -> None:
    old, new = configure().encryption_key, Fernet.generate_key().decode()
    follow(world, outside.says("/a.ics", ONE))
    configure(encryption_key=f"{new},{old}")
    worker.fetch_due()
    configure(encryption_key=new)
    stopped_clock.shift(HOUR)
    worker.fetch_due()
    assert stored().result == "read"


def test_mail_waits_for_one_slow_server_at_most(world, outside, stopped_clock) -> None:
    for number in range(3):
        follow(world, outside.says(f"/{number}.ics", ONE))
    assert worker.fetch_due() is True
    assert [path for path, _ in outside.asked] == ["/0.ics"]


def test_of_two_workers_at_once_one_fetches(
    any_db_app: Flask, world: World, outside: Outside, stopped_clock
) -> None:
    arrived, goes_on = threading.Event(), threading.Event()

    def wait() -> None:
        arrived.set()
        goes_on.wait(20)

    follow(world, outside.says("/a.ics", ONE, before=wait))
    together = threading.Barrier(4)

    def work() -> bool:
        with any_db_app.app_context():
            together.wait(10)
            return worker.fetch_due()

    with ThreadPoolExecutor(4) as pool:
        workers = [pool.submit(work) for _ in range(4)]
        assert arrived.wait(10)
        goes_on.set()
        assert sorted(each.result(20) for each in workers) == [False, False, False, True]
    assert len(outside.asked) == 1
    assert titles() == ["One"]


def test_a_real_worker_fetches_what_a_button_asks_for(
    world: World, outside: Outside, live: Live
) -> None:
    follow(world, outside.says("/a.ics", ONE))
    process = live.command("worker", FETCH_PRIVATE="1")
    _wait_for(lambda: titles() == ["One"], process.printed)
    outside.says("/a.ics", TWO)
    with transaction():
        following.fetch_now(stored(), by=world.elena, now=clock.now())
    _wait_for(lambda: titles() == ["Two"], process.printed)
    assert process.stop() == 0


def _wait_for(done: Callable[[], bool], printed: Callable[[], str]) -> None:
    until = time.monotonic() + 20
    while not done():
        assert time.monotonic() < until, printed()
        time.sleep(0.1)

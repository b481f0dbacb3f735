"""What is kept of feeds: texts beside events, and copies of large feeds by their version."""

from __future__ import annotations

import gzip
from datetime import timedelta

import pytest
import sqlalchemy as sa

from scheduler.actions import rendering, scheduling
from scheduler.actions.scheduling import plan_of
from scheduler.db import db, transaction
from scheduler.models import CalendarText, FeedCopy
from tests.feeds.asking import PUBLIC, ask
from tests.world import NOW

pytestmark = pytest.mark.any_db
LONG = {"bg": "Дълъг текст без край. " * 400, "en": "A long text without an end. " * 300}


def large(world, number: int = 8) -> None:
    """Publish what makes a feed that is worth a copy."""
    for _ in range(number):
        world.published(description=LONG)


def copies() -> list[FeedCopy]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(FeedCopy)))


def test_a_large_feed_is_kept_compressed(client, world) -> None:
    large(world)
    joined = ask(client, PUBLIC).data
    assert len(joined) > rendering.WORTH
    (plain_copy,) = copies()
    assert plain_copy.body == joined
    first = ask(client, PUBLIC, Accept_Encoding="gzip")
    kept = {copy.body for copy in copies()}
    assert kept == {joined, first.data}
    again = ask(client, PUBLIC, Accept_Encoding="gzip")
    assert (again.data, again.headers["ETag"]) == (first.data, first.headers["ETag"])
    assert gzip.decompress(again.data) == joined
    plain = ask(client, PUBLIC)
    assert plain.data == joined
    assert int(plain.headers["Content-Length"]) == len(joined)


def test_a_copy_is_of_one_version_and_one_address(client, world) -> None:
    large(world)
    ask(client, PUBLIC, Accept_Encoding="gzip")
    english = ask(client, f"{PUBLIC}?lang=en", Accept_Encoding="gzip")
    assert len(copies()) == 2
    with transaction():
        world.sofia.name = {"bg": "Средец", "en": "Sredets"}
    changed = ask(client, f"{PUBLIC}?lang=en", Accept_Encoding="gzip")
    assert changed.headers["ETag"] != english.headers["ETag"]
    assert "Sredets" in gzip.decompress(changed.data).decode().replace("\r\n ", "")
    assert len(copies()) == 2


def test_a_small_feed_is_not_worth_a_copy(client, world) -> None:
    world.published()
    ask(client, PUBLIC, Accept_Encoding="gzip")
    assert copies() == []


def test_an_event_whose_text_is_missing_is_written_on_the_spot(client, world) -> None:
    world.published()
    world.visit()
    wanted = ask(client, PUBLIC).data
    with transaction():
        db.session.execute(sa.delete(CalendarText))
    assert ask(client, PUBLIC).data == wanted


def test_a_night_changes_an_etag_only_if_something_leaves_or_comes(
    client, world, stopped_clock
) -> None:
    # It leaves the window 60 days after its end, at the midnight that follows.
    world.published(start=NOW.replace(tzinfo=None, hour=9), end=NOW.replace(tzinfo=None, hour=10))
    tags = []
    for days in (0, 1, 30, 60, 61, 62):
        stopped_clock.move_to(NOW + timedelta(days=days))
        tags.append(ask(client, PUBLIC).headers["ETag"])
    assert tags[0] == tags[1] == tags[2] == tags[3]
    assert tags[3] != tags[4] == tags[5]


def test_a_night_dates_a_feed_by_its_midnight(client, world, stopped_clock) -> None:
    world.published(start=NOW.replace(tzinfo=None, hour=9), end=NOW.replace(tzinfo=None, hour=10))
    stopped_clock.move_to(NOW + timedelta(days=61))
    assert ask(client, PUBLIC).headers["Last-Modified"] == "Sat, 23 Jan 2027 00:00:00 GMT"


def test_a_cancelled_event_leaves_after_thirty_days(client, world, stopped_clock) -> None:
    start = NOW.replace(tzinfo=None, hour=12)
    event = world.published(start=start, end=start + timedelta(hours=1))
    with transaction():
        scheduling.cancel(event, by=world.elena, now=NOW)
    for days, there in ((29, True), (30, True), (31, False)):
        stopped_clock.move_to(NOW + timedelta(days=days))
        assert (event.uid.encode() in ask(client, PUBLIC).data) is there


def test_every_line_is_short_enough_whatever_a_city_is_called(client, world) -> None:
    world.published(venue={})
    for length in (1, 9, 10, 11, 30, 90, 200):
        with transaction():
            world.sofia.name = {"bg": "ж" * length, "en": "한,;\\" * length}
        body = ask(client, PUBLIC).data
        assert all(len(line) <= 75 for line in body.split(b"\r\n"))
        assert "ж" * length in body.decode().replace("\r\n ", "")
        assert "한\\,\\;\\\\" * length in body.decode().replace("\r\n ", "")


def test_a_city_without_a_name_is_no_category(client, world) -> None:
    world.published()
    with transaction():
        world.sofia.name = {}
    text = ask(client, PUBLIC + "?lang=en").text.replace("\r\n ", "")
    assert "CATEGORIES;LANGUAGE=en:live session,innovation,Seoul\r\n" in text


@pytest.mark.parametrize("key", ["zzz", "k:", "kparty:1:2:bg", "c:bg", "c1", "c1:b1", "p:", "$"])
def test_what_looks_like_a_blank_in_an_old_title_is_nothing(client, world, key) -> None:
    event = world.published()
    with transaction():
        event.title = {"bg": f"а\ufdd0{key}\ufdd1б", "en": "a"}
    assert "SUMMARY:аб / a\r\n" in ask(client, PUBLIC).text


def test_a_text_changes_what_is_kept_at_once(client, world) -> None:
    event = world.published()
    before = ask(client, PUBLIC)
    with transaction():
        wanted = {**plan_of(event).__dict__, "title": {"bg": "Друго", "en": "Another"}}
        scheduling.change(
            event, scheduling.Plan(**wanted), version=event.version, by=world.elena, now=NOW
        )
    after = ask(client, PUBLIC, If_None_Match=before.headers["ETag"])
    assert after.status_code == 200
    assert "Друго / Another" in after.text

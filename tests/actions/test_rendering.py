"""What feeds show is written and numbered with every change, and with nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from scheduler import errors
from scheduler.actions import rendering, scheduling, subscribing
from scheduler.actions.scheduling import plan_of
from scheduler.actions.subscribing import Wishes
from scheduler.db import db, transaction
from scheduler.models import CalendarText, Event, FeedCopy, FeedVersion
from scheduler.queries import feeding
from tests.world import NOW, World

pytestmark = pytest.mark.any_db


@pytest.fixture(autouse=True)
def clock_stops():
    with time_machine.travel(NOW, tick=False):
        yield


def versions() -> dict[str, int]:
    db.session.rollback()
    return {row.scope: row.version for row in db.session.scalars(sa.select(FeedVersion))}


def raised(before: dict[str, int]) -> set[str]:
    """Return the scopes that have another version now, the common one left out."""
    return {scope for scope, now in versions().items() if before.get(scope) != now} - {"latest"}


def texts() -> dict[tuple[str, str], bytes]:
    db.session.rollback()
    found = db.session.scalars(sa.select(CalendarText))
    return {(text.languages, text.part): text.body for text in found}


def of(world: World) -> str:
    return f"programme:{world.programme.id}"


def test_a_published_event_is_kept_in_every_choice_of_languages(world: World) -> None:
    world.published()
    orders = ("bg", "en", "bg en", "en bg")
    parts = ("public", "joining", "brief")
    assert set(texts()) == {(order, part) for order in orders for part in parts}


def test_a_visit_has_its_stops_apart_and_a_public_link_needs_no_second_text(world: World) -> None:
    world.visit()
    assert {part for _, part in texts()} == {"public", "brief"}


def test_no_text_says_a_name_or_the_address_of_the_installation(world: World) -> None:
    world.published(venue={})
    for body in texts().values():
        for name in ("София", "Сеул", "Seoul", "innovation", "scheduler.example"):
            assert name.encode() not in body


def test_a_draft_is_nobodys_matter(world: World) -> None:
    before = versions()
    world.draft()
    assert (raised(before), texts()) == (set(), {})


def test_an_event_raises_its_programme_and_those_it_asks(world: World) -> None:
    with transaction():
        subscribing.make_feed(world.petar, Wishes(name="phone"), now=NOW)
    before = versions()
    world.published(invite=True)
    # Minseo is invited too, and has no feed whose version could be raised.
    assert raised(before) == {of(world), f"person:{world.petar.id}"}


def test_what_is_rolled_back_raises_nothing(world: World) -> None:
    event = world.published()
    before, kept = versions(), texts()
    with pytest.raises(errors.AlreadyPublished):
        _cancelled_and_published(world, event)
    assert (raised(before), texts()) == (set(), kept)


def _cancelled_and_published(world: World, event: Event) -> None:
    with transaction():
        scheduling.cancel(event, by=world.elena, now=NOW)
        db.session.flush()
        scheduling.publish(event, by=world.elena, now=NOW)


def test_a_name_is_raised_for_all_and_written_nowhere(world: World) -> None:
    world.published()
    before, kept = versions(), texts()
    with transaction():
        world.sofia.name = {"bg": "Средец", "en": "Sredets"}
    assert raised(before) == {"names"}
    assert texts() == kept


def test_what_no_feed_shows_raises_nothing(world: World) -> None:
    world.published()
    before = versions()
    with transaction():
        world.sofia.hours = {}
        world.petar.family_name = "Another"
        feed = subscribing.make_feed(world.jiho, Wishes(name="phone"), now=NOW)
    own = raised(before)
    with transaction():
        subscribing.note_fetch(feed.id, client="google", now=NOW)
    assert own == raised(before) == {f"person:{world.jiho.id}"}


def test_another_clock_of_a_city_writes_its_events_again(world: World) -> None:
    world.published()
    before, kept = versions(), texts()
    with transaction():
        world.seoul.zone = "Asia/Jakarta"
    assert raised(before) == {of(world), "names"}
    assert texts()["en", "public"] != kept["en", "public"]


def test_no_two_versions_have_one_moment(world: World) -> None:
    event = world.published()
    for number in range(3):
        with transaction():
            plan = plan_of(event)
            changed = scheduling.plan.Plan(**{**plan.__dict__, "title": {"en": f"Title {number}"}})
            scheduling.change(event, changed, version=event.version, by=world.elena, now=NOW)
        with transaction():
            world.sofia.name = {"en": f"Sofia {number}"}
    db.session.rollback()
    rows = db.session.scalars(sa.select(FeedVersion).order_by(FeedVersion.changed)).all()
    moments = {row.scope: row.changed for row in rows if row.scope != "latest"}
    assert len(set(moments.values())) == len(moments)
    assert moments["names"] == moments[of(world)] + timedelta(seconds=1)


def test_texts_of_another_program_are_written_again_and_raise_their_programme(world: World) -> None:
    world.published()
    kept = texts()
    with transaction():
        db.session.execute(
            sa.update(CalendarText).values(written_by="an older one", body=b"as it was")
        )
    before = versions()
    with transaction():
        rendering.renew_old(feeding.outdated())
    assert (texts(), raised(before)) == (kept, {of(world)})
    assert feeding.outdated() == []


def test_a_programme_in_another_language_has_its_texts_written_again(world: World) -> None:
    with transaction():
        world.programme.languages = ["bg"]
    numbers = [world.published(title={"bg": "Среща"}, description={}, venue={}).id]
    assert {languages for languages, _ in texts()} == {"bg"}
    with transaction():
        world.programme.languages = ["bg", "en"]
    assert feeding.outdated() == numbers
    with transaction():
        rendering.renew_old(numbers)
    assert {languages for languages, _ in texts()} == {"bg", "en", "bg en", "en bg"}


def test_another_address_raises_every_feed_once(world: World, configure) -> None:
    def noted() -> set[str]:
        before = versions()
        with transaction():
            rendering.note_installation()
        return raised(before)

    assert noted() == {"names"}
    assert noted() == set()
    configure(base_url="https://exchange.example.org")
    assert noted() == {"names"}
    assert noted() == set()


def test_a_copy_takes_the_place_of_an_older_one_and_there_are_not_too_many(world: World) -> None:
    del world
    with transaction():
        for number in range(rendering.copying.MOST + 3):
            rendering.keep_copy(f"a{number}", "one", b"x", now=NOW + timedelta(seconds=number))
        rendering.keep_copy("a202", "two", b"y", now=NOW + timedelta(days=1))
    kept = db.session.scalars(sa.select(FeedCopy.address)).all()
    assert len(kept) == rendering.copying.MOST
    assert "a0" not in kept
    assert feeding.find_copy("a202", "one") is None
    found = feeding.find_copy("a202", "two")
    assert found is not None
    assert found.body == b"y"


def test_copies_take_no_more_room_than_they_may(world: World) -> None:
    del world
    third = b"x" * (rendering.copying.MOST_OCTETS // 3)
    for number in range(5):
        with transaction():
            later = NOW + timedelta(seconds=number)
            rendering.keep_copy(f"a{number}", "one", third, now=later)
    assert set(db.session.scalars(sa.select(FeedCopy.address))) == {"a2", "a3", "a4"}

"""A person's own calendars: how many, what each may hold, and addresses that are taken back."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from scheduler import errors, i18n, sealing
from scheduler.actions import membership, recording, subscribing
from scheduler.actions.subscribing import Wishes
from scheduler.db import db, transaction
from scheduler.models import Feed, Person
from scheduler.models.access import ALL_OF_MINE
from scheduler.queries import history, subscriptions
from tests.world import NOW, World

LATER = NOW + timedelta(hours=3)
PHONE = Wishes("phone")
USUAL = {"mine": True, "confirmed": False, "visits": False, "themes": [], "deadlines": False}


def make(person: Person, wishes: Wishes = PHONE) -> Feed:
    """Return a calendar of that person, committed."""
    with transaction():
        return subscribing.make_feed(person, wishes, now=NOW)


def refused(person: Person, feed: Feed | None = None, **changes: Any) -> list[tuple[str, str]]:
    """Return which fields are refused, and why: of a new calendar, or of one that changes."""
    wishes = replace(PHONE, **changes)
    with pytest.raises(errors.Several) as found, transaction():
        _write(person, feed, wishes)
    return [(each.field or "", each.code) for each in found.value.refusals]


def _write(person: Person, feed: Feed | None, wishes: Wishes) -> None:
    if feed is None:
        subscribing.make_feed(person, wishes, now=NOW)
    else:
        subscribing.change_feed(feed, wishes, now=NOW)


def found_by(token: str) -> Feed | None:
    """Return the calendar that a program finds with that secret."""
    return db.session.query(Feed).filter_by(digest=sealing.digest(token)).one_or_none()


def verbs() -> list[str]:
    """Return what history says was done with people and what is theirs."""
    return [entry.verb for entry in history.entries(recording.PEOPLE)]


@pytest.mark.any_db
def test_a_person_makes_several_each_with_its_own_address(world: World) -> None:
    office = Wishes(
        "  office Outlook ",
        confirmed=True,
        visits=True,
        themes=("smart-city", "innovation", "smart-city"),
        deadlines=True,
        details=False,
        reminder=30,
        language="en",
    )
    first, second = make(world.petar), make(world.petar, office)
    other = make(world.minseo)
    db.session.expire_all()
    assert (first.name, first.choice, first.details, first.reminder, first.language) == (
        "phone",
        USUAL,
        True,
        None,
        "both",
    )
    assert subscribing.wishes_of(second) == replace(
        office, name="office Outlook", themes=("innovation", "smart-city")
    )
    assert [first.generation, second.generation, other.generation] == [1, 2, 1]
    assert (second.last_fetched, second.client, second.revoked) == (None, "", None)
    tokens = [subscribing.feed_token(feed) for feed in (first, second, other)]
    assert [found_by(token) for token in tokens] == [first, second, other]
    assert len(set(tokens)) == 3
    assert subscriptions.working_feeds(world.petar) == [first, second]
    assert verbs() == ["make feed"] * 3


@pytest.mark.any_db
def test_a_row_that_says_nothing_holds_what_calendars_always_held(world: World) -> None:
    with transaction():
        db.session.execute(
            Feed.__table__.insert().values(
                person_id=world.petar.id, digest="x", generation=1, language="bg", created=NOW
            )
        )
    (feed,) = subscriptions.feeds(world.petar)
    assert subscribing.wishes_of(feed) == Wishes("", language="bg")
    assert (feed.choice, feed.client) == (USUAL, "")
    assert i18n.gettext("Calendar") == "Calendar"
    assert '"mine": true' in ALL_OF_MINE


def test_only_the_digest_of_an_address_is_stored(world: World) -> None:
    feed = make(world.petar)
    token = subscribing.feed_token(feed)
    assert feed.digest == sealing.digest(token)
    assert len(token) == 32
    assert token not in repr(vars(feed))
    assert token not in repr([entry.details for entry in history.entries(recording.PEOPLE)])


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"name": ""}, [("name", "missing")]),
        ({"name": " \u00a0 "}, [("name", "missing")]),
        ({"name": "a" * 81}, [("name", "too_long")]),
        ({"name": "a\nb"}, [("name", "control_characters")]),
        ({"name": "a\x00b"}, [("name", "control_characters")]),
        ({"name": "a\ud800b"}, [("name", "control_characters")]),
        ({"mine": False}, [("choice.mine", "feed_empty")]),
        ({"mine": False, "confirmed": True, "visits": True}, [("choice.mine", "feed_empty")]),
        ({"themes": ("x", "innovation")}, [("choice.themes", "not_in_programme")]),
        ({"mine": False, "themes": ("x",)}, [("choice.themes", "not_in_programme")]),
        ({"reminder": 0}, [("reminder", "invalid")]),
        ({"reminder": 15}, [("reminder", "invalid")]),
        ({"language": "ko"}, [("language", "invalid")]),
        ({"language": ""}, [("language", "invalid")]),
        (
            {"name": "", "mine": False, "reminder": -1},
            [("name", "missing"), ("choice.mine", "feed_empty"), ("reminder", "invalid")],
        ),
    ],
)
def test_what_a_calendar_cannot_be(
    world: World, changes: dict[str, Any], wrong: list[tuple[str, str]]
) -> None:
    assert refused(world.petar, **changes) == wrong
    feed = make(world.petar)
    assert refused(world.petar, feed, **changes) == wrong
    assert subscribing.wishes_of(feed) == PHONE


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "a" * 80},
        {"name": "Телефон на Петър · 휴대전화"},
        {"mine": False, "themes": ("innovation",)},
        {"mine": False, "deadlines": True},
        *({"reminder": minutes} for minutes in (None, 10, 30, 60, 1440)),
        *({"language": code} for code in ("both", "bg", "en")),
    ],
)
def test_what_a_calendar_can_be(world: World, changes: dict[str, Any]) -> None:
    wishes = replace(PHONE, **changes)
    assert subscribing.wishes_of(make(world.petar, wishes)) == wishes


def test_what_narrows_nothing_is_not_kept(world: World) -> None:
    feed = make(world.petar, Wishes("x", mine=False, confirmed=True, visits=True, deadlines=True))
    assert feed.choice == USUAL | {"mine": False, "deadlines": True}


def test_names_tell_a_persons_working_calendars_apart(world: World) -> None:
    phone = make(world.petar, Wishes("Телефон"))
    taken = [("name", "feed_name_taken")]
    assert refused(world.petar, name=" ТЕЛЕФОН ") == taken
    make(world.minseo, Wishes("Телефон"))
    with transaction():
        subscribing.change_feed(phone, Wishes("телефон"), now=NOW)
    office = make(world.petar, Wishes("office"))
    assert refused(world.petar, office, name="Телефон") == taken
    with transaction():
        subscribing.revoke_feed(phone, now=NOW)
    assert make(world.petar, Wishes("Телефон")).generation == 3


def test_a_name_is_proposed_that_is_free(world: World) -> None:
    names = []
    for _ in range(3):
        names.append(subscriptions.proposed_name(world.petar))
        make(world.petar, Wishes(names[-1].upper()))
    assert names == ["Calendar", "Calendar 2", "Calendar 3"]
    with i18n.speaking("bg"):
        assert subscriptions.proposed_name(world.petar) == "Календар"
    with transaction():
        subscribing.revoke_feed(subscriptions.get_feed(world.petar, 2), now=NOW)
    assert subscriptions.proposed_name(world.petar) == "Calendar 2"


def test_there_is_an_end_to_how_many_work(world: World) -> None:
    feeds = [make(world.petar, Wishes(f"{n}")) for n in range(subscribing.MOST)]
    with pytest.raises(errors.TooManyFeeds, match="too_many_feeds"), transaction():
        subscribing.make_feed(world.petar, PHONE, now=NOW)
    make(world.minseo)
    with transaction():
        subscribing.rotate_feed(feeds[0], now=NOW)
    with transaction():
        subscribing.revoke_feed(feeds[1], now=NOW)
    assert make(world.petar).generation == subscribing.MOST + 2


@pytest.mark.any_db
def test_a_change_keeps_the_address(world: World) -> None:
    feed = make(world.petar)
    token = subscribing.feed_token(feed)
    wishes = Wishes("office", mine=False, themes=("innovation",), details=False, reminder=10)
    with transaction():
        subscribing.change_feed(feed, wishes, now=LATER)
    with transaction():
        subscribing.change_feed(feed, wishes, now=LATER)
    assert subscribing.wishes_of(feed) == wishes
    assert found_by(token) is feed
    assert verbs() == ["make feed", "change feed"]


@pytest.mark.any_db
def test_a_new_address_is_the_same_calendar_and_the_old_one_is_remembered(world: World) -> None:
    wishes = Wishes("phone", visits=True, details=False, reminder=60, language="bg")
    first = make(world.petar, wishes)
    with transaction():
        subscribing.note_fetch(first.id, client="apple", now=NOW)
    beside = make(world.petar, Wishes("office"))
    with transaction():
        second = subscribing.rotate_feed(first, now=LATER)
    assert (first.revoked, first.client) == (LATER, "apple")
    assert subscribing.wishes_of(second) == wishes
    assert (second.generation, second.created, second.last_fetched, second.client) == (
        3,
        LATER,
        None,
        "",
    )
    found = [found_by(subscribing.feed_token(feed)) for feed in (first, second)]
    assert found == [first, second]
    assert subscriptions.working_feeds(world.petar) == [beside, second]
    assert subscriptions.feeds(world.petar) == [second, beside, first]
    assert verbs() == ["make feed", "make feed", "rotate feed"]


@pytest.mark.any_db
def test_what_is_revoked_stays_revoked(world: World) -> None:
    feed = make(world.petar)
    for moment in (NOW, LATER):
        with transaction():
            subscribing.revoke_feed(feed, now=moment)
    assert feed.revoked == NOW
    with pytest.raises(errors.FeedRevoked), transaction():
        subscribing.change_feed(feed, PHONE, now=LATER)
    with pytest.raises(errors.FeedRevoked), transaction():
        subscribing.rotate_feed(feed, now=LATER)
    assert subscriptions.working_feeds(world.petar) == []
    assert found_by(subscribing.feed_token(feed)) is feed
    assert verbs() == ["make feed", "revoke feed"]


def test_a_number_is_its_owners(world: World) -> None:
    feed = make(world.petar)
    assert subscriptions.get_feed(world.petar, 1) is feed
    for person, number in ((world.minseo, 1), (world.petar, 2), (world.petar, 10**30)):
        with pytest.raises(errors.NotFound):
            subscriptions.get_feed(person, number)
    with transaction():
        subscribing.revoke_feed(feed, now=NOW)
    assert subscriptions.get_feed(world.petar, 1) is feed
    with pytest.raises(errors.FeedRevoked):
        subscriptions.get_working_feed(world.petar, 1)


def test_the_first_one_is_made_once(world: World) -> None:
    with transaction():
        first = subscribing.make_first_feed(world.petar, "Calendar", now=NOW)
    make(world.petar)
    with transaction():
        assert subscribing.make_first_feed(world.petar, "Another", now=NOW) is first
    assert subscribing.wishes_of(first) == Wishes("Calendar")
    assert verbs() == ["make feed", "make feed"]


@pytest.mark.any_db
def test_who_fetched_it_and_when_is_noted(world: World) -> None:
    feed = make(world.petar)
    for client, moment in (("google", NOW), ("outlook", LATER)):
        with transaction():
            subscribing.note_fetch(feed.id, client=client, now=moment)
        assert (feed.client, feed.last_fetched) == (client, moment)
    assert verbs() == ["make feed"]


def test_themes_are_those_of_programmes_in_which_a_person_has_a_role(world: World) -> None:
    both = ["smart-city", "innovation"]
    found = {
        person.given_name: [theme.slug for theme in subscriptions.themes_of(person)]
        for person in (world.petar, world.elena, world.admin, world.mallory)
    }
    assert found == {"Petar": both, "Elena": both, "Ada": [], "Mallory": []}
    assert refused(world.mallory, themes=("innovation",)) == [("choice.themes", "not_in_programme")]
    with transaction():
        membership.give_role(world.mallory, world.programme, "delegate", None, now=NOW)
    assert [theme.slug for theme in subscriptions.themes_of(world.mallory)] == both


@pytest.mark.any_db
def test_of_many_at_once_each_gets_an_address_of_its_own(app: Flask, world: World) -> None:
    number = world.petar.id
    names = ["phone", "Phone", "office", "home", "PHONE", "train"]
    db.session.rollback()
    together, made = threading.Barrier(len(names)), []

    def run(name: str) -> None:
        with app.app_context():
            together.wait()
            try:
                with transaction():
                    person = db.session.get_one(Person, number)
                    feed = subscribing.make_feed(person, Wishes(name), now=NOW)
                    made.append(str(feed.generation))
            except errors.Several as found:
                made.append(found.refusals[0].code)

    threads = [threading.Thread(target=run, args=[name]) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(made) == ["1", "2", "3", "4", "feed_name_taken", "feed_name_taken"]

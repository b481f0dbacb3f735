"""No 304 is ever stale, and no answer wrong, whatever has changed since the last time.

Random changes of everything that a feed may show, one after the other; after each, some feeds are
asked for as calendars do that hold an older answer, and compared with the plainest feed there is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

import pytest
import sqlalchemy as sa
import time_machine
from flask.testing import FlaskClient

from scheduler import clock, errors
from scheduler.actions import subscribing
from scheduler.actions.subscribing import Wishes
from scheduler.db import db, transaction
from scheduler.models import Event, Feed, Person
from tests.conftest import SOAK
from tests.feeds import plain_feeds
from tests.feeds.asking import ask
from tests.flows.changes import CHANGES
from tests.world import NOW, World

ASKED_AFTER_EACH, CHANGES_EACH = 4, 50
SEEDS = 100 if SOAK else 5
"""On both databases 500 changes, and 10,000 in a soak."""


@dataclass
class Reader:
    """A calendar that holds what it was answered last."""

    address: str
    truth: Callable[[datetime], bytes]
    etag: str = ""
    date: str = ""
    held: bytes = b""
    unchanged: int = field(default=0)

    def poll(self, client: FlaskClient, *, by_date: bool) -> None:
        """Ask again, and hold the answer to the truth."""
        if by_date:
            answer = ask(client, self.address, If_Modified_Since=self.date)
        else:
            answer = ask(client, self.address, If_None_Match=self.etag)
        assert answer.status_code in {200, 304}
        if answer.status_code == 200:
            self.etag, self.date = answer.headers["ETag"], answer.headers["Last-Modified"]
            self.held = answer.data
        else:
            self.unchanged += 1
        now = clock.now()
        assert plain_feeds.unfolded(self.held) == plain_feeds.unfolded(self.truth(now))


@pytest.mark.any_db
@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1, SEEDS + 1))
def test_no_answer_is_stale(world: World, client: FlaskClient, seed: int) -> None:
    chance = Random(seed)
    with time_machine.travel(NOW, tick=False) as traveller:
        readers, done = _readers(world), set()
        for _ in range(CHANGES_EACH):
            traveller.shift(
                timedelta(days=chance.choice([0] * 9 + [1, 25]), seconds=chance.randint(0, 2))
            )
            change = chance.choice(CHANGES)
            try:
                with transaction():
                    change(world, chance)
                done.add(change.__name__)
            except (errors.Refusal, LookupError):
                pass
            for reader in chance.sample(readers, ASKED_AFTER_EACH):
                reader.poll(client, by_date=chance.random() < 0.3)
    assert len(done) > 8
    assert sum(reader.unchanged for reader in readers) > 0


def test_the_truth_notices_what_was_not_watched(world: World, client: FlaskClient) -> None:
    """The control: a statement that nobody sees leaves every feed as it was, and is found out."""
    with time_machine.travel(NOW, tick=False):
        world.published()
        readers = _readers(world)
        readers[0].poll(client, by_date=False)
        with transaction():
            db.session.execute(sa.update(Event).values(title={"en": "Behind its back"}))
        with pytest.raises(AssertionError):
            readers[0].poll(client, by_date=False)


def _readers(world: World) -> list[Reader]:
    shared, found = "/feeds/sofia-seoul.ics", []
    for query, filters in (
        ("", {}),
        ("?lang=bg", {"lang": "bg"}),
        ("?days=bars&lang=en", {"bars": True, "lang": "en"}),
        ("?all=1", {"whole": True}),
        ("?city=seoul", {"city": "seoul"}),
        ("?theme=innovation&kind=live_session", {"theme": "innovation", "kind": "live_session"}),
    ):
        found.append(Reader(shared + query, _shared(world, filters)))
    return found + [_own(person) for person in (world.petar, world.minseo, world.mallory)]


def _shared(world: World, filters: dict[str, object]) -> Callable[[datetime], bytes]:
    return lambda now: plain_feeds.shared(world.programme, now, **filters)


def _own(person: Person) -> Reader:
    with transaction():
        feed = subscribing.make_feed(person, Wishes(name="phone"), now=NOW)
    number, token = feed.id, subscribing.feed_token(feed)
    return Reader(
        f"/feeds/mine/{token}.ics",
        lambda now: plain_feeds.personal(db.session.get_one(Feed, number), now),
    )

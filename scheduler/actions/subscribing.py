"""Subscribing: a person's own calendars, each with its name, its choice and its address.

Decides how many there may be, what one may hold, and that an address that was taken back never
works again: a new address is a new row, and the old one stays to answer "gone". Who may read
what is in a calendar is decided when a program asks for it, every time.

Whoever calls these verbs passes the signed-in person, and feeds of theirs alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scheduler import errors, i18n, sealing
from scheduler.actions import recording
from scheduler.db import db, lock
from scheduler.models import Feed
from scheduler.queries import subscriptions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from scheduler.models import Person

MOST = 20
"""So many calendars of one person work at a time."""
NAME_LIMIT = 80
REMINDERS = (10, 30, 60, 1440)
"""Minutes before an entry at which a calendar may remind."""
BOTH = "both"


@dataclass(frozen=True)
class Wishes:
    """One calendar as its owner wants it: its name, what it holds, and how that is said.

    `confirmed` and `visits` narrow `mine`; `themes` are slugs; `reminder` is in minutes.
    """

    name: str
    mine: bool = True
    confirmed: bool = False
    visits: bool = False
    themes: tuple[str, ...] = ()
    deadlines: bool = False
    details: bool = True
    reminder: int | None = None
    language: str = BOTH


def make_feed(person: Person, wishes: Wishes, *, now: datetime) -> Feed:
    """Return a new calendar of that person.

    Several where the wishes break rules; TooManyFeeds.
    """
    person = lock(person)  # of two at once, the second sees the first one's name and number
    _check(person, wishes)
    if len(subscriptions.working_feeds(person)) >= MOST:
        raise errors.TooManyFeeds(most=MOST)
    recording.record("make feed", person, by=person, now=now)
    return _added(person, now, **_columns(wishes))


def make_first_feed(person: Person, name: str, *, now: datetime) -> Feed:
    """Return the person's oldest calendar that works; where there is none, a usual one."""
    person = lock(person)
    working = subscriptions.working_feeds(person)
    return working[0] if working else make_feed(person, Wishes(name), now=now)


def change_feed(feed: Feed, wishes: Wishes, *, now: datetime) -> None:
    """Change what a calendar is called, holds and says; its address stays the same.

    Several where the wishes break rules; FeedRevoked.
    """
    person = lock(feed.person)
    feed = _working(feed)
    _check(person, wishes, feed)
    wanted = _columns(wishes)
    if any(getattr(feed, name) != value for name, value in wanted.items()):
        for name, value in wanted.items():
            setattr(feed, name, value)
        recording.record("change feed", person, by=person, now=now)


def rotate_feed(feed: Feed, *, now: datetime) -> Feed:
    """Take a calendar's address back, and return the same calendar at a new one; FeedRevoked."""
    person = lock(feed.person)
    feed = _working(feed)
    feed.revoked = now
    recording.record("rotate feed", person, by=person, now=now)
    kept = ("name", "choice", "details", "reminder", "language")
    return _added(person, now, **{name: getattr(feed, name) for name in kept})


def revoke_feed(feed: Feed, *, now: datetime) -> None:
    """Take a calendar back: its address answers "gone" from now on. Twice is as good as once."""
    person = lock(feed.person)
    if lock(feed).revoked is None:
        feed.revoked = now
        recording.record("revoke feed", person, by=person, now=now)


def note_fetch(feed_id: int, *, client: str, now: datetime) -> None:
    """Note when a feed was fetched last, and by which kind of program (`core.clients`)."""
    feed = db.session.get_one(Feed, feed_id)
    feed.last_fetched, feed.client = now, client


def wishes_of(feed: Feed) -> Wishes:
    """Return what a calendar was asked to be."""
    held = feed.choice | {"themes": tuple(feed.choice["themes"])}
    return Wishes(
        feed.name, **held, details=feed.details, reminder=feed.reminder, language=feed.language
    )


def feed_token(feed: Feed) -> str:
    """Return the secret in a feed's address, made again from its row."""
    return sealing.link_token("feed", feed.person_id, feed.generation)


def _working(feed: Feed) -> Feed:
    feed = lock(feed)
    if feed.revoked is not None:
        raise errors.FeedRevoked
    return feed


def _added(person: Person, now: datetime, **columns: Any) -> Feed:
    """Return a new row with an address that none of the person's feeds ever had."""
    generation = max((feed.generation for feed in subscriptions.feeds(person)), default=0) + 1
    feed = Feed(person=person, generation=generation, created=now, **columns)
    feed.digest = sealing.digest(sealing.link_token("feed", person.id, generation))
    db.session.add(feed)
    db.session.flush()  # its address is made from its row
    return feed


def _columns(wishes: Wishes) -> dict[str, Any]:
    """Return a feed's columns; what would narrow nothing is not kept."""
    return {
        "name": wishes.name.strip(),
        "choice": {
            "mine": wishes.mine,
            "confirmed": wishes.mine and wishes.confirmed,
            "visits": wishes.mine and wishes.visits,
            "themes": sorted(set(wishes.themes)),
            "deadlines": wishes.deadlines,
        },
        "details": wishes.details,
        "reminder": wishes.reminder,
        "language": wishes.language,
    }


def _check(person: Person, wishes: Wishes, feed: Feed | None = None) -> None:
    wrong = [*_wrong_name(person, wishes.name.strip(), feed), *_wrong_choice(person, wishes)]
    if wrong:
        raise errors.Several(list(wrong))


def _wrong_name(person: Person, name: str, feed: Feed | None) -> Iterator[errors.Invalid]:
    yield from errors.of_line(name, NAME_LIMIT, field="name")
    others = [other for other in subscriptions.working_feeds(person) if other is not feed]
    if name.casefold() in {other.name.casefold() for other in others}:
        yield errors.FeedNameTaken(field="name")


def _wrong_choice(person: Person, wishes: Wishes) -> Iterator[errors.Invalid]:
    if not (wishes.mine or wishes.themes or wishes.deadlines):
        yield errors.FeedEmpty(field="choice.mine")
    if wishes.themes:
        known = {theme.slug for theme in subscriptions.themes_of(person)}
        for slug in sorted(set(wishes.themes) - known):
            yield errors.NotInProgramme(field="choice.themes", value=slug)
    if wishes.reminder not in (None, *REMINDERS):
        yield errors.Invalid(field="reminder")
    if wishes.language not in {BOTH, *i18n.languages()}:
        yield errors.Invalid(field="language")

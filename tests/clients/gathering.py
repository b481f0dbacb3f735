"""Gathering: every calendar that two installations hand out, beside what must be in it.

One installation has the demo, one the torture set. Their feeds come over HTTP from the product's
own server, as a calendar program gets them; the messages are what lies in the outbox.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bench.installations import at, with_demo
from scheduler import clock, i18n
from scheduler.actions import subscribing
from scheduler.actions.subscribing import Wishes
from scheduler.db import db, transaction
from scheduler.models import Event, Programme, Role
from scheduler.models.event import KINDS
from tests import letters, stores
from tests.clients import expected, invitations, torture
from tests.clients.asking import fetch
from tests.clients.expected import When
from tests.live import Live, at_work
from tests.world import build, mails

PERSONAL: dict[str, dict[str, Any]] = {
    "everything": {},
    "Bulgarian": {"language": "bg"},
    "English": {"language": "en"},
    "shared screen": {"details": False},
    "ringing": {"reminder": 30, "language": "bg"},
    "ringing the day before": {"reminder": 1440, "details": False},
    "visits": {"visits": True},
    "confirmed": {"confirmed": True},
    "deadlines": {"deadlines": True, "mine": False, "reminder": 60},
    "theme": {"mine": False},
}
GOLDEN = Path(__file__).parents[1] / "golden"


@dataclass(frozen=True)
class Source:
    """A calendar file; what stands in it, exactly, or what it may have; None: nobody knows."""

    path: Path
    exactly: Sequence[When] | None = None
    among: Sequence[When] | None = None
    message: bool = False
    rings: bool = False
    """Whether its owner asked to be reminded."""
    typed: Mapping[str, str] = field(default_factory=dict)
    """UIDs of events whose title, place and description were typed as this text."""
    doubtful: frozenset[str] = frozenset()
    """UIDs of the series that some readers misread; see `Reader.sure`."""


def of_demo(folder: Path) -> Iterator[Source]:
    """Give every feed of the demo: programmes, filters, languages, bars, events, personal ones."""
    with with_demo() as settings, at(settings), at_work(settings) as live, i18n.speaking("en"):
        live.serve()
        yield from _doubting(_feeds(live, folder))
        yield from _doubting(_personal(live, folder))


def of_torture(folder: Path) -> Iterator[Source]:
    """Give every feed and every message of the torture set."""
    with stores.sqlite(folder) as store:
        app = store.fresh()
        settings = replace(app.config["SETTINGS"], instance=folder / "instance")
        with app.app_context(), i18n.speaking("en"), at_work(settings) as live:
            world = build()
            typed = torture.build(world)
            live.serve()
            for source in _doubting(_feeds(live, folder)):
                # In one language a title is what was typed, and nothing else.
                alone = "lang_en" in source.path.name or "lang_bg" in source.path.name
                yield replace(source, typed=typed if alone else {})
            invitations.invite(world)
            yield from _doubting(_personal(live, folder))
            yield from _messages(folder)


def golden() -> Iterator[Source]:
    """Give the files that the tests hold byte by byte, a flight into another zone among them."""
    for path in sorted(GOLDEN.glob("*.ics")):
        message = b"\r\nMETHOD:" in path.read_bytes()
        yield Source(path, message=message)


def _doubting(sources: Iterable[Source]) -> Iterator[Source]:
    """Give those files, and which of the installation's series readers may take two ways."""
    doubtful = expected.doubtful(db.session.scalars(sa.select(Event)).all())
    return (replace(source, doubtful=doubtful) for source in sources)


def _feeds(live: Live, folder: Path) -> Iterator[Source]:
    for programme in db.session.scalars(sa.select(Programme)).all():
        events = db.session.scalars(sa.select(Event).where(Event.programme_id == programme.id))
        yield from _of_programme(live, folder, programme, list(events))


def _personal(live: Live, folder: Path) -> Iterator[Source]:
    """Give the calendars of one person in each kind of role, each with every kind of choice."""
    roles = db.session.scalars(sa.select(Role).order_by(Role.id)).all()
    events = db.session.scalars(sa.select(Event).where(Event.published.is_not(None))).all()
    theme = next(theme.slug for event in events for theme in event.themes)
    among = expected.whens(events)
    for person in {role.kind: role.person for role in roles}.values():
        for name, choice in PERSONAL.items():
            themes = {"themes": (theme,)} if name == "theme" else {}
            with transaction():
                wishes = Wishes(name, **choice, **themes)
                made = subscribing.make_feed(person, wishes, now=clock.now())
            path = fetch(live, folder, f"/feeds/mine/{subscribing.feed_token(made)}.ics?all=1")
            # When registrations close is no event's time.
            held = None if choice.get("deadlines") else among
            yield Source(path, among=held, rings="reminder" in choice)


def _of_programme(
    live: Live, folder: Path, programme: Programme, events: Sequence[Event]
) -> Iterator[Source]:
    public = [event for event in events if event.is_public]
    address = f"/feeds/{programme.slug}.ics"
    for query in ("", "?lang=bg", "?days=bars"):
        yield Source(fetch(live, folder, address + query), among=expected.whens(public))
    for query, bars, chosen in _choices(programme):
        whens = expected.whens(filter(chosen, public), bars=bars)
        yield Source(fetch(live, folder, f"{address}?all=1{query}"), exactly=whens)
    for event in public[:: max(1, len(public) // MOST_SINGLE)]:
        path = fetch(live, folder, f"/feeds/{programme.slug}/{event.uid}.ics")
        yield Source(path, exactly=expected.whens([event]))


MOST_SINGLE = 150
Chosen = Callable[[Event], bool]


def _choices(programme: Programme) -> Iterator[tuple[str, bool, Chosen]]:
    """Give what follows ?all=1 in an address, whether it asks for bars, and what it chooses."""
    for query in ("", "&lang=bg", "&lang=en", "&lang=both"):
        yield query, False, lambda _event: True
    yield "&days=bars", True, lambda _event: True
    for kind in KINDS:
        yield f"&kind={kind}", False, lambda event, kind=kind: event.kind == kind
    for city in programme.cities:
        yield f"&city={city.slug}", False, lambda event, city=city: city in event.cities
    for theme in programme.themes:
        yield f"&theme={theme.slug}", False, lambda event, theme=theme: theme in event.themes


def _messages(folder: Path) -> Iterator[Source]:
    for mail in mails():
        for content in _calendars(letters.opened(mail)):
            path = folder / f"message-{mail.id}-{mail.kind}-{mail.recipient}.ics"
            path.write_bytes(content)
            yield Source(path, message=True)


def _calendars(message: EmailMessage) -> list[bytes]:
    """Return a letter's calendar, where it has one; both parts that carry it are the same bytes."""
    kinds = {"text/calendar", "application/ics"}
    parts = [part for part in message.walk() if part.get_content_type() in kinds]
    contents = [part.get_payload(decode=True) for part in parts]
    assert [part.get_content_type() for part in parts] in ([], ["text/calendar", "application/ics"])
    assert len(set(contents)) == len(contents) / 2
    return contents[:1]

"""What a shared feed of 1,000 events costs, beside a constant answer of the same bytes."""

from __future__ import annotations

import uuid
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from bench.calling import Caller
from bench.figures import Figure, kilobytes, middle, milliseconds, ratio
from bench.installations import at, with_demo
from bench.words import BULGARIAN, ENGLISH, Words
from scheduler import clock
from scheduler.actions.scheduling import plan
from scheduler.db import db, transaction
from scheduler.models import Event, Programme, ProgrammeCity, ProgrammeTheme
from scheduler.queries import programmes
from tests.live import at_work

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bench.calling import Answer
    from config import Settings

TITLE = "A shared feed of 1,000 events, both languages, 30-word texts"
EVENTS, DAYS_AHEAD = 1000, 500
TITLE_WORDS, TEXT_WORDS = 5, 30
ROUNDS = 15
FEED = "/feeds/thousand.ics"
ZIPPED = {"Accept-Encoding": "gzip"}


def figures() -> Iterator[Figure]:
    """Fetch the feed as calendars do: for the first time, once more, and compressed."""
    with with_demo() as settings:
        with at(settings), transaction():
            add_programme()
        with at_work(settings) as live:
            server = live.serve(FLASK_APP="bench.serving")
            with Caller(live.url) as caller:
                yield from _measured(caller, settings)
            server.stop()


def add_programme() -> None:
    """Write a programme of Sofia and Seoul with 1,000 published events ahead."""
    model = programmes.get_programme("sofia-seoul")
    programme = Programme(
        slug="thousand",
        name={"bg": "Хиляда събития", "en": "A thousand events"},
        languages=["bg", "en"],
        position=99,
        city_links=[ProgrammeCity(city=city) for city in model.cities if city.announced],
        theme_links=[ProgrammeTheme(theme=theme) for theme in model.topics],
    )
    db.session.add(programme)
    db.session.flush()
    for one in _plans([theme.slug for theme in model.topics]):
        db.session.add(_published(one, programme))


def _plans(themes: list[str]) -> Iterator[plan.Plan]:
    bulgarian, english = Words(BULGARIAN, seed=1), Words(ENGLISH, seed=2)
    first = clock.now().date() + timedelta(days=1)
    for number in range(EVENTS):
        host, zone = [("sofia", "Europe/Sofia"), ("seoul", "Asia/Seoul")][number % 2]
        day = first + timedelta(days=number * DAYS_AHEAD // EVENTS)
        start = datetime.combine(day, time(9 + number % 6, 30 * (number % 2)))
        yield plan.Plan(
            kind=("thematic_discussion", "live_session")[number // 2 % 2],
            title={"bg": bulgarian.some(TITLE_WORDS), "en": english.some(TITLE_WORDS)},
            description={"bg": bulgarian.some(TEXT_WORDS), "en": english.some(TEXT_WORDS)},
            start=start,
            end=start + timedelta(minutes=90),
            zone=zone,
            host_city=host,
            cities=("sofia", "seoul"),
            themes=(themes[number % len(themes)],),
            venue={"bg": bulgarian.some(2), "en": english.some(2)},
        )


def _published(one: plan.Plan, programme: Programme) -> Event:
    """Return a published event's row: the verbs would check each one, and write its history."""
    uid, now = str(uuid.uuid4()), clock.now()
    event = Event(uid=uid, slug=uid, programme=programme, created=now, changed=now, published=now)
    event.status = "confirmed"
    plan.write(one, event, programme)
    return event


def _measured(caller: Caller, settings: Settings) -> Iterator[Figure]:
    plain, zipped = _fetched(caller, FEED), _fetched(caller, FEED, ZIPPED)
    assert plain[0].body.count(b"BEGIN:VEVENT") == EVENTS
    known = {"If-None-Match": plain[0].headers["etag"]}
    unchanged = _fetched(caller, FEED, known, status=304)
    for name, answers in (("plain", plain), ("zipped", zipped)):
        (settings.instance / name).write_bytes(answers[0].body)
    yield kilobytes("size", len(plain[0].body))
    yield kilobytes("size, gzip", len(zipped[0].body))
    yield milliseconds("the first answer of this server", plain[0].took)
    yield from _beside("full answer", plain, _fetched(caller, "/constant/plain"))
    yield from _beside("gzip answer", zipped, _fetched(caller, "/constant/zipped"))
    same = _fetched(caller, "/constant/not-modified", status=304)
    yield from _beside("304", unchanged, same)


def _fetched(
    caller: Caller, path: str, headers: Mapping[str, str] | None = None, *, status: int = 200
) -> list[Answer]:
    answers = [caller.get(path, headers) for _ in range(ROUNDS)]
    assert {answer.status for answer in answers} == {status}, path
    return answers


def _beside(name: str, answers: list[Answer], constant: list[Answer]) -> Iterator[Figure]:
    """Give the usual time, that of a constant answer, and how many times as long it is."""
    usual, least = (middle([a.took for a in each]) for each in (answers, constant))
    yield milliseconds(f"{name}, median of {ROUNDS}", usual)
    yield milliseconds(f"{name}, a constant one of the same bytes", least)
    yield ratio(f"{name}, ratio", usual / least)

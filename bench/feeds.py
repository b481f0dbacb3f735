"""What feeds cost: of 1,000 and of 10,000 events, beside constant answers of the same bytes.

"Kept" is a feed that has been asked for since its last change, "changed" one that has not: the
bench changes the programme before each such question, so that every byte is joined anew. The
texts are of 2,800 words a language, evenly drawn: what people write repeats itself more.
"""

from __future__ import annotations

import uuid
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import icalendar

from bench.calling import Caller
from bench.figures import Figure, at_least, at_most, kilobytes, megabytes, middle, milliseconds
from bench.installations import at, with_demo
from bench.words import BULGARIAN, ENGLISH, Words
from scheduler import clock
from scheduler.actions import membership, subscribing
from scheduler.actions.scheduling import plan
from scheduler.db import db, transaction
from scheduler.models import Event, Programme, ProgrammeCity, ProgrammeTheme
from scheduler.queries import programmes
from tests.live import at_work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from config import Settings
    from tests.live import Live

TITLE = "Feeds of 1,000 and 10,000 events: distinct titles, 30-word texts, random UIDs"
MANY, TEN_TIMES = 1000, 10_000
DAYS_AHEAD = 500
TITLE_WORDS, TEXT_WORDS = 5, 30
ROUNDS, FEW = 15, 5
SHARED, LARGE = "/feeds/thousand.ics", "/feeds/ten-thousand.ics"
ZIPPED = {"Accept-Encoding": "gzip"}


def figures() -> Iterator[Figure]:
    """Fetch feeds as calendars do: compressed and not, kept and changed, and once more."""
    with with_demo() as settings, at(settings):
        mine = fill()
        with at_work(settings) as live:
            server = live.serve(FLASK_APP="bench.serving")
            with Caller(live.url) as caller:
                yield from _shared(caller, settings)
                yield from _others(caller, mine)
                yield from _large(caller)
            yield from _memory(live)
            with Caller(live.url) as caller:
                yield from _sizes(caller)
                yield from _library(caller)
            server.stop()


def fill() -> str:
    """Write both programmes, and return the address of a person's feed with all of the smaller."""
    for slug, number in (("thousand", MANY), ("ten-thousand", TEN_TIMES)):
        with transaction():
            add_programme(slug)
        for some in _batches(slug, number):
            with transaction():
                programme = programmes.get_programme(slug)
                db.session.add_all(_published(one, programme) for one in some)
            db.session.expunge_all()
    with transaction():
        now = clock.now()
        person = membership.find_or_make("reader@example.org", name="A Reader", now=now)
        thousand = programmes.get_programme("thousand")
        membership.give_role(person, thousand, "participant", thousand.cities[0], now=now)
        feed = subscribing.make_feed(person, subscribing.Wishes(name="phone"), now=now)
    return f"/feeds/mine/{subscribing.feed_token(feed)}.ics"


def add_programme(slug: str) -> None:
    """Write a programme of Sofia and Seoul."""
    model = programmes.get_programme("sofia-seoul")
    programme = Programme(
        slug=slug,
        name={"bg": "Много събития", "en": "Many events"},
        languages=["bg", "en"],
        position=99,
        city_links=[ProgrammeCity(city=city) for city in model.cities if city.announced],
        theme_links=[ProgrammeTheme(theme=theme) for theme in model.topics],
    )
    db.session.add(programme)


def _batches(slug: str, number: int) -> Iterator[list[plan.Plan]]:
    topics = programmes.get_programme(slug).topics
    plans = list(_plans([theme.slug for theme in topics], number))
    return (plans[at : at + MANY] for at in range(0, number, MANY))


def _plans(themes: list[str], number: int) -> Iterator[plan.Plan]:
    bulgarian, english = Words(BULGARIAN, seed=1), Words(ENGLISH, seed=2)
    first = clock.now().date() + timedelta(days=1)
    for place in range(number):
        host, zone = [("sofia", "Europe/Sofia"), ("seoul", "Asia/Seoul")][place % 2]
        day = first + timedelta(days=place * DAYS_AHEAD // number)
        start = datetime.combine(day, time(9 + place % 6, 30 * (place % 2)))
        yield plan.Plan(
            kind=("thematic_discussion", "live_session")[place // 2 % 2],
            title={"bg": bulgarian.some(TITLE_WORDS), "en": english.some(TITLE_WORDS)},
            description={"bg": bulgarian.some(TEXT_WORDS), "en": english.some(TEXT_WORDS)},
            start=start,
            end=start + timedelta(minutes=90),
            zone=zone,
            host_city=host,
            cities=("sofia", "seoul"),
            themes=(themes[place % len(themes)],),
            venue={"bg": bulgarian.some(2), "en": english.some(2)},
        )


def _published(one: plan.Plan, programme: Programme) -> Event:
    """Return a published event's row: the verbs would check each one, and write its history."""
    uid, now = str(uuid.uuid4()), clock.now()
    event = Event(uid=uid, slug=uid, programme=programme, created=now, changed=now, published=now)
    event.status = "confirmed"
    plan.write(one, event, programme)
    return event


def _shared(caller: Caller, settings: Settings) -> Iterator[Figure]:
    """Measure the usual feed, and a 304, beside constant ones."""
    for name, headers in (("plain", {}), ("zipped", ZIPPED)):
        first = caller.get(SHARED, headers)
        assert first.body.count(b"BEGIN:VEVENT") in {MANY, 0}
        (settings.instance / name).write_bytes(first.body)
    yield kilobytes("size, both languages", len(caller.get(SHARED).body))
    for name, headers in (("plain", {}), ("zipped", ZIPPED)):
        constant = _median(caller, f"/constant/{name}")
        yield milliseconds(f"{name}: a constant answer", constant)
        kept = _median(caller, SHARED, headers)
        yield milliseconds(f"{name}: kept", kept)
        yield at_most(f"{name}: kept, beside constant", kept / constant, 6)
        changed = _median(caller, SHARED, headers, before=_change)
        yield milliseconds(f"{name}: changed", changed)
        yield at_most(f"{name}: changed, beside constant", changed / constant, 6)
    known = {"If-None-Match": caller.get(SHARED).headers["etag"]}
    same = _median(caller, "/constant/not-modified", rounds=200, status=304)
    unchanged = _median(caller, SHARED, known, rounds=200, status=304)
    yield milliseconds("304", unchanged)
    yield at_most("304, beside a constant 304", unchanged / same, 2)


def _others(caller: Caller, mine: str) -> Iterator[Figure]:
    """Measure a filtered and a personal feed of the same events."""
    filtered = f"{SHARED}?city=sofia&kind=live_session&kind=thematic_discussion"
    for name, headers in (("plain", {}), ("zipped", ZIPPED)):
        for state, before in (("kept", None), ("changed", _change)):
            shared = _median(caller, SHARED, headers, before=before)
            for kind, address in (("filtered", filtered), ("personal", mine)):
                took = _median(caller, address, headers, before=before)
                yield at_most(f"{name}, {state}: {kind}, beside the shared", took / shared, 2)


def _large(caller: Caller) -> Iterator[Figure]:
    """Measure ten times as many events."""
    for name, headers in (("plain", {}), ("zipped", ZIPPED)):
        for state, before in (("kept", None), ("changed", _change)):
            shared = _median(caller, SHARED, headers, before=before)
            took = _median(caller, LARGE, headers, before=before, rounds=FEW)
            yield milliseconds(f"{name}, {state}: 10,000 events", took)
            yield at_most(f"{name}, {state}: beside 1,000 events", took / shared, 12)


def _memory(live: Live) -> Iterator[Figure]:
    """Measure what the workers have grown by after twenty feeds of 10,000 events each way."""
    _ask_all(live, SHARED, times=40)
    before = _memory_of(live)
    for headers in ({}, ZIPPED):
        _change()
        _ask_all(live, LARGE, times=20, headers=headers)
    after = _memory_of(live)
    most = max(after[number] - before.get(number, 0) for number in after)
    yield megabytes("a worker's growth after 40 feeds of 10,000 events", most, most=20_000_000)


def _ask_all(
    live: Live, path: str, *, times: int, headers: Mapping[str, str] | None = None
) -> None:
    """Ask over new connections, so that every worker gets its part."""
    for _ in range(times):
        with Caller(live.url) as caller:
            assert caller.get(path, headers).status == 200


def _memory_of(live: Live) -> dict[int, int]:
    """Return the resident octets of each worker, by its number."""
    parent = live.started[-1].popen.pid
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    status = {int(n): Path(f"/proc/{n}/status").read_text().splitlines() for n in children}
    return {
        number: int(line.split()[1]) * 1024
        for number, lines in status.items()
        for line in lines
        if line.startswith("VmRSS")
    }


def _sizes(caller: Caller) -> Iterator[Figure]:
    """Measure what goes over the wire, compressed."""
    for words, lang in (("both languages", "both"), ("Bulgarian", "bg"), ("English", "en")):
        body = caller.get(f"{SHARED}?lang={lang}", ZIPPED).body
        yield kilobytes(f"gzip, {words}", len(body), most=200_000)


def _library(caller: Caller) -> Iterator[Figure]:
    """Measure how long icalendar takes for the same events, as one would write them with it."""
    answer = caller.get(SHARED)
    parsed = icalendar.Calendar.from_ical(answer.body)
    said = [
        [(name, value) for name, value in event.property_items() if name not in {"BEGIN", "END"}]
        for event in parsed.walk("VEVENT")
    ]
    built = _seconds(lambda: _build(said))
    yield milliseconds("icalendar, building and writing them", built)
    for name, headers in (("plain", {}), ("zipped", ZIPPED)):
        whole = _median(caller, SHARED, headers)
        yield at_least(f"icalendar, beside our whole answer, {name}", built / whole, 40)


def _build(said: list[list[tuple[str, object]]]) -> bytes:
    calendar = icalendar.Calendar()
    for properties in said:
        event = icalendar.Event()
        for name, value in properties:
            event.add(name, value)
        calendar.add_component(event)
    return calendar.to_ical()


def _change() -> None:
    """Change what every feed of both programmes says, as an organizer might."""
    with transaction():
        for slug in ("thousand", "ten-thousand"):
            programmes.get_programme(slug).description = {"en": str(uuid.uuid4())}


def _median(
    caller: Caller,
    path: str,
    headers: Mapping[str, str] | None = None,
    *,
    status: int = 200,
    rounds: int = ROUNDS,
    before: Callable[[], None] | None = None,
) -> float:
    """Return the usual seconds of an answer; the first one, which makes the copy, apart."""
    caller.get(path, headers)
    took = []
    for _ in range(rounds):
        if before:
            before()
        answer = caller.get(path, headers)
        assert answer.status == status, path
        took.append(answer.took)
    return middle(took)


def _seconds(do: Callable[[], object]) -> float:
    began = clock.monotonic()
    do()
    return clock.monotonic() - began

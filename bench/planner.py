"""What finding a fair hour costs the server: the planner's page and findSlots, over HTTP.

Three cities, 60 days in steps of 15 minutes, 200 people with 18,000 busy spans between them, each
an event of its own: rows that people share would be cheaper, and would flatter the reads.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import sqlalchemy as sa

from bench.calling import Caller
from bench.figures import Figure, middle, milliseconds, ninety_fifth
from bench.installations import at, with_demo
from scheduler import clock
from scheduler.actions import membership
from scheduler.db import db, transaction
from scheduler.models import (
    CityMembership,
    Event,
    EventCity,
    Invitation,
    Occurrence,
    Person,
    Programme,
    Role,
)
from scheduler.queries import programmes
from tests.live import at_work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bench.calling import Answer
    from config import Settings
    from scheduler.models import City

TITLE = "A fair hour: 3 cities, 60 days, 200 people with 18,000 busy spans"
PEOPLE, SPANS, DAYS, STEP = 200, 18_000, 60, 15
LENGTHS = (30, 45, 60, 90)
REQUESTS, WARMING = 40, 4
MOST = 0.100
SLUG = "sofia-seoul"


def figures() -> Iterator[Figure]:
    """Ask as a browser does, signed in, and as a script does, with a token."""
    with with_demo() as settings:
        session, token = _filled(settings)
        with at_work(settings) as live:
            server = live.serve()
            with Caller(live.url) as caller:
                yield from _measured("findSlots", caller, _api_path(), _bearer(token))
                cookie = _signed_in(caller, session)
                yield from _measured("the page", caller, _page_path(), cookie)
            server.stop()


def _filled(settings: Settings) -> tuple[str, str]:
    """Fill an installation; return an organizer's sign-in link and API token."""
    with at(settings), transaction():
        programme = programmes.get_programme(SLUG)
        cities = _three(programme)
        people = _people(programme, cities)
        _make_busy(programme, cities, people)
        organizer = db.session.scalars(
            sa.select(Person).join(Role).where(Role.kind == "organizer")
        ).first()
        assert organizer is not None
        now = clock.now()
        return (
            membership.make_sign_in_link(organizer, now=now),
            membership.make_api_token(organizer, now=now),
        )


def _three(programme: Programme) -> Sequence[City]:
    """Announce the third city, so that three are judged."""
    third = next(city for city in programme.cities if not city.announced)
    third.name = {"bg": "Улан Батор", "en": "Ulaanbaatar"}
    third.country = third.holiday_calendar = "MN"
    third.zone = "Asia/Ulaanbaatar"
    third.hours = {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    return programme.cities


def _people(programme: Programme, cities: Sequence[City]) -> list[int]:
    """Add the participants, the same number in each city; return their numbers."""
    people = [
        Person(
            email=f"person{number}@bench.example",
            given_name=f"Given{number}",
            family_name=f"Family{number}",
            created=clock.now(),
            roles=[
                Role(
                    programme_id=programme.id,
                    city_id=cities[number % len(cities)].id,
                    kind="participant",
                )
            ],
            city_links=[CityMembership(city=cities[number % len(cities)])],
        )
        for number in range(PEOPLE)
    ]
    db.session.add_all(people)
    db.session.flush()
    return [person.id for person in people]


def _make_busy(programme: Programme, cities: Sequence[City], people: list[int]) -> None:
    """Write an event, its date, its cities and its one invitation for every busy span."""
    random, now = Random(3), clock.now()
    midnight = datetime.combine(now.date(), time(), UTC)
    first = (db.session.scalar(sa.select(sa.func.max(Event.id))) or 0) + 1
    events, dates, links, invitations = [], [], [], []
    for number in range(first, first + SPANS):
        start = midnight + timedelta(minutes=STEP * random.randrange(DAYS * 24 * 60 // STEP))
        end = start + timedelta(minutes=random.choice(LENGTHS))
        times = _times(start, end)
        uid = str(uuid.UUID(int=random.getrandbits(128), version=4))
        events.append(_event(number, uid, programme, now) | times | {"until_utc": end})
        dates.append({"event_id": number, "original": start.date(), "own": {}} | times)
        two = random.sample(cities, 2)
        links += [{"event_id": number, "city_id": city.id} for city in two]
        ref = str(uuid.UUID(int=random.getrandbits(128), version=4))
        person = people[number % len(people)]
        invitations.append({"ref": ref, "event_id": number, "person_id": person, "created": now})
    for table, rows in (
        (Event, events),
        (Occurrence, dates),
        (EventCity, links),
        (Invitation, invitations),
    ):
        db.session.execute(sa.insert(table), rows)


def _event(number: int, uid: str, programme: Programme, now: datetime) -> dict[str, object]:
    return {
        "id": number,
        "uid": uid,
        "slug": uid,
        "programme_id": programme.id,
        "kind": "live_session",
        "status": "confirmed",
        "visibility": "invited",
        "title": {"bg": f"Среща {number}", "en": f"Meeting {number}"},
        "zone": "UTC",
        "created": now,
        "changed": now,
        "published": now,
    }


def _times(start: datetime, end: datetime) -> dict[str, object]:
    return {
        "start_date": start.date(),
        "start_time": start.time(),
        "end_date": end.date(),
        "end_time": end.time(),
        "start_utc": start,
        "end_utc": end,
    }


def _asked() -> list[tuple[str, str]]:
    first = clock.now().date() + timedelta(days=1)
    last = first + timedelta(days=DAYS - 1)
    cities = [("city", slug) for slug in ("sofia", "seoul", "third-city")]
    dates = [("from", first.isoformat()), ("to", last.isoformat())]
    return [*cities, *dates, ("minutes", "60"), ("step", str(STEP))]


def _api_path() -> str:
    return f"/api/v1/programmes/{SLUG}/slots?{urlencode([*_asked(), ('most', '20')])}"


def _page_path() -> str:
    return f"/en/manage/programmes/{SLUG}/planner?{urlencode(_asked())}"


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _signed_in(caller: Caller, link: str) -> dict[str, str]:
    """Press the button behind a sign-in link; return the session's cookie."""
    page = caller.get(f"/en/sign-in/{link}")
    token = page.body.decode().partition('name="csrf_token" value="')[2].partition('"')[0]
    body = urlencode({"csrf_token": token}).encode()
    sent = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": _cookie(page)}
    answer = caller.post(f"/en/sign-in/{link}", body, sent)
    assert answer.status == 303, answer.status
    return {"Cookie": _cookie(answer)}


def _cookie(answer: Answer) -> str:
    return answer.headers["set-cookie"].partition(";")[0]


def _measured(name: str, caller: Caller, path: str, headers: dict[str, str]) -> Iterator[Figure]:
    def ask() -> float:
        answer = caller.get(path, headers)
        assert answer.status == 200, f"{name} answered {answer.status}"
        return answer.took

    times = _repeated(ask)
    yield milliseconds(f"{name}, median of {REQUESTS}", middle(times), most=MOST)
    yield milliseconds(f"{name}, 95th of 100", ninety_fifth(times), most=MOST)


def _repeated(ask: Callable[[], float]) -> list[float]:
    return [ask() for _ in range(WARMING + REQUESTS)][WARMING:]

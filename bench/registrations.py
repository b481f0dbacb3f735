"""200 clients at once on 40 places, through the real server, on each database."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from bench.calling import Caller
from bench.figures import Figure, count
from bench.installations import DATABASES, at, with_demo
from scheduler import clock
from scheduler.actions import scheduling
from scheduler.actions.scheduling import Plan
from scheduler.db import db, transaction
from scheduler.models import Event, Person, Registration
from scheduler.queries import programmes
from tests.live import at_work

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.calling import Answer
    from config import Settings

TITLE = "Registrations: 200 clients at once on 40 places, over HTTP"
CLIENTS, PLACES = 200, 40


@dataclass(frozen=True)
class Outcome:
    """What the clients were answered, what the database then holds, in how many seconds."""

    answered: Counter[int]
    stored: Counter[str]
    line: list[int]
    """The numbers of arrival, in order."""
    longest: float
    """How long the client waited who waited longest, in seconds."""
    took: float

    @property
    def errors(self) -> int:
        """How many clients were not answered 201."""
        return sum(n for status, n in self.answered.items() if status != 201)


def figures() -> Iterator[Figure]:
    """Open a visit and let everybody in at the same moment, once on each database."""
    for database in DATABASES:
        with with_demo(database) as settings:
            found = _rush(settings)
            yield count(f"{database}: confirmed", found.stored["confirmed"], exactly=PLACES)
            waiting = found.stored["waitlisted"]
            yield count(f"{database}: waitlisted", waiting, exactly=CLIENTS - PLACES)
            gaps = CLIENTS - len(set(found.line) & set(range(1, CLIENTS + 1)))
            yield count(f"{database}: gaps in the order of arrival", gaps, exactly=0)
            yield count(f"{database}: answers other than 201", found.errors, exactly=0)
            yield Figure(f"{database}: the longest wait", f"{found.longest:.2f} s")
            yield Figure(f"{database}: registrations a second", f"{CLIENTS / found.took:.0f}")


def _rush(settings: Settings) -> Outcome:
    with at(settings), transaction():
        uid = _open_visit().uid
    with at_work(settings) as live:
        server = live.serve()
        answered, waits, took = _at_once(live.url, uid)
        server.stop()
    with at(settings):
        rows = db.session.execute(
            sa.select(Registration.status, Registration.number)
            .join(Event)
            .where(Event.uid == uid)
            .order_by(Registration.number)
        ).all()
    stored = Counter(status for status, _ in rows)
    return Outcome(answered, stored, [number for _, number in rows], max(waits), took)


def _open_visit() -> Event:
    """Publish a visit to Seoul with 40 places, by the demo's admin and inviting nobody."""
    programme, now = programmes.get_programme("sofia-seoul"), clock.now()
    admin = db.session.scalars(sa.select(Person).where(Person.is_admin)).first()
    first = now.date() + timedelta(days=120)
    plan = Plan(
        kind="city_visit",
        title={"bg": "Учебно посещение", "en": "Study visit"},
        description={"bg": "Пет дни в Сеул.", "en": "Five days in Seoul."},
        start=first,
        end=first + timedelta(days=4),
        all_day=True,
        zone="Asia/Seoul",
        host_city="seoul",
        cities=("seoul", "sofia"),
        themes=(programme.topics[0].slug,),
        venue={"bg": "Сеул", "en": "Seoul"},
        capacity=PLACES,
        opens=now - timedelta(days=1),
        closes=now + timedelta(days=90),
    )
    event = scheduling.draft(programme, plan, by=admin, now=now)
    scheduling.publish(event, by=admin, now=now, invite=False)
    return event


def _at_once(url: str, uid: str) -> tuple[Counter[int], list[float], float]:
    """Let all clients connect, and then ask in the same moment.

    Return the answers by status, how long each client waited, and how long it took in all.
    """
    began: list[float] = []
    gate = threading.Barrier(CLIENTS, action=lambda: began.append(time.perf_counter()))

    def register(number: int) -> Answer:
        with Caller(url) as caller:
            gate.wait()
            return caller.post(
                f"/api/v1/events/{uid}/registrations",
                _application(number),
                {"Content-Type": "application/json"},
            )

    with ThreadPoolExecutor(CLIENTS) as clients:
        answers = list(clients.map(register, range(CLIENTS)))
    took = time.perf_counter() - began[0]
    return Counter(answer.status for answer in answers), [a.took for a in answers], took


def _application(number: int) -> bytes:
    return json.dumps(
        {
            "name": f"Delegate {number}",
            "email": f"delegate{number}@sofia.example",
            "city": ("sofia", "seoul")[number % 2],
            "language": ("bg", "en")[number % 2],
        }
    ).encode()

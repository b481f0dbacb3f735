"""Random changes of everything that a feed may show, as people and machines make them.

Each takes the world and a source of chance, and may be refused by the product: then nothing has
changed. The names are what a failure prints.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import sqlalchemy as sa

from scheduler import clock
from scheduler.actions import (
    announcing,
    inviting,
    itinerary,
    membership,
    registering,
    repeating,
    scheduling,
    subscribing,
)
from scheduler.actions.itinerary import Stop
from scheduler.actions.registering import Application
from scheduler.actions.scheduling import plan_of
from scheduler.db import db
from scheduler.models import Event, Feed, Invitation, OutboxMail, Registration, Role
from tests.world import SESSION, VISIT, World

Change = Callable[[World, Random], None]
MOST_EVENTS = 14


def draft(world: World, chance: Random) -> None:
    scheduling.draft(world.programme, _plan(world, chance), by=world.elena, now=clock.now())


def publish(world: World, chance: Random) -> None:
    event = scheduling.draft(world.programme, _plan(world, chance), by=world.elena, now=clock.now())
    scheduling.publish(
        event,
        by=world.elena,
        now=clock.now(),
        invite=chance.random() < 0.5,
        tentative=chance.random() < 0.2,
    )


def publish_later(world: World, chance: Random) -> None:
    event = _one(chance, Event.status.in_(["draft", "tentative"]))
    scheduling.publish(event, by=world.elena, now=clock.now(), invite=False)


def change(world: World, chance: Random) -> None:
    event = _one(chance, Event.status != "cancelled")
    plan = plan_of(event)
    changes = {
        "title": {"title": _text(chance, 4)},
        "untranslated": {"title": {"bg": f"Заглавие {chance.random()}"}},
        "description": {"description": _text(chance, 20)},
        "venue": {"venue": _text(chance, 2)},
        "no venue": {"venue": {}},
        "visibility": {"visibility": chance.choice(["public", "programme", "invited"])},
        "cities": {
            "cities": chance.choice([("sofia",), ("sofia", "seoul"), ("seoul", "third-city")])
        },
        "host": {"host_city": chance.choice(["sofia", "seoul", None])},
        "themes": {"themes": chance.choice([(), ("innovation",), ("innovation", "smart-city")])},
        "link": {"online_url": f"https://meet.example.org/{chance.random()}"},
        "link shown": {"online_public": not plan.online_public},
        "capacity": {"capacity": chance.randint(1, 5)},
    }
    wanted = replace(plan, **chance.choice(list(changes.values())))
    scheduling.change(event, wanted, version=event.version, by=world.elena, now=clock.now())


def move(world: World, chance: Random) -> None:
    event = _one(chance, Event.status != "cancelled")
    later = event.start_wall + timedelta(days=chance.randint(-20, 40))
    scheduling.move(event, later, version=event.version, by=world.elena, now=clock.now())


def cancel(world: World, chance: Random) -> None:
    event = _one(chance, Event.status != "cancelled")
    scheduling.cancel(event, by=world.elena, now=clock.now())


def meeting(world: World, chance: Random) -> None:
    event = _one(chance, Event.rule != "", Event.status == "confirmed")
    row = chance.choice(event.occurrences)
    now, by = clock.now(), world.elena
    told = {"version": event.version, "by": by, "now": now}
    kind = chance.choice(["move", "title", "off", "on", "end"])
    if kind == "off":
        repeating.cancel_one(event, row.original, **told)
    elif kind == "on":
        repeating.restore_one(event, row.original, **told)
    elif kind == "end":
        repeating.cancel_following(event, row.original, **told)
    else:
        known = repeating.meeting_of(row)
        other = (
            replace(known, title=_text(chance, 3))
            if kind == "title"
            else replace(
                known, start=known.start + timedelta(hours=chance.randint(1, 30)), end=None
            )
        )
        repeating.change_one(event, row.original, other, **told)


def stop(world: World, chance: Random) -> None:
    event = _one(chance, Event.kind == "city_visit", Event.status != "cancelled")
    told = {"version": event.version, "by": world.elena, "now": clock.now()}
    items = event.visit.items
    start = datetime(2027, 1, 1, chance.randint(8, 15), chance.choice([0, 30])).time()
    new = Stop(
        title=_text(chance, 2), day=chance.randint(1, 4), start=start, place=_text(chance, 1)
    )
    if not items or chance.random() < 0.4:
        itinerary.add_item(event, new, **told)
    elif chance.random() < 0.6:
        itinerary.change_item(event, chance.choice(items), new, **told)
    else:
        itinerary.remove_item(event, chance.choice(items), **told)


def register(world: World, chance: Random) -> None:
    event = _one(chance, Event.kind == "city_visit", Event.status == "confirmed")
    person = chance.choice([world.petar, world.minseo, world.mallory])
    application = Application(person.name, person.email, "sofia", "bg")
    registration, _ = registering.register(event, application, by=person, now=clock.now())
    if registration.hold_until is not None:
        registering.confirm(registration, now=clock.now())


def unregister(world: World, chance: Random) -> None:
    registration = _one(
        chance, Registration.status.in_(["confirmed", "waitlisted"]), of=Registration
    )
    registering.cancel(registration, by=world.elena, now=clock.now())


def answer(world: World, chance: Random) -> None:
    invitation = _one(chance, Invitation.status == "open", of=Invitation)
    inviting.respond(
        invitation, chance.choice(["accepted", "declined", "tentative"]), now=clock.now()
    )


def role(world: World, chance: Random) -> None:
    held = _one(chance, Role.person_id == world.mallory.id, of=Role, default=None)
    if held is not None and chance.random() < 0.5:
        db.session.delete(held)
        return
    city = chance.choice([world.sofia, world.seoul])
    membership.give_role(world.mallory, world.programme, "participant", city, now=clock.now())


def city(world: World, chance: Random) -> None:
    long = chance.random() < 0.3
    name = f"Град {chance.randint(1, 99)}" + " с дълго; име, и запетаи" * long
    chance.choice([world.sofia, world.seoul]).name = {"bg": name, "en": f"City {chance.random()}"}


def clock_of_city(world: World, chance: Random) -> None:
    """Give a city another clock, as a law may, or a correction of a mistake."""
    if not world.third.announced:
        raise LookupError
    world.third.zone = chance.choice(["Asia/Ulaanbaatar", "Asia/Hovd", "Asia/Jakarta"])


def announced(world: World, chance: Random) -> None:
    said = announcing.Announcement(
        {"bg": "Улан Батор", "en": "Ulaanbaatar"}, "MN", "Asia/Ulaanbaatar"
    )
    announcing.announce(world.third, said, by=world.admin, now=clock.now())


def theme(world: World, chance: Random) -> None:
    chance.choice(world.programme.themes).name = _text(chance, 3)


def programme(world: World, chance: Random) -> None:
    if chance.random() < 0.5:
        world.programme.name = _text(chance, 2)
    elif chance.random() < 0.5:
        world.programme.description = _text(chance, 9)
    else:
        world.programme.accent = chance.choice(["blue", "green", "teal"])


def wishes(world: World, chance: Random) -> None:
    feed = _one(chance, Feed.revoked.is_(None), of=Feed)
    mine = chance.random() < 0.8
    wanted = replace(
        subscribing.wishes_of(feed),
        mine=mine,
        confirmed=mine and chance.random() < 0.3,
        visits=mine and chance.random() < 0.2,
        themes=("innovation",) if not mine or chance.random() < 0.3 else (),
        details=chance.random() < 0.8,
        language=chance.choice(["both", "bg", "en"]),
    )
    subscribing.change_feed(feed, wanted, now=clock.now())


def language(world: World, chance: Random) -> None:
    person = chance.choice([world.petar, world.minseo])
    membership.choose_language(person, chance.choice(["bg", "en"]))


def erase(_world: World, chance: Random) -> None:
    """Let go of an event with all that hangs on it, as no verb does yet."""
    event = _one(chance, sa.true())
    db.session.execute(sa.delete(OutboxMail).where(OutboxMail.event_id == event.id))
    for table in (Invitation, Registration):
        for row in db.session.scalars(sa.select(table).where(table.event_id == event.id)):
            db.session.delete(row)
    db.session.delete(event)


def nothing(world: World, chance: Random) -> None:
    """Change what no feed shows."""
    world.sofia.local_name = f"София {chance.random()}"
    world.petar.family_name = f"Иванов {chance.random()}"


CHANGES: tuple[Change, ...] = (
    draft, publish, publish, publish, publish_later, change, change, change, change, move, move,
    cancel, meeting, meeting, stop, stop, register, register, unregister, answer, answer, role,
    city, clock_of_city, announced, theme, programme, wishes, wishes, language, erase, nothing,
)  # fmt: skip


def _plan(world: World, chance: Random) -> scheduling.Plan:
    if len(db.session.scalars(sa.select(Event.id)).all()) >= MOST_EVENTS:
        raise LookupError
    first = clock.now().date() + timedelta(days=chance.randint(-80, 560))
    if chance.random() < 0.3:
        return replace(
            VISIT,
            title=_text(chance, 3),
            start=first,
            end=first + timedelta(days=3),
            opens=clock.now() - timedelta(days=1),
            closes=clock.now() + timedelta(days=500),
        )
    start = datetime(first.year, first.month, first.day, chance.randint(8, 16))
    rule = chance.choice(["", "", "FREQ=WEEKLY;COUNT=4", "FREQ=MONTHLY;COUNT=3"])
    return replace(
        SESSION,
        title=_text(chance, 4),
        start=start,
        end=start + timedelta(minutes=90),
        zone=chance.choice(["Europe/Sofia", "Asia/Seoul"]),
        rule=rule,
        cities=chance.choice([("sofia", "seoul"), ("seoul", "sofia", "third-city")]),
        venue=chance.choice([{}, _text(chance, 2)]),
        online_public=chance.random() < 0.3,
    )


def _text(chance: Random, words: int) -> dict[str, str]:
    def some(letters: str) -> str:
        return " ".join(
            "".join(chance.choices(letters, k=chance.randint(2, 12))) for _ in range(words)
        )

    return {"bg": some("абвгдежзия;,"), "en": some("abcdefghij\\한")}


def _one(chance: Random, *of_those: object, of: type = Event, default: object = ...) -> object:
    """Return one such row; LookupError, which refuses the change, where there is none."""
    rows = db.session.scalars(sa.select(of).where(*of_those).order_by(of.id)).all()
    if not rows:
        if default is ...:
            raise LookupError
        return default
    return chance.choice(rows)

"""Who may do what: the whole table, each permission and thing against everybody.

A row's marks stand below the names in WHO: + may, - may not.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from scheduler import errors
from scheduler.actions import policy, polling, registering, scheduling
from scheduler.actions.registering import Application
from scheduler.db import db, transaction
from scheduler.models import City, Person, Poll, Programme, ProgrammeCity, Registration, Role
from tests.world import NOW, World

WHO = (
    "nobody", "mallory", "petar", "minseo", "delegate",
    "elena", "jiho", "whole", "elsewhere", "admin",
)  # fmt: skip
TABLE = """
                                        n m p m d e j w e a
public             -                    + + + + + + + + + +
self               -                    - + + + + + + + + +
manage             -                    - - - - - + + + + +
programme.manage   programme            - - - - - + + + - +
event.create       programme            - - - - - + + + - +
outbox.see         programme            - - - - - + + + - +
calendar.follow    programme            - - - - - + + + - +
people.see         programme            - - - - - + + + - +
people.change      programme            - - - - - + + + - +
history.see        programme            - - - - - + + + - +
invitations.see    public               - - - - - + + + - +
registrations.list public               - - - - - + + + - +
outbox.see         public               - - - - - + + + - +
history.see        public               - - - - - + + + - +
event.see          public               + + + + + + + + + +
event.see          draft                - - - - - + + + - +
event.see          discarded            - - - - - + + + - +
event.see          cancelled            + + + + + + + + + +
event.see          members              - - + + - + + + - +
event.see          hidden               - - - - - + + + - +
event.see          one-to-one           - - + + - + + + - +
event.see          withdrawn            - - - + - + + + - +
event.see          called-off           - - + + - + + + - +
event.join         public               - - + + - + + + - +
event.join         one-to-one           - - + + - + + + - +
event.join         draft                - - - - - + + + - +
event.change       public               - - - - - + + + - +
event.change       sofia                - - - - - + - + - +
event.change       nowhere              - - - - - + + + - +
event.publish      sofia                - - - - - + - + - +
event.cancel       sofia                - - - - - + - + - +
registration.see    registration        - + - - - + + + - +
registration.cancel registration        - + - - - + + + - +
poll.create        programme            - - - - - + + + - +
poll.see           poll                 - - - - - + + + - +
poll.change        poll                 - - - - - + - + - +
poll.choose        poll                 - - - - - + - + - +
city.announce      third                - - - - - + + + - +
city.announce      foreign              - - - - - - - - + +
city.change        third                - - - - - + + + - +
city.change        foreign              - - - - - - - - + +
"""
ROWS = [line.split() for line in TABLE.splitlines()[2:] if line.strip()]


def _person(name: str, *roles: Role) -> Person:
    person = Person(email=f"{name}@x.example", created=NOW, roles=list(roles))
    db.session.add(person)
    return person


def _people(world: World, other: Programme) -> dict[str, Person | None]:
    ours, sofia = world.programme.id, world.sofia.id
    made = {
        "delegate": _person("d", Role(programme_id=ours, city_id=sofia, kind="delegate")),
        "whole": _person("w", Role(programme_id=ours, kind="organizer")),
        "elsewhere": _person("e", Role(programme_id=other.id, kind="organizer")),
    }
    cast = {name: getattr(world, name) for name in WHO if hasattr(world, name)}
    return {"nobody": None} | cast | made


def _things(world: World, foreign: City) -> dict[str, Any]:
    things = {
        "-": None,
        "programme": world.programme,
        "third": world.third,
        "foreign": foreign,
        "public": world.published(),
        "draft": world.draft(),
        "discarded": world.draft(),
        "cancelled": world.published(),
        "members": world.published(visibility="programme"),
        "hidden": world.published(visibility="invited"),
        "one-to-one": world.published(visibility="invited", invite=True),
        "withdrawn": world.published(visibility="invited", invite=True),
        "called-off": world.published(visibility="invited", invite=True),
        "sofia": world.published(cities=("sofia",)),
        "nowhere": world.published(cities=(), host_city=None),
    }
    with transaction():
        for name in ("discarded", "cancelled", "called-off"):
            scheduling.cancel(things[name], by=world.elena, now=NOW)
    with transaction():
        plan = scheduling.plan_of(things["withdrawn"])
        seoul = scheduling.Plan(**(vars(plan) | {"cities": ("seoul",)}))
        scheduling.change(
            things["withdrawn"], seoul, version=things["withdrawn"].version,
            by=world.elena, now=NOW + timedelta(hours=1),
        )  # fmt: skip
    things["registration"] = _registered(world)
    things["poll"] = _poll_of_sofia(world)
    return things


def _poll_of_sofia(world: World) -> Poll:
    deadline = datetime(2026, 12, 1, 17, 0)
    asked = polling.Proposal(
        title={"bg": "Среща", "en": "Meeting"}, zone="Europe/Sofia", minutes=60,
        offers=(polling.Offer(datetime(2027, 3, 2, 10, 0)),), deadline=deadline,
        deadline_zone="Europe/Sofia", people=(world.petar.id,), cities=("sofia",),
    )  # fmt: skip
    with transaction():
        return polling.open_poll(world.programme, asked, by=world.elena, now=NOW)


def _registered(world: World) -> Registration:
    visit = world.visit()
    application = Application("Mallory", world.mallory.email, "sofia", "en")
    with transaction():
        return registering.register(visit, application, by=world.mallory, now=NOW)[0]


def test_the_whole_table(world: World) -> None:
    with transaction():
        foreign = City(slug="foreign", placeholder={"en": "Another city"})
        other = Programme(slug="other", name={"en": "Other"}, languages=["en"])
        other.city_links = [ProgrammeCity(city=foreign)]
        db.session.add(other)
        db.session.flush()
        people = _people(world, other)
    things = _things(world, foreign)
    found = []
    for permission, name, *_ in ROWS:
        marks = [policy.may(people[who], permission, things[name]) for who in WHO]
        found.append([permission, name, *("+" if mark else "-" for mark in marks)])
    assert found == ROWS


def test_no_permission_is_missing_from_the_table() -> None:
    assert {permission for permission, *_ in ROWS} == set(policy.PERMISSIONS)


def test_what_one_may_not_even_see_is_not_found(world: World) -> None:
    draft, public = world.draft(), world.published()
    for person in (None, world.mallory, world.petar):
        with pytest.raises(errors.NotFound):
            policy.require(person, "event.change", draft)
        with pytest.raises(errors.NotAllowed):
            policy.require(person, "event.change", public)
    policy.require(world.elena, "event.change", draft)


def test_somebody_elses_registration_is_not_found(world: World) -> None:
    mine = _registered(world)
    with pytest.raises(errors.NotFound):
        policy.require(world.petar, "registration.see", mine)
    policy.require(world.mallory, "registration.cancel", mine)


def test_a_city_or_a_programme_is_known_to_everybody(world: World) -> None:
    for thing, permission in ((world.third, "city.announce"), (world.programme, "outbox.see")):
        with pytest.raises(errors.NotAllowed):
            policy.require(world.mallory, permission, thing)


def test_a_permission_that_nobody_has_written_down_is_an_error(world: World) -> None:
    with pytest.raises(KeyError):
        policy.may(world.admin, "event.destroy")
    with pytest.raises(KeyError):
        policy.declare("event.destroy")


def test_a_view_carries_what_it_has_declared() -> None:
    @policy.declare("self")
    def view() -> None:
        """Do nothing."""

    assert view.permission == "self"

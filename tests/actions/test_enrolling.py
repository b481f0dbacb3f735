"""The people of a programme: what is asked of the policy, and what two organizers do at once."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from scheduler import errors
from scheduler.actions import enrolling
from scheduler.actions.enrolling import Details
from scheduler.db import db, transaction
from scheduler.models import Person, Role
from scheduler.queries import history, people, programmes
from tests.world import NOW, World

ANA = Details(
    email="ana@sofia.example",
    given_name="Ana",
    family_name="Petrova",
    role="participant",
    city="sofia",
    language="bg",
    salutation={"bg": "Уважаема госпожо Петрова,"},
)


def _add(world: World, *, by: Person | None, **changes: object) -> Person:
    with transaction():
        return enrolling.add_person(world.programme, replace(ANA, **changes), by=by, now=NOW)


@pytest.mark.any_db
def test_history_holds_the_number_of_a_person_and_nothing_else_of_them(world: World) -> None:
    ana = _add(world, by=world.elena, coordinator=True)
    with transaction():
        enrolling.change_person(
            world.programme, ana.roles[0].id, replace(ANA, city="seoul"), by=world.elena, now=NOW
        )
        enrolling.take_role(world.programme, ana.roles[0].id, by=world.elena, now=NOW)
    noted = list(history.entries("sofia-seoul"))
    assert [(entry.verb, entry.actor_id) for entry in noted] == [
        ("add person", world.elena.id),
        ("change person", world.elena.id),
        ("take role", world.elena.id),
    ]
    assert [entry.details for entry in noted] == [
        {"person": ana.id, "role": "participant", "city": city}
        for city in ("sofia", "seoul", "seoul")
    ]
    db.session.rollback()
    assert (ana.roles, ana.city_links) == ([], [])


@pytest.mark.any_db
def test_a_city_has_one_coordinator_and_may_have_none(world: World) -> None:
    ana = _add(world, by=world.elena, coordinator=True)
    assert people.find_coordinator(world.sofia) == ana
    with transaction():
        enrolling.change_person(world.programme, ana.roles[0].id, ANA, by=world.elena, now=NOW)
    assert people.find_coordinator(world.sofia) is None
    assert people.find_coordinator(world.seoul) == world.minseo


@pytest.mark.any_db
def test_a_known_person_has_only_filled_in_what_was_empty(world: World) -> None:
    _add(
        world,
        by=world.elena,
        email="MINSEO@seoul.example",
        role="delegate",
        native_name="박민서",
        salutation={"bg": "Уважаеми господин Пак,", "en": "Dear Mr Park,"},
    )
    minseo = world.minseo
    assert (minseo.name, minseo.native_name, minseo.language) == ("Minseo Park", "박민서", "en")
    assert minseo.salutation == {"bg": "Уважаеми/а Park,", "en": "Dear Minseo Park,"}
    assert sorted(city.slug for city in minseo.cities) == ["seoul", "sofia"]


def test_a_role_left_keeps_the_city_that_another_one_needs(world: World) -> None:
    ana = _add(world, by=world.elena)
    _add(world, by=world.elena, role="delegate")
    with transaction():
        enrolling.take_role(world.programme, ana.roles[0].id, by=world.elena, now=NOW)
    db.session.rollback()
    assert [city.slug for city in ana.cities] == ["sofia"]


def test_an_organizer_may_be_one_for_every_city(world: World) -> None:
    ana = _add(world, by=world.jiho, role="organizer", city="")
    assert [(role.kind, role.city_id) for role in ana.roles] == [("organizer", None)]
    assert people.members(world.programme)[0].person == ana


def test_once_is_enough(world: World) -> None:
    ana = _add(world, by=world.elena)
    number = ana.roles[0].id
    with pytest.raises(errors.AlreadyInProgramme):
        _add(world, by=world.elena)
    _add(world, by=world.elena, role="delegate")
    with pytest.raises(errors.AlreadyInProgramme), transaction():
        enrolling.change_person(
            world.programme,
            number,
            replace(ANA, role="delegate"),
            by=world.elena,
            now=NOW,
        )
    assert db.session.query(Role).filter_by(person_id=ana.id).count() == 2


@pytest.mark.any_db
def test_two_who_add_one_person_at_once_make_one(app, world: World) -> None:
    together, told = threading.Barrier(2), []
    slug, elena = world.programme.slug, world.elena.id
    db.session.rollback()

    def add() -> None:
        with app.app_context():
            together.wait()
            try:
                with transaction():
                    programme = programmes.get_programme(slug)
                    by = people.find_person(elena)
                    details = replace(ANA, coordinator=True)
                    enrolling.add_person(programme, details, by=by, now=NOW)
                told.append("added")
            except Exception as error:  # noqa: BLE001 - whatever it was, the test is to say it
                told.append(type(error).__name__)

    threads = [threading.Thread(target=add) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(told) == ["AlreadyInProgramme", "added"]
    assert people.find_coordinator(world.sofia) == people.get_by_email("ana@sofia.example")


@pytest.mark.parametrize("who", ["petar", "mallory", None])
def test_others_may_not(world: World, who: str | None) -> None:
    by, number = getattr(world, who) if who else None, world.minseo.roles[0].id
    with pytest.raises(errors.NotAllowed):
        _add(world, by=by)
    with pytest.raises(errors.NotAllowed), transaction():
        enrolling.change_person(world.programme, number, ANA, by=by, now=NOW)
    with pytest.raises(errors.NotAllowed), transaction():
        enrolling.take_role(world.programme, number, by=by, now=NOW)


def test_everything_that_is_wrong_is_said_at_once(world: World) -> None:
    with pytest.raises(errors.Several) as refused:
        _add(world, by=world.elena, email="x", family_name="", city="x", language="x", role="x")
    assert [refusal.field for refusal in refused.value.refusals] == [
        "email",
        "family_name",
        "language",
        "role",
        "city",
    ]

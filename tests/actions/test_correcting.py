"""A city corrects its days: what it adds and takes back, who may, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from scheduler import errors
from scheduler.actions import correcting, recording
from scheduler.core.holidays import Correction
from scheduler.db import db, transaction
from scheduler.models import City, Person
from scheduler.queries import history, verification
from scheduler.queries.days_off import calendar_of
from tests.world import NOW, World

NAME = {"bg": "Ден на града", "en": "City Day"}
OFF = Correction(off=True, names=NAME)
WORKED = Correction(off=False)
THURSDAY, SATURDAY = date(2027, 1, 7), date(2027, 1, 9)
LIBERATION = date(2027, 3, 3)


def correct(world: World, day: date, said: Correction, by: Person | None = None) -> None:
    with transaction():
        version = world.sofia.version
        correcting.correct(world.sofia, day, said, version=version, by=by or world.elena, now=NOW)


def refused(city: City, day: date, said: Correction) -> list[tuple[str, str | None, str]]:
    return [(r.code, r.field, r.message) for r in correcting.refusals(city, day, said, now=NOW)]


@pytest.mark.any_db
def test_a_day_off_a_working_saturday_and_a_worked_holiday_are_kept(world: World) -> None:
    correct(world, SATURDAY, WORKED)
    correct(world, THURSDAY, OFF)
    correct(world, LIBERATION, WORKED)
    db.session.rollback()
    city = world.sofia
    assert list(city.corrections.items()) == [
        ("2027-01-07", {"off": True, "name": NAME}),
        ("2027-01-09", {"off": False}),
        ("2027-03-03", {"off": False}),
    ]
    assert city.version == 4
    calendar = calendar_of(city)
    assert calendar.find_day_off(THURSDAY).names == NAME
    assert [calendar.is_working(d) for d in (THURSDAY, SATURDAY, LIBERATION)] == [False, True, True]
    assert [(e.verb, e.actor_id, e.subject, e.details) for e in history.entries(recording.PEOPLE)] == [
        ("add working day", world.elena.id, f"city:{city.id}", {"day": "2027-01-09"}),
        ("add day off", world.elena.id, f"city:{city.id}", {"day": "2027-01-07", "name": NAME}),
        ("add working day", world.elena.id, f"city:{city.id}", {"day": "2027-03-03"}),
    ]  # fmt: skip
    assert list(verification.chains()) == []


@pytest.mark.any_db
def test_a_correction_is_taken_back(world: World) -> None:
    correct(world, LIBERATION, WORKED)
    with transaction():
        correcting.remove(world.sofia, LIBERATION, version=2, by=world.jiho, now=NOW)
    assert (world.sofia.corrections, world.sofia.version) == ({}, 3)
    assert calendar_of(world.sofia).is_day_off(LIBERATION)
    last = list(history.entries(recording.PEOPLE))[-1]
    assert (last.verb, last.details) == ("remove correction", {"day": "2027-03-03"})
    with pytest.raises(errors.NotFound), transaction():
        correcting.remove(world.sofia, LIBERATION, version=3, by=world.jiho, now=NOW)


@pytest.mark.any_db
def test_who_looked_at_an_older_state_is_told(world: World) -> None:
    correct(world, THURSDAY, OFF)
    with pytest.raises(errors.EditedMeanwhile) as overtaken, transaction():
        correcting.correct(world.sofia, SATURDAY, WORKED, version=1, by=world.jiho, now=NOW)
    assert overtaken.value.current == 2
    with pytest.raises(errors.EditedMeanwhile), transaction():
        correcting.remove(world.sofia, THURSDAY, version=1, by=world.jiho, now=NOW)
    assert list(world.sofia.corrections) == ["2027-01-07"]


def test_organizers_of_its_programmes_correct_and_nobody_else(world: World) -> None:
    for person in (world.petar, world.mallory):
        with pytest.raises(errors.NotAllowed):
            correct(world, THURSDAY, OFF, by=person)
        with pytest.raises(errors.NotAllowed), transaction():
            correcting.remove(world.sofia, THURSDAY, version=1, by=person, now=NOW)
    correct(world, THURSDAY, OFF, by=world.jiho)
    correct(world, SATURDAY, WORKED, by=world.admin)
    assert world.sofia.version == 3


def test_a_city_to_be_announced_has_no_days(world: World) -> None:
    with pytest.raises(errors.NotFound), transaction():
        correcting.correct(world.third, THURSDAY, OFF, version=1, by=world.elena, now=NOW)


@pytest.mark.parametrize(
    ("day", "said", "code", "message"),
    [
        ("2027-01-10", OFF, "day_already_off", "This day is off anyway: Sunday."),
        ("2027-03-03", OFF, "day_already_off", "This day is off anyway: Liberation Day."),
        ("2027-05-01", OFF, "day_already_off", None),
        ("2027-01-08", WORKED, "day_already_worked", "This day is a working day anyway."),
        ("2027-01-05", OFF, "day_already_corrected", None),
        ("2027-01-05", WORKED, "day_already_corrected", None),
        (
            "2025-12-31",
            OFF,
            "day_out_of_reach",
            "Choose a day from 1 January 2026 to 31 December 2031.",
        ),
        ("2032-01-01", WORKED, "day_out_of_reach", None),
    ],
)
def test_a_correction_that_corrects_nothing_is_refused(world: World, day, said, code, message):
    correct(world, date(2027, 1, 5), OFF)
    ((found, field, words),) = refused(world.sofia, date.fromisoformat(day), said)
    assert (found, field) == (code, "day")
    assert message in (None, words)
    with pytest.raises(errors.Several):
        correct(world, date.fromisoformat(day), said)
    assert list(world.sofia.corrections) == ["2027-01-05"]


@pytest.mark.parametrize(
    ("names", "wrong"),
    [
        ({}, [("missing", "name.bg"), ("missing", "name.en")]),
        ({"en": "City Day"}, [("missing", "name.bg")]),
        ({**NAME, "bg": " \n"}, [("missing", "name.bg")]),
        ({**NAME, "en": "x" * 201}, [("too_long", "name.en")]),
        ({**NAME, "en": "City\x00Day"}, [("control_characters", "name.en")]),
        ({**NAME, "bg": "Ден\nна града"}, [("control_characters", "name.bg")]),
    ],
)
def test_a_day_off_has_a_name_in_every_language_of_its_programmes(world: World, names, wrong):
    found = refused(world.sofia, THURSDAY, Correction(off=True, names=names))
    assert [(code, field) for code, field, _ in found] == wrong


def test_a_city_keeps_so_many_and_no_more(world: World) -> None:
    first = date(2028, 1, 1)
    days = [first + timedelta(days=n) for n in range(correcting.MOST)]
    with transaction():
        world.sofia.corrections = {day.isoformat(): {"off": True, "name": NAME} for day in days}
    ((code, field, _),) = refused(world.sofia, THURSDAY, OFF)
    assert (code, field) == ("too_many_corrections", "day")

"""Two people act at once: whoever comes second decides on what the first has left.

The first one's transaction is held open while the second one begins, so that the order is the
same every time: on PostgreSQL the second waits for a row, on SQLite for the whole database.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from scheduler import errors
from scheduler.actions import inviting, mailing, registering, repeating, scheduling
from scheduler.actions.registering import Application
from scheduler.db import db, transaction
from scheduler.models import Event, Person, Registration
from tests.world import NOW, World, mails

pytestmark = pytest.mark.any_db
A_MOMENT = 0.3  # seconds: enough for the second one to reach the lock that it has to wait for
ANA = Application("Ana Ivanova", "ana@sofia.example", "sofia", "bg")
BORIS = Application("Boris Ivanov", "boris@sofia.example", "sofia", "bg")


@pytest.fixture
def meanwhile(any_db_app: Flask) -> Callable[..., Future[None]]:
    """Return what starts a verb in another thread, with a session that has read before."""

    def start(
        pool: ThreadPoolExecutor, event: Event, act: Callable[[Event], object]
    ) -> Future[None]:
        number = event.id

        def other() -> None:
            with any_db_app.app_context():
                target = db.session.get_one(Event, number)
                _ = (target.capacity, target.status, target.visit, target.programme.cities)
                with transaction():
                    act(target)

        future = pool.submit(other)
        time.sleep(A_MOMENT)
        return future

    return start


def test_whoever_registers_while_the_visit_is_cancelled_gets_no_seat(
    world: World, meanwhile: Callable[..., Future[None]]
) -> None:
    event = world.visit()
    with ThreadPoolExecutor(1) as pool:
        with transaction():
            scheduling.cancel(event, by=world.jiho, now=NOW)
            second = meanwhile(
                pool, event, lambda e: registering.register(e, ANA, by=None, now=NOW)
            )
        with pytest.raises(errors.RegistrationClosed):
            second.result(20)
    assert db.session.query(Registration).count() == 0


def test_whoever_registers_while_the_capacity_is_lowered_waits_in_line(
    world: World, meanwhile: Callable[..., Future[None]]
) -> None:
    event = world.visit(capacity=2)
    with transaction():
        registering.register(event, ANA, by=None, now=NOW)
    smaller = replace(scheduling.plan_of(event), capacity=1)
    with ThreadPoolExecutor(1) as pool:
        with transaction():
            scheduling.change(event, smaller, version=event.version, by=world.jiho, now=NOW)
            second = meanwhile(
                pool, event, lambda e: registering.register(e, BORIS, by=None, now=NOW)
            )
        second.result(20)
    db.session.rollback()
    stored = db.session.query(Registration).order_by(Registration.number).all()
    assert [each.status for each in stored] == ["confirmed", "waitlisted"]


def test_a_message_that_a_worker_is_claiming_counts_as_told(
    world: World, meanwhile: Callable[..., Future[None]]
) -> None:
    event = world.published(invite=True)
    elena = world.elena.id
    with ThreadPoolExecutor(1) as pool:
        with transaction():
            assert len(mailing.claim(now=NOW)) == 2
            second = meanwhile(
                pool,
                event,
                lambda e: scheduling.cancel(e, by=db.session.get_one(Person, elena), now=NOW),
            )
        second.result(20)
    db.session.rollback()
    assert [mail.kind for mail in mails()] == [
        "invitation",
        "invitation",
        "cancellation",
        "cancellation",
    ]


def test_an_answer_given_while_the_hour_changes_is_none_to_the_new_hour(
    world: World, meanwhile: Callable[..., Future[None]]
) -> None:
    event, elena = world.published(invite=True), world.elena.id
    hour = datetime(2027, 3, 10, 15)

    def move(target: Event) -> None:
        by = db.session.get_one(Person, elena)
        scheduling.move(target, hour, version=target.version, by=by, now=NOW)

    invitation = inviting.get_invitation(event, world.petar)
    with ThreadPoolExecutor(1) as pool:
        with transaction():
            inviting.respond(invitation, "accepted", now=NOW)
            db.session.flush()
            second = meanwhile(pool, event, move)
        second.result(20)
    db.session.rollback()
    assert event.start_wall == hour
    assert (invitation.answer, invitation.answered) == ("needs-action", None)


def test_a_series_that_a_worker_is_sending_is_told_again_as_a_whole(
    world: World, meanwhile: Callable[..., Future[None]]
) -> None:
    event = world.published(invite=True, rule="FREQ=WEEKLY;COUNT=3")
    elena, second_week = world.elena.id, date(2027, 3, 17)

    def call_off(target: Event) -> None:
        by = db.session.get_one(Person, elena)
        repeating.cancel_one(target, second_week, version=target.version, by=by, now=NOW)

    with ThreadPoolExecutor(1) as pool:
        with transaction():
            assert len(mailing.claim(now=NOW)) == 2
            second = meanwhile(pool, event, call_off)
        second.result(20)
    db.session.rollback()
    assert [(mail.kind, mail.original) for mail in mails()] == [
        ("invitation", None),
        ("invitation", None),
        ("update", None),
        ("update", None),
    ]


def test_of_two_who_split_a_series_the_second_looks_again(
    world: World, meanwhile: Callable[..., Future[None]]
) -> None:
    event = world.published(invite=True, rule="FREQ=WEEKLY;COUNT=5")
    version, jiho, split = event.version, world.jiho.id, date(2027, 3, 24)
    plan = replace(repeating.plan_from(event, split), online_url="https://meet.example.org/new")

    def go_on(target: Event, by: Person) -> None:
        repeating.change_following(target, split, plan, version=version, by=by, now=NOW)

    with ThreadPoolExecutor(1) as pool:
        with transaction():
            go_on(event, world.elena)
            second = meanwhile(pool, event, lambda e: go_on(e, db.session.get_one(Person, jiho)))
        with pytest.raises(errors.EditedMeanwhile):
            second.result(20)
    db.session.rollback()
    assert [len(each.occurrences) for each in db.session.query(Event).order_by(Event.id)] == [2, 3]


def test_moving_a_visit_and_giving_a_seat_back_never_wait_for_each_other(
    world: World, meanwhile: Callable[..., Future[None]]
) -> None:
    event, jiho = world.visit(), world.jiho.id
    with transaction():
        ana, _ = registering.register(event, ANA, by=None, now=NOW)
    with transaction():
        registering.confirm(ana, now=NOW)

    def move(target: Event) -> None:
        plan = scheduling.plan_of(target)
        week = timedelta(days=7)
        later = replace(plan, start=plan.start + week, end=(plan.end or plan.start) + week)
        organizer = db.session.get_one(Person, jiho)
        scheduling.change(target, later, version=target.version, by=organizer, now=NOW)

    with ThreadPoolExecutor(1) as pool:
        with transaction():
            registering.cancel(ana, by=None, now=NOW, link=True)
            second = meanwhile(pool, event, move)
        second.result(20)
    db.session.rollback()
    assert ana.status == "cancelled"
    assert inviting.find_invitation(event, ana.person).status == "withdrawn"

"""The letter before a change of the clocks: to whom, once, and what it says in both languages."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask

from scheduler import errors, i18n
from scheduler.actions import inviting, mailing, noticing, scheduling
from scheduler.actions.repeating import cancel_one, change_following, plan_from
from scheduler.db import db, transaction
from scheduler.models import ClockNotice, Event, Person
from scheduler.queries import agenda, history
from tests.letters import all_left, opened, text, tree
from tests.world import World, mails

pytestmark = pytest.mark.any_db
SEASON = "FREQ=MONTHLY;BYDAY=1TU;UNTIL=20280630"
SPRING = datetime(2027, 4, 6, 7, tzinfo=UTC)
"""The first meeting after the change of March 2027."""
SOON = SPRING - timedelta(days=14)
LATER = SOON + timedelta(hours=1)


def series(world: World, *, invite: bool = True, **changes: Any) -> Event:
    """Return a published series on first Tuesdays, its invitations sent."""
    plan = {
        "title": {"bg": "Месечна среща", "en": "Monthly meeting"},
        "rule": SEASON,
        "start": datetime(2026, 12, 1, 10),
        "end": datetime(2026, 12, 1, 11, 30),
    }
    event = world.published(invite=invite, **(plan | changes))
    all_left()
    return event


def noticed(event: Event, now: datetime = SOON) -> int:
    with transaction():
        return noticing.notice_changes(event, now=now)


def letters(person: Person | None = None) -> list[EmailMessage]:
    """Return the notices that wait or were sent, to all or to one person."""
    found = [mail for mail in mails("clock_change") if mail.body]
    return [opened(mail) for mail in found if person is None or mail.recipient == person.email]


def body(message: EmailMessage, kind: str = "plain") -> str:
    return text(message, kind).replace("\xa0", " ").replace("\u202f", " ")


# --- what it says -------------------------------------------------------------------------


def test_it_says_in_both_languages_what_moves_and_what_stays(world: World) -> None:
    event = series(world)
    assert noticed(event) == 2
    [petars] = letters(world.petar)
    bulgarian = (
        "От вторник, 6 април 2027 г., срещата е в 16:00 ч. в Сеул; в София остава в 10:00 ч."
    )
    english = (
        "From Tuesday, 6 April 2027 the meeting is at 16:00 in Seoul; in Sofia it stays at 10:00."
    )
    for kind in ("plain", "html"):
        words = body(petars, kind)
        assert 0 < words.index(bulgarian) < words.index(english)
        assert words.count(bulgarian) == words.count(english) == 1
        assert "Месечна среща" in words
        assert "https://meet.example.org/heat" in words
    assert petars["Subject"].replace("\xa0", " ").replace("\u202f", " ") == (
        "Смяна на часовото време: Месечна среща, от 6 април 2027 г."
        " / Clock change: Monthly meeting, from 6 April 2027"
    )
    [minseos] = letters(world.minseo)
    assert body(minseos).index(english) < body(minseos).index(bulgarian)
    assert "Dear Minseo Park," in body(minseos)


def test_it_shows_the_first_meeting_after_the_change_and_leaves_calendars_alone(
    world: World,
) -> None:
    event = series(world)
    noticed(event)
    [message] = letters(world.minseo)
    assert tree(message) == ("multipart/alternative", ("text/plain",), ("text/html",))
    words = body(message)
    assert "Tue, 6 April 2027   10:00–11:30   Sofia (UTC+3)" in words
    assert "16:00–17:30   Seoul (UTC+9)" in words
    assert "You need not change anything in your calendar" in words
    assert "Не е нужно да променяте нищо в календара си" in words
    assert f"/en/events/{event.slug}" in words


def test_it_stands_in_the_thread_of_the_invitation_and_comes_from_its_address(world: World) -> None:
    event = series(world)
    noticed(event)
    invitation = next(opened(mail) for mail in mails("invitation"))
    [message] = letters(world.petar)
    assert invitation["To"] == message["To"]
    assert message["References"] == message["In-Reply-To"] == invitation["Message-ID"]
    assert message["From"] == message["Reply-To"] == invitation["From"]
    found = inviting.get_invitation(event, world.petar)
    assert inviting.answer_token(found) in body(message)
    assert "Please let us know whether you can take part." in body(message)


def test_who_has_answered_is_told_that_the_answer_holds(world: World) -> None:
    event = series(world)
    with transaction():
        inviting.get_invitation(event, world.petar).answer = "accepted"
    noticed(event)
    assert "Отговорът Ви остава в сила." in body(letters(world.petar)[0])


def test_two_changes_that_are_due_at_once_are_one_letter(world: World) -> None:
    with transaction():
        world.seoul.zone = "America/New_York"
    weekly = datetime(2027, 3, 9, 16)
    event = series(world, rule="FREQ=WEEKLY;COUNT=8", start=weekly, end=None)
    assert noticed(event, datetime(2027, 3, 16, 13, 30, tzinfo=UTC)) == 2
    [message] = letters(world.minseo)
    words = body(message)
    assert words.index("From Tuesday, 16 March 2027 the meeting is at 10:00 in Seoul;") < (
        words.index("From Tuesday, 30 March 2027 the meeting is at 09:00 in Seoul;")
    )
    assert "from 16 March 2027 /" in message["Subject"]
    assert db.session.query(ClockNotice).count() == 2


# --- to whom ------------------------------------------------------------------------------


def test_who_declined_or_is_no_longer_invited_is_left_in_peace(world: World) -> None:
    event = series(world)
    with transaction():
        inviting.get_invitation(event, world.petar).answer = "declined"
    assert noticed(event) == 1
    assert [mail.recipient for mail in mails("clock_change")] == [world.minseo.email]


def test_nobody_invited_nothing_noted_and_who_is_invited_later_still_hears(world: World) -> None:
    event = series(world, invite=False)
    assert noticed(event) == 0
    assert db.session.query(ClockNotice).count() == 0
    with transaction():
        scheduling.invite(event, by=world.elena, now=SOON)
    assert noticed(event, LATER) == 2


# --- when ---------------------------------------------------------------------------------


def test_it_is_told_fourteen_days_before_and_never_twice(world: World) -> None:
    event = series(world)
    assert noticed(event, SOON - timedelta(seconds=1)) == 0
    assert [noticed(event), noticed(event), noticed(event, LATER)] == [2, 0, 0]
    assert noticed(event, SPRING) == 0
    [row] = db.session.query(ClockNotice).all()
    assert (row.event_id, row.original, row.told, row.at) == (
        event.id,
        date(2027, 4, 6),
        2,
        SOON,
    )
    autumn = datetime(2027, 10, 26, tzinfo=UTC)
    assert [noticed(event, autumn), noticed(event, autumn)] == [2, 0]
    [_, second] = letters(world.minseo)
    assert "From Tuesday, 2 November 2027 the meeting is at 17:00 in Seoul" in body(second)


@pytest.mark.parametrize(
    ("changes", "told"),
    [({"title": {"bg": "Нова", "en": "New"}}, 0), ({"start": datetime(2027, 3, 23, 9)}, 2)],
)
def test_what_goes_on_at_the_same_hour_is_not_told_again(
    world: World, changes: dict[str, Any], told: int
) -> None:
    weekly = {"rule": "FREQ=WEEKLY;COUNT=30", "start": datetime(2027, 1, 5, 10)}
    event = series(world, **weekly, end=datetime(2027, 1, 5, 11))
    now, split = datetime(2027, 3, 18, tzinfo=UTC), date(2027, 3, 23)
    assert noticed(event, now) == 2
    plan = replace(plan_from(event, split), **changes)
    with transaction():
        into = change_following(event, split, plan, version=event.version, by=world.elena, now=now)
    assert noticed(into, now) == told


def test_a_series_that_is_announced_late_is_told_of_as_soon_as_it_is_known(world: World) -> None:
    event = series(world, rule="FREQ=WEEKLY;COUNT=9", start=datetime(2027, 3, 23, 10), end=None)
    assert noticed(event, datetime(2027, 3, 29, tzinfo=UTC)) == 2


def test_no_series_that_is_cancelled_or_over_is_told_of(world: World) -> None:
    event = series(world)
    with transaction():
        scheduling.cancel(event, by=world.elena, now=SOON)
    assert noticed(event, LATER) == 0
    short = series(world, rule="FREQ=MONTHLY;BYDAY=1TU;COUNT=4")
    assert noticed(short) == 0
    assert letters() == []


def test_history_says_that_the_system_told_them(world: World) -> None:
    event = series(world)
    noticed(event)
    newest = history.of_event(event)[0]
    assert (newest.verb, newest.actor_id, newest.details) == (
        "notice",
        None,
        {"told": 2, "first": ["2027-04-06"]},
    )


# --- among the other letters ----------------------------------------------------------------


def _states(person: Person) -> list[tuple[str, str]]:
    return [(mail.kind, mail.state) for mail in mails() if mail.recipient == person.email]


def _claimed() -> list[str]:
    with transaction():
        return [mail.kind for mail in mailing.claim(now=LATER)]


def test_an_update_does_not_eat_it(world: World) -> None:
    event = series(world)
    noticed(event)
    with transaction():
        plan = scheduling.plan_of(event)
        start = datetime(2026, 12, 1, 11)
        scheduling.move(
            event, start, version=event.version, by=world.elena, now=LATER - timedelta(days=200)
        )
    assert plan.start != start
    kinds = _states(world.petar)
    assert kinds == [("invitation", "sent"), ("clock_change", "queued"), ("update", "queued")]
    assert sorted(_claimed()) == ["clock_change", "clock_change", "update", "update"]


def test_it_eats_nothing_and_counts_as_no_invitation(world: World) -> None:
    event = world.published(
        invite=True,
        rule=SEASON,
        start=datetime(2026, 12, 1, 10),
        end=datetime(2026, 12, 1, 11, 30),
    )
    noticed(event)
    with transaction():
        cancel_one(event, date(2027, 4, 6), version=event.version, by=world.elena, now=LATER)
    assert _states(world.petar) == [
        ("invitation", "superseded"),
        ("clock_change", "queued"),
        ("invitation", "queued"),
    ]
    assert sorted(_claimed()) == ["clock_change", "clock_change", "invitation", "invitation"]


def test_the_end_of_the_whole_series_makes_it_needless(world: World) -> None:
    event = series(world)
    noticed(event)
    with transaction():
        scheduling.cancel(event, by=world.elena, now=SOON)
    assert _claimed() == ["cancellation", "cancellation"]
    assert ("clock_change", "superseded") in _states(world.petar)


# --- at once ------------------------------------------------------------------------------


def test_two_workers_tell_once(any_db_app: Flask, world: World) -> None:
    uid = series(world).uid
    start, told = threading.Barrier(2), []

    def work() -> None:
        with any_db_app.app_context(), i18n.speaking("en"):
            start.wait()
            with transaction():
                told.append(noticing.notice_changes(agenda.get_by_uid(uid), now=SOON))
            db.session.remove()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(told) == [0, 2]
    db.session.rollback()
    assert len(mails("clock_change")) == 2


def test_what_fails_is_told_of_again(world: World) -> None:
    """One transaction: without the letters there is no note that they were written."""
    event = series(world)
    with suppress(errors.Conflict), transaction():
        noticing.notice_changes(event, now=SOON)
        raise errors.Conflict
    assert (mails("clock_change"), db.session.query(ClockNotice).count()) == ([], 0)
    assert noticed(event) == 2

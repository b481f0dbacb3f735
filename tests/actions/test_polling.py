"""Polls: times are offered to people, answered by a link, and one of them becomes the event."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from scheduler import errors
from scheduler.actions import inviting, mailing, polling, scheduling
from scheduler.actions.polling import Offer, Proposal, choosing
from scheduler.db import db, transaction
from scheduler.models import (
    Event,
    HistoryEntry,
    Occurrence,
    OutboxMail,
    Person,
    Poll,
    PollAnswer,
    PollSlot,
    PollVoter,
    Role,
)
from scheduler.queries import polls, verification, votes
from tests import letters
from tests.world import NOW, SESSION, VISIT, World, mails

pytestmark = pytest.mark.any_db
TUESDAY, WEDNESDAY = datetime(2027, 3, 2, 10, 0), datetime(2027, 3, 3, 9, 30)
DEADLINE = datetime(2026, 12, 1, 17, 0)
"""In Sofia: 15:00 in UTC."""
A_MOMENT = 0.3


def proposal(world: World, **changes: Any) -> Proposal:
    """Return two times on Sofia's clock, offered to Petar, Minseo and Jiho."""
    usual = Proposal(
        title={"bg": "Среща за отпадъците", "en": "Meeting on waste"},
        description={"bg": "За пилотния проект.", "en": "About the pilot project."},
        zone="Europe/Sofia",
        minutes=90,
        offers=(Offer(TUESDAY), Offer(WEDNESDAY)),
        deadline=DEADLINE,
        deadline_zone="Europe/Sofia",
        people=(world.petar.id, world.minseo.id, world.jiho.id),
        cities=("sofia", "seoul"),
        kind="live_session",
        online_url="https://meet.example.org/waste",
    )
    return replace(usual, **changes)


def opened(world: World, *, event: Event | None = None, **changes: Any) -> Poll:
    """Return an open poll of Elena's, committed."""
    with transaction():
        return polling.open_poll(
            world.programme, proposal(world, **changes), by=world.elena, now=NOW, event=event
        )


def voter(poll: Poll, person: Person) -> PollVoter:
    """Return that person among those asked."""
    return next(one for one in poll.voters if one.person_id == person.id)


def answer(poll: Poll, person: Person, *said: str, at: datetime = NOW, **more: Any) -> None:
    """Answer the times in their order."""
    with transaction():
        given = {slot.id: each for slot, each in zip(poll.slots, said, strict=True)}
        polling.answer(voter(poll, person), given, now=at, **more)


def choose(poll: Poll, number: int, *, by: Person, now: datetime = NOW) -> Event:
    """Choose one of the times, counted from 0."""
    with transaction():
        slot = poll.slots[number]
        return polling.choose(poll, slot, version=poll.version, by=by, now=now)


def history(poll: Poll) -> list[tuple[str, dict[str, Any]]]:
    """Return what history says of a poll."""
    db.session.rollback()
    entries = db.session.scalars(
        sa.select(HistoryEntry)
        .where(HistoryEntry.subject == f"poll:{poll.id}")
        .order_by(HistoryEntry.id)
    )
    return [(entry.verb, entry.details) for entry in entries]


def told(kind: str) -> list[str]:
    """Return who is told in that way, the superseded left out."""
    return [mail.recipient for mail in mails(kind) if mail.state != "superseded"]


def fields(refused: pytest.ExceptionInfo[errors.Several]) -> list[tuple[str | None, str]]:
    """Return what was refused, and where."""
    return [(refusal.field, refusal.code) for refusal in refused.value.refusals]


def test_a_poll_is_opened_and_everybody_asked_gets_a_letter(world: World) -> None:
    poll = opened(world)
    assert [(slot.start_wall, slot.start_utc, slot.end_utc) for slot in poll.slots] == [
        (TUESDAY, datetime(2027, 3, 2, 8, tzinfo=UTC), datetime(2027, 3, 2, 9, 30, tzinfo=UTC)),
        (WEDNESDAY, datetime(2027, 3, 3, 7, 30, tzinfo=UTC), datetime(2027, 3, 3, 9, tzinfo=UTC)),
    ]
    assert poll.deadline_utc == datetime(2026, 12, 1, 15, tzinfo=UTC)
    assert (poll.status, poll.event_id, poll.by) == ("open", None, world.elena)
    assert told("poll_invitation") == [
        "petar@sofia.example",
        "minseo@seoul.example",
        "jiho@seoul.example",
    ]
    assert history(poll) == [("open poll", {"asked": 3, "times": 2})]
    assert list(verification.chains()) == []


def test_the_letter_has_both_languages_the_readers_first_and_both_clocks(world: World) -> None:
    poll = opened(world)
    letter = letters.opened(mails("poll_invitation")[0])
    link = f"/polls/{voter(poll, world.petar).ref}/"
    words = letters.text(letter).replace("\u00a0", " ")
    assert letter["Subject"].replace("\u00a0", " ") == (
        "Допитване за удобен час: Среща за отпадъците, отговор до 1 декември 2026 г. / "
        "Availability poll: Meeting on waste, answer by 1 December 2026"
    )
    assert words.index("Уважаеми/а Ivanov,") < words.index("Dear Petar Ivanov,")
    for line in (
        "Elena Dimitrova Ви моли да посочите",
        "вт, 2 март 2027 г.   10:00–11:30 ч.   София (UTC+2)",
        "17:00–18:30 ч.   Сеул  (UTC+9)",
        "Tue, 2 March 2027   10:00–11:30   Sofia (UTC+2)",
        "вт, 1 декември 2026 г.   17:00 ч.   София (UTC+2)",
        "Tue, 1 December 2026   17:00   Sofia (UTC+2)",
        f"http://scheduler.example/bg{link}",
        f"http://scheduler.example/en{link}",
        "Само организаторите виждат кой какво е отговорил.",
    ):
        assert line in words
    english = letters.text(letters.opened(mails("poll_invitation")[1]))
    assert english.index("Dear Minseo Park,") < english.index("Уважаеми/а Park,")


def test_whoever_reads_another_clock_finds_it_in_the_letter(world: World) -> None:
    opened(world, cities=("sofia",))
    sofia, seoul = (letters.text(letters.opened(mail)) for mail in mails("poll_invitation")[:2])
    assert "Seoul (UTC+9)" not in sofia
    assert "17:00–18:30   Seoul (UTC+9)" in seoul


def test_an_answer_is_kept_and_may_be_changed(world: World) -> None:
    poll = opened(world)
    answer(poll, world.petar, "yes", "maybe", comment="Сряда само до 11.")
    later = NOW + timedelta(hours=1)
    answer(poll, world.petar, "no", "yes", at=later)
    found = voter(poll, world.petar)
    assert {given.slot_id: given.answer for given in found.answers} == dict(
        zip([slot.id for slot in poll.slots], ["no", "yes"], strict=True)
    )
    assert (found.answered, found.comment) == (later, "")
    assert history(poll)[1:] == [
        ("answer poll", {"yes": 1, "maybe": 1, "no": 0}),
        ("answer poll", {"yes": 1, "maybe": 0, "no": 1}),
    ]


@pytest.mark.parametrize("said", ["", "YES", "perhaps", "\x00"])
def test_another_word_is_no_answer(world: World, said: str) -> None:
    poll = opened(world)
    with pytest.raises(errors.Several) as refused:
        answer(poll, world.petar, "yes", said)
    assert fields(refused) == [(f"slot-{poll.slots[1].id}", "invalid")]


@pytest.mark.parametrize(
    ("comment", "code"), [("x" * 501, "too_long"), ("a\x00b", "control_characters")]
)
def test_a_comment_has_limits(world: World, comment: str, code: str) -> None:
    poll = opened(world)
    with pytest.raises(errors.Several) as refused:
        answer(poll, world.petar, "yes", "no", comment=comment)
    assert fields(refused) == [("comment", code)]


def test_other_times_than_are_offered_are_not_answered(world: World) -> None:
    poll = opened(world)
    given = {poll.slots[0].id: "yes", 999_999: "yes"}
    with pytest.raises(errors.EditedMeanwhile), transaction():
        polling.answer(voter(poll, world.petar), given, now=NOW)
    assert db.session.query(PollAnswer).count() == 0


def test_after_the_deadline_nobody_answers(world: World) -> None:
    poll = opened(world)
    last = poll.deadline_utc - timedelta(seconds=1)
    answer(poll, world.petar, "yes", "no", at=last)
    with pytest.raises(errors.PollOver):
        answer(poll, world.petar, "no", "no", at=poll.deadline_utc)
    assert [given.answer for given in voter(poll, world.petar).answers] == ["yes", "no"]


def test_a_closed_poll_takes_no_answer_and_a_later_deadline_opens_it_again(world: World) -> None:
    poll = opened(world)
    with transaction():
        polling.close(poll, by=world.elena, now=NOW)
    with pytest.raises(errors.PollOver):
        answer(poll, world.petar, "yes", "no")
    with pytest.raises(errors.PollOver), transaction():
        polling.close(poll, by=world.elena, now=NOW)
    changed = replace(polling.proposal_of(poll), deadline=DEADLINE + timedelta(days=1))
    with transaction():
        polling.change(poll, changed, version=poll.version, by=world.elena, now=NOW)
    answer(poll, world.petar, "yes", "no")
    assert poll.status == "open"


def test_only_those_are_reminded_who_have_not_answered_and_once_a_day(world: World) -> None:
    poll = opened(world)
    letters.all_left()
    answer(poll, world.petar, "yes", "no")
    with transaction():
        assert polling.remind(poll, by=world.elena, now=NOW) == 2
    assert told("poll_reminder") == ["minseo@seoul.example", "jiho@seoul.example"]
    with pytest.raises(errors.NobodyToRemind), transaction():
        polling.remind(poll, by=world.elena, now=NOW + timedelta(hours=23))
    answer(poll, world.jiho, "no", "no")
    with transaction():
        assert polling.remind(poll, by=world.elena, now=NOW + timedelta(days=1)) == 1
    assert told("poll_reminder")[2:] == ["minseo@seoul.example"]
    assert [entry for entry in history(poll) if entry[0] == "remind"] == [
        ("remind", {"told": 2}),
        ("remind", {"told": 1}),
    ]


def test_a_reminder_stands_in_the_thread_of_the_question(world: World) -> None:
    poll = opened(world)
    letters.all_left()
    with transaction():
        polling.remind(poll, by=world.elena, now=NOW)
    question, reminder = (
        letters.opened(mails(kind)[0]) for kind in ("poll_invitation", "poll_reminder")
    )
    assert reminder["References"] == question["Message-ID"]
    assert "Reminder: availability poll, Meeting on waste" in reminder["Subject"]


def test_the_last_call_comes_once_a_day_before_the_deadline(world: World) -> None:
    poll = opened(world)
    letters.all_left()
    answer(poll, world.minseo, "yes", "no")
    early, due = poll.deadline_utc - timedelta(days=1, seconds=1), timedelta(days=1)
    for at, told_then in (
        (early, 0),
        (poll.deadline_utc - due, 2),
        (poll.deadline_utc - timedelta(hours=20), 0),
    ):
        with transaction():
            assert polling.call_last(poll, now=at) == told_then
    assert told("poll_reminder") == ["petar@sofia.example", "jiho@seoul.example"]


def test_the_last_call_leaves_in_peace_whoever_heard_of_it_today(world: World) -> None:
    poll = opened(world)
    letters.all_left()
    at = poll.deadline_utc - timedelta(hours=23)
    with transaction():
        polling.remind(poll, by=world.elena, now=at - timedelta(hours=1))
    with transaction():
        assert polling.call_last(poll, now=at) == 0
    assert len(told("poll_reminder")) == 3


def test_which_polls_the_last_call_is_due_for(world: World) -> None:
    poll = opened(world)
    at = poll.deadline_utc - timedelta(hours=5)
    assert polls.calls_due(now=NOW, ahead=NOW + polling.LAST_CALL) == []
    assert polls.calls_due(now=at, ahead=at + polling.LAST_CALL) == [poll.ref]
    with transaction():
        polling.call_last(poll, now=at)
    assert polls.calls_due(now=at, ahead=at + polling.LAST_CALL) == []


def test_choosing_makes_the_event_and_invites(world: World) -> None:
    poll = opened(world)
    letters.all_left()
    event = choose(poll, 0, by=world.elena)
    assert (event.kind, event.title, event.status) == ("live_session", poll.title, "confirmed")
    assert (event.start_wall, event.end_wall) == (TUESDAY, TUESDAY + timedelta(minutes=90))
    assert (event.zone, [city.slug for city in event.cities]) == (
        "Europe/Sofia",
        ["sofia", "seoul"],
    )
    assert (event.visibility, event.online_url) == ("programme", "https://meet.example.org/waste")
    assert [row.start_utc for row in db.session.scalars(sa.select(Occurrence))] == [
        poll.slots[0].start_utc
    ]
    assert (poll.status, poll.event, poll.chosen_slot) == ("chosen", event, poll.slots[0])
    assert told("invitation") == ["petar@sofia.example", "minseo@seoul.example"]
    assert told("poll_result") == ["jiho@seoul.example"]
    verb, details = history(poll)[-1]
    assert (verb, details) == (
        "choose",
        {"start": "2027-03-02T10:00", "event": event.id, "told": 1},
    )


def test_the_result_says_when_in_both_languages(world: World) -> None:
    poll = opened(world)
    event = choose(poll, 1, by=world.elena)
    letter = letters.opened(mails("poll_result")[0])
    words = letters.text(letter).replace("\u00a0", " ")
    assert letter["Subject"].replace("\u00a0", " ") == (
        "Time chosen: Meeting on waste, 3 March 2027 / "
        "Избран час: Среща за отпадъците, 3 март 2027 г."
    )
    for line in (
        "Wed, 3 March 2027   09:30–11:00   Sofia (UTC+2)",
        "16:30–18:00   Seoul (UTC+9)",
        "ср, 3 март 2027 г.   09:30–11:00 ч.   София (UTC+2)",
        f"http://scheduler.example/en/events/{event.slug}",
    ):
        assert line in words
    assert "10:00–11:30" not in words


def test_choosing_takes_back_what_has_not_left_yet(world: World) -> None:
    poll = opened(world)
    choose(poll, 0, by=world.elena)
    assert [mail.state for mail in mails("poll_invitation")] == ["superseded"] * 3


def test_choosing_moves_the_event_that_the_poll_is_about(world: World) -> None:
    event = world.published(invite=True)
    letters.all_left()
    poll = opened(world, event=event, minutes=60, title=SESSION.title)
    letters.all_left()
    moved = choose(poll, 1, by=world.elena)
    assert moved == event
    assert (event.start_wall, event.end_wall) == (WEDNESDAY, WEDNESDAY + timedelta(hours=1))
    assert (event.status, event.sequence, poll.status) == ("confirmed", 1, "chosen")
    assert told("update") == ["petar@sofia.example", "minseo@seoul.example"]
    assert told("poll_result") == ["jiho@seoul.example"]
    assert [row.start_wall for row in event.occurrences] == [WEDNESDAY]


def test_an_event_keeps_its_clock_when_a_poll_on_another_one_moves_it(world: World) -> None:
    event = world.published()
    poll = opened(world, event=event, zone="Asia/Seoul", offers=(Offer(TUESDAY),))
    choose(poll, 0, by=world.elena)
    assert (event.zone, event.start_wall) == ("Europe/Sofia", datetime(2027, 3, 2, 3, 0))


def test_a_draft_is_moved_and_published(world: World) -> None:
    event = world.draft()
    poll = opened(world, event=event)
    choose(poll, 0, by=world.elena)
    assert (event.status, event.start_wall) == ("confirmed", TUESDAY)
    assert told("invitation") == ["petar@sofia.example", "minseo@seoul.example"]


def test_a_tentative_event_is_confirmed_and_one_letter_tells_of_both(world: World) -> None:
    event = world.draft()
    with transaction():
        scheduling.publish(event, by=world.elena, now=NOW, tentative=True)
    letters.all_left()
    poll = opened(world, event=event)
    letters.all_left()
    choose(poll, 0, by=world.elena)
    assert (event.status, event.start_wall) == ("confirmed", TUESDAY)
    assert told("update") == ["petar@sofia.example", "minseo@seoul.example"]
    last = letters.text(letters.opened(mails("update")[-1]))
    assert re.search("Before: .*10 March 2027", last)
    assert "tentative" not in last


def test_an_event_without_cities_is_asked_about_on_every_clock(world: World) -> None:
    event = world.published(cities=(), host_city=None)
    poll = opened(world, event=event)
    assert [city.slug for city in poll.cities] == ["sofia", "seoul"]
    choose(poll, 0, by=world.elena)
    assert (event.start_wall, event.cities) == (TUESDAY, [])


def test_an_event_of_which_only_the_date_was_known_gets_its_hour(world: World) -> None:
    event = world.draft(
        start=datetime(2027, 3, 9).date(), end=None, time_known=False, zone=None, host_city=None
    )
    poll = opened(world, event=event)
    choose(poll, 0, by=world.elena)
    assert (event.start_wall, event.zone, event.time_known) == (TUESDAY, "Europe/Sofia", True)


def test_an_hour_that_comes_twice_is_the_one_that_was_meant(world: World) -> None:
    again = datetime(2027, 10, 31, 3, 30)
    poll = opened(world, offers=(Offer(again, fold=1),), minutes=30)
    event = choose(poll, 0, by=world.elena)
    assert event.start_utc == poll.slots[0].start_utc == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    assert (event.fold, event.end_utc - event.start_utc) == (1, timedelta(minutes=30))


def test_a_time_that_is_over_is_not_chosen(world: World) -> None:
    poll = opened(world)
    with pytest.raises(errors.TimeOver):
        choose(poll, 0, by=world.elena, now=poll.slots[0].start_utc)
    assert db.session.query(Event).count() == 0


def test_whoever_decides_on_an_older_poll_or_event_is_told_so(world: World) -> None:
    event = world.published()
    poll = opened(world, event=event)
    seen = {"version": poll.version, "event_version": event.version}
    for stale in ({"version": poll.version + 1}, {"event_version": event.version + 1}):
        with pytest.raises(errors.EditedMeanwhile), transaction():
            polling.choose(poll, poll.slots[0], **(seen | stale), by=world.elena, now=NOW)
    with transaction():
        polling.choose(poll, poll.slots[0], **seen, by=world.elena, now=NOW)
    assert event.start_wall == TUESDAY


def test_a_decided_poll_stays_decided(world: World) -> None:
    poll = opened(world)
    choose(poll, 0, by=world.elena)
    for again in (
        lambda: choose(poll, 1, by=world.elena),
        lambda: _within(polling.cancel, poll, by=world.elena, now=NOW),
        lambda: _change(poll, polling.proposal_of(poll), by=world.elena),
    ):
        with pytest.raises(errors.PollDecided):
            again()
    with pytest.raises(errors.PollOver):
        answer(poll, world.petar, "yes", "yes")
    with pytest.raises(errors.PollOver):
        _within(polling.remind, poll, by=world.elena, now=NOW)
    assert db.session.query(Event).count() == 1


def test_a_cancelled_poll_tells_whoever_was_reached(world: World) -> None:
    poll = opened(world)
    with transaction():
        (first, *_) = mails("poll_invitation")
        first.state = "sent"
    with transaction():
        assert polling.cancel(poll, by=world.elena, now=NOW) == 1
    assert told("poll_cancellation") == ["petar@sofia.example"]
    assert [mail.state for mail in mails("poll_invitation")] == ["sent", *["superseded"] * 2]
    with pytest.raises(errors.PollOver):
        answer(poll, world.petar, "yes", "no")


def test_an_added_time_asks_everybody_again_and_keeps_their_answers(world: World) -> None:
    poll = opened(world)
    letters.all_left()
    answer(poll, world.petar, "yes", "no")
    third = Offer(datetime(2027, 3, 4, 9, 0))
    offers = (*polling.proposal_of(poll).offers, third)
    assert _change(poll, proposal(world, offers=offers), by=world.elena) == 3
    assert len(poll.slots) == 3
    assert voter(poll, world.petar).answered is None
    assert [given.answer for given in voter(poll, world.petar).answers] == ["yes", "no"]
    assert told("poll_change") == told("poll_invitation")
    assert [one.person.id for one in polls.waiting(poll)] == [
        world.petar.id,
        world.minseo.id,
        world.jiho.id,
    ]


def test_a_time_that_is_taken_out_goes_with_its_answers_and_tells_nobody(world: World) -> None:
    poll = opened(world)
    letters.all_left()
    answer(poll, world.petar, "yes", "no")
    assert _change(poll, proposal(world, offers=(Offer(WEDNESDAY),)), by=world.elena) == 0
    assert [slot.start_wall for slot in poll.slots] == [WEDNESDAY]
    assert [given.answer for given in db.session.scalars(sa.select(PollAnswer))] == ["no"]
    assert voter(poll, world.petar).answered == NOW


def test_longer_meetings_are_asked_again(world: World) -> None:
    poll = opened(world)
    letters.all_left()
    answer(poll, world.petar, "yes", "no")
    assert _change(poll, proposal(world, minutes=60), by=world.elena) == 0
    assert poll.slots[0].end_utc == poll.slots[0].start_utc + timedelta(hours=1)
    assert _change(poll, proposal(world, minutes=120), by=world.elena) == 3
    assert voter(poll, world.petar).answered is None


def test_of_another_deadline_hears_who_has_not_answered(world: World) -> None:
    poll = opened(world)
    letters.all_left()
    answer(poll, world.petar, "yes", "no")
    later = proposal(world, deadline=DEADLINE + timedelta(days=3))
    assert _change(poll, later, by=world.elena) == 2
    assert told("poll_change") == ["minseo@seoul.example", "jiho@seoul.example"]
    assert "4 December 2026" in letters.text(letters.opened(mails("poll_change")[0]))


def test_another_person_is_asked_and_one_is_asked_no_longer(world: World) -> None:
    poll = opened(world)
    letters.all_left()
    people = (world.petar.id, world.elena.id, world.minseo.id)
    assert _change(poll, proposal(world, people=people), by=world.elena) == 1
    assert told("poll_invitation")[3:] == ["elena@sofia.example"]
    assert voter(poll, world.jiho).status == "withdrawn"
    with pytest.raises(errors.NoLongerAsked):
        answer(poll, world.jiho, "yes", "no")
    assert _change(poll, proposal(world), by=world.elena) == 0
    assert voter(poll, world.jiho).status == "open"


def test_whoever_was_not_reached_yet_gets_the_question_as_it_is_now(world: World) -> None:
    poll = opened(world)
    changed = proposal(world, title={"bg": "Друго име", "en": "Another name"})
    assert _change(poll, changed, by=world.elena) == 3
    states = [mail.state for mail in mails("poll_invitation")]
    assert states == [*["superseded"] * 3, *["queued"] * 3]
    assert "Another name" in letters.text(letters.opened(mails("poll_invitation")[-1]))


def test_nothing_changed_tells_nobody_and_counts_no_version(world: World) -> None:
    poll = opened(world)
    assert _change(poll, proposal(world), by=world.elena) == 0
    assert (poll.version, len(history(poll))) == (1, 1)


def test_two_who_change_at_once_are_told_apart(world: World) -> None:
    poll = opened(world)
    _change(poll, proposal(world, minutes=60), by=world.elena)
    with pytest.raises(errors.EditedMeanwhile), transaction():
        polling.change(poll, proposal(world, minutes=45), version=1, by=world.jiho, now=NOW)


NIGHT = datetime(2027, 3, 28, 3, 30)
TWICE = datetime(2027, 10, 31, 3, 30)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"offers": ()}, [("offers", "times_missing")]),
        ({"offers": (Offer(TUESDAY), Offer(TUESDAY))}, [("offers.1", "time_twice")]),
        ({"offers": (Offer(TUESDAY), Offer(NIGHT))}, [("offers.1", "hour_skipped")]),
        ({"offers": (Offer(TUESDAY), Offer(TWICE))}, [("offers.1", "hour_repeated")]),
        ({"offers": (Offer(datetime(2026, 11, 1, 9)),)}, [("offers.0", "time_over")]),
        ({"offers": (Offer(datetime(1850, 1, 1)),)}, [("offers.0", "date_out_of_range")]),
        ({"minutes": 0}, [("minutes", "out_of_range")]),
        ({"minutes": -30}, [("minutes", "out_of_range")]),
        ({"minutes": 10_000_000_000}, [("minutes", "out_of_range")]),
        ({"zone": "Europe"}, [("zone", "zone_unknown")]),
        ({"deadline": datetime(2026, 11, 1, 9)}, [("deadline", "deadline_over")]),
        ({"deadline": TUESDAY}, [("deadline", "deadline_too_late")]),
        ({"deadline": datetime(9999, 1, 1)}, [("deadline", "date_out_of_range")]),
        ({"deadline_zone": "Mars"}, [("deadline_zone", "zone_unknown")]),
        ({"people": ()}, [("people", "people_missing")]),
        ({"people": (999_999,)}, [("people", "person_not_in_programme")]),
        (
            {"people": tuple(range(10_000, 10_201))},
            [("people", "too_many_people"), ("people", "person_not_in_programme")],
        ),
        ({"cities": ()}, [("cities", "missing")]),
        ({"cities": ("third-city",)}, [("cities", "missing")]),
        ({"cities": ("sofia", "paris")}, [("cities", "not_in_programme")]),
        ({"kind": "city_visit"}, [("kind", "invalid")]),
        ({"kind": "party"}, [("kind", "invalid"), ("kind", "invalid")]),
        ({"visibility": "nobody"}, [("visibility", "invalid")]),
        ({"title": {}}, [("title.bg", "missing"), ("title.en", "missing")]),
        ({"title": {"bg": "Среща"}}, [("title.en", "missing")]),
        ({"title": {"bg": "x" * 301, "en": "y"}}, [("title.bg", "too_long")]),
        ({"online_url": "javascript:alert(1)"}, [("online_url", "link_invalid")]),
    ],
)
def test_what_no_poll_can_be_is_refused_at_its_field(
    world: World, changes: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    with pytest.raises(errors.Several) as refused:
        opened(world, **changes)
    assert fields(refused) == found
    assert (db.session.query(Poll).count(), mails()) == (0, [])


def test_at_most_forty_times(world: World) -> None:
    offers = tuple(Offer(TUESDAY + timedelta(hours=n)) for n in range(41))
    with pytest.raises(errors.Several) as refused:
        opened(world, offers=offers)
    assert fields(refused) == [("offers", "too_many_times")]
    assert len(opened(world, offers=offers[:40]).slots) == 40


def test_somebody_without_a_city_cannot_be_asked(world: World) -> None:
    with transaction():
        world.mallory.roles = [Role(programme_id=world.programme.id, kind="organizer")]
    with pytest.raises(errors.Several) as refused:
        opened(world, people=(world.petar.id, world.mallory.id))
    assert fields(refused) == [("people", "person_without_city")]
    assert "Mallory Stranger" in refused.value.refusals[0].message


@pytest.mark.parametrize("why", ["visit", "cancelled", "series"])
def test_only_a_single_meeting_can_be_moved(world: World, why: str) -> None:
    event = world.published(VISIT) if why == "visit" else world.published()
    with transaction():
        if why == "cancelled":
            scheduling.cancel(event, by=world.elena, now=NOW)
        if why == "series":
            event.rule = "FREQ=WEEKLY;COUNT=3"
    refusal = errors.AlreadyCancelled if why == "cancelled" else errors.EventNotMovable
    with pytest.raises(refusal):
        opened(world, event=event)


def test_who_may_do_what(world: World) -> None:
    poll = opened(world)
    for person in (world.petar, world.mallory, None):
        with pytest.raises(errors.NotAllowed), transaction():
            polling.open_poll(world.programme, proposal(world), by=person, now=NOW)
        with pytest.raises(errors.NotFound):
            choose(poll, 0, by=person)
        for verb in (polling.close, polling.cancel, polling.remind):
            with pytest.raises(errors.NotFound):
                _within(verb, poll, by=person, now=NOW)
    assert poll.status == "open"


def test_an_organizer_of_another_city_sees_a_poll_and_cannot_decide_it(world: World) -> None:
    poll = opened(world, cities=("sofia",))
    with pytest.raises(errors.NotAllowed):
        choose(poll, 0, by=world.jiho)


def test_the_best_time_comes_first(world: World) -> None:
    third = Offer(datetime(2027, 3, 4, 9, 0))
    poll = opened(world, offers=(Offer(TUESDAY), Offer(WEDNESDAY), third))
    answer(poll, world.petar, "yes", "yes", "maybe")
    answer(poll, world.minseo, "no", "maybe", "yes")
    tally = votes.tally(poll)
    assert [(one.number, one.best, dict(one.counts)) for one in tally.choices] == [
        (2, True, {"yes": 1, "maybe": 1}),
        (3, True, {"maybe": 1, "yes": 1}),
        (1, False, {"yes": 1, "no": 1}),
    ]
    assert [(each.city, each.able, each.asked) for each in tally.choices[0].coverage] == [
        ("Sofia", 1, 1),
        ("Seoul", 1, 2),
    ]
    assert [vote.name for vote in tally.votes] == ["Petar Ivanov", "Minseo Park", "Jiho Kim"]
    assert [vote.name for vote in tally.waiting] == ["Jiho Kim"]
    answer(poll, world.jiho, "no", "maybe", "no")
    assert [(one.number, one.best) for one in votes.tally(poll).choices] == [
        (2, True),
        (3, False),
        (1, False),
    ]


def test_where_nobody_can_come_no_time_is_the_best(world: World) -> None:
    poll = opened(world)
    answer(poll, world.petar, "no", "no")
    assert [one.best for one in votes.tally(poll).choices] == [False, False]


def test_somebody_erased_takes_their_answers_along(world: World) -> None:
    poll = opened(world)
    answer(poll, world.petar, "yes", "no")
    with transaction():
        db.session.execute(sa.delete(OutboxMail))
        db.session.execute(sa.delete(Person).where(Person.id == world.petar.id))
    db.session.expire_all()
    assert len(poll.voters) == 2
    assert db.session.query(PollAnswer).count() == 0


def test_a_reminder_that_could_not_be_sent_gives_way_to_the_result(world: World) -> None:
    opened(world)
    with transaction():
        claimed = mailing.claim(now=NOW)
    db.session.expire_all()
    poll = db.session.query(Poll).one()
    choose(poll, 0, by=world.elena)
    with transaction():
        for one in claimed:
            mailing.refused(one, "421 later", permanent=False, now=NOW)
    assert [mail.state for mail in mails("poll_invitation")] == ["queued", "queued", "superseded"]


def test_of_two_who_choose_at_once_the_second_finds_it_decided(
    world: World, any_db_app: Flask
) -> None:
    poll = opened(world)
    number, jiho, second_slot = poll.id, world.jiho.id, poll.slots[1].id

    def other() -> None:
        with any_db_app.app_context():
            found = db.session.get_one(Poll, number)
            _ = (found.status, found.slots, found.voters, found.event)
            with transaction():
                slot = db.session.get_one(PollSlot, second_slot)
                by = db.session.get_one(Person, jiho)
                polling.choose(found, slot, version=1, by=by, now=NOW)

    with ThreadPoolExecutor(1) as pool:
        with transaction():
            polling.choose(poll, poll.slots[0], version=1, by=world.elena, now=NOW)
            second = pool.submit(other)
            time.sleep(A_MOMENT)
        with pytest.raises(errors.PollDecided):
            second.result(20)
    db.session.rollback()
    assert db.session.query(Event).count() == 1
    assert [slot.chosen for slot in poll.slots] == [True, False]


def test_without_the_lock_both_of_them_would_make_an_event(
    world: World, any_db_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = opened(world)
    number, jiho = poll.id, world.jiho.id
    stale = {"status": "open", "version": 1}

    def read_before(found: Poll) -> Poll:
        for name, value in stale.items():
            setattr(found, name, value)
        return found

    choose(poll, 0, by=world.elena)
    monkeypatch.setattr(choosing, "locked", read_before)
    found, by = db.session.get_one(Poll, number), db.session.get_one(Person, jiho)
    # The last wall is the database's: of one poll one time is chosen.
    with pytest.raises(sa.exc.IntegrityError), transaction():
        polling.choose(found, found.slots[1], version=1, by=by, now=NOW)
    assert db.session.query(Event).count() == 1


def test_whoever_answers_while_it_is_being_decided_comes_too_late(
    world: World, any_db_app: Flask
) -> None:
    poll = opened(world)
    mine = voter(poll, world.petar).id
    given = {slot.id: "yes" for slot in poll.slots}

    def other() -> None:
        with any_db_app.app_context(), transaction():
            polling.answer(db.session.get_one(PollVoter, mine), given, now=NOW)

    with ThreadPoolExecutor(1) as pool:
        with transaction():
            polling.choose(poll, poll.slots[0], version=1, by=world.elena, now=NOW)
            second = pool.submit(other)
            time.sleep(A_MOMENT)
        with pytest.raises(errors.PollOver):
            second.result(20)
    db.session.rollback()
    assert db.session.query(PollAnswer).count() == 0


def _within(verb: Any, *args: Any, **more: Any) -> Any:
    with transaction():
        return verb(*args, **more)


def _change(poll: Poll, changed: Proposal, *, by: Person) -> int:
    return _within(polling.change, poll, changed, version=poll.version, by=by, now=NOW)


def test_an_invited_voter_hears_by_the_invitation_alone(world: World) -> None:
    poll = opened(world, people=(world.petar.id,))
    event = choose(poll, 0, by=world.elena)
    assert told("poll_result") == []
    assert inviting.find_invitation(event, world.petar).status == "open"

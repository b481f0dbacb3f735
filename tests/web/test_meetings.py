"""The meetings of a series in an organizer's hands: one is changed, called off, put back, or all
that follow.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from scheduler.actions import repeating, scheduling
from scheduler.db import db, transaction
from scheduler.models import Event, Occurrence, OutboxMail
from scheduler.queries import agenda
from tests import letters
from tests.web.filling import fields, fill_in, send
from tests.web.monthly import BEGUN, MONTHLY
from tests.web.posting import post, said, sign_in
from tests.world import NOW, World, mails

pytestmark = pytest.mark.usefixtures("stopped_clock")
MARCH = date(2027, 3, 2)


@pytest.fixture
def elena(client: FlaskClient, world: World) -> FlaskClient:
    """Return Elena's browser, signed in."""
    return sign_in(client, world.elena)


@pytest.fixture
def jiho(client: FlaskClient, world: World) -> FlaskClient:
    """Return Jiho's browser, signed in."""
    return sign_in(client.application.test_client(), world.jiho)


@pytest.fixture
def event(world: World) -> Event:
    """Return a monthly series to which two people are invited, and have been told."""
    found = world.published(MONTHLY, invite=True)
    letters.all_left()
    return found


def desk(event: Event, language: str = "en") -> str:
    """Return the address of an event's management page."""
    return f"/{language}/manage/events/{event.slug}"


def at(event: Event, rest: str = "", day: str = "2027-03-02", language: str = "en") -> str:
    """Return the address of one meeting, or of a page below it."""
    return f"{desk(event, language)}/meetings/{day}{rest}"


def meeting(event: Event, original: date = MARCH) -> Occurrence:
    """Return a meeting as it is stored by now."""
    rows = agenda.get_event(event.slug).occurrences
    return next(row for row in rows if row.original == original)


def queued(kind: str) -> list[OutboxMail]:
    """Return the messages of that kind that wait to be sent."""
    return [mail for mail in mails(kind) if mail.state == "queued"]


def change(event: Event, world: World, original: date, **changes: Any) -> None:
    """Change a meeting as an organizer would, with a verb."""
    with transaction():
        row = meeting(event, original)
        known = vars(repeating.meeting_of(row))
        repeating.change_one(
            row.event,
            original,
            repeating.Meeting(**known | changes),
            version=row.event.version,
            by=world.elena,
            now=NOW,
        )


def cancel(event: Event, world: World, original: date) -> None:
    """Call a meeting off with a verb."""
    with transaction():
        found = agenda.get_event(event.slug)
        repeating.cancel_one(found, original, version=found.version, by=world.elena, now=NOW)


# --- the list -----------------------------------------------------------------------------


def test_the_page_of_a_series_lists_its_meetings(elena: FlaskClient, world: World) -> None:
    event = world.published(BEGUN)
    text = said(elena.get(desk(event)))
    assert "Every month on the first Tuesday, 9 times Next meeting" in text
    assert "2 meetings are over Tue, 6 October 2026" in text
    past, coming = text.split("Tue, 1 December 2026, 10:00–11:00 Sofia · 17:00–18:00 Seoul")
    assert "Change or move : " not in past.partition("meetings are over")[2]
    assert "Change or move : Tue, 1 December" in coming
    assert "This and the following… : Tue, 1 June" in coming


def test_the_list_in_bulgarian(elena: FlaskClient, world: World, event: Event) -> None:
    change(event, world, date(2027, 1, 5), start=datetime(2027, 1, 12, 10), end=None)
    cancel(event, world, date(2027, 2, 2))
    text = said(elena.get(desk(event, "bg")))
    assert "Всеки месец, първия вторник, до 30 юни 2027 г." in text
    assert "вт, 12 януари 2027 г., 10:00 ч. София" in text
    assert "(преместена от вт, 5 януари)" in text
    assert "отменена Възстановяване на срещата" in text


def test_a_long_list_is_folded(elena: FlaskClient, world: World) -> None:
    event = world.published(MONTHLY, rule="FREQ=DAILY;COUNT=40")
    text = said(elena.get(desk(event)))
    assert "and 28 more" in text
    assert text.count("Change or move :") == 40


def test_the_address_where_an_event_is_moved_leads_to_the_list(
    elena: FlaskClient, event: Event
) -> None:
    for answer in (elena.get(f"{desk(event)}/time"), post(elena, f"{desk(event)}/time")):
        assert (answer.status_code, answer.location) == (303, f"{desk(event)}#meetings")


# --- one meeting --------------------------------------------------------------------------


@pytest.mark.any_db
def test_one_meeting_is_moved_and_told(elena: FlaskClient, world: World, event: Event) -> None:
    page = said(elena.get(at(event)))
    assert "Change one meeting" in page
    assert "Save and tell 2 people" in page
    answer = fill_in(elena, at(event), start_date="9.3.2027", start_time="9:30", end_time="11")
    assert (answer.status_code, answer.location) == (303, desk(event))
    row = meeting(event)
    assert (row.start_wall, row.end_wall) == (
        datetime(2027, 3, 9, 9, 30),
        datetime(2027, 3, 9, 11),
    )
    assert [mail.original for mail in queued("update")] == [MARCH, MARCH]
    assert "2 messages are on their way." in said(elena.get(desk(event)))
    others = [row for row in agenda.get_event(event.slug).occurrences if row.original != MARCH]
    assert {row.start_wall.time() for row in others} == {datetime(2027, 1, 1, 10).time()}


def test_one_meeting_has_texts_and_a_place_of_its_own(elena: FlaskClient, event: Event) -> None:
    answer = fill_in(
        elena,
        at(event),
        title__en="Budget",
        venue__bg="Кметство на Сеул",
        description__en="Bring figures.\r\n\r\nAnd tea.",
        online_url="https://meet.example.org/budget",
    )
    assert answer.status_code == 303
    assert meeting(event).own == {
        "title": {"bg": "Месечна среща", "en": "Budget"},
        "description": {"bg": "Как се отчита топлината.", "en": "Bring figures.\n\nAnd tea."},
        "venue": {"bg": "Кметство на Сеул", "en": "Sofia Municipality"},
        "online_url": "https://meet.example.org/budget",
    }


def test_a_form_that_is_sent_back_untouched_changes_nothing(
    elena: FlaskClient, event: Event
) -> None:
    answer = fill_in(elena, at(event))
    assert answer.status_code == 303
    assert "Nothing was changed." in said(elena.get(answer.location))
    assert (meeting(event).own, agenda.get_event(event.slug).version) == ({}, event.version)
    assert queued("update") == []


def test_a_meeting_of_days_has_no_hours(elena: FlaskClient, world: World) -> None:
    days = {"start": date(2026, 12, 1), "end": date(2026, 12, 2), "all_day": True}
    event = world.published(MONTHLY, **days)
    assert "start_time" not in fields(elena.get(at(event)))
    assert fill_in(elena, at(event), start_date="9.3.2027", end_date="11.3.2027").status_code == 303
    row = meeting(event)
    assert (row.start_wall, row.end_wall) == (date(2027, 3, 9), date(2027, 3, 11))


WRONG: list[tuple[dict[str, str | None], str, str]] = [
    ({"start_date": ""}, "Fill in this field.", "Попълнете"),
    ({"start_date": "31.2.2027"}, "This is not a date.", "Това не е дата."),
    ({"start_date": "31.12.9999"}, "between 1990 and 2099", "1990"),
    ({"start_time": "25"}, "This is not a time.", "Това не е час."),
    ({"end_time": "9:00"}, "The end must be after the start.", "Краят"),
    ({"start_date": "28.3.2027", "start_time": "3:30"}, "This time does not exist", "Такъв час"),
    ({"start_date": "31.10.2027", "start_time": "3:30"}, "This time comes twice", "два пъти"),
    ({"title__bg": "", "title__en": ""}, "Fill in this field.", "Попълнете"),
    ({"title__en": "x" * 400}, "at most 300 characters", "300"),
    ({"online_url": "javascript:alert(1)"}, "https://", "https://"),
    ({"csrf_token": None}, "This page was open for too long.", "твърде дълго"),
]


@pytest.mark.parametrize(("typed", "english", "bulgarian"), WRONG)
def test_what_is_wrong_is_told_and_kept(
    elena: FlaskClient,
    event: Event,
    typed: dict[str, str | None],
    english: str,
    bulgarian: str,
) -> None:
    for language, message in (("en", english), ("bg", bulgarian)):
        typed_too = {"description__en": "Kept"} | typed
        answer = fill_in(elena, at(event, language=language), **typed_too)
        assert answer.status_code == 422
        assert message.casefold() in said(answer).casefold()
        assert fields(answer)["description-en"] == "Kept"
        for name in ("start_date", "start_time"):
            if name in typed:
                assert fields(answer)[name] == typed[name]
    assert meeting(event).own == {}


def test_an_hour_that_is_skipped_offers_its_neighbours(elena: FlaskClient, event: Event) -> None:
    answer = fill_in(elena, at(event), start_date="28.3.2027", start_time="3:30", end_time="5:00")
    offered = re.findall(r'name="take" value="([^"]+)"', answer.text)
    assert offered == ["start=2027-03-28T02:30:00", "start=2027-03-28T04:30:00"]
    kept = fields(send(elena, at(event), fields(answer), take=offered[1]))
    assert (kept["start_time"], kept["end_time"]) == ("04:30", "06:00")


def test_an_hour_that_comes_twice_is_asked_for(elena: FlaskClient, event: Event) -> None:
    answer = fill_in(elena, at(event), start_date="31.10.2027", start_time="3:30", end_time="5")
    assert "the second time (UTC+2)" in said(answer)
    assert send(elena, at(event), fields(answer), fold="1").status_code == 303
    assert meeting(event).fold == 1


def test_the_new_time_is_echoed(elena: FlaskClient, event: Event) -> None:
    answer = elena.get(at(event, "/echo?start_date=9.3.2027&start_time=18&end_time=19"))
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "01:00–02:00" in answer.text
    assert elena.get(at(event, "/echo")).status_code == 200


@pytest.mark.any_db
def test_the_second_gets_both_versions_of_a_meeting(
    elena: FlaskClient, jiho: FlaskClient, event: Event
) -> None:
    page = fields(elena.get(at(event)))
    fill_in(jiho, at(event), start_time="11:00", end_time="12:00", title__en="Jiho's title")
    answer = send(elena, at(event), page, start_time="9:00", venue__en="Elena's hall")
    assert answer.status_code == 409
    text = said(answer)
    assert "Jiho Kim has changed this event since you opened it." in text
    assert "2 March 2027, 09:00–11:00 Sofia" in text
    assert "2 March 2027, 11:00–12:00 Sofia" in text
    chosen = send(elena, at(event), fields(answer), **{"choice-when": "theirs"})
    assert chosen.status_code == 303
    row = meeting(event)
    assert row.start_wall == datetime(2027, 3, 2, 11)
    assert (row.title["en"], row.venue["en"]) == ("Jiho's title", "Elena's hall")


# --- where there is nothing to change -----------------------------------------------------

REST = ["", "/following", "/cancellation"]


@pytest.mark.any_db
@pytest.mark.parametrize("rest", REST)
@pytest.mark.parametrize("day", ["2027-03-03", "20270302", "2.3.2027", "%00", "soon", "9999-99-99"])
def test_a_date_without_a_meeting_is_not_found(
    elena: FlaskClient, event: Event, day: str, rest: str
) -> None:
    assert elena.get(at(event, rest, day)).status_code == 404
    assert post(elena, at(event, rest, day)).status_code == 404


@pytest.mark.parametrize("rest", REST)
def test_a_single_event_has_no_meetings(elena: FlaskClient, world: World, rest: str) -> None:
    single = world.published()
    assert elena.get(at(single, rest, "2027-03-10")).status_code == 404


@pytest.mark.parametrize("rest", REST)
def test_what_is_over_stays_as_it_was(elena: FlaskClient, world: World, rest: str) -> None:
    begun = world.published(BEGUN)
    answer = elena.get(at(begun, rest, "2026-11-03"))
    assert answer.status_code == 409
    assert "This meeting is over and stays as it was." in said(answer)


@pytest.mark.parametrize("rest", REST)
def test_a_meeting_that_ends_while_its_form_is_open(
    elena: FlaskClient, world: World, stopped_clock: time_machine.Traveller, rest: str
) -> None:
    today = {"start": datetime(2026, 11, 23, 10, 30), "end": datetime(2026, 11, 23, 11)}
    event = world.published(MONTHLY, rule="FREQ=DAILY;COUNT=3", **today)
    page = fields(elena.get(at(event, rest, "2026-11-23")))
    stopped_clock.shift(timedelta(hours=2))
    assert send(elena, at(event, rest, "2026-11-23"), page).status_code == 409


@pytest.mark.parametrize("rest", REST)
def test_of_a_cancelled_event_nothing_is_changed(
    elena: FlaskClient, world: World, event: Event, rest: str
) -> None:
    with transaction():
        scheduling.cancel(agenda.get_event(event.slug), by=world.elena, now=NOW)
    assert elena.get(at(event, rest)).status_code == 409


def test_a_cancelled_meeting_is_put_back_before_it_is_changed(
    elena: FlaskClient, world: World, event: Event
) -> None:
    cancel(event, world, MARCH)
    assert elena.get(at(event)).status_code == 409


@pytest.mark.parametrize("rest", [*REST, "/restoration"])
def test_strangers_have_no_part_in_it(
    client: FlaskClient, world: World, event: Event, rest: str
) -> None:
    sign_in(client, world.mallory)
    assert post(client, at(event, rest)).status_code == 403
    sign_in(client, world.petar)
    assert post(client, at(event, rest)).status_code == 403


# --- calling off --------------------------------------------------------------------------


@pytest.mark.any_db
def test_one_meeting_is_called_off_and_told(elena: FlaskClient, event: Event) -> None:
    page = elena.get(at(event, "/cancellation"))
    assert "This meeting and the following: 4 in all" in said(page)
    assert "2 people who are invited get a message" in said(page)
    assert fields(page)["what"] == "one"
    answer = fill_in(elena, at(event, "/cancellation"))
    assert (answer.status_code, answer.location) == (303, f"{desk(event)}#meetings")
    assert meeting(event).status == "cancelled"
    assert [mail.original for mail in queued("cancellation")] == [MARCH, MARCH]
    text = said(elena.get(desk(event)))
    assert "The meeting is cancelled. 2 messages are on their way." in text
    assert "cancelled Let it take place after all" in text


@pytest.mark.any_db
def test_a_meeting_is_put_back(elena: FlaskClient, world: World, event: Event) -> None:
    cancel(event, world, MARCH)
    letters.all_left()
    version = agenda.get_event(event.slug).version
    answer = post(elena, at(event, "/restoration"), version=str(version))
    assert answer.status_code == 303
    assert meeting(event).status == "scheduled"
    assert "The meeting takes place. 2 messages are on their way." in said(elena.get(desk(event)))


@pytest.mark.any_db
def test_a_meeting_and_all_that_follow_are_called_off(elena: FlaskClient, event: Event) -> None:
    assert fields(elena.get(at(event, "/cancellation?what=following")))["what"] == "following"
    answer = fill_in(elena, at(event, "/cancellation"), what="following")
    assert answer.status_code == 303
    rows = agenda.get_event(event.slug).occurrences
    assert [row.original.month for row in rows] == [12, 1, 2]
    text = said(elena.get(desk(event)))
    assert "The meeting and all that follow are cancelled. 2 messages are on their way." in text


def test_of_a_cancelled_meeting_those_behind_it_may_be_called_off(
    elena: FlaskClient, world: World, event: Event
) -> None:
    cancel(event, world, MARCH)
    text = said(elena.get(at(event, "/cancellation")))
    assert "This meeting and the following: 3 in all" in text
    assert "Only this meeting" not in text
    assert fill_in(elena, at(event, "/cancellation"), what="following").status_code == 303
    assert len(agenda.get_event(event.slug).occurrences) == 3


@pytest.mark.parametrize("what", [None, "", "all"])
def test_it_has_to_be_said_what_is_cancelled(
    elena: FlaskClient, event: Event, what: str | None
) -> None:
    for language, words in (("en", "Choose which meetings"), ("bg", "Изберете кои срещи")):
        answer = fill_in(elena, at(event, "/cancellation", language=language), what=what)
        assert answer.status_code == 422
        assert words in said(answer)
    assert meeting(event).status == "scheduled"


def test_the_last_meeting_that_is_left_ends_the_event(
    elena: FlaskClient, world: World, event: Event
) -> None:
    for row in list(agenda.get_event(event.slug).occurrences):
        if row.original != MARCH:
            cancel(event, world, row.original)
    text = said(elena.get(at(event, "/cancellation")))
    assert "It is the last one that is left: with it the whole event is cancelled" in text
    assert fill_in(elena, at(event, "/cancellation")).status_code == 303
    assert agenda.get_event(event.slug).status == "cancelled"


def test_from_the_first_meeting_on_it_is_the_whole_event(elena: FlaskClient, event: Event) -> None:
    first = at(event, "/cancellation", "2026-12-01")
    assert "It begins with the first one: the whole event is cancelled" in said(elena.get(first))
    assert fill_in(elena, first, what="following").status_code == 303
    assert agenda.get_event(event.slug).status == "cancelled"


def test_whoever_calls_off_what_was_changed_meanwhile_looks_again(
    elena: FlaskClient, jiho: FlaskClient, event: Event
) -> None:
    page = fields(elena.get(at(event, "/cancellation")))
    fill_in(jiho, at(event), start_time="11:00", end_time="12:00")
    answer = send(elena, at(event, "/cancellation"), page)
    assert answer.status_code == 409
    assert "nothing is done yet" in said(answer)
    assert "11:00–12:00 Sofia" in said(answer)
    assert send(elena, at(event, "/cancellation"), fields(answer)).status_code == 303
    assert meeting(event).status == "cancelled"


@pytest.mark.parametrize("version", [None, "", "1", "x", "9" * 40])
def test_a_stale_button_puts_nothing_back(
    elena: FlaskClient, world: World, event: Event, version: str | None
) -> None:
    cancel(event, world, MARCH)
    answer = post(elena, at(event, "/restoration"), **{"version": version} if version else {})
    assert answer.status_code == 303
    assert meeting(event).status == "cancelled"
    assert "nothing is done yet" in elena.get(desk(event)).text


def test_of_a_draft_nobody_is_told(elena: FlaskClient, world: World) -> None:
    draft = world.draft(MONTHLY)
    assert "Nobody is invited, so nobody gets a message." in said(
        elena.get(at(draft, "/cancellation"))
    )
    assert fill_in(elena, at(draft, "/cancellation")).status_code == 303
    assert mails() == []


# --- one and all that follow --------------------------------------------------------------


@pytest.mark.any_db
def test_a_series_goes_on_otherwise_from_one_meeting(
    elena: FlaskClient, world: World, event: Event
) -> None:
    page = elena.get(at(event, "/following"))
    assert "From Tuesday, 2 March 2027 on." in said(page)
    kept = fields(page)
    assert (kept["start_date"], kept["until"]) == ("2.3.2027", "30.6.2027")
    answer = fill_in(elena, at(event, "/following"), start_time="9:00", end_time="10:00")
    assert answer.status_code == 303
    earlier, later = db.session.scalars(select(Event).order_by(Event.id)).all()
    assert answer.location == desk(later)
    assert later.continues == earlier.uid
    assert [row.start_wall.hour for row in later.occurrences] == [9, 9, 9, 9]
    assert len(earlier.occurrences) == 3
    text = said(elena.get(desk(later)))
    assert "Saved. 4 messages are on their way." in text
    assert "Continues: Monthly meeting , every month on the first Tuesday, until" in text
    assert "Is continued by: Monthly meeting" in said(elena.get(desk(earlier)))


def test_what_is_left_as_it_is_splits_nothing(elena: FlaskClient, event: Event) -> None:
    answer = fill_in(elena, at(event, "/following"))
    assert (answer.status_code, answer.location) == (303, desk(event))
    assert "Nothing was changed." in said(elena.get(desk(event)))
    assert db.session.query(Event).count() == 1


def test_from_the_first_meeting_on_the_event_itself_is_changed(
    elena: FlaskClient, event: Event
) -> None:
    first = at(event, "/following", "2026-12-01")
    assert fill_in(elena, first, start_time="9:00", end_time="10:00").status_code == 303
    assert db.session.query(Event).count() == 1
    assert {row.start_wall.hour for row in agenda.get_event(event.slug).occurrences} == {9}


def test_a_wrong_rule_of_the_rest_is_told_and_kept(elena: FlaskClient, event: Event) -> None:
    answer = fill_in(elena, at(event, "/following"), until="1.1.2027", title__en="Kept")
    assert answer.status_code == 422
    assert "The series ends before it begins." in said(answer)
    assert fields(answer)["title-en"] == "Kept"
    looked = fill_in(
        elena, at(event, "/following"), start_time="18:00", end_time="19:00", preview="1"
    )
    assert looked.status_code == 200
    assert "Wed, 3 March 01:00" in said(looked)


def test_two_versions_of_the_rest_stand_side_by_side(
    elena: FlaskClient, jiho: FlaskClient, event: Event
) -> None:
    page = fields(elena.get(at(event, "/following")))
    fill_in(jiho, f"{desk(event)}/edit", title__en="Jiho's title")
    answer = send(elena, at(event, "/following"), page, title__en="Elena's title", capacity="20")
    assert answer.status_code == 409
    chosen = send(elena, at(event, "/following"), fields(answer), **{"choice-title.en": "theirs"})
    assert chosen.status_code == 303
    later = db.session.scalars(select(Event).order_by(Event.id.desc())).first()
    assert later is not None
    assert (later.title["en"], later.capacity) == ("Jiho's title", 20)


def test_the_form_says_that_exceptions_stay(elena: FlaskClient, world: World, event: Event) -> None:
    assert "by themselves stay so" not in said(elena.get(f"{desk(event)}/edit"))
    cancel(event, world, MARCH)
    assert "by themselves stay so" in said(elena.get(f"{desk(event)}/edit"))


# --- history ------------------------------------------------------------------------------


def test_what_was_done_to_meetings_is_told_in_words(
    elena: FlaskClient, world: World, event: Event
) -> None:
    change(event, world, MARCH, start=datetime(2027, 3, 9, 10), end=datetime(2027, 3, 9, 11))
    cancel(event, world, date(2027, 1, 5))
    fill_in(elena, at(event, "/following"), title__en="Later")
    text = said(elena.get(desk(event)))
    assert "Elena Dimitrova cancelled one meeting of the series" in text
    assert "the meeting of Tue, 5 January 2027" in text
    assert "Start: Tue, 2 March 2027, 10:00 → Tue, 9 March 2027, 10:00" in text
    assert "let the series go on as another one" in text
    bulgarian = said(elena.get(desk(event, "bg")))
    assert "отмени една среща от поредицата" in bulgarian
    assert "срещата на вт, 5 януари 2027 г." in bulgarian

"""Polls on pages: typed and checked by an organizer, answered by a link, decided by a button."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask, url_for
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from scheduler import links
from scheduler.actions import polling, scheduling
from scheduler.actions.polling import Offer, Proposal
from scheduler.db import db, transaction
from scheduler.models import Event, Person, Poll, PollAnswer, PollVoter, Programme, Role
from scheduler.queries import outbox
from tests.counting import statements
from tests.web.filling import fields, fill_in, send
from tests.web.posting import post, said, sign_in
from tests.world import NOW, VISIT, World, mails

pytestmark = pytest.mark.usefixtures("stopped_clock")
LIST = "/en/manage/programmes/sofia-seoul/polls"
NEW = f"{LIST}/new"
TYPED = {
    "title__bg": "Среща за отпадъците",
    "title__en": "Meeting on waste",
    "offers-0-date": "2.3.2027",
    "offers-0-time": "10",
    "offers-1-date": "2027-03-03",
    "offers-1-time": "9.30",
    "minutes": "90",
    "deadline_date": "1.12.2026",
    "deadline_time": "17:00",
}


@pytest.fixture
def elena(client: FlaskClient, world: World) -> FlaskClient:
    """Return Elena's browser, signed in."""
    return sign_in(client, world.elena)


@pytest.fixture
def poll(world: World) -> Poll:
    """Return a poll of two times, asked of Petar, Minseo and Jiho."""
    return opened(world)


def opened(world: World, event: Event | None = None, **changes: Any) -> Poll:
    asked = Proposal(
        title={"bg": "Среща за отпадъците", "en": "Meeting on waste"},
        zone="Europe/Sofia",
        minutes=90,
        offers=(Offer(datetime(2027, 3, 2, 10, 0)), Offer(datetime(2027, 3, 3, 9, 30))),
        deadline=datetime(2026, 12, 1, 17, 0),
        deadline_zone="Europe/Sofia",
        people=(world.petar.id, world.minseo.id, world.jiho.id),
        cities=("sofia", "seoul"),
    )
    with transaction():
        return polling.open_poll(
            world.programme, replace(asked, **changes), by=world.elena, now=NOW, event=event
        )


def link(poll: Poll, person: Person, language: str = "en") -> str:
    """Return the path of the page on which that person answers."""
    voter = next(one for one in poll.voters if one.person_id == person.id)
    return f"/{language}/polls/{voter.ref}/{polling.answer_token(voter)}"


def page_of(poll: Poll) -> str:
    return f"/en/manage/polls/{poll.ref}"


def choice(poll: Poll, number: int = 0) -> str:
    return f"{page_of(poll)}/times/{poll.slots[number].id}/choice"


def answers(client: FlaskClient, path: str, *marks: str, **more: str) -> TestResponse:
    """Mark the times in their order, "" for none, and press the button."""
    form = fields(client.get(path))
    shown = form.getlist("shown")
    marked = {f"slot-{slot}": mark or None for slot, mark in zip(shown, marks, strict=True)}
    return send(client, path, form, **(marked | more))


def stored(poll: Poll) -> list[list[str]]:
    """Return what each of those asked has answered."""
    db.session.rollback()
    return [[given.answer for given in voter.answers] for voter in poll.voters]


def typed(client: FlaskClient, path: str = NEW, **changes: Any) -> TestResponse:
    return fill_in(client, path, **(TYPED | changes))


def sent(client: FlaskClient, checked: TestResponse) -> TestResponse:
    """Press the last button of the page that shows everything once more."""
    return send(client, NEW, fields(checked), send="1")


# --- asking -----------------------------------------------------------------------------------


def test_where_there_is_no_poll_the_page_says_what_one_is_for(elena: FlaskClient) -> None:
    text = said(elena.get(LIST))
    assert "No poll yet. Where no hour is certain" in text
    assert f'href="{LIST}"' in elena.get("/en/manage/programmes/sofia-seoul").text


def test_a_new_poll_starts_from_ones_own_clock_and_the_participants(
    elena: FlaskClient, world: World
) -> None:
    page = elena.get(NEW)
    form = fields(page)
    assert (form["anchor"], form["deadline_city"], form["minutes"]) == ("sofia", "sofia", "60")
    assert form.getlist("people") == [str(world.petar.id), str(world.minseo.id)]
    assert form.getlist("cities") == ["sofia", "seoul"]
    text = said(page)
    assert "Left out: The third city is to be announced." in text
    assert "Elena Dimitrova (organizer)" in text
    assert "Mallory" not in text


def test_the_address_brings_times_a_clock_a_length_and_cities(
    elena: FlaskClient, world: World
) -> None:
    page = elena.get(
        f"{NEW}?slot=2027-03-02T10:00&slot=2027-03-03T17:30&anchor=seoul&minutes=45&city=seoul"
    )
    form = fields(page)
    rows = [(form[f"offers-{n}-date"], form[f"offers-{n}-time"]) for n in range(3)]
    assert rows == [("2.3.2027", "10:00"), ("3.3.2027", "17:30"), ("", "")]
    assert (form["anchor"], form["minutes"]) == ("seoul", "45")
    assert (form.getlist("cities"), form.getlist("people")) == (["seoul"], [str(world.minseo.id)])
    assert "10:00–10:45 Seoul (UTC+9)" in said(page)


@pytest.mark.parametrize(
    "query",
    [
        "slot=yesterday&slot=2027-13-41T10:00&slot=2027-03-02T10:00%2B02:00&slot=0001-01-01T10:00",
        "anchor=paris&minutes=-5&city=paris&city=third-city",
        "minutes=99999999999999999999&slot=%00",
        "&".join("slot=2027-03-02T10:00" for _ in range(300)),
        "event=",
    ],
)
def test_an_address_that_says_nonsense_brings_a_form_all_the_same(
    elena: FlaskClient, query: str
) -> None:
    page = elena.get(f"{NEW}?{query}")
    assert page.status_code == 200
    assert fields(page)["anchor"] == "sofia"


def test_everything_is_shown_once_more_before_anybody_is_asked(
    elena: FlaskClient, world: World
) -> None:
    page = typed(elena)
    text = said(page)
    assert page.status_code == 200
    for words in (
        "Check before sending Meeting on waste",
        "A new event is made: thematic discussion.",
        "Tue, 2 March 2027 10:00–11:30 Sofia (UTC+2) same day 17:00–18:30 Seoul (UTC+9)",
        "Wed, 3 March 2027 09:30–11:00 Sofia (UTC+2)",
        "Tue, 1 December 2026 17:00 Sofia (UTC+2)",
        "Asked: Sofia Petar Ivanov Asked: Seoul Minseo Park",
        "Send the question to 2 people",
    ):
        assert words in text
    assert (db.session.query(Poll).count(), mails()) == (0, [])


def test_sending_asks_and_leads_to_the_page_of_the_poll(elena: FlaskClient, world: World) -> None:
    answer = sent(elena, typed(elena))
    poll = db.session.query(Poll).one()
    assert (answer.status_code, answer.location) == (303, page_of(poll))
    text = said(elena.get(answer.location))
    assert "The question to 2 people is on its way." in text
    assert "0 of 2 have answered" in text
    assert [mail.recipient for mail in mails("poll_invitation")] == [
        world.petar.email,
        world.minseo.email,
    ]
    assert (poll.kind, poll.visibility, poll.minutes) == ("thematic_discussion", "programme", 90)


def test_from_the_check_one_comes_back_to_what_was_typed(elena: FlaskClient) -> None:
    back = send(elena, NEW, fields(typed(elena)), back="1")
    form = fields(back)
    assert back.status_code == 200
    typed_in = {key.replace("__", "-"): value for key, value in TYPED.items()}
    assert {name: form[name] for name in typed_in} == typed_in


def test_one_more_row_keeps_everything(elena: FlaskClient) -> None:
    page = typed(elena, more="1")
    form = fields(page)
    assert (form["offers-3-date"], form["offers-0-date"]) == ("", "2.3.2027")
    assert "offers-3-date" not in fields(elena.get(NEW))


def test_a_city_is_ticked_as_a_whole(elena: FlaskClient, world: World) -> None:
    everybody = fields(typed(elena, all="seoul")).getlist("people")
    assert everybody == [str(p.id) for p in (world.petar, world.jiho, world.minseo)]
    assert fields(typed(elena, none="sofia")).getlist("people") == [str(world.minseo.id)]
    assert fields(typed(elena, all="paris")).getlist("people") == [
        str(world.petar.id),
        str(world.minseo.id),
    ]


def test_the_times_are_echoed_in_every_city_while_they_are_typed(elena: FlaskClient) -> None:
    query = {
        "anchor": "sofia",
        "minutes": "60",
        "cities": ["sofia", "seoul"],
        "offers-0-date": "2.3.2027",
        "offers-0-time": "16",
        "offers-1-date": "",
        "offers-2-date": "3.3.2027",
        "offers-2-time": "25",
    }
    answer = elena.get(f"{LIST}/times", query_string=query)
    assert answer.status_code == 200
    for words in ("Time 1", "16:00–17:00", "23:00–00:00", "Seoul: 23:00–00:00, night", "Time 3"):
        assert words in answer.text
    assert "This is not a time." in answer.text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"offers-0-date": "", "offers-0-time": "", "offers-1-date": "", "offers-1-time": ""},
         "Time 1, Date: offer at least one time."),
        ({"offers-1-date": "2.3.2027", "offers-1-time": "10:00"},
         "Time 2, Start time: this time is offered twice."),
        ({"offers-1-date": "1.11.2026"}, "Time 2, Start time: this time is over already."),
        ({"offers-1-date": "31.2.2027"}, "Time 2, Date: this is not a date."),
        ({"offers-1-date": ""}, "Time 2, Date: fill in this field."),
        ({"offers-1-time": "x"}, "Time 2, Start time: this is not a time."),
        ({"offers-1-date": "1.1.1850"}, "Time 2, Date: the date must lie between 1990 and 2099."),
        ({"offers-1-date": "28.3.2027", "offers-1-time": "3:30"},
         "Time 2, Start time: this time does not exist"),
        ({"minutes": ""}, "Length in minutes: fill in this field."),
        ({"minutes": "0"}, "Length in minutes: enter a number from 5 to 720."),
        ({"minutes": "-60"}, "Length in minutes: enter a number from 5 to 720."),
        ({"minutes": "٦٠"}, "Length in minutes: enter a number from 5 to 720."),
        ({"minutes": "9" * 400}, "Length in minutes: enter a number from 5 to 720."),
        ({"deadline_date": "2.3.2027", "deadline_time": "10:00"},
         "Answers until, time: the deadline must be before the first of the times offered."),
        ({"deadline_date": "1.11.2026"}, "Answers until, time: the deadline must lie ahead."),
        ({"deadline_date": "soon"}, "Answers until, date: this is not a date."),
        ({"deadline_time": ""}, "Answers until, time: fill in this field."),
        ({"deadline_city": "paris"}, "“paris” is not part of this programme."),
        ({"anchor": "third-city"}, "“third-city” is not part of this programme."),
        ({"cities": None}, "Cities that take part: fill in this field."),
        ({"cities": ["sofia", "paris"]}, "“paris” is not part of this programme."),
        ({"people": None}, "Who is asked: choose at least one person."),
        ({"people": ["999999"]}, "Somebody whom you have chosen is no longer in this programme."),
        ({"people": ["1; DROP TABLE"]}, "is no longer in this programme."),
        ({"people": ["9" * 30]}, "is no longer in this programme."),
        ({"kind": "city_visit"}, "Kind: this value is not valid."),
        ({"visibility": "x"}, "Who may see the event: this value is not valid."),
        ({"title__en": ""}, "Title (English): fill in this field."),
        ({"title__en": "a\x00b"}, "Title (English): this text holds invisible control characters."),
        ({"description__bg": "x" * 10_001}, "Description (Bulgarian): this text is too long"),
        ({"online_url": "meet"}, "Link for joining: enter a full web address"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_at_its_field_and_nothing_typed_is_lost(
    elena: FlaskClient, changes: dict[str, Any], message: str
) -> None:
    for answer in (typed(elena, **changes), typed(elena, **changes, send="1")):
        assert answer.status_code == 422
        assert message.casefold() in said(answer).casefold()
        assert fields(answer)["title-bg"] == "Среща за отпадъците"
        assert "<title>Error:" in answer.text
    assert (db.session.query(Poll).count(), mails()) == (0, [])


def test_two_hundred_times_are_refused_and_the_server_stays_quick(elena: FlaskClient) -> None:
    first = datetime(2027, 3, 2, 8, 0)
    many = {}
    for n in range(200):
        wall = first + timedelta(hours=n)
        many |= {f"offers-{n}-date": f"{wall:%Y-%m-%d}", f"offers-{n}-time": f"{wall:%H:%M}"}
    answer = typed(elena, **many)
    assert answer.status_code == 422
    assert "offer at most 40 times" in said(answer)


@pytest.mark.parametrize("number", ["²", "٣", "x", "-1", "9" * 5000])
def test_rows_that_no_page_has_are_left_out(elena: FlaskClient, number: str) -> None:
    odd = {f"offers-{number}-date": "4.3.2027", f"offers-{number}-time": "10:00"}
    checked = typed(elena, **odd)
    assert checked.status_code == 200
    assert "4 March" not in checked.text
    assert elena.get(f"{LIST}/times", query_string=TYPED | odd).status_code == 200


def test_an_hour_that_the_clocks_skip_offers_its_neighbours(elena: FlaskClient) -> None:
    night = {"offers-1-date": "28.3.2027", "offers-1-time": "3:30"}
    page = typed(elena, **night, preview="1")
    assert 'value="1=2027-03-28T04:30:00"' in page.text
    taken = fields(typed(elena, **night, take="1=2027-03-28T04:30:00"))
    assert (taken["offers-1-date"], taken["offers-1-time"]) == ("28.3.2027", "04:30")


@pytest.mark.parametrize(
    "take", ["", "x", "1", "99=2027-03-28T04:30", "-1=2027-03-28T04:30", "1=0001-01-01T00:00"]
)
def test_an_offer_that_was_never_made_takes_nothing(elena: FlaskClient, take: str) -> None:
    form = fields(typed(elena, take=take))
    assert (form["offers-1-date"], form["offers-1-time"]) == ("2027-03-03", "9.30")


def test_an_hour_that_comes_twice_asks_which(elena: FlaskClient) -> None:
    night = {"offers-1-date": "31.10.2027", "offers-1-time": "3:30"}
    refused = typed(elena, **night)
    text = said(refused)
    assert refused.status_code == 422
    assert "the first time (UTC+3) the second time (UTC+2)" in text
    checked = typed(elena, **night, **{"offers-1-fold": "1"})
    assert "03:30–05:00 Sofia (UTC+2)" in said(checked)
    sent(elena, checked)
    assert [slot.fold for slot in db.session.query(Poll).one().slots] == [0, 1]


def test_a_page_that_was_open_for_too_long_asks_nobody(elena: FlaskClient) -> None:
    answer = typed(elena, csrf_token="old", send="1")
    assert answer.status_code == 422
    assert "This page was open for too long." in said(answer)
    assert fields(answer)["title-en"] == "Meeting on waste"
    assert mails() == []


def test_the_form_speaks_bulgarian(elena: FlaskClient) -> None:
    path = NEW.replace("/en/", "/bg/")
    page = fill_in(elena, path, **TYPED)
    text = said(page).replace("\u00a0", " ")
    assert "Проверка преди изпращане Среща за отпадъците" in text
    assert "вт, 2 март 2027 г. 10:00–11:30 ч. София (UTC+2)" in text
    assert "Изпращане до 2 души" in text


def test_somebody_without_a_city_is_left_out_by_name(elena: FlaskClient, world: World) -> None:
    with transaction():
        world.mallory.roles = [Role(programme_id=world.programme.id, kind="organizer")]
    page = elena.get(NEW)
    assert "no city is known for them: Mallory Stranger." in said(page)
    answer = typed(elena, people=[str(world.mallory.id)])
    assert answer.status_code == 422
    assert "Mallory Stranger belongs to no city" in said(answer)


# --- moving an event --------------------------------------------------------------------------


def test_a_poll_that_moves_an_event_starts_from_it(elena: FlaskClient, world: World) -> None:
    event = world.published()
    path = f"{NEW}?event={event.slug}"
    page = elena.get(path)
    form = fields(page)
    assert (form["title-en"], form["minutes"], "kind" in form) == ("District heating", "90", False)
    assert "The event that is to be moved District heating" in said(page)
    times = {key: value for key, value in TYPED.items() if not key.startswith("title")}
    checked = fill_in(elena, path, **times)
    assert "It moves this event: District heating" in said(checked)
    answer = send(elena, path, fields(checked), send="1")
    assert answer.status_code == 303
    poll = db.session.query(Poll).one()
    assert (poll.event_id, poll.kind) == (event.id, "live_session")
    manage = elena.get(f"/en/manage/events/{event.slug}")
    assert "Availability polls about this event District heating" in said(manage)


def test_what_a_poll_cannot_move(elena: FlaskClient, world: World) -> None:
    visit, cancelled = world.published(VISIT), world.published()
    with transaction():
        scheduling.cancel(cancelled, by=world.elena, now=NOW)
        db.session.add(Programme(slug="other", name={"en": "Other"}, languages=["en"]))
    statuses = [
        elena.get(f"{NEW}?event={slug}").status_code
        for slug in (visit.slug, cancelled.slug, "nothing", "%00")
    ]
    assert statuses == [422, 409, 404, 404]


# --- answering --------------------------------------------------------------------------------


def test_the_address_is_that_of_the_letter(app: Flask, world: World, poll: Poll) -> None:
    voter = poll.voters[0]
    token = polling.answer_token(voter)
    with app.test_request_context(base_url="http://scheduler.example"):
        here = url_for("web.answer_poll", ref=voter.ref, token=token, lang="bg", _external=True)
    assert here == links.poll("bg", voter.ref, token)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Tue, 2 March 2027 10:00–11:30 Sofia (UTC+2) same day 17:00–18:30 Seoul (UTC+9)"),
        ("bg", "вт, 2 март 2027 г. 10:00–11:30 ч. София (UTC+2) същия ден 17:00–18:30 ч. Сеул"),
    ],
)
def test_opening_the_link_shows_the_times_and_answers_nothing(
    client: FlaskClient, world: World, poll: Poll, language: str, words: str
) -> None:
    page = client.get(link(poll, world.petar, language))
    assert page.status_code == 200
    assert words in said(page).replace("\u00a0", " ")
    assert 'name="robots" content="noindex"' in page.text
    assert stored(poll) == [[], [], []]


def test_ones_own_city_is_there_where_it_does_not_take_part(
    client: FlaskClient, world: World
) -> None:
    poll = opened(world, cities=("sofia",))
    assert "17:00–18:30 Seoul" in said(client.get(link(poll, world.minseo)))
    assert "Seoul" not in said(client.get(link(poll, world.petar)))


def test_an_answer_is_noted_shown_and_can_be_changed(
    client: FlaskClient, world: World, poll: Poll
) -> None:
    path = link(poll, world.petar)
    answer = answers(client, path, "yes", "maybe", comment="Wednesday\r\nuntil 11.")
    assert (answer.status_code, answer.location) == (303, path)
    page = client.get(path)
    text = said(page)
    assert "Thank you, your answer is noted." in text
    assert "Your answer Date and time in each city" in text
    assert text.index("yes Date and time in each city") < text.index("if need be Comment")
    assert ">Wednesday\nuntil 11.<" in page.text
    assert 'type="radio"' not in page.text
    answers(client, f"{path}?change=1", "no", "yes", comment="")
    assert stored(poll)[0] == ["no", "yes"]
    assert db.session.get(PollVoter, poll.voters[0].id).comment == ""


def test_a_time_left_unmarked_counts_as_no(client: FlaskClient, world: World, poll: Poll) -> None:
    answers(client, link(poll, world.petar), "", "yes")
    assert stored(poll)[0] == ["no", "yes"]


def test_nothing_marked_at_all_is_asked_again(
    client: FlaskClient, world: World, poll: Poll
) -> None:
    answer = answers(client, link(poll, world.petar), "", "", comment="Hm")
    assert answer.status_code == 422
    assert "Mark at least one time, or say that none of them suits you." in said(answer)
    assert fields(answer)["comment"] == "Hm"
    assert stored(poll)[0] == []


def test_none_of_them_is_an_answer(client: FlaskClient, world: World, poll: Poll) -> None:
    assert answers(client, link(poll, world.petar), "", "", none="1").status_code == 303
    assert stored(poll)[0] == ["no", "no"]


@pytest.mark.parametrize("mark", ["YES", "x" * 10_000, "\x00", "1"])
def test_another_word_is_refused(client: FlaskClient, world: World, poll: Poll, mark: str) -> None:
    assert answers(client, link(poll, world.petar), mark, "yes").status_code == 422
    assert stored(poll)[0] == []


def test_a_comment_that_is_too_long_stays_in_its_field(
    client: FlaskClient, world: World, poll: Poll
) -> None:
    answer = answers(client, link(poll, world.petar), "yes", "no", comment="x" * 501)
    assert answer.status_code == 422
    assert "Comment: this text is too long: at most 500 characters, now 501." in said(answer)
    form = fields(answer)
    assert (form["comment"], form[f"slot-{poll.slots[0].id}"]) == ("x" * 501, "yes")


@pytest.mark.parametrize("shown", [[], ["999999"], ["x"], ["9" * 50], ["1", "2", "3"]])
def test_times_that_are_not_offered_are_not_answered(
    client: FlaskClient, world: World, poll: Poll, shown: list[str]
) -> None:
    path = link(poll, world.petar)
    form = MultiDict(fields(client.get(path)))
    form.setlist("shown", shown)
    for slot in shown:
        form[f"slot-{slot}"] = "yes"
    answer = client.post(path, data=form)
    assert answer.status_code in {409, 422}
    assert stored(poll)[0] == []


def test_times_that_changed_meanwhile_are_looked_at_again(
    client: FlaskClient, world: World, poll: Poll
) -> None:
    path = link(poll, world.petar)
    form = fields(client.get(path))
    first, second = (slot.id for slot in poll.slots)
    changed = replace(
        polling.proposal_of(poll),
        offers=(Offer(datetime(2027, 3, 2, 10, 0)), Offer(datetime(2027, 3, 5, 9, 0))),
    )
    with transaction():
        polling.change(poll, changed, version=1, by=world.elena, now=NOW)
    answer = send(client, path, form, **{f"slot-{first}": "yes", f"slot-{second}": "yes"})
    assert answer.status_code == 409
    assert "Other times are offered by now." in said(answer)
    assert "Fri, 5 March 2027" in said(answer)
    assert fields(answer)[f"slot-{first}"] == "yes"
    assert stored(poll)[0] == []


def test_after_the_deadline_it_is_said_kindly(
    client: FlaskClient, world: World, poll: Poll, stopped_clock: time_machine.Traveller
) -> None:
    path = link(poll, world.petar)
    answers(client, path, "yes", "no")
    form = fields(client.get(f"{path}?change=1"))
    stopped_clock.move_to(poll.deadline_utc)
    late = send(client, path, form, **{f"slot-{poll.slots[1].id}": "yes"})
    assert late.status_code == 409
    assert "What you have just marked was not saved." in said(late)
    page = client.get(f"{path}?change=1")
    assert "This poll takes no more answers. The organizers will choose a time." in said(page)
    assert "Your answer" in said(page)
    assert stored(poll)[0] == ["yes", "no"]


def test_once_it_is_decided_the_link_shows_the_time(
    client: FlaskClient, world: World, poll: Poll
) -> None:
    path = link(poll, world.petar)
    form = fields(client.get(path))
    with transaction():
        polling.choose(poll, poll.slots[1], version=1, by=world.elena, now=NOW)
    late = send(client, path, form, **{f"slot-{poll.slots[0].id}": "yes"})
    assert late.status_code == 409
    for page in (late, client.get(path)):
        assert "The time is chosen Date and time in each city" in said(page)
        assert "Wed, 3 March 2027 09:30–11:00 Sofia" in said(page)
    assert db.session.query(PollAnswer).count() == 0


def test_a_cancelled_poll_says_so(client: FlaskClient, world: World, poll: Poll) -> None:
    with transaction():
        polling.cancel(poll, by=world.elena, now=NOW)
    page = client.get(link(poll, world.petar))
    assert "This poll was cancelled. You need not answer." in said(page)
    assert 'type="radio"' not in page.text


def test_forged_unknown_revoked_and_withdrawn_links(
    client: FlaskClient, world: World, poll: Poll
) -> None:
    mine, theirs = link(poll, world.petar), link(poll, world.jiho)
    ref, token = mine.split("/")[3:]
    people = (world.petar.id, world.minseo.id)
    with transaction():
        poll.voters[0].generation += 1
        changed = replace(polling.proposal_of(poll), people=people)
        polling.change(poll, changed, version=1, by=world.elena, now=NOW)
    found = [
        (path, client.get(path), post(client, path))
        for path in (
            mine,
            theirs,
            f"/en/polls/{ref}/{'x' * 32}",
            f"/en/polls/{uuid.uuid4()}/{token}",
            f"/en/polls/{theirs.split('/')[3]}/{token}",
        )
    ]
    assert [(get.status_code, sent.status_code) for _, get, sent in found] == [
        (410, 410),
        (410, 410),
        (404, 404),
        (404, 404),
        (404, 404),
    ]
    assert "You are no longer asked in this poll" in said(found[1][1])
    assert client.get(f"/en/polls/nobody/{token}").status_code == 404


def test_a_missing_token_answers_nothing(client: FlaskClient, world: World, poll: Poll) -> None:
    path = link(poll, world.petar)
    slots = {"shown": [slot.id for slot in poll.slots], f"slot-{poll.slots[0].id}": "yes"}
    answer = client.post(path, data=slots)
    assert answer.status_code == 422
    assert "This page was open for too long." in said(answer)
    assert stored(poll)[0] == []


def test_others_see_nothing_unless_the_organizer_wishes(client: FlaskClient, world: World) -> None:
    hidden, open_ = opened(world), opened(world, shows_answers=True)
    for poll in (hidden, open_):
        answers(client, link(poll, world.minseo), "yes", "no", comment="From Seoul")
    secret, shown = (said(client.get(link(poll, world.petar))) for poll in (hidden, open_))
    assert "Only the organizers see who answered what." in secret
    assert "Minseo" not in secret
    assert "From Seoul" not in secret
    assert "Everybody who is asked sees the names and answers of the others." in shown
    assert "Minseo Park Seoul yes no" in shown
    assert "Minseo Park From Seoul" in shown


# --- deciding ---------------------------------------------------------------------------------


def test_the_best_time_comes_first_with_everybodys_answers(
    elena: FlaskClient, app: Flask, world: World, poll: Poll
) -> None:
    visitor = app.test_client()
    answers(visitor, link(poll, world.petar), "no", "yes")
    answers(visitor, link(poll, world.minseo), "maybe", "yes", comment="Gladly")
    text = said(elena.get(page_of(poll)))
    best, _, rest = text.partition("Choose Wed, 3 March, 09:30 Sofia / 16:30 Seoul")
    for words in (
        "best so far",
        "yes 2",
        "if need be 0",
        "no 0",
        "Sofia: 1 of 1 can",
        "Seoul: 1 of 2",
    ):
        assert words in best
    assert "Choose Tue, 2 March, 10:00 Sofia / 17:00 Seoul" in rest
    assert "1 person has not answered Jiho Kim, Seoul Remind 1 person" in rest
    assert "Petar Ivanov Sofia no yes Minseo Park Seoul if need be yes" in rest
    assert "Minseo Park Gladly" in rest


def test_the_button_reminds_those_who_have_not_answered_once(
    elena: FlaskClient, app: Flask, world: World, poll: Poll
) -> None:
    answers(app.test_client(), link(poll, world.petar), "yes", "no")
    answer = post(elena, f"{page_of(poll)}/reminder")
    assert answer.status_code == 303
    text = said(elena.get(answer.location))
    assert "The reminders to 2 people are on their way." in text
    assert "All of them were reminded within the last day." in text
    assert [mail.recipient for mail in mails("poll_reminder")] == [
        world.minseo.email,
        world.jiho.email,
    ]
    again = post(elena, f"{page_of(poll)}/reminder")
    assert again.status_code == 409
    assert "There is nobody to remind" in said(again)


def test_choosing_says_first_what_it_does(
    elena: FlaskClient, app: Flask, world: World, poll: Poll
) -> None:
    answers(app.test_client(), link(poll, world.minseo), "no", "yes")
    text = said(elena.get(choice(poll)))
    for words in (
        "Choose this time?",
        "Cannot come: Minseo Park.",
        "An event is made and published: event “Meeting on waste”.",
        "2 people get an invitation.",
        "A short letter goes to whoever was asked and is not invited: Jiho Kim.",
        "Choose 10:00 Sofia / 17:00 Seoul and tell 3 people",
    ):
        assert words in text
    assert db.session.query(Event).count() == 0


def test_choosing_makes_the_event_and_a_second_press_shows_it(
    elena: FlaskClient, world: World, poll: Poll
) -> None:
    form = fields(elena.get(choice(poll)))
    answer = elena.post(choice(poll), data=form)
    event = db.session.query(Event).one()
    assert (answer.status_code, answer.location) == (303, f"/en/manage/events/{event.slug}")
    assert "The time is chosen. 3 messages are on their way." in said(elena.get(answer.location))
    for again in (elena.post(choice(poll), data=form), elena.get(choice(poll, 1))):
        assert again.status_code == 409
        assert "This poll is decided or cancelled" in said(again)
        assert "Decided Meeting on waste" in said(again)
    assert db.session.query(Event).count() == 1
    assert "Choose" not in said(elena.get(page_of(poll)))


def test_choosing_moves_an_event_and_says_how_many_hear_of_it(
    elena: FlaskClient, world: World
) -> None:
    event = world.published(invite=True)
    poll = opened(world, event)
    page = elena.get(choice(poll))
    text = said(page)
    assert "This event is moved to this time: District heating." in text
    assert "Until now: Wed, 10 March 2027, 10:00–11:30 Sofia" in text
    assert "2 people who are invited are told of the new time." in text
    assert elena.post(choice(poll), data=fields(page)).status_code == 303
    db.session.rollback()
    assert event.start_wall == datetime(2027, 3, 2, 10, 0)


def test_whoever_decides_on_an_older_page_looks_again(elena: FlaskClient, world: World) -> None:
    event = world.published()
    poll = opened(world, event)
    form = fields(elena.get(choice(poll)))
    with transaction():
        scheduling.move(
            event, datetime(2027, 3, 11, 10, 0), version=event.version, by=world.jiho, now=NOW
        )
    answer = elena.post(choice(poll), data=form)
    assert answer.status_code == 409
    assert "Somebody else has changed something meanwhile." in said(answer)
    assert "Until now: Thu, 11 March 2027" in said(answer)
    assert elena.post(choice(poll), data=fields(answer)).status_code == 303


def test_an_event_that_was_cancelled_is_not_moved(elena: FlaskClient, world: World) -> None:
    event = world.published()
    poll = opened(world, event)
    form = fields(elena.get(choice(poll)))
    with transaction():
        scheduling.cancel(event, by=world.elena, now=NOW)
    assert elena.post(choice(poll), data=form | {"event_version": "2"}).status_code == 409
    text = said(elena.get(page_of(poll)))
    assert "This event is cancelled and can no longer be moved." in text
    assert "Choose Tue" not in text


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40])
def test_a_version_that_none_is_decides_nothing(
    elena: FlaskClient, world: World, poll: Poll, version: str
) -> None:
    assert post(elena, choice(poll), version=version).status_code == 409
    assert db.session.query(Event).count() == 0


def test_a_time_that_is_over_is_not_chosen(
    elena: FlaskClient, world: World, poll: Poll, stopped_clock: time_machine.Traveller
) -> None:
    stopped_clock.move_to(poll.slots[0].start_utc)
    sign_in(elena, world.elena)
    form = fields(elena.get(page_of(poll))) | {"version": "1"}
    assert "This time is over already." in said(elena.get(choice(poll)))
    assert elena.post(choice(poll), data=form).status_code == 422
    assert db.session.query(Event).count() == 0


def test_unknown_times_and_polls_are_not_found(elena: FlaskClient, poll: Poll) -> None:
    paths = [
        f"{page_of(poll)}/times/999999/choice",
        f"{page_of(poll)}/times/99999999999999999999/choice",
        f"/en/manage/polls/{uuid.uuid4()}",
        f"/en/manage/polls/{uuid.uuid4()}/edit",
    ]
    assert [elena.get(path).status_code for path in paths] == [404] * 4


# --- changing, closing, cancelling --------------------------------------------------------------


def test_a_change_is_saved_and_told(elena: FlaskClient, world: World, poll: Poll) -> None:
    path = f"{page_of(poll)}/edit"
    answer = fill_in(elena, path, **{"offers-2-date": "4.3.2027", "offers-2-time": "9"})
    assert (answer.status_code, answer.location) == (303, page_of(poll))
    assert "Saved. 3 messages are on their way." in said(elena.get(answer.location))
    db.session.rollback()
    assert len(poll.slots) == 3


def test_a_poll_saved_as_it_is_tells_nobody(elena: FlaskClient, poll: Poll) -> None:
    before = len(mails())
    assert fill_in(elena, f"{page_of(poll)}/edit").status_code == 303
    assert (len(mails()), poll.version) == (before, 1)


def test_two_who_change_at_once_lose_nothing(elena: FlaskClient, world: World, poll: Poll) -> None:
    path = f"{page_of(poll)}/edit"
    form = fields(elena.get(path))
    changed = replace(polling.proposal_of(poll), minutes=60)
    with transaction():
        polling.change(poll, changed, version=1, by=world.jiho, now=NOW)
    answer = send(elena, path, form, minutes="45")
    assert answer.status_code == 409
    assert "Somebody else has changed this poll meanwhile." in said(answer)
    assert fields(answer)["minutes"] == "45"
    assert send(elena, path, fields(answer)).status_code == 303
    db.session.rollback()
    assert poll.minutes == 45


def test_what_cannot_be_changed_is_refused_at_its_field(elena: FlaskClient, poll: Poll) -> None:
    answer = fill_in(elena, f"{page_of(poll)}/edit", **{"offers-1-date": "1.1.2020"})
    assert answer.status_code == 422
    assert "Time 2, Start time: this time is over already." in said(answer)
    more = fill_in(elena, f"{page_of(poll)}/edit", more="1")
    assert (more.status_code, "offers-3-date" in fields(more)) == (200, True)


def test_closing_and_a_later_deadline(elena: FlaskClient, world: World, poll: Poll) -> None:
    assert post(elena, f"{page_of(poll)}/end").status_code == 303
    assert "Choose a time, or give a later deadline to open it again." in said(
        elena.get(page_of(poll))
    )
    assert post(elena, f"{page_of(poll)}/end").status_code == 409
    assert "Saving opens the poll again." in said(elena.get(f"{page_of(poll)}/edit"))
    fill_in(elena, f"{page_of(poll)}/edit", deadline_date="5.12.2026")
    assert "takes answers" in said(elena.get(page_of(poll)))


def test_a_deadline_that_has_passed_is_said(
    elena: FlaskClient, poll: Poll, stopped_clock: time_machine.Traveller
) -> None:
    stopped_clock.move_to(poll.deadline_utc)
    page = elena.get(page_of(poll))
    assert "The deadline has passed: no more answers are taken." in said(page)
    assert "Remind" not in said(page)
    assert "the deadline has passed" in said(elena.get(LIST))
    assert elena.get(choice(poll)).status_code == 200


def test_cancelling_asks_first(elena: FlaskClient, poll: Poll) -> None:
    path = f"{page_of(poll)}/cancellation"
    assert "3 people were asked" in said(elena.get(path))
    assert post(elena, path).status_code == 303
    assert "This poll was cancelled." in said(elena.get(page_of(poll)))
    statuses = [
        elena.get(f"{page_of(poll)}/edit").status_code,
        post(elena, path).status_code,
        post(elena, f"{page_of(poll)}/reminder").status_code,
        post(elena, choice(poll), version="2").status_code,
    ]
    assert statuses == [409] * 4


# --- who, and what stands elsewhere -------------------------------------------------------------


@pytest.mark.parametrize("who", ["petar", "mallory"])
def test_who_organizes_nothing_sees_no_poll(
    client: FlaskClient, world: World, poll: Poll, who: str
) -> None:
    sign_in(client, getattr(world, who))
    paths = [LIST, NEW, page_of(poll), f"{page_of(poll)}/edit", choice(poll)]
    assert [client.get(path).status_code for path in paths] == [403] * 5
    assert post(client, choice(poll), version="1").status_code == 403


def test_whoever_is_not_signed_in_is_led_to_the_door(client: FlaskClient, poll: Poll) -> None:
    answer = client.get(page_of(poll))
    assert (answer.status_code, "/sign-in" in answer.location) == (302, True)


def test_organizers_of_elsewhere_find_no_poll(
    client: FlaskClient, world: World, poll: Poll
) -> None:
    with transaction():
        other = Programme(slug="other", name={"en": "Other"}, languages=["en"])
        db.session.add(other)
        db.session.flush()
        world.mallory.roles = [Role(programme_id=other.id, kind="organizer")]
    sign_in(client, world.mallory)
    paths = [page_of(poll), f"{page_of(poll)}/edit", choice(poll), f"{page_of(poll)}/cancellation"]
    assert [client.get(path).status_code for path in paths] == [404] * 4
    assert [client.get(path).status_code for path in (LIST, NEW)] == [403] * 2


def test_an_organizer_of_a_city_that_is_not_asked_sees_no_buttons(
    client: FlaskClient, world: World
) -> None:
    poll = opened(world, cities=("sofia",))
    sign_in(client, world.jiho)
    page = client.get(page_of(poll))
    assert page.status_code == 200
    assert "Change the poll" not in said(page)
    assert "Choose" not in said(page)
    assert client.get(choice(poll)).status_code == 403


def test_the_letters_stand_in_the_outbox_with_their_links_masked(
    elena: FlaskClient, world: World, poll: Poll
) -> None:
    listed = said(elena.get("/en/manage/outbox"))
    assert "petar@sofia.example Допитване за удобен час: Среща за отпадъците" in listed
    mail = mails("poll_invitation")[0]
    page = elena.get(f"/en/manage/outbox/{mail.id}")
    assert "Availability poll Meeting on waste" in said(page)
    assert f"/polls/{poll.voters[0].ref}/{outbox.MASK}" in page.text
    assert polling.answer_token(poll.voters[0]) not in page.text
    assert (
        polling.answer_token(poll.voters[0])
        not in elena.get(f"/en/manage/outbox/{mail.id}/page").text
    )


def test_history_tells_of_polls_in_words(
    elena: FlaskClient, app: Flask, world: World, poll: Poll
) -> None:
    answers(app.test_client(), link(poll, world.petar), "yes", "maybe", comment="Secret")
    post(elena, f"{page_of(poll)}/reminder")
    elena.post(choice(poll), data=fields(elena.get(choice(poll))))
    text = said(elena.get("/en/manage/history"))
    for words in (
        "Elena Dimitrova opened an availability poll: Meeting on waste",
        "3 people asked",
        "Petar Ivanov answered an availability poll: Meeting on waste",
        "yes: 1 if need be: 1",
        "reminded of an availability poll: Meeting on waste",
        "2 people told",
        "chose a time by an availability poll: Meeting on waste",
        "Tue, 2 March 2027, 10:00",
    ):
        assert words in text
    assert "Secret" not in text


def test_more_polls_and_people_ask_no_more_of_the_database(
    elena: FlaskClient, world: World
) -> None:
    def asked(path: str) -> int:
        elena.get(path)
        with statements() as found:
            assert elena.get(path).status_code == 200
        return len(found)

    opened(world, event=world.published())
    few = opened(world, people=(world.petar.id,))
    one, small = asked(LIST), asked(page_of(few))
    many = opened(world)
    opened(world)
    assert (asked(LIST), asked(page_of(many))) == (one, small)


def test_a_poll_page_shows_what_people_typed_and_runs_nothing(
    elena: FlaskClient, app: Flask, world: World
) -> None:
    nasty = "<script>alert(1)</script>"
    poll = opened(world, title={"bg": nasty, "en": nasty}, shows_answers=True)
    answers(app.test_client(), link(poll, world.petar), "yes", "no", comment=nasty)
    pages: list[Callable[[], TestResponse]] = [
        lambda: elena.get(page_of(poll)),
        lambda: elena.get(LIST),
        lambda: elena.get(choice(poll)),
        lambda: elena.get(link(poll, world.minseo)),
    ]
    for page in pages:
        assert nasty not in page().text
        assert "&lt;script&gt;" in page().text


def test_ones_own_page_leads_to_the_polls_that_ask(
    client: FlaskClient, world: World, poll: Poll
) -> None:
    petar = sign_in(client, world.petar)
    page = petar.get("/en/me")
    assert "Meeting on waste Answers until: Tue, 1 December 2026, 17:00 Sofia" in said(page)
    assert link(poll, world.petar) in page.text
    assert link(poll, world.minseo) not in page.text
    answers(petar, link(poll, world.petar), "yes", "no")
    assert "Your answer is noted. Look at it or change it" in said(petar.get("/en/me"))
    with transaction():
        polling.close(poll, by=world.elena, now=NOW)
    assert "Meeting on waste" not in said(petar.get("/en/me"))


def test_polls_are_listed_those_that_wait_first(elena: FlaskClient, world: World) -> None:
    first = opened(world, title={"bg": "Първо", "en": "First"})
    opened(world, title={"bg": "Второ", "en": "Second"})
    with transaction():
        polling.choose(first, first.slots[0], version=1, by=world.elena, now=NOW)
    text = said(elena.get(LIST))
    assert text.index("Second takes answers 0 of 3 have answered 2 times") < text.index(
        "First decided"
    )


def test_an_erased_organizer_leaves_the_poll(
    elena: FlaskClient, client: FlaskClient, world: World
) -> None:
    poll = opened(world)
    with transaction():
        poll.by = None
        db.session.execute(sa.delete(PollVoter).where(PollVoter.person_id == world.jiho.id))
    assert elena.get(page_of(poll)).status_code == 200
    assert "Asked by" not in said(client.get(link(poll, world.petar)))

"""The organizer's desk: what waits, one event with all about it, publishing, cancelling, days."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from scheduler.actions import inviting, mailing, membership, registering, scheduling
from scheduler.actions.recording import PEOPLE
from scheduler.actions.registering import Application
from scheduler.db import db, transaction
from scheduler.models import Event, HistoryEntry, Invitation, Programme, Registration, VisitItem
from scheduler.queries import agenda
from scheduler.web.history import VERBS
from tests.counting import statements
from tests.web.filling import fields, fill_in, send
from tests.web.posting import post, said, sign_in
from tests.world import NOW, VISIT, World, mails

pytestmark = pytest.mark.usefixtures("stopped_clock")
NIGHT = {"start": datetime(2027, 3, 10, 18), "end": datetime(2027, 3, 10, 19, 30)}


@pytest.fixture
def elena(client: FlaskClient, world: World) -> FlaskClient:
    """Return Elena's browser, signed in."""
    return sign_in(client, world.elena)


@pytest.fixture
def jiho(client: FlaskClient, world: World) -> FlaskClient:
    """Return Jiho's browser, signed in."""
    return sign_in(client.application.test_client(), world.jiho)


def page(event: Event, rest: str = "", language: str = "en") -> str:
    """Return the address of an event's management page, or of one below it."""
    return f"/{language}/manage/events/{event.slug}{rest}"


def again(event: Event) -> Event:
    """Return the event as it is stored by now."""
    return agenda.get_event(event.slug)


# --- the desk -----------------------------------------------------------------------------


def test_drafts_come_first_with_what_is_wrong_with_their_hour(
    elena: FlaskClient, world: World
) -> None:
    world.published(title={"bg": "Идва", "en": "It comes"})
    world.draft(title={"bg": "Само на български"}, **NIGHT)
    text = said(elena.get("/en/manage"))
    assert text.index("Drafts") < text.index("Само на български") < text.index("It comes")
    assert "Seoul: 01:00–02:30, night" in text
    assert "missing English" in text


def test_what_needs_attention_is_named(elena: FlaskClient, world: World) -> None:
    world.published(description={"bg": "Само на български."})
    event = world.draft(title={"bg": "Може би", "en": "Perhaps"}, **NIGHT)
    with transaction():
        scheduling.publish(event, by=world.elena, now=NOW, invite=False, tentative=True)
    text = said(elena.get("/en/manage"))
    attention = text[text.index("Needs attention") : text.index("Coming")]
    assert "District heating : missing English" in attention
    assert "Perhaps : tentative 1 serious conflict" in attention


def test_what_is_over_or_cancelled_stands_apart(elena: FlaskClient, world: World) -> None:
    world.published(title={"bg": "Беше", "en": "It was"}, start=datetime(2026, 3, 4, 10), end=None)
    event = world.published(title={"bg": "Няма", "en": "It is off"})
    with transaction():
        scheduling.cancel(event, by=world.elena, now=NOW)
    assert "It was" not in said(elena.get("/en/manage"))
    text = said(elena.get("/en/manage/programmes/sofia-seoul?show=past"))
    assert text.index("It is off") < text.index("It was")


def test_an_admin_sees_every_programme(client: FlaskClient, world: World) -> None:
    world.draft()
    text = said(sign_in(client, world.admin).get("/en/manage"))
    assert "Sofia – Seoul" in text


@pytest.mark.parametrize("path", ["", "/cities", "/outbox", "/history"])
def test_the_desk_is_the_organizers(client: FlaskClient, world: World, path: str) -> None:
    assert client.get(f"/en/manage{path}").status_code == 302
    sign_in(client, world.petar)
    assert client.get(f"/en/manage{path}").status_code == 403


def test_another_programme_is_not_theirs(client: FlaskClient, world: World) -> None:
    event = world.draft()
    with transaction():
        other = _another_programme()
        membership.give_role(world.mallory, other, "organizer", None, now=NOW)
    sign_in(client, world.mallory)
    assert client.get(page(event)).status_code == 404  # a draft is not even there
    assert client.get("/en/manage/programmes/sofia-seoul").status_code == 403
    assert client.get("/en/manage/outbox?programme=sofia-seoul").status_code == 403
    assert client.get("/en/manage/history?programme=sofia-seoul").status_code == 403
    assert client.get("/en/manage/history?programme=nowhere").status_code == 404
    assert post(client, page(event, "/publication"), how="invite").status_code == 404
    assert again(event).status == "draft"


def _another_programme() -> Programme:
    other = Programme(slug="other", name={"en": "Other"}, languages=["en"], position=1)
    db.session.add(other)
    db.session.flush()
    return other


def test_a_long_desk_asks_no_more_than_a_short_one(elena: FlaskClient, world: World) -> None:
    world.draft()
    world.published()
    elena.get("/en/manage")
    with statements() as few:
        assert elena.get("/en/manage").status_code == 200
    for _ in range(3):
        world.draft()
        world.published()
    with statements() as many:
        assert elena.get("/en/manage").status_code == 200
    assert len(many) == len(few)


# --- one event ----------------------------------------------------------------------------


def test_a_draft_says_whom_publishing_would_invite(elena: FlaskClient, world: World) -> None:
    event = world.draft()
    text = said(elena.get(page(event)))
    assert "2 people will be invited:" in text
    assert "Sofia: 1 (Bulgarian first)" in text
    assert "Seoul: 1 (English first)" in text
    assert "Publish and send invitations to 2 people" in text


def test_what_is_missing_is_said_before_publishing(elena: FlaskClient, world: World) -> None:
    event = world.draft(title={"bg": "Топло"})
    text = said(elena.get(page(event)))
    assert "Before publishing, the title is needed in every language: missing English" in text
    assert "Publish and send" not in text
    assert post(elena, page(event, "/publication"), how="invite").status_code == 422
    assert again(event).status == "draft"


@pytest.mark.parametrize(
    ("how", "status", "invited"),
    [("invite", "confirmed", 2), ("quiet", "confirmed", 0), ("tentative", "tentative", 0)],
)
def test_publishing_does_what_its_button_says(
    elena: FlaskClient, world: World, how: str, status: str, invited: int
) -> None:
    event = world.draft()
    answer = post(elena, page(event, "/publication"), how=how)
    assert answer.status_code == 303
    assert again(event).status == status
    assert len(mails("invitation")) == invited
    told = "The invitations to 2 people are on their way." if invited else "Nobody has been"
    assert f"The event is published. {told}" in said(elena.get(answer.location))


def test_publishing_twice_is_refused(elena: FlaskClient, world: World) -> None:
    event = world.published()
    assert post(elena, page(event, "/publication"), how="invite").status_code == 409


def test_publishing_needs_the_pages_own_token(elena: FlaskClient, world: World) -> None:
    event = world.draft()
    assert elena.post(page(event, "/publication"), data={"how": "invite"}).status_code == 400
    assert again(event).status == "draft"


def test_what_was_published_quietly_can_invite_later(elena: FlaskClient, world: World) -> None:
    event = world.published()
    assert "Send invitations to 2 people" in said(elena.get(page(event)))
    answer = post(elena, page(event, "/invitations"))
    assert answer.status_code == 303
    assert len(mails("invitation")) == 2
    assert "Send invitations" not in said(elena.get(page(event)))
    assert "sent invitations" in said(elena.get(page(event)))


def test_a_draft_invites_nobody(elena: FlaskClient, world: World) -> None:
    event = world.draft()
    assert post(elena, page(event, "/invitations")).status_code == 409
    assert mails() == []


def test_the_invitation_is_seen_before_anybody_gets_it(elena: FlaskClient, world: World) -> None:
    event = world.draft()
    text = said(elena.get(page(event, "/invitation?first=en")))
    assert "Invitation: District heating, 10 March 2027 / Покана:" in text
    assert "Dear Minseo Park," in text
    assert re.search(r"/invitations/[0-9a-f-]{36}/••••••", text)
    bulgarian = said(elena.get(page(event, "/invitation?first=bg", language="bg")))
    assert "Уважаеми/а Ivanov," in bulgarian
    assert elena.get(page(event, "/invitation?first=tlh")).status_code == 200
    assert "As plain text" in text
    assert "Calendar part BEGIN:VCALENDAR" in text
    assert "ATTENDEE" in text
    assert mails() == []
    assert db.session.scalars(select(Invitation)).all() == []


def test_the_invitations_html_can_do_nothing(elena: FlaskClient, world: World) -> None:
    answer = elena.get(page(world.draft(), "/invitation/page?first=bg"))
    assert answer.status_code == 200
    assert answer.mimetype == "text/html"
    policy = answer.headers["Content-Security-Policy"]
    assert policy == (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
    )
    assert "Топлоснабдяване в квартала" in answer.text


def test_answers_are_counted_by_city(elena: FlaskClient, world: World) -> None:
    event = world.published(invite=True)
    with transaction():
        invitation = inviting.find_invitation(event, world.minseo)
        assert invitation
        inviting.respond(invitation, "accepted", now=NOW)
    text = said(elena.get(page(event)))
    assert "Seoul: 1 of 1 have answered" in text
    assert "Sofia: 0 of 1 have answered" in text
    assert "Minseo Park Seoul takes part Mon, 23 November 2026, 10:00 waiting" in text
    assert "Petar Ivanov Sofia has not answered waiting" in text


def test_the_history_of_an_event_is_in_words(elena: FlaskClient, world: World) -> None:
    event = world.published(invite=True)
    fill_in(elena, page(event, "/time"), start_time="9:00")
    text = said(elena.get(page(event)))
    assert "Elena Dimitrova drafted" in text
    assert "Elena Dimitrova published" in text
    assert "2 people invited" in text
    assert "Start: Wed, 10 March 2027, 10:00 → Wed, 10 March 2027, 09:00" in text


def test_a_cancelled_event_has_no_buttons_left(elena: FlaskClient, world: World) -> None:
    event = world.published()
    with transaction():
        scheduling.cancel(event, by=world.elena, now=NOW)
    text = said(elena.get(page(event)))
    assert "cancelled" in text
    for words in ("Move to another time", "Cancel the event", "Publish", "Send invitations"):
        assert words not in text


def test_every_recorded_verb_has_its_words(elena: FlaskClient, world: World) -> None:
    event = world.visit()
    _registered(event)
    post(elena, page(event, "/cancellation"))
    found = set(db.session.scalars(select(HistoryEntry.verb).where(HistoryEntry.chain != PEOPLE)))
    assert found - set(VERBS) == set()


# --- cancelling ---------------------------------------------------------------------------


def test_cancelling_says_how_many_are_told_and_asks(elena: FlaskClient, world: World) -> None:
    event = world.published(invite=True)
    text = said(elena.get(page(event, "/cancellation")))
    assert "2 people who are invited get a cancellation" in text
    assert "Cancel the event and tell 2 people" in text
    assert again(event).status == "confirmed"
    assert post(elena, page(event, "/cancellation")).status_code == 303
    assert again(event).status == "cancelled"
    assert elena.get(page(event, "/cancellation")).status_code == 409
    assert post(elena, page(event, "/cancellation")).status_code == 409


def test_a_draft_is_discarded_in_silence(elena: FlaskClient, world: World) -> None:
    event = world.draft()
    assert "Discard this draft?" in said(elena.get(page(event, "/cancellation")))
    assert post(elena, page(event, "/cancellation")).status_code == 303
    assert mails() == []


def test_cancelling_a_visit_with_registrations_alone_tells_those(
    elena: FlaskClient, world: World
) -> None:
    event = world.visit()
    nobody = "Nobody is invited or registered, so nobody gets a message."
    assert nobody in said(elena.get(page(event, "/cancellation")))
    _registered(event)
    with transaction():
        for invitation in db.session.scalars(select(Invitation)):
            db.session.delete(invitation)
    text = said(elena.get(page(event, "/cancellation")))
    assert "1 registration ends, and the delegate is told." in text
    assert "nobody gets a message" not in text


@pytest.mark.parametrize(
    ("path", "current"),
    [("/en/manage", "page"), ("/en/manage/cities", "true"), ("/en/manage/outbox", "true")],
)
def test_where_one_manages_is_marked_on_every_page(
    elena: FlaskClient, world: World, path: str, current: str
) -> None:
    assert f'href="/en/manage" aria-current="{current}">Manage' in elena.get(path).text
    assert 'href="/en/manage">Manage' in elena.get("/en/agenda").text


# --- registrations ------------------------------------------------------------------------


def _registered(event: Event, name: str = "Ana") -> Registration:
    application = Application(name, f"{name.lower()}@sofia.example", "sofia", "en")
    with transaction():
        registration = registering.register(event, application, by=None, now=NOW)[0]
    with transaction():
        registering.confirm(registration, now=NOW)
    return registration


def test_who_is_registered_and_who_waits(elena: FlaskClient, world: World) -> None:
    event = world.visit()
    for name in ("Ana", "Boris", "Vera"):
        _registered(event, name)
    text = said(elena.get(page(event)))
    assert "2 of 2 places are taken. 1 person is on the waitlist." in text
    assert "Vera Sofia on the waitlist (place 1 in the line)" in text


def test_giving_a_place_back_moves_the_next_one_up(elena: FlaskClient, world: World) -> None:
    event = world.visit()
    places = [_registered(event, name) for name in ("Ana", "Boris", "Vera")]
    path = f"/en/manage/registrations/{places[0].ref}/cancellation"
    assert "Cancel the registration of Ana" in said(elena.get(path))
    assert post(elena, path).status_code == 303
    states = [place.status for place in db.session.scalars(select(Registration))]
    assert states == ["cancelled", "confirmed", "confirmed"]
    assert elena.get(path).status_code == 409
    assert elena.get(path.replace(places[0].ref, "no-such")).status_code == 404
    unknown = "00000000-0000-4000-8000-000000000000"
    assert elena.get(path.replace(places[0].ref, unknown)).status_code == 404


def test_a_strangers_place_is_not_there(client: FlaskClient, world: World) -> None:
    place = _registered(world.visit())
    with transaction():
        membership.give_role(world.mallory, _another_programme(), "organizer", None, now=NOW)
    sign_in(client, world.mallory)
    path = f"/en/manage/registrations/{place.ref}/cancellation"
    assert client.get(path).status_code == 404
    assert post(client, path).status_code == 404


# --- the days of a visit ------------------------------------------------------------------

STOP = {"title__bg": "Обяд", "title__en": "Lunch", "day": "2", "start": "12:30", "end": "13:30"}


def stops() -> list[VisitItem]:
    """Return all stops, in the order in which they are shown."""
    return list(db.session.scalars(select(VisitItem).order_by(VisitItem.day, VisitItem.position)))


def test_a_stop_is_added_changed_and_removed(elena: FlaskClient, world: World) -> None:
    event = world.published(VISIT)
    answer = fill_in(elena, page(event, "/days/new"), **STOP, local="점심", place__en="Canteen")
    assert answer.status_code == 303
    stop = stops()[0]
    assert (stop.day, stop.start_time, stop.title["bg"]) == (2, time(12, 30), "Обяд")
    assert stop.place == {"en": "Canteen", "local": "점심"}
    assert "Day 2: Tuesday, 11 May 2027" in said(elena.get(page(event, "/days")))
    path = page(event, f"/days/{stop.id}")
    assert fill_in(elena, path, start="12:00").status_code == 303
    assert stops()[0].start_time == time(12)
    version = fields(elena.get(path))["version"]
    assert post(elena, f"{path}/removal", version=version).status_code == 303
    assert stops() == []


def test_the_stops_of_a_day_stand_by_their_hours(elena: FlaskClient, world: World) -> None:
    event = world.published(VISIT)
    for start in ("15:00", "", "9:00"):
        typed = STOP | {"start": start, "end": "", "title__en": start or "whenever"}
        assert fill_in(elena, page(event, "/days/new"), **typed).status_code == 303
    assert [stop.title["en"] for stop in stops()] == ["9:00", "15:00", "whenever"]


def test_a_stop_raises_the_version_for_calendars(elena: FlaskClient, world: World) -> None:
    event = world.published(VISIT)
    version, changed = event.version, event.changed
    fill_in(elena, page(event, "/days/new"), **STOP)
    event = again(event)
    assert (event.version, event.changed) == (version + 1, changed + timedelta(seconds=1))


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"title__bg": "", "title__en": ""}, "Fill in this field."),
        ({"day": "6"}, "Enter a number from 1 to 5."),
        ({"day": "two"}, "Enter a number from 1 to"),
        ({"end": "12:00"}, "The end must be after the start."),
        ({"start": ""}, "Fill in this field."),
        ({"start": "noon"}, "This is not a time."),
        ({"address": "x" * 501}, "at most 500 characters, now 501"),
        ({"title__en": "a\x07b"}, "invisible control characters"),
        ({"csrf_token": None}, "This page was open for too long."),
    ],
)
def test_a_wrong_stop_is_told_and_kept(
    elena: FlaskClient, world: World, typed: dict[str, str | None], message: str
) -> None:
    event = world.published(VISIT)
    answer = fill_in(elena, page(event, "/days/new"), **STOP | typed)
    assert answer.status_code == 422
    assert message in said(answer)
    assert fields(answer)["title-bg"] == typed.get("title__bg", "Обяд")
    assert stops() == []


@pytest.mark.any_db
def test_two_who_change_one_visit_do_not_overwrite_each_other(
    elena: FlaskClient, jiho: FlaskClient, world: World
) -> None:
    event = world.published(VISIT)
    fill_in(elena, page(event, "/days/new"), **STOP)
    path = page(event, f"/days/{stops()[0].id}")
    form = fields(elena.get(path))
    fill_in(jiho, path, title__en="Jiho's lunch")
    answer = send(elena, path, form, title__en="Elena's lunch")
    assert answer.status_code == 409
    assert "Stored now Day 2, 12:30–13:30 Jiho's lunch" in said(answer)
    assert stops()[0].title["en"] == "Jiho's lunch"
    assert send(elena, path, fields(answer)).status_code == 303
    assert stops()[0].title["en"] == "Elena's lunch"


def test_days_belong_to_visits(elena: FlaskClient, world: World) -> None:
    assert elena.get(page(world.published(), "/days")).status_code == 404
    event = world.published(VISIT)
    assert elena.get(page(event, "/days")).status_code == 200
    assert elena.get(page(event, "/days/4711")).status_code == 404
    assert elena.get(page(event, f"/days/{10**30}")).status_code == 404


# --- every page, in both languages --------------------------------------------------------


@pytest.mark.any_db
@pytest.mark.parametrize("language", ["bg", "en"])
def test_every_page_of_the_desk_opens(elena: FlaskClient, world: World, language: str) -> None:
    session, visit = world.published(invite=True), world.visit()
    below = ["", "/edit", "/time", "/cancellation", "/invitation", "/invitation/page"]
    paths = [page(event, rest, language) for event in (session, visit) for rest in below]
    paths += [page(visit, rest, language) for rest in ("/days", "/days/new")]
    paths += [f"/{language}/manage{rest}" for rest in ("", "/outbox", "/history", "/cities")]
    paths += [f"/{language}/manage/programmes/sofia-seoul"]
    assert {path: elena.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)


# --- what a button says afterwards ----------------------------------------------------------


def test_a_change_says_how_many_messages_go_out(elena: FlaskClient, world: World) -> None:
    event = world.published(invite=True)
    fill_in(elena, page(event, "/time"), start_time="9:00")
    assert "The event is moved. 2 messages are on their way." in said(elena.get(page(event)))
    fill_in(elena, page(event, "/edit"), capacity="7")
    assert "Saved. " in (text := said(elena.get(page(event))))
    assert "on their way" not in text
    fill_in(elena, page(event, "/edit", language="bg"), title__bg="Друго")
    text = said(elena.get(page(event, language="bg")))
    assert "Записано. Изпращат се 2 съобщения." in text
    with transaction():
        for claimed in mailing.claim(now=NOW):
            mailing.delivered(claimed, now=NOW)
    post(elena, page(event, "/cancellation"))
    assert "The event is cancelled. 2 messages are on their way." in said(elena.get(page(event)))


def test_publishing_what_somebody_has_changed_meanwhile_is_asked_again(
    elena: FlaskClient, world: World
) -> None:
    event = world.draft()
    seen = fields(elena.get(page(event)))["version"]
    fill_in(elena, page(event, "/edit"), title__en="Rivers")
    answer = post(elena, page(event, "/publication"), how="invite", version=seen)
    assert answer.status_code == 409
    assert "Somebody else has changed this event since you opened it." in said(answer)
    assert mails() == []
    now = fields(answer)["version"]
    assert post(elena, page(event, "/publication"), how="invite", version=now).status_code == 303
    assert len(mails()) == 2

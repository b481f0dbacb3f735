"""What each person is sent: one message in both languages, its calendar, and one thread of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest

from scheduler import errors, sealing
from scheduler.actions import inviting, mailing, registering, scheduling
from scheduler.actions.registering import Application
from scheduler.db import transaction
from scheduler.models import Event, Invitation, Person, Registration
from scheduler.queries import history
from tests.documents import reading
from tests.letters import all_left, calendar, event, opened, text, tree
from tests.world import NOW, SESSION, World, mails

pytestmark = pytest.mark.any_db
LATER = NOW + timedelta(hours=1)
LATEST = NOW + timedelta(hours=2)


def _to(person: Person) -> list[EmailMessage]:
    """Return all messages to that person that were not taken back, in order."""
    return [opened(mail) for mail in mails() if mail.recipient == person.email and mail.body]


def _kinds(person: Person) -> list[str]:
    """Return the messages to that person, what was taken back in brackets."""
    return [
        f"({mail.kind})" if mail.state == "superseded" else mail.kind
        for mail in mails()
        if mail.recipient == person.email
    ]


def _moved(found: Event, world: World, hours: int = 1) -> None:
    start = datetime(2027, 3, 10, 10 + hours, 0)
    with transaction():
        scheduling.move(found, start, version=found.version, by=world.elena, now=LATER)


def _cancelled(found: Event, world: World) -> None:
    with transaction():
        scheduling.cancel(found, by=world.jiho, now=LATEST)


def _registered(found: Event, person: Person, city: str) -> Registration:
    with transaction():
        application = Application(person.name, person.email, city, person.language)
        registration, _ = registering.register(found, application, by=person, now=NOW)
    return registration


def test_an_invitation_is_built_as_calendars_want_it(world: World) -> None:
    world.published(invite=True)
    (message,) = _to(world.petar)
    assert tree(message) == (
        "multipart/mixed",
        ("multipart/alternative", ("text/plain",), ("text/html",), ("text/calendar",)),
        ("application/ics",),
    )
    alternative, file = message.iter_parts()
    *_, inline = alternative.iter_parts()
    assert inline.get_content_type() == "text/calendar"
    assert dict(inline["Content-Type"].params) == {"charset": "utf-8", "method": "REQUEST"}
    assert inline["Content-Transfer-Encoding"] == "base64"
    assert inline["Content-Disposition"] is None
    assert (file.get_content_disposition(), file.get_filename()) == ("attachment", "invite.ics")
    assert file.get_payload(decode=True) == inline.get_payload(decode=True)
    assert calendar(message).one("METHOD") == "REQUEST"
    assert message["Auto-Submitted"] == "auto-generated"


def test_it_is_organized_by_an_address_of_its_own_and_asks_its_reader_alone(world: World) -> None:
    world.published(invite=True)
    senders = set()
    for person in (world.petar, world.minseo):
        (message,) = _to(person)
        (sender,) = message["From"].addresses
        local, domain = sender.addr_spec.split("@")
        assert (local[:9], len(local), domain) == ("exchange+", 29, "scheduler.example")
        assert message["Reply-To"].addresses[0].addr_spec == sender.addr_spec
        entry = event(message)
        assert entry.one("ORGANIZER") == f"mailto:{sender.addr_spec}"
        assert entry.one("ATTENDEE") == f"mailto:{person.email}"
        asked = entry.parameters("ATTENDEE")
        assert (asked["PARTSTAT"], asked["RSVP"], asked["CN"]) == (
            "NEEDS-ACTION",
            "TRUE",
            person.name,
        )
        assert [each.addr_spec for each in message["To"].addresses] == [person.email]
        senders.add(sender.addr_spec)
    assert len(senders) == 2


def test_a_mail_server_without_plus_addresses_has_one_sender(world: World, configure) -> None:
    configure(mail_subaddress=False)
    world.published(invite=True)
    for person in (world.petar, world.minseo):
        (message,) = _to(person)
        assert message["From"].addresses[0].addr_spec == "exchange@scheduler.example"
        assert event(message).one("ORGANIZER") == "mailto:exchange@scheduler.example"


def test_it_holds_both_languages_its_readers_first(world: World) -> None:
    world.published(invite=True)
    for person, first, second, order in (
        (world.petar, "Топлоснабдяване в квартала", "District heating", "bg, en"),
        (world.minseo, "District heating", "Топлоснабдяване в квартала", "en, bg"),
    ):
        (message,) = _to(person)
        assert message["Content-Language"] == order
        for words in (message["Subject"], text(message), text(message, "html")):
            assert 0 <= words.index(first) < words.index(second)
        assert event(message).text("SUMMARY") == f"{first} / {second}"
        assert f'<html lang="{order[:2]}"' in text(message, "html")
    (petars,) = _to(world.petar)
    assert petars["Subject"] == (
        "Покана: Топлоснабдяване в квартала, 10 март 2027\u00a0г."
        " / Invitation: District heating, 10 March 2027"
    )
    assert "Уважаеми/а Ivanov," in text(petars)


def test_it_says_the_hour_of_every_city_and_how_to_join(world: World) -> None:
    world.published(invite=True)
    (message,) = _to(world.minseo)
    for words in ("10:00–11:30", "17:00–18:30", "https://meet.example.org/heat"):
        assert words in text(message)
        assert words in text(message, "html")
    entry = event(message)
    assert entry.one("CONFERENCE") == "https://meet.example.org/heat"
    assert reading.moment(calendar(message), entry, "DTSTART").isoformat() == (
        "2027-03-10T08:00:00+00:00"
    )


def test_change_and_cancellation_follow_in_the_thread_of_the_invitation(world: World) -> None:
    found = world.published(invite=True)
    all_left()
    _moved(found, world)
    all_left()
    _cancelled(found, world)
    invitation, update, cancellation = messages = _to(world.petar)
    first = invitation["Message-ID"]
    assert [message["References"] for message in messages] == [None, first, first]
    assert [message["In-Reply-To"] for message in messages] == [None, first, first]
    assert len({message["Message-ID"] for message in messages}) == 3
    assert len({message["From"].addresses[0].addr_spec for message in messages}) == 1
    entries = [event(message) for message in messages]
    assert {(entry.one("UID"), entry.one("ORGANIZER")) for entry in entries} == {
        (found.uid, entries[0].one("ORGANIZER"))
    }
    assert [entry.one("SEQUENCE") for entry in entries] == ["0", "1", "2"]
    assert [calendar(message).one("METHOD") for message in messages] == [
        "REQUEST",
        "REQUEST",
        "CANCEL",
    ]
    assert [entry.one("STATUS") for entry in entries] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    stamps = [entry.one("DTSTAMP") for entry in entries]
    assert stamps == sorted(set(stamps))
    assert "10:00" in text(update)
    assert update["Subject"].startswith("Промяна: ")
    assert cancellation["Subject"].startswith("Отменено: ")


def test_the_entry_in_a_letter_is_the_entry_in_the_feed(world: World, client) -> None:
    found = world.published(invite=True)
    feed = reading.read(client.get(f"/feeds/sofia-seoul/{found.uid}.ics?all=1").data)
    (shown,) = feed.inside("VEVENT")
    sent = event(_to(world.petar)[0])
    for name in ("UID", "DTSTART", "DTEND", "SEQUENCE", "DTSTAMP", "CREATED", "SUMMARY", "STATUS"):
        assert sent.one(name) == shown.one(name)


@pytest.mark.parametrize(
    ("left", "steps", "heard"),
    [
        (0, "mc", ["(invitation)", "(invitation)"]),
        (0, "m", ["(invitation)", "invitation"]),
        (0, "mm", ["(invitation)", "(invitation)", "invitation"]),
        (0, "c", ["(invitation)"]),
        (1, "m", ["invitation", "update"]),
        (1, "mm", ["invitation", "(update)", "update"]),
        (1, "mc", ["invitation", "(update)", "cancellation"]),
        (1, "c", ["invitation", "cancellation"]),
        (2, "mm", ["invitation", "update", "update"]),
        (2, "mc", ["invitation", "update", "cancellation"]),
    ],
)
def test_a_letter_that_has_not_left_gives_way_to_the_next(world: World, left, steps, heard) -> None:
    found = world.published(invite=True)
    for number, step in enumerate(steps):
        if number < left:
            all_left()
        _moved(found, world, hours=number + 1) if step == "m" else _cancelled(found, world)
    assert _kinds(world.petar) == heard
    assert all(mail.body is None for mail in mails() if mail.state == "superseded")


def test_who_is_taken_off_and_put_back_has_an_entry_in_the_end(world: World) -> None:
    found = world.published(invite=True)
    all_left()
    for cities in (("seoul",), ("sofia", "seoul")):
        with transaction():
            scheduling.change(
                found,
                replace(SESSION, cities=cities),
                version=found.version,
                by=world.admin,
                now=LATER,
            )
        all_left()
    messages = _to(world.petar)
    assert [calendar(message).one("METHOD") for message in messages] == [
        "REQUEST",
        "CANCEL",
        "REQUEST",
    ]
    numbers = [int(event(message).one("SEQUENCE")) for message in messages]
    assert numbers[0] < numbers[1] <= numbers[2]


def test_who_is_meant_no_longer_learns_no_link_and_leaves_the_others_their_news(
    world: World,
) -> None:
    found = world.published(invite=True)
    all_left()
    with transaction():
        world.petar.roles.clear()
    plan = replace(
        scheduling.plan_of(found),
        venue={"bg": "Кметство", "en": "Town hall"},
        online_url="https://meet.example.org/new",
    )
    with transaction():
        scheduling.change(found, plan, version=found.version, by=world.elena, now=LATER)
    petars, minseos = _to(world.petar)[-1], _to(world.minseo)[-1]
    assert "withdrawn" in petars["Subject"]
    assert "https://meet.example.org" not in text(petars) + text(petars, "html")
    assert b"https://meet.example.org" not in b"".join(
        part.get_payload(decode=True) for part in petars.walk() if not part.is_multipart()
    )
    assert "Before: Sofia Municipality" in text(minseos)
    assert "https://meet.example.org/new" in event(minseos).one("CONFERENCE")


def test_a_delegate_has_one_organizer_and_one_thread(world: World) -> None:
    visit = world.visit()
    _registered(visit, world.mallory, "sofia")
    all_left()
    later = scheduling.plan_of(visit)
    with transaction():
        moved = replace(later, start=later.start + timedelta(7), end=later.end + timedelta(7))
        scheduling.change(visit, moved, version=visit.version, by=world.jiho, now=LATER)
    all_left()
    _cancelled(visit, world)
    confirmed, update, cancelled = messages = _to(world.mallory)
    assert _kinds(world.mallory) == ["registration_confirmed", "update", "registration_cancelled"]
    entries = [event(message) for message in messages]
    for message, entry in zip(messages, entries, strict=True):
        assert f"mailto:{message['From'].addresses[0].addr_spec}" == entry.one("ORGANIZER")
        assert entry.one("ATTENDEE") == f"mailto:{world.mallory.email}"
    assert len({entry.one("ORGANIZER") for entry in entries}) == 1
    assert [message["References"] for message in (update, cancelled)] == [
        confirmed["Message-ID"]
    ] * 2
    assert [entry.one("SEQUENCE") for entry in entries] == ["0", "1", "2"]
    assert calendar(cancelled).one("METHOD") == "CANCEL"


def test_a_visit_is_for_its_coordinators_and_for_whoever_has_a_certain_seat(world: World) -> None:
    visit = world.visit(capacity=1)
    _registered(visit, world.mallory, "sofia")
    _registered(visit, world.admin, "sofia")
    with transaction():
        strangers = Application("Ana", "ana@sofia.example", "sofia", "bg")
        registering.register(visit, strangers, by=None, now=NOW)
    assert {person.email for person in inviting.audience(visit)} == {
        world.petar.email,
        world.minseo.email,
        world.mallory.email,
    }
    session = world.published()
    assert {person.email for person in inviting.audience(session)} == {
        world.petar.email,
        world.minseo.email,
    }


@pytest.fixture
def invitation(world: World) -> Invitation:
    """Return Petar's invitation to a session."""
    found = inviting.find_invitation(world.published(invite=True), world.petar)
    assert found is not None
    return found


@pytest.mark.parametrize("answer", inviting.OWN_ANSWERS)
def test_an_answer_is_kept_and_may_change(world: World, invitation, answer) -> None:
    with transaction():
        assert inviting.respond(invitation, "tentative", now=NOW)
        assert inviting.respond(invitation, answer, now=LATER)
    assert (invitation.answer, invitation.answered) == (answer, LATER)
    said = history.of_event(invitation.event)[0]
    assert (said.verb, said.actor_id, said.details) == (
        "answer",
        world.petar.id,
        {"answer": answer},
    )


@pytest.mark.parametrize("answer", ["needs-action", "delegated", "ACCEPTED", ""])
def test_another_answer_is_refused(invitation, answer) -> None:
    with pytest.raises(errors.Invalid), transaction():
        inviting.respond(invitation, answer, now=NOW)
    assert invitation.answer == "needs-action"


def test_an_answer_comes_too_late_after_the_event_or_its_cancellation(world, invitation) -> None:
    with transaction():
        over = invitation.event.end_utc
        assert not inviting.respond(invitation, "accepted", now=over)
        assert inviting.respond(invitation, "declined", now=over - timedelta(minutes=1))
    _cancelled(invitation.event, world)
    with transaction():
        assert not inviting.respond(invitation, "accepted", now=LATEST)
    assert invitation.answer == "declined"


def test_the_links_of_two_invitations_and_of_two_purposes_are_different(world: World) -> None:
    found = world.published(invite=True)
    secrets = set()
    for person in (world.petar, world.minseo):
        own = inviting.find_invitation(found, person)
        token = inviting.answer_token(own)
        assert f"/invitations/{own.ref}/{token}" in text(_to(person)[0])
        secrets |= {token, sealing.link_token("registration", own.ref, own.generation)}
        secrets.add(inviting.sender(own).address)
    assert len(secrets) == 6


def test_a_preview_invites_nobody(world: World) -> None:
    found = world.draft()
    rendered = inviting.preview(found, world.petar, "bg", now=NOW)
    assert rendered.subject.startswith("Покана: ")
    assert (mails(), inviting.find_invitation(found, world.petar)) == ([], None)
    assert mailing.too_many(world.petar.email, now=NOW) is False

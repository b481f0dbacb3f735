"""A delegate's pages: the questions, the check, what is said afterwards, and the manage link."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import select

from scheduler import links
from scheduler.actions import inviting, registering, scheduling
from scheduler.actions.registering import Application
from scheduler.db import db, transaction
from scheduler.models import Event, Registration
from scheduler.queries import openings, personal
from tests.web.posting import post, said, sign_in
from tests.world import NOW, VISIT, World, mails

pytestmark = pytest.mark.usefixtures("stopped_clock")
ANA = {"name": "Ana Petrova", "email": "ana@sofia.example", "city": "sofia", "language": "bg"}


def page(event: Event, language: str = "en") -> str:
    """Return the address of the registration of a visit."""
    return f"/{language}/events/{event.slug}/registration"


def apply(event: Event, name: str = "Ana") -> Registration:
    """Register somebody of Sofia, unconfirmed, without the pages."""
    application = Application(name, f"{name.lower()}@sofia.example", "sofia", "en")
    with transaction():
        return registering.register(event, application, by=None, now=NOW)[0]


def managed(registration: Registration, language: str = "en") -> str:
    """Return the path of a manage link."""
    token = registering.manage_token(registration)
    return f"/{language}/registrations/{registration.ref}/{token}"


def stored() -> list[Registration]:
    """Return all registrations, in order."""
    return list(db.session.scalars(select(Registration).order_by(Registration.id)))


# --- the questions ------------------------------------------------------------------------


def test_the_page_says_what_is_free_and_when_it_closes(client: FlaskClient, world: World) -> None:
    text = said(client.get(page(world.visit())))
    assert "2 places are free." in text
    assert "Registration closes: Wed, 3 March 2027, 17:00 Seoul · 10:00 Sofia" in text
    assert "10–14 May 2027 Seoul" in text


def test_a_full_visit_says_the_place_in_the_line_before(client: FlaskClient, world: World) -> None:
    event = world.visit()
    for name in ("Ana", "Boris", "Vera"):
        apply(event, name)
    text = said(client.get(page(event)))
    assert "All places are taken. You would be number 2 on the waitlist." in text


def test_only_announced_cities_and_the_visits_own_are_offered(
    client: FlaskClient, world: World
) -> None:
    answer = client.get(page(world.visit(cities=("seoul", "sofia", "third-city"))))
    offered = [f'value="{slug}"' in answer.text for slug in ("sofia", "seoul", "third-city")]
    assert offered == [True, True, False]


def test_who_is_signed_in_need_not_type_what_is_known(client: FlaskClient, world: World) -> None:
    text = sign_in(client, world.petar).get(page(world.visit())).text
    assert 'value="Petar Ivanov"' in text
    assert 'value="petar@sofia.example"' in text
    assert 'name="city" value="sofia" checked' in text
    assert 'name="language" value="bg" checked' in text


def test_the_check_shows_the_answers_and_registers_nothing(
    client: FlaskClient, world: World
) -> None:
    answer = post(client, page(world.visit()), step="check", **ANA)
    assert answer.status_code == 200
    assert "Name Ana Petrova Change : Name City Sofia Change" in said(answer)
    assert stored() == []


def test_change_keeps_what_was_typed(client: FlaskClient, world: World) -> None:
    answer = post(client, page(world.visit()), step="change", **ANA)
    assert answer.status_code == 200
    assert 'value="Ana Petrova"' in answer.text
    assert 'name="city" value="sofia" checked' in answer.text


def test_the_last_button_registers_and_says_what_comes_next(
    client: FlaskClient, world: World
) -> None:
    event = world.visit()
    answer = post(client, page(event), step="register", **ANA)
    assert (answer.status_code, answer.location) == (303, f"{page(event)}/received")
    text = said(client.get(answer.location))
    assert "A place is held for you." in text
    assert "We have sent a message to ana@sofia.example." in text
    assert "Confirmation is possible until Tuesday, 24 November 2026, 10:00 (Sofia)." in text
    assert [(r.name, r.email, r.status, r.language) for r in stored()] == [
        ("Ana Petrova", "ana@sofia.example", "confirmed", "bg")
    ]
    assert [mail.kind for mail in mails()] == ["registration_received"]


def test_the_browser_is_not_given_the_manage_link(client: FlaskClient, world: World) -> None:
    event = world.visit()
    post(client, page(event), step="register", **ANA)
    text = client.get(f"{page(event)}/received").text
    assert registering.manage_token(stored()[0]) not in text
    assert stored()[0].ref not in text


def test_the_next_one_is_told_the_place_in_the_line(client: FlaskClient, world: World) -> None:
    event = world.visit(capacity=1)
    apply(event, "Boris")
    text = said(client.get(post(client, page(event), step="register", **ANA).location))
    assert "All places are taken at present. You are number 1 on the waitlist." in text


def test_a_second_try_is_told_that_the_link_went_out(app: Flask, world: World) -> None:
    event = world.visit()
    post(app.test_client(), page(event), step="register", **ANA)
    stranger = app.test_client()
    answer = post(stranger, page(event), step="register", **ANA | {"name": "Mallory"})
    text = said(stranger.get(answer.location))
    assert "There is already a registration with this address." in text
    assert "A place is held" not in text
    assert [r.name for r in stored()] == ["Ana Petrova"]
    assert [mail.kind for mail in mails()] == ["registration_received"] * 2


def test_the_received_page_is_only_for_the_browser_that_registered(
    client: FlaskClient, world: World
) -> None:
    event = world.visit()
    apply(event)
    answer = client.get(f"{page(event)}/received")
    assert (answer.status_code, answer.location) == (302, page(event))


def test_whose_address_is_known_from_the_session_need_not_confirm(
    client: FlaskClient, world: World
) -> None:
    event = world.visit()
    own = ANA | {"email": "petar@sofia.example"}
    answer = post(sign_in(client, world.petar), page(event), step="register", **own)
    assert "You are registered You have a place." in said(client.get(answer.location))
    again = said(client.get(page(event)))
    assert "You are registered for this visit." in again


# --- bad input ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("name", "", "Enter your name."),
        ("name", "  ", "Enter your name."),
        ("name", "Ана Петрова", "Write the name in Latin letters, as in the passport."),
        ("name", "한수", "Write the name in Latin letters, as in the passport."),
        ("name", "Ana\x00Petrova", "This text holds invisible control characters."),
        ("name", "Ana\r\nBcc: all@example.org", "This text holds invisible control characters."),
        ("name", "A" * 10_000, "This text is too long: at most 200 characters, now 10000."),
        ("email", "", "Enter your e-mail address."),
        ("email", "ana", "This does not look like an e-mail address."),
        ("email", "ana@sofia.example\x00", "This does not look like an e-mail address."),
        ("email", "a" * 10_000 + "@sofia.example", "This does not look like an e-mail address."),
        ("city", "", "Choose your city."),
        ("city", "atlantis", "Choose your city."),
        ("city", "third-city", "Choose your city."),
        ("language", "xx", "Choose the language of our messages."),
    ],
)
@pytest.mark.parametrize("step", ["check", "register"])
def test_a_wrong_answer_is_said_at_its_field_and_nothing_is_lost(
    client: FlaskClient, world: World, step: str, field: str, typed: str, message: str
) -> None:
    answer = post(client, page(world.visit()), step=step, **ANA | {field: typed})
    assert answer.status_code == 422
    assert "<title>Error: Registration" in answer.text
    assert (
        said(answer).casefold().count(message.casefold()) == 2
    )  # in the summary, and at the field
    kept = {"name": 'value="Ana Petrova"', "email": 'value="ana@sofia.example"'} | {
        "city": 'value="sofia" checked',
        "language": 'value="bg" checked',
    }
    assert [text in answer.text for name, text in kept.items() if name != field] == [True] * 3
    assert stored() == []


def test_everything_wrong_is_said_at_once(client: FlaskClient, world: World) -> None:
    answer = post(client, page(world.visit(), "bg"), step="check")
    assert answer.status_code == 422
    assert answer.text.count('class="error"') == 3  # the language stands already


def test_a_missing_token_keeps_what_was_typed(client: FlaskClient, world: World) -> None:
    answer = client.post(page(world.visit()), data={"step": "register"} | ANA)
    assert answer.status_code == 422
    assert "This page was open for too long." in said(answer)
    assert 'value="Ana Petrova"' in answer.text
    assert stored() == []


def test_an_address_that_has_had_enough_mail_is_told_so(client: FlaskClient, world: World) -> None:
    first, second = world.visit(), world.visit(title={"bg": "Второ", "en": "Second"})
    for _ in range(6):
        apply(first, "Ana")
    answer = post(client, page(second), step="register", **ANA)
    assert answer.status_code == 409
    assert "We have already sent several mails to this address." in said(answer)
    assert 'value="Ana Petrova"' in answer.text


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_is_no_visit_has_no_registration(
    client: FlaskClient, world: World, method: str
) -> None:
    session, draft = world.published(), world.draft(VISIT)
    found = [
        getattr(client, method)(path).status_code
        for path in (page(session), page(draft), "/en/events/nowhere/registration")
    ]
    assert found == [404, 404, 404]


# --- closed -------------------------------------------------------------------------------

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("changes", "state", "text"),
    [
        ({"opens": NOW + DAY}, "not_yet", "is not open yet. It opens: Tue, 24 November 2026"),
        ({"closes": NOW - timedelta(hours=1)}, "closed", "is closed. It closed: Mon, 23 November"),
        ({"opens": None, "closes": None}, "none", "There is no registration for this visit here."),
        ({"start": date(2026, 5, 11), "end": date(2026, 5, 15)}, "over", "This visit is over."),
    ],
)
def test_why_nobody_can_register_is_said(
    client: FlaskClient, world: World, changes: dict[str, object], state: str, text: str
) -> None:
    event = world.visit(**changes)
    assert openings.state(event, now=NOW) == state
    shown, sent = client.get(page(event)), post(client, page(event), step="register", **ANA)
    assert [shown.status_code, sent.status_code] == [200, 409]
    assert [text in said(answer) for answer in (shown, sent)] == [True, True]


def test_a_cancelled_visit_says_so(client: FlaskClient, world: World) -> None:
    event = world.visit()
    with transaction():
        scheduling.cancel(event, by=world.elena, now=NOW)
    sent = post(client, page(event, "bg"), step="register", **ANA)
    assert sent.status_code == 409
    assert openings.state(event, now=NOW) == "cancelled"
    assert stored() == []


def test_open_begins_and_ends_to_the_second(world: World) -> None:
    event = world.visit()
    opens, closes, second = NOW - DAY, NOW + 100 * DAY, timedelta(seconds=1)
    moments = (opens - second, opens, closes - second, closes, event.end_utc)
    states = [openings.state(event, now=now) for now in moments]
    assert states == ["not_yet", "open", "open", "closed", "over"]


# --- the manage link ----------------------------------------------------------------------


def test_the_addresses_are_those_of_the_letters(app: Flask, world: World) -> None:
    registration = apply(world.visit())
    token = registering.manage_token(registration)
    with app.test_request_context(base_url="http://scheduler.example"):
        here = {"ref": registration.ref, "token": token, "lang": "bg", "_external": True}
        assert url_for("web.registration", **here) == links.registration(
            "bg", registration.ref, token
        )
        assert url_for("web.registration_confirmation", **here) == links.registration_confirm(
            "bg", registration.ref, token
        )


@pytest.mark.parametrize("language", ["bg", "en"])
@pytest.mark.parametrize("rest", ["", "/confirmation", "/cancellation"])
def test_opening_a_link_changes_nothing(
    client: FlaskClient, world: World, language: str, rest: str
) -> None:
    registration = apply(world.visit())
    before = (registration.version, len(mails()))
    assert client.get(managed(registration, language) + rest).status_code == 200
    assert client.head(managed(registration, language) + rest).status_code == 200
    assert (stored()[0].version, len(mails())) == before


def test_yes_confirms(client: FlaskClient, world: World) -> None:
    registration = apply(world.visit())
    answer = post(client, managed(registration) + "/confirmation")
    assert (answer.status_code, answer.location) == (303, managed(registration))
    text = said(client.get(answer.location))
    assert "Your e-mail address is confirmed." in text
    assert "You have a place." in text
    assert [mail.kind for mail in mails()] == ["registration_received", "registration_confirmed"]


def test_a_confirmed_address_is_not_asked_again(client: FlaskClient, world: World) -> None:
    registration = apply(world.visit())
    post(client, managed(registration) + "/confirmation")
    answer = client.get(managed(registration) + "/confirmation")
    assert (answer.status_code, answer.location) == (302, managed(registration))


def test_this_was_not_me_gives_the_place_to_the_next(client: FlaskClient, world: World) -> None:
    event = world.visit(capacity=1)
    false, waiting = apply(event, "Ana"), apply(event, "Boris")
    answer = post(client, managed(false) + "/denial")
    text = said(client.get(answer.location))
    assert "The owner of the e-mail address said that the registration was not theirs." in text
    assert [r.status for r in stored()] == ["cancelled", "confirmed"]
    assert "A place is held for you." in said(client.get(managed(waiting)))


def test_who_waits_is_told_the_place_in_the_line(client: FlaskClient, world: World) -> None:
    event = world.visit(capacity=1)
    registrations = [apply(event, name) for name in ("Ana", "Boris", "Vera")]
    post(client, managed(registrations[2]) + "/confirmation")
    text = said(client.get(managed(registrations[2])))
    assert "You are number 2 on the waitlist." in text
    assert "on the waitlist Place in the waitlist 2" in text


def test_cancelling_says_what_it_means_and_does_it(client: FlaskClient, world: World) -> None:
    event = world.visit(capacity=1)
    first = apply(event, "Ana")
    apply(event, "Boris")
    post(client, managed(first) + "/confirmation")
    asked = said(client.get(managed(first) + "/cancellation"))
    assert "Your place goes to the next on the waitlist at once." in asked
    answer = post(client, managed(first) + "/cancellation")
    assert "Your registration is cancelled." in said(client.get(answer.location))
    assert [(r.status, r.reason) for r in stored()] == [
        ("cancelled", "withdrawn"),
        ("confirmed", ""),
    ]


@pytest.mark.parametrize("rest", ["/confirmation", "/denial", "/cancellation"])
def test_what_has_ended_says_so(client: FlaskClient, world: World, rest: str) -> None:
    registration = apply(world.visit())
    post(client, managed(registration) + "/denial")
    answer = post(client, managed(registration) + rest)
    assert answer.status_code == 409
    assert "This registration has been cancelled." in said(answer)
    assert stored()[0].reason == "not_me"


def test_every_change_needs_the_token_of_the_page(client: FlaskClient, world: World) -> None:
    registration = apply(world.visit())
    for rest in ("/confirmation", "/denial", "/cancellation"):
        assert client.post(managed(registration) + rest).status_code == 400
    assert stored()[0].version == 1


@pytest.mark.parametrize("rest", ["", "/confirmation", "/cancellation"])
def test_a_revoked_link_is_gone_and_an_unknown_one_not_found_with_the_same_words(
    client: FlaskClient, world: World, rest: str
) -> None:
    registration = apply(world.visit())
    old = managed(registration)
    with transaction():
        registration.generation += 1
    unknown = f"/en/registrations/{uuid.uuid4()}/{'x' * 32}"
    forged = f"/en/registrations/{registration.ref}/{'x' * 32}"
    answers = [client.get(path + rest) for path in (old, unknown, forged)]
    assert [answer.status_code for answer in answers] == [410, 404, 404]
    assert len({said(answer) for answer in answers}) == 1
    assert "This link does not work" in said(answers[0])


@pytest.mark.parametrize("ref", ["1", "%00", "не", "x" * 5_000])
def test_a_ref_that_is_none_is_not_found(client: FlaskClient, world: World, ref: str) -> None:
    assert client.get(f"/en/registrations/{ref}/x").status_code == 404


def test_a_delegate_who_declines_is_led_to_the_registration(
    client: FlaskClient, world: World
) -> None:
    event = world.visit()
    registration = apply(event)
    post(client, managed(registration) + "/confirmation")
    person = stored()[0].person
    assert person is not None
    invitation = inviting.find_invitation(event, person)
    assert invitation is not None
    token = inviting.answer_token(invitation)
    text = client.get(f"/en/invitations/{invitation.ref}/{token}").text
    assert managed(registration) in text
    assert personal.invitations(person, NOW) == []


@pytest.mark.any_db
@pytest.mark.parametrize("slug", ["%00", "%0A", "%ED%A0%80", "x" * 5_000])
def test_a_slug_that_is_none_is_not_found(client: FlaskClient, world: World, slug: str) -> None:
    assert client.get(f"/en/events/{slug}/registration").status_code == 404

"""A delegate's place: asked for, held, confirmed, given back, passed on. On both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler import errors
from scheduler.actions import mailing, policy, registering, scheduling
from scheduler.actions.registering import Application
from scheduler.db import transaction
from scheduler.models import Event, Registration
from scheduler.queries import outbox, people, roster, verification
from tests.world import NOW, VISIT, World, mails

pytestmark = pytest.mark.any_db
HOUR = timedelta(hours=1)


def apply(event: Event, name: str, *, hours: int = 0) -> Registration:
    """Register somebody of Sofia, unconfirmed."""
    application = Application(name, f"{name.lower()}@sofia.example", "sofia", "bg")
    with transaction():
        registration, _ = registering.register(event, application, by=None, now=NOW + hours * HOUR)
    return registration


def confirm(registration: Registration) -> Registration:
    """Follow the link in the mail."""
    with transaction():
        registering.confirm(registration, now=NOW + HOUR)
    return registration


def test_seats_go_by_arrival_and_the_rest_stand_in_line(world: World) -> None:
    event = world.visit()
    registrations = [apply(event, name) for name in ("Ana", "Boris", "Vera", "Georgi")]
    assert [r.status for r in registrations] == [
        "confirmed",
        "confirmed",
        "waitlisted",
        "waitlisted",
    ]
    assert [r.number for r in registrations] == [1, 2, 3, 4]
    assert [roster.position(r) for r in registrations] == [None, None, 1, 2]


def test_the_seat_is_held_while_the_mail_asks(world: World) -> None:
    registration = apply(world.visit(), "Ana")
    assert registration.hold_until == NOW + 24 * HOUR
    assert registration.person is None
    assert [(mail.kind, mail.recipient) for mail in mails()] == [
        ("registration_received", "ana@sofia.example")
    ]


def test_confirming_makes_the_person_a_delegate_and_sends_the_calendar_entry(world: World) -> None:
    registration = confirm(apply(world.visit(), "Ana"))
    person = people.find_by_email("ana@sofia.example")
    assert person is not None
    assert registration.person == person
    assert [(role.kind, role.city_id) for role in person.roles] == [("delegate", world.sofia.id)]
    assert registration.hold_until is None
    assert [mail.kind for mail in mails()] == ["registration_received", "registration_confirmed"]
    assert mails()[1].invitation is not None


def test_confirming_twice_is_one_confirmation(world: World) -> None:
    registration = confirm(apply(world.visit(), "Ana"))
    confirm(registration)
    assert len(mails("registration_confirmed")) == 1


def test_whoever_is_signed_in_with_the_address_needs_no_mail_to_confirm(world: World) -> None:
    event = world.visit()
    application = Application("Petar Ivanov", "Petar@Sofia.example", "sofia", "bg")
    with transaction():
        registration, new = registering.register(event, application, by=world.petar, now=NOW)
    assert new
    assert (registration.person, registration.hold_until) == (world.petar, None)
    assert [mail.kind for mail in mails()] == ["registration_confirmed"]


def test_a_second_try_mails_the_link_and_changes_nothing(world: World) -> None:
    event = world.visit()
    first = confirm(apply(event, "Ana"))
    again = apply(event, "Ana")
    assert again.id == first.id
    assert len(roster.registrations(event)) == 1
    assert mails()[-1].kind == "registration_link"


def test_no_address_gets_mail_without_end(world: World) -> None:
    event = world.visit()
    for _ in range(20):
        apply(event, "Ana")
    assert len(mails()) == 6


def test_cancelling_moves_the_next_one_up_in_the_same_transaction(world: World) -> None:
    event = world.visit()
    ana, boris, vera = (confirm(apply(event, name)) for name in ("Ana", "Boris", "Vera"))
    with transaction():
        registering.cancel(ana, by=None, now=NOW + 2 * HOUR, link=True)
    assert [r.status for r in (ana, boris, vera)] == ["cancelled", "confirmed", "confirmed"]
    assert [mail.kind for mail in mails()[-2:]] == [
        "registration_cancelled",
        "registration_promoted",
    ]
    assert list(verification.findings(NOW + HOUR)) == []


def test_whoever_did_not_confirm_loses_the_place_after_24_hours_and_not_before(
    world: World,
) -> None:
    event = world.visit()
    ana, boris, vera = (apply(event, name) for name in ("Ana", "Boris", "Vera"))
    confirm(vera)
    for late, released in (
        (24 * HOUR - timedelta(seconds=1), [False, False, False]),
        (24 * HOUR, [True, True, False]),
        (25 * HOUR, [False, False, False]),
    ):
        with transaction():
            said = [registering.release(each, now=NOW + late) for each in (ana, boris, vera)]
        assert said == released
    assert [(r.status, r.reason) for r in (ana, boris, vera)] == [
        ("cancelled", "unconfirmed"),
        ("cancelled", "unconfirmed"),
        ("confirmed", ""),
    ]
    assert mails()[-1].kind == "registration_promoted"


def test_this_was_not_me_frees_the_place_without_a_letter(world: World) -> None:
    event = world.visit()
    ana = apply(event, "Ana")
    with transaction():
        registering.deny(ana, now=NOW)
    assert (ana.status, ana.reason) == ("cancelled", "not_me")
    assert [mail.kind for mail in mails()] == ["registration_received"]


def test_the_same_address_may_register_again_after_cancelling(world: World) -> None:
    event = world.visit()
    ana = apply(event, "Ana")
    with transaction():
        registering.cancel(ana, by=None, now=NOW, link=True)
    assert apply(event, "Ana").number == 2


def test_what_has_ended_cannot_be_confirmed_or_cancelled(world: World) -> None:
    ana = apply(world.visit(), "Ana")
    with transaction():
        registering.cancel(ana, by=None, now=NOW, link=True)
    with pytest.raises(errors.RegistrationEnded):
        confirm(ana)
    with pytest.raises(errors.RegistrationEnded), transaction():
        registering.cancel(ana, by=None, now=NOW, link=True)


def test_a_higher_capacity_moves_the_line_up(world: World) -> None:
    event = world.visit()
    line = [confirm(apply(event, name)) for name in ("Ana", "Boris", "Vera", "Georgi")]
    with transaction():
        scheduling.change(
            event,
            replace(scheduling.plan_of(event), capacity=3),
            version=event.version,
            by=world.jiho,
            now=NOW + HOUR,
        )
    assert [r.status for r in line] == ["confirmed", "confirmed", "confirmed", "waitlisted"]


def test_a_lower_capacity_throws_nobody_out(world: World) -> None:
    event = world.visit()
    held = [confirm(apply(event, name)) for name in ("Ana", "Boris")]
    with transaction():
        scheduling.change(
            event,
            replace(scheduling.plan_of(event), capacity=1),
            version=event.version,
            by=world.jiho,
            now=NOW + HOUR,
        )
    assert [r.status for r in held] == ["confirmed", "confirmed"]


def test_a_moved_visit_tells_its_delegates(world: World) -> None:
    event = world.visit()
    confirm(apply(event, "Ana"))
    with transaction():
        for mail in mails():
            mail.state = "sent"
    plan = scheduling.plan_of(event)
    moved = replace(
        plan, start=plan.start + timedelta(days=7), end=(plan.end or plan.start) + timedelta(days=7)
    )
    with transaction():
        scheduling.change(event, moved, version=event.version, by=world.jiho, now=NOW + HOUR)
    assert [mail.recipient for mail in mails("update")] == ["ana@sofia.example"]


def test_a_cancelled_visit_ends_every_registration_with_one_letter_each(world: World) -> None:
    event = world.visit()
    line = [confirm(apply(event, name)) for name in ("Ana", "Boris", "Vera")]
    with transaction():
        for mail in mails():
            mail.state = "sent"
    sent = len(mails())
    with transaction():
        scheduling.cancel(event, by=world.jiho, now=NOW + HOUR)
    assert {(r.status, r.reason) for r in line} == {("cancelled", "visit_cancelled")}
    assert sorted(mail.recipient for mail in mails()[sent:]) == [
        "ana@sofia.example",
        "boris@sofia.example",
        "vera@sofia.example",
    ]


@pytest.mark.parametrize(
    ("changes", "hours"),
    [
        ({"opens": NOW + HOUR}, 0),
        ({"closes": NOW + HOUR}, 1),
        ({"opens": None}, 0),
        ({}, 24 * 365),
    ],
)
def test_outside_its_window_registration_is_closed(
    world: World, changes: dict[str, object], hours: int
) -> None:
    event = world.visit(**changes)
    with pytest.raises(errors.RegistrationClosed):
        apply(event, "Ana", hours=hours)


def test_a_draft_takes_no_registrations(world: World) -> None:
    with pytest.raises(errors.RegistrationClosed):
        apply(world.draft(VISIT), "Ana")


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"name": " "}, "name", "missing"),
        ({"name": "А" * 201}, "name", "too_long"),
        ({"name": "Ана\r\nBcc: x@example.org"}, "name", "control_characters"),
        ({"name": "Ана\u2028Петрова"}, "name", "control_characters"),
        ({"email": "ана"}, "email", "email_invalid"),
        ({"email": "a@b@c"}, "email", "email_invalid"),
        ({"city": "third-city"}, "city", "not_in_programme"),
        ({"language": "tlh"}, "language", "not_in_programme"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    world: World, changes: dict[str, str], field: str, code: str
) -> None:
    event = world.visit()
    application = replace(Application("Ана", "ana@sofia.example", "sofia", "bg"), **changes)
    with pytest.raises(errors.Several) as refused, transaction():
        registering.register(event, application, by=None, now=NOW)
    assert [(each.field, each.code) for each in refused.value.refusals] == [(field, code)]


def test_the_manage_link_is_made_again_and_a_forged_one_is_unknown(world: World) -> None:
    ana = apply(world.visit(), "Ana")
    token = registering.manage_token(ana)
    assert roster.get_by_link(ana.ref, token).id == ana.id
    with pytest.raises(errors.TokenUnknown):
        roster.get_by_link(ana.ref, "x" * 32)
    with transaction():
        ana.generation += 1
    with pytest.raises(errors.TokenRevoked):
        roster.get_by_link(ana.ref, token)


def test_only_the_owner_or_an_organizer_cancels_without_the_link(world: World) -> None:
    ana = confirm(apply(world.visit(), "Ana"))
    with pytest.raises(errors.NotFound), transaction():
        registering.cancel(ana, by=world.mallory, now=NOW)
    with transaction():
        registering.cancel(ana, by=world.jiho, now=NOW)
    assert ana.reason == "by_organizer"


def test_nobody_is_promoted_into_a_visit_that_has_begun(world: World) -> None:
    event = world.visit()
    ana, _, vera = (confirm(apply(event, name)) for name in ("Ana", "Boris", "Vera"))
    with transaction():
        registering.cancel(ana, by=None, now=event.start_utc, link=True)
    assert vera.status == "waitlisted"


def test_the_join_link_goes_to_whoever_has_a_seat_and_to_nobody_before(world: World) -> None:
    event = world.visit(online_url="https://meet.example.org/private", capacity=1)
    for name in ("Ana", "Boris"):
        confirm(apply(event, name))
    told = {mail.kind: outbox.shown(mail) for mail in mails()}
    assert [kind for kind, mail in told.items() if "meet.example.org" in mail.text] == [
        "registration_confirmed"
    ]


def test_registering_makes_no_member_of_the_programme(world: World) -> None:
    ana = confirm(apply(world.visit(), "Ana")).person
    members = world.published(visibility="programme")
    assert not policy.may(ana, "event.see", members)
    assert policy.may(world.petar, "event.see", members)


def test_coming_back_is_newer_than_the_cancellation(world: World) -> None:
    event = world.visit()
    ana = confirm(apply(event, "Ana"))
    with transaction():
        registering.cancel(ana, by=None, now=NOW + HOUR, link=True)
    confirm(apply(event, "Ana"))
    sequences = [
        int(line.removeprefix("SEQUENCE:"))
        for mail in mails()
        for line in outbox.shown(mail).calendar.splitlines()
        if line.startswith("SEQUENCE:")
    ]
    assert sequences == [0, 1, 2]


def test_a_letter_overtaken_by_a_newer_one_about_the_registration_is_dropped(world: World) -> None:
    event = world.visit()
    ana = confirm(apply(event, "Ana"))
    with transaction():
        registering.cancel(ana, by=None, now=NOW + HOUR, link=True)
    with transaction():
        claimed = mailing.claim(now=NOW + 2 * HOUR)
    assert [mail.kind for mail in claimed] == ["registration_received", "registration_cancelled"]

"""The outbox as an organizer may see it: nothing in it lets the reader act for the recipient."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler import links, sealing
from scheduler.actions import inviting, membership, registering, scheduling
from scheduler.actions.registering import Application
from scheduler.db import db, transaction
from scheduler.errors import NotFound
from scheduler.models import Invitation, Registration
from scheduler.queries import outbox
from tests.letters import all_left
from tests.world import NOW, World, mails

KINDS = {
    "invitation", "update", "cancellation", "sign_in", "registration_received",
    "registration_confirmed", "registration_waitlisted", "registration_promoted",
    "registration_link", "registration_cancelled",
}  # fmt: skip


@pytest.fixture
def everything(world: World) -> World:
    """Have every kind of letter written."""
    session, visit = world.published(invite=True), world.visit(capacity=1)
    all_left()
    plan = scheduling.plan_of(session)
    with transaction():
        scheduling.move(
            session, plan.start + timedelta(days=1), version=session.version,
            by=world.elena, now=NOW,
        )  # fmt: skip
    all_left()
    with transaction():
        scheduling.cancel(session, by=world.elena, now=NOW)
        membership.request_sign_in(world.petar.email, now=NOW)
    people = [Application(f"Name {n}", f"n{n}@sofia.example", "sofia", "bg") for n in (1, 2)]
    found = []
    for application in people:
        with transaction():
            found.append(registering.register(visit, application, by=None, now=NOW)[0])
        with transaction():
            registering.confirm(found[-1], now=NOW)
    with transaction():
        registering.register(visit, people[0], by=None, now=NOW)
    with transaction():
        registering.cancel(found[0], by=None, now=NOW, link=True)
    return world


def _secrets() -> set[str]:
    """Return every secret that a letter may hold, of all generations so far."""
    invitations = db.session.query(Invitation).all()
    registrations = db.session.query(Registration).all()
    return {
        *(inviting.answer_token(each) for each in invitations),
        *(sealing.address_secret("reply", each.ref, each.generation) for each in invitations),
        *(registering.manage_token(each) for each in registrations),
    }


def test_no_letter_shows_a_link_or_an_address_that_acts_for_its_reader(everything: World) -> None:
    secrets = _secrets()
    assert {mail.kind for mail in mails()} == KINDS
    held = 0
    for mail in mails():
        raw = sealing.unseal(mail.body) if mail.body else b""
        shown = outbox.shown(mail)
        seen = "\n".join([shown.text, shown.html, shown.calendar, *(v for _, v in shown.headers)])
        assert [secret for secret in secrets if secret in seen] == [], mail.kind
        held += any(secret.encode() in raw for secret in secrets)
        if mail.kind in {"invitation", "update"}:
            assert f"/invitations/{mail.invitation.ref}/{outbox.MASK}" in shown.text
            assert f"exchange+{outbox.MASK}@scheduler.example" in shown.calendar
        if mail.kind == "registration_received":
            assert f"/{outbox.MASK}/confirmation" in shown.text
            assert f"/{outbox.MASK}/confirmation" in shown.html
    assert held > 0, "the letters themselves do hold secrets"


def test_a_shown_letter_is_the_letter_otherwise(everything: World) -> None:
    mail = mails("invitation")[0]
    shown = outbox.shown(mail)
    assert [name for name, _ in shown.headers] == ["From", "To", "Subject", "Date", "Message-ID"]
    assert ("Subject", mail.subject) in shown.headers
    assert "Топлоснабдяване в квартала" in shown.text
    assert '<html lang="bg"' in shown.html
    assert shown.calendar.startswith("BEGIN:VCALENDAR")
    assert "ATTENDEE;" in shown.calendar


def test_every_personal_link_is_known_to_the_mask(app) -> None:
    token, ref = sealing.link_token("any", 1, 1), "0b0e7c1c-5a55-4d6e-9d3e-1f2a3b4c5d6e"
    for link in (
        links.sign_in("bg", token),
        links.answer("bg", ref, token),
        links.poll("bg", ref, token),
        links.registration("bg", ref, token),
        links.registration_confirm("bg", ref, token),
        links.my_feed(token),
        links.my_feed(token, "bg"),
    ):
        masked = outbox.masked(f'<a href="{link}">{link}</a>')
        assert token not in masked
        assert masked.count(outbox.MASK) == 2


def test_a_folded_line_of_a_calendar_hides_nothing(app) -> None:
    secret = sealing.address_secret("reply", "ref", 1)
    token = sealing.link_token("answer", "ref", 1)
    link = links.answer("bg", "0b0e7c1c-5a55-4d6e-9d3e-1f2a3b4c5d6e", token)
    plain = f"BEGIN:VCALENDAR\r\nORGANIZER:mailto:exchange+{secret}@x.example\r\nURL:{link}\r\n"
    for place in range(18, len(plain) - 2):
        for fold in ("\r\n ", "\r\n\t", "\n "):
            shown = outbox.masked(plain[:place] + fold + plain[place:])
            assert secret not in shown.replace(fold, "")
            assert token not in shown.replace(fold, "")


def test_sign_in_mail_is_in_nobodys_view(everything: World) -> None:
    (mail,) = mails("sign_in")
    listed = outbox.mails(everything.programme, most=1000)
    assert {each.kind for each in listed} == KINDS - {"sign_in"}
    assert sum(outbox.counts(everything.programme).values()) == len(listed)
    with pytest.raises(NotFound):
        outbox.get_mail(mail.id)
    assert outbox.get_mail(listed[0].id) is listed[0]


def test_an_emptied_letter_shows_its_row_alone(everything: World) -> None:
    mail = mails("invitation")[0]
    with transaction():
        mail.body = None
    shown = outbox.shown(mail)
    assert (shown.headers, shown.text, shown.html, shown.calendar) == ([], "", "", "")


def test_the_list_is_by_state_and_the_newest_first(everything: World) -> None:
    programme = everything.programme
    listed = outbox.mails(programme)
    assert [mail.id for mail in listed] == sorted((mail.id for mail in listed), reverse=True)
    counts = outbox.counts(programme)
    for state in ("queued", "sent"):
        assert len(outbox.mails(programme, state=state)) == counts[state]
    assert outbox.mails(programme, state="nonsense") == []
    assert len(outbox.mails(programme, most=2)) == 2

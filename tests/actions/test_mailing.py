"""The outbox: what is put there, for whom it gives way, who may take it, and how often."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from scheduler.actions import inviting, mailing, membership
from scheduler.actions.mailing import Post
from scheduler.db import db, transaction
from scheduler.documents.mailbox import Mailbox
from scheduler.errors import EmailInvalid
from scheduler.models import OutboxMail
from tests.letters import opened, text
from tests.world import NOW, World, mails

LINK = "http://scheduler.example/bg/sign-in/secret"


def _post(**changes: object) -> Post:
    chosen = {
        "kind": "sign_in",
        "to": Mailbox("Petar Ivanov", "petar@sofia.example"),
        "languages": ["bg", "en"],
        "values": lambda _code: {"sign_in_url": LINK, "minutes": 30},
        "key": (1,),
    }
    return Post(**(chosen | changes))


def _put(**changes: object) -> OutboxMail:
    with transaction():
        return mailing.put(_post(**changes), now=NOW)


@pytest.mark.any_db
def test_a_message_is_finished_when_it_is_put(app) -> None:
    mail = _put()
    assert (mail.state, mail.attempts, mail.due, mail.created, mail.sent) == (
        "queued",
        0,
        NOW,
        NOW,
        None,
    )
    message = opened(mail)
    assert message["Message-ID"] == mail.message_id
    assert message["Date"].datetime == NOW
    assert message["Subject"] == mail.subject
    assert LINK in text(message)
    assert [each.addr_spec for each in message["From"].addresses] == ["exchange@scheduler.example"]
    assert message["Reply-To"] is None


@pytest.mark.any_db
def test_what_lies_in_the_database_cannot_be_read_there(app) -> None:
    _put(secret=True)
    (mail,) = mails()
    assert mail.subject == ""
    for readable in (b"Petar", b"secret", b"sign-in", b"scheduler.example"):
        assert readable not in mail.body


@pytest.mark.any_db
def test_the_same_message_is_put_once(app) -> None:
    first = _put().message_id
    again, other, kind = _put(key=(2,)), _put(key=(1, 1)), _put(kind="sign_in", key=("1", ""))
    assert len({first, *(mail.message_id for mail in (again, other, kind))}) == 4
    with pytest.raises(IntegrityError):
        _put()
    assert len(mails()) == 4


@pytest.mark.any_db
def test_an_address_that_no_header_takes_is_refused_before_anything_is_stored(app) -> None:
    with pytest.raises(EmailInvalid):
        _put(to=Mailbox("Mallory", "mallory@x.example\r\nBcc: everybody@example.org"))
    assert mails() == []


@pytest.mark.any_db
def test_a_name_cannot_add_a_header(app) -> None:
    message = opened(_put(to=Mailbox("Mallory\r\nBcc: all@example.org", "mallory@x.example")))
    assert message["Bcc"] is None
    assert [each.addr_spec for each in message["To"].addresses] == ["mallory@x.example"]


@pytest.mark.any_db
def test_messages_are_taken_in_order_at_most_ten_at_a_time(app) -> None:
    for key in range(12):
        _put(key=(key,))
    assert mailing.is_due(now=NOW)
    with transaction():
        first = [claimed.id for claimed in mailing.claim(now=NOW)]
    with transaction():
        second = [claimed.id for claimed in mailing.claim(now=NOW)]
    assert [*first, *second] == [mail.id for mail in mails()]
    assert (len(first), len(second)) == (10, 2)
    assert not mailing.is_due(now=NOW)
    assert mailing.is_due(now=NOW + mailing.LEASE)


@pytest.mark.any_db
def test_what_is_due_later_is_not_taken(app) -> None:
    with transaction():
        mailing.put(_post(), now=NOW + timedelta(seconds=1))
    assert not mailing.is_due(now=NOW)
    with transaction():
        assert mailing.claim(now=NOW) == []


@pytest.mark.any_db
def test_what_is_settled_is_never_taken_again(app) -> None:
    for key, state in enumerate(("sent", "failed", "superseded")):
        with transaction():
            mailing.put(_post(key=(key,)), now=NOW).state = state
    assert not mailing.is_due(now=NOW + timedelta(days=99))


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_another_worker_does_not_wait_for_what_one_is_taking(app) -> None:
    for key in range(11):
        _put(key=(key,))
    taken: list[int] = []

    def take() -> None:
        with app.app_context(), transaction():
            taken.extend(claimed.id for claimed in mailing.claim(now=NOW))

    last = mails()[-1].id
    with transaction():
        mailing.claim(now=NOW)
        db.session.flush()
        other = threading.Thread(target=take)
        other.start()
        other.join(10)
        assert taken == [last]


@pytest.mark.any_db
def test_strangers_can_cause_six_mails_an_hour_to_one_address(world: World) -> None:
    address = world.petar.email
    for number in range(6):
        assert not mailing.too_many(address, now=NOW)
        _put(key=(number,))
    assert mailing.too_many(address, now=NOW)
    assert not mailing.too_many(world.minseo.email, now=NOW)
    assert not mailing.too_many(address, now=NOW + timedelta(hours=1))


@pytest.mark.any_db
def test_no_registration_keeps_anybody_from_signing_in(world: World) -> None:
    for number in range(6):
        _put(key=(number,))
    with transaction():
        membership.request_sign_in(world.petar.email, now=NOW)
    assert [mail.kind for mail in mails()][6:] == ["sign_in"]


@pytest.mark.any_db
def test_what_organizers_cause_does_not_count(world: World) -> None:
    for _ in range(7):
        world.published(invite=True)
    assert not mailing.too_many(world.petar.email, now=NOW)


@pytest.mark.any_db
@pytest.mark.parametrize(
    ("state", "attempts", "left", "kept"),
    [
        ("queued", 0, False, "superseded"),
        ("queued", 1, True, "superseded"),
        ("sending", 1, True, "sending"),
        ("sent", 1, True, "sent"),
        ("failed", 1, True, "failed"),
    ],
)
def test_what_may_have_left_is_known_and_is_not_taken_back(
    world: World, state, attempts, left, kept
) -> None:
    event = world.published(invite=True)
    invitation = inviting.find_invitation(event, world.petar)
    with transaction():
        (mail,) = [mail for mail in mails() if mail.recipient == world.petar.email]
        mail.state, mail.attempts = state, attempts
    with transaction():
        assert mailing.supersede([invitation]) == ({invitation.id} if left else set())
    db.session.refresh(mail)
    assert (mail.state, mail.body is None) == (kept, kept == "superseded")


@pytest.mark.any_db
def test_a_personal_address_is_a_part_of_the_mailbox_that_is_read(configure, app) -> None:
    configure(mail_from="exchange@sofia.example")
    assert mailing.house_mailbox() == Mailbox("", "exchange@sofia.example")
    assert mailing.personal_mailbox("5ec4e7", "Sofia") == Mailbox(
        "Sofia", "exchange+5ec4e7@sofia.example"
    )
    configure(mail_subaddress=False)
    assert mailing.personal_mailbox("5ec4e7", "") == Mailbox("", "exchange@sofia.example")


@pytest.mark.any_db
def test_a_sign_in_mail_is_secret(world: World) -> None:
    with transaction():
        membership.request_sign_in("Petar@Sofia.example ", now=NOW)
    (mail,) = mails()
    assert (mail.secret, mail.subject, mail.event) == (True, "", None)

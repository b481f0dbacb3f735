"""The worker: what is stored is what arrives, once; and what happens where it cannot."""

from __future__ import annotations

import signal
import smtplib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from scheduler import worker
from scheduler.actions import (
    importing,
    mailing,
    membership,
    registering,
    remembering,
    scheduling,
)
from scheduler.actions.registering import Application
from scheduler.db import db, transaction
from scheduler.models import ImportFile, KeptAnswer, Registration, SignInLink
from scheduler.sealing import seal, unseal
from tests.live import Live
from tests.postbox import open_postbox
from tests.world import NOW, World, mails

GOES_ON = worker.Stop()


@pytest.fixture(autouse=True)
def stopped_clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def _round() -> int:
    """Let a worker look once; return how many messages it claimed."""
    db.session.rollback()
    return worker.send_due(GOES_ON)


def _states() -> list[tuple[str, int]]:
    db.session.rollback()
    return [(mail.state, mail.attempts) for mail in mails()]


def _two_letters(world: World) -> list[bytes]:
    """Invite Petar and Minseo; return the two messages as they are stored."""
    world.published(invite=True)
    return [unseal(mail.body or b"") for mail in mails()]


def test_the_bytes_that_arrive_are_the_bytes_that_are_stored(world: World, postbox) -> None:
    stored = _two_letters(world)
    assert _round() == 2
    assert [letter.raw for letter in postbox.wait(2)] == stored
    assert [(letter.sender, letter.recipients) for letter in postbox.letters] == [
        ("exchange@scheduler.example", ["petar@sofia.example"]),
        ("exchange@scheduler.example", ["minseo@seoul.example"]),
    ]
    assert [(mail.state, mail.sent, mail.error) for mail in mails()] == [("sent", NOW, "")] * 2
    assert _round() == 0


def test_a_line_of_dots_and_a_last_line_arrive_whole(world: World, postbox) -> None:
    (first, _second) = _two_letters(world)
    odd = first.replace(b"\r\n\r\n", b"\r\n\r\n.\r\n..\r\n.dot\r\n", 1)
    with transaction():
        mails()[0].body = seal(odd)
    _round()
    assert postbox.wait(2)[0].raw == odd


def test_without_a_mail_server_letters_are_files(world: World, configure) -> None:
    configure(mail_url="")
    stored = _two_letters(world)
    assert _round() == 2
    folder = configure().instance / "outbox"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        f"{mail.id:06}-invitation.eml": body for mail, body in zip(mails(), stored, strict=True)
    }
    assert folder.stat().st_mode & 0o077 == 0
    assert _states() == [("sent", 1)] * 2


def test_a_try_later_is_tried_again_after_growing_waits(world, postbox, stopped_clock) -> None:
    _two_letters(world)
    waits, now = [], NOW
    with transaction():
        db.session.delete(mails()[1])
    for _ in range(11):
        postbox.replies.append("451 4.3.0 try again later")
        assert _round() == 1
        assert _round() == 0
        (mail,) = mails()
        assert (mail.state, mail.error) == (
            "queued",
            "SMTPDataError: (451, b'4.3.0 try again later')",
        )
        waits.append((mail.due - now) // timedelta(minutes=1))
        now = mail.due
        stopped_clock.move_to(now)
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 240, 240, 240]
    assert _round() == 1
    assert len(postbox.wait(1)) == 1
    assert _states() == [("sent", 12)]


def test_after_three_days_it_is_given_up_and_shown(world, postbox, stopped_clock) -> None:
    _two_letters(world)
    stopped_clock.move_to(NOW + timedelta(hours=73))
    postbox.replies += ["451 not today"] * 2
    assert _round() == 2
    assert _states() == [("failed", 1)] * 2
    assert [mail.error for mail in mails()] == ["SMTPDataError: (451, b'not today')"] * 2


def test_a_no_for_good_is_not_tried_again_and_shown_and_the_next_goes_out(world, postbox) -> None:
    _two_letters(world)
    postbox.replies.append("554 5.7.1 no such person")
    assert _round() == 2
    assert _states() == [("failed", 1), ("sent", 1)]
    assert mails()[0].error == "554 5.7.1 no such person"
    assert [letter.recipients for letter in postbox.letters] == [["minseo@seoul.example"]]


def test_a_refused_recipient_is_for_good_and_a_refused_sender_is_not(world, configure) -> None:
    _two_letters(world)
    for word, answer, state in (
        ("RCPT", "450 4.2.1 mailbox busy", "queued"),
        ("MAIL", "550 5.7.60 not allowed to send as this", "queued"),
        ("EHLO", "554 5.5.0 go away", "queued"),
        ("RCPT", "550 5.1.1 no such user", "failed"),
    ):
        with _server(word, answer) as url:
            configure(mail_url=url)
            with transaction():
                for mail in mails():
                    mail.state, mail.due = "queued", NOW
            _round()
        assert [mail.state for mail in mails()] == [state] * 2, (word, answer)
        assert answer[:3] in mails()[0].error


@contextmanager
def _server(refused: str, answer: str) -> Iterator[str]:
    """Speak just enough SMTP to say no to one word."""

    def serve(listening: socket.socket) -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb", buffering=0) as talk:
                talk.write(b"220 here\r\n")
                for line in talk:
                    word = line[:4].decode().upper()
                    no = word == refused or (refused == "EHLO" and word == "HELO")
                    talk.write(f"{answer}\r\n".encode() if no else b"250 fine\r\n")
                    if word == "QUIT":
                        break

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, args=(listening,), daemon=True)
        thread.start()
        yield "smtp://127.0.0.1:{1}".format(*listening.getsockname())
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def test_a_server_that_is_away_loses_nothing(world, configure, stopped_clock) -> None:
    stored = _two_letters(world)
    configure(mail_url="smtp://127.0.0.1:1")
    assert _round() == 2
    assert _states() == [("queued", 1)] * 2
    assert mails()[0].error == "ConnectionRefusedError: [Errno 111] Connection refused"
    with open_postbox() as box:
        configure(mail_url=box.url)
        stopped_clock.move_to(NOW + timedelta(minutes=1))
        assert _round() == 2
        assert [letter.raw for letter in box.wait(2)] == stored


def test_a_letter_that_cannot_be_sent_holds_up_no_other(world, postbox, caplog) -> None:
    _two_letters(world)
    _invite_more(world)
    with transaction():
        unreadable, elsewhere, empty, *_good = mails()
        unreadable.body = b"sealed by another house"
        elsewhere.recipient = "nobody\r\nRCPT TO:<everybody@example.org>@x"
        empty.body = None
    assert _round() == 4
    assert _states() == [("queued", 1), ("failed", 1), ("queued", 1), ("sent", 1)]
    assert [mail.error for mail in mails()][:3] == [
        "its body cannot be opened with ENCRYPTION_KEY",
        "this is not an address that mail can reach",
        "its body cannot be opened with ENCRYPTION_KEY",
    ]
    assert len(postbox.letters) == 1


def _invite_more(world: World) -> None:
    world.published(invite=True, start=NOW.replace(tzinfo=None) + timedelta(days=9), end=None)


@pytest.mark.any_db
def test_two_workers_at_once_send_each_letter_once(app: Flask, world: World, postbox) -> None:
    for _ in range(5):
        _two_letters(world)
    db.session.rollback()
    together = threading.Barrier(2)

    def work() -> None:
        with app.app_context():
            together.wait()
            while worker.send_due(GOES_ON):
                pass

    workers = [threading.Thread(target=work) for _ in range(2)]
    for each in workers:
        each.start()
    for each in workers:
        each.join(30)
    letters = postbox.wait(10)
    assert len({letter.message["Message-ID"] for letter in letters}) == 10
    assert _states() == [("sent", 1)] * 10


def test_a_worker_told_to_stop_gives_back_what_it_has_not_begun(world, postbox) -> None:
    _two_letters(world)
    stop = worker.Stop()
    stop.ask()
    assert worker.send_due(stop) == 2
    assert (_states(), postbox.letters) == ([("queued", 0)] * 2, [])
    assert _round() == 2


def test_a_claim_that_is_running_out_is_given_back(world, postbox, stopped_clock) -> None:
    _two_letters(world)
    with transaction():
        first, _second = claimed = mailing.claim(now=NOW)
    stopped_clock.move_to(NOW + mailing.LEASE - timedelta(seconds=1))
    assert _round() == 0
    stopped_clock.move_to(first.until)
    assert _round() == 2
    postbox.wait(2)
    with transaction():
        for late in claimed:
            mailing.refused(late, "too late", permanent=False, now=first.until)
    assert _states() == [("sent", 2)] * 2
    with transaction():
        mailing.give_back(first, now=first.until)
    assert _states() == [("sent", 2)] * 2


def test_a_late_yes_still_counts(world, stopped_clock) -> None:
    _two_letters(world)
    with transaction():
        late, _ = mailing.claim(now=NOW)
    with transaction():
        mailing.claim(now=late.until)
    with transaction():
        mailing.delivered(late, now=late.until)
    assert _states() == [("sent", 2), ("sending", 2)]


def test_however_often_it_was_claimed_a_try_that_fails_is_noted(world) -> None:
    _two_letters(world)
    with transaction():
        mails()[0].attempts = 5000
        claimed = mailing.claim(now=NOW)[0]
        mailing.refused(claimed, "no", permanent=False, now=NOW)
    assert (mails()[0].state, mails()[0].due) == ("queued", NOW + timedelta(hours=4))


@pytest.mark.parametrize("end", ["refused", "given back", "killed"])
def test_an_update_is_not_overtaken_by_what_was_being_sent(world, postbox, stopped_clock, end):
    event = world.published(invite=True)
    with transaction():
        claimed = mailing.claim(now=NOW)
    with transaction():
        scheduling.cancel(event, by=world.elena, now=NOW)
    with transaction():
        for each in claimed:
            if end == "refused":
                mailing.refused(each, "451", permanent=False, now=NOW)
            if end == "given back":
                mailing.give_back(each, now=NOW)
    stopped_clock.move_to(NOW + timedelta(hours=1))
    _round()
    assert [letter.message["Subject"][:9] for letter in postbox.wait(2)] == [
        "Отменено:",
        "Cancelled",
    ]
    assert [mail.state for mail in mails()] == ["superseded", "superseded", "sent", "sent"]


def test_chores_release_what_was_not_confirmed(world: World, stopped_clock) -> None:
    visit = world.visit(capacity=1)
    first, second = (
        _register(visit, Application("Ana", f"{name}@sofia.example", "sofia", "bg"))
        for name in ("first", "second")
    )
    with transaction():
        registering.confirm(second, now=NOW)
    stopped_clock.move_to(NOW + timedelta(hours=23))
    assert worker.chores() == 0
    stopped_clock.move_to(NOW + timedelta(hours=24))
    assert worker.chores() == 1
    assert [(each.status, each.reason) for each in (first, second)] == [
        ("cancelled", "unconfirmed"),
        ("confirmed", ""),
    ]
    assert [mail.kind for mail in mails()][-1] == "registration_promoted"


def _register(event: Any, application: Application) -> Registration:
    with transaction():
        found, _new = registering.register(event, application, by=None, now=NOW)
    return found


@pytest.mark.any_db
def test_a_seat_confirmed_at_the_last_moment_is_not_released(app, world, stopped_clock) -> None:
    visit = world.visit(capacity=1)
    registration = _register(visit, Application("Ana", "ana@sofia.example", "sofia", "bg"))
    ref, late = registration.ref, NOW + timedelta(hours=24)
    stopped_clock.move_to(late)
    db.session.rollback()
    confirming, released = threading.Event(), []

    def release() -> None:
        with app.app_context():
            confirming.wait(5)
            released.append(worker.chores())

    other = threading.Thread(target=release)
    other.start()
    with transaction():
        registering.confirm(db.session.query(Registration).filter_by(ref=ref).one(), now=late)
        db.session.flush()
        confirming.set()
        time.sleep(0.3)
    other.join(10)
    db.session.rollback()
    kept = db.session.query(Registration).filter_by(ref=ref).one()
    assert (released, kept.status, kept.address_confirmed) == ([0], "confirmed", True)


@pytest.mark.any_db
def test_a_chore_that_fails_holds_up_no_other(world: World, stopped_clock, caplog) -> None:
    first, second = (
        _register(world.visit(), Application("Ana", f"{name}@sofia.example", "sofia", "bg"))
        for name in ("first", "second")
    )
    _two_letters(world)
    with transaction():
        # One place that cannot be released, and no answers to forget.
        db.session.execute(
            sa.text("DELETE FROM visit WHERE event_id = :id"), {"id": first.event_id}
        )
        db.session.execute(sa.text("ALTER TABLE kept_answer RENAME TO away"))
        membership.make_sign_in_link(world.elena, now=NOW)
    stopped_clock.move_to(NOW + timedelta(days=2))
    assert worker.chores() == 1
    assert [record.getMessage() for record in caplog.records] == [
        "a round of the worker failed",
        "a round of the worker failed",
    ]
    db.session.rollback()
    assert [(each.status, each.reason) for each in (first, second)] == [
        ("confirmed", ""),
        ("cancelled", "unconfirmed"),
    ]
    assert db.session.query(SignInLink).count() == 0


def test_chores_empty_bodies_after_thirty_days_and_keep_what_waits(world, stopped_clock) -> None:
    _two_letters(world)
    _invite_more(world)
    with transaction():
        delivered, failed, tried, _waiting = mailing.claim(now=NOW)
        mailing.delivered(delivered, now=NOW)
        mailing.refused(failed, "550 no", permanent=True, now=NOW)
        mailing.refused(tried, "450 later", permanent=False, now=NOW)
    for days, emptied in ((30, [False] * 4), (31, [True, True, False, False])):
        stopped_clock.move_to(NOW + timedelta(days=days))
        worker.chores()
        db.session.rollback()
        assert [mail.body is None for mail in mails()] == emptied


@pytest.mark.any_db
def test_chores_tell_of_a_change_of_the_clocks_once(world: World, stopped_clock) -> None:
    for _ in range(2):
        world.published(
            invite=True,
            rule="FREQ=MONTHLY;BYDAY=1TU;COUNT=7",
            start=datetime(2026, 12, 1, 10),
            end=datetime(2026, 12, 1, 11),
        )
    counts = []
    for moment in ("2027-03-23 06:59", "2027-03-23 07:01", "2027-03-23 07:02", "2027-04-06 07:01"):
        stopped_clock.move_to(datetime.fromisoformat(moment).replace(tzinfo=UTC))
        worker.chores()
        db.session.rollback()
        counts.append(len(mails("clock_change")))
    assert counts == [0, 4, 4, 4]


def test_chores_forget_sign_in_links_that_are_over(world, stopped_clock) -> None:
    with transaction():
        membership.make_sign_in_link(world.elena, now=NOW)
    counts = []
    for hours in (0, 24, 25):
        stopped_clock.move_to(NOW + timedelta(hours=hours))
        worker.chores()
        db.session.rollback()
        counts.append(db.session.query(SignInLink).count())
    assert counts == [1, 1, 0]


def test_chores_forget_answers_after_a_day(world, stopped_clock) -> None:
    with transaction():
        remembering.claim("key", "digest", by=world.elena, now=NOW)
    counts = []
    for hours in (23, 24):
        stopped_clock.move_to(NOW + timedelta(hours=hours))
        worker.chores()
        db.session.rollback()
        counts.append(db.session.query(KeptAnswer).count())
    assert counts == [1, 0]


def test_chores_forget_imported_files_after_a_day(world, stopped_clock) -> None:
    with transaction():
        importing.keep(world.programme, "calendar.ics", b"x", by=world.elena, now=NOW)
    counts = []
    for hours in (23, 24):
        stopped_clock.move_to(NOW + timedelta(hours=hours))
        worker.chores()
        db.session.rollback()
        counts.append(db.session.query(ImportFile).count())
    assert counts == [1, 0]


def test_a_round_that_fails_is_logged_and_the_work_goes_on(world, postbox, caplog) -> None:
    _two_letters(world)
    with transaction():
        db.session.execute(sa.text("ALTER TABLE outbox_mail RENAME TO away"))

    class UntilSent(worker.Stop):
        """Rests by mending the database, and ends when the letters are out."""

        rests: list[float] = []  # noqa: RUF012

        def wait(self, seconds: float) -> None:
            self.rests.append(seconds)
            if postbox.letters:
                self.ask()
            elif len(self.rests) == 1:
                with transaction():
                    db.session.execute(sa.text("ALTER TABLE away RENAME TO outbox_mail"))

    worker.work(UntilSent())
    assert _states() == [("sent", 1)] * 2
    assert {record.message for record in caplog.records} == {"a round of the worker failed"}
    assert UntilSent.rests == [worker.TROUBLED, worker.IDLE]


def test_a_stop_is_heard_at_once_from_a_signal_handler() -> None:
    stop = worker.Stop()
    before = signal.signal(signal.SIGALRM, stop.ask)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        began = time.monotonic()
        stop.wait(20)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert stop.asked
    assert time.monotonic() - began < 10


def test_verified_tls_is_asked_for(configure, world) -> None:
    with open_postbox() as box, pytest.raises(smtplib.SMTPNotSupportedError):
        worker.connect(f"{box.url}?tls=starttls")
    with open_postbox() as box, pytest.raises(OSError, match="SSL"):
        worker.connect(f"{box.url}?tls=ssl")


def _long_due() -> None:
    """Let a real process, which has a clock of its own, find the letters due."""
    with transaction():
        for mail in mails():
            mail.due = NOW - timedelta(days=365)


def test_a_process_told_to_end_finishes_the_letter_at_hand(world, live: Live) -> None:
    _two_letters(world)
    _long_due()
    taken, released = threading.Event(), threading.Event()

    def serve(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection, connection.makefile("rwb", buffering=0) as talk:
            talk.write(b"220 here\r\n")
            inside = False
            for line in talk:
                if line == b".\r\n":
                    taken.set()
                    released.wait(10)
                    inside = False
                if not inside:
                    inside = line.upper() == b"DATA\r\n"
                    talk.write(b"354 go on\r\n" if inside else b"250 fine\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = threading.Thread(target=serve, args=(listening,), daemon=True)
        server.start()
        url = "smtp://127.0.0.1:{1}".format(*listening.getsockname())
        process = live.command("worker", MAIL_URL=url)
        assert taken.wait(20)
        process.popen.terminate()
        time.sleep(0.3)
        assert process.popen.poll() is None
        released.set()
        assert (process.popen.wait(10), process.printed()) == (0, "")
    assert _states() == [("sent", 1), ("queued", 0)]


def test_what_a_killed_worker_was_sending_is_sent_again_after_its_lease(
    world, postbox, live: Live, stopped_clock
) -> None:
    stored = _two_letters(world)
    _long_due()
    silent = socket.create_server(("127.0.0.1", 0))
    with silent:
        url = "smtp://127.0.0.1:{1}".format(*silent.getsockname())
        process = live.command("worker", MAIL_URL=url)
        silent.settimeout(20)
        connection, _ = silent.accept()
        process.stop(signal.SIGKILL)
        connection.close()
    assert _states() == [("sending", 1)] * 2
    (lease_ends,) = {mail.due for mail in mails()}
    stopped_clock.move_to(lease_ends - timedelta(seconds=1))
    assert _round() == 0
    stopped_clock.move_to(lease_ends)
    assert _round() == 2
    assert [letter.raw for letter in postbox.wait(2)] == stored
    assert _states() == [("sent", 2)] * 2

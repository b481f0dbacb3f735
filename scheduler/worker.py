"""The worker: sends what waits in the outbox, releases what was not confirmed, empties old mail.

Any number of them may run: a message belongs to the one that claimed it, for the length of the
lease. SIGTERM and SIGINT let the message at hand be finished. Knows SMTP and files, no rules.
"""

from __future__ import annotations

import os
import signal
import smtplib
import threading
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

import click
from cryptography.fernet import InvalidToken
from flask import current_app
from flask.cli import with_appcontext

from scheduler import clock, settings
from scheduler.actions import mailing, membership, registering
from scheduler.db import db, transaction

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

IDLE = 1.0  # seconds between two looks at an empty outbox
CHORES = 60.0  # seconds between two rounds of chores
TIMEOUT = 30  # seconds that a mail server may take to answer
PERMANENT = 500  # the first SMTP reply code that trying again does not mend


class RefusedForGood(Exception):
    """The message will not be taken, however often it is tried."""


def install(app: Flask) -> None:
    """Add `flask worker`."""
    app.cli.add_command(worker)


@click.command()
@with_appcontext
def worker() -> None:
    """Send the outbox's mail and do the chores, in the foreground, until told to stop."""
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    work(stop)


def work(stop: threading.Event) -> None:
    """Work until `stop` is set, or until the parent process has gone."""
    parent, chores_due = os.getppid(), 0.0
    while not stop.is_set() and os.getppid() == parent:
        sent = _without_dying(send_due, stop)
        if chores_due <= 0:
            _without_dying(chores, stop)
            chores_due = CHORES
        if not sent:
            chores_due -= IDLE
            stop.wait(IDLE)


def _without_dying(do: Callable[[threading.Event], int], stop: threading.Event) -> int:
    """Survive a database that is away or a bug in one round: log it, rest, go on."""
    try:
        return do(stop)
    except Exception:
        current_app.logger.exception("a round of the worker failed")
        return 0
    finally:
        db.session.remove()


def send_due(stop: threading.Event) -> int:
    """Claim what is due and send it; return how many were tried."""
    now = clock.now()
    if not mailing.is_due(now=now):
        return 0
    with transaction():
        claimed = mailing.claim(now=now)
    with Transport() as transport:
        for mail in claimed:
            if stop.is_set():
                _give_back(mail)
            else:
                _send(mail, transport)
    return len(claimed)


def chores(_stop: threading.Event) -> int:
    """Release unconfirmed registrations, empty old bodies, forget old sign-in links."""
    with transaction():
        released = registering.release_unconfirmed(now=clock.now())
    with transaction():
        mailing.empty_old(now=clock.now())
        membership.forget_used_links(now=clock.now())
    return released


def _send(mail: mailing.Claimed, transport: Transport) -> None:
    error, permanent = "", False
    try:
        transport.send(mail)
    except (RefusedForGood, InvalidToken) as why:
        error, permanent = str(why) or "the message cannot be opened", True
    except (OSError, smtplib.SMTPException) as why:
        error = f"{type(why).__name__}: {why}"
    with transaction():
        if error:
            mailing.refused(mail.id, error, permanent=permanent, now=clock.now())
        else:
            mailing.delivered(mail.id, now=clock.now())


def _give_back(mail: mailing.Claimed) -> None:
    with transaction():
        mailing.give_back(mail.id, now=clock.now())


class Transport:
    """One connection to the mail server for a whole batch, or the folder of .eml files."""

    def __init__(self) -> None:
        self.chosen = settings.current()
        self.server: smtplib.SMTP | None = None

    def __enter__(self) -> Transport:
        return self

    def __exit__(self, *_: object) -> None:
        self._hang_up()

    def send(self, mail: mailing.Claimed) -> None:
        """Send one message; RefusedForGood, or OSError and SMTPException to try again later."""
        if not self.chosen.mail_url:
            self._write(mail)
            return
        try:
            self._connected().sendmail(self.chosen.mail_from, [mail.recipient], mail.message())
        except smtplib.SMTPRecipientsRefused as why:
            self._hang_up()
            code, text = why.recipients[mail.recipient]
            _raise_for(code, text, why)
        except smtplib.SMTPResponseException as why:
            self._hang_up()
            _raise_for(why.smtp_code, why.smtp_error, why)
        except (OSError, smtplib.SMTPException):
            self._hang_up()
            raise

    def _write(self, mail: mailing.Claimed) -> None:
        folder = self.chosen.instance / "outbox"
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"{mail.id:06}-{mail.kind}.eml"
        unfinished = target.with_suffix(".tmp")
        unfinished.write_bytes(mail.message())
        unfinished.replace(target)

    def _connected(self) -> smtplib.SMTP:
        if self.server is None:
            self.server = connect(self.chosen.mail_url)
        return self.server

    def _hang_up(self) -> None:
        if self.server is not None:
            with suppress(OSError, smtplib.SMTPException):
                self.server.quit()
            self.server = None


def connect(mail_url: str) -> smtplib.SMTP:
    """Return a connection to `smtp://user:password@host:port?tls=starttls`; `tls=ssl` too."""
    parts = urlsplit(mail_url)
    tls = parse_qs(parts.query).get("tls", [""])[0]
    kind = smtplib.SMTP_SSL if tls == "ssl" else smtplib.SMTP
    server = kind(parts.hostname or "localhost", parts.port or 25, timeout=TIMEOUT)
    if tls == "starttls":
        server.starttls()
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))
    return server


def _raise_for(code: int, text: bytes | str, why: Exception) -> None:
    words = text.decode(errors="replace") if isinstance(text, bytes) else text
    # 421 and other 4xx replies, and 5xx to our own login, are the server's trouble, not the mail's.
    if code >= PERMANENT and not isinstance(why, smtplib.SMTPAuthenticationError):
        raise RefusedForGood(f"{code} {words}") from why
    raise why

"""The worker: sends what waits in the outbox, releases what was not confirmed, empties old mail.

Any number of them may run: a message belongs to the one that claimed it, for the length of the
lease. SIGTERM and SIGINT let the message at hand be finished. Knows SMTP and files, no rules.
"""

from __future__ import annotations

import os
import signal
import smtplib
import ssl
from contextlib import suppress
from datetime import timedelta
from functools import partial
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Self, TypeVar
from urllib.parse import parse_qs, unquote, urlsplit

from cryptography.fernet import InvalidToken
from flask import current_app

from scheduler import clock, settings
from scheduler.actions import mailing, membership, polling, registering, remembering, rezoning
from scheduler.db import db, transaction
from scheduler.documents.mailbox import Mailbox
from scheduler.errors import EmailInvalid
from scheduler.queries import polls, roster

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flask import Flask

IDLE = 1.0  # seconds between two looks at an empty outbox
TROUBLED = 10.0  # seconds of rest where a round failed: the database is away
CHORES = 60.0  # seconds between two rounds of chores
TIMEOUT = 20  # seconds that a mail server may take for each of its answers
SLOWEST = timedelta(minutes=4)  # what a dozen such answers can take: less of a lease is too little
PERMANENT = 500  # the first SMTP reply code that trying again does not mend
Done = TypeVar("Done")
PORTS = {"ssl": 465, "starttls": 587, "": 25}


class RefusedForGood(Exception):
    """The message will not be taken, however often it is tried."""


class Stop:
    """The wish that this worker ends: by a signal, or because the process it serves is gone."""

    def __init__(self, parent: int | None = None) -> None:
        self._parent = parent
        self._asked = False
        # The one thing in Python that a signal handler may call while the main thread waits in it.
        self._bell: SimpleQueue[None] = SimpleQueue()

    def ask(self, *_: object) -> None:
        """Ask the worker to end; a signal handler."""
        self._asked = True
        self._bell.put(None)

    @property
    def asked(self) -> bool:
        """Whether it is time to end."""
        return self._asked or (self._parent is not None and os.getppid() != self._parent)

    def wait(self, seconds: float) -> None:
        """Rest that long, or until asked to end."""
        with suppress(Empty):
            self._bell.get(timeout=seconds)


def install(app: Flask) -> None:
    """Let `flask worker` find the work: the edges do not know each other."""
    app.extensions["worker"] = run


def run(parent: int | None = None) -> None:
    """Work in the foreground until SIGTERM, SIGINT or the end of the process `parent`."""
    stop = Stop(parent)
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, stop.ask)
    work(stop)


def work(stop: Stop) -> None:
    """Send and do the chores until asked to stop."""
    chores_due = clock.monotonic()
    while not stop.asked:
        tried = _without_dying(lambda: send_due(stop))
        if clock.monotonic() >= chores_due and not stop.asked:
            chores()
            chores_due = clock.monotonic() + CHORES
        db.session.remove()
        if not tried:
            stop.wait(TROUBLED if tried is None else IDLE)


def _without_dying(do: Callable[[], Done]) -> Done | None:
    """Survive a database that is away or a bug in one thing: log it, and return None."""
    try:
        return do()
    except Exception:
        current_app.logger.exception("a round of the worker failed")
        return None


def send_due(stop: Stop) -> int:
    """Claim what is due and send it; return how many were claimed."""
    now = clock.now()
    if not mailing.is_due(now=now):
        return 0
    with transaction():
        claimed = mailing.claim(now=now)
    with Transport() as transport:
        for mail in claimed:
            if stop.asked or clock.now() + SLOWEST > mail.until:
                with transaction():
                    mailing.give_back(mail, now=clock.now())
            else:
                _send(mail, transport)
    return len(claimed)


def chores() -> int:
    """Release unconfirmed registrations, remind of polls, empty old bodies, forget old links ...

    Each for itself: what fails is logged and holds up nothing else. Returns how many registrations
    were released.
    """
    refs = _without_dying(_expired) or ()
    released = [_without_dying(partial(_release, ref)) for ref in refs]
    for ref in _without_dying(_last_calls) or ():
        _without_dying(partial(_call_last, ref))
    for forget in (mailing.empty_old, membership.forget_used_links, remembering.forget_old):
        _without_dying(partial(_forget, forget))
    _without_dying(_keep_zones)
    return released.count(True)


def _expired() -> list[str]:
    return [registration.ref for registration in roster.expired_holds(clock.now())]


def _release(ref: str) -> bool:
    with transaction():
        return registering.release(roster.get_by_ref(ref), now=clock.now())


def _last_calls() -> Sequence[str]:
    now = clock.now()
    return polls.calls_due(now=now, ahead=now + polling.LAST_CALL)


def _call_last(ref: str) -> None:
    with transaction():
        polling.call_last(polls.get_poll(ref), now=clock.now())


def _forget(forget: Callable[..., object]) -> None:
    with transaction():
        forget(now=clock.now())


def _keep_zones() -> None:
    with transaction():
        rezoning.keep()


def _send(mail: mailing.Claimed, transport: Transport) -> None:
    """Send one message and note how it went; whatever is wrong with it stays its own affair."""
    error, permanent = "", False
    try:
        transport.send(mail)
    except RefusedForGood as why:
        error, permanent = str(why), True
    except InvalidToken:
        # It may be this worker that has the wrong key: the message is not to blame.
        error = "its body cannot be opened with ENCRYPTION_KEY"
    except (OSError, smtplib.SMTPException) as why:
        error = f"{type(why).__name__}: {why}"
    except Exception as why:
        current_app.logger.exception("message %s could not be sent", mail.id)
        error = f"{type(why).__name__}: {why}"
    with transaction():
        if error:
            mailing.refused(mail, error, permanent=permanent, now=clock.now())
        else:
            mailing.delivered(mail, now=clock.now())


class Transport:
    """One connection to the mail server for a whole batch, or the folder of .eml files."""

    def __init__(self) -> None:
        self.chosen = settings.current()
        self.server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._hang_up()

    def send(self, mail: mailing.Claimed) -> None:
        """Send one message; RefusedForGood, or another error to try again later."""
        message = mail.message()
        if not self.chosen.mail_url:
            self._write(mail, message)
            return
        try:
            self._connected().sendmail(*self._envelope(mail.recipient), message)
        except smtplib.SMTPRecipientsRefused as why:
            self._hang_up()
            code, text = next(iter(why.recipients.values()))
            _raise_for(code, text, why)
        except smtplib.SMTPDataError as why:
            self._hang_up()
            _raise_for(why.smtp_code, why.smtp_error, why)
        except (OSError, smtplib.SMTPException):
            # A greeting, a login or a sender refused is the house's trouble, not the message's.
            self._hang_up()
            raise

    def _envelope(self, recipient: str) -> tuple[str, str]:
        """Return sender and recipient as SMTP spells them."""
        sender = Mailbox("", self.chosen.mail_from).ascii_address
        try:
            return sender, Mailbox("", recipient).ascii_address
        except EmailInvalid as why:
            msg = "this is not an address that mail can reach"
            raise RefusedForGood(msg) from why

    def _write(self, mail: mailing.Claimed, message: bytes) -> None:
        folder = self.chosen.instance / "outbox"
        # The letters hold links that act for their readers.
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        target = folder / f"{mail.id:06}-{mail.kind}.eml"
        unfinished = target.with_suffix(".tmp")
        unfinished.write_bytes(message)
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
    """Return a connection to `smtp://user:password@host:port?tls=starttls`; `tls=ssl` too.

    Over TLS the server must show a certificate that this machine trusts.
    """
    parts = urlsplit(mail_url)
    tls = parse_qs(parts.query).get("tls", [""])[0]
    host, port = parts.hostname or "localhost", parts.port or PORTS.get(tls, 25)
    trusted = ssl.create_default_context()
    if tls == "ssl":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=trusted)
    else:
        server = smtplib.SMTP(host, port, timeout=TIMEOUT)
    try:
        if tls == "starttls":
            server.starttls(context=trusted)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _raise_for(code: int, text: bytes | str, why: Exception) -> None:
    words = text.decode(errors="replace") if isinstance(text, bytes) else text
    if code >= PERMANENT:
        msg = f"{code} {words}"
        raise RefusedForGood(msg) from why
    raise why

"""The way out: a mail server over SMTP, or a folder of .eml files. Knows no outbox."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from typing import TYPE_CHECKING, Self
from urllib.parse import parse_qs, unquote, urlsplit

from scheduler import settings
from scheduler.documents.mailbox import Mailbox
from scheduler.errors import EmailInvalid

if TYPE_CHECKING:
    from scheduler.actions import mailing

TIMEOUT = 20  # seconds that a mail server may take for each of its answers
PERMANENT = 500  # the first SMTP reply code that trying again does not mend
PORTS = {"ssl": 465, "starttls": 587, "": 25}


class RefusedForGood(Exception):
    """The message will not be taken, however often it is tried."""


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

"""A letter as the bytes that a mail server takes.

Decides the tree of parts: Outlook looks for the calendar only in the first child, others want
a file that can be opened, so the same bytes go out as both. All content is base64, hence no
line is too long for any server on the way and no separator can occur in a part. The same
letter gives the same bytes: the separators come from its Message-ID.

Headers are encoded with email.header (RFC 2047), because the folding of email.policy takes
twice as long as all the rest; the tree is the stdlib's.
"""

from __future__ import annotations

import hashlib
from base64 import encodebytes
from email.header import Header
from email.message import Message
from email.policy import compat32
from email.utils import format_datetime, formataddr
from typing import TYPE_CHECKING

from scheduler.documents import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.documents.letters.values import Letter
    from scheduler.documents.mailbox import Mailbox

_POLICY = compat32.clone(linesep="\r\n", max_line_length=None)
_LINE = 76
# Longer ones become encoded words even in plain ASCII, since those can be folded anywhere.
_SHORT = 60


def message_id(domain: str, *parts: object) -> str:
    """Return a Message-ID that these parts alone decide, so that a row has one for ever."""
    key = "\x00".join(str(part) for part in parts)
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{domain}>"


def build(letter: Letter) -> bytes:
    """Return the whole message, ready for SMTP or for an .eml file.

    Names and subject lose line ends and control characters. EmailInvalid where an address
    could not stand in a header.
    """
    mark = "=_" + hashlib.sha256(letter.message_id.encode()).hexdigest()[:24]
    content = _multipart("alternative", mark + "a", _forms(letter))
    if letter.calendar:
        content = _multipart("mixed", mark + "m", [content, _file(letter.calendar)])
    message: Message = Message(_POLICY)
    for name, value in _headers(letter):
        message[name] = value
    for name, value in content.items():
        message[name] = value
    message.set_payload(content.get_payload())
    return message.as_bytes()


def _headers(letter: Letter) -> list[tuple[str, str]]:
    """Return the headers of the message itself, encoded, in the order in which they stand."""
    found = [
        ("Date", format_datetime(letter.date)),
        ("From", _mailbox("From", letter.from_)),
        ("To", _mailbox("To", letter.to)),
        ("Reply-To", _mailbox("Reply-To", letter.reply_to) if letter.reply_to else ""),
        ("Subject", _encoded("Subject", letter.subject)),
        ("Message-ID", plain.line(letter.message_id)),
        ("In-Reply-To", plain.line(letter.references or "")),
        ("References", plain.line(letter.references or "")),
        ("Auto-Submitted", "auto-generated" if letter.auto_submitted else ""),
        ("Content-Language", ", ".join(letter.languages)),
        ("MIME-Version", "1.0"),
    ]
    return [(name, value) for name, value in found if value]


def _forms(letter: Letter) -> list[Message]:
    """Return the forms of the one content, the poorest first, as clients expect them."""
    forms = [
        _part("text/plain; charset=utf-8", _crlf(letter.text)),
        _part("text/html; charset=utf-8", _crlf(letter.html)),
    ]
    if letter.calendar:
        kind = f"text/calendar; charset=utf-8; method={letter.method}"
        forms.append(_part(kind, letter.calendar))
    for form in forms:
        form["Content-Language"] = ", ".join(letter.languages)
    return forms


def _file(calendar: bytes) -> Message:
    part = _part('application/ics; name="invite.ics"', calendar)
    part["Content-Disposition"] = 'attachment; filename="invite.ics"'
    return part


def _multipart(subtype: str, boundary: str, parts: Sequence[Message]) -> Message:
    message: Message = Message(_POLICY)
    message["Content-Type"] = f'multipart/{subtype}; boundary="{boundary}"'
    message.set_payload(list(parts))
    return message


def _part(content_type: str, content: bytes) -> Message:
    part: Message = Message(_POLICY)
    part["Content-Type"] = content_type
    part["Content-Transfer-Encoding"] = "base64"
    part.set_payload(encodebytes(content).decode())
    return part


def _crlf(text: str) -> bytes:
    """Return a text in the form in which mail carries it, whatever line ends it came with."""
    return plain.lines(text).replace("\n", "\r\n").encode()


def _mailbox(header: str, mailbox: Mailbox) -> str:
    return formataddr((_encoded(header, mailbox.name), mailbox.ascii_address))


def _encoded(header: str, text: str) -> str:
    """Return a text for that header: short ASCII as it is, all else in encoded words."""
    clean = plain.line(text)
    # Somebody's name must not be read as an encoded word that it is not.
    if clean.isascii() and len(clean) <= _SHORT and "=?" not in clean:
        return clean
    return Header(clean, "utf-8", maxlinelen=_LINE, header_name=header).encode(linesep="\r\n")

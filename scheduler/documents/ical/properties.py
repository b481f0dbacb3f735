r"""Property values, as calendar programs take them: texts, addresses, people, dates, moments.

Each returns what `component[NAME] = ...` holds. The escaping of texts is our own: icalendar
7.3 makes a new line of the N in a typed `C:\New`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from icalendar import Parameters, vCalAddress, vCategory, vDate, vDatetime, vText, vUri

from scheduler.documents import plain
from scheduler.documents.ical import blanks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scheduler.documents.mailbox import Mailbox

_ESCAPES = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})
# What may stand in an address unencoded (RFC 3986), with % for what is encoded already.
_URI_SAFE = "%:/?#[]@!$&'()*+,;=~"


class _Text(vText):
    def to_ical(self) -> bytes:
        return self.translate(_ESCAPES).encode()


def text(value: str, language: str | None = None) -> vText:
    """Return a TEXT of one line."""
    return _Text(plain.line(value), params={"LANGUAGE": language} if language else None)


def texts(value: str, language: str | None = None) -> vText:
    """Return a TEXT that may have several lines."""
    return _Text(
        plain.lines(value).strip("\n"), params={"LANGUAGE": language} if language else None
    )


def escaped(value: str) -> bytes:
    """Return what stands in a line for a TEXT of one line."""
    return text(value).to_ical()


def categories(values: Iterable[str], language: str | None = None) -> vCategory:
    """Return several TEXTs in one property; the commas between them are not escaped."""
    found = vCategory([], params={"LANGUAGE": language} if language else None)
    found.cats = [text(value) for value in values]
    return found


def uri(value: str, **parameters: str) -> vUri:
    """Return an address, with what no address holds (spaces, Cyrillic) percent-encoded."""
    base, rest = blanks.parted(plain.line(value))
    return vUri(base + quote(rest, safe=_URI_SAFE), params=parameters)


def person(mailbox: Mailbox, **parameters: str) -> vCalAddress:
    """Return a mailbox with its name in CN, where a double quote cannot stand.

    EmailInvalid where the address is none.
    """
    name = plain.line(mailbox.name).replace('"', "'")
    found = vCalAddress("mailto:" + quote(mailbox.ascii_address, safe="@+!$'*/=_~"))
    found.params = Parameters(({"CN": name} if name else {}) | parameters)
    return found


def day(value: date) -> vDate:
    """Return a date that no zone moves."""
    return vDate(value, params={"VALUE": "DATE"})


def wall(value: datetime, zone: str) -> vDatetime:
    """Return a naive wall time of a zone."""
    found = vDatetime(value)
    found.params["TZID"] = zone
    return found


def moment(value: datetime) -> vDatetime:
    """Return an aware moment, written in UTC to the second."""
    return vDatetime(value.astimezone(UTC))

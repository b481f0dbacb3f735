"""What becomes of finished pieces: one person's state put into them, a reminder, the joining.

Works on bytes alone and trusts how `entries` writes them: TRANSP stands behind SUMMARY, a VEVENT
ends with its END, and a text has no line ends of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.documents.ical import properties
from scheduler.documents.ical.folding import FOLD, LONGEST, filling, folded

if TYPE_CHECKING:
    from collections.abc import Iterable

_BUSY, _FREE = b"\r\nTRANSP:OPAQUE\r\n", b"\r\nTRANSP:TRANSPARENT\r\n"
_END = b"\r\nEND:VEVENT\r\n"
_DAYS = b"\r\nDTSTART;VALUE=DATE:"
_EVENING_BEFORE = 6 * 60
"""A day has no hour to count from: one is reminded of it at six the evening before."""


def uncertain(piece: bytes, words: str, *, free: bool) -> bytes:
    """Return a piece with those words behind its title, in brackets; its time left `free`."""
    state = FOLD + folded(b" " + properties.escaped(f"({words})"), LONGEST - 1)
    marked = piece.replace(_BUSY, state + _BUSY).replace(_FREE, state + _FREE)
    return marked.replace(_BUSY, _FREE) if free else marked


def reminding(piece: bytes, minutes: int, words: str) -> bytes:
    """Return a piece that rings so many minutes before it begins, saying those words."""
    early = _EVENING_BEFORE if _DAYS in piece else minutes
    lines = [
        b"BEGIN:VALARM",
        b"ACTION:DISPLAY",
        folded(b"DESCRIPTION:" + properties.escaped(words)),
        b"TRIGGER:-PT%dM" % early,
        b"END:VALARM",
    ]
    return piece.replace(_END, b"\r\n" + b"\r\n".join(lines) + _END)


def categories(names: Iterable[str], key: bytes) -> bytes:
    """Return what fills a blank in CATEGORIES: several texts, and the commas between them."""
    return filling(b",".join(properties.escaped(name) for name in names), key)


def name(value: str, key: bytes) -> bytes:
    """Return what fills a blank in a text."""
    return filling(properties.escaped(value), key)


def address(value: str, key: bytes) -> bytes:
    """Return what fills the blank that an address begins with, in a text as well."""
    return filling(str(properties.uri(value)).replace(",", "%2C").replace(";", "%3B").encode(), key)

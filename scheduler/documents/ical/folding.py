r"""Content lines as bytes: at most 75 octets each, the space of a fold counted (RFC 5545, 3.1).

Decides where a long line is broken: before a word where there is one, since gzip finds again what
stays whole, never inside a character and never between a backslash and what it escapes. A blank
(see `blanks`) counts as much as it may need.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.documents.ical import blanks

if TYPE_CHECKING:
    from icalendar import Component

LONGEST = 75
FOLD = b"\r\n "
_FURTHER = LONGEST - 1  # the space that begins a further line is one of its octets
_NEAR = 30
"""How far back a break may be looked for: an address has no spaces at all."""
_INSIDE = range(0x80, 0xC0)


def written(component: Component) -> bytes:
    """Return a component with all its lines, in the order in which they were set."""
    lines = component.content_lines(sorted=False)
    return b"".join(folded(blanks.marked(line.encode())) + b"\r\n" for line in lines if line)


def filling(value: bytes, key: bytes) -> bytes:
    """Return what a blank of that key is replaced by: the value, on lines of its own if long."""
    last = key.endswith(blanks.LAST)
    if len(value) <= blanks.width(key.removesuffix(blanks.LAST)):
        return value
    return b"".join([FOLD, folded(value, _FURTHER), b"" if last else FOLD])


def folded(line: bytes, room: int = LONGEST) -> bytes:
    r"""Return a line with folds, without the end of its last part; `room` is left in the first.

    >>> folded(b"SUMMARY:" + b"word " * 14 + b"ends here")[60:]
    b'rd word word\r\n  ends here'
    """
    if len(line) <= room and blanks.MARK not in line:
        return line
    done: list[bytes] = []
    parts = line.split(blanks.MARK)
    for place, part in enumerate(parts):
        if place % 2:
            last = place == len(parts) - 2 and not parts[-1]
            room = _put_blank(done, part, room, last=last)
        else:
            room = _put_text(done, part, room)
    return b"".join(done)


def _put_text(done: list[bytes], text: bytes, room: int) -> int:
    """Add a text to the lines, and return how much room the last one has left."""
    while len(text) > room:
        cut = _break(text, room)
        done += [text[:cut], FOLD]
        text, room = text[cut:], _FURTHER
    done.append(text)
    return room - len(text)


def _put_blank(done: list[bytes], key: bytes, room: int, *, last: bool) -> int:
    width = blanks.width(key)
    if room < width:
        done.append(FOLD)
        room = _FURTHER
    done += [blanks.MARK, key, blanks.LAST if last else b"", blanks.MARK]
    return room - width


def _break(text: bytes, room: int) -> int:
    """Return before which octet a text is broken that has more than `room`."""
    word = text.rfind(b" ", max(room - _NEAR, 1), room + 1)
    if word > 0:
        return word
    cut = room
    while cut and text[cut] in _INSIDE:
        cut -= 1
    escapes = len(text[:cut]) - len(text[:cut].rstrip(b"\\"))
    return cut - escapes % 2

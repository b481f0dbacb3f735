"""Blanks: what a stored piece leaves open, and what is put in when pieces are joined to a feed.

The address of the installation and the names of cities and themes stand in thousands of pieces
and change on their own, so a piece has a blank in their place: whoever writes an entry says
`blank("c12.bg")` where a name would be. Here it is decided how a blank survives being written
as iCalendar, and how much room it gets in its line; what it means is the caller's matter.

A value as long as its blank allows stands in the line like any other text, a longer one on
lines of its own: so a piece stays rightly folded whatever is put into it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MARK = b"\x01"
"""Stands before and behind a key in a stored piece; no text has it (`documents.plain`)."""
LAST = b"$"
"""Ends the key of a blank with which its line ends."""
_WIDTH, _WIDTHS = 20, {b"b": 34, b"k": 45}
"""Octets that a value may have inside a line, by the first letter of its key: „София“ has 10,
https://exchange.example.org 28; a list of categories stands alone behind the property's name."""
# Unicode's noncharacters, which are for such inner use and never part of a text.
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_WRITTEN = re.compile(f"{_OPEN}([!-~]+){_CLOSE}".encode())
BASE = "b"
"""The key of the installation's address, and the beginning of no other."""


def blank(key: str) -> str:
    """Return the blank of that key, to stand in a text or in front of an address."""
    return f"{_OPEN}{key}{_CLOSE}"


def marked(line: bytes) -> bytes:
    """Return a written line with its blanks marked; half of one, which somebody typed, is gone."""
    line = _WRITTEN.sub(MARK + rb"\1" + MARK, line)
    return line.replace(_OPEN.encode(), b"").replace(_CLOSE.encode(), b"")


def width(key: bytes) -> int:
    """Return how many octets a value may have to stand inside its line."""
    return _WIDTHS.get(key[:1], _WIDTH)


def parted(address: str) -> tuple[str, str]:
    """Return the blank that an address begins with, if it does, and what follows."""
    if not address.startswith(_OPEN):
        return "", address
    head, _, rest = address.partition(_CLOSE)
    return head + _CLOSE, rest


def fill(pieces: bytes, values: Mapping[bytes, bytes]) -> bytes:
    """Return pieces with their blanks filled in; `values` are as `written` gives them."""
    parts = pieces.split(MARK)
    parts[1::2] = map(values.__getitem__, parts[1::2])
    return b"".join(parts)

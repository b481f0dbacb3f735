"""An address as a picture that the camera of a phone reads (QR code, ISO/IEC 18004).

Gives squares, not markup: the template draws them, dark on light in every theme, since cameras
misread the reverse.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import segno

QUIET = 4
"""How many light squares the standard asks for on every side."""
LONGEST = 700
"""Longer addresses give squares too small for a camera."""


@dataclass(frozen=True)
class Picture:
    """A square picture: its side in small squares, and the dark ones as an SVG path."""

    side: int
    path: str


def picture(address: str) -> Picture | None:
    """Return the picture of an address, None for one too long; a part may be dirty (level M).

    >>> found = picture("https://example.org")
    >>> found and found.side
    33
    """
    if len(address) > LONGEST:
        return None
    matrix = segno.make_qr(address, error="m").matrix
    dark = "".join(_line(number, row) for number, row in enumerate(matrix))
    return Picture(len(matrix) + 2 * QUIET, dark)


def _line(number: int, row: bytearray) -> str:
    """Return the dark stretches of one row, each as a rectangle one square high."""
    drawn, column = "", QUIET
    for value, group in groupby(row):
        length = len(list(group))
        if value:
            drawn += f"M{column} {number + QUIET}h{length}v1h-{length}z"
        column += length
    return drawn

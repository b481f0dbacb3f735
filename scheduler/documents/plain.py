"""People's text on its way into a document: what a calendar or a mail cannot carry is taken out.

One control character in a title, and a phone drops the whole feed without a word. Here line
ends become one kind, and what is not text (NUL, escape, half of a surrogate pair) goes.
"""

from __future__ import annotations

import re

_LINE_ENDS = "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_CONTROLS = (*range(0x20), *range(0x7F, 0xA0))
# UTF-8 cannot write these; and no XML, which calendar servers speak, holds the last two.
_UNWRITABLE = (*range(0xD800, 0xE000), 0xFFFE, 0xFFFF)
_TABLE: dict[int, str | None] = {
    **dict.fromkeys((*_CONTROLS, *_UNWRITABLE)),
    **dict.fromkeys(map(ord, _LINE_ENDS), "\n"),
    **{ord(kept): kept for kept in "\t\n"},
}


def lines(text: str) -> str:
    r"""Return a text with its lines and tabs, every line ending in a plain \n.

    >>> lines("one\r\ntwo\x00\u2028three")
    'one\ntwo\nthree'
    """
    return text.replace("\r\n", "\n").translate(_TABLE)


def line(text: str) -> str:
    r"""Return a text in one line, as a title or a name is.

    No-break spaces stay: they hold „2026 г.“ together.

    >>> line(" a\tname\r\nBcc: everybody ")
    'a name Bcc: everybody'
    """
    return re.sub(r"[ \t\n]+", " ", lines(text)).strip(" ")

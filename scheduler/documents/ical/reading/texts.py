"""Texts of a calendar: escapes, web pages in descriptions, lengths, addresses."""

from __future__ import annotations

import html
import re
from urllib.parse import urlsplit

from scheduler.documents import plain

TITLE_LIMIT = 300
TEXT_LIMIT = 10_000
LINK_LIMIT = 2_000
CATEGORY_LIMIT = 80
MOST_CATEGORIES = 100
UID_LIMIT = 255
BLANKS = " \t\n"
"""What no text begins or ends with; a no-break space may mean something."""
_ESCAPES = {"\\n": "\n", "\\N": "\n", "\\;": ";", "\\,": ",", '\\"': '"', "\\:": ":"}
_BACKSLASH, _COMMA = "\x00", "\x01"
# What no text holds: the non-characters of Unicode, and the mark that begins a file.
_STRANGE = re.compile(
    "[\ufdd0-\ufdef\ufeff"
    + "".join(chr(n << 16 | 0xFFFE) + chr(n << 16 | 0xFFFF) for n in range(17))
    + "]"
)
_TAG = re.compile(
    r"</?(?:p|br|div|span|a|b|i|u|s|em|strong|ul|ol|li|h[1-6]|table|tr|td|th|tbody|thead|font"
    r"|html|head|body|style|script|img|hr|pre|blockquote|meta|title|o:p)(?=[\s/>])[^<>]*>",
    re.IGNORECASE,
)
_LINE_TAG = re.compile(
    r"</?(?:p|br|div|li|tr|h[1-6]|table|hr|pre|ul|ol)(?=[\s/>])[^<>]*>", re.IGNORECASE
)
_UNSAID = re.compile(r"<(/?)(style|script|head|title)(?=[\s/>])[^<>]*>", re.IGNORECASE)
_LINK = re.compile(
    r"""<a\s[^<>]*?href=["']?(https?://[^"'\s<>]+)[^<>]*>([^<>]*)</a\s*>""", re.IGNORECASE
)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")


def unescape(value: str) -> str:
    r"""Return a TEXT value as it is meant.

    >>> unescape(r"one\, two\; three\nfour \\n")
    'one, two; three\nfour \\n'
    """
    if "\\" not in value:
        return value
    value = value.replace("\\\\", _BACKSLASH)
    for escaped, meant in _ESCAPES.items():
        value = value.replace(escaped, meant)
    return value.replace(_BACKSLASH, "\\")


def line(value: str) -> str:
    """Return a TEXT value as one line without what is no text."""
    return plain.line(_STRANGE.sub("", unescape(value)))


def lines(value: str) -> str:
    """Return a TEXT value with its lines, without what is no text."""
    return plain.lines(_STRANGE.sub("", unescape(value))).strip(BLANKS)


def listed(value: str) -> list[str]:
    r"""Return the texts of a list; only commas that are not escaped part them.

    >>> listed(r"waste\, compost,Sofia")
    ['waste, compost', 'Sofia']
    """
    value = value.replace("\\\\", _BACKSLASH).replace("\\,", _COMMA)
    parts = value.split(",", MOST_CATEGORIES * 2)
    return [
        line(part.replace(_COMMA, "\\,").replace(_BACKSLASH, "\\\\"))[:CATEGORY_LIMIT]
        for part in parts
    ]


def is_page(text: str) -> bool:
    """Tell whether a text is written in HTML."""
    return "<" in text and _TAG.search(text) is not None


def of_page(text: str) -> str:
    r"""Return what a piece of HTML says, with its lines and the addresses of its links.

    >>> of_page('<p>Room&nbsp;3</p><a href="https://sofia.bg">here</a>').split("\n")
    ['Room\xa03', 'here (https://sofia.bg)']
    """
    if _UNSAID.search(text):
        text = _said(text)
    text = _LINK.sub(_with_target, text)
    text = _TAG.sub("", _LINE_TAG.sub("\n", text))
    return _tidy(_ENTITY.sub(lambda found: html.unescape(found[0]), text))


def _said(text: str) -> str:
    """Return a page without what it says to programs alone: styles and scripts."""
    said, at, inside = [], 0, ""
    for tag in _UNSAID.finditer(text):
        name = tag[2].lower()
        if not inside:
            said.append(text[at : tag.start()])
            inside = "" if tag[1] else name
        elif tag[1] and name == inside:
            inside = ""
        at = tag.end()
    return "".join(said) + ("" if inside else text[at:])


def _with_target(link: re.Match[str]) -> str:
    address, words = link[1], link[2]
    return words if address in words else f"{words} ({address})"


def _tidy(text: str) -> str:
    return re.sub(
        r"\n\n\n+", "\n\n", "\n".join(part.strip(" \t") for part in text.split("\n"))
    ).strip(BLANKS)


def link(value: str) -> str:
    """Return a web address as it stands there, or an empty text where it is none."""
    found = value.strip()
    if len(found) > LINK_LIMIT or any(c in '<>"\\' or c.isspace() for c in found):
        return ""
    try:
        parts = urlsplit(found)
        right = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        return ""
    return found if right and found.isprintable() else ""

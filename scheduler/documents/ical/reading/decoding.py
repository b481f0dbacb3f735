"""Bytes into text: what kind of file this is, and in which letters it is written.

Decides before anything is parsed whether a file is looked at: its size, what it is by its first
bytes, how its letters are written. Folded lines are joined here, as bytes, since some programs
fold in the middle of a letter.
"""

from __future__ import annotations

import codecs
import re

from scheduler import errors
from scheduler.documents.ical.incoming import Note

MOST_BYTES = 5_000_000
MOST_LINES = 200_000
_MEGABYTE = 1_000_000
_BEGIN = b"BEGIN:VCALENDAR"
_ARCHIVES = (b"PK\x03\x04", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ")
# With a byte order mark, or by the letter with which every calendar begins.
_UTF16 = {
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    b"B\0": "utf-16-le",
    b"\0B": "utf-16-be",
}
_BLANK_LINES = re.compile(rb"\n\n+")
_PAGE = re.compile(rb"<(?:!doctype|html|head|body)", re.IGNORECASE)
_DAMAGE = "\N{REPLACEMENT CHARACTER}"
_SAMPLE = 20_000
_HIGH = re.compile(rb"[\x80-\xff]+")
_WORD = 3
"""From so many letters on in a row that are not of the Latin alphabet it is another's."""
_NOT_TEXT = bytes((*range(9), *range(0x0E, 0x20), 0x7F))


def decode(data: bytes) -> tuple[str, list[Note]]:
    r"""Return a calendar file as text, unfolded, each line after a \n; and what is to be told.

    Raises CalendarTooLarge, CalendarEmpty, CalendarIsArchive, CalendarIsWebPage, NotACalendar,
    CalendarTooLong, CalendarUndecodable.
    """
    if len(data) > MOST_BYTES:
        raise errors.CalendarTooLarge(most=str(MOST_BYTES // _MEGABYTE))
    if not data.strip(b"\0 \t\r\n"):
        raise errors.CalendarEmpty
    plain, notes = _without_utf16(data)
    _require_calendar(plain)
    plain = b"\n" + plain.replace(b"\r\n", b"\n").replace(b"\r", b"\n").translate(None, _NOT_TEXT)
    plain = _BLANK_LINES.sub(b"\n", plain).replace(b"\n ", b"").replace(b"\n\t", b"")
    # Files that were put together bring one of these each.
    plain = plain.replace(b"\n" + codecs.BOM_UTF8, b"\n")
    if plain.count(b"\n") > MOST_LINES:
        raise errors.CalendarTooLong(most=str(MOST_LINES))
    text, guessed = _letters(plain)
    return text, notes + guessed


def _without_utf16(data: bytes) -> tuple[bytes, list[Note]]:
    """Return a file that is no UTF-16: as it is, or written anew in UTF-8."""
    encoding = _UTF16.get(data[:2])
    if encoding is None or data.startswith(codecs.BOM_UTF32_LE):
        return data.removeprefix(codecs.BOM_UTF8), []
    try:
        # What was cut in the middle of a letter loses it.
        text = data[: len(data) // 2 * 2].decode(encoding)
    except UnicodeDecodeError as wrong:
        raise errors.CalendarUndecodable from wrong
    return text.encode(), [Note(code="utf16")]


def _require_calendar(data: bytes) -> None:
    """Raise the refusal that says what this is instead of a calendar."""
    if data.startswith(_ARCHIVES):
        raise errors.CalendarIsArchive
    begin = data.upper().find(_BEGIN)
    if _PAGE.search(data, 0, begin if begin >= 0 else len(data)):
        raise errors.CalendarIsWebPage
    if begin < 0:
        raise errors.NotACalendar


def _letters(data: bytes) -> tuple[str, list[Note]]:
    """Return a text in UTF-8 or in the encoding that it most likely has."""
    try:
        return data.decode(), []
    except UnicodeDecodeError:
        high = b" ".join(_HIGH.findall(data)[:_SAMPLE])[:_SAMPLE]
    tried = high.decode("utf-8", "replace")
    damaged = tried.count(_DAMAGE)
    if len(tried.replace(_DAMAGE, "").replace(" ", "")) > damaged:
        text = data.decode("utf-8", "replace")
        return text, [Note(code="letters_damaged", values={"count": str(text.count(_DAMAGE))})]
    encoding = _guess(high)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as wrong:
        raise errors.CalendarUndecodable from wrong
    return text, [Note(code="encoding_guessed", values={"encoding": encoding})]


def _guess(high: bytes) -> str:
    """Return the encoding of words in Cyrillic or Hangul, else that of single accented letters."""
    if all(len(run) < _WORD for run in high.split(b" ")):
        return "cp1252"
    korean = high.decode("cp949", "replace").replace(" ", "")
    hangul = sum("가" <= letter <= "힣" for letter in korean)
    return "cp949" if hangul * 2 > len(korean) else "cp1251"

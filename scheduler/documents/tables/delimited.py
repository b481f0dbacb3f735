"""CSV: which bytes are which letters, and what stands between two cells.

Decides the encoding (a mark at the beginning, else UTF-8, else Windows-1251, which Bulgarian
Excel writes) and the delimiter: the one of comma, semicolon and tab that the first line has most
of outside of quotes, or the one that Excel's own "sep=" line names.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from typing import TYPE_CHECKING

from scheduler import errors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.documents.tables.values import Cell

DELIMITERS = ";,\t"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEPARATOR = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
# What no cell means to hold, and no database stores; tabs and new lines stay.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff]")


def rows(data: bytes) -> Iterator[list[Cell]]:
    """Yield the rows of a CSV file; TableUnreadable."""
    text = decoded(data)
    if named := _SEPARATOR.match(text):
        delimiter, text = named[1], text[named.end() :]
    else:
        delimiter = _delimiter(text)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield [clean(cell) for cell in row]
    except csv.Error as unreadable:
        raise errors.TableUnreadable(field="file") from unreadable


def decoded(data: bytes) -> str:
    """Return a file's bytes as text; TableUnreadable where they are none."""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    for attempt in (encoding,) if encoding else ("utf-8", _without_mark(data)):
        try:
            text = data.decode(attempt)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise errors.TableUnreadable(field="file")


def clean(text: str) -> str:
    """Return a cell's text without what no screen shows."""
    return _CONTROLS.sub("", text).strip()


def _without_mark(data: bytes) -> str:
    """Return the encoding of bytes that are no UTF-8: in UTF-16 every other one of a digit is 0."""
    if b"\0" in data[:200]:
        return "utf-16-be" if data[:1] == b"\0" else "utf-16-le"
    return "cp1251"


def _delimiter(text: str) -> str:
    first = next((line for line in io.StringIO(text[:20_000]) if line.strip()), "")
    bare = _QUOTED.sub("", first)
    return max(DELIMITERS, key=bare.count)

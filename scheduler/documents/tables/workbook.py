"""XLSX: the first sheet of a workbook, read row by row.

Decides what is too much before anything is unpacked: an archive says how large its parts are, and
zipfile reads no more than that. Elements are counted then, since it is they that cost time.
"""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import openpyxl

from scheduler import errors
from scheduler.documents.tables.delimited import clean
from scheduler.documents.tables.values import MOST_COLUMNS, MOST_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.documents.tables.values import Cell

MOST_PARTS = 1_000
MOST_BYTES = 10_000_000
"""Of the whole file, unpacked."""
MOST_ELEMENTS = 300_000
MOST_STYLES = 30_000
_DAY = timedelta(days=1)
_CHUNK = 65_536
_XML = (".xml", ".rels", ".vml")
_WIDE = (b"<\0", b"\0<", b"\xff\xfe", b"\xfe\xff")
_ENTITIES = (b"<!DOCTYPE", b"<!ENTITY")
# A few rows more than may be taken, so that one too many is noticed; and room for empty ones.
_ROWS = MOST_ROWS * 4


def rows(data: bytes) -> Iterator[list[Cell]]:
    """Yield the rows of the first sheet; ArchiveUnread, TableUnreadable, TableTooLong."""
    _require_small(data)
    try:
        book = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=True, keep_links=False
        )
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        found = list(sheet.iter_rows(max_row=_ROWS, max_col=MOST_COLUMNS + 1, values_only=True))
    except Exception as unreadable:
        # A damaged workbook fails in as many ways as openpyxl has lines.
        raise errors.TableUnreadable(field="file") from unreadable
    for row in found:
        yield [_cell(value) for value in row]


def _require_small(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            refusal = _refusal(archive)
    except Exception as unreadable:
        raise errors.TableUnreadable(field="file") from unreadable
    if refusal is not None:
        raise refusal(field="file", most=MOST_ROWS)


def _refusal(archive: zipfile.ZipFile) -> type[errors.Invalid] | None:
    """Return why an archive is not even to be opened as a workbook."""
    parts = archive.infolist()
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        return errors.ArchiveUnread
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
        return errors.TableTooLong
    elements = {part.filename: _elements(archive, part) for part in parts}
    if None in elements.values():
        return errors.TableUnreadable
    counts = {name: count or 0 for name, count in elements.items()}
    many = sum(counts.values()) > MOST_ELEMENTS or counts.get("xl/styles.xml", 0) > MOST_STYLES
    return errors.TableTooLong if many else None


def _elements(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int | None:
    """Return how many elements a part has at most; None where it could define entities."""
    count, tail = 0, b""
    with archive.open(part) as file:
        while chunk := file.read(_CHUNK):
            # In UTF-16 the words would not be found: a part that could be such XML is refused.
            wide = part.filename.endswith(_XML) or chunk.lstrip()[:2] in _WIDE
            if any(word in tail + chunk for word in _ENTITIES) or (wide and b"\0" in chunk):
                return None
            count, tail = count + chunk.count(b"<"), chunk[-10:]
    return count


def _cell(value: Any) -> Cell:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, (datetime, time)):
        return value.replace(second=0, microsecond=0)
    if isinstance(value, date):
        return value
    if isinstance(value, timedelta) and timedelta() <= value < _DAY:
        minutes = value // timedelta(minutes=1)
        return time(*divmod(minutes, 60))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)

"""XLSX: the first sheet of a workbook, read row by row.

Decides what is too much before anything is unpacked: an archive says how large its parts are, and
zipfile reads no more than that. Elements are counted then, since it is they that cost time.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
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
MOST_CELLS = 200_000
"""Of all elements that hold cells and their values, which are read quickly."""
MOST_OTHERS = 20_000
MOST_SHEETS = 100
_DAY = timedelta(days=1)
_CHUNK = 65_536
_TAIL = 10
_XML = (".xml", ".rels", ".vml")
_WIDE = (b"<\0", b"\0<", b"\xff\xfe", b"\xfe\xff")
_ENTITIES = (b"<!DOCTYPE", b"<!ENTITY")
_CELLS = re.compile(rb"<(?:[A-Za-z0-9]+:)?(?:c|f|is|r|row|si|t|v)[\s/>]")
_SHEET = b"sheetId"
_LAST_ROW = 1_048_576
"""Excel has no more; a file can name any number, and all rows before it are empty ones."""


def rows(data: bytes) -> Iterator[list[Cell]]:
    """Yield the rows of the first sheet; ArchiveUnread, TableUnreadable, TableTooLong."""
    _require_small(data)
    try:
        book = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=True, keep_links=False
        )
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        for row in sheet.iter_rows(max_row=_LAST_ROW, max_col=MOST_COLUMNS + 1, values_only=True):
            yield [_cell(value) for value in row] if any(row) else []
    except Exception as unreadable:
        # A damaged workbook fails in as many ways as openpyxl has lines.
        raise errors.TableUnreadable(field="file") from unreadable


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
    counted = [_Count.of(archive, part) for part in parts]
    if any(count.strange for count in counted):
        return errors.TableUnreadable
    cells, others = sum(one.cells for one in counted), sum(one.others for one in counted)
    sheets = sum(one.sheets for one in counted)
    many = cells > MOST_CELLS or others > MOST_OTHERS or sheets > MOST_SHEETS
    return errors.TableTooLong if many else None


@dataclass
class _Count:
    """What a part is made of, as far as it costs time to read it."""

    cells: int = 0
    others: int = 0
    sheets: int = 0
    strange: bool = False
    """Whether it could define entities, which unfold into more than it is."""

    @classmethod
    def of(cls, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> _Count:
        """Count a part piece by piece."""
        found, tail = cls(), b""
        with archive.open(part) as file:
            while chunk := file.read(_CHUNK):
                # In UTF-16 the words would not be found: what could be such XML is refused.
                wide = part.filename.endswith(_XML) or chunk.lstrip()[:2] in _WIDE
                found.strange = found.strange or (wide and b"\0" in chunk)
                found.add(tail + chunk, known=len(tail))
                tail = chunk[-_TAIL:]
        return found

    def add(self, piece: bytes, *, known: int) -> None:
        """Count what begins in a piece, but for as much of it as was counted before."""
        cells = sum(match.start() >= known for match in _CELLS.finditer(piece))
        self.cells += cells
        self.others += piece.count(b"<", known) - piece.count(b"</", known) - cells
        self.sheets += piece.count(_SHEET)
        self.strange = self.strange or any(word in piece for word in _ENTITIES)


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

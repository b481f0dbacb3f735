"""Which kind of file this is, told by its first bytes: names and media types are often wrong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scheduler import errors
from scheduler.documents.tables import delimited, workbook
from scheduler.documents.tables.values import MOST_COLUMNS, MOST_ROWS, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scheduler.documents.tables.values import Cell

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_HEAD = 4096
_CALENDAR = re.compile(rb"BEGIN\s*:\s*(VCALENDAR|VEVENT)", re.IGNORECASE)


def is_calendar(data: bytes) -> bool:
    """Tell whether this is meant to be an iCalendar file, in whatever encoding."""
    return _CALENDAR.search(data[:_HEAD].replace(b"\0", b"")) is not None


def read(data: bytes) -> Table:
    """Return the table of a CSV or XLSX file; empty rows are left out.

    Raises TableUnreadable, TableTooLong, TableTooWide, TableEmpty, OldWorkbook, ArchiveUnread.
    """
    if data.startswith(OLE):
        raise errors.OldWorkbook(field="file")
    rows = workbook.rows(data) if data.startswith(ZIP) else delimited.rows(data)
    return _table(rows)


def _table(rows: Iterable[list[Cell]]) -> Table:
    """Return the first row that holds something as the header, and what stands below it."""
    full = ((number, row) for number, row in enumerate(rows, 1) if any(row))
    _, header = next(full, (0, []))
    while header and not header[-1]:
        header.pop()
    if len(header) > MOST_COLUMNS:
        raise errors.TableTooWide(field="file", most=MOST_COLUMNS)
    found: list[Row] = []
    for number, row in full:
        if len(found) == MOST_ROWS:
            raise errors.TableTooLong(field="file", most=MOST_ROWS)
        cells = tuple(row[: len(header)]) + ("",) * (len(header) - len(row))
        if any(cells):
            found.append(Row(number, cells))
    if not found:
        raise errors.TableEmpty(field="file")
    return Table(tuple(name if isinstance(name, str) else str(name) for name in header), (*found,))

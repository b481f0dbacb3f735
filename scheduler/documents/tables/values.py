"""What a table is once it has been read, and how much of one is too much."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TypeAlias

MOST_ROWS = 500
"""So many rows below the header can still be looked through before they are taken."""
MOST_COLUMNS = 60

Cell: TypeAlias = str | datetime | date | time
"""A text as it stands there, or what Excel keeps as a date or an hour."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not empty, as wide as the header."""

    number: int
    """Its place in the file, from 1, as Excel counts."""
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A header, and the rows below it."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]


def words(cell: Cell) -> str:
    """Return a cell as a person reads it: a date as forms take it, midnight left out."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    day = f"{cell.day}.{cell.month}.{cell.year}"
    return f"{day} {cell:%H:%M}" if isinstance(cell, datetime) and cell.time() != time() else day

"""From rows to entries: the same values that a calendar file gives, so that all else is one.

Decides what a row says of an event once its columns are known: a date without an hour is a whole
day, an end without a date is on the day of the start. What cannot be read refuses that row alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from scheduler import errors
from scheduler.core import dates, zones
from scheduler.documents.ical.incoming import Incoming, Note, Refused
from scheduler.documents.tables.columns import TEXTS
from scheduler.documents.tables.values import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scheduler.documents.tables.values import Cell, Row, Table

_BOTH = re.compile(r"(.+?)(?:\s*,\s*|\s+|T)([0-9]{1,2}[:.][0-9]{2})(?::[0-9]{2})?(?:\s*ч\.?)?")
_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Told:
    """A row as an entry, with its texts in every language that has a column."""

    number: int
    entry: Incoming
    texts: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """All rows of a table: those that could be read, and why the others not."""

    rows: tuple[Told, ...]
    refused: tuple[Refused, ...]


class _Unread(Exception):
    """A row that is no entry, and why."""

    def __init__(self, why: Note) -> None:
        super().__init__(why.code)
        self.why = why


def entries(table: Table, targets: Sequence[str], places: Mapping[str, str]) -> Sheet:
    """Return the entries of a table.

    `targets` says what each column is, "" for nothing; `places` the zone of each city that a row
    may name, by its name in small letters.
    """
    rows: list[Told] = []
    refused: list[Refused] = []
    for row in table.rows:
        said = {target: row.cells[n] for n, target in enumerate(targets) if target}
        try:
            rows.append(_told(row, said, places))
        except _Unread as unread:
            title = next(iter(_texts(said, "title").values()), "")
            uid = words(said.get("uid", ""))
            refused.append(Refused(number=row.number, uid=uid, summary=title, why=unread.why))
    return Sheet(tuple(rows), tuple(refused))


def _told(row: Row, said: Mapping[str, Cell], places: Mapping[str, str]) -> Told:
    texts = {name: _texts(said, name) for name in TEXTS}
    if not texts["title"]:
        raise _Unread(Note(code="title_missing"))
    start = _start(said)
    timed = isinstance(start, datetime)
    entry = Incoming(
        uid=words(said.get("uid", "")),
        summary=next(iter(texts["title"].values())),
        start=start,
        end=_end(said, start),
        zone=_zone(words(said.get("zone", "")), places) if timed else None,
        conference=words(said.get("online_url", "")),
        categories=tuple(
            part.strip() for part in re.split("[,;]", words(said.get("categories", ""))) if part
        ),
    )
    return Told(row.number, entry, texts)


def _texts(said: Mapping[str, Cell], name: str) -> dict[str, str]:
    """Return a text by language, as far as it is written; all but a description is one line."""
    found = {}
    for target, cell in said.items():
        text = words(cell)
        if text and target.startswith(f"{name}."):
            code = target.partition(".")[2]
            found[code] = text if name == "description" else " ".join(text.split())
    return found


def _start(said: Mapping[str, Cell]) -> datetime | date:
    start = _moment(said.get("start", ""), "start")
    if start is None:
        raise _Unread(Note(code="start_missing"))
    return _at(start, said.get("start_time", ""), "start_time")


def _end(said: Mapping[str, Cell], start: datetime | date) -> datetime | date | None:
    day, hour = _moment(said.get("end", ""), "end"), said.get("end_time", "")
    if day is None and not hour:
        return None
    end = _at(day if day is not None else _day(start), hour, "end_time")
    if isinstance(start, datetime) == isinstance(end, datetime):
        return end
    if isinstance(end, datetime):
        raise _Unread(Note(code="start_time_missing"))
    if end != _day(start):
        raise _Unread(Note(code="end_time_missing"))
    return None


def _at(day: datetime | date, cell: Cell, name: str) -> datetime | date:
    """Return a day at the hour that stands in another cell, or as it is where none does."""
    hour = _hour(cell, name)
    return day if hour is None else datetime.combine(_day(day), hour)


def _day(at: datetime | date) -> date:
    return at.date() if isinstance(at, datetime) else at


def _moment(cell: Cell, name: str) -> datetime | date | None:
    """Return the date that stands in a cell, with its hour where there is one."""
    if isinstance(cell, datetime):
        return _in_range(cell if cell.time() != time() else cell.date(), name)
    if isinstance(cell, time):
        raise _Unread(Note(code="date_unreadable", values={"name": name, "typed": words(cell)}))
    if not cell or not isinstance(cell, str):
        return _in_range(cell, name) if cell else None
    try:
        if both := _BOTH.fullmatch(cell):
            return datetime.combine(dates.parse_date(both[1]), dates.parse_time(both[2]))
        return dates.parse_date(cell)
    except errors.Invalid as unread:
        raise _Unread(
            Note(code=unread.code, values={"name": name, "typed": cell[:_SHOWN]})
        ) from unread


def _in_range(day: date, name: str) -> date:
    try:
        zones.require_range(day)
    except errors.Invalid as unread:
        raise _Unread(
            Note(code=unread.code, values={"name": name, "typed": words(day)})
        ) from unread
    return day


def _hour(cell: Cell, name: str) -> time | None:
    if isinstance(cell, datetime):
        return cell.time()
    if isinstance(cell, time):
        return cell
    if isinstance(cell, date) or not cell:
        return None
    try:
        return dates.parse_time(cell.removesuffix(":00") if cell.count(":") > 1 else cell)
    except errors.Invalid as unread:
        raise _Unread(
            Note(code=unread.code, values={"name": name, "typed": cell[:_SHOWN]})
        ) from unread


def _zone(text: str, places: Mapping[str, str]) -> str | None:
    """Return the zone of a city, or the one that is named; None where nothing is said."""
    if not text:
        return None
    zone = places.get(text.casefold()) or zones.find_zone(text)
    if zone is None:
        raise _Unread(Note(code="place_unknown", values={"typed": text[:_SHOWN]}))
    return zone

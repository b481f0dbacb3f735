"""What is read from somebody else's calendar: entries as they stand there, and what was refused.

Values only; how a file is read is `reading`'s matter, what becomes of an entry the verbs'. Notes
and refusals are named by a code, so that every edge puts them into the reader's own words.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something to be told about an entry or a file: what was changed in reading it, or why not."""

    code: str
    values: dict[str, str] = field(default_factory=dict)
    """What the words about it are filled with, as it stood in the file and cut to a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One VEVENT of a file, or the master of a series with its overrides."""

    uid: str
    summary: str
    start: datetime | date
    """Naive wall time in `zone`, or a date."""
    end: datetime | date | None
    """Exclusive for times; for dates the last day, inclusive. None where none is given."""
    zone: str | None
    """IANA name; None for dates, and for floating times that the file says no zone for."""
    fold: int = 0
    """Which pass of a repeated hour `start` means."""
    description: str = ""
    location: str = ""
    url: str = ""
    conference: str = ""
    """The address to join at."""
    categories: tuple[str, ...] = ()
    status: str = "CONFIRMED"
    """CONFIRMED, TENTATIVE or CANCELLED."""
    transparent: bool = False
    sequence: int = 0
    changed: datetime | None = None
    """UTC, aware: LAST-MODIFIED, else DTSTAMP."""
    rule: str = ""
    """RRULE's value as `core.recurrence` reads it, an UNTIL as a local date; empty for none."""
    excluded: tuple[datetime | date, ...] = ()
    """Starts that do not take place, as `start` is written; called-off overrides among them."""
    original: datetime | date | None = None
    """Of an override, when its series has it."""
    overrides: tuple[Incoming, ...] = ()
    """Meetings that take place otherwise, on the clock of their series."""
    notes: tuple[Note, ...] = ()
    """What is kept otherwise than it stood there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An entry that cannot be taken, and why."""

    number: int
    """Its place in the file, from 1."""
    uid: str
    summary: str
    why: Note


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A whole file as it was understood."""

    name: str = ""
    zone: str | None = None
    """What X-WR-TIMEZONE says, where that is a zone."""
    entries: tuple[Incoming, ...] = ()
    refused: tuple[Refused, ...] = ()
    notes: tuple[Note, ...] = ()
    """What concerns the file as a whole."""

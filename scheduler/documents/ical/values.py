"""What a calendar is made of, before it is bytes: entries, and what stands above them.

An entry is finished: its texts are in the language that the reader asked for, its marks
(„Отменено:“, hour not published) are in them. Here it is only said what shape it has.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One VEVENT: a wall time in a zone, or days.

    ValueError for what no calendar could hold (an aware start, a time without a zone, an end of
    another kind): a bug of the caller, never somebody's typing.
    """

    uid: str
    """Stored, the same in feed, download and mail."""
    sequence: int
    created: datetime
    """UTC, aware."""
    changed: datetime
    """UTC, aware: DTSTAMP and LAST-MODIFIED. From the row, never the present."""
    status: str
    """CONFIRMED, TENTATIVE or CANCELLED (which makes it transparent)."""
    start: datetime | date
    """Naive wall time in `zone`, or a date."""
    end: datetime | date | None
    """Exclusive for times; for dates the last day, inclusive. None: one hour, or one day."""
    zone: str | None
    """IANA name; None for dates."""
    summary: str
    fold: int = 0
    """Which pass of a repeated hour `start` means; such times are written in UTC."""
    end_fold: int | None = None
    """The same for `end`; None: the first pass that comes after the start."""
    end_zone: str | None = None
    """The zone of `end` where it is another one: a flight."""
    description: str = ""
    location: str = ""
    url: str = ""
    """The event's page."""
    conference: str = ""
    """The address to join at; repeated in LOCATION or DESCRIPTION for those who know no other."""
    categories: tuple[str, ...] = ()
    language: str | None = None
    """Code of the texts' one language; None when they are in several."""
    transparent: bool = False
    """Whether it leaves its time free."""
    parent: str | None = None
    """UID of the visit that this is an item of."""
    rule: str = ""
    """RRULE's value, an UNTIL of times in UTC; `start` is then the first occurrence's."""
    last: date | None = None
    """Of a series the last date in question, up to which its zone is stated."""
    excluded: tuple[datetime | date, ...] = ()
    """Of a series, when occurrences would begin that do not take place (EXDATE)."""
    original: datetime | date | None = None
    """Of one occurrence, when its series has it (RECURRENCE-ID), on the clock of `zone`."""

    def __post_init__(self) -> None:
        timed = isinstance(self.start, datetime)
        if self.end is not None and isinstance(self.end, datetime) != timed:
            message = f"{self.uid}: start and end must both be times or both dates"
            raise ValueError(message)
        if timed and not self.zone:
            message = f"{self.uid}: a time without a zone would float"
            raise ValueError(message)
        if any(isinstance(at, datetime) and at.tzinfo for at in (self.start, self.end)):
            message = f"{self.uid}: start and end are wall times, without tzinfo"
            raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """What stands above the entries of a feed."""

    name: str
    description: str = ""
    color: str = ""
    """A CSS3 colour name or #rrggbb."""
    url: str = ""
    """The page that shows the same."""
    language: str | None = None
    entries: tuple[Entry, ...] = field(default=(), repr=False)

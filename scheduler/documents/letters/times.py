"""When something is, as lines of plain text: the time block of language.md, for a letter.

Decides the columns and the words beside them. The HTML of the same letter takes the words from
here, so that its two forms cannot tell different hours.
"""

from __future__ import annotations

import unicodedata
from itertools import zip_longest
from typing import TYPE_CHECKING, Protocol

from scheduler import i18n
from scheduler.core.timeblock import Row, offset_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

_GAP = "   "


class When(Protocol):
    """What the templates know of a time; `queries.occurrences.When` is one."""

    @property
    def timed(self) -> bool:
        """Whether hours are known; then `rows` says when, else `first` and `last` do."""

    @property
    def rows(self) -> Sequence[Row]:
        """The clocks of all cities concerned, the anchor's first; names as they are shown."""

    @property
    def first(self) -> date:
        """The first day."""

    @property
    def last(self) -> date:
        """The last day, inclusive."""

    @property
    def time_known(self) -> bool:
        """False where only the date was ever published."""

    @property
    def end_known(self) -> bool:
        """False where no end was published."""


def days(when: When) -> str:
    """Return the date or dates, in words of the current language."""
    return i18n.date_range(when.first, when.last)


def day(row: Row, above: Row | None) -> str:
    """Return a row's date: in full on the first row, else only where it differs.

    A row below one of another date carries its own, so that nobody reads the wrong one into it.
    """
    if above is None:
        return i18n.date_short_words(row.start.date())
    differs = row.date_differs or row.start.date() != above.start.date()
    return i18n.date_no_year(row.start.date()) if differs else ""


def hours(row: Row) -> str:
    """Return a row's hours; an end on another date carries it."""
    if row.end is None:
        return i18n.time_words(row.start.time())
    if row.end_shift > 1 or (row.end_shift and row.end.time() >= row.start.time()):
        end = f"{i18n.date_no_year(row.end.date())}, {i18n.time_words(row.end.time())}"
        return f"{i18n.time_words(row.start.time())} – {end}"
    return i18n.time_range(row.start.time(), row.end.time())


def note(row: Row) -> str:
    """Return „+1 ден · нощ“: what a reader in that city must not overlook."""
    found = []
    if row.day_shift:
        sign = "+" if row.day_shift > 0 else "−"
        count = abs(row.day_shift)
        found.append(i18n.ngettext("%(sign)s%(num)s day", "%(sign)s%(num)s days", count, sign=sign))
    if row.night:
        found.append(i18n.gettext("night"))
    return " · ".join(found)


def block(when: When) -> str:
    """Return the time block: a line a city, or the days where no hours are known."""
    if when.timed:
        return columns(when.rows)
    if when.time_known:
        return days(when)
    unknown = i18n.gettext("hour not published")
    return f"{days(when)} ({unknown})"


def line(when: When) -> str:
    """Return one of many in a line: „вт, 2 март 2027 г.: 10:00 ч. София · 17:00 ч. Сеул“."""
    if not when.timed:
        return block(when)
    parts = []
    for row, above in zip(when.rows, [None, *when.rows], strict=False):
        other = day(row, above) if above else ""
        parts.append(f"{hours(row)} {row.place.name}" + (f" ({other})" if other else ""))
    return f"{day(when.rows[0], None)}: {' · '.join(parts)}"


def columns(rows: Sequence[Row]) -> str:
    """Return rows as lines whose columns stand below each other in a fixed-width font.

    >>> from datetime import datetime, timedelta
    >>> from scheduler.core import timeblock, zones
    >>> start = zones.to_utc(datetime(2026, 7, 8, 19, 0), "Europe/Sofia")
    >>> cities = [timeblock.Place("Sofia", "Europe/Sofia"), timeblock.Place("Seoul", "Asia/Seoul")]
    >>> print(columns(timeblock.rows(start, start + timedelta(minutes=90), cities)))
    Wed, 8 July 2026   19:00–20:30   Sofia (UTC+3)
    Thu, 9 July        01:00–02:30   Seoul (UTC+9)   +1 day · night
    """
    names = _even([row.place.name for row in rows])
    cells = [
        (day(row, above), hours(row), f"{name} ({offset_words(row.offset)})", note(row))
        for row, above, name in zip(rows, [None, *rows], names, strict=False)
    ]
    even = [_even(list(column)) for column in zip_longest(*cells, fillvalue="")]
    return "\n".join(_GAP.join(line).rstrip() for line in zip(*even, strict=True))


def _even(texts: list[str]) -> list[str]:
    """Return these texts with spaces behind, so that all are as wide as the widest."""
    width = max(map(_width, texts), default=0)
    return [text + " " * (width - _width(text)) for text in texts]


def _width(text: str) -> int:
    """Return how many columns a text takes: a Hangul syllable takes two."""
    return sum(1 + (unicodedata.east_asian_width(char) in "WF") for char in text)

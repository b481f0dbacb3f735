"""A series that is not saved yet: its rule in words, its dates, and what the clocks do to them.

Decides how much of it is shown at once. The event is imagined, and kept nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler import i18n
from scheduler.core import recurrence
from scheduler.queries import series
from scheduler.queries.occurrences import when

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from scheduler.models import Event
    from scheduler.queries.occurrences import When
    from scheduler.queries.series import Season

FIRST, MOST = 6, 36
"""How many meetings are shown at once, and how many at all."""
MOST_GAPS = 6


@dataclass(frozen=True)
class Outlook:
    """What an organizer looks at before a series is saved."""

    words: str
    count: int
    last: date
    first: Sequence[When]
    rest: Sequence[When]
    unshown: int
    """How many meetings are not shown at all, because the series is that long."""
    seasons: Sequence[Season]
    gaps: str
    """The months without a meeting, because they do not have its date."""


def find_outlook(event: Event) -> Outlook | None:
    """Return what is said of a series that an event would be; None of a single event."""
    rule = series.rule_of(event)
    if rule is None:
        return None
    rows = sorted(event.occurrences, key=lambda row: row.original)
    shown = [when(row) for row in rows[:MOST]]
    return Outlook(
        words=series.rule_words(rule, event.start_date),
        count=len(rows),
        last=rows[-1].start_date,
        first=shown[:FIRST],
        rest=shown[FIRST:],
        unshown=len(rows) - len(shown),
        seasons=series.seasons(event),
        gaps=_months(recurrence.skipped(rule, [row.original for row in rows])),
    )


def _months(found: Sequence[date]) -> str:
    """Return „февруари 2027 г., април 2027 г. и юни 2027 г.“; of many the first."""
    names = [i18n.month_words(month) for month in found]
    if len(names) <= MOST_GAPS:
        return i18n.list_words(names) if names else ""
    rest = len(names) - MOST_GAPS + 1
    return i18n.gettext(
        "%(names)s and %(rest)s more", names=", ".join(names[: MOST_GAPS - 1]), rest=rest
    )

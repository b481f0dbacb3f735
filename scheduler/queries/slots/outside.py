"""What stands in followed calendars at the time of a slot, and on a day.

Told beside the slots, and judged by nobody: whether a webinar elsewhere matters more than a fair
hour, the organizer knows and no rule. Of whole days an entry stands beside what begins or ends on
them in any of the cities.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler import i18n
from scheduler.core import zones
from scheduler.queries import followed

if TYPE_CHECKING:
    from datetime import date

    from scheduler.core.slots import Slot
    from scheduler.models import OutsideEvent
    from scheduler.queries.slots.finding import Finding


def at_slot(finding: Finding, slot: Slot) -> list[str]:
    """Return the entries that take people's time during a slot: „“Webinar” (Webinars)“."""
    days = {at.date() for reading in slot.readings for at in (reading.start, reading.end)}
    found = [
        entry
        for entry in finding.outside
        if entry.busy
        and (
            entry.start_utc < slot.end_utc and entry.end_utc > slot.start_utc
            if entry.timed
            else any(entry.start_date <= day <= entry.end_date for day in days)
        )
    ]
    return [_named(entry) for entry in found]


def on_day(finding: Finding, day: date) -> list[tuple[str, str]]:
    """Return when and what the entries of a date of the anchor are, in the order of their start."""
    begin, end = zones.day_bounds(day, day, finding.question.anchor)
    found = [
        entry
        for entry in finding.outside
        if (
            entry.start_utc < end and entry.end_utc > begin
            if entry.timed
            else entry.start_date <= day <= entry.end_date
        )
    ]
    return [(followed.time_words(entry, finding.cities), _named(entry)) for entry in found]


def _named(entry: OutsideEvent) -> str:
    title = followed.title_words(entry)
    said = f"{title} ({i18n.pick(entry.calendar.name)})"
    return said if entry.busy else i18n.gettext("%(entry)s, takes nobody's time", entry=said)

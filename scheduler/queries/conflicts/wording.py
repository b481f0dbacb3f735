"""Words that conflicts share: kinds, a few of many dates, an event that one may see or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler import i18n
from scheduler.queries.occurrences import anchor_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from scheduler.models import City, Occurrence

KINDS = {
    "person_busy": i18n.lazy("people expected elsewhere"),
    "room_taken": i18n.lazy("place or link taken"),
    "visits_overlap": i18n.lazy("two visits at once"),
    "night": i18n.lazy("night"),
    "day_off": i18n.lazy("day off"),
    "closed": i18n.lazy("closed office"),
    "outside_hours": i18n.lazy("outside office hours"),
    "arrival_day": i18n.lazy("day of arrival"),
    "away": i18n.lazy("delegation elsewhere"),
    "rest_day": i18n.lazy("day of rest"),
    "bridge_day": i18n.lazy("bridge day"),
    "outside_entry": i18n.lazy("entry in a followed calendar"),
    "translation_missing": i18n.lazy("missing translation"),
    "translation_outdated": i18n.lazy("outdated translation"),
}
SHOWN = 3
"""How many of many dates are named."""


def kind_words(kind: str) -> str:
    """Return a kind of conflict in a word or two of the current language."""
    return i18n.gettext(KINDS[kind])


def few(texts: Sequence[str], most: int = SHOWN, sign: str = "; ") -> str:
    """Return „пн, 3 май; пн, 10 май; пн, 17 май и още 5“."""
    if len(texts) <= most + 1:
        return sign.join(texts)
    shown = sign.join(texts[:most])
    return i18n.gettext("%(names)s and %(rest)s more", names=shown, rest=len(texts) - most)


def names(cities: Iterable[City]) -> str:
    """Return the names of cities."""
    return ", ".join(i18n.pick(city.name) for city in cities)


def dates(days: Sequence[date]) -> str:
    """Return the first few dates."""
    return few([i18n.date_no_year(day) for day in days])


def title(rows: Sequence[Occurrence], *, named: bool) -> str:
    """Return what is said of another event, of which these rows are; nothing that is not seen."""
    if not named:
        return i18n.gettext("another event")
    first = rows[0]
    known = i18n.pick(first.title if len(rows) == 1 else first.event.title)
    quoted = i18n.gettext("“%(title)s”", title=known)
    if first.event.status != "draft":
        return quoted
    return i18n.gettext("%(title)s, which is a draft", title=quoted)


def times(rows: Sequence[Occurrence]) -> str:
    """Return when another event takes place, on its own clock: the first few times."""
    return few([_time(row) for row in rows])


def _time(row: Occurrence) -> str:
    if row.start_time is None:
        return i18n.date_range(row.start_date, row.last_date)
    place = anchor_name(row.event, [city for city in row.event.cities if city.announced])
    return f"{i18n.date_short_words(row.start_date)}, {i18n.time_words(row.start_time)} {place}"

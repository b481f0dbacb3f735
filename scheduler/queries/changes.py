"""A change in words: what letters and pages say was before and is now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from scheduler import i18n
from scheduler.core import recurrence, zones
from scheduler.queries import rezoned, series
from scheduler.queries.occurrences import zone_city

if TYPE_CHECKING:
    from scheduler.models import Event

STATUS_WORDS = {
    "draft": i18n.lazy("draft"),
    "tentative": i18n.lazy("tentative"),
    "confirmed": i18n.lazy("confirmed"),
    "cancelled": i18n.lazy("cancelled"),
}
LABELS = {
    "status": i18n.lazy("Status"),
    "rule": i18n.lazy("Repeats"),
    "start": i18n.lazy("Start"),
    "end": i18n.lazy("End"),
    "title": i18n.lazy("Title"),
    "description": i18n.lazy("Description"),
    "venue": i18n.lazy("Place"),
    "online_url": i18n.lazy("Link"),
    "host_city": i18n.lazy("Host city"),
    "cities": i18n.lazy("Cities"),
}


def in_words(event: Event, changed: dict[str, tuple[Any, Any]]) -> list[tuple[str, str, str]]:
    """Return (label, before, now) for what people care about, in the current language."""
    elsewhen = changed.keys() & {"zone", "fold"}
    if elsewhen and "start" not in changed and event.start_time is not None:
        # The clock time stayed and means another moment: that has to be said as well.
        wall = datetime.combine(event.start_date, event.start_time)
        changed = changed | {"start": (wall, wall)}
    before, now = (_then(event, changed, side) for side in (0, 1))
    rows = [
        (
            i18n.gettext(label),
            _words(event, name, changed[name][0], before),
            _words(event, name, changed[name][1], now),
        )
        for name, label in LABELS.items()
        if name in changed
    ]
    # A text may have changed in the other language alone.
    return [row for row in rows if row[1] != row[2]]


def cause_in_words(event: Event, changed: dict[str, tuple[Any, Any]]) -> str:
    """Return what no field tells: new rules of a zone, or a meeting that takes place after all."""
    if "restored" in changed:
        date = i18n.date_words(changed["restored"][1])
        return i18n.gettext("The meeting on %(date)s takes place after all.", date=date)
    return rezoned.in_words(event, changed["rezoned"][0]) if "rezoned" in changed else ""


@dataclass(frozen=True)
class _Then:
    """What was in force before, or is now."""

    zone: str | None
    start: date
    folds: dict[str, int | None]
    """Which pass of a repeated hour is meant: of the start, of the end."""


def _then(event: Event, changed: dict[str, tuple[Any, Any]], side: int) -> _Then:
    """Return what was in force before (0) or is now (1)."""

    def of(name: str, otherwise: Any) -> Any:
        return changed[name][side] if name in changed else otherwise

    folds = {"start": of("fold", event.fold), "end": of("end_fold", event.end_fold)}
    return _Then(of("zone", event.zone), of("start", event.start_wall), folds)


def _words(event: Event, name: str, value: Any, then: _Then) -> str:
    if not value:
        return "–"
    if name == "status":
        return i18n.gettext(STATUS_WORDS[value])
    if name == "rule":
        return series.rule_words(recurrence.parse(value, then.start), then.start)
    if name in {"cities", "host_city"}:
        names = {city.slug: i18n.pick(city.name) for city in event.programme.cities}
        slugs = [value] if name == "host_city" else value
        return ", ".join(names.get(slug, slug) for slug in slugs)
    if isinstance(value, datetime) and then.zone:
        here = i18n.moment_words(value, zone_city(then.zone))
        return " · ".join([here, *_elsewhere(event, value, then.zone, then.folds[name])])
    return i18n.date_words(value) if isinstance(value, date) else _text(value)


def _text(value: Any) -> str:
    return i18n.pick(value) if isinstance(value, dict) else str(value)


def _elsewhere(event: Event, wall: datetime, zone: str, fold: int | None) -> list[str]:
    """Return what the clocks of the event's other cities show at that moment, each once."""
    moment = zones.moment(wall, zone, fold or 0)
    found = {}
    for city in event.cities:
        if city.zone and zones.offset(moment, city.zone) != zones.offset(moment, zone):
            there = zones.to_wall(moment, city.zone)
            day = f"{i18n.date_no_year(there.date())}, " if there.date() != wall.date() else ""
            found[city.slug] = f"{day}{i18n.time_words(there.time())} ({i18n.pick(city.name)})"
    return list(found.values())

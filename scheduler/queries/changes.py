"""A change in words: what letters and pages say was before and is now."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from scheduler import i18n
from scheduler.queries.occurrences import zone_city

if TYPE_CHECKING:
    from scheduler.models import Event

LABELS = {
    "start": i18n.lazy("Start"),
    "end": i18n.lazy("End"),
    "zone": i18n.lazy("Time of"),
    "title": i18n.lazy("Title"),
    "description": i18n.lazy("Description"),
    "venue": i18n.lazy("Place"),
    "online_url": i18n.lazy("Link"),
    "host_city": i18n.lazy("Host city"),
    "cities": i18n.lazy("Cities"),
}


def in_words(event: Event, changed: dict[str, tuple[Any, Any]]) -> list[tuple[str, str, str]]:
    """Return (label, before, now) for what people care about, in the current language."""
    names = {city.slug: i18n.pick(city.name) for city in event.programme.cities}
    return [
        (
            i18n.gettext(label),
            _words(name, changed[name][0], names),
            _words(name, changed[name][1], names),
        )
        for name, label in LABELS.items()
        if name in changed
    ]


def _words(name: str, value: Any, cities: dict[str, str]) -> str:
    if not value:
        return "–"
    if name == "zone":
        return zone_city(value)
    if name == "host_city":
        return cities.get(str(value), str(value))
    if name == "cities":
        return ", ".join(cities.get(slug, slug) for slug in value)
    return _time_or_text(value)


def _time_or_text(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{i18n.date_words(value.date())}, {i18n.time_words(value.time())}"
    if isinstance(value, date):
        return i18n.date_words(value)
    return i18n.pick(value) if isinstance(value, dict) else str(value)

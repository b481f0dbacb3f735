"""Entries as JSCalendar objects: Event and Group (RFC 8984, 2 and 4 to 5)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from scheduler.core.recurrence import WEEKDAYS
from scheduler.documents.jscalendar.patches import difference, localization

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scheduler.core.recurrence import Rule
    from scheduler.documents.jscalendar.values import Entry, Link, Words

MEDIA_TYPE = "application/jscalendar+json"
PRODUCT = "-//City Exchange Scheduler//JSCalendar//EN"
PLACE, JOIN = "place", "join"
"""The ids of an event's one place and its one link to join; they stay, so that patches fit."""
_IN_URI = "%:/?#[]@!$&'()*+,;=~"


def event(entry: Entry) -> dict[str, Any]:
    """Return an Event, a series with its rule and what differs from it."""
    said = _said(entry)
    found = {
        "@type": "Event",
        "prodId": PRODUCT,
        "uid": entry.uid,
        "sequence": entry.sequence,
        "created": _moment(entry.created),
        "updated": _moment(entry.updated),
        "locale": next(iter(entry.words)),
        "start": _local(entry.start),
        **said,
    }
    if entry.rule is not None:
        found["recurrenceRules"] = [_rule(entry.rule, entry.start)]
        found["recurrenceOverrides"] = _overrides(entry, said)
    if entry.parent:
        found["relatedTo"] = {
            entry.parent: {"@type": "Relation", "relation": {"parent": True}},
        }
    return _filled(found)


def group(
    uid: str, title: str, locale: str, entries: Sequence[Mapping[str, Any]], *, updated: datetime
) -> dict[str, Any]:
    """Return a Group of Events; without a title where it is of no one thing."""
    found = {
        "@type": "Group",
        "prodId": PRODUCT,
        "uid": uid,
        "updated": _moment(updated),
        "title": title,
        "locale": locale,
    }
    return _filled(found) | {"entries": list(entries)}


def _said(entry: Entry) -> dict[str, Any]:
    """Return what a single meeting may have in its own way, in every language."""
    (_, words), *others = entry.words.items()
    found = _in_words(entry, words)
    patches = {code: localization(found, _in_words(entry, other)) for code, other in others}
    return found | _filled({"localizations": _filled(patches)})


def _in_words(entry: Entry, words: Words) -> dict[str, Any]:
    """Return the same as one language has it."""
    dated = not isinstance(entry.start, datetime)
    found = {
        "title": words.title,
        "description": words.description,
        # Without hours nothing is converted: the date is the same on every clock.
        "timeZone": None if dated else entry.zone,
        "duration": _duration(entry.duration, dated=dated),
        "showWithoutTime": dated,
        "status": entry.status,
        "freeBusyStatus": "free" if entry.free else "busy",
        "privacy": "private" if entry.private else "public",
        "locations": _locations(entry, words),
        "virtualLocations": _virtual(entry.join),
        "keywords": dict.fromkeys(entry.keywords, True),
        "categories": dict.fromkeys(entry.categories, True),
        "links": {str(number): _link(link) for number, link in enumerate(entry.links, 1)},
    }
    return _filled(found)


def _locations(entry: Entry, words: Words) -> dict[str, Any]:
    place = {"name": words.place, "description": words.way, "timeZone": entry.place_zone}
    named = {PLACE: {"@type": "Location"} | _filled(place)}
    return named if words.place or words.way else {}


def _virtual(join: str) -> dict[str, Any]:
    """Return where one joins; a URI has no letters but Latin ones (RFC 3986)."""
    return {JOIN: {"@type": "VirtualLocation", "uri": quote(join, safe=_IN_URI)}} if join else {}


def _link(link: Link) -> dict[str, Any]:
    return {
        "@type": "Link",
        "href": link.href,
        "rel": link.rel,
        "contentType": link.content_type,
    }


def _rule(rule: Rule, start: datetime | date) -> dict[str, Any]:
    """Return a RecurrenceRule (4.3.3); what it leaves out follows from the start, as in RRULE."""
    at = start.time() if isinstance(start, datetime) else time()
    found = {
        "@type": "RecurrenceRule",
        "frequency": rule.freq.lower(),
        "interval": rule.interval if rule.interval > 1 else None,
        "byDay": [_day(weekday, rule.nth) for weekday in rule.weekdays],
        "byMonthDay": [rule.month_day] if rule.month_day else [],
        "byMonth": [str(rule.month)] if rule.month else [],
        "count": rule.count,
        "until": _local(datetime.combine(rule.until, at)) if rule.until else None,
    }
    return _filled(found)


def _day(weekday: int, nth: int) -> dict[str, Any]:
    return {"@type": "NDay", "day": WEEKDAYS[weekday].lower()} | (
        {"nthOfPeriod": nth} if nth else {}
    )


def _overrides(entry: Entry, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return how meetings differ, by the wall time at which the rule puts them (4.3.5)."""
    found: dict[datetime | date, dict[str, Any]] = {at: {"excluded": True} for at in entry.excluded}
    for at, own in entry.overrides.items():
        moved = {"start": _local(own.start)} if _local(own.start) != _local(at) else {}
        found[at] = moved | difference(said, _said(own))
    return {_local(at): found[at] for at in sorted(found, key=_local)}


def _duration(length: timedelta, *, dated: bool = False) -> str:
    """Return a length as RFC 8984 (1.4.6) writes it: of dates the days, else the hours that pass.

    A day may have 23 or 25 hours, so that hours are never told as days.
    """
    if dated:
        return f"P{length.days}D"
    seconds = length // timedelta(seconds=1)
    parts = ((seconds // 3600, "H"), (seconds % 3600 // 60, "M"), (seconds % 60, "S"))
    return f"PT{''.join(f'{count}{unit}' for count, unit in parts if count) or '0S'}"


def _local(wall: datetime | date) -> str:
    at = wall if isinstance(wall, datetime) else datetime.combine(wall, time())
    return f"{at:%Y-%m-%dT%H:%M:%S}"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _filled(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is said at all; the rest has the default of the standard."""
    return {
        name: value
        for name, value in found.items()
        if value is not None and value is not False and value not in ("", {}, [])
    }

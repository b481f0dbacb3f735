"""A reader of JSCalendar that was made from RFC 8984 alone: it knows nothing of what writes here.

Its tables are those of sections 1.4, 4 and 5; what an object says that they do not know is an
error, as is a patch that could not be applied or that touches what no patch may touch.
"""

from __future__ import annotations

import copy
import re
import zoneinfo
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from dateutil import rrule

Json = dict[str, Any]
Check = Callable[[Any], bool]
DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
FREQUENCIES = ("yearly", "monthly", "weekly", "daily", "hourly", "minutely", "secondly")
_ID = re.compile(r"[A-Za-z0-9_-]{1,255}")
_DURATION = re.compile(
    r"P(?=\d|T)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d*[1-9])?S)?)?"
)


# --- 1.4: types ---------------------------------------------------------------------------


def text(value: Any) -> bool:
    return isinstance(value, str)


def flag(value: Any) -> bool:
    return isinstance(value, bool)


def whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53


def unsigned(value: Any) -> bool:
    return whole(value) and value >= 0


def positive(value: Any) -> bool:
    return whole(value) and value >= 1


def utc(value: Any) -> bool:
    return text(value) and value.endswith("Z") and local(value[:-1])


def local(value: Any) -> bool:
    shape = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d*[1-9])?"
    return text(value) and bool(re.fullmatch(shape, value)) and bool(datetime.fromisoformat(value))


def duration(value: Any) -> bool:
    return text(value) and bool(_DURATION.fullmatch(value))


def zone(value: Any) -> bool:
    return text(value) and value in zoneinfo.available_timezones()


def zone_or_null(value: Any) -> bool:
    return value is None or zone(value)


def uri(value: Any) -> bool:
    return text(value) and value.isascii() and bool(urlsplit(value).scheme) and " " not in value


def media_type(value: Any) -> bool:
    return text(value) and bool(re.fullmatch(r"[a-z]+/[a-z0-9.+-]+(;[a-z]+=[a-zA-Z0-9-]+)*", value))


def language(value: Any) -> bool:
    return text(value) and bool(re.fullmatch(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?", value))


def one_of(*words: str) -> Check:
    return lambda value: value in words


def true_by(key: Check) -> Check:
    return lambda value: (
        isinstance(value, dict) and all(key(k) and v is True for k, v in value.items())
    )


def identifier(value: Any) -> bool:
    return text(value) and bool(_ID.fullmatch(value))


def by(key: Check, kind: str) -> Check:
    return lambda value: (
        isinstance(value, dict)
        and bool(value)
        and all(key(name) and not complaints(inner, kind) for name, inner in value.items())
    )


def listed(check: Check) -> Check:
    return lambda value: isinstance(value, list) and bool(value) and all(map(check, value))


def of_kind(kind: str) -> Check:
    return lambda value: not complaints(value, kind)


def patches_by(key: Check) -> Check:
    return lambda value: (
        isinstance(value, dict)
        and bool(value)
        and all(key(name) and isinstance(patch, dict) for name, patch in value.items())
    )


# --- 4 and 5: properties; a name in capitals is mandatory ---------------------------------

METADATA: dict[str, Check] = {
    "prodId": text,
    "created": utc,
    "title": text,
    "description": text,
    "descriptionContentType": media_type,
    "links": by(identifier, "Link"),
    "locale": language,
    "keywords": true_by(text),
    "categories": true_by(uri),
    "color": text,
}
TABLES: dict[str, dict[str, Check]] = {
    "Event": METADATA
    | {
        "relatedTo": by(text, "Relation"),
        "sequence": unsigned,
        "showWithoutTime": flag,
        "locations": by(identifier, "Location"),
        "virtualLocations": by(identifier, "VirtualLocation"),
        "recurrenceRules": listed(of_kind("RecurrenceRule")),
        "recurrenceOverrides": patches_by(local),
        "excluded": flag,
        "priority": whole,
        "freeBusyStatus": one_of("free", "busy"),
        "privacy": one_of("public", "private", "secret"),
        "localizations": patches_by(language),
        "timeZone": zone_or_null,
        "duration": duration,
        "status": one_of("confirmed", "cancelled", "tentative"),
    },
    "Group": METADATA | {"source": uri},
    "Location": {
        "name": text,
        "description": text,
        "locationTypes": true_by(text),
        "relativeTo": one_of("start", "end"),
        "timeZone": zone,
        "coordinates": uri,
        "links": by(identifier, "Link"),
    },
    "VirtualLocation": {"name": text, "description": text, "features": true_by(text)},
    "Link": {
        "contentType": media_type,
        "size": unsigned,
        "rel": text,
        "display": one_of("badge", "graphic", "fullsize", "thumbnail"),
        "title": text,
    },
    "Relation": {"relation": true_by(one_of("first", "next", "child", "parent"))},
    "RecurrenceRule": {
        "interval": positive,
        "rscale": text,
        "skip": one_of("omit", "backward", "forward"),
        "firstDayOfWeek": one_of(*DAYS),
        "byDay": listed(of_kind("NDay")),
        "byMonthDay": listed(lambda value: whole(value) and 0 < abs(value) <= 31),
        "byMonth": listed(lambda value: text(value) and 1 <= int(value) <= 12),
        "count": positive,
        "until": local,
    },
    "NDay": {"nthOfPeriod": lambda value: whole(value) and value != 0},
}
MANDATORY: dict[str, dict[str, Check]] = {
    "Event": {"uid": text, "updated": utc, "start": local},
    "Group": {
        "uid": text,
        "updated": utc,
        "entries": lambda value: (
            isinstance(value, list) and not any(complaints(each, "Event") for each in value)
        ),
    },
    "VirtualLocation": {"uri": uri},
    "Link": {"href": uri},
    "RecurrenceRule": {"frequency": one_of(*FREQUENCIES)},
    "NDay": {"day": one_of(*DAYS)},
}
# 4.3.5: what no override may touch; 4.6.1: all that a localization may touch.
NEVER_IN_OVERRIDE = {
    *("@type", "excludedRecurrenceRules", "method", "privacy", "prodId", "recurrenceId"),
    *("recurrenceIdTimeZone", "recurrenceOverrides", "recurrenceRules", "relatedTo", "replyTo"),
    *("sentBy", "timeZones", "uid"),
}
LOCALIZED = ("title", "description", "name")


def complaints(value: Any, kind: str) -> list[str]:
    """Return what is wrong with an object of that type."""
    if not isinstance(value, dict) or value.get("@type") != kind:
        return [f"not a {kind}: {value!r:.80}"]
    must, may = MANDATORY.get(kind, {}), TABLES[kind]
    found = [f"{kind}.{name} is missing" for name in must if name not in value]
    for name, inner in value.items():
        check = must.get(name) or may.get(name)
        if name != "@type" and check is None:
            found.append(f"{kind}.{name} is unknown")
        elif check is not None and not check(inner):
            found.append(f"{kind}.{name} may not be {inner!r:.120}")
    if kind == "RecurrenceRule" and {"count", "until"} <= value.keys():
        found.append("count and until in one rule")
    return found + (list(_of_patches(value)) if kind == "Event" and not found else [])


def _of_patches(event: Json) -> Iterator[str]:
    for at, patch in event.get("recurrenceOverrides", {}).items():
        if patch == {"excluded": True}:
            continue
        for pointer in patch:
            if pointer.partition("/")[0] in NEVER_IN_OVERRIDE:
                yield f"the override {at} touches {pointer}"
        yield from _of_patched(_series_of_one(event) | {"start": at}, patch, f"override {at}")
    for code, patch in event.get("localizations", {}).items():
        for pointer in patch:
            if pointer.rpartition("/")[2] not in LOCALIZED or pointer.startswith("recurrence"):
                yield f"the localization {code} touches {pointer}"
        yield from _of_patched(_series_of_one(event), patch, f"localization {code}")


def _of_patched(event: Json, patch: Json, name: str) -> Iterator[str]:
    try:
        patched = applied(event, patch)
    except (KeyError, ValueError) as why:
        yield f"the {name} cannot be applied: {why!r}"
        return
    inner = {} if name.startswith("override") else {"localizations": None}
    yield from complaints({k: v for k, v in patched.items() if k not in inner}, "Event")


def _series_of_one(event: Json) -> Json:
    return {k: v for k, v in event.items() if k not in {"recurrenceRules", "recurrenceOverrides"}}


def applied(value: Json, patch: Json) -> Json:
    """Return an object with a patch applied as 1.4.9 says; ValueError, KeyError."""
    names = sorted(patch)
    for first, second in pairwise(names):
        if second.startswith(f"{first}/"):
            raise ValueError(second)
    found = copy.deepcopy(value)
    for pointer, inner in patch.items():
        *way, last = [p.replace("~1", "/").replace("~0", "~") for p in pointer.split("/")]
        place = found
        for step in way:
            place = place[step]
        if not isinstance(place, dict):
            raise KeyError(pointer)
        if inner is None:
            del place[last]
        else:
            place[last] = inner
    return found


def in_language(event: Json, code: str) -> Json:
    """Return an event as the readers of that language have it."""
    return applied(event, event.get("localizations", {}).get(code, {}))


def length(value: str) -> tuple[timedelta, timedelta]:
    """Return a duration as its days on the calendar and the time that passes."""
    found = _DURATION.fullmatch(value)
    assert found, value
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(weeks=weeks, days=days), timedelta(
        hours=hours, minutes=minutes, seconds=seconds
    )


def moments(event: Json) -> list[tuple[datetime, datetime]]:
    """Return when an event takes place, from moment to moment, by its rules and overrides."""
    single = _series_of_one(event)
    starts = [event["start"], *map(_written, _by_rules(event))]
    overrides = event.get("recurrenceOverrides", {})
    found = []
    for at in dict.fromkeys([*starts, *overrides]):
        patch = overrides.get(at, {})
        if not patch.get("excluded"):
            found.append(_span(applied(single | {"start": at}, patch)))
    return sorted(found)


def _span(event: Json) -> tuple[datetime, datetime]:
    place = zoneinfo.ZoneInfo(event.get("timeZone") or "UTC")
    days, passed = length(event.get("duration", "PT0S"))
    start = datetime.fromisoformat(event["start"])
    end = (start + days).replace(tzinfo=place).astimezone(UTC) + passed
    return start.replace(tzinfo=place).astimezone(UTC), end


def _by_rules(event: Json) -> Iterator[datetime]:
    start = datetime.fromisoformat(event["start"])
    for rule in event.get("recurrenceRules", []):
        days = [
            rrule.weekday(DAYS.index(day["day"]), day.get("nthOfPeriod"))
            for day in rule.get("byDay", [])
        ]
        yield from rrule.rrule(
            getattr(rrule, rule["frequency"].upper()),
            dtstart=start,
            interval=rule.get("interval", 1),
            byweekday=days or None,
            bymonthday=rule.get("byMonthDay"),
            bymonth=[int(month) for month in rule.get("byMonth", [])] or None,
            count=rule.get("count"),
            until=datetime.fromisoformat(rule["until"]) if "until" in rule else None,
        )


def _written(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S")

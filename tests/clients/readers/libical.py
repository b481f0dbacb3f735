"""libical with its restriction check, by the file's own zones: what Evolution and KDE read with.

Debian's own Python runs this, since its bindings are there. Prints one line of JSON a file.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import gi

gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib  # noqa: E402

PROPERTY, COMPONENT = ICalGLib.PropertyKind, ICalGLib.ComponentKind


def answer(file):
    """Return what libical reads in a file, and everything that it says against it."""
    found, complaints = [], []
    try:
        calendar = ICalGLib.Parser.parse_string(Path(file).read_text(encoding="utf-8"))
        if calendar is None or calendar.isa() != COMPONENT.VCALENDAR_COMPONENT:
            complaints.append("not a calendar")
        else:
            ICalGLib.restriction_check(calendar)
            complaints += _errors(calendar)
            found += _instances(calendar)
    except Exception as error:  # noqa: BLE001 - whatever it raises is its answer
        complaints.append(f"{type(error).__name__}: {error}")
    return {"file": file, "complaints": complaints, "instances": found}


def _errors(component):
    where = component.get_uid() or component.isa().value_nick
    for found in _properties(component, PROPERTY.XLICERROR_PROPERTY):
        yield f"{where}: {found.get_xlicerror()}"
    for part in _parts(component, COMPONENT.ANY_COMPONENT):
        yield from _errors(part)


def _instances(calendar):
    events = _parts(calendar, COMPONENT.VEVENT_COMPONENT)
    moved = set()
    for event in events:
        for found in _properties(event, PROPERTY.RECURRENCEID_PROPERTY):
            moved.add((event.get_uid(), _moment(_placed(found, event, "recurrenceid"))))
    for event in events:
        if event.count_properties(PROPERTY.RRULE_PROPERTY):
            for start, end in _series(event):
                if (event.get_uid(), start) not in moved:
                    yield _instance(event, start, end)
        else:
            start, end = event.get_dtstart(), event.get_dtend()
            yield _instance(event, _moment(start), _moment(end))


def _series(event):
    """Return the spans of a series as libical finds them, what is excluded left out."""
    spans, days = [], event.get_dtstart().is_date()
    first, last = (ICalGLib.Time.new_from_string(f"{year}0101T000000Z") for year in (1980, 2039))
    event.foreach_recurrence(first, last, lambda _event, span, *_: spans.append(_span(span, days)))
    return spans


def _span(span, days):
    form = "%Y-%m-%d" if days else "%Y-%m-%dT%H:%M:%SZ"
    at = (datetime.fromtimestamp(each, UTC) for each in (span.get_start(), span.get_end()))
    return tuple(each.strftime(form) for each in at)


def _placed(found, event, name):
    time = getattr(found, f"get_{name}")()
    zone = found.get_first_parameter(ICalGLib.ParameterKind.TZID_PARAMETER)
    if zone is not None:
        time.set_timezone(event.get_parent().get_timezone(zone.get_tzid()))
    return time


def _instance(event, start, end):
    status = event.get_status()
    return {
        "uid": event.get_uid(),
        "start": start,
        "end": end,
        "summary": event.get_summary() or "",
        "description": event.get_description() or "",
        "location": event.get_location() or "",
        "status": ICalGLib.Property.status_to_string(status),
    }


def _moment(time):
    if time.is_date():
        return f"{time.get_year():04}-{time.get_month():02}-{time.get_day():02}"
    zone = time.get_timezone()
    if zone is None:
        message = f"{time.as_ical_string()} floats"
        raise ValueError(message)
    at = datetime.fromtimestamp(time.as_timet_with_zone(zone), UTC)
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _properties(component, kind):
    # All at once: a component has one place that it has come to in its properties.
    found = [component.get_first_property(kind)]
    while found[-1] is not None:
        found.append(component.get_next_property(kind))
    return found[:-1]


def _parts(component, kind):
    found = [component.get_first_component(kind)]
    while found[-1] is not None:
        found.append(component.get_next_component(kind))
    return found[:-1]


for path in sys.argv[1:]:
    sys.stdout.write(json.dumps(answer(path)) + "\n")

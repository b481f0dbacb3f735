"""python-vobject with its validation, by the file's own zones: what khal's kin and Radicale use.

Prints one line of JSON a file. Runs in an environment of its own, beside the product's.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import vobject


def answer(file):
    """Return what vobject reads in a file, or what it says against it."""
    # Its zones stand in a table of the whole process, where the first file would win.
    getattr(vobject.icalendar, "__tzidMap").clear()
    vobject.icalendar.registerTzid("UTC", vobject.icalendar.utc)
    try:
        # One calendar, and nothing behind it.
        [calendar] = vobject.readComponents(Path(file).read_text(encoding="utf-8"))
        calendar.validate(raiseException=True)
        found, complaints = list(_instances(calendar)), []
    except Exception as error:  # noqa: BLE001 - whatever it raises is its answer
        found, complaints = [], [f"{type(error).__name__}: {error}"]
    return {"file": file, "complaints": complaints, "instances": found}


def _instances(calendar):
    events = calendar.contents.get("vevent", [])
    moved = {
        (event.uid.value, _moment(event.recurrence_id.value))
        for event in events
        if "recurrence-id" in event.contents
    }
    for event in events:
        start, end = event.dtstart.value, event.dtend.value
        if "rrule" not in event.contents:
            yield _instance(event, _moment(start), _moment(end))
            continue
        for at in event.getrruleset(addRDate=False):
            begin = at if isinstance(start, datetime) else at.date()
            if (event.uid.value, _moment(begin)) not in moved:
                yield _instance(event, _moment(begin), _moment(_end(begin, start, end)))


def _end(begin, start, end):
    """Return when an occurrence ends: as long after its start as the first one, in real time."""
    if not isinstance(start, datetime):
        return begin + (end - start)
    length = end.astimezone(UTC) - start.astimezone(UTC)
    return (begin.astimezone(UTC) + length).astimezone(UTC)


def _instance(event, start, end):
    return {
        "uid": event.uid.value,
        "start": start,
        "end": end,
        "summary": event.getChildValue("summary", ""),
        "description": event.getChildValue("description", ""),
        "location": event.getChildValue("location", ""),
        "status": event.getChildValue("status", ""),
    }


def _moment(value):
    if not isinstance(value, datetime):
        return value.isoformat()
    if value.tzinfo is None:
        message = f"{value} floats"
        raise ValueError(message)
    return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


for path in sys.argv[1:]:
    sys.stdout.write(json.dumps(answer(path)) + "\n")

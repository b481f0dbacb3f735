"""Which program writes calendar texts: the same one writes the same bytes of the same event.

Told from the sources, libraries and catalogues that decide what is written and joined, and from the
zone data, so that nobody has to remember to raise a number: after a new release the worker writes
the texts again, and no tag of a feed is as it was.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

from scheduler.core import zones

HOUSE = Path(__file__).parents[2]
DECIDING = (
    "core/recurrence/*.py",
    "core/timeblock.py",
    "core/zones/*.py",
    "documents/plain.py",
    "documents/ical/*.py",
    "feeds/*.py",
    "i18n.py",
    "links.py",
    "models/city.py",
    "models/event.py",
    "models/occurrence.py",
    "models/visit.py",
    "queries/agenda.py",
    "queries/calendar.py",
    "queries/concern.py",
    "queries/feeding/*.py",
    "queries/naming.py",
    "queries/occurrences.py",
    "queries/polls.py",
    "queries/roster.py",
    "queries/series.py",
    "translations/*/LC_MESSAGES/messages.po",
)
LIBRARIES = ("babel", "icalendar")


@cache
def author() -> str:
    """Return 16 hexadecimal digits that stand for the program and the zone data at work."""
    sources = [path for pattern in DECIDING for path in sorted(HOUSE.glob(pattern))]
    others = [zones.DATA_VERSION, *map(version, LIBRARIES)]
    told = hashlib.sha256(" ".join(others).encode())
    for path in sources:
        told.update(path.read_bytes())
    return told.hexdigest()[:16]

"""Which program writes calendar texts: the same one writes the same bytes of the same event.

Told from the sources and catalogues that decide what is written, and from the zone data, so that
nobody has to remember to raise a number: after a new release the worker writes the texts again.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from scheduler.core import zones

_HOUSE = Path(__file__).parents[2]
_DECIDING = (
    "documents/plain.py",
    "documents/ical/*.py",
    "core/timeblock.py",
    "queries/calendar.py",
    "queries/naming.py",
    "queries/occurrences.py",
    "queries/series.py",
    "queries/feeding/texts.py",
    "i18n.py",
    "links.py",
    "translations/*/LC_MESSAGES/messages.po",
)


@cache
def author() -> str:
    """Return 16 hexadecimal digits that stand for the program and the zone data at work."""
    sources = [path for pattern in _DECIDING for path in sorted(_HOUSE.glob(pattern))]
    told = hashlib.sha256(zones.DATA_VERSION.encode())
    for path in sources:
        told.update(path.read_bytes())
    return told.hexdigest()[:16]

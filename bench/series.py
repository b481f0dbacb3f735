"""What it costs to know when a series takes place: its rule, its exceptions, every clock change."""

from __future__ import annotations

import random
import time
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from bench.figures import Figure, middle, milliseconds
from scheduler.core import recurrence
from scheduler.core.recurrence import Override, Series

if TYPE_CHECKING:
    from collections.abc import Iterator

TITLE = "Series: occurrences of a rule (processor time)"
FIRST = date(2026, 9, 1)
EXCEPTIONS = 50
TIMES = 31
SIZES = (122, 244, 488)
"""Days: four, eight and sixteen months of a daily series."""


def figures() -> Iterator[Figure]:
    """Yield the figures, one after the other."""
    name = f"a year of a daily series with {EXCEPTIONS} exceptions"
    yield milliseconds(name, _taken(366, EXCEPTIONS), most=0.005)
    for days in SIZES:
        exceptions = days * EXCEPTIONS // 366
        yield milliseconds(f"  {days} days with {exceptions}", _taken(days, exceptions))


def _taken(days: int, exceptions: int) -> float:
    """Return the median time that expanding takes, each time another series."""
    made = [_made(days, exceptions, random.Random(seed)) for seed in range(TIMES)]
    recurrence.expand(*made[0])
    took = []
    for series, known in made:
        began = time.process_time()
        found = recurrence.expand(series, known)
        took.append(time.process_time() - began)
        off = sum(own.start is None for own in known.values())
        assert len(found) == days - off
    return middle(took)


def _made(days: int, exceptions: int, chance: random.Random) -> tuple[Series, dict[date, Override]]:
    """Return a daily series; half of its exceptions are moved, half do not take place."""
    start = datetime.combine(FIRST, datetime.min.time()).replace(hour=chance.randrange(7, 19))
    rule = recurrence.parse(f"FREQ=DAILY;COUNT={days}", start, "Europe/Sofia")
    known = {}
    for n, day in enumerate(chance.sample(range(days), exceptions)):
        at = start + timedelta(days=day, hours=chance.randrange(1, 5))
        known[FIRST + timedelta(days=day)] = (
            Override(at, at + timedelta(hours=1)) if n % 2 else Override()
        )
    return Series(rule, start, start + timedelta(hours=1), "Europe/Sofia"), known

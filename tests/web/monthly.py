"""A monthly meeting for the tests of pages: seven dates ahead, or a series that has begun."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from tests.world import SESSION

MONTHLY = replace(
    SESSION,
    title={"bg": "Месечна среща", "en": "Monthly meeting"},
    start=datetime(2026, 12, 1, 10),
    end=datetime(2026, 12, 1, 11),
    rule="FREQ=MONTHLY;BYDAY=1TU;UNTIL=20270630",
)
"""1 December, 5 January, 2 February, 2 March, 6 April, 4 May, 1 June."""
BEGUN = replace(
    MONTHLY,
    start=datetime(2026, 10, 6, 10),
    end=datetime(2026, 10, 6, 11),
    rule="FREQ=MONTHLY;BYDAY=1TU;COUNT=9",
)
"""6 October and 3 November are over; 1 December is next, and June the last."""

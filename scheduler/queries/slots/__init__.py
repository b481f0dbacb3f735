"""Fair slots for a programme's cities and people: what the finder is asked, and what it answers.

Brings together what is stored of cities, days off, visits, people and past meetings, has
`scheduler.core.slots` find, and puts the answer into words. Knows no address and no form.
"""

from scheduler.queries.slots.finding import Finding, find
from scheduler.queries.slots.outside import at_slot, on_day
from scheduler.queries.slots.parties import is_assumed
from scheduler.queries.slots.people import Attendee, members
from scheduler.queries.slots.wish import MOST_NOTICE, Wish
from scheduler.queries.slots.words import (
    Mark,
    State,
    fairness,
    length_words,
    mark,
    reason_words,
    reasons,
    state,
    travel_words,
)

__all__ = [
    "MOST_NOTICE",
    "Attendee",
    "Finding",
    "Mark",
    "State",
    "Wish",
    "at_slot",
    "fairness",
    "find",
    "is_assumed",
    "length_words",
    "mark",
    "members",
    "on_day",
    "reason_words",
    "reasons",
    "state",
    "travel_words",
]

"""The fair slot finder: hours, days off, busy people and past burdens into ranked slots.

Decides which times are fairest for a meeting of several cities. A slot is judged by its worst
city, never by the average: the table of `scheduler.core.slots.rules` says how uncomfortable each
minute of a city's day is, the worst minute of the slot counts, and the worst city's score is
the slot's. Knows no database, no clock on this computer and no words: what is asked and
answered is in `scheduler.core.slots.values`.

A city's score is its discomfort; beyond its acceptable hours 320 more; and in awkward hours
(beyond office hours, or on a day that is not worked) what its burden weighs: 10 for each awkward
meeting more than the least burdened city had, 5 more if it carried the latest. So a series of
meetings takes turns.

The order: slots beyond somebody's acceptable hours are answered only where there are no
others. Then the lower score. Slots of one score come in rounds, so that the best suggestions
are not neighbours of one morning: in each round every date of the anchor gives its best, one
that overlaps no slot of that date before it if there is any. Within a round, and where "best"
was said: fewer required people busy, the lower sum of all cities' scores, fewer other people
busy, the earlier.

| place | Sofia | Seoul | people missing | because |
| --- | --- | --- | --- | --- |
| 1 | 10 | 10 | 0 | the worst city has 10, and in all it is as much as the next |
| 2 | 20 | 0 | 0 | the worst city has 20 |
| 3 | 20 | 20 | 0 | it has 20 too, but so has the other |
| 4 | 0 | 20 | 1 of 10 | again 20, and somebody is missing |
| 5 | 25 | 0 | 0 | 25 is worse than 20, whoever has it |

Where no hour is within everybody's office hours, two sessions are offered as well, the second
beginning at most 24 hours after the first: each city comes to one of them, and some city, the
host, to both. A session's score is that of the worst city which comes to it. Of all pairs that
do not overlap, that one is taken whose worse session has the lower score, then whose better one
has, then one that the question's first city can host, then the one that is over soonest, then
the one that begins soonest. None is offered that is no better for the worst city than the best
single slot; so two cities alone never get one.
"""

from scheduler.core.slots.asking import burdens, check
from scheduler.core.slots.finding import Search, find, judge
from scheduler.core.slots.values import (
    Answer,
    Burden,
    Diary,
    Pair,
    Party,
    Question,
    Reading,
    Reason,
    Slot,
    minute_of,
    moment_of,
)

__all__ = [
    "Answer",
    "Burden",
    "Diary",
    "Pair",
    "Party",
    "Question",
    "Reading",
    "Reason",
    "Search",
    "Slot",
    "burdens",
    "check",
    "find",
    "judge",
    "minute_of",
    "moment_of",
]

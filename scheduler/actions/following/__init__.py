"""Following a calendar kept elsewhere, so that planning knows of its entries.

Decides who may follow what, how often it is fetched and what becomes of an answer: a good one
replaces all entries at once, anything else leaves them as they are and is told. How a file comes
from another machine is the worker's affair; what clashes with its entries, `queries.conflicts`
says. Nothing is followed until somebody adds it, and nobody outside the desk sees any of it.
"""

from scheduler.actions.following.contents import AHEAD, BACK, MOST, understand
from scheduler.actions.following.keeping import LEASE, claim, find_due, keep
from scheduler.actions.following.values import (
    Claimed,
    Contents,
    Entry,
    Failed,
    Fetched,
    Outside,
    Unchanged,
)
from scheduler.actions.following.verbs import (
    MOST_CALENDARS,
    change,
    fetch_now,
    follow,
    pause,
    refusals,
    resume,
    unfollow,
)

__all__ = [
    "AHEAD",
    "BACK",
    "LEASE",
    "MOST",
    "MOST_CALENDARS",
    "Claimed",
    "Contents",
    "Entry",
    "Failed",
    "Fetched",
    "Outside",
    "Unchanged",
    "change",
    "claim",
    "fetch_now",
    "find_due",
    "follow",
    "keep",
    "pause",
    "refusals",
    "resume",
    "understand",
    "unfollow",
]

"""Repeating: what an organizer does with the meetings of a series.

One of them, one and all that follow, or all from another city's clock; changing or cancelling all
is changing or cancelling the event itself (`scheduling`).
"""

from scheduler.actions.repeating.anchoring import Anchored, anchor, anchored, hours
from scheduler.actions.repeating.finding import find_meeting
from scheduler.actions.repeating.following import cancel_following, change_following, plan_from
from scheduler.actions.repeating.one import (
    OF_ONE,
    Meeting,
    cancel_one,
    change_one,
    meeting_of,
    restore_one,
)

__all__ = [
    "OF_ONE",
    "Anchored",
    "Meeting",
    "anchor",
    "anchored",
    "cancel_following",
    "cancel_one",
    "change_following",
    "change_one",
    "find_meeting",
    "hours",
    "meeting_of",
    "plan_from",
    "restore_one",
]

"""Importing: an organizer takes the entries of a calendar file or a table into drafts.

What a file holds is shown first, entry by entry, against what is here; what is ticked then
becomes drafts, by the verbs of scheduling. What is published already is never overwritten.
"""

from scheduler.actions.importing.previewing import preview
from scheduler.actions.importing.sources import Source, of_calendar, of_table
from scheduler.actions.importing.values import (
    CANCELLED,
    CHANGED,
    MOST_LINES,
    NEW,
    REFUSED,
    SAME,
    TAKEN,
    Choices,
    Difference,
    Line,
    Preview,
    Remark,
)
from scheduler.actions.importing.verbs import KEEP, Taken, content, finish, forget_old, keep, take

__all__ = [
    "CANCELLED",
    "CHANGED",
    "KEEP",
    "MOST_LINES",
    "NEW",
    "REFUSED",
    "SAME",
    "TAKEN",
    "Choices",
    "Difference",
    "Line",
    "Preview",
    "Remark",
    "Source",
    "Taken",
    "content",
    "finish",
    "forget_old",
    "keep",
    "of_calendar",
    "of_table",
    "preview",
    "take",
]

"""What feeds are made of: their versions, the stored texts, what fills their blanks, whole copies.

A feed is asked for twice. First for its version, one small read that answers an unchanged feed;
then, where it has changed, for its content: stored texts joined, or a copy of that version.
"""

from scheduler.queries.agenda import AHEAD, BEFORE
from scheduler.queries.feeding.author import author
from scheduler.queries.feeding.copies import find_copy
from scheduler.queries.feeding.deadlines import deadlines
from scheduler.queries.feeding.personal import order_of_all
from scheduler.queries.feeding.personal import pieces as personal
from scheduler.queries.feeding.stored import Stored, of_one, outdated, public
from scheduler.queries.feeding.texts import orders, spans, spoken, write
from scheduler.queries.feeding.versions import (
    NAMES,
    Personal,
    Shared,
    Version,
    find_personal,
    find_shared,
    installation,
    of_event,
)
from scheduler.queries.feeding.window import KEPT_CANCELLED, Window

__all__ = [
    "AHEAD",
    "BEFORE",
    "KEPT_CANCELLED",
    "NAMES",
    "Personal",
    "Shared",
    "Stored",
    "Version",
    "Window",
    "author",
    "deadlines",
    "find_copy",
    "find_personal",
    "find_shared",
    "installation",
    "of_event",
    "of_one",
    "order_of_all",
    "orders",
    "outdated",
    "personal",
    "public",
    "spans",
    "spoken",
    "write",
]

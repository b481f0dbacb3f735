"""Conflicts: everything that speaks against an event as it is planned, found by one engine.

Decides what is looked at, for the form before it is saved, for the page of the event, for lists
and for scripts alike: people in two events, a room or a link used twice, two visits of one city,
nights, days off and closed offices, arrival and rest days, translations. Each is a value with a
kind, a severity and keys; somebody who knows of it acknowledges the keys. Forbids nothing.
"""

from scheduler.queries.conflicts.asking import of_draft, of_event, of_events, of_time
from scheduler.queries.conflicts.values import Conflict
from scheduler.queries.conflicts.wording import kind_words

__all__ = ["Conflict", "kind_words", "of_draft", "of_event", "of_events", "of_time"]

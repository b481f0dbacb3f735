"""Scheduling: an organizer drafts, publishes, changes, moves and cancels an event."""

from scheduler.actions.scheduling.checking import missing_for_publishing, untranslated
from scheduler.actions.scheduling.plan import Plan, plan_of
from scheduler.actions.scheduling.verbs import cancel, change, draft, invite, move, publish

__all__ = [
    "Plan",
    "cancel",
    "change",
    "draft",
    "invite",
    "missing_for_publishing",
    "move",
    "plan_of",
    "publish",
    "untranslated",
]

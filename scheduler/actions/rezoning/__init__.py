"""Rezoning: what new time zone data do to everything that is stored."""

from scheduler.actions.rezoning.knowledge import keep
from scheduler.actions.rezoning.polls import RezonedPoll, rezone_polls
from scheduler.actions.rezoning.verbs import Moved, Rezoned, rezone

__all__ = ["Moved", "Rezoned", "RezonedPoll", "keep", "rezone", "rezone_polls"]

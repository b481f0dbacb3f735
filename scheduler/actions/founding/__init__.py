"""Founding: what a programme stands on, made from files: themes, cities, programmes, people."""

from scheduler.actions.founding.entries import Entry
from scheduler.actions.founding.verbs import FILES, Founded, found

__all__ = ["FILES", "Entry", "Founded", "found"]

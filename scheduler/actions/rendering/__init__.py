"""Rendering: what feeds show of an event is written, and numbered, with every change of it.

No verb calls it: whatever a transaction changes is seen as it is flushed (`watching`), and before
the transaction ends the texts of those events are written again and the versions raised, so that
a change, its text and its number are one. A calendar that holds the newest version is right.
"""

from scheduler.actions.rendering import watching
from scheduler.actions.rendering.copying import WORTH, compressed, keep_copy
from scheduler.actions.rendering.renewing import note_installation, renew, renew_old
from scheduler.actions.rendering.watching import WATCHED

__all__ = [
    "WATCHED",
    "WORTH",
    "compressed",
    "concern",
    "keep_copy",
    "note_installation",
    "renew_old",
]

watching.watch(renew)


def concern(person_id: int) -> None:
    """Note a person of whom a statement has written where no row could be seen."""
    watching.concern(person_id, renew)

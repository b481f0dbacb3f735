"""The chores: what comes due by itself, and what has grown old.

Decides only that each is done for itself: what fails is logged and holds up nothing else.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar

from flask import current_app

from scheduler import clock
from scheduler.actions import (
    importing,
    mailing,
    membership,
    noticing,
    polling,
    registering,
    remembering,
    rendering,
    rezoning,
)
from scheduler.db import transaction
from scheduler.queries import agenda, feeding, polls, roster, shifts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Done = TypeVar("Done")
TEXTS_AT_ONCE = 50
FORGETTING = (
    mailing.empty_old,
    membership.forget_used_links,
    remembering.forget_old,
    importing.forget_old,
)


def chores() -> int:
    """Release unconfirmed registrations, write what is due, empty old bodies, forget old links ...

    Each for itself: what fails is logged and holds up nothing else. Returns how many registrations
    were released.
    """
    refs = without_dying(_expired) or ()
    released = [without_dying(partial(_release, ref)) for ref in refs]
    for ref in without_dying(_last_calls) or ():
        without_dying(partial(_call_last, ref))
    for uid in without_dying(_changes_ahead) or ():
        without_dying(partial(_notice, uid))
    for forget in FORGETTING:
        without_dying(partial(_forget, forget))
    without_dying(_keep_zones)
    without_dying(_note_installation)
    _renew_texts()
    return released.count(True)


def without_dying(do: Callable[[], Done]) -> Done | None:
    """Survive a database that is away or a bug in one thing: log it, and return None."""
    try:
        return do()
    except Exception:
        current_app.logger.exception("a round of the worker failed")
        return None


def _expired() -> list[str]:
    return [registration.ref for registration in roster.expired_holds(clock.now())]


def _release(ref: str) -> bool:
    with transaction():
        return registering.release(roster.get_by_ref(ref), now=clock.now())


def _last_calls() -> Sequence[str]:
    now = clock.now()
    return polls.calls_due(now=now, ahead=now + polling.LAST_CALL)


def _call_last(ref: str) -> None:
    with transaction():
        polling.call_last(polls.get_poll(ref), now=clock.now())


def _changes_ahead() -> list[str]:
    uids = [notice.event.uid for notice in shifts.untold(now=clock.now())]
    return list(dict.fromkeys(uids))


def _notice(uid: str) -> None:
    with transaction():
        noticing.notice_changes(agenda.get_by_uid(uid), now=clock.now())


def _forget(forget: Callable[..., object]) -> None:
    with transaction():
        forget(now=clock.now())


def _note_installation() -> None:
    with transaction():
        rendering.note_installation()


def _renew_texts() -> None:
    """Write old texts anew, some at a time, since others wait meanwhile.

    Where that fails, each for itself: an event that cannot be written keeps the text it has.
    """
    outdated = without_dying(feeding.outdated) or ()
    for start in range(0, len(outdated), TEXTS_AT_ONCE):
        some = outdated[start : start + TEXTS_AT_ONCE]
        if not without_dying(partial(_renew, some)):
            for number in some:
                without_dying(partial(_renew, [number]))


def _renew(numbers: Sequence[int]) -> bool:
    with transaction():
        rendering.renew_old(numbers)
    return True


def _keep_zones() -> None:
    with transaction():
        rezoning.keep()

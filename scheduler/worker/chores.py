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
from scheduler.queries import agenda, polls, roster, shifts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Done = TypeVar("Done")
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
    while without_dying(_renew_texts):
        pass
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


def _renew_texts() -> int:
    with transaction():
        return rendering.renew_old()


def _keep_zones() -> None:
    with transaction():
        rezoning.keep()

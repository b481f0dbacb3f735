"""Followed calendars that are due: one is claimed, fetched, read, and what came of it is noted.

Decides that no transaction is open while another machine is waited for, or a large file is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.fernet import InvalidToken
from flask import current_app

from scheduler import clock, errors, settings
from scheduler.actions import following
from scheduler.actions.following import Failed, Fetched, Unchanged
from scheduler.core.addresses import parse
from scheduler.db import db, transaction
from scheduler.sealing import unseal
from scheduler.worker.fetching import Question, fetch

if TYPE_CHECKING:
    from scheduler.actions.following import Claimed, Contents


def fetch_due() -> bool:
    """Fetch the calendar that has waited longest; return whether one was due.

    One at a time, so that mail never waits for more than one slow server.
    """
    number = following.find_due(now=clock.now())
    if number is None:
        return False
    with transaction():
        claimed = following.claim(number, now=clock.now())
    if claimed is None:
        return False
    db.session.remove()
    answer = _asked(claimed)
    found = _understood(answer.data, claimed) if isinstance(answer, Fetched) else answer
    fresh = answer if isinstance(answer, Fetched) else Fetched(b"")
    with transaction():
        following.keep(
            claimed,
            found,
            now=clock.now(),
            etag=fresh.etag,
            last_modified=fresh.last_modified,
        )
    return True


def _asked(claimed: Claimed) -> Fetched | Unchanged | Failed:
    private = settings.current().fetch_private
    try:
        address = parse(unseal(claimed.address).decode(), private=private)
    except InvalidToken:
        # It may be this worker that has the wrong key: the calendar is not to blame.
        return Failed("sealed")
    except errors.Refusal:
        # It was right when it was typed, and the settings have changed.
        return Failed("inside")
    conditions = {"If-None-Match": claimed.etag, "If-Modified-Since": claimed.last_modified}
    headers = {name: value for name, value in conditions.items() if value}
    return fetch(Question(address, headers, private=private))


def _understood(data: bytes, claimed: Claimed) -> Contents | Failed:
    """Return what a file holds; whatever is wrong with one stays its own affair."""
    try:
        return following.understand(data, claimed.zone, now=clock.now(), near=claimed.near)
    except Exception:
        current_app.logger.exception("followed calendar %s could not be read", claimed.number)
        return Failed("unreadable")

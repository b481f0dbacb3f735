"""Recording history: append-only, one chain a programme, each entry holding the last one's hash.

Decides what is hashed and in which order. Entries are collected while a verb works and chained
as the last thing of the transaction, so that the chain's head is locked for an instant only and
always after every other row: two verbs can never wait for each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from scheduler.db import before_commit, db, lock
from scheduler.models import Event, HistoryChain, HistoryEntry, Poll, Programme

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.models import City, Person, Registration

PEOPLE = "~people"
"""The chain of what concerns no programme: people, cities, tokens. No slug has such a name."""


def record(
    verb: str,
    thing: Programme | Event | Registration | Poll | City | Person,
    *,
    by: Person | None,
    now: datetime,
    **details: Any,
) -> None:
    """Note that `by` did `verb` to that thing. Details hold no personal data, ever."""
    entry = HistoryEntry(
        chain=_chain(thing),
        at=now,
        actor_id=by.id if by else None,
        verb=verb,
        subject=subject(thing),
        details=details,
    )
    before_commit("history", _chain_all, at_last=True)
    waiting: list[HistoryEntry] = db.session().info.setdefault("history", [])
    waiting.append(entry)


def subject(thing: object) -> str:
    """Return how history names a thing: "event:12"."""
    return f"{type(thing).__name__.lower()}:{getattr(thing, 'id', None)}"


def _chain(thing: object) -> str:
    if isinstance(thing, Programme):
        return thing.slug
    if isinstance(thing, (Event, Poll)):
        return thing.programme.slug
    event = getattr(thing, "event", None)
    return event.programme.slug if isinstance(event, Event) else PEOPLE


def _chain_all() -> None:
    """Give every waiting entry its number and hashes, chain by chain in one fixed order."""
    db.session.flush()
    waiting: list[HistoryEntry] = db.session().info.pop("history", [])
    for name in sorted({entry.chain for entry in waiting}):
        head = _locked_head(name)
        for entry in (entry for entry in waiting if entry.chain == name):
            entry.number, entry.previous = head.length + 1, head.head
            entry.hash = entry.link()
            head.length, head.head = entry.number, entry.hash
            db.session.add(entry)


def _locked_head(name: str) -> HistoryChain:
    db.session.execute(
        sa.text(
            "INSERT INTO history_chain (name, length, head) VALUES (:name, 0, '')"
            " ON CONFLICT DO NOTHING"
        ),
        {"name": name},
    )
    return lock(db.session.get_one(HistoryChain, name))

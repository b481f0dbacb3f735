"""What every verb on an event does alike: hold it, raise its version, write down what changed."""

from __future__ import annotations

import re
import secrets
import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from scheduler import errors
from scheduler.actions import recording
from scheduler.actions.scheduling.plan import FREE_FIELDS, Plan, plain, plan_of, write
from scheduler.db import db, lock
from scheduler.models import Event

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.models import Person, Programme


def new_event(plan: Plan, programme: Programme, *, now: datetime) -> Event:
    """Write a checked plan as a new event, a draft until it is published."""
    event = Event(uid=str(uuid.uuid4()), programme=programme, created=now, changed=now)
    event.slug = _slug(plan)
    write(plan, event, programme)
    db.session.add(event)
    db.session.flush()
    return event


def locked(event: Event, version: int | None = None) -> Event:
    """Lock an event, and the seats of a visit with it: always in this order, before all else.

    With a `version`, EditedMeanwhile where it is no longer the one that was looked at.
    """
    event = lock(event)
    if event.visit is not None:
        lock(event.visit)
    if version is not None and event.version != version:
        raise errors.EditedMeanwhile(event.version)
    return event


def raise_version(event: Event, now: datetime, *, sequence: bool) -> None:
    """Raise version and time of change, strictly: two saves in one second differ as well."""
    event.version += 1
    event.sequence += int(sequence)
    event.changed = max(now, event.changed + timedelta(seconds=1))


def log_change(event: Event, before: Plan, *, by: Person | None, now: datetime) -> None:
    """Write down in history what of an event is no longer as it was `before`."""
    changed = before.differences(plan_of(event))
    facts = {
        name: [plain(old), plain(new)]
        for name, (old, new) in changed.items()
        if name not in FREE_FIELDS
    }
    texts = [
        f"{name}.{code}" if code else name
        for name, (old, new) in changed.items()
        if name in FREE_FIELDS
        for code in languages_changed(old, new)
    ]
    said = {"texts": texts, "rewritten": [text for text in texts if _says_both(text, changed)]}
    recording.record("change", event, by=by, now=now, changes=facts, **said)


def _says_both(text: str, changed: dict[str, tuple[Any, Any]]) -> bool:
    """Tell whether a text by language said something before and does now: it left others behind."""
    name, _, code = text.partition(".")
    return bool(code) and all(side.get(code) for side in changed[name])


def languages_changed(old: object, new: object) -> list[str]:
    """Return the languages in which two texts differ; of a plain text, one without a name."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        return [""]
    return [code for code in sorted({*old, *new}) if old.get(code) != new.get(code)]


def _slug(plan: Plan) -> str:
    title = plan.title.get("en", "").lower()
    words = re.sub(r"[^a-z0-9]+", "-", title).strip("-")[:60].rstrip("-")
    return f"{words or plan.kind.replace('_', '-')}-{secrets.token_hex(3)}"

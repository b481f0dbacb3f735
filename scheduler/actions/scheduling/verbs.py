"""The verbs of an organizer: draft, publish, invite, change, move, cancel.

Decides what raises the sequence, who is told, and what history says. Two editors at once: the
one whose version is no longer the stored one is refused, and never overwrites.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler import errors, i18n
from scheduler.actions import inviting, recording, registering
from scheduler.actions.policy import require
from scheduler.actions.scheduling import checking
from scheduler.actions.scheduling.plan import PLACE_FIELDS, TIME_FIELDS, Plan, plan_of, write
from scheduler.actions.scheduling.versions import locked, log_change, new_event, raise_version
from scheduler.core import zones

if TYPE_CHECKING:
    from datetime import date, datetime

    from scheduler.models import Event, Person, Programme

UNTOLD = {"capacity", "visibility", "opens", "closes", "themes", "online_public"}
"""What may change without a message: the people invited lose nothing by not knowing."""


def draft(programme: Programme, plan: Plan, *, by: Person | None, now: datetime) -> Event:
    """Write a new event that only organizers see. Raises errors.Several."""
    require(by, "event.create", programme)
    checking.check(plan, programme)
    event = new_event(plan, programme, now=now)
    recording.record("draft", event, by=by, now=now, plan=plan.facts())
    return event


def publish(
    event: Event,
    *,
    by: Person | None,
    now: datetime,
    invite: bool = True,
    tentative: bool = False,
    version: int | None = None,
) -> int:
    """Make a draft public and, unless told not to, invite; return how many were invited.

    A tentative event becomes confirmed; whoever was invited to it before hears that in any case.
    With a `version`, EditedMeanwhile where it is no longer the one that was looked at.
    """
    require(by, "event.publish", event)
    event = locked(event, version)
    if event.status not in {"draft", "tentative"} or (tentative and event.status != "draft"):
        raise errors.AlreadyPublished
    missing = checking.missing_for_publishing(plan_of(event), event.programme)
    if missing:
        languages = ", ".join(i18n.language_words(code) for _, code in missing)
        raise errors.NotReadyToPublish(missing=languages)
    before, event.status = event.status, "tentative" if tentative else "confirmed"
    event.published = event.published or now
    raise_version(event, now, sequence=before != "draft")
    if before == "tentative":
        inviting.tell(event, before={"status": (before, event.status)}, moved=True, now=now)
    invited = inviting.invite(event, now=now) if invite and event.until_utc > now else 0
    recording.record("publish", event, by=by, now=now, status=event.status, invited=invited)
    return invited


def invite(event: Event, *, by: Person | None, now: datetime) -> int:
    """Invite to a published event whoever is meant and not invited yet; return how many."""
    require(by, "event.publish", event)
    event = locked(event)
    if event.status == "cancelled":
        raise errors.AlreadyCancelled
    if event.status == "draft" or event.until_utc <= now:
        raise errors.Conflict
    invited = inviting.invite(event, now=now)
    recording.record("invite", event, by=by, now=now, invited=invited)
    return invited


def change(
    event: Event,
    plan: Plan,
    *,
    version: int,
    by: Person | None,
    now: datetime,
    tell: bool = True,
) -> bool:
    """Save a changed plan over the version that the editor saw; return whether anything changed.

    A changed hour, place or round of cities always tells the people invited, another text only
    where `tell`, and what is over tells nobody. Raises EditedMeanwhile, AlreadyCancelled,
    errors.Several.
    """
    require(by, "event.change", event)
    event = locked(event)
    if event.status == "cancelled":
        raise errors.AlreadyCancelled
    before = plan_of(event)
    plan = plan.in_the_pass_of(before)
    checking.check(plan, event.programme)
    checking.check_change(event, plan, now=now)
    changed = before.settled().differences(plan.settled())
    if not changed:
        return False
    if event.version != version:
        raise errors.EditedMeanwhile(event.version)
    moved = bool(changed.keys() & {*TIME_FIELDS, *PLACE_FIELDS})
    over = event.until_utc <= now
    write(plan, event, event.programme)
    over = over and event.until_utc <= now
    raise_version(event, now, sequence=moved and event.published is not None)
    log_change(event, before, by=by, now=now)
    urgent = moved or "cities" in changed
    if event.published and not over and (urgent or (tell and not changed.keys() <= UNTOLD)):
        inviting.update(event, before=changed, moved=moved, now=now)
    registering.seats_may_be_free(event, now=now)
    return True


def move(
    event: Event,
    start: datetime | date,
    *,
    version: int,
    by: Person | None,
    now: datetime,
    end: datetime | date | None = None,
    fold: int | None = None,
) -> bool:
    """Move an event to another wall time in its own zone; without `end` it stays as long."""
    plan = plan_of(event)
    zones.require_range(start, field="start")
    if end is None and plan.end is not None:
        end = start + (plan.end - plan.start)
    moved = replace(plan, start=start, end=end, fold=fold, end_fold=fold)
    return change(event, moved, version=version, by=by, now=now)


def cancel(event: Event, *, by: Person | None, now: datetime, tell: bool = True) -> None:
    """Cancel a published event, keep its page, tell the people; a draft simply ends."""
    require(by, "event.cancel", event)
    event = locked(event)
    if event.status == "cancelled":
        raise errors.AlreadyCancelled
    was_public = event.published is not None
    event.status = "cancelled"
    raise_version(event, now, sequence=was_public)
    # Delegates first: whoever loses a seat hears of it in the one letter that says so.
    registering.end_all(event, by=by, now=now)
    tell = tell and was_public and event.until_utc > now
    told = inviting.withdraw(event, now=now) if tell else 0
    recording.record("cancel", event, by=by, now=now, told=told)

"""Deciding a poll: a page says what choosing that time does, and to how many people.

Decides what is told before it is done. Of two organizers who choose at once, or one who presses
twice, the second is shown what has been decided.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for

from scheduler import clock, errors, i18n
from scheduler.actions import inviting, polling
from scheduler.actions.policy import declare
from scheduler.db import transaction
from scheduler.queries import managing, outbox, polls, votes
from scheduler.queries.naming import kind_words
from scheduler.queries.occurrences import when
from scheduler.web import desk
from scheduler.web.blueprint import pages
from scheduler.web.door import get_me
from scheduler.web.planning.fields import visibility_words
from scheduler.web.planning.saving import version_of
from scheduler.web.polls import results

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from scheduler.models import Poll, PollSlot


@pages.get("/manage/polls/<uuid:ref>/times/<int:number>/choice")
@declare("manage")
def ask_choice(ref: UUID, number: int) -> ResponseReturnValue:
    """Say what choosing that time does, and ask."""
    poll = results.get_poll(ref, "poll.choose")
    slot = polls.get_slot(poll, number)
    return _page(poll, slot) if poll.undecided else _decided(poll)


@pages.post("/manage/polls/<uuid:ref>/times/<int:number>/choice")
@declare("manage")
def choose_time(ref: UUID, number: int) -> ResponseReturnValue:
    """Choose that time: make or move the event, and invite."""
    poll = results.get_poll(ref, "poll.choose")
    slot = polls.get_slot(poll, number)
    try:
        return _choose(poll, slot)
    except errors.PollDecided:
        return _decided(poll)
    except errors.EditedMeanwhile:
        return _page(poll, slot, status=409)


def _choose(poll: Poll, slot: PollSlot) -> ResponseReturnValue:
    seen = request.form.get("event_version")
    with transaction():
        before = outbox.newest()
        event = polling.choose(
            poll,
            slot,
            version=version_of(request.form.get("version")),
            event_version=None if seen is None else version_of(seen),
            by=get_me(),
            now=clock.now(),
        )
        told = desk.on_their_way(outbox.written(event, after=before))
    words = i18n.gettext("The time is chosen.")
    flash(f"{words} {told}".strip(), "success")
    return redirect(url_for("web.manage_event", slug=event.slug), 303)


def _decided(poll: Poll) -> ResponseReturnValue:
    """Show what has been decided; nothing more can be."""
    return render_template("polls/poll.html", late=True, **results.content(poll)), 409


def _page(poll: Poll, slot: PollSlot, *, status: int = 200) -> ResponseReturnValue:
    tally = votes.tally(poll)
    chosen = next(one for one in tally.choices if one.offered.slot.id == slot.id)
    content: dict[str, Any] = {
        "poll": poll,
        "chosen": chosen,
        "words": polls.choice_words(chosen.offered.when),
        "unable": [vote.name for vote in tally.votes if vote.answers.get(slot.id) == "no"],
        "over": slot.start_utc <= clock.now(),
        "occurrence": when(poll.event) if poll.event else None,
        "kind": kind_words(poll.kind),
        "visible": visibility_words(poll.visibility),
        "stale": status != 200,  # noqa: PLR2004 - it is not the page that was asked for
        **_people(poll, slot),
        **results.shared(poll.programme),
    }
    return render_template("polls/choice.html", **content), status


def _people(poll: Poll, slot: PollSlot) -> dict[str, Any]:
    """Return whom choosing reaches: who is told of a move, newly invited, or told by a letter."""
    event = poll.event
    invited = managing.invited_numbers(event) if event else set()
    meant = inviting.audience(event or polls.imagined(poll, slot))
    newcomers = {person.id for person in meant} - invited
    rest = [
        voter.person.name
        for voter in polls.asked(poll)
        if voter.person_id not in invited | newcomers
    ]
    return {
        "invited": len(invited),
        "newcomers": len(newcomers),
        "rest": rest,
        "told": len(invited) + len(newcomers) + len(rest),
    }

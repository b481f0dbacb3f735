"""A programme's polls, and what came of each: the best times first, who is still to answer.

Decides what an organizer is told of a poll's state, and shows every answer by word and sign. The
buttons here remind, close and cancel; choosing has a page of its own in `deciding`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, url_for

from scheduler import clock, i18n
from scheduler.actions import policy, polling
from scheduler.actions.policy import declare
from scheduler.db import transaction
from scheduler.queries import polls, votes
from scheduler.queries.occurrences import when
from scheduler.web import desk
from scheduler.web.blueprint import pages
from scheduler.web.door import get_me

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from scheduler.models import Poll, Programme


@pages.get("/manage/programmes/<slug>/polls")
@declare("manage")
def manage_polls(slug: str) -> str:
    """List the polls of a programme, those that wait for a decision first."""
    programme = desk.get_programme(slug)
    now = clock.now()
    return render_template(
        "polls/list.html",
        programme=programme,
        found=[(one, state(one.poll, now)) for one in polls.polls_of(programme)],
        accent=programme.accent,
    )


@pages.get("/manage/polls/<uuid:ref>")
@declare("manage")
def manage_poll(ref: UUID) -> str:
    """Show what was answered, and what can be done next."""
    return render_template("polls/poll.html", **content(get_poll(ref, "poll.see")))


@pages.post("/manage/polls/<uuid:ref>/reminder")
@declare("manage")
def remind(ref: UUID) -> ResponseReturnValue:
    """Remind those who have not answered."""
    poll = get_poll(ref)
    with transaction():
        told = polling.remind(poll, by=get_me(), now=clock.now())
    flash(_reminded(told), "success")
    return redirect(url_for("web.manage_poll", ref=ref), 303)


@pages.post("/manage/polls/<uuid:ref>/end")
@declare("manage")
def close_poll(ref: UUID) -> ResponseReturnValue:
    """Take no more answers."""
    poll = get_poll(ref)
    with transaction():
        polling.close(poll, by=get_me(), now=clock.now())
    flash(i18n.gettext("The poll takes no more answers."), "success")
    return redirect(url_for("web.manage_poll", ref=ref), 303)


@pages.get("/manage/polls/<uuid:ref>/cancellation")
@declare("manage")
def ask_cancel_poll(ref: UUID) -> str:
    """Say what cancelling does, and ask."""
    poll = get_poll(ref)
    return render_template(
        "polls/cancellation.html", poll=poll, asked=len(polls.asked(poll)), **shared(poll.programme)
    )


@pages.post("/manage/polls/<uuid:ref>/cancellation")
@declare("manage")
def cancel_poll(ref: UUID) -> ResponseReturnValue:
    """End the poll without a decision."""
    poll = get_poll(ref)
    with transaction():
        told = polling.cancel(poll, by=get_me(), now=clock.now())
    words = i18n.gettext("The poll is cancelled.")
    flash(f"{words} {desk.on_their_way(told)}".strip(), "success")
    return redirect(url_for("web.manage_poll", ref=ref), 303)


def state(poll: Poll, now: datetime) -> str:
    """Return a poll's status in one word; "over" where the deadline has passed."""
    return "over" if poll.status == "open" and not poll.takes_answers(now) else poll.status


def content(poll: Poll) -> dict[str, Any]:
    """Return what the page of a poll shows."""
    now, tally = clock.now(), votes.tally(poll)
    due = {voter.id for voter in polling.to_remind(poll, now=now)}
    return {
        "poll": poll,
        "tally": tally,
        "state": state(poll, now),
        "deadline": polls.deadline(poll),
        "occurrence": when(poll.event) if poll.event else None,
        "ahead": {slot.id for slot in poll.slots if slot.start_utc > now},
        "due": [vote for vote in tally.waiting if vote.voter.id in due],
        "choice_words": polls.choice_words,
        "clock_city": tally.in_order[0].offered.when.rows[0].place.name,
        "clock": desk.clock_of(poll.programme.cities),
        **shared(poll.programme),
    }


def shared(programme: Programme) -> dict[str, Any]:
    """Return what all of these pages show."""
    return {"programme": programme, "accent": programme.accent}


def get_poll(ref: UUID, permission: str = "poll.change") -> Poll:
    """Return a poll that an organizer may work on in that way; NotFound, NotAllowed."""
    poll = polls.get_poll(str(ref))
    policy.require(get_me(), permission, poll)
    return poll


def _reminded(told: int) -> str:
    return i18n.ngettext(
        "The reminder to %(num)s person is on its way.",
        "The reminders to %(num)s people are on their way.",
        told,
    )

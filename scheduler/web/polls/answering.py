"""Answering a poll: the page behind a personal link, without a sign-in.

The link is the proof of who answers. Opening it changes nothing: mail scanners open every link.
A time that is left unmarked counts as "no", and the page that follows says what was noted. After
the deadline, and once it is decided, the page says so and shows what came of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for
from wtforms import TextAreaField

from scheduler import clock, errors, i18n
from scheduler.actions import polling
from scheduler.actions.policy import declare
from scheduler.db import transaction
from scheduler.queries import polls, votes
from scheduler.web.blueprint import pages
from scheduler.web.door import form_checks_csrf
from scheduler.web.forms import REFUSED, PageForm, put, refused
from scheduler.web.polls.results import state

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from scheduler.models import PollVoter

MOST_DIGITS = 9
LATE = 409


class AnswerForm(PageForm):
    """What somebody says beside the answers themselves, which are read by their slots."""

    comment = TextAreaField(i18n.lazy("Comment"))


@pages.get("/polls/<uuid:ref>/<token>")
@declare("public")
def answer_poll(ref: UUID, token: str) -> ResponseReturnValue:
    """Show the times to whoever holds the link."""
    voter = polls.get_voter_by_link(str(ref), token)
    return _page(voter, token, AnswerForm(data={"comment": voter.comment}), _stored(voter))


@pages.post("/polls/<uuid:ref>/<token>")
@declare("public")
@form_checks_csrf
def give_poll_answer(ref: UUID, token: str) -> ResponseReturnValue:
    """Take the answers of whoever holds the link."""
    voter = polls.get_voter_by_link(str(ref), token)
    form, given = AnswerForm(), _given()
    if not form.fresh():
        return _page(voter, token, form, given, status=REFUSED)
    return _save(voter, token, form, given)


def _save(
    voter: PollVoter, token: str, form: AnswerForm, given: dict[int, str]
) -> ResponseReturnValue:
    status = REFUSED
    try:
        if not given and "none" not in request.form:
            raise errors.AnswerMissing
        with transaction():
            answers = {slot: given.get(slot, "no") for slot in _shown()}
            comment = (form.comment.data or "").replace("\r\n", "\n").strip()
            polling.answer(voter, answers, comment=comment, now=clock.now())
    except errors.Invalid as refusal:
        put(form, refused(refusal))
    except errors.EditedMeanwhile:
        form.form_errors.append(
            i18n.gettext("Other times are offered by now. Please look at them, and save again.")
        )
        status = LATE
    except errors.PollOver:
        status = LATE
    else:
        flash(i18n.gettext("Thank you, your answer is noted."), "success")
        return redirect(url_for("web.answer_poll", ref=voter.ref, token=token), 303)
    return _page(voter, token, form, given, status=status)


def _page(
    voter: PollVoter,
    token: str,
    form: AnswerForm,
    given: dict[int, str],
    *,
    status: int = 200,
) -> ResponseReturnValue:
    poll, now = voter.poll, clock.now()
    own, slot = polls.home_of(voter), poll.chosen_slot
    asks = poll.takes_answers(now)
    wants = voter.answered is None or "change" in request.args or status != 200  # noqa: PLR2004
    content: dict[str, Any] = {
        "poll": poll,
        "voter": voter,
        "token": token,
        "form": form,
        "given": given,
        "offered": polls.offered(poll, own),
        "chosen": polls.offered_at(poll, slot, own) if slot else None,
        "deadline": polls.deadline(poll, own),
        "state": state(poll, now),
        "asking": asks and wants,
        "asks": asks,
        "late": status == LATE and not asks,
        "votes": votes.votes(poll) if poll.shows_answers else [],
        "limit": polling.COMMENT_LIMIT,
        "accent": poll.programme.accent,
    }
    return render_template("polls/answer.html", **content), status


def _stored(voter: PollVoter) -> dict[int, str]:
    return {answer.slot_id: answer.answer for answer in voter.answers}


def _shown() -> list[int]:
    """Return the times that the page showed: whatever else is offered by now was not seen."""
    return [int(text) for text in request.form.getlist("shown") if _is_number(text)]


def _given() -> dict[int, str]:
    """Return what was marked; the button that says "none of them" marks everything "no"."""
    if "none" in request.form:
        return dict.fromkeys(_shown(), "no")
    return {slot: said for slot in _shown() if (said := request.form.get(f"slot-{slot}"))}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS

"""Answering a poll: yes, if need be, or no to each of the times; again until the deadline.

Decides when an answer is still taken. The link that led here is the proof of who answers. History
keeps how often somebody said what, never which time, and no comment.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from scheduler import errors
from scheduler.actions import recording
from scheduler.actions.polling.verbs import locked
from scheduler.models import PollAnswer
from scheduler.models.poll import ANSWERS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from scheduler.models import PollVoter

COMMENT_LIMIT = 500


def answer(
    voter: PollVoter, answers: Mapping[int, str], *, comment: str = "", now: datetime
) -> None:
    """Write down what a person says of every time, by the numbers of the slots.

    Raises PollOver after the deadline or once the poll is decided, NoLongerAsked, EditedMeanwhile
    where other times are offered by now than were answered, Invalid.
    """
    poll = locked(voter.poll)
    if voter.status != "open":
        raise errors.NoLongerAsked
    if not poll.takes_answers(now):
        raise errors.PollOver
    if answers.keys() != {slot.id for slot in poll.slots}:
        raise errors.EditedMeanwhile(poll.version)
    _check(answers, comment)
    stored = {given.slot_id: given for given in voter.answers}
    for slot, said in answers.items():
        if slot in stored:
            stored[slot].answer = said
        else:
            voter.answers.append(PollAnswer(slot_id=slot, answer=said))
    voter.answered, voter.comment = now, comment
    counts = Counter(answers.values())
    said_how_often = {name: counts[name] for name in ANSWERS}
    recording.record("answer poll", poll, by=voter.person, now=now, **said_how_often)


def _check(answers: Mapping[int, str], comment: str) -> None:
    refusals: list[errors.Refusal] = [
        errors.Invalid(field=f"slot-{slot}")
        for slot, said in answers.items()
        if said not in ANSWERS
    ]
    if len(comment) > COMMENT_LIMIT:
        refusals.append(errors.TooLong(field="comment", limit=COMMENT_LIMIT, length=len(comment)))
    if errors.has_control(comment):
        refusals.append(errors.ControlCharacters(field="comment"))
    if refusals:
        raise errors.Several(refusals)

"""Polling: times are offered to people, who answer by a link, and one of the times is chosen.

Decides who is asked and told what, when an answer counts, and that choosing makes or moves the
event and invites to it. Stands above scheduling, whose verbs it uses; knows nothing of forms.
"""

from scheduler.actions.polling.answering import COMMENT_LIMIT, answer
from scheduler.actions.polling.checking import (
    LONGEST,
    MOST_TIMES,
    POLLED,
    SHORTEST,
    check,
    check_event,
)
from scheduler.actions.polling.choosing import choose, newcomers
from scheduler.actions.polling.proposal import (
    Offer,
    Proposal,
    imagined,
    of_event,
    plan_at,
    proposal_of,
    slot_of,
)
from scheduler.actions.polling.telling import answer_token
from scheduler.actions.polling.verbs import (
    LAST_CALL,
    call_last,
    cancel,
    change,
    close,
    open_poll,
    remind,
    to_remind,
)

__all__ = [
    "COMMENT_LIMIT",
    "LAST_CALL",
    "LONGEST",
    "MOST_TIMES",
    "POLLED",
    "SHORTEST",
    "Offer",
    "Proposal",
    "answer",
    "answer_token",
    "call_last",
    "cancel",
    "change",
    "check",
    "check_event",
    "choose",
    "close",
    "imagined",
    "newcomers",
    "of_event",
    "open_poll",
    "plan_at",
    "proposal_of",
    "remind",
    "slot_of",
    "to_remind",
]

"""Mailing: finished messages as rows, written in the transaction of what they tell.

Decides that an older message that has not left gives way to a newer one for the same person and
event, when a message is tried again, and when its body is emptied. Sends nothing: the worker
claims a row, sends it outside of any transaction, and says how it went.
"""

from scheduler.actions.mailing.posting import (
    Post,
    built,
    house_mailbox,
    personal_mailbox,
    put,
    too_many,
)
from scheduler.actions.mailing.sending import (
    KEEP_BODY,
    LEASE,
    Claimed,
    claim,
    delivered,
    empty_old,
    give_back,
    is_due,
    refused,
)
from scheduler.actions.mailing.superseding import awaited, supersede

__all__ = [
    "KEEP_BODY",
    "LEASE",
    "Claimed",
    "Post",
    "awaited",
    "built",
    "claim",
    "delivered",
    "empty_old",
    "give_back",
    "house_mailbox",
    "is_due",
    "personal_mailbox",
    "put",
    "refused",
    "supersede",
    "too_many",
]

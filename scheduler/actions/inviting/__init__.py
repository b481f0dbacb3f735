"""Inviting: who is told of an event, and the message that each of them gets.

Decides the audience (a session's participants, a visit's coordinators and delegates), and that a
person who was never told hears an invitation, one who was hears an update, and one who is no
longer meant hears a cancellation. Knows nothing of forms or of sending.
"""

from scheduler.actions.inviting.messages import (
    answer_token,
    event_values,
    letter_languages,
    preview,
    preview_calendar,
    sender,
)
from scheduler.actions.inviting.verbs import (
    OWN_ANSWERS,
    admit,
    asks,
    audience,
    carry_on,
    dismiss,
    find_invitation,
    get_invitation,
    invite,
    respond,
    tell,
    tell_one,
    update,
    withdraw,
)

__all__ = [
    "OWN_ANSWERS",
    "admit",
    "answer_token",
    "asks",
    "audience",
    "carry_on",
    "dismiss",
    "event_values",
    "find_invitation",
    "get_invitation",
    "invite",
    "letter_languages",
    "preview",
    "preview_calendar",
    "respond",
    "sender",
    "tell",
    "tell_one",
    "update",
    "withdraw",
]

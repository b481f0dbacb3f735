"""What a letter is made of, before it is bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.documents.mailbox import Mailbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One finished message to one person, every language of it inside."""

    to: Mailbox
    from_: Mailbox
    subject: str
    text: str
    html: str
    languages: tuple[str, ...]
    """For Content-Language, the recipient's first."""
    message_id: str
    """With its angle brackets, from `message_id()`."""
    date: datetime
    reply_to: Mailbox | None = None
    references: str | None = None
    """Message-ID of the first invitation, so that updates stand in one thread."""
    calendar: bytes | None = None
    """What `ical.message` returned."""
    method: str | None = None
    """REQUEST or CANCEL, the same as in the calendar."""
    auto_submitted: bool = True

    def __post_init__(self) -> None:
        if (self.calendar is None) != (self.method is None):
            message = "a calendar part and its method go together"
            raise ValueError(message)

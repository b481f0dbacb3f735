"""The outbox: finished messages, written with the change that they tell of, sent afterwards."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.db import Base, UTCDateTime
from scheduler.models.event import Event
from scheduler.models.invitation import Invitation
from scheduler.models.poll import Poll

STATES = ("queued", "sending", "sent", "failed", "superseded")


class OutboxMail(Base):
    """One message to one person, its bytes sealed, its state, and its next try."""

    __tablename__ = "outbox_mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(sa.String(200), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(32))
    """Which letter: invitation, update, cancellation, sign_in, registration_..., poll_..."""
    recipient: Mapped[str] = mapped_column(sa.String(254))
    event_id: Mapped[int | None] = mapped_column(sa.ForeignKey("event.id"))
    invitation_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("invitation.id", ondelete="SET NULL")
    )
    original: Mapped[date | None]
    """Of a series, the one occurrence that it is about, by the date on which the rule put it."""
    poll_id: Mapped[int | None] = mapped_column(sa.ForeignKey("poll.id"))
    secret: Mapped[bool] = mapped_column(default=False)
    """Sign-in mail: in nobody's view."""
    subject: Mapped[str] = mapped_column(sa.Text, default="")
    """Shown in lists; empty for secret mail."""
    body: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    """The whole message, sealed; emptied 30 days after it was delivered."""
    state: Mapped[str] = mapped_column(sa.String(12), default="queued")
    attempts: Mapped[int] = mapped_column(default=0)
    due: Mapped[datetime] = mapped_column(UTCDateTime)
    """The next try, or while it is being sent: when the claim runs out."""
    error: Mapped[str] = mapped_column(sa.Text, default="")
    created: Mapped[datetime] = mapped_column(UTCDateTime)
    sent: Mapped[datetime | None] = mapped_column(UTCDateTime)

    event: Mapped[Event | None] = relationship()
    invitation: Mapped[Invitation | None] = relationship()
    poll: Mapped[Poll | None] = relationship()

    __table_args__ = (
        sa.CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'failed', 'superseded')", name="state"
        ),
        sa.Index("ix_outbox_mail_state_due", "state", "due"),
        sa.Index("ix_outbox_mail_event_id", "event_id"),
        sa.Index("ix_outbox_mail_recipient", "recipient"),
        sa.Index("ix_outbox_mail_invitation_id", "invitation_id"),
        sa.Index("ix_outbox_mail_poll_id", "poll_id"),
    )
